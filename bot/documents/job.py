"""What a worker process is asked and what it answers. The only types that cross between the processes, as JSON."""

import struct
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.language import Document, FileUnreadable, PasswordNeeded

FRAME = struct.Struct("!I")
"""What precedes every message in both directions: the number of bytes of JSON that follow."""


class Job(BaseModel):
    """One file to read: what every extractor is given.

    `max_characters` bounds the text of all pages together. `seconds` is the time after which the worker is killed:
    an extractor that can stop half-way does so earlier and says so.
    """

    model_config = ConfigDict(frozen=True)

    path: Path
    password: str | None = None
    max_characters: int
    seconds: float


Extractor = Callable[[Job], Document]
"""Reads one kind of file, inside a worker. Raises `FileUnreadable`; whatever else it raises, or dies of, is contained."""


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

    outcome: Document | Refusal
