"""Schedules of channels: sealed, one for each channel, changed by several at once without loss, and gone when switched off."""

import asyncio
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, Schedule, StoreUnavailable, TeamId, UserId
from bot.memory import keys
from bot.memory.schedules import Schedules
from tests.language.test_schedule import a_schedule
from tests.memory.build import TEAM, a_lost_redis, a_vault

HERE, THERE = ChannelId("C1"), ChannelId("C2")
ANN, BEA = UserId("U1"), UserId("U2")


@pytest.fixture
def schedules(redis: Redis) -> Schedules:
    return Schedules(redis, a_vault())


async def keep(schedules: Schedules, schedule: Schedule) -> None:
    await schedules.change(schedule.team, schedule.channel, lambda _: schedule)


async def test_one_schedule_of_each_channel_is_kept_sealed(schedules: Schedules, redis: Redis) -> None:
    first, other = a_schedule(), a_schedule(channel=THERE, place="#board")
    await keep(schedules, a_schedule(zone="UTC"))
    await keep(schedules, first)
    await keep(schedules, other)
    await keep(schedules, a_schedule(team=TeamId("T2")))
    assert await schedules.of(TEAM, HERE) == first
    assert sorted(await schedules.all(TEAM), key=lambda kept: kept.channel) == [first, other]
    kept = cast("bytes", await redis.get(keys.schedule(TEAM, THERE)))
    assert b"board" not in kept
    assert await redis.ttl(keys.schedule(TEAM, THERE)) == -1


async def test_what_is_switched_off_is_gone(schedules: Schedules, redis: Redis) -> None:
    assert await schedules.change(TEAM, HERE, lambda _: None) == (None, None)
    await keep(schedules, a_schedule())
    assert await schedules.change(TEAM, HERE, lambda _: None) == (a_schedule(), None)
    assert await schedules.of(TEAM, HERE) is None
    assert await schedules.all(TEAM) == []
    assert await redis.keys("schedule*") == []


async def test_of_changes_at_once_none_is_lost(schedules: Schedules) -> None:
    await keep(schedules, a_schedule())

    def later(found: Schedule | None) -> Schedule | None:
        return found and found.model_copy(update={"handled": found.handled + 1})

    await asyncio.gather(*(schedules.change(TEAM, HERE, later) for _ in range(8)))
    kept = await schedules.of(TEAM, HERE)
    assert kept
    assert kept.handled == 8


async def test_a_change_that_changes_nothing_writes_nothing(schedules: Schedules, redis: Redis) -> None:
    await keep(schedules, a_schedule())
    before = await redis.get(keys.schedule(TEAM, HERE))
    assert await schedules.change(TEAM, HERE, lambda found: found) == (a_schedule(), a_schedule())
    assert await redis.get(keys.schedule(TEAM, HERE)) == before


async def test_what_can_not_be_read_any_more_counts_as_none_and_can_be_replaced(schedules: Schedules, redis: Redis) -> None:
    for unreadable in (Schedules(redis, a_vault()), None):
        if unreadable:
            await keep(unreadable, a_schedule())
        else:
            await redis.set(keys.schedule(TEAM, HERE), b"of another version")
        assert await schedules.of(TEAM, HERE) is None
        assert await schedules.all(TEAM) == []
        await schedules.change(TEAM, HERE, lambda found: found)
        assert await redis.keys("schedule*") == []
        await keep(schedules, a_schedule())
        assert await schedules.of(TEAM, HERE) == a_schedule()


async def test_a_persons_name_is_forgotten_and_what_they_set_goes_on(schedules: Schedules) -> None:
    await keep(schedules, a_schedule(setter=ANN))
    await keep(schedules, a_schedule(channel=THERE, setter=BEA))
    assert await schedules.forget_person(TEAM, ANN) == 1
    assert await schedules.forget_person(TEAM, ANN) == 0
    assert await schedules.of(TEAM, HERE) == a_schedule(setter=None)
    assert await schedules.of(TEAM, THERE) == a_schedule(channel=THERE, setter=BEA)


async def test_the_time_is_that_of_redis(schedules: Schedules, redis: Redis) -> None:
    before = (await redis.time())[0]
    assert before <= await schedules.now() <= (await redis.time())[0] + 1


async def test_a_lost_store_is_told() -> None:
    schedules = Schedules(a_lost_redis(), a_vault())
    calls = (
        schedules.of(TEAM, HERE),
        schedules.all(TEAM),
        schedules.change(TEAM, HERE, lambda found: found),
        schedules.forget_person(TEAM, ANN),
        schedules.now(),
    )
    for call in calls:
        with pytest.raises(StoreUnavailable):
            await call
