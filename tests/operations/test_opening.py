"""What an operator hears of at the start: where questions can be lost."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.operations.doctor import machine
from bot.operations.opening import losses
from bot.settings import Settings
from tests.memory.valkey import a_valkey

LASTING = "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"
IN_CONTAINER = "22 1 0:50 / / rw,relatime - overlay overlay rw\n"

ELSEWHERE = Settings.model_validate({"redis_url": "redis://host", "context_keys": "k1:key"})
EMBEDDED = Settings(redis_url=None)


async def mends(redis: Redis, settings: Settings = ELSEWHERE) -> list[str]:
    return [found.mend for found in await losses(redis, settings)]


async def test_of_the_embedded_server_on_a_disk_that_stays_nothing_is_said(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mounts, told in ((LASTING, 0), (IN_CONTAINER, 1)):
        (tmp_path / "mounts").write_text(mounts)
        monkeypatch.setattr(machine, "MOUNTS", tmp_path / "mounts")
        assert len(await mends(redis, EMBEDDED)) == told
        assert await mends(redis) == []


@pytest.mark.parametrize(
    ("options", "mend"),
    [
        ("--appendonly no", "appendonly yes"),
        ("--appendonly yes --appendfsync no", "appendfsync everysec"),
        ("--appendonly yes --maxmemory-policy allkeys-lru", "maxmemory-policy noeviction"),
        ("--appendonly yes --replicaof 127.0.0.1 1", "of the primary"),
        ("--appendonly yes --maxclients 5", None),  # ours are open already
    ],
)
async def test_each_way_to_lose_questions_is_told_with_its_mend(options: str, mend: str | None, tmp_path: Path) -> None:
    async with a_valkey(tmp_path, *options.split()) as valkey, valkey.client() as client:
        assert [mend in found if mend else found for found in await mends(client)] == [True] * bool(mend)


async def test_where_only_info_is_allowed_it_is_told_all_the_same(tmp_path: Path) -> None:
    async with a_valkey(tmp_path, "--appendonly", "no") as valkey, valkey.client() as owner:
        await owner.acl_setuser("plain", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-config"])
        async with Redis(port=valkey.port, username="plain", password="any") as plain:
            assert await mends(plain) == ["appendonly yes"]
        await owner.acl_setuser("plain", enabled=True, nopass=True, keys=["*"], commands=["+@all", "-info"])
        async with Redis(port=valkey.port, username="plain", password="any") as plain:
            assert "allow INFO" in (await mends(plain))[0]
