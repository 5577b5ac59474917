"""The parser's intermediate representation (plain JSON) → Markdown: paragraphs, lists, tables, notes, charts, grids of cells.

It is what office-oxide gives for slides and legacy sheets, where Markdown alone would not tell where one ends.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

Node = Mapping[str, Any]
"""One node as it came out of JSON."""

DEEPEST = 40
"""Lists and boxes inside each other are followed so far: no person nests deeper, a hostile file does."""

_ESCAPED = re.compile(r"([\\|<>])")
_PICTURE = re.compile(r"!\[([^\]\n]{0,500})\]\([^()\s]{0,2000}\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,500})\]\((https?://[^()\s]{1,2000})\)")
_CHART = re.compile(r"(?m)^Categories: (.+)\n((?:.+: .*(?:\n|\Z))+)")


def without_pictures(markdown: str) -> str:
    """The parser's Markdown with the words about a picture in its place."""
    return _PICTURE.sub(r"\1", markdown)


def links_once(markdown: str) -> str:
    """The Markdown with each address where it first stands; where it stands again, its words alone."""
    seen = set[str]()

    def shown(found: re.Match[str]) -> str:
        is_new = found[2] not in seen
        seen.add(found[2])
        return found[0] if is_new else found[1]

    return _LINK.sub(shown, markdown)


def nodes(value: object) -> list[Node]:
    """The objects of a JSON list; nothing where it is none."""
    items = cast(list[object], value) if isinstance(value, list) else []
    return [cast(Node, item) for item in items if isinstance(item, dict)]


def blocks(elements: Iterable[Node], depth: int = 0) -> Iterator[str]:
    """The Markdown of block elements, one string for each that holds words."""
    if depth > DEEPEST:
        return
    for element in elements:
        content = element.get("content")
        match element.get("type"):
            case "heading":
                if text := inline(content).replace("\n", " "):
                    yield f"{'#' * max(1, min(6, int(element.get('level') or 1)))} {text}"
            case "paragraph":
                yield from _joined([inline(content)])
            case "list":
                yield from _joined(items(element, depth))
            case "table":
                yield from _joined(_table(element, depth))
            case "text_box":
                yield from _joined([with_chart_tables("\n\n".join(blocks(nodes(content), depth + 1)))])
            case "image":
                yield from _joined([" ".join(str(element.get("alt_text") or "").split())])
            case "footnote" | "endnote":
                yield from _joined([note(element, depth)])
            case _:
                yield from blocks(nodes(content), depth + 1)


def inline(content: object) -> str:
    """The text of a paragraph; links keep their address."""
    pieces: list[str] = []
    for node in nodes(content):
        if node.get("type") == "line_break":
            pieces.append("\n")
        elif node.get("type") == "text":
            text, address = _ESCAPED.sub(r"\\\1", str(node.get("text") or "")), node.get("hyperlink")
            pieces.append(f"[{text}]({address})" if isinstance(address, str) and text.strip() and "://" in address else text)
        else:
            pieces.append(inline(node.get("content")))
    return "".join(pieces).strip()


def note(element: Node, depth: int = 0) -> str:
    """A footnote, or a comment with its author."""
    text = " ".join(blocks(nodes(element.get("content")), depth + 1))
    marker = str(element.get("marker") or element.get("id") or "")
    return f"{marker}: {text}" if text else ""


def items(element: Node, depth: int = 0) -> Iterator[str]:
    """The lines of a list, nested ones indented."""
    if depth > DEEPEST:
        return
    ordered = bool(element.get("ordered"))
    number = int(element.get("start_number") or 1)
    for item in nodes(element.get("items")):
        text = "\n".join(blocks(nodes(item.get("content")), depth + 1))
        mark = f"{number}." if ordered else "-"
        if text:
            number += 1
            yield f"{mark} " + text.replace("\n", "\n" + " " * (len(mark) + 1))
        nested = item.get("nested")
        if isinstance(nested, dict):
            yield from (f"  {line}" for block in items(cast(Node, nested), depth + 1) for line in block.split("\n"))


def grid(table: Node, depth: int = 0, *, repeat: bool) -> list[list[str]]:
    """The cells of a table as text. A merged cell stands in all of its places, or without `repeat` in the first alone."""
    rows: list[list[str]] = []
    held: dict[int, tuple[int, str]] = {}  # column → how many more rows a cell from above reaches into, and its text
    for row in nodes(table.get("rows")):
        cells: list[str] = []
        for cell in [*nodes(row.get("cells")), None]:
            while (above := held.pop(len(cells), None)) and above[0]:
                held[len(cells)] = (above[0] - 1, above[1])
                cells.append(above[1])
            if cell is None:
                break
            text = "\n".join(blocks(nodes(cell.get("content")), depth + 1))
            width, height = _span(cell.get("col_span")), _span(cell.get("row_span"))
            shown = text if repeat else ""
            if height > 1:
                held |= dict.fromkeys(range(len(cells), len(cells) + width), (height - 1, shown))
            cells += [text] + [shown] * (width - 1)
        rows.append(cells)
    return rows


def pipes(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table; the first row is its head, whether or not it was meant as one."""
    width = max((len(row) for row in rows), default=0)
    if not width:
        return
    for number, row in enumerate(rows):
        cells = [" ".join(cell.split(" ")).replace("\n", "<br>").strip() for cell in row]
        yield f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"
        if not number:
            yield f"|{' --- |' * width}"


def with_chart_tables(markdown: str) -> str:
    """The parser's lines of a chart (`Categories: …`, then one line for each series) as a table."""
    return _CHART.sub(_chart_table, markdown.replace("\n\n", "\n")) if "Categories: " in markdown else markdown


def _chart_table(found: re.Match[str]) -> str:
    categories = found[1].split(", ")
    series = [line.rpartition(": ") if line.count(": ") > 1 else line.partition(": ") for line in found[2].strip().split("\n")]
    columns = [values.split(", ") for _, _, values in series]
    if any(len(values) != len(categories) for values in columns):
        return found[0]  # a category holds a comma itself: the lines still say all that there is
    head = ["", *(name for name, _, _ in series)]
    body = [[category, *(values[at] for values in columns)] for at, category in enumerate(categories)]
    return "\n" + "\n".join(pipes([head, *body])) + "\n"


def _table(element: Node, depth: int) -> Iterator[str]:
    rows = grid(element, depth, repeat=True)
    if caption := str(element.get("caption") or "").strip():
        yield f"{caption}\n"
    if any(any(row) for row in rows):
        yield from pipes(rows)


def _span(value: object) -> int:
    return max(1, min(1_000, value)) if isinstance(value, int) else 1


def _joined(lines: Iterable[str]) -> Iterator[str]:
    if text := "\n".join(lines).strip("\n"):
        yield text
