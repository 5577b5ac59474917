"""What is said of pages, said of their file: the receipt has a line for the file and none for its pages."""

from collections import Counter
from collections.abc import Sequence

from bot.language import Page, phrases

TOLD = {
    phrases.NO_TEXT_LAYER,
    phrases.GARBLED_TEXT,
    phrases.TEXT_RECOGNISED,
    phrases.NO_TEXT_RECOGNISED,
    phrases.SCAN_NOT_READ,
    phrases.SCAN_NEEDS_OCR,
    phrases.DAMAGED_PAGE,
}
"""The warnings of pages that are worth a word there."""


def said_of_pages(pages: Sequence[Page]) -> tuple[str, ...]:
    """Each of these warnings once: on how many pages, unless on all."""
    counts = Counter(warning for page in pages for warning in page.warnings if warning in TOLD)
    return tuple(
        warning if count == len(pages) else phrases.ON_SOME_PAGES.format(warning=warning, pages=some(count))
        for warning, count in counts.items()
    )


def some(count: int) -> str:
    """`1 page`, `2 pages`."""
    return phrases.ONE_PAGE if count == 1 else phrases.SOME_PAGES.format(count=count)


def left_out(counted: Counter[str]) -> tuple[str, ...]:
    """The warning that names what was hidden; none when nothing was. Keys are plurals."""
    said = [f"{count:,} {kind.removesuffix('s') if count == 1 else kind}" for kind, count in counted.items() if count]
    return (phrases.HIDDEN_LEFT_OUT.format(where=", ".join(said)),) if said else ()
