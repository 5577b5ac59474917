"""Documents → chunks: as much of one document as a model reads well in one call. Pure.

Every page lands in exactly one chunk, in its order. Only a page that is too long by itself is cut, and each piece keeps its
anchor.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.answering.compose import IMAGES_PER_CALL
from bot.answering.fence import one_line
from bot.language import MESSAGES, AnchorKind, Document, FileId, Page
from bot.model.tokens import estimate, estimate_image

LEAST_TOKENS, MOST_TOKENS = 8_000, 12_000
"""A chunk ends at the first good place between these. Small models overlook the middle of longer texts, whatever they hold."""
SMALLEST_PIECE = 200
"""Characters of a page below which it is not cut any further."""
LONGEST_SECTION = 200
"""Characters of the headings above a chunk."""

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_REPLY = "(reply) "
"""How the page of a message below another one begins."""
_PLAIN = frozenset({AnchorKind.LINES, AnchorKind.ROWS, AnchorKind.CELLS, AnchorKind.MESSAGE, AnchorKind.TIME})
"""Kinds of pages in which a line with a `#` is no heading: programs, tables, talk."""

Estimate = Callable[[str], int]
Headings = tuple[tuple[int, str], ...]
"""The headings under which something stands, outermost first, each with its level."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """One document to be read, and the file it was read of, or was carried by; None for what people said in Slack."""

    document: Document
    file: FileId | None = None


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Neighbouring pages of one document, to be read in one call."""

    source: int
    """The number of its document among all that are read together, counted from 0."""
    document: Document
    file: FileId | None = None
    pages: tuple[Page, ...]
    numbers: tuple[int, ...]
    """Where each of its pages stands among its document's, counted from 0."""
    headings: Headings = ()
    """Those under which its first page stands, if that begins with none as high."""
    tokens: int
    """About what its pages cost in a prompt."""

    @property
    def has_content(self) -> bool:
        """Whether there is anything on its pages."""
        return any(page.markdown.strip() or page.picture for page in self.pages)

    @property
    def section(self) -> str:
        """The headings as one line."""
        return one_line(" › ".join(title for _, title in self.headings))[:LONGEST_SECTION]


def chunked(materials: Sequence[Material], *, count: Estimate = estimate) -> tuple[Chunk, ...]:
    """The chunks of all documents, in their order. `count` says what a text costs in tokens, always the same for the same text:
    other borders would be other chunks, of which nothing is kept.

    What comes before a page alone decides about its chunk: what has grown at its end has the same chunks before that.
    """
    return tuple(chunk for source, material in enumerate(materials) for chunk in _chunks(source, material, count))


def halves(chunk: Chunk, *, count: Estimate = estimate) -> tuple[Chunk, ...]:
    """The chunk in two; empty where it can't be cut any further."""
    costs = [_cost(page, count) for page in chunk.pages]
    numbers = chunk.numbers
    if len(costs) == 1:
        pieces, numbers, at = _cut_in_two(chunk.pages[0]), numbers * 2, 1
    else:
        reached = list(accumulate(costs))
        at = min(range(1, len(costs)), key=lambda border: abs(reached[border - 1] - reached[-1] / 2))
        pieces = chunk.pages
    first, second = pieces[:at], pieces[at:]
    if not second:
        return ()
    headings = chunk.headings
    for page in first:
        headings = _below(headings, page)
    return tuple(
        replace(chunk, pages=half, numbers=places, headings=above, tokens=sum(_cost(page, count) for page in half))
        for half, places, above in (
            (first, numbers[:at], chunk.headings),
            (second, numbers[at:], _above(headings, second[0])),
        )
    )


def _chunks(source: int, material: Material, count: Estimate) -> Iterator[Chunk]:
    held: list[Page] = []
    numbers: list[int] = []
    tokens = pictures = 0
    headings: Headings = ()
    above: Headings = ()

    def chunk() -> Chunk:
        return Chunk(
            source=source,
            document=material.document,
            file=material.file,
            pages=tuple(held),
            numbers=tuple(numbers),
            headings=above,
            tokens=tokens,
        )

    for number, page in _pieces(material.document.pages, count):
        cost = _cost(page, count)
        is_full = tokens + cost > MOST_TOKENS or (page.picture is not None and pictures == IMAGES_PER_CALL)
        if held and (is_full or (tokens >= LEAST_TOKENS and _begins(page, held[-1], material.document))):
            yield chunk()
            held, numbers, tokens, pictures = [], [], 0, 0
        if not held:
            above = _above(headings, page)
        held.append(page)
        numbers.append(number)
        tokens += cost
        pictures += page.picture is not None
        headings = _below(headings, page)
    if held:
        yield chunk()


def _cost(page: Page, count: Estimate) -> int:
    picture = estimate_image(page.picture.width, page.picture.height) if page.picture else 0
    return count(f"[{page.anchor}]\n{page.markdown}") + picture


def _begins(page: Page, before: Page, document: Document) -> bool:
    """Whether a page begins something: a conversation, a sheet, a section."""
    if document.kind == MESSAGES:
        return not page.markdown.startswith(_REPLY)
    if page.anchor.kind is AnchorKind.CELLS:
        return _sheet(page) != _sheet(before)
    return page.anchor.kind not in _PLAIN and bool(_HEADING.match(page.markdown.lstrip("\n")))


def _sheet(page: Page) -> str:
    return str(page.anchor).rpartition("!")[0]


def _above(headings: Headings, page: Page) -> Headings:
    """The headings in force before a page, without those that its own first line takes the place of."""
    opening = None if page.anchor.kind in _PLAIN else _HEADING.match(page.markdown.lstrip("\n"))
    return tuple(heading for heading in headings if heading[0] < len(opening[1])) if opening else headings


def _below(headings: Headings, page: Page) -> Headings:
    """The headings in force behind a page."""
    if page.anchor.kind in _PLAIN:
        return headings
    for found in _HEADING.finditer(page.markdown):
        level = len(found[1])
        headings = (*(heading for heading in headings if heading[0] < level), (level, found[2].strip()))
    return headings


def _pieces(pages: Sequence[Page], count: Estimate) -> Iterator[tuple[int, Page]]:
    """The pages, and those that are too long by themselves in pieces of whole lines; the picture goes with the first."""
    for number, page in enumerate(pages):
        if _cost(page, count) <= MOST_TOKENS:
            yield number, page
            continue
        picture = page.picture
        for text in _parts(page, count):
            yield number, page.model_copy(update={"markdown": text, "picture": picture})
            picture = None


def _parts(page: Page, count: Estimate) -> Iterator[str]:
    """The text of a page in parts that fit, none of it lost."""
    room = MOST_TOKENS - _cost(page.model_copy(update={"markdown": ""}), count) - 1
    held: list[str] = []
    tokens = 0
    for line in page.markdown.splitlines(keepends=True):
        for part in _short(line, room, count):
            cost = count(part)
            if held and tokens + cost > room:
                yield "".join(held)
                held, tokens = [], 0
            held.append(part)
            tokens += cost
    if held:
        yield "".join(held)


def _short(line: str, room: int, count: Estimate) -> Iterator[str]:
    """A line, halved until each part of it fits."""
    if len(line) == 1 or count(line) <= room:
        yield line
        return
    middle = len(line) // 2
    yield from _short(line[:middle], room, count)
    yield from _short(line[middle:], room, count)


def _cut_in_two(page: Page) -> tuple[Page, ...]:
    """A page cut at the line end nearest to its middle, else between words, else anywhere."""
    text = page.markdown
    if len(text) < SMALLEST_PIECE:
        return (page,)
    middle = len(text) // 2
    ends = [found.end() for found in re.finditer(r"\n", text[:-1])] or [found.end() for found in re.finditer(r"\s", text[:-1])]
    at = min(ends, key=lambda end: abs(end - middle), default=middle)
    # One endless line with a short one beside it is halved all the same.
    at = at if SMALLEST_PIECE // 4 < at < len(text) - SMALLEST_PIECE // 4 else middle
    pieces = (text[:at], page.picture), (text[at:], None)
    return tuple(page.model_copy(update={"markdown": part, "picture": picture}) for part, picture in pieces)
