"""The limits' Lua scripts, one typed method each: check everything, then commit everything, in one round trip.

Requests are counted by GCRA, the rule of evenly leaking buckets, in its form with a level (ITU-T I.371, continuous-state leaky
bucket): the level leaks away at the limit's own pace, and a request fits while the level with it is not above the limit. Unlike
the form with a theoretical arrival time, a level means the same number of requests after a limit was changed.

Tokens that were used count until midnight in UTC, on the day on which they are known. Those that questions under way have
reserved count until they are settled; a reservation that nobody settles in time is given back by whichever script runs next.
All arithmetic is in whole numbers below 2^53, the last that Lua counts exactly.

Only Redis' clock is used. Redis does not undo a script that fails half-way: nothing here can fail on what these scripts wrote.
Every script may be repeated after a lost reply. The keys share one hash tag and hold ids and counts only.
"""

import struct
from collections.abc import Mapping
from typing import NamedTuple, cast

from redis.asyncio import Redis

from bot.memory import keys

RESERVATION_SECONDS = 30 * 60
"""How long tokens stay reserved without a word from their question: several times the longest answer, yet soon after a crash."""

CHARGE_SECONDS = 25 * 3600
"""How long it is remembered that a question was charged: as long as the inbox knows it, so no attempt can follow."""

COUNTS_SECONDS = 48 * 3600
"""A day's counts are of use on the next day too; later all requests have leaked away, and nothing is reserved any more."""

COUNTS_LAYOUT = "<i8i8i8i8i8"
"""How the counts of one scope are kept, in the words of Lua's `struct`: the level of the minute, that of the hour, the
microsecond at which they were so, tokens used, tokens reserved. As text they would take longer than all the rest."""

REFUNDS_AT_ONCE = 100
"""Forgotten reservations given back by one script: a burst of them must not hold up whoever comes first."""

SCOPES = ("user", "guest", "workspace", "overall", "channel")
WINDOWS = ("per_minute", "per_hour", "tokens_per_day")
"""Every scope has a place for a limit of each; budgets are only people's and workspaces'."""

REDIS_CLOCK = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
"""
"""Sets `now`, in microseconds."""

_CONSTANTS = f"""
local SECOND, MINUTE, HOUR, DAY = 1000000, 60, 3600, 86400  -- the first in microseconds, the others in seconds
local ONE = 1000000  -- a request; levels are kept in millionths of it
local RESERVATION_SECONDS, CHARGE_SECONDS, COUNTS_SECONDS = {RESERVATION_SECONDS}, {CHARGE_SECONDS}, {COUNTS_SECONDS}
local REFUNDS_AT_ONCE = {REFUNDS_AT_ONCE}
local FIRST = {{user = 0, guest = 3, workspace = 6, overall = 9, channel = 12}}
local WINDOWS = {{'_per_minute', '_per_hour', '_tokens_per_day'}}
local LIMITS = '<' .. string.rep('i8', 15)
local COUNTS = '{COUNTS_LAYOUT}'
local NOTHING = string.rep('\\0', 40)
"""

_HEAD = """
local today = math.floor(now / SECOND / DAY)
local until_tomorrow = DAY - math.floor(now / SECOND) % DAY
local reserved = KEYS[1]
local prefix = string.sub(reserved, 1, -9)  -- '{limits}:reserved' without 'reserved'; every key is in the same slot

-- What holds in a workspace: the channel's own override, else the workspace's, else the one for everywhere, else the setting.
-- Three for each scope, behind its place in FIRST; their names are put together only where they are needed, which is seldom.
local function limits_of(team, settings, channel)
    local limits = {struct.unpack(LIMITS, settings)}
    local layers = {'everywhere', 'workspace:' .. team}
    if channel and channel ~= '' then layers[3] = 'in:' .. team .. ':' .. channel end
    for _, layer in ipairs(layers) do
        local found = redis.call('HGETALL', prefix .. layer)
        for i = 1, #found, 2 do
            local scope, window = string.match(found[i], '^(%l+)(_.+)$')
            for place, name in ipairs(WINDOWS) do
                if name == window and FIRST[scope] then limits[FIRST[scope] + place] = tonumber(found[i + 1]) end
            end
        end
    end
    return limits
end

-- The counts of a person and of their workspace, and with a channel those of the other scopes of a question. A hash for each day
-- holds them all, so that one command writes them; what did not change today is in yesterday's, without the tokens of that day.
local function counts_of(team, user, channel)
    local scopes = {'user:' .. team .. ':' .. user, 'workspace:' .. team}
    if channel then
        scopes[3] = 'overall'
        if channel ~= '' then scopes[4] = 'channel:' .. team .. ':' .. channel end
    end
    local counts, older = {}, nil
    for i, kept in ipairs(redis.call('HMGET', prefix .. 'counts:' .. today, unpack(scopes))) do
        if not kept then older = older or redis.call('HMGET', prefix .. 'counts:' .. today - 1, unpack(scopes)) end
        local minute, hour, at, used, held = struct.unpack(COUNTS, kept or older[i] or NOTHING)
        counts[i] = {scope = scopes[i], minute = minute, hour = hour, at = at, used = kept and used or 0, reserved = held}
    end
    return counts
end

local function save(counts)
    local key, fields = prefix .. 'counts:' .. today, {}
    for i, count in ipairs(counts) do
        fields[2 * i - 1] = count.scope
        fields[2 * i] = struct.pack(COUNTS, count.minute, count.hour, count.at, count.used, count.reserved)
    end
    local new = redis.call('HSET', key, unpack(fields))
    if new > 0 then redis.call('EXPIRE', key, COUNTS_SECONDS) end
end

-- The level a while later. One above the limit, because the limit was lowered, is as if the bucket were just full.
local function leaked(level, limit, seconds, elapsed)
    return math.max(math.min(level, limit * ONE) - math.floor(elapsed * limit / seconds), 0)
end

-- Lets both buckets of a scope leak until now.
local function leak(count, limits, scope)
    local elapsed = math.min(math.max(now - count.at, 0), HOUR * SECOND)
    count.minute = leaked(count.minute, limits[FIRST[scope] + 1], MINUTE, elapsed)
    count.hour = leaked(count.hour, limits[FIRST[scope] + 2], HOUR, elapsed)
    count.at = now
end

-- Counts that expired meanwhile owe nothing.
local function book(charge, used_more, reserved_more)
    local counts = counts_of(charge.team, charge.user)
    for _, count in ipairs(counts) do
        count.used, count.reserved = count.used + used_more, math.max(count.reserved + reserved_more, 0)
    end
    save(counts)
end

local function charge_of(id)
    local kept = redis.call('GET', prefix .. 'charge:' .. id)
    return kept and cjson.decode(kept)
end

-- Keeps a charge, and what it has reserved for its time from now; `KEEPTTL`, or `EX` and seconds.
local function keep(id, charge, ...)
    redis.call('SET', prefix .. 'charge:' .. id, cjson.encode(charge), ...)
    if charge.reserved > 0 then
        redis.call('ZADD', reserved, now + RESERVATION_SECONDS * SECOND, id)
        -- Not each time: this would be written to the append-only file too.
        if redis.call('TTL', reserved) < HOUR then redis.call('EXPIRE', reserved, CHARGE_SECONDS) end
    else
        redis.call('ZREM', reserved, id)
    end
end

local function refund_forgotten()
    for _, id in ipairs(redis.call('ZRANGEBYSCORE', reserved, '-inf', now, 'LIMIT', 0, REFUNDS_AT_ONCE)) do
        local charge = charge_of(id)
        if charge then
            book(charge, 0, 0 - charge.reserved)
            charge.reserved = 0
            keep(id, charge, 'KEEPTTL')
        else
            redis.call('ZREM', reserved, id)
        end
    end
end

-- The refusal to tell of: the one that resets last; what waiting does not mend is worse still.
local worst, worst_wait
local function refuse(scope, window, limit, wait, is_hopeless)
    local rank = is_hopeless and math.huge or wait
    if not worst or rank > worst_wait then
        worst, worst_wait = {scope .. WINDOWS[window], limit, wait, is_hopeless and 1 or 0}, rank
    end
end

local function check_requests(scope, window, level, limits, seconds)
    local limit = limits[FIRST[scope] + window]
    local over = level + ONE - limit * ONE
    if limit > 0 and over > 0 then refuse(scope, window, limit, math.ceil(over * seconds / limit / SECOND), false) end
end

-- Whether `more` tokens fit into both budgets, for a question that needs `whole` in all.
local function check_tokens(kind, counts, limits, more, whole)
    for i, scope in ipairs({kind, 'workspace'}) do
        local limit = limits[FIRST[scope] + 3]
        if limit > 0 and counts[i].used + counts[i].reserved + more > limit then
            refuse(scope, 3, limit, until_tomorrow, whole > limit)
        end
    end
end
"""

_ADMIT = """
local settings, id, team, channel, user, kind, tokens = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7])
refund_forgotten()
if redis.call('EXISTS', prefix .. 'charge:' .. id) == 1 then
    redis.call('ZADD', reserved, 'XX', now + RESERVATION_SECONDS * SECOND, id)
    return 0
end
local limits, counts = limits_of(team, settings, channel), counts_of(team, user, channel)
local scopes = {kind, 'workspace', 'overall', 'channel'}
for i, count in ipairs(counts) do
    leak(count, limits, scopes[i])
    check_requests(scopes[i], 1, count.minute, limits, MINUTE)
    check_requests(scopes[i], 2, count.hour, limits, HOUR)
end
check_tokens(kind, counts, limits, tokens, tokens)
if worst then return worst end

counts[1].reserved, counts[2].reserved = counts[1].reserved + tokens, counts[2].reserved + tokens
for _, count in ipairs(counts) do
    count.minute, count.hour = count.minute + ONE, count.hour + ONE
end
save(counts)
keep(id, {team = team, user = user, kind = kind, used = 0, reserved = tokens, settled = false}, 'EX', CHARGE_SECONDS)
return 0
"""

_RESERVE = """
local settings, id, tokens = ARGV[1], ARGV[2], tonumber(ARGV[3])
refund_forgotten()
local charge = charge_of(id)
if not charge or charge.settled then return 0 end
local more = tokens - charge.used - charge.reserved
if more > 0 then
    check_tokens(charge.kind, counts_of(charge.team, charge.user), limits_of(charge.team, settings), more, tokens)
    if worst then return worst end
    book(charge, 0, more)
    charge.reserved = charge.reserved + more
end
keep(id, charge, 'KEEPTTL')
return 0
"""

_SETTLE = """
local id, tokens, is_last = ARGV[1], tonumber(ARGV[2]), ARGV[3] == '1'
refund_forgotten()
local charge = charge_of(id)
if not charge or charge.settled then return 0 end
local more = math.max(tokens - charge.used, 0)
local left = is_last and 0 or math.max(charge.reserved - more, 0)
book(charge, more, left - charge.reserved)
charge.used, charge.reserved, charge.settled = charge.used + more, left, is_last
keep(id, charge, 'KEEPTTL')
return 1
"""

_USAGE = """
local settings, team, channel, user, kind = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
refund_forgotten()
local limits, counts, rows = limits_of(team, settings, channel), counts_of(team, user, channel), {}
local function add(scope, window, used, wait)
    table.insert(rows, {scope .. WINDOWS[window], limits[FIRST[scope] + window], used, used > 0 and math.ceil(wait) or 0})
end
local scopes = {kind, 'workspace', 'overall', 'channel'}
for i, count in ipairs(counts) do
    leak(count, limits, scopes[i])
    add(scopes[i], 1, math.ceil(count.minute / ONE), count.minute * MINUTE / limits[FIRST[scopes[i]] + 1] / SECOND)
    add(scopes[i], 2, math.ceil(count.hour / ONE), count.hour * HOUR / limits[FIRST[scopes[i]] + 2] / SECOND)
    if i <= 2 then add(scopes[i], 3, count.used + count.reserved, until_tomorrow) end
end
return rows
"""

_FORGIVE = """
local own = counts_of(ARGV[1], ARGV[2])[1]
-- What is reserved stays: the questions under way settle it.
own.minute, own.hour, own.used = 0, 0, 0
save({own})
return 1
"""


def packed(limits: Mapping[str, int]) -> bytes:
    """The limits as the scripts take them, at a fraction of the time that names would take."""
    return struct.pack("<15q", *(limits.get(f"{scope}_{window}", 0) for scope in SCOPES for window in WINDOWS))


class Refusal(NamedTuple):
    """The limit that refuses; `wait` is in seconds, and `is_hopeless` when waiting mends nothing."""

    name: str
    value: int
    wait: int
    is_hopeless: bool


class Count(NamedTuple):
    """How much of a limit is used; `wait` is the seconds until nothing of it is."""

    name: str
    limit: int
    used: int
    wait: int


class LimitScripts:
    """The scripts, ready to run on one client. They raise what the client raises.

    `settings` is always what `packed` makes of every limit's value; `kind` is `user` or `guest`.
    """

    def __init__(self, redis: Redis, *, clock: str = REDIS_CLOCK) -> None:
        """`clock` is the Lua that sets `now`: tests have one of their own."""
        self._admit = redis.register_script(clock + _CONSTANTS + _HEAD + _ADMIT)
        self._reserve = redis.register_script(clock + _CONSTANTS + _HEAD + _RESERVE)
        self._settle = redis.register_script(clock + _CONSTANTS + _HEAD + _SETTLE)
        self._usage = redis.register_script(clock + _CONSTANTS + _HEAD + _USAGE)
        self._forgive = redis.register_script(clock + _CONSTANTS + _HEAD + _FORGIVE)

    async def admit(
        self, *, settings: bytes, question: str, team: str, channel: str, user: str, kind: str, tokens: int
    ) -> Refusal | None:
        """Charges one request to every scope and reserves `tokens` of both budgets, or nothing at all.

        A question that was charged before is admitted as it is, and keeps what it still has reserved.
        """
        args = [settings, question, team, channel, user, kind, tokens]
        return _refusal(await self._admit(keys=[keys.LIMITS_RESERVED], args=args))

    async def reserve(self, *, settings: bytes, question: str, tokens: int) -> Refusal | None:
        """Sees to it that `tokens` in all are used or reserved by a question, or changes nothing."""
        return _refusal(await self._reserve(keys=[keys.LIMITS_RESERVED], args=[settings, question, tokens]))

    async def settle(self, *, question: str, tokens: int, is_last: bool) -> bool:
        """Counts `tokens` in all as used by a question; the last time gives back the rest. False: nothing was open."""
        return await self._settle(keys=[keys.LIMITS_RESERVED], args=[question, tokens, int(is_last)]) == 1

    async def usage(self, *, settings: bytes, team: str, channel: str, user: str, kind: str) -> list[Count]:
        """Every limit that a question of this person there falls under; without a channel, those of channels are left out."""
        reply = await self._usage(keys=[keys.LIMITS_RESERVED], args=[settings, team, channel, user, kind])
        rows = cast("list[tuple[bytes, int, int, int]]", reply)
        return [Count(name.decode(), limit, used, wait) for name, limit, used, wait in rows]

    async def forgive(self, *, team: str, user: str) -> None:
        """Sets a person's own counts to what their questions under way have reserved."""
        await self._forgive(keys=[keys.LIMITS_RESERVED], args=[team, user])


def _refusal(reply: object) -> Refusal | None:
    if isinstance(reply, int):
        return None
    name, value, wait, is_hopeless = cast("tuple[bytes, int, int, int]", reply)
    return Refusal(name.decode(), value, wait, bool(is_hopeless))
