"""Line breaks for JSON and XML that were written without, by brackets and tags alone. It parses and expands nothing. Pure."""

import re
from collections.abc import Iterator

from bot.documents.pages import CHUNK_CHARACTERS

INDENT = "  "
DEEPEST = 40
"""Levels that are indented: deeper ones are nested against readers, and their blanks would outweigh the text."""

# A list of plain values and an empty object stay in one line; a string is one piece whatever it holds.
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"?|\[[^\[\]{}"]{0,100}\]|\{\s*\}|[\[\]{},:]|[^\s"\[\]{},:]+', re.DOTALL)
_XML = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<[^<>]*>?|[^<]+", re.DOTALL)


def is_dense(text: str) -> bool:
    """Whether this is JSON or XML with a line longer than a page."""
    opening = text[:200].lstrip("\ufeff \t\n")[:1]
    if not opening or opening not in "[{<":
        return False
    start, length = 0, len(text)
    while start + CHUNK_CHARACTERS < length:
        end = text.find("\n", start, start + CHUNK_CHARACTERS)
        if end < 0:
            return True
        start = end + 1
    return False


def indented(text: str, *, most: int) -> tuple[str, int]:
    """The text with a line for each value or tag, until it has `most` characters; and how many of the original's it took."""
    pieces = _xml_lines(text) if text.lstrip("\ufeff \t\n").startswith("<") else _json_lines(text)
    lines: list[str] = []
    size = taken = 0
    for line, end in pieces:
        lines.append(line)
        size += len(line) + 1
        taken = end
        if size > most:
            return "\n".join(lines), taken
    return "\n".join(lines), len(text)


def _json_lines(text: str) -> Iterator[tuple[str, int]]:
    depth = end = 0
    line: list[str] = []
    for found in _JSON.finditer(text):
        piece, end = found[0], found.end()
        if piece in ("]", "}"):
            if line:
                yield _line(_joined(line), depth), end - 1
            depth = max(0, depth - 1)
            line = [piece]
        elif piece == ",":
            line.append(piece)
            yield _line(_joined(line), depth), end
            line = []
        else:
            line.append(piece)
            if piece in ("[", "{"):
                yield _line(_joined(line), depth), end
                depth += 1
                line = []
    if line:
        yield _line(_joined(line), depth), end


def _xml_lines(text: str) -> Iterator[tuple[str, int]]:
    depth = end = 0
    opened = ""  # the start tag, and then its text, that may still be closed in the same line
    for found in _XML.finditer(text):
        piece, end = " ".join(found[0].split()), found.end()
        if not piece:
            continue
        if piece.startswith("</"):
            depth = max(0, depth - 1)
            yield _line(opened + piece, depth), end
            opened = ""
            continue
        if not piece.startswith("<") and opened:
            opened += piece
            continue
        if opened:
            yield _line(opened, depth - 1), found.start()
            opened = ""
        if piece.startswith(("<!", "<?")) or piece.endswith("/>") or not piece.startswith("<"):
            yield _line(piece, depth), end
        else:
            opened = piece
            depth += 1
    if opened:
        yield _line(opened, depth - 1), end


def _joined(pieces: list[str]) -> str:
    text = ""
    for piece in pieces:
        gap = " " if text and piece not in ",:" and not text.endswith(" ") else ""
        text += f"{gap}{piece}{' ' if piece == ':' else ''}"
    return text.rstrip()


def _line(text: str, depth: int) -> str:
    return INDENT * min(depth, DEEPEST) + text
