"""Excel workbooks (XLSX and its kin) → for each sheet a page that describes it and pages of its rows, cells as displayed.

Rows are read lazily, so that a sheet of a million costs no more than its first ones and a look at the rest. What people do
not see in the workbook, hidden sheets, rows, columns and cells, is left out and named.
"""

import math
import re
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from zipfile import BadZipFile

from office_oxide import Document as Office
from office_oxide import OfficeOxideError

from bot.documents.formats import damaged
from bot.documents.ir import nodes
from bot.documents.job import Job
from bot.documents.sheets.book import Sheets, listed, spans
from bot.documents.sheets.columns import Kind, Measured
from bot.documents.sheets.grid import Row
from bot.documents.sheets.legacy import sheets_of
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.number_formats import GENERAL, moment
from bot.documents.sheets.raw_rows import RawSearch
from bot.documents.sheets.rows import Area, Cell, Sheet, SheetRows
from bot.documents.sheets.shared_texts import SharedTexts, unescaped
from bot.documents.sheets.source import Rest, rest_of
from bot.documents.sheets.workbook import EXCEL, Beside, Book, SheetPart, Workbook
from bot.documents.sheets.written_values import measure
from bot.documents.xml_stream import BadXml
from bot.language import Document, FileUnreadable, phrases

LONGEST_PLAIN = 15
"""Digits that every spreadsheet shows as they are stored."""
TABLES = 20
"""So many defined tables of a sheet are named."""

_NOT_SHOWN = re.compile(r"\[(\d{1,9}) of (\d{1,9}) rows not shown")


def extract(job: Job) -> Document:
    """Reads a workbook; one that is put together in an unusual way by office-oxide, and says so."""
    try:
        with Workbook(job.path) as workbook:
            return _read(workbook, job)
    except (BadXml, BadZipFile, zlib.error, UnicodeDecodeError):
        return extract_plain(job)


def extract_plain(job: Job) -> Document:
    """Reads a workbook by office-oxide: whole, in memory, without formats, notes, and marks of what is hidden."""
    try:
        sections = nodes(Office.from_bytes(job.path.read_bytes(), "xlsx").to_ir().get("sections"))
    except OfficeOxideError as error:
        raise FileUnreadable(damaged(EXCEL), detail=type(error).__name__) from None
    document = sheets_of(sections, [], job=job)
    # It reads the first 10,000 rows of a sheet, and says in a paragraph behind them how many there are.
    cut = [found for section in sections if (found := _NOT_SHOWN.search(str(nodes(section.get("elements"))[-1:])))]
    more = [phrases.ROWS_BEYOND.format(count=int(found[1]), total=int(found[2])) for found in cut]
    return document.model_copy(update={"kind": "xlsx", "warnings": (phrases.READ_SIMPLY, *more, *document.warnings)})


def _read(workbook: Workbook, job: Job) -> Document:
    book = workbook.open()
    texts = SharedTexts(workbook.pieces(book.shared_texts))
    hidden = [part.name for part in book.sheets if part.is_hidden]
    charts = [part.name for part in book.sheets if not part.is_hidden and part.kind != "worksheet"]
    parts = [part for part in book.sheets if not part.is_hidden and part.kind == "worksheet"]
    sheets = Sheets(job, [part.name for part in parts])
    sheets.read(_SheetTable(part, workbook, book, texts) for part in parts)
    warnings = [
        *([phrases.HIDDEN_SHEETS.format(names=listed(hidden))] if hidden else []),
        *([phrases.CHART_SHEETS.format(names=listed(charts))] if charts else []),
        *([phrases.TEXTS_MISSING.format(count=texts.missing)] if texts.missing else []),
    ]
    return sheets.document(kind="xlsx", warnings=warnings)


class _SheetTable:
    """One sheet as a `Table` of stored cells."""

    def __init__(self, part: SheetPart, workbook: Workbook, book: Book, texts: SharedTexts) -> None:
        self.name = part.name
        self._texts = texts
        self._from_1904 = book.from_1904
        self._beside: Beside = workbook.beside(part)
        areas = (Area.of(reference) for _, reference in self._beside.tables)
        self._sheet = Sheet(book.looks, shaded=[area for area in areas if area], notes=self._beside.notes)
        self._rows = SheetRows(workbook.pieces(part.path), self._sheet, size=workbook.size(part.path))
        self._damaged_at: int | None = None
        self._last = 0

    def rows(self) -> Iterator[Row[Cell]]:
        """Its rows up to where it is damaged; raises where that is before the first one."""
        try:
            for row in self._rows:
                self._last = max(self._last, row.number)
                yield row
        except (BadXml, BadZipFile):
            if not self._last:
                raise
            self._damaged_at = self._last

    def rest(self, *, most: int, until: Callable[[], bool], matches: Matches[Cell] | None) -> Rest[Cell]:
        """Its last rows; none where it is damaged. To be searched it is gone through row by row only where it has to be."""
        try:
            if not matches:
                return self._rows.last(most=most, until=until)
            if not self._rows.can_be_cut:
                return rest_of(self.rows(), most=most, until=until, matches=matches)
            # Unparsed, what nobody sees is counted too.
            unseen = self._sheet.hidden_columns or any(look.is_unseen for look in self._sheet.looks.values())
            matches.is_exact, matches.is_by_words = not unseen, True
            watch = RawSearch(
                matches,
                stored=matches.search.stored(from_1904=self._from_1904),
                shared=lambda: self._texts.masks(matches.search),
                parse=self._rows.row,
                row_end=self._rows.row_end,
            )
            return self._rows.last(most=most, until=until, watch=watch)
        except (BadXml, BadZipFile):
            self._damaged_at = self._last
            return Rest((), reached_end=False)

    def stated_rows(self) -> int | None:
        return self._rows.estimate()

    def show(self, cell: Cell) -> str:
        kind, text, shown = cell
        match kind:
            case "s":
                return self._texts[int(text)] if text.isdecimal() and len(text) < 10 else ""
            case "n":
                if shown is GENERAL and text.isdecimal() and len(text) < LONGEST_PLAIN:
                    return text
                number = _number(text)
                return text if number is None else shown.show(number, from_1904=self._from_1904)
            case "b":
                return {"1": "TRUE", "0": "FALSE"}.get(text, text)
            case _:
                return unescaped(text)

    def words(self, cell: Cell) -> str:
        kind, text, shown = cell
        seen = self.show(cell)
        return f"{seen}\n{text}" if kind == "n" and not shown.is_date and seen != text else seen

    def measure(self, cell: Cell) -> Measured:
        kind, text, shown = cell
        match kind:
            case "n":
                number = _number(text)
                if number is None:
                    return Kind.TEXT
                return (moment(number, from_1904=self._from_1904) if shown.is_date else None) or number
            case "d":
                return measure(text)
            case "b":
                return Kind.TRUTH
            case "e":
                return Kind.ERROR
            case _:
                return Kind.TEXT

    def numbers(self, cells: Collection[Cell]) -> Sequence[float] | None:
        for kind, _, shown in cells:
            if kind != "n" or shown.is_date:
                return None
        numbers = [_number(text) for _, text, _ in cells]
        return None if None in numbers else [number for number in numbers if number is not None]

    def show_number(self, number: float, *, like: Cell) -> str:
        return like[2].show_computed(number)

    def remarks(self) -> Sequence[str]:
        tables = [f"defined table {name}: {reference}" for name, reference in self._beside.tables[:TABLES]]
        merged = [f"merged cells: {listed(self._sheet.merged)}"] if self._sheet.merged else []
        return (*tables, *merged, *self.warnings())

    def warnings(self) -> list[str]:
        """What of the sheet was left out, or could not be read."""
        sheet = self._sheet
        said = [
            phrase.format(count=count)
            for phrase, count in (
                (phrases.HIDDEN_ROWS, sheet.hidden_rows),
                (phrases.HIDDEN_CELLS, sheet.hidden_cells),
                (phrases.NO_STORED_VALUES, sheet.without_value),
            )
            if count
        ]
        if sheet.hidden_columns:
            said.append(phrases.HIDDEN_COLUMNS.format(names=spans(sheet.hidden_columns)))
        if self._damaged_at is not None:
            said.append(phrases.SHEET_DAMAGED.format(row=self._damaged_at))
        return said

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        hidden = self._sheet.hidden_columns
        return {row: [note for note in notes if note[0] not in hidden] for row, notes in self._sheet.notes.items()}


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
