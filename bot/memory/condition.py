"""What a Redis server says of itself: its version, whether it may lose what it is given, how quick it is.

INFO tells nearly all of it, also on managed servers, which often forbid CONFIG.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from bot.memory.server import store_errors

PINGS = 5

SAFE_POLICY = "noeviction"
"""The only `maxmemory-policy` that never throws a question away."""


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A server's state; what it does not tell is None, or empty."""

    name: str
    """`Redis 7.4.1`, `Valkey 9.1.2`."""
    version: tuple[int, int] | None
    """The version of Redis that it is, or says to be compatible with."""
    is_cluster: bool
    is_replica: bool
    appends: bool | None
    """Whether it keeps an append-only file."""
    append_failed: bool
    """Whether it could not write to that file the last time."""
    syncs: str | None
    """`appendfsync`: `always`, `everysec` or `no`."""
    eviction: str | None
    """`maxmemory-policy`."""
    fullness: float | None
    """The share of the memory that it may use which it does use."""
    connections_left: int | None
    """How many more clients it takes."""

    @classmethod
    def of(cls, info: Mapping[str, object], *, syncs: str | None = None) -> "Condition":
        """Reads the reply to INFO (valkey.io/commands/info, redis.io/commands/info), which does not tell `appendfsync`."""
        version = re.match(r"(\d+)\.(\d+)", str(info.get("redis_version", "")))
        is_valkey = "valkey_version" in info
        shown = info.get("valkey_version" if is_valkey else "redis_version", "")
        appends = info.get("aof_enabled")
        eviction = info.get("maxmemory_policy")
        most, used = info.get("maxmemory"), info.get("used_memory")
        places, taken = info.get("maxclients"), info.get("connected_clients")
        return cls(
            name=f"{'Valkey' if is_valkey else 'Redis'} {shown}".strip(),
            version=(int(version[1]), int(version[2])) if version else None,
            is_cluster=info.get("cluster_enabled") == 1,
            is_replica=info.get("role") == "slave",
            appends=None if appends is None else appends == 1,
            append_failed=appends == 1 and info.get("aof_last_write_status") == "err",
            syncs=syncs,
            eviction=eviction if isinstance(eviction, str) else None,
            fullness=used / most if isinstance(most, int) and isinstance(used, int) and most else None,
            connections_left=places - taken if isinstance(places, int) and isinstance(taken, int) else None,
        )


async def examine(redis: Redis) -> Condition | None:
    """The server's condition, or None where it forbids INFO. Raises `StoreUnavailable`."""
    with store_errors():
        try:
            info = cast("Mapping[str, object]", await redis.info())
        except ResponseError:
            return None
        with suppress(ResponseError):
            found = cast("Mapping[str, str]", await redis.config_get("appendfsync"))
            return Condition.of(info, syncs=found.get("appendfsync"))
        return Condition.of(info)


async def round_trip(redis: Redis, *, clock: Callable[[], float] = perf_counter) -> float:
    """How long one command takes, there and back, in seconds: the middle one of a few. Raises `StoreUnavailable`."""
    taken: list[float] = []
    with store_errors():
        for _ in range(PINGS):
            begun = clock()
            await redis.ping()
            taken.append(clock() - begun)
    return median(taken)
