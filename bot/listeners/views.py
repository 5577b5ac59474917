"""What orders show, as Markdown: usage, limits, what was forgotten. Pure."""

from collections.abc import Sequence

from bot.language import phrases
from bot.memory.forgetting import Forgotten
from bot.memory.limit_values import shown, spelled
from bot.memory.limits import EffectiveLimit, Refused, UsedLimit

_MINUTE = 60
_HOUR = 3600
_OWN = ("user_", "guest_")


def usage_view(rows: Sequence[UsedLimit]) -> str:
    """The asker's own use, limit by limit."""
    own = [row for row in rows if row.name.startswith(_OWN)]
    return "\n".join([phrases.YOUR_USAGE, *(f"- {_used(row)}" for row in own)])


def limits_view(rows: Sequence[EffectiveLimit]) -> str:
    """Every limit with its value, and where it comes from, as a table."""
    head = "| limit | value | set by |\n|---|---:|---|"
    lines = [f"| {spelled(row.name)} | {shown(row.value)} | {phrases.LIMIT_SOURCES[row.source]} |" for row in rows]
    return "\n".join([head, *lines, "", phrases.LIMITS_HOW])


def refusal_view(refused: Refused) -> str:
    """Which limit is reached, and when it resets."""
    reached = phrases.OVER_OWN_LIMIT if refused.limit.startswith(_OWN) else phrases.OVER_LIMIT
    sentence = phrases.TOO_LARGE_FOR_LIMIT if refused.is_too_large else reached
    what = phrases.LIMIT_NAMES[refused.limit]
    return sentence.format(what=what, value=f"{refused.value:,}", when=in_words(refused.resets_in))


def forgotten_view(forgotten: Forgotten, *, what: str) -> str:
    """What was deleted, in numbers."""
    counted = (
        (forgotten.messages, "message"),
        (forgotten.files, "file"),
        (forgotten.kept, "kept answer"),
        (forgotten.answers, "private answer"),
        (forgotten.questions, "question"),
        (forgotten.feedback, "rating"),
        (forgotten.signatures, "recap signature"),
    )
    parts = [f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in counted if count]
    return phrases.FORGOTTEN.format(what=what, parts=_listed(parts)) if parts else phrases.NOTHING_KEPT.format(what=what)


def in_words(seconds: int) -> str:
    """A span as people say it: `40 seconds`, `5 minutes`, `2 hours`; rounded up, so that nobody comes back too early."""
    if seconds <= 2 * _MINUTE:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    if seconds <= 2 * _HOUR:
        return f"{-(-seconds // _MINUTE)} minutes"
    return f"{-(-seconds // _HOUR)} hours"


def _used(row: UsedLimit) -> str:
    name = phrases.LIMIT_UNITS[row.name.partition("_")[2]]
    if not row.limit:
        return f"{name}: {phrases.NO_LIMIT}"
    fresh = f", {phrases.ALL_FREE_IN.format(when=in_words(row.resets_in))}" if row.used else ""
    return f"{name}: {row.used:,} of {row.limit:,}{fresh}"


def _listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
