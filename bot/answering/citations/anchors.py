"""Anchors as a model writes them → the pages that were sent under them: `[p.12]`, `[pp. 3-4]`, `[Q3 p. 12]`, `[Sheet2!B7]`. Pure.

Which of several possible pages is meant, and whether a page bears a claim out, is decided in `check.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.citations import locators
from bot.answering.citations.folding import fold
from bot.answering.citations.locators import Kind, Locator
from bot.answering.citations.names import SHORTEST_LABEL, ends_of_name, is_shortened, label_of, names_of, plain_name

MOST_PAGES_OF_A_SPAN = 8
"""A span of more pages than this points nowhere: those that bear the claim out are picked from it."""
MOST_PARTS = 8
"""Anchors read in one bracket."""
MOST_BRACKETS = 24
"""Brackets read in one sentence."""
SHORTEST_BARE_LABEL = 10
"""Characters of a heading without a `§`: a bracket holds words of all kinds."""


@dataclass(frozen=True, slots=True)
class Place:
    """One anchor of the prompt and the pages that stand under it; mostly one."""

    anchor: str
    pages: tuple[int, ...]
    locator: Locator
    source: str
    """The document's name in its comparable form."""
    prefix: str
    """What stands before the locator in the anchor: the document's name where several were sent."""


@dataclass(frozen=True, slots=True)
class Target:
    """What one anchor of an answer points to: one of these places."""

    options: tuple[Place, ...]
    finer: str = ""
    """A cell or a line inside the place, in its canonical form."""

    def shown(self, place: Place) -> str:
        """What stands in the bracket if this place is meant."""
        return f"{place.prefix}{self.finer}" if self.finer else place.anchor


@dataclass(frozen=True, slots=True)
class Bracket:
    """An anchor in a sentence's folded text; without targets it names nothing that was sent."""

    start: int
    end: int
    inside: str
    targets: tuple[Target, ...]
    is_whole: bool
    """Everything in it was understood."""


_BRACKET = re.compile(
    r"(?<![!\\])(?:\[(?P<inside>(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,400})\](?P<link>\([^()\s]{0,300}\))?"
    r"|【(?P<lens>[^【】\n]{1,200})】|\((?P<round>[^()\n]{1,200})\))"
)
_CODE = re.compile(r"`[^`\n]{1,400}`")
_LEAD = re.compile(
    r"\A\s*(?:(?:sources?|see|cf\.?|from|ref\.?|anchors?|siehe|vgl\.?|quellen?|voir|véase|vedi|fonte|fuente|bron|zie)\s?:?\s+"
    r"|(?:document|doc|file)\s?#?\d{1,2}\s?[,:]?\s+)+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s?[;|]\s?|\s(?:and|und|et|y|e|&)\s")
_STRIPPED = ' *_`".:'
_OF_A_FILE = re.compile(r"[^;|]{1,200}\.[A-Za-z0-9]{2,5}[,:]?\s(?P<place>[^;|,]{1,40})")
_LONGEST_PART = 600
"""Seconds of a recording that stand under one anchor at most."""
_HOLDS_DIGIT = re.compile(r"\d")
_REFERENCE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(locators.NAMES.values())})\s{{0,2}}\d{{1,6}}(?:\s?(?:-|,|to|bis|and|und|&)\s?\d{{1,6}})*(?![^\W_])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


class Anchors:
    """All anchors of one prompt, ready to be looked up in any form."""

    def __init__(self, sent: Sequence[tuple[str, str]]) -> None:
        """`sent` is each page's anchor and its document's name."""
        pages: dict[str, list[int]] = {}
        sources: dict[str, str] = {}
        for number, (anchor, source) in enumerate(sent):
            pages.setdefault(anchor, []).append(number)
            sources.setdefault(anchor, source)
        self.places = [_place(anchor, tuple(numbers), sources[anchor]) for anchor, numbers in pages.items()]
        self._exact = {plain_name(place.anchor): place for place in self.places}
        self._by_locator: dict[Locator, list[Place]] = {}
        self._by_kind: dict[Kind, list[Place]] = {}
        self._sources: dict[str, list[Place]] = {}
        self._labels: dict[str, list[Place]] = {}
        self._sheets: dict[str, list[Place]] = {}
        for place in self.places:
            self._by_locator.setdefault(place.locator, []).append(place)
            self._by_kind.setdefault(place.locator.kind, []).append(place)
            self._sources.setdefault(place.source, []).append(place)
            if place.locator.kind == Kind.LABEL:
                self._labels.setdefault(label_of(place.locator.label), []).append(place)
            elif place.locator.kind == Kind.SHEET:
                self._sheets.setdefault(place.locator.label, []).append(place)
        self._names = {name: source for source in self._sources for name in names_of(source)}
        self._of_page = {page: place for place in self.places for page in place.pages}

    @property
    def are_named(self) -> bool:
        """Whether they name their documents: there are several."""
        return any(place.prefix for place in self._exact.values())

    def of_page(self, page: int) -> Place:
        """The place under which the page of that number was sent."""
        return self._of_page[page]

    def find(self, folded: str) -> Iterator[Bracket]:
        """Every anchor of a folded text; what stands in brackets and is none is left alone."""
        code = [span.span() for span in _CODE.finditer(folded)]
        for number, found in enumerate(_BRACKET.finditer(folded)):
            if number == MOST_BRACKETS:
                break
            start, end = found.span()
            if (start - 1, end + 1) in code:
                # A whole anchor set as code is one; a part of some code is none.
                start, end = start - 1, end + 1
            elif any(begin < start and end < stop for begin, stop in code):
                continue
            inside = found["inside"] or found["lens"] or found["round"]
            if found["round"] and not _HOLDS_DIGIT.search(inside):
                continue
            bracket = self._read(inside, start, end, is_round=bool(found["round"]))
            if bracket and (bracket.targets or not found["round"]):
                yield bracket

    def _read(self, inside: str, start: int, end: int, *, is_round: bool) -> Bracket | None:
        text = " ".join(_LEAD.sub("", inside.strip("[] ")).strip(_STRIPPED).split())
        if place := self._exact.get(plain_name(inside)) or self._exact.get(plain_name(text)):
            return Bracket(start, end, inside, (Target((place,)),), is_whole=True)
        reader = _Reader(self, is_strict=is_round)
        for part in _BETWEEN.split(text)[:MOST_PARTS]:
            reader.take(part)
        if not reader.is_anchor:
            return None
        return Bracket(start, end, inside, tuple(dict.fromkeys(reader.targets)), is_whole=reader.is_whole)

    def references(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where a text speaks of places that were sent, outside of brackets: `on page 12`. Their numbers are no figures."""
        for found in _REFERENCE.finditer(folded):
            first = _NUMBER.search(found[0])
            assert first, "the pattern holds one"
            name = found[0][: first.start()]
            numbers = _NUMBER.findall(found[0])
            if all(any(self.at(one, None) for one in locators.counted(f"{name}{number}")) for number in numbers):
                yield found.span()

    def source_of(self, text: str) -> tuple[str, str] | None:
        """The document whose name stands at the beginning of a text, and what follows it."""
        plain = text.lower()
        for end in ends_of_name(plain):
            if (name := plain[:end].rstrip(" ,:-")) in self._names:
                return self._names[name], text[end:].strip(" ,:-|")
        return None

    def exactly(self, text: str) -> Place | None:
        """The place of exactly that anchor, but for case and spaces."""
        return self._exact.get(plain_name(text))

    def of_source(self, source: str) -> list[Place]:
        """All places of a document."""
        return self._sources.get(source, [])

    def at(self, locator: Locator, source: str | None) -> list[Target]:
        """What a locator points to, in one document or in any."""
        equal = _of(self._by_locator.get(locator, []), source)
        if len(equal) == 1:
            return [Target((equal[0],))]
        met = equal or [place for place in _of(self._by_kind.get(locator.kind, []), source) if place.locator.meets(locator)]
        if not met:
            return []
        if equal or len({place.source for place in met}) > 1:
            return [Target(tuple(met), finer="" if equal else _finer(locator, met[0]))]
        if holding := [place for place in met if place.locator.holds(locator)]:
            return [Target(tuple(holding), finer=_finer(locator, holding[0]))]
        return [Target((place,)) for place in met] if len(met) <= MOST_PAGES_OF_A_SPAN else [Target(tuple(met))]

    def at_time(self, locator: Locator, source: str | None) -> list[Target]:
        """The part of a recording in which a moment lies: it is cited by its beginning."""
        places = sorted(_of(self._by_kind.get(Kind.TIME, []), source), key=lambda place: place.locator.first)
        before = [place for place in places if place.locator.first <= locator.first]
        if not before or locator.first - before[-1].locator.first > _LONGEST_PART:
            return []
        first = Target((before[-1],), finer="" if before[-1].locator.first == locator.first else locator.label)
        later = [Target((place,)) for place in places if locator.first < place.locator.first <= locator.last]
        return [first, *later[: MOST_PAGES_OF_A_SPAN - 1]]

    def in_sheet(self, cited: Locator, source: str | None) -> list[Target]:
        """Cells of a sheet; without a name they are of the only sheet there is."""
        if not cited.label:
            names = {place.locator.label for place in _of(self._by_kind.get(Kind.SHEET, []), source)}
            if len(names) != 1:
                return []
            cited = Locator(Kind.SHEET, cited.first, cited.last, names.pop(), cited.columns)
        return self.at(cited, source)

    def rows_of_sheet(self, rows: Locator, source: str | None, sheet: str | None) -> list[Target]:
        """Rows by their numbers, in a sheet whose pages are cited by their cells."""
        holding = [
            place
            for place in _of(self._by_kind.get(Kind.SHEET, []), source)
            if sheet in {None, place.locator.label} and place.locator.first <= rows.first and rows.last <= place.locator.last
        ]
        if not holding:
            return []
        locator = holding[-1].locator
        cited = Locator(Kind.SHEET, rows.first, rows.last, locator.label, locator.columns)
        return [Target(tuple(holding), finer=_finer(cited, holding[-1]))]

    def labelled(self, text: str, source: str | None) -> list[Target]:
        """A heading or the name of a sheet, whole or shortened."""
        name = label_of(text.strip("'!"))
        if sheets := _of(self._sheets.get(name, []), source):
            return [Target(tuple(sheets))]
        sought = label_of(text)
        found = _of(self._labels.get(sought, []), source)
        is_marked = text.startswith("§")
        if not found and len(sought) >= (SHORTEST_LABEL if is_marked else SHORTEST_BARE_LABEL):
            fitting = (places for label, places in self._labels.items() if is_shortened(sought, label, anywhere=is_marked))
            found = _of([place for places in fitting for place in places], source)
        return [Target(tuple(found))] if found else []

    def has(self, kind: Kind) -> bool:
        """Whether anything was sent that is cited in this way."""
        return kind in self._by_kind


class _Reader:
    """Reads the parts of one bracket; a document's name and a unit hold for what follows: `Q3.pdf, p. 3, 7`."""

    def __init__(self, anchors: Anchors, *, is_strict: bool) -> None:
        self._anchors = anchors
        self._is_strict = is_strict
        """Words and cells without a sheet's name are none: in parentheses stands anything."""
        self._source: str | None = None
        self._kinds: list[Kind] = []
        self.targets: list[Target] = []
        self.is_anchor = False
        """It has the form of an anchor, whether or not that was sent."""
        self.is_whole = True
        """Everything in it is the anchor of something that was sent."""

    def take(self, part: str) -> None:
        """Reads what stands between two semicolons, always as much as makes one anchor."""
        tokens = [stripped for token in part.split(",")[:MOST_PARTS] if (stripped := token.strip(_STRIPPED))]
        at = 0
        while at < len(tokens):
            for end in range(len(tokens), at, -1):
                if self._one(", ".join(tokens[at:end])):
                    at = end
                    break
            else:
                at += 1
                self.is_whole = False

    def _one(self, text: str) -> bool:
        """Whether this much is one anchor, sent or not."""
        if place := self._anchors.exactly(text):
            self._source, self._kinds = place.source, [place.locator.kind]
            return self._add([Target((place,))])
        if self._located(text):
            return True
        if named := self._anchors.source_of(text):
            return self._in_source(*named)
        if self._anchors.are_named and (unknown := _OF_A_FILE.fullmatch(text)):
            # Of a file that was not sent, it may be: a place it is all the same.
            return bool(locators.counted(unknown["place"])) and self._add([])
        before, _, name = text.rpartition(" of ") if " of " in text else text.rpartition(" in ")
        if before and (named := self._anchors.source_of(name)) and not named[1]:
            self._source = named[0]
            return self._located(before)
        return False

    def _in_source(self, source: str, rest: str) -> bool:
        if rest:
            self._source = source
            return self._located(rest)
        if self._source != source or not self.targets:
            self._add([Target(tuple(self._anchors.of_source(source)))])
        self._source = source
        return True

    def _located(self, text: str) -> bool:
        if self._kinds and (numbers := locators.numbers_alone(text)):
            return self._first_of([self._at(Locator(kind, *numbers)) for kind in self._kinds])
        # A title may stand behind it: `[slide 4: Roadmap]`.
        found = locators.counted(text) or locators.counted(text.partition(":")[0].strip())
        if found and (found[0].kind != Kind.IMAGE or self._anchors.has(Kind.IMAGE)):
            self._kinds = [locator.kind for locator in found]
            return self._first_of([self._at(locator) for locator in found])
        if self._anchors.has(Kind.TIME) and (moment := locators.time(text)):
            return self._add(self._anchors.at_time(moment, self._source))
        if self._anchors.has(Kind.SHEET) and (cited := locators.cells(text)):
            targets = self._anchors.in_sheet(cited, self._source)
            if targets and ("!" in text or not self._is_strict):
                return self._add(targets)
            if "!" in text and ", " not in text:
                return self._add([])
        if self._is_strict:
            return False
        targets = self._anchors.labelled(text, self._source)
        return self._add(targets) if targets or (text.startswith("§") and self._anchors.has(Kind.LABEL)) else False

    def _at(self, locator: Locator) -> list[Target]:
        found = self._anchors.at(locator, self._source)
        if found or locator.kind != Kind.ROWS or not self._anchors.has(Kind.SHEET):
            return found
        # The sheet that was named before only says where the row is.
        named = self.targets.pop() if self.targets and self.targets[-1].options[0].locator.kind == Kind.SHEET else None
        return self._anchors.rows_of_sheet(locator, self._source, named.options[0].locator.label if named else None)

    def _first_of(self, found: list[list[Target]]) -> bool:
        """The first reading that was sent: `Zeile 7` of a table is a row."""
        return self._add(next((targets for targets in found if targets), list[Target]()))

    def _add(self, targets: list[Target]) -> bool:
        self.is_anchor = True
        self.is_whole = self.is_whole and bool(targets)
        self.targets += targets
        return True


def _place(anchor: str, pages: tuple[int, ...], source: str) -> Place:
    head, tail = "", anchor
    name = " ".join(source.split())
    if name and anchor.startswith(f"{name}, "):
        head, tail = f"{name}, ", anchor[len(name) + 2 :]
    elif (locator := _locator(anchor)).kind == Kind.LABEL and not anchor.startswith("§") and ", " in anchor:
        before, _, behind = anchor.rpartition(", ")
        if _locator(behind).kind != Kind.LABEL:
            head, tail, name = f"{before}, ", behind, before
    locator = _locator(tail)
    return Place(anchor, pages, locator, plain_name(name), head)


def _locator(text: str) -> Locator:
    """An anchor's own locator, as `language.Anchor` writes it."""
    plain = fold(text)
    if found := locators.counted(plain):
        return found[0]
    if moment := locators.time(plain):
        return Locator(Kind.TIME, moment.first, moment.first)
    if "!" in plain and (cited := locators.cells(plain)):
        return cited
    return Locator(Kind.LABEL, label=plain)


def _of(places: Sequence[Place], source: str | None) -> list[Place]:
    return [place for place in places if source is None or place.source == source]


def _finer(locator: Locator, place: Place) -> str:
    if locator.kind != Kind.SHEET:
        return str(locator)
    assert locator.columns, "cells are cited with their columns"
    name = place.anchor[len(place.prefix) :].rpartition("!")[0]
    first, last = (f"{_letters(column)}{row}" for column, row in zip(locator.columns, (locator.first, locator.last), strict=True))
    return f"{name}!{first}" if first == last else f"{name}!{first}:{last}"


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
