from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.participation import KEPT_SECONDS, Participation
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


async def test_a_thread_is_muted_until_it_is_unmuted(redis: Redis) -> None:
    participation = Participation(redis)
    await participation.mute(a_thread())
    assert await participation.muted(a_thread())
    assert not await participation.muted(a_thread(channel="C2"))
    assert 0 < await redis.ttl(keys.muted(a_thread())) <= KEPT_SECONDS
    await participation.unmute(a_thread())
    assert not await participation.muted(a_thread())


async def test_it_introduces_itself_once_in_each_place(redis: Redis) -> None:
    participation = Participation(redis)
    assert await participation.welcome(a_thread().team, "C1")
    assert not await participation.welcome(a_thread().team, "C1")
    assert await participation.welcome(a_thread().team, "C2")
