"""Remembers where Footnote took part, was muted, and has introduced itself. Ids only, no content, so nothing is sealed."""

from redis.asyncio import Redis

from bot.language import TeamId, ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 90 * 24 * 3600
"""Counted from the last time it took part, or was muted."""


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

    async def mute(self, thread: ThreadRef) -> None:
        """Notes that replies in this thread want no answer unless they mention Footnote."""
        with store_errors():
            await self._redis.set(keys.muted(thread), 1, ex=KEPT_SECONDS)

    async def unmute(self, thread: ThreadRef) -> None:
        """Takes that back."""
        with store_errors():
            await self._redis.unlink(keys.muted(thread))

    async def muted(self, thread: ThreadRef) -> bool:
        """Whether Footnote was muted in this thread."""
        with store_errors():
            return await self._redis.exists(keys.muted(thread)) > 0

    async def welcome(self, team: TeamId, place: str) -> bool:
        """Notes that Footnote introduces itself to a person or in a channel (`place`). False: it has done so before."""
        with store_errors():
            return bool(await self._redis.set(keys.welcomed(team, place), 1, nx=True))
