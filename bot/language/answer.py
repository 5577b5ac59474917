"""An answer and its receipt: what was said, and exactly what was read to say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.language.document import Link
from bot.language.ids import FileId, Ts


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens that one completion cost, as the API counted them."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


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


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The whole answer as Markdown, with what a Reply needs to show it safely."""

    text: str
    receipt: Receipt = field(default_factory=Receipt)
    links: Links = field(default_factory=Links)
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    request_id: str = ""
