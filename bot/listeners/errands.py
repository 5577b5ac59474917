"""Small calls to Slack that nobody waits for: they run after Slack was acknowledged, and their failure is only logged."""

import asyncio
from collections.abc import Coroutine

from bot.language import FootnoteError
from bot.telemetry import log

END_SECONDS = 2.0


class Errands:
    """Runs errands in the background and holds on to them until they are done."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, errand: Coroutine[object, object, None]) -> None:
        """Starts one."""
        task = asyncio.create_task(errand)
        self._under_way.add(task)
        task.add_done_callback(self._done)

    async def aclose(self) -> None:
        """Waits for those under way, for a moment."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=END_SECONDS)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if task.cancelled() or not (error := task.exception()):
            return
        detail = error.detail if isinstance(error, FootnoteError) else ""
        log.warning("errand failed", error=type(error).__name__, detail=detail)
