"""What is said of a column, whatever its cells come as."""

from collections import Counter
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.sheets.columns import DISTINCT_VALUES, LONGEST_VALUE, Column, Measured, column_number, letters, plain
from bot.documents.sheets.written_values import has_decimal_comma, measure, plain_numbers


class Written:
    """Cells that mean what they say."""

    def measure(self, cell: str) -> Measured:
        return measure(cell)

    def numbers(self, cells: Counter[str]) -> list[float] | None:
        found = plain_numbers(cells)
        return None if found is None else list(found)


def _column(*batches: list[str]) -> Column[str]:
    column = Column[str]()
    for batch in batches:
        column.add(Counter(batch), Written())  # pyright: ignore[reportArgumentType] - a Counter is all that it is ever given
    return column


def test_numbers_are_summed_over_all_batches() -> None:
    column = _column(["1", "2", "2"], ["0.5", "$4"])
    assert (column.filled, column.numbers, column.least, column.greatest, column.total) == (5, 5, 0.5, 4, 9.5)
    assert (column.distinct, column.kinds()) == (4, [("number", 5)])


def test_a_sum_is_exact_to_the_last_digit() -> None:
    assert plain(_column(["0.1"] * 10).total) == "1"


def test_dates_have_an_earliest_and_a_latest() -> None:
    column = _column(["2026-01-31", "1.2.2026"], ["2025-12-31 10:30", "never"])
    assert (column.earliest, column.latest) == (datetime(2025, 12, 31, 10, 30), datetime(2026, 2, 1))  # noqa: DTZ001
    assert column.kinds() == [("date", 3), ("text", 1)]


def test_the_most_frequent_values_are_told_where_some_repeat() -> None:
    assert _column(["a", "b", "a"]).frequent() == [("a", 2), ("b", 1)]
    assert _column(["a", "b"]).frequent() == []


@pytest.mark.parametrize("cells", [[str(n) for n in range(DISTINCT_VALUES + 1)], ["x" * (LONGEST_VALUE + 1)]])
def test_values_are_no_longer_told_apart_when_they_are_many_or_long(cells: list[str]) -> None:
    column = _column(cells, ["a", "a"])
    assert (column.distinct, column.frequent()) == (None, [])
    assert column.filled == len(cells) + 2


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("12", 12.0),
        (" 12 ", 12.0),
        ("-0.5", -0.5),
        ("1,234.5", 1234.5),
        ("1 234", 1234.0),
        ("1'234.50", 1234.5),
        ("$3", 3.0),
        ("3 €", 3.0),
        ("12%", 0.12),
        ("1e5", 100000.0),
        ("007", "text"),
        ("1234567890123456", "text"),
        ("+1-539-402", "text"),
        ("1,23,4", "text"),
        ("1 23", "text"),
        ("$5€", "text"),
        ("1.2.3", "text"),
        ("nan", "text"),
        ("1_000", "text"),
        ("٣", "text"),
        ("²", "text"),
        (".", "text"),
        ("", "text"),
        ("true", "true/false"),
        ("9" * 50, "text"),
        ("2026-02-30", "text"),
        ("2026-01-31", datetime(2026, 1, 31)),  # noqa: DTZ001
        ("31.01.2026", datetime(2026, 1, 31)),  # noqa: DTZ001
        ("2026/1/31", datetime(2026, 1, 31)),  # noqa: DTZ001
        ("2026-01-31T10:20:30.5Z", datetime(2026, 1, 31, 10, 20, 30)),  # noqa: DTZ001
    ],
)
def test_a_text_means_what_a_spreadsheet_would_make_of_it(text: str, meaning: Measured) -> None:
    assert measure(text) == meaning


@pytest.mark.parametrize(("text", "meaning"), [("1,5", 1.5), ("1.234,5", 1234.5), ("1.234", 1234.0), ("1.5", "text"), ("7", 7.0)])
def test_a_comma_may_be_the_decimal_mark(text: str, meaning: Measured) -> None:
    assert measure(text, decimal_comma=True) == meaning


@pytest.mark.parametrize(("cells", "found"), [(["1,5"], True), (["1,234"], False), (["1.234,50"], True), (["a", "1.5"], False)])
def test_a_decimal_comma_is_seen_only_where_it_can_be_nothing_else(cells: list[str], found: bool) -> None:
    assert has_decimal_comma(cells) is found


@given(st.lists(st.text(max_size=12) | st.floats(allow_nan=False, allow_infinity=False).map(str), min_size=1, max_size=8))
def test_many_cells_at_once_mean_what_each_means_alone(cells: list[str]) -> None:
    together = plain_numbers(cells)
    assert together is None or together == [measure(cell) for cell in cells]


@given(st.text(max_size=45))
def test_no_text_fails_to_mean_something(text: str) -> None:
    assert measure(text) is not None
    assert measure(text, decimal_comma=True) is not None


@given(st.integers(1, 20_000))
def test_letters_and_numbers_of_columns_fit(column: int) -> None:
    assert column_number(letters(column)) == column


@pytest.mark.parametrize(
    ("number", "shown"), [(3.0, "3"), (0.1, "0.1"), (1e16, "1e+16"), (float("inf"), "too large"), (-2.5, "-2.5")]
)
def test_numbers_are_written_plainly(number: float, shown: str) -> None:
    assert plain(number) == shown
