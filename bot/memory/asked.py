"""What is noted of a thread as something is asked in it, in one round trip: Slack waits for it. Ids and times only."""

from typing import SupportsInt

from redis.asyncio import Redis

from bot.language import ThreadRef, Ts, UserId
from bot.memory import keys, participation, presence
from bot.memory.server import store_errors
from bot.memory.threads import WROTE

# All keys are of the thread and its workspace, in one slot.
_ASKED = (
    WROTE
    + f"""
local muted, took_part, active, wrote_in = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local at, unless_muted, member, place, ttl = ARGV[1], ARGV[2] == '1', ARGV[3], ARGV[4], tonumber(ARGV[5])
if unless_muted and redis.call('HGET', muted, 'is') == '{participation.MUTED}' then return 0 end
-- NX: it takes part since then, or since before.
redis.call('SET', took_part, at, 'NX')
redis.call('EXPIRE', took_part, {participation.KEPT_SECONDS})
redis.call('ZADD', active, at, member)
redis.call('ZREMRANGEBYRANK', active, 0, {-presence.MOST_THREADS - 1})
redis.call('EXPIRE', active, {presence.KEPT_SECONDS})
if ttl > 0 then wrote(wrote_in, place, ttl) end
return 1
"""
)


class Asked:
    """Notes what `Participation`, `Presence` and `KeptThreads` know of threads; `ttl` is that of kept threads, in seconds."""

    def __init__(self, redis: Redis, *, ttl: SupportsInt) -> None:
        self._lifetime = ttl
        self._asked = redis.register_script(_ASKED)

    async def note(self, thread: ThreadRef, *, at: Ts, by: UserId, is_direct: bool, unless_muted: bool) -> bool:
        """Notes that somebody has asked: Footnote takes part in the thread, it is active, and where files are read for them.

        False: Footnote was muted there, and nothing is noted. Raises `StoreUnavailable` when Redis fails.
        """
        with store_errors():
            noted = await self._asked(
                keys=[keys.muted(thread), keys.took_part(thread), keys.active(thread.team), keys.wrote_in(thread.team, by)],
                args=[
                    at,
                    int(unless_muted),
                    presence.member(thread, is_direct=is_direct),
                    keys.place(thread),
                    int(self._lifetime),
                ],
            )
        return noted == 1
