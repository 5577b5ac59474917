"""Pages from text: cleaning it, cutting it into chunks with line anchors, stopping at the character budget."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.language import Anchor, AnchorKind, Page, phrases

CHUNK_LINES = 80
CHUNK_CHARACTERS = 4_000
"""A chunk is what a footnote points to: small enough to find the claim in it, large enough to make sense alone."""
MOST_PAGES = 5_000
"""Of one document. A page costs a kilobyte beside its text: two hundred thousand headings without any cost the bot 200 MB."""

_UNENCODABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without NULs and lone surrogates, which neither JSON nor Redis nor the API can carry; one kind of newline."""
    if "\0" in text or not _is_encodable(text):
        text = _UNENCODABLE.sub("", text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _is_encodable(text: str) -> bool:
    """Whether it holds no lone surrogate. Writing it as UTF-8 is far faster than a search."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Filled(NamedTuple):
    """The pages within the budget, and whether they are all there were."""

    pages: tuple[Page, ...]
    complete: bool


def fill(pages: Iterable[Page], *, max_characters: int) -> Filled:
    """Takes pages until their Markdown reaches `max_characters`; the page that crosses the border is cut and says so.

    It takes no more than `MOST_PAGES`. Nothing further is drawn from the iterable then, so that a reader that yields page by
    page stops reading.
    """
    kept: list[Page] = []
    left = max_characters
    for page in pages:
        if left <= 0 or len(kept) == MOST_PAGES:
            return Filled(tuple(kept), complete=False)
        text = clean(page.markdown)
        warnings = page.warnings
        if len(text) > left:
            text = text[:left]
            warnings = (*warnings, phrases.CUT_AT_BUDGET.format(characters=left))
            kept.append(page.model_copy(update={"markdown": text, "warnings": warnings}))
            return Filled(tuple(kept), complete=False)
        kept.append(page if text == page.markdown else page.model_copy(update={"markdown": text}))
        left -= len(text)
    return Filled(tuple(kept), complete=True)


class Part(NamedTuple):
    """How much of a text was read: the pages it would have had, by its length, and a sentence for people."""

    total_pages: int
    warning: str


def part(pages: Sequence[Page], text: str) -> Part:
    """What to say when only these pages of line chunks, at least one, were read of the text."""
    read = sum(len(page.markdown) for page in pages)
    last, lines = pages[-1].anchor.last, text.removesuffix("\n").count("\n") + 1
    if last < lines:
        warning = phrases.READ_IN_PART["line"].format(first=1, last=last, total=lines)
    else:
        warning = phrases.READ_IN_PART["character"].format(first=1, last=read, total=len(text))
    return Part(math.ceil(len(pages) * len(text) / read), warning)


def by_lines(text: str) -> Iterator[Page]:
    """Chunks of whole lines with their numbers; a line longer than a chunk is cut into several with the same anchor.

    Chunks without a visible character are left out.
    """
    chunk: list[str] = []
    size = 0
    first = 1
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        if chunk and (len(chunk) == CHUNK_LINES or size + len(line) > CHUNK_CHARACTERS):
            yield from _page(chunk, first)
            chunk, size = [], 0
        if len(line) > CHUNK_CHARACTERS:
            for start in range(0, len(line), CHUNK_CHARACTERS):
                yield from _page([line[start : start + CHUNK_CHARACTERS]], number)
            continue
        if not chunk:
            first = number
        chunk.append(line)
        size += len(line) + 1
    yield from _page(chunk, first)


def _page(lines: list[str], first: int) -> Iterator[Page]:
    text = "\n".join(lines)
    if text.strip():
        anchor = Anchor(kind=AnchorKind.LINES, first=first, last=first + len(lines) - 1)
        yield Page(anchor=anchor, markdown=text)
