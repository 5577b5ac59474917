"""Keeps finished private answers while they can be sent on or shared: Slack gives back to nobody what one person alone sees."""

from collections.abc import Sequence
from typing import cast

from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis

from bot.language import Question, QuestionId, TeamId, UserId
from bot.memory import keys
from bot.memory.listing import LISTED
from bot.memory.server import store_errors
from bot.memory.vault import Vault

KEPT_SECONDS = 30 * 60
"""As long as a command's address takes messages (docs.slack.dev/interactivity/handling-user-interaction)."""

# The first to finish an answer decides how it reads.
_KEEP = (
    LISTED
    + """
local answer, list, sealed, id, ttl = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
redis.call('HSETNX', answer, 'sealed', sealed)
redis.call('EXPIRE', answer, ttl)
listed(list, id, ttl)
return redis.call('HGET', answer, 'sealed')
"""
)


class _Kept(BaseModel):
    question: Question
    bodies: tuple[str, ...]


class Outbox:
    """The private answers. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._redis = redis
        self._vault = vault
        self._keep = redis.register_script(_KEEP)

    async def keep(self, question: Question, bodies: Sequence[str]) -> Sequence[str]:
        """Keeps the bodies of an answer unless an earlier attempt's are there; returns those that count."""
        key = keys.private_answer(question.id)
        # The address is of no use any more once it is answered, and as good as a token until then.
        kept = _Kept(question=question.model_copy(update={"response_url": "", "step": None}), bodies=tuple(bodies))
        sealed = self._vault.seal(key, kept.model_dump_json().encode())
        with store_errors():
            counts = await self._keep(
                keys=[key, keys.private_answers(question.thread.team, question.asker)], args=[sealed, question.id, KEPT_SECONDS]
            )
        found = self._unseal(key, cast("bytes", counts))
        return found.bodies if found else tuple(bodies)

    async def kept(self, question_id: QuestionId) -> tuple[Question, Sequence[str]] | None:
        """The question and the bodies of its answer, while they are kept."""
        key = keys.private_answer(question_id)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(key, "sealed"))
        found = self._unseal(key, sealed) if sealed else None
        return (found.question, found.bodies) if found else None

    async def sent(self, question_id: QuestionId) -> int:
        """How many parts were sent."""
        with store_errors():
            return int(await self._redis.hget(keys.private_answer(question_id), "sent") or 0)

    async def mark_sent(self, question_id: QuestionId, part: int) -> None:
        """That part, counted from 0, was sent."""
        key = keys.private_answer(question_id)
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(key, "sent", str(part + 1))
                pipe.expire(key, KEPT_SECONDS)
                await pipe.execute()

    async def forget(self, team: TeamId, user: UserId) -> int:
        """Deletes this person's private answers. Returns how many were kept."""
        index = keys.private_answers(team, user)
        with store_errors():
            ids = cast("list[bytes]", await self._redis.zrange(index, 0, -1))
            names = [keys.private_answer(QuestionId(question_id.decode())) for question_id in ids]
            kept = int(await self._redis.unlink(*names)) if names else 0
            await self._redis.unlink(index)
        return kept

    def _unseal(self, key: str, sealed: bytes) -> _Kept | None:
        opened = self._vault.open(key, sealed)
        try:
            return _Kept.model_validate_json(opened) if opened else None
        except ValidationError:
            return None
