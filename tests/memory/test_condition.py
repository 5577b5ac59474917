"""A server's condition as it tells it itself."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import StoreUnavailable
from bot.memory.condition import Condition, examine, round_trip
from tests.memory.build import a_lost_redis


async def test_the_embedded_server_is_well(redis: Redis) -> None:
    found = await examine(redis)
    assert found
    assert found.name.startswith("Valkey ")
    assert found.version
    assert (found.is_cluster, found.is_replica, found.appends, found.append_failed) == (False, False, True, False)
    assert (found.syncs, found.eviction, found.fullness) == ("everysec", "noeviction", None)
    assert found.connections_left
    assert found.connections_left > 64


async def test_where_config_is_forbidden_it_is_told_all_the_same(redis: Redis, redis_socket: Path) -> None:
    await redis.acl_setuser("plain", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-config"])
    plain = Redis(unix_socket_path=str(redis_socket), username="plain", password="any")
    try:
        found = await examine(plain)
        assert found
        assert found.appends
        assert found.syncs is None
    finally:
        await plain.aclose()
        await redis.acl_deluser("plain")


async def test_where_info_is_forbidden_nothing_is_known(redis: Redis, redis_socket: Path) -> None:
    await redis.acl_setuser("plain", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-info"])
    plain = Redis(unix_socket_path=str(redis_socket), username="plain", password="any")
    try:
        assert await examine(plain) is None
    finally:
        await plain.aclose()
        await redis.acl_deluser("plain")


async def test_a_lost_server_is_unavailable() -> None:
    with pytest.raises(StoreUnavailable):
        await examine(a_lost_redis())
    with pytest.raises(StoreUnavailable):
        await round_trip(a_lost_redis())


async def test_the_round_trip_is_the_middle_one(redis: Redis) -> None:
    times = iter([0.0, 1.0, 1.0, 1.25, 2.0, 2.5, 3.0, 12.0, 12.0, 12.0])
    assert await round_trip(redis, clock=lambda: next(times)) == 0.5


@pytest.mark.parametrize(
    ("info", "name", "version"),
    [
        ({"redis_version": "7.2.4", "valkey_version": "9.1.2"}, "Valkey 9.1.2", (7, 2)),
        ({"redis_version": "6.0.16"}, "Redis 6.0.16", (6, 0)),
        ({"redis_version": "unstable"}, "Redis unstable", None),
        ({}, "Redis", None),
    ],
)
def test_the_version_that_counts_is_that_of_redis(info: dict[str, object], name: str, version: tuple[int, int] | None) -> None:
    found = Condition.of(info)
    assert (found.name, found.version) == (name, version)


def test_what_is_not_told_is_unknown() -> None:
    found = Condition.of({})
    assert (found.appends, found.eviction, found.fullness, found.connections_left) == (None, None, None, None)
    assert (found.is_cluster, found.is_replica, found.append_failed) == (False, False, False)
