"""Long texts in parts: tables, and invariants over any text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.markup import to_mrkdwn
from bot.slack.splitting import split


def test_a_short_text_stays_whole() -> None:
    assert split("a\n\nb") == ["a\n\nb"]


@pytest.mark.parametrize("text", ["", "\n", "  \n \n"])
def test_nothing_needs_no_message(text: str) -> None:
    assert split(text) == []


def test_a_text_is_cut_between_paragraphs_where_that_leaves_the_part_half_full() -> None:
    first, second = "a " * 40, "b " * 30
    assert split(f"{first}\n\n{second}", 100) == [first, second]


def test_a_text_is_cut_between_lines_where_its_paragraph_is_long() -> None:
    lines = ["x" * 45, "y" * 45, "z" * 45]
    assert split("\n".join(lines), 100) == ["\n".join(lines[:2]), lines[2]]


def test_a_long_line_is_cut_between_words() -> None:
    parts = split("word " * 50, 100)
    assert all(len(part) <= 100 for part in parts)
    assert " ".join(parts).split() == ["word"] * 50


def test_a_word_longer_than_a_message_is_cut_but_no_link_or_escape_in_it() -> None:
    parts = split("x" * 98 + "&amp;" + "y" * 20, 100)
    assert parts == ["x" * 98, "&amp;" + "y" * 20]
    assert split("w " * 45 + "<https://x.org/a|two words>", 100)[1] == "<https://x.org/a|two words>"


def test_a_fence_is_closed_and_opened_again_with_its_first_line() -> None:
    text = "```python\n" + "\n".join(f"line_{number:03} = {number}" for number in range(20)) + "\n```"
    parts = split(text, 120)
    assert len(parts) > 2
    for part in parts:
        assert part.startswith("```python\n")
        assert part.endswith("\n```")
        assert len(part) <= 120


def test_a_table_is_never_cut_inside_a_row() -> None:
    rows = [f"| row {number} | value {number * 1000} |" for number in range(40)]
    made = to_mrkdwn("\n".join(["| name | value |", "|---|---|", *rows]))
    lines = [line for part in split(made, 150) for line in part.split("\n") if line != "```"]
    assert lines == made.split("\n")[1:-1]


def test_a_fence_of_which_nothing_would_stand_moves_on_whole() -> None:
    text = "a" * 80 + "\n```\n" + "b" * 60 + "\n```"
    assert split(text, 100) == ["a" * 80, "```\n" + "b" * 60 + "\n```"]


def test_code_written_beside_the_mark_is_not_repeated() -> None:
    parts = split("```" + "x" * 60 + "\n" + "y" * 60 + "\n```", 100)
    assert parts == ["```\n" + "x" * 60 + "\n```", "```\n" + "y" * 60 + "\n```"]


def test_a_fence_that_never_ends_is_closed_where_the_text_ends() -> None:
    assert split("```\n" + "x" * 10) == ["```\n" + "x" * 10 + "\n```"]


def test_parts_already_full_stay_as_they_are_while_the_text_grows() -> None:
    text = "\n\n".join(f"Paragraph {number} " + "word " * 12 for number in range(30))
    whole = split(text, 300)
    for end in range(0, len(text), 7):
        grown = split(text[:end], 300)
        assert grown[:-2] == whole[: max(0, len(grown) - 2)]


WORDS = st.lists(st.text(alphabet="abcdefg&;é名", min_size=1, max_size=20), min_size=1, max_size=12).map(" ".join)
LINES = st.lists(st.one_of(WORDS, st.just(""), st.just("```"), st.just("```python"), st.just("• item")), max_size=40)


@settings(max_examples=400, deadline=None)
@given(LINES, st.integers(100, 400))
def test_parts_hold_all_words_within_the_limit_and_balanced_fences(lines: list[str], limit: int) -> None:
    parts = split("\n".join(lines), limit)
    words = [word for word in " ".join(lines).split() if not word.startswith("```")]
    assert [word for part in parts for word in part.split() if not word.startswith("```")] == words
    for part in parts:
        assert len(part) <= limit
        assert len(re.findall(r"^```", part, re.MULTILINE)) % 2 == 0
        assert part.strip()
