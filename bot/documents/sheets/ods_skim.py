"""What of a long OpenDocument sheet's XML is worth parsing: its last rows, and those that are looked for. The others become one
empty row that is repeated, so that whoever parses what is left counts as if they were there, and takes a tenth of the time.
"""

import re
from collections import deque
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple, Protocol

from bot.documents.sheets.rows import ROW_BYTES, WINDOW_BYTES
from bot.documents.sheets.search import Live, Search, held

_ROW_END = b"</table:table-row>"
_ROW_STARTS = (b"<table:table-row ", b"<table:table-row>")
_TABLE_MARKS = (b"</table:table>", b"<table:table ", b"<table:table>")
"""The end of the sheet, or a table within a cell: what follows is parsed."""
_UNSAFE = ((b"!", b"<!"), (b"?", b"<?"))
"""What may hold what looks like a row and is none, each behind a sign that is found faster."""
_TO_BE_PARSED = (b" table:visibility=", b"<office:annotation")
"""Rows that may be hidden, and those with comments, which are no cells."""
_EMPTY_ROW = re.compile(rb"<table:table-row(?:\s[^<>]*)?/>")
_REPEATED = re.compile(rb'table:number-rows-repeated="(\d{1,7})"')
_VALUE = re.compile(rb'office:(?:date-)?value="([^"<>]*)"')
_TEXT_TAG = b"<text:s"
_SPACE = re.compile(rb"<text:(?:s|tab|line-break)[\s/]")
_CELL_END = b"</table:table-cell>"
_TAG = re.compile(rb"<[^<>]*>")


class Seeker(Protocol):
    """The part of `Matches` that is used."""

    search: Search

    def goes_on(self) -> bool: ...

    def wants(self, mask: int) -> bool: ...

    def pass_over(self, rows: dict[int, int], *, to: int) -> None: ...


class _Part(NamedTuple):
    """A row, or what stands between two."""

    data: bytes
    last: int = 0
    """The number of the row, of the last one where it is repeated."""
    repeats: int = 0
    """0 where it is no row."""
    mask: int = -1
    """Which terms it seems to hold; -1 where nobody looked."""
    is_wanted: bool = True


class Skim:
    """Goes through a sheet from the next piece of its XML on, of which rows up to `number` were parsed.

    `open_repeats` is how often the row is repeated that may have been begun. The last `most` rows are kept to be parsed, and
    those for which `matches` has room; the others are counted there.
    """

    def __init__(self, matches: Seeker | None, *, most: int, number: int, open_repeats: int) -> None:
        self._matches = matches
        self._most = most
        self.number = number
        self._open_repeats = open_repeats
        self._rest = b""
        self._waiting: deque[_Part] = deque()
        """What may turn out to be the end."""
        self._rows = self._size = self._dropped = 0
        self._is_special = self._is_over = False

    def left(self, piece: bytes) -> bytes:
        """What is to be parsed now."""
        if self._is_over:
            return piece
        data, self._rest = self._rest + piece, b""
        if any(sign in data and mark in data for sign, mark in _UNSAFE):
            return self._end(data)
        at, live, out = 0, self._live(data), list[bytes]()
        self._is_special = any(mark in data for mark in _TO_BE_PARSED)
        has_table = any(mark in data for mark in _TABLE_MARKS)
        while (end := data.find(_ROW_END, at)) >= 0:
            part = data[at : end + len(_ROW_END)]
            if has_table and any(mark in part for mark in _TABLE_MARKS):
                break
            at += len(part)
            self._take(part, live)
            out += self._given_up()
        if (has_table and any(mark in data[at:] for mark in _TABLE_MARKS)) or len(data) - at > ROW_BYTES:
            return b"".join(out) + self._end(data[at:])
        self._rest = data[at:]
        return b"".join(out)

    def all_left(self) -> bytes:
        """What was held back: nothing follows."""
        return self._end(self._rest)

    def _live(self, data: bytes) -> Sequence[Live] | None:
        """The terms that may be in these rows; nothing where there is no search any more."""
        if self._matches is None or not self._matches.goes_on():
            return None
        # Within a text a tag may stand in the middle of a word.
        return self._matches.search.live(_words(data) if _TEXT_TAG in data else _folded(data))

    def _take(self, part: bytes, live: Sequence[Live] | None) -> None:
        start = max(map(part.rfind, _ROW_STARTS))
        before, row = (part[:start], part[start:]) if start >= 0 else (part, b"")
        if before:
            self.number += sum(map(_repeats, _EMPTY_ROW.findall(before)))
            self._waiting.append(_Part(before))
        if not row:
            self.number += self._open_repeats
            return
        repeats = _repeats(row[: row.find(b">")])
        self.number += repeats
        mask, is_wanted = -1, self._is_special and any(mark in row for mark in _TO_BE_PARSED)
        if live is not None and self._matches and not is_wanted:
            mask = held(_words(row), live) if live else 0
            names = self._matches.search.names(self.number - repeats + 1, self.number)
            is_wanted = names or self._matches.wants(mask)
        self._waiting.append(_Part(row, self.number, repeats, mask, is_wanted))
        self._rows += 1
        self._size += len(row)

    def _given_up(self) -> list[bytes]:
        """What to parse of that which can't be the end any more."""
        out: list[bytes] = []
        while self._rows > self._most or (self._rows > 1 and self._size > WINDOW_BYTES):
            part = self._waiting.popleft()
            self._rows -= part.repeats > 0
            self._size -= len(part.data) if part.repeats else 0
            if part.is_wanted:
                out += [self._empty_rows(), part.data]
                continue
            self._dropped += part.repeats
            if self._matches and part.mask >= 0:
                self._matches.pass_over({part.mask: part.repeats}, to=part.last)
        return out

    def _empty_rows(self) -> bytes:
        """As many of them as were dropped."""
        count, self._dropped = self._dropped, 0
        return b'<table:table-row table:number-rows-repeated="%d"/>' % count if count else b""

    def _end(self, data: bytes) -> bytes:
        """All that waits, and whatever follows."""
        self._is_over = True
        waiting, self._waiting, self._rest = self._waiting, deque[_Part](), b""
        return b"".join([self._empty_rows(), *(part.data for part in waiting), data])


def _repeats(tag: bytes) -> int:
    found = _REPEATED.search(tag)
    return max(int(found[1]), 1) if found else 1


def _words(row: bytes) -> str:
    """What the cells of a row show and hold, folded."""
    shown = _TAG.sub(b"", _SPACE.sub(rb" \g<0>", row).replace(_CELL_END, b"\n"))
    return _folded(b"\n".join([shown, *_VALUE.findall(row)]))


def _folded(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return (unescape(text) if "&" in text else text).casefold()
