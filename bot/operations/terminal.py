"""The terminal as a surface: local files are the thread, the screen is the reply. Fits the desk's two protocols."""

import asyncio
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from time import time
from typing import TextIO

from bot.language import (
    Answer,
    ChannelId,
    Declined,
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    FootnoteError,
    KeptAnswer,
    Links,
    Message,
    Question,
    QuestionId,
    Surface,
    TeamId,
    Terms,
    ThreadRef,
    Ts,
    Turn,
    UserId,
    marks,
    phrases,
)

_SPEAKER = "You"
# Controls other than tab and line feed, marks that turn the direction of text, and halves of characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class TerminalSource:
    """One turn: the question with the files named on the command line."""

    notes: Sequence[str] = ()

    def __init__(self, question: str, paths: Sequence[Path]) -> None:
        self._paths = {FileId(str(number)): path for number, path in enumerate(paths)}
        files = tuple(FileRef(id=file, name=_decoded(path.name)) for file, path in self._paths.items())
        question = _decoded(question)
        ts = Ts(f"{time():.6f}")
        message = Message(ts=ts, user=UserId(_SPEAKER), text=question, files=files)
        self._turn = Turn(ts=ts, speaker=_SPEAKER, text=question, files=files)
        self.question = Question(
            # The same question about the same files gives the same messages list, byte for byte.
            id=QuestionId("terminal"),
            thread=ThreadRef(team=TeamId("terminal"), channel=ChannelId("terminal"), ts=Ts("0")),
            message=message,
            asker=UserId(_SPEAKER),
            surface=Surface.DIRECT,
            me=UserId(marks.NAME),
        )

    async def turns(self) -> Sequence[Turn]:
        """The one turn there is."""
        return [self._turn]

    async def complete(self, file: FileRef) -> FileRef:
        """Its name is all there is to know."""
        return file

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Copies the file; raises `FileUnreadable` where there is none."""
        path = self._paths[file.id]
        try:
            await asyncio.to_thread(shutil.copyfile, path, to)
        except IsADirectoryError:
            raise FileUnreadable(phrases.A_FOLDER) from None
        except OSError as error:
            raise FileUnreadable(phrases.NO_SUCH_FILE if isinstance(error, FileNotFoundError) else phrases.CANNOT_OPEN) from None
        return file

    async def places(self) -> Sequence[Document]:
        """A terminal leads to no channel."""
        return ()

    async def remember(self, said: Sequence[Message]) -> None:
        """A terminal has no thread to go on with."""


class TerminalReply:
    """Prints the answer as it grows: text to one stream, statuses and the receipt to another."""

    def __init__(self, out: TextIO = sys.stdout, notes: TextIO = sys.stderr) -> None:
        self._out = out
        self._notes = notes
        self._shown = ""
        self.failed = False

    async def status(self, text: str) -> None:
        """A dim line, on a terminal only."""
        if self._notes.isatty():
            self._notes.write(f"\033[2m{marks.NAME} {printable(text)}\033[0m\n")
            self._notes.flush()

    async def progress(self, name: str, part: int, parts: int) -> None:
        """The same, for each part of what is long."""
        await self.status(phrases.READING_PART.format(name=name, part=part, parts=parts))

    async def show(self, text: str, *, links: Links) -> None:  # noqa: ARG002 - a terminal opens no link by itself
        """Prints what is new; after a fresh start, everything anew."""
        text = text.strip()
        if not text.startswith(self._shown):
            self._out.write("\n\n")
            self._shown = ""
        self._out.write(printable(text[len(self._shown) :]))
        self._out.flush()
        self._shown = text

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """The rest of the text, then the receipt."""
        await self.show(answer.text, links=answer.links)
        self._end_line()
        if answer.receipt:
            self._notes.write(f"\n{printable(str(answer.receipt))}\n")
        return ()

    async def fail(self, error: FootnoteError) -> None:
        """The sentence."""
        self.failed = True
        if self._shown:
            self._end_line()
        self._notes.write(f"{error.sentence}\n")

    async def refuse(self, error: Declined) -> None:
        """The same: in a terminal nobody else listens."""
        await self.fail(error)

    def _end_line(self) -> None:
        self._out.write("\n")
        self._out.flush()


class NoShelf:
    """Keeps nothing: each `ask` reads its files anew."""

    async def get(self, thread: ThreadRef, file: FileRef, *, content: str = "") -> Document | None:  # noqa: ARG002
        """Never there."""
        return None

    async def put(self, thread: ThreadRef, file: FileRef, document: Document, *, content: str, only_here: bool = False) -> None:
        """Forgotten at once."""


class NoAnswers:
    """Keeps no answer: a terminal has no buttons."""

    async def keep(self, question: Question, answer: Answer, *, opaque: str = "") -> bool:  # noqa: ARG002
        """Forgotten at once."""
        return False

    async def kept(self, question_id: QuestionId) -> KeptAnswer | None:  # noqa: ARG002
        """Never there."""
        return None


class NoRules:
    """Sets nothing: whoever can start `ask` is answered."""

    async def terms(self, question: Question) -> Terms:  # noqa: ARG002
        """The usual ones."""
        return Terms()


class NoMeter:
    """Counts nothing: whoever runs a terminal pays for it."""

    async def admit(self, question: Question, *, tokens: int) -> None:
        """Always."""

    async def reserve(self, question: Question, *, tokens: int) -> None:
        """As much as it takes."""

    async def settle(self, question: Question, *, tokens: int, last: bool = True) -> None:
        """Nobody keeps books."""


class NoDigests:
    """Keeps nothing: each `ask` reads long files anew."""

    async def get(self, thread: ThreadRef, origins: frozenset[FileId | None], key: str) -> str | None:  # noqa: ARG002
        """Never there."""
        return None

    async def put(self, thread: ThreadRef, origins: frozenset[FileId | None], key: str, value: str) -> None:
        """Forgotten at once."""


class NoRefusals:
    """Remembers no refusal of images beyond this process."""

    async def refused(self, model: str) -> bool:  # noqa: ARG002
        """Nothing is known."""
        return False

    async def remember(self, model: str) -> None:
        """Forgotten at once."""


class NoCooldown:
    """Shares no cooldown: one `ask` makes one call at a time, and waits for itself."""

    async def remaining(self) -> float:
        """There is none."""
        return 0.0

    async def begin(self, seconds: float) -> None:
        """Nobody else is told."""


def _decoded(text: str) -> str:
    """An argument of the command line as text: bytes that are no UTF-8 become question marks."""
    return text.encode(errors="surrogateescape").decode(errors="replace")


def printable(text: str) -> str:
    """The text without what commands a terminal: a file or a model must not move the cursor or turn the text around."""
    return _UNPRINTABLE.sub("", text)
