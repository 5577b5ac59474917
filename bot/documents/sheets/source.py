"""What a table is to whoever reads it: its first rows, its last ones, what its cells mean; and the time that there is for it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol

from bot.documents.sheets.columns import Meaning, V
from bot.documents.sheets.grid import Row
from bot.documents.sheets.matches import Matches

BATCH_ROWS = 2_000
BATCH_CELLS = 20_000
"""Whichever is reached first: so much is looked at together, which is faster, before a look at the clock."""


class Rest(NamedTuple, Generic[V]):
    """The last rows of a table that was not read through, and whether they really are its last."""

    rows: Sequence[Row[V]]
    reached_end: bool


class Table(Meaning[V], Protocol[V]):
    """One table of a file, to be read from its top to its end once."""

    @property
    def name(self) -> str | None:
        """The sheet's name; none for a file that is one table."""
        ...

    def rows(self) -> Iterator[Row[V]]:
        """Its rows in their order. Empty ones may come too: they give a chance to look at the clock."""
        ...

    def rest(self, *, most: int, until: Callable[[], bool], matches: Matches[V] | None) -> Rest[V]:
        """What follows the rows drawn so far: its last rows, `most` at most. Only `matches` looks at those in between.

        Gives up as soon as `until` says so.
        """
        ...

    def words(self, cell: V) -> str:
        """The cell as people see it and, where that may differ, as it is stored: where what is sought is looked for."""
        ...

    def stated_rows(self) -> int | None:
        """About how many rows there are, as far as can be told before the end is reached."""
        ...

    def show(self, cell: V) -> str:
        """The cell as people see it."""
        ...

    def show_number(self, number: float, *, like: V) -> str:
        """A number that was computed from cells such as `like`, as exactly as it is known."""
        ...

    def remarks(self) -> Sequence[str]:
        """What else is to be said of it: defined tables, merged cells, what was left out."""
        ...

    def notes(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        """Comments by row: the column, and what was written."""
        ...


@dataclass(frozen=True, kw_only=True)
class Pace:
    """When to stop looking closely, and when to stop altogether, by the clock."""

    clock: Callable[[], float]
    look_until: float
    skim_until: float
    finish_until: float = 0.0
    """A table that will be through by then, as far as can be told, is looked at to its end all the same."""
    search_until: float = 0.0
    """When to stop looking for what is sought."""

    def looked_enough(self, *, head_done: bool, since: float, share: float) -> bool:
        """Whether to go on to the end, when so much of the table took the time from `since` on.

        The first rows, until there are enough of them to show, are worth the longest time of all.
        """
        now = self.clock()
        if not head_done:
            return now > (self.finish_until or self.skim_until)
        return now > self.look_until and (now > self.finish_until or since + (now - since) / max(share, 1e-9) > self.finish_until)

    def is_over(self) -> bool:
        return self.clock() > self.skim_until

    def has_searched(self) -> bool:
        return self.clock() > self.search_until


def rest_of(rows: Iterable[Row[V]], *, most: int, until: Callable[[], bool], matches: Matches[V] | None) -> Rest[V]:
    """The last of these rows, by going through all of them, as `Table.rest` wants it."""
    kept: deque[Row[V]] = deque(maxlen=most)
    batch: list[Row[V]] = []
    drawn = cells = 0
    for row in rows:
        drawn, cells = drawn + 1, cells + len(row.cells)
        if row.cells:
            kept.append(row)
            batch.append(row)
        # An empty one may stand for many that were not parsed.
        if drawn >= BATCH_ROWS or cells >= BATCH_CELLS or not row.cells:
            _search(batch, matches)
            batch, drawn, cells = [], 0, 0
            if until():
                return Rest((), reached_end=False)
    _search(batch, matches)
    return Rest(list(kept), reached_end=True)


def _search(rows: Sequence[Row[V]], matches: Matches[V] | None) -> None:
    if matches and matches.goes_on():
        matches.see(rows)
