"""The stage of the doctor: the playground's Slack and API, a real Valkey, and settings with which all is well."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from time import time

import pytest
from redis.asyncio import Redis

from bot.documents.reader import Reader
from bot.operations.doctor.check import Case
from bot.operations.doctor.examine import CHECKS
from bot.operations.doctor.finding import Finding
from bot.playground.server import Playground
from bot.settings import Settings, load_settings

KEY = "key-of-the-account"


class Stage:
    """What a test may spoil before it looks."""

    def __init__(self, playground: Playground, redis: Redis, socket: Path, folder: Path) -> None:
        self.playground = playground
        self.redis = redis
        self.slack = playground.workspace
        self.account = playground.stand_in.account
        self.account.key = KEY
        self.now: Callable[[], float] = time
        self.given: dict[str, object] = {name.lower(): value for name, value in playground.bot_environment().items()}
        self.given |= {
            "redis_url": f"unix://{socket}",
            "aimlapi_api_key": KEY,
            "context_keys": "k1:" + "A" * 43 + "=",
            "data_dir": folder,
        }
        self.given = {name: value for name, value in self.given.items() if name in Settings.model_fields}
        self._undo: list[Callable[[], Awaitable[object]]] = []

    def set(self, **settings: object) -> None:
        """Changes settings, by their names in lower case."""
        self.given |= settings

    def use_http(self) -> None:
        """Has Slack come over HTTP, in place of Socket Mode."""
        self.set(slack_app_token=None, slack_signing_secret="0" * 32)

    async def configure(self, name: str, value: str, *, back: str) -> None:
        """Changes the server's configuration until the test ends."""
        await self.redis.config_set(name, value)
        self.undo(lambda: self.redis.config_set(name, back))

    def undo(self, step: Callable[[], Awaitable[object]]) -> None:
        """Something that is done when the test ends."""
        self._undo.append(step)

    async def look(self, *whats: str, ask: bool = False) -> list[Finding]:
        """What these checks find, or all; none of it may hold a secret."""
        settings = load_settings(self.given)
        reader = Reader(memory=settings.file_memory_bytes)
        case = Case(settings=settings, reader=reader, now=self.now, ask=ask)
        checks = [check for check in CHECKS if not whats or check.what in whats]
        found = [finding for part in await asyncio.gather(*(check.findings(case) for check in checks)) for finding in part]
        await reader.aclose()
        for secret in (KEY, "A" * 43, "hunter2", self.playground.bot_environment()["SLACK_BOT_TOKEN"].partition("-")[2]):
            assert secret not in repr(found)
        return found

    async def aclose(self) -> None:
        for step in self._undo:
            await step()


@pytest.fixture
async def stage(redis: Redis, redis_socket: Path, tmp_path: Path) -> AsyncGenerator[Stage]:
    async with Playground(chunk_seconds=0.0) as playground:
        stage = Stage(playground, redis, redis_socket, tmp_path)
        yield stage
        await stage.aclose()
