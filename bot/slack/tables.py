"""Markdown tables as lines of equal width, for a monospace block: Slack's text knows no tables."""

import re
import unicodedata

_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_UNESCAPED_BAR = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(r"\*\*|__|~~|`")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")


def is_table_rule(line: str) -> bool:
    """Whether a line is the `|---|---|` between a table's head and its rows."""
    return "-" in line and "|" in line and _RULE.fullmatch(line) is not None


def render_table(rows: list[str]) -> list[str]:
    """The head and the rows as aligned lines; emphasis marks are dropped, since a monospace block shows them raw."""
    cells = [_cells(row) for row in rows]
    columns = len(cells[0])
    cells = [
        [*row, *[""] * columns][:columns] if len(row) <= columns else [*row[: columns - 1], " ".join(row[columns - 1 :])]
        for row in cells
    ]
    widths = [max(_width(row[column]) for row in cells) for column in range(columns)]
    lines = [
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells
    ]
    return [lines[0], "  ".join("-" * max(width, 1) for width in widths), *lines[1:]]


def _cells(row: str) -> list[str]:
    bare = row.strip().removeprefix("|")
    if bare.endswith("|") and not bare.endswith("\\|"):
        bare = bare[:-1]
    cells = (cell.strip().replace("\\|", "|") for cell in _UNESCAPED_BAR.split(bare))
    return [_LINK.sub(r"\1 (\2)", _MARKS.sub("", cell.replace("<br>", " "))) for cell in cells]


def _width(text: str) -> int:
    """Columns in a monospace font: East Asian wide characters take two, combining ones none."""
    return sum(0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
