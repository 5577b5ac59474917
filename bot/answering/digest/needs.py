"""What reading long material needs from outside: somebody who completes, somewhere to keep results, somebody to tell."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.language import FileId, ThreadRef, Usage
from bot.model.wire import Message

Origins = frozenset[FileId | None]
"""The files that something is made of; None among them for what people said in Slack."""

Progress = Callable[[str, int, int], Awaitable[None]]
"""Told what is being read: the document's name, the number of its part, and how many parts it has."""


@dataclass(frozen=True, kw_only=True)
class Completion:
    """One whole answer of the model."""

    text: str
    model: str
    usage: Usage | None = None
    truncated: bool = False
    """It was cut at its `max_tokens`."""
    images_dropped: int = 0
    """Images that the model did not see: the last ones of the messages list."""


class Complete(Protocol):
    """One call of the model that is shown to nobody."""

    async def __call__(self, messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
        """Completes. Raises a `ModelError`, `OverLimit`, and `OutOfReach` where it keeps count and can't."""
        ...


class Digests(Protocol):
    """What was made of material in a thread before, so that nothing is paid for twice."""

    async def get(self, thread: ThreadRef, origins: Origins, key: str) -> str | None:
        """What was kept, or None. Raises `StoreUnavailable`."""
        ...

    async def put(self, thread: ThreadRef, origins: Origins, key: str, value: str) -> None:
        """Keeps a result of these origins in that thread, for as long as all of them may be kept. Raises `StoreUnavailable`."""
        ...


@dataclass(frozen=True, kw_only=True)
class ReadingBudget:
    """What one reading may cost: tokens of input and output together, and seconds. What was kept costs neither."""

    tokens: int
    seconds: float
