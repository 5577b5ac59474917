"""The inspector's endpoints, over real sockets."""

from collections.abc import AsyncIterator
from typing import Any, cast

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.playground import Playground
from bot.playground.bot_log import BotLog
from bot.playground.child import Life
from bot.playground.entities import DM
from bot.playground.journeys import request_name
from tests.playground.conftest import Slack
from tests.playground.seen import question_id


class Page:
    """Calls the endpoints as the page does."""

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self._session = session
        self._headers = {"X-Playground-Token": token}

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        async with self._session.get(f"/playground/{path}", params=query, headers=self._headers) as answer:
            return cast("dict[str, Any]", await answer.json())

    async def turn(self, name: str, *, on: bool) -> dict[str, Any]:
        async with self._session.post("/playground/faults", json={"name": name, "on": on}, headers=self._headers) as answer:
            return cast("dict[str, Any]", await answer.json())


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[Page]:
    async with aiohttp.ClientSession(playground.url) as session:
        yield Page(session, playground.page.token)


@pytest.fixture
async def bot(playground: Playground, slack: Slack) -> AsyncIterator[None]:
    """A Bolt app that asks the model and answers in the thread, as the bot does."""
    app = AsyncApp(client=slack.client)
    base = playground.bot_environment()["AIMLAPI_BASE_URL"]

    async def answer(event: dict[str, Any]) -> None:
        place = {"channel": event["channel"], "thread_ts": event["ts"]}
        await slack.ok("conversations.replies", channel=event["channel"], ts=event["ts"])
        headers = {"Authorization": "Bearer x", "X-Client-Request-Id": request_name(question_id(event["ts"]))}
        body = {"model": "m", "messages": [{"role": "user", "content": event["text"]}]}
        async with aiohttp.ClientSession(headers=headers) as session, session.post(f"{base}/chat/completions", json=body) as said:
            completion = await said.json()
        await slack.ok("chat.postMessage", text=completion["choices"][0]["message"]["content"], **place)

    app.event("message")(answer)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    yield
    await handler.close_async()


@pytest.mark.usefixtures("bot")
async def test_a_question_is_followed_from_its_delivery_to_the_calls_that_answer_it(playground: Playground, page: Page) -> None:
    ts = await playground.say("How much is 42?", channel="dm")
    await playground.until(lambda: len(playground.thread("dm", ts)) == 2)
    answer = playground.thread("dm", ts)[1]
    (listed,) = (await page.get("journeys"))["journeys"]
    assert (listed["id"], listed["text"]) == (question_id(ts), "How much is 42?")
    by_message = (await page.get("journey", channel=DM, ts=answer.ts))["journey"]
    assert by_message["id"] == (await page.get("journey", id=listed["id"]))["journey"]["id"] == listed["id"]
    stages = {stage["name"]: stage for stage in by_message["stages"]}
    assert [row["acked"] for row in stages["delivered"]["deliveries"]] == [True]
    assert [call["method"] for call in stages["read"]["calls"]] == ["conversations.replies"]
    assert stages["sent"]["exchanges"][0]["messages"][0]["text"] == "How much is 42?"
    assert stages["sent"]["exchanges"][0]["text"]
    (posted,) = stages["calls"]["calls"]
    assert (posted["method"], posted["ok"], posted["args"]["thread_ts"]) == ("chat.postMessage", True, ts)
    assert answer.ts in posted["answer"]


async def test_what_the_bot_logs_and_its_lives_are_part_of_it(playground: Playground, page: Page) -> None:
    log = BotLog()
    log.hear('{"event": "question accepted", "question": "T:D:1.1", "surface": "direct", "timestamp": "2026-01-01T00:00:00Z"}')
    playground.inspector.log, playground.inspector.lives = log, [Life(pid=1, began_at=0.0)]
    journey = (await page.get("journey", id="T:D:1.1"))["journey"]
    assert (journey["hears_log"], [line["event"] for line in journey["log"]]) == (True, ["question accepted"])


@pytest.mark.parametrize("query", [{"id": "T:C:1"}, {"channel": DM, "ts": "1.1"}])
async def test_what_is_not_known_has_no_journey(page: Page, query: dict[str, str]) -> None:
    assert await page.get("journey", **query) == {"ok": False, "error": "no_journey"}


async def test_a_message_that_is_none_is_refused(page: Page) -> None:
    assert (await page.get("journey", channel=DM, ts="yesterday"))["error"] == "invalid_arguments"


async def test_switches_are_shown_turned_and_reset(page: Page, playground: Playground) -> None:
    def lit(told: dict[str, Any]) -> list[str]:
        return [switch["name"] for switch in told["switches"] if switch["on"]]

    assert lit(await page.get("faults")) == []
    assert lit(await page.turn("api_500", on=True)) == ["api_500"]
    assert lit(await page.turn("duplicates", on=True)) == ["api_500", "duplicates"]
    assert (await page.turn("kill", on=True))["error"] == "not_available"
    assert lit(await page.turn("all", on=False)) == []
    assert playground.stand_in.mishaps.draw() is None


@pytest.mark.parametrize("path", ["journeys", "journey", "faults"])
async def test_only_the_page_gets_in(playground: Playground, path: str) -> None:
    async with aiohttp.ClientSession(playground.url) as session:
        async with session.get(f"/playground/{path}") as answer:
            assert answer.status == 403
        async with session.post(f"/playground/{path}", json={}) as answer:
            assert answer.status in (403, 405)


async def test_the_page_hears_when_the_bot_comes_and_goes(playground: Playground, page: Page) -> None:
    is_running = True
    playground.watch(lambda: is_running)
    async with aiohttp.ClientSession(playground.url) as session:
        handler = AsyncSocketModeHandler(AsyncApp(client=Slack(playground).client), Slack(playground).app_token)
        async with session.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
            await handler.connect_async()
            assert await feed.receive_json(timeout=5) == {"type": "bot", "channel": "", "running": True}
            is_running = False
            playground.workspace.signal.fire()
            assert await feed.receive_json(timeout=5) == {"type": "bot", "channel": "", "running": False}
        await handler.close_async()
