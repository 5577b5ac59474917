"""Rows of a worksheet, drawn lazily, and the end of a long one without what lies between."""

from collections.abc import Iterator

import pytest

from bot.documents.sheets import rows as sheet_rows
from bot.documents.sheets.grid import Row
from bot.documents.sheets.number_formats import GENERAL
from bot.documents.sheets.rows import Area, Sheet, SheetRows
from bot.documents.sheets.shared_texts import SharedTexts
from bot.documents.xml_stream import BadXml
from tests.documents.workbooks import grid, worksheet

PIECE = 1000


def _pieces(text: str, encoding: str = "utf-8") -> Iterator[bytes]:
    data = text.encode(encoding)
    return (data[start : start + PIECE] for start in range(0, len(data), PIECE))


def _last(text: str, monkeypatch: pytest.MonkeyPatch, *, drawn: int = 1, encoding: str = "utf-8") -> tuple[list[int], bool]:
    """The numbers of the last three rows, after some were drawn, of a sheet that is longer than the window."""
    monkeypatch.setattr(sheet_rows, "WINDOW_BYTES", 2 * PIECE)
    rows = SheetRows(_pieces(text, encoding), Sheet({}))
    for _, _ in zip(rows, range(drawn), strict=False):
        pass
    found = rows.last(most=3, until=lambda: False)
    return [row.number for row in found.rows], found.reached_end


LONG = worksheet(grid(*([n, "words"] for n in range(1, 1001))), after="<mergeCells/>")


def test_the_first_rows_are_there_before_the_rest_is_read() -> None:
    drawn: list[bytes] = []

    def pieces() -> Iterator[bytes]:
        for piece in _pieces(LONG):
            drawn.append(piece)
            yield piece

    first = next(iter(SheetRows(pieces(), Sheet({}))))
    assert first == Row(1, {1: ("n", "1", GENERAL), 2: ("inlineStr", "words", GENERAL)})
    assert len(drawn) == 1


def test_the_last_rows_are_found_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _last(LONG, monkeypatch) == ([998, 999, 1000], True)


def test_prefixed_rows_are_found_too(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<x:row r="{n}"><x:c r="A{n}"><x:v>{n}</x:v></x:c></x:row>' for n in range(1, 1001))
    assert _last(f'<x:worksheet xmlns:x="m"><x:sheetData>{rows}</x:sheetData></x:worksheet>', monkeypatch) == (
        [998, 999, 1000],
        True,
    )


def test_what_follows_at_once_is_simply_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    short = worksheet(grid(*([n] for n in range(1, 60))))
    assert _last(short, monkeypatch) == ([57, 58, 59], True)


@pytest.mark.parametrize(
    "text",
    [
        worksheet("<row><c><v>1</v></c></row>" * 1000),
        LONG.replace("</sheetData>", "<!-- <row r='5000'/> --></sheetData>"),
        LONG.replace('<row r="999">', '<row r="5">'),
        LONG.replace("</sheetData>", "</sheet"),
        worksheet(grid([1], *([None] for _ in range(3)))).replace("</sheetData>", "</sheetData>" + "<x/>" * 5000),
    ],
)
def test_an_end_that_cannot_be_trusted_is_not_read(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _last(text, monkeypatch) == ([], False)


def test_the_end_is_given_up_when_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = SheetRows(_pieces(LONG), Sheet({}))
    next(iter(rows))
    assert rows.last(most=3, until=lambda: True) == ((), False)


def test_a_sheet_in_another_encoding_is_read_but_not_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = LONG.replace("UTF-8", "UTF-16")
    assert _last(wide, monkeypatch, encoding="utf-16") == ([], False)
    assert sum(len(row.cells) for row in SheetRows(_pieces(wide, "utf-16"), Sheet({}))) == 2000


def test_a_row_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "ROW_BYTES", 10 * PIECE)
    endless = worksheet(f'<row r="1"><c r="A1"><v>{"1" * 20 * PIECE}</v></c></row>')
    with pytest.raises(BadXml):
        list(SheetRows(_pieces(endless), Sheet({})))


def test_what_stands_behind_the_rows_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "ROW_BYTES", 10 * PIECE)
    long = worksheet(grid([1]), after=f"<x>{'words ' * 5 * PIECE}</x>")
    assert [row.number for row in SheetRows(_pieces(long), Sheet({})) if row.cells] == [1]


@pytest.mark.parametrize(
    ("reference", "found"), [("B2", Area(2, 2, 2, 2)), ("$A$1:F40", Area(1, 1, 6, 40)), ("A", None), ("", None)]
)
def test_references_name_areas(reference: str, found: Area | None) -> None:
    assert Area.of(reference) == found


def test_shared_texts_are_read_only_as_far_as_they_are_asked_for() -> None:
    drawn: list[bytes] = []

    def pieces() -> Iterator[bytes]:
        for piece in _pieces("<sst>" + "".join(f"<si><t>text {n}</t></si>" for n in range(1000)) + "</sst>"):
            drawn.append(piece)
            yield piece

    texts = SharedTexts(pieces())
    assert (texts[0], len(drawn)) == ("text 0", 1)
    assert (texts[999], texts[5]) == ("text 999", "text 5")
    assert (texts[1000], texts.missing) == ("…", 1)


@pytest.mark.parametrize(
    "text", ["<sst><si><t>a</t></si><si>", "<!DOCTYPE sst [<!ENTITY a 'b'>]><sst><si><t>&a;</t></si></sst>", ""]
)
def test_shared_texts_end_where_they_are_damaged(text: str) -> None:
    assert SharedTexts(_pieces(text))[5] == "…"
