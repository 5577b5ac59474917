"""Cuts a long mrkdwn text into messages, as a pure function: never inside a word, a link, or a line of code (or a table)."""

import re
from collections.abc import Iterator

MESSAGE_CHARACTERS = 3_500
"""One message's text, escapes counted. Slack refuses more than 4,000 in `chat.update`
(docs.slack.dev/reference/methods/chat.update); the rest is left for the receipt."""

_FENCE = "```"
_LONGEST_OPENING = 40
"""A fence's first line is repeated where the fence is cut; a longer one is code that someone wrote beside the mark."""

# Slack's `<address|label>` and its three escapes stay in one piece, even in a word longer than a message.
_WORD = re.compile(r"\s*(?:<[^<>\n]*>|\S)+|\s+")
_UNIT = re.compile(r"<[^<>\n]*>|&(?:amp|lt|gt);|.", re.DOTALL)


def split(text: str, limit: int = MESSAGE_CHARACTERS) -> list[str]:
    """The text in parts of at most `limit` characters (100 or more), cut between paragraphs, else lines, else words.

    A fence that is cut is closed, and opened again in the next part. Only a word longer than a whole part is cut itself.
    """
    splitter = _Splitter(limit)
    for line in text.split("\n"):
        splitter.add(line)
    return splitter.finish()


class _Splitter:
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[str] = []
        self._part: list[str] = []
        self._opening = ""
        """The line that opened the fence in which the next line stands; nothing outside fences."""
        self._paragraph = 0
        """Where in the current part its last paragraph begins, fences counting as part of one."""

    def add(self, line: str) -> None:
        mark = line.startswith(_FENCE) and line.count(_FENCE) == 1
        if mark and len(line) > _LONGEST_OPENING:
            self.add(_FENCE)
            line, mark = line.removeprefix(_FENCE), False
        room = self._limit - (len(self._opening) + len(_FENCE) + 2 if self._opening else 0)
        for piece in _pieces(line, room):
            while len(self._part) > bool(self._opening) and not self._fits(piece, fenced=mark or bool(self._opening)):
                self._end_part()
            self._part.append(piece)
        if mark:
            self._opening = "" if self._opening else line
        elif not line and not self._opening:
            self._paragraph = len(self._part)

    def finish(self) -> list[str]:
        self._paragraph = 0
        self._end_part()
        return self._parts

    def _fits(self, line: str, *, fenced: bool) -> bool:
        closing = len(_FENCE) + 1 if fenced else 0
        return sum(len(held) + 1 for held in self._part) + len(line) + closing <= self._limit

    def _end_part(self) -> None:
        """Ends the part before its last paragraph where that leaves it at least half full, else right here."""
        whole = self._part[: self._paragraph]
        if sum(len(line) + 1 for line in whole) * 2 >= self._limit:
            self._keep(whole)
            self._part = self._part[self._paragraph :]
        elif not self._opening:
            self._keep(self._part)
            self._part = []
        else:
            # A fence of which nothing stands here yet moves on whole.
            self._keep(self._part[:-1] if self._part[-1] == self._opening else [*self._part, _FENCE])
            self._part = [self._opening]
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
