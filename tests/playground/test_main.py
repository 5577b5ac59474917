"""The command itself, with a stand-in for the bot that only shows what it was started with."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from pydantic import BaseModel

from bot.playground import Playground
from bot.playground.__main__ import Caller, bot_environment

ROOT = Path(__file__).parents[2]

# Stands before the real bot on the path: `python -m bot` runs this, `python -m bot.playground` the real thing.
SHIM = """
import json, os, pathlib, signal, sys, time
if sys.orig_argv[-2:] == ["-m", "bot"]:
    pathlib.Path("part.json").write_text(json.dumps({"pid": os.getpid(), "env": dict(os.environ)}))
    os.rename("part.json", "bot.json")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    time.sleep(60)
"""


class Shown(BaseModel):
    """What the shim writes down."""

    pid: int
    env: dict[str, str]


async def test_nothing_of_slack_and_no_shared_redis_reaches_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SOMETHING_NEW",
        "slack_signing_secret",
        "REDIS_URL",
        "CONTEXT_KEYS",
    ):
        monkeypatch.setenv(name, "real")
    monkeypatch.setenv("MODEL_TEMPERATURE", "0.5")
    monkeypatch.setenv("DATA_DIR", "elsewhere")
    async with Playground() as playground:
        environment = bot_environment(playground, Caller())
    assert "real" not in environment.values()
    assert environment["REDIS_URL"] == environment["SLACK_SIGNING_SECRET"] == ""
    assert environment["DATA_DIR"] == str(Path("elsewhere") / "playground")
    assert environment["MODEL_TEMPERATURE"] == "0.5"


@pytest.mark.parametrize(
    ("command", "number"),
    [(("bot.playground",), signal.SIGTERM), (("bot", "playground"), signal.SIGINT)],
    ids=["itself", "bot's"],
)
async def test_it_starts_the_bot_serves_the_page_and_ends_both(
    tmp_path: Path, command: tuple[str, ...], number: signal.Signals
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SHIM)
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-real\n")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
        "AIMLAPI_API_KEY": "",
        "SLACK_APP_TOKEN": "xapp-real",
    }
    async with Playground() as taken:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command, "--no-browser", "--limits", "slack", "--port", str(taken.port)),
            cwd=tmp_path,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout
        line = (await asyncio.wait_for(process.stdout.readline(), 30)).decode()
    assert line.startswith("Playground: http://127.0.0.1:")
    assert "stand-in" in line
    url = line.split()[1]
    # The port was taken, so the next free one was.
    assert int(url.rpartition(":")[2]) > taken.port
    async with aiohttp.ClientSession(url) as session, session.get("/") as response:
        assert response.status == 200
    bot = await started_bot(tmp_path / "bot.json")
    assert bot.env["SLACK_API_URL"] == f"{url}/api/"
    assert "real" not in "".join(value for name, value in bot.env.items() if name.startswith("SLACK_"))
    assert await posts(f"{url}/api/chat.postMessage", bot.env["SLACK_BOT_TOKEN"], times=2) == [200, 429]
    process.send_signal(number)
    assert await asyncio.wait_for(process.wait(), 20) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(bot.pid, 0)


async def posts(url: str, token: str, *, times: int) -> list[int]:
    """The statuses of so many posts, one right after the other."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        return [(await session.post(url, json={"channel": "general", "text": "x"})).status for _ in range(times)]


async def started_bot(shown: Path) -> Shown:
    """What the bot was started with, once it was."""
    async with asyncio.timeout(30):
        while not await asyncio.to_thread(shown.exists):  # noqa: ASYNC110 - a sign from another process
            await asyncio.sleep(0.01)
    return Shown.model_validate_json(await asyncio.to_thread(shown.read_bytes))
