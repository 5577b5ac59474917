"""What all office readers make of their Markdown: a Document by headings, or else by lines, and what was left out of it."""

from collections.abc import Iterable

from bot.documents.headings import has_headings, headed
from bot.documents.job import Job
from bot.documents.pages import CHUNK_CHARACTERS, by_lines, clean, fill, part
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, phrases

WHOLE_CHARACTERS = 2 * CHUNK_CHARACTERS
"""A document without headings up to here is one piece: line numbers of Markdown that nobody else sees help nobody."""


def document_of(markdown: str, *, kind: str, job: Job, warnings: tuple[str, ...] = ()) -> Document:
    """The pages of a text document. Raises `FileUnreadable` when there is nothing to read."""
    text = clean(markdown).strip()
    if not text:
        raise FileUnreadable(phrases.NOTHING_READ)
    if has_headings(text):
        document = headed(text, kind=kind, max_characters=job.max_characters)
        return document.model_copy(update={"warnings": (*warnings, *document.warnings)})
    whole = len(text) <= WHOLE_CHARACTERS
    source = [Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown=text)] if whole else by_lines(text)
    pages, complete = fill(source, max_characters=job.max_characters)
    if complete:
        return Document(name="", kind=kind, pages=pages, total_pages=len(pages), warnings=warnings)
    total, warning = part(pages, text)
    return Document(name="", kind=kind, pages=pages, total_pages=total, warnings=(*warnings, warning))


def slides_of(slides: Iterable[tuple[int, str]], *, total: int, kind: str, job: Job, warnings: tuple[str, ...] = ()) -> Document:
    """One page for each slide that says anything, by its number in the deck. Raises `FileUnreadable` when none does."""
    source = (
        Page(anchor=Anchor(kind=AnchorKind.SLIDE, first=number, last=number), markdown=markdown) for number, markdown in slides
    )
    pages, complete = fill(source, max_characters=job.max_characters)
    if not any(page.markdown.strip() for page in pages):
        raise FileUnreadable(phrases.NOTHING_READ)
    if not complete:
        read = phrases.READ_IN_PART["slide"].format(first=1, last=pages[-1].anchor.last, total=total)
        warnings = (*warnings, read)
    return Document(name="", kind=kind, pages=pages, total_pages=total, warnings=warnings)


def comment(author: str, text: str) -> list[str]:
    """The Markdown of a comment, in one line; nothing where it says nothing."""
    said = " ".join(text.split())
    marker = f"Comment ({' '.join(author.split())})" if author.strip() else "Comment"
    return [f"> **{marker}:** {said}"] if said else []
