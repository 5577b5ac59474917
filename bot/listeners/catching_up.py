"""Catches up: questions that came while no receiver could hear them are looked for in Slack, once somebody hears again.

Slack delivers again for some six minutes over HTTP, and promises nothing over Socket Mode. What is found is heard as if Slack
had delivered it, place by place; what was heard already is known by its id.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import uuid4

from bot.language import OutOfReach, TeamId, ThreadRef, Ts
from bot.listeners.routing import Me
from bot.memory.presence import Active, Presence
from bot.slack.client import SlackUnavailable, Sleep
from bot.slack.missed import Missed, Reading, has_replies
from bot.slack.payloads import Payload, text_of
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
"""Each costs a call of the 50 that Slack grants a minute (Tier 3), or of the one that it grants a distributed app outside of its
Marketplace (docs.slack.dev/apis/web-api/rate-limits)."""


@dataclass(kw_only=True)
class _Search:
    """What is still to be read of one gap, the next place first."""

    since: float
    """When the gap began; it had ended when the search was `begun`. Both in seconds of Redis' clock."""
    begun: float
    oldest: Ts
    places: deque[Reading] = field(default_factory=deque[Reading])
    threads: set[str] = field(default_factory=set[str])
    """Those that are read, or were."""
    heard: set[str] = field(default_factory=set[str])


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
        """When the gap began that is not being searched yet."""
        self._search: _Search | None = None
        """Stays until each of its places was heard, whatever fails meanwhile."""
        self._wait = 0.0
        """For how many seconds more Slack wants to be left alone."""

    async def run(self) -> None:
        """Until it is cancelled. Between two calls of Slack, and while it waits for the next, it goes on marking."""
        while True:
            if not await self._step():
                await self._sleep(BEAT_SECONDS)
                self._wait -= BEAT_SECONDS

    async def _step(self) -> bool:
        """One mark, and one page where something is missing. Whether the next step may follow at once."""
        try:
            if not await self._can_receive():
                return False
            now = await self._beat()
            return self._wait <= 0 and await self._read_on(now)
        except OutOfReach as error:
            self._wait = max(self._wait, error.retry_after or 0.0)
            log.warning("missed messages not looked for yet", error=type(error).__name__, detail=error.detail)
            return False

    async def _beat(self) -> float:
        if is_first := self._began == 0.0:
            self._found = await self._presence.marks(self._team)
        mark = await self._presence.mark(self._team, self._name, missing_since=self._unheard_since)
        if mark.left:
            self._missing_since = min(mark.left, self._missing_since or mark.left)
        if is_first:
            self._began = mark.now
            return mark.now
        if mark.before and mark.now - mark.before > ABSENT_SECONDS:
            self._missing_since = self._missing_since or mark.before
        if self._found is not None:
            await self._judge(mark.now)
        return mark.now

    @property
    def _unheard_since(self) -> float | None:
        """What another receiver has to go on with, should this one end now."""
        known = (self._missing_since, self._search and self._search.since, max((self._found or {}).values(), default=None))
        return min((since for since in known if since is not None), default=None)

    async def _judge(self, now: float) -> None:
        """Once every receiver that was there when this one began has had the time to say so again."""
        assert self._found is not None
        if now - self._began < SETTLED_SECONDS:
            return
        marks = await self._presence.marks(self._team)
        found, self._found = self._found, None
        if found and not any(marks.get(name, 0.0) > at for name, at in found.items()):
            absent_since = max(found.values())
            self._missing_since = min(absent_since, self._missing_since or absent_since)

    async def _read_on(self, now: float) -> bool:
        """Reads a page, and hears its place if it was the last one there. Whether there is more to do."""
        if self._search is None and self._missing_since is not None:
            self._search = await self._begin(self._missing_since, now=now)
            # What is missed from now on is searched after this.
            self._missing_since = None
        search = self._search
        if search is None:
            return False
        if not search.places or now - search.begun > LONGEST_SECONDS:
            return self._end(search)
        place = search.places[0]
        try:
            if not place.is_done:
                await place.read_on()
        except SlackUnavailable as error:
            if error.retry_after is None:
                # It may fail over this place alone.
                search.places.rotate(-1)
            raise
        if place.is_done:
            await self._hear_place(place, search)
        return True

    def _end(self, search: _Search) -> bool:
        """Nothing is left to read, or nothing of it is young enough by now. Whether anything was missed meanwhile."""
        log.info(
            "looked for missed messages",
            absent=round(search.begun - search.since),
            threads=len(search.threads),
            messages=len(search.heard),
            unread=len(search.places),
        )
        self._search = None
        return self._missing_since is not None

    async def _begin(self, since: float, *, now: float) -> _Search:
        """The places that were active; first those where somebody waits most likely.

        What is said to Footnote alone is always for it, in a thread that it takes part in mostly, in a channel seldom.
        """
        active = (await self._presence.active(self._team, since=since - ACTIVE_SECONDS))[:MOST_THREADS]
        oldest = Ts(f"{max(since - MARGIN_SECONDS, now - LONGEST_SECONDS):.6f}")
        search = _Search(since=since, begun=now, oldest=oldest)
        spoken_in = list(dict.fromkeys((place.thread.channel, place.is_direct) for place in active))[:MOST_CHANNELS]
        channels = [self._missed.in_channel(channel, since=oldest, is_direct=direct) for channel, direct in spoken_in]
        threads = self._threads(active, search)
        search.places.extend(place for place in (*channels, *threads) if place.is_direct)
        search.places.extend(place for place in (*threads, *channels) if not place.is_direct)
        return search

    def _threads(self, threads: Iterable[Active], search: _Search) -> list[Reading]:
        search.threads.update(active.thread.key for active in threads)
        return [self._missed.in_thread(active.thread, since=search.oldest, is_direct=active.is_direct) for active in threads]

    async def _hear_place(self, place: Reading, search: _Search) -> None:
        """Hears it in order, and is done with it; threads that began there are next. Raises `OutOfReach`, and goes on then."""
        begun = self._begun(place, search)
        read_apart = search.threads.union(new.thread.key for new in begun)
        for event in place.events:
            thread, ts = self._thread(place, event), text_of(event, "ts")
            # A reply that was also sent to the channel is heard in the order of its thread.
            if place.root is None and thread.ts != ts and thread.key in read_apart:
                continue
            # Roots stand in their channel and in their thread.
            if (said := f"{place.channel}:{ts}") in search.heard:
                continue
            await self._hear_event(event)
            search.heard.add(said)
        search.places.popleft()
        search.places.extendleft(reversed(self._threads(begun, search)))

    def _begun(self, place: Reading, search: _Search) -> list[Active]:
        if place.root is not None:
            return []
        begun = [Active(self._thread(place, event), place.is_direct) for event in place.events if has_replies(event)]
        new = [active for active in begun if active.thread.key not in search.threads]
        return new[: MOST_THREADS + MOST_CHANNELS - len(search.threads)]

    def _thread(self, place: Reading, event: Payload) -> ThreadRef:
        root = text_of(event, "thread_ts") or text_of(event, "ts")
        return ThreadRef(team=self._team, channel=place.channel, ts=Ts(root))

    async def _hear_event(self, event: Payload) -> None:
        try:
            await self._hear({"team_id": self._team, "event": event}, self._me)
        except OutOfReach:
            raise
        except Exception as error:  # noqa: BLE001 - one message that can't be heard must not keep the others from it
            log.error("missed message not heard", error=type(error).__name__)
