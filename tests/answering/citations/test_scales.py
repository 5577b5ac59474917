"""What a table's heading says its figures are in."""

import pytest

from bot.answering.citations.scales import scales_in


@pytest.mark.parametrize(
    ("text", "powers"),
    [
        ("in EUR million", {6}),
        ("Angaben in Tsd. €", {3}),
        ("| T€ | $m | M€ |", {3, 6}),
        ("(in thousands), (000s)", {3}),
        ("5 million people", set[int]()),
        ("3,000 people", set[int]()),
        ("nothing", set[int]()),
    ],
)
def test_a_scale_is_declared_where_it_belongs_to_no_number(text: str, powers: set[int]) -> None:
    assert scales_in(text) == powers
