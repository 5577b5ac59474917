"""Footnotes, endnotes and comments of a Word document: put behind the paragraph that refers to them, comments with their author.

The parser gives them at the end of the document and without their numbers, where no heading would lead a reader to them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.documents.office.pages import comment
from bot.documents.xml_stream import visit

PARTS = {"word/footnotes.xml": "f", "word/endnotes.xml": "e", "word/comments.xml": "c"}
"""The parts that hold notes, and the letter of each in a mark."""

# Private characters: they pass the parser as text does, and no Markdown is made of them.
_OPEN, _CLOSE = "\ue0f0", "\ue0f1"
_REFERENCE = re.compile(
    rb"<(\w*:?)(footnote|endnote|comment)Reference\b[^<>]*?\bid\s*=\s*[\"'](-?\d{1,9})[\"'][^<>]*?(?:/>|></[^<>]*>)"
)
_MARK = re.compile(rf"{_OPEN}([fec])(-?\d+){_CLOSE}")


@dataclass
class Note:
    """One note; `author` is a comment's."""

    author: str = ""
    lines: list[str] = field(default_factory=lambda: [""])

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(" ".join(self.lines).split())


Notes = Mapping[str, Note]
"""Letter and id → note."""


def read_notes(parts: Mapping[str, bytes]) -> Notes:
    """The notes in these parts that say anything. Raises `BadXml`."""
    notes: dict[str, Note] = {}
    for name, part in parts.items():
        if part:
            reader = _NoteReader(PARTS[name])
            visit(part, reader)
            notes |= {mark: note for mark, note in reader.notes.items() if note.text}
    return notes


def mark(document: bytes) -> bytes:
    """The document's XML with its references to notes as marks in the text."""
    if b"Reference" not in document:
        return document

    def marked(found: re.Match[bytes]) -> bytes:
        prefix, kind, number = found[1], found[2][:1], found[3]
        letters = _OPEN.encode() + kind + number + _CLOSE.encode()
        return b"<" + prefix + b"t>" + letters + b"</" + prefix + b"t>"

    return _REFERENCE.sub(marked, document)


def place(markdown: str, notes: Notes) -> str:
    """The Markdown with its marks turned into `[^1]` and what they refer to behind the paragraph or table."""
    if _OPEN not in markdown:
        return markdown
    return "\n\n".join(_with_notes(block, notes) for block in markdown.split("\n\n"))


def _with_notes(block: str, notes: Notes) -> str:
    marks = dict.fromkeys(f"{letter}{number}" for letter, number in _MARK.findall(block))
    behind = [_line(mark, notes[mark]) for mark in marks if mark in notes]

    def shown(found: re.Match[str]) -> str:
        return f"[^{_name(found[1] + found[2])}]" if found[1] != "c" and found[1] + found[2] in notes else ""

    return "\n\n".join([_MARK.sub(shown, block), *behind])


def _line(mark: str, note: Note) -> str:
    if mark.startswith("c"):
        return "".join(comment(note.author, note.text))
    return f"[^{_name(mark)}]: {note.text}"


def _name(mark: str) -> str:
    """Footnotes by their number alone, endnotes apart from them."""
    return mark.removeprefix("f")


class _NoteReader:
    """Collects the notes of one part."""

    def __init__(self, letter: str) -> None:
        self.notes: dict[str, Note] = {}
        self._letter = letter
        self._current: Note | None = None
        self._in_text = False

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name in {"footnote", "endnote", "comment"}:
            self._current = self.notes[self._letter + attributes.get("id", "")] = Note(attributes.get("author", ""))
        elif name == "p" and self._current:
            self._current.lines.append("")
        elif name in {"tab", "br"} and self._current:
            self._current.lines[-1] += " "
        self._in_text = name == "t"

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        self._in_text = False
        if name in {"footnote", "endnote", "comment"}:
            self._current = None

    def text(self, data: str) -> None:
        if self._in_text and self._current:
            self._current.lines[-1] += data
