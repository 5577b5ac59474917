"""The real bot as a process of its own, started the way an operator starts it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import httpx

ROOT = Path(__file__).parents[2]
START_SECONDS = 30.0
STOP_SECONDS = 30.0


class Slack(Protocol):
    """A playground, or several."""

    def bot_environment(self) -> dict[str, str]:
        """The settings that send the bot there."""
        ...


class Bot:
    """`python -m bot [command]`, with an environment that holds nothing of the caller's but what Python needs."""

    def __init__(self, playground: Slack, data_dir: Path, *command: str, **settings: str) -> None:
        self._command = command
        self.environment = {
            **_bare(os.environ),
            **playground.bot_environment(),
            "DATA_DIR": str(data_dir),
            "LOG_FORMAT": "json",
            "MODEL_FALLBACKS": "",
            **settings,
        }
        self.process: asyncio.subprocess.Process | None = None
        self._log_path = data_dir / "bot.log"

    async def start(self) -> None:
        """Starts the bot and waits until it says that it is ready."""
        self._log_path.parent.mkdir(parents=True, exist_ok=True)
        with self._log_path.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *self._command, cwd=ROOT, env=self.environment, stdout=log, stderr=log
            )
        async with asyncio.timeout(START_SECONDS), httpx.AsyncClient(trust_env=False) as http:
            while True:
                assert self.process.returncode is None, f"the bot ended: {self.log()}"
                try:
                    ready = await http.get(f"http://127.0.0.1:{self.environment['PORT']}/readyz")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                    continue
                if ready.is_success:
                    return
                await asyncio.sleep(0.05)

    async def stop(self) -> int:
        """SIGTERM, as a platform does it; the exit status."""
        assert self.process
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), STOP_SECONDS)

    async def kill(self) -> None:
        """SIGKILL: no goodbye."""
        assert self.process
        self.process.kill()
        await self.process.wait()

    async def command(self, *words: str, status: int = 0) -> str:
        """What `python -m bot …` prints in the same environment, beside the running bot, until it ends with that status."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=ROOT, env=self.environment, stdout=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(START_SECONDS):
            said, _ = await process.communicate()
        assert process.returncode == status, said
        return said.decode()

    def log(self) -> str:
        """Everything it has logged."""
        return self._log_path.read_text(encoding="utf-8")


def _bare(environment: Mapping[str, str]) -> dict[str, str]:
    names = ("PATH", "HOME", "LANG", "TMPDIR", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
    return {name: environment[name] for name in names if name in environment}
