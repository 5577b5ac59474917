from redis.asyncio import Redis

from bot.memory import Participation, keys
from bot.memory.participation import KEPT_SECONDS
from tests.memory.build import a_thread


async def test_a_thread_it_took_part_in_is_remembered_and_no_other(redis: Redis) -> None:
    participation = Participation(redis)
    assert not await participation.took_part(a_thread())
    await participation.take_part(a_thread())
    assert await participation.took_part(a_thread())
    assert not await participation.took_part(a_thread(channel="C2"))
    assert not await participation.took_part(a_thread(team="T2"))


async def test_it_is_remembered_for_90_days_after_the_last_time(redis: Redis) -> None:
    await Participation(redis).take_part(a_thread())
    await redis.expire(keys.took_part(a_thread()), 5)
    await Participation(redis).take_part(a_thread())
    assert 5 < await redis.ttl(keys.took_part(a_thread())) <= KEPT_SECONDS == 90 * 86_400
