"""Text in web pages and mails that their readers do not see: marked, so that whoever converts the page can leave it out. Pure.

It looks at attributes and at simple style rules. What a script or an elaborate selector would hide stays as it is.
"""

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import compress
from typing import NamedTuple

from bot.documents.web.styles import hidden_names, hides, hides_by_size_alone, is_white

MARK = "data-unseen"
"""The attribute that marked elements carry."""
_SEEN = "data-seen"
"""Takes the place of a style that only seems to hide its element: the converter would believe it."""
_WINDOW = 4096
"""Characters of a tag that are read to see whether an attribute stands in it, and looked ahead for a size that its text sets."""
_TAGS_BEFORE = 4
"""So many tags that begin before a place are asked whether it is theirs: an attribute's value may hold what looks like one."""

# These are for a page in small letters, and each begins with a word: a page without it costs next to nothing.
_VALUED = {
    name: re.compile(rf"{name}(?<=[\s/\"']{name})\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'<>]++)")
    for name in ("style", "color", "class", "id")
}
_HIDDEN = re.compile(r"hidden(?<=[\s/\"']hidden)(?<!=[\"']hidden)(?=[\s/>=])")
_STYLE_SHEET = re.compile(r"<style\b[^<>]*>")
_BACKGROUND = re.compile(r"background(?:-color|-image)?\s*+:\s*+(?!(?:none|transparent|white|#f{3}(?:f{3})?)\b)|bgcolor\s*=")
_WHITES = ("white", "#fff", "255", "&")
"""What a value holds that may say white; characters may be written by their names."""

_OPEN_TAG = re.compile(
    r"<[a-z][^\s/>]*+(?:[\s/]++|=?+[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+)|(?!\s*+=)))*+"
)
_SIZE = re.compile(r"font(?:-size)?\s*:")
_TEXT = re.compile(r">[^<>]*\w")
_WORD = re.compile(r"\w")
_CONDITION = re.compile(r"\s*(?:\[if\b|<!\[endif)", re.IGNORECASE)


class Marked(NamedTuple):
    """The page with `MARK` on its unseen elements; how many they are, and how many comments with words it holds."""

    source: str
    elements: int
    comments: int


@dataclass(frozen=True)
class _Rules:
    """What hides an element of this page: names that its style sheets hide, and white letters if nothing is behind them."""

    names: frozenset[str]
    white_page: bool

    def hide(self, attribute: str, value: str) -> bool:
        match attribute:
            case "style":
                return hides(value, white_page=self.white_page)
            case "color":
                return self.white_page and is_white(value.strip())
            case "class":
                return any(f".{name}" in self.names for name in value.split())
            case _:
                return f"#{value.strip()}" in self.names


def mark(source: str) -> Marked:
    """Marks what is not shown: `display: none`, `hidden`, no opacity, no size, no colour of its own, off the page, ..."""
    lowered = _lowered(source)
    pieces: list[str] = []
    elements = done = looked = 0
    tag = counted = opened = closed = -1
    for start, end, instead in sorted(_hiding(source, lowered)):
        opened, closed = max(opened, lowered.rfind("<", looked, start)), max(closed, lowered.rfind(">", looked, start))
        looked = start
        # With no bracket in between it is the tag of the attribute before.
        around = tag if done > max(opened, closed, 0) else _tag_around(lowered, start, opened, closed)
        if around >= 0:
            # In place of the name, since the converter has a faster way of its own with `hidden`, which takes unclosed elements
            # for shown.
            pieces += [source[done:start], instead]
            tag, done = around, end
            if instead == MARK and counted != tag:
                counted, elements = tag, elements + 1
    return Marked("".join([*pieces, source[done:]]) if pieces else source, elements, _comments(source, lowered))


def _lowered(text: str) -> str:
    """The text in small letters, a question mark for each character beyond ASCII: no word or sign that is looked for has any.

    Every character keeps its place, and ASCII is searched fastest.
    """
    return text.lower() if text.isascii() else text.encode("ascii", "replace").lower().decode("ascii")


def _hiding(source: str, lowered: str) -> Iterator[tuple[int, int, str]]:
    """Where the names stand of attributes that hide their element, if it is attributes that stand there, and their new names.

    Many elements share few values: each is looked at once, and the places only of those that may hide something.
    """
    yield from ((*found.span(), MARK) for found in _HIDDEN.finditer(lowered))
    names = hidden_names(_style_sheets(source, lowered))
    values = {name: _VALUED[name].findall(lowered) for name in (_VALUED if names else ("style", "color"))}
    different = {name: set[str](each) for name, each in values.items()}
    may_be_white = any(white in value for each in different.values() for value in each for white in _WHITES)
    rules = _Rules(names, white_page=may_be_white and not _BACKGROUND.search(lowered))
    # Names of classes and of characters (`&Tab;`) tell large letters from small ones: those count in the second look.
    roughly = replace(rules, names=frozenset(map(_lowered, names)))
    for name, each in values.items():
        suspects = {value for value in different[name] if "&" in value or roughly.hide(name, value.strip("\"'"))}
        places = _VALUED[name].finditer(lowered) if suspects else ()
        for found in compress(places, map(suspects.__contains__, each)):
            value = entities.unescape(source[found.start(1) : found.end(1)].strip("\"'"))
            if rules.hide(name, value):
                is_seen = name == "style" and _resets_size(value, lowered, found.end(), rules)
                yield found.start(), found.start() + len(name), _SEEN if is_seen else MARK


def _resets_size(style: str, lowered: str, at: int, rules: _Rules) -> bool:
    """Whether nothing but its size hides an element, and what it holds, from `at` on, has no text before a size of its own.

    Mail layouts set no size on a cell, against gaps, and a real one on what stands in it.
    """
    if not hides_by_size_alone(style, white_page=rules.white_page):
        return False
    opened = lowered.find(">", at, at + _WINDOW)
    inner = lowered[opened + 1 : opened + 1 + _WINDOW] if opened >= 0 else ""
    size = _SIZE.search(inner)
    return size is not None and not _TEXT.search(f">{inner[: size.start()]}")


def _tag_around(lowered: str, at: int, opened: int, closed: int) -> int:
    """Where the tag begins of which an attribute begins here, behind the last `<` and the last `>`; -1 where there is none.

    In doubt, since more than one tag may hold the place in a value, or since the tag begins too far away to be read, it is the
    last one.
    """
    if at - opened > _WINDOW:
        return opened if opened > closed else -1
    begin, start, doubts = max(0, at - _WINDOW), opened, 0
    for _ in range(_TAGS_BEFORE):
        if start < 0:
            break
        tag = _OPEN_TAG.match(lowered, start, at)
        if tag and tag.end() == at:
            return start
        doubts += tag is not None and lowered[tag.end()] != ">"
        start = lowered.rfind("<", begin, start)
    return opened if doubts > 1 else -1


def _style_sheets(source: str, lowered: str) -> Iterator[str]:
    opened = _STYLE_SHEET.search(lowered)
    while opened:
        end = lowered.find("</style", opened.end())
        yield source[opened.end() : end] if end >= 0 else source[opened.end() :]
        opened = _STYLE_SHEET.search(lowered, end) if end >= 0 else None


def _comments(source: str, lowered: str) -> int:
    """How many comments hold words; conditions for mail programs are none."""
    count, start = 0, lowered.find("<!--")
    while start >= 0:
        end = lowered.find("-->", start + 4)
        words = source[start + 4 : end] if end >= 0 else source[start + 4 :]
        count += bool(_WORD.search(words)) and not _CONDITION.match(words)
        start = lowered.find("<!--", end) if end >= 0 else -1
    return count
