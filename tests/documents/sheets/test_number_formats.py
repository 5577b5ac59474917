"""Numbers as a spreadsheet shows them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.sheets.number_formats import BUILT_IN, parse


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("General", 0.1 + 0.2, "0.3"),
        ("", 1e20, "1e+20"),
        ("@", 12, "12"),
        ("0", 2.5, "2"),
        ("0.00%", 0.1234, "12.34%"),
        ("#,##0.00", 1234.5, "1,234.50"),
        ('"$"#,##0.00', -1234.5, "-$1,234.50"),
        ("[$€-407] #,##0.00", 3, "€ 3.00"),
        ("#,##0.00\\ [$€-407]", 3, "3.00 €"),
        ("#,##0;(#,##0)", -5, "(5)"),
        ('0" kg"', 5, "5 kg"),
        ('0";"', 5, "5;"),
        ("0.##", 1.5, "1.5"),
        ("0.##", 1, "1"),
        ("#.##", 0, ""),
        ("#,##0,", 1234567, "1,235"),
        ('#,##0.0,,"M"', 12345678, "12.3M"),
        ("0.00", -0.001, "0.00"),
        ("0.00E+00", 12345, "1.23E+04"),
        ("[Red]0.0", 1.26, "1.3"),
        ('"yes";"no"', 1, "yes"),
        (";;;", 5, ""),
        ("0;;", -3, ""),
        ('_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', -5, "$(5.00)"),
        ('_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', 0, "$-"),
        ("# ?/?", 0.5, "0.5"),
        ("000-00-0000", 123456789, "123456789"),
        ("yyyy-mm-dd", 45000, "2023-03-15"),
        ("mmm-yy", 45000, "2023-03-15"),
        ("d-mmm-yy h:mm", 45000.5, "2023-03-15 12:00"),
        ("h:mm AM/PM", 0.5, "12:00"),
        ("h:mm", 45000.5, "2023-03-15 12:00"),
        ("[h]:mm", 1.5, "36:00:00"),
        ("[h]:mm", -0.5, "-12:00:00"),
        ("yyyy-mm-dd", 1, "1900-01-01"),
        ("yyyy-mm-dd", 60, "60"),
        ("yyyy-mm-dd", 61, "1900-03-01"),
        ("yyyy-mm-dd", -1, "-1"),
        ("yyyy-mm-dd", 9e9, "9000000000"),
        ("[h]:mm", 9e99, "9e+99"),
        ("0" * 300, 5, "5"),
    ],
)
def test_a_number_is_shown_by_its_code(code: str, number: float, shown: str) -> None:
    assert parse(code).show(number) == shown


def test_dates_may_count_from_1904() -> None:
    assert parse("yyyy-mm-dd").show(0, from_1904=True) == "1904-01-01"


@pytest.mark.parametrize(("code", "number", "shown"), [("0%", 0.125, "12.5%"), ("[h]:mm", 2, "48:00:00"), ("$0", 1.25, "1.25")])
def test_a_computed_number_keeps_its_digits(code: str, number: float, shown: str) -> None:
    assert parse(code).show_computed(number) == shown


@given(
    st.one_of(st.sampled_from(list(BUILT_IN.values())), st.text(max_size=30), st.text('0#?.,%;[]hmsyd"\\E+-_* ', max_size=30)),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_no_code_and_no_number_fail(code: str, number: float) -> None:
    shown = parse(code).show(number)
    assert "\n" not in shown or "\n" in code
    assert math.isfinite(number)
