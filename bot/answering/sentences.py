"""Streamed text → whole sentences, table rows and code lines: nothing is shown before its end has been seen. Pure.

Where a sentence ends depends on the text alone, never on the pieces in which it came.
"""

import re
from collections.abc import Iterator

LONGEST_WAIT = 600
"""However a line goes on, a reader should not wait for more than this many characters."""
LONGEST_ROW = 4_000
"""A row of a table is shown as a whole or not at all; what is longer than this is none."""

# A sentence does not end after a short form, an initial, or the number of a list's point: "e.g. this", "No. 5", "1,2 Mio. Euro".
_SHORT_FORMS = r"""
    [A-Z] no nr dr mr ms mrs prof st vs e\.g i\.e approx ca c p pp s f ff fig figs sec eq al vol ed est inc ltd corp co jr sr
    dept art abs ziff kap bd bzw vgl usw evtl ggf inkl exkl max min mio mrd tsd mill std z\.b z\.\s?b d\.\s?h u\.\s?a
    i\.\s?d\.\s?r o\.\s?g str hr fr tel num núm pág env sra jan feb mar apr jun jul aug sept sep oct okt nov dec dez
"""
_SHORT = re.compile(rf"(?<![^\W_])(?:{'|'.join(_SHORT_FORMS.split())})\.\Z", re.IGNORECASE)
_POINT = re.compile(r"\s*(?:[-*+>]\s+)*[*_]*\d{1,3}\.")
_CLOSING = {"[": "]", "(": ")", "【": "】"}
_LONGEST_SHORT = 16
_BRACKET = r"\[[^\[\]\n]{1,300}\]|【[^【】\n]{1,200}】|\((?:pp?|s|seite|page|slide|rows?|lines?|m)\W{0,2}\d[^()\n]{0,80}\)"
# A footnote right behind a sentence belongs to it.
_END = re.compile(
    rf"(?:[.!?…][\"'”’)\]*_]{{0,6}}(?:[ \t]{{0,3}}(?:{_BRACKET})(?:\([^()\s]{{0,200}}\))?[.,;]?[*_]{{0,3}}){{0,8}}[ \t]+"
    rf"|[。！？][」』”’)）]{{0,3}}+(?:[ \t]{{0,3}}(?:{_BRACKET})){{0,8}}+[ \t]*+)(?=[^ \t])|\n",
    re.IGNORECASE,
)
# No sentence ends inside a bracket, unless that is never closed.
_BRACKET_GOES_ON = re.compile(r"\[[^\[\]\n]{0,300}(?P<closed>\])?")
_FOOTNOTES = re.compile(rf"(?:[ \t]{{0,3}}(?:{_BRACKET})(?:\([^()\s]{{0,200}}\))?[.,;]?[*_]{{0,3}})+[ \t]*", re.IGNORECASE)
_ROW = re.compile(r"[ \t]*\|")
_DAY = re.compile(r"(?<![\w.,])\d{1,2}\.\Z")
_DAY_AND_MONTH = re.compile(r"(?<![\w.,])\d{1,2}\.[ ]?\d{1,2}\.\Z")
_UNFINISHED = re.compile(r"[^\W\d_]+|\d{1,2}\.?[ \t]?")
_NEXT_PART = re.compile(r"\d{1,2}\.[ \t]?\d")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_MONTH = 12
_AFTER_DAY = frozenset(
    word
    for words in (
        "january february march april may june july august september october november december januar februar märz mai juni juli",
        "oktober dezember jan feb mär apr jun jul aug sep sept okt nov dez jänner januari februari maart mei augustus",
        "quartal halbjahr jahrhundert platz stock",
    )
    for word in words.split()
)
"""What a day, or another number of an order, is written in front of: "4. März", "3. Quartal"."""


class Sentences:
    """Feed pieces of text; `whole` grows by whole sentences only. `flush` takes the rest in."""

    def __init__(self) -> None:
        self.whole = ""
        self._rest = ""
        self._is_at_line_start: bool = True

    def feed(self, piece: str) -> bool:
        """Takes in a piece; True when `whole` has grown."""
        self._rest += piece
        *_, end = 0, *ends(self._rest, is_at_line_start=self._is_at_line_start)
        if not end:
            return False
        self.whole += self._rest[:end]
        self._is_at_line_start = self.whole.endswith("\n")
        self._rest = self._rest[end:]
        return True

    def flush(self) -> str:
        """Everything, to its last character."""
        self.whole += self._rest
        self._rest = ""
        return self.whole

    def restart(self) -> None:
        """What came so far was not the answer."""
        self.whole = self._rest = ""
        self._is_at_line_start = True


def sentences(text: str, *, is_at_line_start: bool = True) -> Iterator[str]:
    """The whole sentences of a text in order, and last what is left of it."""
    start = 0
    for end in ends(text, is_at_line_start=is_at_line_start):
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def ends(text: str, *, is_at_line_start: bool = True) -> Iterator[int]:
    """Every place where a sentence ends whatever follows the text. More text moves none of them."""
    start = 0
    while end := _next_end(text, start, is_at_line_start=is_at_line_start):
        yield end
        start, is_at_line_start = end, text[end - 1] == "\n"


def _next_end(text: str, start: int, *, is_at_line_start: bool) -> int:
    """Where the sentence ends that begins at `start`; 0 where that is not known yet."""
    if is_at_line_start and _ROW.match(text, start):
        window = text[start : start + LONGEST_ROW]
        if end := window.find("\n") + 1:
            return start + end
        return start + len(window) if len(window) == LONGEST_ROW else 0
    window = text[start : start + LONGEST_WAIT]
    for match in _END.finditer(window):
        if match[0] == "\n":
            return start + match.end()
        before, behind = window[: match.start() + 1], window[match.end() :]
        bracket = _BRACKET_GOES_ON.match(window, before.rfind("[")) if "[" in before else None
        if bracket and bracket.end() > match.start():
            if bracket["closed"]:
                continue
            if bracket.end() == len(window):
                break
        if _is_unclear(before, behind):
            break
        if not _goes_on(before, behind):
            return start + match.end()
    if len(window) == LONGEST_WAIT:
        return start + (window.rfind(" ") + 1 or LONGEST_WAIT)
    return 0


def _is_unclear(before: str, behind: str) -> bool:
    """Whether what follows may be a footnote, or the month of a day, that has not come to its end."""
    closing = _CLOSING.get(behind[:1])
    if closing and closing not in behind and "\n" not in behind:
        return True
    footnotes = _FOOTNOTES.match(behind)
    if footnotes and footnotes.end() == len(behind):
        return True
    return len(behind) < _LONGEST_MONTH and _DAY.search(before) is not None and _UNFINISHED.fullmatch(behind) is not None


def _goes_on(before: str, behind: str) -> bool:
    """Whether the sentence goes on: with a footnote, in small letters, behind a short form, or with the rest of a date."""
    footnotes = _FOOTNOTES.match(behind)
    if footnotes and behind[footnotes.end()] == "\n":
        return True
    if not before.endswith("."):
        return False
    if behind[0].islower() or _SHORT.search(before[-_LONGEST_SHORT:]) or _POINT.fullmatch(before):
        return True
    if not _DAY.search(before):
        return False
    if behind[0].isdigit() and _DAY_AND_MONTH.search(before):
        return True
    word = _WORD.match(behind)
    return word[0].lower() in _AFTER_DAY if word else _NEXT_PART.match(behind) is not None
