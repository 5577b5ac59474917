from redis.asyncio import Redis

from bot.language import TeamId, Ts, UserId
from bot.memory import keys, participation, presence
from bot.memory.asked import Asked
from bot.memory.participation import Participation
from bot.memory.presence import MOST_THREADS, Active, Presence
from bot.memory.threads import INDEX_SECONDS
from tests.memory.build import TEAM, a_thread

ANN = UserId("U1")


async def ask(
    redis: Redis, root: str, *, at: str = "", is_direct: bool = False, unless_muted: bool = False, ttl: int = 60
) -> bool:
    asked = Asked(redis, ttl=ttl)
    return await asked.note(a_thread(root), at=Ts(at or root), by=ANN, is_direct=is_direct, unless_muted=unless_muted)


async def test_footnote_takes_part_from_the_first_question_on(redis: Redis) -> None:
    asked = [await ask(redis, "100.000001", at=at) for at in ("100.000005", "100.000009")]
    assert asked == [True, True]
    took_part = Participation(redis).took_part
    assert not await took_part(a_thread("100.000001"), before=Ts("100.000005"))
    assert await took_part(a_thread("100.000001"), before=Ts("100.000006"))
    assert not await took_part(a_thread("200.000001"), before=Ts("300.000006"))


async def test_taking_part_is_remembered_for_90_days_after_the_last_question(redis: Redis) -> None:
    await ask(redis, "100.000001")
    await redis.expire(keys.took_part(a_thread("100.000001")), 5)
    await ask(redis, "100.000001")
    assert 5 < await redis.ttl(keys.took_part(a_thread("100.000001"))) <= participation.KEPT_SECONDS


async def test_nothing_is_noted_where_footnote_was_muted_unless_it_was_named(redis: Redis) -> None:
    await Participation(redis).mute(a_thread("100.000001"), at=Ts("100.000002"))
    before = await redis.dbsize()
    assert not await ask(redis, "100.000001", at="100.000003", unless_muted=True)
    assert await redis.dbsize() == before
    assert await ask(redis, "100.000001", at="100.000003", unless_muted=False)
    assert await ask(redis, "200.000001", unless_muted=True)


async def test_threads_are_active_since_something_was_last_asked_in_them(redis: Redis) -> None:
    await ask(redis, "100.000001")
    await ask(redis, "200.000001", is_direct=True)
    await ask(redis, "100.000001", at="300.000001")
    newest, older = Active(a_thread("100.000001"), is_direct=False), Active(a_thread("200.000001"), is_direct=True)
    active = Presence(redis).active
    assert await active(TEAM, since=0) == (newest, older)
    assert await active(TEAM, since=250) == (newest,)
    assert await active(TeamId("T2"), since=0) == ()
    assert 0 < await redis.ttl(keys.active(TEAM)) <= presence.KEPT_SECONDS


async def test_only_the_newest_threads_are_remembered(redis: Redis) -> None:
    for number in range(MOST_THREADS + 3):
        await ask(redis, f"{100 + number}.000001")
    active = await Presence(redis).active(TEAM, since=0)
    assert len(active) == MOST_THREADS
    assert active[-1].thread.ts == "103.000001"


async def test_it_is_known_where_somebody_asked_for_as_long_as_anything_may_be_kept_for_them(redis: Redis) -> None:
    await ask(redis, "100.000001")
    index = keys.wrote_in(TEAM, ANN)
    assert await redis.zrange(index, 0, -1) == [keys.place(a_thread("100.000001")).encode()]
    assert 0 < await redis.ttl(index) <= INDEX_SECONDS


async def test_where_nothing_is_kept_nobody_is_noted(redis: Redis) -> None:
    await ask(redis, "100.000001", ttl=0)
    assert not await redis.exists(keys.wrote_in(TEAM, ANN))
    assert await redis.exists(keys.took_part(a_thread("100.000001")))
