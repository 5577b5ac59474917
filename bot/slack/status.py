"""The line "… is reading Q3.pdf" under a thread (`assistant.threads.setStatus`): best effort, never worth an error."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused, TeamId, ThreadRef
from bot.slack.client import SlackUnavailable, repeatable

STATUS_SECONDS = 2.0
"""A status that comes later than this has missed its moment; the answer does not wait for it."""

REFUSAL_KEPT_SECONDS = 3600.0
"""A workspace whose plan or installation knows no status rarely learns it within the hour."""


class StatusRefusals:
    """Which workspaces refuse statuses, shared by all replies of a process; `clock` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: dict[TeamId, float] = {}

    def stands(self, team: TeamId) -> bool:
        """Whether that workspace refused a status within the last hour."""
        return self._until.get(team, 0.0) > self._clock()

    def remember(self, team: TeamId) -> None:
        """That workspace has just refused one."""
        self._until[team] = self._clock() + REFUSAL_KEPT_SECONDS


class StatusLine:
    """The status of one thread. Slack takes it away by itself when the bot posts, and after two minutes."""

    def __init__(self, client: AsyncWebClient, thread: ThreadRef, refusals: StatusRefusals) -> None:
        self._client = client
        self._thread = thread
        self._refusals = refusals
        self._lit = False

    @property
    def may_stand(self) -> bool:
        """Whether a status was shown that nothing has taken away yet."""
        return self._lit

    async def show(self, text: str) -> bool:
        """Shows the text; False when the workspace refuses statuses, so that it has to be shown another way."""
        if self._refusals.stands(self._thread.team):
            return False
        try:
            await self._set(text)
        except SlackRefused:
            self._refusals.remember(self._thread.team)
            return False
        except (SlackUnavailable, TimeoutError):
            pass
        self._lit = True
        return True

    def gone(self) -> None:
        """A message was posted, with which Slack has taken the status away."""
        self._lit = False

    async def clear(self) -> None:
        """Takes the status away."""
        with suppress(SlackRefused, SlackUnavailable, TimeoutError):
            await self._set("")
        self._lit = False

    async def _set(self, text: str) -> None:
        async with asyncio.timeout(STATUS_SECONDS):
            await repeatable(
                lambda: self._client.assistant_threads_setStatus(
                    channel_id=self._thread.channel, thread_ts=self._thread.ts, status=text
                ),
                patience=0.0,
            )
