"""OpenDocument texts and presentations (ODT, ODP) → Markdown by headings or slide by slide, by one pass through their XML.

It reads the words, their structure, notes, comments and the data of charts; what a reader does not see is left out and named.
"""

import posixpath
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from zipfile import BadZipFile

from bot.documents.formats import damaged
from bot.documents.ir import pipes
from bot.documents.job import Job
from bot.documents.office.odf_styles import Styles
from bot.documents.office.package import Package
from bot.documents.office.pages import comment, document_of, slides_of
from bot.documents.page_warnings import left_out
from bot.documents.xml_stream import BadXml, utf8, visit
from bot.language import Document, FileUnreadable, phrases

LABEL = "OpenDocument"
REPEATED = 100
"""A cell that stands for many alike is written so often at most, a row likewise: sheets say so of their empty rest."""
DEEPEST_OBJECT = 2
"""Charts are objects inside a document; an object inside an object is followed once more, a loop is not."""

_SHOWN = frozenset({"body", "header", "header-left", "header-first", "footer", "footer-left", "footer-first"})
_SILENT = frozenset(
    {"forms", "script", "sequence-decls", "sender-initials", "creator-initials", "date", "math", "event-listeners"}
)
_STYLED = frozenset({"p", "h", "span", "a"})
_APART = frozenset({"list", "list-item", "list-header", "page", "note-body", "annotation", "notes"})
"""Elements whose blocks gather apart until they end."""


def extract(job: Job) -> Document:
    """A text by its headings, or a presentation slide by slide."""
    with Package(job.path, format_label=LABEL) as package:
        try:
            if b"encryption-data" in package.read("META-INF/manifest.xml"):
                raise FileUnreadable(phrases.UNKNOWN_ENCRYPTION)
            content = _read(package, "content.xml")
            running = _read(package, "styles.xml").blocks
        except (BadXml, BadZipFile) as error:
            raise FileUnreadable(damaged(LABEL), detail=type(error).__name__) from None
    warnings = left_out(content.hidden)
    if content.slides:
        shown = ((number, text) for number, text in enumerate(content.slides, start=1) if text is not None)
        return slides_of(shown, total=len(content.slides), kind="odp", job=job, warnings=warnings)
    return document_of("\n\n".join([*dict.fromkeys(running), *content.blocks]), kind="odt", job=job, warnings=warnings)


def _read(package: Package, name: str, depth: int = 0) -> "_Reader":
    folder = posixpath.dirname(name)
    part = utf8(package.read(name))
    styles = Styles(utf8(package.read(posixpath.join(folder, "styles.xml"))), part)
    reader = _Reader(package, styles, folder=folder, depth=depth)
    if part:
        visit(part, reader)
    return reader


@dataclass
class _Paragraph:
    """An open paragraph or heading: its pieces so far, and the level of a heading."""

    level: int = 0
    pieces: list[str] = field(default_factory=list[str])


@dataclass
class _Table:
    """An open table: its rows so far, and of the cell that is open, how many places it takes."""

    rows: list[list[str]] = field(default_factory=list[list[str]])
    row_repeats: int = 1
    repeats: int = 1
    spans: int = 1


class _Reader:
    """Builds blocks of Markdown. What stands in a cell, a list, a note or a slide gathers apart until that ends."""

    def __init__(self, package: Package, styles: Styles, *, folder: str, depth: int) -> None:
        self.blocks: list[str] = []
        self.slides: list[str | None] = []
        self.hidden: Counter[str] = Counter()
        self._package, self._styles, self._folder, self._depth = package, styles, folder, depth
        self._sinks: list[list[str]] = [self.blocks]
        self._paragraphs: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._open: list[str] = []
        self._looks: list[str] = []
        self._backgrounds = 0
        self._shown = 0
        self._lists = 0
        self._silent = 0
        self._leaving_out = ""
        self._left_text = False
        self._is_hidden_slide = False
        self._citation = ""
        self._author = ""
        self._pending: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        self._open.append(name)
        self._shown += name in _SHOWN
        if not self._shown:
            return
        if self._silent or name in _SILENT or self._is_left_out(name, attributes):
            self._silent += 1
            return
        if name in _STYLED:
            self._looks.append(attributes.get("style-name", ""))
        if name in _APART:
            self._sinks.append([])
        self._begin(name, attributes)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "p" | "h":
                self._paragraphs.append(_Paragraph(min(6, _number(attributes.get("outline-level"))) if name == "h" else 0))
            case "s":
                self._add(" " * min(REPEATED, _number(attributes.get("c"))))
            case "tab":
                self._add(" ")
            case "line-break":
                self._add("\n")
            case "list":
                self._lists += 1
            case "page":
                self._is_hidden_slide = self._styles.hides_page(attributes.get("style-name", ""))
            case "table":
                self._tables.append(_Table())
            case "table-row" if self._tables:
                self._tables[-1].rows.append([])
                self._tables[-1].row_repeats = min(REPEATED, _number(attributes.get("number-rows-repeated")))
            case "table-cell" | "covered-table-cell" if self._tables:
                self._start_cell(attributes)
            case "object":
                self._embed(attributes.get("href", ""))
            case _:
                pass

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        self._open.pop()
        if not self._shown:
            return
        self._shown -= name in _SHOWN
        if self._silent:
            self._silent -= 1
            if not self._silent and self._leaving_out:
                self.hidden[self._leaving_out] += self._left_text
                self._leaving_out, self._left_text = "", False
            return
        if name in _STYLED:
            self._looks.pop()
        self._finish(name, self._sinks.pop() if name in _APART else [])

    def _finish(self, name: str, blocks: list[str]) -> None:
        match name:
            case "p" | "h":
                self._end_paragraph(self._paragraphs.pop())
            case "list-item" | "list-header":
                text = "\n".join(blocks)
                self._put(f"- {text}".replace("\n", "\n  ") if text and not text.startswith("- ") else text.replace("\n", "\n  "))
            case "list":
                self._lists -= 1
                self._put("\n".join(blocks))
            case "table":
                self._end_table(self._tables.pop())
            case "table-row" if self._tables:
                table = self._tables[-1]
                table.rows += [table.rows[-1]] * (table.row_repeats - 1) if any(table.rows[-1]) else []
            case "table-cell" | "covered-table-cell" if self._tables:
                self._end_cell(self._tables[-1])
            case "note-body" | "annotation" | "notes":
                self._end_note(name, blocks)
            case "page":
                self._end_slide(blocks)
            case _:
                pass

    def text(self, data: str) -> None:
        if not self._shown:
            return
        if self._silent:
            self._left_text = self._left_text or not data.isspace()
        elif self._open[-1] == "note-citation":
            self._citation += data
        elif self._open[-1] == "creator":
            self._author += data
        elif not self._styles.hides(self._looks, on_background=self._backgrounds > 0):
            self._add(data)
        elif not data.isspace():
            self.hidden["hidden runs"] += 1

    def _is_left_out(self, name: str, attributes: Mapping[str, str]) -> bool:
        if name == "deletion":
            self._leaving_out = "tracked deletions"
        elif name == "section" and attributes.get("display") == "none":
            self._leaving_out = "hidden sections"
        elif name in {"hidden-text", "hidden-paragraph"}:
            self._leaving_out = "hidden runs"
        elif name in {"table-row", "table-column"} and attributes.get("visibility") in {"collapse", "filter"}:
            self._leaving_out = "hidden rows"
        return bool(self._leaving_out)

    def _add(self, data: str) -> None:
        if self._paragraphs:
            self._paragraphs[-1].pieces.append(data)

    def _put(self, block: str) -> None:
        if block.strip():
            self._sinks[-1].append(block)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        text = "\n".join(" ".join(line.split()) for line in "".join(paragraph.pieces).split("\n")).strip()
        is_heading = paragraph.level and not self._tables and not self._lists
        self._put(f"{'#' * paragraph.level} {text}" if text and is_heading else text)
        if not self._paragraphs:
            for note in self._pending:
                self._put(note)
            self._pending.clear()

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        table = self._tables[-1]
        table.repeats = min(REPEATED, _number(attributes.get("number-columns-repeated")))
        self._backgrounds += self._styles.has_background(attributes.get("style-name", ""))
        self._sinks.append([])
        self._looks.append(attributes.get("style-name", ""))

    def _end_cell(self, table: _Table) -> None:
        self._backgrounds -= self._styles.has_background(self._looks.pop())
        text = "\n".join(self._sinks.pop())
        if table.rows:
            table.rows[-1] += [text.replace("|", "\\|")] * (table.repeats if text or table.repeats < REPEATED else 1)

    def _end_table(self, table: _Table) -> None:
        rows = [row for row in table.rows if any(row)]
        self._put("\n".join(pipes(rows)))

    def _end_note(self, name: str, blocks: list[str]) -> None:
        if name == "notes":
            self._put("**Speaker notes:**\n" + "\n".join(blocks) if blocks else "")
            return
        text = " ".join(" ".join(blocks).split())
        if name == "annotation":
            self._pending += comment(self._author, text)
            self._author = ""
            return
        mark, self._citation = self._citation.strip(), ""
        self._add(f"[^{mark}]")
        self._pending += [f"[^{mark}]: {text}"] if text else []

    def _end_slide(self, blocks: list[str]) -> None:
        text = "\n\n".join(blocks)
        if self._is_hidden_slide:
            self.hidden["hidden slides"] += bool(text)
        self.slides.append(None if self._is_hidden_slide else text)

    def _embed(self, address: str) -> None:
        """An object inside, such as a chart with its table, whose file lies in a folder of the same package."""
        path = posixpath.normpath(posixpath.join(self._folder, address, "content.xml"))
        if self._depth < DEEPEST_OBJECT and path in self._package.names:
            inner = _read(self._package, path, self._depth + 1)
            self.hidden += inner.hidden
            for block in inner.blocks:
                self._put(block)


def _number(value: str | None) -> int:
    return max(1, int(value)) if value and value.isdecimal() and len(value) < 8 else 1
