"""A model's list of facts, in whatever form it wrote it → facts, each with the places where it stands. Pure.

It never fails: what has no form that is known here is kept as text. Left out are only introductions, reasoning, headings with
nothing below them, rules of tables, and what was said before.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from bot.answering.digest.citing import Cited, cited, statements
from bot.answering.digest.loose import json_lines
from bot.answering.digest.places import Place, Places

_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^[ \t]*```[\w-]*[ \t]*$", re.MULTILINE)
_NOTHING = re.compile(
    r"\W*(?:nothing|none|n/?a|no (?:relevant |further |such |other )?(?:facts?|information)|\[\]|\{\})"
    r"(?: (?:relevant|found|here|else|noted|stated|in this part))*(?:\s*\[[^\[\]]*\])?\W*",
    re.IGNORECASE,
)
_NOTHING_FIRST = re.compile(r"\W*NOTHING\b")
_RULE = re.compile(r"[-=*_|:+\s]+")
_BULLET = re.compile(r"(?:[-*•‣▪◦●·+–—]|[a-z]\)|\([a-z]\))\s+(?=\S)")
_NUMBER = re.compile(r"(?:\*\*)?(?:\((\d{1,3})\)|(\d{1,3})[.):])(?:\*\*)?\s+(?=\S)")
_BOX = re.compile(r"\[[ xX✓]\]\s*")
_ROW = re.compile(r"\|(.*?)\|?")
_TITLE = re.compile(r"#{1,6}\s+(?P<marked>.*?)[\s#]*|(?:\*\*|__)(?P<bold>[^*_]+?)(?:\*\*|__):?|(?P<plain>[^|]*\S):")
_WORD = re.compile(r"[^\W_]+")
_CHATTER = re.compile(
    r"(?:okay|ok|alright|sure|certainly|of course|hmm|wait|let me|let's|i(?:'ll|'ve| will| have| need| should| must| hope| am)\b"
    r"|(?:i'm |i am )?sorry|i can(?:no|')t|as an ai|unfortunately, i"
    r"|we need|the user|first, (?:i|let)|now,? (?:i|let)|so,? (?:i|let|the user)|looking (?:at|through)|as requested)\b"
    r"|(?:here (?:is|are)|below|the following|based on|from the|these are|(?:list of )?(?:key |main )?facts)\b[^\d]{0,120}:$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"(?:the )?(?:key |main |important |extracted |list of )?(?:facts?|points?|list|answer|output|results?)", re.IGNORECASE
)
LONGEST_LABEL = 3
"""Words of a heading that go before each fact under it: `Open questions`. A longer one is a fact itself."""
CUT = " …"
"""Behind a fact that was cut off."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line that is worth keeping."""

    text: str
    places: tuple[Place, ...] = ()
    between: tuple[Place, Place] | None = None
    """Where no place could be told: the first and the last that it may be from."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """What an answer came to."""

    facts: tuple[Fact, ...] = ()
    is_nothing: bool = False
    """It says that there is nothing to say."""

    @property
    def is_poor(self) -> bool:
        """Whether it is worth asking once more: of most of it nobody knows where it stands."""
        placed = sum(bool(fact.places) for fact in self.facts)
        return not self.is_nothing and 2 * placed < max(len(self.facts), 1)


@dataclass
class _Said:
    """A fact in the making; `own`: the places stand in its own line."""

    words: str
    places: tuple[Place, ...] = ()
    own: bool = False


def read(answer: str, places: Places, *, truncated: bool = False) -> Read:
    """The facts of an answer about these places. `truncated`: it was cut off, so that its last line may be half a line."""
    text = _THOUGHTS.sub("", answer)
    text = text[text.lower().rfind("</think>") + len("</think>") :] if "</think>" in text.lower() else text
    if _NOTHING.fullmatch(text.strip()):
        return Read(is_nothing=True)
    lines = json_lines(text, is_place=lambda name: bool(places.find(name)))
    said = _said(_FENCE.sub("", text).splitlines() if lines is None else lines, places, bare=lines is not None)
    if lines is None and not any(one.places for one in said):
        # Only now: where places are written in full, a number in brackets is a reference in the text itself.
        said = _said(_FENCE.sub("", text).splitlines(), places, bare=True)
    if _NOTHING_FIRST.match(text) and not any(one.own for one in said):
        return Read(is_nothing=True)
    if truncated and said and not said[-1].own:
        said[-1].words += CUT
    for one, following in pairwise(said):
        if one.words.endswith(":") and not one.places:
            one.places = following.places
    facts = tuple(_placed(one, places) for one in _without_repeats(said))
    return Read(facts=facts)


@dataclass
class _State:
    """What the lines before say of the ones that follow."""

    group: tuple[Place, ...] = ()
    """The place that stands alone above lines without one."""
    label: str = ""
    number: int = 0
    said: list[_Said] = field(default_factory=list[_Said])
    may_go_on: bool = False
    """Whether an indented line belongs to the one before."""


def _said(lines: Sequence[str], places: Places, *, bare: bool) -> list[_Said]:
    state = _State()
    for raw, following in zip(lines, [*lines[1:], ""], strict=False):
        line = raw.strip()
        if not line or _RULE.fullmatch(line):
            state.may_go_on = False
            continue
        if line.startswith("|") or "\t" in line:
            is_header = "--" in following and bool(_RULE.fullmatch(following.strip()))
            line = "" if is_header else _row(line, places)
            state.may_go_on = False
        content, is_item = _without_mark(line, state)
        if content and not _NOTHING.fullmatch(content):
            _take(content, state, places, bare=bare, is_item=is_item, is_indented=raw[:2].isspace())
    return state.said


def _take(content: str, state: _State, places: Places, *, bare: bool, is_item: bool, is_indented: bool) -> None:
    if is_indented and not is_item and state.may_go_on:
        more = cited(content, places, bare=bare)
        last = state.said[-1]
        last.words, last.places, last.own = f"{last.words} {more.words}".strip(), more.places, bool(more.places)
        state.may_go_on = not more.places
        return
    if _is_title(content, state, places) or (not is_item and _is_chatter(content, places)):
        state.may_go_on = False
        return
    for one in statements(content, places, bare=bare):
        _add(one, state)
    state.may_go_on = bool(state.said) and not state.said[-1].places


def _add(one: Cited, state: _State) -> None:
    if one.words:
        state.said.append(_Said(f"{state.label}{one.words}", one.places or state.group, own=bool(one.places)))
    elif one.places and state.said and not state.group and not state.said[-1].places:
        # The place stands below its fact.
        state.said[-1].places, state.said[-1].own = one.places, True
    elif one.places:
        state.group, state.label = one.places, ""


def _without_mark(line: str, state: _State) -> tuple[str, bool]:
    """The line without its bullet or number. `12. May` begins with a date, unless it is the twelfth of a list."""
    if number := _NUMBER.match(line):
        value = int(number[1] or number[2])
        if value in (1, state.number + 1):
            state.number = value
            return _BOX.sub("", line[number.end() :], count=1), True
    if bullet := _BULLET.match(line):
        rest = line[bullet.end() :]
        return (rest[box.end() :] if (box := _BOX.match(rest)) else rest), True
    return line, False


def _row(line: str, places: Places) -> str:
    """A row of a table as a line, the place in a cell of its own in brackets."""
    match = _ROW.fullmatch(line)
    cells = [cell.strip() for cell in re.split(r"[|\t]", match[1] if match else line)]
    return " ".join(f"[{cell.strip('[]')}]" if places.find(cell) else cell for cell in cells if cell)


def _is_title(content: str, state: _State, places: Places) -> bool:
    """Whether a line is the heading of those below it; what it says of them is remembered."""
    title = _TITLE.fullmatch(content)
    if title is None:
        return False
    words = (title["marked"] or title["bold"] or title["plain"] or "").strip(" *_:")
    one = cited(words, places)
    if one.places and not one.words:
        state.group, state.label = one.places, ""
        return True
    if one.places or len(one.words.split()) > LONGEST_LABEL or any(map(str.isdecimal, one.words)):
        # A heading that says something is a fact, unless it only announces the list.
        return not one.places and _is_chatter(f"{words}:", places)
    state.label = "" if not one.words or _GENERIC.fullmatch(one.words) or _is_chatter(f"{words}:", places) else f"{one.words}: "
    return True


def _is_chatter(content: str, places: Places) -> bool:
    """Whether a line is about the answer rather than about the material."""
    return bool(_CHATTER.match(content)) and not cited(content, places).places


def _without_repeats(said: Sequence[_Said]) -> Iterator[_Said]:
    """Each statement once, where it stands first, with the places of all."""
    kept: dict[str, _Said] = {}
    for one in said:
        key = " ".join(_WORD.findall(one.words.casefold()))
        if key in kept:
            kept[key].places = tuple(dict.fromkeys((*kept[key].places, *one.places)))
        elif key:
            kept[key] = one
    return iter(kept.values())


def _placed(one: _Said, places: Places) -> Fact:
    if one.places:
        return Fact(one.words, one.places)
    if likeliest := places.likeliest(one.words):
        return Fact(one.words, (likeliest,))
    return Fact(one.words, between=(places.all[0], places.all[-1])) if places.all else Fact(one.words)


def at_all_costs(fact: Fact, places: Places) -> Fact:
    """The fact at the likeliest place, where there is no span of one document that it could be from."""
    likeliest = None if fact.places else places.likeliest(fact.text, at_all_costs=True)
    return replace(fact, places=(likeliest,), between=None) if likeliest else fact
