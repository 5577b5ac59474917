"""Delimited tables (CSV, TSV) → Markdown tables of some rows each, under the repeated header.

Rows are counted as a spreadsheet does: the header is row 1.
"""

import csv
import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import islice

from bot.documents import text
from bot.documents.encoding import decode
from bot.documents.job import Job
from bot.documents.pages import CHUNK_CHARACTERS, fill
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, phrases

ROWS_PER_PAGE = 50
DELIMITERS = ",;\t|"
SAMPLE_ROWS = 50
"""Rows by which the delimiter is chosen."""
LONGEST_ROW = CHUNK_CHARACTERS // 2
"""Past so many characters in a row a table helps nobody: the file is then read as text."""


class _Rows:
    """The rows that hold a cell; empty ones are neither kept nor counted."""

    def __init__(self, text: str) -> None:
        self._rows = csv.reader(StringIO(text), delimiter=_delimiter(text))
        self._count = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._rows:
            if _holds(row):
                self._count += 1
                yield row

    def count_all(self) -> int:
        """How many there are, those included that nobody has drawn."""
        deque(self, maxlen=0)
        return self._count


class _RowTooLong(Exception):
    """Turns the reading from rows to lines."""


def extract(job: Job) -> Document:
    """Reads the file as a table. `total_pages` is estimated from the rows where the budget ended the reading."""
    decoded = decode(job.path.read_bytes())
    csv.field_size_limit(max(len(decoded.text), 1))
    warnings = [phrases.GUESSED_ENCODING.format(encoding=decoded.encoding)] if decoded.guessed else []
    try:
        rows = _Rows(decoded.text)
        pages, complete = fill(_pages(iter(rows)), max_characters=job.max_characters)
    except (_RowTooLong, csv.Error):
        document = text.extract(job)
        return document.model_copy(update={"kind": "csv", "warnings": (*document.warnings, phrases.NOT_A_TABLE)})
    if not pages:
        raise FileUnreadable(phrases.EMPTY_FILE)
    total = len(pages)
    if not complete:
        last = pages[-1].anchor.last
        held = rows.count_all()
        warnings.append(phrases.READ_IN_PART.format(unit="rows", first=1, last=last, total=held))
        total = math.ceil(total * held / last)
    return Document(name="", kind="csv", pages=pages, total_pages=total, warnings=tuple(warnings))


def as_markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """One Markdown table. Short rows are filled up, long ones keep their further cells under empty headings."""
    body = list(rows)
    width = max(len(header), *(len(row) for row in body)) if body else len(header)
    lines = [header, ["---"] * width, *body]
    return "\n".join("| " + " | ".join([*map(_cell, line), *[""] * (width - len(line))]) + " |" for line in lines)


def _pages(rows: Iterator[list[str]]) -> Iterator[Page]:
    """Pages of rows under the header; a table of a header alone is one page."""
    numbered = enumerate(rows, start=1)
    first = next(numbered, None)
    if first is None:
        return
    _, header = first
    _checked(header)
    chunk: list[list[str]] = []
    size = 0
    start = 2
    for number, row in numbered:
        length = _checked(row)
        if chunk and (len(chunk) == ROWS_PER_PAGE or size + length > CHUNK_CHARACTERS):
            yield _page(header, chunk, start)
            chunk, size, start = [], 0, number
        chunk.append(row)
        size += length
    if chunk or start == 2:
        yield _page(header, chunk, start)


def _page(header: list[str], rows: list[list[str]], start: int) -> Page:
    first, last = (start, start + len(rows) - 1) if rows else (1, 1)
    return Page(anchor=Anchor(kind=AnchorKind.ROWS, first=first, last=last), markdown=as_markdown(header, rows))


def _delimiter(text: str) -> str:
    """The delimiter that cuts most of the first rows into the same number of cells, more than one."""

    def fitness(delimiter: str) -> tuple[int, int]:
        rows = islice(csv.reader(StringIO(text), delimiter=delimiter), SAMPLE_ROWS)
        widths = Counter(len(row) for row in rows if _holds(row))
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        return (count, width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=fitness)


def _holds(row: list[str]) -> bool:
    return any(map(str.strip, row))


def _checked(row: list[str]) -> int:
    length = sum(len(cell) + 3 for cell in row)
    if length > LONGEST_ROW:
        raise _RowTooLong
    return length


def _cell(value: str) -> str:
    return " ".join(value.split()).replace("|", "\\|")
