"""Codes in a text: letters and digits that make a name, as `INV-2024-001`, `Q3`, `v2.1.3`, `10.0.0.1`. Pure.

A number with a unit (`5kg`, `10k`, `3rd`) is no code, and neither is a word joined to a number (`mid-2024`, `12-month`).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.answering.citations.lexicon import CURRENCIES, MONTHS, listed

LONGEST_CODE = 80
"""In characters; longer ones are compared by so many of them."""


class Code(NamedTuple):
    """Where a code stands, and its parts: runs of letters and runs of digits, in lower case."""

    start: int
    end: int
    parts: tuple[str, ...]

    @property
    def is_common(self) -> bool:
        """A word of everyday language that happens to hold a digit."""
        return "".join(self.parts) in _COMMON


# Where words are not parted by spaces, a letter beside a digit says nothing: `前年比12`.
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHUNK = re.compile(r"(?<![^\W_])[^\W_]+(?:[-_/.][^\W_]+)*")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_SIGNS = re.compile(r"[^\W_]")
_RUNS = re.compile(r"\d+|[^\W\d_]+")
_WITH_UNIT = re.compile(r"\d+(?:\.\d+)?[^\W\d_]{1,12}")
_WITH_CURRENCY = re.compile(r"([A-Za-z]{2,3})\d[\d.]*([^\W\d_]{0,8})")
_DOTTED = re.compile(r"\d{1,4}(?:\.\d{1,4}){2,}")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_QUARTER = re.compile(
    r"(?<![^\W_])(?:[QT](?P<q>[1-4])|(?P<before>[1-4])Q(?=\d\d(?:\d\d)?(?!\d)|(?![^\W_]))"
    r"|(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)[ -]quarter"
    r"|(?P<dot>[1-4])\.\s?(?:Quartal|trimestre)|(?P<german>erste|zweite|dritte|vierte)[snrm]?\sQuartal"
    r"|(?P<french>[1-4])(?:er|e|ème)\s?trimestre|(?P<cjk>[1-4])(?:四半期|季度))(?:(?<=[1-4]Q)|(?<=期)|(?<=度)|(?![^\W_]))",
    re.IGNORECASE,
)
_NTH = ("first 1st erste", "second 2nd zweite", "third 3rd dritte", "fourth 4th vierte last")
# Numbers that are read digit by digit, however they are grouped: phones, accounts, cards.
_DIALLED = re.compile(
    r"(?<![\w.,])(?:(?:\+\d|\(0\d|\(\d{3}\)|0\d)(?:[ ()/-]{0,2}\d){6,20}|\d{3}[-. ]\d{3}[-. ]\d{4}"
    r"|\d{4}([ -])\d{4}\1\d{4}\1\d{4})(?![\w-]|[.,]\d)"
    r"|(?<![^\W_])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![^\W_])"
)
_FISCAL = re.compile(r"(?<![^\W_])FY\s?'?(?P<year>\d{4}|\d{2})(?:[/-]\d{2,4})?(?![^\W_])", re.IGNORECASE)
_COMMON = frozenset(
    listed("b2b b2c b2g p2p c2c co2 h2o 2fa 3d 2d 4k mp3 mp4 a11y i18n l10n k8s h264 utf8 o365 s3 ec2 e2e web3 covid19 y2k 24x7")
)


def codes(text: str) -> Iterator[Code]:
    """Every code, in order; quarters first of all, however they are written: all become `q3`."""
    taken: list[tuple[int, int]] = []
    for dialled in _DIALLED.finditer(text):
        if not dialled[0].isdigit():
            taken.append(dialled.span())
            yield Code(dialled.start(), dialled.end(), ("".join(_SIGNS.findall(dialled[0])).lower(),))
    for quarter in _QUARTER.finditer(text):
        number = quarter["q"] or quarter["before"] or quarter["dot"] or quarter["french"] or quarter["cjk"]
        name = (quarter["nth"] or quarter["german"] or "").lower()
        number = number or next(str(n) for n, names in enumerate(_NTH, start=1) if name in listed(names))
        taken.append(quarter.span())
        yield Code(quarter.start(), quarter.end(), ("q", number))
    for fiscal in _FISCAL.finditer(text):
        taken.append(fiscal.span())
        yield Code(fiscal.start(), fiscal.end(), ("fy", fiscal["year"][-2:]))
    taken.sort()
    at = 0
    for chunk in _CHUNK.finditer(text):
        word = chunk[0]
        if word.isalpha() or word.isdigit() or not _DIGIT.search(word):
            continue
        while at < len(taken) and taken[at][1] <= chunk.start():
            at += 1
        if at < len(taken) and chunk.end() > taken[at][0]:
            continue
        if word.isascii() or not _UNSPACED.search(word):
            yield from _in_chunk(word, chunk.start())
            continue
        for part in _CHUNK.finditer(_UNSPACED.sub(" ", word)):
            if not part[0].isdigit() and _DIGIT.search(part[0]):
                yield from _in_chunk(part[0], chunk.start() + part.start())


def _in_chunk(chunk: str, start: int) -> Iterator[Code]:
    if not _LETTER.search(chunk):
        if _DOTTED.fullmatch(chunk) and not _THOUSANDS.fullmatch(chunk):
            yield _code(chunk, start)
        return
    if "/" in chunk:
        for piece in re.finditer(r"[^/]+", chunk):
            if _DIGIT.search(piece[0]):
                yield from _in_chunk(piece[0], start + piece.start())
        return
    if _is_number(chunk):
        return
    parts = re.split(r"[-_.]", chunk)
    is_mixed = any(not part.isdigit() and _DIGIT.search(part) and not _is_number(part) for part in parts)
    if is_mixed or any(_is_prefix(part, parts[place + 1]) for place, part in enumerate(parts[:-1])):
        yield _code(chunk, start)


def _code(chunk: str, start: int) -> Code:
    parts = tuple(part.lower() for part in _RUNS.findall(chunk[:LONGEST_CODE]))
    # `v2.1.3` is version 2.1.3.
    return Code(start, start + len(chunk), parts[1:] if parts[0] == "v" and len(parts) > 2 else parts)


def _is_number(part: str) -> bool:
    """A number with a unit behind or a currency before it."""
    if _WITH_UNIT.fullmatch(part):
        return True
    money = _WITH_CURRENCY.fullmatch(part)
    return bool(money and money[1].lower() in CURRENCIES)


def _is_prefix(part: str, following: str) -> bool:
    """Capitals in front of digits: `INV-2024`, `A-12`, `GPT-4`."""
    lower = part.lower()
    return part.isalpha() and part.isupper() and following[:1].isdigit() and lower not in CURRENCIES and lower not in MONTHS
