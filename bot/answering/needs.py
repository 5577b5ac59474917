"""What the desk needs from outside: a source of what was said, a reply that shows the answer, a meter that counts."""

from collections.abc import Sequence
from typing import Protocol

from bot.answering.reading import Files
from bot.language import (
    Answer,
    Declined,
    Document,
    FootnoteError,
    KeptAnswer,
    Links,
    Message,
    Question,
    QuestionId,
    Terms,
    Turn,
    Unread,
)


class Source(Files, Protocol):
    """Where a question's thread and files come from, and where what was said is remembered."""

    async def turns(self) -> Sequence[Turn]:
        """The thread, oldest first; the question's own turn is the last."""
        ...

    async def places(self) -> Sequence[Document | Unread]:
        """What was said elsewhere and belongs to the question: a place to recap, threads that it links to.

        Raises `FootnoteError` where the question is about nothing else.
        """
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What the receipt should say about the gathering."""
        ...

    async def remember(self, said: Sequence[Message]) -> None:
        """Adds the answer to the thread's kept context."""
        ...


class Reply(Protocol):
    """Where an answer is shown while it grows and when it is done."""

    async def status(self, text: str) -> None:
        """Says what is being done. Best effort: never fails."""
        ...

    async def progress(self, name: str, part: int, parts: int) -> None:
        """Says which part of what is being read, of how many; counted from 1. Best effort: never fails."""
        ...

    async def show(self, text: str, *, links: Links) -> None:
        """Shows the whole checked text so far; may be paced or dropped."""
        ...

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Shows the final text and its receipt; must land. Returns the messages that hold it."""
        ...

    async def fail(self, error: FootnoteError) -> None:
        """Says one honest sentence instead of an answer."""
        ...

    async def refuse(self, error: Declined) -> None:
        """Tells the asker alone which rule or limit stands against an answer."""
        ...


class Rules(Protocol):
    """What was set for people, channels and the workspace: whether a question is answered, and how."""

    async def terms(self, question: Question) -> Terms:
        """How it is to be answered. Raises `NotAdmitted` where it is not."""
        ...


class Meter(Protocol):
    """Keeps a question to its limits. It is the question that is charged, once, however often it is tried."""

    async def admit(self, question: Question, *, tokens: int) -> None:
        """Counts the question, and sets `tokens` aside for it. Raises `OverLimit`."""
        ...

    async def reserve(self, question: Question, *, tokens: int) -> None:
        """Sets aside what a call may cost at most, in tokens. Raises `OverLimit`."""
        ...

    async def settle(self, question: Question, *, tokens: int, last: bool = True) -> None:
        """Charges what all calls so far have really used, in tokens; the last time, what is still set aside is given back."""
        ...


class Answers(Protocol):
    """Keeps answers for what is asked about them with one tap."""

    async def keep(self, question: Question, answer: Answer, *, opaque: str = "") -> bool:
        """Keeps an answer, with whatever the desk wants to find again; False: it is not kept, and may offer nothing."""
        ...

    async def kept(self, question_id: QuestionId) -> KeptAnswer | None:
        """The answer to that question, while it is kept."""
        ...
