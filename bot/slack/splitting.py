"""Cuts a long text into messages, as a pure function: never inside a word, a link, a line of code or a table's row.

It takes Markdown and mrkdwn alike: a table is a table of Markdown, or the monospace block that stands for one.
"""

import re
from collections.abc import Iterator

from bot.slack.code import closes, opened
from bot.slack.tables import is_table_rule

MESSAGE_CHARACTERS = 3_500
"""One message's text, escapes counted. Slack refuses more than 4,000 in `chat.update`
(docs.slack.dev/reference/methods/chat.update); the rest is left for the receipt."""

_LONGEST_OPENING = 40
"""A fence's first line is repeated where the fence is cut; a longer one is code that someone wrote beside the mark."""

# Slack's `<address|label>` and its three escapes stay in one piece, even in a word longer than a message.
_WORD = re.compile(r"\s*(?:<[^<>\n]*>|\S)+|\s+")
_UNIT = re.compile(r"<[^<>\n]*>|&(?:amp|lt|gt);|.", re.DOTALL)
_DRAWN_RULE = re.compile(r"-+(?:  -+)+")


def split(text: str, limit: int = MESSAGE_CHARACTERS) -> list[str]:
    """The text in parts of at most `limit` characters (100 or more), cut between paragraphs, else lines, else words.

    A fence that is cut is closed, and opened again in the next part; a table that is cut has its head there again. Only a word
    longer than a whole part is cut itself.
    """
    splitter = _Splitter(limit)
    for line in text.split("\n"):
        splitter.add(line)
    return splitter.finish()


def shortened(text: str, limit: int) -> str:
    """The text in at most `limit` characters (101 or more), cut at a word and with its fences closed."""
    return text if len(text) <= limit else split(text, limit - 1)[0] + "…"


class _Splitter:
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._part: list[str] = []
        self._mark = ""
        """What closes the fence in which the next line stands, indented as its opening; nothing outside fences."""
        self._head: list[str] = []
        """The lines that a part begins with if it is cut here: a fence's first, a table's head."""
        self._body = 0
        """Where in the current part the lines behind the head begin."""
        self._repeated = 0
        """How many lines at the beginning of the part are there only because it was cut."""
        self._paragraph = 0
        """Where in the current part its last paragraph begins, fences counting as part of one."""

    def add(self, line: str) -> None:
        opening = None if self._mark else opened(line.lstrip())
        if opening and len(line) > _LONGEST_OPENING:
            self.add(opening["mark"])
            opening, line = None, line.lstrip().removeprefix(opening["mark"])
        self._leave_table(line)
        mark = line[: len(line) - len(line.lstrip())] + opening["mark"] if opening else self._mark
        if self._head and not mark and sum(len(held) + 1 for held in self._head) + len(line) > self._limit:
            self._head = []  # A row that has a part to itself.
        overhead = sum(len(held) + 1 for held in (*self._head, mark)) if mark or self._head else 0
        for piece in _pieces(line, max(self._limit - overhead, 1)):
            while len(self._part) > self._repeated and not self._fits(piece, mark):
                self._end_part()
            self._part.append(piece)
        if opening:
            self._mark, self._head, self._body = mark, [line], len(self._part)
        elif self._mark and self._closes(line):
            self._mark, self._head = "", []
        elif not line and not self._mark:
            self._paragraph = len(self._part)
        self._enter_table(line)

    def finish(self) -> list[str]:
        self._keep([*self._part, *self._closing])
        return self._parts

    @property
    def _closing(self) -> list[str]:
        return [self._mark] if self._mark else []

    def _closes(self, line: str) -> bool:
        mark = self._mark.strip()
        # In a list, all of a fence is indented.
        return closes(line.strip() if opened(self._mark) is None else line, mark)

    def _enter_table(self, line: str) -> None:
        """Remembers a table's head once its rule has come; unless it would fill a part by itself."""
        if self._mark:
            drawn = len(self._part) == self._body + 2 and _DRAWN_RULE.fullmatch(line)
            head = [*self._head, *self._part[-2:]] if drawn and len(self._head) == 1 else []
        else:
            written = not self._head and len(self._part) > 1 and "|" in self._part[-2] and is_table_rule(line)
            head = self._part[-2:] if written else []
        if head and sum(len(held) + 1 for held in head) * 3 <= self._limit:
            self._head, self._body = head, len(self._part)

    def _leave_table(self, line: str) -> None:
        if self._head and not self._mark and "|" not in line:
            self._head = []

    def _fits(self, line: str, mark: str) -> bool:
        closing = len(mark) + 1 if mark else 0
        return sum(len(held) + 1 for held in self._part) + len(line) + closing <= self._limit

    def _end_part(self) -> None:
        """Ends the part before its last paragraph where that leaves it at least half full, else right here."""
        whole = self._part[: self._paragraph]
        if sum(len(line) + 1 for line in whole) * 2 >= self._limit:
            self._keep(whole)
            self._part = self._part[self._paragraph :]
            self._body -= self._paragraph
            self._repeated = 0
        else:
            # A fence or a table of which nothing stands here yet moves on whole.
            nothing_yet = bool(self._head) and len(self._part) == self._body
            self._keep(self._part[: -len(self._head)] if nothing_yet else [*self._part, *self._closing])
            self._part = [*self._head]
            self._body = self._repeated = len(self._head)
        self._paragraph = 0

    def _keep(self, lines: list[str]) -> None:
        text = "\n".join(lines).strip("\n")
        if text.strip():
            self._parts.append(text)


def _pieces(line: str, room: int) -> Iterator[str]:
    """The line cut between words into pieces of at most `room` characters."""
    if len(line) <= room:
        yield line
        return
    piece = ""
    for word in _WORD.findall(line):
        if len(piece) + len(word) <= room:
            piece += word
            continue
        if piece:
            yield piece
        piece = ""
        for unit in _UNIT.findall(word.lstrip()) if len(word.lstrip()) > room else [word.lstrip()]:
            if len(piece) + len(unit) > room:
                yield piece
                piece = ""
            piece += unit if len(unit) <= room else unit[:room]
    if piece:
        yield piece
