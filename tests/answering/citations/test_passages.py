"""A page falls into sentences, rows, headings and items; the one that is shown is short and verbatim."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.citations.passages import LONGEST, best, spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two is here. three", ["One.", "Two is here. three"]),
        ("A line that\ngoes on. Next", ["A line that\ngoes on.", "Next"]),
        ("# Head\nText\n- a\n- b\n1. c", ["# Head", "Text", "- a", "- b", "1. c"]),
        ("| a | b |\n| --- | --- |\n| 1. X | 2 |", ["| a | b |", "| --- | --- |", "| 1. X | 2 |"]),
        ("one\n\ntwo", ["one", "two"]),
        ("合計。次", ["合計。", "次"]),
        ("", []),
    ],
)
def test_a_page_falls_into_passages(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end].strip() for span in spans(text)] == expected


@given(st.text(alphabet="aA. \n|#-1", max_size=80))
def test_no_passage_overlaps_another_and_only_blanks_are_left_out(text: str) -> None:
    found = spans(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join(text[span.start : span.end] for span in found).split() == text.split()


def test_a_long_passage_is_cut_around_the_place_between_words() -> None:
    text = "word " * 200 + "1234 " + "word " * 200
    place = text.index("1234")
    passage = best(text, spans(text), [place], [])
    assert "1234" in passage
    assert passage in text
    assert len(passage) <= LONGEST
    assert set(passage.split()) == {"word", "1234"}


def test_a_passage_without_spaces_is_cut_anywhere() -> None:
    text = "x" * 1_000
    assert len(best(text, spans(text), [500], [])) == LONGEST
