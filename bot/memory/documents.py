"""Keeps what was read of a file, so that a follow-up in the thread needs neither a download nor a reader."""

import asyncio
import zlib
from collections.abc import Iterable
from typing import cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Document, FileId, TeamId, ThreadRef
from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault
from bot.settings import MEBIBYTE

MAX_JSON_BYTES = 64 * MEBIBYTE
"""A larger document is not even compressed: it would take seconds. It also bounds what a kept one grows to again."""

MAX_SEALED_BYTES = 16 * MEBIBYTE
"""Redis holds its values in memory, and is held up while one is sent. A larger document is read again from its file."""

READING_SECONDS = 600
"""For how long a dropped document is not kept again: whoever was reading the file when it was deleted is through by then."""

COMPRESSION = 1
"""The quickest of zlib's levels: text shrinks to a third already, and pictures are compressed as they are."""


_DROPPED = b""

_KEEP = """
if redis.call('GET', KEYS[1]) == '' or redis.call('EXISTS', KEYS[4]) == 1 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
-- In which thread which file is kept, so that both can be forgotten.
for i = 2, 3 do
    redis.call('SADD', KEYS[i], ARGV[i + 1])
    redis.call('EXPIRE', KEYS[i], ARGV[2])
end
return 1
"""


class KeptDocuments:
    """Documents per thread and file, for `ttl` seconds; with 0 nothing is kept.

    Every method raises `StoreUnavailable` when Redis fails.
    """

    def __init__(self, redis: Redis, vault: Vault, *, ttl: int) -> None:
        self._redis = redis
        self._vault = vault
        self._ttl = ttl
        self._keep = redis.register_script(_KEEP)

    async def get(self, thread: ThreadRef, file: FileId) -> Document | None:
        """The document, or None when it is not kept or can't be read any more."""
        if not self._ttl:
            return None
        key = keys.document(thread, file)
        with store_errors():
            sealed = await self._redis.get(key)
        if not isinstance(sealed, bytes) or sealed == _DROPPED:
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
                await self._keep(
                    keys=[key, keys.documents(thread), keys.shared_in(thread.team, file), keys.forgotten(thread)],
                    args=[sealed, self._ttl, file, keys.place(thread)],
                )

    async def drop(self, thread: ThreadRef, files: Iterable[FileId]) -> int:
        """Forgets documents of this thread: the messages that shared them are gone. One that is being read now is not kept.

        Returns how many were kept.
        """
        dropped = 0
        for file in files if self._ttl else ():
            key = keys.document(thread, file)
            with store_errors():
                async with self._redis.pipeline(transaction=True) as pipe:
                    pipe.strlen(key)
                    pipe.set(key, _DROPPED, ex=READING_SECONDS)
                    pipe.srem(keys.documents(thread), file)
                    pipe.srem(keys.shared_in(thread.team, file), keys.place(thread))
                    size, *_ = cast("tuple[int, object, object, object]", await pipe.execute())
            dropped += size > 0
        return dropped

    async def forget(self, thread: ThreadRef) -> int:
        """Forgets every document of this thread, and keeps none that is being read now. Returns how many were kept."""
        if not self._ttl:
            return 0
        with store_errors():
            await self._redis.set(keys.forgotten(thread), 1, ex=READING_SECONDS)
            found = cast("set[bytes]", await self._redis.smembers(keys.documents(thread)))
        return await self.drop(thread, [FileId(file.decode()) for file in found])

    async def threads_with(self, team: TeamId, file: FileId) -> list[ThreadRef]:
        """The threads in which this file may be kept."""
        with store_errors():
            found = cast("set[bytes]", await self._redis.smembers(keys.shared_in(team, file)))
        return [keys.thread_at(team, place.decode()) for place in found]

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
