"""Values that were looked up: kept for a while in this process, and found once for all who ask meanwhile.

It does not know what they are.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The newest `most` values. `find` gives a value and for how many seconds it may be kept; what it raises is not kept."""

    def __init__(self, find: Callable[[Key], Awaitable[tuple[Value, float]]], *, most: int, clock: Callable[[], float]) -> None:
        self._find = find
        self._most = most
        self._clock = clock
        self._values: OrderedDict[Key, tuple[float, Value]] = OrderedDict()
        self._running: dict[Key, asyncio.Task[Value]] = {}

    async def get(self, key: Key) -> Value:
        """The value that is kept, or else a new one. Raises what `find` raises."""
        kept = self._values.get(key)
        if kept and kept[0] > self._clock():
            self._values.move_to_end(key)
            return kept[1]
        return await self.anew(key)

    async def anew(self, key: Key) -> Value:
        """A new value, whatever is kept."""
        running = self._running.get(key)
        if running is None:
            running = asyncio.create_task(self._look_up(key))
            self._running[key] = running
        # Whoever asked first may be cancelled; the others still wait for the same answer.
        return await asyncio.shield(running)

    async def _look_up(self, key: Key) -> Value:
        # It is as old as the question, not as the answer.
        asked_at = self._clock()
        try:
            value, seconds = await self._find(key)
        finally:
            del self._running[key]
        self._values[key] = (asked_at + seconds, value)
        self._values.move_to_end(key)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return value
