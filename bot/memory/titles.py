"""Remembers which conversations have a title, ours or a person's own: it is not set again. Ids only, so nothing is sealed."""

from redis.asyncio import Redis

from bot.language import ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 90 * 24 * 3600
"""As long as it is remembered where Footnote took part."""


class Titles:
    """The threads that have one. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def has_one(self, thread: ThreadRef) -> bool:
        """Whether the thread has a title."""
        with store_errors():
            return bool(await self._redis.exists(keys.titled(thread)))

    async def settle(self, thread: ThreadRef) -> None:
        """Notes that it has one."""
        with store_errors():
            await self._redis.set(keys.titled(thread), 1, ex=KEPT_SECONDS)
