"""The stage of a measurement: the playground in this process, one bot in another, and the moments at which a person sees what.

All moments are taken in this process, with the one monotonic clock.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.playground.entities import BOT_USER, YOU, Change
from bot.playground.server import Playground
from bot.settings import Settings
from tests.benchmarks.bare import READY
from tests.end_to_end.bot_process import ROOT, START_SECONDS, Bot

Transport = Literal["socket", "http"]
Limits = Literal["off", "slack"]

WORD_SECONDS = 0.01
"""Between two words of the stand-in: a hundred words a second, as quick models write."""

# Distinct in every answer, so that each can be found again wherever it is shown.
FIRST_SENTENCE = "Answer {number} begins with one sentence of about a dozen words."
LAST_SENTENCE = "Answer {number} ends here."
_FIRST = re.compile(FIRST_SENTENCE.format(number=r"(\d+)").replace(".", r"\."))
_LAST = re.compile(LAST_SENTENCE.format(number=r"(\d+)").replace(".", r"\."))

POLL_SECONDS = 0.02
"""How often it is looked whether all is done. Waking up at each change would slow down the playground, and so the bot."""


@dataclass(frozen=True, kw_only=True)
class Seconds:
    """What was measured, in seconds, one value for each event or question. Questions that were not seen in time have none."""

    asked: int = 0
    acknowledged: list[float] = field(default_factory=list[float])
    """From sending an event to its acknowledgement: for Footnote, its question is stored by then."""
    status: list[float] = field(default_factory=list[float])
    """From sending the first event of a question to its status in the thread."""
    visible: list[float] = field(default_factory=list[float])
    """From the last word of the model's first sentence to the message that holds the sentence."""

    def __add__(self, other: "Seconds") -> "Seconds":
        return Seconds(
            asked=self.asked + other.asked,
            acknowledged=self.acknowledged + other.acknowledged,
            status=self.status + other.status,
            visible=self.visible + other.visible,
        )


class Stage:
    """Asks, and notes when what is seen."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._asked = 0
        self._status_at: dict[str, float] = {}
        self._first_at: dict[int, float] = {}
        self._ended: set[int] = set()
        playground.workspace.subscribe(self._watch)

    def _watch(self, change: Change) -> None:
        now = time.monotonic()
        if change.kind == "status" and change.status:
            self._status_at.setdefault(change.thread_ts, now)
        if change.kind in ("message", "changed") and change.message and change.message.user == BOT_USER:
            for number in _FIRST.findall(change.message.text):
                self._first_at.setdefault(int(number), now)
            self._ended.update(int(number) for number in _LAST.findall(change.message.text))

    async def ask(self, count: int, *, patience: float) -> Seconds:
        """Asks that many questions at once, each in a thread of its own; waits for the answers, `patience` seconds at most."""
        numbers = range(self._asked, self._asked + count)
        self._asked += count
        before = len(self._playground.deliveries.records)
        for number in numbers:
            sentences = (FIRST_SENTENCE, "Then there is a second one.", LAST_SENTENCE)
            self._playground.stand_in.say_next(" ".join(sentences).format(number=number))
        threads = [await self._ask_somewhere(number) for number in numbers]
        deadline = time.monotonic() + patience
        wanted = set(numbers)
        while time.monotonic() < deadline and not wanted <= self._ended:  # noqa: ASYNC110 - see POLL_SECONDS
            await asyncio.sleep(POLL_SECONDS)
        return self._measured(threads, numbers, before)

    async def _ask_somewhere(self, number: int) -> str:
        # In a channel of its own: what Slack's limit of one post a second in one channel adds is Slack's, not the bot's.
        channel = self._playground.workspace.add_channel(f"room-{number}", members={YOU, BOT_USER})
        return await self._playground.say(f"{self._playground.mention} what do you say?", channel=channel.id)

    def _measured(self, threads: list[str], numbers: range, before: int) -> Seconds:
        sent: dict[str, float] = {}
        acknowledged: list[float] = []
        for delivery in self._playground.deliveries.records[before:]:
            ts = str(delivery.event.get("ts"))
            if ts in threads and delivery.sent_at is not None:
                sent.setdefault(ts, delivery.sent_at)
                acknowledged += [delivery.ack_seconds] if delivery.ack_seconds is not None else []
        written = self._written()
        return Seconds(
            asked=len(numbers),
            acknowledged=acknowledged,
            status=[self._status_at[ts] - sent[ts] for ts in threads if ts in self._status_at],
            visible=[self._first_at[number] - written[number] for number in numbers if number in self._first_at],
        )

    def _written(self) -> dict[int, float]:
        """When the stand-in sent the last word of each first sentence."""
        written: dict[int, float] = {}
        for exchange in self._playground.stand_in.exchanges:
            text = ""
            for at, word in exchange.chunks:
                text += word
                if match := _FIRST.search(text):
                    written.setdefault(int(match[1]), at)
                    break
        return written


# The limits are counted, but all questions here are asked by one person within a minute.
NEVER_REACHED = {name.upper(): "1000000" for name in Settings.model_fields if name.startswith("limit_")}


@asynccontextmanager
async def footnote(folder: Path, *, transport: Transport, limits: Limits, **settings: str) -> AsyncGenerator[tuple[Stage, Bot]]:
    """The real bot, ready, with its data in `folder`."""
    async with _playground(transport, limits) as playground:
        bot = Bot(playground, folder, **{**NEVER_REACHED, **settings})
        await bot.start()
        try:
            yield Stage(playground), bot
        finally:
            await bot.stop()


@asynccontextmanager
async def bare(*, transport: Transport) -> AsyncGenerator[Stage]:
    """The bare bot, ready, with Slack's limits off."""
    async with _playground(transport, "off") as playground, bare_process(playground):
        yield Stage(playground)


@asynccontextmanager
async def bare_process(playground: Playground) -> AsyncGenerator[int]:
    """The bare bot on that playground, ready: its process id."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.bare"),
        cwd=ROOT,
        env={**os.environ, **playground.bot_environment()},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        said = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        assert said == READY, "the bare bot did not start"
        yield process.pid
    finally:
        process.terminate()
        await process.wait()


def _playground(transport: Transport, limits: Limits) -> Playground:
    return Playground(transport=transport, limits=limits, chunk_seconds=WORD_SECONDS)
