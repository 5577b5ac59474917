"""Slack's message objects into `Message`: whatever of a message people would read, from whichever field it stands in. No I/O."""

import re
from typing import cast

from pydantic import ValidationError

from bot.language import FileRef, Message, Ts, UserId
from bot.slack.markup import escape, references, unescape
from bot.slack.passwords import without_passwords
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.richtext import rich_text

ANSWER_EVENT = "footnote_answer"
"""The metadata type on every message that Footnote posts as part of an answer."""

GROWING, FINAL, FAILED = "growing", "final", "failed"
"""The `state` in that metadata: only a final message says what it will go on saying."""

_NOT_MESSAGES = frozenset({"tombstone", "message_changed", "message_deleted", "message_replied", "ekm_access_denied"})
_DEEPEST_BLOCK = 12
_WORD = re.compile(r"[^\W_]{2,}")


def parse_message(payload: Payload) -> Message | None:
    """One message as an event or `conversations.replies` brings it, or None if nobody would call it a message.

    Tombstones, `hidden` bookkeeping and Footnote's own unfinished or failed answers are not messages. Any field may be missing.
    """
    ts = text_of(payload, "ts")
    if not ts or payload.get("hidden") is True or text_of(payload, "subtype") in _NOT_MESSAGES or _is_unfinished_answer(payload):
        return None
    bot_id = text_of(payload, "bot_id") or None
    files = list(_files(payload))
    text = _person_text(payload)
    shared: list[str] = []
    for attachment in children(payload, "attachments"):
        # Link previews repeat what is elsewhere; forwarded messages, and what bots attach, are the message itself.
        if attachment.get("is_share") is True or (bot_id and not text):
            shared.append(_attachment_text(attachment))
            files.extend(_files(attachment))
    if not text:
        text = "\n".join(_block_text(block) for block in children(payload, "blocks"))
    return Message(
        ts=Ts(ts),
        user=UserId(text_of(payload, "user")) if text_of(payload, "user") else None,
        bot_id=bot_id,
        speaker=text_of(payload, "username") or text_of(child(payload, "bot_profile"), "name") or None,
        text=without_passwords("\n".join(part for part in (text.strip(), *shared) if part)),
        files=tuple({file.id: file for file in files}.values()),
    )


def parse_file(payload: Payload) -> FileRef | None:
    """One file object; None without an id. A field of an unexpected type counts as missing."""
    identity = text_of(payload, "id")
    if not identity:
        return None
    try:
        return FileRef.model_validate(payload)
    except ValidationError as error:
        wrong = {str(part["loc"][0]) for part in error.errors(include_input=False) if part["loc"]}
        return FileRef.model_validate({name: value for name, value in payload.items() if name not in wrong or name == "id"})


def _files(payload: Payload) -> list[FileRef]:
    return [file for file in map(parse_file, children(payload, "files")) if file]


def _is_unfinished_answer(payload: Payload) -> bool:
    if text_of(payload, "streaming_state") == "in_progress":
        return True
    metadata = child(payload, "metadata")
    return text_of(metadata, "event_type") == ANSWER_EVENT and text_of(child(metadata, "event_payload"), "state") != FINAL


def _attachment_text(attachment: Payload) -> str:
    author = text_of(attachment, "author_name")
    lines = [f"{author}:" if author else ""]
    lines += [text_of(attachment, name) for name in ("pretext", "title", "text")]
    for field in children(attachment, "fields"):
        lines.append(": ".join(filter(None, (text_of(field, "title"), text_of(field, "value")))))
    said = "\n".join(line for line in lines if line)
    return said or "\n".join(_block_text(block) for block in children(attachment, "blocks")) or text_of(attachment, "fallback")


def _block_text(block: Payload, depth: int = 0) -> str:
    """A Block Kit block as mrkdwn."""
    if depth > _DEEPEST_BLOCK:
        return ""
    match text_of(block, "type"):
        case "rich_text":
            return rich_text(block)
        case "image":
            said = text_of(block, "alt_text")
        case "table":
            said = "\n".join(" | ".join(_block_text(cell, depth + 1) for cell in row) for row in _rows(block))
        case "raw_text":
            said = escape(text_of(block, "text"))
        case _:
            text = block.get("text")
            said = text if isinstance(text, str) else text_of(child(block, "text"), "text")
    inside = (_block_text(part, depth + 1) for name in ("fields", "elements") for part in children(block, name))
    return "\n".join(part for part in (said, *inside) if part)


def _rows(table: Payload) -> list[tuple[Payload, ...]]:
    rows = table.get("rows")
    return [children({"row": row}, "row") for row in cast("list[object]", rows)] if isinstance(rows, list) else []


def _person_text(payload: Payload) -> str:
    """What a person wrote: the `rich_text` block tells more than `text`, unless it lacks some of its words."""
    text = text_of(payload, "text")
    written = [rich_text(block) for block in children(payload, "blocks") if text_of(block, "type") == "rich_text"]
    rich = "\n".join(part for part in written if part)
    complete = _words(text) <= _words(rich) and references(text) == references(rich)
    return rich if complete and rich else text


def _words(mrkdwn: str) -> frozenset[str]:
    return frozenset(_WORD.findall(unescape(mrkdwn)))
