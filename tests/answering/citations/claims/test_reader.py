"""The reader finds every reading of a number, every day, every phrase however it is set."""

from datetime import date
from decimal import Decimal

import pytest

from tests.answering.citations.claims.reader import (
    clean,
    could_hold,
    days,
    derivable,
    holds,
    numbers,
    occurrences,
    says,
    shared,
    stated,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR 1,234.50", "1234.50"),
        ("1.234,50 €", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1234.5", "1234.5"),
        ("１,２３４", "1234"),
        ("$1.2M", "1200000"),
        ("EUR 3,4 Mio.", "3400000"),
        ("1,2 mil millones de euros", "1200000000"),
        ("850 k€", "850000"),
        ("22,7 mil", "22700"),
        ("−3.4 %", "3.4"),
    ],
)
def test_a_number_is_read_in_every_style(text: str, expected: str) -> None:
    assert Decimal(expected) in stated(text)
    assert Decimal(expected) in numbers(text)


def test_a_mark_that_could_be_either_is_both() -> None:
    assert stated("1.234") == {Decimal("1.234"), Decimal(1234)}


@pytest.mark.parametrize(
    ("figure", "page", "expected"),
    [
        ("1.3 million", "1,234,567", False),
        ("1.2 million", "1,234,567", True),
        ("234,567", "1,234,567", False),
        ("1,234,576", "1,234,567", False),
        ("12", "section 12.4", True),
        ("12.5 %", "12.46 %", True),
    ],
)
def test_a_rounding_may_be_meant_and_a_part_of_a_number_is_none(figure: str, page: str, *, expected: bool) -> None:
    assert could_hold(figure, page) is expected


@pytest.mark.parametrize(
    ("figure", "page", "expected"),
    [
        ("300", "100 and 200", True),
        ("600", "100, 200 and 300", True),
        ("100", "250 and 350", True),
        ("25 %", "1,000 and 1,250", True),
        ("20 %", "1,250 and 1,000", True),
        ("301", "100 and 200", False),
        ("301", "100, 200 and 0", False),
        ("26 %", "1,000 and 1,250", False),
    ],
)
def test_arithmetic_on_a_page_is_seen(figure: str, page: str, *, expected: bool) -> None:
    assert derivable(figure, page) is expected


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04",
        "4 March 2026",
        "March 4th, 2026",
        "4 Mar 2026",
        "04.03.2026",
        "4. März 2026",
        "4 mars 2026",
        "miércoles, 4 de marzo de 2026",
        "4\nMarch\u00a02026",
    ],
)
def test_a_day_is_read_in_every_form(text: str) -> None:
    assert date(2026, 3, 4) in days(text)


def test_a_day_that_could_be_a_month_is_both_and_the_31st_of_june_is_none() -> None:
    assert days("03/04/2026") == {date(2026, 3, 4), date(2026, 4, 3)}
    assert days("31 June 2026") == frozenset()


@pytest.mark.parametrize("page", ["The conﬁ-\ndential ﬁ\u00adgures", "THE CONFIDENTIAL FIGURES", "“The  confidential\nfigures”"])
def test_words_are_found_however_they_are_set(page: str) -> None:
    assert says("the confidential figures", page)
    assert not says("the confidential figure was", page)


def test_words_in_common_are_counted_once_and_by_their_beginning() -> None:
    assert shared("The agreement ends", "Agreements and the agreement") == 1


def test_numbers_are_counted_whatever_their_sign() -> None:
    assert occurrences(Decimal("3.4"), "+3.4 %, −3,4 % and 3.45 %") == 2
    assert holds("3.4 %", clean("−3,4 %"))
