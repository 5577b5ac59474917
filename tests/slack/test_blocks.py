"""What a message looks like: Slack's limits on blocks, the receipt's place, and a text that says it all without them."""

import re
from typing import cast

import pytest
from hypothesis import given

from bot.language import Receipt, ReceiptLine
from bot.playground.blocks import check_blocks
from bot.slack.blocks import (
    MARKDOWN_CHARACTERS,
    TABLE_COLUMNS,
    TABLE_ROWS,
    Body,
    answer_bodies,
    markdown_blocks,
    receipt_blocks,
    with_receipt,
    without_receipt,
)
from bot.slack.messages import FINAL
from bot.slack.payloads import Payload, children
from tests.slack.fuzz import MARKDOWN, of_answers

RECEIPT = Receipt(lines=(ReceiptLine(name="Q3.pdf", outcome="48 of 212 pages"),), notes=("answered by x",))
CAN_BE_WRONG = "AI, can be wrong."
READ = "AI, can be wrong. Read: Q3.pdf 48 of 212 pages · answered by x"


def table(rows: int, columns: int, cell: str = "cell") -> str:
    lines = [[f"{cell} {row}.{column}" for column in range(columns)] for row in range(rows + 1)]
    head, *body = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join([head, "|" + "---|" * columns, *body])


def shown(body: Body) -> list[str]:
    return [str(block["type"]) for block in body.blocks]


def rows_of(blocks: tuple[Payload, ...]) -> list[list[str]]:
    """The cells of the one table among the blocks."""
    [table] = [block for block in blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in cast("list[list[dict[str, str]]]", table["rows"])]


@pytest.mark.parametrize(
    ("receipt", "said"),
    [
        (Receipt(), CAN_BE_WRONG),
        (RECEIPT, READ),
        (Receipt(notes=("answered by x",)), "AI, can be wrong. answered by x"),
        (Receipt(lines=(ReceiptLine(name="<!here>.pdf", outcome="read"),)), "AI, can be wrong. Read: @\u2060here.pdf read"),
    ],
)
def test_the_receipts_place_always_says_that_an_ai_can_be_wrong(receipt: Receipt, said: str) -> None:
    assert receipt_blocks(receipt)[0]["elements"] == [{"type": "mrkdwn", "text": said, "verbatim": True}]
    body = with_receipt("*Five.*", receipt, state=FINAL)
    assert body.text == f"*Five.*\n\n_{said}_"
    assert without_receipt(body.text) == "*Five.*"
    assert body.state == FINAL
    assert body.blocks[-1] == receipt_blocks(receipt)[0]


def test_an_answer_is_a_markdown_block_and_its_text_says_the_same() -> None:
    [body] = answer_bodies("**Five** [p. 1].\n\n- a\n  - b", RECEIPT, state=FINAL)
    assert body.text == f"*Five* [p. 1].\n\n• a\n    ◦ b\n\n_{READ}_"
    assert body.blocks[0] == {"type": "markdown", "text": "**Five** [p. 1].\n\n- a\n  - b"}
    assert shown(body) == ["markdown", "context"]


def test_without_its_markdown_an_answer_is_sections() -> None:
    body = with_receipt("*Five.* " * 600, Receipt(), state=FINAL)
    assert shown(body) == ["section", "section", "context"]
    with_markdown = with_receipt("*Five.*", Receipt(), state=FINAL, markdown="**Five.**")
    assert shown(with_markdown) == ["markdown", "context"]


def test_a_table_is_a_table_block_between_markdown_blocks() -> None:
    blocks = markdown_blocks("Before.\n\n| **a** | b |\n|:--|--:|\n| 1 | |\n| `x` | [y](https://x.org) | more |\n\nAfter.")
    assert [block["type"] for block in blocks] == ["markdown", "table", "markdown"]
    assert [block.get("text") for block in blocks] == ["Before.", None, "After."]
    assert rows_of(blocks) == [["a", "b"], ["1", " "], ["x", "y (https://x.org) more"]]
    assert blocks[1]["column_settings"] == [{"align": "left", "is_wrapped": True}, {"align": "right", "is_wrapped": True}]


def test_of_two_tables_the_second_is_drawn() -> None:
    blocks = markdown_blocks("| a | b |\n|---|---|\n| 1 | 2 |\n\nand\n\n| c | d |\n|---|---|\n| 3 | 4 |")
    assert [block["type"] for block in blocks] == ["table", "markdown"]
    assert blocks[1]["text"] == "and\n\n```\nc  d\n-  -\n3  4\n```"


@pytest.mark.parametrize(
    ("rows", "columns", "cell", "fits"),
    [
        (TABLE_ROWS - 1, 2, "x", True),
        (TABLE_ROWS, 2, "x", False),
        (2, TABLE_COLUMNS, "x", True),
        (2, TABLE_COLUMNS + 1, "x", False),
        (90, 3, "x" * 40, False),
    ],
)
def test_a_table_beyond_slacks_limits_is_drawn(rows: int, columns: int, cell: str, fits: bool) -> None:
    markdown = table(rows, columns, cell)
    blocks = markdown_blocks(markdown)
    kinds = [block["type"] for block in blocks]
    assert kinds == (["table"] if fits else [] if len(markdown) > MARKDOWN_CHARACTERS else ["markdown"])


def test_what_is_too_long_for_markdown_blocks_or_nested_without_end_has_none() -> None:
    assert markdown_blocks("word " * 3_000) == ()
    assert markdown_blocks("> " * 500 + "deep") == ()
    [body] = answer_bodies("> " * 500 + "deep", Receipt(), state=FINAL)
    assert shown(body) == ["section", "context"]


def test_nothing_to_say_is_no_message() -> None:
    assert answer_bodies(" \n", RECEIPT, state=FINAL) == []


def test_a_table_of_forty_rows_and_eight_columns_survives() -> None:
    bodies = answer_bodies("Here it is:\n\n" + table(40, 8), RECEIPT, state=FINAL)
    found = [row for body in bodies for row in rows_of(body.blocks)]
    assert found[0] == [f"cell 0.{column}" for column in range(8)]
    assert [row for row in found if row != found[0]] == [[f"cell {row}.{column}" for column in range(8)] for row in range(1, 41)]
    for body in bodies:
        assert len(body.text) <= 4_000
        assert "cell 0.0  " in body.text
    assert [READ in body.text for body in bodies] == [False] * (len(bodies) - 1) + [True]


def test_markdown_whose_mrkdwn_is_longer_goes_into_more_messages() -> None:
    bodies = answer_bodies("& < > " * 500, Receipt(), state=FINAL)
    assert len(bodies) > 1
    assert all(len(body.text) <= 3_600 for body in bodies)
    assert " ".join(str(body.blocks[0]["text"]) for body in bodies).split() == "& < > ".split() * 500  # noqa: SIM905


def test_a_word_that_grows_beyond_any_part_is_cut() -> None:
    bodies = answer_bodies("&" * 900, Receipt(), state=FINAL, limit=150)
    assert "".join(body.text for body in bodies[:-1]).count("&amp;") + bodies[-1].text.count("&amp;") == 900


def test_a_long_receipt_is_whole_in_the_blocks_and_short_in_the_text() -> None:
    lines = tuple(ReceiptLine(name=f"a_rather_long_file_name_{number}.pdf", outcome="1 of 1 pages") for number in range(80))
    body = with_receipt("Five.", Receipt(lines=lines), state=FINAL)
    assert len(body.text) < 400
    assert body.text.endswith("…_")
    said = " ".join(str(element["text"]) for element in children(body.blocks[-1], "elements"))
    assert all(line.name in said for line in lines)


@of_answers
@given(MARKDOWN)
def test_any_answer_keeps_slacks_limits_and_its_words(markdown: str) -> None:
    for limit in (3_500, 1_500):
        bodies = answer_bodies(markdown, RECEIPT, state=FINAL, limit=limit)
        for body in bodies:
            assert len(body.text) <= limit + 400
            check_blocks([dict(block) for block in body.blocks])
            assert shown(body).count("table") <= 1
        plain = re.sub(r"^```python$|\[x\]|^ *1\. ", "", markdown, flags=re.MULTILINE)
        said = "\n".join(body.text for body in bodies)
        assert words(plain) <= words(said)


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]{2,}", re.sub("[*_~\u200b]", "", text)))


@pytest.mark.parametrize("name", ["__init__.py", "*draft*.pdf", "~~old~~ [1].pdf", "1. a_b_.pdf", "# plan.md"])
def test_a_file_is_named_as_its_owner_named_it(name: str) -> None:
    receipt = Receipt(lines=(ReceiptLine(name=name, outcome="read"),))
    assert f"Read: {name} read" in str(receipt_blocks(receipt)[0])
    assert f"Read: {name} read" in with_receipt("One.", receipt, state=FINAL).text


def test_a_file_name_opens_no_fence_and_calls_nobody() -> None:
    said = str(receipt_blocks(Receipt(lines=(ReceiptLine(name="``` <!here> <https://evil.org|a>.pdf", outcome="read"),))))
    assert "```" not in said
    assert "<" not in said
    assert "evil.org" not in said
