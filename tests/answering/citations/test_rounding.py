"""A rounded figure is right, one with a wrong digit is not."""

from decimal import Decimal

import pytest

from bot.answering.citations.hedges import Hedge
from bot.answering.citations.numerals import Number, readings
from bot.answering.citations.rounding import is_rounded_from, reach


def number(text: str, power: int = 0) -> Number:
    return readings(text)[-1][0].scaled(power)


@pytest.mark.parametrize(
    ("claimed", "power", "hedge", "held", "expected"),
    [
        ("1.2", 6, "", "1234567", True),
        ("1.3", 6, "", "1234567", False),
        ("1.23", 6, "", "1234567", True),
        ("3", 6, "", "3400000", True),
        ("1", 6, "", "1240000", False),
        ("1240", 0, "", "1234", False),
        ("1240", 0, "about", "1234", True),
        ("1230", 0, "about", "1234", True),
        ("1250", 0, "about", "1234", False),
        ("1200", 0, "about", "1234", True),
        ("1300", 0, "about", "1234", False),
        ("51300", 0, "about", "51234", False),
        ("1234576", 0, "about", "1234567", False),
        ("1000", 0, "over", "1087", True),
        ("1000", 0, "over", "1234", True),
        ("1300", 0, "over", "1234", False),
        ("1200", 0, "over", "1196", False),
        ("1240", 0, "over", "1234", False),
        ("1240", 0, "under", "1234", True),
        ("1300", 0, "under", "1234", False),
        ("1200", 0, "under", "1234", False),
        ("50", 0, "under", "48.7", True),
        ("1300", 0, "under", "1267", True),
        ("1500", 0, "under", "1234", False),
        ("12.3", 0, "", "12.345", True),
        ("12.4", 0, "", "12.345", False),
        ("1.2", 0, "", "1.234", False),
        ("1234567", 0, "", "1234567", False),
    ],
)
def test_a_figure_is_rounded_or_wrong(claimed: str, power: int, hedge: str, held: str, expected: bool) -> None:
    written = Number(Decimal(held), Decimal(1).scaleb(-len(held.partition(".")[2])))
    one = number(claimed, power)
    is_rounded = is_rounded_from(one, written, hedge=Hedge(hedge), is_scaled=power > 0, shares_unit=False)
    assert is_rounded == expected
    low, high = reach(one, Hedge(hedge))
    assert not is_rounded or low <= written.value <= high


@pytest.mark.parametrize(("held", "expected"), [("12.4", True), ("12.6", False), ("124", False)])
def test_a_shared_unit_lets_decimals_be_dropped(held: str, expected: bool) -> None:
    written = Number(Decimal(held), Decimal(1).scaleb(-len(held.partition(".")[2])))
    assert is_rounded_from(Number.of(12), written, hedge=Hedge.NONE, is_scaled=False, shares_unit=True) == expected
