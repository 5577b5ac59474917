from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from bot.language import StoreUnavailable
from bot.memory import keys
from bot.memory.cooldown import MOST_SECONDS, SharedCooldown
from tests.memory.build import a_lost_redis

URL = "https://api.example/v1"


async def test_whoever_is_told_to_wait_tells_the_others(redis: Redis) -> None:
    here, there = SharedCooldown(redis, base_url=URL), SharedCooldown(redis, base_url=URL)
    assert await there.remaining() == 0
    await here.begin(30)
    assert 29 < await there.remaining() <= 30


async def test_it_is_never_shortened_but_may_grow(redis: Redis) -> None:
    cooldown = SharedCooldown(redis, base_url=URL)
    await cooldown.begin(100)
    await cooldown.begin(1)
    assert 99 < await cooldown.remaining() <= 100
    await cooldown.begin(200)
    assert 199 < await cooldown.remaining() <= 200


@pytest.mark.parametrize("seconds", [MOST_SECONDS + 1, 24 * 3600.0, 1e30, float("inf")])
async def test_it_lasts_ten_minutes_at_most(redis: Redis, seconds: float) -> None:
    cooldown = SharedCooldown(redis, base_url=URL)
    await cooldown.begin(seconds)
    assert MOST_SECONDS - 1 < await cooldown.remaining() <= MOST_SECONDS


@pytest.mark.parametrize("seconds", [0, -5, 0.0001])
async def test_no_time_is_no_cooldown(redis: Redis, seconds: float) -> None:
    cooldown = SharedCooldown(redis, base_url=URL)
    await cooldown.begin(seconds)
    assert await cooldown.remaining() == 0
    assert await redis.dbsize() == 0


async def test_each_api_has_its_own_and_its_address_is_not_shown(redis: Redis) -> None:
    await SharedCooldown(redis, base_url=URL).begin(30)
    assert await SharedCooldown(redis, base_url="https://elsewhere.example/v1").remaining() == 0
    assert "example" not in keys.cooldown(URL)
    assert keys.cooldown(URL) == keys.cooldown(URL)


CALLS: list[Callable[[SharedCooldown], Awaitable[object]]] = [SharedCooldown.remaining, lambda cooldown: cooldown.begin(1)]


@pytest.mark.parametrize("call", CALLS)
async def test_without_redis_it_says_so(call: Callable[[SharedCooldown], Awaitable[object]]) -> None:
    redis = a_lost_redis()
    with pytest.raises(StoreUnavailable):
        await call(SharedCooldown(redis, base_url=URL))
    await redis.aclose()
