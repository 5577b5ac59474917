"""One finding: what was looked at, how it is, and the line that mends it. No secret gets into one, and no control character."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.operations.terminal import printable
from bot.telemetry import redact

Level = Literal["ok", "warn", "fail"]

LONGEST_VALUE = 300
"""Characters of a value in a finding: what Slack, Redis or the API call themselves is shown, but not without end."""


class Saying(NamedTuple):
    """How a finding is put, and its mend; both with places for values."""

    finding: str
    mend: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`fail`: it will not work. `warn`: it works, and something will be missed or lost. Only `ok` needs no mend."""

    level: Level
    what: str
    finding: str
    mend: str = ""


def ok(what: str, saying: Saying, **values: object) -> Finding:
    """All is well."""
    return _found("ok", what, saying, values)


def warn(what: str, saying: Saying, **values: object) -> Finding:
    """It works, but."""
    return _found("warn", what, saying, values)


def fail(what: str, saying: Saying, **values: object) -> Finding:
    """It will not work."""
    return _found("fail", what, saying, values)


def _found(level: Level, what: str, saying: Saying, values: dict[str, object]) -> Finding:
    shown = {name: _shown(value) for name, value in values.items()}
    return Finding(level=level, what=what, finding=saying.finding.format(**shown), mend=saying.mend.format(**shown))


def _shown(value: object) -> str:
    """A value on one line. It may come from outside: from Slack, from Redis, from the API."""
    text = " ".join(printable(redact(str(value))).split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
