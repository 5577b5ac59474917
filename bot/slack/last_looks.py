"""A last look at answers of which a call may still be on its way: Slack can carry one out long after its caller gave up.

Best effort: a process that ends first takes no last look.
"""

import asyncio
from contextlib import suppress

from bot.language import FootnoteError, LeaseLost
from bot.slack.attempt import Look
from bot.slack.client import Sleep
from bot.telemetry import log

LAST_LOOK_SECONDS = 30.0
"""Twice as long as a call to Slack may take: what has not been carried out by then is not carried out any more."""


class LastLooks:
    """Holds on to them until they were taken. `sleep` takes seconds."""

    def __init__(self, *, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._waiting: set[asyncio.Task[None]] = set()

    def take(self, look: Look) -> None:
        """Calls it after a while; that it fails is only logged."""
        task = asyncio.create_task(self._take(look))
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def aclose(self) -> None:
        """Lets go of those that were not taken yet."""
        for task in self._waiting:
            task.cancel()
        if self._waiting:
            await asyncio.wait(self._waiting)

    async def _take(self, look: Look) -> None:
        await self._sleep(LAST_LOOK_SECONDS)
        try:
            # Its question is over by now, and nobody's: what may be cleaned up without it, is.
            with suppress(LeaseLost):
                await look()
        except FootnoteError as error:
            log.warning("last look failed", error=type(error).__name__, detail=error.detail)
