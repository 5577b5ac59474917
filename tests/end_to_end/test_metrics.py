"""What an operator sees of a question from outside: `/metrics` and one line, and in neither a word or a name."""

import asyncio
import base64
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis.asyncio import Redis

from bot.playground.doors import free_port
from bot.playground.entities import BOT_USER, TEAM, YOU
from bot.playground.server import Playground
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport

LINE_SECONDS = 10.0


@asynccontextmanager
async def measured(transport: Transport, folder: Path, **settings: str) -> AsyncGenerator[Scene]:
    """A bot with a port for metrics."""
    async with Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01) as playground:
        bot = Bot(playground, folder, METRICS_PORT=str(free_port()), **settings)
        await bot.start()
        try:
            yield Scene(playground, bot)
        finally:
            await bot.stop()


async def scraped(bot: Bot) -> tuple[str, dict[str, float]]:
    """One scrape: as it was sent, and each sample by its name and labels."""
    async with httpx.AsyncClient(trust_env=False) as http:
        response = await http.get(f"http://127.0.0.1:{bot.environment['METRICS_PORT']}/metrics")
    assert response.status_code == 200
    families = text_string_to_metric_families(response.text)
    samples = [sample for family in families for sample in family.samples]
    return response.text, {" ".join([sample.name, *sorted(sample.labels.values())]): sample.value for sample in samples}


async def lines(bot: Bot, event: str, *, times: int = 1) -> list[dict[str, Any]]:
    """The log's lines of that event, once there are so many."""
    async with asyncio.timeout(LINE_SECONDS):
        while True:
            read = [json.loads(line) for line in bot.log().splitlines() if line.startswith("{")]
            found = [line for line in read if line["event"] == event]
            if len(found) >= times:
                return found
            await asyncio.sleep(0.05)


async def test_a_question_is_counted_timed_and_told_in_one_line_that_names_nobody(transport: Transport, tmp_path: Path) -> None:
    async with measured(transport, tmp_path, LOG_IDS="hashed", LOG_LEVEL="DEBUG") as scene:
        word = "peacock"
        attached = ("peacocks.txt", f"A {word} has a tail.\n".encode())
        ts = await scene.playground.say(f"{scene.playground.mention} what has the {word}?", files=[attached])
        await scene.answered("general", ts)
        (line,) = await lines(scene.bot, "question done")
        for delivery in [*scene.playground.deliveries.records]:
            assert (await scene.playground.deliveries.redeliver(delivery)).acked
        text, samples = await scraped(scene.bot)

        assert line["outcome"] == "answered"
        assert (line["files"], line["pages"], line["attempts"], line["claims"]) == (1, 1, 1, 1)
        assert line["prompt_tokens"] > 0
        assert line["completion_tokens"] > 0
        assert line["model"] == scene.bot.environment.get("MODEL", line["model"])
        assert 0 <= line["queue_ms"] <= line["status_ms"] <= line["first_text_ms"] <= line["total_ms"]
        assert line["model_ms"] > 0
        assert line["slack_ms"] > 0

        assert samples["footnote_attempts_total answered"] == 1
        assert samples["footnote_questions_total new"] == 1
        assert samples["footnote_questions_total duplicate"] >= 1
        assert samples["footnote_redeliveries_total"] >= 1
        assert samples["footnote_files_total text"] == 1
        assert samples["footnote_tokens_total prompt"] == line["prompt_tokens"]
        assert samples[f"footnote_model_calls_total {' '.join(sorted((line['model'], 'ok')))}"] == 1
        assert samples["footnote_slack_calls_total auth.test ok"] >= 1
        for name in ("acknowledge", "queue", "status", "first_text", "done", "slack_call", "model_call", "file_read"):
            assert samples[f"footnote_{name}_seconds_count"] >= 1, name
        assert (samples["footnote_inbox_threads"], samples["footnote_inbox_oldest_seconds"]) == (0, 0)
        assert samples["footnote_store_up"] == 1

        everything = text + scene.bot.log()
        assert word not in everything
        file = next(iter(scene.playground.workspace.files))
        channel = scene.playground.workspace.channel("general").id
        token = scene.playground.bot_environment()["SLACK_BOT_TOKEN"]
        for name in (token, ts, TEAM, channel, "general", YOU, BOT_USER, file, "peacocks.txt", "hello"):
            assert name not in everything, name
        (accepted,) = await lines(scene.bot, "question accepted")
        assert accepted["question"] == line["question"]


async def test_a_killed_bot_leaves_the_question_and_the_next_one_ends_it(tmp_path: Path) -> None:
    async with measured("socket", tmp_path) as scene:
        scene.playground.stand_in.stall_next()
        ts = await scene.playground.say(f"{scene.playground.mention} this one stalls")
        await scene.playground.until(lambda: len(scene.playground.stand_in.requests) == 1)
        await scene.bot.kill()
        await scene.bot.start()
        await scene.answered("general", ts, seconds=60)
        (line,) = await lines(scene.bot, "question done")
        _, samples = await scraped(scene.bot)
    assert (line["attempts"], line["claims"]) == (2, 2)
    assert line["question"].endswith(ts)
    assert samples["footnote_claims_after_crash_total"] == 1
    assert samples["footnote_attempts_total answered"] == 1


@pytest.mark.parametrize("how", ["stopped", "deleted"])
async def test_what_a_person_stops_or_deletes_is_told_as_that(tmp_path: Path, how: str) -> None:
    async with measured("http", tmp_path) as scene:
        scene.playground.stand_in.stall_next()
        ts = await scene.playground.say(f"{scene.playground.mention} this one stalls")
        await scene.playground.until(lambda: len(scene.playground.stand_in.requests) == 1)
        if how == "stopped":
            await scene.playground.say("stop", thread_ts=ts)
        else:
            await scene.playground.delete("general", ts)
        (line,) = await lines(scene.bot, "question done")
        _, samples = await scraped(scene.bot)
    assert line["outcome"] == how
    assert line["first_text_ms"] is None or how == "stopped"
    assert samples[f"footnote_attempts_total {how}"] == 1


async def test_metrics_are_not_on_the_port_that_slack_reaches(transport: Transport, tmp_path: Path) -> None:
    async with measured(transport, tmp_path) as scene, httpx.AsyncClient(trust_env=False) as http:
        public = await http.get(f"http://127.0.0.1:{scene.bot.environment['PORT']}/metrics")
        assert public.status_code == 404


async def test_a_receiver_and_a_worker_each_tell_their_part_and_the_inbox_is_one(
    transport: Transport, tmp_path: Path, redis: Redis, redis_socket: Path
) -> None:
    assert await redis.dbsize() == 0
    keys = {"REDIS_URL": f"unix://{redis_socket}", "CONTEXT_KEYS": f"k1:{base64.b64encode(bytes(32)).decode()}"}
    async with measured(transport, tmp_path / "receiver", **keys, WORKER_CONCURRENCY="0") as scene:
        ports = {"PORT": str(free_port()), "METRICS_PORT": str(free_port())}
        ts = await scene.playground.say(f"{scene.playground.mention} hello there")
        await lines(scene.bot, "question accepted")
        _, before = await scraped(scene.bot)
        worker = Bot(scene.playground, tmp_path / "worker", "worker", **keys, **ports)
        await worker.start()
        try:
            await scene.answered("general", ts)
            await lines(worker, "question done")
            _, after = await scraped(scene.bot)
            _, works = await scraped(worker)
        finally:
            await worker.stop()
    assert (before["footnote_inbox_threads"], before["footnote_inbox_waiting"]) == (1, 1)
    assert (after["footnote_inbox_threads"], works["footnote_inbox_threads"]) == (0, 0)
    assert (after["footnote_questions_total new"], works["footnote_attempts_total answered"]) == (1, 1)
    assert "footnote_attempts_total answered" not in after
