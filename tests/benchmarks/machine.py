"""What the benchmarks ask the operating system: memory and processor time of a process, and on what they run."""

import asyncio
import os
import platform
from pathlib import Path
from typing import cast

from redis.asyncio import Redis

from bot.memory.embedded import FOLDER, SOCKET

KIBIBYTE = 1024
MEGABYTE = 1_000_000
PROC = Path("/proc")


async def resident_megabytes(pid: int) -> float:
    """The resident memory of one process, shared pages included, in millions of bytes."""
    ps = await asyncio.create_subprocess_exec("ps", "-o", "rss=", "-p", str(pid), stdout=asyncio.subprocess.PIPE)
    output, _ = await ps.communicate()
    return int(output) * KIBIBYTE / MEGABYTE  # ps counts in KiB on Linux and macOS.


def processor_seconds(*pids: int) -> float | None:
    """The processor time that these processes have taken together, in seconds; None where `/proc` does not tell (proc(5))."""
    if not PROC.is_dir():
        return None
    # After the name, which may hold anything, in brackets: utime and stime are the 14th and 15th values of the line.
    lines = [(PROC / str(pid) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split() for pid in pids]
    return sum(int(line[11]) + int(line[12]) for line in lines) / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The processes that this one has started and that live; none where `/proc` does not tell."""
    lists = (PROC / str(pid) / "task").glob("*/children")
    return [int(child) for found in lists for child in found.read_text(encoding="utf-8").split()]


async def embedded_valkey_pid(data_dir: Path) -> int:
    """The process id of the embedded Valkey whose data is in `data_dir`."""
    async with Redis(unix_socket_path=str(data_dir / FOLDER / SOCKET)) as redis:
        about = cast(dict[str, object], await redis.info("server"))
    return int(str(about["process_id"]))


def description() -> str:
    """Python, system and cores, in a few words."""
    return f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def load() -> float:
    """How many processes wanted to run in the last minute, on average."""
    return os.getloadavg()[0]
