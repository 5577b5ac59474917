"""PDFs → Markdown page by page, by LiteParse; what it leaves empty or can't read comes as plain text from PDFium.

Pages without a text layer are pages still, with a warning. PDFium is not thread-safe: one worker reads one PDF at a time.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import repeat
from time import monotonic

from liteparse.parser import LiteParse
from liteparse.types import ParseError
from pypdfium2 import PdfDocument, PdfiumError
from pypdfium2.raw import FPDF_ERR_PASSWORD

from bot.documents.job import Job
from bot.documents.pages import clean, fill
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, PasswordNeeded, phrases

BATCH_PAGES = 25
"""LiteParse's own default; 10,000 pages stay below 65 MB of memory that way, and 4 GB without batches."""
SOFT_DEADLINE = 0.8
"""The share of the time after which reading stops by itself: part of a file is better than a killed worker."""

_FENCES = ("```text", "```")


def extract(job: Job) -> Document:
    """Markdown with tables and links, in reading order."""
    with closing(_open(job)) as pdf:
        return _document(job, pdf, _markdown(job))


def extract_plain(job: Job) -> Document:
    """The text alone: for a file that LiteParse died of."""
    with closing(_open(job)) as pdf:
        return _document(job, pdf, repeat(""))


def _open(job: Job) -> PdfDocument:
    try:
        pdf = PdfDocument(job.path, password=job.password)
    except PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise PasswordNeeded(phrases.PASSWORD_PROTECTED, detail="PDFium: password") from None
        raise FileUnreadable(phrases.DAMAGED.format(format="PDF"), detail=f"PDFium: error {error.err_code}") from None
    return pdf


def _document(job: Job, pdf: PdfDocument, markdown: Iterator[str]) -> Document:
    reading = _Reading(pdf, markdown, deadline=monotonic() + job.seconds * SOFT_DEADLINE)
    pages, _ = fill(reading, max_characters=job.max_characters)
    warnings: list[str] = []
    if reading.stopped:
        warnings.append(phrases.STOPPED_AT_DEADLINE.format(seconds=round(job.seconds * SOFT_DEADLINE)))
    if all(page.warnings == (phrases.DAMAGED_PAGE,) for page in pages):
        raise FileUnreadable(phrases.DAMAGED.format(format="PDF"), detail="every page")
    if not any(page.markdown for page in pages):
        warnings.append(phrases.SCANNED)
    return Document(name="", kind="pdf", pages=pages, total_pages=len(pdf), warnings=tuple(warnings))


class _Reading(Iterable[Page]):
    """The pages in order, until the deadline; at least the first."""

    def __init__(self, pdf: PdfDocument, markdown: Iterator[str], *, deadline: float) -> None:
        self._pdf = pdf
        self._markdown = markdown
        self._deadline = deadline
        self.stopped = False

    def __iter__(self) -> Iterator[Page]:
        for number in range(1, len(self._pdf) + 1):
            if number > 1 and monotonic() > self._deadline:
                self.stopped = True
                return
            text = next(self._markdown, "") or _plain(self._pdf, number)
            warnings = () if text else (phrases.DAMAGED_PAGE if text is None else phrases.NO_TEXT_LAYER,)
            yield Page(anchor=Anchor(kind=AnchorKind.PAGE, first=number, last=number), markdown=text or "", warnings=warnings)


def _markdown(job: Job) -> Iterator[str]:
    """LiteParse's Markdown of page after page, `""` where it has none. Ends early, without an error, where it fails."""
    parser = LiteParse(
        output_format="markdown",
        ocr_enabled=False,
        image_mode="off",
        keep_headers_footers=True,
        continue_on_page_error=True,
        password=job.password,
        quiet=True,
        num_workers=1,
    )
    try:
        for batch in parser.parse_batches(job.path, BATCH_PAGES):
            found = {page.page_num: page.markdown for page in batch.result.pages}
            for number in range(batch.start_page, batch.end_page + 1):
                yield _unfenced_if_empty(found.get(number, ""))
    except ParseError:
        return


def _unfenced_if_empty(markdown: str) -> str:
    """LiteParse writes a page without text as an empty code fence."""
    return markdown.strip() if any(line not in _FENCES for line in markdown.split()) else ""


def _plain(pdf: PdfDocument, number: int) -> str | None:
    """The page's text as PDFium finds it, or nothing where it can't load the page."""
    try:
        with closing(pdf[number - 1]) as page, closing(page.get_textpage()) as text:
            return clean(text.get_text_bounded()).strip()
    except PdfiumError:
        return None
