"""A worksheet's XML → its rows, one after the other, without ever holding the sheet: the lazy part of reading workbooks.

It reads no other part: what a style looks like and what a shared text says is asked of others (ECMA-376 part 1, 18.3).
"""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from string import digits
from typing import NamedTuple, Protocol
from xml.parsers import expat

from bot.documents.sheets.columns import column_number
from bot.documents.sheets.grid import Row
from bot.documents.sheets.number_formats import GENERAL, Format
from bot.documents.sheets.source import Rest
from bot.documents.xml_stream import BadXml

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""The size of a sheet (ECMA-376 leaves it open; this is what spreadsheets have)."""
ROW_BYTES = 32 * 1024**2
"""So much XML without the end of a row is no sheet: the fullest row of real sheets takes a twentieth."""
WINDOW_BYTES = 2 * 1024**2
"""How much of the end of a long sheet is looked at for its last rows."""
MERGED_AREAS = 1_000
"""So many are kept; nobody wants to hear of more."""

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.ASCII)
_BUFFER_BYTES = 64 * 1024
_ROW_TAG = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_UNSAFE_TO_CUT = (b"<!", b"<?")
_LONGEST_COLUMN = 3


Cell = tuple[str, str, Format]
"""A cell as it is stored: its type, its text, its number's format. The types are those of `t` (ECMA-376 part 1, 18.18.11)
and `f` for a formula of which no value is stored. Equal cells are equal; a plain tuple, since there are millions."""


class Area(NamedTuple):
    """A rectangle of cells, counted from 1."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    @classmethod
    def of(cls, reference: str) -> "Area | None":
        """The area that `A1:F40` or `B7` names."""
        found = _REFERENCE.fullmatch(reference)
        if not found:
            return None
        first, top, last, bottom = found.groups()
        return cls(_column(first), int(top), _column(last or first), int(bottom or top))

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies in it."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column


@dataclass
class Sheet:
    """What is known of a sheet besides its rows, as far as it was read."""

    looks: Mapping[str, Format]
    """By style: how numbers are written."""
    shaded: Sequence[Area] = ()
    """Where a defined table may put a background behind white letters."""
    notes: dict[int, list[tuple[int, str]]] = field(default_factory=dict[int, list[tuple[int, str]]])
    """Comments by row: column and words; those of hidden rows are dropped."""
    hidden_columns: set[int] = field(default_factory=set[int])
    merged: list[str] = field(default_factory=list[str])
    hidden_rows: int = 0
    hidden_cells: int = 0
    without_value: int = 0


class Watch(Protocol):
    """Whoever looks at the part of a sheet whose rows are not drawn."""

    def see(self, rows: Sequence[Row[Cell]], piece: bytes) -> None:
        """Rows that are parsed already, then the piece of XML behind them; the first one begins with a row."""
        ...


class SheetRows:
    """The rows of one worksheet, drawn from the pieces of its XML, `size` bytes in all. Raises `BadXml`."""

    def __init__(self, pieces: Iterator[bytes], sheet: Sheet, *, size: int = 0) -> None:
        self._size = size
        self._fed = 0
        self._pieces = pieces
        self._sheet = sheet
        self._parser = _RowParser(sheet)
        self._is_ascii = True
        self._ready: deque[Row[Cell]] = deque()
        """Rows that were parsed and not drawn yet."""

    def __iter__(self) -> Iterator[Row[Cell]]:
        """The rows in their order, hidden ones without cells; between pieces without a row an empty one."""
        is_over = False
        while not is_over or self._ready:
            if self._ready:
                yield self._ready.popleft()
                continue
            piece = next(self._pieces, b"")
            if self._fed == 0:
                self._is_ascii = piece.lstrip(b"\xef\xbb\xbf").startswith(b"<") and not piece.startswith(b"<\0")
            self._fed += len(piece)
            is_over = not piece
            self._ready += self._parser.feed(piece, is_last=is_over)

    @property
    def can_be_cut(self) -> bool:
        """Whether a row can be told from what stands around it, and read, without the XML before it."""
        is_utf_8 = (self._parser.encoding or "utf-8").lower() in ("utf-8", "us-ascii")
        return self._is_ascii and is_utf_8 and self._parser.is_numbered

    @property
    def row_end(self) -> bytes:
        """The tag that ends a row in this sheet."""
        return self._parser.row_end

    def estimate(self) -> int | None:
        """About how many rows there are, by the share of its bytes that was read."""
        return round(self._parser.number * self._size / self._fed) if self._size and self._fed else None

    def last(self, *, most: int, until: Callable[[], bool], watch: "Watch | None" = None) -> Rest[Cell]:
        """The last rows of what was not drawn yet. All of it is inflated and shown to `watch`; only its end is parsed."""
        rows = [*self._ready]
        self._ready.clear()
        window: deque[bytes] = deque()
        held = 0
        has_gap = False
        for piece in self._from_next_row(rows) if watch else self._pieces:
            if watch and piece:
                watch.see(rows if not held else (), piece)
            window.append(piece)
            held += len(piece)
            while held - len(window[0]) >= WINDOW_BYTES:
                held -= len(window.popleft())
                has_gap = True
            if until():
                return Rest((), reached_end=False)
        if watch and not held:
            watch.see(rows, b"")
        data = b"".join(window)
        if not has_gap:
            rows += [*self._parser.feed(data), *self._parser.feed(b"", is_last=True)]
            return Rest([row for row in rows if row.cells][-most:], reached_end=True)
        return self._of_fragment(data, most)

    def _from_next_row(self, rows: list[Row[Cell]]) -> Iterator[bytes]:
        """The pieces from the next row on; the one before it, which may be read in part, goes to `rows`."""
        for piece in self._pieces:
            found = _ROW_TAG.search(piece)
            start = found.start() if found else len(piece)
            rows += self._parser.feed(piece[:start])
            yield piece[start:]
            if found:
                yield from self._pieces

    def row(self, data: bytes) -> Row[Cell] | None:
        """The row that these bytes of the sheet hold, without its end tag; none if they hold none that people see."""
        parser = _RowParser(replace(self._sheet), encoding=self._parser.encoding)
        try:
            parser.feed(self._parser.opening)
            (row,) = parser.feed(data + self._parser.row_end)
        except (BadXml, ValueError):
            return None
        return row if row.cells else None

    def _of_fragment(self, data: bytes, most: int) -> Rest[Cell]:
        """The rows at the end of a sheet, by a parser that is told the beginning was there."""
        starts = [found.start() for found in _ROW_TAG.finditer(data)]
        # A comment may hold what looks like a row, and rows that count on those before them have no number here.
        if not starts or not self._is_ascii or any(mark in data for mark in _UNSAFE_TO_CUT) or not self._parser.is_numbered:
            return Rest((), reached_end=False)
        parser = _RowParser(self._sheet, encoding=self._parser.encoding)
        try:
            parser.feed(self._parser.opening)
            rows = parser.feed(data[starts[max(len(starts) - most, 0)] :], is_last=True)
        except BadXml:
            return Rest((), reached_end=False)
        numbers = [row.number for row in rows]
        if not parser.is_numbered or numbers != sorted(numbers) or numbers[0] <= self._parser.number:
            return Rest((), reached_end=False)
        return Rest([row for row in rows if row.cells][-most:], reached_end=True)


class _RowParser:
    """Expat with handlers that make rows. All the time goes into the handlers: they are plain on purpose."""

    def __init__(self, sheet: Sheet, *, encoding: str | None = None) -> None:
        self.encoding = encoding
        self.opening = b""
        """What has to stand before a row so that it parses: the elements it lies in."""
        self.row_end = b"</row>"
        self.is_numbered = True
        self.number = 0
        self._sheet = sheet
        self._done: list[Row[Cell]] = []
        self._bytes_of_row = 0
        self._in_row = False
        self._is_hidden = False
        self._cells: dict[int, Cell] = {}
        self._column = 0
        self._type = "n"
        self._look = GENERAL
        self._value: str | None = None
        self._has_formula = False
        self._formula = ""
        self._in_phonetics = False
        self._texts: list[str] = []
        self._prefix = ""
        self._parser = expat.ParserCreate(encoding)
        self._parser.buffer_text = True
        self._parser.buffer_size = _BUFFER_BYTES
        self._parser.StartElementHandler = self._root
        self._parser.CharacterDataHandler = self._texts.append
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declared

    def feed(self, piece: bytes, *, is_last: bool = False) -> list[Row[Cell]]:
        """The rows that end in this piece; where none does an empty one without a number."""
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise BadXml(type(error).__name__) from None
        rows, self._done = self._done, []
        if not self._in_row:
            self._texts.clear()
        self._bytes_of_row = self._bytes_of_row + len(piece) if self._in_row and not rows else 0
        if self._bytes_of_row > ROW_BYTES:
            raise BadXml("row too long")
        return rows or [Row[Cell](0, {})]

    def _doctype(self, *_: object) -> None:
        raise BadXml("DTD")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = self.encoding or encoding

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        prefix, colon, _ = name.rpartition(":")
        self._prefix = prefix + colon
        self.opening = f"<{name}><{self._prefix}sheetData>".encode(self.encoding or "utf-8", "replace")
        self.row_end = f"</{self._prefix}row>".encode(self.encoding or "utf-8", "replace")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        if self._prefix:
            self._parser.StartElementHandler = lambda name, attributes: self._start(name.removeprefix(self._prefix), attributes)
            self._parser.EndElementHandler = lambda name: self._end(name.removeprefix(self._prefix))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            place = attributes.get("r")
            self._column = _column(place.rstrip(digits)) if place else self._column + 1
            self._type = attributes.get("t", "n")
            self._look = self._sheet.looks.get(attributes.get("s", "0"), GENERAL)
            self._value = None
            self._has_formula = False
        elif name in ("v", "t", "f"):
            self._texts.clear()
        elif name == "row":
            self._start_row(attributes)
        elif name == "rPh":
            self._in_phonetics = True
        elif not self._in_row:
            self._aside(name, attributes)

    def _end(self, name: str) -> None:
        if name == "v":
            self._value = "".join(self._texts)
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._in_row = False
            self._done.append(Row(self.number, self._cells))
        elif name == "t" and not self._in_phonetics:
            self._value = (self._value or "") + "".join(self._texts)
        elif name == "f":
            self._has_formula = True
            self._formula = "".join(self._texts)
        elif name == "rPh":
            self._in_phonetics = False

    def _start_row(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self.is_numbered = self.is_numbered and place is not None
        self.number = int(place) if place else self.number + 1
        if not 0 < self.number <= LAST_ROW:
            raise BadXml("row out of reach")
        self._in_row = True
        self._cells = {}
        self._column = 0
        self._is_hidden = _is_on(attributes.get("hidden")) or _is_zero(attributes.get("ht"))
        if self._is_hidden:
            self._sheet.hidden_rows += 1
            self._sheet.notes.pop(self.number, None)

    def _end_cell(self) -> None:
        kind, value = self._type, self._value
        if not value:
            if not self._has_formula or not self._formula:
                return
            self._sheet.without_value += 1
            kind, value = "f", f"={self._formula}"
        if self._is_hidden or self._column in self._sheet.hidden_columns or not 0 < self._column <= LAST_COLUMN:
            return
        if self._look.is_unseen and not any(area.holds(self.number, self._column) for area in self._sheet.shaded):
            self._sheet.hidden_cells += 1
            return
        self._cells[self._column] = (kind, value, self._look)

    def _aside(self, name: str, attributes: dict[str, str]) -> None:
        """What stands before and behind the rows."""
        sheet = self._sheet
        if name == "col" and (_is_on(attributes.get("hidden")) or _is_zero(attributes.get("width"))):
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            sheet.hidden_columns.update(range(max(first, 1), min(last, LAST_COLUMN) + 1))
        elif name == "mergeCell" and len(sheet.merged) < MERGED_AREAS:
            sheet.merged.append(attributes.get("ref", ""))


@lru_cache(maxsize=LAST_COLUMN)
def _column(name: str) -> int:
    return column_number(name) if name.isalpha() and name.isascii() and name.isupper() and len(name) <= _LONGEST_COLUMN else 0


def _is_on(value: str | None) -> bool:
    return value is not None and value not in ("0", "false")


def _is_zero(value: str | None) -> bool:
    return value is not None and not value.strip("0.") and "0" in value
