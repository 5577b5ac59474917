"""What is said of pages, said of their file: the receipt has a line for the file and none for its pages."""

from collections import Counter
from collections.abc import Sequence

from bot.language import Page, phrases
from bot.language.wording import counted, in_form


def said_of_pages(pages: Sequence[Page]) -> tuple[str, ...]:
    """Each warning of pages that is worth a word there once: on how many pages, unless on all."""
    told = _told()
    counts = Counter(warning for page in pages for warning in page.warnings if warning in told)
    return tuple(
        warning if count == len(pages) else phrases.ON_SOME_PAGES.format(warning=warning, pages=counted(count, "page"))
        for warning, count in counts.items()
    )


def left_out(hidden: Counter[str]) -> tuple[str, ...]:
    """The warning that names what was hidden; none when nothing was. The kinds are those of `phrases.HIDDEN`."""
    said = [in_form(phrases.HIDDEN[kind], count) for kind, count in hidden.items() if count]
    return (phrases.HIDDEN_LEFT_OUT.format(where=", ".join(said)),) if said else ()


def _told() -> frozenset[str]:
    return frozenset(
        {
            phrases.NO_TEXT_LAYER,
            phrases.GARBLED_TEXT,
            phrases.TEXT_RECOGNISED,
            phrases.NO_TEXT_RECOGNISED,
            phrases.SCAN_NOT_READ,
            phrases.SCAN_NEEDS_OCR,
            phrases.DAMAGED_PAGE,
        }
    )
