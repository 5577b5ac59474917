"""One question's material, as answering asks for it: its thread, its files, and what it refers to elsewhere."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from bot.language import Document, FileRef, Message, Question, ThreadRef, Turn, Unread
from bot.slack.elsewhere import Elsewhere
from bot.slack.threads import Gathered


class Threads(Protocol):
    """Where a question's turns come from: the thread in which it was asked, or what a shortcut was used on."""

    async def turns(self, question: Question) -> Gathered: ...
    async def recent_files(self, question: Question) -> tuple[tuple[FileRef, ...], tuple[str, ...]]: ...
    async def remember(self, thread: ThreadRef, said: Sequence[Message]) -> None: ...


class Files(Protocol):
    """Where the files of a question come from."""

    async def complete(self, file: FileRef) -> FileRef: ...
    async def fetch(self, file: FileRef, *, to: Path) -> FileRef: ...


class SlackSource:
    """Everything is read when it is asked for."""

    def __init__(self, question: Question, threads: Threads, files: Files, elsewhere: Elsewhere) -> None:
        self._question = question
        self._threads = threads
        self._files = files
        self._elsewhere = elsewhere
        self._notes: tuple[str, ...] = ()

    async def turns(self) -> Sequence[Turn]:
        """The thread's turns, oldest first; the last is the question's own, with the recent files that it refers to."""
        gathered = await self._threads.turns(self._question)
        recent, notes = await self._threads.recent_files(self._question)
        self._notes = (*gathered.notes, *notes)
        asked = gathered.turns[-1]
        return (*gathered.turns[:-1], replace(asked, files=(*asked.files, *recent)))

    async def places(self) -> Sequence[Document | Unread]:
        """The place to be recapped, or the threads that the question links to. Raises `FootnoteError`."""
        return await self._elsewhere.read(self._question)

    async def complete(self, file: FileRef) -> FileRef:
        """The file as Slack describes it now. Raises `FileUnreadable`."""
        return await self._files.complete(file)

    async def fetch(self, file: FileRef, *, to: Path) -> FileRef:
        """Writes the file's bytes, or its transcript, to `to`, and returns what is known of it then. Raises `FileUnreadable`."""
        return await self._files.fetch(file, to=to)

    async def remember(self, said: Sequence[Message]) -> None:
        """Adds our own messages to what is kept: the next question of the thread must not have to wait for Slack's events."""
        await self._threads.remember(self._question.thread, said)

    @property
    def notes(self) -> Sequence[str]:
        """What the receipt should say about gathering; complete once `turns` has returned."""
        return self._notes
