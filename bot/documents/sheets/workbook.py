"""The parts of an Excel workbook around its sheets' rows: which sheets there are, styles, comments, defined tables.

Reads what ECMA-376 part 1 (18.2 to 18.8) calls these, in its transitional and its strict form, by local names.
"""

import posixpath
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TypeVar
from zipfile import BadZipFile

from bot.documents.formats import unsupported
from bot.documents.pages import clean
from bot.documents.preflight import MEBIBYTE, Limits, inflate, open_zip
from bot.documents.sheets import number_formats
from bot.documents.sheets.book import sheet_name
from bot.documents.sheets.number_formats import Format
from bot.documents.sheets.rows import Area
from bot.documents.xml_stream import BadXml
from bot.documents.xml_tree import Node, tree
from bot.language import FileUnreadable, phrases

EXCEL = "Excel"
LIMITS = Limits(total=4096 * MEBIBYTE, part=4096 * MEBIBYTE, ratio=1_100)
"""Sheets are streamed: their size costs time alone, which is limited elsewhere. A million rows of ten take some 400 MB, and
thousands of empty cells with a style shrink as well as a bomb; deflate reaches 1,032 at most."""
PART_BYTES = 32 * MEBIBYTE
"""The largest of the small parts that is read: styles that have grown over years reach a tenth."""
PIECE_BYTES = 128 * 1024
NOTES = 1_000
"""So many comments of a sheet are read."""
LONGEST_NOTE = 500
SMALLEST_POINTS = 2.0
"""Smaller letters are for no reader."""

T = TypeVar("T")

_WHITE = re.compile("(?:[fF]{2})?[fF]{6}")
_WHITE_THEME = "0"
_WHITE_INDEXES = ("1", "9")
_THREADED = re.compile(r"\A\[Threaded comment\].*?Comment:\s*", re.DOTALL)


class SheetPart(NamedTuple):
    """A sheet as the workbook names it, and where its rows are."""

    name: str
    path: str
    kind: str
    """The last word of its relationship: `worksheet`, `chartsheet`, …"""
    is_hidden: bool


@dataclass(frozen=True)
class Beside:
    """What belongs to a sheet and stands in parts of its own."""

    notes: dict[int, list[tuple[int, str]]] = field(default_factory=dict[int, list[tuple[int, str]]])
    tables: tuple[tuple[str, str], ...] = ()
    """Defined tables: name and range."""


class Workbook:
    """One workbook, open for reading. Raises `BadXml` and `BadZipFile` where its parts do not fit together."""

    def __init__(self, path: Path) -> None:
        self._zip = open_zip(path, format_label=EXCEL, limits=LIMITS)
        # Paths in a package are compared without case (ECMA-376 part 2, 6.2.2.3); some writers use Windows' separator.
        self._entries = {entry.filename.replace("\\", "/").lower(): entry for entry in self._zip.infolist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()
        if self._zip.fp:
            self._zip.fp.close()

    def open(self) -> "Book":
        """Its sheets and styles."""
        main = next((target for kind, target in self._related("").values() if kind == "officeDocument"), "xl/workbook.xml")
        if main.endswith(".bin"):
            raise FileUnreadable(unsupported("XLSB", phrases.SAVE_AS_XLSX))
        root = self._tree(main)
        sheets = root.child("sheets")
        if sheets is None:
            raise BadXml("no sheets")
        related = self._related(main)
        by_kind = dict(related.values())
        properties = root.child("workbookPr")
        return Book(
            sheets=tuple(_sheets(sheets, related)),
            looks=looks(self._tree(by_kind["styles"])) if "styles" in by_kind else {},
            shared_texts=by_kind.get("sharedStrings", ""),
            from_1904=properties is not None and properties.get("date1904") in ("1", "true"),
        )

    def beside(self, sheet: SheetPart) -> Beside:
        """A sheet's comments and defined tables; what of them is damaged is as if it were not there."""
        notes: dict[int, list[tuple[int, str]]] = {}
        tables: list[tuple[str, str]] = []
        for kind, target in self._related(sheet.path).values():
            try:
                if kind == "comments":
                    notes = read_notes(self._tree(target))
                elif kind == "table":
                    table = self._tree(target)
                    tables.append((sheet_name(table.get("displayName") or table.get("name")), table.get("ref")))
            except (BadXml, BadZipFile, FileUnreadable):
                continue
        return Beside(notes, tuple(tables))

    def size(self, path: str) -> int:
        """How many bytes a part says that it has."""
        entry = self._entries.get(path.lower())
        return entry.file_size if entry else 0

    def pieces(self, path: str) -> Iterator[bytes]:
        """A part's content piece by piece; raises `BadZipFile` where it is damaged, after what is not."""
        entry = self._entries.get(path.lower())
        if entry is None:
            return
        try:
            with self._zip.open(entry) as part:
                while piece := part.read(PIECE_BYTES):
                    yield piece
        except (zlib.error, EOFError, RuntimeError, NotImplementedError, OSError) as error:
            raise BadZipFile(type(error).__name__) from None

    def _tree(self, path: str) -> Node:
        entry = self._entries.get(path.lower())
        return tree(inflate(self._zip, entry, most=PART_BYTES) if entry else b"")

    def _related(self, path: str) -> Mapping[str, tuple[str, str]]:
        """What a part refers to, by id: the last word of the relationship's type, and the path."""
        folder, name = posixpath.split(path)
        try:
            root = self._tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        except BadXml:
            return {}
        return {
            node.get("Id"): (node.get("Type").rpartition("/")[2], _resolved(folder, node.get("Target")))
            for node in root.all("Relationship")
            if node.get("TargetMode") != "External"
        }


class Book(NamedTuple):
    """A workbook's sheets in their order, and what they share."""

    sheets: tuple[SheetPart, ...]
    looks: Mapping[str, Format]
    """By the number of a style: how numbers are written."""
    shared_texts: str
    """The path of the part that holds them; empty without one."""
    from_1904: bool


def looks(styles: Node) -> Mapping[str, Format]:
    """How cells look, by the number of their style."""
    codes = dict(number_formats.BUILT_IN)
    for node in _all(styles, "numFmts", "numFmt"):
        if node.get("numFmtId").isdecimal():
            codes[int(node.get("numFmtId"))] = node.get("formatCode")
    fonts = [_is_tiny(font) for font in _all(styles, "fonts", "font")]
    whites = [_is_white(font.child("color")) for font in _all(styles, "fonts", "font")]
    bare = [_is_bare(fill) for fill in _all(styles, "fills", "fill")]
    found: dict[str, Format] = {}
    for place, style in enumerate(_all(styles, "cellXfs", "xf")):
        format_id, font, fill = (_index(style, name) for name in ("numFmtId", "fontId", "fillId"))
        shown = number_formats.parse(codes.get(format_id, ""))
        is_white = _at(whites, font, default=False) and _at(bare, fill, default=True)
        if is_white or _at(fonts, font, default=False) or shown.hides_all:
            shown = _unseen(shown)
        found[str(place)] = shown
    return found


def read_notes(comments: Node) -> dict[int, list[tuple[int, str]]]:
    """Comments by row, each with its column and its words; the author's name comes first."""
    authors = [author.text.strip() for author in _all(comments, "authors", "author")]
    found: dict[int, list[tuple[int, str]]] = {}
    for comment in _all(comments, "commentList", "comment")[:NOTES]:
        area = Area.of(comment.get("ref"))
        text = comment.child("text")
        if area is None or text is None:
            continue
        words = "".join(node.text for node in text.walk() if node.name == "t")
        words = " ".join(clean(_THREADED.sub("", words)).split())[:LONGEST_NOTE]
        author = _at(authors, _index(comment, "authorId"), default="")
        if author and not author.startswith("tc=") and not words.startswith(author):
            words = f"{author}: {words}"
        if words:
            found.setdefault(area.first_row, []).append((area.first_column, words))
    return found


def _sheets(sheets: Node, related: Mapping[str, tuple[str, str]]) -> Iterator[SheetPart]:
    for place, node in enumerate(sheets.all("sheet"), start=1):
        kind, path = related.get(node.get("id"), ("worksheet", f"xl/worksheets/sheet{place}.xml"))
        yield SheetPart(sheet_name(node.get("name")) or f"Sheet{place}", path, kind, node.get("state", "visible") != "visible")


def _resolved(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _all(root: Node, group: str, name: str) -> list[Node]:
    node = root.child(group)
    return node.all(name) if node else []


def _index(node: Node, attribute: str) -> int:
    value = node.get(attribute, "0")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _at(values: list[T], place: int, *, default: T) -> T:
    return values[place] if place < len(values) else default


def _is_tiny(font: Node) -> bool:
    size = font.child("sz")
    value = size.get("val") if size else ""
    return value.replace(".", "", 1).isdecimal() and float(value) < SMALLEST_POINTS


def _is_white(color: Node | None) -> bool:
    if color is None or color.get("tint", "0").strip("-0."):
        return False
    if rgb := color.get("rgb"):
        return bool(_WHITE.fullmatch(rgb))
    return color.get("theme") == _WHITE_THEME or color.get("indexed") in _WHITE_INDEXES


def _is_bare(fill: Node) -> bool:
    """Whether nothing, or white, is behind the letters."""
    pattern = fill.child("patternFill")
    if pattern is None:
        return not fill.children
    return pattern.get("patternType", "none") == "none" or (
        pattern.get("patternType") == "solid" and _is_white(pattern.child("fgColor"))
    )


@lru_cache(maxsize=64)
def _unseen(shown: Format) -> Format:
    return replace(shown, is_unseen=True)
