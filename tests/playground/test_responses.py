"""The addresses at which the app responds to a command; those of buttons are in test_people.py."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground import Playground
from bot.playground.entities import BOT_USER, YOU, Payload
from bot.playground.web_api import Fault
from tests.playground.conftest import Slack

SHARE: Payload = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "share", "text": {"type": "plain_text", "text": "Share"}}],
}


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def respond_to(playground: Playground, session: aiohttp.ClientSession, channel: str = "general") -> AsyncWebhookClient:
    """Where the app may respond to a command of yours."""
    sent = await playground.command("/ask", channel=channel)
    playground.workspace.delete(channel=playground.ephemeral(channel)[0].channel, ts=playground.ephemeral(channel)[0].ts)
    return AsyncWebhookClient(str(sent.body["response_url"]), session=session)


def shown(playground: Playground, channel: str = "general") -> list[tuple[str, str | None]]:
    return [(m.text, m.ephemeral_to) for m in playground.workspace.channel(channel).messages.values() if m.user == BOT_USER]


async def test_a_command_is_answered_for_one_or_for_all_also_where_the_bot_is_not(
    playground: Playground, slack: Slack, session: aiohttp.ClientSession
) -> None:
    reply = await respond_to(playground, session, "design")
    metadata = {"event_type": "footnote_answer", "event_payload": {"part": 1}}
    assert (await reply.send_dict({"text": "psst", "blocks": [SHARE], "metadata": metadata})).body == "ok"
    await reply.send(text="all", response_type="in_channel")
    assert shown(playground, "design") == [("psst", YOU), ("all", None)]
    assert playground.ephemeral("design")[-1].metadata == metadata
    assert not any(record.event for record in playground.deliveries.records)


async def test_a_button_on_a_private_answer_shares_and_replaces_it(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    reply = await respond_to(playground, session, "design")
    await reply.send(text="psst", blocks=[SHARE])
    pressed = await playground.click("design", playground.ephemeral("design")[0].ts, "share")
    of_the_button = AsyncWebhookClient(str(pressed.body["response_url"]), session=session)
    await of_the_button.send(text="shared", response_type="in_channel")
    await of_the_button.send(text="You have shared it.", replace_original=True)
    assert shown(playground, "design") == [("You have shared it.", YOU), ("shared", None)]
    await of_the_button.send(delete_original=True)
    assert shown(playground, "design") == [("shared", None)]


async def test_a_command_has_no_original_to_replace_or_delete(playground: Playground, session: aiohttp.ClientSession) -> None:
    reply = await respond_to(playground, session)
    await reply.send(text="one")
    await reply.send(text="two", replace_original=True)
    assert (await reply.send(delete_original=True)).status_code == 200
    assert shown(playground) == [("one", YOU), ("two", YOU)]


async def test_an_answer_for_all_may_go_into_a_thread(playground: Playground, session: aiohttp.ClientSession) -> None:
    ts = await playground.say("hello")
    reply = await respond_to(playground, session)
    await reply.send_dict({"text": "x", "response_type": "in_channel", "replace_original": False, "thread_ts": ts})
    assert [message.text for message in playground.thread("general", ts)] == ["hello", "x"]


@pytest.mark.parametrize(
    ("body", "error"),
    [({"text": " "}, "no_text"), ({"markdown_text": "**x**"}, "no_text"), ({"blocks": [{"type": "nothing"}]}, "invalid_blocks")],
)
async def test_what_is_no_message_is_refused_and_does_not_count(
    playground: Playground, session: aiohttp.ClientSession, body: dict[str, object], error: str
) -> None:
    reply = await respond_to(playground, session)
    refused = await reply.send_dict(body)
    assert (refused.status_code, error in refused.body) == (400, True)
    async with session.post(reply.url, data="{", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
    assert [(await reply.send(text="x")).status_code for _ in range(6)] == [200] * 5 + [404]


async def test_the_sixth_use_and_one_after_the_end_say_why(playground: Playground, session: aiohttp.ClientSession) -> None:
    reply = await respond_to(playground, session)
    for _ in range(5):
        await reply.send(text="x")
    used = await reply.send(text="x")
    assert (used.status_code, "used_url" in used.body) == (404, True)
    playground.expire_responses()
    expired = await reply.send(text="x")
    assert (expired.status_code, "expired_url" in expired.body) == (404, True)
    assert (await (await respond_to(playground, session)).send(text="a new one")).status_code == 200


async def test_failures_come_when_told_and_everything_sent_is_kept(
    playground: Playground, session: aiohttp.ClientSession
) -> None:
    reply = await respond_to(playground, session)
    playground.responses.fail_next(Fault(status=500))
    playground.responses.fail_next(Fault(status=503, committed=True, headers=(("Retry-After", "7"),)))
    playground.responses.fail_next(Fault(disconnect=True))
    assert (await reply.send(text="lost")).status_code == 500
    late = await reply.send(text="there")
    assert (late.status_code, late.headers["Retry-After"]) == (503, "7")
    with pytest.raises(aiohttp.ClientError):
        await session.post(reply.url, json={"text": "cut"})
    await reply.send(text="last")
    assert shown(playground) == [("there", YOU), ("last", YOU)]
    kept = playground.responses.sent
    assert [(response.args["text"], response.status) for response in kept if response.url == reply.url] == [
        ("lost", 500),
        ("there", 503),
        ("cut", 0),
        ("last", 200),
    ]
