"""Text, blocks and metadata of a message as a call brings them, within Slack's limits."""

from dataclasses import dataclass

from bot.playground.arguments import Arguments
from bot.playground.blocks import check_blocks
from bot.playground.entities import Payload, SlackError

# docs.slack.dev/reference/methods/chat.postMessage, chat.update
LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
LONGEST_MARKDOWN = 12_000


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a message is to hold: text or Markdown, and blocks; None for what was not sent."""

    text: str | None
    markdown: bool
    blocks: list[Payload] | None


def content_of(arguments: Arguments, *, longest: int = LONGEST_TEXT) -> Content:
    """The content of a call. `longest` is in characters of `text`. Raises what `chat.postMessage` raises."""
    blocks = arguments.objects("blocks", error="invalid_blocks_format")
    markdown = arguments.text("markdown_text")
    if markdown and (arguments.has("text") or blocks):
        raise SlackError("markdown_text_conflict")
    if len(markdown) > LONGEST_MARKDOWN or len(arguments.text("text")) > longest:
        raise SlackError("msg_too_long")
    if blocks:
        check_blocks(blocks)
    text = markdown or arguments.text("text")
    if not text.strip() and not blocks:
        raise SlackError("no_text")
    return Content(text=text or None, markdown=bool(markdown), blocks=blocks)


def metadata_of(arguments: Arguments) -> Payload | None:
    """The metadata of a call. Raises `invalid_metadata_format` or `invalid_metadata_schema`."""
    metadata = arguments.object("metadata", error="invalid_metadata_format")
    if metadata and not ("event_type" in metadata and "event_payload" in metadata):
        raise SlackError("invalid_metadata_schema")
    return metadata
