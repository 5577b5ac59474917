"""EPUB books (versions 2 and 3) → Markdown in reading order, a page for each heading's section. It decrypts nothing.

Structure by the W3C's EPUB 3.3: `META-INF/container.xml` names the package file, whose spine lists the chapters in order.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from bot.documents.formats import damaged
from bot.documents.headings import Section, as_pages, has_headings, sections
from bot.documents.job import Job
from bot.documents.pages import fill
from bot.documents.preflight import inflate, open_zip
from bot.documents.web import html
from bot.language import Document, FileUnreadable, phrases

FORMAT = "EPUB"
PACKAGE_BYTES = 8 * 1024**2
CHAPTER_BYTES = 16 * 1024**2
"""Of one chapter. The whole of War and Peace has three megabytes."""
CHAPTERS = 5_000

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_RIGHTS = ("META-INF/rights.xml", "META-INF/license.lcpl", "META-INF/sinf.xml")
_FONT_ALGORITHMS = {"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"}
"""These obfuscate fonts alone (EPUB 3.3, 4.4; Adobe's older way): every other algorithm protects the words."""
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


class _Chapter(NamedTuple):
    """A chapter's path in the book, and how it is called where the book's own text does not."""

    path: str
    title: str


def extract(job: Job) -> Document:
    """Chapters in the order of the spine. One that is missing or damaged is named in a warning, the others are read."""
    with open_zip(job.path, format_label=FORMAT) as book:
        try:
            _refuse_protected(book)
            reading = _Reading(book, _chapters(book))
        except (BadZipFile, KeyError, ElementTree.ParseError, ValueError) as error:
            raise FileUnreadable(damaged(FORMAT), detail=type(error).__name__) from None
        pages, complete = fill(as_pages(reading.sections()), max_characters=job.max_characters)
    if not pages:
        reason = damaged(FORMAT) if reading.lost else phrases.NOTHING_READ
        raise FileUnreadable(reason, detail=f"{reading.lost} chapters lost")
    warnings = list(dict.fromkeys(reading.warnings))
    if reading.lost:
        warnings.append(phrases.CHAPTERS_LOST.format(count=reading.lost))
    if complete:
        return Document(name="", kind="epub", pages=pages, total_pages=len(pages), warnings=tuple(warnings))
    chapters = len(reading.chapters)
    warnings.append(phrases.READ_IN_PART["chapter"].format(first=1, last=reading.begun, total=chapters))
    total = max(len(pages) + 1, -(-len(pages) * chapters // max(reading.begun, 1)))
    return Document(name="", kind="epub", pages=pages, total_pages=total, warnings=tuple(warnings))


class _Reading:
    """The chapters one by one, drawn only as far as they are wanted, and what happened on the way."""

    def __init__(self, book: ZipFile, chapters: list[_Chapter]) -> None:
        self._book = book
        self.chapters = chapters
        self.begun = 0
        self.lost = 0
        self.warnings: list[str] = []

    def sections(self) -> Iterator[Section]:
        for number, chapter in enumerate(self.chapters, start=1):
            self.begun = number
            try:
                source = html.read(inflate(self._book, self._book.getinfo(chapter.path), most=CHAPTER_BYTES))
            except (BadZipFile, KeyError, FileUnreadable):
                self.lost += 1
                continue
            converted = html.to_markdown(source)
            self.warnings.extend(converted.warnings)
            title = chapter.title or html.title(source) or f"chapter {number}"
            if has_headings(converted.markdown):
                yield from sections(converted.markdown, opening=title)
            elif converted.markdown:
                yield Section(title, converted.markdown)


def _refuse_protected(book: ZipFile) -> None:
    names = set(book.namelist())
    if names.intersection(_RIGHTS):
        raise FileUnreadable(phrases.COPY_PROTECTED)
    if _ENCRYPTION in names:
        methods = _parsed(book, _ENCRYPTION).iterfind(".//{*}EncryptedData/{*}EncryptionMethod")
        if any(method.get("Algorithm") not in _FONT_ALGORITHMS for method in methods):
            raise FileUnreadable(phrases.COPY_PROTECTED)


def _chapters(book: ZipFile) -> list[_Chapter]:
    """The spine's chapters. Raises `KeyError`, `ValueError` or `ParseError` where the book's own directory is no good."""
    rootfile = _parsed(book, _CONTAINER).find(".//{*}rootfile")
    if rootfile is None:
        raise ValueError("no package")
    path = unquote(rootfile.get("full-path", ""))
    package = _parsed(book, path)
    items = {item.get("id", ""): item for item in package.iterfind("{*}manifest/{*}item")}
    spine = package.find("{*}spine")
    order = [items[ref.get("idref", "")] for ref in package.iterfind("{*}spine/{*}itemref") if ref.get("idref") in items]
    titles = _titles(book, path, items, "" if spine is None else spine.get("toc", ""))
    found: list[_Chapter] = []
    for item in order[:CHAPTERS]:
        if item.get("media-type") in _CHAPTER_TYPES and "nav" not in item.get("properties", "").split():
            target = _joined(path, item.get("href", ""))
            found.append(_Chapter(target, titles.get(target, "")))
    return found


def _titles(book: ZipFile, package: str, items: dict[str, ElementTree.Element], ncx: str) -> dict[str, str]:
    """Path → the title that the book's table of contents (version 3, else version 2) gives it; a bad one is left alone."""
    nav = next((item for item in items.values() if "nav" in item.get("properties", "").split()), None)
    contents = nav if nav is not None else items.get(ncx)
    if contents is None:
        return {}
    path = _joined(package, contents.get("href", ""))
    titles: dict[str, str] = {}
    try:
        tree = _parsed(book, path)
    except (BadZipFile, KeyError, ValueError, FileUnreadable, ElementTree.ParseError):
        return {}
    for link in tree.iterfind(".//{*}a[@href]"):
        titles.setdefault(_joined(path, link.get("href", "")), " ".join("".join(link.itertext()).split()))
    for point in tree.iterfind(".//{*}navPoint"):
        target, label = point.find("{*}content"), point.find("{*}navLabel/{*}text")
        if target is not None and label is not None:
            titles.setdefault(_joined(path, target.get("src", "")), " ".join((label.text or "").split()))
    return titles


def _joined(base: str, href: str) -> str:
    """A reference as a path in the book, which names members only: nothing is ever looked for outside."""
    return normpath(str(PurePosixPath(base).parent / unquote(href.partition("#")[0])))


def _parsed(book: ZipFile, path: str) -> ElementTree.Element:
    data = inflate(book, book.getinfo(path), most=PACKAGE_BYTES)
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise ValueError("entities")
    return ElementTree.fromstring(data)  # noqa: S314 - no entities, and bounded
