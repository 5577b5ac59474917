"""OpenDocument spreadsheets: the same shape as other workbooks, from one stream that holds all sheets."""

from pathlib import Path

import pytest

from bot.documents.sheets import ods
from bot.documents.sheets.describing import SMALL_ROWS
from bot.language import Document, FileUnreadable, PasswordNeeded
from tests.documents.files import job
from tests.documents.workbooks import packed, spreadsheet


def _read(tmp_path: Path, data: bytes, *sought: str, max_characters: int = 600_000, seconds: float = 30.0) -> Document:
    path = tmp_path / "file.ods"
    path.write_bytes(data)
    return ods.extract(job(path, *sought, max_characters=max_characters, seconds=seconds))


def _cell(text: str, kind: str = "string", attributes: str = "", inside: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {attributes}>{inside}<text:p>{text}</text:p></table:table-cell>'


def _row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def _table(*rows: str, name: str = "One", attributes: str = "", columns: str = "") -> str:
    return f'<table:table table:name="{name}" {attributes}>{columns}{"".join(rows)}</table:table>'


def test_sheets_are_described_and_shown_as_displayed(tmp_path: Path) -> None:
    first = _table(
        _row(_cell("Day"), _cell("Share"), _cell("Paid")),
        _row(
            _cell("31.01.26", "date", 'office:date-value="2026-01-31"'),
            _cell("12 %", "percentage", 'office:value="0.12"'),
            _cell("€ 3<text:s/>000", "currency", 'office:value="3000"'),
        ),
        *[_row("<table:table-cell/>" * 3, _cell("more"))] * SMALL_ROWS,
    )
    document = _read(tmp_path, spreadsheet(first + _table(_row(_cell("x")), name="Two &amp; more")))
    assert [str(page.anchor) for page in document.pages] == ["One!A1:D22", "One!A2:D22", "'Two & more'!A1"]
    assert "\n| 2 | 31.01.26 | 12 % | € 3 000 |  |\n" in document.pages[1].markdown
    described = document.pages[0].markdown
    assert "| A: Day | date | 1 | 1 | earliest 2026-01-31, latest 2026-01-31 |" in described
    assert "| B: Share | number | 1 | 1 | min 12%, max 12%, sum 12%, mean 12% |" in described
    assert "| C: Paid | number | 1 | 1 | min 3000" in described
    assert (document.kind, document.warnings) == ("ods", ())


def test_what_is_hidden_is_left_out_and_named(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="off" style:family="table"><style:table-properties table:display="false"/></style:style>'
        '<style:style style:name="white"><style:text-properties fo:color="#FFFFFF"/></style:style>'
        '<style:style style:name="dark"><style:table-cell-properties fo:background-color="#000000"/>'
        '<style:text-properties fo:color="#ffffff"/></style:style>'
        '<style:style style:name="tiny"><style:text-properties fo:font-size="1pt"/></style:style>'
    )
    seen = _table(
        _row(_cell("shown"), _cell("column"), _cell("white", attributes='table:style-name="white"')),
        _row(_cell("row"), attributes='table:visibility="collapse"'),
        _row(_cell("filtered"), attributes='table:visibility="filter" table:number-rows-repeated="3"'),
        _row(
            _cell("on dark", attributes='table:style-name="dark"'), _cell(""), _cell("tiny", attributes='table:style-name="tiny"')
        ),
        columns='<table:table-column/><table:table-column table:visibility="collapse"/><table:table-column/>',
    )
    secret = _table(_row(_cell("secret")), name="Secret", attributes='table:style-name="off"')
    document = _read(tmp_path, spreadsheet(seen + secret, styles=styles))
    assert document.pages[1].markdown == "| row | A: shown |\n| --- | --- |\n| 6 | on dark |"
    assert document.warnings == (
        "hidden sheets left out: Secret",
        "One: 4 hidden rows left out, hidden text left out (2 cells), hidden columns left out: B",
    )


def test_comments_stand_under_their_rows(tmp_path: Path) -> None:
    note = "<office:annotation><dc:creator>Reviewer</dc:creator><text:p>too</text:p><text:p>high</text:p></office:annotation>"
    document = _read(tmp_path, spreadsheet(_table(_row(_cell("9", "float", 'office:value="9"', note)))))
    assert document.pages[1].markdown.endswith("| 1 | 9 |\n\nNote on A1: Reviewer: too high")


def test_repeated_rows_and_cells_are_counted_and_empty_ones_cost_nothing(tmp_path: Path) -> None:
    table = _table(
        _row(_cell("x", attributes='table:number-columns-repeated="3"')),
        _row('<table:table-cell table:number-columns-repeated="16384"/>', attributes='table:number-rows-repeated="1000"'),
        _row(_cell("7", "float", 'office:value="7"'), attributes='table:number-rows-repeated="2"'),
        _row("<table:table-cell/>", attributes='table:number-rows-repeated="1047573"'),
    )
    document = _read(tmp_path, spreadsheet(table))
    assert document.pages[1].markdown.split("\n")[2:] == ["| 1002 | 7 |  |  |", "| 1003 | 7 |  |  |"]


def test_rows_that_repeat_a_million_times_are_shown_by_the_first_and_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.documents.sheets.book.LOOK_SECONDS", -1)
    repeated = _row(_cell("7", "float", 'office:value="7"'), attributes='table:number-rows-repeated="99999999"')
    document = _read(tmp_path, spreadsheet(_table(repeated) + _table(_row(_cell("next")), name="Two")))
    assert document.warnings[0].startswith("One: rows 1-2,000 and the last 50 of 1,048,576 rows")
    assert "next" in document.pages[-1].markdown or "next" in document.pages[-2].markdown


@pytest.mark.parametrize("look_seconds", [-1.0, 0.8])
@pytest.mark.parametrize(
    ("sought", "anchor"), [("zenith", "Two!A2502:B2502"), ("2500.5", "Two!A2502:B2502"), ("row 2504", "Two!A2504:B2504")]
)
def test_rows_far_down_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sought: str, anchor: str, look_seconds: float
) -> None:
    monkeypatch.setattr("bot.documents.sheets.book.LOOK_SECONDS", look_seconds)
    monkeypatch.setattr("bot.documents.sheets.book.FINISH_SECONDS", look_seconds)
    monkeypatch.setattr("bot.documents.sheets.table.HEAD_ROWS", 1000)
    rows = [
        _row(_cell("Zenith" if n == 2500 else "Acme"), _cell(f"€ {n},5", "currency", f'office:value="{n}.5"'))
        for n in range(1, 3001)
    ]
    apart = _row("<table:table-cell/>", attributes='table:number-rows-repeated="2"')
    document = _read(
        tmp_path, spreadsheet(_table(_row(_cell("x"))) + _table(*rows[:1500], apart, *rows[1500:], name="Two")), sought
    )
    (found,) = (page for page in document.pages if page.is_found)
    assert str(found.anchor) == anchor
    assert document.warnings[0].startswith("Two: rows 1-1,000, 1 row that matches the question, and the last 50 of 3,002 rows")


def test_a_table_inside_a_cell_is_no_sheet(tmp_path: Path) -> None:
    inner = _table(_row(_cell("inner")), name="Inner")
    document = _read(tmp_path, spreadsheet(_table(_row(f"<table:table-cell>{inner}<text:p>outer</text:p></table:table-cell>"))))
    assert {page.anchor.label.partition("!")[0] for page in document.pages} == {"One"}


@pytest.mark.parametrize(
    ("data", "error", "reason"),
    [
        (spreadsheet("", manifest="<encryption-data/>"), PasswordNeeded, "password-protected"),
        (spreadsheet(_table()), FileUnreadable, "empty file"),
        (spreadsheet("<broken"), FileUnreadable, "damaged OpenDocument spreadsheet"),
        (packed({"content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), FileUnreadable, "damaged"),
        (packed({"other.xml": ""}), FileUnreadable, "damaged"),
    ],
)
def test_why_a_spreadsheet_cannot_be_read_is_said(tmp_path: Path, data: bytes, error: type[FileUnreadable], reason: str) -> None:
    with pytest.raises(error) as raised:
        _read(tmp_path, data)
    assert raised.value.sentence.startswith(reason)
