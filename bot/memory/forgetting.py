"""Deletes at once what is kept of a thread, a person or a file, and tells how much that was. What stands in Slack stays there."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language import FileId, TeamId, ThreadRef, UserId
from bot.memory.documents import KeptDocuments
from bot.memory.inbox import Inbox
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.threads import KeptThreads


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """How much was deleted."""

    messages: int = 0
    files: int = 0
    questions: int = 0
    """Questions that waited for an answer, and edits of answered ones."""
    answers: int = 0
    """Private answers that could still have been shared."""

    def __add__(self, other: "Forgotten") -> "Forgotten":
        return Forgotten(
            messages=self.messages + other.messages,
            files=self.files + other.files,
            questions=self.questions + other.questions,
            answers=self.answers + other.answers,
        )


class Forgetting:
    """What it deletes is gone from Redis when it returns. Every method raises `StoreUnavailable` when Redis fails.

    What was read of a file stays where the same bytes also stand in another thread, or as another file, that is not forgotten.

    Ids without content stay for as long as they are needed: of answered questions, so that none is answered twice, and of what
    was used, so that nobody gets around a limit by being forgotten.
    """

    def __init__(
        self, *, context: KeptThreads, pages: KeptDocuments, inbox: Inbox, outbox: Outbox, participation: Participation
    ) -> None:
        self._context = context
        self._pages = pages
        self._inbox = inbox
        self._outbox = outbox
        self._participation = participation

    async def thread(self, thread: ThreadRef) -> Forgotten:
        """A thread: its messages, its files, what was asked in it, and that Footnote took part."""
        questions = await self._inbox.forget_thread(thread)
        kept = await self._content(thread)
        await self._participation.forget(thread)
        return kept + Forgotten(questions=questions)

    async def person(self, team: TeamId, user: UserId) -> Forgotten:
        """A person: every thread that holds their words or what was read for them, their questions, their private answers."""
        forgotten = Forgotten(
            questions=await self._inbox.forget_person(team, user), answers=await self._outbox.forget(team, user)
        )
        for thread in await self._context.with_words_of(team, user):
            forgotten += await self._content(thread)
        return forgotten

    async def threads_with(self, team: TeamId, file: FileId) -> list[ThreadRef]:
        """The threads in which this file may be kept."""
        return await self._pages.threads_with(team, file)

    async def file(self, file: FileId, threads: Sequence[ThreadRef]) -> Forgotten:
        """A file, in these threads."""
        return Forgotten(files=sum([await self._pages.drop(thread, [file]) for thread in threads]))

    async def _content(self, thread: ThreadRef) -> Forgotten:
        return Forgotten(messages=await self._context.drop(thread), files=await self._pages.forget(thread))
