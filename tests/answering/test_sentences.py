"""Only whole sentences are shown while an answer grows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.sentences import LONGEST_ROW, LONGEST_WAIT, Sentences, sentences


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
        (["It was paid. ", "[p. 3] Then"], ["It was paid. [p. 3] "]),
        (["It was paid. [p. 3]", "[p. 4]. Then"], ["It was paid. [p. 3][p. 4]. "]),
        (["It was paid. ", "(p. 3)\n"], ["It was paid. (p. 3)\n"]),
        (["It was paid [p. 3]. ", "[p. 4"], []),
        (["It was paid. [see below, ", "there] Then it went. A"], ["It was paid. [see below, there] Then it went. "]),
        (["| a | b |\n", "| 1 |"], ["| a | b |\n"]),
        (["```\nx = 1\ny"], ["```\nx = 1\n"]),
        (["合計は42です。", "次"], ["合計は42です。"]),
        (["合計は42です。", "[p. 3]次"], ["合計は42です。[p. 3]"]),
        (
            ["1,2 Mio. ", "Euro z. B. hier. ", "Am 4. ", "März. Dann", "."],
            ["1,2 Mio. Euro z. B. hier. ", "1,2 Mio. Euro z. B. hier. Am 4. März. "],
        ),
        (["On 4. 3. ", "2026 it", " was. B"], ["On 4. 3. 2026 it was. "]),
        (["1. ", "One is. Two"], ["1. One is. "]),
        (["| No. 1. A | b. C |", "\n| x"], ["| No. 1. A | b. C |\n"]),
        (["Wait... and see. ", "Now"], ["Wait... and see. "]),
        (["word " * 200], ["word " * 120]),
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


@given(st.text(alphabet="aA1.。[p]( )|\n", max_size=60), st.lists(st.integers(1, 9), min_size=1))
def test_where_sentences_end_does_not_depend_on_the_pieces(text: str, sizes: list[int]) -> None:
    grown, at, turn, cuts = Sentences(), 0, 0, [0]
    while at < len(text):
        if grown.feed(text[at : at + sizes[turn % len(sizes)]]):
            cuts.append(len(grown.whole))
        at, turn = at + sizes[turn % len(sizes)], turn + 1
    ends = [0]
    for sentence in sentences(text):
        ends.append(ends[-1] + len(sentence))
    assert "".join(sentences(text)) == text
    assert set(cuts) <= set(ends)


def test_a_row_is_kept_whole_unless_it_is_none() -> None:
    assert len(next(sentences("| word. Word " * 900))) == LONGEST_ROW
    assert len(list(sentences("| word. Word " * 100))) == 1


def test_a_line_without_any_end_is_shown_after_a_while() -> None:
    grown = shown(["word "] * (LONGEST_WAIT // 2))
    assert grown
