"""Figures as people write them: read as numbers where they can mean one thing only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.figures import Habit, habit_of, is_figure, number_of


@pytest.mark.parametrize(
    ("cell", "value", "shown"),
    [
        ("42", 42, "0"),
        ("0", 0, "0"),
        ("-5", -5, "0"),
        ("\u22125", -5, "0"),
        ("+3", 3, "+0;-0;0"),
        ("12.5", 12.5, "0.0"),
        ("12,5", 12.5, "0.0"),
        ("0.125", 0.125, "0.000"),
        ("1234.567", 1234.567, "0.000"),
        ("1,234.50", 1234.5, "#,##0.00"),
        ("1.234,50", 1234.5, "#,##0.00"),
        ("1,234,567", 1234567, "#,##0"),
        ("1.234.567", 1234567, "#,##0"),
        ("1 234,5", 1234.5, "#,##0.0"),
        ("1'234.50", 1234.5, "#,##0.00"),
        ("4 %", 0.04, "0%"),
        ("4.5%", 0.045, "0.0%"),
    ],
)
def test_what_can_mean_one_thing_only_is_a_number_that_looks_as_before(cell: str, value: float, shown: str) -> None:
    number = number_of(cell, None)
    assert number
    assert (number.value, number.format, number.footnotes) == (pytest.approx(value), shown, "")
    assert is_figure(cell)


@pytest.mark.parametrize(
    "cell",
    ["", "n/a", "007", "1234567890123456", "$12", "12.11.2026", "1,23,456", "1 2", "-", ".5", "5.", "--5", "1,234.567,8"],
)
def test_what_is_no_figure_stays_text(cell: str) -> None:
    assert number_of(cell, None) is None
    assert not is_figure(cell)


@pytest.mark.parametrize(
    ("cell", "beside", "value"),
    [
        ("1,234", [], None),
        ("1.234", [], None),
        ("1,234", ["12.5"], 1234),
        ("1.234", ["12.5"], 1.234),
        ("1.234", ["12,5"], 1234),
        ("1,234", ["1,234,567"], 1234),
        ("1,234", ["12.5", "12,5"], None),
        ("1,234", ["12", "n/a"], None),
    ],
)
def test_a_figure_that_could_be_two_is_read_as_those_beside_it_or_not_at_all(
    cell: str, beside: list[str], value: float | None
) -> None:
    number = number_of(cell, habit_of([cell, *beside]))
    assert (number and number.value) == value


def test_footnotes_stand_apart_from_the_figure() -> None:
    number = number_of("1,234.5 [p. 3] [unverified]", None)
    assert number
    assert (number.value, number.footnotes) == (1234.5, "[p. 3] [unverified]")
    assert number_of("[p. 3]", None) is None


@given(st.integers(min_value=0, max_value=10**12), st.integers(min_value=1, max_value=4))
def test_whatever_python_writes_with_groups_and_a_point_is_read_back(whole: int, places: int) -> None:
    written = f"{whole / 10**places:,.{places}f}"
    number = number_of(written, Habit.POINT)
    assert number
    assert number.value == pytest.approx(whole / 10**places)


@given(st.text(alphabet="0123456789.,' -+%[]a", max_size=12))
def test_any_text_is_read_or_left_alone(text: str) -> None:
    number = number_of(text, habit_of([text]))
    assert number is None or text.endswith(number.footnotes)
