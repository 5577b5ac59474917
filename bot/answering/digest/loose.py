"""JSON in whatever state a small model leaves it → lines of text with their places in brackets. It judges no fact. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import cast

from pydantic_core import from_json

_FENCE = re.compile(r"^[ \t]*```[\w-]*[ \t]*$", re.MULTILINE)
_OPENS = re.compile(r"""^[ \t]*(?:\[\s*(?=[{"']|\[\s*["'])|\{\s*(?=["']?[^"':{}\n]+["']?\s*:))""", re.MULTILINE)
_SEAM = re.compile(r"\}\s*,?\s*\{")
_TRAILING_COMMA = re.compile(r",(\s*[\]}])")
_OBJECT = re.compile(r"\{[^{}]*\}?")
_PAIR = re.compile(r"""["']?([^\W\d]\w*)["']?\s*:\s*(?:"((?:[^"\\]|\\.)*)"?|'((?:[^'\\]|\\.)*)'?|([\w.]+))""")
_KEY = re.compile(r"""["']?[^\W\d]\w*["']?\s*:""")
_WORD = re.compile(r"\w+")
_ESCAPED = re.compile(r"\\[nrt]")
_NAMED = re.compile(r"""["']([^"'\n]{1,80})["']\s*:""")
_BETWEEN = re.compile(r"""["']\s*,\s*["']|\n""")
_MARKS = re.compile(r"[{}\[\]\"]+")

_PLACE_KEY = re.compile(
    r"anchors?|pages?|sources?|citations?|cites?|refs?|references?|locations?|places?|messages?|rows?|slides?"
)
_FACT_KEY = re.compile(
    r"facts?|text|claims?|points?|content|statements?|sentences?|description|value|details?|info|items?|results?"
)
_DEEPEST = 6
"""Levels of lists in lists; no list of facts has as many."""

IsPlace = Callable[[str], bool]


def json_lines(text: str, *, is_place: IsPlace) -> list[str] | None:
    """The lines that a JSON answer comes to, with whatever is said before and behind it; None where it holds no JSON."""
    plain = _FENCE.sub("", text)
    opening = _OPENS.search(plain)
    if opening is None:
        return None
    end = max(plain.rfind("]"), plain.rfind("}")) + 1
    # Without an end it was cut off, and goes on to the end of all.
    end = end if end > opening.end() else len(plain)
    body, tail = plain[opening.start() : end].strip(), plain[end:]
    if '"' in tail:
        body, tail = plain[opening.start() :].strip(), ""
    return [*plain[: opening.start()].splitlines(), *_body_lines(body, is_place), *tail.splitlines()]


def _body_lines(body: str, is_place: IsPlace) -> list[str]:
    mended = _TRAILING_COMMA.sub(r"\1", body)
    several = f"[{_SEAM.sub('},{', mended)}]"
    for candidate, partial in ((body, False), (mended, False), (several, False), (mended, True), (several, True)):
        lines = _parsed(candidate, is_place, partial=partial)
        if lines and (not partial or _holds(lines, body)):
            return lines
    # One object by itself: what is broken around it does not matter then.
    lines = [line for written in _OBJECT.findall(body) for line in _of_object(written, is_place)]
    return lines if lines and _holds(lines, body) else _without_marks(body, is_place)


def _of_object(written: str, is_place: IsPlace) -> list[str]:
    pairs = {key: double or single or bare for key, double, single, bare in _PAIR.findall(written)}
    for lines in (_parsed(written, is_place, partial=True), list(_lines(cast("object", pairs), is_place))):
        if lines and _holds(lines, written):
            return lines
    return _without_marks(written, is_place)


def _parsed(text: str, is_place: IsPlace, *, partial: bool) -> list[str]:
    try:
        value = cast("object", from_json(text, allow_partial="trailing-strings" if partial else "off"))
    except ValueError:
        return []
    return list(_lines(value, is_place))


def _holds(lines: Sequence[str], text: str) -> bool:
    """Whether the lines hold all that is said in the text: the parser leaves out what it can't make sense of."""
    said = Counter(_WORD.findall(_ESCAPED.sub(" ", _KEY.sub("", text))))
    return not said - Counter(_WORD.findall(" ".join(lines)))


def _without_marks(text: str, is_place: IsPlace) -> list[str]:
    """What can't be made sense of as JSON, as plain lines: one for each string, with the place that it seems to have."""
    lines: list[str] = []
    opening, *members = _NAMED.split(text)
    for key, value in zip(["", *members[::2]], [opening, *members[1::2]], strict=True):
        items = [item for part in _BETWEEN.split(value) if (item := " ".join(_MARKS.sub(" ", part).split()).strip(" ,"))]
        if lines and _PLACE_KEY.fullmatch(key.casefold()):
            lines[-1] += "".join(f" [{item}]" for item in items)
        else:
            place = f" [{key}]" if is_place(key) else ""
            lines += [f"{'' if place or not key else _shown(key)}{item}{place}" for item in items]
    return lines


def _lines(value: object, is_place: IsPlace, *, label: str = "", places: tuple[str, ...] = (), depth: int = 0) -> Iterator[str]:
    """A fact with its places where one can be told from the other, else whatever is said, with the key that it stands under."""
    if depth > _DEEPEST:
        yield from _line(str(value), label, places)
    elif isinstance(value, dict):
        members = {str(key): member for key, member in cast("dict[object, object]", value).items()}
        yield from _members(members, is_place, label=label, places=places, depth=depth)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _lines(item, is_place, label=label, places=places, depth=depth + 1)
    elif value is not None:
        yield from _line(str(value), label, places)


def _line(words: str, label: str, places: tuple[str, ...]) -> Iterator[str]:
    if said := " ".join(words.split()):
        yield " ".join([f"{label}{said}", *(f"[{place.strip('[] ')}]" for place in places)])


def _members(members: dict[str, object], is_place: IsPlace, *, label: str, places: tuple[str, ...], depth: int) -> Iterator[str]:
    named = {key: list(_scalars(member)) for key, member in members.items() if _PLACE_KEY.fullmatch(key.casefold())}
    # {"pages": [{…}]} holds facts under a place's name.
    named = {key: found for key, found in named.items() if found and len(members) > 1}
    here = (*places, *(place for found in named.values() for place in found))
    rest = {key: member for key, member in members.items() if key not in named}
    said = [
        f"{_shown(key)}{member}"
        for key, member in rest.items()
        if member is not None and _is_scalar(member) and not is_place(key)
    ]
    yield from _line(", ".join(said), label, here)
    for key, member in rest.items():
        if is_place(key):
            yield from _lines(member, is_place, label=label, places=(*here, key), depth=depth + 1)
        elif not _is_scalar(member):
            yield from _lines(member, is_place, label=_shown(key) or label, places=here, depth=depth + 1)


def _shown(key: str) -> str:
    is_telling = not (_FACT_KEY.fullmatch(key.casefold()) or _PLACE_KEY.fullmatch(key.casefold()))
    return f"{key}: " if is_telling else ""


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _scalars(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _scalars(item)
    elif isinstance(value, str | int) and str(value).strip():
        yield str(value)
