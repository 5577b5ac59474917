"""One line of a model's answer → what it says, and the places that it cites for it, however it writes them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.answering.digest.places import Place, Places

_BRACKETS = re.compile(r"[\[【]\^?([^\[\]【】]{1,300})(?:[\]】](?:\([^()\s]{0,200}\))?|$)")
_PARENTHESES = re.compile(r"\(([^()]{1,100})\)")
_LEADING = re.compile(r"(.{1,80}?)\s*[:–—-]\s+(?=\S)")
_TRAILING = re.compile(r"[,;:–—(-]\s*([^,;:–—()\[\]]{1,40}?)[\s.)]*$")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_EMPHASIS = re.compile(r"\*\*|__|`")
_CAPTION = re.compile(r"(?:fact|claim|point)\s*\d{0,3}\s*[:.)]\s*(?=\S)", re.IGNORECASE)
_POINTER = re.compile(r"[\s,;:(–—-]*\b(?:anchors?|sources?|pages?|ref(?:erence)?s?|citations?|see)\s*:?\s*$", re.IGNORECASE)
_DASH = re.compile(r"[-–—•*]\s+")
_GAP = re.compile(r"\s+([.,;:!?])(?=\s|$)")
_NEXT = re.compile(r"([.;。]?)\s+(?=([-–—•*]\s)?)(?=(\S))")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])|(?<=[。！？])")
LONGEST_LINE = 240
"""Characters of a line without a place beyond which each of its sentences is taken for a fact of its own."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What is said, without its citations, and where it is said to stand; `is_foreign`: some place that is not known here."""

    words: str
    places: tuple[Place, ...] = ()
    is_foreign: bool = False


def cited(line: str, places: Places, *, bare: bool = False) -> Cited:
    """Takes a line apart. `bare`: a number alone in brackets counts as a place."""
    found: list[Place] = []
    foreign: list[str] = []

    def bracketed(match: re.Match[str]) -> str:
        named = places.find(match[1], bare=bare)
        found.extend(named)
        if named:
            return " "
        if places.looks_like_one(match[1]):
            foreign.append(match[1])
            return " "
        return match[0]

    def parenthesised(match: re.Match[str]) -> str:
        named = places.find(match[1])
        found.extend(named)
        return " " if named else match[0]

    words = _PARENTHESES.sub(parenthesised, _BRACKETS.sub(bracketed, _EMPHASIS.sub("", line)))
    words = _EMPTY.sub(" ", words).strip()
    words = _DASH.sub("", words, count=1) if _DASH.match(words) else words
    if not found and (match := _LEADING.match(words)) and (named := places.find(match[1])):
        found.extend(named)
        words = words[match.end() :]
    if not found and (match := _TRAILING.search(words)) and not match[1].isdecimal() and (named := places.find(match[1])):
        found.extend(named)
        words = words[: match.start()]
    if not found and (named := places.find(words)):
        return Cited("", named)
    if found or foreign:
        # `Fact: … Anchor: [p. 3]`
        words = _POINTER.sub("", words)
    words = _GAP.sub(r"\1", " ".join(words.split())).strip(" ,;–—")
    words = words[caption.end() :] if (caption := _CAPTION.match(words)) else words
    return Cited(words if any(map(str.isalnum, words)) else "", tuple(dict.fromkeys(found)), bool(foreign))


def statements(line: str, places: Places, *, bare: bool = False) -> Iterator[Cited]:
    """A line of prose as its statements, each with its own places; a line that cites once or not at all is mostly one."""
    start = 0
    for match in _BRACKETS.finditer(line):
        following = _NEXT.match(line, match.end())
        before = line[start : match.start()].rstrip()
        # Within a sentence a place stands behind what it is for, and the sentence goes on.
        is_end = following and (following[1] or following[2] or before.endswith((".", "!", "?", "。")))
        if following and is_end and not following[3].islower() and following[3] not in "[(【" and before:
            yield cited(line[start : match.end()], places, bare=bare)
            start = following.end()
    rest = line[start:]
    whole = cited(rest, places, bare=bare)
    if whole.places or whole.is_foreign or len(whole.words) <= LONGEST_LINE:
        yield whole
    else:
        yield from (Cited(part.strip()) for part in _SENTENCE.split(whole.words) if part.strip())
