"""What a message of ours looks like: its text, and the blocks that put the receipt under it in small print. No I/O."""

from dataclasses import dataclass

from bot.language import Receipt, phrases
from bot.slack.markup import to_mrkdwn
from bot.slack.payloads import Payload
from bot.slack.safety import neutralise
from bot.slack.splitting import split

GROWING = "growing"
FAILED = "failed"

SECTION_CHARACTERS = 3_000
"""A section block's text (docs.slack.dev/reference/block-kit/blocks/section-block)."""

CONTEXT_CHARACTERS = 2_000
CONTEXT_ELEMENTS = 10
"""A context block's elements (docs.slack.dev/reference/block-kit/blocks/context-block)."""

RECEIPT_CHARACTERS = 350
"""The receipt in a message's plain `text`; the blocks hold all of it."""


@dataclass(frozen=True)
class Body:
    """One message: `text` is mrkdwn and says it all by itself; `state` tells unfinished and failed messages from answers."""

    text: str
    state: str = GROWING
    blocks: tuple[Payload, ...] = ()


def outgoing(markdown: str, *, links: frozenset[str] = frozenset()) -> str:
    """Any text on its way to Slack: made safe, then mrkdwn."""
    return to_mrkdwn(neutralise(markdown, links=links))


def with_receipt(text: str, receipt: Receipt, *, state: str) -> Body:
    """The last message of an answer: its mrkdwn text, and the receipt below it."""
    if not receipt:
        return Body(text, state)
    opening = phrases.RECEIPT_OPENING if receipt.lines else ""
    said = outgoing(" ".join(f"{opening}{receipt}".split()))
    short = said if len(said) <= RECEIPT_CHARACTERS else split(said, RECEIPT_CHARACTERS - 1)[0] + "…"
    blocks = [_section(part) for part in split(text, SECTION_CHARACTERS)]
    parts = split(said, CONTEXT_CHARACTERS)[:CONTEXT_ELEMENTS]
    context: Payload = {"type": "context", "elements": [_mrkdwn(part) for part in parts]}
    return Body(f"{text}\n\n_{short}_", state, (*blocks, context))


def _section(text: str) -> Payload:
    # `expand`: an answer is not hidden behind "See more".
    return {"type": "section", "expand": True, "text": _mrkdwn(text)}


def _mrkdwn(text: str) -> Payload:
    # `verbatim`: Slack makes no mentions and links of its own from plain words.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
