"""Where a streamed Markdown text goes on in the next message, as a pure function: what was streamed can't be moved any more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.slack.code import closes, opened
from bot.slack.tables import is_table_rule

STREAM_CHARACTERS = 9_000
"""Slack takes some 12,000 in all and then refuses every append (github.com/CopilotKit/CopilotKit/issues/6064)."""

ROOM_FOR_BLOCK = 6_000
"""A table or fence of which the end has not come yet begins a message of its own where less than this is left for it."""

MARGIN = 1_000
"""From here to the limit any proper place to go on elsewhere is taken; a sentence is hardly ever longer."""

_LONGEST_MARK = 40
_LONGEST_OPENING = 1_000
"""A longer first line of a fence, or head of a table, is not repeated."""

_SENTENCE_ENDS = re.compile(r"[.!?…。！？][\"'”’)\]*_]*(?:\s*\[[^\[\]\n]{1,80}\])*(?=\s|$)")


@dataclass(frozen=True)
class Place:
    """A place where a message may end: `closing` is added to it, and `opening` put before the next one's text.

    Both are empty at a `clean` place, and inside a long table or fence repair it: its mark, or the table's head.
    """

    at: int
    clean: bool = True
    paragraph: bool = False
    closing: str = ""
    opening: str = ""


def place_to_end(text: str, *, start: int, sent: int, opening: str, whole: bool, old: bool) -> Place | None:
    """Where in `text` the message ends that began at `start` behind `opening`; None while it goes on.

    `text[:sent]` was streamed already. `whole`: no more text will come. `old`: the message should end where it properly can.
    """
    room = STREAM_CHARACTERS - len(opening) - _LONGEST_MARK - 1
    last = start + room
    places = [place for place in _places(text, start, opening) if max(sent, start + 1) <= place.at]
    if len(text) > last:
        within = [place for place in places if place.at <= last]
        return _best(within, half=start + room // 2) or _hard(text, start, sent, last, opening)
    if whole:
        return None
    if old or len(text) > last - MARGIN:
        return _best([place for place in places if place.clean and place.at < len(text)], half=last)
    begin = _unfinished_block(text, start, opening)
    return next((place for place in places if place.at == begin and place.at > last - ROOM_FOR_BLOCK), None)


def resumes(text: str, place: Place) -> int:
    """Where the next message begins: behind the space at a proper place, but in code and tables behind one line end only."""
    rest = text[place.at :]
    skipped = rest.removeprefix("\n") if not place.clean else rest.lstrip("\n" if rest.startswith("\n") else " ")
    return len(text) - len(skipped)


def steady(text: str, *, start: int, opening: str) -> str:
    """The text so far without last lines that may turn out to be a table's head: a table has to begin in one message."""
    *before, last = _lines(text, start, opening)
    if last.fence or last.table or "|" not in last.text:
        return text
    may_be_rule = before and "|" in before[-1].text and not before[-1].fence and set(last.text) <= set("|:- \t")
    return text[: before[-1].at if may_be_rule else last.at].rstrip()


def completed(markdown: str) -> str:
    """The Markdown with its last fence closed."""
    *_, last = _lines(markdown, 0, "")
    return f"{markdown}\n{_mark(last.fence)}" if last.fence and not last.closes else markdown


@dataclass(frozen=True)
class _Line:
    """One line, from `at` to its line end at `end`, and the first lines of the `fence` or `table` that it stands in."""

    at: int
    end: int
    text: str
    fence: str = ""
    table: str = ""
    begins: bool = False
    """It is the first of its fence or table."""

    @property
    def closes(self) -> bool:
        """It is the last of its fence."""
        mark = _mark(self.fence)
        # In a list, all of a fence is indented.
        line = self.text.strip() if opened(mark) is None else self.text
        return bool(self.fence) and not self.begins and closes(line, mark.strip())


def _lines(text: str, start: int, opening: str) -> Iterator[_Line]:
    fence = opening if opened(opening.strip()) else ""
    table = "" if fence else opening
    position = start
    lines = text[start:].split("\n")
    for index, line in enumerate(lines):
        at, position = position, position + len(line) + 1
        following = lines[index + 1] if index + 1 < len(lines) else ""
        begins = False
        if fence:
            yield (inside := _Line(at, at + len(line), line, fence=fence))
            fence = "" if inside.closes else fence
            continue
        if opened(line.lstrip(" ")):
            fence, table, begins = line + "\n", "", True
        elif "|" not in line:
            table = ""
        elif not table and is_table_rule(following):
            table, begins = f"{line}\n{following}\n", True
        yield _Line(at, at + len(line), line, fence=fence, table=table, begins=begins)


def _places(text: str, start: int, opening: str) -> Iterator[Place]:
    before: _Line | None = None
    for line in _lines(text, start, opening):
        if before and (line.begins or (before.table and not line.table)):
            yield Place(line.at - 1, paragraph=True)
        before = line
        if line.fence and not line.begins:
            yield Place(line.end, paragraph=True) if line.closes else _inside(line, line.end)
        elif line.table and not line.begins and not is_table_rule(line.text):
            yield _inside(line, line.end)
        elif not line.fence and not line.table:
            yield from (Place(line.at + end) for end in _sentence_ends(line.text))
            # A last line with a bar may turn out to be a table's head.
            if line.end < len(text) and not ("|" in line.text and text.find("\n", line.end + 1) < 0):
                yield Place(line.end, paragraph=not line.text.strip())


def _sentence_ends(line: str) -> Iterator[int]:
    for match in _SENTENCE_ENDS.finditer(line):
        so_far = line[: match.end()]
        within = so_far.count("`") % 2 or so_far.count("**") % 2
        number_of_an_item = line[: match.start()].strip().isdigit()
        if not within and not number_of_an_item:
            yield match.end()


def _inside(line: _Line, at: int) -> Place:
    """A place within a fence or a table, which both messages then repair."""
    mark = _mark(line.fence) if line.fence else ""
    if len(mark) > _LONGEST_MARK:
        return Place(at, clean=False)
    opening = line.fence or line.table
    if len(opening) > _LONGEST_OPENING:
        opening = mark and mark + "\n"
    return Place(at, clean=False, closing=mark and "\n" + mark, opening=opening)


def _best(places: list[Place], *, half: int) -> Place | None:
    """The last clean place, at a paragraph's end where that leaves the message half full; else the last one at all."""
    return max(places, key=lambda place: (place.clean, place.paragraph and place.at >= half, place.at), default=None)


def _hard(text: str, start: int, sent: int, last: int, opening: str) -> Place:
    """For a line longer than a whole message: between two words, or just there."""
    space = text.rfind(" ", max(sent, start + 1), last)
    at = space if space > start else last
    return _inside(next(line for line in _lines(text, start, opening) if at <= line.end), at)


def _unfinished_block(text: str, start: int, opening: str) -> int | None:
    """Where the fence or table begins (before its line end) that the text ends in."""
    begin = None
    for line in _lines(text, start, opening):
        if line.begins:
            begin = line.at - 1
        if line.closes or not (line.fence or line.table):
            begin = None
    return begin


def _mark(fence: str) -> str:
    """What closes the fence with that first line, indented like it."""
    match = opened(fence.strip())
    return fence[: len(fence) - len(fence.lstrip(" "))] + (match["mark"] if match else "```")
