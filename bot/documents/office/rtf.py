"""RTF → Markdown: paragraphs, headings, tables, notes and comments; hidden and deleted text is left out and named.

It follows the groups and control words that matter for reading (Rich Text Format 1.9.1) and passes over what is unknown, as the
format asks. No group is entered by recursion.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.documents.formats import damaged
from bot.documents.ir import pipes
from bot.documents.job import Job
from bot.documents.office.pages import document_of
from bot.documents.page_warnings import left_out
from bot.language import Document, FileUnreadable, phrases

LABEL = "RTF"
SMALLEST_HALF_POINTS = 4
"""Letters under 2 pt are for no reader; `\\fs` counts in half-points."""
DEEPEST_GROUP = 10_000
"""Groups inside each other up to here; the format's own writers stay below a hundred."""
LIGHTEST = 0xF8
"""A colour is white when none of its parts is below."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\\\r\n]"
)
_COLOURS = re.compile(rb"\{\\colortbl([^{}]{0,20000})\}")
_COLOUR = re.compile(rb"\\(?:red|green|blue)(\d{1,3})")
_FONT = re.compile(rb"\{\\f(\d{1,5})[^{};]{0,200}?\\fcharset(\d{1,3})")
_HEADING = re.compile(rb"\{\\s(\d{1,5})[^{}]{0,2000}? (?:heading|Heading) ([1-6]);")

_SILENT = frozenset(
    """fonttbl colortbl stylesheet info pict object objdata datafield fldinst themedata colorschememapping latentstyles listtable
    listoverridetable revtbl rsidtbl generator xmlnstbl filetbl atnid atndate atnref atnparent sp nonshppict shprslt template
    bkmkstart bkmkend pnseclvl""".split()  # noqa: SIM905 - a list of words
)
_SPOKEN = frozenset({"shpinst", "shptxt", "annotation", "atnauthor", "footnote"})
"""Destinations marked for old readers to pass over that hold text all the same."""
_RUNNING = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
_APART = _RUNNING | {"footnote", "annotation", "atnauthor"}
_LETTERS: Mapping[str, str] = {
    "line": "\n", "tab": " ", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "chftn": "",
}  # fmt: skip
_CHARSETS = {
    77: "mac-roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""`\\fcharset` → encoding (the format's table of character sets); others are of the document's own."""


def extract(job: Job) -> Document:
    """The text by its headings. Raises `FileUnreadable` for what is no whole RTF and holds no text."""
    data = job.path.read_bytes()
    reader = _Reader(data)
    reader.read(data)
    if reader.breaks_off and not reader.blocks:
        raise FileUnreadable(damaged(LABEL))
    cut_off = (phrases.BREAKS_OFF,) if reader.breaks_off else ()
    markdown = "\n\n".join([*dict.fromkeys(reader.running), *reader.blocks])
    return document_of(markdown, kind="rtf", job=job, warnings=(*cut_off, *left_out(reader.hidden)))


@dataclass(frozen=True)
class _State:
    """What a group takes over from the one around it."""

    destination: str = ""
    is_silent: bool = False
    encoding: str = ""
    fallback: int = 1
    """How many characters follow one in Unicode for readers that know none (`\\uc`)."""
    is_hidden: bool = False
    is_deleted: bool = False
    is_tiny: bool = False
    is_white: bool = False
    has_background: bool = False

    @property
    def unseen(self) -> str:
        """What this text is left out as; empty while people see it."""
        if self.is_deleted:
            return "tracked deletions"
        return "hidden runs" if self.is_hidden or self.is_tiny or (self.is_white and not self.has_background) else ""


@dataclass
class _Place:
    """Where text gathers: the document itself, or a note, comment or header apart from it."""

    pieces: list[str] = field(default_factory=list[str])
    lines: list[str] = field(default_factory=list[str])

    def take(self) -> str:
        """The text since the last call, its spaces joined."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()


class _Reader:
    """One pass through the tokens."""

    def __init__(self, data: bytes) -> None:
        self.blocks: list[str] = []
        self.running: list[str] = []
        self.hidden: Counter[str] = Counter()
        colours = _COLOURS.search(data)
        parts = [_COLOUR.findall(colour) for colour in colours[1].split(b";")] if colours else []
        self._white = {at for at, colour in enumerate(parts) if colour and all(int(part) >= LIGHTEST for part in colour)}
        self._fonts = {int(font): _CHARSETS.get(int(charset), "") for font, charset in _FONT.findall(data)}
        self._levels = {int(style): int(level) for style, level in _HEADING.findall(data)}
        self._page_encoding = "cp1252"
        self._state = _State()
        self._stack: list[_State] = []
        self._body = _Place()
        self._apart: list[tuple[int, _Place]] = []  # how deep the group lies that gathers there
        self._notes: list[str] = []
        self._author = ""
        self._level = 0
        self._in_table = False
        self._row: list[str] = []
        self._rows: list[list[str]] = []
        self._bytes = bytearray()
        self._to_skip = 0
        self._high = 0
        self._starred = False
        self._unseen = ""

    def read(self, data: bytes) -> None:
        """Reads it all. Raises `FileUnreadable` when groups lie too deep inside each other."""
        at = 0
        while found := _TOKEN.match(data, at):
            at = found.end()
            match found.lastgroup:
                case "word" | "number":
                    word, number = found["word"].decode("ascii"), found["number"]
                    if word == "bin":
                        at += max(0, int(number or 0))
                    self._word(word, None if number is None else int(number))
                case "code":
                    self._raw(bytes([int(found["code"], 16)]))
                case "symbol":
                    self._symbol(found["symbol"])
                case "brace":
                    self._flush()
                    if found["brace"] == b"{":
                        self._begin()
                    else:
                        self._finish()
                case "text":
                    self._raw(found["text"])
                case _:
                    pass
        self._flush()
        self._end_paragraph()
        self._end_table()

    @property
    def breaks_off(self) -> bool:
        """Whether groups are still open at the end: a part of the file is missing."""
        return bool(self._stack)

    @property
    def _place(self) -> _Place:
        return self._apart[-1][1] if self._apart else self._body

    def _begin(self) -> None:
        if len(self._stack) >= DEEPEST_GROUP:
            raise FileUnreadable(phrases.CRASHED_READER, detail="groups too deep")
        self._stack.append(self._state)
        self._starred = False
        self._to_skip = 0

    def _finish(self) -> None:
        if not self._stack:
            return
        destination = self._state.destination
        self._state = self._stack.pop()
        self._to_skip = 0
        if self._apart and self._apart[-1][0] > len(self._stack):
            _, place = self._apart.pop()
            self._gathered(destination, " ".join([*place.lines, place.take()]).strip())

    def _gathered(self, destination: str, text: str) -> None:
        """A note, comment or header has ended."""
        if destination in _RUNNING:
            self.running += [text] if text else []
        elif destination == "atnauthor":
            self._author = text
        elif destination == "annotation":
            self._notes += (
                [f"> **Comment ({self._author}):** {text}" if self._author else f"> **Comment:** {text}"] if text else []
            )
            self._author = ""
        elif text:
            number = 1 + sum(note.startswith("[^") for note in (*self._notes, *self.blocks))
            self._place.pieces.append(f"[^{number}]")
            self._notes.append(f"[^{number}]: {text}")

    def _word(self, word: str, number: int | None) -> None:
        if word == "u" and number is not None:
            self._unicode(number & 0xFFFF)
            return
        self._flush()
        starred, self._starred = self._starred, False
        if word in _APART and not self._state.is_silent:
            self._state = replace(self._state, destination=word)
            self._apart.append((len(self._stack), _Place()))
        elif word in _SILENT or (starred and word not in _SPOKEN):
            self._state = replace(self._state, is_silent=True)
        elif word in {"par", "sect", "page", "cell", "row", "nestcell", "nestrow"}:
            self._break(word)
        elif word in _LETTERS:
            self._write(_LETTERS[word])
        elif not self._state.is_silent and not self._paragraph_word(word, number):
            self._letter_word(word, number)

    def _paragraph_word(self, word: str, number: int | None) -> bool:
        """Takes in what is said of a paragraph; whether it was that."""
        match word:
            case "pard":
                self._in_table, self._level = False, 0
            case "intbl":
                self._in_table = True
            case "outlinelevel" if number is not None and number < 6:
                self._level = number + 1
            case "s" if number is not None:
                self._level = self._levels.get(number, 0)
            case "cbpat" | "clcbpat" | "clcfpat":
                self._state = replace(self._state, has_background=number not in self._white)
            case "ansicpg" if number is not None:
                self._page_encoding = f"cp{number}"
            case _:
                return False
        return True

    def _letter_word(self, word: str, number: int | None) -> None:
        """Takes in what is said of the letters that follow."""
        on = number != 0
        match word:
            case "v":
                self._state = replace(self._state, is_hidden=on)
            case "deleted":
                self._state = replace(self._state, is_deleted=on)
            case "fs":
                self._state = replace(self._state, is_tiny=number is not None and number < SMALLEST_HALF_POINTS)
            case "cf":
                self._state = replace(self._state, is_white=number in self._white)
            case "cb" | "chcbpat" | "highlight":
                self._state = replace(self._state, has_background=bool(number) and number not in self._white)
            case "f" if number is not None:
                self._state = replace(self._state, encoding=self._fonts.get(number, ""))
            case "uc" if number is not None:
                self._state = replace(self._state, fallback=max(0, min(16, number)))
            case "plain":
                self._state = replace(self._state, is_hidden=False, is_deleted=False, is_tiny=False, is_white=False, encoding="")
            case _:
                pass

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
            return
        if symbol in b"\\{}":
            self._raw(symbol)
            return
        self._flush()
        if symbol in b"\r\n":
            self._break("par")
        else:
            self._write({b"~": "\xa0", b"_": "-"}.get(symbol, ""))

    def _unicode(self, unit: int) -> None:
        """One unit of UTF-16; what stands behind it for old readers is skipped."""
        self._flush()
        self._to_skip = self._state.fallback
        if 0xD800 <= unit < 0xDC00:
            self._high = unit
            return
        pair = (self._high.to_bytes(2, "little") if self._high else b"") + unit.to_bytes(2, "little")
        self._high = 0
        self._write(pair.decode("utf-16-le", "replace"))

    def _raw(self, data: bytes) -> None:
        skipped = min(self._to_skip, len(data))
        self._to_skip -= skipped
        self._bytes += data[skipped:]

    def _flush(self) -> None:
        """Turns the bytes so far into text: only together are those of a multi-byte encoding letters."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        try:
            text = data.decode(self._state.encoding or self._page_encoding, "replace")
        except LookupError:
            text = data.decode("cp1252", "replace")
        self._write(text)

    def _write(self, text: str) -> None:
        if self._state.is_silent:
            return
        unseen = self._state.unseen
        if not unseen:
            self._place.pieces.append(text)
        elif text.strip() and self._unseen != unseen:
            self.hidden[unseen] += 1
        if text.strip():
            self._unseen = unseen

    def _break(self, word: str) -> None:
        """A paragraph, a cell or a row ends."""
        if self._state.is_silent:
            return
        if self._apart:
            self._place.lines.append(self._place.take())
        elif word in {"cell", "nestcell"}:
            self._row.append(self._body.take().replace("|", "\\|"))
        elif word in {"row", "nestrow"}:
            self._rows.append(self._row)
            self._row = []
            self._state = replace(self._state, has_background=False)
        elif self._in_table:
            self._body.pieces.append("\n")
        else:
            self._end_paragraph()

    def _end_paragraph(self) -> None:
        text = self._body.take()
        notes, self._notes = self._notes, []
        if text:
            self._end_table()
            self.blocks.append(f"{'#' * self._level} {' '.join(text.split())}" if self._level else text)
        self._notes += notes
        if not self._rows:
            self._put_notes()

    def _end_table(self) -> None:
        rows = [row for row in (*self._rows, self._row) if any(row)]
        self._rows, self._row = [], []
        if rows:
            self.blocks.append("\n".join(pipes(rows)))
        self._put_notes()

    def _put_notes(self) -> None:
        self.blocks += self._notes
        self._notes = []
