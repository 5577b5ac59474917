"""A mail, from whatever format: headers and body as pages `message`, attachments as members to be read. It parses no format."""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import BinaryIO

from bot.documents.job import Job, Opened
from bot.documents.pages import by_lines, clean, fill
from bot.documents.unpacking import Unpacking
from bot.documents.web.html import to_markdown
from bot.language import Anchor, AnchorKind, Document, Page, marks, phrases

HEADER_CHARACTERS = 1_000
"""A longer header is cut: mails to hundreds of people name each of them."""
SMALL_IMAGE_BYTES = 16 * 1024
"""Images within a mail's text below this are logos, icons and the pixels that tell that a mail was opened."""
ANCHOR_LABEL = "message"

# Where programs that quote without marks begin to: Outlook's line, and its block of headers in several languages.
_ORIGINAL = re.compile(
    r"\W{0,4}-{3,} ?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine) ?-{3,}", re.IGNORECASE
)
_HEADER_FROM = re.compile(r"\W{0,4}(?:From|Von|De|Da|Van)\W{0,3}:", re.IGNORECASE)
_HEADER_SENT = re.compile(r"\W{0,4}(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado|Inviato|Verzonden)\W{0,3}:", re.IGNORECASE)
_HEADERS_APART = 4
"""Lines from `From:` within which a quoted block of headers has its `Sent:`."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """One part of a mail's body as its sender's program wrote it."""

    content: str
    is_html: bool


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that a mail carries, or the reason why its bytes can't be had."""

    name: str
    data: bytes = b""
    mimetype: str | None = None
    is_inline: bool = False
    """Whether it belongs into the text, where the text shows it."""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail: its headers in the order in which they are shown, its body in parts, and what it carries."""

    headers: Sequence[tuple[str, str]]
    body: Sequence[Text]
    attachments: Sequence[Attachment]
    warnings: tuple[str, ...] = ()


def document(job: Job, letter: Letter) -> Document:
    """The mail as pages with one anchor, `message`; what it carries is unpacked."""
    body, warnings = _markdown(letter.body)
    unpacking, small = _unpacked(job, letter.attachments)
    head = "\n".join(f"{name}: {_one_line(value)}" for name, value in letter.headers if value.strip())
    said = [*letter.warnings, *warnings, *unpacking.warnings()]
    if not body and not letter.warnings:
        said.append(phrases.NO_WORDS_IN_MAIL)
    if small:
        said.append(phrases.SMALL_IMAGES_LEFT_OUT.format(count=small))
    source = list(_pages(f"{head}\n\n{body}".strip()))
    pages, complete = fill(source, max_characters=job.max_characters)
    if not complete:
        said.append(phrases.CUT_AT_BUDGET.format(characters=job.max_characters))
    return Opened(
        name="",
        kind="email",
        pages=pages,
        total_pages=len(source),
        warnings=tuple(said),
        members=tuple(unpacking.members),
    )


def marked_history(text: str) -> str:
    """The text with earlier messages as Markdown quotes, below a line that says what they are."""
    lines = text.split("\n")
    begin = next((number for number in range(len(lines)) if _is_history(lines, number)), len(lines))
    lines[begin:] = [line if line.startswith(">") else f"> {line}".rstrip() for line in lines[begin:]]
    first = next((number for number, line in enumerate(lines) if line.startswith(">")), None)
    if first is None:
        return text
    lines.insert(first, f"({marks.QUOTED_HISTORY})")
    return "\n".join(lines)


def _is_history(lines: Sequence[str], number: int) -> bool:
    if _ORIGINAL.match(lines[number]):
        return True
    following = lines[number + 1 : number + 1 + _HEADERS_APART]
    return bool(_HEADER_FROM.match(lines[number])) and any(_HEADER_SENT.match(line) for line in following)


def _markdown(body: Sequence[Text]) -> tuple[str, list[str]]:
    parts: list[str] = []
    warnings: list[str] = []
    for text in body:
        if text.is_html:
            converted = to_markdown(text.content)
            parts.append(converted.markdown)
            warnings += converted.warnings
        else:
            parts.append(clean(text.content).strip())
    return "\n\n".join(marked_history(part) for part in parts if part), list(dict.fromkeys(warnings))


def _unpacked(job: Job, attachments: Sequence[Attachment]) -> tuple[Unpacking, int]:
    unpacking = Unpacking(job)
    small = 0
    for attachment in attachments:
        if attachment.reason:
            unpacking.refuse(attachment.name, attachment.reason)
        elif attachment.is_inline and _is_image(attachment) and len(attachment.data) < SMALL_IMAGE_BYTES:
            small += 1
        else:
            unpacking.add(attachment.name, partial(_reader, attachment), size=len(attachment.data), mimetype=attachment.mimetype)
    return unpacking, small


def _reader(attachment: Attachment) -> AbstractContextManager[BinaryIO]:
    return BytesIO(attachment.data)


def _is_image(attachment: Attachment) -> bool:
    return (attachment.mimetype or "").startswith("image/")


def _pages(text: str) -> Iterator[Page]:
    """Chunks, so that a long history does not push the mail itself out of an answer; each is cited as `message`."""
    for number, page in enumerate(by_lines(text), start=1):
        anchor = Anchor(kind=AnchorKind.WHOLE, first=number, last=number, label=ANCHOR_LABEL)
        yield Page(anchor=anchor, markdown=page.markdown)


def _one_line(value: str) -> str:
    text = " ".join(clean(value).split())
    return text if len(text) <= HEADER_CHARACTERS else f"{text[:HEADER_CHARACTERS]}…"
