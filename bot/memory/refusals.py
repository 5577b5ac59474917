"""Remembers which models refused images, so that a refusal costs one call a day instead of one per question. Nothing to seal."""

from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 24 * 3600
"""Models change behind their name: each is asked again the next day."""


class ImageRefusals:
    """The models that refused images. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def refused(self, model: str) -> bool:
        """Whether this model refused an image within the last day."""
        with store_errors():
            return await self._redis.exists(keys.image_refusal(model)) > 0

    async def remember(self, model: str) -> None:
        """Notes that this model refused an image."""
        with store_errors():
            await self._redis.set(keys.image_refusal(model), 1, ex=KEPT_SECONDS)
