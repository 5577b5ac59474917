"""What is kept of one channel: forgotten where it is deleted or Footnote is taken out of it, moved where it gets another id.

Its scheduled recap is not its matter: that waits in the inbox too (`slots.py`).
"""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import cast

from redis.asyncio import Redis

from bot.language import ChannelId, TeamId, ThreadRef, Ts
from bot.memory import keys
from bot.memory.forgetting import Forgetting, Forgotten
from bot.memory.limits import Limits
from bot.memory.preferences import Preferences
from bot.memory.server import SCANNED_AT_ONCE, store_errors
from bot.memory.whereabouts import Whereabouts

AT_ONCE = 16
"""Threads forgotten side by side: each takes some ten round trips, and Slack waits."""

CONTENT = frozenset({"answer", "private-answer", "feedback", "tap"})
"""What begins the keys that hold something of an answer, by its question; those of threads are forgotten with these."""

_TS = re.compile(r"[0-9]+\.[0-9]+")


class KeptChannels:
    """The channels of one Redis. Every method raises `StoreUnavailable` when Redis fails; each may then be called again."""

    def __init__(
        self, redis: Redis, *, forgetting: Forgetting, preferences: Preferences, limits: Limits, whereabouts: Whereabouts
    ) -> None:
        self._redis = redis
        self._forgetting = forgetting
        self._preferences = preferences
        self._limits = limits
        self._whereabouts = whereabouts

    async def forget(self, team: TeamId, channel: ChannelId) -> Forgotten:
        """Its threads, as `Forgetting.thread`, and the private answers that were asked for there.

        What admins have set for it stays: else whoever takes Footnote out and in again would be rid of that.
        """
        forgotten = Forgotten()
        named = await self._named(team, channel)
        threads = _threads(named, team, channel)
        for start in range(0, len(threads), AT_ONCE):
            for one in await asyncio.gather(*map(self._forgetting.thread, threads[start : start + AT_ONCE])):
                forgotten += one
        with store_errors():
            if left := [name for name in named if keys.kind(name) in CONTENT]:
                forgotten += Forgotten(answers=int(await self._redis.unlink(*left)))
        await self._whereabouts.leave(team, channel)
        return forgotten

    async def forget_deleted(self, team: TeamId, channel: ChannelId) -> Forgotten:
        """The same, with what was set for it: it is gone from Slack."""
        forgotten = await self.forget(team, channel)
        await self._preferences.forget_channel(team, channel)
        await self._limits.move_channel(team, channel, None)
        with store_errors():
            await self._redis.unlink(keys.welcomed(team, channel))
        return forgotten

    async def move(self, team: TeamId, old: ChannelId, new: ChannelId) -> Forgotten:
        """It has another id: what was set for it holds on, and what else is kept is forgotten. Slack is read again."""
        await self._preferences.move_channel(team, old, new)
        await self._limits.move_channel(team, old, new)
        return await self.forget(team, old)

    async def _named(self, team: TeamId, channel: ChannelId) -> list[str]:
        with store_errors():
            found = cast("AsyncIterator[bytes]", self._redis.scan_iter(match=f"*{team}*{channel}*", count=SCANNED_AT_ONCE))
            names = [key.decode(errors="replace") async for key in found]
        return [name for name in names if keys.names(name, team, channel)]


def _threads(names: list[str], team: TeamId, channel: ChannelId) -> list[ThreadRef]:
    """The threads whose keys these are; the last part of a key that names a message is taken for one, which does no harm."""
    found: dict[str, ThreadRef] = {}
    for name in names:
        parts = name.split(":")
        after = parts[parts.index(channel) + 1 :] if channel in parts else []
        if after and _TS.fullmatch(after[0]):
            found[after[0]] = ThreadRef(team=team, channel=channel, ts=Ts(after[0]))
    return list(found.values())
