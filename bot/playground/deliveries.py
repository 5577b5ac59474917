"""Events out to the bot: each change as Slack's events, sent, retried until acknowledged, and recorded.

How they travel is in `transports.py`.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from bot.playground.chances import Chances
from bot.playground.entities import Change, Payload
from bot.playground.payloads import envelope, events_of, of_enterprise
from bot.playground.workspace import Workspace

RETRY_DELAYS = (0.0, 60.0, 300.0)
"""Seconds before Slack's three retries (docs.slack.dev/apis/events-api)."""

KEPT_RECORDS = 20_000


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one attempt ended: acknowledged or not, why not in Slack's words, and whether the app asked for no retry.

    `answer` is what came with the acknowledgement, which Slack reads of commands only.
    """

    acked: bool
    reason: str = ""
    status: int | None = None
    no_retry: bool = False
    answer: Payload = field(default_factory=dict[str, object])


class Transport(Protocol):
    """Carries one body to the bot. `sent` is called at the moment at which it leaves."""

    async def send(self, body: Payload, *, attempt: int, reason: str, sent: Callable[[], None]) -> Outcome:
        """Sends the body and waits for the acknowledgement, as long as Slack does."""
        ...


@dataclass(kw_only=True)
class Attempt:
    """One sending: the first, a retry for `reason`, or one more although it was acknowledged. Times as in `Delivery`."""

    number: int
    reason: str
    sent_at: float | None = None
    ended_at: float | None = None
    outcome: Outcome | None = None


@dataclass(kw_only=True)
class Delivery:
    """The record of one event, interaction or command. Times are in seconds of `time.monotonic`."""

    body: Payload
    sent_at: float | None = None
    acked_at: float | None = None
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    attempts: list[Attempt] = field(default_factory=list[Attempt])

    @property
    def event(self) -> Payload:
        """The event inside the body; of an interaction or a command, nothing."""
        event = self.body.get("event", {})
        assert isinstance(event, dict)
        return event  # pyright: ignore[reportUnknownVariableType] - made by payloads.envelope, or by a test as such

    @property
    def ack_seconds(self) -> float | None:
        """From the first sending to the acknowledgement."""
        return None if self.sent_at is None or self.acked_at is None else self.acked_at - self.sent_at


class Deliveries:
    """Sends what happens in the workspace to the bot."""

    def __init__(
        self,
        workspace: Workspace,
        transport: Transport,
        *,
        base_url: str,
        retry_factor: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspace = workspace
        self._transport = transport
        self._base_url = base_url
        self._clock = clock
        self._delays = [delay * retry_factor for delay in RETRY_DELAYS]
        self._tasks: set[asyncio.Task[None]] = set()
        self.records: list[Delivery] = []
        self.mention_events: tuple[str, ...] = ("app_mention", "message")
        """The events that a mention in a channel becomes, in this order."""
        self.has_app = True
        """Where the app is not installed, it is told of nothing that happens."""
        self.enterprise: Payload | None = None
        """The organisation that has installed the app for its workspaces, by id and name."""
        self.repeats: Chances[float] = Chances("deliveries")
        """The share of events that come once more although they were acknowledged, and how many seconds later."""

    def on_change(self, change: Change) -> None:
        """Subscribed to the workspace: sends the events of a change."""
        if not self.has_app:
            return
        for event in events_of(self._workspace, change, base_url=self._base_url, mention_events=self.mention_events):
            self.deliver(event)

    def deliver(self, event: Payload) -> Delivery:
        """Sends an event, of any shape, in an envelope with an id of its own; retries go on in the background."""
        event_id = self._workspace.next_id("Ev")
        place = self._workspace.channels.get(str(event.get("channel")))
        is_shared, team = (place.is_ext_shared, place.team) if place else (False, self._workspace.team)
        now = self._workspace.now()
        return self.deliver_body(envelope(event, event_id=event_id, event_time=now, is_ext_shared=is_shared, team=team))

    def deliver_body(self, body: Payload) -> Delivery:
        """Sends a whole body as it is."""
        delivery = self._recorded(body)
        task = asyncio.create_task(self._send_until_acked(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def interact(self, payload: Payload) -> Delivery:
        """Sends an interaction or a command, once, and waits for its acknowledgement: Slack shows its failure, and no more."""
        delivery = self._recorded(payload)
        await self._attempt(delivery, number=0, reason="")
        return delivery

    async def redeliver(self, delivery: Delivery, *, reason: str = "http_timeout") -> Outcome:
        """Sends the same event once more, as Slack does when an acknowledgement was lost on the way."""
        return await self._attempt(delivery, number=max(1, len(delivery.outcomes)), reason=reason)

    async def settled(self) -> None:
        """Returns once nothing is under way and no retry is due any more."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def aclose(self) -> None:
        """Gives up on whatever is under way."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    def _recorded(self, body: Payload) -> Delivery:
        delivery = Delivery(body=body if self.enterprise is None else of_enterprise(body, self.enterprise))
        self.records.append(delivery)
        del self.records[:-KEPT_RECORDS]
        self._workspace.signal.fire()
        return delivery

    async def _send_until_acked(self, delivery: Delivery) -> None:
        outcome = await self._attempt(delivery, number=0, reason="")
        for number, delay in enumerate(self._delays, start=1):
            if outcome.acked or outcome.no_retry:
                break
            await asyncio.sleep(delay)
            outcome = await self._attempt(delivery, number=number, reason=outcome.reason)
        if outcome.acked and (later := self.repeats.draw()) is not None:
            await asyncio.sleep(later)
            await self.redeliver(delivery)

    async def _attempt(self, delivery: Delivery, *, number: int, reason: str) -> Outcome:
        attempt = Attempt(number=number, reason=reason)
        delivery.attempts.append(attempt)

        def sent() -> None:
            attempt.sent_at = self._clock()
            delivery.sent_at = delivery.sent_at or attempt.sent_at

        outcome = await self._transport.send(delivery.body, attempt=number, reason=reason, sent=sent)
        if outcome.acked and delivery.acked_at is None:
            delivery.acked_at = self._clock()
        attempt.ended_at, attempt.outcome = self._clock(), outcome
        delivery.outcomes.append(outcome)
        self._workspace.signal.fire()
        return outcome
