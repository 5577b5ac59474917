"""A card in a streamed message that says what is being done before there are words: which part of which file is read. Pure."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.language import phrases
from bot.slack.payloads import Payload
from bot.slack.safety import neutralise

TITLE_CHARACTERS = 150


@dataclass(frozen=True, kw_only=True)
class Card:
    """One task, as a chunk of a stream shows it (docs.slack.dev/reference/methods/chat.appendStream, `task_update`)."""

    title: str
    details: str
    line: str
    """The same in one line, for where there are no cards."""
    status: Literal["in_progress", "complete"] = "in_progress"

    @classmethod
    def of_part(cls, name: str, part: int, parts: int) -> "Card":
        """That this part of that many is being read."""
        title = _plain(phrases.CARD_READING.format(name=name))[:TITLE_CHARACTERS]
        return cls(
            title=title,
            details=phrases.CARD_PART.format(part=part, parts=parts),
            line=_plain(phrases.READING_PART.format(name=name, part=part, parts=parts)),
        )

    def chunk(self) -> Payload:
        """As Slack takes it. Cards of one title are one card, which changes."""
        return {
            "type": "task_update",
            "id": _name(self.title),
            "title": self.title,
            "status": self.status,
            "details": self.details,
        }


def _plain(text: str) -> str:
    return " ".join(neutralise(text, links=frozenset()).split())


def _name(title: str) -> str:
    return sha256(title.encode()).hexdigest()[:16]
