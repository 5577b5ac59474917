"""Dates and times in the forms of several languages."""

import pytest

from bot.answering.citations.dates import Day, Time, moments


def read(text: str) -> list[tuple[str, tuple[Day | Time, ...]]]:
    return [(text[moment.start : moment.end], moment.readings) for moment in moments(text)]


MARCH = Day(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04",
        "2026/03/04",
        "04.03.2026",
        "4. 3. 2026",
        "4 March 2026",
        "4th of March, 2026",
        "March 4, 2026",
        "March 4th, 2026",
        "Mar. 4, 2026",
        "MARCH 4 2026",
        "4-Mar-2026",
        "4-Mar-26",
        "2026 March 4",
        "4. März 2026",
        "4 mars 2026",
        "4 de marzo de 2026",
        "4 marzo 2026",
        "4 de março de 2026",
        "4 maart 2026",
        "2026年3月4日",
        "day 4 March 2026",
    ],
)
def test_one_day_in_every_form(text: str) -> None:
    ((_, readings),) = read(text)
    assert readings == (MARCH,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3/4/2026", [("3/4/2026", (Day(2026, 4, 3), Day(2026, 3, 4)))]),
        ("04.03.26", [("04.03.26", (Day(2026, 3, 4), Day(1926, 3, 4)))]),
        ("31/12/2026", [("31/12/2026", (Day(2026, 12, 31),))]),
        ("4 March", [("4 March", (Day(None, 3, 4),))]),
        ("March 2026", [("March 2026", (Day(2026, 3),))]),
        ("2026 March", [("2026 March", (Day(2026, 3),))]),
        ("03/2026", [("03/2026", (Day(2026, 3),))]),
        ("2026-03", [("2026-03", (Day(2026, 3),))]),
        ("2026年3月", [("2026年3月", (Day(2026, 3),))]),
        ("Mar 26", [("Mar 26", (Day(None, 3, 26), Day(2026, 3)))]),
        ("1er mai 2023", [("1er mai 2023", (Day(2023, 5, 1),))]),
        ("am 04.03. und", [("04.03.", (Day(None, 3, 4),))]),
        ("4-6 March 2026", [("4", (MARCH,)), ("6 March 2026", (Day(2026, 3, 6),))]),
        ("March 4-6, 2026", [("March 4", (MARCH,)), ("6, 2026", (Day(2026, 3, 6),))]),
        ("April 21, 4023", [("April 21", (Day(None, 4, 21), Day(2021, 4)))]),
        ("1,234 March", []),
        ("article 15 may be used", []),
        ("15 may 2024", [("15 may 2024", (Day(2024, 5, 15),))]),
        ("we march 5 miles", []),
        ("January was cold", []),
        ("2019-20", []),
        ("45/2026", []),
        ("10.0.0.1", []),
        ("99 March", []),
        ("2026-13-04", []),
    ],
)
def test_what_is_said_of_a_date_is_read(text: str, expected: list[tuple[str, tuple[Day, ...]]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", Time(14, 30)),
        ("2:30 pm", Time(14, 30, None, "pm")),
        ("2:30 p.m.", Time(14, 30, None, "pm")),
        ("12:05 AM", Time(0, 5, None, "am")),
        ("14.30 Uhr", Time(14, 30)),
        ("14 Uhr", Time(14, 0)),
        ("14h30", Time(14, 30)),
        ("9 o'clock", Time(9, 0)),
        ("1:02:03", Time(1, 2, 3)),
        ("14:30 pm", Time(14, 30, None, "pm")),
    ],
)
def test_times_are_read_on_either_clock(text: str, expected: Time) -> None:
    ((_, readings),) = read(text)
    assert readings == (expected,)


@pytest.mark.parametrize("text", ["3:1", "1:2:3:4", "v14:3"])
def test_ratios_are_no_times(text: str) -> None:
    assert not moments(text)


@pytest.mark.parametrize("text", ["4.3.", "3.2026", "1.2.34", "In May 12 people", "die 5 am stärksten", "2024-12"])
def test_what_may_be_a_number_is_known(text: str) -> None:
    assert [moment.may_be_number for moment in moments(text)] == [True]
