"""Facts ↔ documents: facts stand in a prompt as the documents that they are from, each under its own page's anchor. Pure.

So whatever reads documents (the fence, composing, the receipt, footnotes) reads facts as well, and a footnote still points to
the page itself.
"""

from collections.abc import Iterable, Sequence
from itertools import chain

from bot.answering.digest.chunks import Chunk, Estimate
from bot.answering.digest.facts import Fact
from bot.answering.digest.places import Place, Places, Spot
from bot.answering.fence import one_line
from bot.language import MESSAGES, Anchor, AnchorKind, Document, Page

_NUMBERED = frozenset({AnchorKind.PAGE, AnchorKind.LINES, AnchorKind.ROWS, AnchorKind.SLIDE})
"""Kinds of anchors of which a span is written as one: `p. 3-9`."""


def span(first: Anchor, last: Anchor) -> Anchor:
    """All from one anchor to another, written as people cite it: `p. 3-9`, `m3 to m9`."""
    if str(first) == str(last):
        return first
    is_numbered = first.kind is last.kind and first.kind in _NUMBERED and not (first.label or last.label)
    label = "" if is_numbered else f"{first} to {last}"
    return Anchor(kind=first.kind, first=first.first, last=max(first.last, last.last), label=label)


class Sources:
    """The documents that are read together, and the order of all their pages."""

    def __init__(self, parts: Sequence[Chunk]) -> None:
        self.documents = {part.source: part.document for part in parts}
        self.files = {part.source: part.file for part in parts}
        self._pages: dict[Place, Page] = {}
        for part in parts:
            for page in part.pages:
                self._pages.setdefault(Place(part.source, str(page.anchor)), page)
        self._order = {place: number for number, place in enumerate(self._pages)}
        self._titles: dict[int, str] = {}
        for source, document in self.documents.items():
            name = one_line(document.name)
            self._titles[source] = f"{name} ({source + 1})" if name in self._titles.values() else name

    def places_in(self, chunk: Chunk) -> Places:
        """What an answer about a chunk may cite."""
        title = self._titles[chunk.source]
        return Places([Spot(Place(chunk.source, str(page.anchor)), title, page.markdown) for page in chunk.pages])

    def places_of(self, facts: Sequence[Fact]) -> Places:
        """What an answer about facts may cite."""
        stated = [(place, fact.text) for fact in facts for place in fact.places]
        stated.sort(key=lambda item: self._order[item[0]])
        spots = [Spot(place, self._titles[place.source], text) for place, text in stated]
        return Places(spots, several=self.are_several(facts))

    def are_several(self, facts: Sequence[Fact]) -> bool:
        """Whether facts are of more than one document, so that anchors have to name it."""
        return len({place.source for fact in facts for place in _whereabouts(fact)}) > 1

    @property
    def are_named(self) -> bool:
        """Whether anchors name their document in the last prompt; messages have numbers of their own."""
        return sum(document.kind != MESSAGES for document in self.documents.values()) > 1

    def condensed(self, facts: Sequence[Fact], *, several: bool) -> dict[int, Document]:
        """The documents, by number, with what is known of them in place of their text; `several`: further anchors name theirs.

        Pages keep their anchors and links. What nobody knows the page of stands on one of its own, behind all that it may be
        from: `p. 3-9`.
        """
        lines: dict[tuple[int, int, Place, Place], list[str]] = {}
        for fact in facts:
            first, *others = sorted(fact.places, key=self._order.__getitem__) or [None]
            also = "".join(f" [{self._name(place, several=several)}]" for place in others if place)
            begin, end = (first, first) if first else fact.between or (None, None)
            if begin and end:
                # Behind the last page of a span, and behind what is known of that page itself.
                key = (self._order[end], 0 if first else 1, begin, end)
                lines.setdefault(key, []).append(f"{fact.text}{also}")
        pages: dict[int, list[Page]] = {source: [] for source in self.documents}
        for key in sorted(lines):
            _, _, begin, end = key
            pages[begin.source].append(self._page(begin, end, lines[key]))
        return {
            source: document.model_copy(update={"name": self._titles[source], "pages": tuple(pages[source]), "children": ()})
            for source, document in self.documents.items()
        }

    def cost(self, facts: Sequence[Fact], count: Estimate) -> int:
        """About how many tokens facts cost in a prompt."""
        condensed = self.condensed(facts, several=self.are_several(facts)).values()
        pages = chain.from_iterable(document.pages for document in condensed)
        # As they stand there: an anchor above, a mark before each line.
        text = "\n".join(f"[{page.anchor}]\n| " + page.markdown.replace("\n", "\n| ") for page in pages)
        return count(text) if text else 0

    def _page(self, begin: Place, end: Place, lines: Iterable[str]) -> Page:
        page = self._pages[begin]
        anchor = page.anchor if begin == end else span(page.anchor, self._pages[end].anchor)
        link = page.link if begin == end else None
        return Page(anchor=anchor, markdown="\n".join(lines), link=link)

    def _name(self, place: Place, *, several: bool) -> str:
        is_talk = self.documents[place.source].kind == MESSAGES
        return f"{self._titles[place.source]}, {place.anchor}" if several and not is_talk else place.anchor


def _whereabouts(fact: Fact) -> tuple[Place, ...]:
    return fact.places or fact.between or ()


def trimmed(parts: Sequence[Sequence[Fact]], sources: Sources, *, room: int, count: Estimate) -> list[Fact]:
    """So many facts as find room, in their order: the first of each part, then the second of each, and so on.

    Parts are neighbours, so what is left out is left out evenly, and of each part what stands last.
    """
    chosen: set[tuple[int, int]] = set()
    used = 0
    for rank in range(max(map(len, parts), default=0)):
        for number, facts in enumerate(parts):
            if rank < len(facts):
                cost = sources.cost([facts[rank]], count)
                if used + cost <= room:
                    chosen.add((number, rank))
                    used += cost
    return [fact for number, facts in enumerate(parts) for rank, fact in enumerate(facts) if (number, rank) in chosen]
