"""From storing a question to the start of its answering, in one process; beside a bare list: RPUSH there, BLPOP here."""

import asyncio
import secrets
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from redis.asyncio import Redis

from bot.language import ChannelId, FootnoteError, Message, Question, QuestionId, Surface, TeamId, ThreadRef, Ts, UserId
from bot.memory.inbox import Claim, Inbox
from bot.memory.server import open_redis
from bot.memory.vault import Vault
from bot.settings import load_settings
from bot.telemetry import Telemetry, configure_logging
from bot.worker import Interruption, Worker

RATE = 100
"""Questions a second."""
SECONDS = 5.0
CONCURRENCY = 8
THREADS = 20

LIST = "bench:list"


@dataclass(frozen=True, kw_only=True)
class Started:
    """Seconds from the beginning of storing to the start, one value for each question."""

    inbox: list[float]
    bare: list[float]


async def measure(seconds: float = SECONDS) -> Started:
    """Measures on an embedded Valkey of its own, through the client that the bot uses; the bare list first."""
    configure_logging(level="WARNING", shape="text")  # the worker has a line for each question
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as folder:
        async with open_redis(load_settings({"redis_url": None, "data_dir": Path(folder)})) as redis:
            return Started(bare=await _bare(redis, seconds), inbox=await _inbox(redis, seconds))


async def _inbox(redis: Redis, seconds: float) -> list[float]:
    inbox = Inbox(redis, Vault([("bench", secrets.token_bytes(32))]))
    stored: dict[str, float] = {}
    started: list[float] = []

    async def handle(claim: Claim, _: Interruption) -> None:
        started.append(time.perf_counter() - stored[claim.question.id])

    async def give_up(_claim: Claim, error: FootnoteError | None) -> None:
        raise error or AssertionError("given up")

    async def store(number: int) -> None:
        question = _question(number)
        stored[question.id] = time.perf_counter()
        await inbox.put(question)

    stopping = asyncio.Event()
    worker = Worker(inbox, handle=handle, give_up=give_up, concurrency=CONCURRENCY, telemetry=Telemetry())
    working = asyncio.create_task(worker.run(stopping))
    await _steadily(store, seconds)
    stopping.set()
    await working
    return started


async def _bare(redis: Redis, seconds: float) -> list[float]:
    started: list[float] = []

    async def work() -> None:
        while True:
            _, began = cast("tuple[bytes, bytes]", await redis.blpop([LIST]))
            started.append(time.perf_counter() - float(began))

    async def store(_number: int) -> None:
        await redis.rpush(LIST, time.perf_counter())

    working = asyncio.create_task(work())
    await _steadily(store, seconds)
    working.cancel()
    await asyncio.wait({working})
    return started


async def _steadily(store: Callable[[int], Awaitable[None]], seconds: float) -> None:
    """Calls it at the rate, whether or not the calls before have returned; returns a moment after the last one."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as calls:
        for number in range(round(seconds * RATE)):
            await asyncio.sleep(began + number / RATE - time.monotonic())
            calls.create_task(_once(store, number))
    await asyncio.sleep(1.0)


async def _once(store: Callable[[int], Awaitable[None]], number: int) -> None:
    await store(number)


def _question(number: int) -> Question:
    thread = ThreadRef(team=TeamId("T0BENCH"), channel=ChannelId("C0BENCH"), ts=Ts(f"1767224888.{number % THREADS:06}"))
    ts = Ts(f"1767224889.{number:06}")
    return Question(
        id=QuestionId(f"T0BENCH:C0BENCH:{ts}"),
        thread=thread,
        message=Message(ts=ts, user=UserId("U0BENCH"), text=f"What about number {number}?"),
        asker=UserId("U0BENCH"),
        surface=Surface.MENTION,
        me=UserId("U0BOT"),
    )
