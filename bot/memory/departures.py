"""Workspaces that have uninstalled Footnote: whatever is kept of one is removed, by whichever room it was written.

What is a workspace's is told by the names of keys alone, so no room has to be known here. Whoever was at work for it may still
write for a while; so it is removed again, at growing intervals, by whichever process looks first.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import cast

from redis.asyncio import Redis

from bot.language import OutOfReach, TeamId
from bot.memory import keys
from bot.memory.departure_scripts import DepartureScripts
from bot.memory.inbox import Inbox
from bot.memory.kept import KINDS
from bot.memory.server import SCANNED_AT_ONCE, store_errors
from bot.telemetry import log

LOOK_SECONDS = 2.5
"""How often each process looks whether something is to be removed again; that is one short call."""

REMOVED_AT_ONCE = 200

_TEAMS_IN = keys.kind(keys.teams_in(""))


class Departures:
    """Departures of one Redis, known to all processes. Every method but `run` raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, inbox: Inbox) -> None:
        self._redis = redis
        self._inbox = inbox
        self._scripts = DepartureScripts(redis)
        self._left: set[TeamId] = set()
        self._noted: set[TeamId] = set()
        """Those that nothing was removed of yet."""
        self._wake = asyncio.Event()

    async def note(self, team: TeamId, *, at: float | None = None) -> bool:
        """Notes that a workspace has uninstalled Footnote, `at` a moment in seconds of the epoch: what is kept of it is removed,
        by this process at once, or by another.

        False: it has been installed again since, and nothing is removed. It may be called as often as Slack tells.
        """
        with store_errors():
            noted = await self._scripts.leave(team, at=at)
        if noted:
            self._left.add(team)
            self._noted.add(team)
            self._wake.set()
        return noted

    async def moment(self) -> float:
        """Now, in seconds of the epoch, by the clock that all processes share."""
        with store_errors():
            seconds, microseconds = await self._redis.time()
        return seconds + microseconds / 1_000_000

    async def returned(self, team: TeamId, *, at: float | None = None) -> bool:
        """The workspace has Footnote, as was to be seen `at` a moment or is now: what is kept from then on stays. To be called
        before that is kept.

        False: its departure was noted after that moment, and counts.
        """
        with store_errors():
            has_returned = await self._scripts.back(team, at=at)
        if has_returned:
            self._left.discard(team)
        return has_returned

    def has_left(self, team: TeamId) -> bool:
        """Whether the workspace has left, as far as this process has heard: nothing is to be written for it any more."""
        return team in self._left

    async def run(self) -> None:
        """Looks now and then, and when one is noted, until it is cancelled."""
        while True:
            self._wake.clear()
            try:
                await self.again()
            except OutOfReach as error:
                log.warning("departed workspaces not looked after", error=type(error).__name__, detail=error.detail)
            except Exception as error:  # noqa: BLE001 - it would end without a word, and what comes late stays
                log.error("departed workspaces not looked after", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()

    async def again(self) -> None:
        """Removes what is kept of those that were noted, and what came late, where that is due."""
        noted, self._noted = self._noted, set[TeamId]()
        with store_errors():
            due = await self._scripts.due()
            teams = await self._away(noted.union(team for team, _ in due))
        if not teams:
            return
        self._left |= teams
        await self.remove(teams)
        for team in (team for team, is_last in due if is_last):
            with store_errors():
                await self._redis.zrem(keys.DEPARTED, team)
                await self._redis.zrem(keys.DEPARTED_DUE, team)

    async def remove(self, teams: set[TeamId]) -> None:
        """Removes what is kept of departed workspaces, of each until it returns, in one walk over all keys.

        Questions under way are cancelled first, so that whoever answers them stops.
        """
        await self._inbox.cancel_workspaces(teams, is_away=self._is_away)
        with store_errors():
            # First what leads to the rest, so that nobody takes a question that is half gone.
            removed = await self._take_out_of_lines(teams) + await self._take_away(teams)
        log.info("departed workspaces removed", workspaces=len(teams), entries=removed)

    async def _take_out_of_lines(self, teams: set[TeamId]) -> int:
        """Takes the workspaces out of what all share and is always there."""
        removed = await self._take_out_of_set(keys.WORKSPACES, teams)
        for key in (keys.INBOX_LINES, keys.INBOX_DUE, keys.LIMITS_RESERVED):
            members = cast("AsyncIterator[tuple[bytes, float]]", self._redis.zscan_iter(key, match=_pattern(teams)))
            async for names in self._still_away(_named([name async for name, _ in members], teams)):
                removed += int(await self._redis.zrem(key, *names))
        dead = cast("list[bytes]", await self._redis.lrange(keys.INBOX_DEAD, 0, -1))
        async for names in self._still_away(_named(dead, teams)):
            for name in names:
                removed += int(await self._redis.lrem(keys.INBOX_DEAD, 0, _text(name)))
        return removed

    async def _take_away(self, teams: set[TeamId]) -> int:
        """Removes the workspaces' own keys and the claims on their questions, and takes them out of what else names them."""
        removed, owned = 0, dict[bytes, set[TeamId]]()
        # All keys, on every server of a cluster.
        async for raw in cast("AsyncIterator[bytes]", self._redis.scan_iter(count=SCANNED_AT_ONCE)):
            key = _text(raw)
            if keys.kind(key) not in KINDS:
                continue
            if key.startswith(keys.INBOX_CLAIMS):
                if named := teams & keys.parts(await self._thread_of(key)):
                    owned[raw] = named
            elif keys.kind(key) == _TEAMS_IN:
                removed += await self._take_out_of_set(key, teams)
            elif key.startswith(keys.LIMITS_COUNTS):
                removed += await self._take_out_of_counts(key, teams)
            else:
                owned |= _named([raw], teams)
        async for names in self._still_away(owned):
            removed += int(await self._redis.unlink(*names))
        return removed

    async def _take_out_of_set(self, key: str, teams: set[TeamId]) -> int:
        away = await self._away(teams)
        return int(await self._redis.srem(key, *away)) if away else 0

    async def _take_out_of_counts(self, key: str, teams: set[TeamId]) -> int:
        removed = 0
        fields = cast("AsyncIterator[tuple[bytes, bytes]]", self._redis.hscan_iter(key, match=_pattern(teams)))
        async for names in self._still_away(_named([name async for name, _ in fields], teams)):
            removed += int(await self._redis.hdel(key, *map(_text, names)))
        return removed

    async def _thread_of(self, claim: str) -> str:
        return _text(cast("bytes | None", await self._redis.get(claim)) or b"")

    async def _still_away(self, names: Mapping[bytes, set[TeamId]]) -> AsyncIterator[Sequence[bytes]]:
        """In batches, the names of which a workspace is away when it is their turn."""
        for batch in _batches(list(names)):
            away = await self._away(set[TeamId]().union(*(names[name] for name in batch)))
            if found := [name for name in batch if names[name] & away]:
                yield found

    async def _away(self, teams: set[TeamId]) -> set[TeamId]:
        """Those of them that have not returned."""
        if not teams:
            return set()
        since = await self._redis.zmscore(keys.DEPARTED, [*teams])
        return {team for team, at in zip(teams, since, strict=True) if at is not None}

    async def _is_away(self, team: TeamId) -> bool:
        return bool(await self._away({team}))


def _named(names: Iterable[bytes], teams: set[TeamId]) -> dict[bytes, set[TeamId]]:
    """Those that name some of the workspaces, and which."""
    return {name: named for name in names if (named := teams & keys.parts(_text(name)))}


def _batches(names: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [names[start : start + REMOVED_AT_ONCE] for start in range(0, len(names), REMOVED_AT_ONCE)]


def _pattern(teams: set[TeamId]) -> str:
    """What matches whatever names one of them, and more: the server is to send little where it is one, as it mostly is."""
    return f"*{next(iter(teams))}*" if len(teams) == 1 else "*"


def _text(name: bytes) -> str:
    """Others may use the same Redis: what they have written need be no text."""
    return name.decode(errors="replace")
