"""Long texts in parts: tables, and invariants over any text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.code import CodeBlock, blocks
from bot.slack.markup import to_mrkdwn
from bot.slack.splitting import shortened, split
from tests.slack.fuzz import MARKDOWN, of_answers, thorough


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


@pytest.mark.parametrize("mark", ["```", "````", "~~~"])
def test_a_fence_is_closed_and_opened_again_with_its_first_line(mark: str) -> None:
    text = f"{mark}python\n" + "\n".join(f"line_{number:03} = {number}" for number in range(20)) + f"\n{mark}"
    parts = split(text, 120)
    assert len(parts) > 2
    for part in parts:
        assert part.startswith(f"{mark}python\n")
        assert part.endswith(f"\n{mark}")
        assert len(part) <= 120


ROWS = [f"| row {number} | value {number * 1000} |" for number in range(40)]
TABLE = ["| name | value |", "|---|---:|", *ROWS]


def test_a_table_that_is_cut_has_its_head_in_every_part_and_only_whole_rows() -> None:
    parts = split("Before it.\n\n" + "\n".join(TABLE) + "\n\nAfter it.", 200)
    assert len(parts) > 5
    lines = [line for part in parts for line in part.split("\n")]
    assert [line for line in lines if line in ROWS] == ROWS
    for part in parts[1:-1]:
        assert part.split("\n")[:2] == TABLE[:2]
        assert set(part.split("\n")) <= set(TABLE)
    assert parts[-1].endswith("After it.")
    assert not parts[-1].startswith("After it.")


def test_a_drawn_table_that_is_cut_has_its_head_in_every_part() -> None:
    made = to_mrkdwn("\n".join(TABLE))
    head = made.split("\n")[1:3]
    parts = split(made, 200)
    assert len(parts) > 3
    for part in parts:
        assert part.split("\n")[1:3] == head
    rows = [line for part in parts for line in part.split("\n")[3:-1]]
    assert rows == made.split("\n")[3:-1]


def test_the_head_of_a_table_is_not_left_behind_alone() -> None:
    assert split("a" * 60 + "\n\n" + "\n".join(TABLE[:4]), 120) == ["a" * 60, "\n".join(TABLE[:4])]


def test_a_head_that_fills_a_part_is_not_repeated() -> None:
    wide = "| " + "wide " * 20 + "| b |"
    parts = split("\n".join([wide, "|---|---|", *ROWS]), 200)
    assert [wide in part for part in parts] == [True] + [False] * (len(parts) - 1)


def test_a_row_that_fits_a_part_only_without_the_head_stays_whole() -> None:
    row = "| " + "w " * 92 + "| x |"
    assert split("\n".join([*TABLE[:5], row, *ROWS]), 200)[1] == row


def test_two_tables_keep_each_its_own_head() -> None:
    other = ["| x | y |", "|---|---|", *(f"| {number} | z |" for number in range(30))]
    parts = split("\n".join([*TABLE, "", "between", "", *other]), 200)
    assert parts[-1].startswith("| x | y |\n|---|---|\n")


def test_a_fence_of_which_nothing_would_stand_moves_on_whole() -> None:
    text = "a" * 80 + "\n```\n" + "b" * 60 + "\n```"
    assert split(text, 100) == ["a" * 80, "```\n" + "b" * 60 + "\n```"]


def test_code_written_beside_the_mark_is_not_repeated() -> None:
    parts = split("```" + "x" * 60 + "\n" + "y" * 60 + "\n```", 100)
    assert parts == ["```\n" + "x" * 60 + "\n```", "```\n" + "y" * 60 + "\n```"]


def test_a_fence_in_a_list_is_cut_as_it_is_indented() -> None:
    text = (
        "1. Run this:\n\n    ```sh\n" + "\n".join(f"    step {number:03} of it" for number in range(20)) + "\n    ```\n\n2. Done."
    )
    parts = split(text, 150)
    assert parts[1].startswith("    ```sh\n    step")
    assert parts[1].endswith("\n    ```")
    assert parts[-1].endswith("    ```\n\n2. Done.")


def test_a_table_without_rows_is_not_lost() -> None:
    assert split("a\n\n| x | y |\n|---|---|") == ["a\n\n| x | y |\n|---|---|"]


def test_a_fence_that_never_ends_is_closed_where_the_text_ends() -> None:
    assert split("```\n" + "x" * 10) == ["```\n" + "x" * 10 + "\n```"]


def test_a_text_is_shortened_at_a_word() -> None:
    assert shortened("short", 101) == "short"
    assert shortened("word " * 100, 101) == ("word " * 20).strip() + "…"


def test_parts_already_full_stay_as_they_are_while_the_text_grows() -> None:
    text = "\n\n".join(f"Paragraph {number} " + "word " * 12 for number in range(30))
    whole = split(text, 300)
    for end in range(0, len(text), 7):
        grown = split(text[:end], 300)
        assert grown[:-2] == whole[: max(0, len(grown) - 2)]


WORDS = st.lists(st.text(alphabet="abcdefg&;é名", min_size=1, max_size=20), min_size=1, max_size=12).map(" ".join)
MARKS = st.sampled_from(["", "```", "```python", "~~~", "  ```", "• item", "- item", "---"])
LINES = st.lists(st.one_of(WORDS, MARKS), max_size=40)


def words(text: str) -> list[str]:
    return [word for word in text.split() if not word.startswith(("```", "~~~"))]


@thorough
@given(LINES, st.integers(100, 400))
def test_parts_hold_all_words_within_the_limit_and_balanced_fences(lines: list[str], limit: int) -> None:
    parts = split("\n".join(lines), limit)
    assert [word for part in parts for word in words(part)] == words("\n".join(lines))
    for part in parts:
        assert len(part) <= limit
        assert all(block.closed for block in blocks(part) if isinstance(block, CodeBlock))
        assert part.strip()


@of_answers
@given(MARKDOWN, st.integers(1_000, 2_000))
def test_an_answer_in_parts_is_the_answer(markdown: str, limit: int) -> None:
    parts = split(markdown, limit)
    assert all(len(part) <= limit for part in parts)
    assert all(block.closed for part in parts for block in blocks(part) if isinstance(block, CodeBlock))
    without_tables = [line for line in markdown.split("\n") if not line.startswith("|")]
    rows = [line for line in markdown.split("\n") if line.startswith("|")]
    said = [line for part in parts for line in part.split("\n")]
    assert words(" ".join(line for line in said if not line.startswith("|"))) == words(" ".join(without_tables))
    assert set(rows) == {line for line in said if line.startswith("|")}
