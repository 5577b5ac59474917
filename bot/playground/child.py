"""Keeps the bot running as a child process, and ends it with the playground; knows nothing of what the bot does."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping, Sequence
from contextlib import suppress

MOST_STARTS = 5
START_WINDOW_SECONDS = 60.0
"""A bot that ends more than `MOST_STARTS` times within this window is given up."""

WAIT_SECONDS = 1.0
"""Between the end of the bot and its next start."""

GRACE_SECONDS = 10.0
"""From the request to end to the end by force."""

SETTINGS_STATUS = 2
"""The bot's exit status for a wrong setting, which another start would not mend."""


class Child:
    """Runs one command, again whenever it ends on its own."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str], wait_seconds: float = WAIT_SECONDS) -> None:
        self._command = command
        self._environment = dict(environment)
        self._wait_seconds = wait_seconds
        self._process: Process | None = None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The process's id, once it was started."""
        return self._process.pid if self._process else None

    async def run(self) -> int:
        """Starts the command, and again when it ends; returns its last exit status once it is given up.

        However this ends, cancelled for instance, the process has ended before.
        """
        loop = asyncio.get_running_loop()
        starts: list[float] = []
        try:
            while True:
                starts = [start for start in starts if start > loop.time() - START_WINDOW_SECONDS] + [loop.time()]
                # A session of its own: Ctrl-C reaches the playground alone, which then ends the bot in order.
                self._process = await asyncio.create_subprocess_exec(
                    *self._command, env=self._environment, stdin=asyncio.subprocess.DEVNULL, start_new_session=True
                )
                status = await self._process.wait()
                if status == SETTINGS_STATUS or len(starts) >= MOST_STARTS:
                    return status
                print(f"The bot ended with status {status}; it is started again.", file=sys.stderr)  # noqa: T201
                await asyncio.sleep(self._wait_seconds)
        finally:
            await self._end()

    async def _end(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), GRACE_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
