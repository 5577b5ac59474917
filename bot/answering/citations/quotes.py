"""Quoted spans in a sentence, and their words as they are looked for on a page. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.citations.folding import Squeezed, squeezed
from bot.answering.citations.words import content_words

LONGEST_QUOTE = 600
"""Characters between two quotation marks; what is farther apart is no pair."""
_SHORTEST = 2
"""Letters and digits in it; a quoted sign is no quote."""

# In a text folded by `folding`, typographic quotes are straight ones already.
_QUOTED = re.compile(
    rf"\"(?P<double>[^\"\n]{{1,{LONGEST_QUOTE}}})\"|«(?P<french>[^«»\n]{{1,{LONGEST_QUOTE}}})»|»(?P<german>[^«»\n]{{1,{LONGEST_QUOTE}}})«"
    rf"|「(?P<corner>[^「」\n]{{1,{LONGEST_QUOTE}}})」|『(?P<white>[^『』\n]{{1,{LONGEST_QUOTE}}})』"
    rf"|(?<![\w'])'(?P<single>[^\s'](?:[^'\n]|'(?=\w)){{1,{LONGEST_QUOTE}}})'(?![\w'])"
)
# Where something is left out or put in: the rest has to follow in order.
_GAP = re.compile(r"\.{3,}|…|\[[^\[\]]*\]|\([.… ]*\)")


@dataclass(frozen=True, slots=True)
class Quote:
    """Where a quote stands, marks included, and the runs of words in it that have to be found one behind the other."""

    start: int
    end: int
    pieces: tuple[str, ...]
    words: tuple[str, ...]
    """Its content words, as `words.py` compares them."""


def quotes(text: str) -> Iterator[Quote]:
    """Every quoted span, in order. Inches and minutes, `5"`, open none."""
    at = 0
    while found := _QUOTED.search(text, at):
        inside = found[found.lastgroup or 0]
        opens_behind_digit = found.start() > 0 and text[found.start() - 1].isdigit() and found[0][0] in "\"'"
        if opens_behind_digit:
            at = found.start() + 1
            continue
        at = found.end()
        pieces = tuple(piece for part in _GAP.split(inside) if len(piece := squeezed(part)) >= _SHORTEST)
        if pieces:
            yield Quote(found.start(), found.end(), pieces, tuple(content_words(_GAP.sub(" ", inside))))


def place_of(quote: Quote, page: Squeezed) -> int:
    """The place in the page's folded text where it begins; -1 where it does not stand there."""
    first = at = -1
    for piece in quote.pieces:
        at = page.find(piece, max(at, 0))
        if at < 0:
            return -1
        first = at if first < 0 else first
        at += len(piece)
    return page.place(first)
