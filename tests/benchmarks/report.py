"""The measured figures as a Markdown page: tables, what they mean, and whether the targets are reached. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks import long_material as long
from tests.benchmarks.figures import Figures, percentile
from tests.benchmarks.limiter import AT_ONCE, ROUND, Rates
from tests.benchmarks.load import Load
from tests.benchmarks.load_report import under_load
from tests.benchmarks.long_material import Long
from tests.benchmarks.reading import ROUNDS, Readings
from tests.benchmarks.tables import MILLISECONDS, p50_and_p99, reached, table, within

# The targets, with Slack's limits off.
ACKNOWLEDGED_P99 = 0.100
VISIBLE_P50 = 0.150
IDLE_MEGABYTES = 150.0

LIMITS_RATIO = 0.7
"""Of the rate of a bare INCR, from the same client in the same run."""

ACKNOWLEDGED = "event → stored → acknowledged"
STATUS = "event → status visible"
VISIBLE = "end of the first sentence → visible"

FIRST = "first"
"""`at_once` of the first question after the start."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measured series, in seconds, and the bare bot's beside it. `expected` is how many values were to come."""

    measure: str
    transport: str
    at_once: str
    expected: int
    values: Sequence[float]
    baseline: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Rest:
    """The process at rest: megabytes of memory and seconds to be ready."""

    bot_idle: float
    bot_after: float
    valkey_idle: float
    valkey_after: float
    ready: Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything that one run measured, and where."""

    date: str
    machine: str
    load_before: float
    load_after: float
    seconds: float
    off: Sequence[Row]
    slack: Sequence[Row]
    rest: Rest
    limits: Rates
    reading: Readings
    long: Sequence[Long]
    load: Load


def page(run: Run) -> str:
    """The whole page."""
    return "\n\n".join(
        [
            "# Benchmarks",
            _conditions(run),
            _ABOUT,
            "## Our own share: Slack's limits off",
            _ABOUT_OFF,
            _timings(run.off),
            "## What people see: Slack's limits on",
            _ABOUT_SLACK,
            _timings(run.slack),
            "## The limits: five scopes in one round trip",
            limits(run.limits),
            "## Reading files",
            reading(run.reading),
            "## Long material",
            long_material(run.long),
            "## Under load",
            under_load(run.load),
            "## At rest",
            _at_rest(run.rest),
            "## Targets, with Slack's limits off",
            _targets(run),
        ]
    )


def _conditions(run: Run) -> str:
    load = f"Load average {run.load_before:.1f} before and {run.load_after:.1f} after"
    return f"{run.date}. {run.machine}. {load}; the run took {run.seconds:.0f} s. `make bench` measures again."


_ABOUT = """\
The bot is the real one, started with `python -m bot` and an embedded Valkey. Slack and the model are the playground, over
loopback sockets. Beside each figure stands a bare bot, on the same stage in the same run: library calls only (aiohttp or
slack_sdk's socket client, `AsyncWebClient`, httpx). It acknowledges at once, sets a status, and posts the first sentence; it
stores, reads, checks and paces nothing.

How to read them:

- The machine is small and shared with other work: figures move by tens of per cent between runs, and p99 by more. Medians, and
  the ratio of the medians to the bare bot's, tell more than any single p99. With fewer than a hundred values, p99 is the largest.
- Slack, the model and the stopwatch are one process, which shares the cores with the bot. "50" is a burst: 50 mentions in one
  instant, which Slack delivers as 100 events (`app_mention` and `message`). Its figures hold the driver's own queue and, over
  HTTP, up to a hundred new connections; how much that is, the bare bot's show.
- All moments are taken in that process, with one monotonic clock. An event's time starts when its sending begins.
- A sentence's end is known only by what follows it: its delay holds the 10 ms until the model's next word."""

_ABOUT_OFF = """\
`SLACK_UPDATE_SECONDS=0`, and room for all 50 at once (`WORKER_CONCURRENCY`, `MODEL_CONCURRENCY`), so that nothing waits for a
limit. "first" is the first question after the start; the first burst after it, with its new connections, is among the values."""

_ABOUT_SLACK = """\
Default settings, and the playground refuses what Slack would refuse. Each thread is in a channel of its own: in one channel Slack
takes one post a second, whoever sends it. With 50 at once the default settings answer some at a time, and the others wait for
their turn: that is their time to the status. The bare bot's figures are those from above; the limits do not touch its calls."""


def _timings(rows: Iterable[Row]) -> str:
    return table(
        ["ms", "transport", "threads at once", "p50", "p99", "bare p50", "bare p99", "ratio", "values"],
        [
            [
                row.measure,
                row.transport,
                row.at_once,
                *p50_and_p99(row.values),
                *p50_and_p99(row.baseline),
                f"{Figures.of(row.values).p50 / Figures.of(row.baseline).p50:.1f}" if row.values and row.baseline else "–",
                str(row.expected) if len(row.values) == row.expected else f"{len(row.values)} of {row.expected}",
            ]
            for row in rows
        ],
    )


_ABOUT_LIMITS = """\
{at_once} callers on an embedded Valkey, through the bot's own client. An admission checks and charges requests per minute and per
hour of a person, a channel, a workspace and overall, and reserves tokens of both budgets; no limit is reached, so that nothing is
left out. Beside it a bare INCR. {rounds} rounds of {count:,} each, in turns; the ratio is the median of the rounds' ratios."""


def limits(rates: Rates) -> str:
    """The part about the limits, with its verdict."""
    about = _ABOUT_LIMITS.format(at_once=AT_ONCE, rounds=len(rates.admit), count=ROUND)
    rows = [
        [name, *(f"{value:,.0f}" for value in (median(values), min(values), max(values)))]
        for name, values in (("INCR", rates.incr), ("admission", rates.admit))
    ]
    missed = 100 * (1 - rates.ratio / LIMITS_RATIO)
    verdict = "reached" if rates.ratio >= LIMITS_RATIO else f"missed by {missed:.0f} %"
    target = ["admission beside INCR", f"{LIMITS_RATIO:.2f}", f"{rates.ratio:.2f}", verdict]
    return "\n\n".join(
        [
            about,
            table(["a second", "median", "slowest round", "fastest round"], rows),
            table(["target", "at least", "measured", ""], [target]),
        ]
    )


_ABOUT_READING = """\
Each file is read by our reader and by the bare library in turns, in one process, without the worker around it; medians of
{rounds} rounds, and the geometric mean over the files. Web pages are a blog's, if the corpus is there, a report of many short
sections, a long article of an encyclopaedia and a newsletter. The worker's own share, and the first page of a PDF of 10,000 pages
in a process of its own, are measured apart."""

PDF_RATIO, PDF_PAGE, HTML_RATIO, PICTURE_RATIO = 5.0, 0.020, 1.5, 1.15
ISOLATION, FIRST_PAGE, FIRST_PAGE_MEGABYTES = 0.002, 0.200, 150.0


def reading(found: Readings) -> str:
    """The part about files, with its verdicts."""
    a_page = sum(found.pdf.ours) / max(found.pdf.units, 1)
    rows = [
        [
            "PDF text, beside bare pypdfium2",
            f"{PDF_RATIO:.0f} ×",
            f"{found.pdf.ratio:.1f} ×",
            within(found.pdf.ratio, PDF_RATIO),
        ],
        ["PDF text, a page", f"{PDF_PAGE * MILLISECONDS:.0f} ms", f"{a_page * MILLISECONDS:.1f} ms", within(a_page, PDF_PAGE)],
        [
            "Office, slowest beside 5 ms + 1.5 × bare office-oxide",
            "1.00 ×",
            f"{found.office.office_excess:.2f} ×",
            within(found.office.office_excess, 1.0),
        ],
        [
            "HTML, beside bare html-to-markdown",
            f"{HTML_RATIO:.1f} ×",
            f"{found.html.ratio:.1f} ×",
            within(found.html.ratio, HTML_RATIO),
        ],
        [
            "page image, beside bare pypdfium2 and JPEG",
            f"{PICTURE_RATIO:.2f} ×",
            f"{found.picture.ratio:.2f} ×",
            within(found.picture.ratio, PICTURE_RATIO),
        ],
        [
            "a warm worker's share of a file",
            f"{ISOLATION * MILLISECONDS:.0f} ms",
            f"{found.isolation * MILLISECONDS:.1f} ms",
            within(found.isolation, ISOLATION),
        ],
        [
            "first of 10,000 pages",
            f"{FIRST_PAGE * MILLISECONDS:.0f} ms",
            f"{found.first_page * MILLISECONDS:.0f} ms",
            within(found.first_page, FIRST_PAGE),
        ],
        [
            "first of 10,000 pages, peak memory",
            f"{FIRST_PAGE_MEGABYTES:.0f} MB",
            f"{found.first_page_megabytes:.0f} MB",
            within(found.first_page_megabytes, FIRST_PAGE_MEGABYTES),
        ],
    ]
    return "\n\n".join([_ABOUT_READING.format(rounds=ROUNDS), table(["target", "at most", "measured", ""], rows)])


_ABOUT_LONG = """\
The bot's own reading and its model client, over loopback sockets to an API that takes {latency:.1f} s for every call, {at_once}
calls at once. The critical path is all parts in turns of {at_once}, then all merges in turns of {at_once}. Prompts are the tokens
of all calls beside those of the document itself, by estimate; "again" is a second summary: everything is kept."""

LONG_RATIO, LONG_PROMPTS = 1.25, 1.35


def long_material(found: Sequence[Long]) -> str:
    """The part about long material, with its verdicts."""
    rows = [
        [
            one.name,
            str(one.parts),
            str(one.merges),
            f"{one.seconds:.1f} s",
            f"{one.critical_path:.1f} s",
            f"{one.ratio:.2f} ×",
            within(one.ratio, LONG_RATIO),
            f"{one.prompts:.2f} ×",
            within(one.prompts, LONG_PROMPTS),
            f"{one.again * MILLISECONDS:.0f} ms, {one.calls_again} calls",
        ]
        for one in found
    ]
    at_most = [f"at most {LONG_RATIO:.2f} ×", f"at most {LONG_PROMPTS:.2f} ×"]
    head = ["", "parts", "merges", "time", "critical path", "ratio", at_most[0], "prompts", at_most[1], "again"]
    return "\n\n".join([_ABOUT_LONG.format(latency=long.LATENCY, at_once=long.AT_ONCE), table(head, rows)])


def _at_rest(rest: Rest) -> str:
    starts = Figures.of(rest.ready)
    return table(
        ["", "idle", "after the bursts"],
        [
            ["bot, resident memory", f"{rest.bot_idle:.0f} MB", f"{rest.bot_after:.0f} MB"],
            ["embedded Valkey, resident memory", f"{rest.valkey_idle:.0f} MB", f"{rest.valkey_after:.0f} MB"],
            ["start to ready, new data folder", f"{starts.p50:.2f} s (median of {starts.count})", ""],
        ],
    )


def _targets(run: Run) -> str:
    warm = [row for row in run.off if row.at_once != FIRST]
    idle = run.rest.bot_idle
    verdicts = [
        *(_verdict("acknowledgement p99", row, 0.99, ACKNOWLEDGED_P99) for row in warm if row.measure == ACKNOWLEDGED),
        *(_verdict("added delay p50", row, 0.5, VISIBLE_P50) for row in warm if row.measure == VISIBLE),
        ["idle process", f"{IDLE_MEGABYTES:.0f} MB", f"{idle:.0f} MB", "–", reached(idle, IDLE_MEGABYTES)],
    ]
    return table(["target", "below", "measured", "bare bot", ""], verdicts)


def _verdict(name: str, row: Row, share: float, target: float) -> list[str]:
    where = f"{name}, {row.transport}, {row.at_once} at once"
    below = f"{target * MILLISECONDS:.0f} ms"
    if not row.values or not row.baseline:
        return [where, below, "–", "–", "not measured"]
    measured, baseline = percentile(row.values, share), percentile(row.baseline, share)
    shown = [f"{seconds * MILLISECONDS:.0f} ms" for seconds in (measured, baseline)]
    return [where, below, *shown, reached(measured, target)]
