"""Amounts, percentages and plain numbers in a text, with what they are of: `$1.2M`, `1.234,50 €`, `12 %`, `3rd`. Pure.

Dates, times and codes are somebody else's: what is known to be one is masked before the text comes here.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from bot.answering.citations.lexicon import CURRENCIES, PERCENT, PERCENTS, SCALE_LETTERS, SCALES, listed
from bot.answering.citations.numerals import CORE, MOST_DIGITS, STEPS, Number, Reading, readings, whole

Unit = frozenset[str]
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
PER_CENT: Unit = frozenset({PERCENT})


class Figure(NamedTuple):
    """One number in a text with its unit; `readings` are all that its writing may mean."""

    start: int
    end: int
    readings: tuple[Reading, ...]
    unit: Unit | None = None
    """Per cent, or the currencies that it may be in; None where nothing is said."""
    sign: str = ""
    is_scaled: bool = False
    """A word of scale stands with it: `1.2 million`."""
    mantissa: tuple[Reading, ...] = ()
    """Of a scaled one: as if that word did not stand there."""
    is_ordinal: bool = False

    @property
    def is_year(self) -> bool:
        """Four digits without anything that could well be a year."""
        is_plain = self.unit is None and not self.is_scaled and self.end - self.start == len("2026")
        return is_plain and _FIRST_YEAR <= self.readings[0][0].value <= _LAST_YEAR

    @property
    def length(self) -> int:
        """How many digits it is written with, noughts at the end included."""
        return max((number.length for reading in self.readings for number in reading), default=0)

    @property
    def digits(self) -> int:
        """How many of its digits are significant, in the reading in which it has most."""
        return max((number.digits for reading in self.readings for number in reading), default=0)


class Behind(NamedTuple):
    """What stands behind a number: powers of ten, its unit, and where that ends."""

    end: int
    powers: tuple[int, ...] = ()
    unit: Unit | None = None
    is_ordinal: bool = False


_SIGNS = "€$£¥₹₽₩₺₪฿₫₴₱₦円元"
_BEFORE = re.compile(
    rf"(?P<sign>(?<![\w)\]%.,])[-+] ?)?(?P<currency>(?<![^\W\d_])(?:[A-Z]{{3}}|Rs\.?|S?[Ff]r\.|kr\.?|[Ee]uro|[A-Z]{{1,2}}\$)"
    rf"|[{_SIGNS}])\s{{0,2}}\(?(?P<inner>[-+])?\Z|(?P<alone>(?<![\w)\]%.,])[-+])\Z"
)
_LONGEST_BEFORE = 12
_SIGNS_BEHIND = frozenset(_SIGNS)
_LAST_BEFORE = _SIGNS_BEHIND | frozenset("-+(.ro")
_LETTERS = re.compile(r"[^\W\d_]{1,30}")
_CJK_SCALE = re.compile("百万|[千万萬亿億兆]")
_WORD_APART = re.compile(r"\s{1,2}([^\W\d_]{1,20}(?:-[^\W\d_]{1,12})?)\.?")
_LETTERS_APART = frozenset(listed("k K M B T m b"))
_JOINT = re.compile(r"\.?\s{0,2}(?:(?:de|di|of|US|U\.S\.)\s{1,2}|d')?")
_UNIT_WORD = re.compile(r"[^\W\d_]{2,12}(?:-[^\W\d_]{2,8})?\$?")
_PER_CENT = re.compile(
    r"(?:per\s?cents?|pour\s?cent|por\s?ciento|por\s?cento|per\s?cento|percentage\s{1,2}points?|v\.\s?H\.)(?![^\W_])",
    re.IGNORECASE,
)
_POINTS = re.compile(r"%-?[Pp]unkte?n?")
_ORDINALS = frozenset(listed("st nd rd th er ère ème e º ª de ste"))
_ORDINAL_DOT = re.compile(r"\.(?=\s?[^\W\d_]|\s?-)")
_SCALED_CODES = {"teur": 3, "keur": 3, "meur": 6, "tusd": 3, "kusd": 3, "musd": 6, "tchf": 3, "kchf": 3, "mchf": 6}
_BETWEEN = re.compile(r"\s?(?:-|to|bis|auf|und|and|or|oder|à|a|y|et|e|tot|en)\s?")
_YEAR_BEFORE = re.compile(r"(?<!\d)(19|20)\d\d\Z")
_LONGEST_BETWEEN = 6


def figures(text: str) -> list[Figure]:
    """Every number in digits, in order. A range shares its unit: both ends of `10-15 %` are per cent."""
    return _with_shared_units(list(_figures(text)), text)


def _figures(text: str) -> Iterator[Figure]:
    for core in CORE.finditer(text):
        if found := readings(core[0]):
            sign, unit, start = _before(text, core.start())
            behind = what_stands_behind(text, core.end(), has_currency=unit is not None)
            if sign == "" and start == core.start() and core[0].isdigit():
                found = _in_short(text, start, core[0]) or found
            yield figure(start, found, behind, unit=unit, sign=sign)


def _in_short(text: str, start: int, digits: str) -> tuple[Reading, ...]:
    """What stands for more than its digits: the year in `'24` and in `2024/25`, the half in `.5`."""
    sign, before = text[start - 1 : start], text[start - 2 : start - 1]
    if sign in {"/", "-"} and len(digits) == len("24") and (year := _YEAR_BEFORE.search(text[max(0, start - 6) : start - 1])):
        return (whole(digits),), (whole(f"{year[1]}{digits}"),)
    if before.isalnum() or start < 1:
        return ()
    if sign == "'" and len(digits) == len("24"):
        return (whole(digits),), (whole(f"20{digits}"),)
    return ((Number(Decimal(f"0.{digits}"), STEPS[len(digits)]),),) if sign == "." and len(digits) <= MOST_DIGITS else ()


def figure(start: int, found: tuple[Reading, ...], behind: Behind, *, unit: Unit | None = None, sign: str = "") -> Figure:
    """A number with what stands before and behind it put together."""
    unit = behind.unit or unit
    if not behind.powers:
        return Figure(start, behind.end, found, unit, sign, is_ordinal=behind.is_ordinal)
    scaled = tuple(tuple(number.scaled(power) for number in reading) for power in behind.powers for reading in found)
    return Figure(start, behind.end, scaled, unit, sign, is_scaled=True, mantissa=found)


def _before(text: str, start: int) -> tuple[str, Unit | None, int]:
    """The sign, the currency, and where they begin."""
    before = text[max(0, start - _LONGEST_BEFORE) : start]
    last = before.rstrip(" ")[-1:]
    # Most numbers stand behind a small letter or a bar: those need no search.
    if not last or not (last in _LAST_BEFORE or last.isupper()):
        return "", None, start
    found = _BEFORE.search(before)
    if not found:
        return "", None, start
    begin = start - len(before) + found.start()
    if found["alone"]:
        return found["alone"], None, begin
    unit = CURRENCIES.get(found["currency"].lower().rstrip("."))
    if unit is None:
        return "", None, start
    return (found["sign"] or "").strip() or found["inner"] or "", unit, begin


def what_stands_behind(text: str, end: int, *, has_currency: bool = False) -> Behind:
    """A word of scale, a unit, the ending of an ordinal."""
    follows = text[end : end + 1]
    if not follows or follows in "|,;:)]/-":
        return Behind(end)
    if follows == ".":
        is_ordinal = _ORDINAL_DOT.match(text, end) is not None
        return Behind(end + is_ordinal, is_ordinal=is_ordinal)
    apart = text[end : end + 3].strip()[:1]
    if follows in " \n" and not apart.isalpha():
        return _with_unit(text, Behind(end))
    behind, is_all = _scale(text, end, has_currency=has_currency)
    if is_all:
        return behind
    if behind.powers and (second := _WORD_APART.match(text, behind.end)) and (more := SCALES.get(second[1].lower())):
        # `mil millones`, `3 hundred thousand`.
        behind = Behind(second.end(1), tuple(one + other for one in behind.powers for other in more))
    return _with_unit(text, behind)


def _scale(text: str, end: int, *, has_currency: bool) -> tuple[Behind, bool]:
    """The word right behind a number, or behind a space, as a scale; True where nothing else of the number can follow."""
    if scale := _CJK_SCALE.match(text, end):
        return Behind(scale.end(), SCALE_LETTERS[scale[0]]), False
    if letters := _LETTERS.match(text, end):
        return _attached(
            letters[0], end, letters.end(), has_currency=has_currency, is_in_euros=text[letters.end() : letters.end() + 1] == "€"
        )
    word = _WORD_APART.match(text, end)
    if not word:
        return Behind(end), False
    name, lower = word[1], word[1].lower()
    if name == "T" and text[word.end(1) : word.end(1) + 1] == "€":
        return Behind(word.end(1) + 1, (3,), CURRENCIES["€"]), True
    if lower in _SCALED_CODES:
        return Behind(word.end(1), (_SCALED_CODES[lower],), CURRENCIES[lower[1:]]), True
    if lower in SCALES and (len(lower) > 1 or not lower.isascii()):
        return Behind(word.end(1), SCALES[lower]), False
    if name in _LETTERS_APART and (has_currency or text[word.end(1) : word.end(1) + 2].strip()[:1] in _SIGNS_BEHIND):
        return Behind(word.end(1), tuple(power for power in SCALE_LETTERS[name] if power)), False
    return Behind(end), False


def _attached(letters: str, end: int, after: int, *, has_currency: bool, is_in_euros: bool) -> tuple[Behind, bool]:
    """Letters set right behind the digits."""
    lower = letters.lower()
    if letters == "T" and is_in_euros:
        return Behind(after + 1, (3,), CURRENCIES["€"]), True
    if lower in _SCALED_CODES:
        return Behind(after, (_SCALED_CODES[lower],), CURRENCIES[lower[1:]]), True
    if letters in SCALE_LETTERS:
        return Behind(after, tuple(power for power in SCALE_LETTERS[letters] if power or not has_currency)), False
    if lower in SCALES:
        return Behind(after, SCALES[lower]), False
    if lower in CURRENCIES or lower in PERCENTS:
        return Behind(end), False
    return Behind(after, is_ordinal=lower in _ORDINALS), True


def _with_unit(text: str, behind: Behind) -> Behind:
    joint = _JOINT.match(text, behind.end)
    assert joint, "it may be empty"
    at = joint.end() if behind.powers or joint[0].strip() in {"", "US", "U.S."} else behind.end
    first = text[at : at + 1]
    if first == "%" or first in _SIGNS_BEHIND:
        # A sign at the beginning of the next line belongs to what follows it.
        if not first or "\n" in text[behind.end : at]:
            return behind
        points = _POINTS.match(text, at)
        return behind._replace(unit=PER_CENT if first == "%" else CURRENCIES[first], end=points.end() if points else at + 1)
    if not first.isalpha():
        return behind
    if words := _PER_CENT.match(text, at):
        return behind._replace(unit=PER_CENT, end=words.end())
    word = _UNIT_WORD.match(text, at)
    lower = word[0].lower() if word else ""
    if word and (lower in PERCENTS or lower in CURRENCIES):
        return behind._replace(unit=PER_CENT if lower in PERCENTS else CURRENCIES[lower], end=word.end())
    return behind


def _with_shared_units(found: list[Figure], text: str) -> list[Figure]:
    """In a range the unit and the scale stand only once."""
    for place in range(len(found) - 1):
        left, right = found[place], found[place + 1]
        has_any = left.unit or right.unit or left.is_scaled or right.is_scaled
        is_even = left.unit and right.unit and left.is_scaled == right.is_scaled
        if (
            not has_any
            or is_even
            or right.start - left.end > _LONGEST_BETWEEN
            or not _BETWEEN.fullmatch(text, left.end, right.start)
        ):
            continue
        if right.is_scaled and not left.is_scaled:
            factor = _power(right)
            more = tuple(tuple(number.scaled(factor) for number in reading) for reading in left.readings)
            left = left._replace(readings=(*more, *left.readings), is_scaled=True, mantissa=left.readings)
        found[place] = left._replace(unit=left.unit or right.unit)
        found[place + 1] = right._replace(unit=right.unit or left.unit)
    return found


def _power(scaled: Figure) -> int:
    value, mantissa = scaled.readings[0][0].value, scaled.mantissa[0][0].value
    return value.adjusted() - mantissa.adjusted() if mantissa else 0
