"""Counters, timings, what is noted of the question at hand, and the log's shape. Traces are in `tracing.py`.

A log line holds ids, counts and durations; message text, file contents, tokens and payloads never reach it.
"""

import logging
import sys
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Generator, Iterable, MutableMapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from time import perf_counter
from typing import Any, Literal, TextIO, cast, get_args

import structlog

from bot.telemetry.redaction import REDACTED, hashed, known, own_words, redact, traced

__all__ = [
    "BOUNDS",
    "MOST_LABELS",
    "OTHER",
    "REDACTED",
    "Course",
    "Durations",
    "Telemetry",
    "begin_course",
    "configure_logging",
    "course",
    "log",
    "log_uncaught",
    "redact",
]

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("footnote")

ID_FIELDS = frozenset({"question", "thread", "channel", "team", "user", "file", "workspace", "execution"})
"""The fields of log lines that name something in Slack."""


def _redacting(secrets: tuple[str, ...]) -> structlog.typing.Processor:
    """Every value of a line as it may be printed: what is no number is text."""

    def redact_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for name, value in event.items():
            is_plain = value is None or isinstance(value, bool | int | float)
            event[name] = value if is_plain else redact(str(value), secrets=secrets)
        return event

    return redact_values


def _without_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A library's line in its own words, with where it comes from."""
    record = cast(logging.LogRecord, event["_record"])
    event["event"] = own_words(record)
    event["library"], event["where"] = record.name, f"{record.module}.{record.funcName}"
    event.pop("stack_info", None)
    return event


def _exception(exc_info: structlog.typing.ExcInfo) -> str:
    return traced(exc_info[1])


def _hashing_ids(key: bytes) -> structlog.typing.Processor:
    """Ids become short keyed hashes: one id is one word in all lines of all processes with this key, and no way back."""

    def hash_ids(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for name in ID_FIELDS & event.keys():
            if event[name]:
                event[name] = hashed(str(event[name]), key)
        return event

    return hash_ids


class _Handler(logging.StreamHandler[TextIO]):
    """Says of a line that can't be written no more than that: Python's own would print what is in it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - Python's name
        with suppress(OSError, ValueError):
            self.stream.write(f"a log line of {record.name} could not be written{self.terminator}")


def configure_logging(
    *,
    level: str,
    shape: Literal["auto", "json", "text"],
    id_key: bytes | None = None,
    secrets: Iterable[str] = (),
) -> None:
    """Sends our lines and the libraries' through one redacting formatter to standard error.

    With `id_key`, 64 bytes at most, ids are shown as hashes of that key. These `secrets` are cut out wherever they stand.
    """
    as_text = shape == "text" or (shape == "auto" and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # A traceback names files and lines, never values.
    finish: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.ExceptionRenderer(_exception),
        *([_hashing_ids(id_key)] if id_key else []),
        _redacting(known(secrets)),
        renderer,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = _Handler()
    foreign = [_without_values, *shared]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=foreign, processors=finish, use_get_message=False))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("footnote").setLevel(level)
    # Bolt writes the whole body of a request with a bad signature at INFO, Slack's SDK every payload at DEBUG.
    for library in ("slack_bolt", "slack_sdk", "aiohttp", "httpx", "httpcore", "redis", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)


def log_uncaught() -> None:
    """What nobody catches is logged like everything else: Python's own way prints an exception with its words."""

    def ended(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        if not structlog.is_configured():
            sys.stderr.write(f"{traced(error)}\n")
        else:
            log.critical("an error that nobody caught", exc_info=error)

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value:
            ended(args.exc_type, args.exc_value, None)

    def unraisable(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value:
            ended(args.exc_type, args.exc_value, None)

    sys.excepthook, threading.excepthook, sys.unraisablehook = ended, in_thread, unraisable
    logging.captureWarnings(capture=True)


BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 180.0, 600.0)
"""Seconds. 3 is when Slack gives an acknowledgement up, 180 the longest answer, 600 the longest reading by default."""

MOST_LABELS = 500
"""Sets of labels under one name; a word from outside that slipped into a label can't fill the memory."""

OTHER = "other"


class Durations:
    """How many durations fell below each of `BOUNDS`, or above them all; nothing of a single one is kept."""

    def __init__(self) -> None:
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.buckets)

    def add(self, seconds: float) -> None:
        """Counts one; a clock that was set back counts as no time."""
        seconds = max(seconds, 0.0)
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


Milestone = Literal["status", "first_text"]
Spent = Literal["slack", "model"]
Figure = Literal["prompt_tokens", "completion_tokens", "files", "pages"]


class Course:
    """What one attempt at a question has come to so far. Its times count from when the question was stored, in seconds."""

    def __init__(self, *, waited: float = 0.0) -> None:
        self.waited = waited
        self.outcome = ""
        """How it ended, where that is known better than that it ended."""
        self.model = ""
        """Which one answered last."""
        self._begun = perf_counter()
        self._reached: dict[Milestone, float] = {}
        self._spent: dict[Spent, float] = {"model": 0.0, "slack": 0.0}
        self._figures: Counter[Figure] = Counter()

    @property
    def elapsed(self) -> float:
        """Until now."""
        return self.waited + perf_counter() - self._begun

    def reach(self, milestone: Milestone) -> None:
        """It came so far now; only the first time counts."""
        self._reached.setdefault(milestone, self.elapsed)

    def reached(self, milestone: Milestone) -> float | None:
        """When it came so far."""
        return self._reached.get(milestone)

    def spend(self, on: Spent, seconds: float) -> None:
        """Calls that ran side by side count with the time of each."""
        self._spent[on] += seconds

    def add(self, figure: Figure, by: int = 1) -> None:
        """Counts."""
        self._figures[figure] += by

    def line(self) -> dict[str, int | str | None]:
        """All of it for the log: ids, counts and durations, no word of anybody's."""
        moments = {"status": self.reached("status"), "first_text": self.reached("first_text")}
        times = {"queue": self.waited, **moments, "model": self._spent["model"], "slack": self._spent["slack"]}
        return {
            **{f"{name}_ms": None if seconds is None else round(seconds * 1000) for name, seconds in times.items()},
            "total_ms": round(self.elapsed * 1000),
            **{name: self._figures[name] for name in get_args(Figure)},
            "model": self.model or None,
        }


_course: ContextVar[Course | None] = ContextVar("course", default=None)


def begin_course(*, waited: float) -> Course:
    """What the task that calls this, and whatever tasks it starts, note from now on belongs to a new attempt."""
    course = Course(waited=waited)
    _course.set(course)
    return course


def course() -> Course:
    """The attempt that is being worked on; outside of one, what is noted is lost.

    So a figure need not pass through every signature between the room where it arises and the line that tells it.
    """
    return _course.get() or Course()


class Telemetry:
    """Counts and durations of one process, in memory. Names are the field's words; labels never hold a user or a channel.

    What is counted under which name is declared in `operations/metrics.py`, which shows it.
    """

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        """By name and labels; without labels, by name and an empty one."""
        self.seconds: dict[str, Durations] = {}
        self._sets: Counter[str] = Counter()

    def count(self, name: str, *labels: str, by: int = 1) -> None:
        """Adds to the counter `name` under these labels. Each must come from a set that is closed by our own code."""
        key = (name, *(labels or ("",)))
        if key not in self.counts:
            if self._sets[name] >= MOST_LABELS:
                key = (name, *(OTHER for _ in labels))
            self._sets[name] += 1
        self.counts[key] += by

    def observe(self, name: str, seconds: float) -> None:
        """Counts one duration, in seconds."""
        self.seconds.setdefault(name, Durations()).add(seconds)

    @contextmanager
    def timed(self, name: str, *, spent_on: Spent | None = None) -> Generator[None]:
        """Observes how long the block took, whether or not it succeeded; it also counts as time of the attempt."""
        start = perf_counter()
        try:
            yield
        finally:
            seconds = perf_counter() - start
            self.observe(name, seconds)
            if spent_on:
                course().spend(spent_on, seconds)
