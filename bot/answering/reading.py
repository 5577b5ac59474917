"""Files of a thread → read files: fetch, read, keep the pages. What can't be read says why; nothing is skipped in silence.

What was read is kept by content: a file that is known is neither downloaded nor read again, and one whose bytes are known is
only downloaded. The shelf is asked for nothing but the files that stand in the turns of the thread being answered: that Slack
shows a file there is what gives its people the right to its pages, whoever shared the same bytes first. A long table that was
searched for what a question names is kept for the question's thread alone: which rows were looked for is no other's to see.

What a file carries inside follows it as files of their own, so that nobody after this has to look into children.
"""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.answering.contents import as_read_of, digested, named
from bot.answering.tables import is_of_a_question, is_to_be_searched, not_searched, with_earlier_finds
from bot.language import (
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    FootnoteError,
    Locked,
    PasswordNeeded,
    Question,
    ThreadRef,
    Turn,
    Unread,
    phrases,
)
from bot.telemetry import Telemetry, course, log
from bot.telemetry.tracing import part


class Files(Protocol):
    """Where the bytes of a file come from."""

    async def complete(self, file: FileRef) -> FileRef:
        """What is known of the file now: its name, its version. Raises `FileUnreadable` where it can't be had."""
        ...

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Writes what is to be read of a completed file to `to`, and returns what that is. Raises `FileUnreadable`."""
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

    async def sort(self, path: Path, *, name: str, mimetype: str | None = None) -> str:
        """What the file would be read as: equal bytes of one sort give equal pages. Raises `FileUnreadable`."""
        ...


class Shelf(Protocol):
    """Documents that were read earlier in a workspace, for the threads in which their files stand."""

    async def get(self, thread: ThreadRef, file: FileRef, *, content: str = "") -> Document | None:
        """What was read of this version of the file or, with `content`, of any file with that; None if nothing is kept.

        What was kept for this file in this thread only comes before what is kept of the content.
        """
        ...

    async def put(self, thread: ThreadRef, file: FileRef, document: Document, *, content: str, only_here: bool = False) -> None:
        """Keeps the document as that of the content, for this file in this thread; `only_here`, for nothing else."""
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
    outline: str = ""
    """What else is in the document, where not all of its pages are here."""
    file: FileId | None = None
    """The file in Slack that it is, or is carried by."""
    permalink: str | None = None
    """Where people look at that."""


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
        known, password = file, question.passwords.get(file.id)
        try:
            # A stub has its name only now: also where reading fails, the receipt should use it.
            known = await files.complete(file)
            document = None if password else await self._shelf.get(question.thread, known)
            if document is None:
                known, document = await self._fetched(question.thread, known, files, password, sought)
            elif is_to_be_searched(document, sought):
                known, document = await self._searched(question.thread, known, files, document, sought)
            document = as_read_of(known, document)
        except FileUnreadable as error:
            self._telemetry.count("files", "not read")
            log.info("file not read", question=question.id, file=file.id, detail=error.detail)
            is_locked = isinstance(error, PasswordNeeded)
            return ReadFile(
                file=file.id,
                permalink=known.permalink,
                name=known.label,
                reason=phrases.WRONG_PASSWORD if is_locked and password else error.sentence,
                locked=_locked(question, known) if is_locked else None,
            )
        self._telemetry.count("files", document.kind)
        course().add("files")
        course().add("pages", len(document.pages))
        log.info("file read", question=question.id, file=file.id, kind=document.kind, pages=len(document.pages))
        locked = _locked(question, known) if _holds_locked(document) else None
        return ReadFile(name=document.name, document=document, locked=locked, file=file.id, permalink=known.permalink)

    async def _searched(
        self, thread: ThreadRef, file: FileRef, files: Files, earlier: Document, sought: Sequence[str]
    ) -> tuple[FileRef, Document]:
        """Downloads and reads the file again; where it can't be had any more, what was read `earlier` serves."""
        try:
            return await self._fetched(thread, file, files, None, sought)
        except FileUnreadable as error:
            log.info("file not searched", file=file.id, detail=error.detail)
            return file, not_searched(earlier, error.sentence)

    async def _fetched(
        self, thread: ThreadRef, file: FileRef, files: Files, password: str | None, sought: Sequence[str]
    ) -> tuple[FileRef, Document]:
        """Downloads the file, and reads it unless the same bytes were read before, and searched for what is sought; with what it
        then is known to be.
        """
        with TemporaryDirectory(prefix="footnote-", dir=self._folder) as folder:
            path = Path(folder) / "file"
            file = await files.fetch(file, to=path)
            if password:
                # Nothing that a password opened is kept: who has the same bytes need not have the password.
                return file, await self._read(path, file, password, sought)
            digest = await asyncio.to_thread(_digest, path)
            content = f"{digest} {await self._reader.sort(path, name=file.label, mimetype=file.mimetype)}"
            earlier = await self._shelf.get(thread, file, content=content)
            if earlier and not is_to_be_searched(earlier, sought):
                return file, earlier
            document = digested(named(await self._read(path, file, None, sought), ""), digest)
            document = with_earlier_finds(document, earlier) if earlier else document
            await self._shelf.put(thread, file, document, content=content, only_here=is_of_a_question(document))
            return file, document

    async def _read(self, path: Path, file: FileRef, password: str | None, sought: Sequence[str]) -> Document:
        span = part("read")
        try:
            with self._telemetry.timed("file_read_seconds"):
                document = await self._reader.read(
                    path, name=file.label, mimetype=file.mimetype, password=password, sought=sought
                )
        except FileUnreadable as error:
            span.fail(type(error).__name__)
            raise
        else:
            span.note({"footnote.file.kind": document.kind, "footnote.file.pages": len(document.pages)})
            return document
        finally:
            span.end()


def distinctly_named(files: Sequence[ReadFile]) -> tuple[ReadFile, ...]:
    """The files, in which no two documents have one name: a footnote must tell two versions of a file apart."""
    seen: Counter[str] = Counter()
    found: list[ReadFile] = []
    for file in files:
        seen[file.name] += 1
        name = f"{file.name} ({seen[file.name]})"
        is_another = seen[file.name] > 1 and file.document
        document = file.document.model_copy(update={"name": name}) if file.document else None
        found.append(replace(file, name=name, document=document) if is_another else file)
    return tuple(found)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _not_read(file: FileRef, reason: str) -> ReadFile:
    return ReadFile(name=file.label, reason=reason)


def _locked(question: Question, file: FileRef) -> Locked | None:
    # What a password opens is answered in the thread, before everybody: no way on from what one person alone is shown.
    return None if question.is_private else Locked(file=file.id, name=file.label, asked=question.message.ts)


def _holds_locked(document: Document) -> bool:
    return any(isinstance(child, Unread) and child.reason == phrases.PASSWORD_PROTECTED for child in document.children)


def must_read(files: Sequence[ReadFile]) -> None:
    """Raises `FootnoteError`, with every file's reason, where there is nothing in any of them."""
    if any(file.document and file.document.pages for file in files):
        return
    reasons = ", ".join(f"{file.name} ({file.reason or phrases.NOTHING_READ})" for file in files)
    raise FootnoteError(phrases.NO_FILE_READ.format(files=reasons), detail="no file read")


def with_children(file: ReadFile) -> Iterator[ReadFile]:
    """The file, then what it carries inside, at all depths."""
    yield file
    for child in file.document.children if file.document else ():
        inside = ReadFile(name=child.name, is_inside=True, file=file.file, permalink=file.permalink)
        if isinstance(child, Unread):
            yield replace(inside, reason=child.reason)
        else:
            yield from with_children(replace(inside, document=child))


def shared_files(turns: Sequence[Turn]) -> list[FileRef]:
    """The files of a thread, each once, in the order in which they were last shared."""
    by_id: dict[FileId, FileRef] = {}
    for turn in turns:
        for file in turn.files:
            by_id.pop(file.id, None)
            by_id[file.id] = file
    return list(by_id.values())
