"""A generous reader of texts: every number, day and phrase that anybody could find in them.

It keeps the set fair, since a claim is false only where no reading of the page holds it. It cites nothing and gives no verdict.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations

from tests.answering.citations.claims.english import ENGLISH
from tests.answering.citations.claims.french import FRENCH
from tests.answering.citations.claims.german import GERMAN
from tests.answering.citations.claims.spanish import SPANISH

_MARKS = r"[.,'’ ]"
"""Between the groups of a number's digits."""
_RUN = re.compile(r"\d+(?:[.,'’ ]\d+)*")
_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,'’]\d+)*")
_MOST_GROUPS = 6
"""Of one number. Longer runs are those of telephone numbers."""

_SCALE = re.compile(
    r"[^\w.,;:]{0,2}(?:EUR|USD|GBP)?\s?"
    r"(?:(?P<b>bn|billion|Mrd|Milliarden?|Mds?|milliards?|mil millones)|(?P<m>M|m|Mio|millions?|Millionen|millones)"
    r"|(?P<t>k|thousand|Tsd|Tausend|mille|mil))(?![^\W\d])"
)
_POWERS = {"b": 9, "m": 6, "t": 3}

_MONTHS = {
    name.casefold(): number
    for words in (ENGLISH, GERMAN, FRENCH, SPANISH)
    for number, month in enumerate(words.months, start=1)
    for name in (month, month[:3])
    if words is ENGLISH or name == month
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_NUMERIC = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|\.)?(?: de| of)? ({_MONTH})\.?,?(?: de)? (\d{{4}})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", re.IGNORECASE)

_LEAST_LETTERS = 4
"""Of a word that two texts may be said to share."""
_STEM = 6

_LARGE = 1000
_NEAR = Decimal("0.6")
"""Of the last digit said: a figure that close might be taken for a rounding."""


@cache
def clean(text: str) -> str:
    """Without what only the setting of a page puts in: soft hyphens, odd spaces, ligatures, wide digits, line breaks."""
    flat = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u2212", "-")
    return re.sub(r"\s+", " ", re.sub(r"(?<=[^\W\d])-\n(?=[^\W\d])", "", flat))


@cache
def squeezed(text: str) -> str:
    """Letters and digits alone, small."""
    return "".join(filter(str.isalnum, clean(text).casefold()))


@cache
def numbers(text: str) -> frozenset[Decimal]:
    """Every number that a stretch of the text could be, whatever its marks mean."""
    flat = clean(text)
    found: set[Decimal] = set()
    for match in _RUN.finditer(flat):
        groups, marks = re.split(_MARKS, match[0]), re.findall(_MARKS, match[0])
        for first in range(len(groups)):
            for last in range(first, min(len(groups), first + _MOST_GROUPS)):
                read = set(_read(groups[first : last + 1], marks[first:last]))
                found |= read
                if last == len(groups) - 1:
                    found |= {value.scaleb(power) for value in read if (power := _power(flat, match.end()))}
    return frozenset(found)


@cache
def stated(text: str) -> frozenset[Decimal]:
    """What the numbers of a text can mean, each taken as a whole and with its word for thousand or million."""
    flat = clean(text)
    return frozenset(
        value.scaleb(_power(flat, match.end()))
        for match in _NUMBER.finditer(flat)
        for value in _read(re.split(_MARKS, match[0]), re.findall(_MARKS, match[0]))
    )


def occurrences(amount: Decimal, text: str) -> int:
    """How many numbers of the text can be read as this one, their signs aside."""
    flat = clean(text)
    return sum(amount in _read(re.split(_MARKS, match[0]), re.findall(_MARKS, match[0])) for match in _NUMBER.finditer(flat))


def holds(figure: str, page: str) -> bool:
    """Whether a reading of the figure is a reading of some number of the page."""
    return bool(stated(figure) & numbers(page))


def could_hold(figure: str, page: str) -> bool:
    """The same where it may be rounded. No part of a number is taken for one of thousands: 1,234,567 does not hold 234,567."""
    readings = stated(figure)
    found = stated(page) if max(readings) >= _LARGE else numbers(page)
    return any(abs(number - said) <= _NEAR * _unit(said) for said in readings for number in found)


def derivable(figure: str, page: str) -> bool:
    """Whether it is the sum of two or three numbers of the page, a difference, a product, a mean, a share or a change of two."""
    inputs = sorted(_inputs(page))
    return any(_derivable(float(said), float(_unit(said)) * float(_NEAR), inputs) for said in stated(figure))


def days(text: str) -> frozenset[date]:
    """Every day that is written in the text, and of two readings both."""
    flat = clean(text)
    return frozenset(day for year, month, number in _written_days(flat) if (day := _day(year, month, number)))


def says(quote: str, page: str) -> bool:
    """Whether the page has these words in this order, however they are set."""
    return squeezed(quote) in squeezed(page)


@cache
def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]+", clean(text).casefold())
    return frozenset(word[:_STEM] for word in words if len(word) >= _LEAST_LETTERS)


def shared(claim: str, page: str) -> int:
    """How many words, by their first letters, the two have in common."""
    return len(_stems(claim) & _stems(page))


def _read(groups: list[str], marks: list[str]) -> Iterator[Decimal]:
    yield Decimal("".join(groups))
    if marks and marks[-1] in ".,":
        yield Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")


def _power(text: str, at: int) -> int:
    match = _SCALE.match(text, at)
    return _POWERS[match.lastgroup] if match and match.lastgroup else 0


def _unit(value: Decimal) -> Decimal:
    """The place of its last digit other than 0."""
    return Decimal(1).scaleb(int(value.normalize().as_tuple().exponent)) if value else Decimal(1)


@cache
def _inputs(page: str) -> frozenset[float]:
    """Nothing is worked out of 0, which telephone numbers have."""
    return frozenset(map(float, stated(page))) - {0.0}


def _derivable(said: float, near: float, inputs: list[float]) -> bool:
    def among(low: float, high: float) -> bool:
        at = bisect_left(inputs, low)
        return at < len(inputs) and inputs[at] <= high

    def about(value: float) -> bool:
        return among(value - near, value + near)

    for one in inputs:
        if about(said - one) or about(said + one) or about(one - said) or about(2 * said - one):
            return True
        if among((said - near) / one, (said + near) / one):
            return True
        # Of `one` as the base: the other is so many per cent of it, more than it, less than it.
        share, step = said * one / 100, near * one / 100
        if any(among(value - step, value + step) for value in (share, one + share, one - share)):
            return True
    return any(about(said - one - other) for one, other in combinations(inputs, 2))


def _written_days(text: str) -> Iterator[tuple[int, int, int]]:
    for year, month, day in _ISO.findall(text):
        yield int(year), int(month), int(day)
    for one, other, year in _NUMERIC.findall(text):
        yield int(year), int(one), int(other)
        yield int(year), int(other), int(one)
    for day, month, year in _DAY_FIRST.findall(text):
        yield int(year), _MONTHS[month.casefold()], int(day)
    for month, day, year in _MONTH_FIRST.findall(text):
        yield int(year), _MONTHS[month.casefold()], int(day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
