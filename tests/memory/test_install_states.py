import asyncio
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import StoreUnavailable
from bot.memory.install_states import STATE_SECONDS, InstallStates
from tests.memory.build import a_lost_redis, a_vault


async def test_a_state_is_good_once(redis: Redis) -> None:
    states = InstallStates(redis, a_vault())
    one, other = await states.async_issue(), await states.async_issue()
    assert one != other
    assert await states.async_consume(one)
    assert not await states.async_consume(one)
    assert await states.async_consume(other)


async def test_of_many_who_bring_a_state_at_once_one_is_let_in(redis: Redis) -> None:
    states = InstallStates(redis, a_vault())
    state = await states.async_issue()
    assert (await asyncio.gather(*(states.async_consume(state) for _ in range(8)))).count(True) == 1


@pytest.mark.parametrize(("asked", "most"), [(60, 60), (3_600, 300)])
async def test_a_state_is_good_for_five_minutes_at_most(redis: Redis, asked: int, most: int) -> None:
    await InstallStates(redis, a_vault(), seconds=asked).async_issue()
    (key,) = await redis.keys()
    assert 0 < await redis.ttl(key) <= most <= STATE_SECONDS


async def test_a_state_that_nobody_gave_out_is_refused(redis: Redis) -> None:
    states = InstallStates(redis, a_vault())
    state = await states.async_issue()
    assert not await states.async_consume("made-up")
    assert not await InstallStates(redis, a_vault("k2")).async_consume(state)


async def test_who_reads_redis_can_bring_back_no_state(redis: Redis) -> None:
    state = await InstallStates(redis, a_vault()).async_issue()
    (key,) = cast("list[bytes]", await redis.keys())
    assert state.encode() not in key + cast("bytes", await redis.get(key))


async def test_a_lost_store_is_told() -> None:
    states = InstallStates(a_lost_redis(), a_vault())
    for call in (states.async_issue(), states.async_consume("a")):
        with pytest.raises(StoreUnavailable):
            await call
