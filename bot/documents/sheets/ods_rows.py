"""The content of an OpenDocument spreadsheet → its sheets and their rows, one after the other, as a stream.

Rows and cells that repeat are told as such in the file, up to the size of a sheet: filled ones are made only when drawn.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from bot.documents.sheets.grid import Row
from bot.documents.sheets.ods_skim import Seeker, Skim
from bot.documents.sheets.rows import LAST_COLUMN, LAST_ROW, ROW_BYTES
from bot.documents.xml_stream import BadXml

LONGEST_NOTE = 500
NOTES = 1_000
"""So many comments of a sheet are read."""
SMALLEST_POINTS = 2.0

Cell = tuple[str, str, str]
"""The type of its value (`float`, `date`, …), the text that is shown, the value as it is stored."""

_UNSEEN = ("collapse", "filter")
_WHITE = "#ffffff"
_LONGEST_COUNT = 20
"""Digits of a count; whatever is longer is no count."""


@dataclass
class OpenedSheet:
    """A sheet whose rows come next, and what was left out of it so far."""

    name: str
    is_hidden: bool = False
    hidden_rows: int = 0
    hidden_cells: int = 0
    hidden_columns: set[int] = field(default_factory=set[int])
    notes: dict[int, list[tuple[int, str]]] = field(default_factory=dict[int, list[tuple[int, str]]])


@dataclass
class _Style:
    """What of a style hides what has it."""

    hides_sheet: bool = False
    is_white: bool = False
    is_tiny: bool = False
    has_background: bool = False


@dataclass
class _OpenCell:
    """A cell that is being read."""

    attributes: Mapping[str, str]
    paragraphs: list[str] = field(default_factory=list[str])
    note: list[str] | None = None
    """The paragraphs of its comment, once there is one."""
    author: str = ""


Event = OpenedSheet | Row[Cell] | None
"""A sheet begins, a row of it, its end."""


class ContentReader:
    """Draws sheets and rows from the pieces of `content.xml`. Raises `BadXml`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._events: list[tuple[Event, int]] = []
        self._styles: dict[str, _Style] = {}
        self._style = _Style()
        self._depth = 0
        """How many tables are open inside each other; only the outermost is a sheet."""
        self._sheet = OpenedSheet("")
        self._number = 0
        self._row: dict[int, Cell] = {}
        self._row_repeats = 1
        self._is_row_hidden = False
        self._column = 0
        self._described_columns = 0
        self._column_styles: list[tuple[int, str]] = []
        self._cell: _OpenCell | None = None
        self._in_note = False
        self._texts: list[str] | None = None
        self._bytes_of_row = 0
        self._skim: Skim | None = None
        self._encoding = "utf-8"
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declared
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def events(self) -> Iterator[Event]:
        """Everything in its order; empty rows come where a stretch of XML holds nothing else."""
        held = b""
        for piece in self._pieces:
            data, held = held + piece, b""
            if not self._skim:
                # A tag is parsed at once: whoever skims from then on counts rows by their tags.
                end = data.rfind(b">") + 1
                if not end and len(data) <= ROW_BYTES:
                    held = data
                    continue
                data, held = (data[:end], data[end:]) if end else (data, b"")
            yield from self._fed(self._skim.left(data) if self._skim else data)
        yield from self._fed(self._skim.left(held) + self._skim.all_left() if self._skim else held, is_last=True)

    def skim(self, matches: Seeker | None, *, most: int) -> bool:
        """From the next piece on, only the last rows of this sheet come and those that `matches` wants; whether that can be."""
        if self._encoding.lower() != "utf-8":
            return False
        self._skim = Skim(matches, most=most, number=self._number, open_repeats=self._row_repeats)
        return True

    @property
    def number(self) -> int:
        """The number of the row up to which the sheet was gone through, parsed or not."""
        return max(self._number, self._skim.number if self._skim else 0)

    @property
    def hides_texts(self) -> bool:
        """Whether there are styles in which nobody sees what is written."""
        return any(style.is_tiny or (style.is_white and not style.has_background) for style in self._styles.values())

    def _fed(self, piece: bytes, *, is_last: bool = False) -> Iterator[Event]:
        try:
            self._parser.Parse(piece, is_last)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise BadXml(type(error).__name__) from None
        events, self._events = self._events, []
        self._bytes_of_row = 0 if events else self._bytes_of_row + len(piece)
        if self._bytes_of_row > ROW_BYTES:
            raise BadXml("row too long")
        for event, times in events:
            if isinstance(event, Row):
                yield from (Row(event.number + after, event.cells) for after in range(times))
            else:
                yield event
        if not events:
            yield Row[Cell](0, {})

    def _doctype(self, *_: object) -> None:
        raise BadXml("DTD")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._encoding = encoding or self._encoding

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell" if self._depth == 1:
                self._cell = _OpenCell(attributes)
            case "text:p" | "text:h" if self._cell:
                self._texts = []
            case "text:s" if self._texts is not None:
                self._texts.append(" ")
            case "text:tab" | "text:line-break" if self._texts is not None:
                self._texts.append(" ")
            case "table:table-row" if self._depth == 1:
                self._start_row(attributes)
            case "office:annotation" if self._cell:
                self._cell.note = []
                self._in_note = True
            case "dc:creator" if self._in_note:
                self._texts = []
            case "table:table":
                self._depth += 1
                if self._depth == 1:
                    self._start_sheet(attributes)
            case "table:table-column" if self._depth == 1:
                self._describe_column(attributes)
            case _:
                self._note_style(name, attributes)

    def _end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell" if self._depth == 1:
                self._end_cell()
            case "text:p" | "text:h" if self._texts is not None and self._cell:
                paragraphs = self._cell.note if self._in_note and self._cell.note is not None else self._cell.paragraphs
                paragraphs.append("".join(self._texts))
                self._texts = None
            case "dc:creator" if self._texts is not None and self._cell:
                self._cell.author = "".join(self._texts).strip()
                self._texts = None
            case "office:annotation":
                self._in_note = False
            case "table:table-row" if self._depth == 1:
                self._end_row()
            case "table:table":
                self._depth -= 1
                if self._depth == 0:
                    self._events.append((None, 1))
            case _:
                pass

    def _text(self, data: str) -> None:
        if self._texts is not None:
            self._texts.append(data)

    def _note_style(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "style:style":
                self._style = self._styles.setdefault(attributes.get("style:name", ""), _Style())
            case "style:table-properties":
                self._style.hides_sheet = attributes.get("table:display") == "false"
            case "style:table-cell-properties":
                self._style.has_background = attributes.get("fo:background-color", "transparent") not in ("transparent", _WHITE)
            case "style:text-properties":
                size = attributes.get("fo:font-size", "").removesuffix("pt")
                self._style.is_white = attributes.get("fo:color", "").lower() == _WHITE
                self._style.is_tiny = size.replace(".", "", 1).isdecimal() and float(size) < SMALLEST_POINTS
            case _:
                pass

    def _start_sheet(self, attributes: Mapping[str, str]) -> None:
        style = self._styles.get(attributes.get("table:style-name", ""), _Style())
        self._sheet = OpenedSheet(attributes.get("table:name", ""), is_hidden=style.hides_sheet)
        self._number = 0
        self._described_columns = 0
        self._column_styles = []
        self._events.append((self._sheet, 1))

    def _describe_column(self, attributes: Mapping[str, str]) -> None:
        first = self._described_columns + 1
        self._described_columns = min(first + _times(attributes, "table:number-columns-repeated") - 1, LAST_COLUMN)
        if attributes.get("table:visibility") in _UNSEEN:
            self._sheet.hidden_columns.update(range(first, self._described_columns + 1))
        self._column_styles.append((self._described_columns, attributes.get("table:default-cell-style-name", "")))

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._row = {}
        self._column = 0
        self._row_repeats = _times(attributes, "table:number-rows-repeated")
        self._is_row_hidden = attributes.get("table:visibility") in _UNSEEN

    def _end_row(self) -> None:
        first = self._number + 1
        self._number = min(self._number + self._row_repeats, LAST_ROW)
        if self._row and first <= LAST_ROW:
            if self._is_row_hidden:
                self._sheet.hidden_rows += self._row_repeats
                self._sheet.notes.pop(first, None)
            else:
                self._events.append((Row(first, self._row), self._number - first + 1))
        self._row = {}

    def _end_cell(self) -> None:
        cell = self._cell
        assert cell is not None
        self._cell = self._texts = None
        self._in_note = False
        first = self._column + 1
        self._column += _times(cell.attributes, "table:number-columns-repeated")
        if self._column > LAST_COLUMN:
            return
        words = " ".join(" ".join(cell.note or ()).split())[:LONGEST_NOTE]
        if words and len(self._sheet.notes) < NOTES:
            said = f"{cell.author}: {words}" if cell.author else words
            self._sheet.notes.setdefault(self._number + 1, []).append((first, said))
        text = " ".join(cell.paragraphs).strip()
        if not text:
            return
        if self._is_unseen(cell.attributes.get("table:style-name") or self._column_style(first)):
            self._sheet.hidden_cells += 1
            return
        attributes = cell.attributes
        value = attributes.get("office:value") or attributes.get("office:date-value") or ""
        found = (attributes.get("office:value-type", "string"), text, value)
        self._row.update((column, found) for column in range(first, self._column + 1) if column not in self._sheet.hidden_columns)

    def _column_style(self, column: int) -> str:
        return next((style for last, style in self._column_styles if column <= last), "")

    def _is_unseen(self, name: str) -> bool:
        style = self._styles.get(name)
        return style is not None and (style.is_tiny or (style.is_white and not style.has_background))


def _times(attributes: Mapping[str, str], name: str) -> int:
    """How often something repeats, no more than a sheet has rows."""
    value = attributes.get(name, "1")
    return max(1, min(int(value), LAST_ROW)) if value.isdecimal() and len(value) < _LONGEST_COUNT else 1
