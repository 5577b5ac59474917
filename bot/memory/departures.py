"""Workspaces that have uninstalled Footnote: whatever is kept of one is removed, by whichever room it was written.

What is a workspace's is told by the names of keys alone, so no room has to be known here. Whoever was at work for it may still
write for a while; so it is removed again, at growing intervals, by whichever process looks first.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
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


class Departures:
    """Departures of one Redis, known to all processes. Every method but `run` raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, inbox: Inbox) -> None:
        self._redis = redis
        self._inbox = inbox
        self._scripts = DepartureScripts(redis)
        self._left: set[TeamId] = set()

    async def leave(self, team: TeamId, *, at: float | None = None) -> bool:
        """Notes that a workspace has uninstalled Footnote, `at` a moment in seconds of the epoch, and removes what is kept of it.

        False: it has been installed again since, and nothing is removed. It may be called as often as Slack tells.
        """
        if not await self.note(team, at=at):
            return False
        await self.remove(team)
        return True

    async def note(self, team: TeamId, *, at: float | None = None) -> bool:
        """The first half of that, for whoever is waited for: from now on some process will remove it. False as with `leave`."""
        with store_errors():
            noted = await self._scripts.leave(team, at=at)
        if noted:
            self._left.add(team)
        return noted

    async def returned(self, team: TeamId) -> None:
        """The workspace has installed Footnote: what is kept from now on stays. To be called before that is kept."""
        with store_errors():
            await self._scripts.back(team)
        self._left.discard(team)

    def has_left(self, team: TeamId) -> bool:
        """Whether the workspace has left, as far as this process has heard: nothing is to be written for it any more."""
        return team in self._left

    async def run(self) -> None:
        """Looks now and then, until it is cancelled."""
        while True:
            try:
                await self.again()
            except OutOfReach as error:
                log.warning("departed workspaces not looked after", error=type(error).__name__, detail=error.detail)
            except Exception as error:  # noqa: BLE001 - it would end without a word, and what comes late stays
                log.error("departed workspaces not looked after", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def again(self) -> None:
        """Removes what came late, where that is due."""
        with store_errors():
            due = await self._scripts.due()
        for team, is_last in due:
            with store_errors():
                if not await self._is_away(team):
                    continue  # It returned while others were removed.
            self._left.add(team)
            await self.remove(team)
            if is_last:
                with store_errors():
                    await self._redis.zrem(keys.DEPARTED, team)
                    await self._redis.zrem(keys.DEPARTED_DUE, team)

    async def remove(self, team: TeamId) -> None:
        """Removes what is kept of a departed workspace, unless it returns meanwhile.

        Questions under way are cancelled first, so that whoever answers them stops.
        """
        await self._inbox.cancel_workspace(team, is_away=self._is_away)
        with store_errors():
            # First what leads to the rest, so that nobody takes a question that is half gone.
            removed = await self._take_out(team) + await self._unlink(team)
        log.info("departed workspace removed", team=team, entries=removed)

    async def _take_out(self, team: TeamId) -> int:
        """Takes the workspace out of what all workspaces share."""
        removed, pattern = 0, f"*{team}*"
        for key in (keys.INBOX_LINES, keys.INBOX_DUE, keys.LIMITS_RESERVED):
            members = cast("AsyncIterator[tuple[bytes, float]]", self._redis.zscan_iter(key, match=pattern))
            for names in _batches([name async for name, _ in members if keys.names(_text(name), team)]):
                if await self._is_away(team):
                    removed += int(await self._redis.zrem(key, *names))
        for key in [keys.WORKSPACES, *[_text(found) async for found in self._named(keys.teams_in("*"))]]:
            if await self._is_away(team):
                removed += int(await self._redis.srem(key, team))
        for question in cast("list[bytes]", await self._redis.lrange(keys.INBOX_DEAD, 0, -1)):
            if keys.names(_text(question), team) and await self._is_away(team):
                removed += int(await self._redis.lrem(keys.INBOX_DEAD, 0, _text(question)))
        async for key in self._named(f"{keys.LIMITS_COUNTS}*"):
            fields = cast("AsyncIterator[tuple[bytes, bytes]]", self._redis.hscan_iter(key, match=pattern))
            for names in _batches([name async for name, _ in fields if keys.names(_text(name), team)]):
                if await self._is_away(team):
                    removed += int(await self._redis.hdel(_text(key), *map(_text, names)))
        return removed

    async def _unlink(self, team: TeamId) -> int:
        """Removes the workspace's own keys, and the claims on its questions."""
        owned = [key async for key in self._named(f"*{team}*") if keys.kind(_text(key)) in KINDS and keys.names(_text(key), team)]
        async for key in self._named(f"{keys.INBOX_CLAIMS}*"):
            thread = cast("bytes | None", await self._redis.get(key))
            if thread and keys.names(_text(thread), team):
                owned.append(key)
        removed = 0
        for batch in _batches(owned):
            if await self._is_away(team):
                removed += int(await self._redis.unlink(*batch))
        return removed

    async def _is_away(self, team: TeamId) -> bool:
        return await self._redis.zscore(keys.DEPARTED, team) is not None

    def _named(self, pattern: str) -> AsyncIterator[bytes]:
        """The keys that match, on every server of a cluster."""
        return cast("AsyncIterator[bytes]", self._redis.scan_iter(match=pattern, count=SCANNED_AT_ONCE))


def _batches(names: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [names[start : start + REMOVED_AT_ONCE] for start in range(0, len(names), REMOVED_AT_ONCE)]


def _text(name: bytes) -> str:
    """Others may use the same Redis: what they have written need be no text."""
    return name.decode(errors="replace")
