"""Two documents, or two versions of one, compared: what was added, removed and changed, with the places in both. Pure.

The comparing is code's work, not the model's: sentence by sentence, tables cell by cell. The model is given the differences to
tell what they mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from unicodedata import normalize

from bot.answering.alignment import differing
from bot.answering.fence import cited_as
from bot.answering.reading import ReadFile
from bot.language import ARCHIVE, MESSAGES, Anchor, AnchorKind, Document, Page, marks, phrases
from bot.model.template import neutralise

ALIKE = 0.6
"""From this share of common letters on, what stands in place of a sentence is that sentence, changed."""

MOST_PAIRED = 30
"""In a stretch of more differing sentences than this they are not paired: each costs a comparison with each."""

LONGEST_UNIT = 600
MOST_UNITS = 50_000
"""Of each document: no question needs more, and a hostile file may have millions."""

MOST_LETTERS = 50_000_000
"""So many letters are compared with letters to find out what a sentence has become, some seconds' work; of what differs after
that, what was there counts as removed and what is there as added."""

PAGE_CHARACTERS = 3_000

_COMPARE = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)|differ(?:s|ences?)?|diff|what(?:'s| has| is)? changed"
    r"|different (?:from|to|than|between)|what(?:'s| is| are) different|changes? (?:between|from|since)"
    r"|vergleich\w*|vergl\w*|unterschied\w*|geändert|compar\w*|différences?|diferencias?|cambios)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=[^\s\d])")
_NUMBERED_HEAD = re.compile(r"row", re.IGNORECASE)
_COLUMN = re.compile(r"(?P<letters>[A-Z]{1,3})(?:: (?P<name>.*))?")


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A sentence, or a row of a table, and where it stands."""

    text: str
    key: str
    """In the form in which it is compared."""
    anchor: str
    cells: tuple[tuple[str, str], ...] = ()
    """Of a row: what stands above each cell, and the cell."""
    row: str = ""
    """Of a row of a sheet: its number."""


def wants_comparison(words: str) -> bool:
    """Whether somebody asks what differs."""
    return _COMPARE.search(words) is not None


def compared(files: Sequence[ReadFile], words: str) -> tuple[ReadFile, ReadFile] | None:
    """Which two of the files are meant, the older first: those that are named, else the two shared last; None without two."""
    documents = [file for file in files if file.document and file.document.kind not in {MESSAGES, ARCHIVE}]
    named = [file for file in documents if (file.name.rpartition(".")[0] or file.name).casefold() in words.casefold()]
    old_and_new = named if len(named) == 2 else documents[-2:]
    return (old_and_new[0], old_and_new[1]) if len(old_and_new) == 2 else None


def compare(old: Document, new: Document) -> Document:
    """The differences as a document: each names its places in both, as footnotes do.

    What only stands in another order counts as removed and added.
    """
    before, after = list(islice(_units(old), MOST_UNITS + 1)), list(islice(_units(new), MOST_UNITS + 1))
    is_cut = max(len(before), len(after)) > MOST_UNITS
    lines = list(_differences(before[:MOST_UNITS], after[:MOST_UNITS]))
    pages = tuple(_pages(lines))
    name = phrases.COMPARED.format(old=old.name, new=new.name)
    warnings = (phrases.COMPARED_IN_PART.format(count=MOST_UNITS),) if is_cut else ()
    return Document(name=name, kind="comparison", pages=pages, total_pages=len(pages), warnings=warnings)


def _differences(before: Sequence[Unit], after: Sequence[Unit]) -> Iterator[str]:
    letters = MOST_LETTERS
    for old_start, old_end, new_start, new_end in differing([unit.key for unit in before], [unit.key for unit in after]):
        old, new = before[old_start:old_end], after[new_start:new_end]
        are_few = len(old) * len(new) <= MOST_PAIRED**2
        letters -= _letters(old) * _letters(new) if are_few else 0
        yield from _changes(old, new, _pairs(old, new) if are_few and letters >= 0 else {})


def _letters(units: Sequence[Unit]) -> int:
    """Of sentences: rows are compared cell by cell."""
    return sum(min(len(unit.key), LONGEST_UNIT) for unit in units if not unit.cells)


def _changes(old: Sequence[Unit], new: Sequence[Unit], pairs: Mapping[int, int]) -> Iterator[str]:
    """One stretch in which the two differ: what has become of what, then what is gone, and what is new."""
    for before, after in pairs.items():
        yield from _changed(old[before], new[after])
    for number, unit in enumerate(old):
        if number not in pairs:
            yield marks.DIFFERENCE_REMOVED.format(anchor=unit.anchor, text=_shown(unit))
    kept = set(pairs.values())
    for number, unit in enumerate(new):
        if number not in kept:
            yield marks.DIFFERENCE_ADDED.format(anchor=unit.anchor, text=_shown(unit))


def _pairs(old: Sequence[Unit], new: Sequence[Unit]) -> dict[int, int]:
    """Which of the new units each old one has become, the most alike first, if alike at all."""
    likeness = sorted(
        ((_likeness(before, after), -abs(i - j), i, j) for i, before in enumerate(old) for j, after in enumerate(new)),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for ratio, _, i, j in likeness:
        if ratio < ALIKE:
            break
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return dict(sorted(pairs.items()))


def _likeness(old: Unit, new: Unit) -> float:
    if bool(old.cells) != bool(new.cells):
        return 0.0
    if old.cells and new.cells:
        # A row is known by its first cell: the others are what may have changed.
        same_name = old.cells[0][1] and old.cells[0][1] == new.cells[0][1]
        same = sum(cell == other for cell, other in zip(old.cells, new.cells, strict=False))
        return 1.0 if same_name else same / max(len(old.cells), len(new.cells))
    matcher = SequenceMatcher(None, old.key[:LONGEST_UNIT], new.key[:LONGEST_UNIT], autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE else 0.0


def _changed(old: Unit, new: Unit) -> Iterator[str]:
    if not (old.cells and new.cells):
        yield marks.DIFFERENCE_CHANGED.format(old=old.anchor, new=new.anchor, before=_shown(old), after=_shown(new))
        return
    before, after = dict(old.cells), dict(new.cells)
    for column in dict.fromkeys([*before, *after]):
        was, is_now = before.get(column, ""), after.get(column, "")
        if was != is_now:
            yield marks.DIFFERENCE_CELL.format(
                old=_cell(old, column),
                new=_cell(new, column),
                row=old.cells[0][1],
                column=_named(column),
                before=was or marks.NO_VALUE,
                after=is_now or marks.NO_VALUE,
            )


def _cell(unit: Unit, column: str) -> str:
    """The anchor of one cell: `Sheet2!B7` in a sheet, else the anchor of its page."""
    found = _COLUMN.fullmatch(column)
    sheet, bang, _ = unit.anchor.rpartition("!")
    return f"{sheet}!{found['letters']}{unit.row}" if found and bang and unit.row else unit.anchor


def _named(column: str) -> str:
    found = _COLUMN.fullmatch(column)
    return (found and found["name"]) or column


def _shown(unit: Unit) -> str:
    return unit.text if len(unit.text) <= LONGEST_UNIT else f"{unit.text[:LONGEST_UNIT]}…"


def _units(document: Document) -> Iterator[Unit]:
    for page in document.pages:
        if page.is_found:
            # A row that was found in one of two tables only need not be missing in the other.
            continue
        anchor = cited_as(page, of=document)
        head: list[str] = []
        prose: list[str] = []
        for line in [*neutralise(page.markdown).splitlines(), ""]:
            cells = _cells(line)
            if cells is None:
                head = []
                if line.strip():
                    prose.append(line.strip())
                    continue
            yield from _sentences(prose, anchor)
            prose = []
            if cells is None or all(set(cell) <= set("-: ") for cell in cells):
                continue
            if not head:
                head = cells
                continue
            yield _row(head, cells, anchor, line)


def _row(head: Sequence[str], cells: Sequence[str], anchor: str, line: str) -> Unit:
    names = [*head, *(str(number) for number in range(len(head) + 1, len(cells) + 1))]
    row = ""
    if _NUMBERED_HEAD.fullmatch(head[0]) and cells[0].isdigit():
        # The number in front is a sheet's own: it moves when a row is put in above.
        row, names, cells = cells[0], names[1:], cells[1:]
    pairs = tuple(zip(names, cells, strict=False))
    return Unit(text=" | ".join(cells), key=_key("|".join(cells)), anchor=anchor, cells=pairs or (("", line),), row=row)


def _cells(line: str) -> list[str] | None:
    said = line.strip()
    if len(said) < 2 or not (said.startswith("|") and said.endswith("|")):
        return None
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", said[1:-1])]


def _sentences(lines: Sequence[str], anchor: str) -> Iterator[Unit]:
    """Wrapped lines are joined: two versions rarely break them at the same words."""
    for sentence in _SENTENCE.split(" ".join(lines)):
        if key := _key(sentence):
            yield Unit(text=sentence.strip(), key=key, anchor=anchor)


def _key(text: str) -> str:
    return " ".join(re.sub(r"[*_#>`]+", " ", normalize("NFKC", text)).casefold().split())


def _pages(lines: Sequence[str]) -> Iterator[Page]:
    chunk: list[str] = []
    number = 1
    for line in lines:
        if chunk and sum(map(len, chunk)) + len(line) > PAGE_CHARACTERS:
            yield _page(chunk, number)
            number += len(chunk)
            chunk = []
        chunk.append(line)
    if chunk:
        yield _page(chunk, number)


def _page(lines: Sequence[str], first: int) -> Page:
    label = marks.DIFFERENCES.format(first=first, last=first + len(lines) - 1)
    return Page(anchor=Anchor(kind=AnchorKind.WHOLE, label=label), markdown="\n".join(lines))
