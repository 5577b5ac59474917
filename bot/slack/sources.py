"""The window behind "Sources": each place that an answer cites, and the passage there, file by file. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.language import Citation, Document, FileId, KeptAnswer, Picture, phrases
from bot.slack.blocks import SECTION_CHARACTERS, outgoing
from bot.slack.mrkdwn import link, said_plainly
from bot.slack.payloads import Payload, payload_in, strings, text_of
from bot.slack.safety import neutralise, visible
from bot.slack.splitting import shortened, split

SOURCES = "sources"
"""The window's callback id."""

MOST_BLOCKS = 100
"""Of a modal (docs.slack.dev/surfaces/modals)."""

MOST_BYTES = 200_000
"""Of a modal's blocks. Slack takes 250,000 of the whole (docs.slack.dev/reference/methods/views.open, `view_too_large`)."""

QUOTE_CHARACTERS = 1_500
"""Enough to judge a claim by; the page itself is a tap away."""

HEADER_CHARACTERS = 150
"""docs.slack.dev/reference/block-kit/blocks/header-block"""

SPOKEN_CHARACTERS = 2_000
"""Of an image's description (docs.slack.dev/reference/block-kit/blocks/image-block)."""

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
"""What Slack shows of its files in blocks (docs.slack.dev/reference/block-kit/composition-objects/slack-file-object)."""


@dataclass(frozen=True, kw_only=True)
class Looks:
    """How the passages are shown to one person."""

    pictures: Mapping[Citation, FileId] = field(default_factory=dict[Citation, FileId])
    """The images of cited scans, as files in Slack."""
    awaited: bool = False
    """They may follow."""
    elsewhere: bool = True
    """With the passages that stand outside of the thread's files; who is new here may not be allowed to read there."""


def sources_view(kept: KeptAnswer, looks: Looks) -> Payload:
    """The window for one answer (docs.slack.dev/reference/views/modal-views)."""
    blocks: list[Payload] = []
    size = 0
    citations = list(_by_source(kept))
    for shown, (name, citation) in enumerate(citations):
        added = [*([_header(name)] if name else []), *_passage(kept, citation, looks)]
        size += len(json.dumps(added, ensure_ascii=False).encode())
        if len(blocks) + len(added) >= MOST_BLOCKS or size > MOST_BYTES:
            blocks.append(_small(phrases.SOURCES_MORE.format(count=len(citations) - shown)))
            break
        blocks += added
    return {
        "type": "modal",
        "callback_id": SOURCES,
        "title": _plain(phrases.SOURCES_TITLE),
        "close": _plain(phrases.CLOSE),
        # When it is closed, what was uploaded for it is deleted.
        "notify_on_close": bool(looks.pictures),
        "private_metadata": json.dumps({"files": sorted(looks.pictures.values())}),
        "blocks": blocks or [_small(phrases.SOURCES_NONE)],
    }


def picturable(kept: KeptAnswer) -> list[Citation]:
    """The citations whose pages may be scans, those first of which nothing else is to be seen."""
    in_files = [citation for _, citation in _by_source(kept) if citation.file]
    return sorted(in_files, key=lambda citation: bool(citation.quote))


def picture_of(document: Document, citation: Citation) -> Picture | None:
    """The image of the cited page, wherever in the document it stands, if Slack can show it."""
    for held in _family(document):
        for page in held.pages:
            anchor = str(page.anchor)
            is_cited = citation.anchor == anchor or citation.anchor.endswith(f", {anchor}")
            if is_cited and page.picture and page.picture.mimetype in PICTURES and _is_named(held, citation, document):
                return page.picture
    return None


def uploaded_for(view: Payload) -> list[FileId]:
    """The files that were uploaded for a window that is now closed."""
    about = payload_in(text_of(view, "private_metadata"))
    return [FileId(file) for file in strings(about, "files")]


def _by_source(kept: KeptAnswer) -> Iterator[tuple[str, Citation]]:
    """Each citation once, those of one source together; the first of a source comes with its name."""
    grouped: dict[str, list[Citation]] = {}
    for citation in dict.fromkeys(kept.citations):
        grouped.setdefault(citation.source, []).append(citation)
    for name, citations in grouped.items():
        yield from ((name if number == 0 else "", citation) for number, citation in enumerate(citations))


def _passage(kept: KeptAnswer, citation: Citation, looks: Looks) -> Iterator[Payload]:
    said = "\n".join([_anchor(citation), *_said(kept, citation, looks)])
    yield {"type": "section", "expand": True, "text": _mrkdwn(split(said, SECTION_CHARACTERS)[0])}
    if picture := looks.pictures.get(citation):
        spoken = phrases.SOURCES_PICTURE.format(anchor=citation.anchor, source=citation.source)
        yield {"type": "image", "slack_file": {"id": picture}, "alt_text": _line(spoken)[:SPOKEN_CHARACTERS]}


def _said(kept: KeptAnswer, citation: Citation, looks: Looks) -> list[str]:
    if citation.file is None and not looks.elsewhere:
        return [f"_{phrases.SOURCES_WITHHELD}_"]
    if citation.quote:
        quote = shortened(visible(citation.quote).strip(), QUOTE_CHARACTERS)
        return [outgoing("\n".join(f"> {line}" for line in quote.split("\n")), links=kept.links)]
    if citation in looks.pictures:
        return []
    follows = looks.awaited and citation.file
    return [f"_{phrases.SOURCES_FOLLOW if follows else phrases.SOURCES_IMAGE_ONLY}_"]


def _anchor(citation: Citation) -> str:
    """The anchor as it stands in the answer, as a link where there is one; that of a message is not seen there."""
    if citation.link is None:
        return f"*[{' '.join(said_plainly(citation.anchor).split())}]*"
    label = citation.anchor if citation.file else citation.link.label
    return f"*{link(citation.link.url, _line(label))}*"


def _family(document: Document) -> Iterator[Document]:
    yield document
    for held in document.children:
        if isinstance(held, Document):
            yield from _family(held)


def _is_named(held: Document, citation: Citation, whole: Document) -> bool:
    """A page of one of many files inside another is meant only where that one is named."""
    return held is whole or held.name in citation.source or held.name in citation.anchor


def _header(name: str) -> Payload:
    # `plain_text`: nothing in a file's name is parsed.
    return {"type": "header", "text": _plain(_line(name)[:HEADER_CHARACTERS] or "-")}


def _small(text: str) -> Payload:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _line(text: str) -> str:
    return " ".join(neutralise(text, links=frozenset()).split())


def _plain(text: str) -> Payload:
    return {"type": "plain_text", "text": text, "emoji": False}


def _mrkdwn(text: str) -> Payload:
    return {"type": "mrkdwn", "text": text, "verbatim": True}
