"""The part of an anchor that says where in a document: `p. 12`, `rows 2-51`, `Sheet2!B7`, `12:04`. Leniently read. Pure."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is counted; a heading and a label are words."""

    PAGE = "p."
    SLIDE = "slide"
    LINES = "lines"
    ROWS = "rows"
    MESSAGE = "m"
    CELL = "cell"
    IMAGE = "image"
    SHEET = "sheet"
    TIME = "time"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Locator:
    """A place or a span of places. Spans of a sheet have columns too, and its name as `label`."""

    kind: Kind
    first: int = 0
    last: int = 0
    label: str = ""
    columns: tuple[int, int] | None = None

    def holds(self, other: "Locator") -> bool:
        """Whether the other one lies inside this one."""
        if self.kind != other.kind or self.label != other.label:
            return False
        if self.kind == Kind.SHEET:
            if other.columns is None:
                return True
            if self.columns is None or not (self.columns[0] <= other.columns[0] and other.columns[1] <= self.columns[1]):
                return False
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: "Locator") -> bool:
        """Whether the two have a place in common."""
        if self.kind != other.kind or self.label != other.label:
            return False
        if self.kind == Kind.SHEET and self.columns and other.columns:
            apart = self.columns[1] < other.columns[0] or other.columns[1] < self.columns[0]
            return not apart and self.first <= other.last and other.first <= self.last
        return other.columns is None if self.kind == Kind.SHEET else self.first <= other.last and other.first <= self.last

    def __str__(self) -> str:
        """As it is written inside brackets where no page's own anchor is."""
        if self.kind == Kind.SHEET or self.kind == Kind.LABEL or self.kind == Kind.TIME:
            return self.label
        span = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        if self.kind == Kind.MESSAGE:
            return f"m{self.first}"
        name = str(self.kind)
        return f"{name.removesuffix('s') if self.first == self.last else name} {span}"


NAMES = {
    Kind.PAGE: r"p{1,2}\s?\.?|pgs?\s?\.?|pages?|s\s?\.|seiten?|páginas?|págs?\s?\.?|pagin[ae]|blz\s?\.?|bladzijden?|ページ|第",
    Kind.SLIDE: r"slides?|folien?|diapositiv[eao]s?|diapos?|スライド",
    Kind.LINES: r"lines?|ln?\s?\.?|lignes?|líneas?|righ[ea]|linhas?|regels?|zeilen?",
    Kind.ROWS: r"rows?|zeilen?|filas?|rijen|rij|lignes?|righ[ea]|linhas?",
    Kind.MESSAGE: r"m|msgs?\s?\.?|messages?|nachricht(?:en)?|mensajes?",
    Kind.CELL: r"cells?|zellen?",
    Kind.IMAGE: r"images?|imgs?\s?\.?|bild(?:er)?|figures?",
}
_SPAN = (
    r"(?P<first>\d{1,9})\s?(?:页|頁|ページ)?(?:\s{0,2}(?:-|to|bis|à|a)\s{0,2}(?:[^\W\d_]{1,6}\.?\s?)?(?P<last>\d{1,9}))?"
    r"(?:\s?(?:of|/|von|de)\s?\d{1,9})?"
)
_COUNTED = {kind: re.compile(rf"(?:{names})\s{{0,2}}#?{_SPAN}", re.IGNORECASE) for kind, names in NAMES.items()}
_ALONE = re.compile(r"(?P<first>\d{1,6})(?:\s{0,2}-\s{0,2}(?P<last>\d{1,6}))?")
_TIME = re.compile(
    r"(?:at\s|t=|um\s)?(?P<from>\d{1,3}(?::\d{2}){1,2})(?:\s?(?:-|to|bis)\s?(?P<to>\d{1,3}(?::\d{2}){1,2}))?", re.IGNORECASE
)
_CELLS = re.compile(
    r"(?:(?P<name>'(?:[^']|''){1,100}'|[^!'\[\]]{1,100}?)\s?[!:.,]?\s?(?<=[!\s:.,]))?(?:cells?\s)?"
    r"\$?(?P<column>[A-Z]{1,3})\$?(?P<row>\d{1,7})(?:\s?[:-]\s?\$?(?P<to_column>[A-Z]{1,3})\$?(?P<to_row>\d{1,7}))?"
)


def counted(text: str) -> list[Locator]:
    """What a folded text may mean as a number of something; `Zeile 7` is a line and a row."""
    found: list[Locator] = []
    for kind, pattern in _COUNTED.items():
        if match := pattern.fullmatch(text):
            found.append(_span(kind, match))
    if text.lower() in {"image", "img", "bild"}:
        found.append(Locator(Kind.IMAGE, 1, 1))
    return found


def numbers_alone(text: str) -> tuple[int, int] | None:
    """`7` or `7-9`, behind an anchor that says of what: `p. 3, 7`."""
    match = _ALONE.fullmatch(text)
    return (int(match["first"]), int(match["last"] or match["first"])) if match else None


def time(text: str) -> Locator | None:
    """`12:04`, `at 1:02:03`, `12:04-12:40`; in seconds."""
    match = _TIME.fullmatch(text)
    if not match:
        return None
    first, last = _seconds(match["from"]), _seconds(match["to"] or match["from"])
    return Locator(Kind.TIME, first, max(first, last), label=match["from"])


def cells(text: str) -> Locator | None:
    """`Sheet2!B7`, `'Q3 plan'!A1:F40`, `B7`; the name as it stands in quotes."""
    match = _CELLS.fullmatch(text.replace("$", ""))
    if not match:
        return None
    name = (match["name"] or "").strip()
    if name.startswith("'") and name.endswith("'"):
        name = name[1:-1].replace("''", "'")
    column, row = _column(match["column"]), int(match["row"])
    to_column, to_row = (_column(match["to_column"]), int(match["to_row"])) if match["to_column"] else (column, row)
    return Locator(
        Kind.SHEET,
        min(row, to_row),
        max(row, to_row),
        label=name.lower(),
        columns=(min(column, to_column), max(column, to_column)),
    )


def _span(kind: Kind, match: re.Match[str]) -> Locator:
    first = int(match["first"])
    last = int(match["last"] or first)
    return Locator(kind, min(first, last), max(first, last))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _seconds(text: str) -> int:
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds
