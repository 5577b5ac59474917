"""Slash commands in both transports: what the app gets, what the person sees, and what Slack refuses by itself."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal, cast
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.signature import SignatureVerifier

from bot.playground import Playground
from bot.playground.commands import Command
from bot.playground.entities import ALEX, APP, BOT_USER, DM, GUEST, OUTSIDER, SAM, SLACKBOT, TEAM, YOU, Message, SlackError
from tests.playground.conftest import Slack
from tests.playground.serving import TRANSPORTS, serving

Said = str | dict[str, Any] | None


class Bot:
    """A real Bolt app that answers `/ask` as it is told and keeps what it was sent."""

    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.heard: list[dict[str, Any]] = []
        self.says: Said = None
        environment = playground.bot_environment()
        # An empty secret is how Bolt is told that there is none.
        self.app = AsyncApp(client=Slack(playground).client, signing_secret=environment["SLACK_SIGNING_SECRET"] or None)
        self.app.command("/ask")(self._answer)

    async def _answer(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        self.heard.append(body)
        # One by one: Bolt's parameters are typed otherwise than its own examples use them.
        await (ack() if self.says is None else ack(self.says) if isinstance(self.says, str) else ack(**self.says))


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


def seen(playground: Playground, channel: str = "general") -> list[tuple[str, str, str | None]]:
    return [(m.user, m.text, m.ephemeral_to) for m in playground.workspace.channel(channel).messages.values()]


async def test_a_command_comes_with_who_where_and_how_to_respond(bot: Bot) -> None:
    sent = await bot.playground.command("/ask", "what of #finance & @Sam's a < b?", channel="general", user=ALEX)
    (body,) = bot.heard
    assert sent.acked_at
    assert body == {name: str(value) for name, value in sent.body.items()}
    assert (
        body.items()
        >= {
            "team_id": TEAM,
            "team_domain": "playground",
            "channel_id": "C0PLAYGEN01",
            "channel_name": "general",
            "user_id": ALEX,
            "user_name": "alex",
            "command": "/ask",
            "text": f"what of <#C0PLAYFIN01|finance> &amp; <@{SAM}|sam>'s a &lt; b?",
            "api_app_id": APP,
            "is_enterprise_install": "false",
        }.items()
    )
    assert body["response_url"].startswith(f"{bot.playground.url}/commands/")
    assert body["trigger_id"]
    assert seen(bot.playground) == []


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("psst", [(BOT_USER, "psst", YOU)]),
        ({"text": "psst", "response_type": "ephemeral"}, [(BOT_USER, "psst", YOU)]),
        ({"text": "for all", "response_type": "in_channel"}, [(BOT_USER, "for all", None)]),
        ({"text": "", "blocks": [{"type": "divider"}]}, [(BOT_USER, "", YOU)]),
        (None, []),
        (
            {"text": "x", "blocks": [{"type": "nothing"}]},
            [(SLACKBOT, '/ask failed with the error "invalid_command_response"', YOU)],
        ),
    ],
)
async def test_what_comes_with_the_acknowledgement_is_shown(
    bot: Bot, says: Said, shown: list[tuple[str, str, str | None]]
) -> None:
    bot.says = says
    await bot.playground.command("/ask", channel="general")
    assert seen(bot.playground) == shown


async def test_the_very_same_command_can_come_twice(bot: Bot) -> None:
    sent = await bot.playground.command("/ask", "x", channel="dm")
    again = await bot.playground.command_again(sent)
    assert again.acked_at
    assert bot.heard[0] == bot.heard[1]
    assert (await bot.playground.command("/ask", "x", channel="dm")).body["trigger_id"] != sent.body["trigger_id"]


async def test_a_command_that_nobody_acknowledges_is_said_to_have_failed_to_its_author_alone(playground: Playground) -> None:
    sent = await playground.command("/ask", channel="general", user=ALEX)
    assert [outcome.acked for outcome in sent.outcomes] == [False]
    assert seen(playground) == [(SLACKBOT, '/ask failed with the error "operation_timeout"', ALEX)]


async def test_http_commands_are_signed_forms_that_come_once() -> None:
    requests: list[tuple[dict[str, str], bytes]] = []

    async def stall(request: web.Request) -> web.StreamResponse:
        requests.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        await asyncio.Event().wait()
        raise AssertionError

    app = web.Application()
    app.router.add_post("/slack/events", stall)
    runner = web.AppRunner(app, shutdown_timeout=0.01, handler_cancellation=True)
    await runner.setup()
    async with Playground(transport="http", ack_seconds=0.05, retry_factor=0.0) as playground:
        await web.TCPSite(runner, "127.0.0.1", playground.bot_port).start()
        await playground.command("/ask", "é & ü = 1", channel="dm", user=SAM)
        ((headers, body),) = requests
        assert headers["content-type"] == "application/x-www-form-urlencoded"
        assert SignatureVerifier(playground.bot_environment()["SLACK_SIGNING_SECRET"]).is_valid_request(body, headers)
        assert dict(parse_qsl(body.decode()))["text"] == "é &amp; ü = 1"
        assert "x-slack-retry-num" not in headers
        (note,) = playground.ephemeral("dm", SAM)
        assert (note.user, note.text) == (SLACKBOT, '/ask failed with the error "operation_timeout"')
        await runner.cleanup()


async def test_a_bot_that_is_down_fails_the_command_at_once() -> None:
    async with Playground(transport="http") as playground:
        await playground.command("/ask", channel="general")
        assert [note.text for note in playground.ephemeral("general")] == ['/ask failed with the error "dispatch_failed"']


@pytest.mark.parametrize(
    ("channel", "name"),
    [("dm", "directmessage"), ("leadership", "privategroup"), ("partners", "partners"), ("mpdm-you--alex-1", "mpdm-you--alex-1")],
)
async def test_the_names_of_private_places_are_not_told(playground: Playground, channel: str, name: str) -> None:
    playground.workspace.add_channel("mpdm-you--alex-1", members=[YOU, ALEX, BOT_USER], is_mpim=True)
    sent = await playground.command("/ask", channel=channel)
    assert sent.body["channel_name"] == name
    assert channel != "dm" or sent.body["channel_id"] == DM


@pytest.mark.parametrize(
    ("user", "text"),
    [
        (YOU, "<#C0PLAYLEA01|leadership> <#C0PLAYFIN01|finance>"),
        (GUEST, "#leadership #finance"),
        (SAM, "#leadership <#C0PLAYFIN01|finance>"),
    ],
)
async def test_channels_that_the_person_does_not_know_stay_words(playground: Playground, user: str, text: str) -> None:
    assert (await playground.command("/recap", "#leadership #finance", channel="general", user=user)).body["text"] == text


def notes(messages: list[Message]) -> list[tuple[str, str | None]]:
    return [(message.text.partition(". ")[0], message.thread_ts) for message in messages]


async def test_what_slack_refuses_by_itself_is_not_sent(playground: Playground) -> None:
    ts = await playground.say("hello")
    delivered = len(playground.deliveries.records)
    unknown = await playground.command("/nothing", "x", channel="general")
    threaded = await playground.command("/ask", "x", channel="general", thread_ts=ts)
    foreign = await playground.command("/ask", "x", channel="partners", user=OUTSIDER)
    assert [delivery.outcomes for delivery in (unknown, threaded, foreign)] == [[], [], []]
    assert len(playground.deliveries.records) == delivered
    assert notes(playground.ephemeral("general")) == [
        ("`/nothing` is not a valid command", None),
        ("`/ask` is not supported in threads", ts),
    ]
    assert notes(playground.ephemeral("partners", OUTSIDER)) == [("`/ask` is not a valid command", None)]
    with pytest.raises(SlackError, match="not_in_channel"):
        await playground.command("/ask", channel="leadership", user=SAM)


async def test_the_commands_are_those_that_the_app_declares() -> None:
    declared = [Command(name="/other", description="Something else")]
    async with Playground(transport="http", commands=declared) as playground:
        assert (await playground.command("/other", channel="general")).outcomes
        assert not (await playground.command("/ask", channel="general")).outcomes


async def test_slacks_own_invitation_brings_the_bot_in(playground: Playground) -> None:
    await playground.command("/invite", "@footnote @you", channel="design")
    assert BOT_USER in playground.workspace.channel("design").members
    assert [cast(str, record.event["type"]) for record in playground.deliveries.records] == ["member_joined_channel"]
    await playground.command("/invite", "@footnote", channel="design")
    first, second = playground.ephemeral("design")
    assert first.text == "You have added Footnote to this channel."
    assert second.text.startswith("There is nobody to add")
