"""What orders show, as Markdown: usage, limits, what was forgotten. Pure."""

from collections.abc import Sequence

from bot.language import phrases
from bot.language.units import Unit
from bot.language.wording import counted, listed, number, span
from bot.memory.forgetting import Forgotten
from bot.memory.limit_values import shown, spelled
from bot.memory.limits import EffectiveLimit, Refused, UsedLimit

_OWN = ("user_", "guest_")


def usage_view(rows: Sequence[UsedLimit]) -> str:
    """The asker's own use, limit by limit."""
    return f"{phrases.YOUR_USAGE}\n{usage_list(rows)}"


def usage_list(rows: Sequence[UsedLimit]) -> str:
    """The same without a heading."""
    return "\n".join(f"- {_used(row)}" for row in rows if row.name.startswith(_OWN))


def limits_view(rows: Sequence[EffectiveLimit]) -> str:
    """Every limit with its value, and where it comes from, as a table."""
    head = f"| {' | '.join(phrases.LIMITS_HEAD)} |\n|---|---:|---|"
    lines = [f"| {spelled(row.name)} | {shown(row.value)} | {phrases.LIMIT_SOURCES[row.source]} |" for row in rows]
    return "\n".join([head, *lines, "", phrases.LIMITS_HOW])


def refusal_view(refused: Refused) -> str:
    """Which limit is reached, and when it resets."""
    reached = phrases.OVER_OWN_LIMIT if refused.limit.startswith(_OWN) else phrases.OVER_LIMIT
    sentence = phrases.TOO_LARGE_FOR_LIMIT if refused.is_too_large else reached
    what = phrases.LIMIT_NAMES[refused.limit]
    return sentence.format(what=what, value=number(refused.value), when=span(refused.resets_in))


def forgotten_view(forgotten: Forgotten, *, what: str) -> str:
    """What was deleted, in numbers."""
    counts: tuple[tuple[int, Unit], ...] = (
        (forgotten.messages, "message"),
        (forgotten.files, "file"),
        (forgotten.kept, "kept answer"),
        (forgotten.answers, "private answer"),
        (forgotten.questions, "question"),
        (forgotten.feedback, "rating"),
        (forgotten.settings, "setting"),
        (forgotten.signatures, "recap signature"),
    )
    parts = [counted(count, unit) for count, unit in counts if count]
    return phrases.FORGOTTEN.format(what=what, parts=listed(parts)) if parts else phrases.NOTHING_KEPT.format(what=what)


def instructions_view(instructions: str) -> str:
    """What a channel wishes, quoted, and what stands above it."""
    if not instructions:
        return phrases.NO_INSTRUCTIONS_HERE
    quoted = "\n".join(f"> {line}" for line in instructions.splitlines())
    return phrases.INSTRUCTIONS_HERE.format(instructions=f"{quoted}\n")


def _used(row: UsedLimit) -> str:
    name = phrases.LIMIT_UNITS[row.name.partition("_")[2]]
    if not row.limit:
        return f"{name}: {phrases.NO_LIMIT}"
    fresh = f", {phrases.ALL_FREE_IN.format(when=span(row.resets_in))}" if row.used else ""
    return f"{phrases.USED.format(name=name, used=row.used, limit=row.limit)}{fresh}"
