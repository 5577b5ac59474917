"""What the bot says of itself: the lines of its log, read as they come and kept. They hold ids, counts and times, no text.

It runs nothing; `child.py` brings the lines.
"""

import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from pydantic import TypeAdapter, ValidationError

KEPT_LINES = 5_000
SETTINGS = {"LOG_FORMAT": "json", "LOG_IDS": "plain"}
"""What the bot is started with, so that its lines can be read and name what Slack's payloads name."""

_FIELDS: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])
_FRAME = frozenset({"event", "level", "timestamp"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line. `at` is in seconds of the clock; `fields` is the rest of it."""

    at: float
    event: str
    level: str = "info"
    fields: Mapping[str, object]

    def text(self, name: str) -> str:
        """A field as text, empty where it is not there."""
        value = self.fields.get(name)
        return "" if value is None else str(value)

    def number(self, name: str) -> float | None:
        """A field as a number."""
        value = self.fields.get(name)
        return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


class BotLog:
    """Keeps the newest lines and shows every one on `out`: as it came, or to a person at a terminal without the JSON around it.

    `clock` only ever goes forward, `wall` tells the time of the epoch; both are in seconds.
    """

    def __init__(
        self,
        *,
        out: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._out = out
        self._clock = clock
        self._wall = wall
        self._lines: deque[Line] = deque(maxlen=KEPT_LINES)

    def __iter__(self) -> Iterator[Line]:
        """The lines, oldest first."""
        return iter(tuple(self._lines))

    def __len__(self) -> int:
        return len(self._lines)

    def hear(self, written: str) -> None:
        """The bot wrote this line."""
        line = self._read(written)
        if line is not None:
            self._lines.append(line)
        out = self._out or sys.stderr
        out.write(f"{written if line is None or not out.isatty() else _plain(line)}\n")
        out.flush()

    def _read(self, written: str) -> Line | None:
        """None for what is no line of the log: the start-up line, a warning of Python's."""
        try:
            found = _FIELDS.validate_json(written)
            told = datetime.fromisoformat(str(found["timestamp"])).timestamp()
            event = str(found["event"])
        except (ValidationError, KeyError, ValueError):
            return None
        # It may have waited in the pipe, but no line was written after it was read.
        at = self._clock() - max(0.0, self._wall() - told)
        fields = {name: value for name, value in found.items() if name not in _FRAME}
        return Line(at=at, event=event, level=str(found.get("level", "info")), fields=fields)


def _plain(line: Line) -> str:
    fields = " ".join(f"{name}={value}" for name, value in line.fields.items() if value is not None)
    return f"{line.level:<8} {line.event:<24} {fields}".rstrip()
