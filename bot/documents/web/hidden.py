"""Text in web pages and mails that their readers do not see: marked, so that whoever converts the page can leave it out. Pure.

It looks at style attributes and simple style rules. What a script or an elaborate selector would hide stays as it is.
"""

import html as entities
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

MARK = "data-unseen"
"""The attribute that marked elements carry."""
SMALLEST_POINTS = 2.0
"""Print below this size is there for machines."""
_FAR_OFF = -500.0
"""Pixels. Further to the left or up than this is off the page."""
_TAG_WINDOW = 4096
"""Characters looked back to see whether an attribute stands inside a tag."""
_SHEET_CHARACTERS = 200_000
_POINTS = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12, "": 0.75}

_INLINE = re.compile(r"\s(style|hidden|color)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?(?=[\s/>])", re.IGNORECASE)
_INLINE_AND_NAMED = re.compile(_INLINE.pattern.replace("|color", "|color|class|id"), re.IGNORECASE)
_SIGNS = (" hidden", "\nhidden", "\thidden", "style=", "style =", "<style", "color=")
_WHITES = ("white", "#fff", "255")
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_WORD = re.compile(r"\w")
_CONDITION = re.compile(r"\s*(?:\[if\b|<!\[endif)", re.IGNORECASE)
_STYLE_SHEET = re.compile(r"<style\b[^<>]*>(.*?)(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_SHEET_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SHEET_PART = re.compile(r"([^{}]*)([{}])")
_NAME = re.compile(r"[.#][\w-]+")
_SIMPLE = re.compile(r"\w*([.#][\w-]+)$")
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|em|rem|%|)(?![\w%])")
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*:\s*(?!\s*(?:none|transparent|white|#f{3}(?:f{3})?)\b)|bgcolor\s*=")
_WHITE = re.compile(r"(?:white|#f{3}(?:f{3})?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))$", re.IGNORECASE)
_TRANSPARENT = re.compile(r"transparent|rgba\([^()]*,\s*0*\.?0+\s*\)$|hsla\([^()]*,\s*0*\.?0+\s*\)$")


class Marked(NamedTuple):
    """The page with `MARK` on its unseen elements; how many they are, and how many comments with words it holds."""

    source: str
    elements: int
    comments: int


def mark(source: str) -> Marked:
    """Marks what is not shown: `display: none`, `hidden`, no opacity, no size, no colour of its own, off the page, ..."""
    comments = _comments(source) if "<!--" in source else 0
    lowered = source.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return Marked(source, 0, comments)
    names = _hidden_names(source) if "<style" in lowered else frozenset[str]()
    white_page = any(white in lowered for white in _WHITES) and not _BACKGROUND.search(lowered)
    count = 0

    def replaced(found: re.Match[str]) -> str:
        nonlocal count
        attribute, value = found[1].lower(), entities.unescape((found[2] or "").strip("\"'"))
        if not _is_unseen(attribute, value, names=names, white_page=white_page) or not _inside_tag(source, found.start()):
            return found[0]
        if attribute == "style" and _is_size_alone(value, white_page=white_page) and _resets_size(source, found.end()):
            # Mail layouts set no size on a cell, against gaps, and a real one on what it holds.
            return ""
        count += 1
        # In its place, since the converter has a faster way of its own with `hidden`, which takes unclosed elements for shown.
        return f" {MARK}"

    marked = (_INLINE_AND_NAMED if names else _INLINE).sub(replaced, source)
    return Marked(marked, count, comments)


def _comments(source: str) -> int:
    return sum(1 for words in _COMMENT.findall(source) if _WORD.search(words) and not _CONDITION.match(words))


def _is_unseen(attribute: str, value: str, *, names: frozenset[str], white_page: bool) -> bool:
    match attribute:
        case "hidden":
            return True
        case "style":
            return hides(value, white_page=white_page)
        case "color":
            return white_page and bool(_WHITE.match(value.strip()))
        case "class":
            return any(f".{name}" in names for name in value.split())
        case _:
            return f"#{value.strip()}" in names


@lru_cache(maxsize=4096)
def hides(style: str, *, white_page: bool = False) -> bool:
    """Whether an element of this style shows none of its text; on a page without backgrounds white text does not show."""
    rules = _declarations(style)

    def has(name: str, *values: str) -> bool:
        return rules.get(name, "") in values

    colour = rules.get("color", "")
    background = rules.get("background-color", rules.get("background", ""))
    clipped = has("overflow", "hidden") or has("overflow-y", "hidden")
    return (
        has("display", "none")
        or has("visibility", "hidden", "collapse")
        or has("mso-hide", "all")
        or _below(rules.get("opacity", ""), 0.05)
        or _too_small(rules)
        or bool(colour and (_TRANSPARENT.match(colour) or colour == background or (_is_white(colour, background, white_page))))
        or _pixels(rules.get("text-indent", "")) < _FAR_OFF
        or (has("position", "absolute", "fixed") and any(_pixels(rules.get(side, "")) < _FAR_OFF for side in ("left", "top")))
        or (clipped and any(_below(rules.get(side, ""), 1.01) for side in ("height", "max-height", "width", "max-width")))
        or rules.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px"))
        or rules.get("clip-path", "").replace(" ", "") in ("inset(50%)", "inset(100%)", "circle(0)")
        or "scale(0)" in rules.get("transform", "").replace(" ", "")
    )


def _declarations(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


def _too_small(rules: dict[str, str]) -> bool:
    size = _LENGTH.match(rules.get("font-size", "")) or _LENGTH.search(rules.get("font", ""))
    return size is not None and float(size[1]) * _POINTS[size[2]] < SMALLEST_POINTS and not (size[2] == "" and float(size[1]))


def _is_white(colour: str, background: str, white_page: bool) -> bool:
    return bool(_WHITE.match(colour)) and (bool(_WHITE.match(background)) or (white_page and not background))


def _is_size_alone(style: str, *, white_page: bool) -> bool:
    """Whether nothing but its size hides it."""
    rules = (part for part in style.split(";") if not part.strip().lower().startswith(("font-size", "font:")))
    return not hides(";".join(rules), white_page=white_page)


def _resets_size(source: str, at: int) -> bool:
    """Whether what follows the tag at `at` has no text before a size of its own."""
    opened = source.find(">", at)
    inner = source[opened + 1 : opened + 1 + _TAG_WINDOW]
    size = re.search(r"font(?:-size)?\s*:", inner)
    return size is not None and not re.search(r">[^<>]*\w", f">{inner[: size.start()]}")


def _inside_tag(source: str, at: int) -> bool:
    start = max(0, at - _TAG_WINDOW)
    return source.rfind("<", start, at) >= source.rfind(">", start, at)


def _hidden_names(source: str) -> frozenset[str]:
    """The classes (`.x`) and ids (`#x`) that the page's style sheets hide, and never show in company with another."""
    hidden, shown = set[str](), set[str]()
    for sheet in _STYLE_SHEET.findall(source):
        for selectors, body in _rules(_SHEET_COMMENT.sub("", sheet[:_SHEET_CHARACTERS])):
            _sort(selectors, body, hidden=hidden, shown=shown)
    return frozenset(hidden - shown)


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule; those that hold for some screens only (inside `@media`) are passed over."""
    open_since: list[str] = []
    for text, bracket in _SHEET_PART.findall(sheet):
        if bracket == "{":
            open_since.append(text.rpartition(";")[2].strip())
        elif open_since:
            selectors = open_since.pop()
            if not open_since and not selectors.startswith("@"):
                yield selectors, text


def _sort(selectors: str, body: str, *, hidden: set[str], shown: set[str]) -> None:
    is_hidden = hides(body)
    for selector in selectors.split(","):
        simple = _SIMPLE.match(selector.strip())
        if is_hidden and simple:
            hidden.add(simple[1])
        elif not is_hidden and ("display" in body or "visibility" in body or "opacity" in body):
            shown.update(_NAME.findall(selector))


def _below(value: str, limit: float) -> bool:
    found = _LENGTH.match(value)
    return found is not None and float(found[1]) < limit and found[2] in ("", "px")


def _pixels(value: str) -> float:
    found = _LENGTH.match(value)
    return float(found[1]) * _POINTS[found[2]] / 0.75 if found else 0.0
