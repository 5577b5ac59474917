"""A spreadsheet's numbers as people see them there: dates, percentages, currencies, by their format code.

Follows ECMA-376 part 1, 18.8.30 and 18.8.31. Dates are written as ISO 8601, whatever order the code puts them in.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cached_property, lru_cache
from typing import NamedTuple

from bot.documents.sheets.columns import plain

BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Format id → its code; ids that are not here are General or, from 164 on, written in the workbook."""
LONGEST_CODE = 255
"""Spreadsheets accept no longer ones."""
MOST_DECIMALS = 30
"""As many decimals as a format may ask for (ECMA-376 leaves it open, spreadsheets stop here)."""
LAST_SERIAL = 2_958_466
"""The day after 9999-12-31."""

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<space>_.)|\*.|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[(?P<elapsed>[hms]+)\]|\[[^\]]*\]'
    r"|(?P<general>General)|(?P<clock>AM/PM|A/P)|(?P<date>[ymdhs]+)|(?P<digits>[0#?.,]+)|(?P<exponent>E[+-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - cells hold moments without a zone
_EPOCH_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_FALSE_LEAP_DAY = 60
"""1900-02-29, which spreadsheets count although there was none."""


class Meaning(Enum):
    """What a format says that a number is."""

    NUMBER = auto()
    PERCENT = auto()
    DATE = auto()
    TIME = auto()
    MOMENT = auto()
    DURATION = auto()
    GENERAL = auto()
    LITERAL = auto()
    """The same words in place of every number; none at all hides it."""


class Section(NamedTuple):
    """One of a code's parts between semicolons, taken apart."""

    meaning: Meaning
    prefix: str = ""
    digits: str = ""
    suffix: str = ""
    exponent: bool = False


@dataclass(frozen=True, eq=False)
class Format:
    """A format code, taken apart: for positive numbers or all, for negative ones, for zero.

    Compared by identity, since millions of cells are. `is_unseen`: the cell's letters can't be seen by people.
    """

    sections: tuple[Section, ...]
    is_unseen: bool = False

    @cached_property
    def is_date(self) -> bool:
        """Whether its numbers are days, with or without a time."""
        return self.sections[0].meaning in (Meaning.DATE, Meaning.MOMENT)

    @property
    def hides_all(self) -> bool:
        """Whether it shows no number at all, as `;;;` does."""
        return all(section.meaning is Meaning.LITERAL and not section.prefix.strip() for section in self.sections)

    def show_computed(self, number: float) -> str:
        """A number computed from cells of this format, as exactly as it is known."""
        match self.sections[0].meaning:
            case Meaning.PERCENT:
                return f"{plain(number * 100)}%"
            case Meaning.TIME | Meaning.DURATION:
                return _duration(number)
            case _:
                return plain(number)

    def show(self, number: float, *, from_1904: bool = False) -> str:
        """The number as the spreadsheet shows it; a General one with up to 15 digits."""
        section = self.sections[0]
        if section.meaning in (Meaning.DATE, Meaning.MOMENT, Meaning.TIME):
            found = moment(number, from_1904=from_1904)
            return plain(number) if found is None else _shown_moment(found, section.meaning, number)
        if number < 0 and len(self.sections) > 1:
            section, number = self.sections[1], -number
        elif number == 0 and len(self.sections) > 2:
            section = self.sections[2]
        return _shown(section, number)


GENERAL = Format((Section(Meaning.GENERAL),))


@lru_cache(maxsize=1024)
def parse(code: str) -> Format:
    """Takes a format code apart; what it can't make out is General."""
    if len(code) > LONGEST_CODE or code.strip().lower() in ("", "general", "@"):
        return GENERAL
    return Format(tuple(_section(part) for part in _parts(code)[:3]))


def moment(serial: float, *, from_1904: bool = False) -> datetime | None:
    """The day and time that a serial number stands for, to the second; nothing when there is no such day."""
    if not 0 <= serial < LAST_SERIAL or (not from_1904 and int(serial) == _FALSE_LEAP_DAY):
        return None
    if not from_1904 and serial < _FALSE_LEAP_DAY:
        serial += 1
    try:
        return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return None


def shown_date(found: datetime) -> str:
    """ISO 8601, without the time where it is midnight."""
    return found.date().isoformat() if not (found.hour or found.minute or found.second) else found.isoformat(sep=" ")


def _parts(code: str) -> list[str]:
    """The code cut at its semicolons, but for those in quotes or behind a backslash."""
    parts = [""]
    for piece in _PIECE.finditer(code):
        if piece["other"] == ";":
            parts.append("")
        else:
            parts[-1] += piece[0]
    return parts


def _section(code: str) -> Section:
    prefix, digits, suffix, clock = "", "", "", ""
    percent = exponent = general = False
    for piece in _PIECE.finditer(code):
        if piece["elapsed"]:
            return Section(Meaning.DURATION)
        if piece["date"]:
            clock += piece["date"].lower()
        elif piece["general"]:
            general = True
        elif piece["exponent"]:
            exponent = True
        elif piece["digits"]:
            if suffix and not exponent:
                # Digits that are torn apart, as in a telephone number or a fraction, are shown as the number that they are.
                return Section(Meaning.GENERAL)
            digits += "" if exponent else piece["digits"]
        else:
            literal = (
                piece["quoted"] or piece["escaped"] or piece["currency"] or piece["other"] or (" " if piece["space"] else "")
            )
            percent = percent or piece["other"] == "%"
            prefix, suffix = (prefix, suffix + literal) if digits or general else (prefix + literal, suffix)
    if clock:
        return Section(_dated(clock))
    if general or "@" in prefix:
        return Section(Meaning.GENERAL)
    if not set(digits) & set("0#?"):
        return Section(Meaning.LITERAL, prefix + digits + suffix)
    return Section(Meaning.PERCENT if percent else Meaning.NUMBER, prefix, digits, suffix, exponent)


def _dated(letters_found: str) -> Meaning:
    has_time = "h" in letters_found or "s" in letters_found
    has_day = "y" in letters_found or "d" in letters_found
    if has_time:
        return Meaning.MOMENT if has_day else Meaning.TIME
    return Meaning.DATE


def _shown(section: Section, number: float) -> str:
    match section.meaning:
        case Meaning.DURATION:
            return _duration(number)
        case Meaning.GENERAL:
            return plain(number)
        case Meaning.LITERAL:
            return section.prefix.strip()
        case _:
            digits = _digits(section, number * 100 if section.meaning is Meaning.PERCENT else number)
            sign = "-" if digits.startswith("-") else ""
            return f"{sign}{section.prefix}{digits.removeprefix('-')}{section.suffix}".strip()


def _digits(section: Section, number: float) -> str:
    # Commas at the end scale by a thousand each; those between digits group them.
    code = section.digits.rstrip(",")
    number /= 1000 ** (len(section.digits) - len(code))
    whole, _, fraction = code.partition(".")
    decimals = min(fraction.count("0") + fraction.count("#") + fraction.count("?"), MOST_DECIMALS)
    if section.exponent:
        return f"{number:.{decimals}E}"
    digits = f"{number:{',' if ',' in whole else ''}.{decimals}f}"
    if digits.strip("-0.") == "":
        digits = digits.removeprefix("-")
    kept = fraction.count("0")
    if kept < decimals:
        dropped = len(digits) - len(digits.rstrip("0"))
        digits = digits[: len(digits) - min(dropped, decimals - kept)].removesuffix(".")
    return "" if digits == "0" and "0" not in section.digits else digits


def _shown_moment(found: datetime, meaning: Meaning, serial: float) -> str:
    match meaning:
        case Meaning.DATE:
            return found.date().isoformat()
        case Meaning.TIME if serial < 1:
            return found.strftime("%H:%M:%S").removesuffix(":00")
        case _:
            return found.isoformat(sep=" ").removesuffix(":00")


def _duration(number: float) -> str:
    seconds = round(abs(number) * 86_400) if abs(number) < LAST_SERIAL else None
    if seconds is None:
        return plain(number)
    return f"{'-' if number < 0 else ''}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
