"""What ends by itself: a status that nobody cleared, and a stream that has lived too long."""

import asyncio

from bot.playground.entities import Change
from bot.playground.streams import Streams
from bot.playground.workspace import Workspace

EXPIRY_DELAY_SECONDS = 0.02
STATUS_SECONDS = 120.0
"""After so long Slack clears a status that nobody cleared (docs.slack.dev/reference/methods/assistant.threads.setStatus)."""


class Timers:
    """Hears of changes, as a subscriber of the workspace, and comes back to them in time."""

    def __init__(self, workspace: Workspace, streams: Streams) -> None:
        self._workspace = workspace
        self._streams = streams
        self._statuses: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._ends: set[asyncio.TimerHandle] = set()

    def on_change(self, change: Change) -> None:
        """Sets a timer where the change needs one."""
        if change.kind == "status":
            self._time_status(change)
        elif change.kind == "message" and change.message is not None and change.message.streaming is not None:
            self._time_stream()

    def cancel(self) -> None:
        """Lets nothing end any more."""
        for timer in (*self._statuses.values(), *self._ends):
            timer.cancel()

    def _time_status(self, change: Change) -> None:
        key = (change.channel, change.thread_ts)
        if timer := self._statuses.pop(key, None):
            timer.cancel()
        if change.status:
            clear = lambda: self._workspace.set_status(channel=key[0], thread_ts=key[1], status="")  # noqa: E731
            self._statuses[key] = asyncio.get_running_loop().call_later(STATUS_SECONDS, clear)

    def _time_stream(self) -> None:
        def expire() -> None:
            self._ends.discard(timer)
            self._streams.expire()

        # A moment later than the stream's end, which is told by another clock.
        timer = asyncio.get_running_loop().call_later(self._streams.seconds + EXPIRY_DELAY_SECONDS, expire)
        self._ends.add(timer)
