"""The bot under load: a steady stream of events, a burst of questions, many answers at once, and nothing to do at all.

`python -m tests.benchmarks.load` measures this part alone, for some six minutes, and prints it.
"""

import asyncio
import base64
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.memory.embedded import EmbeddedValkey
from bot.playground.doors import free_port
from bot.playground.server import Playground
from bot.settings import Settings
from tests.benchmarks import machine, queueing
from tests.benchmarks.crowd import Crowd, until
from tests.benchmarks.figures import Order
from tests.benchmarks.queueing import Started
from tests.benchmarks.stage import Transport, bare_process
from tests.end_to_end.bot_process import Bot

WORKSPACES = 20
THREADS = 200

STEADY_RATE = 200
"""Events a second."""
STEADY_SECONDS = 15.0

BURST = 2_000
BURST_SECONDS = 10.0
BURST_PATIENCE = 120.0
BURST_AT_ONCE = 32
"""Room in all workers together: `WORKER_CONCURRENCY` as it is by default."""

STREAM_SENTENCES = 30
STREAM_WORD_SECONDS = 0.5
"""Answers of more than a minute: all have begun long before the first one ends."""
STREAM_RAMP_SECONDS = 10.0
STREAM_PATIENCE = 40.0
STREAM_LOOKS = 10
"""Looks at the memory while all are open, half a second apart; the largest counts."""

SETTLE_SECONDS = 5.0
IDLE_SECONDS = 20.0

ACKNOWLEDGE_PATIENCE = 20.0

UNLIMITED = {name.upper(): "0" for name in Settings.model_fields if name.startswith("limit_")}

Layout = Literal["one process", "receiver and two workers", "the bare bot"]


@dataclass(frozen=True, kw_only=True)
class Steady:
    """Seconds from event to acknowledgement at a steady rate, one value for each event; and the bare bot's."""

    transport: Transport
    sent: int
    values: list[float]
    baseline: list[float]


@dataclass(frozen=True, kw_only=True)
class Burst:
    """What became of a burst of questions, and in how many seconds; and the seconds to acknowledge each of its events."""

    layout: Layout
    order: Order
    seconds: float
    sent: int
    acknowledged: list[float]


@dataclass(frozen=True, kw_only=True)
class Streams:
    """Memory in megabytes while so many answers are being written at once."""

    open: int
    bot: float
    valkey: float
    bare_open: int
    bare: float


@dataclass(frozen=True, kw_only=True)
class Idle:
    """Seconds of processor time in a second, with nothing to do. None where it can't be told."""

    bot: float | None
    valkey: float | None
    bare: float | None


@dataclass(frozen=True, kw_only=True)
class Load:
    """All of it."""

    steady: list[Steady]
    bursts: list[Burst]
    streams: Streams
    started: Started
    idle: Idle


async def measure() -> Load:
    """Measures everything, one thing after the other."""
    _say("idle")
    idle = await measure_idle()
    _say("stored → started")
    started = await queueing.measure()
    steady = [await measure_steady(transport) for transport in ("http", "socket")]
    bursts = [await measure_burst(layout) for layout in ("the bare bot", "one process", "receiver and two workers")]
    return Load(steady=steady, bursts=bursts, streams=await measure_streams(), started=started, idle=idle)


async def measure_idle(seconds: float = IDLE_SECONDS) -> Idle:
    """Both bots at once, for the same seconds, each on a playground of its own."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-bench-")))
        ours, theirs = [await stack.enter_async_context(Playground()) for _ in range(2)]
        bot = await stack.enter_async_context(_running(Bot(ours, folder)))
        bare = await stack.enter_async_context(bare_process(theirs))
        valkey = await machine.embedded_valkey_pid(folder)
        await asyncio.sleep(SETTLE_SECONDS)
        whole = [pid for pid in (_pid(bot), *machine.children(_pid(bot))) if pid != valkey]

        def taken() -> list[float | None]:
            return [machine.processor_seconds(*pids) for pids in (whole, [valkey], [bare])]

        began, before = time.monotonic(), taken()
        await asyncio.sleep(seconds)
        passed, after = time.monotonic() - began, taken()
    bot_share, valkey_share, bare_share = (
        None if since is None or now is None else (now - since) / passed for since, now in zip(before, after, strict=True)
    )
    return Idle(bot=bot_share, valkey=valkey_share, bare=bare_share)


async def measure_steady(transport: Transport, *, seconds: float = STEADY_SECONDS) -> Steady:
    """Each event is a question of its own, which a receiver stores and nobody answers: answering is measured by the burst."""
    _say(f"{STEADY_RATE} events a second, {transport}")
    count = round(STEADY_RATE * seconds)

    async def asked(playground: Playground) -> list[float]:
        # The bare bot would answer an `app_mention`.
        playground.deliveries.mention_events = ("message",)
        crowd = Crowd(playground, threads=count, workspaces=WORKSPACES)
        await crowd.ask(count, seconds=seconds)
        return await crowd.acknowledged(patience=ACKNOWLEDGE_PATIENCE)

    async with Playground(transport=transport) as playground, bare_process(playground):
        baseline = await asked(playground)
    async with (
        Playground(transport=transport) as playground,
        _shared() as (folder, shared),
        _running(Bot(playground, folder / "receiver", **shared, WORKER_CONCURRENCY="0")),
    ):
        values = await asked(playground)
    return Steady(transport=transport, sent=count, values=values, baseline=baseline)


async def measure_burst(layout: Layout, *, count: int = BURST, seconds: float = BURST_SECONDS) -> Burst:
    """Mentions, one event each, as follow-ups in a thread are; the model answers at once."""
    _say(f"{count} questions in {seconds:.0f} s: {layout}")
    async with Playground(transport="http", chunk_seconds=0.0) as playground, _laid_out(playground, layout):
        playground.deliveries.mention_events = ("app_mention",)
        crowd = Crowd(playground, threads=THREADS, workspaces=WORKSPACES)
        began = time.monotonic()
        await crowd.ask(count, seconds=seconds)
        order = await crowd.answered(patience=BURST_PATIENCE)
        passed = time.monotonic() - began
        acknowledged = await crowd.acknowledged(patience=ACKNOWLEDGE_PATIENCE)
        return Burst(layout=layout, order=order, seconds=passed, sent=crowd.sent(), acknowledged=acknowledged)


async def measure_streams(threads: int = THREADS) -> Streams:
    """As many answers as there are threads are being written at once, a word each half second."""
    _say(f"{threads} answers at once")
    async with Playground(transport="http", chunk_seconds=STREAM_WORD_SECONDS) as playground, bare_process(playground) as bare:
        bare_open, (bare_megabytes,) = await _streaming(playground, threads, bare)
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as name:
        folder = Path(name)
        async with (
            Playground(transport="http", chunk_seconds=STREAM_WORD_SECONDS) as playground,
            _running(Bot(playground, folder, **UNLIMITED, **_at_once(threads))) as bot,
        ):
            valkey = await machine.embedded_valkey_pid(folder)
            found, (bot_megabytes, valkey_megabytes) = await _streaming(playground, threads, _pid(bot), valkey)
    return Streams(open=found, bot=bot_megabytes, valkey=valkey_megabytes, bare_open=bare_open, bare=bare_megabytes)


async def _streaming(playground: Playground, threads: int, *pids: int) -> tuple[int, list[float]]:
    """How many answers were open at once, and the most memory of each process while as many were."""
    crowd = Crowd(playground, threads=threads, workspaces=WORKSPACES, sentences=STREAM_SENTENCES)
    await crowd.ask(threads, seconds=STREAM_RAMP_SECONDS)
    await until(lambda: crowd.growing() == threads, patience=STREAM_PATIENCE)
    most, megabytes = crowd.growing(), [0.0] * len(pids)
    for _ in range(STREAM_LOOKS):
        await asyncio.sleep(0.5)
        found = [await machine.resident_megabytes(pid) for pid in pids]
        megabytes = [max(pair) for pair in zip(megabytes, found, strict=True)]
    # What is left is written at once, so that the bot need not be killed.
    playground.stand_in.chunk_seconds = 0.0
    await crowd.answered(patience=STREAM_PATIENCE)
    return most, megabytes


def _at_once(answers: int) -> dict[str, str]:
    return {"WORKER_CONCURRENCY": str(answers), "MODEL_CONCURRENCY": str(answers)}


@asynccontextmanager
async def _laid_out(playground: Playground, layout: Layout) -> AsyncGenerator[None]:
    unpaced = {**UNLIMITED, "SLACK_UPDATE_SECONDS": "0"}
    async with AsyncExitStack() as stack:
        match layout:
            case "the bare bot":
                await stack.enter_async_context(bare_process(playground))
            case "one process":
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-bench-")))
                await stack.enter_async_context(_running(Bot(playground, folder, **unpaced, **_at_once(BURST_AT_ONCE))))
            case "receiver and two workers":
                folder, shared = await stack.enter_async_context(_shared())
                receiver = Bot(playground, folder / "receiver", **shared, WORKER_CONCURRENCY="0")
                await stack.enter_async_context(_running(receiver))
                for name in ("one", "other"):
                    room = _at_once(BURST_AT_ONCE // 2)
                    worker = Bot(playground, folder / name, "worker", **shared, **unpaced, **room, PORT=str(free_port()))
                    await stack.enter_async_context(_running(worker))
        yield


@asynccontextmanager
async def _shared() -> AsyncGenerator[tuple[Path, dict[str, str]]]:
    """A folder with a Valkey for several processes, and the settings that lead them there."""
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as name:
        server = await asyncio.to_thread(EmbeddedValkey.open, Path(name))
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        try:
            yield Path(name), {"REDIS_URL": f"unix://{server.socket_path}", "CONTEXT_KEYS": f"bench:{key}"}
        finally:
            await asyncio.to_thread(server.close)


@asynccontextmanager
async def _running(bot: Bot) -> AsyncGenerator[Bot]:
    await bot.start()
    try:
        yield bot
    finally:
        await bot.stop()


def _pid(bot: Bot) -> int:
    assert bot.process
    return bot.process.pid


def _say(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


if __name__ == "__main__":
    from tests.benchmarks import load_report

    print(load_report.under_load(asyncio.run(measure())))
