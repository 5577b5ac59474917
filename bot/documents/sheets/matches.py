"""The rows of a table that hold most of what is sought, gathered while its rows go by: in bounded memory, however many match.

What is rare is known only at the end. So rows are kept by which terms they hold, some of each, and weighed then.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple

from bot.documents.sheets.columns import V
from bot.documents.sheets.grid import Row
from bot.documents.sheets.search import Search

MOST_ROWS = 200
"""So many rows are found at most: with a page for each they take a quarter of the largest contexts."""
COMMON_ROWS = 20
"""So many where all that is sought is common: as examples, for the count says more."""
COMMON_SHARE = 0.1
"""A term that is in more than this share of the rows tells none of them apart."""
CHARACTERS_HELD = 1_000_000
"""About so much text is held until the end, which takes some 20 MB; then the rows that seem to matter least go first."""


class Chosen(NamedTuple, Generic[V]):
    """Rows that were found, and whether further ones were that are not among them."""

    rows: Sequence[Row[V]]
    has_more: bool


class Matches(Generic[V]):
    """What a search has found in one table. `words` gives the text of a row; `until` tells when searching is to end."""

    def __init__(self, search: Search, words: Callable[[Row[V]], str], *, until: Callable[[], bool]) -> None:
        self.search = search
        self.past: float = math.inf
        """Rows up to this one are shown anyhow: they are counted, and not kept."""
        self.searched_to = 0
        self.is_whole = True
        """Whether no row was passed over since the time was up, or since it could not be judged."""
        self.is_exact = True
        """Whether rows were counted only where people see what is sought."""
        self.is_by_words = False
        """Whether that holds for words alone: numbers and dates were counted as well that only might show as what is sought."""
        self._words = words
        self._until = until
        self._counts: Counter[int] = Counter()
        """How many rows there were of each mask."""
        self._beyond: Counter[int] = Counter()
        """The same of those that are not shown anyhow, and hold anything."""
        self._named: list[Row[V]] = []
        self._held: dict[int, list[Row[V]]] = {}
        self._sizes: Counter[int] = Counter()
        self._size = 0
        """About how many characters the held rows take: by their mask, and together."""

    def goes_on(self) -> bool:
        """Whether further rows are to be looked at."""
        if self.is_whole and self._until():
            self.is_whole = False
        return self.is_whole

    def stop(self) -> None:
        """Rows follow that can't be judged."""
        self.is_whole = False

    def see(self, rows: Sequence[Row[V]]) -> None:
        """Looks at the rows that come next, each with a cell."""
        self.see_texts([row.number for row in rows], [self._words(row) for row in rows], rows.__getitem__)

    def see_texts(self, numbers: Sequence[int], texts: Sequence[str], row_at: Callable[[int], Row[V]]) -> None:
        """The same for rows of which the text is at hand: only those that are kept are made."""
        if not numbers:
            return
        for place, mask in enumerate(self.search.masks(texts)):
            if self.count(numbers[place], mask):
                self.keep(row_at(place), mask, size=len(texts[place]))

    def count(self, number: int, mask: int) -> bool:
        """Counts a row that holds these terms; whether it is to be kept."""
        self.searched_to = max(self.searched_to, number)
        self._counts[mask] += 1
        if number <= self.past:
            return False
        if mask:
            self._beyond[mask] += 1
        return len(self._named) < MOST_ROWS if self.search.names(number) else self.wants(mask)

    def wants(self, mask: int) -> bool:
        """Whether there is room for a row that holds these terms."""
        return mask > 0 and len(self._held.get(mask, ())) < MOST_ROWS

    def pass_over(self, rows: Mapping[int, int], *, to: int) -> None:
        """Counts rows beyond those that are shown anyhow, by the terms that they hold, up to the one of the number `to`."""
        self.searched_to = max(self.searched_to, to)
        self._counts.update(rows)
        self._beyond.update({mask: times for mask, times in rows.items() if mask})

    def judge(self, row: Row[V]) -> int:
        """Which terms the row holds for whoever sees it."""
        return self.search.masks([self._words(row)])[0]

    def keep(self, row: Row[V], mask: int, *, size: int) -> None:
        """Keeps a row that holds these terms or is named. `size` is about how many characters it takes."""
        if self.search.names(row.number):
            self._named.append(row)
            return
        if not self.wants(mask):
            return
        self._held.setdefault(mask, []).append(row)
        self._sizes[mask] += size
        self._size += size
        if self._size > CHARACTERS_HELD:
            self._make_room()

    def counts(self) -> list[tuple[str, int]]:
        """How many of the rows hold each term, as far as that is known."""
        if not self.is_exact or not self.searched_to:
            return []
        counted = zip(self.search.terms, self._held_by(), strict=True)
        return [(term.words, times) for term, times in counted if not self.is_by_words or not (term.days or term.numbers)]

    def chosen(self, last: Sequence[Row[V]]) -> Chosen[V]:
        """The rows that matter most but those that are shown as the `last`: named by place, or holding most of what is rare.

        Of rows that hold the same terms no more than half of what is left at first, so that there is room for others.
        """
        besides = {row.number for row in last}
        named = [row for row in self._named if row.number not in besides]
        held_by, total = self._held_by(), self._counts.total()
        common = max(total * COMMON_SHARE, MOST_ROWS)
        telling = {mask for mask in self._beyond if any(held_by[bit] <= common for bit in _bits(mask))}
        kept = telling & self._held.keys()
        masks = sorted(kept or self._held, key=lambda mask: -_weight(mask, held_by, total))
        waiting = {mask: [row for row in self._held[mask] if row.number not in besides] for mask in masks}
        taken = _taken(waiting, min(MOST_ROWS - len(named), MOST_ROWS if kept else COMMON_ROWS))
        meant = telling or self._beyond.keys()
        others = sum(self._beyond[mask] for mask in meant) - sum(self.judge(row) in meant for row in [*named, *taken])
        others -= sum(self.judge(row) in meant for row in last if row.number <= self.searched_to)
        return Chosen([*named, *taken], has_more=others > 0)

    def _held_by(self) -> list[int]:
        """By how many rows each term is held."""
        held_by = [0] * len(self.search.terms)
        for mask, times in self._counts.items():
            for bit in _bits(mask):
                held_by[bit] += times
        return held_by

    def _make_room(self) -> None:
        """Drops half of what is held, the rows that matter least first."""
        held_by, total = self._held_by(), self._counts.total()
        for mask in sorted(self._held, key=lambda mask: _weight(mask, held_by, total)):
            over = self._size - CHARACTERS_HELD // 2
            if over <= 0:
                return
            rows, size = self._held[mask], self._sizes[mask]
            left = int(len(rows) * max(size - over, 0) / size) if size else 0
            self._sizes[mask] = size * left // len(rows)
            self._size -= size - self._sizes[mask]
            del rows[left:]
            if not rows:
                del self._held[mask], self._sizes[mask]


def _weight(mask: int, held_by: Sequence[int], total: int) -> float:
    """What the terms weigh together, each by how rare it is."""
    return sum(math.log((total + 1) / (held_by[bit] + 0.5)) for bit in _bits(mask))


def _bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set."""
    while mask:
        bit = mask & -mask
        yield bit.bit_length() - 1
        mask ^= bit


def _taken(waiting: Mapping[int, Sequence[Row[V]]], most: int) -> list[Row[V]]:
    """At most so many of the rows: in the first round half of what is left of each kind, then whatever there is."""
    shares: dict[int, int] = {}
    left = most
    for mask, rows in waiting.items():
        shares[mask] = min(len(rows), math.ceil(left / 2))
        left -= shares[mask]
    for mask, rows in waiting.items():
        further = min(len(rows) - shares[mask], left)
        shares[mask] += further
        left -= further
    return [row for mask, rows in waiting.items() for row in rows[: shares[mask]]]
