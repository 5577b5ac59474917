"""What a worker process is asked and what it answers. The only types that cross between the processes, as JSON."""

import struct
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bot.language import Document, FileUnreadable, PasswordNeeded, Unread
from bot.language.speech import ENGLISH

FRAME = struct.Struct("!I")
"""What precedes every message in both directions: the number of bytes of JSON that follow."""


MEMBER_BYTES = 64 * 1024**2
"""The largest file that is unpacked, and written by a worker at all: as large as a download is by default."""


class Scratch(BaseModel):
    """Where an extractor may unpack what a file carries inside, and how much of it."""

    model_config = ConfigDict(frozen=True)

    folder: Path
    members: int
    """How many files at most."""
    size: int
    """How many bytes at most, all of them together."""


class Job(BaseModel):
    """One file to read: what every extractor is given.

    `max_characters` bounds the text of all pages together. `seconds` is the time after which the worker is killed:
    an extractor that can stop half-way does so earlier and says so. `name` is the file's as people gave it. Without a
    `scratch` nothing is unpacked: the file lies too deep in others.
    """

    model_config = ConfigDict(frozen=True)

    path: Path
    name: str = ""
    password: str | None = None
    max_characters: int
    seconds: float
    scratch: Scratch | None = None
    pictures: bool = True
    """Whether pages are to come as pictures too: for nothing where the model takes none."""
    sought: tuple[str, ...] = ()
    """What the question names: words, numbers, cells (`Sheet2!B70000`) and rows (`rows 500-520`). A table that is too long to
    be shown is searched for it."""
    language: str = ENGLISH.code
    """In which language the document says what is wrong with it."""


class Member(BaseModel):
    """What an extractor has unpacked: its path inside the file that carried it, and the file's name in the scratch folder."""

    model_config = ConfigDict(frozen=True)

    name: str
    file: str = Field(pattern=r"\A\d{1,6}\z")
    mimetype: str | None = None


class Opened(Document):
    """A document whose members still have to be read: its children come of them. It never leaves this room."""

    members: tuple[Member | Unread, ...]


Extractor = Callable[[Job], Document]
"""Reads one kind of file, inside a worker; one that carries others becomes an `Opened`.

Raises `FileUnreadable`; whatever else it raises, or dies of, is contained.
"""


class Request(BaseModel):
    """One extractor as `module:function`, and its job."""

    model_config = ConfigDict(frozen=True)

    extractor: str
    job: Job


class Refusal(BaseModel):
    """`FileUnreadable` or `PasswordNeeded` on its way between the processes."""

    model_config = ConfigDict(frozen=True)

    sentence: str
    detail: str = ""
    password_needed: bool = False

    @classmethod
    def of(cls, error: FileUnreadable) -> "Refusal":
        """The refusal that stands for this error."""
        return cls(sentence=error.sentence, detail=error.detail, password_needed=isinstance(error, PasswordNeeded))

    def error(self) -> FileUnreadable:
        """The error that this refusal stands for."""
        kind = PasswordNeeded if self.password_needed else FileUnreadable
        return kind(self.sentence, detail=self.detail)


class Reply(BaseModel):
    """What came of a job: a document, or the reason why there is none."""

    model_config = ConfigDict(frozen=True)

    outcome: Opened | Document | Refusal
