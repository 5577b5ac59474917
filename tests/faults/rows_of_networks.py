"""Rows of the matrix in which what the bot depends on fails: Redis, Slack, the API."""

import asyncio
import time
from functools import partial
from itertools import pairwise

from bot.playground.stand_in import StandIn
from bot.playground.web_api import Fault
from tests.faults.proxy import CALM, Trouble
from tests.faults.rows_of_processes import calm
from tests.faults.stage import SLACK_WRITES, Outcome, Stage, meanwhile

REDIS_KILL_SECONDS = 10.0
REDIS_DOWN_SECONDS = 1.0
BLACKHOLE_SECONDS = 20.0
RED_SECONDS = 5.0
LATENCY_SECONDS = 1.0
"""Each way, so that a command takes two."""

HANG_SECONDS = 20.0
"""Longer than the bot waits for one call to Slack."""

BUSY = {1: 0.05, 3: 0.02, 10: 0.003, 30: 0.002}
"""Shares of writes that Slack refuses for so many seconds."""
BUSY_SHORTLY = {1: 0.05}

MODEL_PATIENCE = {"MODEL_FIRST_TOKEN_SECONDS": "3", "MODEL_IDLE_SECONDS": "3"}
"""Shorter than an operator would have it, so that a run with many hanging calls ends."""

MISHAPS, MISHAPS_SHORTLY = 0.03, 0.06
"""The share of requests that meet each thing that an API can do wrong."""

HUGE_CHARACTERS = 10_000_000


async def f4(stage: Stage) -> Outcome:
    """kill -9 of Redis every 10 s, started again a second later on the same files."""
    kills: list[float] = []

    async def kill() -> None:
        while True:
            await asyncio.sleep(REDIS_KILL_SECONDS)
            kills.append(time.monotonic())
            await stage.cluster.store.kill()
            try:
                await asyncio.sleep(REDIS_DOWN_SECONDS)
            finally:
                await stage.cluster.store.start()

    async with meanwhile(asyncio.create_task(kill())):
        await stage.ask()
    verdict = await stage.settle()
    return stage.outcome("F4", verdict, figures={"kills": str(len(kills))})


async def f5(stage: Stage) -> Outcome:
    """Redis: 20 s of silence, then 2 s for each command, then all connections cut, while people go on asking."""
    redis = stage.cluster.redis
    third = max(3, stage.plan.questions // 3)
    asking = asyncio.create_task(stage.ask(third, seconds=BLACKHOLE_SECONDS))
    await asyncio.sleep(1.0)
    began = time.monotonic()
    redis.trouble = Trouble(blackhole=True)
    red = await asyncio.gather(*(_seconds_to_red(stage, index, began) for index in range(len(stage.cluster.processes))))
    await asyncio.sleep(began + BLACKHOLE_SECONDS - time.monotonic())
    acked = stage.load.acked_between(began + 0.1, time.monotonic())
    redis.trouble = Trouble(latency=LATENCY_SECONDS)
    await asking
    await stage.ask(third, seconds=10.0)
    redis.trouble = CALM
    redis.reset()
    await stage.ask(third, seconds=5.0)
    verdict = await stage.settle()
    return stage.outcome(
        "F5",
        verdict,
        passed=not acked and max(red) <= RED_SECONDS,
        figures={"acknowledged in the silence": str(acked), "red after": f"{max(red):.1f} s"},
    )


async def _seconds_to_red(stage: Stage, index: int, began: float) -> float:
    """When /readyz of that process says 503; not to answer at all counts as ready, as it tells nobody anything."""
    while time.monotonic() < began + BLACKHOLE_SECONDS:
        if await stage.cluster.processes[index].readiness(seconds=2 * RED_SECONDS) == 503:
            return time.monotonic() - began
        await asyncio.sleep(0.2)
    return BLACKHOLE_SECONDS


async def f6(stage: Stage) -> Outcome:
    """Slack: refusals with Retry-After, 20 % of 5xx (half of them after the call was carried out), calls that hang afterwards."""
    web_api = stage.playground.web_api
    for seconds, share in (BUSY_SHORTLY if stage.plan.is_short else BUSY).items():
        busy = Fault(status=429, error="ratelimited", headers=(("Retry-After", str(seconds)),))
        web_api.fail_often(SLACK_WRITES, share, busy, seed=stage.plan.seed)
    web_api.fail_often(SLACK_WRITES, 0.1, Fault(status=503))
    web_api.fail_often(SLACK_WRITES, 0.1, Fault(status=500, committed=True))
    if not stage.plan.is_short:
        web_api.fail_often(SLACK_WRITES, 0.01, Fault(status=504, committed=True, seconds=HANG_SECONDS))
    before = len(web_api.failed)
    await stage.ask()
    await stage.load.settled(seconds=180)
    calm(stage)
    verdict = await stage.settle()
    failed, soon = len(web_api.failed) - before, _impatient(stage, before)
    return stage.outcome(
        "F6", verdict, passed=failed > 0 and not soon, figures={"calls failed": str(failed), "repeated too soon": str(soon)}
    )


def _impatient(stage: Stage, since: int) -> int:
    """Refused changes of a message that were repeated before Slack's time was over."""
    calls = stage.playground.workspace.calls
    soon = 0
    for refused, fault in stage.playground.web_api.failed[since:]:
        if fault.status != 429 or not refused.args.get("ts"):
            continue
        same = [call.at for call in calls if call.method == refused.method and _target(call.args) == _target(refused.args)]
        wait = float(dict(fault.headers)["Retry-After"])
        soon += any(first == refused.at and second - first < wait - 0.05 for first, second in pairwise(same))
    return soon


def _target(args: dict[str, object]) -> tuple[object, object]:
    return args.get("channel"), args.get("ts")


async def f7(stage: Stage) -> Outcome:
    """The API: 429, 500, silence, a cut in the middle, nonsense, nothing, ten megabytes, and another kind of content."""
    api = stage.playground.stand_in
    met: list[str] = []

    def meet(mishap: partial[None]) -> None:
        met.append(str(mishap.func))
        mishap()

    for mishap in api_mishaps(api):
        api.mishaps.add(MISHAPS_SHORTLY if stage.plan.is_short else MISHAPS, partial(meet, mishap))
    await stage.ask()
    verdict = await stage.settle(seconds=180)
    calm(stage)
    figures = {"requests failed": str(len(met)), "honest errors": str(len(verdict.failed))}
    return stage.outcome("F7", verdict, passed=bool(met), figures=figures)


def api_mishaps(api: StandIn) -> list[partial[None]]:
    """Everything that an API can do wrong."""
    stream = {"Content-Type": "text/event-stream"}
    return [
        partial(api.fail_next, 429, headers={"Retry-After": "1"}),
        partial(api.fail_next, 500),
        partial(api.stall_next),
        partial(api.disconnect_after, 5),
        partial(api.fail_next, 200, 'data: {"choices": [{"delta"\n\ndata: nonsense\n\n', headers=stream),
        partial(api.fail_next, 200, "\n\n", headers=stream),
        partial(api.fail_next, 200, f"data: {'x' * HUGE_CHARACTERS}\n\n", headers=stream),
        partial(api.fail_next, 200, "<html>Welcome to our hotel's network</html>", headers={"Content-Type": "text/html"}),
    ]
