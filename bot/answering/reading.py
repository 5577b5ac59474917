"""Files of a thread → read files: fetch, read, keep the pages. What can't be read says why; nothing is skipped in silence.

What a file carries inside follows it as files of their own, so that nobody after this has to look into children.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.answering.tables import is_to_be_searched, not_searched, with_earlier_finds
from bot.language import (
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    Locked,
    PasswordNeeded,
    Question,
    ThreadRef,
    Turn,
    Unread,
    phrases,
)
from bot.telemetry import Telemetry, log


class Files(Protocol):
    """Where the bytes of a file come from."""

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Writes the file's bytes to `to` and returns what is now known of it. Raises `FileUnreadable`."""
        ...


class Reader(Protocol):
    """Bytes → Document."""

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        """Reads one file, and searches what is too long to be shown for what is `sought`.

        Raises `FileUnreadable`, whose sentence is the reason.
        """
        ...


class Shelf(Protocol):
    """Documents read earlier in a thread, so that a follow-up downloads nothing."""

    async def get(self, thread: ThreadRef, file: FileId) -> Document | None:
        """The document, or None if it was not read there, or too long ago."""
        ...

    async def put(self, thread: ThreadRef, file: FileId, document: Document) -> None:
        """Keeps the document for that thread."""
        ...


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """One file of a thread, or inside one, read or not: exactly one of `document` and `reason` is set."""

    name: str
    document: Document | None = None
    reason: str | None = None
    """Why it was not read, as the receipt states it."""
    locked: Locked | None = None
    """Set where a password would open it, or something in it."""
    is_inside: bool = False
    """It is carried by the file before it."""


class Reading:
    """Reads a thread's files, newest first up to a limit, several at once. They lie in `folder` for as long as that takes."""

    def __init__(self, reader: Reader, shelf: Shelf, *, most: int, folder: Path, telemetry: Telemetry) -> None:
        self._reader = reader
        self._shelf = shelf
        self._most = most
        self._folder = folder
        self._telemetry = telemetry

    async def read(
        self, question: Question, turns: Sequence[Turn], files: Files, *, sought: Sequence[str] = ()
    ) -> tuple[ReadFile, ...]:
        """Every file of the thread once, oldest first, each followed by what it carries inside.

        Long tables are searched for what is `sought`: those read before once more, unless they were searched for it then.
        """
        shared = shared_files(turns)
        chosen = {file.id for file in shared[-self._most :]}
        read = await asyncio.gather(
            *(
                self._one(question, file, files, sought)
                if file.id in chosen
                else _not_read(file, phrases.TOO_MANY_FILES.format(most=self._most))
                for file in shared
            )
        )
        return tuple(one for file in read for one in with_children(file))

    async def _one(self, question: Question, file: FileRef, files: Files, sought: Sequence[str]) -> ReadFile:
        known, thread, password = file, question.thread, question.passwords.get(file.id)
        earlier = None
        try:
            document = earlier = None if password else await self._shelf.get(thread, file.id)
            if document is None or is_to_be_searched(document, sought):
                with TemporaryDirectory(prefix="footnote-", dir=self._folder) as folder:
                    path = Path(folder) / "file"
                    # A stub has its name only now: also where reading fails, the receipt should use it.
                    known = await files.fetch(file, to=path)
                    document = await self._read(path, known, password, sought)
                document = with_earlier_finds(document, earlier) if earlier else document
                await self._shelf.put(thread, file.id, document)
        except FileUnreadable as error:
            if earlier:
                log.info("file not searched", file=file.id, detail=error.detail)
                return self._done(question, known, not_searched(earlier, error.sentence))
            self._telemetry.count("files", "not read")
            log.info("file not read", file=file.id, detail=error.detail)
            is_locked = isinstance(error, PasswordNeeded)
            return ReadFile(
                name=known.label,
                reason=phrases.WRONG_PASSWORD if is_locked and password else error.sentence,
                locked=_locked(question, known) if is_locked else None,
            )
        return self._done(question, known, document)

    def _done(self, question: Question, file: FileRef, document: Document) -> ReadFile:
        self._telemetry.count("files", document.kind)
        locked = _locked(question, file) if _holds_locked(document) else None
        return ReadFile(name=document.name, document=document, locked=locked)

    async def _read(self, path: Path, file: FileRef, password: str | None, sought: Sequence[str]) -> Document:
        with self._telemetry.timed("file_read_seconds"):
            return await self._reader.read(path, name=file.label, mimetype=file.mimetype, password=password, sought=sought)


async def _not_read(file: FileRef, reason: str) -> ReadFile:
    return ReadFile(name=file.label, reason=reason)


def _locked(question: Question, file: FileRef) -> Locked:
    return Locked(file=file.id, name=file.label, asked=question.message.ts)


def _holds_locked(document: Document) -> bool:
    return any(isinstance(child, Unread) and child.reason == phrases.PASSWORD_PROTECTED for child in document.children)


def with_children(file: ReadFile) -> Iterator[ReadFile]:
    """The file, then what it carries inside, at all depths."""
    yield file
    for child in file.document.children if file.document else ():
        if isinstance(child, Unread):
            yield ReadFile(name=child.name, reason=child.reason, is_inside=True)
        else:
            yield from with_children(ReadFile(name=child.name, document=child, is_inside=True))


def shared_files(turns: Sequence[Turn]) -> list[FileRef]:
    """The files of a thread, each once, in the order in which they were last shared."""
    by_id: dict[FileId, FileRef] = {}
    for turn in turns:
        for file in turn.files:
            by_id.pop(file.id, None)
            by_id[file.id] = file
    return list(by_id.values())
