"""What of a PowerPoint slide its audience does not see, cut out of the slide's XML.

Hidden are shapes marked so or lying off the slide, letters under 2 pt, and white ones where nothing but a white slide can be
behind them. Where a picture or a filled shape may be behind, that can't be told and they stay.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.documents.office.hidden import RUNS, Seen, cut
from bot.documents.xml_stream import visit

SMALLEST_HUNDREDTHS = 200
"""Letters under 2 pt; `sz` counts in hundredths of a point (ECMA-376-1, 20.1.10.72)."""
SHAPES = "hidden shapes"

_SHAPES = frozenset({"sp", "pic", "graphicFrame", "grpSp", "cxnSp"})
_FILLS = frozenset({"solidFill", "gradFill", "blipFill", "pattFill"})
# One pattern for each, beginning with letters of its own: a search for any of several takes ten times as long.
_SIGNS = (
    re.compile(rb"hidden\s*="),
    re.compile(rb'sz\s*=\s*["\']1?\d{1,2}["\']'),
    re.compile(rb'off\s[^<>]*["\']-'),
)
_WRITTEN_AS_NUMBERS = re.compile(rb'(?:hidden|sz|x|y|val)=["\'][^<>"\']*&#')
_PLACE = re.compile(rb'off\s+x\s*=\s*"(\d+)"\s+y\s*=\s*"(\d+)"')
_COLOURS = frozenset({"srgbClr", "schemeClr"})
_TELLING = frozenset({"cNvPr", "off", "ext", "rPr"}) | _FILLS | _COLOURS
"""The elements that say whether something is seen; all others are only counted."""
_WHITE = re.compile(r"(?:[fF][89a-fA-F]){3}")
_WHITE_SIGN = re.compile(rb'srgbClr\s[^<>]*["\'](?:[fF][89a-fA-F]){3}["\']|schemeClr\s[^<>]*["\'](?:bg1|lt1)["\']')
# Pictures, fills that are no plain colour, shape and background styles above the theme's first.
_BACKDROPS = (
    re.compile(rb"pic(?<=[:<]pic)[\s>]"),
    re.compile(rb"blipFill"),
    re.compile(rb"gradFill"),
    re.compile(rb"pattFill"),
    re.compile(rb"fillRef\s[^<>]*idx=[\"'][1-9]"),
    re.compile(rb"bgRef\s[^<>]*[\"']10(?:0[2-9]|[1-9]\d)[\"']"),
)
_BACKGROUND = re.compile(rb"[:<]bg>.*?</\w*:?bg>", re.DOTALL)
_LIGHT = re.compile(rb"[:<]lt1>\s*<[^<>]*(?:srgbClr val|lastClr)=\"(\w{6})\"")
_COLOUR = re.compile(rb'(srgbClr|schemeClr)\s[^<>]*?val="(\w+)"')


class Canvas(NamedTuple):
    """The size of a deck's slides in EMU, and whether a slide with no background of its own is surely white."""

    width: int
    height: int
    is_white: Callable[[], bool] = lambda: False


def is_plain(*parts: bytes) -> bool:
    """Whether nothing in a slide's layout or master, or on a slide, may lie behind letters but white."""
    for part in parts:
        if any(backdrop.search(part) for backdrop in _BACKDROPS):
            return False
        for background in _BACKGROUND.findall(part):
            if any(colour not in {b"bg1", b"lt1", b"FFFFFF", b"ffffff"} for _, colour in _COLOUR.findall(background)):
                return False
    return True


def is_white_theme(master: bytes, theme: bytes) -> bool:
    """Whether a master's first background colour is its theme's light one, and that one white."""
    light = _LIGHT.search(theme)
    return b'bg1="lt1"' in master and light is not None and bool(_WHITE.fullmatch(light[1].decode("ascii", "replace")))


def without_unseen(part: bytes, canvas: Canvas) -> Seen:
    """The slide (UTF-8) without its hidden shapes and runs; the same bytes when there are none. Raises `BadXml`."""
    is_white = bool(_WHITE_SIGN.search(part)) and is_plain(part) and canvas.is_white()
    far = any(int(x) >= canvas.width or int(y) >= canvas.height for x, y in _PLACE.findall(part))
    if not is_white and not far and not _has_sign(part):
        return Seen(part)
    finder = _Finder(part, canvas, is_white=is_white)
    visit(part, finder)
    return Seen(cut(part, finder.cuts()), finder.left_out())


def _has_sign(part: bytes) -> bool:
    return any(sign.search(part) for sign in _SIGNS) or (b"&#" in part and _WRITTEN_AS_NUMBERS.search(part) is not None)


@dataclass(slots=True)
class _Frame:
    name: str
    at: int
    kind: str = ""
    has_text: bool = False
    is_filled: bool = False
    x: int = 0
    y: int = 0


class _Finder:
    """Collects the byte ranges of hidden shapes and runs."""

    def __init__(self, part: bytes, canvas: Canvas, *, is_white: bool) -> None:
        self._part = part
        self._canvas = canvas
        self._is_white = is_white
        self._open: list[_Frame] = []
        self._found: list[tuple[str, int, int, bool]] = []
        self._white: list[tuple[str, int, int, bool]] = []
        self._has_fill = False

    def cuts(self) -> list[tuple[int, int]]:
        return [(start, end) for _, start, end, _ in self._all()]

    def left_out(self) -> Counter[str]:
        return Counter(kind for kind, _, _, has_text in self._all() if has_text)

    def _all(self) -> list[tuple[str, int, int, bool]]:
        return self._found if self._has_fill else [*self._found, *self._white]

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:
        if name in _TELLING:
            self._note(name, attributes)
        self._open.append(_Frame(name, at))

    def _note(self, name: str, attributes: Mapping[str, str]) -> None:
        parents = [self._open[-depth] if len(self._open) >= depth else _Frame("", 0) for depth in (1, 2, 3)]
        parent, owner, above = parents
        if name == "cNvPr" and attributes.get("hidden") in {"1", "true"} and owner.name in _SHAPES:
            owner.kind = SHAPES
        elif name in {"off", "ext"} and parent.name == "xfrm":
            self._place(name, attributes, parent)
        elif name == "rPr" and parent.name == "r" and 0 <= _number(attributes.get("sz"), -1) < SMALLEST_HUNDREDTHS:
            parent.kind = RUNS
        elif name in _FILLS and parent.name in {"spPr", "tcPr", "grpSpPr"}:
            parent.is_filled = True
        if name in _COLOURS:
            white = bool(_WHITE.fullmatch(attributes.get("val", ""))) or attributes.get("val") in {"bg1", "lt1"}
            if parent.name == "solidFill" and owner.name == "rPr" and above.name == "r":
                above.kind = above.kind or ("white" if white and self._is_white else "")
            elif parent.name in _FILLS and owner.is_filled and not white:
                self._has_fill = True

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        frame = self._open.pop()
        if self._open:
            self._open[-1].has_text = self._open[-1].has_text or frame.has_text
        if frame.kind:
            kind = RUNS if frame.kind == "white" else frame.kind
            found = (kind, frame.at, until, frame.has_text)
            (self._white if frame.kind == "white" else self._found).append(found)

    def text(self, data: str) -> None:
        if self._open and self._open[-1].name == "t" and not data.isspace():
            self._open[-1].has_text = True

    def _place(self, name: str, attributes: Mapping[str, str], transform: _Frame) -> None:
        """Notes where a shape lies; what is in a group is placed in the group's own coordinates and not looked at."""
        if name == "off":
            transform.x, transform.y = _number(attributes.get("x"), 0), _number(attributes.get("y"), 0)
            return
        shape = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].name in _SHAPES), 0)
        if not shape or self._open[shape - 1].name != "spTree":
            return
        right, bottom = transform.x + _number(attributes.get("cx"), 0), transform.y + _number(attributes.get("cy"), 0)
        if right <= 0 or bottom <= 0 or transform.x >= self._canvas.width or transform.y >= self._canvas.height:
            self._open[shape].kind = SHAPES


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"-?\d{1,12}", value) else otherwise
