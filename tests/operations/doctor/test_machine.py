"""What the machine offers: its folder, its disk, its port."""

import os
import socket
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from redis.asyncio import Redis

from bot.memory.inbox import Inbox
from bot.memory.vault import Vault
from bot.operations import health, metrics
from bot.operations.doctor import machine
from bot.operations.doctor.finding import Level
from bot.settings import MEBIBYTE, Settings
from bot.telemetry import Telemetry

MOUNTS = r"""
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
23 22 0:21 / /proc rw,nosuid - proc proc rw
24 22 0:22 / /dev/shm rw,nosuid - tmpfs tmpfs rw
25 22 8:1 / /mnt/my\040disk rw - xfs /dev/sdb1 rw
26 22 0:40 / /mnt/share rw shared:1 - nfs4 server:/export rw
27 26 8:2 / /mnt/share/local rw master:2 - btrfs /dev/sdc1 rw
28 22 0:50 / /covered rw - tmpfs tmpfs rw
29 28 8:3 / /covered rw - ext4 /dev/sdd1 rw
not a mount
30 22 0:60 / - too short
"""
IN_CONTAINER = "22 1 0:50 / / rw,relatime - overlay overlay rw\n31 22 8:1 /v /data rw - ext4 /dev/sda1 rw\n"


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/bot/.data", "ext4"),
        ("/dev/shm/.data", "tmpfs"),
        ("/dev/shmother", "ext4"),
        ("/mnt/my disk/.data", "xfs"),
        ("/mnt/share", "nfs4"),
        ("/mnt/share/local/.data", "btrfs"),
        ("/covered/.data", "ext4"),
    ],
)
def test_the_disk_of_a_folder_is_that_of_the_innermost_mount(folder: str, kind: str) -> None:
    assert machine.disk_of(Path(folder), mounts=MOUNTS)[1] == kind


def test_where_no_mounts_are_told_nothing_is_said() -> None:
    assert machine.disk_of(Path("/srv"), mounts="")[1] == ""
    assert list(machine.lasting(Path("/srv"), mounts="", environment={"DYNO": "web.1"})) == []


@pytest.mark.parametrize(
    ("folder", "mounts", "mend"),
    [
        ("/app/.data", IN_CONTAINER, "a volume mounted at /app/.data"),
        ("/dev/shm/.data", MOUNTS, "DATA_DIR=… on a disk"),
        ("/mnt/share/.data", MOUNTS, "on a disk of this machine"),
    ],
)
def test_a_folder_that_does_not_last_is_told(folder: str, mounts: str, mend: str) -> None:
    (found,) = machine.lasting(Path(folder), mounts=mounts, environment={})
    assert found.level == "warn"
    assert mend in found.mend


@pytest.mark.parametrize(("folder", "mounts"), [("/data", IN_CONTAINER), ("/srv/.data", MOUNTS), ("/mnt/share/local", MOUNTS)])
def test_of_a_folder_that_lasts_nothing_is_said(folder: str, mounts: str) -> None:
    assert list(machine.lasting(Path(folder), mounts=mounts, environment={})) == []


@pytest.mark.parametrize(
    ("variable", "folder", "told"),
    [
        ("DYNO", "/srv/.data", "Heroku"),
        ("K_SERVICE", "/srv/.data", "Cloud Run"),
        ("FLY_MACHINE_ID", "/mnt/my disk/.data", None),  # a volume
        ("HOME", "/srv/.data", None),
    ],
)
def test_a_host_whose_own_disk_is_new_at_each_start_is_told(variable: str, folder: str, told: str | None) -> None:
    found = list(machine.lasting(Path(folder), mounts=MOUNTS, environment={variable: "x"}))
    assert [finding.level for finding in found] == (["warn"] if told else [])
    assert not told or told in found[0].finding


@pytest.mark.parametrize(("megabytes", "level"), [(10_000, "ok"), (640, "ok"), (639, "warn"), (64, "warn"), (63, "fail")])
def test_the_disk_has_room_for_the_files_of_a_question(megabytes: int, level: Level) -> None:
    settings = Settings(file_max_bytes=64 * MEBIBYTE, files_per_question=10)
    assert machine.room(settings, megabytes * MEBIBYTE).level == level


def data_folder(path: Path, **given: object) -> dict[str, Level]:
    found = machine.data_folder(Settings.model_validate({"redis_url": None, "context_keys": None, "data_dir": path, **given}))
    return {finding.what: finding.level for finding in found}


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert data_folder(tmp_path / "a" / "b")["data folder"] == "ok"
    assert not any(tmp_path.iterdir())


def test_where_a_file_is_in_the_way_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert data_folder(tmp_path / "file" / "data") == {"data folder": "fail"}
    assert data_folder(tmp_path / "file") == {"data folder": "fail"}


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="only Linux has a folder that nobody may write, not even root")
def test_a_folder_that_takes_no_files_is_told_whoever_looks() -> None:
    assert data_folder(Path("/proc/footnote")) == {"data folder": "fail"}


def test_a_folder_of_another_user_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.geteuid() + 1
    monkeypatch.setattr(os, "geteuid", lambda: other)
    assert data_folder(tmp_path)["data folder"] == "fail"


def test_a_disk_that_does_not_last_is_told_where_it_matters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("22 1 0:50 / / rw,relatime - overlay overlay rw\n")
    monkeypatch.setattr(machine, "MOUNTS", mounts)
    assert data_folder(tmp_path)["disk"] == "warn"
    elsewhere = {"redis_url": "redis://host", "context_keys": "k1:key"}
    assert data_folder(tmp_path, **elsewhere)["disk"] == "ok"
    monkeypatch.setattr(machine, "MOUNTS", tmp_path / "nothing")
    assert data_folder(tmp_path)["disk"] == "ok"


async def test_a_free_port_is_free() -> None:
    with socket.create_server(("", 0)) as taken:
        number = int(taken.getsockname()[1])
    assert (await machine.port(number)).level == "ok"


def port_of(server: BaseTestServer) -> int:
    assert isinstance(server.port, int)
    return server.port


async def test_a_port_that_another_program_has_is_told_with_one_beside_it() -> None:
    async with TestServer(web.Application(), host="0.0.0.0") as other:
        number = port_of(other)
        found = await machine.port(number)
    assert found.level == "fail"
    assert found.mend.startswith(f"PORT={number + 1}")


async def test_a_bot_that_runs_already_may_have_the_port() -> None:
    async def ready() -> bool:
        return False

    site = web.Application()
    site.add_routes(health.routes(ready))
    async with TestServer(site, host="0.0.0.0") as ours:
        found = await machine.port(port_of(ours))
    assert found.level == "ok"
    assert "runs already" in found.finding


async def test_metrics_have_a_port_that_is_looked_at_too() -> None:
    async with TestServer(web.Application()) as other:
        found = await machine.port(port_of(other), setting="METRICS_PORT", host="127.0.0.1")
    assert (found.what, found.level) == ("metrics port", "fail")
    assert found.mend.startswith("METRICS_PORT=")


async def test_metrics_of_a_bot_that_runs_already_may_have_theirs(redis: Redis) -> None:
    site = web.Application()
    site.add_routes(metrics.routes(Telemetry(), Inbox(redis, Vault([("k", bytes(32))])).depth))
    async with TestServer(site) as ours:
        found = await machine.port(port_of(ours), setting="METRICS_PORT", host="127.0.0.1")
    assert found.level == "ok"


async def test_a_port_that_may_not_be_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: object) -> socket.socket:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    found = await machine.port(80)
    assert found.level == "fail"
    assert "Permission denied" in found.finding
