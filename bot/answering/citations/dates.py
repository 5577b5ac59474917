"""Dates and times in a text, in the forms of several languages: `2026-03-04`, `4. März 2026`, `March 4th`, `14.30 Uhr`. Pure.

dateparser is not used here: it takes milliseconds for a phrase, finds dates in words such as "may", and fills in what is not
said.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.answering.citations.lexicon import MONTHS, MONTHS_THAT_ARE_WORDS


class Day(NamedTuple):
    """As much of a date as is said; one part at least besides the year or the month is not None."""

    year: int | None = None
    month: int | None = None
    day: int | None = None


class Time(NamedTuple):
    """A time of day or a length of time; `half` is `am` or `pm` where that is said, and the hour is then of 24."""

    hour: int
    minute: int
    second: int | None = None
    half: str = ""


class Moment(NamedTuple):
    """Where a date or a time stands, and what it may be: `3/4/2026` is a day in March or in April."""

    start: int
    end: int
    readings: tuple[Day | Time, ...]
    may_be_number: bool = False
    """It may as well be no date at all: `4.3.`, `3.2026`, `1.2.34`."""


_DAYS = 31
_MONTHS_IN_YEAR = 12
_FIRST_YEAR, _LAST_YEAR = 1500, 2199
_SHORT_YEAR, _FULL_YEAR = 2, 4
_NOON = 12

_RUN = re.compile(r"\d+")
_NUMERIC = re.compile(
    r"(?<![\w/])(?<!\d[.,-])(?:"
    r"(?P<iso_year>\d{4})(?P<iso>[-/.])(?P<iso_month>\d{1,2})(?P=iso)(?P<iso_day>\d{1,2})(?![\d]|[-/.]\d)"
    r"|(?P<first>\d{1,2})(?P<between>[./-])[ ]?(?P<second>\d{1,2})(?P=between)[ ]?(?P<year>\d{4}|\d{2})(?!\d|[-/]\d|[.,]\d)"
    r"|(?P<cjk_year>\d{4})年(?:(?P<cjk_month>\d{1,2})月)?(?:(?P<cjk_day>\d{1,2})日)?"
    r"|(?P<only_month>\d{1,2})(?P<slash>[/.])(?P<of_year>\d{4})(?!\d|[-/]\d|[.,]\d)"
    r"|(?P<year_first>\d{4})-(?P<its_month>\d{2})(?!\d|[-/]\d|[.,]\d)"
    r"|(?P<dot_day>\d{1,2})\.[ ]?(?P<dot_month>\d{1,2})\.(?!\d)"
    r")"
)
_TIME = re.compile(
    r"(?<![\d:.,])(?:(?P<hour>\d{1,3}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?![:\d])"
    r"|(?P<german>[01]?\d|2[0-4])\.(?P<minutes>[0-5]\d)(?=\s?Uhr\b)|(?P<french>[01]?\d|2[0-4])\s?h\s?(?P<its_minutes>[0-5]\d)\b"
    r"|(?P<alone>[01]?\d|2[0-4])(?=\s?(?:[ap]\.?m\b|Uhr\b|o'clock\b)))"
    r"\s?(?P<half>(?:[aApP]\.?[mM]\b\.?)|Uhr\b|o'clock\b|[hH]\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{3,10}(?![^\W\d_])")
_TH = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_DAY_BEFORE = re.compile(
    rf"(?:(?P<from>\d{{1,2}}){_TH}\s?(?:-|/|&|\+|to|bis|und|and|au|al|et|y|e|a|t/m)\s?)?(?P<day>\d{{1,2}}){_TH}"
    r"(?:\s(?:day\s)?(?:of|de|di|d'))?[\s\-/.,]{0,3}\Z",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(r"(?<!\d)(?P<year>\d{4})[\s\-/,]{1,2}\Z")
_LONGEST_BEFORE = 24
_YEAR_BEHIND = re.compile(
    r"\.?[\s\-/,.]{0,3}(?:(?:de|del|of|in)\s)?(?:(?P<year>\d{4})|'(?P<short>\d{2})|(?<=[-/])(?P<joined>\d{2}))(?![\d:]|[.,]\d)"
)
_DAY_BEHIND = re.compile(
    r"\.?[\s\-/.]{1,2}(?P<day>\d{1,2})(?:st|nd|rd|th|er)?"
    r"(?:\s?(?:-|to|and|&)\s?(?P<to>\d{1,2})(?:st|nd|rd|th)?)?(?![\d:%]|[.,]\d)"
    r"(?:[\s,/-]{1,3}(?:(?P<year>\d{4})|'(?P<short>\d{2})))?(?!\d)"
)


def moments(text: str) -> list[Moment]:
    """Every date and time, in order; none overlaps another."""
    found = [*_named(text), *_numeric(text), *_times(text)]
    found.sort(key=lambda moment: (moment.start, -moment.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    return kept


def month_names(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Every word that is the name of a month or short for one, with its number."""
    for word in _WORD.finditer(text):
        month = MONTHS.get(word[0].lower())
        if month and not text[word.start() - 1 : word.start()].isalpha():
            yield word, month


def _named(text: str) -> Iterator[Moment]:
    """Dates whose month is a word."""
    for name, month in month_names(text):
        is_word = name[0].islower() and name[0] in MONTHS_THAT_ARE_WORDS
        window = max(0, name.start() - _LONGEST_BEFORE)
        before = text[window : name.start()]
        day = _DAY_BEFORE.search(before)
        if day and (_is_inside_number(before, day.start()) or not 1 <= int(day["day"]) <= _DAYS):
            day = None
        if day:
            behind = _YEAR_BEHIND.match(text, name.end())
            year = _year(behind["year"], behind["short"] or behind["joined"]) if behind else None
            if is_word and year is None and name[0] not in {"mai", "mars", "march"}:
                continue
            end = behind.end() if behind and year else name.end()
            if day["from"] and 1 <= int(day["from"]) <= _DAYS:
                yield Moment(window + day.start("from"), window + day.end("from"), (Day(year, month, int(day["from"])),))
            yield Moment(window + day.start("day"), end, (Day(year, month, int(day["day"])),))
        else:
            yield from _with_day_behind(text, name, month, is_word=is_word, window=window)


def _with_day_behind(text: str, name: re.Match[str], month: int, *, is_word: bool, window: int) -> Iterator[Moment]:
    """`March 4, 2026`, `March 2026`, `2026 March 4`."""
    before = _YEAR_BEFORE.search(text[window : name.start()])
    given = _year(before["year"], None) if before else None
    start = window + before.start() if before and given else name.start()
    day = _DAY_BEHIND.match(text, name.end())
    if day and 1 <= int(day["day"]) <= _DAYS and (not is_word or given or day["year"]):
        year = given or _year(day["year"], day["short"])
        may_be_year = year is None and len(day["day"]) == _SHORT_YEAR
        readings = (Day(year, month, int(day["day"])), *([Day(2000 + int(day["day"]), month)] if may_be_year else []))
        # What is no year behind the day is left to be read as something else.
        is_cut = day["to"] or (year is None and day.end() > day.end("day"))
        yield Moment(start, day.end("day") if is_cut else day.end(), readings, may_be_number=year is None)
        if day["to"] and 1 <= int(day["to"]) <= _DAYS:
            yield Moment(day.start("to"), day.end(), (Day(year, month, int(day["to"])),))
        return
    behind = _YEAR_BEHIND.match(text, name.end())
    if behind and (year := _year(behind["year"], behind["short"] or behind["joined"])):
        yield Moment(name.start(), behind.end(), (Day(year, month),))
    elif given:
        yield Moment(start, name.end(), (Day(given, month),))


def _is_inside_number(before: str, start: int) -> bool:
    return start > 0 and (before[start - 1].isalnum() or (before[start - 1] in ".,'" and before[start - 2 : start - 1].isdigit()))


def _numeric(text: str) -> Iterator[Moment]:
    for found in _at_digits(_NUMERIC, text):
        readings = tuple(dict.fromkeys(day for day in _days(found) if _is_possible(day)))
        if readings:
            is_short = bool(found["dot_day"] or found["only_month"] or found["year_first"])
            is_version = bool(found["year"] and len(found["year"]) == _SHORT_YEAR)
            yield Moment(found.start(), found.end(), readings, may_be_number=is_short or is_version)


def _at_digits(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """As `finditer` of a pattern that begins with a digit, several times faster: most of a text is letters."""
    end = 0
    for digit in _RUN.finditer(text):
        if digit.start() >= end and (found := pattern.match(text, digit.start())):
            end = found.end()
            yield found


def _days(found: re.Match[str]) -> Iterator[Day]:
    if found["iso_year"]:
        yield Day(int(found["iso_year"]), int(found["iso_month"]), int(found["iso_day"]))
    elif found["first"]:
        first, second = int(found["first"]), int(found["second"])
        for year in _years(found["year"]):
            yield Day(year, second, first)
            if found["between"] != ".":
                yield Day(year, first, second)
    elif found["cjk_year"]:
        month, day = found["cjk_month"], found["cjk_day"]
        if month:
            yield Day(int(found["cjk_year"]), int(month), int(day) if day else None)
    elif found["only_month"]:
        yield Day(int(found["of_year"]), int(found["only_month"]))
    elif found["year_first"]:
        yield Day(int(found["year_first"]), int(found["its_month"]))
    else:
        yield Day(None, int(found["dot_month"]), int(found["dot_day"]))


def _is_possible(day: Day) -> bool:
    return (
        (day.year is None or _FIRST_YEAR <= day.year <= _LAST_YEAR)
        and (day.month is None or 1 <= day.month <= _MONTHS_IN_YEAR)
        and (day.day is None or 1 <= day.day <= _DAYS)
    )


def _year(full: str | None, short: str | None) -> int | None:
    if full:
        return int(full) if _FIRST_YEAR <= int(full) <= _LAST_YEAR else None
    return 2000 + int(short) if short else None


def _years(written: str) -> Iterator[int]:
    if len(written) == _FULL_YEAR:
        yield int(written)
    else:
        yield 2000 + int(written)
        yield 1900 + int(written)


def _times(text: str) -> Iterator[Moment]:
    for found in _at_digits(_TIME, text):
        half = (found["half"] or "").lower().replace(".", "")
        half = half if half in {"am", "pm"} else ""
        hour = int(found["hour"] or found["german"] or found["french"] or found["alone"])
        minute = int(found["minute"] or found["minutes"] or found["its_minutes"] or 0)
        second = int(found["second"]) if found["second"] else None
        if half and hour <= _NOON:
            hour = hour % _NOON + (_NOON if half == "pm" else 0)
        # "5 am" is no time in German.
        yield Moment(found.start(), found.end(), (Time(hour, minute, second, half),), may_be_number=bool(found["alone"]))
