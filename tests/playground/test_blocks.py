import pytest

from bot.playground.blocks import check_blocks
from bot.playground.entities import Payload, SlackError


def section(length: int) -> Payload:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def markdown(length: int) -> Payload:
    return {"type": "markdown", "text": "x" * length}


def context(*texts: str) -> Payload:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text} for text in texts]}


def table(rows: int, columns: int, *, text: str = "x", kind: str = "raw_text") -> Payload:
    return {"type": "table", "rows": [[{"type": kind, "text": text}] * columns] * rows}


def button(text: str, **more: object) -> Payload:
    return {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": text}, **more}]}


def menu(count: int, *, kind: str = "overflow", text: str = "x", value: str = "x") -> Payload:
    option: Payload = {"text": {"type": "plain_text", "text": text}, "value": value}
    return {"type": "actions", "elements": [{"type": kind, "action_id": "a", "options": [option] * count}]}


def thumbs(text: str = "x", *, value: str = "x", within: str = "context_actions", **more: object) -> Payload:
    half: Payload = {"text": {"type": "plain_text", "text": text}, "value": value, **more}
    element: Payload = {"type": "feedback_buttons", "action_id": "f", "positive_button": half, "negative_button": half}
    return {"type": within, "elements": [element]}


TWO_ALIKE: Payload = {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": {"text": "x"}}] * 2}


@pytest.mark.parametrize(
    "blocks",
    [
        [section(3_000)],
        [markdown(6_000), markdown(6_000)],
        [context(*"abcdefghij")],
        [{"type": "divider"}] * 50,
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "a"}]}],
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 150}}],
        [table(100, 20), markdown(1)],
        [button("x" * 75, value="x" * 2_000, action_id="x" * 255, accessibility_label="x" * 75)],
        [menu(5, text="x" * 75, value="x" * 150)],
        [menu(100, kind="static_select")],
        [thumbs("x" * 75, value="x" * 2_000, accessibility_label="x" * 75)],
    ],
)
def test_blocks_within_slacks_limits_pass(blocks: list[Payload]) -> None:
    check_blocks(blocks)


REFUSED: list[tuple[list[Payload], str]] = [
    ([section(3_001)], "invalid_blocks"),
    ([section(0)], "invalid_blocks"),
    ([markdown(0)], "invalid_blocks"),
    ([markdown(6_001), markdown(6_000)], "invalid_blocks"),
    ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "invalid_blocks"),
    ([{"type": "divider"}] * 51, "invalid_blocks"),
    ([{"type": "sektion"}], "invalid_blocks"),
    ([{}], "invalid_blocks"),
    ([context()], "invalid_blocks"),
    ([context("")], "invalid_blocks"),
    ([context(*"abcdefghijk")], "invalid_blocks"),
    ([{"type": "context", "elements": ["a"]}], "invalid_blocks"),
    ([{"type": "section", "fields": [{"text": "x" * 2_001}]}], "invalid_blocks"),
    ([section(3_000)] * 5, "msg_blocks_too_long"),
    ([table(101, 1)], "invalid_blocks"),
    ([table(1, 21)], "invalid_blocks"),
    ([table(0, 0)], "invalid_blocks"),
    ([table(1, 0)], "invalid_blocks"),
    ([table(1, 1, text="")], "invalid_blocks"),
    ([table(1, 1, kind="mrkdwn")], "invalid_blocks"),
    ([{**table(1, 1), "column_settings": [{}] * 21}], "invalid_blocks"),
    ([{"type": "table", "rows": "a"}], "invalid_blocks"),
    ([table(1, 1), table(1, 1)], "invalid_attachments"),
    ([button("")], "invalid_blocks"),
    ([button("x" * 76)], "invalid_blocks"),
    ([button("x", value="x" * 2_001)], "invalid_blocks"),
    ([button("x", action_id="x" * 256)], "invalid_blocks"),
    ([button("x", accessibility_label="x" * 76)], "invalid_blocks"),
    ([TWO_ALIKE], "invalid_blocks"),
    ([menu(0)], "invalid_blocks"),
    ([menu(6)], "invalid_blocks"),
    ([menu(2, text="x" * 76)], "invalid_blocks"),
    ([menu(2, value="x" * 151)], "invalid_blocks"),
    ([menu(101, kind="static_select")], "invalid_blocks"),
    ([thumbs("x" * 76)], "invalid_blocks"),
    ([thumbs(value="")], "invalid_blocks"),
    ([thumbs(within="actions")], "invalid_blocks"),
    ([{**button("x"), "type": "context_actions"}], "invalid_blocks"),
]


@pytest.mark.parametrize(("blocks", "error"), REFUSED)
def test_blocks_past_slacks_limits_are_refused(blocks: list[Payload], error: str) -> None:
    with pytest.raises(SlackError) as caught:
        check_blocks(blocks)
    assert caught.value.code == error
