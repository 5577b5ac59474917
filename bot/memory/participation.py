"""Remembers in which threads Footnote took part, where a reply needs no mention. Ids only, no content, so nothing is sealed."""

from redis.asyncio import Redis

from bot.language import ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 90 * 24 * 3600
"""Counted from the last time it took part."""


class Participation:
    """The threads Footnote took part in. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def take_part(self, thread: ThreadRef) -> None:
        """Notes that Footnote takes part in this thread."""
        with store_errors():
            await self._redis.set(keys.took_part(thread), 1, ex=KEPT_SECONDS)

    async def took_part(self, thread: ThreadRef) -> bool:
        """Whether Footnote took part in this thread within `KEPT_SECONDS`."""
        with store_errors():
            return await self._redis.exists(keys.took_part(thread)) > 0
