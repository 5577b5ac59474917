"""A table's columns put into words: what people want to know of a table before, or instead of, its rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from bot.documents.sheets.columns import Column, V, V_contra
from bot.documents.sheets.grid import Extent, Shown, heading, markdown, one_line
from bot.documents.sheets.number_formats import shown_date

LONGEST_EXAMPLE = 60
"""A frequent value is shortened beyond so many characters."""
MEAN_DIGITS = 9
"""Significant digits of a mean: whoever needs more computes it."""
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
    remarks: Sequence[str] = ()


def description(table: Described[V], showing: Showing[V]) -> str:
    """The page that describes a table: its size, its remarks, and a line for each of its columns."""
    extent, header = table.extent, table.header
    names: Mapping[int, str] = header.cells if header else {}
    columns = sorted({*table.columns, *names})
    title = f"Sheet {one_line(showing.name)}, cells {extent}" if showing.name is not None else "Table"
    headed = f"header in row {header.number:,}" if header else "no header"
    counted = "; statistics over all rows" if table.is_complete else ""
    lines = [["column", "holds", "filled", "distinct", "values"]]
    for number in columns:
        name = heading(names.get(number, ""), number, lettered=showing.name is not None)
        lines.append([name, *_line(table.columns.get(number, Column[V]()), showing)])
    about = f"{title}: rows up to {table.total_rows:,}, {len(columns):,} columns, {headed}{counted}."
    remarks = "".join(f"\n{remark[:1].upper()}{remark[1:]}." for remark in table.remarks)
    return f"{about}{remarks}\n\n{markdown(lines)}"


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
    said: list[str] = []
    if column.numbers and column.sample is not None:
        least, greatest, total, mean = (
            one_line(showing.show_number(number, like=column.sample))
            for number in (column.least, column.greatest, column.total, _rounded(column.total / column.numbers))
        )
        said.append(f"min {least}, max {greatest}, sum {total}, mean {mean}")
    if column.dates:
        said.append(f"earliest {shown_date(column.earliest)}, latest {shown_date(column.latest)}")
    if column.numbers + column.dates <= column.filled / 2:
        frequent = [(one_line(showing.show(cell)), times) for cell, times in column.frequent()]
        said += [", ".join(f"{_short(text)} ({times:,})" for text, times in frequent if text)] if frequent else []
    return said


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[:LONGEST_EXAMPLE]}…"


def _rounded(mean: float) -> float:
    return float(f"{mean:.{MEAN_DIGITS}g}")
