"""Figures as people write them in tables, read as numbers where they can mean one thing only. Pure.

`1,234` is 1234 to some readers and 1.234 to others. It is read as a number only beside figures that tell whose habit the table
follows; a cell that stays text harms nobody, one that is off by a thousand does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_DIGITS = 15
"""A spreadsheet keeps no more of a number; a longer one is an id, and stays text."""

_FIGURE = re.compile(r"(?P<sign>[+\u2212-]?)(?P<digits>\d[\d.,'’ \u00a0\u202f]*)(?P<percent>[ \u00a0\u202f]?%)?")
_FOOTNOTES = re.compile(r"(?:\s*\[[^\[\]]*\])+\s*\Z")


class Habit(StrEnum):
    """Which sign parts the whole from the rest; the other one groups thousands."""

    POINT = "."
    COMMA = ","


_WRITTEN = {
    Habit.POINT: re.compile(
        r"(?P<whole>[1-9]\d{0,2}(?:(?P<group>[, \u00a0\u202f'’])\d{3})(?:(?P=group)\d{3})*|0|[1-9]\d*)(?:\.(?P<rest>\d+))?"
    ),
    Habit.COMMA: re.compile(
        r"(?P<whole>[1-9]\d{0,2}(?:(?P<group>[. \u00a0\u202f'’])\d{3})(?:(?P=group)\d{3})*|0|[1-9]\d*)(?:,(?P<rest>\d+))?"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Number:
    """A figure's value, the format in which a spreadsheet shows it as it was written, and the footnotes behind it."""

    value: float
    format: str
    footnotes: str = ""


def habit_of(cells: Iterable[str]) -> Habit | None:
    """Whose habit the cells follow, where they leave no doubt."""
    seen: set[Habit] = set()
    for cell in cells:
        readings = _readings(without_footnotes(cell))
        if len(readings) == 1:
            seen |= readings.keys()
    return seen.pop() if len(seen) == 1 else None


def number_of(cell: str, habit: Habit | None) -> Number | None:
    """The cell as a number; None where it is something else, or could be two numbers and there is no `habit` to go by."""
    figure = without_footnotes(cell)
    readings = _readings(figure)
    values = {number.value for number in readings.values()}
    if not values or (len(values) > 1 and habit is None):
        return None
    number = readings.get(habit) if habit else None
    number = number or next(iter(readings.values()))
    return Number(value=number.value, format=number.format, footnotes=cell[len(figure) :].strip())


def is_figure(cell: str) -> bool:
    """Whether it is a figure by some habit, and thus no formula whatever its sign."""
    return bool(_readings(cell))


def without_footnotes(cell: str) -> str:
    """The cell without the anchors in brackets at its end."""
    return _FOOTNOTES.sub("", cell)


def _readings(figure: str) -> dict[Habit, Number]:
    written = _FIGURE.fullmatch(figure)
    if not written or sum(map(str.isdigit, figure)) > MOST_DIGITS:
        return {}
    found = {habit: pattern.fullmatch(written["digits"].rstrip()) for habit, pattern in _WRITTEN.items()}
    return {habit: _number(written, digits) for habit, digits in found.items() if digits}


def _number(written: re.Match[str], digits: re.Match[str]) -> Number:
    whole, rest = re.sub(r"\D", "", digits["whole"]), digits["rest"] or ""
    value = float(f"{whole}.{rest or 0}") / (100 if written["percent"] else 1)
    shown = ("#,##0" if digits["group"] else "0") + (f".{'0' * len(rest)}" if rest else "") + ("%" if written["percent"] else "")
    return Number(
        value=-value if written["sign"] in ("-", "\u2212") else value,
        format=f"+{shown};-{shown};{shown}" if written["sign"] == "+" else shown,
    )
