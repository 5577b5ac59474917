"""The two health routes say yes or no, and nothing else."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.operations import health


@pytest.mark.parametrize(
    ("path", "is_ready", "status", "text"),
    [
        ("/healthz", True, 200, "ok"),
        ("/healthz", False, 200, "ok"),
        ("/readyz", True, 200, "ready"),
        ("/readyz", False, 503, "not ready"),
    ],
)
async def test_living_and_ready_are_two_things(path: str, is_ready: bool, status: int, text: str) -> None:
    async def ready() -> bool:
        return is_ready

    app = web.Application()
    app.add_routes(health.routes(ready))
    async with TestClient(TestServer(app)) as client, client.get(path) as response:
        assert (response.status, await response.text()) == (status, text)


async def test_only_reading_is_allowed() -> None:
    async def ready() -> bool:
        return True

    app = web.Application()
    app.add_routes(health.routes(ready))
    async with TestClient(TestServer(app)) as client, client.post("/readyz") as response:
        assert response.status == 405
