import os
import signal
import sys
from pathlib import Path

import pytest
import stamina
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.language import SettingsError, StoreUnavailable
from bot.memory import server
from bot.memory.condition import examine
from bot.memory.server import open_probe, open_redis
from bot.settings import Settings


def of_url(url: str) -> Settings:
    return Settings(redis_url=url)


async def test_redis_url_is_used_when_it_is_set(redis_socket: Path, redis: Redis) -> None:
    async with open_redis(of_url(f"unix://{redis_socket}")) as opened:
        await opened.set("a", "b")
    assert await redis.get("a") == b"b"


async def test_without_redis_url_data_is_kept_in_data_dir_across_restarts(tmp_path: Path) -> None:
    settings = Settings(redis_url=None, data_dir=tmp_path)
    async with open_redis(settings) as opened:
        await opened.set("a", "b")
        assert await opened.config_get("port") == {"port": "0"}
        found = await examine(opened)
        assert found
        assert (found.appends, found.syncs, found.eviction) == (True, "everysec", "noeviction")
    async with open_redis(settings) as opened:
        assert await opened.get("a") == b"b"


async def test_an_embedded_server_that_was_killed_is_started_again_with_its_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "WATCH_SECONDS", 0.01)
    async with open_redis(Settings(redis_url=None, data_dir=tmp_path)) as opened:
        await opened.set("a", "b")
        killed = int((await opened.info("server"))["process_id"])
        os.kill(killed, signal.SIGKILL)
        async for attempt in stamina.retry_context(on=RedisError, attempts=None, timeout=10, wait_initial=0.01, wait_max=0.05):
            with attempt:
                await opened.ping()
        assert await opened.get("a") == b"b"
        assert (await opened.info("server"))["process_id"] != killed


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("redis://:hunter2@127.0.0.1:1/0", "ConnectionError"),
        ("redis+sentinel://:hunter2@127.0.0.1:1/service", "MasterNotFoundError"),
        ("redis+cluster://:hunter2@127.0.0.1:1,[::1]:1", "ConnectionError"),
    ],
)
async def test_a_redis_that_does_not_answer_is_unavailable(url: str, error: str) -> None:
    with pytest.raises(StoreUnavailable) as raised:
        async with open_redis(of_url(url)):
            pass
    assert raised.value.detail == f"Redis: {error}"


async def test_a_refused_password_is_told_from_a_lost_connection(redis_socket: Path) -> None:
    with pytest.raises(StoreUnavailable) as raised:
        async with open_probe(of_url(f"unix://nobody:hunter2@{redis_socket}")):
            pass
    assert raised.value.detail == "Redis: AuthenticationError"


async def test_who_only_looks_takes_one_connection(redis: Redis, redis_socket: Path) -> None:
    async with open_probe(of_url(f"unix://{redis_socket}")):
        assert len(await redis.client_list()) == 2


@pytest.mark.parametrize(
    "url",
    [
        "localhost:6379",
        "http://:hunter2@localhost",
        "redis://:hunter2@localhost:port",
        "redis+cluster://:hunter2@localhost/2",
        "redis+other://:hunter2@localhost",
    ],
)
async def test_an_address_that_is_none_is_one_line_naming_the_setting_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^REDIS_URL: ") as raised:
        async with open_redis(of_url(url)):
            pass
    assert "hunter2" not in raised.value.sentence


async def test_where_no_server_can_be_embedded_redis_url_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bot.memory.embedded", None)
    with pytest.raises(SettingsError, match=r"^REDIS_URL: "):
        async with open_redis(Settings(redis_url=None, data_dir=tmp_path)):
            pass
