"""Tables as files: what CSV and Excel read out of them is what the answer said, and never a formula."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.reader import Reader
from bot.language import Citation, FileId, FileRef, KeptAnswer, Message, Ts, UserId
from bot.slack.exports import MOST_TABLES, csv_of, export_name, tables_in, xlsx_of
from bot.slack.tables import Table
from tests.slack.test_offers import a_tap

MARKDOWN = """Before.

| Quarter | Revenue | Growth |
|:--|--:|--|
| Q1 | 1,234.5 [p. 3] | 4 % |
| Q2 | **1,300.0** | =1+1 |

And another:

| a |
|---|
| see https://evil.org/x |
"""


def kept(text: str = MARKDOWN, *, files: tuple[str, ...] = (), cites: tuple[str, ...] = ()) -> KeptAnswer:
    shared = tuple(FileRef(id=FileId(f"F{number}"), name=name) for number, name in enumerate(files))
    question = a_tap(None).model_copy(update={"message": Message(ts=Ts("2.0"), user=UserId("U1"), files=shared)})
    citations = tuple(Citation(anchor="p. 1", source=name, file=FileId("F1")) for name in cites)
    return KeptAnswer(question=question, text=text, citations=citations)


def table(*rows: tuple[str, ...]) -> Table:
    head, *body = rows
    return Table(head=head, rows=tuple(body), alignments=("",) * len(head))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


async def read_xlsx(data: bytes, folder: Path) -> list[str]:
    """The sheets as the bot itself would read them."""
    path = folder / "book.xlsx"
    path.write_bytes(data)
    reader = Reader()
    try:
        document = await reader.read(path, name="book.xlsx")
    finally:
        await reader.aclose()
    return [page.markdown for page in document.pages]


def test_the_tables_of_an_answer_are_found_with_plain_words_in_their_cells() -> None:
    first, second = tables_in(kept())
    assert first.head == ("Quarter", "Revenue", "Growth")
    assert first.rows == (("Q1", "1,234.5 [p. 3]", "4 %"), ("Q2", "1,300.0", "=1+1"))
    assert "evil.org" not in second.rows[0][0]
    assert tables_in(kept("No table here.")) == []
    assert tables_in(kept("> " * 500 + "deep")) == []
    assert len(tables_in(kept("| a |\n|---|\n| 1 |\n\nand\n\n" * 30))) == MOST_TABLES


def test_signs_that_only_slack_needs_are_not_in_the_files() -> None:
    (one,) = tables_in(kept("| who |\n|---|\n| ask @here at acme.com |"))
    assert one.rows == (("ask @here at acme.com",),)


def test_csv_is_rfc_4180_with_the_mark_that_excel_needs() -> None:
    data = csv_of(table(("a", "b"), ('say "yes"', "one, two"), ("ä", "line")))
    assert data == '\ufeffa,b\r\n"say ""yes""","one, two"\r\nä,line\r\n'.encode()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t'=1"),
        ("x; =1+1", "x; '=1+1"),
        ("x;\u200b=1", "x;\u200b'=1"),
        (" =1+1", "' =1+1"),
        ("\u200b=1+1", "'\u200b=1+1"),
        ("\ufeff@SUM(A1)", "'\ufeff@SUM(A1)"),
        ("﹦1+1", "'﹦1+1"),
        (" -5", " -5"),
        ("-5", "-5"),
        ("-1,234.5 [p. 3]", "-1,234.5 [p. 3]"),
        ("+4 %", "+4 %"),
        ("-", "-"),
        ("a-b=c", "a-b=c"),
        ("", ""),
    ],
)
def test_a_cell_of_a_csv_file_is_no_formula_and_a_figure_stays_one(cell: str, written: str) -> None:
    assert read_csv(csv_of(table(("a",), (cell,))))[1] == [written] if cell else [[]]


@given(st.lists(st.lists(st.text(alphabet="=+-@;,\"'\t1a ％＝", max_size=6), min_size=2, max_size=2), min_size=1, max_size=4))
def test_no_cell_of_a_csv_file_begins_like_a_formula_unless_it_is_a_figure(rows: list[list[str]]) -> None:
    for row in read_csv(csv_of(table(("a", "b"), *[(first, second) for first, second in rows])))[1:]:
        for cell in row:
            assert cell[:1] not in tuple("=@\t＝") or cell == ""
            assert cell[:1] not in ("+", "-") or (not any(char.isalpha() for char in cell) and "=" not in cell)


async def test_a_workbook_holds_figures_as_numbers_and_everything_else_as_text(tmp_path: Path) -> None:
    rows = [("what", "much"), ("a", "1,234.5 [p. 3]"), ("b", "1,234"), ("=1+1", "-4 %"), ("007", "n/a [p. 4]"), ("c", "")]
    profile, shown = await read_xlsx(xlsx_of([table(*rows)]), tmp_path)
    assert "of 3 numbers" in profile
    assert shown.splitlines()[2:] == [
        "| 2 | a | 1,234.5 |",
        "| 3 | b | 1,234 |",
        "| 4 | =1+1 | -4% |",
        "| 5 | 007 | n/a [p. 4] |",
        "| 6 | c |  |",
        "",
        "Note on B2: [p. 3]",
    ]


async def test_each_table_has_a_sheet_of_its_own_and_no_cell_is_too_long(tmp_path: Path) -> None:
    pages = await read_xlsx(xlsx_of([table(("a",), ("1",)), table(("b",), ("x" * 40_000,))]), tmp_path)
    sheets = [page.partition(":")[0] for page in pages if page.startswith("Sheet")]
    assert sheets == ["Sheet Table 1", "Sheet Table 2"]
    assert "xxx" in pages[-1]


@pytest.mark.parametrize(
    ("files", "cites", "name"),
    [
        ((), (), "table-1.csv"),
        (("Q3 report.pdf",), (), "Q3 report-table-1.csv"),
        (("a.pdf", "b.pdf"), (), "table-1.csv"),
        ((), ("Q3.xlsx", "Q3.xlsx"), "Q3-table-1.csv"),
        ((), ("a.pdf", "b.pdf"), "table-1.csv"),
        (("../../etc/<passwd>\u202e.pdf",), (), "etc_passwd-table-1.csv"),
        (("....",), (), "table-1.csv"),
    ],
)
def test_a_file_is_named_after_the_one_it_is_about(files: tuple[str, ...], cites: tuple[str, ...], name: str) -> None:
    assert export_name(kept(files=files, cites=cites), "table-1.csv") == name
