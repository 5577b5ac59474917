"""Where a streamed text goes on in the next message, over any text in any pieces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.code import CodeBlock, blocks
from bot.slack.rollover import STREAM_CHARACTERS, completed, place_to_end, resumes, steady
from bot.slack.tables import is_table_rule

SENTENCE = "The total was five, as the third page says. "


def streamed(text: str, *, step: int, old: bool = False) -> list[str]:
    """The parts that would be shown if the text came in steps of so many characters."""
    parts: list[str] = []
    start = sent = 0
    opening = ""
    for end in [*range(step, len(text), step), len(text)]:
        so_far = text[:end].rstrip()
        whole = end == len(text)
        if not whole:
            so_far = steady(so_far, start=start, opening=opening)
        if len(so_far) < sent:
            continue
        while place := place_to_end(so_far, start=start, sent=sent, opening=opening, whole=whole, old=old):
            assert place.at >= sent, "what was streamed stays where it is"
            assert place.at > start
            parts.append(opening + so_far[start : place.at].rstrip() + place.closing)
            start = sent = resumes(so_far, place)
            opening = place.opening
        sent = max(sent, len(so_far))
    rest = completed(opening + text[start:].rstrip())
    return [*parts, rest] if text[start:].strip() else parts


def words(text: str) -> list[str]:
    """Everything but fence marks and the heads of tables, which may stand twice."""
    lines = text.split("\n")
    rules = [at for at in range(1, len(lines)) if is_table_rule(lines[at]) and "|" in lines[at - 1]]
    heads = {at for rule in rules for at in (rule - 1, rule)}
    kept = [line for at, line in enumerate(lines) if at not in heads and not line.startswith(("```", "~~~"))]
    return "".join(kept).split()


def test_a_text_with_room_stays_in_one_message() -> None:
    assert streamed(SENTENCE * 100, step=50) == [(SENTENCE * 100).rstrip()]


def test_sentences_are_not_cut() -> None:
    parts = streamed(SENTENCE * 600, step=70)
    assert len(parts) == 4
    assert all(part.startswith("The total") and part.endswith("says.") for part in parts)


def test_a_paragraph_is_not_cut_where_the_message_is_half_full_without() -> None:
    paragraphs = [SENTENCE * 60 for _ in range(6)]
    parts = streamed("\n\n".join(paragraphs), step=10**6)
    assert all(len(part.split("\n\n")) == 3 for part in parts)


def test_neither_the_number_of_an_item_nor_code_is_taken_for_the_end_of_a_sentence() -> None:
    item = "1. " + "x" * 200 + " `a. b` **c. d** e\n"
    for part in streamed(item * 100, step=11):
        assert part.startswith("1. ")
        assert part.endswith(" e")


@pytest.mark.parametrize("before", [0, 2_000, 3_200, 6_000, 8_000])
@pytest.mark.parametrize("step", [37, 900, 10**6])
def test_a_table_of_forty_rows_and_eight_columns_stays_whole(before: int, step: int) -> None:
    row = "| " + " | ".join(["value 1234"] * 8) + " |"
    table = "\n".join([row, "|---" * 8 + "|", *[row] * 40])
    text = (SENTENCE * 200)[:before].rsplit(".", 1)[0] + ".\n\n" + table + "\n\n" + SENTENCE * 300
    parts = streamed(text, step=step)
    assert any(table in part for part in parts)
    assert all(len(part) <= STREAM_CHARACTERS for part in parts)


def test_a_table_longer_than_a_message_has_its_head_again() -> None:
    head, rule = "| name | value |", "|---|---|"
    rows = [f"| row {number} | {'x' * 80} |" for number in range(300)]
    parts = streamed("\n".join([head, rule, *rows]), step=100)
    assert len(parts) > 2
    assert all(part.startswith(f"{head}\n{rule}\n| row") for part in parts)
    assert [line for part in parts for line in part.split("\n")[2:]] == rows


def test_a_fence_longer_than_a_message_is_closed_and_opened_again() -> None:
    lines = [f"    line_{number} = {number}" for number in range(1_000)]
    parts = streamed("\n".join(["```python", *lines, "```"]), step=100)
    assert len(parts) > 2
    assert all(part.startswith("```python\n") and part.endswith("\n```") for part in parts)
    assert [line for part in parts for line in part.split("\n")[1:-1]] == lines


def test_a_fence_that_has_just_begun_moves_on_whole() -> None:
    text = SENTENCE * 150 + "\n\n```\n" + "code\n" * 500 + "```"
    parts = streamed(text, step=60)
    assert parts[1].startswith("```\ncode")
    assert parts[1].count("code") == 500


def test_an_old_message_ends_at_the_next_proper_place() -> None:
    text = "One. Two"
    assert place_to_end(text, start=0, sent=4, opening="", whole=False, old=False) is None
    place = place_to_end(text, start=0, sent=4, opening="", whole=False, old=True)
    assert place
    assert place.at == 4
    in_code = "```\na\nb"
    assert place_to_end(in_code, start=0, sent=5, opening="", whole=False, old=True) is None


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("", ""),
        ("a", "a"),
        ("```\na", "```\na\n```"),
        ("~~~~\na", "~~~~\na\n~~~~"),
        ("```\na\n```", "```\na\n```"),
        ("- a\n    ```\n    b", "- a\n    ```\n    b\n    ```"),
    ],
)
def test_the_last_fence_is_closed(text: str, whole: str) -> None:
    assert completed(text) == whole


LINES = st.lists(
    st.one_of(
        st.text(alphabet="ab.!| `*-1\u4e2d\U0001f600", max_size=40),
        st.sampled_from(["", "```", "```py", "~~~", "| a | b |", "|---|---|", "| 1 | 2 |", "- item. ", "1. x", SENTENCE * 5]),
        st.integers(1, 12_000).map("x".__mul__),
        st.integers(1, 400).map(SENTENCE.__mul__),
        st.integers(1, 600).map("| c | d |\n".__mul__),
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(LINES, st.sampled_from([331, 5_001, 10**6]), st.booleans())
def test_all_words_arrive_in_order_within_the_limit_and_in_whole_fences(lines: list[str], step: int, old: bool) -> None:
    text = "\n".join(lines).strip()
    parts = streamed(text, step=step, old=old)
    assert "".join(word for part in parts for word in words(part)) == "".join(words(text))
    for part in parts:
        assert len(part) <= STREAM_CHARACTERS
        assert all(block.closed for block in blocks(part) if isinstance(block, CodeBlock))


def test_a_fence_in_a_list_is_closed_and_opened_again_too() -> None:
    lines = [f"    line_{number} = {number}" for number in range(1_000)]
    parts = streamed("\n".join(["- a", "  - b", "    ```python", *lines, "    ```", "After."]), step=100)
    assert len(parts) > 2
    assert all(part.count("```") % 2 == 0 for part in parts)
    assert all(part.endswith("\n    ```") for part in parts[1:-1])
    assert all(part.startswith("    ```python\n    line_") for part in parts[2:])
