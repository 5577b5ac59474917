"""The passages of a page, sentences and table rows, and the one on which a claim rests. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.citations.folding import fold
from bot.answering.citations.words import content_words

LONGEST = 300
"""Characters of a passage that is shown."""

_NEW_BLOCK = re.compile(r"\s*(?:\||#{1,6}\s|[-*+•]\s|\d{1,3}[.)]\s|>|```|~~~|\Z)")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]*_]{0,4}\s+(?=[^\W\d_a-zß-öø-ÿ]|[\"'“„«(*\d])|[。！？]")


@dataclass(frozen=True, slots=True)
class Span:
    """A passage between two places of the page's own text, and its content words."""

    start: int
    end: int
    words: frozenset[str]


def spans(text: str) -> list[Span]:
    """The sentences, table rows, headings and list items of a page, in order."""
    found: list[Span] = []
    for start, end in _blocks(text):
        for piece_start, piece_end in _sentences(text, start, end):
            for span_start, span_end in _lines(text, piece_start, piece_end):
                piece = text[span_start:span_end]
                if piece.strip():
                    found.append(Span(span_start, span_end, frozenset(content_words(fold(piece)))))
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines that begin something of their own stand alone; other lines go on the sentence before."""
    start = at = 0
    is_open = False
    for line in text.splitlines(keepends=True):
        if _NEW_BLOCK.match(line) or not is_open:
            if at > start:
                yield start, at
            start = at
        at += len(line)
        is_open = bool(line.strip()) and not line.lstrip().startswith(("|", "#"))
        if not is_open:
            yield start, at
            start = at
    if at > start:
        yield start, at


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if text[start:end].lstrip().startswith("|"):
        yield start, end
        return
    at = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        yield at, stop.end()
        at = stop.end()
    if at < end:
        yield at, end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """What is far too long for a sentence is a form or a table without bars: its lines stand for themselves."""
    if end - start <= LONGEST:
        yield start, end
        return
    at = start
    for line in text[start:end].splitlines(keepends=True):
        yield at, at + len(line)
        at += len(line)


def best(text: str, among: Sequence[Span], places: Sequence[int], words: Sequence[str]) -> str:
    """The passage, verbatim, that holds most of these places and then most of these words; empty where none holds any."""
    sought = frozenset(words)

    def merit(span: Span) -> tuple[int, int, int]:
        held = sum(span.start <= place < span.end for place in places)
        return held, len(span.words & sought), -span.start

    span = max(among, key=merit, default=None)
    if span is None or merit(span)[:2] == (0, 0):
        return ""
    inside = [place for place in places if span.start <= place < span.end]
    return _shortened(text, span.start, span.end, inside[0] if inside else span.start)


def _shortened(text: str, start: int, end: int, around: int) -> str:
    """At most `LONGEST` characters of it, cut between words, with what it is about in sight."""
    piece = text[start:end].strip()
    if len(piece) <= LONGEST:
        return piece
    first = max(start, min(around - LONGEST // 3, end - LONGEST))
    if first > start and (space := text.find(" ", first, around)) >= 0:
        first = space + 1
    last = min(end, first + LONGEST)
    if last < end and (space := text.rfind(" ", around, last)) > first:
        last = space
    return text[first:last].strip()
