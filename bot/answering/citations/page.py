"""What one page holds: numbers, dates, times, codes, addresses, passages. Pure.

Each part is read when it is first asked for: of a long document most pages are never cited. Whether a claim stands there is
said in `finding.py`.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from bot.answering.citations.addresses import host_of
from bot.answering.citations.claims import Scan, scan
from bot.answering.citations.dates import Day, Time, month_names
from bot.answering.citations.figures import Figure, Unit, figures
from bot.answering.citations.folding import Folded, Squeezed
from bot.answering.citations.numberwords import counted, worded
from bot.answering.citations.numerals import CORE, Number, pieces, whole
from bot.answering.citations.passages import Span, best, spans
from bot.answering.citations.scales import scales_in
from bot.answering.citations.words import content_words

NEAR = 240
"""Characters before and behind a figure in which the words stand that say what it is of."""
_LONGEST_OF_CODE, _SHORTEST_OF_CODE = 20, 3
"""Digits in a code that may be cited as a number: `27001` in `ISO27001`, not the 3 in `Q3`."""

# Sheets are shown with the numbers of their rows: those are places, no content.
_NUMBERED_ROWS = re.compile(r"^\| row \|", re.MULTILINE)
_ROW_NUMBER = re.compile(r"^\| (\d{1,9}) \|", re.MULTILINE)
_COLUMNS = re.compile(r"\d \d{3}(?!\d)")
_RULE = re.compile(r"\n\|[ :|-]*-[ :|-]*\|[ ]*(?=\n|\Z)")


class Written(NamedTuple):
    """A number as a page has it."""

    number: Number
    unit: Unit | None
    sign: str
    place: int


class PageText:
    """One page's text, read for what it holds."""

    def __init__(self, text: str) -> None:
        self._original = text

    @cached_property
    def folded(self) -> Folded:
        """The text in its comparable form; places below are places in it."""
        return Folded(self._original)

    @cached_property
    def text(self) -> str:
        """As it is read: comparable, and without the numbers of a sheet's rows."""
        text = self.folded.text
        if _NUMBERED_ROWS.search(text):
            return _ROW_NUMBER.sub(lambda cell: f"| {' ' * (len(cell[0]) - 4)} |", text)
        return text

    @cached_property
    def row_numbers(self) -> dict[Decimal, int]:
        """The numbers of a sheet's rows."""
        text = self.folded.text
        return {Decimal(row[1]): row.start() for row in _ROW_NUMBER.finditer(text)} if _NUMBERED_ROWS.search(text) else {}

    @cached_property
    def lower(self) -> str:
        """In small letters."""
        return self.text.lower()

    @cached_property
    def scan(self) -> Scan:
        """Figures, moments, codes, addresses."""
        return scan(self.text)

    @cached_property
    def squeezed(self) -> Squeezed:
        """For quotes."""
        return Squeezed(self.text)

    @cached_property
    def numbers(self) -> dict[Decimal, list[Written]]:
        """Every number in digits by its value, in all its readings."""
        return _by_value(self._written())

    @cached_property
    def values(self) -> list[Decimal]:
        """The values of those, in order."""
        return sorted(self.numbers)

    @cached_property
    def in_words(self) -> dict[Decimal, list[Written]]:
        """Numbers in words, ordinals in words, Roman numerals."""
        return _by_value(_all_of((*worded(self.text), *counted(self.text))))

    @cached_property
    def mantissas(self) -> dict[Decimal, int]:
        """Scaled numbers without their words of scale: 1.2 of `1.2 million`."""
        return {number.value: figure.start for figure in self.scan.figures for reading in figure.mantissa for number in reading}

    @cached_property
    def scales(self) -> frozenset[int]:
        """Powers of ten that the page says its figures are in."""
        return scales_in(self.text)

    @cached_property
    def days(self) -> dict[Day, int]:
        """Every date, and its parts that are said alone elsewhere."""
        found: dict[Day, int] = {}
        for place, reading in self._readings():
            if isinstance(reading, Day):
                year, month, day = reading
                for part in (reading, Day(None, month, day), Day(year, month), Day(year), Day(None, None, day)):
                    found.setdefault(part, place)
        return found

    @cached_property
    def yearless(self) -> frozenset[Day]:
        """Dates that are written without a year, and months that stand alone."""
        named = {Day(None, month) for _, month in month_names(self._without_moments)}
        return frozenset(named | {day for _, day in self._readings() if isinstance(day, Day) and day.year is None})

    @cached_property
    def times(self) -> dict[Time, int]:
        """Every time, each with seconds also without."""
        found: dict[Time, int] = {}
        for place, reading in self._readings():
            if isinstance(reading, Time):
                found.setdefault(reading, place)
                found.setdefault(reading._replace(second=None), place)
        return found

    @cached_property
    def codes(self) -> dict[tuple[str, ...], int]:
        """Every code by its parts."""
        return {code.parts: code.start for code in reversed(self.scan.codes)}

    @cached_property
    def addresses(self) -> dict[str, int]:
        """Every address by its comparable form, and the name of its machine alone."""
        found: dict[str, int] = {}
        for address in self.scan.addresses:
            found.setdefault(address.key, address.start)
            found.setdefault(host_of(address.key), address.start)
        return found

    @cached_property
    def spans(self) -> list[Span]:
        """Its sentences, rows and headings, as places in the original text."""
        return spans(self._original)

    def best_passage(self, places: Sequence[int], words: Sequence[str]) -> str:
        """What of the page bears something out that stands at these places and is said in these words; verbatim."""
        return best(self._original, self.spans, [self.folded.original(place) for place in places], words)

    def figures_in(self, span: Span) -> list[list[Figure]]:
        """The figures of one passage; where spaces stand between them also as if each of those parted two columns."""
        found = [one for one in self.scan.figures if span.start <= self.folded.original(one.start) < span.end]
        if not found:
            return []
        text = self.scan.rest[found[0].start : found[-1].end]
        return [found, figures(text.replace(" ", "  "))] if _COLUMNS.search(text) else [found]

    def words_near(self, place: int) -> frozenset[str]:
        """The content words around a place, the header of its table and the page's first line included."""
        text = self.text
        first_line = text[:NEAR].partition("\n")[0]
        near = text[max(0, place - NEAR) : place + NEAR]
        return frozenset(content_words(f"{first_line} {self._header_over(place)} {near}"))

    def _header_over(self, place: int) -> str:
        """The header of the table in which a place lies."""
        line = self.text.rfind("\n", 0, place) + 1
        if not self.text.startswith("|", line):
            return ""
        above = [rule.start() for rule in self._rules if rule.start() < place]
        return self.text[self.text.rfind("\n", 0, above[-1]) + 1 : above[-1]] if above else ""

    @cached_property
    def _rules(self) -> list[re.Match[str]]:
        return list(_RULE.finditer(self.text))

    def _written(self) -> Iterator[Written]:
        yield from _all_of(self.scan.figures)
        for core in CORE.finditer(self.scan.rest):
            for number in pieces(core[0]):
                yield Written(number, None, "", core.start())
        for code in self.scan.codes:
            if code.parts[0] == "fy":
                yield Written(whole(f"20{code.parts[1]}"), None, "", code.start)
            for part in code.parts:
                if part.isdecimal() and _SHORTEST_OF_CODE <= len(part) <= _LONGEST_OF_CODE:
                    yield Written(whole(part), None, "", code.start)

    def _readings(self) -> Iterator[tuple[int, Day | Time]]:
        for moment in self.scan.moments:
            for reading in moment.readings:
                yield moment.start, reading

    @cached_property
    def _without_moments(self) -> str:
        parts: list[str] = []
        end = 0
        for moment in self.scan.moments:
            parts.append(self.text[end : moment.start])
            end = moment.end
        return " ".join([*parts, self.text[end:]])


def _all_of(found: Sequence[Figure]) -> Iterator[Written]:
    for figure in found:
        for reading in figure.readings:
            for number in reading:
                yield Written(number, figure.unit, figure.sign, figure.start)


def _by_value(written: Iterator[Written]) -> dict[Decimal, list[Written]]:
    found: dict[Decimal, list[Written]] = {}
    for one in written:
        found.setdefault(one.number.value, []).append(one)
    return found
