"""Numbers, dates and lists in the language in force. The words are in its catalogue."""

from collections.abc import Sequence
from datetime import datetime

from bot.language import phrases
from bot.language.speech import spoken
from bot.language.units import Unit

_MINUTE, _HOUR = 60, 3600


def number(value: int) -> str:
    """`1,234`; `1.234` in German."""
    return f"{value:,}".translate(spoken().signs)


def in_form(forms: Sequence[str], count: int) -> str:
    """The form of a text that goes with the count, with the count in it."""
    return forms[spoken().plural_form(count)].format(count=count)


def counted(count: int, unit: Unit) -> str:
    """`1 page`, `2 pages`."""
    return in_form(phrases.COUNTED[unit], count)


def some_of(count: int, total: int, unit: Unit) -> str:
    """`48 of 212 pages`."""
    return phrases.SOME_OF[unit][spoken().plural_form(total)].format(count=count, total=total)


def listed(parts: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return phrases.AND.format(some=", ".join(parts[:-1]), last=parts[-1]) if len(parts) > 1 else "".join(parts)


def span(seconds: int) -> str:
    """`40 seconds`, `5 minutes`, `2 hours`; rounded up, so that nobody comes back too early."""
    if seconds <= 2 * _MINUTE:
        return counted(seconds, "second")
    if seconds <= 2 * _HOUR:
        return counted(-(-seconds // _MINUTE), "minute")
    return counted(-(-seconds // _HOUR), "hour")


def day(moment: datetime, *, now: datetime) -> str:
    """`12 Mar`, with the year where it is not this one."""
    month = phrases.MONTHS[moment.month - 1]
    if moment.year == now.year:
        return phrases.DAY.format(day=moment.day, month=month)
    return phrases.DAY_OF_YEAR.format(day=moment.day, month=month, year=moment.year)


def day_and_time(moment: datetime, *, now: datetime) -> str:
    """`12 Mar 14:02`."""
    return phrases.DAY_AND_TIME.format(day=day(moment, now=now), time=f"{moment:%H:%M}")
