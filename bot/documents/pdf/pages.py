"""PDFs → Markdown page by page, by LiteParse; what it leaves empty or can't read comes as plain text from PDFium.

Text that nobody sees is left out. PDFium is not thread-safe: one worker reads one PDF at a time.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from itertools import repeat
from time import monotonic
from typing import NamedTuple

from liteparse.parser import LiteParse
from liteparse.types import ParsedPage, ParseError
from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2.raw import FPDF_ERR_PASSWORD

from bot.documents.formats import damaged
from bot.documents.job import Job
from bot.documents.page_warnings import said_of_pages
from bot.documents.pages import clean, fill
from bot.documents.pdf.forms import additions, load_forms
from bot.documents.pdf.objects import PageObjects, TextObject, remove, remove_from_copy
from bot.documents.pdf.pictures import Pictures, Want, need
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, PasswordNeeded, phrases
from bot.language.wording import counted

BATCH_PAGES = 25
"""LiteParse's own default; 10,000 pages stay below 65 MB of memory that way, and 4 GB without batches."""
TEXT_DEADLINE, SOFT_DEADLINE = 0.6, 0.8
"""The shares of the time after which reading text, then pictures, stops: part of a file is better than a killed worker."""

_FENCES = ("```text", "```")


class _Parsed(NamedTuple):
    """What LiteParse made of a page: its Markdown, and the share of it that figures cover."""

    markdown: str = ""
    figures: float = 0.0


def extract(job: Job) -> Document:
    """Markdown with tables and links, in reading order; pictures of the pages that text does not tell."""
    with closing(_open(job)) as pdf:
        return _document(job, _Reading(pdf, _parsed(job), thorough=True, seconds=job.seconds), pdf)


def extract_plain(job: Job) -> Document:
    """The text alone: for a file that LiteParse, drawing or recognising died of."""
    with closing(_open(job)) as pdf:
        return _document(job, _Reading(pdf, repeat(_Parsed()), thorough=False, seconds=job.seconds), pdf)


def _open(job: Job) -> PdfDocument:
    try:
        pdf = PdfDocument(job.path, password=job.password)
    except PdfiumError as error:
        if error.err_code == FPDF_ERR_PASSWORD:
            raise PasswordNeeded(phrases.PASSWORD_PROTECTED, detail="PDFium: password") from None
        raise FileUnreadable(damaged("PDF"), detail=f"PDFium: error {error.err_code}") from None
    load_forms(pdf)
    return pdf


def _document(job: Job, reading: "_Reading", pdf: PdfDocument) -> Document:
    started = monotonic()
    pages, _ = fill(reading, max_characters=job.max_characters)
    if all(page.warnings == (phrases.DAMAGED_PAGE,) for page in pages):
        raise FileUnreadable(damaged("PDF"), detail="every page")
    pictures = Pictures(pdf, pages, reading.wants, stripped=reading.stripped, deadline=started + job.seconds * SOFT_DEADLINE)
    pages = pictures.pages(show=reading.thorough and job.pictures, recognise=reading.thorough)
    pages, _ = fill(pages, max_characters=job.max_characters)
    warnings = [*said_of_pages(pages)]
    if reading.hidden:
        warnings.append(phrases.HIDDEN_LEFT_OUT.format(where=counted(reading.hidden, "page")))
    if reading.stopped:
        warnings.append(phrases.STOPPED_AT_DEADLINE.format(seconds=round(job.seconds * TEXT_DEADLINE)))
    return Document(name="", kind="pdf", pages=pages, total_pages=len(pdf), warnings=tuple(warnings))


class _Reading(Iterable[Page]):
    """The pages in order, until the deadline; at least the first. Then: what has to be seen, and was hidden."""

    def __init__(self, pdf: PdfDocument, parsed: Iterator[_Parsed], *, thorough: bool, seconds: float) -> None:
        self._pdf = pdf
        self._parsed = parsed
        self._deadline = monotonic() + seconds * TEXT_DEADLINE
        self.thorough = thorough
        self.stopped = False
        self.hidden = 0
        self.stripped: set[int] = set()
        self.wants: dict[int, Want] = {}

    def __iter__(self) -> Iterator[Page]:
        for number in range(1, len(self._pdf) + 1):
            if number > 1 and monotonic() > self._deadline:
                self.stopped = True
                return
            anchor = Anchor(kind=AnchorKind.PAGE, first=number, last=number)
            parsed = next(self._parsed, _Parsed())
            try:
                with closing(self._pdf[number - 1]) as page:
                    yield Page(anchor=anchor, markdown=self._markdown(page, parsed, number))
            except PdfiumError:
                yield Page(anchor=anchor, warnings=(phrases.DAMAGED_PAGE,))

    def _markdown(self, page: PdfPage, parsed: _Parsed, number: int) -> str:
        objects = PageObjects(page)
        hidden = objects.hidden()
        if hidden:
            parsed = _parsed_without(hidden, self._pdf, number) if self.thorough else _Parsed()
            remove(page, hidden)
            self.stripped.add(number)
        text = clean(parsed.markdown or _plain(page)).strip()
        beside = additions(page)
        self.hidden += bool(hidden) or beside.hidden or objects.say_something_outside()
        wanted = need(text, objects, figures=parsed.figures, is_form=beside.is_form)
        if wanted:
            self.wants[number] = Want(wanted, text)
        return "\n\n".join(part for part in (text, beside.markdown) if part)


def _parser(password: str | None = None) -> LiteParse:
    return LiteParse(
        output_format="markdown",
        ocr_enabled=False,
        image_mode="off",
        keep_headers_footers=True,
        continue_on_page_error=True,
        include_complexity=True,
        password=password,
        quiet=True,
        num_workers=1,
    )


def _parsed(job: Job) -> Iterator[_Parsed]:
    """LiteParse's reading of page after page, empty where it has none. Ends early, without an error, where it fails."""
    try:
        for batch in _parser(job.password).parse_batches(job.path, BATCH_PAGES):
            found = {page.page_num: page for page in batch.result.pages}
            for number in range(batch.start_page, batch.end_page + 1):
                yield _of(found[number]) if number in found else _Parsed()
    except ParseError:
        return


def _parsed_without(hidden: list[TextObject], pdf: PdfDocument, number: int) -> _Parsed:
    """LiteParse's reading of one page once more, of a copy that holds nothing hidden; empty where that can't be had."""
    copied = BytesIO()
    try:
        with closing(PdfDocument.new()) as copy:
            copy.import_pages(pdf, [number - 1])
            with closing(copy[0]) as page:
                if not remove_from_copy(page, hidden):
                    return _Parsed()
            copy.save(copied)
        pages = _parser().parse(copied.getvalue()).pages
    except (PdfiumError, ParseError):
        return _Parsed()
    return _of(pages[0]) if pages else _Parsed()


def _of(page: ParsedPage) -> _Parsed:
    # LiteParse writes a page without text as an empty code fence.
    empty = all(line in _FENCES for line in page.markdown.split())
    layout = page.complexity.layout if page.complexity else None
    return _Parsed("" if empty else page.markdown.strip(), layout.figure_coverage if layout else 0.0)


def _plain(page: PdfPage) -> str:
    """The page's text as PDFium finds it, empty where it finds none."""
    with closing(page.get_textpage()) as text:
        return text.get_text_bounded()
