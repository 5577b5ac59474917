"""A message in the forms in which Slack may take it: as it should look first, then ever plainer, down to its text alone. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from bot.slack.blocks import SECTION_CHARACTERS, Body
from bot.slack.offers import with_plain_thumbs
from bot.slack.payloads import Payload
from bot.slack.splitting import split

BLOCKS_REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""Slack's words for blocks that it does not take; a plainer form is worth a try."""


def forms(body: Body) -> Iterator[Body]:
    """The forms in order; what shows an answer is given up before the buttons, which go last."""
    yield body
    if not body.blocks:
        return
    plain = with_plain_thumbs(body.blocks)
    if plain != body.blocks:
        yield replace(body, blocks=plain)
    buttons = tuple(block for block in plain if block.get("type") == "actions")
    if buttons:
        yield replace(body, blocks=(*(section(part) for part in split(body.text, SECTION_CHARACTERS)), *buttons))
    yield replace(body, blocks=())


def section(text: str) -> Payload:
    """A section block with a safe mrkdwn text."""
    return {"type": "section", "expand": True, "text": {"type": "mrkdwn", "text": text, "verbatim": True}}
