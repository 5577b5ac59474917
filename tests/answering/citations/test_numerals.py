"""Digits with separators in all the ways in which they are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.citations.numerals import CORE, Number, pieces, readings
from tests.answering.citations import writings


def values(core: str) -> list[list[str]]:
    return [[f"{number.value:f}" for number in reading] for reading in readings(core)]


@pytest.mark.parametrize(
    ("core", "expected"),
    [
        ("42", [["42"]]),
        ("0042", [["42"]]),
        ("1,234", [["1234"], ["1.234"]]),
        ("1.234", [["1234"], ["1.234"]]),
        ("0,234", [["0.234"]]),
        ("1,23", [["1.23"]]),
        ("1,234.50", [["1234.50"]]),
        ("1.234,50", [["1234.50"]]),
        ("1 234,50", [["1234.50"]]),
        ("1'234.50", [["1234.50"]]),
        ("1,234,567", [["1234567"]]),
        ("12,34,567.8", [["1234567.8"]]),
        ("1 234 567", [["1234567"]]),
        ("2024 150", [["2024", "150"]]),
        ("1,2,3", [["1", "2", "3"]]),
        ("3.5,4.5", [["3.5", "4.5"]]),
        ("1.2.3", [["1", "2", "3"]]),
        ("12345,678 901", [["12345.678", "901"]]),
        ("9" * 26, []),
        ("1,234" + ",567" * 12, [["1", "234", *["567"] * 12]]),
    ],
)
def test_a_writing_has_its_readings(core: str, expected: list[list[str]]) -> None:
    assert values(core) == expected


@pytest.mark.parametrize(
    ("core", "expected"),
    [
        ("100 200 300", {"100", "200", "300", "100200", "200300"}),
        ("1,234,567", {"1", "234", "567"}),
        ("1,234", set[str]()),
        ("42", set[str]()),
    ],
)
def test_columns_and_lists_have_parts(core: str, expected: set[str]) -> None:
    assert {f"{number.value:f}" for number in pieces(core)} == expected


@pytest.mark.parametrize(
    ("text", "cores"),
    [
        ("in 2024, 150 of 1,200.", ["2024", "150", "1,200"]),
        ("12 345 and 12 3456", ["12 345", "12", "3456"]),
        ("1'234.50 CHF", ["1'234.50"]),
    ],
)
def test_a_number_ends_where_no_digit_follows(text: str, cores: list[str]) -> None:
    assert CORE.findall(text) == cores


@pytest.mark.parametrize(
    ("number", "digits", "length", "round_step"),
    [("1200", 2, 4, "100"), ("1234", 4, 4, "1"), ("1.20", 2, 3, "0.1"), ("0.05", 1, 1, "0.01"), ("0", 1, 1, "1")],
)
def test_digits_count_as_they_are_written(number: str, digits: int, length: int, round_step: str) -> None:
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    written = Number(value, Decimal(1).scaleb(exponent))
    assert (written.digits, written.length, written.round_step) == (digits, length, Decimal(round_step))


def test_a_scale_moves_value_and_step() -> None:
    assert readings("1.2")[0][0].scaled(6) == (Decimal(1_200_000), Decimal(100_000))
    assert Number.of(7).scaled(0) == Number.of(7)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_each_writing_of_a_value_can_mean_it(value: Decimal) -> None:
    for written in writings.numbers(value):
        plain = written.translate(
            {**{0xFF10 + n: str(n) for n in range(10)}, 0xFF0C: ",", 0xFF0E: ".", 0x2019: "'", 0xA0: " ", 0x202F: " "}
        )
        assert any(reading[0].value == value for reading in readings(plain)), written


@given(st.lists(st.sampled_from(["1", "12", "123", "0", ",", ".", " ", "'"]), max_size=14).map("".join))
def test_no_writing_is_too_odd(text: str) -> None:
    for core in CORE.findall(text):
        assert len(readings(core)) <= 3
        assert all(number.step > 0 for number in pieces(core))
