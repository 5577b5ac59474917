"""A long OpenDocument sheet of which hardly any row is parsed: what is shown is what is shown of it as a whole."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.documents.sheets import ods
from bot.language import Document, Page
from tests.documents.files import job
from tests.documents.workbooks import packed, spreadsheet

ROWS = 3_000


def _cell(text: str, *, value: str = "", inside: str = "") -> str:
    kind = f'office:value-type="float" office:value="{value}"' if value else 'office:value-type="string"'
    return f"<table:table-cell {kind}>{inside}<text:p>{text}</text:p></table:table-cell>"


def _row(number: int, *, attributes: str = "", inside: str = "") -> str:
    """Row 2,500 holds what no other one does."""
    is_it = number == 2500
    cells = [
        _cell("<text:span>Zen</text:span>ith &amp; Co" if is_it else "Acme", inside=inside),
        _cell("€ 1<text:s/>234,50" if is_it else "7", value="1234.5" if is_it else "7"),
        _cell("x" * 40),
    ]
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def _sheet(*rows: str, name: str = "One") -> str:
    return f'<table:table table:name="{name}">{"".join(rows)}</table:table>'


PLAIN = [_row(number) for number in range(1, ROWS + 1)]


def _read(tmp_path: Path, tables: str, *sought: str) -> Document:
    path = tmp_path / "file.ods"
    path.write_bytes(spreadsheet(tables))
    return ods.extract(job(path, *sought))


def _found(document: Document) -> list[str]:
    return [str(page.anchor) for page in document.pages if page.is_found]


@pytest.fixture
def skimmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first rows are parsed as a matter of course."""
    monkeypatch.setattr("bot.documents.sheets.book.LOOK_SECONDS", -1)
    monkeypatch.setattr("bot.documents.sheets.book.FINISH_SECONDS", 1e-9)
    monkeypatch.setattr("bot.documents.sheets.table.HEAD_ROWS", 20)
    monkeypatch.setattr("bot.documents.sheets.table.BATCH_ROWS", 100)
    monkeypatch.setattr("bot.documents.sheets.ods.PIECE_BYTES", 10_000)


@pytest.mark.usefixtures("skimmed")
@pytest.mark.parametrize("sought", ["zenith", "1,234.50", "row 2500", "c2500", "zenith & co"])
def test_a_row_far_down_is_found(tmp_path: Path, sought: str) -> None:
    document = _read(tmp_path, _sheet(*PLAIN), sought)
    assert _found(document) == ["One!A2500:C2500"]
    assert document.warnings[0] == "rows 1-20, 1 row that matches the question, and the last 50 of 3,000 rows"
    assert str(document.pages[-1].anchor) == "One!A2951:C3000"
    (page,) = (page for page in document.pages if page.is_found)
    assert "| 2500 | Zenith & Co | € 1 234,50 |" in page.markdown


@pytest.mark.usefixtures("skimmed")
@pytest.mark.parametrize(
    ("rows", "anchor"),
    [
        ([*PLAIN[:1000], '<table:table-row table:number-rows-repeated="7"/>', *PLAIN[1000:]], "One!A2507:C2507"),
        ([*PLAIN[:1000], _row(1, attributes='table:number-rows-repeated="3"'), *PLAIN[1000:]], "One!A2503:C2503"),
        (
            [*PLAIN[:999], "<table:table-row-group>", *PLAIN[999:2600], "</table:table-row-group>", *PLAIN[2600:]],
            "One!A2500:C2500",
        ),
        ([*PLAIN[:1000], "<!-- <table:table-row/> -->", *PLAIN[1000:]], "One!A2500:C2500"),
        (
            [
                *PLAIN[:1000],
                f"<table:table-row><table:table-cell>{_sheet(_row(1))}</table:table-cell></table:table-row>",
                *PLAIN[1000:],
            ],
            "One!A2501:C2501",
        ),
        ([*PLAIN[:1000], _row(1, attributes='table:visibility="collapse"'), *PLAIN[1000:]], "One!A2501:C2501"),
    ],
    ids=["empty rows", "repeated", "grouped", "comment", "table in a cell", "hidden"],
)
def test_rows_keep_their_numbers_whatever_stands_between_them(tmp_path: Path, rows: list[str], anchor: str) -> None:
    document = _read(tmp_path, _sheet(*rows), "zenith")
    assert _found(document) == [anchor]


@pytest.mark.usefixtures("skimmed")
@pytest.mark.parametrize("sought", [(), ("zenith",)])
def test_hidden_rows_and_comments_are_not_passed_over(tmp_path: Path, sought: tuple[str, ...]) -> None:
    note = "<office:annotation><text:p>look here</text:p></office:annotation>"
    hidden = _row(2500, attributes='table:visibility="collapse"')
    document = _read(tmp_path, _sheet(*PLAIN[:1000], hidden, _row(1, inside=note), *PLAIN[1000:2400]), *sought)
    assert not _found(document)
    assert "1 hidden rows left out" in document.warnings
    assert "Note on A1002: look here" in document.pages[0].markdown


@pytest.mark.usefixtures("skimmed")
def test_the_sheets_behind_a_long_one_are_read(tmp_path: Path) -> None:
    document = _read(tmp_path, _sheet(*PLAIN) + _sheet(*PLAIN, name="Two") + _sheet(_row(2500), name="Three"), "zenith")
    assert _found(document) == ["One!A2500:C2500", "Two!A2500:C2500"]
    assert "Zenith" in document.pages[-1].markdown


@pytest.mark.usefixtures("skimmed")
def test_how_many_rows_hold_a_word_is_told(tmp_path: Path) -> None:
    described = _read(tmp_path, _sheet(*PLAIN), "acme", "zenith").pages[0]
    assert "Rows up to 3,000 that hold “acme”: 2,999; “zenith”: 1." in described.markdown


@pytest.mark.usefixtures("skimmed")
def test_a_sheet_in_another_encoding_is_parsed_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "file.ods"
    path.write_bytes(spreadsheet(_sheet(*PLAIN)))
    with ZipFile(path) as archive:
        content = archive.read("content.xml").decode().replace("UTF-8", "ISO-8859-15")
    path.write_bytes(packed({"content.xml": content.replace("€", "$").encode("iso-8859-15")}))
    assert _found(ods.extract(job(path, "zenith"))) == ["One!A2500:C2500"]


LEADING = 12
KINDS = st.sampled_from(["plain", "zenith", "repeated", "empty", "acme"])


def _made(kind: str) -> str:
    match kind:
        case "repeated":
            return f'<table:table-row table:number-rows-repeated="2">{_cell("twice")}</table:table-row>'
        case "empty":
            return '<table:table-row table:number-rows-repeated="3"/>'
        case _:
            return f"<table:table-row>{_cell(kind)}{_cell('5', value='5')}</table:table-row>"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    kinds=st.lists(KINDS, min_size=40, max_size=160),
    sought=st.lists(st.sampled_from(["zenith", "acme", "row 60", "rows 30-35"]), max_size=3),
    piece=st.integers(100, 2000),
)
@example(kinds=["plain"] * 40, sought=["rows 30-35"], piece=163)  # Where skimming begins, a row's last tag is in two pieces.
def test_what_is_skimmed_is_shown_as_what_is_parsed(kinds: list[str], sought: list[str], piece: int, tmp_path: Path) -> None:
    tables = _sheet(*map(_made, ["plain"] * LEADING + kinds)) + _sheet(_made("plain"), name="Two")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.documents.sheets.table.HEAD_ROWS", 5)
        patched.setattr("bot.documents.sheets.table.TAIL_ROWS", 5)
        patched.setattr("bot.documents.sheets.table.BATCH_ROWS", 10)
        patched.setattr("bot.documents.sheets.ods.PIECE_BYTES", piece)
        parsed = _read(tmp_path, tables, *sought)
        patched.setattr("bot.documents.sheets.book.LOOK_SECONDS", -1)
        patched.setattr("bot.documents.sheets.book.FINISH_SECONDS", 1e-9)
        skimmed = _read(tmp_path, tables, *sought)
    assert _rows_of(skimmed) == _rows_of(parsed)


def _rows_of(document: Document) -> list[Page]:
    """The pages of rows beyond the first ones, of which fewer are shown where little is parsed."""
    beyond = [page for page in document.pages if page.anchor.label.startswith("Two!") or page.anchor.last > LEADING]
    return [page for page in beyond if not page.markdown.startswith("Sheet ")]
