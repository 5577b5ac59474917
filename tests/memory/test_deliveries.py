from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.deliveries import COMMAND, EVENTS, KEPT_SECONDS, KINDS, Arrivals, Deliveries
from bot.operations.doctor.slack import MANIFEST


async def test_the_last_of_each_kind_is_told_and_since_when_they_are_noted(redis: Redis) -> None:
    now = 1_000.0
    deliveries = Deliveries(redis, clock=lambda: now)
    assert await deliveries.arrivals() is None
    await deliveries.begin()
    assert await deliveries.arrivals() == Arrivals(since=1_000, last={})
    now = 1_060.0
    await deliveries.begin()
    await deliveries.note("app_mention")
    now = 1_120.0
    await deliveries.note("app_mention")
    await deliveries.note(COMMAND)
    assert await deliveries.arrivals() == Arrivals(since=1_000, last={"app_mention": 1_120, COMMAND: 1_120})
    assert 0 < await redis.ttl(keys.DELIVERIES) <= KEPT_SECONDS


async def test_what_is_none_of_the_kinds_is_not_noted(redis: Redis) -> None:
    deliveries = Deliveries(redis)
    for kind in ("", "since", "somebody's word", "T0123"):
        await deliveries.note(kind)
    assert await deliveries.arrivals() is None
    assert await redis.keys() == []


def test_the_kinds_are_those_of_the_manifest() -> None:
    import yaml

    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == EVENTS < KINDS
