from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, FileId, FileRef, StoreUnavailable, TeamId, UserId
from bot.memory import keys
from bot.memory.retention import Retention
from bot.memory.whereabouts import LOOKED_AT_SECONDS, MOST_FILES, SHARED_SECONDS, LookedAt, Whereabouts
from tests.memory.build import TEAM, a_lost_redis, a_vault

ANN, BEA = UserId("U1"), UserId("U2")
FINANCE = LookedAt(channel=ChannelId("C1"), name="finance-secret")
LONG = 30 * 24 * 3600


def shared(name: str) -> FileRef:
    return FileRef.model_validate(
        {"id": f"F{name}", "name": f"{name}.pdf", "mimetype": "application/pdf", "url_private": "https://x"}
    )


async def test_the_channel_that_somebody_looks_at_is_theirs_and_kept_for_an_hour_at_most(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=LONG)
    await kept.look(TEAM, ANN, FINANCE, at="1.0")
    assert await kept.looked_at(TEAM, ANN) == FINANCE
    assert await kept.looked_at(TEAM, BEA) is None
    assert await kept.looked_at(TeamId("T2"), ANN) is None
    assert 0 < await redis.ttl(keys.looked_at(TEAM, ANN)) <= LOOKED_AT_SECONDS <= 3600
    await kept.look(TEAM, ANN, None, at="2.0")
    assert await kept.looked_at(TEAM, ANN) is None


async def test_a_workspace_that_keeps_context_for_less_keeps_this_for_no_longer(redis: Redis) -> None:
    retention = Retention(LONG)
    kept = Whereabouts(redis, a_vault(), ttl=retention)
    retention.choose(60)
    await kept.look(TEAM, ANN, FINANCE, at="1.0")
    await kept.share(TEAM, ANN, [shared("Q3")])
    for key in (keys.looked_at(TEAM, ANN), keys.shared_lately(TEAM, ANN), keys.shared_order(TEAM, ANN)):
        assert 0 < await redis.ttl(key) <= 60


async def test_of_two_channels_the_later_counts_however_late_the_other_comes(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=LONG)
    later = LookedAt(channel=ChannelId("C2"), name="later")
    assert await kept.look(TEAM, ANN, later, at="1700000002.000001")
    for looked in (FINANCE, None):
        assert not await kept.look(TEAM, ANN, looked, at="1700000001.999999")
    assert await kept.looked_at(TEAM, ANN) == later
    # Where Slack does not tell when, what comes last counts.
    assert await kept.look(TEAM, ANN, FINANCE, at="")
    assert await kept.looked_at(TEAM, ANN) == FINANCE
    assert not await kept.look(TEAM, ANN, later, at="1700000002.000000")


async def test_the_newest_files_are_kept_in_order_for_a_day_at_most(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=LONG)
    names = [f"{number}" for number in range(MOST_FILES + 2)]
    await kept.share(TEAM, ANN, [shared(name) for name in names[:3]])
    for name in names[3:]:
        await kept.share(TEAM, ANN, [shared(name)])
    found = await kept.shared(TEAM, ANN)
    assert [file.name for file in found] == [f"{name}.pdf" for name in names[2:]]
    assert all(file.url_private is None for file in found)
    assert 0 < await redis.ttl(keys.shared_lately(TEAM, ANN)) <= SHARED_SECONDS == 86_400
    assert await kept.shared(TEAM, BEA) == ()


async def test_a_file_that_is_shared_again_is_the_newest(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=LONG)
    for name in ("a", "b", "a"):
        await kept.share(TEAM, ANN, [shared(name)])
    assert [file.id for file in await kept.shared(TEAM, ANN)] == ["Fb", "Fa"]


async def test_a_file_that_is_gone_is_suggested_no_more(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=LONG)
    await kept.share(TEAM, ANN, [shared("a"), shared("b")])
    await kept.unshare(TEAM, ANN, [FileId("Fa")])
    await kept.unshare(TEAM, ANN, [])
    assert [file.id for file in await kept.shared(TEAM, ANN)] == ["Fb"]


async def test_nothing_of_it_can_be_read_in_redis_and_another_key_opens_none_of_it(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=LONG)
    await kept.look(TEAM, ANN, FINANCE, at="1.0")
    await kept.share(TEAM, ANN, [shared("plan")])
    assert b"finance" not in cast("bytes", await redis.hget(keys.looked_at(TEAM, ANN), "sealed"))
    values = cast("dict[bytes, bytes]", await redis.hgetall(keys.shared_lately(TEAM, ANN))).values()
    assert all(b"plan" not in value for value in values)
    others = Whereabouts(redis, a_vault("k2"), ttl=LONG)
    assert await others.looked_at(TEAM, ANN) is None
    assert await others.shared(TEAM, ANN) == ()


async def test_where_nothing_is_kept_this_is_not_either(redis: Redis) -> None:
    kept = Whereabouts(redis, a_vault(), ttl=0)
    await kept.look(TEAM, ANN, FINANCE, at="1.0")
    await kept.share(TEAM, ANN, [shared("a")])
    assert await redis.keys("*") == []


async def test_a_lost_store_is_told() -> None:
    kept = Whereabouts(a_lost_redis(), a_vault(), ttl=60)
    for call in (kept.look(TEAM, ANN, FINANCE, at="1.0"), kept.share(TEAM, ANN, [shared("a")]), kept.forget(TEAM, ANN)):
        with pytest.raises(StoreUnavailable):
            await call
