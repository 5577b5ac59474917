"""The tables of an answer as files: CSV, and an Excel workbook. Pure.

What stands in a cell came out of a model that read strangers' files. No program that opens the file may take it for a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.language import KeptAnswer, phrases
from bot.slack.figures import Habit, habit_of, is_figure, number_of, without_footnotes
from bot.slack.markdown import lines_of, table_of, tree
from bot.slack.safety import JOINER, neutralise
from bot.slack.tables import Table

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_TABLES = 10
MOST_CELL_CHARACTERS = 32_767
"""Of one cell (support.microsoft.com, “Excel specifications and limits”)."""

WIDEST_COLUMN = 60
"""Columns of text; what is longer goes on in further lines."""

_NAME_CHARACTERS = 60
_NO_NAME = re.compile(r"[^\w.() -]+")

# owasp.org/www-community/attacks/CSV_Injection; Excel takes the wide signs of East Asian keyboards for the narrow ones.
# Some skip what nobody sees before them.
_UNSEEN = r"[\s\x00-\x20\u00ad\u200b-\u200f\u2060-\u2064\ufeff]*"
_FORMULA = re.compile(rf"[\t\r\n]|{_UNSEEN}[=+\-@＝＋－＠﹢﹣﹦﹫]")
_DASHES = re.compile(r"[-+]{1,3}")
# Where a comma is no separator to the program that opens the file, a semicolon or a tab may be.
_FORMULA_INSIDE = re.compile(rf"(?<=[;\t])({_UNSEEN})(?=[=@＝＠﹦﹫])")


def tables_in(kept: KeptAnswer) -> list[Table]:
    """The answer's tables, their cells as plain words that are safe to show."""
    markdown = neutralise(kept.text, links=kept.links)
    root = tree(markdown)
    if root is None:
        return []
    lines = lines_of(markdown)
    return [_readable(table_of(node, lines)) for node in root.walk() if node.type == "table" and node.map][:MOST_TABLES]


def csv_of(table: Table) -> bytes:
    """The table as RFC 4180 has it, in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in (table.head, *table.rows)])
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet for each table: figures as numbers, everything else as text, footnotes of figures as notes."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - it takes a twelfth of the whole start, and few processes ever write one

    out = io.BytesIO()
    writer = _Writer(Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}))
    for number, table in enumerate(tables, start=1):
        writer.add(phrases.TABLES_SHEET.format(number=number), table)
    writer.book.close()
    return out.getvalue()


def export_name(kept: KeptAnswer, what: str) -> str:
    """`Q3-table-1.csv` where the answer is about one file, `table-1.csv` else."""
    names = {file.label for file in kept.question.message.files}
    if len(names) != 1:
        names = {citation.source for citation in kept.citations if citation.file}
    stem = names.pop().rpartition(".")[0] if len(names) == 1 else ""
    plain = _NO_NAME.sub("_", stem).strip("._ ")[:_NAME_CHARACTERS]
    return f"{plain}-{what}" if plain else what


class _Writer:
    """Writes sheets into one workbook, whose formats they share: a workbook takes only so many."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._words = book.add_format({"text_wrap": True, "valign": "top"})
        self._figures: dict[str, Format] = {}

    def add(self, name: str, table: Table) -> None:
        """One table as one sheet, its head standing still."""
        sheet = self.book.add_worksheet(name)
        habit = habit_of(cell for row in table.rows for cell in row)
        for column, cells in enumerate(zip(table.head, *table.rows, strict=True)):
            sheet.set_column(column, column, min(max(map(len, cells)) + 2, WIDEST_COLUMN))
            sheet.write_string(0, column, cells[0][:MOST_CELL_CHARACTERS], self._head)
            for row, cell in enumerate(cells[1:], start=1):
                self._write(sheet, row, column, cell, habit)
        sheet.freeze_panes(1, 0)

    def _write(self, sheet: Worksheet, row: int, column: int, cell: str, habit: Habit | None) -> None:
        number = number_of(cell, habit)
        if number is None:
            sheet.write_string(row, column, cell[:MOST_CELL_CHARACTERS], self._words)
            return
        sheet.write_number(row, column, number.value, self._figure(number.format))
        if number.footnotes:
            sheet.write_comment(row, column, number.footnotes)

    def _figure(self, shown: str) -> Format:
        if shown not in self._figures:
            self._figures[shown] = self.book.add_format({"num_format": shown, "valign": "top"})
        return self._figures[shown]


def _readable(table: Table) -> Table:
    """Without the signs that only keep Slack from making mentions and links of words."""
    head, *rows = [tuple(cell.replace(JOINER, "") for cell in row) for row in (table.head, *table.rows)]
    return Table(head=head, rows=tuple(rows), alignments=table.alignments)


def _harmless(cell: str) -> str:
    """The cell with an apostrophe before what a program would take for the beginning of a formula."""
    inside = _FORMULA_INSIDE.sub(r"\1'", cell)
    opens = _FORMULA.match(cell) and not _DASHES.fullmatch(cell) and not is_figure(without_footnotes(cell).strip())
    return f"'{inside}" if opens else inside
