"""A table's columns put into words: what people want to know of a table before, or instead of, its rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isclose
from typing import Generic, Protocol

from bot.documents.sheets.columns import Column, V, V_contra
from bot.documents.sheets.grid import Extent, Shown, heading, markdown, one_line
from bot.documents.sheets.number_formats import shown_date

LONGEST_EXAMPLE = 60
"""A frequent value is shortened beyond so many characters."""
MEAN_DIGITS = 9
"""Significant digits of a mean: whoever needs more computes it."""
SMALL_ROWS = 20
SMALL_COLUMNS = 10
"""A table of no more, all of it shown, is seen at a glance: a line on each column would say again what stands below it, and take
as much of the model's context as the rows do. What its reader can't see is what they come to."""
ROUNDING = 0.005
"""By such a share the sum of rounded numbers may be off the rounded sum."""
_PLURALS = {"number": "numbers", "date": "dates", "text": "texts", "true/false": "true/false", "error": "errors"}


class Showing(Protocol[V_contra]):
    """The part of a table that puts its cells into words."""

    @property
    def name(self) -> str | None:
        """The sheet's name, if it is one."""
        ...

    def show(self, cell: V_contra) -> str:
        """The cell as people see it."""
        ...

    def show_number(self, number: float, *, like: V_contra) -> str:
        """A number computed from such cells."""
        ...


@dataclass(frozen=True, kw_only=True)
class Described(Generic[V]):
    """What is known of a table; it `is_complete` when all of its rows were counted."""

    extent: Extent
    header: Shown | None
    columns: Mapping[int, Column[V]]
    total_rows: int
    is_complete: bool
    rows_shown: int | None = None
    """How many rows stand below the header, if the pages show all that there are."""
    last_numbers: Mapping[int, float] = field(default_factory=dict[int, float])
    """What the last row holds, by column."""
    remarks: Sequence[str] = ()


def description(table: Described[V], showing: Showing[V]) -> str:
    """The page that describes a table: its size, its remarks, and a line for each of its columns.

    Of a small table that is shown whole: its remarks, how many rows it has, and what its numbers come to.
    """
    remarks = "".join(f"\n{remark[:1].upper()}{remark[1:]}." for remark in table.remarks)
    if table.rows_shown and table.rows_shown <= SMALL_ROWS and len(_columns(table)) <= SMALL_COLUMNS:
        return f"{_totals(table, table.rows_shown, showing)}{remarks}"
    extent, header = table.extent, table.header
    names: Mapping[int, str] = header.cells if header else {}
    columns = _columns(table)
    title = f"Sheet {one_line(showing.name)}, cells {extent}" if showing.name is not None else "Table"
    headed = f"header in row {header.number:,}" if header else "no header"
    counted = "; statistics over all rows" if table.is_complete else ""
    lines = [["column", "holds", "filled", "distinct", "values"]]
    for number in columns:
        name = heading(names.get(number, ""), number, lettered=showing.name is not None)
        lines.append([name, *_line(table.columns.get(number, Column[V]()), showing)])
    about = f"{title}: rows up to {table.total_rows:,}, {len(columns):,} columns, {headed}{counted}."
    return f"{about}{remarks}\n\n{markdown(lines)}"


def _columns(table: Described[V]) -> list[int]:
    return sorted({*table.columns, *(table.header.cells if table.header else ())})


def _totals(table: Described[V], rows: int, showing: Showing[V]) -> str:
    """`Sheet Sales: 12 rows. B: Amount (min 2, max 40, sum 180, mean 15).`"""
    names: Mapping[int, str] = table.header.cells if table.header else {}
    title = f"Sheet {one_line(showing.name)}" if showing.name is not None else "Table"
    said = [f"{title}: {rows} {'row' if rows == 1 else 'rows'}"]
    if _adds_up(table):
        # The table says itself what its numbers come to, and sums over that row too would be twice as much.
        return f"{said[0]}, the last of which adds up those above it."
    for number, column in sorted(table.columns.items()):
        if column.numbers > 1:
            name = heading(names.get(number, ""), number, lettered=showing.name is not None)
            some = f"of {column.numbers} numbers " if column.numbers < column.filled else ""
            said.append(f"{name} ({some}{_measures(column, showing)})")
    return f"{'. '.join(said)}."


def _adds_up(table: Described[V]) -> bool:
    """Whether each number of the last row is the sum of those above it."""
    pairs = [
        (table.columns[number].total - last, last)
        for number, last in table.last_numbers.items()
        if number in table.columns and table.columns[number].numbers > 2
    ]
    return bool(pairs) and all(isclose(above, last, rel_tol=ROUNDING) for above, last in pairs)


def _line(column: Column[V], showing: Showing[V]) -> list[str]:
    kinds = column.kinds()
    if not kinds:
        return ["nothing", "0", "0", ""]
    if len(kinds) == 1:
        holds = kinds[0][0]
    else:
        holds = ", ".join(f"{count:,} {_PLURALS[kind] if count > 1 else kind}" for kind, count in kinds)
    distinct = "many" if column.distinct is None else f"{column.distinct:,}"
    return [holds, f"{column.filled:,}", distinct, "; ".join(_values(column, showing))]


def _values(column: Column[V], showing: Showing[V]) -> list[str]:
    said: list[str] = [_measures(column, showing)] if column.numbers else []
    if column.dates:
        said.append(f"earliest {shown_date(column.earliest)}, latest {shown_date(column.latest)}")
    if column.numbers + column.dates <= column.filled / 2:
        frequent = [(one_line(showing.show(cell)), times) for cell, times in column.frequent()]
        said += [", ".join(f"{_short(text)} ({times:,})" for text, times in frequent if text)] if frequent else []
    return said


def _measures(column: Column[V], showing: Showing[V]) -> str:
    """What the numbers of a column, one at least, come to."""
    if column.sample is None:
        return ""
    least, greatest, total, mean = (
        one_line(showing.show_number(number, like=column.sample))
        for number in (column.least, column.greatest, column.total, _rounded(column.total / column.numbers))
    )
    return f"min {least}, max {greatest}, sum {total}, mean {mean}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"


def _rounded(mean: float) -> float:
    return float(f"{mean:.{MEAN_DIGITS}g}")
