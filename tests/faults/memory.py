"""The memory of a process and of those that it started, and whether it grows."""

import asyncio
from collections.abc import Sequence

KIBIBYTE = 1024
MEGABYTE = 1_000_000


async def megabytes_of(pid: int) -> list[float]:
    """The resident memory of that process, and then of each that descends from it, in millions of bytes; 0 if it is gone."""
    ps = await asyncio.create_subprocess_exec("ps", "-A", "-o", "pid=,ppid=,rss=", stdout=asyncio.subprocess.PIPE)
    output, _ = await ps.communicate()
    rows = [tuple(map(int, line.split())) for line in output.decode().splitlines()]
    family = {pid}
    for child, parent, _ in sorted(rows):
        if parent in family:
            family.add(child)
    memory = {child: size * KIBIBYTE / MEGABYTE for child, _, size in rows if child in family}
    return [memory.pop(pid, 0.0), *memory.values()]


def slope(samples: Sequence[tuple[float, float]]) -> float:
    """The slope of the line that fits the points best; 0 for fewer than two."""
    if len(samples) < 2:
        return 0.0
    middle_x = sum(x for x, _ in samples) / len(samples)
    middle_y = sum(y for _, y in samples) / len(samples)
    spread = sum((x - middle_x) ** 2 for x, _ in samples)
    return sum((x - middle_x) * (y - middle_y) for x, y in samples) / spread if spread else 0.0
