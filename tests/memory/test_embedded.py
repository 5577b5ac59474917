import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

import pytest
from redis import Redis

from bot.language import SettingsError, StoreUnavailable
from bot.memory import embedded
from bot.memory.embedded import SOCKET_PATH_BYTES, EmbeddedValkey

BOT = """
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from bot.memory.embedded import EmbeddedValkey
server = EmbeddedValkey.open(Path(sys.argv[1]))
print(server.socket_path, flush=True)
sys.stdin.read()
server.close()
"""
"""Another process that uses the server until its input ends."""


def another_process(data_dir: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", BOT, str(data_dir)], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def wait_until_open(process: subprocess.Popen[str]) -> Path:
    line = cast("IO[str]", process.stdout).readline()
    assert line, "the process ended before it had a server"
    return Path(line.strip())


def run_id(socket_path: Path) -> str:
    with Redis(unix_socket_path=str(socket_path)) as redis:
        return str(cast("dict[str, object]", redis.info("server"))["run_id"])


def test_socket_and_data_are_for_this_user_alone_and_there_is_no_tcp_port(tmp_path: Path) -> None:
    server = EmbeddedValkey.open(tmp_path)
    assert stat.S_IMODE((tmp_path / "valkey").stat().st_mode) == 0o700
    assert stat.S_IMODE(server.socket_path.stat().st_mode) == 0o700
    with Redis(unix_socket_path=str(server.socket_path)) as redis:
        found = cast("dict[str, str]", redis.config_get("*"))
    expected = {"port": "0", "appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "save": ""}
    assert {name: found[name] for name in expected} == expected
    server.close()
    assert not server.socket_path.exists()


def test_the_last_to_close_stops_the_server_whoever_started_it(tmp_path: Path) -> None:
    first, second = EmbeddedValkey.open(tmp_path), EmbeddedValkey.open(tmp_path)
    assert run_id(first.socket_path) == run_id(second.socket_path)
    first.close()
    with Redis(unix_socket_path=str(second.socket_path)) as redis:
        assert redis.ping()
    second.close()
    assert not second.socket_path.exists()


def test_processes_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    processes = [another_process(tmp_path) for _ in range(3)]
    socket_path, *others = [wait_until_open(process) for process in processes]
    assert others == [socket_path] * 2
    assert (tmp_path / "valkey" / "valkey.log").read_text().count("Server initialized") == 1
    for process in processes:
        process.communicate("", timeout=30)
        assert process.returncode == 0
    assert not socket_path.exists()


def test_a_process_killed_leaves_its_server_to_the_next_which_may_stop_it(tmp_path: Path) -> None:
    process = another_process(tmp_path)
    before = run_id(wait_until_open(process))
    process.kill()
    process.communicate(timeout=30)
    server = EmbeddedValkey.open(tmp_path)
    assert run_id(server.socket_path) == before
    server.close()
    assert not server.socket_path.exists()


def test_ctrl_c_does_not_reach_the_server(tmp_path: Path) -> None:
    server = EmbeddedValkey.open(tmp_path)
    with Redis(unix_socket_path=str(server.socket_path)) as redis:
        pid = int(cast("dict[str, int]", redis.info("server"))["process_id"])
    assert os.getpgid(pid) != os.getpgid(0)
    server.close()


def test_what_a_killed_server_had_acknowledged_is_there_after_a_restart(tmp_path: Path) -> None:
    server = EmbeddedValkey.open(tmp_path)
    with Redis(unix_socket_path=str(server.socket_path)) as redis:
        redis.set("a", "b")
        os.kill(int(cast("dict[str, int]", redis.info("server"))["process_id"]), signal.SIGKILL)
    again = EmbeddedValkey.open(tmp_path)
    with Redis(unix_socket_path=str(again.socket_path)) as redis:
        assert redis.get("a") == b"b"
    server.close()
    again.close()


def test_a_folder_too_deep_for_a_socket_has_it_in_a_private_folder_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = tmp_path / ("deep" * 30)
    with TemporaryDirectory(prefix="footnote-tests-") as short:
        monkeypatch.setattr(embedded.tempfile, "gettempdir", lambda: short)
        open_twice(deep)
    monkeypatch.setattr(embedded.tempfile, "gettempdir", lambda: str(deep))
    with pytest.raises(SettingsError, match=r"^DATA_DIR: .*too long"):
        EmbeddedValkey.open(deep)


def open_twice(deep: Path) -> None:
    first, second = EmbeddedValkey.open(deep), EmbeddedValkey.open(deep)
    assert first.socket_path == second.socket_path
    assert len(os.fsencode(first.socket_path)) <= SOCKET_PATH_BYTES
    assert stat.S_IMODE(first.socket_path.parent.stat().st_mode) == 0o700
    first.close()
    second.close()


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded.os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(SettingsError, match=r"^DATA_DIR: .*belongs to somebody else"):
        EmbeddedValkey.open(tmp_path)


def test_a_folder_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "valkey").mkdir(mode=0o755)
    EmbeddedValkey.open(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "valkey").stat().st_mode) == 0o700


def test_a_data_dir_that_is_a_file_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"^DATA_DIR: "):
        EmbeddedValkey.open(tmp_path / "file")


@pytest.mark.parametrize("binary", ["/bin/false", "/bin/true"])
def test_a_server_that_does_not_start_is_unavailable(binary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "get_binary_path", lambda: Path(binary))
    monkeypatch.setattr(embedded, "START_SECONDS", 0.1)
    with pytest.raises(StoreUnavailable, match=r"valkey\.log"):
        EmbeddedValkey.open(tmp_path)


def test_a_process_that_hangs_while_it_starts_the_server_does_not_hang_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "START_SECONDS", 0.1)
    (tmp_path / "valkey").mkdir(mode=0o700)
    with (tmp_path / "valkey" / "turn.lock").open("ab") as lock:
        embedded.fcntl.flock(lock, embedded.fcntl.LOCK_EX)
        with pytest.raises(StoreUnavailable, match=r"turn\.lock"):
            EmbeddedValkey.open(tmp_path)
