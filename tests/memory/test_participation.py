from redis.asyncio import Redis

from bot.language import Ts, UserId
from bot.memory import keys
from bot.memory.asked import Asked
from bot.memory.participation import KEPT_SECONDS, Participation
from tests.memory.build import a_thread


async def muted(redis: Redis, *, channel: str = "C1") -> bool:
    """Whether something that is asked there without a mention goes unheard."""
    asked = Asked(redis, ttl=60)
    return not await asked.note(a_thread(channel=channel), at=Ts("9.0"), by=UserId("U1"), is_direct=False, unless_muted=True)


async def test_a_thread_it_took_part_in_is_remembered_and_no_other(redis: Redis) -> None:
    participation = Participation(redis)
    assert not await participation.took_part(a_thread(), before=Ts("6.0"))
    await participation.take_part(a_thread(), at=Ts("5.0"))
    assert await participation.took_part(a_thread(), before=Ts("6.0"))
    assert not await participation.took_part(a_thread(channel="C2"), before=Ts("6.0"))
    assert not await participation.took_part(a_thread(team="T2"), before=Ts("6.0"))


async def test_what_was_said_before_it_took_part_was_not_said_to_it(redis: Redis) -> None:
    participation = Participation(redis)
    await participation.take_part(a_thread(), at=Ts("5.0"))
    await participation.take_part(a_thread(), at=Ts("9.0"))
    assert not await participation.took_part(a_thread(), before=Ts("4.0"))
    assert await participation.took_part(a_thread(), before=Ts("6.0"))
    assert await participation.took_part(a_thread(), before=Ts("10.0"))


async def test_it_is_remembered_for_90_days_after_the_last_time(redis: Redis) -> None:
    await Participation(redis).take_part(a_thread(), at=Ts("5.0"))
    await redis.expire(keys.took_part(a_thread()), 5)
    await Participation(redis).take_part(a_thread(), at=Ts("5.0"))
    assert 5 < await redis.ttl(keys.took_part(a_thread())) <= KEPT_SECONDS == 90 * 86_400


async def test_a_thread_is_muted_until_it_is_unmuted(redis: Redis) -> None:
    participation = Participation(redis)
    assert await participation.mute(a_thread(), at=Ts("2.0"))
    assert await muted(redis)
    assert not await muted(redis, channel="C2")
    assert 0 < await redis.ttl(keys.muted(a_thread())) <= KEPT_SECONDS
    assert await participation.unmute(a_thread(), at=Ts("3.0"))
    assert not await muted(redis)


async def test_of_mute_and_unmute_the_newest_counts_however_late_the_others_come(redis: Redis) -> None:
    participation = Participation(redis)
    assert await participation.unmute(a_thread(), at=Ts("3.0"))
    for at in ("2.0", "3.0"):
        assert not await participation.mute(a_thread(), at=Ts(at))
    assert not await muted(redis)


async def test_it_introduces_itself_once_in_each_place(redis: Redis) -> None:
    participation = Participation(redis)
    assert await participation.welcome(a_thread().team, "C1")
    assert not await participation.welcome(a_thread().team, "C1")
    assert await participation.welcome(a_thread().team, "C2")


async def test_an_introduction_that_could_not_be_made_may_be_made_later(redis: Redis) -> None:
    participation = Participation(redis)
    assert await participation.welcome(a_thread().team, "C1")
    await participation.not_welcomed(a_thread().team, "C1")
    assert await participation.welcome(a_thread().team, "C1")
