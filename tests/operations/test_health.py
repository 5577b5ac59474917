"""The two health routes say yes or no, and nothing else."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from redis.asyncio import Redis

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


async def test_a_redis_that_answers_does(redis: Redis) -> None:
    assert await health.answers(redis)


async def test_a_redis_that_is_silent_does_not_answer() -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server, Redis(port=server.sockets[0].getsockname()[1]) as redis:
        async with asyncio.timeout(5):
            assert not await health.answers(redis, seconds=0.05)


async def test_a_redis_that_is_gone_does_not_answer() -> None:
    async with Redis(port=1) as redis:
        assert not await health.answers(redis)
