"""The chunks of one reading on their way: waiting, in flight, read or given up. It calls nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.digest.chunks import Chunk, Estimate, halves
from bot.answering.digest.facts import Fact
from bot.answering.digest.mapping import Outcome
from bot.answering.digest.result import Piece
from bot.language import Page


@dataclass(eq=False)
class Part:
    """A chunk, or a piece of one that was too much for one answer. Settled once it has facts or a reason."""

    number: int
    """The number of the chunk, counted from 0."""
    chunk: Chunk
    is_begun: bool = False
    facts: tuple[Fact, ...] | None = None
    reason: str | None = None
    unseen: tuple[Page, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens with it."""
        return self.facts is not None or self.reason is not None


class Parts:
    """All of them, in reading order."""

    def __init__(self, chunks: Sequence[Chunk], *, count: Estimate) -> None:
        self._parts = [[Part(number, chunk)] for number, chunk in enumerate(chunks)]
        self._count = count

    def __iter__(self) -> Iterator[Part]:
        return (part for pieces in self._parts for part in pieces)

    def waiting(self) -> Part | None:
        """The next one to be read."""
        return next((part for part in self if not part.is_begun and not part.is_settled), None)

    def take(self, part: Part, outcome: Outcome) -> None:
        """What became of a part; where it was too much for one answer, its halves wait in its place."""
        if outcome.is_split and self.split(part):
            return
        part.facts, part.unseen = outcome.facts, outcome.unseen

    def split(self, part: Part) -> list[Part]:
        """Puts two halves in the place of a part, and returns them; none where it can't be cut any further."""
        pieces = self._parts[part.number]
        two = [Part(part.number, half) for half in halves(part.chunk, count=self._count)]
        at = pieces.index(part)
        pieces[at : at + 1] = two or [part]
        return two

    def give_up_waiting(self, reason: str) -> list[Part]:
        """Settles all that still wait, and returns them."""
        waiting = [part for part in self if not part.is_begun and not part.is_settled]
        for part in waiting:
            part.reason = reason
        return waiting

    def facts(self, number: int) -> tuple[Fact, ...] | None:
        """What one chunk says; None until all of it is settled."""
        pieces = self._parts[number]
        if not all(part.is_settled for part in pieces):
            return None
        return tuple(fact for part in pieces for fact in part.facts or ())

    def where(self, part: Part) -> tuple[str, int, int]:
        """The name of its document, its number there, counted from 1, and how many its document has."""
        source = part.chunk.source
        siblings = [number for number, pieces in enumerate(self._parts) if pieces[0].chunk.source == source]
        return part.chunk.document.name, siblings.index(part.number) + 1, len(siblings)

    def pieces(self) -> tuple[Piece, ...]:
        """All of them, as they ended."""
        return tuple(Piece(chunk=part.chunk, facts=part.facts, reason=part.reason, unseen=part.unseen) for part in self)
