"""Any table, whatever file it came from → one page that describes it, then pages of its rows as Markdown.

Every cell on them can be cited: rows carry their numbers, columns their letters. A long table is shown by its first and its
last rows and by those between that hold what is sought, and described by all that there was time to read. It knows no file
format: sheets and delimited files are `Table`s.
"""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Generic, NamedTuple

from bot.documents.pages import CHUNK_CHARACTERS
from bot.documents.sheets.columns import Column, Kind, Measured, V
from bot.documents.sheets.describing import Described, description
from bot.documents.sheets.grid import COLUMNS, LONGEST_CELL, Extent, Grid, Row, Shown, one_line
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.search import Search
from bot.documents.sheets.source import BATCH_CELLS, BATCH_ROWS, Pace, Rest, Table
from bot.language import Page, PartialTable, phrases
from bot.language.wording import in_form, listed

HEAD_ROWS = 2_000
"""So many rows from the top are shown: some 40 pages, more than an answer's budget usually takes."""
TAIL_ROWS = 50
"""So many from the end: where totals stand, and the newest entries of a log."""
ROWS_PER_PAGE = 50
HEADER_WITHIN = 20
"""Rows from the top among which the header is looked for; above it stand titles and notes."""
HEAD_SHARE = 0.7
"""The share of a table's characters for its first rows; the rest is for its description and its last rows."""
FOUND_SHARE = 0.2
"""What of that share is for rows that are found, where something is sought."""
_HEADER_FILL = 0.75
"""A header names so much of the width of the rows below it, at least."""


class Paged(NamedTuple):
    """The pages of one table, how many there would be of all its rows, and what to say of it; empty for an empty table."""

    pages: tuple[Page, ...] = ()
    total_pages: int = 0
    warnings: tuple[str, ...] = ()
    total_rows: int = 0
    is_partial: bool = False
    """Whether some of its rows are on no page."""
    columns: tuple[str, ...] = ()
    """The names in its header."""


def partial_table(tables: Sequence[Paged], sought: Sequence[str]) -> PartialTable | None:
    """What of a file's tables is on no page."""
    partial = [paged for paged in tables if paged.is_partial]
    if not partial:
        return None
    columns = dict.fromkeys(chain.from_iterable(paged.columns for paged in partial))
    return PartialTable(rows=sum(paged.total_rows for paged in partial), columns=tuple(columns), sought=tuple(sought))


@dataclass
class _Reading(Generic[V]):
    """What was gathered on the way through the rows."""

    table: Table[V]
    head_characters: float
    matches: Matches[V] | None = None
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
        counted = [row for row in batch if row.number > start]
        self._count(counted)
        if self.matches and self.matches.goes_on():
            self.matches.past = self.head[-1].number if self.head_done else math.inf
            self.matches.see(counted)

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

    def _count(self, rows: Sequence[Row[V]]) -> None:
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


def read_table(table: Table[V], *, max_characters: int, pace: Pace, search: Search | None = None) -> Paged:
    """Reads a table within its characters and its time. What was left out of it is said on its pages and in the warnings."""
    matches: Matches[V] | None = None
    if search and (search := search.within(table.name)):
        matches = Matches(search, lambda row: "\n".join(map(table.words, row.cells.values())), until=pace.has_searched)
    reading = _Reading(table, max_characters * (HEAD_SHARE - (FOUND_SHARE if matches else 0)), matches)
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
    if matches and not reading.head_done:
        matches.past = reading.extent.last_row
    rest = Rest[V]((), reached_end=True) if is_complete else table.rest(most=TAIL_ROWS, until=pace.is_over, matches=matches)
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


class _Found(NamedTuple):
    """Rows that hold what is sought, in their order, and what to say of the search."""

    rows: Sequence[Shown] = ()
    said: str = ""
    warnings: Sequence[str] = ()
    remarks: Sequence[str] = ()


def _paged(reading: _Reading[V], rest: Rest[V], *, is_complete: bool, max_characters: int) -> Paged:
    table, extent, head = reading.table, reading.extent, reading.head
    known_to = extent.last_row
    for row in rest.rows:
        extent.include(row.number, row.cells)
    ending = [*(reading.tail if rest.reached_end else ()), *rest.rows][-TAIL_ROWS:]
    last_rows = [row for row in map(reading.shown, reversed(ending)) if row.cells]
    last_rows = _fitting(last_rows, max_characters * (1 - HEAD_SHARE) / 2)[::-1]
    shown_last = {row.number for row in last_rows}
    found = _found(reading, [row for row in ending if row.number in shown_last], rest, max_characters * FOUND_SHARE)
    stated = extent.last_row if rest.reached_end else table.stated_rows()
    total_rows = max(stated or 0, extent.last_row, reading.matches.searched_to if reading.matches else 0)
    shown = len(head) + len(found.rows) + len(last_rows)
    is_partial = not is_complete or reading.rows - bool(reading.header) > shown
    warnings = (
        [_left_out(reading, found, last_rows, total_rows=total_rows if stated else None), *found.warnings] if is_partial else []
    )
    if not is_complete:
        warnings.append(phrases.STATISTICS_UP_TO.format(row=known_to))
    if reading.cut_cells:
        warnings.append(phrases.CELLS_CUT.format(count=reading.cut_cells, characters=LONGEST_CELL))
    if reading.is_wider:
        warnings.append(phrases.FIRST_COLUMNS_ONLY.format(count=COLUMNS))
    grid = Grid(table.name, reading.header, table.notes())
    first_pages, last_pages = list(_pages(grid, head)), list(_pages(grid, last_rows))
    found_pages = [page.model_copy(update={"is_found": True}) for rows in _runs(found.rows) for page in _pages(grid, rows)]
    remarks = [*table.remarks(), *warnings, *(found.remarks if is_partial else ())]
    described = Described(
        extent=extent,
        header=reading.header,
        columns=reading.columns,
        total_rows=total_rows,
        is_complete=is_complete,
        rows_shown=None if is_partial else reading.rows_below_header(),
        last_numbers={} if is_partial else reading.last_numbers(),
        remarks=(*remarks, *grid.notes_elsewhere({row.number for row in chain(head, found.rows, last_rows)})),
    )
    about = Page(anchor=grid.anchor_of_all(extent), markdown=description(described, table), warnings=tuple(warnings))
    pages = (about, *first_pages, *found_pages, *last_pages)
    held = reading.rows - bool(reading.header) if is_complete else total_rows
    total_pages = 1 + math.ceil((len(first_pages) + len(last_pages)) * held / max(len(head) + len(last_rows), 1))
    return Paged(
        pages,
        total_pages=max(total_pages, len(pages) + 1) if is_partial else len(pages),
        warnings=tuple(warnings),
        total_rows=total_rows,
        is_partial=is_partial,
        columns=tuple(reading.header.cells.values()) if reading.header else (),
    )


def _found(reading: _Reading[V], last: Sequence[Row[V]], rest: Rest[V], characters: float) -> _Found:
    """What the search has found between the first and the `last` rows, as much as goes into so many characters."""
    matches = reading.matches
    if not matches:
        return _Found()
    chosen = matches.chosen(last)
    # A row that stands alone has a page for itself, and a page repeats the header.
    around = 2 * reading.header.size if reading.header else 0
    rows = _fitting([reading.shown(row) for row in chosen.rows], characters, each=around)
    has_more = chosen.has_more or len(rows) < len(chosen.rows)
    said = phrases.SOME_ROWS_FOUND.format(count=len(rows)) if has_more else in_form(phrases.ROWS_FOUND, len(rows))
    warnings: list[str] = []
    if not (matches.is_whole and rest.reached_end):
        searched_to = matches.searched_to
        warnings.append(phrases.SEARCHED_UP_TO.format(row=searched_to) if searched_to else phrases.NO_TIME_TO_SEARCH)
    elif not rows:
        warnings.append(phrases.NO_ROW_FOUND)
    remarks: list[str] = []
    if counted := matches.counts():
        counts = "; ".join(f"“{one_line(words)}”: {times:,}" for words, times in counted)
        remarks = [f"rows up to {matches.searched_to:,} that hold {counts}"]
    in_order = sorted(rows, key=lambda row: row.number)
    return _Found(in_order, said if rows else "", warnings, remarks)


def _left_out(reading: _Reading[V], found: _Found, last_rows: Sequence[Shown], *, total_rows: int | None) -> str:
    """Which rows are shown, of how many, if that is known."""
    top = reading.head or [reading.header or Shown(reading.extent.first_row, {})]
    parts = [phrases.FIRST_ROWS.format(first=top[0].number, last=top[-1].number)]
    parts += [found.said] if found.said else []
    parts += [phrases.LAST_ROWS.format(tail=len(last_rows))] if last_rows else []
    *before, last = parts
    shown = phrases.AND_THE_LAST.format(some=", ".join(before), last=last) if len(before) > 1 else listed(parts)
    if total_rows is None:
        return phrases.SHOWN_OF_UNKNOWN.format(shown=shown)
    if last_rows:
        return phrases.SHOWN_OF.format(shown=shown, total=total_rows)
    return phrases.SHOWN_OF_ABOUT.format(shown=shown, total=int(float(f"{total_rows:.2g}")))


def _fitting(rows: Sequence[Shown], characters: float, *, each: int = 0) -> list[Shown]:
    """As many of the rows as go into so many characters, `each` with so many more; one at least."""
    kept: list[Shown] = []
    for row in rows:
        characters -= row.size + each
        if kept and characters < 0:
            break
        kept.append(row)
    return kept


def _runs(rows: Sequence[Shown]) -> Iterator[list[Shown]]:
    """The rows in stretches that follow on each other: a page says from which to which row it goes."""
    run: list[Shown] = []
    for row in rows:
        if run and row.number != run[-1].number + 1:
            yield run
            run = []
        run.append(row)
    if run:
        yield run


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
