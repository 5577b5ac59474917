import asyncio

import pytest

from bot.operations import process
from bot.operations.process import beside


async def test_what_runs_beside_ends_with_the_block_even_if_it_misses_being_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "AGAIN_SECONDS", 0.01)
    told = 0

    async def misses_one() -> None:
        nonlocal told
        while told < 2:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                told += 1

    async with beside(misses_one()):
        await asyncio.sleep(0)
    assert told == 2


async def test_what_ended_by_itself_holds_up_nobody() -> None:
    ended = asyncio.Event()

    async def short() -> None:
        ended.set()

    async with beside(short()):
        await ended.wait()
