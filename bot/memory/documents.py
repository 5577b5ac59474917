"""Keeps what was read of a file, so that a follow-up in the thread needs neither a download nor a reader."""

import asyncio
import zlib
from collections.abc import Iterable

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Document, FileId, ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault
from bot.settings import MEBIBYTE

MAX_JSON_BYTES = 64 * MEBIBYTE
"""A larger document is not even compressed: it would take seconds. It also bounds what a kept one grows to again."""

MAX_SEALED_BYTES = 16 * MEBIBYTE
"""Redis holds its values in memory, and is held up while one is sent. A larger document is read again from its file."""

COMPRESSION = 1
"""The quickest of zlib's levels: text shrinks to a third already, and pictures are compressed as they are."""


class KeptDocuments:
    """Documents per thread and file, for `ttl` seconds; with 0 nothing is kept.

    Every method raises `StoreUnavailable` when Redis fails.
    """

    def __init__(self, redis: Redis, vault: Vault, *, ttl: int) -> None:
        self._redis = redis
        self._vault = vault
        self._ttl = ttl

    async def get(self, thread: ThreadRef, file: FileId) -> Document | None:
        """The document, or None when it is not kept or can't be read any more."""
        if not self._ttl:
            return None
        key = keys.document(thread, file)
        with store_errors():
            sealed = await self._redis.get(key)
        if not isinstance(sealed, bytes):
            return None
        return await asyncio.to_thread(self._unpack, key, sealed)

    async def put(self, thread: ThreadRef, file: FileId, document: Document) -> None:
        """Keeps the document, unless it is too large to be kept."""
        if not self._ttl:
            return
        key = keys.document(thread, file)
        sealed = await asyncio.to_thread(self._pack, key, document)
        if sealed is not None:
            with store_errors():
                await self._redis.set(key, sealed, ex=self._ttl)

    async def drop(self, thread: ThreadRef, files: Iterable[FileId]) -> None:
        """Forgets documents of this thread: the messages that shared them are gone."""
        if names := [keys.document(thread, file) for file in files]:
            with store_errors():
                await self._redis.unlink(*names)

    def _pack(self, key: str, document: Document) -> bytes | None:
        plain = document.model_dump_json().encode()
        if len(plain) > MAX_JSON_BYTES:
            return None
        sealed = self._vault.seal(key, zlib.compress(plain, COMPRESSION))
        return sealed if len(sealed) <= MAX_SEALED_BYTES else None

    def _unpack(self, key: str, sealed: bytes) -> Document | None:
        packed = self._vault.open(key, sealed)
        if packed is None:
            return None
        try:
            # Sealed by us, thus no bomb.
            return Document.model_validate_json(zlib.decompress(packed))
        except (zlib.error, ValidationError):
            # Another version wrote it: the file is read again.
            return None
