"""HTML (web pages, Slack canvases, the bodies of mails) → Markdown, by its headings where it has any. It fetches nothing."""

import html as entities
import re
from dataclasses import replace
from typing import NamedTuple

from html_to_markdown import ConversionError, ConversionOptions, convert

from bot.documents.encoding import decode
from bot.documents.headings import has_headings, headed
from bot.documents.job import Job
from bot.documents.pages import CHUNK_CHARACTERS, by_lines, fill, part
from bot.documents.web.hidden import MARK, Marked, mark
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, marks, phrases
from bot.language.units import Unit
from bot.language.wording import counted

WHOLE_CHARACTERS = 2 * CHUNK_CHARACTERS
"""A page without headings up to here is one piece: line numbers of Markdown that nobody else sees help nobody."""
DECLARATION_BYTES = 1024
"""Where a page says its encoding (HTML 4.2.5.4)."""

# Read from JSON its choices are the converter's own; made here they are words, which it looks up anew for each page.
_OPTIONS = ConversionOptions.from_json('{"extract_metadata": false, "compact_tables": true}')
# With a selector it builds a tree, which ends elements where browsers end them; without, it is faster.
_WITHOUT_MARKED = replace(_OPTIONS, exclude_selectors=[f"[{MARK}]"])
# It falls over the first item of a list in a list if that is marked, unless there is text in front of it (version 3.21).
_FILL = "\ue000"
_FILLED = re.compile(rf"(?m:^[ \t]*{_FILL}\n)|{_FILL}")
_LIST = re.compile(r"<[uo]l\b[^<>]*>", re.IGNORECASE)
_DECLARED = re.compile(
    rb"<(?:meta\b[^<>]{0,200}?\bcharset|\?xml\b[^<>]{0,100}?\bencoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE
)
_EMBEDDED_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\((?:data|cid):[^)\s]*\)")
_TITLE = re.compile(r"<title[^<>]*>([^<]{1,500})</title", re.IGNORECASE)
_SILENT = re.compile(
    r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)"
    rf"|<(\w+)\b[^<]*(?<=[\s/\"']){MARK}\b.*?(?:</\2\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK = re.compile(r"</?(?:p|div|br|h[1-6]|li|tr|table|ul|ol|section|article|blockquote|pre)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")

# A canvas writes a checklist as a list in a section of this style, and an emoji as an image.
_CHECKLIST = re.compile(r"<div\b(?=[^<>]*?\bdata-section-style=[\"']7[\"'])[^<>]*+>.*?(?:</div>|\Z)", re.DOTALL)
_ITEM = re.compile(r"(<li\b[^<>]*>)")
_CHECKED = re.compile(r"\bclass=[\"'][^\"'<>]*\bchecked\b")
_EMOJI = re.compile(r"<img\b(?=[^<>]*?\balt=[\"'](:[\w+-]{1,100}:)[\"'])[^<>]*+>(?:\1</img>)?")
_EMOJI_SIGN = re.compile(r"alt=[\"']:")


class Converted(NamedTuple):
    """Markdown, and a sentence on what was left out of it as hidden."""

    markdown: str
    warnings: tuple[str, ...] = ()


def extract(job: Job) -> Document:
    """Headings, lists, tables and links as Markdown; scripts, styles and what a reader would not see are left out."""
    source = read(job.path.read_bytes())
    converted = to_markdown(source)
    # The converter gives up below some depth, without a word.
    return _document(job, source, converted) if converted.markdown else extract_plain(job)


def extract_plain(job: Job) -> Document:
    """The words alone, by dropping the tags: for a file that the converter died of."""
    source = read(job.path.read_bytes())
    found = mark(source)
    return _document(job, source, Converted(_words(found.source), _left_out(found.elements, found.comments)))


def read(data: bytes) -> str:
    """A page's bytes as text, in the encoding that it declares where it is not Unicode."""
    declared = _DECLARED.search(data[:DECLARATION_BYTES])
    return decode(data, declared=declared[1].decode("ascii") if declared else None).text


def to_markdown(source: str) -> Converted:
    """HTML, whole or a fragment, as Markdown without what is hidden and without embedded images' data."""
    found = mark(_with_checkboxes(source))
    return Converted(_EMBEDDED_IMAGE.sub(r"\1", _converted(found)).strip(), _left_out(found.elements, found.comments))


def title(source: str) -> str:
    """What the page calls itself; empty where it does not."""
    found = _TITLE.search(source)
    return " ".join(entities.unescape(found[1]).split()) if found else ""


def _with_checkboxes(source: str) -> str:
    if "data-section-style" in source:
        source = _CHECKLIST.sub(lambda section: _ITEM.sub(_checkbox, section[0]), source)
    return _EMOJI.sub(r"\1", source) if _EMOJI_SIGN.search(source) else source


def _checkbox(item: re.Match[str]) -> str:
    return f"<li><input type=checkbox{' checked' if _CHECKED.search(item[1]) else ''}> "


def _converted(found: Marked) -> str:
    options = _WITHOUT_MARKED if found.elements else _OPTIONS
    try:
        return convert(found.source, options).content or ""
    except ConversionError:
        pass
    try:
        return _FILLED.sub("", convert(_LIST.sub(rf"\g<0>{_FILL}", found.source), options).content or "")
    except ConversionError:
        return _words(found.source)


def _words(marked: str) -> str:
    """The words of a marked page, block by block."""
    text = _TAG.sub("", _BLOCK.sub("\n", _SILENT.sub("", marked)))
    lines = (" ".join(line.split()) for line in entities.unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _left_out(elements: int, comments: int) -> tuple[str, ...]:
    counts: tuple[tuple[int, Unit], ...] = ((elements, "element"), (comments, "comment"))
    said = [counted(count, unit) for count, unit in counts if count]
    return (phrases.HIDDEN_LEFT_OUT.format(where=", ".join(said)),) if said else ()


def _document(job: Job, source: str, converted: Converted) -> Document:
    heading, text = title(source), converted.markdown
    headings = has_headings(text)
    if heading and heading not in text[:CHUNK_CHARACTERS]:
        text = f"{'# ' if headings else ''}{heading}\n\n{text}".strip()
    if not text:
        raise FileUnreadable(phrases.NOTHING_READ if converted.warnings else phrases.EMPTY_FILE)
    if headings:
        document = headed(text, kind="html", opening=heading or marks.BEGINNING, max_characters=job.max_characters)
        return document.model_copy(update={"warnings": (*converted.warnings, *document.warnings)})
    whole = len(text) <= WHOLE_CHARACTERS
    source_pages = [Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown=text)] if whole else by_lines(text)
    pages, complete = fill(source_pages, max_characters=job.max_characters)
    if complete:
        return Document(name="", kind="html", pages=pages, total_pages=len(pages), warnings=converted.warnings)
    total, warning = part(pages, text)
    return Document(name="", kind="html", pages=pages, total_pages=total, warnings=(*converted.warnings, warning))
