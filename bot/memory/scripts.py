"""The inbox's Lua scripts, one typed method each: what must happen in Redis at once or not at all. No rule of ours is elsewhere.

What people do to a question afterwards (edit, stop, delete) stands in `change_scripts.py`.

Only Redis' clock is used, so hosts need not agree on the time. Redis does not undo a script that fails half-way:
whatever may fail comes before the first write. Every script may be repeated after a lost reply.
"""

from typing import Literal, NamedTuple, cast

from redis.asyncio import Redis

from bot.memory import keys

WAKE_TOKENS = 64
"""More tokens than a process has idle claimers are of no use: an empty CLAIM throws the rest away."""

DEAD_KEPT = 1000
"""Given-up questions that an operator can look at; of more, the newest."""

LETTER_SECONDS = 7 * 24 * 3600
"""How long a given-up question can be put back."""

DEDUPE_SECONDS = 25 * 3600
"""How long an ended question's id is remembered: Slack delivers again for minutes, and a replayed day must find it too."""

ASKED_SECONDS = 2 * DEDUPE_SECONDS
"""How long it is known what was asked in a thread and by whom: a question may wait for a while before it ends."""

HEAD = f"""
local due = KEYS[1]
local prefix = string.sub(due, 1, -4)  -- '{{q}}:due' without 'due'; every key below is in the same slot
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function question(id) return prefix .. 'question:' .. id end
local function pending(thread) return prefix .. 'pending:' .. thread end

-- A hint only: whoever misses it finds the work a second later.
local function wake()
    if redis.call('LLEN', prefix .. 'wake') < {WAKE_TOKENS} then redis.call('RPUSH', prefix .. 'wake', 1) end
end

-- Threads wait in their channel's line, and channels take turns: a busy one can't starve the others.
local function line(thread) return prefix .. 'due:' .. (string.match(thread, '^(.*):') or thread) end

local function set_due(thread, at)
    redis.call('ZADD', due, at, thread)
    redis.call('ZADD', line(thread), at, thread)
    -- A channel is due when its first thread is, or a little before: CLAIM sees to that.
    local known = redis.call('ZSCORE', prefix .. 'lines', line(thread))
    if not known or at < tonumber(known) then redis.call('ZADD', prefix .. 'lines', at, line(thread)) end
end

-- Whether the thread was not waiting or leased already; one that is keeps its time, and its head its turn.
local function begin(thread, at)
    if redis.call('ZSCORE', due, thread) then return false end
    set_due(thread, at)
    return true
end

local function move(thread, at)
    if redis.call('ZSCORE', due, thread) then set_due(thread, at) end
end

local function rest(thread)
    redis.call('ZREM', due, thread)
    redis.call('ZREM', line(thread), thread)
    if redis.call('EXISTS', line(thread)) == 0 then redis.call('ZREM', prefix .. 'lines', line(thread)) end
end

local function mine(id, owner)
    local v = redis.call('HMGET', question(id), 'owner', 'state')
    return v[1] == owner and v[2] == 'running'
end
"""

_PUT = (
    HEAD
    + f"""
local id, thread, payload, edition, delay = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local asker, place = ARGV[6], ARGV[7]
if redis.call('EXISTS', question(id)) == 1 then return 0 end
redis.call('HSET', question(id), 'thread', thread, 'asker', asker, 'payload', payload, 'edition', edition,
    'state', 'queued', 'claims', 0, 'failures', 0, 'crashes', 0, 'ready', now + delay)
if place ~= thread then redis.call('HSET', question(id), 'place', place) end
redis.call('RPUSH', pending(thread), id)
-- What of a thread or a person can be forgotten: ids, for as long as they are known.
for _, index in ipairs({{'asked-in:' .. place, 'asked-by:' .. asker}}) do
    redis.call('ZADD', prefix .. index, now, id)
    redis.call('ZREMRANGEBYSCORE', prefix .. index, '-inf', now - {ASKED_SECONDS * 1000})
    redis.call('PEXPIRE', prefix .. index, {ASKED_SECONDS * 1000})
end
if begin(thread, now + delay) then wake() end
return 1
"""
)

_CLAIM = (
    HEAD
    + """
local owner, lease = ARGV[1], tonumber(ARGV[2])
local claim = prefix .. 'claim:' .. owner

local function taken(thread, id, crashed)
    local v = redis.call('HMGET', question(id), 'payload', 'failures', 'crashes', 'claims', 'flag', 'ready')
    -- The payload is the edited one: whoever takes it now answers that.
    if v[5] == 'edited' then redis.call('HDEL', question(id), 'flag') end
    local waited = math.max(now - (tonumber(v[6] or '') or now), 0)
    return {thread, id, v[1], tonumber(v[2]), tonumber(v[3]), tonumber(v[4]), v[5] ~= 'edited' and v[5] or '', waited, crashed}
end

-- The reply to this very claim was lost: the same question again, not counted.
local held = redis.call('GET', claim)
local id = held and redis.call('LINDEX', pending(held), 0)
if id and mine(id, owner) then
    move(held, now + lease)
    redis.call('PEXPIRE', claim, lease)
    return taken(held, id, 0)
end

local exactly = time[1] * 1000 + time[2] / 1000

local function first(set)
    local found = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
    return found[1], tonumber(found[2])
end

while true do
    local channel, at = first(prefix .. 'lines')
    if not channel or at > exactly then
        -- Tokens left over would only wake others for nothing.
        redis.call('DEL', prefix .. 'wake')
        local _, soonest = first(due)
        return soonest and soonest - now or -1
    end
    local thread, since = first(channel)
    id = thread and since <= now and redis.call('LINDEX', pending(thread), 0)
    if not thread then
        redis.call('ZREM', prefix .. 'lines', channel)
    elseif since > now then
        redis.call('ZADD', prefix .. 'lines', since, channel)  -- its threads were leased or put off meanwhile
    elseif not id then
        rest(thread)
    elseif redis.call('HEXISTS', question(id), 'payload') == 0 then
        redis.call('LPOP', pending(thread))  -- deleted by hand: nothing is left to answer
    else
        -- Still running although its lease is over: whoever had it crashed or hangs.
        local crashed = redis.call('HGET', question(id), 'state') == 'running' and 1 or 0
        redis.call('HINCRBY', question(id), 'crashes', crashed)
        redis.call('HINCRBY', question(id), 'claims', 1)
        redis.call('HSET', question(id), 'state', 'running', 'owner', owner)
        move(thread, now + lease)
        redis.call('SET', claim, thread, 'PX', lease)
        -- Behind every channel that waits already, those served within this very millisecond included.
        local _, next_at = first(channel)
        redis.call('ZADD', prefix .. 'lines', math.max(exactly, next_at), channel)
        return taken(thread, id, crashed)
    end
end
"""
)

_BEAT = (
    HEAD
    + """
local thread, id, owner, lease = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
if not mine(id, owner) then return 0 end
move(thread, now + lease)
return 1
"""
)

_LATER = (
    HEAD
    + """
local thread, id, owner, delay, failed = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5] == '1'
if not mine(id, owner) then return 0 end
if failed then redis.call('HINCRBY', question(id), 'failures', 1) end
redis.call('HDEL', question(id), 'owner')
redis.call('HSET', question(id), 'state', 'queued')
move(thread, now + delay)
redis.call('DEL', prefix .. 'claim:' .. owner)
wake()
return 1
"""
)

_END = (
    HEAD
    + f"""
local thread, id, owner, ending, seen, why = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local v = redis.call('HMGET', question(id), 'owner', 'state')
if v[1] ~= owner then return 0 end
if v[2] == ending then return 1 end
if v[2] ~= 'running' then return 0 end
local flag = redis.call('HGET', question(id), 'flag')
if ending == 'done' and flag ~= seen and (flag == 'edited' or flag == 'deleted') then
    -- It came while the last words were written: the question is answered as edited, or its answer taken back.
    redis.call('HSET', question(id), 'state', 'queued')
    redis.call('HDEL', question(id), 'owner')
    move(thread, now)
    redis.call('DEL', prefix .. 'claim:' .. owner)
    wake()
    return 1
end
local payload = redis.call('HGET', question(id), 'payload')
redis.call('HSET', question(id), 'state', ending)
redis.call('HDEL', question(id), 'payload')
redis.call('EXPIRE', question(id), {DEDUPE_SECONDS})
redis.call('DEL', prefix .. 'claim:' .. owner)
if ending == 'dead' then
    -- A dead letter: what it takes to put the question back, under a name by which nobody claims it.
    if payload and flag ~= 'deleted' then redis.call('HSET', question(id), 'letter', payload) end
    redis.call('HSET', question(id), 'why', why, 'died', now)
    redis.call('EXPIRE', question(id), {LETTER_SECONDS})
    redis.call('RPUSH', prefix .. 'dead', id)
    for _, displaced in ipairs(redis.call('LRANGE', prefix .. 'dead', 0, -{DEAD_KEPT + 1})) do
        redis.call('HDEL', question(displaced), 'letter')
    end
    redis.call('LTRIM', prefix .. 'dead', -{DEAD_KEPT}, -1)
end
redis.call('LREM', pending(thread), 1, id)
if redis.call('EXISTS', pending(thread)) == 1 then
    -- Due from now on, thus behind every thread that waits already: a busy thread can't starve the others.
    move(thread, now)
    wake()
else
    rest(thread)
end
return 1
"""
)

Flag = Literal["stopped", "deleted", "edited"]
"""What a person did to a question while it was being answered."""


def flag_of(value: bytes | None) -> Flag | None:
    """The flag as Redis holds it; nothing, and a word of another version, is none."""
    word = (value or b"").decode()
    return word if word in ("stopped", "deleted", "edited") else None


class Taken(NamedTuple):
    """What CLAIM hands out: the head of the thread that has been due longest."""

    thread: str
    question: str
    payload: bytes
    failures: int
    crashes: int
    claims: int
    flag: Flag | None
    waited: float = 0.0
    """Seconds since it was stored, or was to be ready."""
    crashed: bool = False
    """Whether whoever had it last let the lease run out."""


class Scripts:
    """From PUT to END, ready to run on one client. Times are in seconds. They raise what the client raises."""

    def __init__(self, redis: Redis) -> None:
        self._put = redis.register_script(_PUT)
        self._claim = redis.register_script(_CLAIM)
        self._beat = redis.register_script(_BEAT)
        self._later = redis.register_script(_LATER)
        self._end = redis.register_script(_END)

    async def put(
        self, *, question: str, thread: str, payload: bytes, edition: str, delay: float, asker: str = "", place: str = ""
    ) -> bool:
        """Keeps a question at the end of its thread. False: it was there already, perhaps by this very call's first try.

        `edition` is a number, larger for each later wording of the question. `place` is the thread that it is about, where it
        does not wait in that.
        """
        args = [question, thread, payload, edition, _milliseconds(delay), asker, place or thread]
        return await self._put(keys=[keys.INBOX_DUE], args=args) == 1

    async def claim(self, *, owner: str, lease: float) -> Taken | float | None:
        """Leases the head of the thread that has been due longest; else the seconds until one is due, None if there is none.

        `owner` is fresh for each claim, and the same when the call is repeated because its reply was lost.
        """
        reply = cast(
            "int | tuple[bytes, bytes, bytes, int, int, int, bytes, int, int]",
            await self._claim(keys=[keys.INBOX_DUE], args=[owner, _milliseconds(lease)]),
        )
        if isinstance(reply, int):
            return None if reply < 0 else reply / 1000
        thread, question, payload, failures, crashes, claims, flag, waited, crashed = reply
        return Taken(
            thread.decode(),
            question.decode(),
            payload,
            failures,
            crashes,
            claims,
            flag_of(flag),
            waited / 1000,
            crashed == 1,
        )

    async def beat(self, *, thread: str, question: str, owner: str, lease: float) -> bool:
        """Renews the lease. False: it is lost, another owner has the question."""
        return await self._beat(keys=[keys.INBOX_DUE], args=[thread, question, owner, _milliseconds(lease)]) == 1

    async def later(self, *, thread: str, question: str, owner: str, delay: float, failed: bool) -> bool:
        """Gives the question back, still at the head of its thread. False: the lease was lost, or it was given back before."""
        args = [thread, question, owner, _milliseconds(delay), int(failed)]
        return await self._later(keys=[keys.INBOX_DUE], args=args) == 1

    async def end(self, *, thread: str, question: str, owner: str, dead: bool, seen: Flag | None, why: str = "") -> bool:
        """Ends the question; its id stays for `DEDUPE_SECONDS`. False: the lease was lost.

        Its content goes at once, unless it is given up (`dead`, and `why`): then it stays for `LETTER_SECONDS`.
        One that was edited or deleted meanwhile is not over, unless that is the flag that was `seen`: it goes back.
        """
        args = [thread, question, owner, "dead" if dead else "done", seen or "", why]
        return await self._end(keys=[keys.INBOX_DUE], args=args) == 1


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
