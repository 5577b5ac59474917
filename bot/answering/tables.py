"""What is done from one question to the next about a table of which not all rows are shown: whether to search its file again,
and what of the earlier search stays. Pure; it neither reads nor keeps.
"""

from collections.abc import Sequence

from bot.answering.sought import terms
from bot.language import Document, Page, phrases

MOST_EARLIER = 200
"""So many pages of rows that were found for earlier questions stay: what follows up on an answer may need them."""


def is_to_be_searched(document: Document, sought: Sequence[str]) -> bool:
    """Whether something is sought that the document, or one inside it, was not searched for and that is no column's name."""
    partial = document.partial_table
    if partial:
        known = {*partial.sought, *terms(" ".join(partial.columns))}
        if not known.issuperset(sought):
            return True
    return any(is_to_be_searched(child, sought) for child in document.children if isinstance(child, Document))


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
