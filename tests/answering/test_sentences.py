"""Only whole sentences are shown while an answer grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.sentences import LONGEST_WAIT, Sentences


def shown(pieces: list[str]) -> list[str]:
    sentences = Sentences()
    return [sentences.whole for piece in pieces if sentences.feed(piece)]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["The total is ", "42. ", "It was"], ["The total is 42. "]),
        (["The total is 42.5"], []),
        (["See e.g. the table"], []),
        (["No. 5 is here. And"], ["No. 5 is here. "]),
        (["It was paid. [p. ", "3] Then"], ["It was paid. [p. 3] "]),
        (["It was paid [p. 3]. ", "[p. 4"], ["It was paid [p. 3]. "]),
        (["| a | b |\n", "| 1 |"], ["| a | b |\n"]),
        (["```\nx = 1\ny"], ["```\nx = 1\n"]),
        (["合計は42です。", "次"], ["合計は42です。"]),
        (["word " * 200], ["word " * 200]),
    ],
)
def test_text_grows_by_sentences_rows_and_lines(pieces: list[str], expected: list[str]) -> None:
    assert shown(pieces) == expected


def test_a_fresh_start_forgets_what_came() -> None:
    sentences = Sentences()
    sentences.feed("Okay, the user wants. ")
    sentences.restart()
    sentences.feed("The total is 42. ")
    assert sentences.flush() == "The total is 42. "


@given(st.lists(st.text(max_size=40)))
def test_nothing_is_lost_and_nothing_waits_for_ever(pieces: list[str]) -> None:
    sentences = Sentences()
    for piece in pieces:
        before = sentences.whole
        sentences.feed(piece)
        assert sentences.whole.startswith(before)
        assert "".join(pieces).startswith(sentences.whole)
    assert sentences.flush() == "".join(pieces)


def test_a_line_without_any_end_is_shown_after_a_while() -> None:
    grown = shown(["word "] * (LONGEST_WAIT // 2))
    assert grown
