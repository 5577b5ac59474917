"""Deletes at once what is kept of a thread, a person or a file, and tells how much that was. What stands in Slack stays there."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.language import FileId, TeamId, ThreadRef, Ts, UserId
from bot.memory.answers import KeptAnswers
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.inbox import Inbox
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.preferences import Preferences
from bot.memory.pressed import PressedMessages
from bot.memory.schedules import Schedules
from bot.memory.threads import KeptThreads
from bot.memory.whereabouts import Whereabouts


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """How much was deleted."""

    messages: int = 0
    files: int = 0
    questions: int = 0
    """Questions that waited for an answer, and edits of answered ones."""
    answers: int = 0
    """Private answers that could still have been shared."""
    kept: int = 0
    """Answers that were kept for the buttons below them."""
    feedback: int = 0
    settings: int = 0
    """What the person had set for themselves."""
    signatures: int = 0
    """Scheduled recaps that named who had set them, and go on."""

    def __add__(self, other: "Forgotten") -> "Forgotten":
        return Forgotten(
            messages=self.messages + other.messages,
            files=self.files + other.files,
            questions=self.questions + other.questions,
            answers=self.answers + other.answers,
            kept=self.kept + other.kept,
            feedback=self.feedback + other.feedback,
            settings=self.settings + other.settings,
            signatures=self.signatures + other.signatures,
        )


class Forgetting:
    """What it deletes is gone from Redis when it returns. Every method raises `StoreUnavailable` when Redis fails.

    What was read of a file stays where the same bytes also stand in another thread, or as another file, that is not forgotten.

    Ids without content stay for as long as they are needed: of answered questions, so that none is answered twice, and of what
    was used, so that nobody gets around a limit by being forgotten.
    """

    def __init__(
        self,
        *,
        context: KeptThreads,
        pages: KeptDocuments,
        digests: KeptDigests,
        inbox: Inbox,
        outbox: Outbox,
        pressed: PressedMessages,
        answers: KeptAnswers,
        feedback: KeptFeedback,
        participation: Participation,
        preferences: Preferences,
        schedules: Schedules,
        whereabouts: Whereabouts,
    ) -> None:
        self._context = context
        self._pages = pages
        self._digests = digests
        self._inbox = inbox
        self._outbox = outbox
        self._pressed = pressed
        self._answers = answers
        self._feedback = feedback
        self._participation = participation
        self._preferences = preferences
        self._schedules = schedules
        self._whereabouts = whereabouts

    async def thread(self, thread: ThreadRef) -> Forgotten:
        """A thread: its messages, its files, what was asked in it, and that Footnote took part."""
        questions = await self._inbox.forget_thread(thread)
        kept = await self._content(thread)
        await self._digests.forget_talk(thread.team)
        await self._participation.forget(thread)
        return kept + Forgotten(questions=questions)

    async def person(self, team: TeamId, user: UserId) -> Forgotten:
        """A person: every thread that holds their words or what was read for them, their questions, answers and settings."""
        forgotten = Forgotten(
            questions=await self._inbox.forget_person(team, user),
            answers=await self._outbox.forget(team, user),
            kept=await self._answers.forget_person(team, user),
            feedback=await self._feedback.forget_person(team, user),
            settings=await self._preferences.forget_person(team, user),
            signatures=await self._schedules.forget_person(team, user),
        )
        await self._whereabouts.forget(team, user)
        for thread in await self._context.with_words_of(team, user):
            forgotten += await self._content(thread)
        await self._pressed.forget(team, user)
        # Their words may have been read for a question in any thread, and nobody notes whose words those were.
        await self._digests.forget_talk(team)
        return forgotten

    async def threads_with(self, team: TeamId, file: FileId) -> list[ThreadRef]:
        """The threads in which this file may be kept, or an answer that cites it."""
        found = [*await self._pages.threads_with(team, file), *await self._answers.threads_citing(team, file)]
        return list({thread.key: thread for thread in found}.values())

    async def file(self, file: FileId, threads: Sequence[ThreadRef]) -> Forgotten:
        """A file, in these threads, with what was noted down of it and the answers that cite it there."""
        forgotten = Forgotten()
        for thread in threads:
            forgotten += await self.files(thread, [file])
        return forgotten

    async def deleted_file(self, team: TeamId, file: FileId) -> Forgotten:
        """A file, in every thread: it is gone from Slack."""
        threads = await self.threads_with(team, file)
        kept = await self._pages.delete(team, file)
        forgotten = Forgotten(files=kept)
        for thread in threads:
            forgotten += await self.files(thread, [file])
        return forgotten

    async def files(self, thread: ThreadRef, files: Collection[FileId]) -> Forgotten:
        """Files of a thread, of which no message names them any more, with what was noted down of them and what quotes them."""
        dropped = await self._pages.drop(thread, files)
        await self._digests.drop(thread, files)
        kept = sum([await self._answers.forget_file(thread.team, file, [thread]) for file in files])
        return Forgotten(files=dropped, kept=kept)

    async def message(self, thread: ThreadRef, ts: Ts) -> None:
        """What quotes a message, and what somebody has just used a shortcut on: it was deleted, or reads otherwise now.

        The thread's own copy of it and the answers to it are for the listener: it knows what takes their place.
        """
        await self._answers.drop_quotes(thread.team, thread.channel, ts)
        await self._pressed.drop_message(thread.team, ts)

    async def talk(self, thread: ThreadRef) -> None:
        """What was noted down of talk for a thread: a message of it has changed."""
        await self._digests.drop(thread, [None])

    async def _content(self, thread: ThreadRef) -> Forgotten:
        # The files first: from then on nothing else of the thread is kept either.
        files = await self._pages.forget(thread)
        await self._digests.forget(thread)
        return Forgotten(
            messages=await self._context.drop(thread),
            files=files,
            kept=await self._answers.forget(thread),
            feedback=await self._feedback.forget(thread),
        )
