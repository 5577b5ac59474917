from redis.asyncio import Redis

from bot.language import TeamId, Ts
from bot.memory import keys
from bot.memory.presence import KEPT_SECONDS, MOST_THREADS, Active, Presence
from tests.memory.build import a_thread

TEAM = TeamId("T1")


async def test_a_mark_tells_when_anybody_received_before(redis: Redis) -> None:
    presence = Presence(redis)
    first = await presence.mark(TEAM, "one")
    second = await presence.mark(TEAM, "two")
    assert first.before is None
    assert second.before == first.now <= second.now
    assert await presence.marks(TEAM) == {"one": first.now, "two": second.now}
    assert (await presence.mark(TeamId("T2"), "one")).before is None


async def test_receivers_that_are_long_gone_are_forgotten(redis: Redis) -> None:
    presence = Presence(redis)
    await redis.hset(keys.receiving(TEAM), mapping={"old": "5.0"})
    assert (await presence.mark(TEAM, "one")).before == 5.0
    assert set(await presence.marks(TEAM)) == {"one"}
    assert 0 < await redis.ttl(keys.receiving(TEAM)) <= KEPT_SECONDS


async def test_threads_are_active_since_something_was_last_asked_in_them(redis: Redis) -> None:
    presence = Presence(redis)
    await presence.note(a_thread("100.000001"), at=Ts("100.000001"), is_direct=False)
    await presence.note(a_thread("200.000001"), at=Ts("200.000001"), is_direct=True)
    await presence.note(a_thread("100.000001"), at=Ts("300.000001"), is_direct=False)
    newest, older = Active(a_thread("100.000001"), is_direct=False), Active(a_thread("200.000001"), is_direct=True)
    assert await presence.active(TEAM, since=0) == (newest, older)
    assert await presence.active(TEAM, since=250) == (newest,)
    assert await presence.active(TeamId("T2"), since=0) == ()
    assert 0 < await redis.ttl(keys.active(TEAM)) <= KEPT_SECONDS


async def test_only_the_newest_threads_are_remembered(redis: Redis) -> None:
    presence = Presence(redis)
    for number in range(MOST_THREADS + 3):
        await presence.note(a_thread(f"{100 + number}.000001"), at=Ts(f"{100 + number}.000001"), is_direct=False)
    active = await presence.active(TEAM, since=0)
    assert len(active) == MOST_THREADS
    assert active[-1].thread.ts == "103.000001"
