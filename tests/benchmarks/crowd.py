"""Many people of many workspaces on the stage: they ask at a steady rate, and it is counted what of that was answered, and how.

One bot serves them all: it has one token, and the events name the workspaces.
"""

import asyncio
import math
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.playground.deliveries import Delivery
from bot.playground.entities import BOT_USER, Message, User
from bot.playground.server import Playground
from tests.benchmarks.figures import Order, Sent

ANSWER = "The answer to number {number} begins here."
BETWEEN = "So it goes on."
END = "And here it ends."
_ASKED = re.compile(r"number (\d+)")
_ANSWERED = re.compile(ANSWER.format(number=r"(\d+)").replace(".", r"\."))

POLL_SECONDS = 0.1
"""How often it is looked whether all is done: each look goes through all threads."""


@dataclass(frozen=True)
class _Thread:
    channel: str
    user: str
    root: str | None = None


class Crowd:
    """`threads` threads, spread over `workspaces` workspaces; answers to them have two sentences and `sentences` between.

    Each thread has a channel of its own: Slack's pace is not measured.
    """

    def __init__(self, playground: Playground, *, threads: int, workspaces: int, sentences: int = 0) -> None:
        self._playground = playground
        self._asked = 0
        self._asked_in: list[list[int]] = [[] for _ in range(threads)]
        teams = [f"T0LOAD{number:05}" for number in range(workspaces)]
        people = [User(id=f"U0LOAD{number:05}", name="Robin", team=team) for number, team in enumerate(teams)]
        self._people = {person.id for person in people}
        workspace = playground.workspace
        workspace.users |= {person.id: person for person in people}
        self._threads = [
            _Thread(workspace.add_channel(f"load-{number}", members={person.id, BOT_USER}, team=person.team).id, person.id)
            for number, person in ((number, people[number % workspaces]) for number in range(threads))
        ]

        def answer(said: Sequence[tuple[str, str]]) -> str:
            _, asked = said[-1]
            return " ".join([ANSWER.format(number=_ASKED.findall(asked)[-1]), *[BETWEEN] * sentences, END])

        playground.stand_in.speaker = answer

    async def ask(self, count: int, *, seconds: float) -> float:
        """That many questions at a steady rate, one thread after the other, and around again. Returns the seconds it took.

        Nobody waits for an answer: where the bot falls behind, the questions keep coming.
        """
        began = time.monotonic()
        for turn in range(count):
            await asyncio.sleep(began + turn * seconds / count - time.monotonic())
            place = self._asked % len(self._threads)
            thread = self._threads[place]
            text = f"{self._playground.mention} what about number {self._asked}?"
            ts = await self._playground.say(text, channel=thread.channel, user=thread.user, thread_ts=thread.root)
            self._threads[place] = _Thread(thread.channel, thread.user, thread.root or ts)
            self._asked_in[place].append(self._asked)
            self._asked += 1
        return time.monotonic() - began

    async def acknowledged(self, *, patience: float) -> list[float]:
        """The seconds from sending to acknowledgement of all events of what was asked, once all have one, or time is over."""

        await until(lambda: all(record.acked_at is not None for record in self._events()), patience=patience)
        return [record.ack_seconds for record in self._events() if record.ack_seconds is not None]

    def sent(self) -> int:
        """How many events were sent of what was asked."""
        return len(self._events())

    def _events(self) -> list[Delivery]:
        """Those of what people wrote: Slack tells a bot of its own answers, too."""
        return [record for record in self._playground.deliveries.records if record.event.get("user") in self._people]

    async def answered(self, *, patience: float) -> Order:
        """What became of all questions, once each has an answer that is whole, or time is over."""
        await until(lambda: self._ended() >= self._asked, patience=patience)
        sent = self._sent_by_number()
        found = [
            Order.of(
                [sent[number] for number in asked],
                [int(number) for text in self._said(thread) for number in _ANSWERED.findall(text)],
            )
            for thread, asked in zip(self._threads, self._asked_in, strict=True)
        ]
        return sum(found, start=Order())

    def _sent_by_number(self) -> dict[int, Sent]:
        found = {number: Sent(number, math.inf, None) for number in range(self._asked)}
        for record in self._events():
            number = int(_ASKED.findall(str(record.event["text"]))[-1])
            if record.sent_at is not None:
                found[number] = Sent(number, record.sent_at, record.acked_at)
        return found

    def growing(self) -> int:
        """How many answers have begun and not ended."""
        texts = chain.from_iterable(self._said(thread) for thread in self._threads)
        return sum(bool(_ANSWERED.search(text)) and END not in text for text in texts)

    def _ended(self) -> int:
        return sum(END in text for thread in self._threads for text in self._said(thread))

    def _said(self, thread: _Thread) -> Sequence[str]:
        messages: Sequence[Message] = tuple(self._playground.workspace.channel(thread.channel).messages.values())
        return [message.text for message in messages if message.user == BOT_USER]


async def until(done: Callable[[], bool], *, patience: float) -> bool:
    """Waits until it is so, `patience` seconds at most. Whether it is."""
    deadline = time.monotonic() + patience
    while not (is_done := done()) and time.monotonic() < deadline:  # noqa: ASYNC110 - see POLL_SECONDS
        await asyncio.sleep(POLL_SECONDS)
    return is_done
