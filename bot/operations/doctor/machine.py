"""What the machine offers: a folder that can be written, room on its disk, the kind of that disk, a free port."""

import errno
import getpass
import os
import re
import shutil
import socket
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

import httpx

from bot.operations.doctor import words
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.operations.metrics import BUILD, PREFIX
from bot.settings import MEBIBYTE, Settings

MOUNTS = Path("/proc/self/mountinfo")

IN_MEMORY = frozenset({"tmpfs", "ramfs"})
IN_CONTAINER = frozenset({"overlay", "aufs"})
HOSTS = {
    "DYNO": "Heroku",
    "K_SERVICE": "Cloud Run",
    "RENDER": "Render",
    "FLY_MACHINE_ID": "Fly.io",
    "RAILWAY_ENVIRONMENT_ID": "Railway",
    "CONTAINER_APP_NAME": "Azure Container Apps",
}
"""Platforms whose own disk is new at each start, whatever its kind, by the variable that each sets (their documentation)."""
OVER_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs"})

HEALTH_SECONDS = 2.0
METRIC = f"{PREFIX}{BUILD}_info"
USUAL_METRICS_PORT = 9464
"""As OpenTelemetry's exporter for Prometheus has it; any would do."""
LAST_PORT = 65535


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """The findings about `DATA_DIR`, `PORT` and `METRICS_PORT`."""
    settings = case.settings
    for finding in data_folder(settings):
        yield finding
    yield await port(settings.port)
    if settings.metrics_port:
        yield await port(settings.metrics_port, setting="METRICS_PORT", host=settings.metrics_host)


def data_folder(settings: Settings) -> Iterator[Finding]:
    """Whether the bot may write there, how much, and for how long it stays."""
    folder = settings.data_dir.absolute()
    there = next(path for path in (folder, *folder.parents) if path.exists())
    names = {"folder": folder, "user": _user()}
    if not _takes_files(there):
        yield fail("data folder", words.FOLDER_CLOSED, **names)
        return
    if there == folder and folder.stat().st_uid != os.geteuid():
        yield fail("data folder", words.FOLDER_FOREIGN, **names)
    else:
        yield ok("data folder", words.FOLDER if there == folder else words.FOLDER_TO_BE, **names)
    yield room(settings, shutil.disk_usage(there).free)
    yield from disk(settings)


def _takes_files(folder: Path) -> bool:
    """Tries it, with a file that is gone at once: rights alone do not tell of a disk that is mounted read-only."""
    try:
        with TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def disk(settings: Settings) -> Iterator[Finding]:
    """A warning where what the bot itself must keep in `DATA_DIR` does not stay there."""
    if not settings.redis_url or not settings.context_keys:
        with suppress(OSError):  # only Linux has the list
            mounts = MOUNTS.read_text(encoding="utf-8", errors="replace")
            yield from lasting(settings.data_dir.absolute(), mounts=mounts, environment=os.environ)


def room(settings: Settings, free: int) -> Finding:
    """Whether so many bytes are enough for the files of one question, which are there while it is answered."""
    needed = settings.file_max_bytes * settings.files_per_question
    values = {"free": _megabytes(free), "needed": _megabytes(needed), "folder": settings.data_dir.absolute()}
    if free >= needed:
        return ok("disk", words.DISK, **values)
    return warn("disk", words.DISK_LOW, **values) if free >= settings.file_max_bytes else fail("disk", words.DISK_FULL, **values)


def lasting(folder: Path, *, mounts: str, environment: Mapping[str, str]) -> Iterator[Finding]:
    """A warning where what is in the folder does not stay, or can't be locked, by the system's list of mounts."""
    point, kind = disk_of(folder, mounts=mounts)
    host = next((name for variable, name in HOSTS.items() if variable in environment), "")
    if host and kind and point == Path("/"):
        yield warn("disk", words.DISK_OF_HOST, folder=folder, host=host)
        return
    for kinds, saying in (
        (IN_CONTAINER, words.DISK_GONE_WITH_CONTAINER),
        (IN_MEMORY, words.DISK_IN_MEMORY),
        (OVER_NETWORK, words.DISK_OF_NETWORK),
    ):
        if kind in kinds:
            yield warn("disk", saying, folder=folder, kind=kind)


def disk_of(folder: Path, *, mounts: str) -> tuple[Path, str]:
    """Where the file system that holds the folder is mounted, and its kind as `/proc/self/mountinfo` calls it (proc(5)).

    The kind is empty where it is not told.
    """
    found, kind = Path(), ""
    for line in mounts.splitlines():
        mount, _, source = line.partition(" - ")
        fields = mount.split(" ")
        if len(fields) < 5 or not source:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), fields[4]))
        # Of two at one point, the later one covers the earlier.
        if folder.is_relative_to(point) and len(point.parts) >= len(found.parts):
            found, kind = point, source.split(" ")[0]
    return found, kind


async def port(number: int, *, setting: str = "PORT", host: str = "") -> Finding:
    """Whether it can be listened on, at that address or at all of them, or a bot of ours does so already."""
    what = setting.lower().replace("_", " ")
    try:
        socket.create_server((host, number)).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            usual = Settings.model_fields["port"].default if setting == "PORT" else USUAL_METRICS_PORT
            return fail(what, words.PORT_FORBIDDEN, port=number, error=error.strerror, setting=setting, usual=usual)
        if await _answers_as_we_do(number):
            return ok(what, words.PORT_OURS, port=number)
        other = number + 1 if number < LAST_PORT else number - 1
        return fail(what, words.PORT_TAKEN, port=number, setting=setting, other=other)
    return ok(what, words.PORT, port=number)


async def _answers_as_we_do(number: int) -> bool:
    with suppress(httpx.HTTPError):
        async with httpx.AsyncClient(trust_env=False, timeout=HEALTH_SECONDS) as http:
            if (await http.get(f"http://127.0.0.1:{number}/healthz")).text == "ok":
                return True
            return METRIC in (await http.get(f"http://127.0.0.1:{number}/metrics")).text
    return False


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number without a name
        return str(os.geteuid())


def _megabytes(size: int) -> str:
    return f"{size / MEBIBYTE:,.0f} MB"
