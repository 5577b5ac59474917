"""Tables and lists on a page as columns of numbers and counts, for figures that are worked out from them. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.answering.citations.figures import Unit, figures
from bot.answering.citations.numerals import Number
from bot.answering.citations.words import content_words

MOST_ROWS = 2_000
MOST_COLUMNS = 40
"""Beyond these a table is not added up: its sheet's own summary says more."""

_ITEM = re.compile(r"(?P<indent>\s{0,8})(?:[-*+•]|\d{1,3}[.)])\s+\S")
_SEPARATOR = re.compile(r"[\s|:-]+")
_CELL = re.compile(r"(?<!\\)\|")
_TOTAL = re.compile(
    r"(?:grand |sub)?-?totals?|sum|summe|gesamt\w*|insgesamt|zwischensumme|somme|total\w*|suma|somma|totaal|som|合計|总计|小計",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a table."""

    number: Number
    unit: Unit | None


@dataclass(slots=True)
class Table:
    """Rows under one header; a sheet that was sent in several pages is one table."""

    header: str
    rows: list[list[Cell | None]] = field(default_factory=list[list[Cell | None]])
    words: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    """Of each row."""
    is_total: list[bool] = field(default_factory=list[bool])

    def column(self, place: int, rows: Iterable[int]) -> list[Cell]:
        """The numbers of a column in these rows, in order."""
        return [cell for row in rows if place < len(self.rows[row]) and (cell := self.rows[row][place])]

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return min(max(map(len, self.rows), default=0), MOST_COLUMNS)

    @property
    def data_rows(self) -> list[int]:
        """The rows that are no totals of others."""
        return [row for row, is_total in enumerate(self.is_total) if not is_total]


def tables(texts: Iterable[str]) -> list[Table]:
    """Every table of the folded texts of some pages."""
    found: dict[str, Table] = {}
    for text in texts:
        header = ""
        for line in text.split("\n"):
            if not line.lstrip().startswith("|"):
                header = ""
            elif not header:
                header = line
                found.setdefault(header, Table(header))
            elif not _SEPARATOR.fullmatch(line) and len(found[header].rows) < MOST_ROWS:
                _add(found[header], line)
    return [table for table in found.values() if table.rows]


def _add(table: Table, line: str) -> None:
    cells = [cell.strip() for cell in _CELL.split(line.strip().strip("|"))][:MOST_COLUMNS]
    table.rows.append([_number(cell) for cell in cells])
    table.words.append(frozenset(content_words(line)))
    table.is_total.append(any(_TOTAL.fullmatch(cell.strip("*_ :")) for cell in cells[:2]))


def _number(cell: str) -> Cell | None:
    """The number that makes up a cell; None where a cell is words."""
    found = figures(cell)
    if len(found) != 1 or len(found[0].readings[0]) != 1 or found[0].end - found[0].start < len(cell.strip("*_ ()")) - 2:
        return None
    number = found[0].readings[0][0]
    is_negative = found[0].sign == "-" or (cell.startswith("(") and cell.endswith(")"))
    return Cell(Number(-number.value, number.step) if is_negative else number, found[0].unit)


def list_lengths(texts: Iterable[str]) -> Iterator[int]:
    """How many items each list of some pages has, those of one level counted together."""
    for text in texts:
        counts: dict[int, int] = {}
        for line in text.split("\n"):
            if item := _ITEM.match(line):
                indent = len(item["indent"])
                counts[indent] = counts.get(indent, 0) + 1
            elif line.strip() and not line.startswith(" "):
                yield from counts.values()
                counts = {}
        yield from counts.values()
