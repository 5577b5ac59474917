"""What a style says about being seen: a style attribute's value, and the simple rules of style sheets. Pure; it knows no page.

What an elaborate selector would hide counts as shown.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

SMALLEST_POINTS = 2.0
"""Print below this size is there for machines."""
_FAR_OFF = -500.0
"""Pixels. Further to the left or up than this is off the page."""
_SHEET_CHARACTERS = 200_000
_POINTS = {"pt": 1.0, "px": 0.75, "em": 12.0, "rem": 12.0, "%": 0.12, "": 0.75}

# Possessive where a run could be cut in many ways: each is read once, whatever follows it.
_SHEET_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_SHEET_PART = re.compile(r"([^{}]*)([{}])")
_NAME = re.compile(r"[.#][\w-]+")
_SIMPLE = re.compile(r"\w*([.#][\w-]+)$")
_LENGTH = re.compile(r"(?<![\d.])(-?(?:\d++(?:\.\d++)?+|\.\d++))(px|pt|em|rem|%|)(?![\w%])")
_WHITE = re.compile(r"(?:white|#f{3}(?:f{3})?|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))$", re.IGNORECASE)
_TRANSPARENT = re.compile(
    r"transparent|rgba\([^()]*,\s*(?:0++(?:\.0++)?+|\.0++)\s*\)$|hsla\([^()]*,\s*(?:0++(?:\.0++)?+|\.0++)\s*\)$"
)


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
        or bool(colour and (_TRANSPARENT.match(colour) or colour == background or _is_white_on(background, colour, white_page)))
        or _pixels(rules.get("text-indent", "")) < _FAR_OFF
        or (has("position", "absolute", "fixed") and any(_pixels(rules.get(side, "")) < _FAR_OFF for side in ("left", "top")))
        or (clipped and any(_below(rules.get(side, ""), 1.01) for side in ("height", "max-height", "width", "max-width")))
        or rules.get("clip", "").replace(" ", "").startswith(("rect(0", "rect(1px"))
        or rules.get("clip-path", "").replace(" ", "") in ("inset(50%)", "inset(100%)", "circle(0)")
        or "scale(0)" in rules.get("transform", "").replace(" ", "")
    )


def hides_by_size_alone(style: str, *, white_page: bool) -> bool:
    """Whether an element of this style, which hides it, would be seen if it set no size."""
    rules = (part for part in style.split(";") if not part.strip().lower().startswith(("font-size", "font:")))
    return not hides(";".join(rules), white_page=white_page)


def is_white(colour: str) -> bool:
    """Whether a colour is the one of an empty page."""
    return bool(_WHITE.match(colour))


def hidden_names(sheets: Iterable[str]) -> frozenset[str]:
    """The classes (`.x`) and ids (`#x`) that a page's style sheets hide, and never show in company with another."""
    hidden, shown = set[str](), set[str]()
    for sheet in sheets:
        for selectors, body in _rules(_SHEET_COMMENT.sub("", sheet[:_SHEET_CHARACTERS])):
            _sort(selectors, body, hidden=hidden, shown=shown)
    return frozenset(hidden - shown)


def _declarations(style: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in style.lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs}


def _too_small(rules: dict[str, str]) -> bool:
    size = _LENGTH.match(rules.get("font-size", "")) or _LENGTH.search(rules.get("font", ""))
    return size is not None and float(size[1]) * _POINTS[size[2]] < SMALLEST_POINTS and not (size[2] == "" and float(size[1]))


def _is_white_on(background: str, colour: str, white_page: bool) -> bool:
    return is_white(colour) and (is_white(background) or (white_page and not background))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and body of each rule; those that hold for some screens only (inside `@media`) are passed over."""
    open_since: list[str] = []
    # Behind the last bracket there is no rule, and looking for one there would begin anew at each character.
    for text, bracket in _SHEET_PART.findall(sheet, 0, sheet.rfind("}") + 1):
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
