"""The tables of a document: which pages are whose, which tell what a table is, and what is done about one of which not all rows
are shown from one question to the next. Pure; it neither reads nor keeps.
"""

import re
from collections.abc import Sequence

from bot.answering.sought import terms
from bot.language import AnchorKind, Document, Page, phrases

MOST_EARLIER = 200
"""So many pages of rows that were found for earlier questions stay: what follows up on an answer may need them."""


LONG_CELL = 80
"""A cell of so many characters is a sentence or two."""
PROSE_SHARE = 0.25
"""Rows are worth being read for what they say where so many of them hold such a cell: answers to a survey, complaints."""
_LONG_CELL = re.compile(rf"\|[^|\n]{{{LONG_CELL},}}\|")


def tables_of(document: Document) -> list[list[int]]:
    """The places of each table's pages, the one that describes it first; none where the document consists of something else."""
    if not document.pages or document.pages[0].anchor.kind not in (AnchorKind.ROWS, AnchorKind.CELLS):
        return []
    tables: dict[str, list[int]] = {}
    for place, page in enumerate(document.pages):
        tables.setdefault(sheet_of(page), []).append(place)
    return list(tables.values())


def edges_of(tables: Sequence[Sequence[int]]) -> list[int]:
    """The places of the tables' first and last rows."""
    return [*(place for table in tables for place in table[1:2]), *(table[-1] for table in tables)]


def worth_reading(document: Document) -> Document:
    """The document without those rows of long tables that nobody would read through: of numbers and names a table's statistics
    tell more. Each table's description stays, what was found in it, its first and its last rows; and where all of its rows are
    on the pages, those that hold sentences.
    """
    tables = tables_of(document)
    if not tables:
        return document
    kept = {*(table[0] for table in tables), *edges_of(tables)}
    pages = tuple(
        page
        for place, page in enumerate(document.pages)
        if place in kept or page.is_found or (not document.partial_table and _is_prose(page))
    )
    return document.model_copy(update={"pages": pages})


def is_to_be_searched(document: Document, sought: Sequence[str]) -> bool:
    """Whether something is sought that the document, or one inside it, was not searched for and that is no column's name."""
    partial = document.partial_table
    if partial:
        known = {*partial.sought, *terms(" ".join(partial.columns))}
        if not known.issuperset(sought):
            return True
    return any(is_to_be_searched(child, sought) for child in document.children if isinstance(child, Document))


def is_of_a_question(document: Document) -> bool:
    """Whether it, or a document inside it, tells of what somebody sought: in what it says of its search, or by rows found."""
    partial = document.partial_table
    if (partial and partial.sought) or any(page.is_found for page in document.pages):
        return True
    return any(is_of_a_question(child) for child in document.children if isinstance(child, Document))


def with_earlier_finds(document: Document, earlier: Document) -> Document:
    """The document, which was just read, with the rows that were found when it was read before."""
    before = {child.name: child for child in earlier.children if isinstance(child, Document)}
    children = tuple(
        with_earlier_finds(child, before[child.name]) if isinstance(child, Document) and child.name in before else child
        for child in document.children
    )
    pages = _joined(document.pages, earlier.pages) if document.partial_table else document.pages
    return document.model_copy(update={"pages": pages, "children": children})


def not_searched(document: Document, reason: str) -> Document:
    """A document read before, whose file could not be had or read once more: it says that it was not searched now."""
    return document.model_copy(update={"warnings": (*document.warnings, phrases.NOT_SEARCHED.format(reason=reason))})


def sheet_of(page: Page) -> str:
    """The sheet that a page of rows belongs to; none for a file that is one table."""
    return str(page.anchor).rpartition("!")[0]


def _is_prose(page: Page) -> bool:
    rows = page.markdown.count("\n| ")
    return len(_LONG_CELL.findall(page.markdown)) >= max(rows * PROSE_SHARE, 1)


def _joined(pages: Sequence[Page], earlier: Sequence[Page]) -> tuple[Page, ...]:
    joined = list(pages)
    shown = {sheet: _rows([page for page in pages if sheet_of(page) == sheet]) for sheet in map(sheet_of, pages)}
    found = [page for page in earlier if page.is_found and sheet_of(page) in shown]
    for page in [page for page in found if shown[sheet_of(page)].isdisjoint(_rows([page]))][:MOST_EARLIER]:
        before = (
            place
            for place, other in enumerate(joined)
            if sheet_of(other) == sheet_of(page) and other.anchor.first <= page.anchor.first
        )
        joined.insert(max(before, default=-1) + 1, page)
    return tuple(joined)


def _rows(pages: Sequence[Page]) -> set[int]:
    return {row for page in pages for row in range(page.anchor.first, page.anchor.last + 1)}
