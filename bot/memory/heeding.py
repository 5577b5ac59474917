"""Connections that heed a cancellation which comes just as a command was sent.

redis-py sends by `asyncio.wait_for`. That swallows a cancellation in Python 3.11 where what it waits for is done in the same
moment (github.com/python/cpython/issues/86296, mended in 3.12): whoever is told to stop would go on, a loop for ever.
"""

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Any

from redis.asyncio.connection import AbstractConnection

if TYPE_CHECKING:
    _Base = AbstractConnection
else:
    _Base = object


class _Heeding(_Base):
    async def send_packed_command(self, command: Any, check_health: bool = True) -> None:  # noqa: ANN401 - theirs
        task = asyncio.current_task()
        before = task.cancelling() if task else 0
        await super().send_packed_command(command, check_health)
        if task and task.cancelling() > before:
            # Nobody will read the reply, and nobody else may take it for theirs.
            await self.disconnect(nowait=True)
            raise asyncio.CancelledError


@cache
def heeding(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """That kind of connection, but for this."""
    return type(kind.__name__, (_Heeding, kind), {})
