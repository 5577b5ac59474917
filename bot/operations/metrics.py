"""`/metrics`, in Prometheus' text form: what `Telemetry` has counted, how full the inbox is, and what the process takes.

Every name is declared here, with the names of its labels; the values of labels come from sets that our own code closes, and never
name a person, a channel, a workspace, a file or a word of anybody's.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from aiohttp import web
from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot import __version__
from bot.language import StoreUnavailable
from bot.memory.inbox import Depth
from bot.telemetry import BOUNDS, Durations, Telemetry

PREFIX = "footnote_"

STORE_SECONDS = 1.0
"""How long Redis may take to tell the inbox's depth: a scrape gives up after ten, and has to tell that Redis is down."""


@dataclass(frozen=True)
class Counted:
    """What a counter means, and what its labels are called."""

    meaning: str
    labels: tuple[str, ...] = ()


COUNTERS: Mapping[str, Counted] = {
    "deliveries": Counted(
        "What Slack delivered, by the HTTP status it was answered with; Socket Mode acknowledges 200 alone", ("status",)
    ),
    "redeliveries": Counted("Deliveries that Slack had tried before"),
    "questions": Counted("Questions put into the inbox: new, or a duplicate that was refused", ("result",)),
    "events_ignored": Counted("Events that ask nothing", ("reason",)),
    "attempts": Counted(
        "Attempts at a question by their end: answered, failed, over limit, not admitted, stopped, deleted and given up end it,"
        " a scheduled recap also nothing said, not wanted and paused;"
        " edited, handed back, tried again and lease lost leave it to the next attempt; posted is one that was asked in a form",
        ("outcome",),
    ),
    "answers": Counted("What people were told: answered, over limit, not admitted, or the kind of error", ("outcome",)),
    "questions_given_up": Counted("Questions given up after too many failures or crashes", ("reason",)),
    "claims_after_crash": Counted("Questions taken over from a worker that vanished"),
    "leases_lost": Counted("Attempts whose question another worker had taken over meanwhile"),
    "limits_hit": Counted("Questions refused by a limit", ("limit",)),
    "slack_calls": Counted(
        "Calls of Slack's Web API: ok, Slack's code, 429, timeout, or what else became of them", ("method", "code")
    ),
    "model_calls": Counted("Calls of the model's API: ok, the HTTP status, or what else became of them", ("model", "code")),
    "model_answers": Counted("Completions", ("model",)),
    "model_failures": Counted("Calls of the model's API that gave no answer, by what people would hear of it", ("kind",)),
    "tokens": Counted("Tokens as the API counted them: prompt and completion", ("direction",)),
    "files": Counted("Files of threads, by the kind they were read as, or not read", ("kind",)),
    "digest": Counted("Long material: parts read, parts that were kept from before, calls", ("what",)),
    "taps": Counted("Taps under answers", ("offer",)),
    "shortcuts": Counted("Uses of shortcuts", ("shortcut",)),
    "feedback": Counted("Thumbs under answers", ("verdict",)),
    "feedback_faults": Counted("What was said to be wrong with answers", ("fault",)),
}

HISTOGRAMS: Mapping[str, str] = {
    "acknowledge_seconds": "From a delivery to its acknowledgement; Slack waits for 3",
    "queue_seconds": "From stored to the first attempt",
    "status_seconds": "From stored to the first status that was shown",
    "first_text_seconds": "From stored to the first words of the answer",
    "done_seconds": "From stored to the end of the question, however it ended",
    "question_seconds": "One attempt at a question",
    "slack_call_seconds": "One call of Slack's Web API",
    "slack_wait_asked_seconds": "How long Slack asked to wait when it refused a call with 429",
    "model_call_seconds": "One call of the model's API, to the end of its answer",
    "model_first_token_seconds": "From a call of the model's API to the first token",
    "file_read_seconds": "Reading one file",
}

INBOX: Mapping[str, tuple[str, Callable[[Depth], float]]] = {
    "inbox_threads": (
        "Threads with questions, those being answered and scheduled recaps to come included",
        lambda depth: depth.threads,
    ),
    "inbox_waiting": ("Threads whose question could be taken now", lambda depth: depth.waiting),
    "inbox_oldest_seconds": ("How long the question that waits longest could have been taken", lambda depth: depth.late),
    "inbox_dead_letters": ("Questions given up, of the last thousand", lambda depth: depth.dead),
}

STORE_UP = "store_up"
STORE_UP_MEANING = "1 while Redis answers; at 0 the inbox is not shown"
BUILD = "build"
BUILD_MEANING = "The version that runs"


class Shown(Collector):
    """One scrape: what was counted until now and, unless Redis is down (None), the inbox."""

    def __init__(self, telemetry: Telemetry, depth: Depth | None) -> None:
        self._telemetry = telemetry
        self._depth = depth

    def collect(self) -> Iterator[Metric]:
        """Every name each time, also those of which nothing was counted yet."""
        yield InfoMetricFamily(PREFIX + BUILD, BUILD_MEANING, value={"version": __version__})
        yield GaugeMetricFamily(PREFIX + STORE_UP, STORE_UP_MEANING, value=int(self._depth is not None))
        if self._depth is not None:
            for name, (meaning, of) in INBOX.items():
                yield GaugeMetricFamily(PREFIX + name, meaning, value=of(self._depth))
        counts: defaultdict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for (name, *labels), number in self._telemetry.counts.items():
            counts[name].append((tuple(labels), number))
        for name, counted in COUNTERS.items():
            yield _counter(name, counted, counts[name])
        for name, meaning in HISTOGRAMS.items():
            yield _histogram(name, meaning, self._telemetry.seconds.get(name) or Durations())


def _counter(name: str, counted: Counted, numbers: list[tuple[tuple[str, ...], int]]) -> Metric:
    family = CounterMetricFamily(PREFIX + name, counted.meaning, labels=counted.labels)
    if not counted.labels:
        family.add_metric((), sum(number for _, number in numbers))
        return family
    for labels, number in sorted(numbers):
        family.add_metric(labels, number)
    return family


def _histogram(name: str, meaning: str, durations: Durations) -> Metric:
    below = accumulate(durations.buckets)
    buckets = [(bound, float(number)) for bound, number in zip((*map(str, BOUNDS), "+Inf"), below, strict=True)]
    return HistogramMetricFamily(PREFIX + name, meaning, buckets=buckets, sum_value=durations.total)


def routes(telemetry: Telemetry, depth: Callable[[], Awaitable[Depth]]) -> list[web.RouteDef]:
    """The one route. It answers also while Redis does not: that is when it is needed."""
    process = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=process)

    async def known() -> Depth | None:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                return await depth()
        except (StoreUnavailable, TimeoutError):
            return None

    async def show(_request: web.Request) -> web.Response:
        registry = CollectorRegistry(auto_describe=False)
        registry.register(Shown(telemetry, await known()))
        registry.register(process)
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return [web.get("/metrics", show)]
