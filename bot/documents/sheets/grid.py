"""Rows as Markdown tables in which each cell can be found again: row numbers in front, letters and names above. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple

from bot.documents.sheets.columns import V, letters
from bot.language import Anchor, AnchorKind, Page

COLUMNS = 100
"""So many columns are shown and described; wider tables are made for programs."""
LONGEST_CELL = 2_000
"""In characters, of which half a page is made. The rest of a longer cell is left out and said to be."""
LONGEST_NAME = 80
"""A column's name, which every page repeats, is shortened beyond so many characters."""
NOTES_ELSEWHERE = 20
"""So many comments on rows that are not shown are told all the same."""
LONGEST_NOTE = 500

_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")


class Row(NamedTuple, Generic[V]):
    """A row's number, counted from 1 as in a spreadsheet, and its filled cells by the number of their column."""

    number: int
    cells: Mapping[int, V]


class Shown(NamedTuple):
    """A row as it is written: its number, and its cells' text by column."""

    number: int
    cells: Mapping[int, str]

    @property
    def size(self) -> int:
        """About so many characters."""
        return sum(len(text) + 3 for text in self.cells.values()) + 8


@dataclass
class Extent:
    """The smallest rectangle that holds all filled cells; rows and columns counted from 1, 0 while it is empty."""

    first_row: int = 0
    last_row: int = 0
    first_column: int = 0
    last_column: int = 0

    def include(self, row: int, columns: Iterable[int]) -> None:
        """Widens it by the cells of a row that holds one at least."""
        least, greatest = min(columns), max(columns)
        self.first_row, self.last_row = min(self.first_row or row, row), max(self.last_row, row)
        self.first_column = min(self.first_column or least, least)
        self.last_column = max(self.last_column, greatest)

    def __str__(self) -> str:
        return area(self.first_column, self.first_row, self.last_column, self.last_row)


class Grid:
    """One table's pages: under its name, each with its header. `notes` are by row: column and words."""

    def __init__(self, name: str | None, header: Shown | None, notes: Mapping[int, Sequence[tuple[int, str]]]) -> None:
        self._name = name
        self._header = header
        self._notes = notes

    def page(self, rows: Sequence[Shown]) -> Page:
        """Some rows, one at least, under the header."""
        first, last = rows[0].number, rows[-1].number
        columns = sorted({column for row in (*rows, *([self._header] if self._header else [])) for column in row.cells})
        names = [self.column_name(column) for column in columns]
        lines = [["row", *names], *([str(row.number), *(row.cells.get(column, "") for column in columns)] for row in rows)]
        notes = "".join(
            f"\n\nNote on {letters(column)}{row.number}: {words}"
            for row in rows
            for column, words in self._notes.get(row.number, ())
        )
        if self._name is None:
            anchor = Anchor(kind=AnchorKind.ROWS, first=first, last=last)
        else:
            cells = area(columns[0], first, columns[-1], last)
            anchor = Anchor(kind=AnchorKind.CELLS, first=first, last=last, label=f"{quoted(self._name)}!{cells}")
        return Page(anchor=anchor, markdown=markdown(lines) + notes)

    def anchor_of_all(self, extent: Extent) -> Anchor:
        """The anchor of what is said of the whole table. Its row is the header's: no other page shows that one."""
        row = self._header.number if self._header else extent.first_row
        if self._name is None:
            span = Anchor(kind=AnchorKind.ROWS, first=extent.first_row, last=extent.last_row)
            return Anchor(kind=AnchorKind.ROWS, first=row, last=row, label=str(span))
        return Anchor(kind=AnchorKind.CELLS, first=row, last=row, label=f"{quoted(self._name)}!{extent}")

    def column_name(self, column: int) -> str:
        """`B: Amount` in a sheet; in a file that has no letters `Amount`, if it is named at all."""
        name = self._header.cells.get(column, "") if self._header else ""
        return heading(name, column, lettered=self._name is not None)

    def notes_elsewhere(self, shown: set[int]) -> list[str]:
        """The comments on rows that no page shows, up to a limit."""
        elsewhere = [
            f"Note on {letters(column)}{row}: {words}"
            for row in sorted(self._notes)
            if row not in shown
            for column, words in self._notes[row]
        ]
        more = len(elsewhere) - NOTES_ELSEWHERE
        return [*elsewhere[:NOTES_ELSEWHERE], *([f"{more} more notes"] if more > 0 else [])]


def heading(name: str, column: int, *, lettered: bool) -> str:
    """What stands above a column."""
    name = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    if not name:
        return letters(column)
    return f"{letters(column)}: {name}" if lettered else name


def area(first_column: int, first_row: int, last_column: int, last_row: int) -> str:
    """A range as a spreadsheet writes it: `A1:F40`, or one cell, `B7`."""
    first, last = f"{letters(first_column)}{first_row}", f"{letters(last_column)}{last_row}"
    return first if first == last else f"{first}:{last}"


def quoted(name: str) -> str:
    """A sheet's name in front of `!`, in quotes where a spreadsheet would put it in quotes."""
    return name if _PLAIN_NAME.fullmatch(name) else "'" + name.replace("'", "''") + "'"


def markdown(lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table of lines of the same length, the first of them its heading."""
    heading_line, *rows = ("| " + " | ".join(line) + " |" for line in lines)
    return "\n".join([heading_line, "| --- " * len(lines[0]) + "|", *rows])


def one_line(text: str) -> str:
    """A cell's text as it stands in a table: in one line, its pipes escaped."""
    return " ".join(text.split()).replace("|", "\\|")
