"""What can be said of a table's column without showing it: its type, how full it is, its extremes and frequent values.

Pure, and in bounded memory however many rows there are. It knows no file format: a source says what its cells mean.
"""

import math
from collections import Counter
from collections.abc import Collection, Hashable, Sequence
from datetime import datetime
from enum import StrEnum
from operator import mul
from typing import Generic, Protocol, TypeVar, cast

DISTINCT_VALUES = 5_000
"""So many different values are told apart in a column; a hundred such columns stay within some 50 MB."""
LONGEST_VALUE = 200
"""In characters. A longer one is prose: its column is not counted by values."""
FREQUENT_VALUES = 5


class Kind(StrEnum):
    """What a cell holds that is neither a number nor a date."""

    TEXT = "text"
    TRUTH = "true/false"
    ERROR = "error"


Measured = float | datetime | Kind
"""What a cell means: a number, a moment, or something that is not measured."""

V = TypeVar("V", bound=Hashable)
"""A cell as its source reads it: a text, or a tuple whose second item is the stored text. Equal cells are equal."""
V_contra = TypeVar("V_contra", bound=Hashable, contravariant=True)
"""The same, where cells only go in."""


class Meaning(Protocol[V_contra]):
    """What a source says of its cells."""

    def measure(self, cell: V_contra) -> Measured:
        """What one cell means."""
        ...

    def numbers(self, cells: Collection[V_contra]) -> Sequence[float] | None:
        """All the cells as numbers at once, which is much faster, if it can be told that they all are; else nothing."""
        ...


class Column(Generic[V]):
    """What is known of one column after the batches of cells that were added."""

    def __init__(self) -> None:
        self.filled = 0
        self.numbers = 0
        self.dates = 0
        self.others: Counter[Kind] = Counter()
        self.least = math.inf
        self.greatest = -math.inf
        self.earliest = datetime.max  # noqa: DTZ901 - cells hold moments without a zone
        self.latest = datetime.min  # noqa: DTZ901
        self.sample: V | None = None
        """The first number, which shows how the column's numbers are written."""
        self._sums: list[float] = []
        self._values: Counter[V] | None = Counter()

    def add(self, batch: Counter[V], meaning: Meaning[V]) -> None:
        """Adds filled cells, each with how often it occurs."""
        self.filled += batch.total()
        numbers = meaning.numbers(batch)
        if numbers:
            self._add_numbers(numbers, list(batch.values()), next(iter(batch)))
        elif batch:
            self._add_measured(batch, meaning)
        self._count(batch)

    @property
    def total(self) -> float:
        """The sum of the numbers; infinite or not a number where it goes beyond what a float holds."""
        return _sum(self._sums)

    @property
    def distinct(self) -> int | None:
        """How many different values there are; nothing when they are too many or too long to be told apart."""
        return None if self._values is None else len(self._values)

    def frequent(self) -> list[tuple[V, int]]:
        """The values that occur most, with how often; those of a column in which none repeats are not worth telling."""
        if self._values is None:
            return []
        most = self._values.most_common(FREQUENT_VALUES)
        return most if most and most[0][1] > 1 else []

    def kinds(self) -> list[tuple[str, int]]:
        """What its cells are, the most frequent first."""
        kinds = [("number", self.numbers), ("date", self.dates), *((kind.value, count) for kind, count in self.others.items())]
        return sorted((kind for kind in kinds if kind[1]), key=lambda kind: -kind[1])

    def _add_numbers(self, numbers: Sequence[float], times: Sequence[int], sample: V) -> None:
        self.sample = sample if self.sample is None else self.sample
        self.numbers += sum(times)
        self.least, self.greatest = min(self.least, *numbers), max(self.greatest, *numbers)
        self._sums = [_sum([*self._sums, *map(mul, numbers, times)])]

    def _add_measured(self, batch: Counter[V], meaning: Meaning[V]) -> None:
        numbers: list[float] = []
        times_each: list[int] = []
        sample: V | None = None
        for cell, times in batch.items():
            found = meaning.measure(cell)
            if isinstance(found, Kind):
                self.others[found] += times
            elif isinstance(found, datetime):
                self.dates += times
                self.earliest, self.latest = min(self.earliest, found), max(self.latest, found)
            else:
                sample = cell if sample is None else sample
                numbers.append(found)
                times_each.append(times)
        if sample is not None:
            self._add_numbers(numbers, times_each, sample)

    def _count(self, batch: Counter[V]) -> None:
        if self._values is None:
            return
        self._values.update(batch)
        if len(self._values) > DISTINCT_VALUES or any(_length(cell) > LONGEST_VALUE for cell in batch):
            self._values = None


def letters(column: int) -> str:
    """A column's letters, counted from 1: 1 → `A`, 28 → `AB`."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(name: str) -> int:
    """A column's number from its upper-case letters: `A` → 1, `AB` → 28."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number


def plain(number: float) -> str:
    """A number as written without a format: up to 15 significant digits, which is what a spreadsheet keeps."""
    if not math.isfinite(number):
        return "too large"
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.15g}"


def _sum(numbers: list[float]) -> float:
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):
        return math.inf


def _length(cell: Hashable) -> int:
    text = cast(tuple[str, str], cell)[1] if isinstance(cell, tuple) else cell
    return len(text) if isinstance(text, str) else 0
