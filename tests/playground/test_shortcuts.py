"""Shortcuts in both transports: what the app gets, what Slack refuses by itself, and where the app may respond."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.playground import Playground
from bot.playground.entities import ALEX, BOT_USER, OTHER_TEAM, OUTSIDER, SAM, TEAM, YOU, SlackError
from bot.playground.shortcuts import SHORTCUTS
from tests.playground.conftest import Slack
from tests.playground.serving import TRANSPORTS, serving


class Bot:
    """A real Bolt app that keeps what it was sent."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.heard: list[dict[str, Any]] = []
        environment = playground.bot_environment()
        self.app = AsyncApp(client=Slack(playground).client, signing_secret=environment["SLACK_SIGNING_SECRET"] or None)
        for shortcut in SHORTCUTS:
            self.app.shortcut(shortcut.callback_id)(self._hear)

    async def _hear(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.heard.append(body)
        await ack()


@pytest.fixture(params=TRANSPORTS)
async def bot(request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with _started(request.param) as bot:
        yield bot


@asynccontextmanager
async def _started(transport: Literal["socket", "http"]) -> AsyncGenerator[Bot]:
    async with Playground(transport=transport, ack_seconds=5) as playground:
        bot = Bot(playground)
        async with serving(bot.app, playground, transport):
            yield bot


async def test_on_a_message_it_comes_with_that_message_whoever_is_a_member(bot: Bot) -> None:
    root = await bot.playground.say("first", channel="design", user=ALEX, files=[("a.txt", b"x")])
    reply = await bot.playground.say("second", channel="design", thread_ts=root)
    used = await bot.playground.shortcut("translate", channel="design", ts=reply, user=SAM)
    await bot.playground.shortcut_again(used)
    first, again = bot.heard
    assert used.acked_at
    assert first == again == used.body
    assert (first["type"], first["callback_id"]) == ("message_action", "translate")
    assert (first["user"]["id"], first["user"]["team_id"], first["team"]["id"]) == (SAM, TEAM, TEAM)
    assert (first["channel"]["name"], first["message_ts"]) == ("design", reply)
    assert (first["message"]["text"], first["message"]["thread_ts"], first["message"]["user"]) == ("second", root, YOU)
    on_root = (await bot.playground.shortcut("explain_file", channel="design", ts=root)).body["message"]
    assert isinstance(on_root, dict)
    assert on_root["files"][0]["name"] == "a.txt"
    async with aiohttp.ClientSession() as http, http.post(first["response_url"], json={"text": "psst"}) as response:
        assert response.status == 200
    assert [(told.user, told.text) for told in bot.playground.ephemeral("design", SAM)] == [(BOT_USER, "psst")]


async def test_a_global_one_knows_of_no_message_and_no_place(bot: Bot) -> None:
    used = await bot.playground.shortcut("ask_footnote", user=OUTSIDER)
    (body,) = bot.heard
    assert used.acked_at
    assert (body["type"], body["user"]["team_id"], body["team"]["id"]) == ("shortcut", OTHER_TEAM, TEAM)
    assert body["trigger_id"]
    assert not body.keys() & {"channel", "message", "response_url"}


async def test_slack_offers_none_where_there_is_nothing_to_use_it_on(playground: Playground) -> None:
    ts = await playground.say("x", channel="leadership")
    whispered = playground.workspace.post(channel="C0PLAYGEN01", user=BOT_USER, text="psst", ephemeral_to=YOU)
    for refused, code in (
        (playground.shortcut("translate", channel="leadership", ts=ts, user=SAM), "channel_not_found"),
        (playground.shortcut("translate", channel="general", ts=whispered.ts), "message_not_found"),
        (playground.shortcut("translate", channel="general", ts="1.0"), "message_not_found"),
        (playground.shortcut("ask_footnote", channel="leadership", ts=ts), "no_such_shortcut"),
        (playground.shortcut("translate"), "no_such_shortcut"),
    ):
        with pytest.raises(SlackError) as caught:
            await refused
        assert caught.value.code == code


async def test_one_that_nobody_acknowledges_is_not_sent_again(playground: Playground) -> None:
    ts = await playground.say("x", channel="general")
    used = await playground.shortcut("translate", channel="general", ts=ts)
    assert [outcome.acked for outcome in used.outcomes] == [False]
