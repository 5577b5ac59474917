"""Keeps the bot running as a child process, and ends it with the playground; knows nothing of what the bot does."""

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

MOST_STARTS = 5
START_WINDOW_SECONDS = 60.0
"""A bot that ends more than `MOST_STARTS` times within this window is given up; ends that were asked for do not count."""

WAIT_SECONDS = 1.0
"""Between the end of the bot and its next start."""

GRACE_SECONDS = 10.0
"""From the request to end to the end by force."""

SETTINGS_STATUS = 2
"""The bot's exit status for a wrong setting, which another start would not mend."""

LONGEST_LINE = 256 * 1024
"""Bytes of a line that the bot writes; tracebacks come in one. What is longer is shown in pieces."""

LAST_WORDS_SECONDS = 0.5
KEPT_LIVES = 200


@dataclass(kw_only=True)
class Life:
    """The bot from one start to its end, which was asked for where it `was_killed`. Times are in seconds of `time.monotonic`."""

    pid: int
    began_at: float
    ended_at: float | None = None
    was_killed: bool = False


class Child:
    """Runs one command, again whenever it ends on its own.

    `on_line` hears each line that it writes to standard error, which else goes where ours does; `on_change` of starts and ends.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        wait_seconds: float = WAIT_SECONDS,
        on_line: Callable[[str], None] | None = None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._command = command
        self._environment = dict(environment)
        self._wait_seconds = wait_seconds
        self._on_line = on_line
        self._on_change = on_change
        self._process: Process | None = None
        self._listening: set[asyncio.Task[None]] = set()
        self.lives: deque[Life] = deque(maxlen=KEPT_LIVES)

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The process's id, once it was started."""
        return self._process.pid if self._process else None

    def kill(self) -> bool:
        """SIGKILL, without a word before; it is started again as after any end. Whether there was a process to be killed."""
        if not self.running or self._process is None:
            return False
        self.lives[-1].was_killed = True
        with suppress(ProcessLookupError):
            self._process.kill()
        return True

    async def run(self) -> int:
        """Starts the command, and again when it ends; returns its last exit status once it is given up.

        However this ends, cancelled for instance, the process has ended before.
        """
        loop = asyncio.get_running_loop()
        starts: list[float] = []
        try:
            while True:
                starts = [start for start in starts if start > loop.time() - START_WINDOW_SECONDS] + [loop.time()]
                status = await self._live()
                if self.lives[-1].was_killed:
                    starts.pop()
                elif status == SETTINGS_STATUS or len(starts) >= MOST_STARTS:
                    return status
                print(f"The bot ended with status {status}; it is started again.", file=sys.stderr)  # noqa: T201
                await asyncio.sleep(self._wait_seconds)
        finally:
            await self._end()
            await self._heard_out()

    async def _live(self) -> int:
        """One start to its end; returns the exit status."""
        # Not asyncio's own pipe: with that the bot would count as there for as long as anything it has started holds it open.
        ear, mouth = os.pipe() if self._on_line else (None, None)
        try:
            # A session of its own: Ctrl-C reaches the playground alone, which then ends the bot in order.
            self._process = await asyncio.create_subprocess_exec(
                *self._command, env=self._environment, stdin=asyncio.subprocess.DEVNULL, stderr=mouth, start_new_session=True
            )
        finally:
            if mouth is not None:
                os.close(mouth)
        if self._on_line and ear is not None:
            self._listening.add(task := asyncio.create_task(_listen(ear, self._on_line)))
            task.add_done_callback(self._listening.discard)
        life = Life(pid=self._process.pid, began_at=time.monotonic())
        self.lives.append(life)
        self._on_change()
        try:
            return await self._process.wait()
        finally:
            life.ended_at = time.monotonic()
            self._on_change()

    async def _heard_out(self) -> None:
        """Its last words, unless somebody else holds the pipe."""
        if not self._listening:
            return
        _, talking = await asyncio.wait(self._listening, timeout=LAST_WORDS_SECONDS)
        for task in talking:
            task.cancel()

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


async def _listen(ear: int, on_line: Callable[[str], None]) -> None:
    """Hears every line until nobody can write any more."""
    lines = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    pipe, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(ear, "rb", buffering=0))
    try:
        while not lines.at_eof():
            try:
                line = await lines.readuntil()
            except asyncio.IncompleteReadError as error:
                line = error.partial
            except asyncio.LimitOverrunError as error:
                line = await lines.readexactly(error.consumed)
            if line:
                on_line(line.decode(errors="replace").rstrip("\n"))
    finally:
        pipe.close()
