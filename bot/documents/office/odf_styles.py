"""Which styles of an OpenDocument file hide what uses them: letters not displayed, white or tiny ones, pages not shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.documents.xml_stream import visit

SMALLEST_POINTS = 2.0
"""Smaller letters are for no reader."""

_WHITE = re.compile(r"#(?:[fF][89a-fA-F]){3}")
_POINTS = re.compile(r"(\d{1,4}(?:\.\d{1,4})?)pt")


@dataclass
class Style:
    """What a style says of letters, a background or a page; what it leaves open its parent says."""

    parent: str = ""
    is_displayed: bool | None = None
    is_white: bool | None = None
    is_tiny: bool | None = None
    has_background: bool | None = None
    is_hidden_page: bool = False


class Styles:
    """The styles of one document, collected from its parts."""

    def __init__(self, *parts: bytes) -> None:
        """Raises `BadXml`."""
        self._found: dict[str, Style] = {}
        self._current: Style | None = None
        for part in parts:
            if part:
                visit(part, self)

    def hides(self, around: list[str], *, on_background: bool) -> bool:
        """Whether letters are unseen within these styles, the innermost last."""
        chain = [style for name in reversed(around) for style in self._line(name)]
        displayed = next((style.is_displayed for style in chain if style.is_displayed is not None), True)
        white = next((style.is_white for style in chain if style.is_white is not None), False)
        tiny = next((style.is_tiny for style in chain if style.is_tiny is not None), False)
        return not displayed or tiny or (white and not on_background and not any(style.has_background for style in chain))

    def has_background(self, name: str) -> bool:
        """Whether a cell or frame of this style has a background that is not white."""
        return next((bool(style.has_background) for style in self._line(name) if style.has_background is not None), False)

    def hides_page(self, name: str) -> bool:
        """Whether a slide of this style is left out of a presentation."""
        return any(style.is_hidden_page for style in self._line(name))

    def start(self, name: str, attributes: Mapping[str, str], at: int) -> None:  # noqa: ARG002
        if name == "style":
            self._current = self._found[attributes.get("name", "")] = Style(attributes.get("parent-style-name", ""))
        style = self._current
        if style is None:
            return
        if name == "text-properties":
            self._note_letters(style, attributes)
        elif name.endswith("-properties"):
            background = attributes.get("background-color", "transparent")
            fill = attributes.get("fill", "")
            if background != "transparent" or fill:
                colour = attributes.get("fill-color", "#000000") if fill == "solid" else background
                plain = colour == "transparent" or bool(_WHITE.fullmatch(colour))
                style.has_background = not plain or fill not in {"", "none", "solid"}
            style.is_hidden_page = style.is_hidden_page or attributes.get("visibility") == "hidden"

    def end(self, name: str, until: int) -> None:  # noqa: ARG002
        if name == "style":
            self._current = None

    def text(self, data: str) -> None:
        """Styles hold no text."""

    @staticmethod
    def _note_letters(style: Style, attributes: Mapping[str, str]) -> None:
        if "display" in attributes:
            style.is_displayed = attributes["display"] != "none"
        if "color" in attributes:
            style.is_white = bool(_WHITE.fullmatch(attributes["color"]))
        if size := _POINTS.fullmatch(attributes.get("font-size", "")):
            style.is_tiny = float(size[1]) < SMALLEST_POINTS
        if attributes.get("background-color", "transparent") != "transparent":
            style.has_background = not _WHITE.fullmatch(attributes["background-color"])

    def _line(self, name: str) -> list[Style]:
        line: list[Style] = []
        while (style := self._found.get(name)) and style not in line:
            line.append(style)
            name = style.parent
        return line
