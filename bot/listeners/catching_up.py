"""Catches up: questions that came while no receiver could hear them are looked for in Slack, once somebody hears again.

Slack delivers again for some six minutes over HTTP, and promises nothing over Socket Mode. What is found is heard as if Slack
had delivered it; what was heard already is known by its id.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from uuid import uuid4

from bot.language import OutOfReach, TeamId, ThreadRef, Ts
from bot.listeners.routing import Me
from bot.memory.presence import Active, Presence
from bot.slack.client import Sleep
from bot.slack.missed import Missed, has_replies
from bot.slack.payloads import Payload, text_of
from bot.slack.times import moment
from bot.telemetry import log

BEAT_SECONDS = 3.0
ABSENT_SECONDS = 3 * BEAT_SECONDS
"""Nobody could receive when no mark is younger than this."""

SETTLED_SECONDS = 2 * BEAT_SECONDS
"""A receiver that was there before has marked itself again by then."""

MARGIN_SECONDS = 15.0
"""What came shortly before the last mark may not have been stored any more: a mark is made every few seconds only."""

LONGEST_SECONDS = 3600.0
"""Who asked longer ago than this has found another way."""

ACTIVE_SECONDS = 1800.0
"""Threads in which something was asked so long before are looked at, and their channels."""

MOST_THREADS = 40
MOST_CHANNELS = 20
"""Each costs a call of the 50 that Slack grants a minute (Tier 3, docs.slack.dev/apis/web-api/rate-limits)."""


class CatchingUp:
    """Notes, for as long as it runs, that this process receives; and looks for what was missed when nobody had.

    `hear` is given what was missed as deliveries of Slack's; `can_receive` says whether those reach this process now.
    """

    def __init__(
        self,
        *,
        team: TeamId,
        me: Me,
        presence: Presence,
        missed: Missed,
        hear: Callable[[Payload, Me], Awaitable[None]],
        can_receive: Callable[[], Awaitable[bool]],
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._team = team
        self._me = me
        self._presence = presence
        self._missed = missed
        self._hear = hear
        self._can_receive = can_receive
        self._sleep = sleep
        self._name = uuid4().hex
        self._found: Mapping[str, float] | None = None
        """The marks that stood when this process began to receive, until it is known whether any of them goes on."""
        self._began = 0.0
        self._missing_since: float | None = None
        """Set until everything since then was looked at."""

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            try:
                if await self._can_receive():
                    await self._beat()
            except OutOfReach as error:
                log.warning("missed messages not looked for yet", error=type(error).__name__, detail=error.detail)
            await self._sleep(BEAT_SECONDS)

    async def _beat(self) -> None:
        found = await self._presence.marks(self._team) if self._began == 0.0 else None
        mark = await self._presence.mark(self._team, self._name)
        if found is not None:
            self._found, self._began = found, mark.now
        elif self._found is not None:
            await self._judge(mark.now)
        elif mark.before and mark.now - mark.before > ABSENT_SECONDS:
            self._missing_since = self._missing_since or mark.before
        if self._missing_since is not None:
            await self._catch_up(self._missing_since, now=mark.now)
            self._missing_since = None
            # Nobody was absent while this one was looking.
            await self._presence.mark(self._team, self._name)

    async def _judge(self, now: float) -> None:
        """Once every receiver that was there when this one began has had the time to say so again."""
        assert self._found is not None
        if now - self._began < SETTLED_SECONDS:
            return
        found, self._found = self._found, None
        marks = await self._presence.marks(self._team)
        if found and not any(marks.get(name, 0.0) > at for name, at in found.items()):
            self._missing_since = max(found.values())

    async def _catch_up(self, since: float, *, now: float) -> None:
        """Hears what was said since then in the places that were active. Raises `OutOfReach`; may be repeated."""
        oldest = Ts(f"{max(since - MARGIN_SECONDS, now - LONGEST_SECONDS):.6f}")
        threads = list((await self._presence.active(self._team, since=since - ACTIVE_SECONDS))[:MOST_THREADS])
        said: dict[str, Payload] = {}
        channels = dict.fromkeys((place.thread.channel, place.is_direct) for place in threads)
        for channel, is_direct in list(channels)[:MOST_CHANNELS]:
            for event in await self._missed.in_channel(channel, since=oldest, is_direct=is_direct):
                begun = Active(ThreadRef(team=self._team, channel=channel, ts=Ts(text_of(event, "ts"))), is_direct)
                said[begun.thread.key] = event
                if has_replies(event) and begun not in threads:
                    threads.append(begun)
        for place in threads[: MOST_THREADS + MOST_CHANNELS]:
            for event in await self._missed.in_thread(place.thread, since=oldest, is_direct=place.is_direct):
                said[f"{place.thread.key}:{text_of(event, 'ts')}"] = event
        for event in sorted(said.values(), key=lambda event: moment(Ts(text_of(event, "ts")))):
            try:
                await self._hear({"team_id": self._team, "event": event}, self._me)
            except OutOfReach:
                raise
            except Exception as error:  # noqa: BLE001 - one message that can't be heard must not keep the others from it
                log.error("missed message not heard", error=type(error).__name__)
        log.info("looked for missed messages", absent=round(now - since), threads=len(threads), messages=len(said))
