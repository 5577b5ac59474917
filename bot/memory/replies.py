"""Remembers which Slack messages hold the answer to a question, so that a second attempt finds them instead of posting again.

It holds Slack's ids only, no content, so nothing is sealed.
"""

from typing import cast

from redis.asyncio import Redis

from bot.language import QuestionId, Ts
from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 25 * 3600
"""As long as the inbox remembers an ended question: later no attempt can follow."""


class KeptReplies:
    """The messages of each answer, by their part, counted from 0. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def settle(self, question_id: QuestionId, part: int, ts: Ts) -> Ts:
        """Makes `ts` the message of this part unless another one is already, and returns the one that counts.

        Whoever gets another ts back has posted a second message and must delete it.
        """
        key = keys.replies(question_id)
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hsetnx(key, str(part), ts)
                pipe.hget(key, str(part))
                pipe.expire(key, KEPT_SECONDS)
                _, winner, _ = cast("tuple[int, bytes, bool]", await pipe.execute())
        return Ts(winner.decode())

    async def parts(self, question_id: QuestionId) -> dict[int, Ts]:
        """The messages of the answer so far."""
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.replies(question_id)))
        return {int(part): Ts(ts.decode()) for part, ts in sorted(found.items())}

    async def replace(self, question_id: QuestionId, part: int, ts: Ts) -> None:
        """Makes `ts` the message of this part, as the earlier one is gone from Slack."""
        key = keys.replies(question_id)
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(key, str(part), ts)
                pipe.expire(key, KEPT_SECONDS)
                await pipe.execute()
