"""What a reading came to: the facts as documents to write from, and exactly what was read and what was not. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from bot.answering.digest.chunks import Chunk
from bot.answering.digest.facts import Fact
from bot.answering.digest.outline import Sources, span
from bot.language import Document, FootnoteError, Page, Usage


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One chunk, or a part of one, after the reading: exactly one of `facts` and `reason` is set."""

    chunk: Chunk
    facts: tuple[Fact, ...] | None = None
    """As they were noted down, before any merging; empty where it says nothing."""
    reason: str | None = None
    """Why it was not read, as the receipt states it."""
    unseen: tuple[Page, ...] = ()
    """Pages of it that are images which the model did not see."""


@dataclass(frozen=True, kw_only=True)
class NotRead:
    """Neighbouring pages that were not read, and why."""

    pages: tuple[Page, ...]
    reason: str

    @property
    def place(self) -> str:
        """`p. 120-134`."""
        return str(span(self.pages[0].anchor, self.pages[-1].anchor))


@dataclass(frozen=True, kw_only=True)
class Condensed:
    """One document after the reading."""

    source: int
    """Its number among the materials."""
    document: Document
    """Its facts: pages under their own anchors, those without a fact left out. It fits composing, fence and footnotes."""
    read: tuple[Page, ...]
    """The pages that were read, as they were; a page of which a piece was not read is not among them."""
    not_read: tuple[NotRead, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Digested:
    """What a reading came to."""

    documents: tuple[Condensed, ...]
    """In the order of the materials."""
    pieces: tuple[Piece, ...]
    """All chunks in reading order, with what each of them said."""
    left_out: int = 0
    """Facts that were noted down and found no room in `documents`."""
    usage: Usage = field(default_factory=Usage)
    calls: int = 0
    kept: int = 0
    """Chunks that had been read before and cost nothing."""
    models: tuple[str, ...] = ()
    """All that answered, by name."""
    stopped: FootnoteError | None = None
    """What ended the reading early, other than its budget."""
    why_stopped: str = ""
    """The same as the receipt states it."""

    @property
    def is_complete(self) -> bool:
        """Whether every page was read."""
        return not any(one.not_read for one in self.documents)


def condensed(pieces: Sequence[Piece], facts: Sequence[Fact], sources: Sources, *, unseen: str) -> tuple[Condensed, ...]:
    """The documents with their facts. `unseen` is the reason of images that the model did not see."""
    documents = sources.condensed(facts, several=sources.are_named)
    reasons: dict[int, dict[int, str]] = {source: {} for source in documents}
    for piece in pieces:
        for number, page in zip(piece.chunk.numbers, piece.chunk.pages, strict=True):
            # Of a page in pieces one that was not read counts.
            reason = piece.reason or (unseen if page in piece.unseen else "")
            reasons[piece.chunk.source][number] = reasons[piece.chunk.source].get(number, "") or reason
    return tuple(
        _condensed(source, document, sources.documents[source], reasons[source]) for source, document in documents.items()
    )


def _condensed(source: int, document: Document, original: Document, reasons: Mapping[int, str]) -> Condensed:
    pages = [(original.pages[number], reasons[number]) for number in sorted(reasons)]
    not_read = [
        NotRead(pages=tuple(page for page, _ in run), reason=reason)
        for reason, run in groupby(pages, lambda one: one[1])
        if reason
    ]
    read = tuple(page for page, reason in pages if not reason)
    return Condensed(source=source, document=document, read=read, not_read=tuple(not_read))
