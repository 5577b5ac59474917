"""One answer put together from what the API sends, piece by piece: text out, reasoning held back. Pure, no I/O.

The small filters share one contract, that of httpx's decoders: `feed(text) -> str` gives what can be shown already; where
text is held that may be shown yet, `flush() -> str` gives it at the end.
"""

import re
from dataclasses import replace

from pydantic import ValidationError

from bot.language import Usage
from bot.model import failures
from bot.model.events import Restarted, TextDelta
from bot.model.response import Content, Reply

DONE = "[DONE]"

OPEN, CLOSE = "<think>", "</think>"
_TAG = re.compile(f"{OPEN}|{CLOSE}")

FINISHES = frozenset({"stop", "length"})
"""Reasons that leave a usable answer; `content_filter` is a refusal, any other a failure."""

LOOP_TIMES = 8
LOOP_CHARACTERS = 600
"""A stretch of this many characters that is one block, over and over, is a loop: tables and lists stay well below."""
_LONGEST_BLOCK = 400
_LOOK_EVERY = 200


class Thoughts:
    """Removes `<think>…</think>`, however it is split over chunks.

    A close without an open means that all before it was reasoning (the chat template may open the block itself): `orphans`
    counts these, and whoever showed the text before takes it back. What an unclosed block holds is never given out.
    """

    def __init__(self) -> None:
        self.orphans = 0
        self._held = ""
        self._inside = False

    def feed(self, text: str) -> str:
        """What can be shown; a tail that may yet become a tag is held."""
        self._held += text
        shown: list[str] = []
        while tag := _TAG.search(self._held):
            before, self._held = self._held[: tag.start()], self._held[tag.end() :]
            if not self._inside and tag[0] == CLOSE:
                self.orphans += 1
                shown.clear()
            elif not self._inside:
                shown.append(before)
            self._inside = tag[0] == OPEN
        held = _tag_begun(self._held)
        if not self._inside:
            shown.append(self._held[: len(self._held) - held])
        self._held = self._held[len(self._held) - held :]
        return "".join(shown)

    def flush(self) -> str:
        """The tail that did not become a tag."""
        held, self._held = self._held, ""
        return "" if self._inside else held


def _tag_begun(text: str) -> int:
    """The length of the tail that is the beginning of a tag."""
    start = text.rfind("<", -(len(CLOSE) - 1))
    tail = text[start:] if start >= 0 else ""
    return len(tail) if tail and (OPEN.startswith(tail) or CLOSE.startswith(tail)) else 0


class Edges:
    """Removes white space at both ends of the answer."""

    def __init__(self) -> None:
        self._begun = False
        self._held = ""

    def feed(self, text: str) -> str:
        """The text up to its last word; white space after it is held until more comes."""
        text = self._held + text
        shown = text.rstrip()
        self._held = text[len(shown) :]
        if not self._begun:
            shown = shown.lstrip()
            self._begun = bool(shown)
        return shown


class Repetition:
    """Passes text through, and sees when a small model has fallen into a loop."""

    def __init__(self) -> None:
        self.looping = False
        self._tail = ""
        self._unseen = 0

    def feed(self, text: str) -> str:
        """The same text; `looping` turns true once its end is one block over and over."""
        self._tail = (self._tail + text)[-LOOP_TIMES * _LONGEST_BLOCK :]
        self._unseen += len(text)
        if self._unseen >= _LOOK_EVERY:
            self._unseen = 0
            self.looping = self.looping or _loops(self._tail)
        return text


def _loops(text: str) -> bool:
    for block in range(1, _LONGEST_BLOCK + 1):
        length = max(LOOP_TIMES * block, LOOP_CHARACTERS)
        stretch = text[-length:]
        if len(stretch) == length and stretch[block:] == stretch[:-block]:
            return True
    return False


class Assembly:
    """One answer in the making: takes the data of each server-sent event, or one whole JSON answer.

    `finish_reason` and `usage` fill in as they arrive. Raises `failures.Failed` when the answer can't be used.
    """

    def __init__(self) -> None:
        self.finish_reason = ""
        self.usage: Usage | None = None
        self.done = False
        """Whether `[DONE]` came: nothing more follows."""
        self._thoughts = Thoughts()
        self._edges = Edges()
        self._repetition = Repetition()
        self._shown = False
        self._refused = False

    @property
    def finished(self) -> bool:
        """Whether the API has said that the answer is complete; its usage may still follow."""
        return self.done or bool(self.finish_reason)

    def feed(self, data: str) -> tuple[bool, list[TextDelta | Restarted]]:
        """Takes one event's data: whether it was progress (keep-alives are not), and what to yield."""
        if data.strip() == DONE:
            self.done = True
            return True, []
        if not data.strip():
            return False, []
        try:
            reply = Reply.model_validate_json(data)
        except ValidationError:
            raise failures.broken("malformed chunk") from None
        return self._take(reply)

    def feed_whole(self, body: bytes) -> list[TextDelta | Restarted]:
        """Takes an answer that was not streamed."""
        try:
            reply = Reply.model_validate_json(body)
        except ValidationError:
            raise failures.broken("malformed body") from None
        _, events = self._take(reply)
        self.done = True
        return events

    def end(self) -> list[TextDelta | Restarted]:
        """The last text. Raises `Failed` when the answer is truncated, refused, empty or of an unknown ending."""
        if not self.finished:
            raise failures.broken("stream ended without a finish reason")
        reason = self.finish_reason or "stop"
        if reason == "content_filter":
            raise failures.refused("finish reason content_filter")
        if reason not in FINISHES:
            raise failures.broken("finish reason error" if reason == "error" else "unknown finish reason")
        events = self._show(self._thoughts.flush())
        if not self._shown and self._refused:
            raise failures.refused("the model declined")
        if not self._shown:
            raise failures.empty(starved=reason == "length")
        self.finish_reason = reason
        return events

    def _take(self, reply: Reply) -> tuple[bool, list[TextDelta | Restarted]]:
        if problem := reply.problem:
            raise failures.inside(problem)
        if reply.usage:
            self.usage = replace(reply.usage.usage, dollars=self.usage.dollars if self.usage else 0.0)
        if reply.dollars:
            self.usage = replace(self.usage or Usage(), dollars=reply.dollars)
        events: list[TextDelta | Restarted] = []
        progress = reply.usage is not None
        for choice in reply.choices[:1]:
            for piece in (choice.delta, choice.message):
                progress |= bool(piece.content or piece.refusal or piece.thought)
                events += self._take_content(piece)
            # Some providers send the finish twice; the first one counts.
            self.finish_reason = self.finish_reason or choice.finish_reason
            progress |= bool(choice.finish_reason)
        return progress, events

    def _take_content(self, piece: Content) -> list[TextDelta | Restarted]:
        self._refused |= bool(piece.refusal)
        orphans = self._thoughts.orphans
        text = self._thoughts.feed(piece.content)
        if self._thoughts.orphans == orphans:
            return self._show(text)
        # What was shown so far was reasoning: it is taken back, and the answer begins here.
        taken_back: list[TextDelta | Restarted] = [Restarted()] if self._shown else []
        self._edges, self._repetition, self._shown = Edges(), Repetition(), False
        return taken_back + self._show(text)

    def _show(self, text: str) -> list[TextDelta | Restarted]:
        shown = self._repetition.feed(self._edges.feed(text))
        if self._repetition.looping:
            raise failures.loop()
        if not shown:
            return []
        self._shown = True
        return [TextDelta(shown)]
