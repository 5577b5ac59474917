"""Keeps answers for the buttons below them: what was asked, what was said, and the passages on which it rests."""

from collections.abc import Iterable, Sequence
from typing import SupportsInt, cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Answer, ChannelId, FileId, KeptAnswer, Message, Question, QuestionId, TeamId, ThreadRef, Ts, UserId
from bot.memory import keys
from bot.memory.listing import LISTED
from bot.memory.server import store_errors
from bot.memory.vault import Vault

_KEEP = (
    LISTED
    + """
local answer, forgotten, sealed, id, ttl = KEYS[1], KEYS[2], ARGV[1], ARGV[2], tonumber(ARGV[3])
if redis.call('EXISTS', forgotten) == 1 then return 0 end
redis.call('SET', answer, sealed, 'EX', ttl)
for i = 3, #KEYS do listed(KEYS[i], id, ttl) end
return 1
"""
)


class KeptAnswers:
    """Answers for `ttl` seconds; with 0 nothing is kept. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault, *, ttl: SupportsInt) -> None:
        self._redis = redis
        self._vault = vault
        self._lifetime = ttl
        self._keep = redis.register_script(_KEEP)

    @property
    def _ttl(self) -> int:
        return int(self._lifetime)

    async def keep(self, question: Question, answer: Answer, *, opaque: str = "") -> bool:
        """Keeps the answer in place of an earlier one to the same question.

        False: it is not kept, and must offer nothing that needs it; nothing is, or its thread was forgotten just now.
        """
        if not self._ttl:
            return False
        key, team = keys.kept_answer(question.id), question.thread.team
        kept = KeptAnswer(
            # Of no use any more, and as good as a password and a token until they lapse.
            question=question.model_copy(update={"passwords": {}, "response_url": "", "step": None}),
            text=answer.text,
            links=answer.links.bare,
            citations=answer.citations,
            offers=answer.offers,
            opaque=opaque,
        )
        lists = [keys.answers_in(question.thread)]
        lists += [keys.answers_for(team, user) for user in {question.asker, question.message.user} if user]
        lists += [keys.answers_citing(team, file) for file in {citation.file for citation in answer.citations} if file]
        lists += [keys.answers_quoting(team, *place) for place in {citation.message for citation in answer.citations} if place]
        sealed = self._vault.seal(key, kept.model_dump_json().encode())
        with store_errors():
            return await self._keep(keys=[key, keys.gone(question.thread), *lists], args=[sealed, question.id, self._ttl]) == 1

    async def move(self, question: Question) -> None:
        """The answer to that question stands elsewhere than was known when it was kept: as the question tells now."""
        kept = await self.kept(question.id)
        if kept is None:
            return
        key, moved = keys.kept_answer(question.id), kept.model_copy(update={"question": question})
        sealed = self._vault.seal(key, moved.model_dump_json().encode())
        with store_errors():
            await self._keep(
                keys=[key, keys.gone(question.thread), keys.answers_in(question.thread)], args=[sealed, question.id, self._ttl]
            )

    async def kept(self, question_id: QuestionId) -> KeptAnswer | None:
        """The answer to that question, while it is kept."""
        key = keys.kept_answer(question_id)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.get(key))
        opened = self._vault.open(key, sealed) if sealed else None
        try:
            return KeptAnswer.model_validate_json(opened) if opened else None
        except ValidationError:
            # Another version wrote it.
            return None

    async def replace_message(self, thread: ThreadRef, message: Message) -> None:
        """A message was edited: in the answers to it, it stands as it reads now."""
        for kept in await self._kept_in(thread):
            if kept.question.message.ts != message.ts:
                continue
            key = keys.kept_answer(kept.question.id)
            question = kept.question.model_copy(update={"message": message})
            sealed = self._vault.seal(key, kept.model_copy(update={"question": question}).model_dump_json().encode())
            with store_errors():
                await self._redis.set(key, sealed, xx=True, keepttl=True)

    async def drop_message(self, thread: ThreadRef, ts: Ts) -> list[QuestionId]:
        """A message was deleted: forgets the answers to it, and those of which it was what a shortcut was used on.

        Returns the questions to which they were, oldest first.
        """
        dropped = [kept.question.id for kept in await self._kept_in(thread) if _is_about(kept.question, ts)]
        await self._unlink(dropped)
        return dropped

    async def drop_quotes(self, team: TeamId, channel: ChannelId, ts: Ts) -> None:
        """A message was deleted, or reads otherwise now: forgets the answers that quote it, wherever they were given."""
        await self._forget(keys.answers_quoting(team, channel, ts))

    async def forget(self, thread: ThreadRef) -> int:
        """Forgets the answers of a thread. Returns how many were kept."""
        return await self._forget(keys.answers_in(thread))

    async def forget_person(self, team: TeamId, user: UserId) -> int:
        """Forgets the answers to what this person has written or asked. Returns how many were kept."""
        return await self._forget(keys.answers_for(team, user))

    async def forget_file(self, team: TeamId, file: FileId, threads: Iterable[ThreadRef]) -> int:
        """Forgets the answers in these threads that cite a file. Returns how many were kept."""
        wanted = {thread.key for thread in threads}
        citing = [kept.question for kept in await self._citing(team, file)]
        return await self._unlink([question.id for question in citing if question.thread.key in wanted])

    async def threads_citing(self, team: TeamId, file: FileId) -> list[ThreadRef]:
        """The threads in which a kept answer cites a file."""
        return [kept.question.thread for kept in await self._citing(team, file)]

    async def _kept_in(self, thread: ThreadRef) -> list[KeptAnswer]:
        found = [await self.kept(question_id) for question_id in await self._listed(keys.answers_in(thread))]
        return [kept for kept in found if kept]

    async def _citing(self, team: TeamId, file: FileId) -> list[KeptAnswer]:
        found = [await self.kept(question_id) for question_id in await self._listed(keys.answers_citing(team, file))]
        # An answer that took an earlier one's place may not cite it any more.
        return [kept for kept in found if kept and any(citation.file == file for citation in kept.citations)]

    async def _forget(self, index: str) -> int:
        kept = await self._unlink(await self._listed(index))
        with store_errors():
            await self._redis.unlink(index)
        return kept

    async def _listed(self, index: str) -> list[QuestionId]:
        with store_errors():
            found = cast("list[bytes]", await self._redis.zrange(index, 0, -1))
        return [QuestionId(question_id.decode()) for question_id in found]

    async def _unlink(self, ids: Sequence[QuestionId]) -> int:
        with store_errors():
            return int(await self._redis.unlink(*map(keys.kept_answer, ids))) if ids else 0


def _is_about(question: Question, ts: Ts) -> bool:
    """Whether that message asks it, also where it was tapped below the answer, or is what it was pointed at."""
    return ts == question.message.ts or (question.pointed is not None and ts == question.pointed.message.ts)
