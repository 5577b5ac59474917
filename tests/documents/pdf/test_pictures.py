"""Which pages are shown: the rules, without a PDF."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.pdf.pictures import evenly, is_garbled


@given(st.integers(0, 500), st.integers(0, 40))
def test_a_choice_is_even_and_keeps_the_ends(count: int, most: int) -> None:
    chosen = evenly(range(count), most)
    assert len(chosen) == min(count, most)
    assert chosen == sorted(set(chosen))
    if chosen and most > 1:
        assert (chosen[0], chosen[-1]) == (0, count - 1)
        gaps = [after - before for before, after in pairwise(chosen)]
        assert not gaps or max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize(
    ("said", "garbled"),
    [
        ("Wordsthatpeoplewrite", False),
        ("\ufffd" * 3 + "words", True),
        ("\ue001\ue002\ue003words", True),
        ("\ufffd" + "words" * 10, False),
        ("#$%&" * 60, True),
        ("#$%&" * 10, False),
        ("1.234,56" * 60, False),
        ("\u5831\u544a\u66f8" * 100, False),
        ("\u0645\u0631\u062d\u0628\u0627" * 60, False),
    ],
)
def test_garbled_text_is_told_from_words_and_numbers(said: str, *, garbled: bool) -> None:
    assert is_garbled(said) == garbled
