"""Where in a document something stands, leniently read."""

import pytest

from bot.answering.citations.locators import Kind, Locator, cells, counted, numbers_alone, time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("p. 12", [(Kind.PAGE, 12, 12)]),
        ("p.12", [(Kind.PAGE, 12, 12)]),
        ("P 12", [(Kind.PAGE, 12, 12)]),
        ("page 12", [(Kind.PAGE, 12, 12)]),
        ("pp. 12-13", [(Kind.PAGE, 12, 13)]),
        ("pages 13 to 12", [(Kind.PAGE, 12, 13)]),
        ("p. 12-p. 13", [(Kind.PAGE, 12, 13)]),
        ("S. 12", [(Kind.PAGE, 12, 12)]),
        ("Seite 12", [(Kind.PAGE, 12, 12)]),
        ("第12页", [(Kind.PAGE, 12, 12)]),
        ("slide 4", [(Kind.SLIDE, 4, 4)]),
        ("Folie 4", [(Kind.SLIDE, 4, 4)]),
        ("lines 1-80", [(Kind.LINES, 1, 80)]),
        ("L14", [(Kind.LINES, 14, 14)]),
        ("row 7", [(Kind.ROWS, 7, 7)]),
        ("Zeile 7", [(Kind.LINES, 7, 7), (Kind.ROWS, 7, 7)]),
        ("m12", [(Kind.MESSAGE, 12, 12)]),
        ("message #12", [(Kind.MESSAGE, 12, 12)]),
        ("cell 3", [(Kind.CELL, 3, 3)]),
        ("image", [(Kind.IMAGE, 1, 1)]),
        ("image 2", [(Kind.IMAGE, 2, 2)]),
        ("12", []),
        ("chapter 12", []),
        ("p. twelve", []),
    ],
)
def test_a_number_of_something_is_read(text: str, expected: list[tuple[Kind, int, int]]) -> None:
    assert [(one.kind, one.first, one.last) for one in counted(text)] == expected


@pytest.mark.parametrize(
    ("text", "label", "rows", "columns"),
    [
        ("Sheet2!B7", "sheet2", (7, 7), (2, 2)),
        ("'Q3 plan'!A1:F40", "q3 plan", (1, 40), (1, 6)),
        ("'It''s'!$B$7", "it's", (7, 7), (2, 2)),
        ("Sheet2 B7", "sheet2", (7, 7), (2, 2)),
        ("B7", "", (7, 7), (2, 2)),
        ("C9-AB2", "", (2, 9), (3, 28)),
    ],
)
def test_cells_are_read(text: str, label: str, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    found = cells(text)
    assert found
    assert (found.label, (found.first, found.last), found.columns) == (label, rows, columns)


def test_what_is_no_cell_or_time_or_number_is_none() -> None:
    assert cells("Sheet2") is None
    assert time("p. 4") is None
    assert numbers_alone("p. 4") is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("12:04", 724, 724), ("at 1:02:03", 3723, 3723), ("12:04-12:40", 724, 760), ("0:40-0:04", 40, 40)],
)
def test_times_are_seconds(text: str, first: int, last: int) -> None:
    found = time(text)
    assert found
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    ("outer", "inner", "holds", "meets"),
    [
        (Locator(Kind.LINES, 1, 80), Locator(Kind.LINES, 14, 14), True, True),
        (Locator(Kind.LINES, 1, 80), Locator(Kind.LINES, 70, 90), False, True),
        (Locator(Kind.LINES, 1, 80), Locator(Kind.LINES, 90, 91), False, False),
        (Locator(Kind.LINES, 1, 80), Locator(Kind.ROWS, 14, 14), False, False),
        (cells("S!A1:F40"), cells("S!B7"), True, True),
        (cells("S!A1:F40"), cells("S!G7"), False, False),
        (cells("S!A1:F40"), cells("S!B30:B50"), False, True),
        (cells("S!A1:F40"), cells("T!B7"), False, False),
        (cells("S!A1:F40"), Locator(Kind.SHEET, label="s"), True, True),
        (Locator(Kind.SHEET, 1, 40, "s"), cells("S!B7"), False, False),
    ],
)
def test_one_place_holds_or_meets_another(outer: Locator, inner: Locator, holds: bool, meets: bool) -> None:
    assert (outer.holds(inner), outer.meets(inner)) == (holds, meets)


@pytest.mark.parametrize(
    ("locator", "written"),
    [
        (Locator(Kind.LINES, 14, 14), "line 14"),
        (Locator(Kind.LINES, 14, 20), "lines 14-20"),
        (Locator(Kind.ROWS, 7, 7), "row 7"),
        (Locator(Kind.PAGE, 12, 12), "p. 12"),
        (Locator(Kind.MESSAGE, 12, 12), "m12"),
        (Locator(Kind.TIME, 724, 724, "12:04"), "12:04"),
    ],
)
def test_a_locator_has_one_canonical_form(locator: Locator, written: str) -> None:
    assert str(locator) == written
