"""The last look: taken after a while, once, and harmless where it fails or nobody is left to take it."""

import asyncio

from bot.language import LeaseLost
from bot.slack.client import SlackUnavailable
from bot.slack.last_looks import LAST_LOOK_SECONDS, LastLooks


async def test_a_look_is_taken_once_its_time_has_come() -> None:
    slept: list[float] = []
    taken = asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def look() -> None:
        taken.set()

    LastLooks(sleep=sleep).take(look)
    await asyncio.wait_for(taken.wait(), 5)
    assert slept == [LAST_LOOK_SECONDS]


async def test_a_look_that_fails_keeps_no_other_from_being_taken() -> None:
    taken = asyncio.Event()

    async def sleep(_: float) -> None: ...

    async def fail() -> None:
        raise SlackUnavailable(detail="timeout")

    async def come_too_late() -> None:
        raise LeaseLost

    async def look() -> None:
        taken.set()

    looks = LastLooks(sleep=sleep)
    looks.take(fail)
    looks.take(come_too_late)
    looks.take(look)
    await asyncio.wait_for(taken.wait(), 5)


async def test_whoever_ends_first_takes_none() -> None:
    taken: list[bool] = []

    async def look() -> None:
        taken.append(True)

    looks = LastLooks()
    looks.take(look)
    await looks.aclose()
    assert not taken
