"""When each receiver last received, and which threads were active then: what to look for after nobody did. Ids and times only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from bot.language import TeamId, ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 24 * 3600
"""Of a longer absence nothing is known."""

MOST_THREADS = 200
"""The newest are remembered: each costs a call to be looked at."""

# Returns the newest time at which anybody received before, or nothing.
_MARK = """
local name, kept = ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local marks = redis.call('HGETALL', KEYS[1])
local newest = 0
for i = 1, #marks, 2 do
    local at = tonumber(marks[i + 1])
    if at > newest then newest = at end
    -- A receiver that is long gone; nobody takes its name again.
    if now - at > kept then redis.call('HDEL', KEYS[1], marks[i]) end
end
redis.call('HSET', KEYS[1], name, string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], kept)
return {string.format('%.6f', newest), string.format('%.6f', now)}
"""


@dataclass(frozen=True)
class Active:
    """A thread in which something was asked; `is_direct` where Footnote and one person are alone."""

    thread: ThreadRef
    is_direct: bool


@dataclass(frozen=True)
class Mark:
    """A moment at which a receiver received, and the newest before it at which any did: both in seconds of Redis' clock."""

    before: float | None
    now: float


class Presence:
    """Receivers of one Redis, and the threads that `Asked` has noted. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._mark = redis.register_script(_MARK)

    async def mark(self, team: TeamId, receiver: str) -> Mark:
        """Notes that this receiver can receive now."""
        with store_errors():
            reply = await self._mark(keys=[keys.receiving(team)], args=[receiver, KEPT_SECONDS])
        before, now = (float(value) for value in cast("tuple[bytes, bytes]", reply))
        return Mark(before or None, now)

    async def marks(self, team: TeamId) -> Mapping[str, float]:
        """When each receiver last could, in seconds of Redis' clock."""
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.receiving(team)))
        return {name.decode(): float(at) for name, at in found.items()}

    async def active(self, team: TeamId, *, since: float) -> tuple[Active, ...]:
        """The threads in which something was asked since then, the newest first."""
        with store_errors():
            members = cast("list[bytes]", await self._redis.zrevrangebyscore(keys.active(team), "+inf", since))
        found = (member.decode().partition(":") for member in members)
        return tuple(Active(keys.thread_at(team, place), is_direct=kind == "direct") for kind, _, place in found)


def member(thread: ThreadRef, *, is_direct: bool) -> str:
    """The name by which a thread stands among a workspace's active ones."""
    return f"{'direct' if is_direct else 'thread'}:{keys.place(thread)}"
