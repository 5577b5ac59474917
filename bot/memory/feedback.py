"""Keeps what people thought of answers, one word of each person on each answer: the newest."""

from collections.abc import AsyncIterator
from typing import cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Feedback, QuestionId, TeamId, ThreadRef, UserId
from bot.memory import keys
from bot.memory.listing import LISTED
from bot.memory.server import store_errors
from bot.memory.vault import Vault

KEPT_SECONDS = 90 * 24 * 3600
"""Long enough to compare a month with the one before."""

# A hash for each answer: a field for each person.
_KEEP = (
    LISTED
    + """
local feedback, field, sealed, id, ttl = KEYS[1], ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
redis.call('HSET', feedback, field, sealed)
redis.call('EXPIRE', feedback, ttl)
for i = 2, #KEYS do listed(KEYS[i], id, ttl) end
return 1
"""
)


class KeptFeedback:
    """The feedback. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._redis = redis
        self._vault = vault
        self._keep = redis.register_script(_KEEP)

    async def keep(self, thread: ThreadRef, feedback: Feedback) -> None:
        """Keeps it in place of what that person thought of that answer before."""
        key = keys.feedback(feedback.of)
        sealed = self._vault.seal(_sealed_for(key, feedback.by), feedback.model_dump_json().encode())
        with store_errors():
            await self._keep(
                keys=[key, keys.feedback_in(thread), keys.feedback_by(thread.team, feedback.by)],
                args=[feedback.by, sealed, feedback.of, KEPT_SECONDS],
            )

    async def all(self) -> AsyncIterator[Feedback]:
        """All that is kept, of every workspace, in no order."""
        with store_errors():
            async for key in cast("AsyncIterator[bytes]", self._redis.scan_iter(match=f"{keys.FEEDBACK}:*")):
                name = key.decode()
                for user, sealed in cast("dict[bytes, bytes]", await self._redis.hgetall(name)).items():
                    if found := self._unseal(_sealed_for(name, user.decode()), sealed):
                        yield found

    async def forget(self, thread: ThreadRef) -> int:
        """Forgets what was thought of the answers of a thread. Returns how many words were kept."""
        index, count = keys.feedback_in(thread), 0
        with store_errors():
            for key in await self._listed(index):
                count += int(await self._redis.hlen(key))
                await self._redis.unlink(key)
            await self._redis.unlink(index)
        return count

    async def forget_person(self, team: TeamId, user: UserId) -> int:
        """Forgets what this person thought. Returns how many words were kept."""
        index, count = keys.feedback_by(team, user), 0
        with store_errors():
            for key in await self._listed(index):
                count += int(await self._redis.hdel(key, user))
            await self._redis.unlink(index)
        return count

    async def _listed(self, index: str) -> list[str]:
        found = cast("list[bytes]", await self._redis.zrange(index, 0, -1))
        return [keys.feedback(QuestionId(question_id.decode())) for question_id in found]

    def _unseal(self, name: str, sealed: bytes) -> Feedback | None:
        opened = self._vault.open(name, sealed)
        try:
            return Feedback.model_validate_json(opened) if opened else None
        except ValidationError:
            return None


def _sealed_for(key: str, user: str) -> str:
    """What one person's word is sealed for: the hash and the field in it."""
    return f"{key}#{user}"
