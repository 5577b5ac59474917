"""The switches, over real sockets."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import httpx
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.playground import Playground, faults
from bot.playground.child import Child
from bot.playground.entities import Payload, SlackError
from bot.playground.faults import IN_ANY_ORDER, SWITCHES
from bot.playground.pause import Pause
from tests.playground.conftest import Slack

CHAT = "/chat/completions"
BODY: Payload = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
LONG = " ".join(f"word{number}" for number in range(40))


@pytest.fixture
async def bot(playground: Playground, slack: Slack) -> AsyncIterator[list[str]]:
    """A Bolt app that acknowledges everything; the types of the events that reached it."""
    heard: list[str] = []
    app = AsyncApp(client=slack.client)
    for kind in ("app_mention", "message"):

        async def note(event: dict[str, object], kind: str = kind) -> None:
            heard.append(kind)

        app.event(kind)(note)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    yield heard
    await handler.close_async()


def on(playground: Playground) -> set[str]:
    return {str(one["name"]) for one in playground.faults.shown() if one["on"]}


async def test_every_switch_says_what_a_person_should_see(playground: Playground) -> None:
    shown = playground.faults.shown()
    assert [one["name"] for one in shown] == [switch.name for switch in SWITCHES]
    assert all(one["title"] and str(one["see"]).endswith(".") for one in shown)
    assert on(playground) == set()


async def test_a_slow_api_begins_late(playground: Playground, api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "FIRST_SECONDS", 3600.0)
    await playground.faults.switch("slow_api", on=True)
    with pytest.raises(httpx.ReadTimeout):
        await api.post(CHAT, json=BODY, timeout=0.1)
    assert playground.stand_in.exchanges[-1].chunks == []
    await playground.faults.switch("slow_api", on=False)
    assert (await api.post(CHAT, json=BODY)).status_code == 200


@pytest.mark.parametrize(("name", "status", "wait"), [("api_500", 500, None), ("api_429", 429, "3")])
async def test_a_failing_api_fails_until_it_is_turned_off(
    playground: Playground, api: httpx.AsyncClient, name: str, status: int, wait: str | None
) -> None:
    await playground.faults.switch(name, on=True)
    answers = [await api.post(CHAT, json=BODY) for _ in range(3)]
    assert [(one.status_code, one.headers.get("retry-after")) for one in answers] == [(status, wait)] * 3
    await playground.faults.switch(name, on=False)
    assert (await api.post(CHAT, json=BODY)).status_code == 200


async def test_one_stream_is_cut_and_the_switch_goes_back_by_itself(playground: Playground, api: httpx.AsyncClient) -> None:
    await playground.faults.switch("cut_stream", on=True)
    assert on(playground) == {"cut_stream"}
    playground.stand_in.say_next(LONG)
    with pytest.raises(httpx.RemoteProtocolError):
        await api.post(CHAT, json={**BODY, "stream": True})
    assert len(playground.stand_in.exchanges[-1].chunks) == faults.CUT_AFTER
    assert on(playground) == set()
    playground.stand_in.say_next(LONG)
    assert "word39" in (await api.post(CHAT, json={**BODY, "stream": True})).text


async def test_slow_slack_takes_its_time(playground: Playground, slack: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "SLACK_SECONDS", 3600.0)
    await playground.faults.switch("slow_slack", on=True)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slack.ok("auth.test"), 0.1)
    await playground.faults.switch("slow_slack", on=False)
    assert await slack.ok("auth.test")


async def posted(slack: Slack, times: int) -> list[int]:
    """The HTTP status of so many posts, 0 where the connection was cut."""
    statuses: list[int] = []
    headers = {"Authorization": f"Bearer {slack.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for _ in range(times):
            try:
                async with session.post(f"{slack.url}chat.postMessage", json={"channel": "general", "text": "x"}) as answer:
                    statuses.append(answer.status)
            except aiohttp.ClientError:
                statuses.append(0)
    return statuses


async def test_slack_refuses_some_calls_and_says_how_long_to_wait(playground: Playground, slack: Slack) -> None:
    await playground.faults.switch("slack_429", on=True)
    statuses = await posted(slack, 20)
    assert set(statuses) == {200, 429}
    assert len(playground.workspace.channel("general").messages) == statuses.count(200)
    assert await slack.ok("auth.test")


async def test_a_lost_response_was_carried_out(playground: Playground, slack: Slack) -> None:
    await playground.faults.switch("lost_response", on=True)
    statuses = await posted(slack, 20)
    assert set(statuses) == {200, 0}
    assert len(playground.workspace.channel("general").messages) == 20
    assert {call.status for call in playground.calls("chat.postMessage")} == {200, 0}


async def test_an_acknowledged_event_comes_again(playground: Playground, bot: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "REPEAT_SECONDS", 0.01)
    await playground.faults.switch("duplicates", on=True)
    await playground.say("hello")
    await playground.until(lambda: len(bot) == 2)
    (record,) = playground.deliveries.records
    assert [attempt.number for attempt in record.attempts] == [0, 1]


async def test_a_mention_comes_four_times_the_wrong_way_round(playground: Playground, bot: list[str]) -> None:
    await playground.faults.switch("mentions", on=True)
    await playground.say(f"{playground.mention} hello")
    await playground.until(lambda: len(bot) == 4)
    assert [record.event["type"] for record in playground.deliveries.records] == list(IN_ANY_ORDER)
    assert len({record.body["event_id"] for record in playground.deliveries.records}) == 4


async def test_the_worker_is_killed_and_started_again(playground: Playground) -> None:
    child = Child([sys.executable, "-c", "import time; time.sleep(60)"], environment={}, wait_seconds=0.0)
    playground.faults.kill = child.kill
    running = asyncio.create_task(child.run())
    for number in range(1, 9):
        async with asyncio.timeout(20):
            while len(child.lives) < number or not child.running:  # noqa: ASYNC110 - a process starts
                await asyncio.sleep(0.005)
        await playground.faults.switch("kill", on=True)
        async with asyncio.timeout(20):
            while child.lives[number - 1].ended_at is None:  # noqa: ASYNC110 - a process ends
                await asyncio.sleep(0.005)
    assert all(life.was_killed for life in tuple(child.lives)[:8])
    assert on(playground) == set()
    assert not running.done()
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def test_redis_is_stopped_and_goes_on(playground: Playground) -> None:
    sleeper = await asyncio.create_subprocess_exec("sleep", "60")
    playground.faults.kill, playground.faults.redis = (lambda: True), Pause(lambda: sleeper.pid)
    await playground.faults.switch("redis", on=True)
    assert on(playground) == {"redis"}
    await playground.faults.switch("redis", on=False)
    assert on(playground) == set()
    sleeper.kill()
    await sleeper.wait()


@pytest.mark.parametrize(
    ("name", "error"), [("kill", "not_available"), ("redis", "not_available"), ("gremlins", "unknown_fault")]
)
async def test_what_is_not_there_is_refused(playground: Playground, name: str, error: str) -> None:
    with pytest.raises(SlackError, match=error):
        await playground.faults.switch(name, on=True)
    assert on(playground) == set()


async def test_a_redis_that_can_not_be_found_is_not_stopped(playground: Playground) -> None:
    playground.faults.kill, playground.faults.redis = (lambda: True), Pause(lambda: None)
    with pytest.raises(SlackError, match="not_available"):
        await playground.faults.switch("redis", on=True)
    assert on(playground) == set()


async def test_reset_turns_everything_off(playground: Playground, slack: Slack, api: httpx.AsyncClient) -> None:
    before = (playground.stand_in.chunk_seconds, playground.deliveries.mention_events)
    for switch in SWITCHES:
        if switch.kind != "now" and switch.name != "redis":
            await playground.faults.switch(switch.name, on=True)
    await playground.faults.reset()
    assert on(playground) == set()
    assert (playground.stand_in.chunk_seconds, playground.deliveries.mention_events) == before
    assert await posted(slack, 10) == [200] * 10
    assert (await api.post(CHAT, json=BODY)).status_code == 200
    assert playground.deliveries.repeats.draw() is None
