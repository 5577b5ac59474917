"""Text as it is compared: one form for each digit, dash, space and quote, nothing invisible, and the way back. Pure.

It knows no meaning: what a figure or a word is, is said elsewhere.
"""

import re
import unicodedata
from bisect import bisect_right

# Where the ten digits begin in the scripts that people write numbers in.
_ZEROS = (
    *(0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66),
    *(0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810, 0xFF10),
)
_ONE_FOR_ONE = str.maketrans(
    {
        **{zero + digit: str(digit) for zero in _ZEROS for digit in range(10)},
        **{0xFF21 + place: chr(0x41 + place) for place in range(26)},
        **{0xFF41 + place: chr(0x61 + place) for place in range(26)},
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys(
            "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
        ),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\uff02", '"'),
        **dict.fromkeys("\uff05\ufe6a\u066a", "%"),
        **dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"),
        **dict(zip("．，：；／（）［］＋～＠＃＆！？＝＜＞＊＿｜＄￡￥￦٫٬", ".,:;/()[]+~@#&!?=<>*_|$£¥₩.,", strict=True)),
    }
)
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
# What changes a text's length: what nobody sees, letters in two parts, ligatures. Marks are bounded: hostile text piles them up.
_CHANGING = re.compile(f"[^\\W\\d_][{_INVISIBLE}]{{0,3}}[\u0300-\u036f]{{1,4}}|[{_INVISIBLE}]+|[\ufb00-\ufb06]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")


class Folded:
    """A text in its comparable form, case kept; `original` maps a place in it back to the text as it stood."""

    __slots__ = ("_places", "_shifts", "_text", "text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._places: list[int] = []
        self._shifts: list[int] = []
        self.text = text.replace("\t", " ") if text.isascii() else self._folded(text)
        if "\r" in self.text:
            self.text = self.text.replace("\r", "\n")

    def _folded(self, text: str) -> str:
        parts: list[str] = []
        end = length = 0
        for change in _CHANGING.finditer(text):
            parts.append(text[end : change.start()])
            length += change.start() - end
            new = unicodedata.normalize("NFKC", _HIDDEN.sub("", change[0]))
            parts.append(new)
            end = change.end()
            # Inside a ligature every place leads to its beginning.
            self._note(*((length + inside, change.start()) for inside in range(1, len(new))), (length + len(new), end))
            length += len(new)
        parts.append(text[end:])
        return "".join(parts).translate(_ONE_FOR_ONE)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where that part, of one character at least, begins and ends in the text as it stood: nothing hidden behind it."""
        last = self.original(end - 1) + 1
        while last < len(self._text) and unicodedata.combining(self._text[last]):
            last += 1
        return self.original(start), last

    def _note(self, *known: tuple[int, int]) -> None:
        for place, original in known:
            self._places.append(place)
            self._shifts.append(original - place)

    def original(self, place: int) -> int:
        """Where that place is in the text as it stood."""
        if not self._places:
            return place
        before = bisect_right(self._places, place) - 1
        return place + (self._shifts[before] if before >= 0 else 0)


def fold(text: str) -> str:
    """The comparable form alone, case kept."""
    return Folded(text).text


_WORD = re.compile(r"[^\W_]+")
# A word hyphenated at the end of a line; its parts are joined by squeezing.
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")


class Squeezed:
    """Letters and digits of a text and nothing between them: quotes are found through any punctuation, wrap and emphasis.

    `find` takes only what begins and ends where a word does, so that `art` is not found in `smart`.
    """

    __slots__ = ("_edges", "_places", "_starts", "text")

    def __init__(self, folded: str) -> None:
        words: list[str] = []
        self._starts: list[int] = []
        self._places: list[int] = []
        self._edges = {0}
        length = 0
        for found in _WORD.finditer(folded):
            word = squeezed_word(found[0])
            self._starts.append(length)
            self._places.append(found.start())
            words.append(word)
            if not word.isascii() and _UNSPACED.search(word):
                self._edges.update(range(length, length + len(word)))
            length += len(word)
            self._edges.add(length)
        self.text = "".join(words)

    def find(self, squeezed: str, start: int = 0) -> int:
        """Where it first stands between the edges of words, at `start` or later; -1 if nowhere."""
        if not squeezed:
            return -1
        found = self.text.find(squeezed, start)
        # Bounded: a hostile page may hold the same letters thousands of times inside words.
        for _ in range(100):
            if found < 0 or (found in self._edges and found + len(squeezed) in self._edges):
                return found
            found = self.text.find(squeezed, found + 1)
        return -1

    def place(self, at: int) -> int:
        """The place in the folded text of the word that stands at `at`."""
        word = bisect_right(self._starts, at) - 1
        return self._places[word] if word >= 0 else 0


def squeezed_word(word: str) -> str:
    """One word in the form in which two are compared: case folded, compatibility forms unfolded."""
    folded = word.casefold()
    return folded if folded.isascii() else unicodedata.normalize("NFKC", folded)


def squeezed(text: str) -> str:
    """Letters and digits of a text that is already folded."""
    return "".join(map(squeezed_word, _WORD.findall(text)))
