"""HTML (web pages, Slack canvases) → Markdown, whole or by lines of that Markdown. It fetches nothing."""

import html as entities
import re

from html_to_markdown import ConversionOptions, convert

from bot.documents.encoding import decode
from bot.documents.job import Job
from bot.documents.pages import CHUNK_CHARACTERS, by_lines, fill, part
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, phrases

WHOLE_CHARACTERS = 2 * CHUNK_CHARACTERS
"""A page up to here is one piece: line numbers of Markdown that nobody else sees help nobody."""

_EMBEDDED_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\((?:data|cid):[^)\s]*\)")
_TITLE = re.compile(r"<title[^<>]*>([^<]{1,500})</title", re.IGNORECASE)
_SILENT = re.compile(r"<(script|style|template|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.IGNORECASE | re.DOTALL)
_BLOCK = re.compile(r"</?(?:p|div|br|h[1-6]|li|tr|table|ul|ol|section|article|blockquote|pre)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")


def extract(job: Job) -> Document:
    """Headings, lists, tables and links as Markdown; scripts, styles and hidden elements are left out."""
    source = decode(job.path.read_bytes()).text
    markdown = convert(source, ConversionOptions(extract_metadata=False, compact_tables=True)).content or ""
    return _document(job, source, _EMBEDDED_IMAGE.sub(r"\1", markdown))


def extract_plain(job: Job) -> Document:
    """The words alone, by dropping the tags: for a file that the converter died of."""
    source = decode(job.path.read_bytes()).text
    text = _TAG.sub("", _BLOCK.sub("\n", _SILENT.sub("", source)))
    lines = (" ".join(line.split()) for line in entities.unescape(text).split("\n"))
    return _document(job, source, "\n".join(line for line in lines if line))


def _document(job: Job, source: str, body: str) -> Document:
    title = _TITLE.search(source)
    heading = " ".join(entities.unescape(title[1]).split()) if title else ""
    text = body.strip()
    if heading and heading not in text[:CHUNK_CHARACTERS]:
        text = f"{heading}\n\n{text}".strip()
    if not text:
        raise FileUnreadable(phrases.EMPTY_FILE)
    whole = len(text) <= WHOLE_CHARACTERS
    source_pages = [Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown=text)] if whole else by_lines(text)
    pages, complete = fill(source_pages, max_characters=job.max_characters)
    if complete:
        return Document(name="", kind="html", pages=pages, total_pages=len(pages))
    total, warning = part(pages, text)
    return Document(name="", kind="html", pages=pages, total_pages=total, warnings=(warning,))
