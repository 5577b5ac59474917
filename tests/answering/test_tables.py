"""A table of which not all rows are shown, from one question to the next."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.tables import (
    LONG_CELL,
    MOST_EARLIER,
    edges_of,
    is_of_a_question,
    is_to_be_searched,
    not_searched,
    sheet_of,
    tables_of,
    with_earlier_finds,
    worth_reading,
)
from bot.language import Anchor, AnchorKind, Document, Page, PartialTable, Unread


def rows(first: int, last: int, *, sheet: str = "", is_found: bool = False, text: str = "x") -> Page:
    if not sheet:
        anchor = Anchor(kind=AnchorKind.ROWS, first=first, last=last)
    else:
        anchor = Anchor(kind=AnchorKind.CELLS, first=first, last=last, label=f"{sheet}!A{first}:B{last}")
    return Page(anchor=anchor, markdown=text, is_found=is_found)


def table(*pages: Page, sought: Sequence[str] = (), name: str = "a.csv", is_partial: bool = True) -> Document:
    partial = PartialTable(rows=9000, columns=("Amounts", "Customer"), sought=tuple(sought)) if is_partial else None
    return Document(name=name, kind="csv", pages=pages, total_pages=99, partial_table=partial)


@pytest.mark.parametrize(
    ("document", "sought", "expected"),
    [
        (table(), (), False),
        (table(), ("zenith",), True),
        (table(), ("row 7000",), True),
        (table(), ("amount", "customer"), False),
        (table(), ("amount", "zenith"), True),
        (table(sought=("zenith", "north")), ("zenith",), False),
        (table(sought=("zenith",)), ("zenith", "north"), True),
        (table(is_partial=False), ("zenith",), False),
        (Document(name="a.zip", kind="zip", children=(Unread(name="x", reason="y"), table())), ("zenith",), True),
        (Document(name="a.zip", kind="zip", children=(table(is_partial=False),)), ("zenith",), False),
    ],
)
def test_a_file_is_searched_again_for_what_it_was_not_searched_for(
    document: Document, sought: tuple[str, ...], expected: bool
) -> None:
    assert is_to_be_searched(document, sought) is expected


FOUND = rows(70, 70, is_found=True)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (table(rows(1, 1)), False),
        (table(rows(1, 1), sought=("zenith",)), True),
        (table(rows(1, 1), FOUND), True),
        (table(rows(1, 1), FOUND, is_partial=False), True),
        (Document(name="a.zip", kind="zip", children=(Unread(name="x", reason="y"), table(sought=("zenith",)))), True),
        (Document(name="a.zip", kind="zip", children=(table(),)), False),
    ],
)
def test_what_tells_of_a_search_is_the_questions(document: Document, expected: bool) -> None:
    assert is_of_a_question(document) is expected


def test_each_sheet_is_a_table_with_its_description_and_its_edges() -> None:
    document = table(*(rows(n, n, sheet=sheet) for sheet in ("One", "Two") for n in range(1, 5)))
    assert tables_of(document) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert sorted(edges_of(tables_of(document))) == [1, 3, 5, 7]
    prose = Document(name="a.pdf", kind="pdf", pages=(Page(anchor=Anchor(kind=AnchorKind.PAGE, first=1, last=1)),))
    assert tables_of(prose) == []
    assert worth_reading(prose) == prose


def lines(first: int, last: int, cell: str) -> Page:
    return rows(
        first, last, text="\n".join(["| row | A |", "| --- | --- |", *(f"| {n} | {cell} |" for n in range(first, last + 1))])
    )


@pytest.mark.parametrize(
    ("cell", "is_partial", "expected"),
    [
        ("4,711", False, [1, 2, 70, 100]),
        ("It came late. " * LONG_CELL, False, [1, 2, 51, 70, 100]),
        ("It came late. " * LONG_CELL, True, [1, 2, 70, 100]),
    ],
)
def test_of_a_table_rows_are_worth_reading_that_hold_sentences_if_all_are_there(
    cell: str, is_partial: bool, expected: list[int]
) -> None:
    document = table(rows(1, 1), lines(2, 50, cell), lines(51, 60, cell), FOUND, lines(100, 150, cell), is_partial=is_partial)
    assert [page.anchor.first for page in worth_reading(document).pages] == expected


def test_rows_found_earlier_stay_in_their_order() -> None:
    earlier = table(rows(1, 1), rows(2, 50), rows(70, 70, is_found=True), rows(90, 91, is_found=True), rows(100, 150))
    now = table(rows(1, 1), rows(2, 50), rows(80, 80, is_found=True), rows(91, 91, is_found=True), rows(100, 150))
    joined = with_earlier_finds(now, earlier)
    assert [str(page.anchor) for page in joined.pages] == [
        "rows 1",
        "rows 2-50",
        "rows 70",
        "rows 80",
        "rows 91",
        "rows 100-150",
    ]


def test_rows_found_earlier_stay_in_their_sheet_and_in_their_file() -> None:
    first, second = rows(2, 50, sheet="One"), rows(2, 50, sheet="Two")
    found = [rows(70, 70, sheet=sheet, is_found=True) for sheet in ("One", "Two", "Gone")]
    earlier = Document(name="a.zip", kind="zip", children=(table(first, second, *found, name="a.zip/b.xlsx"),))
    again = Document(name="a.zip", kind="zip", children=(Unread(name="c", reason="d"), table(first, second, name="a.zip/b.xlsx")))
    _, child = with_earlier_finds(again, earlier).children
    assert isinstance(child, Document)
    assert child.pages == (first, found[0], second, found[1])


def test_a_table_that_is_shown_as_a_whole_takes_nothing_over() -> None:
    whole = table(rows(1, 1), rows(2, 50), is_partial=False)
    assert with_earlier_finds(whole, table(rows(70, 70, is_found=True))) == whole


def test_a_document_that_could_not_be_searched_says_why() -> None:
    assert not_searched(table(), "gone").warnings == ("not searched for this question's words: gone",)


@pytest.mark.parametrize(
    ("page", "sheet"), [(rows(1, 2), ""), (rows(1, 2, sheet="'Q 3'"), "'Q 3'"), (rows(1, 2, sheet="A!B"), "A!B")]
)
def test_a_page_knows_its_sheet(page: Page, sheet: str) -> None:
    assert sheet_of(page) == sheet


@given(st.lists(st.integers(51, 4000), unique=True, max_size=400), st.lists(st.integers(51, 4000), unique=True, max_size=50))
def test_no_row_stands_twice_and_nothing_grows_without_end(before: list[int], now: list[int]) -> None:
    document = table(rows(1, 1), rows(2, 50), *(rows(n, n, is_found=True) for n in sorted(now)), rows(4001, 4050))
    earlier = table(*(rows(n, n, is_found=True) for n in sorted(before)))
    joined = with_earlier_finds(document, earlier).pages
    numbers = [page.anchor.first for page in joined]
    assert numbers == sorted(set(numbers))
    assert set(now) <= set(numbers)
    assert len(joined) <= len(document.pages) + MOST_EARLIER
