"""What every row of the matrix plays on: a playground, a cluster and a load, and how a run comes to its end and its verdict."""

import asyncio
import random
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bot.language import TeamId
from bot.playground.entities import TEAM, YOU
from bot.playground.server import Playground
from bot.playground.web_api import Fault
from tests.benchmarks.figures import percentile
from tests.faults.cluster import Cluster, Process, cluster
from tests.faults.ledger import Verdict
from tests.faults.load import Load

Limits = Literal["off", "slack"]

LATENCY_SECONDS = 0.05
"""Of a call to Slack: it is carried out half-way, so that a process can die on either side of that."""

RETRY_FACTOR = 0.1
"""Slack's retries come after 0, 6 and 30 seconds here: a process that is killed is back within seconds, too."""

CLEAN_UP_SECONDS = 15.0
"""After the last answer, and beyond a lease: how long what was left may take to go."""

FEWEST_THREADS = 20
"""With fewer, a thread is asked more than it can answer in turn, and what is measured is that queue."""

POLL_SECONDS = 0.1
SLACK_WRITES = ("chat.postMessage", "chat.update", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.delete")
RESET_AFTER_COMMIT = Fault(disconnect=True, committed=True)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How large a run is. `rate` is in questions a second, `lease` in seconds."""

    questions: int
    rate: float = 10.0
    lease: float = 5.0
    limits: Limits = "off"
    word_seconds: float = 0.03
    """Between two words of an answer, so that kills hit answers midway: an answer takes about two seconds."""
    seed: int = 0
    is_short: bool = False
    """Without the faults that take half a minute each."""

    @property
    def seconds(self) -> float:
        """How long the asking lasts."""
        return self.questions / self.rate


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a row came to. `figures` are ready to be read; `note` says what was not looked at, or is not so yet."""

    row: str
    plan: Plan
    verdict: Verdict
    passed: bool
    figures: dict[str, str] = field(default_factory=dict[str, str])
    note: str = ""


class Stage:
    """A cluster at work, and the dice."""

    def __init__(self, cluster: Cluster, plan: Plan) -> None:
        self.cluster = cluster
        self.plan = plan
        self.dice = random.Random(plan.seed)
        self.playground = cluster.playground
        self.load = self.fresh_load()
        self.stops: list[tuple[float, str]] = []
        """When which process was killed or stopped."""
        self.charged = 0
        """Tokens that count against the workspace, when all was settled."""

    def fresh_load(self, *, threads: int | None = None) -> Load:
        """People who have asked nothing yet; whoever asked before is no longer heard."""
        self.load = Load(self.playground, threads=threads or max(FEWEST_THREADS, self.plan.questions // 10), seed=self.plan.seed)
        return self.load

    async def ask(self, count: int | None = None, seconds: float | None = None) -> None:
        """Asks all that the plan has, at its pace."""
        await self.load.ask(count or self.plan.questions, seconds=self.plan.seconds if seconds is None else seconds)

    def add_file(self, name: str, data: bytes) -> str:
        """Puts a file into the workspace; its id."""
        return self.playground.files.add(name, data, user=YOU).id

    async def settle(self, *, seconds: float = 120.0) -> Verdict:
        """Lets everything calm down, waits until all is answered and cleaned up, and gives the verdict."""
        await self.load.settled(seconds=seconds)
        deadline = time.monotonic() + self.plan.lease + CLEAN_UP_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError):
                if not await self.cluster.store.waiting() and not (verdict := self.load.verdict()).left and not verdict.statuses:
                    break
            await asyncio.sleep(POLL_SECONDS)
        with suppress(OSError):
            self.charged = await self.cluster.store.charged(TeamId(TEAM))
        return self.load.verdict()

    def outcome(self, row: str, verdict: Verdict, *, passed: bool = True, note: str = "", figures: Mapping[str, str]) -> Outcome:
        """The outcome of a row: it passes if the verdict is clean and `passed`."""
        waits = self.load.waits()
        figures = {**figures, "tokens counted": f"{self.charged:,} of {self.playground.stand_in.billed:,} billed"}
        if waits:
            figures = {"answer p50": f"{percentile(waits, 0.5):.1f} s", "p95": f"{percentile(waits, 0.95):.1f} s", **figures}
        return Outcome(
            row=row, plan=self.plan, verdict=verdict, passed=passed and verdict.is_clean, figures=dict(figures), note=note
        )

    async def ready_processes(self) -> list[Process]:
        """Those that are ready at this moment."""
        found = await asyncio.gather(*(process.readiness(seconds=1.0) for process in self.cluster.processes))
        return [process for process, status in zip(self.cluster.processes, found, strict=True) if status == 200]

    async def kill_at_random(self, *, every: float) -> None:
        """SIGKILL for a random process again and again, each started again at once, until it is cancelled.

        Only while two others are ready: where starting takes longer than `every`, nobody would ever be.
        """
        while True:
            await asyncio.sleep(every)
            ready = await self.ready_processes()
            if len(ready) < len(self.cluster.processes) - 1:
                continue
            victim = self.dice.choice(ready)
            self.stops.append((time.monotonic(), victim.name))
            await victim.kill()
            await victim.start(ready=False)


@asynccontextmanager
async def stage(plan: Plan, **settings: str) -> AsyncGenerator[Stage]:
    """A stage with everything ready."""
    with tempfile.TemporaryDirectory(prefix="footnote-faults-", ignore_cleanup_errors=True) as folder:
        async with (
            Playground(chunk_seconds=plan.word_seconds, retry_factor=RETRY_FACTOR, limits=plan.limits) as playground,
            cluster(Path(folder), playground, lease=plan.lease, port=0, **settings) as made,
        ):
            playground.web_api.latency = LATENCY_SECONDS
            yield Stage(made, plan)


@asynccontextmanager
async def meanwhile(trouble: "asyncio.Task[None]") -> AsyncGenerator[None]:
    """Trouble goes on for as long as the block; an error of its own is an error of the run."""
    try:
        yield
    finally:
        trouble.cancel()
        with suppress(asyncio.CancelledError):
            await trouble
