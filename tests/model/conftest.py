"""The client under test and the API that it talks to."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.settings import Settings
from bot.telemetry import Telemetry
from tests.model.api import Api, serving

KEY = "sk-test-0123456789abcdef"
MODELS = ("first-model", "second-model")


class Refusals:
    """Which models refuse images, in memory."""

    def __init__(self) -> None:
        self.models: set[str] = set()

    async def refused(self, model: str) -> bool:
        return model in self.models

    async def remember(self, model: str) -> None:
        self.models.add(model)


class Cooldown:
    """A cooldown in memory. `left` is what it says from one question to the next, the last one for good."""

    def __init__(self, *left: float) -> None:
        self.left = [*left] or [0.0]
        self.begun: list[float] = []

    async def remaining(self) -> float:
        return self.left.pop(0) if len(self.left) > 1 else self.left[0]

    async def begin(self, seconds: float) -> None:
        self.begun.append(seconds)


class Waits:
    """Stands in for sleeping: notes how long, and does not wait."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def settings_for(url: str, **more: Any) -> Settings:
    """Settings that know this API and nothing of the environment's `.env`."""
    given: dict[str, Any] = {
        "aimlapi_base_url": url,
        "aimlapi_api_key": KEY,
        "model": MODELS[0],
        "model_fallbacks": MODELS[1:],
        **more,
    }
    return Settings(_env_file=None, **given)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it


@pytest.fixture
async def api() -> AsyncGenerator[Api]:
    async with serving() as running:
        yield running


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


@pytest.fixture
def cooldown() -> Cooldown:
    return Cooldown()


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def telemetry() -> Telemetry:
    return Telemetry()


Build = Callable[..., ModelClient]


@pytest.fixture
async def build(api: Api, refusals: Refusals, cooldown: Cooldown, waits: Waits, telemetry: Telemetry) -> AsyncGenerator[Build]:
    """Makes a client with these settings; its waits are only noted, its dice always show 1."""
    async with AsyncExitStack() as stack:

        def make(**more: Any) -> ModelClient:
            settings = settings_for(more.pop("url", api.url), **more)
            http = open_http(settings)
            stack.push_async_callback(http.aclose)
            return ModelClient(http, settings, refusals, cooldown, telemetry, random=lambda: 1.0, sleep=waits)

        yield make
