"""Digits with separators → the numbers that they may stand for: `1.234,50`, `1 234.50`, `1'234.50`, `1,234`. Pure.

Where a writing is ambiguous all readings are kept: `1,234` is a thousand-odd to some and one point two to others.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

MOST_DIGITS = 25
"""Longer runs are no amounts: account numbers, hashes."""
MOST_GROUPS = 6
"""Groups with spaces between, `12 345 678`, are joined to this many; further ones are columns of a table."""
_MOST_PARTS = 24
"""Numbers read in a row without spaces or with single ones; further ones are not looked at."""

CORE = re.compile(r"\d+(?:(?:[.,']|[ ](?=\d{3}(?!\d)))\d+)*")
"""Digits with what may stand between the digits of one number."""

STEPS = tuple(Decimal(1).scaleb(-places) for places in range(MOST_DIGITS + 1))
_ONE = STEPS[0]
_GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?:(?P<between>[,.' ])\d{3})(?:(?P=between)\d{3})*)(?:(?!(?P=between))[.,](?P<decimals>\d+))?"
)
_INDIAN = re.compile(r"(?P<whole>[1-9]\d?(?:,\d\d)+,\d{3})(?:\.(?P<decimals>\d+))?")
_DECIMAL = re.compile(r"(?P<whole>\d+)[.,](?P<decimals>\d+)")
_SEPARATORS = str.maketrans("", "", ",.' ")


class Number(NamedTuple):
    """A number as it is written: its value, and what one more in its last digit would be."""

    value: Decimal
    step: Decimal

    @classmethod
    def of(cls, value: int) -> "Number":
        """A whole number."""
        return cls(Decimal(value), _ONE)

    def scaled(self, power: int) -> "Number":
        """Times ten to this power."""
        return Number(self.value.scaleb(power), self.step.scaleb(power)) if power else self

    @property
    def digits(self) -> int:
        """How many digits are significant: those of 1,200 are two."""
        return len(str(self._whole).strip("0")) or 1

    @property
    def length(self) -> int:
        """How many digits are written, noughts at the end included."""
        return len(str(self._whole))

    @property
    def round_step(self) -> Decimal:
        """What one more in the last digit that is no nought would be: 100 in 1,200."""
        digits = str(self._whole)
        return self.step.scaleb(len(digits) - len(digits.rstrip("0"))) if self.value else self.step

    @property
    def _whole(self) -> int:
        return int(self.value.scaleb(-self.step.adjusted()))


Reading = tuple[Number, ...]
"""Numbers that stand side by side in one writing: mostly one, in `1,2,3` three."""


def whole(digits: str) -> Number:
    """A number without separators."""
    return Number(Decimal(digits), _ONE)


def readings(core: str) -> tuple[Reading, ...]:
    """What a match of `CORE` may mean as a whole, likeliest first; empty for what is no amount."""
    if core.isdigit():
        return ((whole(core),),) if len(core) <= MOST_DIGITS else ()
    if found := tuple(dict.fromkeys(_as_one(core))):
        return tuple((number,) for number in found)
    return tuple(filter(None, (_in_columns(core.split(" ")[:_MOST_PARTS]) if " " in core else _in_list(core),)))


def pieces(core: str) -> Iterator[Number]:
    """What parts of a match of `CORE` may mean besides: `100 200 300` may be columns of which some belong together."""
    if " " in core:
        parts = core.split(" ")[:_MOST_PARTS]
        for start in range(len(parts)):
            for end in range(start + 1, min(start + MOST_GROUPS, len(parts)) + 1):
                if end - start < len(parts):
                    part = " ".join(parts[start:end])
                    yield from [whole(part)] if part.isdigit() and len(part) <= MOST_DIGITS else _as_one(part)
    elif core.count(",") > 1:
        yield from _in_list(core)


def _as_one(core: str) -> Iterator[Number]:
    """The readings as one number."""
    if len(core) > MOST_DIGITS + MOST_DIGITS // 3:
        return
    grouped = _GROUPED.fullmatch(core) or _INDIAN.fullmatch(core)
    if grouped:
        yield _number(grouped["whole"].translate(_SEPARATORS), grouped["decimals"] or "")
    if decimal := _DECIMAL.fullmatch(core):
        yield _number(decimal["whole"], decimal["decimals"])


def _number(digits: str, decimals: str) -> Number:
    if not decimals or len(digits) + len(decimals) > MOST_DIGITS:
        return Number(Decimal(digits[:MOST_DIGITS]), _ONE)
    return Number(Decimal(f"{digits}.{decimals}"), STEPS[len(decimals)])


def _in_columns(parts: list[str]) -> Reading:
    found = [reading[0] for part in parts if (reading := readings(part))]
    return tuple(number for reading in found for number in reading) if len(found) == len(parts) else ()


def _in_list(core: str) -> Reading:
    """Numbers in a list without spaces: `1,2,3`, `3.5,4.5`; nothing else has separators at such places."""
    parts = core.split(",")[:_MOST_PARTS] if "," in core else re.split(r"[.']", core)[:_MOST_PARTS]
    numbers = [number for part in parts if (number := whole(part[:MOST_DIGITS]) if part.isdigit() else next(_as_one(part), None))]
    return tuple(numbers) if len(numbers) == len(parts) else ()
