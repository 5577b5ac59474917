"""Remembers for a moment what was tapped under an answer, so that two quick taps are one. Ids only, so nothing is sealed."""

from redis.asyncio import Redis

from bot.language import Offer, QuestionId, UserId
from bot.memory import keys
from bot.memory.server import store_errors

TAP_SECONDS = 10
"""Who taps again later than this has seen the first tap do something, and means it."""


class Taps:
    """The newest taps, known to all processes. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def first(self, question_id: QuestionId, offer: Offer, user: UserId) -> bool:
        """False: this person has tapped the same under the same answer a moment ago."""
        with store_errors():
            return bool(await self._redis.set(keys.tap(question_id, offer, user), 1, nx=True, ex=TAP_SECONDS))

    async def undo(self, question_id: QuestionId, offer: Offer, user: UserId) -> None:
        """Nothing came of the tap: the next one counts."""
        with store_errors():
            await self._redis.unlink(keys.tap(question_id, offer, user))
