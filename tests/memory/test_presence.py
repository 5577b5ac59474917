from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from bot.memory.presence import KEPT_SECONDS, Presence

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
