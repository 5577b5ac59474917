"""Tables as lines of equal width, for a monospace block: Slack's text knows no tables."""

import re
import unicodedata
from dataclasses import dataclass

WIDEST_COLUMN = 40
"""Columns of text to which a cell is filled up; a longer one stands out of line rather than making every row as long."""

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_UNESCAPED_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of plain words; every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    alignments: tuple[str, ...]
    """For each column `left`, `center`, `right`, or nothing where none was asked for."""

    @property
    def characters(self) -> int:
        """All its cells' text."""
        return sum(len(cell) for row in (self.head, *self.rows) for cell in row)

    def lines(self) -> list[str]:
        """The head, a rule and the rows, aligned for a monospace font."""
        rows = (self.head, *self.rows)
        widths = [min(max(map(_width, column)), WIDEST_COLUMN) or 1 for column in zip(*rows, strict=True)]
        head, *body = ("  ".join(map(_filled, row, widths, self.alignments)).rstrip() for row in rows)
        return [head, "  ".join("-" * width for width in widths), *body]


def is_table_rule(line: str) -> bool:
    """Whether a line is the `|---|---|` between a table's head and its rows."""
    return "-" in line and "|" in line and _RULE.fullmatch(line) is not None


def cells(row: str) -> list[str]:
    """The cells of a table's row as they were written."""
    bare = row.strip().removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _UNESCAPED_BAR.split(bare)]


def _filled(cell: str, width: int, alignment: str) -> str:
    room = " " * (width - _width(cell))
    return room + cell if alignment == "right" else cell + room


def _width(text: str) -> int:
    """Columns in a monospace font: East Asian wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
