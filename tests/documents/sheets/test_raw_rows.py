"""A worksheet searched as it stands in XML: what is found is what a search of its parsed rows finds."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents.sheets import xlsx
from bot.language import Document, Page
from tests.documents.files import job
from tests.documents.workbooks import workbook, worksheet

ROWS = 3_000
WHO = ("Acme & Co", "Zenith", "Größe <1>", "plain")
SHARED = tuple(f"<t>{name.replace('&', '&amp;').replace('<', '&lt;')}</t>" for name in WHO)
STYLES = '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="4"/></cellXfs>'
FILLER = '<c r="H{n}" t="inlineStr"><is><t>' + "x" * 60 + "</t></is></c>"


def _row(number: int) -> str:
    """Row 2,500 holds what no other one does, of every type."""
    is_it = number == 2500
    cells = [
        f'<c r="A{number}"><v>{number + 100_000}</v></c>',
        f'<c r="B{number}" t="s"><v>{1 if is_it else 0}</v></c>',
        f'<c r="C{number}" s="2"><v>{1234.4987 if is_it else 7}</v></c>',
        f'<c r="D{number}" s="1"><v>{46053 if is_it else 45000}</v></c>',
        f'<c r="E{number}" t="inlineStr"><is><t>{"caf&#233; &amp; bar" if is_it else "none"}</t></is></c>',
        f'<c r="F{number}" t="str"><f>A1&amp;"orion"</f><v>{"Vega" if is_it else "Lyra"}</v></c>',
        f'<c r="G{number}" t="s"><v>{2 if is_it else 3}</v></c>',
        FILLER.format(n=number),
    ]
    return f'<row r="{number}" spans="1:8">{"".join(cells)}</row>'


PLAIN = worksheet("".join(map(_row, range(1, ROWS + 1))))
SOUGHT = ["102500", "zenith", "1,234.50", "2026-01-31", "café", "vega", "größ", "row 2500", "h2500"]


def _prefixed(sheet: str) -> str:
    return re.sub(r"<(/?)(?=[a-z])(?!\?)", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")


def _read(tmp_path: Path, sheet: str, *sought: str, shared: tuple[str, ...] = SHARED) -> Document:
    path = tmp_path / "file.xlsx"
    path.write_bytes(workbook(sheet, styles=STYLES, shared=shared))
    return xlsx.extract(job(path, *sought))


def _found(document: Document) -> list[Page]:
    return [page for page in document.pages if page.is_found]


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the first rows are parsed as a matter of course."""
    monkeypatch.setattr("bot.documents.sheets.book.LOOK_SECONDS", -1)
    monkeypatch.setattr("bot.documents.sheets.book.FINISH_SECONDS", 1e-9)
    monkeypatch.setattr("bot.documents.sheets.table.HEAD_ROWS", 20)
    monkeypatch.setattr("bot.documents.sheets.table.BATCH_ROWS", 100)


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("sought", SOUGHT)
@pytest.mark.parametrize(
    "sheet",
    [
        PLAIN,
        _prefixed(PLAIN),
        PLAIN.replace("><", ">\n<"),
        PLAIN.replace('<row r="2500"', '<row r="2499"/><row r="2500"'),
        re.sub(r'<row r="\d+"', "<row", PLAIN),
    ],
    ids=["plain", "prefixed", "indented", "self-closed", "unnumbered"],
)
def test_a_row_far_down_is_found_whatever_its_cells_are_made_of(tmp_path: Path, sought: str, sheet: str) -> None:
    document = _read(tmp_path, sheet, sought)
    assert document.warnings[0] == "rows 1-20, 1 row that matches the question, and the last 50 of 3,000 rows"
    (page,) = _found(document)
    assert str(page.anchor) == "Sheet1!A2500:H2500"
    assert "| 2500 | 102500 | Zenith | 1,234.50 | 2026-01-31 | café & bar | Vega | Größe <1> |" in page.markdown


@pytest.mark.usefixtures("unparsed")
def test_a_sheet_in_another_encoding_is_searched_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    parts = {"xl/worksheets/sheet1.xml": PLAIN.replace("UTF-8", "UTF-16").encode("utf-16")}
    path.write_bytes(workbook("", styles=STYLES, shared=SHARED, parts=parts))
    assert [str(page.anchor) for page in _found(xlsx.extract(job(path, "zenith")))] == ["Sheet1!A2500:H2500"]


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize(
    ("sheet", "shared"),
    [
        (PLAIN.replace(' t="s"', " t='s'"), SHARED),
        (PLAIN.replace('<row r="2400"', '<!-- <row r="2399"> --><row r="2400"'), SHARED),
        (PLAIN.replace('<row r="2500"', "<row"), SHARED),
        (PLAIN, (*SHARED[:1], "<broken>")),
    ],
    ids=["single quotes", "comment", "a row without a number", "damaged texts"],
)
def test_where_rows_can_not_be_judged_the_search_ends_and_says_so(tmp_path: Path, sheet: str, shared: tuple[str, ...]) -> None:
    document = _read(tmp_path, sheet, "zenith", shared=shared)
    assert any(warning.startswith("searched for the question's words up to row ") for warning in document.warnings)
    assert not _found(document)


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        (PLAIN.replace('<row r="2500"', '<row r="2500" hidden="1"'), None),
        (PLAIN.replace('<row r="2500"', '<row r="2500" ht="0"'), None),
        (PLAIN.replace("<sheetData>", '<cols><col min="2" max="2" hidden="1"/></cols><sheetData>'), None),
        (PLAIN.replace('<row r="2500"', '<row r="2500" ht="0.5"'), "Zenith"),
    ],
    ids=["hidden row", "row without height", "hidden column", "low row"],
)
def test_what_people_do_not_see_is_not_found(tmp_path: Path, sheet: str, shown: str | None) -> None:
    document = _read(tmp_path, sheet, "zenith", "vega" if shown else "zenith")
    said = "".join(page.markdown for page in document.pages)
    assert ("Zenith" in said) is (shown is not None)
    assert "“zenith”: 1" not in said or shown
    assert len(_found(document)) == (shown is not None)


@pytest.mark.usefixtures("unparsed")
def test_how_many_rows_hold_a_word_is_told(tmp_path: Path) -> None:
    document = _read(tmp_path, PLAIN, "acm", "acme", "100007")
    assert "Rows up to 3,000 that hold “acm”: 0; “acme”: 2,999." in document.pages[0].markdown


@pytest.mark.usefixtures("unparsed")
def test_an_end_that_comes_at_once_is_searched_too(tmp_path: Path) -> None:
    short = worksheet("".join(map(_row, range(2450, 2520))))
    document = _read(tmp_path, short.replace("<sheetData>", "<sheetData>" + "".join(map(_row, range(1, 110)))), "zenith")
    assert [str(page.anchor) for page in document.pages if "Zenith" in page.markdown][-1].startswith("Sheet1!A24")


CELLS = st.sampled_from(
    [
        '<c t="s"><v>0</v></c>',
        '<c t="s"><v>1</v></c>',
        "<c><v>97</v></c>",
        '<c s="2"><v>97.004</v></c>',
        '<c t="inlineStr"><is><t>97 Zenith</t></is></c>',
        '<c t="str"><v>plain</v></c>',
        '<c t="b"><v>1</v></c>',
        "<c/>",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=40, max_size=120),
    sought=st.lists(st.sampled_from(["zenith", "acme", "97", "97.00", "row 60", "rows 30-35"]), min_size=1, max_size=3),
)
def test_a_search_of_the_xml_finds_what_a_search_of_the_rows_finds(
    rows: list[list[str]], sought: list[str], tmp_path: Path
) -> None:
    numbered = (
        f'<row r="{number}">'
        + "".join(cell.replace("<c", f'<c r="{letter}{number}"', 1) for letter, cell in zip("ABC", cells, strict=False))
        + f'<c r="H{number}"><v>1</v></c></row>'
        for number, cells in enumerate(rows, start=1)
    )
    sheet = worksheet("".join(numbered))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("bot.documents.sheets.table.HEAD_ROWS", 5)
        patched.setattr("bot.documents.sheets.table.TAIL_ROWS", 5)
        patched.setattr("bot.documents.sheets.table.BATCH_ROWS", 10)
        patched.setattr("bot.documents.sheets.workbook.PIECE_BYTES", 700)
        parsed = _found(_read(tmp_path, sheet, *sought))
        patched.setattr("bot.documents.sheets.book.LOOK_SECONDS", -1)
        patched.setattr("bot.documents.sheets.book.FINISH_SECONDS", 1e-9)
        assert _found(_read(tmp_path, sheet, *sought)) == parsed
