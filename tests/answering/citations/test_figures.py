"""Numbers with what they are of: currencies, per cent, words of scale, signs."""

import pytest

from bot.answering.citations.figures import figures
from bot.answering.citations.numberwords import counted, worded


def read(text: str) -> list[tuple[str, str, str]]:
    """What each figure covers, its first reading, and its unit (dollars are all dollars)."""
    return [
        (
            text[figure.start : figure.end],
            figure.sign + "/".join(f"{number.value:f}" for number in figure.readings[0]),
            ""
            if figure.unit is None
            else "$"
            if "USD" in figure.unit and len(figure.unit) > 1
            else "|".join(sorted(figure.unit)),
        )
        for figure in figures(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$1,200", [("$1,200", "1200", "$")]),
        ("US$ 5", [("US$ 5", "5", "USD")]),
        ("5 US dollars", [("5 US dollars", "5", "$")]),
        ("EUR 5 and 6 EUR", [("EUR 5", "5", "EUR"), ("6 EUR", "6", "EUR")]),
        ("5€", [("5€", "5", "EUR")]),
        ("CHF 5, SFr. 6", [("CHF 5", "5", "CHF"), ("SFr. 6", "6", "CHF")]),
        ("Rs. 5 lakh", [("Rs. 5 lakh", "500000", "INR|PKR")]),
        ("ABC 5", [("5", "5", "")]),
        ("$1.2M", [("$1.2M", "1200000", "$")]),
        ("1,2 Mio. €", [("1,2 Mio. €", "1200000", "EUR")]),
        ("1,2 Millionen Euro", [("1,2 Millionen Euro", "1200000", "EUR")]),
        ("3 millions d'euros", [("3 millions d'euros", "3000000", "EUR")]),
        ("3 millions de dollars", [("3 millions de dollars", "3000000", "$")]),
        ("2 mil millones", [("2 mil millones", "2000000000", "")]),
        ("500 T€", [("500 T€", "500000", "EUR")]),
        ("500T€", [("500T€", "500000", "EUR")]),
        ("7 TEUR", [("7 TEUR", "7000", "EUR")]),
        ("7TEUR", [("7TEUR", "7000", "EUR")]),
        ("€5 m", [("€5 m", "5000000", "EUR")]),
        ("5 m", [("5", "5", "")]),
        ("3億円", [("3億円", "300000000", "JPY")]),
        ("1.2\nmillion", [("1.2\nmillion", "1200000", "")]),
        ("5\n% more", [("5", "5", "")]),
        ("5 %, 6 per cent, 7 Prozent", [("5 %", "5", "%"), ("6 per cent", "6", "%"), ("7 Prozent", "7", "%")]),
        (
            "5 percentage points, 6 %-Punkte, 7pp",
            [("5 percentage points", "5", "%"), ("6 %-Punkte", "6", "%"), ("7pp", "7", "%")],
        ),
        ("10-15 %", [("10", "10", "%"), ("15 %", "15", "%")]),
        ("$10-15 million", [("$10", "10000000", "$"), ("15 million", "15000000", "$")]),
        ("-5 and +6", [("-5", "-5", ""), ("+6", "+6", "")]),
        ("-$5 or $-6 or $(7)", [("-$5", "-5", "$"), ("$-6", "-6", "$"), ("$(7", "7", "$")]),
        ("10-15 and 3 - 4", [("10", "10", ""), ("15", "15", ""), ("3", "3", ""), ("4", "4", "")]),
        ("3rd of 10km", [("3rd", "3", ""), ("10km", "10", "")]),
        ("the 3. Quartal", [("3.", "3", "")]),
        ("in '24", [("24", "24", "")]),
        ("up .5", [("5", "0.5", "")]),
        ("5 dogs", [("5", "5", "")]),
        ("| 5 | EUR |", [("5", "5", "")]),
    ],
)
def test_a_figure_is_read_with_its_unit_and_scale(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert read(text) == expected


def test_both_ends_of_a_range_may_be_scaled() -> None:
    first, last = figures("$10-15 million")
    assert {str(reading[0].value) for reading in first.readings} == {"10", "1.0E+7"}
    assert first.is_scaled
    assert last.mantissa[0][0].value == 15
    assert [figure.is_scaled for figure in figures("between 0 and 0 million")] == [True, True]


def test_a_word_that_means_two_scales_keeps_both() -> None:
    (figure,) = figures("2 Billion Euro")
    assert [f"{reading[0].value:f}" for reading in figure.readings] == ["2000000000", "2000000000000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twelve months", [("twelve", 12)]),
        ("forty-two, forty two, zweiundvierzig", [("forty-two", 42), ("forty two", 42), ("zweiundvierzig", 42)]),
        ("three million dollars", [("three million dollars", 3_000_000)]),
        ("five per cent", [("five per cent", 5)]),
        ("one hundred", [("one hundred", 100)]),
        ("one hundred and twenty-five days", [("one hundred and twenty-five", 125)]),
        ("two thousand five hundred and twelve", [("two thousand five hundred and twelve", 2_512)]),
        ("twelve hundred", [("twelve hundred", 1_200)]),
        ("five hundred thousand euros", [("five hundred thousand euros", 500_000)]),
        ("three and four", [("three", 3), ("four", 4)]),
        ("twenty thirty", [("twenty", 20), ("thirty", 30)]),
        ("one hundred people and five dogs", [("one hundred", 100), ("five", 5)]),
        (
            "zweihundertfünfzig, dreitausend, zwölftausenddreihundertvierundfünfzig",
            [("zweihundertfünfzig", 250), ("dreitausend", 3_000), ("zwölftausenddreihundertvierundfünfzig", 12_354)],
        ),
        ("hundert, einhundert, hundertmal", [("einhundert", 100)]),
        ("a six-month term", [("six", 6)]),
        ("nothing here", []),
    ],
)
def test_numbers_in_words_are_read(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(text[one.start : one.end], int(one.readings[0][0].value)) for one in worded(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("the third and die vierte", [3, 4]), ("Article IV and I say", [4, 1]), ("MIX", list[int]()), ("XVIII. and XIX", [18])],
)
def test_ordinals_and_roman_numerals_are_counted(text: str, expected: list[int]) -> None:
    assert [int(one.readings[0][0].value) for one in counted(text)] == expected
