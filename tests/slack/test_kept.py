"""Keeping what was looked up: once for all who ask, for as long as told, and no failure."""

import asyncio

import pytest

from bot.slack.kept import Kept
from tests.slack.test_people import Clock


class Source:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False
        self.clock: Clock | None = None

    async def find(self, key: str) -> tuple[int, float]:
        self.asked.append(key)
        await asyncio.sleep(0)
        if self.clock:
            self.clock.now += 5
        if self.fails:
            raise ValueError(key)
        return len(self.asked), 10.0


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(source: Source, clock: Clock) -> Kept[str, int]:
    return Kept(source.find, most=2, clock=clock)


async def test_a_value_is_found_once_for_all_who_ask(kept: Kept[str, int], source: Source) -> None:
    assert await asyncio.gather(kept.get("a"), kept.get("a"), kept.anew("a")) == [1, 1, 1]
    assert await kept.get("a") == 1
    assert await kept.anew("a") == 2
    assert await kept.get("a") == 2


async def test_a_value_is_as_old_as_its_question(kept: Kept[str, int], source: Source, clock: Clock) -> None:
    source.clock = clock
    await kept.get("a")
    clock.now = 9.9
    assert await kept.get("a") == 1
    clock.now = 10.0
    assert await kept.get("a") == 2


async def test_a_failure_is_raised_for_all_who_ask_and_not_kept(kept: Kept[str, int], source: Source) -> None:
    source.fails = True
    failed = await asyncio.gather(kept.get("a"), kept.get("a"), return_exceptions=True)
    assert [type(error) for error in failed] == [ValueError, ValueError]
    assert source.asked == ["a"]
    source.fails = False
    assert await kept.get("a") == 2


async def test_only_the_newest_are_kept(kept: Kept[str, int], source: Source) -> None:
    for key in ("a", "b", "a", "c", "a", "b"):
        await kept.get(key)
    assert source.asked == ["a", "b", "c", "b"]
