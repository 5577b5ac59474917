"""Files of a thread → read files: fetch, read, keep the pages. What can't be read says why; nothing is skipped in silence."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.language import Document, FileId, FileRef, FileUnreadable, Question, ThreadRef, Turn, phrases
from bot.telemetry import Telemetry, log


class Files(Protocol):
    """Where the bytes of a file come from."""

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Writes the file's bytes to `to` and returns what is now known of it. Raises `FileUnreadable`."""
        ...


class Reader(Protocol):
    """Bytes → Document."""

    async def read(self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None) -> Document:
        """Reads one file. Raises `FileUnreadable`, whose sentence is the reason."""
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
    """One file of a thread, read or not: exactly one of `document` and `reason` is set."""

    name: str
    document: Document | None = None
    reason: str | None = None
    """Why it was not read, as the receipt states it."""


class Reading:
    """Reads a thread's files, newest first up to a limit, several at once."""

    def __init__(self, reader: Reader, shelf: Shelf, *, most: int, telemetry: Telemetry) -> None:
        self._reader = reader
        self._shelf = shelf
        self._most = most
        self._telemetry = telemetry

    async def read(self, question: Question, turns: Sequence[Turn], files: Files) -> tuple[ReadFile, ...]:
        """Every file of the thread once, oldest first."""
        shared = shared_files(turns)
        chosen = {file.id for file in shared[-self._most :]}
        return tuple(
            await asyncio.gather(
                *(
                    self._one(question.thread, file, files)
                    if file.id in chosen
                    else _not_read(file, phrases.TOO_MANY_FILES.format(most=self._most))
                    for file in shared
                )
            )
        )

    async def _one(self, thread: ThreadRef, file: FileRef, files: Files) -> ReadFile:
        known = file
        try:
            document = await self._shelf.get(thread, file.id)
            if document is None:
                with TemporaryDirectory(prefix="footnote-") as folder:
                    path = Path(folder) / "file"
                    # A stub has its name only now: also where reading fails, the receipt should use it.
                    known = await files.fetch(file, to=path)
                    document = await self._read(path, known)
                await self._shelf.put(thread, file.id, document)
        except FileUnreadable as error:
            self._telemetry.count("files", "not read")
            log.info("file not read", file=file.id, detail=error.detail)
            return ReadFile(name=known.label, reason=error.sentence)
        self._telemetry.count("files", document.kind)
        return ReadFile(name=document.name, document=document)

    async def _read(self, path: Path, file: FileRef) -> Document:
        with self._telemetry.timed("file_read_seconds"):
            return await self._reader.read(path, name=file.label, mimetype=file.mimetype)


async def _not_read(file: FileRef, reason: str) -> ReadFile:
    return ReadFile(name=file.label, reason=reason)


def shared_files(turns: Sequence[Turn]) -> list[FileRef]:
    """The files of a thread, each once, in the order in which they were last shared."""
    by_id: dict[FileId, FileRef] = {}
    for turn in turns:
        for file in turn.files:
            by_id.pop(file.id, None)
            by_id[file.id] = file
    return list(by_id.values())
