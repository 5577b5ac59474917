"""The Lua scripts of kept pages, one typed method each: a content, and what leads to it, change together or not at all.

Whatever leads to a content lives at least as long as that does, so that it can be forgotten to its last second. All keys are
derived from `keys.kept_pages`, in its one slot.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from redis.asyncio import Redis

from bot.language import FileId, TeamId, ThreadRef
from bot.memory import keys

READING_SECONDS = 600
"""For how long what was forgotten is not kept again: whoever was reading it then is through by then."""

_HEAD = f"""
local prefix = KEYS[1]
local function content(name) return prefix .. ':content:' .. name end
local function versions(file) return prefix .. ':versions:' .. file end
local function threads(file) return prefix .. ':threads:' .. file end
local function files(thread) return prefix .. ':files:' .. thread end

local function mark(gone) redis.call('SET', prefix .. ':gone:' .. gone, 1, 'EX', {READING_SECONDS}) end
local function is_gone(thread, file)
    return redis.call('EXISTS', prefix .. ':gone:' .. thread, prefix .. ':gone:' .. file,
        prefix .. ':gone:' .. thread .. ':' .. file) > 0
end

-- Takes a file in a thread from a content, and the content with the last one. 1: it was kept for that.
local function release(name, file, thread)
    local kept = redis.call('HDEL', content(name), file .. ' ' .. thread)
    -- What was searched may be kept without pages for others.
    local left = redis.call('HLEN', content(name)) - redis.call('HEXISTS', content(name), 'pages')
    if kept == 1 and left == 0 then redis.call('DEL', content(name)) end
    return kept
end

local function forget(file, thread)
    local kept = 0
    for _, name in ipairs(redis.call('HVALS', versions(file))) do kept = math.max(kept, release(name, file, thread)) end
    redis.call('SREM', files(thread), file)
    redis.call('SREM', threads(file), thread)
    if redis.call('EXISTS', threads(file)) == 0 then redis.call('DEL', versions(file)) end
    return kept
end
"""

_NOTE = (
    _HEAD
    + """
local file, thread, version, ttl = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])

-- A version of the file in a thread has this content. What other versions had is no longer the file's, in no thread.
local function note(name)
    local known = redis.call('HGETALL', versions(file))
    for i = 1, #known, 2 do
        if known[i] ~= version then redis.call('HDEL', versions(file), known[i]) end
        if known[i + 1] ~= name then
            for _, other in ipairs(redis.call('SMEMBERS', threads(file))) do release(known[i + 1], file, other) end
        end
    end
    redis.call('HSET', versions(file), version, name)
    redis.call('SADD', threads(file), thread)
    redis.call('SADD', files(thread), file)
    -- NX: pages that are for this file in this thread only stand there.
    redis.call('HSETNX', content(name), file .. ' ' .. thread, '')
    -- The content may have been kept while CONTEXT_TTL was longer.
    local life = math.max(ttl, redis.call('TTL', content(name)))
    for _, key in ipairs({versions(file), threads(file), files(thread)}) do
        if redis.call('TTL', key) < life then redis.call('EXPIRE', key, life) end
    end
end
"""
)

_FIND = (
    _NOTE
    + """
if is_gone(thread, file) then return false end
local name = ARGV[5] ~= '' and ARGV[5] or redis.call('HGET', versions(file), version)
if not name then return false end
local own = redis.call('HGET', content(name), file .. ' ' .. thread)
local is_own = own and own ~= ''
local sealed = is_own and own or redis.call('HGET', content(name), 'pages')
if not sealed then return false end
note(name)
return {name, sealed, is_own and 1 or 0}
"""
)

_KEEP = (
    _NOTE
    + """
local name, sealed = ARGV[5], ARGV[6]
if is_gone(thread, file) then return 0 end
if ARGV[7] == '1' then
    redis.call('HSET', content(name), file .. ' ' .. thread, sealed)
else
    -- NX: who read the same bytes at the same time has kept them.
    redis.call('HSETNX', content(name), 'pages', sealed)
end
-- Nothing of a content lives longer because more was read of it.
if redis.call('TTL', content(name)) < 0 then redis.call('EXPIRE', content(name), ttl) end
note(name)
return 1
"""
)

_DROP = (
    _HEAD
    + """
local kept = 0
for i = 2, #ARGV do
    mark(ARGV[1] .. ':' .. ARGV[i])
    kept = kept + forget(ARGV[i], ARGV[1])
end
return kept
"""
)

_FORGET = (
    _HEAD
    + """
local kept = 0
mark(ARGV[1])
for _, file in ipairs(redis.call('SMEMBERS', files(ARGV[1]))) do kept = kept + forget(file, ARGV[1]) end
return kept
"""
)

_DELETE = (
    _HEAD
    + """
local kept = 0
mark(ARGV[1])
for _, thread in ipairs(redis.call('SMEMBERS', threads(ARGV[1]))) do kept = math.max(kept, forget(ARGV[1], thread)) end
return kept
"""
)


class Sealed(NamedTuple):
    """A kept content: its name, and its pages as they were sealed; `is_own`: for the one file in the one thread."""

    name: str
    pages: bytes
    is_own: bool = False


class PageScripts:
    """The scripts, ready to run on one client. They raise what the client raises. `ttl` is in seconds."""

    def __init__(self, redis: Redis) -> None:
        self._find = redis.register_script(_FIND)
        self._keep = redis.register_script(_KEEP)
        self._drop = redis.register_script(_DROP)
        self._forget = redis.register_script(_FORGET)
        self._delete = redis.register_script(_DELETE)

    async def find(self, thread: ThreadRef, file: FileId, *, version: str, name: str, ttl: int) -> Sealed | None:
        """The content of that name or, without one, of that version; from now on it is kept for this thread too.

        Pages that are for this file in this thread only come before those for all.
        """
        reply = await self._find(keys=_of(thread.team), args=[file, keys.place(thread), version, ttl, name])
        if reply is None:
            return None
        found, pages, is_own = cast("tuple[bytes, bytes, int]", reply)
        return Sealed(found.decode(), pages, is_own == 1)

    async def keep(self, thread: ThreadRef, file: FileId, *, version: str, name: str, pages: bytes, own: bool, ttl: int) -> None:
        """Keeps a content for a version of a file in a thread, unless one of them was just forgotten; `own`: for no other."""
        await self._keep(keys=_of(thread.team), args=[file, keys.place(thread), version, ttl, name, pages, int(own)])

    async def drop(self, thread: ThreadRef, files: Sequence[FileId]) -> int:
        """Forgets files of a thread. Returns how many were kept for it."""
        return cast("int", await self._drop(keys=_of(thread.team), args=[keys.place(thread), *files]))

    async def forget(self, thread: ThreadRef) -> int:
        """Forgets all files of a thread. Returns how many were kept for it."""
        return cast("int", await self._forget(keys=_of(thread.team), args=[keys.place(thread)]))

    async def delete(self, team: TeamId, file: FileId) -> int:
        """Forgets a file in every thread. Returns 1 if it was kept."""
        return cast("int", await self._delete(keys=_of(team), args=[file]))


def _of(team: TeamId) -> list[str]:
    return [keys.kept_pages(team)]
