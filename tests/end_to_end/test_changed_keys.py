"""Keys are changed under load: two processes are started again one after the other, while questions are asked."""

import asyncio
import base64
import secrets
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import phrases
from bot.memory.inbox import MOST_ELSEWHERE
from bot.playground.doors import free_port
from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene

OLD, NEW = (f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}" for name in ("old", "new"))
BOTH = f"{NEW},{OLD}"
QUESTIONS = 30
PAUSE_SECONDS = 0.2
"""Between two questions: they are asked for as long as it takes to start two processes twice."""


async def rotated(bot: Bot, context_keys: str) -> None:
    """Started again with these keys, as a platform does it."""
    await bot.stop()
    bot.environment["CONTEXT_KEYS"] = context_keys
    await bot.start()


@pytest.mark.timeout(300)
async def test_no_question_is_lost_while_keys_are_changed_and_one_whose_key_is_lost_is_said_to_be(
    tmp_path: Path, redis: Redis, redis_socket: Path
) -> None:
    assert await redis.dbsize() == 0
    shared = {
        "REDIS_URL": f"unix://{redis_socket}",
        "CONTEXT_KEYS": OLD,
        "LIMIT_USER_PER_MINUTE": "0",
        "LIMIT_CHANNEL_PER_MINUTE": "0",
    }
    async with Playground(transport="http", chunk_seconds=0.0, retry_factor=0.02) as playground:
        receiver = Bot(playground, tmp_path / "receiver", **shared)
        worker = Bot(playground, tmp_path / "worker", "worker", **shared, PORT=str(free_port()))
        scene = Scene(playground, receiver)
        await receiver.start()
        await worker.start()

        threads: list[str] = []

        async def ask() -> None:
            for number in range(QUESTIONS):
                file = (f"notes{number}.txt", f"Revenue was {number} million.".encode())
                threads.append(await playground.say(f"{playground.mention} what was the revenue?", files=[file]))
                await asyncio.sleep(PAUSE_SECONDS)

        asking = asyncio.create_task(ask())
        # The receiver first: what it seals the worker can't read until its own turn comes.
        for bot in (receiver, worker):
            await rotated(bot, BOTH)
        await asking
        for ts in threads:
            text = await scene.answered("general", ts, seconds=120)
            assert phrases.QUESTION_LOST not in text
            assert phrases.GAVE_UP not in text
            assert len(scene.replies("general", ts)) == 1

        # A follow-up to what was kept under the old key, and then none knows that any more.
        await playground.say("and in words?", thread_ts=threads[0])
        await scene.answered("general", threads[0], times=2)
        await worker.stop()
        await receiver.stop()
        receiver.environment |= {"WORKER_CONCURRENCY": "0"}
        await receiver.start()
        waiting = await playground.say(f"{playground.mention} who is lost?")
        await playground.deliveries.settled()
        (question,) = [name for name in await redis.keys("{q}:question:*") if await redis.hexists(name, "payload")]
        # As if every process had tried for as long as it does.
        await redis.hset(question, "claims", str(MOST_ELSEWHERE))
        third = f"third:{base64.b64encode(secrets.token_bytes(32)).decode()}"
        receiver.environment |= {"WORKER_CONCURRENCY": "4"}
        await rotated(receiver, third)
        await playground.until(lambda: phrases.QUESTION_LOST in scene.text("general", waiting), 30)
        (reply,) = scene.replies("general", waiting)
        assert reply.text == phrases.QUESTION_LOST
        # And all else goes on as if nothing had been kept.
        await playground.say("and once more?", thread_ts=threads[0])
        await scene.answered("general", threads[0], times=3)
        await receiver.stop()
