"""Counts the answers that are being shown right now in a workspace, by all processes: Slack's limits are per workspace.

It holds ids only, no content, so nothing is sealed.
"""

from typing import cast

from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from bot.memory.server import store_errors

LIVE_SECONDS = 60
"""An answer that was not entered again for as long counts no more: its process is gone."""

# A sorted set: answer -> second of Redis' clock at which it stops counting.
_ENTER = """
local ttl = tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], redis.call('TIME')[1] + ttl, ARGV[1])
redis.call('EXPIRE', KEYS[1], ttl + 1)
return 1
"""

_COUNT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', redis.call('TIME')[1])
return redis.call('ZCARD', KEYS[1])
"""


class LiveAnswers:
    """The answers being shown, per workspace. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._enter = redis.register_script(_ENTER)
        self._count = redis.register_script(_COUNT)

    async def enter(self, team: TeamId, answer_id: str) -> None:
        """Counts this answer, for `LIVE_SECONDS` from now; to be repeated while it is being shown."""
        with store_errors():
            await self._enter(keys=[keys.live_answers(team)], args=[answer_id, LIVE_SECONDS])

    async def leave(self, team: TeamId, answer_id: str) -> None:
        """Counts this answer no more."""
        with store_errors():
            await self._redis.zrem(keys.live_answers(team), answer_id)

    async def count(self, team: TeamId) -> int:
        """How many answers are being shown in this workspace."""
        with store_errors():
            return cast("int", await self._count(keys=[keys.live_answers(team)]))
