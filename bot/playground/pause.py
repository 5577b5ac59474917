"""Holds another process still for a while, the bot's Redis for instance, and lets it go on again whatever becomes of us."""

import asyncio
import socket
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from pathlib import Path

ANSWER_SECONDS = 2.0

# It ends with our end of the pipe, and so with us, also where we are killed: nobody else would wake what sleeps.
_HOLD = 'kill -STOP "$1" && cat >/dev/null; kill -CONT "$1"'


class Pause:
    """Stops the process that `find` names (SIGSTOP), and continues it (SIGCONT). None: there is nothing to be stopped."""

    def __init__(self, find: Callable[[], int | None]) -> None:
        self._find = find
        self._holder: Process | None = None

    @property
    def is_on(self) -> bool:
        """Whether it is stopped."""
        return self._holder is not None

    async def begin(self) -> bool:
        """Stops it; whether it is stopped now."""
        if self._holder is not None:
            return True
        pid = await asyncio.to_thread(self._find)
        if pid is None:
            return False
        command = ("sh", "-c", _HOLD, "sh", str(pid))
        self._holder = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stderr=DEVNULL, start_new_session=True)
        return True

    async def end(self) -> None:
        """Continues it."""
        holder, self._holder = self._holder, None
        if holder is not None and holder.stdin is not None:
            holder.stdin.close()
            await holder.wait()


def server_of(path: Path) -> int | None:
    """The id of the Redis process that listens at this unix socket; None where none answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(ANSWER_SECONDS)
        try:
            link.connect(str(path))
            link.sendall(b"INFO server\r\n")
            told = link.recv(65_536)
        except OSError:
            return None
    for line in told.splitlines():
        name, _, value = line.partition(b":")
        if name == b"process_id" and value.strip().isdigit():
            return int(value)
    return None
