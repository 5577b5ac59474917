"""Remembers where Footnote took part, was muted, and has introduced itself. Ids only, no content, so nothing is sealed."""

from typing import cast

from redis.asyncio import Redis

from bot.language import TeamId, ThreadRef, Ts
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 90 * 24 * 3600
"""Counted from the last time it took part, or was muted."""


OBEYED_SECONDS = 25 * 3600
"""As long as the inbox remembers a question: Slack delivers again for minutes, and a replayed day must find it too."""

MUTED, _HEARD = "muted", "heard"

# A hash: the newest wish, and when it was said. Slack delivers a wish with a mention twice, and late ones again.
_NEWEST = """
local wish, at, ttl = ARGV[1], ARGV[2], ARGV[3]
if (tonumber(at) or 0) <= (tonumber(redis.call('HGET', KEYS[1], 'at') or '') or 0) then return 0 end
redis.call('HSET', KEYS[1], 'is', wish, 'at', at)
redis.call('EXPIRE', KEYS[1], ttl)
return 1
"""


class Participation:
    """The threads Footnote took part in. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._newest = redis.register_script(_NEWEST)

    async def take_part(self, thread: ThreadRef, *, at: Ts) -> None:
        """Notes that Footnote takes part in this thread since `at`, or since before."""
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(keys.took_part(thread), at, nx=True)
                pipe.expire(keys.took_part(thread), KEPT_SECONDS)
                await pipe.execute()

    async def took_part(self, thread: ThreadRef, *, before: Ts) -> bool:
        """Whether Footnote took part in this thread within `KEPT_SECONDS`, and before what was said then.

        Events overtake each other: what somebody said before Footnote was called in is not said to it.
        """
        with store_errors():
            found = cast("bytes | None", await self._redis.get(keys.took_part(thread)))
        since = (found or b"").decode()
        # The longer of two ts is the later one; those of one length sort as text.
        return bool(since) and (len(since), since) < (len(before), before)

    async def forget(self, thread: ThreadRef) -> None:
        """Forgets that Footnote took part in this thread, and what it was asked there: replies need a mention again."""
        with store_errors():
            await self._redis.unlink(keys.took_part(thread), keys.muted(thread))

    async def mute(self, thread: ThreadRef, *, at: Ts) -> bool:
        """Notes that replies in this thread want no answer unless they mention Footnote.

        `at` is when that was said. False: it is known already, or something newer was said.
        """
        return await self._wish(thread, MUTED, at)

    async def unmute(self, thread: ThreadRef, *, at: Ts) -> bool:
        """Takes that back. False as with `mute`."""
        return await self._wish(thread, _HEARD, at)

    async def obey(self, thread: ThreadRef, ts: Ts) -> bool:
        """Notes that what this message orders is done. False: it was done before, as Slack delivers a message twice."""
        with store_errors():
            return bool(await self._redis.set(keys.obeyed(thread, ts), 1, nx=True, ex=OBEYED_SECONDS))

    async def welcome(self, team: TeamId, place: str) -> bool:
        """Notes that Footnote introduces itself to a person or in a channel (`place`). False: it has done so before."""
        with store_errors():
            return bool(await self._redis.set(keys.welcomed(team, place), 1, nx=True))

    async def not_welcomed(self, team: TeamId, place: str) -> None:
        """Takes that back: the introduction could not be made."""
        with store_errors():
            await self._redis.unlink(keys.welcomed(team, place))

    async def _wish(self, thread: ThreadRef, wish: str, at: Ts) -> bool:
        with store_errors():
            return await self._newest(keys=[keys.muted(thread)], args=[wish, at, KEPT_SECONDS]) == 1
