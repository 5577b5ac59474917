"""What a question names, as tests of a text: its words, its numbers, its dates; and the rows and cells that it names by place.

Pure. It judges texts and keeps none: `matches.py` keeps the rows. A term is found as people see it and as it is meant, so that
`1,234.50` finds `1234.5`, and `31 January 2026` finds `01/31/2026`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, product
from typing import NamedTuple, Self

from bot.documents.sheets.columns import column_number
from bot.documents.sheets.grid import COLUMNS
from bot.documents.sheets.written_values import measure

MOST_TERMS = 16
"""Each is one bit of what a row holds: 65,536 different rows at most."""
MOST_PLACES = 8
LONGEST_TERM = 80
"""In characters."""
INFLECTED = 4
"""A word of so many letters, as the question's words come without their endings, may end in `LONGEST_ENDING` more."""
LONGEST_ENDING = 3

_ROWS = re.compile(r"rows? (\d{1,7})(?:-(\d{1,7}))?", re.ASCII)
_CELLS = re.compile(r"(?:(.{1,60})!)?\$?([A-Za-z]{1,3})\$?(\d{1,7})(?::\$?[A-Za-z]{1,3}\$?(\d{1,7}))?", re.ASCII)
_NUMBER = re.compile(r"(\d[\d.,'\u2019 ]*?)(%?)", re.ASCII)
_WHOLE = re.compile(r"\d+|\d{1,3}(?:([.,'\u2019 ])\d{3})(?:\1\d{3})*", re.ASCII)
_GROUPS_ONLY = re.compile(r"\d{1,3}(?:,\d{3})+", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
_SEPARATORS = ",.'\u2019 \u00a0\u202f"
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_NOT_IN_NUMBER, _NUMBER_ENDS = r"(?<!\d)(?<!\d[.,])", r"(?![.,]?\d)"


class Term(NamedTuple):
    """One thing that is sought. Where `pattern` is found, so is one of the `needles`, which are found much faster."""

    words: str
    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    days: tuple[date, ...] = ()
    """The days that it may mean, if it is a date."""
    numbers: tuple[Decimal, ...] = ()
    """The numbers that it may mean, if it is one."""


class Live(NamedTuple):
    """A term that may be in some text, for its needles are: its bit, those needles, and its pattern."""

    bit: int
    needles: tuple[str, ...]
    pattern: re.Pattern[str]


class Place(NamedTuple):
    """Rows that are named by their numbers, in a sheet of that name or in any."""

    first: int
    last: int
    sheet: str | None = None


@dataclass(frozen=True)
class Search:
    """What a question names; the term at place n of `terms` is bit n of a mask."""

    terms: tuple[Term, ...] = ()
    places: tuple[Place, ...] = field(default=())

    @classmethod
    def of(cls, sought: Sequence[str]) -> Self:
        """The search for these words, numbers, cells (`B70000`, `Sheet2!B7:F40`) and rows (`row 70000`, `rows 500-520`)."""
        terms: list[Term] = []
        places: list[Place] = []
        for words in sought:
            place = _place(words)
            if place and len(places) < MOST_PLACES:
                places.append(place)
            if not (place and (place.sheet or _ROWS.fullmatch(words))) and len(terms) < MOST_TERMS and words.strip():
                terms.append(_term(words.strip()[:LONGEST_TERM].casefold()))
        return cls(tuple(terms), tuple(places))

    def __bool__(self) -> bool:
        return bool(self.terms or self.places)

    def within(self, sheet: str | None) -> Self:
        """The same search in a sheet of that name: without the places in others."""
        named = (place for place in self.places if place.sheet is None or (sheet or "").casefold() == place.sheet.casefold())
        return replace(self, places=tuple(named))

    def names(self, first: int, last: int | None = None) -> bool:
        """Whether the row, or one of the rows from the first to the last, is named by its number."""
        return any(place.first <= (first if last is None else last) and first <= place.last for place in self.places)

    def masks(self, texts: Sequence[str]) -> list[int]:
        """For each text which terms it holds, as bits. Many texts at once are much faster than one."""
        folded = [text.casefold() for text in texts]
        live = self.live("\n".join(folded))
        return [held(text, live) for text in folded] if live else [0] * len(folded)

    def live(self, folded: str) -> list[Live]:
        """The terms that parts of a case-folded text may hold."""
        found = (
            (1 << bit, tuple(needle for needle in term.needles if needle in folded), term.pattern)
            for bit, term in enumerate(self.terms)
        )
        return [Live(bit, needles, pattern) for bit, needles, pattern in found if needles]

    def stored(self, *, from_1904: bool) -> Self:
        """The search for what may show as what is sought, among values as a workbook stores them: numbers with more decimals
        than are shown, dates as the number of days since an epoch. It finds some that do not show so."""
        return replace(self, terms=tuple(_stored(term, from_1904=from_1904) for term in self.terms))


def held(folded: str, live: Sequence[Live]) -> int:
    """Which of the terms a case-folded text holds, as bits."""
    mask = 0
    for bit, needles, pattern in live:
        for needle in needles:
            if needle in folded:
                if pattern.search(folded):
                    mask |= bit
                break
    return mask


def _place(words: str) -> Place | None:
    if found := _ROWS.fullmatch(words):
        first, last = int(found[1]), int(found[2] or found[1])
        return Place(min(first, last), max(first, last))
    # What reads like a cell beyond the columns that are shown, `INV1234`, is a word.
    if (found := _CELLS.fullmatch(words)) and column_number(found[2].upper()) <= COLUMNS:
        first, last = int(found[3]), int(found[4] or found[3])
        return Place(min(first, last), max(first, last), found[1] and found[1].strip("'").replace("''", "'"))
    return None


def _term(words: str) -> Term:
    days = _days(words)
    if days:
        return _date(words, days)
    number = _NUMBER.fullmatch(words)
    if number and (term := _number(words, number[1].strip(), is_share=bool(number[2]))):
        return term
    if _UNSPACED.search(words):
        return Term(words, (words,), re.compile(re.escape(words)))
    ending = rf"[^\W\d_]{{0,{LONGEST_ENDING}}}" if words.isalpha() and len(words) >= INFLECTED else ""
    parts = words.split()
    phrase = r"\s+".join(map(re.escape, parts))
    return Term(words, (parts[0],), re.compile(rf"(?<![^\W_]){phrase}{ending}(?![^\W_])"))


def _number(words: str, digits: str, *, is_share: bool) -> Term | None:
    """A number in whichever way it may be written; none for what only looks like one, such as a code with leading zeros."""
    numbers = list(filter(None, _readings(digits)))
    if not numbers:
        return None
    shares = [number.scaleb(-2) for number in numbers] if is_share else []
    forms = [_written(number) for number in numbers]
    if is_share:
        forms = [*((needles, rf"{pattern}\s?%") for needles, pattern in forms), *map(_written, shares)]
    return Term(words, *_joined(forms), numbers=tuple(shares or map(_without_zeros, numbers)))


def _joined(forms: Iterable[tuple[Sequence[str], str]]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    all_needles, patterns = zip(*forms, strict=True)
    return tuple(dict.fromkeys(chain.from_iterable(all_needles))), re.compile(rf"{_NOT_IN_NUMBER}(?:{'|'.join(patterns)})")


def _readings(digits: str) -> Iterator[Decimal]:
    """The numbers that the digits may mean, by whichever sign is their decimal mark."""
    if digits.startswith("0") and digits.isdecimal() and len(digits) > 1:
        return
    seen: set[Decimal] = set()
    for mark in ".,":
        whole, found, fraction = digits.rpartition(mark)
        if not found:
            whole, fraction = digits, ""
        elif mark == "," and _GROUPS_ONLY.fullmatch(digits):
            continue
        grouped = _WHOLE.fullmatch(whole)
        if not grouped or grouped[1] == mark or not (fraction.isdecimal() or not found):
            continue
        number = Decimal(f"{''.join(filter(str.isdecimal, whole))}{'.' if fraction else ''}{fraction}")
        if number not in seen:
            seen.add(number)
            yield number


def _written(number: Decimal) -> tuple[list[str], str]:
    """The needles and the pattern of a number: with or without signs between thousands, with further zeros and, where it has
    decimals, of numbers that are rounded to it."""
    whole, _, fraction = f"{number:f}".partition(".")
    exact = fraction.rstrip("0")
    same = f"{_grouped(whole)}(?:[.,]{exact}0*)" if exact else f"0*{_grouped(whole)}(?:[.,]0+)?"
    needles = _needles(whole, exact)
    if not fraction:
        return needles, f"{same}{_NUMBER_ENDS}"
    more, rounded = _rounded(number)
    return [*needles, *more], f"(?:{same}|{rounded}){_NUMBER_ENDS}"


def _rounded(number: Decimal) -> tuple[list[str], str]:
    """The same for numbers that become this one where they are rounded to as many decimals as it has."""
    whole, _, fraction = f"{number:f}".partition(".")
    less, _, before = f"{number - Decimal(1).scaleb(-len(fraction)):f}".partition(".")
    up = f"{_grouped(whole)}[.,]{fraction}[0-4]\\d*"
    down = f"{_grouped(less)}[.,]{before}[5-9]\\d*"
    return [*_needles(whole, fraction), *_needles(less, before)], f"(?:{up}|{down})"


def _without_zeros(number: Decimal) -> Decimal:
    return Decimal(f"{number:f}".rstrip("0").rstrip(".")) if "." in f"{number:f}" else number


def _grouped(whole: str) -> str:
    return rf"[{_SEPARATORS}]?".join(_thousands(whole)) if whole != "0" else "0?"


def _needles(whole: str, fraction: str) -> list[str]:
    if whole == "0":
        return [f"{mark}{fraction[:1]}" for mark in ".,"]
    return list(dict.fromkeys(separator.join(_thousands(whole)) for separator in ("", *_SEPARATORS)))


def _thousands(whole: str) -> list[str]:
    first = len(whole) % 3 or 3
    return [whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))]


def _days(words: str) -> tuple[date, ...]:
    """The days that the words name; two where day and month can't be told apart."""
    if found := _SLASHED.fullmatch(words):
        first, second, year = map(int, found.groups())
        return tuple(dict.fromkeys(day for pair in ((first, second), (second, first)) if (day := _day(year, *pair))))
    meant = measure(words)
    return (meant.date(),) if isinstance(meant, datetime) else ()


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(words: str, days: tuple[date, ...]) -> Term:
    forms = list(dict.fromkeys(form for day in days for form in _forms(day)))
    return Term(words, tuple(forms), re.compile(rf"(?<!\d)(?:{'|'.join(map(re.escape, forms))})(?!\d)"), days)


def _forms(day: date) -> Iterator[str]:
    """A day as it is commonly written, by numbers and in English."""
    year, months, days = str(day.year), {f"{day.month:02}", str(day.month)}, {f"{day.day:02}", str(day.day)}
    yield f"{day:%Y%m%d}"
    for month, number, sign in product(sorted(months), sorted(days), "-/."):
        yield from (sign.join(parts) for parts in ((year, month, number), (number, month, year), (month, number, year)))
    name = _MONTHS[day.month - 1]
    for month, number in product((name, name[:3]), sorted(days)):
        yield from (f"{number} {month} {year}", f"{number}-{month}-{year}", f"{number}. {month} {year}")
        yield from (f"{month} {number}, {year}", f"{month} {number} {year}")


def _stored(term: Term, *, from_1904: bool) -> Term:
    if term.days:
        serials = [str((day - (_EPOCH_1904 if from_1904 else _EPOCH)).days) for day in term.days]
        needles, pattern = serials, rf"{_NOT_IN_NUMBER}(?:{'|'.join(serials)})(?:\.\d+)?(?!\d)"
    elif term.numbers:
        needles, found = _joined(map(_rounded, term.numbers))
        pattern = found.pattern
    else:
        return term
    return term._replace(needles=(*needles, *term.needles), pattern=re.compile(f"{pattern}|{term.pattern.pattern}"))
