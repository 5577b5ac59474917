"""Delimited tables (CSV, TSV and their kin) → a page that describes the table, and pages of its rows.

The file is streamed: its size on disk bounds neither memory nor time. Rows are counted as a spreadsheet does, empty ones too.
"""

import csv
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from pathlib import Path
from time import monotonic
from typing import TextIO

from bot.documents import text
from bot.documents.encoding import Decoded, decode
from bot.documents.job import Job
from bot.documents.pages import clean, fill
from bot.documents.sheets.columns import Measured, plain
from bot.documents.sheets.grid import Row
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.search import Search
from bot.documents.sheets.source import Pace, Rest
from bot.documents.sheets.table import HEAD_ROWS, partial_table, read_table
from bot.documents.sheets.written_values import has_decimal_comma, measure, plain_numbers
from bot.language import Document, FileUnreadable, phrases

DELIMITERS = ",;\t|"
SAMPLE_LINES = 100
"""Lines by which the delimiter and the decimal mark are chosen."""
SAMPLE_BYTES = 1024**2
"""How much is looked at to tell the encoding: the beginning, and the first stretch beyond ASCII."""
SEARCHED_BYTES = 256 * SAMPLE_BYTES
"""How far that stretch is looked for; reading so much takes a tenth of a second."""
LONGEST_LINE = 256 * 1024
"""Past so many characters in a line it is no table: the file is then read as text."""
LINES_IN_ROW = 100
"""So many line breaks within one row mean a quotation mark that was never closed."""
BATCH_CHARACTERS = 1_000_000
"""So much is held at most, to be searched together."""
SOUGHT_LOOK_SHARE = 0.2
LOOK_SHARE = 0.4
SEARCH_SHARE = 0.7
SKIM_SHARE = 0.8
"""The shares of the file's time after which rows are no longer counted closely, no longer searched, and reading ends. Where
something is sought a file that can't be counted to its end is counted for a shorter time: the search tells more."""


class _NotATable(Exception):
    """Turns the reading from rows to lines."""


def extract(job: Job) -> Document:
    """Reads the file as a table. `total_pages` is estimated where rows were left out."""
    started = monotonic()
    pace = Pace(
        clock=monotonic,
        look_until=started + job.seconds * (SOUGHT_LOOK_SHARE if job.sought else LOOK_SHARE),
        skim_until=started + job.seconds * SKIM_SHARE,
        finish_until=started + job.seconds * LOOK_SHARE,
        search_until=started + job.seconds * SEARCH_SHARE,
    )
    encoding = _encoding(job.path)
    csv.field_size_limit(LONGEST_LINE)
    try:
        with job.path.open(encoding=encoding.encoding, errors="replace", newline="") as file:
            table = _Delimited(file, size=job.path.stat().st_size)
            paged = read_table(table, max_characters=job.max_characters, pace=pace, search=Search.of(job.sought))
    except _NotATable:
        document = text.extract(job)
        return document.model_copy(update={"kind": "csv", "warnings": (*document.warnings, phrases.NOT_A_TABLE)})
    if not paged.pages:
        raise FileUnreadable(phrases.EMPTY_FILE)
    pages, _ = fill(paged.pages, max_characters=job.max_characters)
    warnings = [phrases.GUESSED_ENCODING.format(encoding=encoding.encoding)] if encoding.guessed else []
    return Document(
        name="",
        kind="csv",
        pages=pages,
        total_pages=paged.total_pages,
        warnings=(*warnings, *paged.warnings),
        partial_table=partial_table([paged], job.sought),
    )


class _Delimited:
    """A delimited file as a `Table` of texts."""

    name = None

    def __init__(self, file: TextIO, *, size: int) -> None:
        self._lines = _Lines(file)
        self._size = size
        sample = self._lines.sample
        delimiter = _delimiter(sample)
        cells = (cell for row in _rows(sample, delimiter) for cell in row)
        self._decimal_comma = delimiter != "," and has_decimal_comma(cells)
        self._reader = csv.reader(self._lines, delimiter=delimiter)
        self._number = 0
        self._broken_at: int | None = None

    def rows(self) -> Iterator[Row[str]]:
        """Its rows; raises `_NotATable` where they stop being such within those that would be shown."""
        for cells in self._records():
            yield _row(self._number, cells)

    def rest(self, *, most: int, until: Callable[[], bool], matches: Matches[str] | None) -> Rest[str]:
        """Its last rows, by going through all that follow; a look at their cells only to search them."""
        kept: deque[tuple[int, list[str]]] = deque(maxlen=most)
        batch: list[tuple[int, list[str], str]] = []
        size = 0
        for cells in self._records():
            if any(map(str.strip, cells)):
                kept.append((self._number, cells))
                if matches:
                    batch.append((self._number, cells, "\n".join(cells)))
                    size += len(batch[-1][2])
            if self._number % HEAD_ROWS == 0 or size > BATCH_CHARACTERS:
                _search(batch, matches)
                batch, size = [], 0
                if until():
                    return Rest((), reached_end=False)
        _search(batch, matches)
        return Rest([_row(number, cells) for number, cells in kept], reached_end=True)

    def stated_rows(self) -> int:
        """About how many rows it holds, by the bytes that the rows so far took."""
        return round(self._number * self._size / max(self._lines.position, 1))

    def show(self, cell: str) -> str:
        return cell

    def words(self, cell: str) -> str:
        return cell

    def measure(self, cell: str) -> Measured:
        return measure(cell, decimal_comma=self._decimal_comma)

    def numbers(self, cells: Collection[str]) -> Sequence[float] | None:
        return plain_numbers(cells, decimal_comma=self._decimal_comma)

    def show_number(self, number: float, *, like: str) -> str:
        return f"{plain(number * 100)}%" if like.rstrip().endswith("%") else plain(number)

    def remarks(self) -> Sequence[str]:
        return () if self._broken_at is None else (phrases.TABLE_BREAKS_OFF.format(row=self._broken_at),)

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        return {}

    def _records(self) -> Iterator[list[str]]:
        line = self._reader.line_num
        while True:
            try:
                cells = next(self._reader, None)
            except (_NotATable, csv.Error):
                cells, broken = None, True
            else:
                broken = self._reader.line_num - line > LINES_IN_ROW
            if broken and self._number < HEAD_ROWS:
                raise _NotATable
            if broken:
                self._broken_at = self._number
                return
            if cells is None:
                return
            line = self._reader.line_num
            self._number += 1
            yield cells


def _row(number: int, cells: Sequence[str]) -> Row[str]:
    return Row(number, {column: cell for column, cell in enumerate(cells, start=1) if cell and not cell.isspace()})


def _search(rows: Sequence[tuple[int, list[str], str]], matches: Matches[str] | None) -> None:
    """Looks at rows of which the number, the cells, and all of these as one text are known; only those that are kept are made."""
    if matches and matches.goes_on():
        numbers, texts = [number for number, _, _ in rows], [text for _, _, text in rows]
        matches.see_texts(numbers, texts, lambda place: _row(numbers[place], rows[place][1]))


class _Lines:
    """The lines of a file, clean, one at a time; raises `_NotATable` at one that is too long."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.sample = list(islice(self._drawn(), SAMPLE_LINES))
        """The first lines, which come all the same."""
        self._lines = chain(self.sample, self._drawn())

    def __iter__(self) -> Iterator[str]:
        return self._lines

    @property
    def position(self) -> int:
        """How far the file was read, in bytes, give or take a buffer."""
        return self._file.buffer.tell()

    def _drawn(self) -> Iterator[str]:
        for line in iter(partial(self._file.readline, LONGEST_LINE), ""):
            if len(line) == LONGEST_LINE:
                raise _NotATable
            # Most lines need no cleaning, and there are millions of them.
            yield line if line.isprintable() or line[:-1].isprintable() else clean(line.removeprefix("\ufeff"))


def _encoding(path: Path) -> Decoded:
    """The file's encoding by its beginning and, where that is ASCII, by the first stretch that is not."""
    with path.open("rb") as file:
        sample = _whole_lines(file.read(SAMPLE_BYTES))
        found = decode(sample)
        searched = SAMPLE_BYTES
        while found.encoding == "utf-8" and sample.isascii() and searched < SEARCHED_BYTES:
            if not (sample := file.read(SAMPLE_BYTES)):
                break
            searched += SAMPLE_BYTES
            if not sample.isascii():
                found = decode(_whole_lines(sample))
    return found._replace(text="")


def _whole_lines(sample: bytes) -> bytes:
    """Without the last line, which may end within a character; all of it where that is the only one."""
    return sample[: sample.rfind(b"\n") + 1] or sample


def _delimiter(lines: Sequence[str]) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells, more than one."""

    def fitness(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _rows(lines, delimiter) if any(map(str.strip, row)))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=fitness)


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    # A field that is too long in a sample cut at any line says nothing yet.
    with suppress(csv.Error):
        rows.extend(csv.reader(lines, delimiter=delimiter))
    return rows
