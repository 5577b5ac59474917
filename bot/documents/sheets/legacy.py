"""The sheets of a legacy Excel workbook, as the parser gives them, as tables; hidden sheets, rows and columns are left out."""

import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from io import BytesIO
from itertools import chain
from time import monotonic
from typing import BinaryIO, Protocol, cast

from olefile import OleFileIO

from bot.documents.ir import Node, grid, nodes
from bot.documents.job import Job
from bot.documents.page_warnings import left_out
from bot.documents.pages import fill
from bot.documents.sheets.columns import Measured, plain
from bot.documents.sheets.grid import Row
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.search import Search
from bot.documents.sheets.source import Pace, Rest, rest_of
from bot.documents.sheets.table import Paged, partial_table, read_table
from bot.documents.sheets.written_values import measure, plain_numbers
from bot.language import Document, FileUnreadable, phrases

LOOK_SHARE, SEARCH_SHARE, SKIM_SHARE = 0.5, 0.7, 0.8
"""The shares of the file's time after which rows are no longer counted closely, no longer searched, and reading ends."""

_RECORD = struct.Struct("<HH")
_BOUND_SHEET, _ROW, _COLUMN_INFO, _END = 0x85, 0x208, 0x7D, 0x0A
"""Records of a workbook stream ([MS-XLS] 2.4.28, 2.4.221, 2.4.53, 2.4.103)."""
_ROW_FIELDS = struct.Struct("<H10xH")
_ROW_IS_HIDDEN = 0x20
_COLUMN_FIELDS = struct.Struct("<HH4xH")
_COLUMN_IS_HIDDEN = 0x01


class _Container(Protocol):
    """The part of a compound file that is used."""

    def exists(self, filename: str) -> bool: ...

    def openstream(self, filename: str) -> BinaryIO: ...


@dataclass
class HiddenCells:
    """The hidden rows and columns of one sheet, counted from 1."""

    rows: set[int] = field(default_factory=set[int])
    columns: set[int] = field(default_factory=set[int])

    @classmethod
    def of(cls, workbook: bytes) -> "list[HiddenCells]":
        """Those of each sheet in a workbook's order; none where it can't be told."""
        try:
            with cast(AbstractContextManager[_Container], OleFileIO(BytesIO(workbook))) as container:
                name = "Workbook" if container.exists("Workbook") else "Book"
                stream = container.openstream(name).read()
            return [cls._of_sheet(stream, start) for start in _sheet_starts(stream)]
        except (OSError, ValueError, LookupError, struct.error):
            return []

    @classmethod
    def _of_sheet(cls, stream: bytes, start: int) -> "HiddenCells":
        found = cls()
        for kind, body in _records(stream, start):
            if kind == _ROW:
                row, flags = cast(tuple[int, int], _ROW_FIELDS.unpack_from(body))
                if flags & _ROW_IS_HIDDEN:
                    found.rows.add(row + 1)
            elif kind == _COLUMN_INFO:
                first, last, flags = cast(tuple[int, int, int], _COLUMN_FIELDS.unpack_from(body))
                if flags & _COLUMN_IS_HIDDEN:
                    found.columns |= set(range(first + 1, min(last, 255) + 2))
        return found


def _sheet_starts(stream: bytes) -> list[int]:
    return [int.from_bytes(body[:4], "little") for kind, body in _records(stream, 0) if kind == _BOUND_SHEET]


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """The records of a substream up to its end."""
    at = start
    while at + _RECORD.size <= len(stream):
        kind, length = cast(tuple[int, int], _RECORD.unpack_from(stream, at))
        if kind == _END:
            return
        yield kind, stream[at + _RECORD.size : at + _RECORD.size + length]
        at += _RECORD.size + length


def sheets_of(sections: list[Node], hidden_cells: list[HiddenCells], *, job: Job) -> Document:
    """All sheets that people see, one after the other. Raises `FileUnreadable` when none holds a cell."""
    started = monotonic()
    pace = Pace(
        clock=monotonic,
        look_until=started + job.seconds * LOOK_SHARE,
        skim_until=started + job.seconds * SKIM_SHARE,
        search_until=started + job.seconds * SEARCH_SHARE,
    )
    search = Search.of(job.sought)
    hidden: Counter[str] = Counter()
    read: list[Paged] = []
    left = job.max_characters
    shown = [at for at, section in enumerate(sections) if not section.get("hidden")]
    hidden["hidden sheets"] = len(sections) - len(shown)
    for place, at in enumerate(shown):
        unseen = hidden_cells[at] if len(hidden_cells) == len(sections) else HiddenCells()
        sheet = _Sheet(sections[at], unseen, hidden)
        paged = read_table(sheet, max_characters=left // (len(shown) - place), pace=pace, search=search)
        left = max(0, left - sum(len(page.markdown) for page in paged.pages))
        read.append(paged)
    if not any(paged.pages for paged in read):
        raise FileUnreadable(phrases.NOTHING_READ)
    kept, _ = fill(chain.from_iterable(paged.pages for paged in read), max_characters=job.max_characters)
    return Document(
        name="",
        kind="xls",
        pages=kept,
        total_pages=sum(paged.total_pages for paged in read),
        warnings=(*left_out(hidden), *chain.from_iterable(paged.warnings for paged in read)),
        partial_table=partial_table(read, job.sought),
    )


class _Sheet:
    """One sheet as a `Table` of what its cells show."""

    def __init__(self, section: Node, unseen: HiddenCells, hidden: Counter[str]) -> None:
        self.name = str(section.get("title") or "Sheet")
        tables = [element for element in nodes(section.get("elements")) if element.get("type") == "table"]
        self._grid = [row for table in tables for row in grid(table, repeat=False)]
        self._rows = self._seen(unseen, hidden)

    def rows(self) -> Iterator[Row[str]]:
        return self._rows

    def rest(self, *, most: int, until: Callable[[], bool], matches: Matches[str] | None) -> Rest[str]:
        return rest_of(self._rows, most=most, until=until, matches=matches)

    def stated_rows(self) -> int:
        return len(self._grid)

    def show(self, cell: str) -> str:
        return cell

    def words(self, cell: str) -> str:
        return cell

    def measure(self, cell: str) -> Measured:
        return measure(cell, decimal_comma=False)

    def numbers(self, cells: Collection[str]) -> Sequence[float] | None:
        return plain_numbers(cells, decimal_comma=False)

    def show_number(self, number: float, *, like: str) -> str:
        return f"{plain(number * 100)}%" if like.rstrip().endswith("%") else plain(number)

    def remarks(self) -> Sequence[str]:
        return ()

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        return {}

    def _seen(self, unseen: HiddenCells, hidden: Counter[str]) -> Iterator[Row[str]]:
        hidden_columns: set[int] = set()
        for number, cells in enumerate(self._grid, start=1):
            filled = {at: text for at, text in enumerate(cells, start=1) if text.strip()}
            if number in unseen.rows:
                hidden["hidden rows"] += bool(filled)
                continue
            hidden_columns |= filled.keys() & unseen.columns
            yield Row(number, {at: text for at, text in filled.items() if at not in unseen.columns})
        hidden["hidden columns"] += len(hidden_columns)
