"""What stands in a thread while an answer is made: the session's state, a line like "… is reading Q3.pdf", or else a reaction.
With the session comes the conversation's title, once.

Best effort, never worth an error; but what was shown is taken away again, also what a worker that died had shown.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import LeaseLost, OutOfReach, SlackRefused, Surface
from bot.slack.attempt import Attempt
from bot.slack.client import NotSlack, Request, SlackUnavailable, repeatable
from bot.slack.refusals import Feature
from bot.slack.titles import title_of

STATUS_SECONDS = 2.0
"""A status that comes later than this has missed its moment; the answer does not wait for it."""

REFRESH_SECONDS = 60.0
"""Slack takes a status line away after two minutes (docs.slack.dev/reference/methods/assistant.threads.setStatus)."""

CLEAR_SECONDS = 30.0
"""How long a status that has to go is worth trying: unlike the line, a session at work ends only when it is told."""

CLEAR_PAUSE_SECONDS = 2.0

REACTION = "eyes"

_ALREADY_SO = frozenset({"already_reacted", "no_reaction"})
_STANDING = frozenset({Feature.SESSION, Feature.STATUS, Feature.REACTION})
"""What says that something is being done, and so has to go."""


class Status:
    """The status of a thread, shown anew every minute."""

    def __init__(self, attempt: Attempt) -> None:
        self._client = attempt.client
        self._question = attempt.question
        self._refusals = attempt.refusals
        self._titles = attempt.titles
        self._title: str | None = None
        """None until it is known whether the thread has one."""
        self._is_entitled = False
        self._check_lease = attempt.check_lease
        self._sleep = attempt.sleep
        self._pause = attempt.pause
        self._line = ""
        self._lit: set[Feature] = set()
        """What stands now, or may."""
        if not attempt.is_first:
            self._lit = {Feature.SESSION, Feature.STATUS, Feature.REACTION}
        self._processing = False
        self._calls = asyncio.Lock()
        self._refresher: asyncio.Task[None] | None = None

    async def show(self, line: str) -> bool:
        """Shows the mrkdwn line; False when the workspace refuses everything, so that it has to be shown another way."""
        self._line = line
        if self._refresher is None:
            self._refresher = asyncio.create_task(self._refresh())
            self._refresher.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await self._undisturbed(renew=False)

    def close(self) -> None:
        """Shows it no longer anew. What stands stays."""
        if self._refresher:
            self._refresher.cancel()

    async def end(self) -> None:
        """Takes away what may stand, unless the question is now another worker's."""
        self.close()
        try:
            await self._check_lease()
        except LeaseLost:
            return
        except OutOfReach:
            pass  # Whose it is can't be told; a status that stays on is worse than one that another has to show again.
        async with self._calls:
            await asyncio.gather(*(self._clear(feature) for feature in self._lit))
            self._lit.clear()

    async def _refresh(self) -> None:
        while True:
            await self._pause(REFRESH_SECONDS)
            await self._check_lease()
            await self._undisturbed(renew=True)

    async def _undisturbed(self, *, renew: bool) -> bool:
        """Lights it in a task of its own: a call cut off half-way (Stop) could reach Slack after the one that clears."""
        return await asyncio.shield(asyncio.create_task(self._light(renew=renew)))

    async def _light(self, *, renew: bool) -> bool:
        async with self._calls:
            session, line = await asyncio.gather(
                self._process(renew=renew), self._set(Feature.STATUS, self._set_line(self._line))
            )
            return session or line or await self._set(Feature.REACTION, self._add_reaction)

    async def _process(self, *, renew: bool) -> bool:
        """The session goes on processing until it is told otherwise: only its renewal says so twice."""
        if renew or not self._processing:
            if self._title is None:
                self._title = await self._wanted_title()
            self._processing = await self._set(Feature.SESSION, self._set_session("processing"))
            await self._entitle()
        return self._processing

    async def _wanted_title(self) -> str:
        """Nothing where the thread has a title: a person may have chosen it."""
        try:
            return "" if await self._titles.has_one(self._question.thread) else title_of(self._question)
        except OutOfReach:
            return ""

    async def _entitle(self) -> None:
        """A session has brought its title; where there are none, a direct message may still have one.

        Slack bridges the older method for now (docs.slack.dev/ai/agent-sessions).
        """
        if not self._title or self._is_entitled:
            return
        question = self._question
        is_told = self._processing
        if not is_told and question.surface is Surface.DIRECT:
            is_told = await self._set(Feature.TITLE, self._set_title)
        if is_told:
            self._is_entitled = True
            with suppress(OutOfReach):
                await self._titles.settle(question.thread)

    async def _set(self, feature: Feature, request: Request) -> bool:
        team = self._question.thread.team
        if self._refusals.stands(team, feature):
            return False
        stood = feature in self._lit
        if feature in _STANDING:
            self._lit.add(feature)
        try:
            async with asyncio.timeout(STATUS_SECONDS):
                await repeatable(request, patience=0.0)
        except (SlackRefused, NotSlack) as error:
            code = error.code if isinstance(error, SlackRefused) else error.detail
            if code in _ALREADY_SO:
                return True
            if not stood:
                self._lit.discard(feature)
            self._refusals.refused(team, feature, code)
            return False
        except (SlackUnavailable, TimeoutError):
            pass  # It may stand, or the next one will.
        return True

    async def _clear(self, feature: Feature) -> None:
        requests: Mapping[Feature, Request] = {
            Feature.SESSION: self._set_session("active"),
            Feature.STATUS: self._set_line(""),
            Feature.REACTION: self._remove_reaction,
        }
        with suppress(SlackRefused, TimeoutError):
            async with asyncio.timeout(CLEAR_SECONDS):
                while not await self._is_done(requests[feature]):
                    await self._sleep(CLEAR_PAUSE_SECONDS)

    async def _is_done(self, request: Request) -> bool:
        try:
            await repeatable(request, patience=CLEAR_SECONDS, sleep=self._sleep)
        except SlackUnavailable:
            return False
        return True

    def _set_session(self, status: str) -> Request:
        thread = self._question.thread
        return lambda: self._client.agents_sessions_setStatus(
            channel_id=thread.channel,
            thread_ts=thread.ts,
            status=status,
            title=self._title or None,
            initiator_user_id=self._question.asker,
        )

    def _set_line(self, line: str) -> Request:
        thread = self._question.thread
        return lambda: self._client.assistant_threads_setStatus(channel_id=thread.channel, thread_ts=thread.ts, status=line)

    def _set_title(self) -> Awaitable[AsyncSlackResponse]:
        thread = self._question.thread
        return self._client.assistant_threads_setTitle(channel_id=thread.channel, thread_ts=thread.ts, title=self._title or "")

    def _add_reaction(self) -> Awaitable[AsyncSlackResponse]:
        thread, ts = self._question.thread, self._question.message.ts
        return self._client.reactions_add(channel=thread.channel, timestamp=ts, name=REACTION)

    def _remove_reaction(self) -> Awaitable[AsyncSlackResponse]:
        thread, ts = self._question.thread, self._question.message.ts
        return self._client.reactions_remove(channel=thread.channel, timestamp=ts, name=REACTION)
