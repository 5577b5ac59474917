"""Which pages of a document find room first, and how much of it one table may take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.preferred import FOUND_FIRST, PARTIAL_TABLE_SHARE, TABLE_SHARE, preferred
from bot.language import MESSAGES, Anchor, AnchorKind, Document, Page
from tests.answering.test_tables import rows, table


def order(document: Document, *, cost: int = 10, free: int = 10_000, room: int = 10_000, question: str = "zenith?") -> list[int]:
    return list(preferred(document, [cost] * len(document.pages), free=free, room=room, question=question))


HEAD = [rows(1 + 50 * n, 50 + 50 * n, text=f"part {n}") for n in range(40)]
FOUND = [rows(3000 + 2 * n, 3000 + 2 * n, is_found=True, text="Zenith" if n == 30 else "other") for n in range(50)]
LONG = table(rows(1, 1, text="about"), *HEAD, *FOUND, rows(9000, 9050, text="the end"))


def test_a_table_that_is_short_enough_goes_in_as_it_is() -> None:
    assert order(table(rows(1, 1), *HEAD, is_partial=False)) == list(range(41))


def test_of_a_long_table_its_description_what_was_found_and_its_edges_come_first() -> None:
    places = order(LONG, room=2200)
    first_found = 41
    assert places[0] == 0
    assert places[1] == first_found + 30
    assert places[1 + FOUND_FIRST : 3 + FOUND_FIRST] == [1, len(LONG.pages) - 1]
    assert set(places[: 3 + 50]) == {0, 1, *range(41, 92)}
    assert len(places) == 55


@pytest.mark.parametrize(("is_partial", "share"), [(True, PARTIAL_TABLE_SHARE), (False, TABLE_SHARE)])
@pytest.mark.parametrize("question", ["zenith?", ""])
def test_one_table_takes_no_more_than_its_share(is_partial: bool, share: float, question: str) -> None:
    document = table(*LONG.pages, is_partial=is_partial)
    assert len(order(document, room=500, question=question)) == int(500 * share) // 10


def test_each_sheet_has_a_share_of_its_own() -> None:
    sheets = [rows(1 + 50 * n, 50 + 50 * n, sheet=sheet) for sheet in ("One", "Two") for n in range(40)]
    places = order(table(*sheets), room=500)
    assert places[:2] == [0, 40]
    assert sum(place < 40 for place in places) == sum(place >= 40 for place in places) == int(500 * PARTIAL_TABLE_SHARE) // 10


def test_many_short_sheets_are_no_long_one() -> None:
    sheets = [rows(1, 50, sheet=f"Sheet{n}") for n in range(40)]
    assert order(table(*sheets), room=500) == list(range(40))


def test_what_is_no_table_goes_in_whole_or_by_what_the_question_shares_with_it() -> None:
    texts = ["about", "ducks", "geese", "Zenith"]
    pages = tuple(Page(anchor=Anchor(kind=AnchorKind.PAGE, first=n, last=n), markdown=text) for n, text in enumerate(texts))
    document = Document(name="a.pdf", kind="pdf", pages=pages, total_pages=4)
    assert order(document, room=40, free=40) == [0, 1, 2, 3]
    assert order(document, room=40, free=30) == [0, 3, 1, 2]
    assert order(document, room=40, free=30, question="") == [0, 1, 2, 3]
    assert order(document.model_copy(update={"kind": MESSAGES}), room=40, free=30) == [3, 2, 1, 0]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(100, 3000), st.sampled_from(["", "zenith", "part 3"]))
def test_no_page_comes_twice_and_the_description_always_first(heads: int, found: int, room: int, question: str) -> None:
    document = table(rows(1, 1, text="about"), *HEAD[:heads], *FOUND[:found])
    places = order(document, room=room, free=room, question=question)
    assert len(places) == len(set(places))
    assert places[0] == 0
