"""What a message of ours looks like: its text, and the blocks that put the receipt under it in small print. No I/O."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.language import QuestionId, Receipt, phrases
from bot.slack.markdown import Node, lines_of, table_of, tree
from bot.slack.messages import GROWING
from bot.slack.mrkdwn import code_block, said_plainly, to_mrkdwn
from bot.slack.payloads import Payload
from bot.slack.safety import neutralise
from bot.slack.splitting import MESSAGE_CHARACTERS, shortened, split
from bot.slack.tables import Table

MARKDOWN_CHARACTERS = 12_000
"""All markdown blocks of a message together (docs.slack.dev/reference/block-kit/blocks/markdown-block)."""

SECTION_CHARACTERS = 3_000
"""A section block's text (docs.slack.dev/reference/block-kit/blocks/section-block)."""

CONTEXT_CHARACTERS = 2_000
CONTEXT_ELEMENTS = 10
"""A context block's elements (docs.slack.dev/reference/block-kit/blocks/context-block)."""

TABLE_ROWS = 100
TABLE_COLUMNS = 20
"""A table block's size, its head being a row (docs.slack.dev/reference/block-kit/blocks/table-block)."""

TABLE_CHARACTERS = 10_000
"""The text in a message's table cells. Slack documents no limit; this one was observed."""

RECEIPT_CHARACTERS = 350
"""The receipt in a message's plain `text`; the blocks hold all of it."""

_EMPTY_CELL = " "
"""Slack refuses a cell without any character."""

BUTTON_CHARACTERS = 75
"""A button's label (docs.slack.dev/reference/block-kit/block-elements/button-element)."""

MOST_BUTTONS = 5

ENTER_PASSWORD = "enter_password"  # noqa: S105 - an action's name
"""What the action ids of the buttons begin with that open the form for a file's password."""

STOP_ANSWER = "stop_answer"
"""The action id of the button under an answer that grows; its value is the question's id."""

_RECEIPT = re.compile(r"\n\n_[^\n]*_\Z")
_SMALLEST_PART = 200


@dataclass(frozen=True)
class Body:
    """One message: `text` is mrkdwn and says it all by itself; `state` tells unfinished and failed messages from answers."""

    text: str
    state: str = GROWING
    blocks: tuple[Payload, ...] = ()


def outgoing(markdown: str, *, links: frozenset[str] = frozenset()) -> str:
    """Any text on its way to Slack: made safe, then mrkdwn."""
    return to_mrkdwn(neutralise(markdown, links=links))


def answer_bodies(markdown: str, receipt: Receipt, *, state: str, limit: int = MESSAGE_CHARACTERS) -> list[Body]:
    """A whole answer, made safe already, as messages of at most `limit` characters of text, with the receipt below the last.

    Empty for a text without words. The blocks show what the text says; where Slack refuses them, nothing is lost.
    """
    bodies = list(_bodies(markdown, state, limit=limit, room=limit))
    if bodies:
        last = bodies[-1]
        bodies[-1] = _received(last.text, last.blocks or _sections(last.text), receipt, state)
    return bodies


def with_receipt(text: str, receipt: Receipt, *, state: str, markdown: str = "") -> Body:
    """The last message of an answer: its mrkdwn text (shown as the `markdown` that it was made of), and the receipt below it."""
    return _received(text, markdown_blocks(markdown) or _sections(text), receipt, state)


def with_stop(text: str, question: QuestionId) -> Body:
    """A message that still grows, with a button under it that stops the answer."""
    button: Payload = {
        "type": "button",
        "text": {"type": "plain_text", "text": phrases.STOP},
        "action_id": STOP_ANSWER,
        "value": question,
    }
    return Body(text, GROWING, (*_sections(text), {"type": "actions", "elements": [button]}))


def without_receipt(text: str) -> str:
    """A message's text without the receipt that `with_receipt` has put under it."""
    return _RECEIPT.sub("", text)


def receipt_blocks(receipt: Receipt) -> tuple[Payload, ...]:
    """The receipt in small print, also of an answer that has read nothing; below it, buttons for what is locked."""
    parts = split(_receipt(receipt), CONTEXT_CHARACTERS)[:CONTEXT_ELEMENTS]
    return ({"type": "context", "elements": [_mrkdwn(part) for part in parts]}, *_unlocking(receipt))


def markdown_blocks(markdown: str) -> tuple[Payload, ...]:
    """Safe Markdown as Slack shows it best: `markdown` blocks and, for the first table that fits one, a `table` block.

    Nothing where it does not fit Slack's limits.
    """
    root = tree(markdown)
    if root is None:
        return ()
    blocks = tuple(_shown(root.children, lines_of(markdown)))
    return blocks if sum(len(str(block.get("text", ""))) for block in blocks) <= MARKDOWN_CHARACTERS else ()


def _bodies(markdown: str, state: str, *, limit: int, room: int) -> Iterator[Body]:
    for part in split(markdown, room):
        text = to_mrkdwn(part)
        smaller = len(part) * 2 // 3
        if len(text) <= limit:
            yield Body(text, state, markdown_blocks(part))
        elif smaller >= _SMALLEST_PART:
            # Escapes, and a table's padding, make mrkdwn longer than Markdown.
            yield from _bodies(part, state, limit=limit, room=smaller)
        else:
            yield from (Body(piece, state) for piece in split(text, limit))


def _received(text: str, blocks: tuple[Payload, ...], receipt: Receipt, state: str) -> Body:
    said = f"{text}\n\n_{shortened(_receipt(receipt), RECEIPT_CHARACTERS)}_"
    return Body(said, state, (*blocks, *receipt_blocks(receipt)))


def _unlocking(receipt: Receipt) -> tuple[Payload, ...]:
    """A button for each file that opens with a password only, if there are any."""
    buttons = [
        {
            "type": "button",
            "text": {"type": "plain_text", "text": shortened(phrases.ENTER_PASSWORD.format(name=locked.name), BUTTON_CHARACTERS)},
            "action_id": f"{ENTER_PASSWORD}:{locked.file}",
            "value": json.dumps({"file": locked.file, "name": locked.name[:BUTTON_CHARACTERS], "asked": locked.asked}),
        }
        for locked in [line.locked for line in receipt.lines if line.locked][:MOST_BUTTONS]
    ]
    return ({"type": "actions", "elements": buttons},) if buttons else ()


def _receipt(receipt: Receipt) -> str:
    opening = phrases.RECEIPT_OPENING if receipt.lines else ""
    return " ".join(said_plainly(f"{phrases.AI_CAN_BE_WRONG} {opening}{receipt}").split())


def _shown(nodes: list[Node], lines: list[str]) -> Iterator[Payload]:
    prose: list[str] = []
    end = 0
    seen = False
    for node in nodes:
        if node.type != "table" or not node.map:
            continue
        prose += lines[end : node.map[0]]
        end = node.map[1]
        table = table_of(node, lines)
        if seen or not _fits(table):
            prose += code_block(table.lines())
            continue
        seen = True  # Slack takes one table a message.
        yield from _markdown(prose)
        yield _table(table)
        prose = []
    yield from _markdown([*prose, *lines[end:]])


def _markdown(lines: list[str]) -> Iterator[Payload]:
    text = "\n".join(lines).strip("\n")
    if text.strip():
        yield {"type": "markdown", "text": text}


def _fits(table: Table) -> bool:
    small = len(table.rows) < TABLE_ROWS and len(table.head) <= TABLE_COLUMNS
    return small and table.characters + len(table.head) * (len(table.rows) + 1) <= TABLE_CHARACTERS


def _table(table: Table) -> Payload:
    # `raw_text`: nothing in a cell is parsed.
    rows = [[{"type": "raw_text", "text": cell or _EMPTY_CELL} for cell in row] for row in (table.head, *table.rows)]
    columns = [{"align": alignment or "left", "is_wrapped": True} for alignment in table.alignments]
    return {"type": "table", "rows": rows, "column_settings": columns}


def _sections(text: str) -> tuple[Payload, ...]:
    # `expand`: an answer is not hidden behind "See more".
    return tuple({"type": "section", "expand": True, "text": _mrkdwn(part)} for part in split(text, SECTION_CHARACTERS))


def _mrkdwn(text: str) -> Payload:
    # `verbatim`: Slack makes no mentions and links of its own from plain words.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
