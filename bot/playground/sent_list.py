"""Looks into a messages list as the model was sent it: who says what, which pages of which documents, and what they weigh. Pure.

Nobody tells the weight of one message, only that of the whole: tokens are shared out by characters.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.playground.entities import Payload

LONGEST_SHOWN = 120_000
"""Characters of one message that are shown; the rest is counted."""

CHARACTERS_PER_TOKEN = 4
"""As long as the API has not told how many tokens a list holds."""

_OPENING = re.compile(r'<document\b[^>]*?\bname="(?P<name>[^"]*)"[^>]*>')
_CLOSING = re.compile(r"</document\b[^>]*>")
_ANCHOR = re.compile(r"\[(?P<anchor>[^\[\]]+)\]")


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """One message. `images` is how many came with it; `characters` counts the whole text."""

    role: str
    text: str
    characters: int
    images: int
    tokens: int


@dataclass(frozen=True, kw_only=True)
class SentPage:
    """One page of a document, under its anchor."""

    anchor: str
    characters: int
    tokens: int


@dataclass(frozen=True, kw_only=True)
class SentDocument:
    """A document and those of its pages that were sent."""

    name: str
    pages: tuple[SentPage, ...]


@dataclass(frozen=True, kw_only=True)
class SentList:
    """A whole messages list. `is_counted` tells whether `tokens` is the API's own count."""

    messages: tuple[SentMessage, ...]
    documents: tuple[SentDocument, ...]
    tokens: int
    is_counted: bool


def sent_list(body: Payload, *, prompt_tokens: int | None) -> SentList:
    """The messages list of a request; `prompt_tokens` are those of the answer's `usage`."""
    said = [_read(message) for message in _objects(body.get("messages"))]
    characters = sum(len(text) for _, text, _ in said)
    tokens = prompt_tokens if prompt_tokens is not None else characters // CHARACTERS_PER_TOKEN
    weight = tokens / characters if characters else 0.0
    return SentList(
        messages=tuple(
            SentMessage(
                role=role,
                text=text[:LONGEST_SHOWN],
                characters=len(text),
                images=images,
                tokens=round(len(text) * weight),
            )
            for role, text, images in said
        ),
        documents=tuple(document for _, text, _ in said for document in _documents(text, weight)),
        tokens=tokens,
        is_counted=prompt_tokens is not None,
    )


def parameters(body: Payload) -> dict[str, str]:
    """What the request sets besides model and messages."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in body.items()
        if name not in ("model", "messages") and value is not None
    }


def _read(message: Payload) -> tuple[str, str, int]:
    content = message.get("content")
    if isinstance(content, str):
        return str(message.get("role", "")), content, 0
    parts = _objects(content)
    text = "\n".join(str(part["text"]) for part in parts if part.get("text"))
    return str(message.get("role", "")), text, sum(part.get("type") == "image_url" for part in parts)


def _documents(text: str, weight: float) -> list[SentDocument]:
    """What stands between fences, page by page."""
    found: list[SentDocument] = []
    name: str | None = None
    pages: dict[str, int] = {}
    anchor = ""
    for line in text.splitlines():
        if name is None:
            if opening := _OPENING.fullmatch(line.strip()):
                name, pages, anchor = opening["name"], {}, ""
        elif _CLOSING.fullmatch(line.strip()):
            found.append(SentDocument(name=name, pages=_pages(pages, weight)))
            name = None
        elif line.startswith("|"):
            pages[anchor] = pages.get(anchor, 0) + len(line) + 1
        elif named := _ANCHOR.fullmatch(line.strip()):
            anchor = named["anchor"]
            pages.setdefault(anchor, 0)
    return found


def _pages(pages: Mapping[str, int], weight: float) -> tuple[SentPage, ...]:
    # What stands before the first anchor is the document's description.
    return tuple(
        SentPage(anchor=anchor or "outline", characters=characters, tokens=round(characters * weight))
        for anchor, characters in pages.items()
    )


def _objects(value: object) -> Sequence[Payload]:
    if not isinstance(value, list):
        return ()
    return [cast("Payload", item) for item in cast("list[object]", value) if isinstance(item, dict)]
