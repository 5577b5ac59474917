"""The part of the page about the bot under load, with its verdicts. Pure."""

from collections.abc import Iterable

from tests.benchmarks import load, queueing
from tests.benchmarks.figures import Figures, percentile
from tests.benchmarks.load import Burst, Idle, Layout, Load, Steady
from tests.benchmarks.tables import MILLISECONDS, p50_and_p99, reached, table

# The targets.
STEADY_P99 = 0.050
BURST_P99 = 0.500
STARTED_P50 = 0.010
STREAMS_MEGABYTES = 300.0
IDLE_SHARE = 0.01

BURST_LAYOUT: Layout = "one process"
"""The layout that is held to the burst's target: the one that most people run. With two cores, which the stage shares, a receiver
beside two busy workers gets less of them than it needs."""

_ABOUT = """\
The same stage, with people of {workspaces} workspaces, whose team ids the events carry; the bot has one token. All limits are
off. Nobody waits for an answer: where a bot falls behind, the events keep coming. Beside each figure stands the bare bot's, on
the same stage in the same run. Once an event is not acknowledged within three seconds it is sent again, as Slack does."""

_ABOUT_STEADY = """\
**A steady {rate} events a second**, for {seconds:.0f} s. Each event is a question of its own. Here a receiver stores them
(`WORKER_CONCURRENCY=0`) and nobody answers; the bare bot drops them."""

_ABOUT_BURST = """\
**A burst of {count:,} questions in {seconds:.0f} s**, over {threads} threads; one event each. The model answers at once,
`SLACK_UPDATE_SECONDS=0`, and there is room for {at_once} at once in all processes together. The time is from the first question
to the last answer. Out of order is what was acknowledged before another of its thread was sent, and answered after it; overtaken
is what was answered after another that was on its way at the same time, since questions are answered in the order in which they
are accepted. The bare bot answers as things come, in whatever order."""

_ABOUT_STREAMS = """\
**{threads} answers growing at once** in one process, a word each half second; the largest of {looks} looks."""

_ABOUT_STARTED = """\
**From stored to started**: {rate} questions a second for {seconds:.0f} s, through inbox and worker in one process, from the
beginning of storing to the call that answers. Beside it a bare list: RPUSH, and a BLPOP that waits for it."""

_ABOUT_IDLE = """\
**Nothing to do**: processor time of the whole bot over {seconds:.0f} s, {settle:.0f} s after the start, in Socket Mode."""


def under_load(found: Load) -> str:
    """The whole part."""
    return "\n\n".join(
        [
            _ABOUT.format(workspaces=load.WORKSPACES),
            _ABOUT_STEADY.format(rate=load.STEADY_RATE, seconds=load.STEADY_SECONDS),
            _steady(found.steady),
            _ABOUT_BURST.format(count=load.BURST, seconds=load.BURST_SECONDS, threads=load.THREADS, at_once=load.BURST_AT_ONCE),
            _bursts(found.bursts),
            _ABOUT_STREAMS.format(threads=load.THREADS, looks=load.STREAM_LOOKS),
            _streams(found),
            _ABOUT_STARTED.format(rate=queueing.RATE, seconds=queueing.SECONDS),
            _started(found),
            _ABOUT_IDLE.format(seconds=load.IDLE_SECONDS, settle=load.SETTLE_SECONDS),
            _idle(found.idle),
            _targets(found),
        ]
    )


def _steady(rows: Iterable[Steady]) -> str:
    head = ["stored and acknowledged, ms", "p50", "p99", "bare p50", "bare p99", "values"]
    return table(
        head,
        [[row.transport, *p50_and_p99(row.values), *p50_and_p99(row.baseline), _of(len(row.values), row.sent)] for row in rows],
    )


def _bursts(rows: Iterable[Burst]) -> str:
    head = ["", "answered", "twice", "out of order", "overtaken", "time", "acknowledged p50, ms", "p99, ms", "values"]
    return table(
        head,
        [
            [
                row.layout,
                _of(row.order.answered, row.order.asked),
                str(row.order.duplicated),
                str(row.order.out_of_order),
                str(row.order.overtaken),
                f"{row.seconds:.1f} s",
                *p50_and_p99(row.acknowledged),
                _of(len(row.acknowledged), row.sent),
            ]
            for row in rows
        ],
    )


def _streams(found: Load) -> str:
    streams = found.streams
    rows = [
        ["bot", _of(streams.open, load.THREADS), f"{streams.bot:.0f} MB"],
        ["its Valkey", "", f"{streams.valkey:.0f} MB"],
        ["the bare bot", _of(streams.bare_open, load.THREADS), f"{streams.bare:.0f} MB"],
    ]
    return table(["", "open at once", "resident memory"], rows)


def _started(found: Load) -> str:
    rows = [
        [name, *p50_and_p99(values), str(len(values))]
        for name, values in (("inbox and worker", found.started.inbox), ("RPUSH and BLPOP", found.started.bare))
    ]
    return table(["stored → started, ms", "p50", "p99", "values"], rows)


def _idle(idle: Idle) -> str:
    rows = [
        [name, _percent(share)] for name, share in (("bot", idle.bot), ("its Valkey", idle.valkey), ("the bare bot", idle.bare))
    ]
    return table(["", "of one core"], rows)


def _targets(found: Load) -> str:
    rows = [
        *(_p_verdict(f"acknowledgement p99, steady, {row.transport}", row.values, 0.99, STEADY_P99) for row in found.steady),
        *(
            verdict
            for row in found.bursts
            if row.layout == BURST_LAYOUT
            for verdict in (_complete(row), _p_verdict("acknowledgement p99, burst", row.acknowledged, 0.99, BURST_P99))
        ),
        _memory(found),
        _p_verdict("stored → started p50", found.started.inbox, 0.5, STARTED_P50),
        _processor(found.idle),
    ]
    return table(["target", "below", "measured", ""], rows)


def _p_verdict(name: str, values: list[float], share: float, target: float) -> list[str]:
    below = f"{target * MILLISECONDS:.0f} ms"
    if not values:
        return [name, below, "–", "not measured"]
    measured = Figures.of(values).p50 if share == 0.5 else percentile(values, share)
    return [name, below, f"{measured * MILLISECONDS:.1f} ms", reached(measured, target)]


def _complete(burst: Burst) -> list[str]:
    order = burst.order
    wrong = order.asked - order.answered + order.duplicated + order.out_of_order
    return ["of the burst: missing, twice or out of order", "1", str(wrong), "missed" if wrong else "reached"]


def _memory(found: Load) -> list[str]:
    streams, name = found.streams, f"memory, {load.THREADS} answers at once"
    is_whole = streams.open == load.THREADS
    verdict = reached(streams.bot, STREAMS_MEGABYTES) if is_whole else f"only {streams.open} were open"
    return [name, f"{STREAMS_MEGABYTES:.0f} MB", f"{streams.bot:.0f} MB", verdict]


def _processor(idle: Idle) -> list[str]:
    name, below = "idle, of one core", _percent(IDLE_SHARE)
    return [name, below, _percent(idle.bot), "not measured" if idle.bot is None else reached(idle.bot, IDLE_SHARE)]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _of(count: int, expected: int) -> str:
    return f"{count:,}" if count == expected else f"{count:,} of {expected:,}"
