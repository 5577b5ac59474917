"""Rows of the matrix that are about what people send: hostile files, a burst, twenty minutes of work."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.playground.entities import YOU, SharedFile
from tests.benchmarks.figures import percentile
from tests.documents.hostile_files import crafted
from tests.faults.memory import megabytes_of, slope
from tests.faults.proxy import CALM, HOST, Trouble
from tests.faults.rows_of_processes import calm, disturb
from tests.faults.stage import Outcome, Stage, meanwhile

MOST_MEGABYTES = 512.0
BOT, READING = "bot", "reading"
MOST_SECONDS = 40.0
"""From asking to the answer: a file is read for 30 seconds at most."""

SAMPLE_SECONDS = 0.5
FILES_AT_ONCE = 4

BURST_SECONDS = 10.0
BURST_THREADS = 200
ACK_SECONDS = 0.5

SOAK_SHARE = 0.8
SOAK_FAULT_SECONDS = 60.0
SOAK_SAMPLE_SECONDS = 10.0
WARM_UP = 0.2
"""Of the soak: caches fill, and what Python keeps for itself is kept."""
MOST_SLOPE = 1.0
KEYS_PER_QUESTION = 8
"""What stays of a question in Redis for a day: its id, its place among what can be forgotten, its answer's messages."""
OTHER_KEYS = 500


async def f12(stage: Stage) -> Outcome:
    """A file for every known way to misuse a format, and files that stand on another host."""
    secret = Path(stage.cluster.workers[0].folder) / "secret.txt"
    secret.write_text("the secret of this machine", encoding="utf-8")
    files = [*crafted(secret)]
    highest: dict[str, float] = {}
    async with _stranger() as (port, heard), meanwhile(asyncio.create_task(_watch(stage, highest))):
        lure = SharedFile(
            id="F0FAULTS001",
            name="report.txt",
            mimetype="text/plain",
            size=10,
            user=YOU,
            created=stage.playground.workspace.now(),
            shape="external",
            external_url=f"http://{HOST}:{port}/report.txt",
        )
        stage.playground.workspace.add_file(lure)
        stage.load.ask_with_files([lure.id])
        for start in range(0, len(files), FILES_AT_ONCE):
            some = [stage.load.ask_with_files([stage.add_file(*file)]) for file in files[start : start + FILES_AT_ONCE]]
            await stage.load.settled(seconds=2 * MOST_SECONDS, numbers=some)
        verdict = await stage.settle()
    slowest = max(stage.load.waits(), default=0.0)
    told = "the secret of this machine" in "".join(stage.load.words())
    return stage.outcome(
        "F12",
        verdict,
        passed=slowest <= MOST_SECONDS and highest[BOT] < MOST_MEGABYTES and not heard and not told,
        figures={
            "slowest": f"{slowest:.1f} s",
            "largest bot process": f"{highest[BOT]:.0f} MB",
            "largest reading process": f"{highest[READING]:.0f} MB",
            "calls to the other host": str(len(heard)),
        },
    )


@asynccontextmanager
async def _stranger() -> AsyncGenerator[tuple[int, list[bytes]]]:
    """A host that is not Slack's, and the first bytes of whatever reaches it."""
    heard: list[bytes] = []

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(1024))
        writer.close()

    server = await asyncio.start_server(hear, HOST, 0)
    async with server:
        yield int(server.sockets[0].getsockname()[1]), heard


async def _watch(stage: Stage, highest: dict[str, float]) -> None:
    """The most memory that a bot process, and a process that it started to read files, has held."""
    while True:
        for process in stage.cluster.processes:
            own, *started = await megabytes_of(process.pid)
            highest[BOT] = max(highest.get(BOT, 0.0), own)
            highest[READING] = max(highest.get(READING, 0.0), *started, 0.0)
        await asyncio.sleep(SAMPLE_SECONDS)


async def f14(stage: Stage) -> Outcome:
    """A burst: everything is asked within ten seconds, over two hundred threads."""
    threads = min(BURST_THREADS, max(2, stage.plan.questions // 10))
    load = stage.fresh_load(threads=threads)
    await load.ask(stage.plan.questions, seconds=BURST_SECONDS)
    verdict = await stage.settle(seconds=60 + stage.plan.questions)
    p99 = percentile(load.acks(), 0.99)
    return stage.outcome(
        "F14", verdict, passed=p99 < ACK_SECONDS, figures={"threads": str(threads), "acknowledged p99": f"{p99 * 1000:.0f} ms"}
    )


async def soak(stage: Stage, *, minutes: float) -> Outcome:
    """Work at 80 % of what was measured at first, a fault each minute; memory must not grow, nor Redis beyond its questions."""
    began = time.monotonic()
    await stage.load.ask(stage.plan.questions, seconds=1.0)
    await stage.load.settled(seconds=300)
    rate = SOAK_SHARE * stage.plan.questions / (time.monotonic() - began)
    stage.plan = replace(stage.plan, rate=rate, questions=int(rate * minutes * 60))
    load = stage.fresh_load(threads=max(20, int(rate * 60)))
    disturb(stage)
    witness = stage.cluster.workers[0]
    samples: list[tuple[float, float]] = []

    async def sample() -> None:
        while True:
            await asyncio.sleep(SOAK_SAMPLE_SECONDS)
            samples.append((time.monotonic() / 60, (await megabytes_of(witness.pid))[0]))

    async with meanwhile(asyncio.create_task(sample())), meanwhile(asyncio.create_task(_trouble(stage))):
        await load.ask(stage.plan.questions, seconds=minutes * 60)
    verdict = await stage.settle(seconds=300)
    calm(stage)
    growth = slope(samples[int(len(samples) * WARM_UP) :])
    keys = await stage.cluster.store.keys()
    bound = KEYS_PER_QUESTION * stage.plan.questions + OTHER_KEYS
    return stage.outcome(
        "F13",
        verdict,
        passed=growth < MOST_SLOPE and keys <= bound,
        figures={
            "minutes": f"{minutes:.0f}",
            "rate": f"{rate:.1f}/s",
            "faults": str(len(stage.stops)),
            "growth": f"{growth:.2f} MB/min",
            "keys": f"{keys} of at most {bound}",
        },
    )


async def _trouble(stage: Stage) -> None:
    """A fault each minute, each of another kind. The witness, whose memory is measured, is never killed."""
    kinds = (_kill_worker, _silence_redis, _kill_redis, _kill_receiver)
    while True:
        for kind in kinds:
            await asyncio.sleep(SOAK_FAULT_SECONDS)
            stage.stops.append((time.monotonic(), kind.__name__))
            await kind(stage)


async def _kill_worker(stage: Stage) -> None:
    await stage.cluster.workers[-1].kill()
    await stage.cluster.workers[-1].start()


async def _kill_receiver(stage: Stage) -> None:
    await stage.cluster.receivers[0].kill()
    await stage.cluster.receivers[0].start()


async def _silence_redis(stage: Stage) -> None:
    stage.cluster.redis.trouble = Trouble(blackhole=True)
    try:
        await asyncio.sleep(5.0)
    finally:
        stage.cluster.redis.trouble = CALM


async def _kill_redis(stage: Stage) -> None:
    await stage.cluster.store.kill()
    await stage.cluster.store.start()
