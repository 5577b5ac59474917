"""The words of Word and PowerPoint files and their paragraphs, table rows and slides, nothing else.

For files that the parser refuses or dies of: it reads the XML as a stream, as far as that is well-formed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from zipfile import BadZipFile

from bot.documents.formats import damaged
from bot.documents.job import Job
from bot.documents.office.deck import Deck
from bot.documents.office.hidden import Styles, without_hidden
from bot.documents.office.package import Package
from bot.documents.office.pages import document_of, slides_of
from bot.documents.office.slides import Canvas, without_unseen
from bot.documents.page_warnings import left_out
from bot.documents.xml_stream import BadXml, utf8, visit
from bot.language import Document, FileUnreadable

_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")


def extract_word(job: Job) -> Document:
    """The document's text, by headings where its styles are named so. Raises `FileUnreadable` where it is damaged."""
    with Package(job.path, format_label="Word") as package:
        try:
            styles = Styles(utf8(package.read("word/styles.xml")))
            seen = without_hidden(utf8(package.read("word/document.xml")), styles)
            text = plain_text(seen.part)
        except (BadXml, BadZipFile) as error:
            raise FileUnreadable(damaged("Word"), detail=type(error).__name__) from None
    return document_of(text, kind="docx", job=job, warnings=left_out(seen.left_out))


def extract_slides(job: Job) -> Document:
    """The text of each slide, in the order of their numbers. Raises `FileUnreadable` where none can be read."""
    with Package(job.path, format_label="PowerPoint") as package:
        names = sorted(filter(_SLIDE.fullmatch, package.names), key=lambda name: int(name[len("ppt/slides/slide") : -4]))
        canvas = Canvas(0, 0)
        with suppress(BadXml, BadZipFile):
            deck = Deck(package)
            names = list(deck.slides)
            canvas = Canvas(deck.width, deck.height)
        hidden: Counter[str] = Counter()
        slides = list(_slides(package, names, canvas, hidden))
    if not slides:
        raise FileUnreadable(damaged("PowerPoint"))
    return slides_of(slides, total=len(names), kind="pptx", job=job, warnings=left_out(hidden))


def plain_text(part: bytes) -> str:
    """The text of one part: a line for each paragraph, tabs between the cells of a row. Raises `BadXml`."""
    reader = _Words()
    visit(part, reader)
    return "\n".join(line.rstrip() for line in reader.lines if line.strip())


def _slides(package: Package, names: list[str], canvas: Canvas, hidden: Counter[str]) -> Iterator[tuple[int, str]]:
    for number, name in enumerate(names, start=1):
        with suppress(BadXml, BadZipFile):
            part = utf8(package.read(name))
            if _is_hidden(part):
                hidden["hidden slides"] += 1
                continue
            seen = without_unseen(part, canvas) if canvas.width else None
            hidden += seen.left_out if seen else Counter()
            yield number, plain_text(seen.part if seen else part)


def _is_hidden(slide: bytes) -> bool:
    root = re.search(rb"<\w*:?sld\b[^<>]*>", slide)
    return root is not None and re.search(rb'\bshow\s*=\s*["\'](?:0|false)', root[0]) is not None


class _Words:
    """Collects lines; `mc:Fallback` repeats for old readers what was said before it."""

    def __init__(self) -> None:
        self.lines: list[str] = [""]
        self._fallbacks = 0
        self._rows = 0
        self._in_text = False

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        self._in_text = name == "t" and not self._fallbacks
        match name:
            case "Fallback":
                self._fallbacks += 1
            case "tr":
                self._rows += 1
                self.lines.append("")
            case "p" if not self._rows:
                self.lines.append("")
            case "tab" | "br" | "p":
                self.lines[-1] += " " if self.lines[-1][-1:].strip() else ""
            case "pStyle" if (level := re.fullmatch(r"[Hh]eading([1-6])", attributes.get("val", ""))) and not self._rows:
                self.lines[-1] = f"{'#' * int(level[1])} "
            case _:
                pass

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        self._in_text = False
        if name == "Fallback":
            self._fallbacks -= 1
        elif name == "tr":
            self._rows -= 1
            self.lines.append("")
        elif name == "tc":
            self.lines[-1] += "\t"

    def text(self, data: str) -> None:
        if self._in_text:
            self.lines[-1] += data
