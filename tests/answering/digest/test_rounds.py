"""How long a reading takes, counted in rounds: where every call takes the same time, all that are in flight end at once."""

import asyncio
from collections.abc import Sequence
from math import ceil

import pytest

from bot.answering.digest.digest import Digest
from bot.answering.digest.needs import Completion
from bot.model.wire import Message
from bot.telemetry import Telemetry
from tests.answering.digest.build import AMPLE, SEED, THREAD, Model, Shelf, a_document, filler, one_page_each, quietly

SLOWEST = 1.25
"""Times the critical path: all maps, as many at once as there may be, and one merge after them for each level."""

SETTLE = 50
"""Turns of the loop in which everything that can begin has begun: nothing here waits for anything but calls."""


class Rounds:
    """Calls that wait until all that can be in flight is, and then end together."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._waiting: list[asyncio.Event] = []
        self.in_flight: list[int] = []
        """For each round, how many calls it held."""

    async def __call__(self, messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
        done = asyncio.Event()
        self._waiting.append(done)
        await done.wait()
        return await self._model(messages, request_id=request_id, max_tokens=max_tokens)

    async def play(self, reading: "asyncio.Task[object]") -> None:
        """Ends round after round until the reading is done."""
        while True:
            for _ in range(SETTLE):
                await asyncio.sleep(0)
            if reading.done():
                return
            self.in_flight.append(len(self._waiting))
            waiting, self._waiting = self._waiting, []
            assert waiting, "nothing is in flight, and the reading is not done"
            for done in waiting:
                done.set()


FACTS = [
    f"Hall {1000 + number} holds {2000 + number} valves; {filler(60, seed=number)}".replace("\n", " ") for number in range(40)
]


def merged(text: str) -> str:
    """Each fact, and half of its words."""
    lines, place = list[str](), ""
    for line in text.splitlines():
        if line.startswith("[") and line.endswith("]"):
            place = line
        elif line.startswith("| ") and place:
            lines.append(f"- {' '.join(line[2:].split()[:30])} {place}")
    return "\n".join(lines)


def answers(text: str) -> str:
    if "List the facts above again" in text:
        return merged(text)
    return "\n".join(f"- {line[2:]} [p. 1]" for line in text.splitlines() if line.startswith("| "))


@pytest.mark.parametrize(
    ("parts", "at_once", "target", "levels"),
    [(1, 4, 12_000, 0), (9, 4, 12_000, 0), (40, 4, 12_000, 0), (40, 16, 12_000, 0), (34, 4, 2_500, 1), (40, 8, 2_800, 1)],
)
async def test_a_reading_takes_hardly_longer_than_its_critical_path(parts: int, at_once: int, target: int, levels: int) -> None:
    model = Model(answers)
    rounds = Rounds(model)
    reading = Digest(complete=rounds, digests=Shelf(), model="m", at_once=at_once, telemetry=Telemetry(), target=target)
    task = asyncio.create_task(
        reading.run(one_page_each(a_document(*FACTS[:parts])), about="", thread=THREAD, seed=SEED, budget=AMPLE, progress=quietly)
    )
    await rounds.play(task)
    digested = await task
    assert len(model.maps) == parts
    assert bool(model.merges) == bool(levels)
    assert digested.left_out == 0
    critical_path = ceil(parts / at_once) + levels
    print(f"{parts} parts, {at_once} at once: {len(rounds.in_flight)} rounds beside {critical_path}")
    assert len(rounds.in_flight) <= SLOWEST * critical_path
    assert max(rounds.in_flight) <= at_once


async def test_merging_begins_while_parts_are_still_being_read() -> None:
    model = Model(answers)
    rounds = Rounds(model)
    reading = Digest(complete=rounds, digests=Shelf(), model="m", at_once=4, telemetry=Telemetry(), target=2_500)
    parts = one_page_each(a_document(*FACTS[:34]))
    task = asyncio.create_task(reading.run(parts, about="", thread=THREAD, seed=SEED, budget=AMPLE, progress=quietly))
    await rounds.play(task)
    await task
    first_merge = model.prompts.index(model.merges[0])
    assert first_merge < model.prompts.index(model.maps[-1])
