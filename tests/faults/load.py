"""People who ask, and the record of what they see: questions in, the bot's messages out, each with its moment."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.language import QuestionId
from bot.playground.deliveries import Delivery
from bot.playground.entities import ALEX, BOT_USER, SAM, YOU, Change, Message
from bot.playground.server import Playground
from bot.playground.stand_in import Exchange
from bot.slack.payloads import child, children, number, text_of
from bot.slack.traces import opaque
from tests.faults.ledger import BEGINNING, END, Asked, Place, Shown, Verdict, judge

PEOPLE = (YOU, ALEX, SAM)
CHANNELS = 10
SENTENCES = 6
"""Between the first and the last of an answer: enough for a stream of several appends."""

POLL_SECONDS = 0.05
_QUESTION = re.compile(r"\bQ(\d{5})\b")


@dataclass(kw_only=True)
class _Asking:
    number: int
    channel: str
    thread: str
    mark: str
    asked_at: float
    deliveries: list[Delivery]
    calls: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    """When the API was called for it, and by whom."""

    def caller(self, at: float) -> str | None:
        """Who had called last by then."""
        return next((who for when, who in reversed(self.calls) if when < at), None)


class Load:
    """Questions spread over `threads` threads in channels of their own."""

    def __init__(self, playground: Playground, *, threads: int, seed: int = 0) -> None:
        self._playground = playground
        self._threads = threads
        self._random = random.Random(seed)
        self._places: list[Place] = []
        self._askings: dict[int, _Asking] = {}
        self._history: list[Shown] = []
        self._settled: dict[str, float] = {}
        self.on_call: Callable[[int, str], None] | None = None
        """Hears of each call to the API: for which question, and by whom."""
        self._channels = [
            playground.workspace.add_channel(f"room-{n}", members={*PEOPLE, BOT_USER}).id for n in range(min(CHANNELS, threads))
        ]
        playground.workspace.subscribe(self._on_change)
        playground.stand_in.speaker = say
        playground.stand_in.listener = self._on_call

    async def ask(self, count: int, *, seconds: float, thread: Place | None = None, words: str = "what do you say?") -> list[int]:
        """Asks so many questions, spread evenly over that time, each in a thread by chance or in that one."""
        began = time.monotonic()
        numbers: list[int] = []
        for index in range(count):
            await asyncio.sleep(max(0.0, began + index * seconds / count - time.monotonic()))
            numbers.append(self._ask(thread, words))
        return numbers

    def ask_with_files(self, files: Sequence[str]) -> int:
        """Asks about files of the workspace, by id, in a thread of its own."""
        return self._ask((self._random.choice(self._channels), ""), "what does it say?", files)

    def place(self, number: int) -> Place:
        """The thread of a question."""
        asking = self._askings[number]
        return asking.channel, asking.thread

    def _ask(self, place: Place | None, words: str, files: Sequence[str] = ()) -> int:
        index = len(self._askings) + 1
        user = self._random.choice(PEOPLE)
        if place is None and len(self._places) >= self._threads:
            place = self._random.choice(self._places)
        channel, thread = place or (self._random.choice(self._channels), "")
        text = f"{self._playground.mention} Q{index:05}: {words}"
        at = time.monotonic()
        workspace = self._playground.workspace
        ts = workspace.post(channel=channel, user=user, text=text, thread_ts=thread or None, files=files).ts
        if not thread:
            self._places.append((channel, ts))
        # What the message became was recorded while it was said.
        deliveries = [found for found in self._playground.deliveries.records[-4:] if text_of(found.event, "ts") == ts]
        mark = opaque(QuestionId(f"{workspace.team}:{channel}:{ts}"))
        self._askings[index] = _Asking(
            number=index, channel=channel, thread=thread or ts, mark=mark, asked_at=at, deliveries=deliveries
        )
        return index

    async def settled(self, *, seconds: float, numbers: Sequence[int] = ()) -> bool:
        """Waits until each question (or those) was settled; False after `seconds`."""
        marks = {self._askings[one].mark for one in numbers or self._askings}
        deadline = time.monotonic() + seconds
        while not marks <= self._settled.keys():
            if time.monotonic() > deadline:
                return False
            await asyncio.sleep(POLL_SECONDS)
        return True

    # What is seen

    def verdict(self) -> Verdict:
        """What became of everything that was asked."""
        return judge([_asked(asking) for asking in self._askings.values()], self._history, working=self._working())

    def waits(self) -> list[float]:
        """Seconds from asking to the settled answer, of those that were settled."""
        return [self._settled[one.mark] - one.asked_at for one in self._askings.values() if one.mark in self._settled]

    def places(self) -> set[Place]:
        """The threads in which was asked."""
        return {(asking.channel, asking.thread) for asking in self._askings.values()}

    def words(self) -> list[str]:
        """Everything that the bot has ever shown."""
        return [shown.text for shown in self._history]

    def acks(self) -> list[float]:
        """Seconds from sending an event to its acknowledgement."""
        found = (delivery.ack_seconds for asking in self._askings.values() for delivery in asking.deliveries)
        return [seconds for seconds in found if seconds is not None]

    def acked_between(self, start: float, end: float) -> int:
        """Events that were acknowledged in that time."""
        found = (delivery.acked_at for asking in self._askings.values() for delivery in asking.deliveries)
        return sum(1 for at in found if at is not None and start < at < end)

    def claims(self, one: int) -> int:
        """How often the API was called for a question."""
        return len(self._askings[one].calls)

    def recoveries(self, stops: Sequence[tuple[float, str]]) -> list[float]:
        """Seconds from the last stop of a worker that was answering a question to its settled answer; `stops` name whom."""
        found: list[float] = []
        for asking in self._askings.values():
            end = self._settled.get(asking.mark)
            if end is None:
                continue
            hit = [at for at, name in stops if at < end and asking.caller(at) == name]
            if hit:
                found.append(end - max(hit))
        return found

    def _working(self) -> list[Place]:
        workspace = self._playground.workspace
        places = {place for place, status in workspace.statuses.items() if status}
        places |= {place for place, session in workspace.sessions.items() if session.status == "processing"}
        for channel in self._channels:
            for message in workspace.channel(channel).messages.values():
                if any(BOT_USER in reaction.users for reaction in message.reactions):
                    places.add((channel, message.ts))
        return sorted(places)

    def _on_change(self, change: Change) -> None:
        message = change.message if change.kind in ("message", "changed", "streamed") else None
        gone = change.previous if change.kind == "deleted" else None
        seen = message or gone
        if seen is None or seen.user != BOT_USER or seen.channel not in self._channels or seen.ephemeral_to:
            return
        shown = _shown(seen, at=time.monotonic(), is_gone=gone is not None or seen.deleted)
        self._history.append(shown)
        if shown.is_settled and shown.mark:
            self._settled.setdefault(shown.mark, shown.at)

    def _on_call(self, exchange: Exchange) -> None:
        asked = _QUESTION.findall(_last_words(exchange))
        if asked and (asking := self._askings.get(int(asked[-1]))):
            caller = exchange.headers.get("Authorization", "").removeprefix("Bearer ")
            asking.calls.append((exchange.at, caller))
            if self.on_call:
                self.on_call(asking.number, caller)


def say(messages: Sequence[tuple[str, str]]) -> str:
    """The stand-in's answer: it names the question that was asked last, at its beginning and its end."""
    asked = _QUESTION.findall(messages[-1][1])
    if not asked:
        return "I was asked nothing."
    which = int(asked[-1])
    middle = " ".join(f"This is sentence {n} of some words in between." for n in range(SENTENCES))
    return f"{BEGINNING.format(number=which)} {middle} {END.format(number=which)}"


def _last_words(exchange: Exchange) -> str:
    *_, last = children(exchange.body, "messages")
    return text_of(last, "content") or " ".join(text_of(part, "text") for part in children(last, "content"))


def _asked(asking: _Asking) -> Asked:
    sent = [delivery.sent_at for delivery in asking.deliveries if delivery.sent_at is not None]
    acked = [delivery.acked_at for delivery in asking.deliveries if delivery.acked_at is not None]
    return Asked(
        number=asking.number,
        channel=asking.channel,
        thread=asking.thread,
        mark=asking.mark,
        sent_at=min(sent, default=asking.asked_at),
        acked_at=min(acked, default=None),
    )


def _shown(message: Message, *, at: float, is_gone: bool) -> Shown:
    payload = child(message.metadata or {}, "event_payload")
    state = text_of(payload, "state")
    return Shown(
        at=at,
        channel=message.channel,
        thread=message.thread_ts or message.ts,
        ts=message.ts,
        text=message.text,
        mark=text_of(payload, "answer") or None,
        part=number(payload, "part"),
        state=state if state in ("growing", "final", "failed") else None,
        is_streaming=message.streaming == "in_progress",
        has_files=bool(message.files),
        is_gone=is_gone,
    )
