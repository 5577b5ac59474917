"""Any table, whatever file it came from → one page that describes it, then pages of its rows as Markdown.

Every cell on them can be cited: rows carry their numbers, columns their letters. A long table is shown by its first and its
last rows, and described by all that there was time to read. It knows no file format: sheets and delimited files are `Table`s.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Generic, NamedTuple, Protocol

from bot.documents.pages import CHUNK_CHARACTERS
from bot.documents.sheets.columns import Column, Kind, Meaning, Measured, V
from bot.documents.sheets.describing import Described, description
from bot.documents.sheets.grid import LONGEST_CELL, Extent, Grid, Shown, one_line
from bot.language import Page, phrases

HEAD_ROWS = 2_000
"""So many rows from the top are shown: some 40 pages, more than an answer's budget usually takes."""
TAIL_ROWS = 50
"""So many from the end: where totals stand, and the newest entries of a log."""
ROWS_PER_PAGE = 50
COLUMNS = 100
"""So many columns are shown and described; wider tables are made for programs."""
HEADER_WITHIN = 20
"""Rows from the top among which the header is looked for; above it stand titles and notes."""
BATCH_ROWS = 2_000
BATCH_CELLS = 20_000
"""Whichever is reached first: so much is counted together, which is faster, before a look at the clock."""
HEAD_SHARE = 0.7
"""The share of a table's characters for its first rows; the rest is for its description and its last rows."""
_HEADER_FILL = 0.75
"""A header names so much of the width of the rows below it, at least."""


class Row(NamedTuple, Generic[V]):
    """A row's number, counted from 1 as in a spreadsheet, and its filled cells by the number of their column."""

    number: int
    cells: Mapping[int, V]


class Rest(NamedTuple, Generic[V]):
    """The last rows of a table that was not read through, and whether they really are its last."""

    rows: Sequence[Row[V]]
    reached_end: bool


class Table(Meaning[V], Protocol[V]):
    """One table of a file, to be read from its top to its end once."""

    @property
    def name(self) -> str | None:
        """The sheet's name; none for a file that is one table."""
        ...

    def rows(self) -> Iterator[Row[V]]:
        """Its rows in their order. Empty ones may come too: they give a chance to look at the clock."""
        ...

    def rest(self, *, most: int, until: Callable[[], bool]) -> Rest[V]:
        """What follows the rows drawn so far: its last rows, `most` at most, without looking at those in between.

        Gives up as soon as `until` says so.
        """
        ...

    def stated_rows(self) -> int | None:
        """About how many rows there are, as far as can be told before the end is reached."""
        ...

    def show(self, cell: V) -> str:
        """The cell as people see it."""
        ...

    def show_number(self, number: float, *, like: V) -> str:
        """A number that was computed from cells such as `like`, as exactly as it is known."""
        ...

    def remarks(self) -> Sequence[str]:
        """What else is to be said of it: defined tables, merged cells, what was left out."""
        ...

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        """Comments by row: the column, and what was written."""
        ...


@dataclass(frozen=True, kw_only=True)
class Pace:
    """When to stop looking closely, and when to stop altogether, by the clock."""

    clock: Callable[[], float]
    look_until: float
    skim_until: float
    finish_until: float = 0.0
    """A table that will be through by then, as far as can be told, is looked at to its end all the same."""

    def looked_enough(self, *, head_done: bool, since: float, share: float) -> bool:
        """Whether to go on to the end, when so much of the table took the time from `since` on.

        The first rows, until there are enough of them to show, are worth the longest time of all.
        """
        now = self.clock()
        if not head_done:
            return now > (self.finish_until or self.skim_until)
        return now > self.look_until and (now > self.finish_until or since + (now - since) / max(share, 1e-9) > self.finish_until)

    def is_over(self) -> bool:
        return self.clock() > self.skim_until


class Paged(NamedTuple):
    """The pages of one table, how many there would be of all its rows, and what to say of it; empty for an empty table."""

    pages: tuple[Page, ...] = ()
    total_pages: int = 0
    warnings: tuple[str, ...] = ()


@dataclass
class _Reading(Generic[V]):
    """What was gathered on the way through the rows."""

    table: Table[V]
    head_characters: float
    head: list[Shown] = field(default_factory=list[Shown])
    head_done: bool = False
    tail: deque[Row[V]] = field(default_factory=lambda: deque[Row[V]](maxlen=TAIL_ROWS))
    columns: dict[int, Column[V]] = field(default_factory=dict[int, Column[V]])
    extent: Extent = field(default_factory=Extent)
    header: Shown | None = None
    last: Row[V] | None = None
    rows: int = 0
    """Rows with a cell, the header included."""
    cut_cells: int = 0
    is_begun: bool = False
    is_wider: bool = False
    _size: int = 0

    def add(self, batch: list[Row[V]]) -> None:
        """Takes in rows with cells: shows the first ones, keeps the last ones, counts what is in their columns."""
        if not self.is_begun and batch:
            self.is_begun = True
            self.header = self._header(batch[:HEADER_WITHIN])
        for row in batch:
            self.rows += 1
            self.extent.include(row.number, row.cells)
            if self.header and row.number == self.header.number:
                continue
            if self.head_done:
                self.tail.append(row)
            else:
                self._show(row)
        self.last = batch[-1] if batch else self.last
        start = self.header.number if self.header else 0
        self._count(row for row in batch if row.number > start)

    def shown(self, row: Row[V]) -> Shown:
        """The row as it is written on a page."""
        cells: dict[int, str] = {}
        for column in sorted(row.cells)[: COLUMNS + 1]:
            text = one_line(self.table.show(row.cells[column]))
            if len(text) > LONGEST_CELL:
                text = f"{text[:LONGEST_CELL]}…"
                self.cut_cells += 1
            if text:
                cells[column] = text
        if len(cells) > COLUMNS:
            self.is_wider = True
            del cells[max(cells)]
        return Shown(row.number, cells)

    def rows_below_header(self) -> int:
        """How many of its rows are not above the header, which is none of them."""
        return sum(1 for row in (*self.head, *self.tail) if not self.header or row.number > self.header.number)

    def last_numbers(self) -> dict[int, float]:
        """The numbers of the last row, by column."""
        measured = {column: self.table.measure(cell) for column, cell in self.last.cells.items()} if self.last else {}
        return {column: found for column, found in measured.items() if isinstance(found, float)}

    def _header(self, rows: Sequence[Row[V]]) -> Shown | None:
        found = header_row([{column: self.table.measure(cell) for column, cell in row.cells.items()} for row in rows])
        return None if found is None else self.shown(rows[found])

    def _show(self, row: Row[V]) -> None:
        shown = self.shown(row)
        self._size += shown.size
        if self.head and (len(self.head) >= HEAD_ROWS or self._size > self.head_characters):
            self.head_done = True
            self.tail.append(row)
        elif shown.cells:
            self.head.append(shown)

    def _count(self, rows: Iterator[Row[V]]) -> None:
        collected: defaultdict[int, list[V]] = defaultdict(list)
        for row in rows:
            for column, cell in row.cells.items():
                collected[column].append(cell)
        for number in sorted(collected):
            if number not in self.columns:
                if len(self.columns) >= COLUMNS:
                    self.is_wider = True
                    break
                self.columns[number] = Column()
            self.columns[number].add(Counter(collected[number]), self.table)


def read_table(table: Table[V], *, max_characters: int, pace: Pace) -> Paged:
    """Reads a table within its characters and its time. What was left out of it is said on its pages and in the warnings."""
    reading = _Reading(table, max_characters * HEAD_SHARE)
    is_complete = True
    batch: list[Row[V]] = []
    drawn = cells = 0
    started = pace.clock()
    for row in table.rows():
        drawn, cells = drawn + 1, cells + len(row.cells)
        if row.cells:
            batch.append(row)
        if drawn >= BATCH_ROWS or cells >= BATCH_CELLS:
            reading.add(batch)
            batch, drawn, cells = [], 0, 0
            share = row.number / max(table.stated_rows() or math.inf, 1)
            if pace.looked_enough(head_done=reading.head_done, since=started, share=share):
                is_complete = False
                break
    reading.add(batch)
    rest = Rest[V]((), reached_end=True) if is_complete else table.rest(most=TAIL_ROWS, until=pace.is_over)
    if not reading.rows and not rest.rows:
        return Paged()
    return _paged(reading, rest, is_complete=is_complete, max_characters=max_characters)


def header_row(rows: Sequence[Mapping[int, Measured]]) -> int | None:
    """Which of the first rows names the columns, as its place among them; none where no row looks like that.

    A header fills most of the width, in different places with words; numbers in it are years.
    """
    width = max((len(row) for row in rows), default=0)
    for place, row in enumerate(rows):
        if not row or len(row) < width * _HEADER_FILL:
            continue
        words = sum(cell is Kind.TEXT for cell in row.values())
        years = sum(isinstance(cell, float | int) and 1900 <= cell <= 2100 and cell == int(cell) for cell in row.values())
        return place if words and words + years == len(row) and words * 3 >= len(row) else None
    return None


def _paged(reading: _Reading[V], rest: Rest[V], *, is_complete: bool, max_characters: int) -> Paged:
    table, extent = reading.table, reading.extent
    known_to = extent.last_row
    for row in rest.rows:
        extent.include(row.number, row.cells)
    last_rows = [reading.shown(row) for row in chain(reading.tail if rest.reached_end else (), rest.rows)][-TAIL_ROWS:]
    last_rows = _fitting([row for row in last_rows if row.cells], max_characters * (1 - HEAD_SHARE) / 2)
    total_rows = extent.last_row if rest.reached_end else max(table.stated_rows() or 0, extent.last_row)
    in_between = reading.rows - len(reading.head) - bool(reading.header) - len(last_rows) if is_complete else 1
    warnings = _left_out(reading, last_rows, total_rows=total_rows) if in_between > 0 else []
    if not is_complete:
        warnings.append(phrases.STATISTICS_UP_TO.format(row=known_to))
    if reading.cut_cells:
        warnings.append(phrases.CELLS_CUT.format(count=reading.cut_cells, characters=LONGEST_CELL))
    if reading.is_wider:
        warnings.append(phrases.FIRST_COLUMNS_ONLY.format(count=COLUMNS))
    grid = Grid(table.name, reading.header, table.notes())
    pages = (*_pages(grid, reading.head), *_pages(grid, last_rows))
    described = Described(
        extent=extent,
        header=reading.header,
        columns=reading.columns,
        total_rows=total_rows,
        is_complete=is_complete,
        rows_shown=None if in_between > 0 else reading.rows_below_header(),
        last_numbers=reading.last_numbers() if in_between <= 0 else {},
        remarks=(*table.remarks(), *warnings, *grid.notes_elsewhere({row.number for row in chain(reading.head, last_rows)})),
    )
    first = Page(anchor=grid.anchor_of_all(extent), markdown=description(described, table), warnings=tuple(warnings))
    shown = len(reading.head) + len(last_rows)
    held = reading.rows - bool(reading.header) if is_complete else total_rows
    total_pages = 1 + (math.ceil(len(pages) * max(held, shown) / shown) if shown else 0)
    return Paged((first, *pages), total_pages if in_between > 0 else 1 + len(pages), tuple(warnings))


def _left_out(reading: _Reading[V], last_rows: Sequence[Shown], *, total_rows: int) -> list[str]:
    top = reading.head or [reading.header or Shown(reading.extent.first_row, {})]
    first, last = top[0].number, top[-1].number
    if last_rows:
        return [phrases.HEAD_AND_TAIL.format(first=first, last=last, tail=len(last_rows), total=total_rows)]
    if total_rows <= last:
        return [phrases.FIRST_ROWS_ONLY.format(first=first, last=last)]
    return [phrases.HEAD_OF_ABOUT.format(first=first, last=last, total=int(float(f"{total_rows:.2g}")))]


def _fitting(rows: Sequence[Shown], characters: float) -> list[Shown]:
    """As many of the rows, from the last one backwards, as go into so many characters; one at least."""
    kept: list[Shown] = []
    for row in reversed(rows):
        characters -= row.size
        if kept and characters < 0:
            break
        kept.append(row)
    return kept[::-1]


def _pages(grid: Grid, rows: Sequence[Shown]) -> Iterator[Page]:
    chunk: list[Shown] = []
    size = 0
    for row in rows:
        if chunk and (len(chunk) == ROWS_PER_PAGE or size + row.size > CHUNK_CHARACTERS):
            yield grid.page(chunk)
            chunk, size = [], 0
        chunk.append(row)
        size += row.size
    if chunk:
        yield grid.page(chunk)
