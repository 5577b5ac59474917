"""The short form of the matrix, for every run of the tests: the rows that break first, small, on one stage."""

import asyncio
from dataclasses import replace

from tests.faults import rows_of_networks, rows_of_processes
from tests.faults.rows_of_processes import KILL_SECONDS, calm, disturb, freeze
from tests.faults.stage import Outcome, Plan, Stage, meanwhile, stage

PLAN = Plan(questions=60, rate=12.0, lease=2.0, word_seconds=0.015, is_short=True)
FEW = replace(PLAN, questions=15)
POISONED = replace(PLAN, questions=5)


async def play_short() -> list[Outcome]:
    """Plays them one after the other; seconds, on a machine that is not busy otherwise."""
    outcomes: list[Outcome] = []
    async with stage(PLAN, **rows_of_networks.MODEL_PATIENCE) as ready:
        for plan, row in (
            (PLAN, _killed_and_frozen),
            (FEW, rows_of_networks.f6),
            (FEW, rows_of_networks.f7),
            (POISONED, rows_of_processes.f10),
        ):
            for process in ready.cluster.processes:
                await process.ready()
            ready.plan = plan
            ready.stops.clear()
            ready.fresh_load()
            outcomes.append(await row(ready))
            calm(ready)
    return outcomes


async def _killed_and_frozen(ready: Stage) -> Outcome:
    """F1, F2 and F3 at once."""
    disturb(ready)
    async with (
        meanwhile(asyncio.create_task(ready.kill_at_random(every=KILL_SECONDS))),
        meanwhile(asyncio.create_task(freeze(ready))),
    ):
        await ready.ask()
        await ready.load.settled(seconds=2 * ready.plan.lease)
    rows_of_processes.wake(ready)
    verdict = await ready.settle()
    return ready.outcome("F1–F3", verdict, figures={"kills and stops": str(len(ready.stops))})
