"""When each receiver last received, since when it has not heard everything, and which threads were active then: what to look for
after nobody received. Ids and times only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from bot.language import TeamId, ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 24 * 3600
"""Of a longer absence nothing is known."""

GONE_SECONDS = 30.0
"""A receiver that has not marked itself for so long is gone: between two marks it makes one call of Slack's, of half that."""

MOST_THREADS = 200
"""The newest are remembered: each costs a call to be looked at."""

# A mark is a time and, where something is missing, the time since when. What a receiver that is gone leaves is this one's at once
# and no other's. Returns the newest time at which anybody received before, the time now, and what was left.
_MARK = """
local name, missing_since, kept, gone = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local marks = redis.call('HGETALL', KEYS[1])
local newest, left = 0, nil
for i = 1, #marks, 2 do
    local at, since = string.match(marks[i + 1], '^(%S+) ?(%S*)$')
    at, since = tonumber(at), tonumber(since)
    if at > newest then newest = at end
    local leaves = since and marks[i] ~= name and now - at > gone
    if leaves then left = math.min(left or since, since) end
    -- Nobody takes the name of a receiver that is long gone again.
    if leaves or now - at > kept then redis.call('HDEL', KEYS[1], marks[i]) end
end
local mark = string.format('%.6f', now)
if missing_since or left then
    mark = mark .. string.format(' %.6f', math.min(missing_since or left, left or missing_since))
end
redis.call('HSET', KEYS[1], name, mark)
redis.call('EXPIRE', KEYS[1], kept)
return {string.format('%.6f', newest), string.format('%.6f', now), string.format('%.6f', left or 0)}
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
    left: float | None = None
    """Since when a receiver that is gone had not heard everything. It is told once, and is a matter of the one that is told."""


class Presence:
    """Receivers of one Redis, and the threads that `Asked` has noted. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._mark = redis.register_script(_MARK)

    async def mark(self, team: TeamId, receiver: str, *, missing_since: float | None = None) -> Mark:
        """Notes that this receiver can receive now and, if it has not heard everything, since when."""
        with store_errors():
            missing = "" if missing_since is None else f"{missing_since:.6f}"
            reply = await self._mark(keys=[keys.receiving(team)], args=[receiver, missing, KEPT_SECONDS, GONE_SECONDS])
        before, now, left = (float(value) for value in cast("tuple[bytes, bytes, bytes]", reply))
        return Mark(before or None, now, left or None)

    async def marks(self, team: TeamId) -> Mapping[str, float]:
        """When each receiver last could, in seconds of Redis' clock."""
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.receiving(team)))
        return {name.decode(): float(mark.split()[0]) for name, mark in found.items()}

    async def active(self, team: TeamId, *, since: float) -> tuple[Active, ...]:
        """The threads in which something was asked since then, the newest first."""
        with store_errors():
            members = cast("list[bytes]", await self._redis.zrevrangebyscore(keys.active(team), "+inf", since))
        found = (member.decode().partition(":") for member in members)
        return tuple(Active(keys.thread_at(team, place), is_direct=kind == "direct") for kind, _, place in found)


def member(thread: ThreadRef, *, is_direct: bool) -> str:
    """The name by which a thread stands among a workspace's active ones."""
    return f"{'direct' if is_direct else 'thread'}:{keys.place(thread)}"
