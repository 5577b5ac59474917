"""The texts that a workbook's cells share, found by their number: read only as far as they are asked for, kept compactly."""

import re
from array import array
from collections.abc import Iterator
from xml.parsers import expat
from zipfile import BadZipFile

from bot.documents.xml_stream import BadXml

KEPT_BYTES = 64 * 1024**2
KEPT_TEXTS = 3_000_000
"""So much is kept, as UTF-8: more than a million texts of 48 characters each. The rest can't be shown, which is said."""
LONGEST_PIECES = 512
"""A text in more pieces of 64 KB than that is no text: spreadsheets allow 32,767 characters."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_BUFFER_BYTES = 64 * 1024


class SharedTexts:
    """Texts by number, in one long string of bytes: a list of a million strings takes three times the memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.missing = 0
        """How many texts were asked for that are not there, or are beyond what is kept."""
        self._pieces = pieces
        self._bytes = bytearray()
        self._ends = array("L", [0])
        self._texts: list[str] = []
        self._is_phonetic = False
        self._is_over = False
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _BUFFER_BYTES
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def __getitem__(self, number: int) -> str:
        """The text of that number; an ellipsis where it can't be had."""
        while number >= len(self._ends) - 1 and not self._is_over:
            self._read_on()
        if not 0 <= number < len(self._ends) - 1:
            self.missing += 1
            return "…"
        return unescaped(self._bytes[self._ends[number] : self._ends[number + 1]].decode("utf-8", "replace"))

    def _read_on(self) -> None:
        try:
            piece = next(self._pieces, b"")
            self._parser.Parse(piece, not piece)
        except (expat.ExpatError, BadXml, BadZipFile, ValueError, LookupError):
            piece = b""
        too_much = len(self._bytes) > KEPT_BYTES or len(self._ends) > KEPT_TEXTS or len(self._texts) > LONGEST_PIECES
        self._is_over = not piece or too_much

    def _doctype(self, *_: object) -> None:
        raise BadXml("DTD")

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
