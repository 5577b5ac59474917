"""What was read of a file is kept once for a workspace, and for no longer than somebody has a right to it."""

import base64
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.playground.entities import YOU
from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport
from tests.end_to_end.test_long_files import cards, report

REPORT = b"Quarterly report\n\nRevenue was 42 million euros in the third quarter.\nCosts were 17 million euros.\n"


@pytest.fixture
async def scene(transport: Transport, tmp_path: Path, redis: Redis, redis_socket: Path) -> AsyncGenerator[Scene]:
    """A bot whose Redis the test can look into."""
    assert await redis.dbsize() == 0
    store = {"REDIS_URL": f"unix://{redis_socket}", "CONTEXT_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}"}
    async with Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01) as playground:
        bot = Bot(playground, tmp_path, **store)
        await bot.start()
        yield Scene(playground, bot)
        await bot.stop()


async def contents(redis: Redis) -> int:
    """How many contents are kept."""
    return len(cast("list[bytes]", await redis.keys("pages:*:content:*")))


def shared_file(scene: Scene, ts: str) -> str:
    """The id of the file that a message brought."""
    (parent, *_) = scene.playground.thread("general", ts)
    return parent.files[0]


async def asked(scene: Scene, words: str, *, name: str = "q3.txt") -> str:
    ts = await scene.playground.say(f"{scene.playground.mention} {words}", files=[(name, REPORT)])
    await scene.answered("general", ts)
    return ts


async def test_a_file_shared_in_a_second_thread_is_not_downloaded_again(scene: Scene, redis: Redis) -> None:
    first = await asked(scene, "what was the revenue?")
    again = scene.playground.workspace.post(
        channel="general", user=YOU, text=f"{scene.playground.mention} what were the costs?", files=[shared_file(scene, first)]
    )
    text = await scene.answered("general", again.ts)
    assert "Costs were 17 million euros" in text
    assert "q3.txt 4 lines" in text
    assert sum(scene.playground.files.downloads.values()) == 1
    assert await contents(redis) == 1


async def test_the_same_bytes_under_another_name_are_kept_once_and_shown_under_their_own(scene: Scene, redis: Redis) -> None:
    await asked(scene, "what was the revenue?", name="board only.txt")
    second = await asked(scene, "what were the costs?", name="q3.txt")
    text = scene.text("general", second)
    assert "Costs were 17 million euros" in text
    assert "q3.txt 4 lines" in text
    assert "board only" not in text + str(scene.playground.stand_in.requests[-1])
    assert await contents(redis) == 1


async def test_a_forgotten_thread_leaves_what_another_has_read_and_takes_the_last(scene: Scene, redis: Redis) -> None:
    threads = [await asked(scene, "what was the revenue?") for _ in range(2)]
    for left, ts in zip((1, 0), threads, strict=True):
        await scene.playground.say(f"{scene.playground.mention} forget", thread_ts=ts)
        await scene.playground.until(lambda ts=ts: [note for note in scene.ephemeral("general") if note.thread_ts == ts])
        assert await contents(redis) == left


async def test_a_file_deleted_by_itself_is_gone_at_once(scene: Scene, redis: Redis) -> None:
    ts = await asked(scene, "what was the revenue?")
    file = shared_file(scene, ts)
    # That a message has lost its file may never be told.
    told = scene.playground.deliveries.deliver({"type": "file_deleted", "file_id": file, "event_ts": "1.0"})
    await scene.playground.until(lambda: told.acked_at)
    assert await contents(redis) == 0
    await scene.playground.say("and what were the costs?", thread_ts=ts)
    await scene.answered("general", ts, times=2)
    assert scene.playground.files.downloads[file] == 2


async def test_a_file_that_its_owner_deletes_is_gone_with_what_was_read_of_it(scene: Scene, redis: Redis) -> None:
    ts = await asked(scene, "what was the revenue?")
    scene.playground.delete_file(shared_file(scene, ts))
    await scene.playground.deliveries.settled()
    assert await contents(redis) == 0
    await scene.playground.say("and what were the costs?", thread_ts=ts)
    assert "Costs were 17 million" not in await scene.answered("general", ts, times=2)


async def test_of_a_question_that_is_deleted_while_much_is_read_for_it_no_answer_is_kept(scene: Scene, redis: Redis) -> None:
    scene.playground.stand_in.chunk_seconds = 0.05
    ts = await scene.playground.say("", channel="dm", files=[("report.pdf", report())])
    await scene.playground.until(lambda: scene.replies("dm", ts) and cards(scene.replies("dm", ts)[0]), 60)
    assert await redis.keys("{q}:question:*")
    await scene.playground.delete("dm", ts)
    await scene.playground.until(lambda: not scene.replies("dm", ts), 30)
    assert not await redis.keys("answer:*")
