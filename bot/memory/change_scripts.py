"""The inbox's Lua scripts for what people do to a question that was asked: edit, ask again, stop, delete, forget."""

from typing import Literal, cast

from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.scripts import DEDUPE_SECONDS, HEAD, Flag

_AMEND = (
    HEAD
    + """
local id, payload, edition = ARGV[1], ARGV[2], ARGV[3]
local v = redis.call('HMGET', question(id), 'state', 'flag', 'edition')
local state, flag, known = v[1], v[2], tonumber(v[3] or '') or 0
local is_new = (tonumber(edition) or 0) > known
if not state then return 'unknown' end
if flag == 'deleted' or (tonumber(edition) or 0) < known then return 'stale' end
if is_new then redis.call('HSET', question(id), 'edition', edition) end
if state == 'running' then
    if is_new then
        redis.call('HSET', question(id), 'payload', payload, 'flag', 'edited')
        redis.call('PUBLISH', prefix .. 'flags', id)
    end
    return 'running'
end
if state ~= 'queued' then
    if is_new then redis.call('HSET', question(id), 'again', payload) end  -- for REOPEN
    return redis.call('HEXISTS', question(id), 'again') == 1 and 'done' or 'stale'
end
if is_new then
    redis.call('HSET', question(id), 'payload', payload)
    redis.call('HDEL', question(id), 'flag')  -- it was stopped as it read before
end
return 'amended'
"""
)

_REOPEN = (
    HEAD
    + """
local id = ARGV[1]
local v = redis.call('HMGET', question(id), 'state', 'thread', 'again')
local state, thread, payload = v[1], v[2], v[3]
if not payload or state == 'queued' or state == 'running' then return 0 end
-- Claimed before, so that the worker looks for the answer that stands already, and answers in its place.
redis.call('HSET', question(id), 'payload', payload, 'state', 'queued', 'failures', 0, 'crashes', 0, 'ready', now)
redis.call('HDEL', question(id), 'again', 'owner', 'flag', 'letter', 'why', 'died')
redis.call('LREM', prefix .. 'dead', 0, id)
redis.call('PERSIST', question(id))
redis.call('RPUSH', pending(thread), id)
if begin(thread, now) then wake() end
return 1
"""
)

_CANCELLING = (
    HEAD
    + f"""
local function cancel(id, flag)
    local v = redis.call('HMGET', question(id), 'state', 'thread', 'claims', 'flag')
    local state, thread, claims = v[1], v[2], tonumber(v[3] or '') or 0
    if v[4] == 'deleted' then flag = 'deleted' end  -- A deleted question stays deleted.
    if state == 'running' then
        redis.call('HSET', question(id), 'flag', flag)
        redis.call('PUBLISH', prefix .. 'flags', id)
        return 'flagged'
    end
    if state == 'queued' and claims > 0 then
        -- Half an answer may stand in Slack already. A worker must tidy it up, and at once: it is the head of its thread.
        redis.call('HSET', question(id), 'flag', flag)
        move(thread, now)
        wake()
        return 'flagged'
    end
    if state == 'queued' then
        redis.call('HSET', question(id), 'state', 'done', 'flag', flag)
        redis.call('HDEL', question(id), 'payload')
        redis.call('EXPIRE', question(id), {DEDUPE_SECONDS})
        redis.call('LREM', pending(thread), 1, id)
        if redis.call('EXISTS', pending(thread)) == 0 then rest(thread) end
        return 'dropped'
    end
    if flag == 'deleted' then
        -- It must neither be answered again nor, where its deletion overtook it, be answered at all.
        redis.call('HSET', question(id), 'state', state or 'done', 'flag', flag)
        redis.call('HDEL', question(id), 'again', 'letter')
        redis.call('LREM', prefix .. 'dead', 0, id)
        if not state then redis.call('EXPIRE', question(id), {DEDUPE_SECONDS}) end
    end
    return state and 'done' or 'unknown'
end
"""
)

_CANCEL = (
    _CANCELLING
    + """
return cancel(ARGV[1], ARGV[2])
"""
)

_STOP = (
    _CANCELLING
    + """
local place, whole_channel, at = ARGV[1], ARGV[2] == '1', tonumber(ARGV[3])
local threads = {place}
if whole_channel then
    threads = {}
    for _, thread in ipairs(redis.call('ZRANGE', due, 0, -1)) do
        if string.sub(thread, 1, #place) == place then table.insert(threads, thread) end
    end
end
local dropped = 0
for _, thread in ipairs(threads) do
    for _, id in ipairs(redis.call('LRANGE', pending(thread), 0, -1)) do
        local edition = tonumber(redis.call('HGET', question(id), 'edition') or '') or 0
        if not at or edition <= at then
            if cancel(id, 'stopped') == 'dropped' then dropped = dropped + 1 end
        end
    end
end
return dropped
"""
)

_FORGET = (
    _CANCELLING
    + """
local forgotten = 0
for _, id in ipairs(redis.call('ZRANGE', prefix .. ARGV[1], 0, -1)) do
    local state = redis.call('HGET', question(id), 'state')
    if state == 'queued' or state == 'running' then
        cancel(id, 'stopped')
        forgotten = forgotten + 1
    elseif redis.call('HDEL', question(id), 'again', 'letter') > 0 then
        forgotten = forgotten + 1
    end
end
-- Dead letters stay longer than the index does.
for _, id in ipairs(redis.call('LRANGE', prefix .. 'dead', 0, -1)) do
    local v = redis.call('HMGET', question(id), 'place', 'asker', 'letter', 'thread')
    if not v[3] or 'asked-in:' .. (v[1] or v[4] or '') == ARGV[1] or 'asked-by:' .. (v[2] or '') == ARGV[1] then
        redis.call('LREM', prefix .. 'dead', 0, id)
        if redis.call('HDEL', question(id), 'letter', 'again') > 0 then forgotten = forgotten + 1 end
    end
end
return forgotten
"""
)

Amended = Literal["amended", "running", "done", "stale", "unknown"]
Cancelled = Literal["dropped", "flagged", "done", "unknown"]


class ChangeScripts:
    """The scripts, ready to run on one client. They raise what the client raises."""

    def __init__(self, redis: Redis) -> None:
        self._amend = redis.register_script(_AMEND)
        self._reopen = redis.register_script(_REOPEN)
        self._cancel = redis.register_script(_CANCEL)
        self._stop = redis.register_script(_STOP)
        self._forget = redis.register_script(_FORGET)

    async def amend(self, *, question: str, payload: bytes, edition: str) -> Amended:
        """Replaces the payload of a question; whoever is answering it is told, and an answered one can be reopened with it.

        The `edition` that is known already changes nothing any more; an older one, and one of a deleted question, is stale.
        """
        return cast("Amended", _word(await self._amend(keys=[keys.INBOX_DUE], args=[question, payload, edition])))

    async def reopen(self, *, question: str) -> bool:
        """Puts an ended question back with the payload that it was amended with since. False: there is none."""
        return await self._reopen(keys=[keys.INBOX_DUE], args=[question]) == 1

    async def cancel(self, *, question: str, flag: Flag) -> Cancelled:
        """Drops a question that nobody ever claimed; flags one that somebody did. A deleted one is not taken any more."""
        return cast("Cancelled", _word(await self._cancel(keys=[keys.INBOX_DUE], args=[question, flag])))

    async def stop(self, *, place: str, whole_channel: bool, at: str) -> int:
        """Cancels every question of a thread, or of all threads whose key begins with `place`, that is no newer than `at`.

        Returns how many were dropped before anybody had begun them.
        """
        return cast("int", await self._stop(keys=[keys.INBOX_DUE], args=[place, int(whole_channel), at]))

    async def forget(self, *, index: str) -> int:
        """Cancels what was asked in a thread (`asked-in:<thread>`) or by a person (`asked-by:<team>:<user>`), and deletes what
        is kept of edits for `reopen`. Returns how many questions that were. The index stays: an edit may follow.
        """
        return cast("int", await self._forget(keys=[keys.INBOX_DUE], args=[index]))


def _word(reply: object) -> str:
    return reply.decode() if isinstance(reply, bytes) else str(reply)
