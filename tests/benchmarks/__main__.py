"""`python -m tests.benchmarks` measures for about ten minutes and prints the page; `--keep` also replaces docs/benchmarks.md.

Bounded: whatever was not answered in time is counted as such, and the targets are told, not enforced.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import limiter, load, long_material, machine, reading, report
from tests.benchmarks.stage import Limits, Seconds, Stage, Transport, bare, footnote
from tests.end_to_end.bot_process import Bot

KEPT_PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"

AT_ONCE = 50
SINGLES = 30
BURSTS = 4
SINGLES_UNDER_LIMITS = 10
BURSTS_UNDER_LIMITS = 1
"""A second burst within a minute would wait for the first one's calls to leave Slack's window."""

STARTS = 3
SETTLE_SECONDS = 3.0
"""From ready to the look at the idle process."""

SINGLE_PATIENCE = 10.0
BURST_PATIENCE = 45.0

UNPACED = {"SLACK_UPDATE_SECONDS": "0", "WORKER_CONCURRENCY": str(AT_ONCE), "MODEL_CONCURRENCY": str(AT_ONCE)}

TRANSPORTS: tuple[Transport, ...] = ("socket", "http")

Series = dict[str, Seconds]
"""What was measured, by how many threads there were at once: "first", "1" and "50"."""

Memory = tuple[float, float]
"""Megabytes of the bot and of its Valkey."""


async def measure() -> report.Run:
    """Measures everything, one thing after the other."""
    began, load_before = time.monotonic(), machine.load()
    ready, idle = await _starts()
    off: list[report.Row] = []
    slack: list[report.Row] = []
    after = idle
    for transport in TRANSPORTS:
        _say(f"{transport}: the bare bot, then Footnote with Slack's limits off, then on")
        async with bare(transport=transport) as stage:
            baseline = await _series(stage, singles=SINGLES, bursts=BURSTS)
        async with _footnote(transport=transport, limits="off", **UNPACED) as (stage, bot, folder):
            off += _rows(transport, await _series(stage, singles=SINGLES, bursts=BURSTS), baseline)
            after = await _memory(bot, folder)
        async with _footnote(transport=transport, limits="slack") as (stage, _, _):
            measured = await _series(stage, singles=SINGLES_UNDER_LIMITS, bursts=BURSTS_UNDER_LIMITS)
            slack += _rows(transport, measured, baseline)
    _say("the limits")
    rates = await limiter.measure()
    _say("reading files")
    readings = await asyncio.to_thread(reading.measure)
    _say("long material")
    long = await long_material.measure()
    under_load = await load.measure()
    return report.Run(
        date=datetime.now(UTC).date().isoformat(),
        machine=machine.description(),
        load_before=load_before,
        load_after=machine.load(),
        seconds=time.monotonic() - began,
        off=sorted(off, key=_in_reading_order),
        slack=sorted(slack, key=_in_reading_order),
        rest=report.Rest(ready=ready, bot_idle=idle[0], valkey_idle=idle[1], bot_after=after[0], valkey_after=after[1]),
        limits=rates,
        reading=readings,
        long=long,
        load=under_load,
    )


async def _starts() -> tuple[list[float], Memory]:
    """Seconds from starting the process to ready, each time with nothing there yet; and the memory of the last one, idle."""
    _say("starting")
    ready: list[float] = []
    idle: Memory = (0.0, 0.0)
    for _ in range(STARTS):
        began = time.monotonic()
        async with _footnote(transport="socket", limits="off") as (_, bot, folder):
            ready.append(time.monotonic() - began)
            await asyncio.sleep(SETTLE_SECONDS)
            idle = await _memory(bot, folder)
    return ready, idle


@asynccontextmanager
async def _footnote(*, transport: Transport, limits: Limits, **settings: str) -> AsyncGenerator[tuple[Stage, Bot, Path]]:
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as name:
        folder = Path(name)
        async with footnote(folder, transport=transport, limits=limits, **settings) as (stage, bot):
            yield stage, bot, folder


async def _memory(bot: Bot, folder: Path) -> Memory:
    assert bot.process
    valkey = await machine.embedded_valkey_pid(folder)
    return await machine.resident_megabytes(bot.process.pid), await machine.resident_megabytes(valkey)


async def _series(stage: Stage, *, singles: int, bursts: int) -> Series:
    first = await stage.ask(1, patience=SINGLE_PATIENCE)
    one, many = Seconds(), Seconds()
    for _ in range(singles):
        one += await stage.ask(1, patience=SINGLE_PATIENCE)
    for _ in range(bursts):
        many += await stage.ask(AT_ONCE, patience=BURST_PATIENCE)
    return {report.FIRST: first, "1": one, str(AT_ONCE): many}


def _rows(transport: str, measured: Series, baseline: Series) -> list[report.Row]:
    rows: list[report.Row] = []
    for at_once, seconds in measured.items():
        bare_seconds = baseline[at_once]
        for name, expected, values, bare_values in (
            # A mention is two events.
            (report.ACKNOWLEDGED, 2 * seconds.asked, seconds.acknowledged, bare_seconds.acknowledged),
            (report.STATUS, seconds.asked, seconds.status, bare_seconds.status),
            (report.VISIBLE, seconds.asked, seconds.visible, bare_seconds.visible),
        ):
            rows.append(
                report.Row(
                    measure=name, transport=transport, at_once=at_once, expected=expected, values=values, baseline=bare_values
                )
            )
    return rows


def _in_reading_order(row: report.Row) -> int:
    return (report.ACKNOWLEDGED, report.STATUS, report.VISIBLE).index(row.measure)


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


if __name__ == "__main__":
    written = report.page(asyncio.run(measure())) + "\n"
    print(written, end="")
    if "--keep" in sys.argv[1:]:
        KEPT_PAGE.write_text(written, encoding="utf-8")
