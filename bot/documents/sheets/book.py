"""The sheets of one file, each a table, → one document: who gets how much room and time, and what the receipt says of them."""

from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from time import monotonic
from typing import Protocol

from bot.documents.job import Job
from bot.documents.pages import clean, fill
from bot.documents.sheets.columns import V, letters
from bot.documents.sheets.search import Search
from bot.documents.sheets.source import Pace, Table
from bot.documents.sheets.table import Paged, partial_table, read_table
from bot.language import Document, FileUnreadable, phrases

LOOK_SECONDS = 0.8
"""How long the rows of one sheet are counted closely: first rows of a million-row sheet are wanted within two seconds."""
FINISH_SECONDS = 5.0
"""A sheet that can be counted to its end within so long is: whole sums are worth a wait."""
SKIM_SHARE = 0.7
"""The share of the file's time after which no further sheet is begun, and no end of one is looked for."""
SEARCH_SHARE = 0.75
"""The share of what time is left that one sheet may be searched for: after it the sheet's last rows and further sheets come."""
LEAST_CHARACTERS = 500
"""With less room left a sheet is not begun."""
LONGEST_SHEET_NAME = 31
"""In characters: spreadsheets allow no more."""
NAMED_SHEETS = 3
"""Of so many sheets the receipt says what was left out; their own pages say it of the others."""
NAMES = 10
"""So many sheets, columns or areas are named; the rest is counted."""


class SheetTable(Table[V], Protocol[V]):
    """A sheet, and what of it was left out, once it was read."""

    def warnings(self) -> list[str]:
        """Sentences for people."""
        ...


class Sheets:
    """Gathers the pages of sheets that come one after the other. `names` are those of all that will come.

    `began` is when the file's time began, if that was earlier.
    """

    def __init__(self, job: Job, names: Sequence[str], *, began: float | None = None) -> None:
        self._job = job
        self._names = names
        self._search = Search.of(job.sought)
        self._deadline = (monotonic() if began is None else began) + job.seconds * SKIM_SHARE
        self._begun = 0
        self._read: list[Paged] = []
        self._left = job.max_characters
        self._warnings: list[tuple[str, list[str]]] = []

    def read(self, tables: Iterable[SheetTable[V]]) -> None:
        """Reads sheet after sheet, while there is room and time."""
        for table in tables:
            room = self._left // max(len(self._names) - self._begun, 1)
            if self._has_pages and room < LEAST_CHARACTERS:
                return
            self._begun += 1
            now = monotonic()
            pace = Pace(
                clock=monotonic,
                look_until=min(now + LOOK_SECONDS, self._deadline),
                skim_until=self._deadline,
                finish_until=min(now + FINISH_SECONDS, self._deadline),
                search_until=now + (self._deadline - now) * SEARCH_SHARE,
            )
            paged = read_table(table, max_characters=room, pace=pace, search=self._search)
            self._read.append(paged)
            self._left = max(0, self._left - sum(len(page.markdown) for page in paged.pages))
            if warnings := [*table.warnings(), *paged.warnings]:
                self._warnings.append((table.name or "", warnings))
            if self._has_pages and monotonic() > self._deadline:
                # The next one may be far away, behind the rest of this one.
                return

    def pass_over(self) -> None:
        """Counts a sheet that people do not see as one of those that came."""
        self._begun += 1

    def document(self, *, kind: str, warnings: Sequence[str]) -> Document:
        """What was read. Raises `FileUnreadable` when no sheet holds a cell that people see."""
        not_read = self._names[self._begun :]
        left_out = [phrases.SHEETS_NOT_READ.format(names=listed(not_read))] if not_read else []
        said = (*warnings, *left_out, *self._of_sheets())
        if not self._has_pages:
            raise FileUnreadable(said[0] if said else phrases.EMPTY_FILE)
        pages, _ = fill(chain.from_iterable(paged.pages for paged in self._read), max_characters=self._job.max_characters)
        return Document(
            name="",
            kind=kind,
            pages=pages,
            total_pages=sum(paged.total_pages for paged in self._read) + len(not_read),
            warnings=said,
            partial_table=partial_table(self._read, self._job.sought),
        )

    @property
    def _has_pages(self) -> bool:
        return any(paged.pages for paged in self._read)

    def _of_sheets(self) -> list[str]:
        """The sheets' warnings, each under its sheet's name unless there is but one; of many sheets those of the first ones."""
        if len(self._names) == 1:
            return [warning for _, warnings in self._warnings for warning in warnings]
        named = self._warnings[:NAMED_SHEETS]
        said = [phrases.OF_SHEET.format(sheet=name, warning=", ".join(warnings)) for name, warnings in named]
        more = len(self._warnings) - len(named)
        return [*said, *([phrases.MORE_SHEETS_IN_PART.format(count=more)] if more else [])]


def sheet_name(name: str) -> str:
    """A name as it is cited: in one line, without what would end the citation."""
    return " ".join(clean(name).translate({ord(mark): " " for mark in "[]|<>"}).split())[:LONGEST_SHEET_NAME]


def listed(names: Sequence[str]) -> str:
    """Names with commas; of many the first ones and how many more there are."""
    more = len(names) - NAMES
    shown = ", ".join(names[:NAMES])
    return phrases.AND_MORE.format(names=shown, count=more) if more > 0 else shown


def spans(columns: Collection[int]) -> str:
    """Columns by their letters, neighbours together: `B, D:F`."""
    joined: list[tuple[int, int]] = []
    for column in sorted(columns):
        if joined and joined[-1][1] == column - 1:
            joined[-1] = (joined[-1][0], column)
        else:
            joined.append((column, column))
    return listed([letters(first) if first == last else f"{letters(first)}:{letters(last)}" for first, last in joined])
