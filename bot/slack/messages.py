"""Slack's message objects into `Message`: whatever of a message people would read, from whichever field it stands in. No I/O."""

from pydantic import ValidationError

from bot.language import FileRef, Message, Ts, UserId
from bot.slack.payloads import Payload, child, children, text_of

ANSWER_EVENT = "footnote_answer"
"""The metadata type on every message that Footnote posts as part of an answer."""

FINAL = "final"
"""The `state` in that metadata once the message says what it will go on saying; growing ones and failures have others."""

_NOT_MESSAGES = frozenset({"tombstone", "message_changed", "message_deleted", "message_replied", "ekm_access_denied"})
_DEEPEST_BLOCK = 12


def parse_message(payload: Payload) -> Message | None:
    """One message as an event or `conversations.replies` brings it, or None if nobody would call it a message.

    Tombstones, `hidden` bookkeeping and Footnote's own unfinished or failed answers are not messages. Any field may be missing.
    """
    ts = text_of(payload, "ts")
    if not ts or payload.get("hidden") is True or text_of(payload, "subtype") in _NOT_MESSAGES or _is_unfinished_answer(payload):
        return None
    bot_id = text_of(payload, "bot_id") or None
    files = list(_files(payload))
    text = text_of(payload, "text")
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
        text="\n".join(part for part in (text.strip(), *shared) if part),
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
    """A Block Kit block or a rich-text element as mrkdwn."""
    if depth > _DEEPEST_BLOCK:
        return ""
    text = block.get("text")
    said = text if isinstance(text, str) else text_of(child(block, "text"), "text")
    match text_of(block, "type"):
        case "text":
            said = said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # Rich text is not escaped.
        case "user":
            said = f"<@{text_of(block, 'user_id')}>"
        case "channel":
            said = f"<#{text_of(block, 'channel_id')}>"
        case "usergroup":
            said = f"<!subteam^{text_of(block, 'usergroup_id')}>"
        case "broadcast":
            said = f"<!{text_of(block, 'range')}>"
        case "link":
            said = f"<{text_of(block, 'url')}|{said}>" if said else f"<{text_of(block, 'url')}>"
        case "emoji":
            said = f":{text_of(block, 'name')}:"
        case "image":
            said = text_of(block, "alt_text")
        case _:
            pass
    inside = [_block_text(part, depth + 1) for name in ("fields", "elements") for part in children(block, name)]
    match text_of(block, "type"):
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            joined = "".join(inside)
        case "rich_text_list":
            joined = "\n".join(f"• {item}" for item in inside)
        case _:
            joined = "\n".join(part for part in inside if part)
    return "\n".join(part for part in (said, joined) if part)
