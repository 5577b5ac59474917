"""Whoever is told to stop does, whichever moment of a command it comes in."""

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.memory.server import open_redis
from bot.settings import Settings
from tests.memory.valkey import a_valkey

STEPS = 24
"""Of the event loop: more than a command takes until it waits for its reply."""


async def asked(redis: Redis, number: int) -> bytes | str | None:
    return await redis.get(f"number:{number}")


async def cancelled_at_each_step(redis: Redis) -> None:
    for number in range(STEPS + 1):
        await redis.set(f"number:{number}", number)
    for steps in range(STEPS):
        asking = asyncio.create_task(asked(redis, steps))
        for _ in range(steps):
            await asyncio.sleep(0)
        is_told = asking.cancel()
        await asyncio.wait({asking})
        assert asking.cancelled() or not is_told, f"told after {steps} steps, it went on"
        # Nobody takes the reply that another did not wait for.
        assert await asked(redis, steps + 1) == b"%d" % (steps + 1)


@pytest.mark.parametrize("is_embedded", [False, True])
async def test_who_is_told_to_stop_while_a_command_is_sent_does(tmp_path: Path, is_embedded: bool) -> None:
    async with a_valkey(tmp_path) as server:
        settings = Settings(redis_url=None if is_embedded else server.url, data_dir=tmp_path)
        async with open_redis(settings) as redis:
            await cancelled_at_each_step(redis)
