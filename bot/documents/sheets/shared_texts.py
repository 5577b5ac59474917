"""The texts that a workbook's cells share, found by their number: read only as far as they are asked for, kept compactly."""

import re
from array import array
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import accumulate, islice
from typing import NamedTuple
from xml.parsers import expat
from zipfile import BadZipFile

from bot.documents.sheets.search import Search
from bot.documents.xml_stream import BadXml

KEPT_BYTES = 64 * 1024**2
KEPT_TEXTS = 3_000_000
"""So much is kept, as UTF-8: more than a million texts of 48 characters each. The rest can't be shown, which is said."""
LONGEST_PIECES = 512
"""A text in more pieces of 64 KB than that is no text: spreadsheets allow 32,767 characters."""

LONGEST_PLAIN = 1024**2
"""In bytes. Within so much without the end of a text there is something else, for the parser."""

_END = b"</si>"
_PLAIN = re.compile(rb'<si>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*</si>')
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BUFFER_BYTES = 64 * 1024
_TOGETHER = 5_000
"""So many texts are searched together, which is faster."""


class SharedMasks(NamedTuple):
    """Which terms of a search each text holds, by its number, and whether these are all the texts that there are."""

    masks: Sequence[int]
    is_whole: bool


class SharedTexts:
    """Texts by number, in one long string of bytes: a list of a million strings takes three times the memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.missing = 0
        """How many texts were asked for that are not there, or are beyond what is kept."""
        self._pieces = pieces
        self._bytes = bytearray()
        self._ends = array("L", [0])
        self._texts: list[str] = []
        self._is_whole = True
        self._rest = b""
        self._is_plain: bool | None = None
        self._encoding = "utf-8"
        self._is_phonetic = False
        self._is_over = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _BUFFER_BYTES
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declared

    def __getitem__(self, number: int) -> str:
        """The text of that number; an ellipsis where it can't be had."""
        while number >= len(self._ends) - 1 and not self._is_over:
            self._read_on()
        if not 0 <= number < len(self._ends) - 1:
            self.missing += 1
            return "…"
        return unescaped(self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "replace"))

    def masks(self, search: Search) -> SharedMasks:
        """Which terms each of the texts holds, by its number, as far as they can be had."""
        while not self._is_over:
            self._read_on()
        masks = array("H")
        for start in range(0, len(self._ends) - 1, _TOGETHER):
            end = min(start + _TOGETHER, len(self._ends) - 1)
            together = unescaped(self._bytes[self._ends[start] : self._ends[end]].decode("utf-8", "replace"))
            is_live = search.live(together.casefold())
            masks.extend(search.masks([self[number] for number in range(start, end)]) if is_live else [0] * (end - start))
        return SharedMasks(masks, self._is_whole)

    def _read_on(self) -> None:
        try:
            piece = next(self._pieces, b"")
            self._take_in(piece)
        except (expat.ExpatError, BadXml, BadZipFile, ValueError, LookupError):
            piece = b""
            self._is_whole = False
        too_much = len(self._bytes) > KEPT_BYTES or len(self._ends) > KEPT_TEXTS or len(self._texts) > LONGEST_PIECES
        self._is_whole = self._is_whole and not too_much
        self._is_over = not piece or too_much

    def _take_in(self, piece: bytes) -> None:
        """Takes in the next piece. Where all texts are plain they go past the parser, which takes ten times as long."""
        data, self._rest = self._rest + piece, b""
        if self._is_plain is None and (first := data.find(b"<si>")) >= 0:
            self._parser.Parse(data[:first])
            self._is_plain = self._encoding.lower() == "utf-8"
            data = data[first:]
        if self._is_plain and piece:
            end = data.rfind(_END) + len(_END) if _END in data else 0
            data, self._rest = data[:end], data[end:]
            self._is_plain = len(self._rest) < LONGEST_PLAIN
            texts = _PLAIN.findall(data)
            if len(texts) == data.count(b"<si") and b"<!" not in data:
                self._add(texts)
                return
        self._parser.Parse(data, not piece)

    def _add(self, texts: list[bytes]) -> None:
        texts = [unescape(text.decode("utf-8", "replace")).encode("utf-8", "replace") if b"&" in text else text for text in texts]
        before = len(self._bytes)
        self._bytes += b"".join(texts)
        self._ends.extend(islice(accumulate(map(len, texts), initial=before), 1, None))

    def _doctype(self, *_: object) -> None:
        raise BadXml("DTD")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._encoding = encoding or self._encoding

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self._texts.clear()
        elif name == "t" and not self._is_phonetic:
            self._parser.CharacterDataHandler = self._texts.append
        elif name == "rPh":
            self._is_phonetic = True

    def _end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        self._parser.CharacterDataHandler = None
        if name == "si":
            self._bytes += "".join(self._texts).encode("utf-8", "replace")
            self._ends.append(len(self._bytes))
        elif name == "rPh":
            self._is_phonetic = False


def unescaped(text: str) -> str:
    """A text without the escapes by which a workbook writes characters that XML can't hold (ECMA-376 part 1, 22.9.2.19)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
