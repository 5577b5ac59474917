from typing import cast

from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from bot.memory.presence import GONE_SECONDS, KEPT_SECONDS, Presence

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


async def test_what_a_receiver_that_is_gone_has_not_heard_is_left_to_one_other(redis: Redis) -> None:
    presence = Presence(redis)
    now = (await presence.mark(TEAM, "one", missing_since=90.0)).now
    await redis.hset(keys.receiving(TEAM), "gone", f"{now - GONE_SECONDS - 1:.6f} 50.000000")
    await redis.hset(keys.receiving(TEAM), "gone too", f"{now - GONE_SECONDS - 1:.6f} 70.000000")
    assert (await presence.mark(TEAM, "two", missing_since=60.0)).left == 50.0
    assert (await presence.mark(TEAM, "one", missing_since=90.0)).left is None
    assert set(await presence.marks(TEAM)) == {"one", "two"}
    # It is two's from then on, also if that one goes before it marks itself again.
    await redis.hset(keys.receiving(TEAM), "two", f"{now - GONE_SECONDS - 1:.6f} " + await since(redis, "two"))
    assert (await presence.mark(TEAM, "three")).left == 50.0


async def test_a_receiver_that_goes_on_leaves_nothing(redis: Redis) -> None:
    presence = Presence(redis)
    now = (await presence.mark(TEAM, "one", missing_since=50.0)).now
    assert (await presence.mark(TEAM, "two")).left is None
    assert await since(redis, "one") == "50.000000"
    # Held up for a while, and there again.
    await redis.hset(keys.receiving(TEAM), "one", f"{now - GONE_SECONDS - 1:.6f} 50.000000")
    assert (await presence.mark(TEAM, "one")).left is None
    assert await since(redis, "one") == ""


async def since(redis: Redis, receiver: str) -> str:
    """Since when it has not heard everything, as it is kept."""
    mark = cast("bytes", await redis.hget(keys.receiving(TEAM), receiver))
    return mark.decode().partition(" ")[2]
