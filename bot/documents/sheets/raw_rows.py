"""Looks for what is sought in a worksheet's XML as it stands, and parses only the rows that seem to hold it: the search of a
million rows takes seconds then instead of minutes.

It judges a row by its values alone; whether people see them there is known once the row is parsed (ECMA-376 part 1, 18.3).
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from html import unescape
from itertools import islice

from bot.documents.sheets.grid import Row
from bot.documents.sheets.matches import Matches
from bot.documents.sheets.rows import ROW_BYTES, Cell
from bot.documents.sheets.search import Live, Search, held
from bot.documents.sheets.shared_texts import SharedMasks

FEW_TEXTS = 16
"""So many shared texts are looked for by themselves, which is faster than to look at all of them."""

_NUMBER = re.compile(rb"""<[\w.:-]+\s(?:[^<>]*?\s)?r=["'](\d{1,7})["']""")
_SHARED_TYPE = b't="s"'
_SHARED = re.compile(rb't="s"[^<>]*><v>(\d{1,9})')
_SHARED_APART = re.compile(rb't="s"[^<>]*>\s*<(?:[\w.-]+:)?v[^<>]*>\s*(\d{1,9})')
"""The first is what nearly all workbooks hold, and twice as fast."""
_VALUE = re.compile(rb"<(?:[\w.-]+:)?[vt](?:\s[^<>]*)?>([^<]+)<")
_ROWS_END = re.compile(rb"</(?:[\w.-]+:)?sheetData")
_UNSAFE = ((b"!", b"<!"), (b"?", b"<?"), (b"'", b" t='"))
"""What may look like a row and be none, and what the patterns above don't know, each behind a sign that is found faster. No
common writer makes any of it."""
_TEXTS = (b'"inlineStr"', b't="str"', b't="e"', b't="d"')
"""The types of cells that hold more than a plain number. Of one that does not, the beginning stands behind its tag."""
_HIDDEN = (b" hidden=", b' ht="0')


class RawSearch:
    """Shows a worksheet's rows to `matches`. Fits `rows.Watch`.

    `stored` is the search among stored values; `shared` tells which terms each of the shared texts holds, and is asked once it
    is needed; `parse` makes the row of its bytes, and `row_end` is the tag that ends one.
    """

    def __init__(
        self,
        matches: Matches[Cell],
        *,
        stored: Search,
        shared: Callable[[], SharedMasks],
        parse: Callable[[bytes], Row[Cell] | None],
        row_end: bytes,
    ) -> None:
        self._matches = matches
        self._stored = stored
        self._shared = shared
        self._parse = parse
        self._row_end = row_end
        self._row_start = b"<" + row_end[2:-1]
        self._masks: Sequence[int] | None = None
        self._few: re.Pattern[bytes] | None = None
        self._rest = b""
        self._is_over = False
        values = [(bit, term) for bit, term in enumerate(stored.terms) if term.numbers or term.days]
        self._values = [Live(1 << bit, term.needles, term.pattern) for bit, term in values]
        self._numbers = sorted({needle for _, term in values for form in term.needles for needle in _at_start(form)})

    def see(self, rows: Sequence[Row[Cell]], piece: bytes) -> None:
        """Looks at the rows that were parsed, and at those that end in this piece."""
        if not self._matches.goes_on():
            return
        self._matches.see([row for row in rows if row.cells])
        if self._is_over:
            return
        data = self._rest + piece
        end = data.rfind(self._row_end)
        whole, self._rest = (data[:end], data[end + len(self._row_end) :]) if end >= 0 else (b"", data)
        if any(sign in whole and mark in whole for sign, mark in _UNSAFE) or len(self._rest) > ROW_BYTES:
            self._matches.stop()
        elif whole:
            self._look_at(whole)
        if _ROWS_END.search(self._rest):
            self._is_over, self._rest = True, b""

    def _look_at(self, whole: bytes) -> None:
        """Looks at whole rows, without the last one's end tag."""
        matches = self._matches
        rows = whole.split(self._row_end)
        first, last = (_NUMBER.match(row, max(row.rfind(self._row_start), 0)) for row in (rows[0], rows[-1]))
        if not first or not last:
            matches.stop()
            return
        shared = self._shared_in(whole)
        live, needles = self._live_in(whole)
        are_named = matches.search.names(int(first[1]), int(last[1]))
        tally: Counter[int] = Counter()
        if shared or live or are_named:
            has_hidden = any(mark in whole for mark in _HIDDEN)
            for data in rows:
                mask = self._held_by_shared(data, shared) if shared else 0
                if live and any(needle in data for needle in needles):
                    mask |= held(_folded(b"\n".join(_VALUE.findall(_SHARED_APART.sub(b"", data)))), live)
                if are_named or matches.wants(mask) or (mask and has_hidden):
                    self._judge(data, mask)
                else:
                    tally[mask] += 1
        else:
            tally[0] = len(rows)
        matches.pass_over(tally, to=int(last[1]))

    def _live_in(self, whole: bytes) -> tuple[Sequence[Live], Sequence[bytes]]:
        """The terms that values may hold that stand in the rows themselves, and what then stands in such a row."""
        if any(kind in whole for kind in _TEXTS):
            return self._stored.live(_folded(whole)), [b""]
        needles = [needle for needle in self._numbers if needle in whole]
        return self._values if needles else (), needles

    def _shared_in(self, whole: bytes) -> re.Pattern[bytes] | None:
        """What finds the numbers of shared texts in the rows; nothing where they hold none that matters."""
        if _SHARED_TYPE not in whole:
            return None
        if self._masks is None:
            self._masks, is_whole = self._shared()
            self._few = _few(self._masks) if is_whole else None
        if self._few and not self._few.search(whole):
            return None
        return _SHARED if len(_SHARED.findall(whole)) == whole.count(_SHARED_TYPE) else _SHARED_APART

    def _held_by_shared(self, data: bytes, shared: re.Pattern[bytes]) -> int:
        mask = 0
        masks = self._masks or ()
        try:
            for number in shared.findall(data):
                mask |= masks[int(number)]
        except IndexError:
            # More texts than are kept, or damaged ones: what else the rows hold can't be told.
            self._matches.stop()
        return mask

    def _judge(self, data: bytes, mask: int) -> None:
        """Counts a row, and keeps it where people see in it what is sought."""
        start = max(data.rfind(self._row_start), 0)
        found = _NUMBER.match(data, start)
        if not found:
            self._matches.stop()
            return
        matches, number = self._matches, int(found[1])
        is_hidden = any(mark in data[start : data.find(b">", start)] for mark in _HIDDEN)
        row: Row[Cell] | None = None
        if matches.wants(mask) or matches.search.names(number) or (mask and is_hidden):
            row = self._parse(data[start:])
            mask = matches.judge(row) if row else 0
        if matches.count(number, mask) and row:
            matches.keep(row, mask, size=len(data))


def _at_start(form: str) -> Sequence[bytes]:
    """How a number that is written so begins where it is stored as a number: without signs between its thousands."""
    if form.isdecimal():
        return [b">%s" % form.encode(), b">-%s" % form.encode()]
    return [form.encode()] if form[:1] == "." else ()


def _few(masks: Sequence[int]) -> re.Pattern[bytes] | None:
    """What finds the cells that share one of the texts that hold anything, where these are few; nothing where they are many."""
    held = list(islice((number for number, mask in enumerate(masks) if mask), FEW_TEXTS + 1))
    if len(held) > FEW_TEXTS:
        return None
    return re.compile(rb"<(?:[\w.-]+:)?v[^<>]*>\s*(?:%s)\b" % b"|".join(b"%d" % number for number in held or [-1]))


def _folded(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return (unescape(text) if "&" in text else text).casefold()
