"""Word and PowerPoint files (OOXML) → Markdown by headings or slide by slide, without what their readers do not see.

The parser is office-oxide. What it refuses, or dies of, is read by `office_plain`: the words alone.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from zipfile import BadZipFile

from office_oxide import Document as Office
from office_oxide import OfficeOxideError

from bot.documents.ir import Node, blocks, links_once, nodes, with_chart_tables, without_pictures
from bot.documents.job import Job
from bot.documents.office import notes as office_notes
from bot.documents.office import plain as office_plain
from bot.documents.office.automatic import without_page_numbers, without_remarks
from bot.documents.office.deck import Deck
from bot.documents.office.hidden import Styles, without_hidden
from bot.documents.office.package import Package
from bot.documents.office.pages import document_of, slides_of
from bot.documents.office.slides import Canvas, without_unseen
from bot.documents.page_warnings import left_out
from bot.documents.xml_stream import BadXml, utf8
from bot.language import Document

WORD = "Word"
POWERPOINT = "PowerPoint"

_TEXT_PARTS = re.compile(r"word/(?:document\d*|header\d*|footer\d*)\.xml")
_RUNNING_PARTS = re.compile(r"word/(?:header|footer)\d*\.xml")


def extract_word(job: Job) -> Document:
    """A Word document by its headings; notes and comments stand behind their paragraph, running headers once."""
    with Package(job.path, format_label=WORD) as package:
        try:
            markdown, hidden = _word(package)
        except (BadXml, BadZipFile, OfficeOxideError):
            return office_plain.extract_word(job)
    return document_of(without_pictures(with_chart_tables(links_once(markdown))), kind="docx", job=job, warnings=left_out(hidden))


def extract_slides(job: Job) -> Document:
    """A deck slide by slide, with speaker notes, comments and the data of charts."""
    with Package(job.path, format_label=POWERPOINT) as package:
        try:
            deck = Deck(package)
            replaced, hidden = _seen_slides(package, deck)
            comments = [deck.comments(slide) for slide in deck.slides]
            beside = frozenset(name for name in package.names if name.startswith("ppt/comments/"))
            parsed = Office.from_bytes(package.lean(replaced, without=beside), "pptx").to_ir()
        except (BadXml, BadZipFile, OfficeOxideError):
            return office_plain.extract_slides(job)
    sections = nodes(parsed.get("sections"))
    hidden["hidden slides"] = sum(1 for section in sections if section.get("hidden"))
    slides = _slides(sections, comments)
    return slides_of(slides, total=len(sections), kind="pptx", job=job, warnings=left_out(hidden))


def slide_markdown(section: Node, comments: tuple[str, ...] = ()) -> str:
    """One slide: what stands on it, its speaker notes, the comments beside it."""
    parts = list(blocks(nodes(section.get("elements"))))
    if notes := "\n".join(blocks(nodes(section.get("speaker_notes")))):
        parts.append("**Speaker notes:**\n" + notes)
    return "\n\n".join([*parts, *comments])


def _word(package: Package) -> tuple[str, Counter[str]]:
    styles = Styles(utf8(package.read("word/styles.xml")))
    notes = {name: utf8(package.read(name)) for name in office_notes.PARTS}
    replaced: dict[str, bytes] = {}
    hidden: Counter[str] = Counter()
    for name in (*filter(_TEXT_PARTS.fullmatch, package.names), *notes):
        part = without_remarks(notes[name] if name in notes else utf8(package.read(name)))
        seen = without_hidden(without_page_numbers(part) if _RUNNING_PARTS.fullmatch(name) else part, styles)
        hidden += seen.left_out
        (notes if name in notes else replaced)[name] = seen.part
    found = office_notes.read_notes(notes)
    replaced = {name: office_notes.mark(part) if found else part for name, part in replaced.items()}
    parsed = Office.from_bytes(package.lean(replaced, without=frozenset(notes)), "docx")
    return office_notes.place(parsed.to_markdown(), found), hidden


def _seen_slides(package: Package, deck: Deck) -> tuple[dict[str, bytes], Counter[str]]:
    replaced: dict[str, bytes] = {}
    hidden: Counter[str] = Counter()
    for slide in deck.slides:
        seen = without_unseen(
            without_remarks(utf8(package.read(slide))), Canvas(deck.width, deck.height, partial(deck.is_plain, slide))
        )
        hidden += seen.left_out
        replaced[slide] = seen.part
    return replaced, hidden


def _slides(sections: list[Node], comments: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    for number, section in enumerate(sections, start=1):
        if not section.get("hidden"):
            yield number, slide_markdown(section, comments[number - 1] if number <= len(comments) else ())
