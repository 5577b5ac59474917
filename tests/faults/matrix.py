"""The matrix: every fault, how much is asked under it, and when it is passed. What happens in a row is in `rows_of_*.py`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.faults import rows_of_load, rows_of_networks, rows_of_processes, rows_of_workspaces
from tests.faults.stage import Outcome, Plan, Stage, stage

SOAK_SAMPLE = 100
"""Questions of the burst that measures how much the soak may ask."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One fault. `passes` says, for people, what `play` checks beyond a clean verdict."""

    name: str
    fault: str
    passes: str
    questions: int
    play: Callable[[Stage], Awaitable[Outcome]] | None
    """None for the one that has a stage of its own: many workspaces."""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


CLEAN = "0 lost, 0 duplicated, 0 out of order, nothing left behind"

ROWS = (
    Row(
        name="F1",
        fault="kill -9 of a random process every 2 s",
        passes="recovery p95 < lease + 5 s",
        questions=1000,
        play=rows_of_processes.f1,
    ),
    Row(
        name="F2",
        fault="F1, 30 % of the events delivered again, 3 % of the writes carried out and then cut off",
        passes="recovery p95 < lease + 5 s",
        questions=1000,
        play=rows_of_processes.f2,
    ),
    Row(
        name="F3",
        fault="a worker stopped for longer than its lease, then woken",
        passes="",
        questions=1000,
        play=rows_of_processes.f3,
    ),
    Row(name="F4", fault="kill -9 of Redis every 10 s, back a second later", passes="", questions=500, play=rows_of_networks.f4),
    Row(
        name="F5",
        fault="Redis silent for 20 s, then slow (2 s), then all connections cut",
        passes="nothing acknowledged in the silence; not ready within 5 s",
        questions=300,
        play=rows_of_networks.f5,
    ),
    Row(
        name="F6",
        fault="Slack: 429 with Retry-After up to 30 s, 20 % of 5xx, calls that hang after they were carried out",
        passes="no change of a message repeated before the time that Slack asked for",
        questions=500,
        play=rows_of_networks.f6,
    ),
    Row(
        name="F7",
        fault="the API: 429, 500, silence, cut mid-stream, malformed, empty, 10 MB, HTML",
        passes="an answer or one honest sentence each",
        questions=500,
        play=rows_of_networks.f7,
        settings=rows_of_networks.MODEL_PATIENCE,
    ),
    Row(
        name="F8",
        fault="SIGTERM to one process after the other every 5 s, the next being ready before",
        passes="added p95 < 3 s",
        questions=1000,
        play=rows_of_processes.f8,
    ),
    Row(
        name="F9",
        fault="everything down for 60 s, Slack's retries over, then started again",
        passes="0 unheard",
        questions=100,
        play=rows_of_processes.f9,
    ),
    Row(
        name="F10",
        fault="a question that crashes every worker, others behind and beside it",
        passes="at most 10 attempts, one dead letter, an honest sentence, all others answered",
        questions=50,
        play=rows_of_processes.f10,
    ),
    Row(
        name="F11",
        fault="two workspaces with the same ids of channels and threads, one of which uninstalls the app midway",
        passes="0 keys left of the one, no word of one in the other",
        questions=500,
        play=None,
    ),
    Row(
        name="F12",
        fault="a file for every known way to misuse a format, and one on another host",
        passes="bot processes below 512 MB, answered within 40 s, no call to the other host",
        questions=0,
        play=rows_of_load.f12,
    ),
    Row(
        name="F14",
        fault="a burst: everything within 10 s, over 200 threads",
        passes="acknowledged p99 < 500 ms",
        questions=2000,
        play=rows_of_load.f14,
    ),
)

SOAK = Row(
    name="F13",
    fault="a soak at 80 % of capacity, a fault each minute",
    passes="memory grows by less than 1 MB a minute, Redis' keys are bounded",
    questions=SOAK_SAMPLE,
    play=None,
)


async def play(row: Row, plan: Plan) -> Outcome:
    """Plays one row on a stage of its own."""
    plan = replace(plan, questions=min(plan.questions, row.questions) if plan.questions else row.questions)
    if row.play is None:
        return await rows_of_workspaces.f11(plan)
    async with stage(plan, **row.settings) as ready:
        return await row.play(ready)


async def play_soak(plan: Plan, *, minutes: float) -> Outcome:
    """Plays the soak."""
    async with stage(replace(plan, questions=SOAK_SAMPLE)) as ready:
        return await rows_of_load.soak(ready, minutes=minutes)
