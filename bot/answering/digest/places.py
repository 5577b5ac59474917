"""The places that a list of facts may cite: what a model's way of writing one means, and where a fact without one belongs. Pure.

Small models write `[p.3]`, `(Page 3)`, `[pp. 3-5]`, `[Q3.pdf, p. 3]` and `[rows 12-14]` for what the prompt calls `[p. 3]` and
`[rows 2-51]`. Whatever names a place that the prompt did not hold is no place.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.answering.fence import one_line
from bot.answering.relevance import stems

LONGEST_NAME = 300
"""Characters that are looked at for a place."""
MOST_NAMED = 6
"""A span of more places than this says nothing about where a fact stands."""
SHARED_WORDS = 0.6
"""The share of its words that a fact must have in common with a place in order to be from there, where no figure tells."""

_UNITS = {
    unit: words[0]
    for words in (
        ("p", "pp", "pg", "pgs", "page", "pages", "s", "seite", "seiten", "página", "páginas", "pagina", "pagine"),
        ("line", "lines", "zeile", "zeilen", "ligne", "lignes"),
        ("row", "rows"),
        ("slide", "slides", "folie", "folien"),
        ("image", "images", "img", "picture"),
        ("cell", "cells"),
        ("m", "msg", "message", "messages", "nachricht"),
    )
    for unit in words
}
_LEAVES, _STRIPES = frozenset({"p", "slide"}), frozenset({"line", "row"})
_NUMBERED = re.compile(
    r"(?P<unit>[^\W\d_]*)[.\s:#]*(?P<first>\d{1,9})(?:\s*(?:-|–|—|to|bis|\.\.\.?)\s*(?:[^\W\d_]+[.\s]*)?(?P<last>\d{1,9}))?"
)
_CELLS = re.compile(r"(?P<sheet>[^!]+)!\$?[A-Za-z]{0,3}\$?(?P<first>\d{1,7})(?:\s*[:–-]\s*\$?[A-Za-z]{0,3}\$?(?P<last>\d{1,7}))?")
_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:\s*-\s*[\d:]{4,9})?")
_SEPARATOR = re.compile(r"\s*(?:[;,&]|\band\b|\bund\b)\s*", re.IGNORECASE)
_FIGURE = re.compile(r"\d(?:[\d.,:'’/-]*\d)?")
_FILE_NAME = re.compile(r"\w\.\w{2,5}$")
_DASHES = re.compile("[‐-―−]")


class Place(NamedTuple):
    """A page of one of the documents that are read together."""

    source: int
    """The document's number, counted from 0."""
    anchor: str


@dataclass(frozen=True)
class Spot:
    """A place with the title of its document and what stands there."""

    place: Place
    title: str
    text: str


class _Span(NamedTuple):
    """Numbers of one unit: pages 3 to 5, rows 2 to 51 of one sheet, seconds."""

    unit: str
    first: int
    last: int


class Places:
    """The places of one prompt, in reading order. `several`: whether they are named with their documents."""

    def __init__(self, spots: Sequence[Spot], *, several: bool = False) -> None:
        texts: dict[Place, list[str]] = {}
        for spot in spots:
            texts.setdefault(spot.place, []).append(spot.text)
        self.all = tuple(texts)
        self._texts = {place: "\n".join(parts) for place, parts in texts.items()}
        self._titles = {spot.place.source: spot.title for spot in spots}
        self._several = several
        self._exact = {_plain(self.name(place)): place for place in self.all}
        self._spans = {place: span for place in self.all if (span := _span(place.anchor))}

    def name(self, place: Place) -> str:
        """What the place is called in the prompt, without brackets."""
        return f"{one_line(self._titles[place.source])}, {place.anchor}" if self._several else place.anchor

    def find(self, words: str, *, bare: bool = False) -> tuple[Place, ...]:
        """The places that are meant by what stands in brackets; none where it is no place of these.

        `bare`: a number without a unit counts as one.
        """
        words = words[:LONGEST_NAME]
        if exact := self._exact.get(_plain(words)):
            return (exact,)
        sources, rest = self._without_title(words)
        found: list[Place] = []
        unit = ""
        for part in _parts(rest):
            span = _span(part, unit=unit)
            if span is None or not (span.unit or bare):
                return self._labelled(rest, sources)
            unit = span.unit
            found += self._within(span, sources)
        chosen = tuple(dict.fromkeys(found))
        # Which document is meant can't be guessed from a page number that several have.
        is_clear = len({place.source for place in chosen}) == 1 or len(sources) < len(self._titles)
        return chosen if is_clear and len(chosen) <= MOST_NAMED else ()

    def looks_like_one(self, words: str) -> bool:
        """Whether what stands in brackets is meant as a place, of whatever document: `p. 99` of a part that has ten pages."""
        _, rest = self._without_title(words[:LONGEST_NAME])
        *before, last = [*_parts(rest)] or [""]
        span = _span(last)
        return bool(span and span.unit) and all(_span(part) or _FILE_NAME.search(part) for part in before)

    def likeliest(self, text: str, *, at_all_costs: bool = False) -> Place | None:
        """Where a fact stands: where its figures do or, where none tell, most of its words."""
        if len(self.all) == 1 or not self.all:
            return next(iter(self.all), None)
        sought, words = figures(text), frozenset(stems(text))
        scores = {
            place: (len(sought & there), len(words & said) / max(len(words), 1)) for place, (there, said) in self._held.items()
        }
        best = max(self.all, key=lambda place: scores[place])
        hits, share = scores[best]
        is_sure = 2 * hits >= len(sought) if hits else share >= SHARED_WORDS
        return best if is_sure or at_all_costs else None

    @cached_property
    def _held(self) -> dict[Place, tuple[frozenset[str], frozenset[str]]]:
        return {place: (figures(text), frozenset(stems(text))) for place, text in self._texts.items()}

    def _without_title(self, words: str) -> tuple[frozenset[int], str]:
        """The documents that are named, all where none is, and the rest."""
        text = words.strip()
        for title in sorted({one_line(title) for title in self._titles.values()}, key=len, reverse=True):
            rest = text[len(title) :].lstrip(" ,:;")
            if title and rest and text.casefold().startswith(title.casefold()):
                return frozenset(source for source, name in self._titles.items() if one_line(name) == title), rest
        return frozenset(self._titles), text

    def _labelled(self, words: str, sources: frozenset[int]) -> tuple[Place, ...]:
        """The place of a label, `§ Terms`, with its document or without where only one has it."""
        wanted = _plain(words)
        found = [place for place in self.all if place.source in sources and _plain(place.anchor) == wanted]
        return tuple(found) if len(found) == 1 else ()

    def _within(self, span: _Span, sources: frozenset[int]) -> Iterable[Place]:
        """The places that hold these numbers; of those that hold each other, the narrower ones."""
        there = [(place, held) for place, held in self._spans.items() if place.source in sources]
        unit = _meant(span.unit, {held.unit for _, held in there})
        of_unit = [(place, held) for place, held in there if held.unit == unit]
        if unit == "time":
            begun = [(held.first, place) for place, held in of_unit if held.first <= span.first]
            return [max(begun)[1]] if begun else []
        if equal := [place for place, held in of_unit if (held.first, held.last) == (span.first, span.last)]:
            return equal
        touched = [(place, held) for place, held in of_unit if held.first <= span.last and span.first <= held.last]
        return [
            place
            for place, held in touched
            if not any(other != held and held.first <= other.first and other.last <= held.last for _, other in touched)
        ]


def figures(text: str) -> frozenset[str]:
    """The numbers in a text, by their digits: `4,200`, `4.200` and `4200` are one. Those of one digit tell nothing."""
    digits = ("".join(filter(str.isdigit, found)) for found in _FIGURE.findall(text))
    return frozenset(number for number in digits if len(number) > 1)


def _parts(words: str) -> list[str]:
    return [part for part in _SEPARATOR.split(words) if part]


def _meant(unit: str, units: set[str]) -> str:
    """The unit that is meant: slides are called pages, and rows lines, where there is nothing else."""
    if unit in units or len(units) != 1:
        return unit
    (only,) = units
    alike = not unit or (unit in _LEAVES and only in _LEAVES) or (unit in _STRIPES and (only in _STRIPES or only.startswith("!")))
    return only if alike and only != "time" else unit


def _plain(words: str) -> str:
    """A name as it is compared: no case, no spaces, no dots, one kind of dash."""
    return "".join(_DASHES.sub("-", words.replace("[", "").replace("]", "")).casefold().replace(".", "").replace("§", "").split())


def _span(words: str, *, unit: str = "") -> _Span | None:
    """What a place's name counts; `unit` is the one that was named before it: the 5 of `p. 3, 5`."""
    text = _DASHES.sub("-", words.strip().strip("()[]*").strip())
    if match := _CELLS.fullmatch(text):
        sheet = match["sheet"].strip().strip("'").casefold()
        return _Span(f"!{sheet}", int(match["first"]), int(match["last"] or match["first"]))
    if match := _TIME.fullmatch(text):
        hours, minutes, seconds = (int(number or 0) for number in match.groups())
        at = hours * 3600 + minutes * 60 + seconds
        return _Span("time", at, at)
    if match := _NUMBERED.fullmatch(text):
        named = match["unit"].casefold()
        if named and named not in _UNITS:
            return None
        first, last = int(match["first"]), int(match["last"] or match["first"])
        return _Span(_UNITS.get(named, unit), min(first, last), max(first, last))
    return _Span("image", 1, 1) if text.casefold() == "image" else None
