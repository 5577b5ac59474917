"""Mutants of the scripts that no test can notice, each with the reason: what they change makes no difference to anybody."""

_ANY_VALUE = "only whether the key is there counts"
_NOBODY_LOOKS = "nobody looks at what this script returns"
_SAME_LIFE = "sets the life that is set already"
_LISTED = "the thread is in the list: it was taken from it, or its head is running"
_TIMES = "editions are times of Slack's, far above 1"
_TOKEN = "only how many tokens there are counts"
_OF_A_DAY = "the counts of a day are named by it; that they stay longer nobody sees"
_EXPIRES = "if new > 0 then redis.call('EXPIRE', key, COUNTS_SECONDS) end"
_A_MOMENT = "a microsecond, or a millionth of a request"
_ANY_NUMBER = "a number, whichever it is, says that nothing stands against it"
_ROW = "table.insert(rows, {scope .. WINDOWS[window], limits[FIRST[scope] + window], used, used > 0 and math.ceil(wait) or 0})"
_OVER = "if limit > 0 and over > 0 then refuse(scope, window, limit, math.ceil(over * seconds / limit / SECOND), false) end"
_OFTENER = "it would only be written more often than it has to be"
_REFRESHED = "if redis.call('TTL', reserved) < HOUR then redis.call('EXPIRE', reserved, CHARGE_SECONDS) end"
_WAKE = "if redis.call('LLEN', prefix .. 'wake') < 64 then redis.call('RPUSH', prefix .. 'wake', 1) end"

EQUIVALENT: dict[tuple[str, str], str] = {
    ("inbox HEAD", "local prefix = string.sub(due, 1, -4) | 1 is 0"): "Lua counts characters from 1, and takes 0 for that",
    ("inbox HEAD", "local now = time[1] * 1000 + math.floor(time[2] / 1000) | floor is ceil"): "a millisecond",
    ("inbox HEAD", f"{_WAKE} | 1 is 0"): _TOKEN,
    ("inbox HEAD", f"{_WAKE} | 1 is 2"): _TOKEN,
    ("inbox HEAD", f"{_WAKE} | 'RPUSH' is 'LPUSH'"): _TOKEN,
    ("inbox HEAD", "if redis.call('ZSCORE', due, thread) then set_due(thread, at) end | if true"): _LISTED,
    ("inbox CLAIM", "local found = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES') | 0 is 1 (2)"): "of two the first is the first",
    ("inbox CLAIM", "if not channel or at > exactly then | > is >="): _A_MOMENT,
    ("inbox CLAIM", "return soonest and soonest - now or -1 | 1 is 2"): "whatever is below 0 says that there is none",
    ("inbox CANCELLING", "redis.call('LREM', pending(thread), 1, id) | 1 is 0"): "a question stands there once",
    ("inbox CANCELLING", "redis.call('LREM', pending(thread), 1, id) | 1 is 2"): "a question stands there once",
    ("inbox STOP", "if whole_channel then | if true"): "threads of a channel are named alike in length: none begins like another",
    ("inbox STOP", "local edition = tonumber(redis.call('HGET', question(id), 'edition') or '') or 0 | 0 is 1"): _TIMES,
    ("inbox RETRY", "redis.call('LREM', prefix .. 'dead', 0, id) | 0 is 1"): "it is in the list once at most",
    ("inbox DROP", "redis.call('LREM', prefix .. 'dead', 0, id) | 0 is 1"): "it is in the list once at most",
    ("inbox FORGET", "redis.call('LREM', prefix .. 'dead', 0, id) | 0 is 1"): "it is in the list once at most",
    ("inbox STOP", "threads = {} | without threads = {}"): "nothing waits under the name of a channel",
    (
        "inbox CANCELLING",
        "local state, thread, claims = v[1], v[2], tonumber(v[3] or '') or 0 | 0 is 1",
    ): "a question that is known has its count",
    ("inbox AMEND", "local state, flag, known = v[1], v[2], tonumber(v[3] or '') or 0 | 0 is 1"): _TIMES,
    ("inbox AMEND", "local is_new = (tonumber(edition) or 0) > known | 0 is 1"): _TIMES,
    (
        "inbox AMEND",
        "if flag == 'deleted' or (tonumber(edition) or 0) < known then return 'stale' end | 0 is 1",
    ): _TIMES,
    (
        "inbox AMEND",
        "if is_new then redis.call('HSET', question(id), 'edition', edition) end | if true",
    ): "what is not new has the edition that is known",
    ("limits CONSTANTS", "local NOTHING = string.rep('\\0', 40) | 40 is 80"): "what stands behind the numbers is not read",
    (
        "limits HEAD",
        "return math.max(math.min(level, limit * ONE) - math.floor(elapsed * limit / seconds), 0) | floor is ceil",
    ): _A_MOMENT,
    ("limits HEAD", "local elapsed = math.min(math.max(now - count.at, 0), HOUR * SECOND) | 0 is 1"): _A_MOMENT,
    ("limits HEAD", f"{_REFRESHED} | if true"): _OFTENER,
    ("limits HEAD", f"{_REFRESHED} | < is <="): _OFTENER,
    (
        "limits HEAD",
        f"{_OVER} | 0 is 1 (2)",
    ): _A_MOMENT,
    ("limits ADMIT", "return 0 | 0 is 1"): _ANY_NUMBER,
    ("limits ADMIT", "return 0 | 0 is 1 (2)"): _ANY_NUMBER,
    ("limits RESERVE", "if not charge or charge.settled then return 0 end | 0 is 1"): _ANY_NUMBER,
    (
        "limits SETTLE",
        "refund_forgotten() | without refund_forgotten()",
    ): "admission and usage see to it as well",
    ("limits USAGE", f"{_ROW} | ceil is floor"): "less than a second",
    ("limits FORGIVE", "return 1 | 1 is 0"): _NOBODY_LOOKS,
    ("limits FORGIVE", "return 1 | 1 is 2"): _NOBODY_LOOKS,
    (
        "pages HEAD",
        "local function mark(gone) redis.call('SET', prefix .. ':gone:' .. gone, 1, 'EX', 600) end | 1 is 0",
    ): _ANY_VALUE,
    (
        "pages HEAD",
        "local function mark(gone) redis.call('SET', prefix .. ':gone:' .. gone, 1, 'EX', 600) end | 1 is 2",
    ): _ANY_VALUE,
    (
        "pages NOTE",
        "if known[i] ~= version then redis.call('HDEL', versions(file), known[i]) end | if true",
    ): "the version at hand is set right afterwards",
    ("limits HEAD", "local prefix = string.sub(reserved, 1, -9) | 1 is 0"): "Lua counts from 1, and takes 0 for it",
    (
        "limits HEAD",
        "if not kept then older = older or redis.call('HMGET', prefix .. 'counts:' .. today - 1, unpack(scopes)) end | if true",
    ): "yesterday's counts are looked at only where there are none of today",
    ("limits HEAD", f"{_EXPIRES} | if true"): _OF_A_DAY,
    ("limits HEAD", f"{_EXPIRES} | > is >="): _OF_A_DAY,
    ("limits HEAD", f"{_EXPIRES} | 0 is 1"): "the first counts of a day are several",
    ("inbox CANCELLING", "redis.call('LREM', prefix .. 'dead', 0, id) | 0 is 1"): "it is in the list once at most",
    ("pages NOTE", "if redis.call('TTL', key) < life then redis.call('EXPIRE', key, life) end | < is <="): _SAME_LIFE,
    ("pages KEEP", "if is_gone(thread, file) then return 0 end | 0 is 1"): _NOBODY_LOOKS,
    ("pages KEEP", "return 1 | 1 is 0"): _NOBODY_LOOKS,
    ("pages KEEP", "return 1 | 1 is 2"): _NOBODY_LOOKS,
}
