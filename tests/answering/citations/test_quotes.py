"""Quoted spans in a sentence, and where they stand."""

import pytest

from bot.answering.citations.folding import Squeezed, fold
from bot.answering.citations.quotes import LONGEST_QUOTE, place_of, quotes


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ('He said "so be it" twice', [("sobeit",)]),
        ("„Grüße“ und “so” und «voilà» und »gut«", [("grüsse",), ("so",), ("voilà",), ("gut",)]),
        ("the 'rate card' is", [("ratecard",)]),
        ("it's the dogs' and John's", []),
        ("‘don't panic’", [("dontpanic",)]),
        ("「合計」", [("合計",)]),
        ('5" by 6" of "real wood"', [("realwood",)]),
        ('"one ... two"', [("one", "two")]),
        ('"one […] two"', [("one", "two")]),
        ('"[The Company] pays"', [("pays",)]),
        ('"-"', []),
        ('"' + "x" * (LONGEST_QUOTE + 1) + '"', []),
    ],
)
def test_quotes_are_taken_in_pieces(text: str, pieces: list[tuple[str, ...]]) -> None:
    assert [quote.pieces for quote in quotes(fold(text))] == pieces


@pytest.mark.parametrize(
    ("quote", "page", "is_found"),
    [
        ('"ab ... gh"', "ab cd ef gh", True),
        ('"gh ... ab"', "ab cd ef gh", False),
        ('"The End."', "this is the **end**!", True),
        ('"ab ab"', "ab ef ab", False),
        ('"ab ... ab"', "ab ef ab", True),
    ],
)
def test_all_pieces_stand_one_behind_the_other(quote: str, page: str, is_found: bool) -> None:
    (one,) = quotes(quote)
    assert (place_of(one, Squeezed(page)) >= 0) == is_found
