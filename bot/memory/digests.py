"""Keeps what was noted down of long material, so that a further question, a retry or a crash pays only for what is missing.

What people said is kept for minutes only. Of a file it is known in which threads it is; whose words a recap holds, nobody knows,
so whatever is forgotten in a workspace takes all that was noted down of talk with it.
"""

from collections.abc import Iterable
from typing import SupportsInt, cast

from redis.asyncio import Redis

from bot.language import FileId, TeamId, ThreadRef
from bot.memory import keys
from bot.memory.page_scripts import READING_SECONDS
from bot.memory.server import store_errors
from bot.memory.vault import Vault

TALK_SECONDS = 30 * 60
"""For how long what was noted down of talk is kept, at most: as long as a private answer, enough for every retry."""

MAX_BYTES = 256 * 1024
"""A result is a page of text; what is larger is none."""

_TALK = "-"
"""In the place of a file's id: what people said."""

# A hash for each thread: a field for each result, named by the files that it is of and what was asked of them. It is gone as a
# whole when its first field is due, so that no result outlives its time because another one came later.
_KEEP = """
local hash, talk_forgotten, talk_digested, pages = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local field, value, ttl, place, is_talk = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5] == '1'
local function is_gone(what) return redis.call('EXISTS', pages .. ':gone:' .. what) == 1 end
if is_gone(place) or (is_talk and redis.call('EXISTS', talk_forgotten) == 1) then return 0 end
for i = 6, #ARGV do
    if is_gone(ARGV[i]) or is_gone(place .. ':' .. ARGV[i]) then return 0 end
end
redis.call('HSET', hash, field, value)
if redis.call('TTL', hash) < 0 then redis.call('EXPIRE', hash, ttl) end
local function note(index)
    redis.call('SADD', index, place)
    redis.call('EXPIRE', index, math.max(ttl, redis.call('TTL', index)))
end
for i = 6, #ARGV do note(pages .. ':threads:' .. ARGV[i]) end
if is_talk then note(talk_digested) end
return 1
"""

_DROP = """
local wanted = {}
for _, origin in ipairs(ARGV) do wanted[origin] = true end
for _, hash in ipairs(KEYS) do
    for _, field in ipairs(redis.call('HKEYS', hash)) do
        for origin in string.gmatch(string.match(field, '^[^:]*'), '[^,]+') do
            if wanted[origin] then redis.call('HDEL', hash, field) end
        end
    end
end
return 1
"""


class KeptDigests:
    """Results per thread, for `ttl` seconds from its first one; with 0 nothing is kept.

    Origins are the files that a result is of, and None for what people said. Every method raises `StoreUnavailable` when Redis
    fails.
    """

    def __init__(self, redis: Redis, vault: Vault, *, ttl: SupportsInt) -> None:
        self._redis = redis
        self._vault = vault
        self._lifetime = ttl
        self._keep = redis.register_script(_KEEP)
        self._drop = redis.register_script(_DROP)

    @property
    def _ttl(self) -> int:
        return int(self._lifetime)

    async def get(self, thread: ThreadRef, origins: frozenset[FileId | None], key: str) -> str | None:
        """The result under this key, or None when it is not kept or can't be read any more."""
        if not self._ttl:
            return None
        where, field = _hash(thread, origins), _field(origins, key)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(where, field))
        plain = self._vault.open(f"{where}#{field}", sealed) if sealed else None
        return None if plain is None else plain.decode()

    async def put(self, thread: ThreadRef, origins: frozenset[FileId | None], key: str, value: str) -> None:
        """Keeps a result, unless one of its files, or the thread, was forgotten while it was made."""
        plain = value.encode()
        if not self._ttl or len(plain) > MAX_BYTES:
            return
        where, field, is_talk = _hash(thread, origins), _field(origins, key), None in origins
        files = [file for file in origins if file]
        team = thread.team
        with store_errors():
            await self._keep(
                keys=[where, keys.talk_forgotten(team), keys.talk_digested(team), keys.kept_pages(team)],
                args=[
                    field,
                    self._vault.seal(f"{where}#{field}", plain),
                    min(self._ttl, TALK_SECONDS) if is_talk else self._ttl,
                    keys.place(thread),
                    int(is_talk),
                    *files,
                ],
            )

    async def drop(self, thread: ThreadRef, origins: Iterable[FileId | None]) -> None:
        """Forgets what was noted down in this thread of these files, or, with None, of talk."""
        wanted = [origin or _TALK for origin in origins]
        if self._ttl and wanted:
            with store_errors():
                await self._drop(keys=[keys.digests(thread), keys.talk_digests(thread)], args=wanted)

    async def forget(self, thread: ThreadRef) -> None:
        """Forgets everything noted down in this thread, and keeps nothing of what is being read there now."""
        if not self._ttl:
            return
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(keys.gone(thread), 1, ex=READING_SECONDS)
                # A cluster's pipeline has no `unlink` that it awaits.
                pipe.execute_command("UNLINK", keys.digests(thread), keys.talk_digests(thread))
                await pipe.execute()

    async def forget_talk(self, team: TeamId) -> None:
        """Forgets what was noted down of talk in a workspace, and keeps nothing of what is being read of it now."""
        if not self._ttl:
            return
        with store_errors():
            await self._redis.set(keys.talk_forgotten(team), 1, ex=READING_SECONDS)
            found = cast("set[bytes]", await self._redis.smembers(keys.talk_digested(team)))
            threads = [keys.thread_at(team, place.decode()) for place in found]
            await self._redis.unlink(keys.talk_digested(team), *map(keys.talk_digests, threads))


def _hash(thread: ThreadRef, origins: frozenset[FileId | None]) -> str:
    return keys.talk_digests(thread) if None in origins else keys.digests(thread)


def _field(origins: frozenset[FileId | None], key: str) -> str:
    return f"{','.join(sorted(origin or _TALK for origin in origins))}:{key}"
