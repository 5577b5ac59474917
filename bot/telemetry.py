"""Counters, timings and the log's shape. No exporter lives here.

A log line holds ids, counts and durations; message text, file contents, tokens and payloads never reach it.
"""

import logging
import re
import sys
from collections import Counter
from collections.abc import Generator, MutableMapping
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Literal

import structlog

log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger("footnote")

# Shapes of secrets that must not be printed even when a library puts them into a message of its own:
# Slack tokens, API keys, bearer headers, the password in an address (Redis), and what makes an address a secret: the path
# on hooks.slack.com (response_url) and any query (upload_url, wss tickets).
_SECRETS = re.compile(
    r"xox[a-z]*[.-][\w.-]+|xapp-[\w-]+|xwfp-[\w-]+|\bsk-[\w-]{8,}|(?i:bearer)\s+[\w.~+/=-]+"
    r"|(?<=://)[^\s/@'\"]*:[^\s/'\"]*(?=@)|(?<=://hooks\.slack\.com/)[^\s'\"]+|(?<=\?)[\w%.-]+=[^\s'\"]+"
)
REDACTED = "[redacted]"


def redact(text: str) -> str:
    """The text without anything that looks like a secret."""
    return _SECRETS.sub(REDACTED, text)


def _redact_values(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in event.items():
        event[name] = _redacted(value)
    return event


def _redacted(value: object) -> object:
    """A value of a log line as it may be printed: what is no number is text."""
    return value if value is None or isinstance(value, (bool, int, float)) else redact(str(value))


def configure_logging(*, level: str, shape: Literal["auto", "json", "text"]) -> None:
    """Sends our lines and the libraries' through one redacting formatter to standard error."""
    as_text = shape == "text" or (shape == "auto" and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer()
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # A traceback's last frames name files and lines of ours, never values: locals are not shown.
    finish: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        _redact_values,
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
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=finish))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("footnote").setLevel(level)
    # Bolt writes the whole body of a request with a bad signature at INFO, Slack's SDK every payload at DEBUG.
    for library in ("slack_bolt", "slack_sdk", "aiohttp", "httpx", "httpcore", "redis", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)


class Telemetry:
    """Counts and durations of one process, in memory. Names are the field's words; labels never hold a user or a channel."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.seconds: dict[str, list[float]] = {}

    def count(self, name: str, label: str = "", by: int = 1) -> None:
        """Adds to the counter `name` under one label."""
        self.counts[name, label] += by

    def observe(self, name: str, seconds: float) -> None:
        """Keeps one duration, in seconds; only the newest thousand of a name are kept."""
        kept = self.seconds.setdefault(name, [])
        kept.append(seconds)
        del kept[:-1000]

    @contextmanager
    def timed(self, name: str) -> Generator[None]:
        """Observes how long the block took, whether or not it succeeded."""
        start = perf_counter()
        try:
            yield
        finally:
            self.observe(name, perf_counter() - start)
