"""What a piece of text in a table means: a number, a date, or just text. Pure; it decides one cell at a time."""

import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from bot.documents.sheets.columns import Kind, Measured

EXACT_DIGITS = 15
"""Longer numbers are names of things (cards, accounts): no spreadsheet computes with them either."""
LONGEST_NUMBER = 40
"""In characters, with its sign, its currency and its spaces."""

_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?", re.ASCII)
_ALL_PLAIN = re.compile(rf"(?:{_PLAIN.pattern}\n)*+{_PLAIN.pattern}", re.ASCII)
_WRITTEN = re.compile(r"([-+]?)([$€£¥]?) ?(\d[\d.,'\u2019 \u00a0\u202f]*|[.,]\d+)([eE][-+]?\d{1,2})? ?([%€$£¥]?)", re.ASCII)
_SPACES = "'\u2019 \u00a0\u202f"
_POINT = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d*)(?:\.\d*)?", re.ASCII)
_COMMA = re.compile(r"(?:\d{1,3}(?:\.\d{3})+|\d*)(?:,\d*)?", re.ASCII)
_SET_APART = re.compile(rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?:[.,]\d*)?", re.ASCII)
_ONLY_DECIMAL_COMMA = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),(?:\d{1,2}|\d{4,})", re.ASCII)
_DATE = re.compile(
    r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})"
    r"(?:[T ](?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?(?:Z|[-+]\d\d:?\d\d)?)?"
    r"|(?P<day_first>\d{1,2})\.(?P<then_month>\d{1,2})\.(?P<then_year>\d{4})",
    re.ASCII,
)


def measure(text: str, *, decimal_comma: bool = False) -> Measured:
    """What the text means. `12%` is 0.12; codes with leading zeros and numbers too long to compute with are text."""
    text = text.strip()
    if _PLAIN.fullmatch(text) and not (decimal_comma and "." in text):
        return float(text)
    if not text or len(text) > LONGEST_NUMBER or not any(map(str.isdigit, text)):
        return Kind.TRUTH if text.lower() in ("true", "false") else Kind.TEXT
    date = _date(text)
    if date is not None:
        return date
    number = _number(text, decimal_comma=decimal_comma)
    return Kind.TEXT if number is None else number


def plain_numbers(texts: Collection[str], *, decimal_comma: bool = False) -> Sequence[float] | None:
    """All the texts as numbers, if they are all written plainly."""
    written = "\n".join(texts)
    if not _ALL_PLAIN.fullmatch(written) or (decimal_comma and "." in written):
        return None
    return list(map(float, texts))


def has_decimal_comma(cells: Iterable[str]) -> bool:
    """Whether some number among the cells can only be read with a comma as its decimal mark."""
    return any(_ONLY_DECIMAL_COMMA.fullmatch(cell.strip()) for cell in cells)


def _number(text: str, *, decimal_comma: bool) -> float | None:
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    sign, before, digits, exponent, after = (part or "" for part in found.groups())
    digits = digits.rstrip()
    if any(space in digits for space in _SPACES):
        if not _SET_APART.fullmatch(digits):
            return None
        digits = digits.translate({ord(space): None for space in _SPACES})
    if not (_COMMA if decimal_comma else _POINT).fullmatch(digits) or (before and after):
        return None
    marks = {ord("."): None, ord(","): "."} if decimal_comma else {ord(","): None}
    digits = digits.translate(marks)
    whole = digits.partition(".")[0]
    if (len(whole) > 1 and whole.startswith("0")) or len(whole) > EXACT_DIGITS:
        return None
    number = float(f"{sign}{digits}{exponent}")
    return number / 100 if after == "%" else number


def _date(text: str) -> datetime | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    part = {name: int(value) for name, value in found.groupdict(default="0").items()}
    year, month, day = part["year"], part["month"], part["day"]
    if not year:
        year, month, day = part["then_year"], part["then_month"], part["day_first"]
    with suppress(ValueError):
        # Cells hold moments of no zone: what a zone would shift is left as it is written.
        return datetime(year, month, day, part["hour"], part["minute"], part["second"])  # noqa: DTZ001
    return None
