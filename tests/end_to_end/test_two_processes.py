"""A receiver and a worker, two processes that share one Redis, as operators run them: what one hears the other must do."""

import asyncio
import base64
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import phrases
from bot.playground.doors import free_port
from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport

LONG = "First sentence. " + " ".join(f"One more sentence follows here, number {number}." for number in range(200))


@pytest.fixture
async def scene(transport: Transport, tmp_path: Path, redis: Redis, redis_socket: Path) -> AsyncGenerator[Scene]:
    """A receiver that answers nothing itself, and a worker that hears nothing of Slack's."""
    assert await redis.dbsize() == 0
    shared = {
        "REDIS_URL": f"unix://{redis_socket}",
        "CONTEXT_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}",
    }
    async with Playground(transport=transport, chunk_seconds=0.05, retry_factor=0.01) as playground:
        receiver = Bot(playground, tmp_path / "receiver", **shared, WORKER_CONCURRENCY="0")
        worker = Bot(playground, tmp_path / "worker", "worker", **shared, PORT=str(free_port()))
        await receiver.start()
        await worker.start()
        yield Scene(playground, worker)
        await receiver.stop()
        await worker.stop()


async def growing(scene: Scene) -> str:
    scene.playground.stand_in.say_next(LONG)
    ts = await scene.playground.say(f"{scene.playground.mention} tell me everything")
    await scene.playground.until(lambda: "First sentence." in scene.text("general", ts))
    return ts


@pytest.mark.parametrize("how", ["button", "word"])
async def test_stop_reaches_the_process_that_answers_and_ends_its_call(scene: Scene, how: str) -> None:
    ts = await growing(scene)
    (call,) = scene.playground.stand_in.exchanges
    if how == "button":
        await scene.playground.stop("general", ts)
    else:
        await scene.playground.say("stop", thread_ts=ts)
    await scene.playground.until(lambda: phrases.STOPPED in scene.text("general", ts), 10)
    words = len(call.chunks)
    await asyncio.sleep(5 * scene.playground.stand_in.chunk_seconds)
    assert len(call.chunks) == words
    assert call.done_at is None
    assert "First sentence." in scene.text("general", ts)
    assert len(scene.replies("general", ts)) == 1
    assert not any(scene.playground.workspace.statuses.values())
