"""Keeps what was read of files, once for equal bytes, so that a follow-up needs neither a download nor a reader.

It does not know who may see what: it is asked for files that stand in the thread being answered, and keeps for that thread.
"""

import asyncio
import zlib
from collections.abc import Callable, Iterable
from typing import SupportsInt, cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Document, FileId, FileRef, TeamId, ThreadRef
from bot.memory import keys
from bot.memory.page_scripts import PageScripts, Sealed
from bot.memory.server import store_errors
from bot.memory.vault import Vault
from bot.settings import MEBIBYTE

MAX_JSON_BYTES = 64 * MEBIBYTE
"""A larger document is not even compressed: it would take seconds. It also bounds what a kept one grows to again."""

MAX_SEALED_BYTES = 16 * MEBIBYTE
"""Redis holds its values in memory, and is held up while one is sent. A larger document is read again from its file."""

COMPRESSION = 1
"""The quickest of zlib's levels: text shrinks to a third already, and pictures are compressed as they are."""

_ANY_VERSION = "?"
"""In place of the version of a file of which Slack tells none: nothing is found by it."""


class KeptDocuments:
    """Documents by content, once for a workspace, for `ttl` seconds after they were read; with 0 nothing is kept.

    A content is kept for as long as a file in a thread has it that was not forgotten. `edition` names how files are read here
    and now, in which language too: what was read in another way is not found. Every method raises `StoreUnavailable` when Redis
    fails.
    """

    def __init__(self, redis: Redis, vault: Vault, *, ttl: SupportsInt, edition: Callable[[], str] = str) -> None:
        self._redis = redis
        self._vault = vault
        self._lifetime = ttl
        self._edition = edition
        self._scripts = PageScripts(redis)

    @property
    def _ttl(self) -> int:
        return int(self._lifetime)

    async def get(self, thread: ThreadRef, file: FileRef, *, content: str = "") -> Document | None:
        """What was read of this version of the file or, with `content`, of any file with that; it is kept for this thread then.

        What was kept for this file in this thread only comes before what is kept for all.

        To be asked for files that stand in the thread only: it does not know who may see what. None when nothing is kept, when
        it can't be read any more, and for a while after thread or file were forgotten.
        """
        if not self._ttl or (not content and file.version is None):
            return None
        name = self._name(content) if content else ""
        with store_errors():
            found = await self._scripts.find(thread, file.id, version=self._version(file), name=name, ttl=self._ttl)
        if found is None:
            return None
        document = await asyncio.to_thread(self._unpack, thread, file.id, found)
        if document is None:
            # Else it would stand in the way of what can be read.
            with store_errors():
                await self._redis.unlink(keys.content(thread.team, found.name))
        return document

    async def put(self, thread: ThreadRef, file: FileRef, document: Document, *, content: str, only_here: bool = False) -> None:
        """Keeps the document as that of the content, for this file in this thread, unless it is too large to be kept.

        `only_here`: no other file or thread is given it, and a later one for the same takes its place.
        """
        if not self._ttl:
            return
        name = self._name(content)
        label = _label(thread, file.id, name) if only_here else keys.content(thread.team, name)
        pages = await asyncio.to_thread(self._pack, label, document)
        if pages is not None:
            version = self._version(file)
            with store_errors():
                await self._scripts.keep(thread, file.id, version=version, name=name, pages=pages, own=only_here, ttl=self._ttl)

    async def held(self, thread: ThreadRef, file: FileId) -> Document | None:
        """What was last read of a file for this thread, whichever version that was; None when it is not kept for it."""
        if not self._ttl:
            return None
        team, reader = thread.team, keys.reader(thread, file)
        with store_errors():
            names = cast("list[bytes]", await self._redis.hvals(keys.versions_of_file(team, file)))
            for name in (name.decode() for name in reversed(names)):
                has, pages = cast("list[bytes | None]", await self._redis.hmget(keys.content(team, name), [reader, "pages"]))
                if has is not None and (has or pages):
                    sealed = Sealed(name, has or pages or b"", is_own=bool(has))
                    return await asyncio.to_thread(self._unpack, thread, file, sealed)
        return None

    async def drop(self, thread: ThreadRef, files: Iterable[FileId]) -> int:
        """Forgets files of this thread: the messages that shared them are gone. One that is being read now is not kept.

        Returns how many were kept.
        """
        dropped = list(files)
        if not self._ttl or not dropped:
            return 0
        with store_errors():
            return await self._scripts.drop(thread, dropped)

    async def forget(self, thread: ThreadRef) -> int:
        """Forgets every file of this thread, and keeps none that is being read now. Returns how many were kept."""
        if not self._ttl:
            return 0
        with store_errors():
            return await self._scripts.forget(thread)

    async def delete(self, team: TeamId, file: FileId) -> int:
        """Forgets a file in every thread: it is gone from Slack. Returns 1 if it was kept, else 0."""
        if not self._ttl:
            return 0
        with store_errors():
            return await self._scripts.delete(team, file)

    async def threads_with(self, team: TeamId, file: FileId) -> list[ThreadRef]:
        """The threads for which this file may be kept."""
        with store_errors():
            found = cast("set[bytes]", await self._redis.smembers(keys.threads_of_file(team, file)))
        return [keys.thread_at(team, place.decode()) for place in found]

    def _version(self, file: FileRef) -> str:
        return f"{file.version or _ANY_VERSION} {self._edition()}"

    def _name(self, content: str) -> str:
        return self._vault.name(f"{content} {self._edition()}")

    def _pack(self, key: str, document: Document) -> bytes | None:
        plain = document.model_dump_json().encode()
        if len(plain) > MAX_JSON_BYTES:
            return None
        sealed = self._vault.seal(key, zlib.compress(plain, COMPRESSION))
        return sealed if len(sealed) <= MAX_SEALED_BYTES else None

    def _unpack(self, thread: ThreadRef, file: FileId, kept: Sealed) -> Document | None:
        label = _label(thread, file, kept.name) if kept.is_own else keys.content(thread.team, kept.name)
        packed = self._vault.open(label, kept.pages)
        if packed is None:
            return None
        try:
            # Sealed by us, thus no bomb.
            return Document.model_validate_json(zlib.decompress(packed))
        except (zlib.error, ValidationError):
            # Another version wrote it: the file is read again.
            return None


def _label(thread: ThreadRef, file: FileId, name: str) -> str:
    """What pages are sealed for that are one file's in one thread: nowhere else can they be opened."""
    return f"{keys.content(thread.team, name)} {keys.reader(thread, file)}"
