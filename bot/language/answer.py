"""An answer and its receipt: what was said, and exactly what was read to say it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.language.document import Link
from bot.language.ids import ChannelId, FileId, Ts

# docs.slack.dev/reference/methods/chat.getPermalink; a ts is ten digits, a point and six digits.
_PERMALINK = re.compile(r"/archives/(?P<channel>[CDG][A-Z0-9]+)/p(?P<seconds>[0-9]{10})(?P<micros>[0-9]{6})(?:[?#]|$)")


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens that one completion cost, as the API counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float = 0.0
    """What the API says that it charged, in US dollars; 0 where it does not say."""


@dataclass(frozen=True, kw_only=True)
class Locked:
    """A file that opens with a password only, and the message that asked about it."""

    file: FileId
    name: str
    asked: Ts


@dataclass(frozen=True, kw_only=True)
class ReceiptLine:
    """One file in the receipt: how much of it was read, or why it was not."""

    name: str
    outcome: str
    """`48 of 212 pages`, `1 image`, `not read: unsupported format`."""
    read: bool = True
    locked: Locked | None = None

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What an answer rests on. Every file of the thread stands here: none is ever ignored in silence."""

    lines: tuple[ReceiptLine, ...] = ()
    notes: tuple[str, ...] = ()
    """Whatever else the reader should know: messages left out, an earlier file used, a fallback model."""

    def __bool__(self) -> bool:
        return bool(self.lines or self.notes)

    def __str__(self) -> str:
        return " · ".join([*map(str, self.lines), *self.notes])


@dataclass(frozen=True, kw_only=True)
class Links:
    """The links that an answer may show."""

    bare: frozenset[str] = frozenset()
    """Those that stand in what was read: shown as they are, never behind other words."""
    footnotes: Mapping[str, Link] = field(default_factory=dict[str, Link])
    """By anchor, without its brackets: what `[m12]` in the text becomes."""


class Offer(StrEnum):
    """What can be had of an answer with one tap."""

    SHORTER = "shorter"
    LONGER = "longer"
    ACTIONS = "actions"
    TABLE = "table"
    TRANSLATED = "translated"
    AGAIN = "again"
    """The same question once more, answered afresh."""
    ASK = "ask"
    """A further question, typed into a form."""
    REST = "rest"
    """The answer once more, with what was not read yet."""
    SOURCES = "sources"
    """The passages on which it rests."""
    CSV = "csv"
    XLSX = "xlsx"
    """The tables in it, as files."""
    FEEDBACK = "feedback"
    """Whether it was of use."""


class Citation(BaseModel):
    """A place that an answer cites, and the passage there on which it rests."""

    model_config = ConfigDict(frozen=True)

    anchor: str
    """As it stands in the answer, without brackets: `p. 12` or, where several documents were read, `Q3.pdf, p. 12`."""
    source: str
    """The file's or the place's name."""
    quote: str = ""
    """The passage as the page has it; empty where the page is an image."""
    link: Link | None = None
    file: FileId | None = None
    """The file in which it stands, where it stands in one."""

    @property
    def message(self) -> tuple[ChannelId, Ts] | None:
        """The message in Slack on which it rests, where it is one: its permalink tells."""
        found = _PERMALINK.search(self.link.url) if self.link else None
        return (ChannelId(found["channel"]), Ts(f"{found['seconds']}.{found['micros']}")) if found else None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The whole answer as Markdown, with what a Reply needs to show it safely."""

    text: str
    receipt: Receipt = field(default_factory=Receipt)
    links: Links = field(default_factory=Links)
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    request_id: str = ""
    citations: tuple[Citation, ...] = ()
    """What it cites, in the order in which it does."""
    offers: frozenset[Offer] = frozenset()
