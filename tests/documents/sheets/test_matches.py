"""The rows that hold most of what is sought: which of many, in bounded memory."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.sheets import matches as matches_module
from bot.documents.sheets.grid import Row
from bot.documents.sheets.matches import COMMON_ROWS, MOST_ROWS, Matches
from bot.documents.sheets.search import Search


def _rows(*texts: str, first: int = 1) -> list[Row[str]]:
    return [Row(number, {1: text}) for number, text in enumerate(texts, start=first)]


def _matches(*sought: str, past: int = 0) -> Matches[str]:
    found = Matches[str](Search.of(sought), lambda row: "\n".join(row.cells.values()), until=lambda: False)
    found.past = past
    return found


def _numbers(found: Matches[str], last: Sequence[Row[str]] = ()) -> list[int]:
    return [row.number for row in found.chosen(last).rows]


def test_rows_that_hold_more_of_what_is_rare_come_first() -> None:
    found = _matches("acme", "north")
    found.see(_rows("north", "acme", "acme north", "south", *["north"] * 500))
    assert _numbers(found)[:2] == [3, 2]


def test_what_is_common_is_left_out_where_something_rarer_is_found() -> None:
    found = _matches("acme", "invoic")
    found.see(_rows(*["invoice"] * 900, "acme invoice", *["invoice"] * 900))
    assert _numbers(found) == [901]
    assert not found.chosen(()).has_more


def test_of_what_is_common_alone_there_are_some_examples() -> None:
    found = _matches("invoic")
    found.see(_rows(*["invoice"] * 900))
    assert _numbers(found) == list(range(1, COMMON_ROWS + 1))
    assert found.chosen(()).has_more


def test_several_names_share_the_room() -> None:
    found = _matches("acme", "zenith", "orion")
    found.see(_rows(*["acme"] * 900, *["zenith"] * 900, *["orion"] * 10, *["other"] * 40_000))
    shares = [sum(start <= number <= end for number in _numbers(found)) for start, end in ((1, 900), (901, 1800), (1801, 1810))]
    assert sum(shares) == MOST_ROWS
    assert shares[2] == 10
    assert min(shares[:2]) >= 40


def test_named_rows_come_whatever_they_hold() -> None:
    found = _matches("rows 3-4", "b7", "acme")
    found.see(_rows(*["x"] * 8, "acme"))
    assert _numbers(found) == [3, 4, 7, 9]


def test_rows_that_are_shown_anyhow_are_counted_and_not_found() -> None:
    found = _matches("acme", past=2)
    rows = _rows("acme", "x", "acme", "acme", "acme")
    found.see(rows)
    assert _numbers(found, rows[-1:]) == [3, 4]
    assert not found.chosen(rows[-1:]).has_more
    assert found.chosen(()).rows[-1].number == 5
    assert found.counts() == [("acme", 4)]


def test_more_rows_than_are_shown_are_told_of() -> None:
    found = _matches("acme")
    found.see(_rows(*["acme"] * (MOST_ROWS + 1), *["x"] * 9000))
    chosen = found.chosen(())
    assert (len(chosen.rows), chosen.has_more) == (MOST_ROWS, True)


def test_a_search_ends_when_its_time_is_up() -> None:
    over = False
    found = Matches[str](Search.of(["acme"]), lambda row: row.cells[1], until=lambda: over)
    found.past = 0
    found.see(_rows("x", "x"))
    assert found.goes_on()
    over = True
    assert not found.goes_on()
    assert (found.searched_to, found.is_whole) == (2, False)


def test_what_is_held_is_bounded_and_the_rarest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches_module, "CHARACTERS_HELD", 10_000)
    found = _matches("acme", "north")
    filler = "x" * 100
    found.see(_rows("acme", *[f"north {filler}"] * MOST_ROWS, *["other"] * 1000, *[f"acme north {filler}"] * 20))
    assert {1} <= set(_numbers(found))
    assert len(_numbers(found)) < MOST_ROWS


WORDS = ["acme", "north", "97", "other", "acme north", "97 north"]


@given(
    st.lists(st.lists(st.sampled_from(WORDS), max_size=300), max_size=4),
    st.lists(st.sampled_from(["acme", "north", "97", "row 7", "rows 5-500"]), max_size=4, unique=True),
    st.integers(0, 20),
    st.integers(0, 20),
)
def test_found_rows_are_exact_copies_and_never_too_many(
    batches: list[list[str]], sought: list[str], past: int, tail: int
) -> None:
    rows = _rows(*[text for batch in batches for text in batch])
    found = _matches(*sought, past=past)
    start = 0
    for batch in batches:
        found.see(rows[start : start + len(batch)])
        start += len(batch)
    last = rows[len(rows) - tail :] if tail else []
    chosen = found.chosen(last).rows
    numbers = [row.number for row in chosen]
    assert len(numbers) == len(set(numbers)) <= MOST_ROWS
    assert all(row == rows[row.number - 1] and row.number > past and row not in last for row in chosen)
    assert all(found.judge(row) or found.search.names(row.number) for row in chosen)
    assert found.searched_to == len(rows)
