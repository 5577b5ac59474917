"""Text that a reader of a Word document does not see: found in its XML and cut out of it, run by run.

Hidden are `w:vanish`, letters under 2 pt, white ones on no other background, hidden table rows, and tracked deletions. It reads
a part through only where a search of its bytes finds a sign of such; most documents have none.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.documents.xml_stream import visit

SMALLEST_HALF_POINTS = 4
"""Letters under 2 pt are for no reader; `w:sz` counts in half-points (ECMA-376-1, 17.3.2.38)."""

RUNS = "hidden runs"
ROWS = "hidden rows"
DELETIONS = "tracked deletions"

_WHITE = re.compile(r"(?:[fF][89a-fA-F]){3}")
_SIGNS = (b"vanish", b":hidden", b"background1", b"moveFrom ", b"delText")
_SIGN_PATTERNS = (
    re.compile(rb"al=[\"'][^<>\"']*&#"),  # a value in disguise
    re.compile(rb"color [^<>]{0,200}[\"'](?:[fF][89a-fA-F]){3}[\"']"),
    re.compile(rb"sz [^<>]{0,100}[\"']0*[0-3][\"']"),
)
_STYLE = re.compile(rb"<\w*:?style\s")
_STYLE_ID = re.compile(rb"styleId=[\"']([^\"']*)[\"']")
_TABLE_PARTS = re.compile(rb"<\w*:?tblStylePr\s.*?</\w*:?tblStylePr>", re.DOTALL)
_USED_STYLE = re.compile(rb"Style [^<>]*?val=[\"']([^\"']*)[\"']")
_BASED_ON = re.compile(rb"basedOn [^<>]*?val=[\"']([^\"']*)[\"']")
_FILLS = frozenset({"solidFill", "gradFill", "blipFill", "pattFill"})
_SHAPES = frozenset({"wsp", "shape", "rect", "roundrect", "wgp", "wpc", "group"})
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass
class Look:
    """How letters look by a style or a run: what is not told is inherited."""

    vanishes: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    is_shaded: bool | None = None

    def over(self, other: "Look") -> "Look":
        """This look, with what it leaves open taken from the other."""

        def first(mine: bool | None, theirs: bool | None) -> bool | None:
            return theirs if mine is None else mine

        return Look(
            first(self.vanishes, other.vanishes),
            first(self.is_white, other.is_white),
            first(self.is_tiny, other.is_tiny),
            first(self.is_shaded, other.is_shaded),
        )

    def note(self, name: str, attributes: Mapping[str, str]) -> None:
        """Takes in one run property."""
        value = attributes.get("val", "")
        if name == "vanish":
            self.vanishes = value.lower() not in _OFF
        elif name == "color":
            theme = attributes.get("themeColor", "")
            self.is_white = theme == "background1" and not {"themeShade", "themeTint"} & attributes.keys()
            self.is_white = self.is_white or bool(_WHITE.fullmatch(value))
        elif name == "sz" and value.isdecimal():
            self.is_tiny = int(value) < SMALLEST_HALF_POINTS
        elif name == "highlight":
            self.is_shaded = value.lower() not in {"none", "white"}
        elif name == "shd":
            fill = attributes.get("fill", "auto")
            plain = fill.lower() == "auto" or bool(_WHITE.fullmatch(fill))
            self.is_shaded = not plain or value.lower() not in {"clear", "nil", ""} or "themeFill" in attributes


class Styles:
    """The styles of a document: read through only where a document uses one that may hide something."""

    def __init__(self, part: bytes) -> None:
        self._part = part
        self._looks: Mapping[str, Look] | None = None
        self._chunks: Mapping[bytes, bytes] | None = None

    def look(self, style: str) -> Look:
        """How letters look by this style and what it is based on. Raises `BadXml`."""
        if self._looks is None:
            reader = _StyleReader()
            if self._part:
                visit(self._part, reader)
            self._looks = {name: reader.resolved(name) for name in reader.looks}
        return self._looks.get(style, Look())

    def may_hide(self, document: bytes) -> bool:
        """Whether a style that the document uses, or one that it is based on, has signs of hiding."""
        if self._chunks is None:
            pieces = _STYLE.split(self._part)[1:] if has_signs(self._part) else []
            self._chunks = {found[1]: piece for piece in pieces if (found := _STYLE_ID.search(piece))}
        if not self._chunks:
            return False
        used, seen = set(_USED_STYLE.findall(document)), set[bytes]()
        while used:
            style = used.pop()
            chunk = _TABLE_PARTS.sub(b"", self._chunks.get(style, b""))
            if has_signs(chunk):
                return True
            seen.add(style)
            used |= set(_BASED_ON.findall(chunk)) - seen
        return False


@dataclass
class Seen:
    """A part without what is hidden in it, and how many of which were cut."""

    part: bytes
    left_out: Counter[str] = field(default_factory=Counter[str])


def without_hidden(part: bytes, styles: Styles) -> Seen:
    """The part (UTF-8) without its hidden runs; the same bytes when there are none. Raises `BadXml`."""
    if not has_signs(part) and not styles.may_hide(part):
        return Seen(part)
    finder = _Finder(part, styles)
    visit(part, finder)
    return Seen(cut(part, finder.cuts), finder.left_out)


def has_signs(part: bytes) -> bool:
    """Whether anything may be hidden in the part, by a search of its bytes."""
    return any(sign in part for sign in _SIGNS) or any(pattern.search(part) for pattern in _SIGN_PATTERNS)


def cut(part: bytes, ranges: list[tuple[int, int]]) -> bytes:
    """The bytes outside the ranges, which may lie inside each other."""
    kept = bytearray()
    at = 0
    for start, end in sorted(ranges):
        if end > at:
            kept += part[at : max(at, start)]
            at = end
    return bytes(kept + part[at:])


class _StyleReader:
    """Collects the looks of all styles."""

    def __init__(self) -> None:
        self.looks: dict[str, Look] = {}
        self._based_on: dict[str, str] = {}
        self._current: str | None = None
        self._path: list[str] = []

    def resolved(self, style: str) -> Look:
        look, seen = self.looks[style], {style}
        while (style := self._based_on.get(style, "")) in self.looks and style not in seen:
            seen.add(style)
            look = look.over(self.looks[style])
        return look

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name == "style":
            self._current = attributes.get("styleId", "")
            self.looks[self._current] = Look()
        elif self._current is not None and name == "basedOn":
            self._based_on[self._current] = attributes.get("val", "")
        elif self._current is not None and (self._path[-2:] == ["style", "rPr"] or name == "shd"):
            self.looks[self._current].note(name, attributes)
        self._path.append(name)

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        self._path.pop()
        if name == "style":
            self._current = None

    def text(self, data: str) -> None:
        pass


@dataclass
class _Frame:
    """An open element: where it began, whether there is a background behind its letters, and how they look."""

    name: str
    at: int
    has_background: bool
    style: Look
    look: Look
    kind: str = ""
    """What it is left out as; empty while it is not."""
    has_text: bool = False


class _Finder:
    """Collects the byte ranges of what is hidden."""

    def __init__(self, part: bytes, styles: Styles) -> None:
        self.cuts: list[tuple[int, int]] = []
        self.left_out: Counter[str] = Counter()
        self._part = part
        self._styles = styles
        self._open: list[_Frame] = []

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        parent = self._open[-1] if self._open else _Frame("", 0, has_background=False, style=Look(), look=Look())
        owner = self._open[-2] if len(self._open) > 1 else parent
        frame = _Frame(name, at, parent.has_background, parent.style, parent.look)
        if name == "r":
            frame.look = Look()
        elif name in {"del", "moveFrom"} and parent.name not in {"rPr", "trPr"}:
            frame.kind = DELETIONS
        elif name == "hidden" and parent.name == "trPr" and attributes.get("val", "").lower() not in _OFF:
            owner.kind = ROWS
        elif name == "background" or (name in _SHAPES and self._is_filled(name, attributes)):
            (parent if name == "background" else frame).has_background = True
        elif (name in _FILLS and parent.name == "spPr") or (name == "fillRef" and attributes.get("idx", "0") != "0"):
            owner.has_background = True
        elif name in {"pStyle", "tblStyle"}:
            owner.style = self._styles.look(attributes.get("val", ""))
            owner.has_background = owner.has_background or bool(owner.style.is_shaded)
        elif name == "rStyle" and owner.name == "r":
            owner.style = self._styles.look(attributes.get("val", "")).over(owner.style)
        elif parent.name == "rPr" and owner.name == "r":
            owner.look.note(name, attributes)
        elif name == "shd":
            shading = Look()
            shading.note(name, attributes)
            owner.has_background = owner.has_background or bool(shading.is_shaded)
        self._open.append(frame)

    def end(self, name: str, until: int) -> None:
        frame = self._open.pop()
        if self._open:
            self._open[-1].has_text = self._open[-1].has_text or frame.has_text
        if name == "r" and self._is_unseen(frame):
            frame.kind = RUNS
        if not frame.kind:
            return
        self.cuts.append((frame.at, until))
        if frame.has_text:
            self.left_out[frame.kind] += 1

    def text(self, data: str) -> None:
        if self._open and self._open[-1].name in {"t", "delText"} and not data.isspace():
            self._open[-1].has_text = True

    def _is_unseen(self, run: _Frame) -> bool:
        look = run.look.over(run.style)
        is_lost = look.is_white and not run.has_background and not look.is_shaded
        return bool(look.vanishes or look.is_tiny or is_lost)

    @staticmethod
    def _is_filled(name: str, attributes: Mapping[str, str]) -> bool:
        fill = attributes.get("fillcolor", "").lower()
        # A group may hold the shape behind the letters: that can't be told from here.
        return name in {"wgp", "wpc", "group"} or fill not in {"", "white", "#ffffff", "#fff", "none"}
