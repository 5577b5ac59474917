"""Which kinds of things Slack has delivered, and when the last of each came. Kinds and times only: there is nothing to seal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import time
from typing import cast

from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.server import store_errors

KEPT_SECONDS = 30 * 24 * 3600
"""After the last delivery of any kind."""

EVENTS = frozenset(
    {
        "agent_session_stopped",
        "agent_session_title_changed",
        "app_context_changed",
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_id_changed",
        "channel_left",
        "file_deleted",
        "function_executed",
        "group_archive",
        "group_deleted",
        "group_left",
        "member_joined_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "team_access_revoked",
        "tokens_revoked",
    }
)
"""The events of the manifest, by its names for them."""
COMMAND = "slash command"
SHORTCUT = "shortcut"
FORM = "button or form"
KINDS = EVENTS | {COMMAND, SHORTCUT, FORM}

_SINCE = "since"


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """What came since deliveries are noted: the last of each kind. Times are seconds of the epoch."""

    since: float
    last: Mapping[str, float]


class Deliveries:
    """Notes kinds for all workspaces together. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, *, clock: Callable[[], float] = time) -> None:
        self._redis = redis
        self._clock = clock

    async def begin(self) -> None:
        """From now on deliveries are noted, unless they are already."""
        with store_errors():
            await self._redis.hsetnx(keys.DELIVERIES, _SINCE, f"{self._clock():.0f}")
            await self._redis.expire(keys.DELIVERIES, KEPT_SECONDS)

    async def note(self, kind: str) -> None:
        """One of that kind came now; what is none of `KINDS` is not noted."""
        if kind not in KINDS:
            return
        now = f"{self._clock():.0f}"
        with store_errors():
            async with self._redis.pipeline(transaction=False) as pipeline:
                pipeline.hsetnx(keys.DELIVERIES, _SINCE, now)
                pipeline.hset(keys.DELIVERIES, kind, now)
                pipeline.expire(keys.DELIVERIES, KEPT_SECONDS)
                await pipeline.execute()

    async def arrivals(self) -> Arrivals | None:
        """What came; None where no bot has noted any on this Redis."""
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.DELIVERIES))
        times = {name.decode(): float(at) for name, at in found.items()}
        if _SINCE not in times:
            return None
        return Arrivals(since=times[_SINCE], last={kind: at for kind, at in times.items() if kind in KINDS})
