"""The Lua scripts that note which workspaces have uninstalled Footnote, and installed it again. Ids and times only.

Slack tells of a departure with two events in any order, each perhaps several times and late; so both times are kept, and what
is older than the newest installation is not heeded. All keys share one slot.
"""

from typing import cast

from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys

FIRST_SECONDS = 5.0
"""After the first removal until the second; each further one comes when it has been gone for twice as long."""

SWEPT_SECONDS = 30 * 60
"""For how long it is looked for what came late: several times the longest answer."""

NOTED_SECONDS = 2 * SWEPT_SECONDS
"""The note itself lapses when it is last looked for, and by then where no process runs."""

RETURNED_SECONDS = 25 * 3600
"""For how long an installation is remembered: Slack delivers again for minutes, and a replayed day must find it too."""

_NOW = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
"""

_LEAVE = (
    _NOW
    + f"""
local since, due, returned, team, at = KEYS[1], KEYS[2], KEYS[3], ARGV[1], tonumber(ARGV[2]) or now
-- Slack tells whole seconds: what happened within one counts as having happened at its end.
if math.floor(at) + 1 < (tonumber(redis.call('ZSCORE', returned, team) or '') or 0) then return 0 end
-- NX: the second of the two events changes nothing.
redis.call('ZADD', since, 'NX', now, team)
redis.call('ZADD', due, 'NX', now + {FIRST_SECONDS}, team)
for _, key in ipairs({{since, due}}) do redis.call('EXPIRE', key, {NOTED_SECONDS}) end
return 1
"""
)

_RETURN = (
    _NOW
    + f"""
local since, due, returned, team, at = KEYS[1], KEYS[2], KEYS[3], ARGV[1], tonumber(ARGV[2]) or now
-- It has left after that moment.
if at < (tonumber(redis.call('ZSCORE', since, team) or '') or 0) then return 0 end
redis.call('ZREM', since, team)
redis.call('ZREM', due, team)
redis.call('ZADD', returned, 'GT', at, team)
redis.call('ZREMRANGEBYSCORE', returned, '-inf', now - {RETURNED_SECONDS})
redis.call('EXPIRE', returned, {RETURNED_SECONDS})
return 1
"""
)

# Each is handed out once, to whoever asks first; if that one vanishes, the next time makes up for it.
_DUE = (
    _NOW
    + f"""
local since, due, found = KEYS[1], KEYS[2], {{}}
for _, team in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now)) do
    local gone = now - (tonumber(redis.call('ZSCORE', since, team) or '') or 0)
    redis.call('ZADD', due, now + math.max(gone, {FIRST_SECONDS}), team)
    table.insert(found, team)
    table.insert(found, gone >= {SWEPT_SECONDS} and 1 or 0)
end
return found
"""
)


class DepartureScripts:
    """The scripts, ready to run on one client. They raise what the client raises."""

    def __init__(self, redis: Redis) -> None:
        self._leave = redis.register_script(_LEAVE)
        self._return = redis.register_script(_RETURN)
        self._due = redis.register_script(_DUE)

    async def leave(self, team: TeamId, *, at: float | None) -> bool:
        """Notes a departure at that moment (seconds of the epoch), or now. False: it has been installed since."""
        return await self._leave(keys=_KEYS, args=[team, "" if at is None else at]) == 1

    async def back(self, team: TeamId, *, at: float | None) -> bool:
        """Notes an installation that was good at that moment (seconds of the epoch), or is now. False: it has left since."""
        return await self._return(keys=_KEYS, args=[team, "" if at is None else at]) == 1

    async def due(self) -> list[tuple[TeamId, bool]]:
        """The workspaces of which what came late is to be removed now, and whether that is for the last time."""
        flat = cast("list[bytes | int]", await self._due(keys=_KEYS, args=[]))
        teams, lasts = cast("list[bytes]", flat[::2]), flat[1::2]
        return [(TeamId(team.decode()), last == 1) for team, last in zip(teams, lasts, strict=True)]


_KEYS = [keys.DEPARTED, keys.DEPARTED_DUE, keys.RETURNED]
