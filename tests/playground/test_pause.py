"""Holding a process still."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.memory.embedded import EmbeddedValkey
from bot.playground.pause import Pause, server_of

COUNT = "import sys\nfor line in sys.stdin: print(line, end='', flush=True)"
ECHO_SECONDS = 0.3
"""A process that goes on answers long before."""


class Echo:
    """A process that says again what it is told, for as long as it is not held still."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def answers(self, seconds: float = 10.0) -> bool:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(b"x\n")
        try:
            return bool(await asyncio.wait_for(self.process.stdout.readline(), seconds))
        except TimeoutError:
            return False


@pytest.fixture
async def echo() -> AsyncIterator[Echo]:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", COUNT, stdin=pipe, stdout=pipe)
    yield Echo(process)
    process.send_signal(signal.SIGCONT)
    process.kill()
    await process.wait()


async def held(echo: Echo) -> None:
    """Returns once it answers no more."""
    async with asyncio.timeout(20):
        while await echo.answers(ECHO_SECONDS):
            pass


async def test_a_process_is_held_still_and_goes_on(echo: Echo) -> None:
    pause = Pause(lambda: echo.process.pid)
    assert await echo.answers()
    assert await pause.begin()
    assert await pause.begin()
    await held(echo)
    assert pause.is_on
    await pause.end()
    assert await echo.answers()
    await pause.end()
    assert not pause.is_on


async def test_it_goes_on_also_when_whoever_held_it_is_gone(echo: Echo) -> None:
    holder = (
        "import asyncio, os, signal, sys\n"
        "from bot.playground.pause import Pause\n"
        "async def main():\n"
        "    await Pause(lambda: int(sys.argv[1])).begin()\n"
        "    print('held', flush=True)\n"
        "    await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", holder, str(echo.process.pid), stdout=pipe, cwd=Path(__file__).parents[2]
    )
    assert process.stdout
    await process.stdout.readline()
    await held(echo)
    process.kill()
    await process.wait()
    assert await echo.answers()


async def test_where_nothing_is_found_nothing_is_held() -> None:
    pause = Pause(lambda: None)
    assert not await pause.begin()
    assert not pause.is_on


async def test_the_bots_own_redis_is_found_by_its_socket(tmp_path: Path) -> None:
    server = await asyncio.to_thread(EmbeddedValkey.open, tmp_path)
    try:
        pid = await asyncio.to_thread(server_of, server.socket_path)
        assert pid
        assert "valkey" in await asyncio.to_thread(
            lambda: Path(f"/proc/{pid}/cmdline").read_text() if sys.platform == "linux" else "valkey"
        )
    finally:
        await asyncio.to_thread(server.close)
    assert server_of(server.socket_path) is None
