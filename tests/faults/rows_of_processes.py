"""Rows of the matrix in which processes are killed, stopped, restarted or poisoned."""

import asyncio
import math
import signal
import time

from tests.benchmarks.figures import percentile
from tests.faults.cluster import Process
from tests.faults.stage import RESET_AFTER_COMMIT, SLACK_WRITES, Outcome, Stage, meanwhile

KILL_SECONDS = 2.0
REDELIVERED = 0.3
REDELIVERED_AFTER_SECONDS = 1.0
CUT_OFF = 0.03
RECOVERY_SECONDS = 5.0
"""Beyond the lease: the target for the answer of whoever was being answered by a process that was killed."""

ROLLING_SECONDS = 5.0
ADDED_SECONDS = 3.0
DOWN_SECONDS = 60.0
MOST_POISONED_ATTEMPTS = 10
NEIGHBOURS = 0.6
"""Neighbours of the poison in other threads, for each question that waits behind it."""


async def f1(stage: Stage) -> Outcome:
    """kill -9 of a random process every 2 s."""
    return await _killed(stage, "F1")


async def f2(stage: Stage) -> Outcome:
    """F1, 30 % of the events once more, 3 % of the writes carried out and then cut off."""
    disturb(stage)
    return await _killed(stage, "F2")


def disturb(stage: Stage) -> None:
    """Events come again, and answers to writes are lost."""
    stage.playground.deliveries.repeats.add(REDELIVERED, REDELIVERED_AFTER_SECONDS)
    stage.playground.web_api.fail_often(SLACK_WRITES, CUT_OFF, RESET_AFTER_COMMIT, seed=stage.plan.seed)


def calm(stage: Stage) -> None:
    """Nothing goes wrong any more."""
    stage.playground.deliveries.repeats.clear()
    stage.playground.web_api.fail_no_more()
    stage.playground.stand_in.mishaps.clear()


async def _killed(stage: Stage, row: str) -> Outcome:
    async with meanwhile(asyncio.create_task(stage.kill_at_random(every=KILL_SECONDS))):
        await stage.ask()
        await stage.load.settled(seconds=stage.plan.lease)
    verdict = await stage.settle()
    calm(stage)
    recoveries = stage.load.recoveries(stage.stops)
    p95 = percentile(recoveries, 0.95) if recoveries else math.inf  # Kills that hit no answer show nothing.
    return stage.outcome(
        row,
        verdict,
        passed=p95 < stage.plan.lease + RECOVERY_SECONDS,
        figures={"kills": str(len(stage.stops)), "hit": str(len(recoveries)), "recovery p95": f"{p95:.1f} s"},
    )


async def f3(stage: Stage) -> Outcome:
    """SIGSTOP of a worker for longer than the lease, then SIGCONT: it wakes up believing that it still may write."""
    async with meanwhile(asyncio.create_task(freeze(stage))):
        await stage.ask()
        await stage.load.settled(seconds=2 * stage.plan.lease)
    wake(stage)
    verdict = await stage.settle()
    return stage.outcome("F3", verdict, figures={"stops": str(len(stage.stops))})


def wake(stage: Stage) -> None:
    """Lets everybody go on who was stopped."""
    for worker in stage.cluster.workers:
        worker.signal(signal.SIGCONT)


async def freeze(stage: Stage) -> None:
    """Stops one worker after the other for longer than the lease, until it is cancelled."""
    while True:
        await asyncio.sleep(KILL_SECONDS)
        worker = stage.dice.choice(stage.cluster.workers)
        stage.stops.append((time.monotonic(), worker.name))
        worker.signal(signal.SIGSTOP)
        await asyncio.sleep(1.3 * stage.plan.lease + 0.5)
        worker.signal(signal.SIGCONT)


async def f8(stage: Stage) -> Outcome:
    """SIGTERM to one process after the other every 5 s, the next one being ready before. What it adds is measured first."""
    before = stage.load
    await stage.ask(max(10, stage.plan.questions // 5), seconds=stage.plan.seconds / 5)
    await before.settled(seconds=60)
    usual = percentile(before.waits(), 0.95)
    load = stage.fresh_load()

    async def roll() -> None:
        while True:
            for process in stage.cluster.processes:
                await asyncio.sleep(ROLLING_SECONDS)
                stage.stops.append((time.monotonic(), process.name))
                await process.replace()

    async with meanwhile(asyncio.create_task(roll())):
        await stage.ask()
    verdict = await stage.settle()
    added = percentile(load.waits(), 0.95) - usual if load.waits() else 0.0
    return stage.outcome(
        "F8",
        verdict,
        passed=added < ADDED_SECONDS,
        figures={"restarts": str(len(stage.stops)), "added p95": f"{added:.1f} s"},
    )


async def f9(stage: Stage) -> Outcome:
    """All processes down for a minute, in which people ask and Slack's retries run out; then all start again."""
    await stage.ask(stage.plan.questions // 4, seconds=2.0)
    await asyncio.gather(*(process.kill() for process in stage.cluster.processes))
    await stage.ask(stage.plan.questions - stage.plan.questions // 4, seconds=DOWN_SECONDS)
    # Slack gives up within half a minute here, and within six elsewhere.
    await stage.playground.deliveries.settled()
    await asyncio.gather(*(process.start() for process in stage.cluster.processes))
    verdict = await stage.settle(seconds=60 + stage.plan.lease)
    return stage.outcome("F9", verdict, figures={"down": f"{DOWN_SECONDS:.0f} s"})


async def f10(stage: Stage) -> Outcome:
    """A question that crashes each worker that calls the model for it; others wait behind it, and beside it."""
    load = stage.load
    dead = await stage.cluster.store.dead()
    (poison,) = await load.ask(1, seconds=0.0)
    revivals: set[asyncio.Task[None]] = set()

    def crash(number: int, name: str) -> None:
        for worker in stage.cluster.workers:
            if number == poison and worker.name == name:
                task = asyncio.create_task(_crash(worker))
                revivals.add(task)
                task.add_done_callback(revivals.discard)

    load.on_call = crash
    # At once: who is answered when the worker crashes has a lease that runs out together with the poison's.
    await load.ask(max(2, round(stage.plan.questions * NEIGHBOURS)), seconds=0.2)
    await load.ask(stage.plan.questions, seconds=2.0, thread=load.place(poison))
    verdict = await stage.settle(seconds=12 * (stage.plan.lease + 15))
    load.on_call = None
    attempts = load.claims(poison)
    buried = await stage.cluster.store.dead() - dead
    is_honest = verdict.failed == [poison] and buried == 1
    return stage.outcome(
        "F10",
        verdict,
        passed=is_honest and attempts <= MOST_POISONED_ATTEMPTS,
        figures={"attempts": str(attempts), "dead letters": str(buried), "given up": str(len(verdict.failed))},
    )


async def _crash(worker: Process) -> None:
    await worker.kill()
    await worker.start(ready=False)
