"""OpenDocument spreadsheets (ODS) → for each sheet a page that describes it and pages of its rows, cells as displayed.

Streams the one part that holds all sheets (OpenDocument 1.3 part 3, chapter 9). What people do not see, hidden sheets, rows,
columns and cells, is left out and named.
"""

import re
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from html import unescape
from time import monotonic
from zipfile import BadZipFile, ZipFile

from bot.documents.formats import damaged
from bot.documents.job import Job
from bot.documents.preflight import inflate, open_zip
from bot.documents.sheets.book import Sheets, listed, sheet_name, spans
from bot.documents.sheets.columns import Kind, Measured, plain
from bot.documents.sheets.grid import Row
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.ods_rows import Cell, ContentReader, Event, OpenedSheet
from bot.documents.sheets.source import Rest, rest_of
from bot.documents.sheets.workbook import LIMITS, PART_BYTES, PIECE_BYTES
from bot.documents.sheets.written_values import measure
from bot.documents.xml_stream import BadXml
from bot.language import Document, FileUnreadable, PasswordNeeded, phrases

SPREADSHEET = "OpenDocument spreadsheet"

_SHEET_TAG = re.compile(rb'<table:table\s(?:[^<>]{0,500}\s)?table:name="([^"<>]{0,500})"')
_LONGEST_TAG = 1_000
"""In bytes: so much of a piece is looked at again together with the next one."""
_ERRORS = ("Err:", "#")


def extract(job: Job) -> Document:
    """Reads a spreadsheet. Raises `PasswordNeeded` for an encrypted one."""
    with closing(open_zip(job.path, format_label=SPREADSHEET, limits=LIMITS)) as archive:
        try:
            return _read(archive, job)
        except (BadXml, BadZipFile, zlib.error, UnicodeDecodeError, KeyError) as error:
            raise FileUnreadable(damaged(SPREADSHEET), detail=type(error).__name__) from None


def _read(archive: ZipFile, job: Job) -> Document:
    if b"encryption-data" in _manifest(archive):
        raise PasswordNeeded(phrases.PASSWORD_PROTECTED)
    began = monotonic()
    names = _names(archive)
    content = _Content(archive)
    hidden: list[str] = []
    sheets = Sheets(job, names, began=began)
    sheets.read(_tables(content, sheets, hidden, is_alone=len(names) == 1))
    warnings = [phrases.HIDDEN_SHEETS.format(names=listed(hidden))] if hidden else []
    return sheets.document(kind="ods", warnings=warnings)


class _Content:
    """The part that holds all sheets, and how much of it was read."""

    def __init__(self, archive: ZipFile) -> None:
        self.reader = ContentReader(self._pieces(archive))
        self._size = archive.getinfo("content.xml").file_size
        self._read = 0

    def estimated_rows(self) -> int | None:
        """About how many rows its only sheet has, by the share of the bytes that was read."""
        return round(self.reader.number * self._size / self._read) if self._read else None

    def _pieces(self, archive: ZipFile) -> Iterator[bytes]:
        for piece in _pieces(archive):
            self._read += len(piece)
            yield piece


def _tables(content: _Content, sheets: Sheets, hidden: list[str], *, is_alone: bool) -> Iterator["_SheetTable"]:
    """The sheets that people see; whatever of one was not drawn is passed over before the next one."""
    events = content.reader.events()
    for event in events:
        if not isinstance(event, OpenedSheet):
            continue
        if event.is_hidden:
            hidden.append(sheet_name(event.name))
            sheets.pass_over()
            continue
        table = _SheetTable(event, events, content, is_alone=is_alone)
        yield table
        for _ in table.rows():
            pass


class _SheetTable:
    """One sheet as a `Table` of shown cells."""

    def __init__(self, sheet: OpenedSheet, events: Iterator[Event], content: _Content, *, is_alone: bool) -> None:
        self.name = sheet_name(sheet.name)
        self._sheet = sheet
        self._events = events
        self._content = content
        self._is_alone = is_alone
        self._is_over = False
        self._last = 0

    def rows(self) -> Iterator[Row[Cell]]:
        """Its rows, those not drawn yet."""
        while not self._is_over:
            event = next(self._events, None)
            if isinstance(event, Row):
                self._last = max(self._last, event.number)
                yield event
            else:
                self._is_over = True

    def rest(self, *, most: int, until: Callable[[], bool], matches: Matches[Cell] | None) -> Rest[Cell]:
        """Its last rows; all of them have to be gone through, though hardly any is parsed."""
        reader = self._content.reader
        if reader.skim(matches, most=most) and matches:
            # Unparsed, what nobody sees is counted too.
            matches.is_exact = not self._sheet.hidden_columns and not reader.hides_texts
        return rest_of(self.rows(), most=most, until=until, matches=matches)

    def stated_rows(self) -> int | None:
        return self._content.estimated_rows() if self._is_alone else None

    def show(self, cell: Cell) -> str:
        return cell[1]

    def words(self, cell: Cell) -> str:
        _, text, value = cell
        return f"{text}\n{value}" if value else text

    def measure(self, cell: Cell) -> Measured:
        kind, text, value = cell
        match kind:
            case "float" | "currency" | "percentage" | "date":
                return measure(value)
            case "boolean":
                return Kind.TRUTH
            case _:
                return Kind.ERROR if text.startswith(_ERRORS) and kind == "error" else Kind.TEXT

    def numbers(self, cells: Collection[Cell]) -> Sequence[float] | None:
        if any(kind not in ("float", "currency", "percentage") for kind, _, _ in cells):
            return None
        try:
            return [float(value) for _, _, value in cells]
        except ValueError:
            return None

    def show_number(self, number: float, *, like: Cell) -> str:
        return f"{plain(number * 100)}%" if like[0] == "percentage" else plain(number)

    def remarks(self) -> Sequence[str]:
        return self.warnings()

    def warnings(self) -> list[str]:
        """What of the sheet was left out."""
        sheet = self._sheet
        counted = ((phrases.HIDDEN_ROWS, sheet.hidden_rows), (phrases.HIDDEN_CELLS, sheet.hidden_cells))
        said = [phrase.format(count=count) for phrase, count in counted if count]
        return [*said, *([phrases.HIDDEN_COLUMNS.format(names=spans(sheet.hidden_columns))] if sheet.hidden_columns else [])]

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        hidden = self._sheet.hidden_columns
        return {row: [note for note in notes if note[0] not in hidden] for row, notes in self._sheet.notes.items()}


def _names(archive: ZipFile) -> list[str]:
    """The names of all sheets, by a search for their tags: how many there are decides how much room each has."""
    names: list[str] = []
    overlap = b""
    for piece in _pieces(archive):
        data = overlap + piece
        found = list(_SHEET_TAG.finditer(data))
        names += [sheet_name(unescape(tag[1].decode("utf-8", "replace"))) for tag in found]
        overlap = data[max(found[-1].end() if found else 0, len(data) - _LONGEST_TAG) :]
    return names


def _manifest(archive: ZipFile) -> bytes:
    entry = archive.NameToInfo.get("META-INF/manifest.xml")
    return inflate(archive, entry, most=PART_BYTES) if entry else b""


def _pieces(archive: ZipFile) -> Iterator[bytes]:
    try:
        with archive.open("content.xml") as part:
            while piece := part.read(PIECE_BYTES):
                yield piece
    except (zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
        raise BadZipFile(type(error).__name__) from None
