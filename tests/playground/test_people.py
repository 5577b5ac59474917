"""What people do besides writing, and what the app hears of it."""

from collections.abc import AsyncIterator, Mapping
from typing import cast

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground import Playground
from bot.playground.deliveries import Delivery
from bot.playground.entities import BOT_USER, DM, TEAM, YOU, Payload, SlackError
from bot.playground.interactions import Interactions
from bot.playground.responses import Responses
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace
from tests.playground.conftest import Slack

SAM = "U0PLAYSAM01"
STOP: Payload = {
    "type": "actions",
    "block_id": "tools",
    "elements": [
        {
            "type": "button",
            "action_id": "stop_answer",
            "text": {"type": "plain_text", "text": "Stop"},
            "value": "Q1",
            "style": "danger",
        }
    ],
}
SECTION: Payload = {"type": "section", "text": {"type": "mrkdwn", "text": "a"}}


def events(playground: Playground) -> list[Payload]:
    return [record.event for record in playground.deliveries.records]


OPTIONS: list[Payload] = [{"text": {"type": "plain_text", "text": name}, "value": name.lower()} for name in ("Long", "Short")]
THUMB: Payload = {"text": {"type": "plain_text", "text": "Good"}, "value": "good Q1"}
MENUS: list[Payload] = [
    {
        "type": "actions",
        "elements": [
            {"type": "overflow", "action_id": "more", "options": OPTIONS},
            {"type": "static_select", "action_id": "pick", "option_groups": [{"options": OPTIONS}]},
        ],
    },
    {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "thumbs",
                "positive_button": THUMB,
                "negative_button": {**THUMB, "value": "bad Q1"},
            }
        ],
    },
]


@pytest.mark.parametrize(
    ("action_id", "value", "told"),
    [
        ("more", "short", {"type": "overflow", "selected_option": OPTIONS[1]}),
        ("pick", "long", {"type": "static_select", "selected_option": OPTIONS[0]}),
        ("thumbs", "bad Q1", {"type": "feedback_buttons", "value": "bad Q1", "text": THUMB["text"]}),
    ],
)
async def test_a_choice_from_a_menu_and_a_thumb_are_told_as_slack_tells_them(
    playground: Playground, slack: Slack, action_id: str, value: str, told: Payload
) -> None:
    posted = await slack.ok("chat.postMessage", channel="general", text="x", blocks=MENUS)
    pressed = await playground.click("general", posted["ts"], action_id, value=value)
    (action,) = cast("list[Payload]", pressed.body["actions"])
    assert action.items() >= {**told, "action_id": action_id}.items()
    assert action["action_ts"]
    with pytest.raises(SlackError, match="no_such_option"):
        await playground.click("general", posted["ts"], action_id, value="else")


async def test_an_edit_is_told_with_both_versions(playground: Playground) -> None:
    ts = await playground.say("one")
    await playground.edit("general", ts, "two")
    await playground.edit("general", ts, "two")
    _, changed = events(playground)
    assert changed["subtype"] == "message_changed"
    message, previous = cast(Payload, changed["message"]), cast(Payload, changed["previous_message"])
    assert (message["text"], previous["text"], message["ts"]) == ("two", "one", ts)
    assert cast(Payload, message["edited"])["user"] == YOU


async def test_an_edit_that_adds_a_mention_is_also_a_mention(playground: Playground) -> None:
    ts = await playground.say("one")
    await playground.edit("general", ts, f"{playground.mention} one")
    await playground.edit("general", ts, f"{playground.mention} two")
    assert [(event["type"], event.get("subtype")) for event in events(playground)[1:]] == [
        ("app_mention", None),
        ("message", "message_changed"),
        ("message", "message_changed"),
    ]
    mention = events(playground)[1]
    assert mention["ts"] == ts
    assert mention["event_ts"] != ts


async def test_a_deletion_is_told_with_what_was_there(playground: Playground) -> None:
    ts = await playground.say("one", channel="dm")
    await playground.delete("dm", ts)
    deleted = events(playground)[-1]
    assert (deleted["subtype"], deleted["deleted_ts"], deleted["channel"]) == ("message_deleted", ts, DM)
    assert cast(Payload, deleted["previous_message"])["text"] == "one"


async def test_people_change_what_is_their_own(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("one", user=SAM)
    answer = (await slack.ok("chat.postMessage", channel="general", text="a"))["ts"]
    await playground.edit("general", ts, "two")
    for wrong in (playground.edit("general", ts, "x", user=YOU), playground.edit("general", answer, "x")):
        with pytest.raises(SlackError, match="cant_update_message"):
            await wrong
    with pytest.raises(SlackError, match="no_text"):
        await playground.edit("general", ts, " ")
    with pytest.raises(SlackError, match="cant_delete_message"):
        await playground.delete("general", ts, user=YOU)


async def test_stop_ends_the_streams_of_its_thread_and_leaves_the_session_to_the_app(
    playground: Playground, slack: Slack
) -> None:
    channel = playground.workspace.channel("general").id
    parents = [await playground.say("one"), await playground.say("two")]
    to = {"channel": channel, "recipient_user_id": YOU, "recipient_team_id": TEAM, "markdown_text": "a"}
    streams = [(await slack.ok("chat.startStream", **to, thread_ts=parent))["ts"] for parent in parents]
    await slack.ok("agents.sessions.setStatus", channel_id=channel, thread_ts=parents[0], status="processing")
    stopped = (await playground.stop("general", parents[0], user=SAM)).event
    assert (stopped["type"], stopped["user"], stopped["thread_ts"]) == ("agent_session_stopped", SAM, parents[0])
    assert (stopped["channel"], stopped["streaming_message_ts"]) == (channel, [streams[0]])
    assert playground.workspace.sessions[channel, parents[0]].status == "processing"
    assert await slack.error("chat.appendStream", channel=channel, ts=streams[0], markdown_text="b") == "stopped_by_user"
    await slack.ok("chat.appendStream", channel=channel, ts=streams[1], markdown_text="b")
    # The app still says that the answer is whole, or not, and that it has stopped.
    await slack.ok("chat.stopStream", channel=channel, ts=streams[0], markdown_text="\n\nStopped.", session_status="active")
    assert playground.thread("general", parents[0])[-1].text == "a\n\nStopped."
    with pytest.raises(SlackError, match="nothing_to_stop"):
        await playground.stop("general", parents[0])


async def test_stop_without_a_stream_names_none(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("one", channel="dm")
    await slack.ok("agents.sessions.setStatus", channel_id=DM, thread_ts=ts, status="processing")
    assert (await playground.stop("dm", ts)).event["streaming_message_ts"] == []


async def test_without_sessions_there_is_no_stop_button() -> None:
    async with Playground(sessions=False) as playground:
        slack = Slack(playground)
        ts = await playground.say("one", channel="dm")
        await slack.ok("chat.startStream", channel=DM, thread_ts=ts)
        with pytest.raises(SlackError, match="nothing_to_stop"):
            await playground.stop("dm", ts)


async def test_the_home_and_an_invitation_are_events(playground: Playground) -> None:
    other = playground.workspace.add_channel("other", members=[YOU])
    await playground.open_home("home")
    await playground.invite_bot("other")
    await playground.say("hello", channel="other")
    home, joined, said = events(playground)
    assert (home["type"], home["tab"], home["channel"], home["user"]) == ("app_home_opened", "home", DM, YOU)
    assert (joined["type"], joined["user"], joined["channel"]) == ("member_joined_channel", BOT_USER, other.id)
    assert said["channel"] == other.id
    with pytest.raises(SlackError, match="already_in_channel"):
        await playground.invite_bot("other")


async def post(slack: Slack, **arguments: object) -> str:
    sent = await slack.ok("chat.postMessage", channel="general", text="a", blocks=[SECTION, STOP], **arguments)
    return cast(str, sent["ts"])


def body(delivery: Delivery, name: str) -> Payload:
    return cast(Payload, delivery.body[name])


async def test_a_press_says_who_pressed_what_and_where(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("question")
    ts = await post(slack, thread_ts=parent)
    pressed = await playground.click("general", ts, "stop_answer", user=SAM)
    (action,) = cast(list[Payload], pressed.body["actions"])
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == ("stop_answer", "tools", "Q1", "button")
    assert action["action_ts"]
    assert body(pressed, "user")["id"] == SAM
    assert (body(pressed, "team")["id"], body(pressed, "channel")["name"]) == (TEAM, "general")
    assert body(pressed, "container")["message_ts"] == body(pressed, "message")["ts"] == ts
    assert body(pressed, "container")["thread_ts"] == parent
    assert pressed.body["trigger_id"]
    # Nobody was there to acknowledge it, and Slack does not try again.
    assert [outcome.acked for outcome in pressed.outcomes] == [False]
    assert pressed.event == {}


async def test_a_button_that_is_not_there_can_not_be_pressed(playground: Playground, slack: Slack) -> None:
    ts = await post(slack)
    with pytest.raises(SlackError, match="no_such_button"):
        await playground.click("general", ts, "answer_again")
    with pytest.raises(SlackError, match="message_not_found"):
        await playground.click("general", "1.000000", "stop_answer")


async def test_an_ephemeral_message_is_pressed_by_its_reader_and_not_sent_along(playground: Playground, slack: Slack) -> None:
    arguments: Mapping[str, object] = {"channel": "general", "user": SAM, "text": "a", "blocks": [STOP]}
    ts = (await slack.ok("chat.postEphemeral", **arguments))["message_ts"]
    pressed = await playground.click("general", ts, "stop_answer")
    assert (body(pressed, "user")["id"], body(pressed, "container")["is_ephemeral"]) == (SAM, True)
    assert "message" not in pressed.body
    with pytest.raises(SlackError, match="message_not_found"):
        await playground.click("general", ts, "stop_answer", user=YOU)


@pytest.fixture
async def reply(playground: Playground, slack: Slack) -> AsyncIterator[AsyncWebhookClient]:
    """Where the app may respond to a press on the only message of #general."""
    pressed = await playground.click("general", await post(slack), "stop_answer")
    async with aiohttp.ClientSession() as session:
        yield AsyncWebhookClient(str(pressed.body["response_url"]), session=session)


def shown(playground: Playground) -> list[tuple[str, str | None]]:
    return [(message.text, message.ephemeral_to) for message in playground.workspace.channel("general").messages.values()]


async def test_the_app_replaces_and_deletes_the_message_of_a_button(playground: Playground, reply: AsyncWebhookClient) -> None:
    assert (await reply.send(text="done", replace_original=True)).body == "ok"
    assert shown(playground) == [("done", None)]
    assert (await reply.send(delete_original=True)).status_code == 200
    assert shown(playground) == []


async def test_the_app_answers_a_press_for_one_or_for_all(playground: Playground, reply: AsyncWebhookClient) -> None:
    await reply.send(text="psst")
    await reply.send(text="all", response_type="in_channel")
    assert shown(playground)[1:] == [("psst", YOU), ("all", None)]


async def test_a_response_address_works_five_times(playground: Playground, reply: AsyncWebhookClient) -> None:
    assert (await reply.send(blocks=[])).status_code == 400
    for _ in range(5):
        await reply.send(text="x")
    assert (await reply.send(text="x")).status_code == 404
    assert (await AsyncWebhookClient(f"{playground.url}/actions/nothing").send(text="x")).status_code == 404


async def test_a_response_address_expires_and_a_button_may_stand_beside_a_section() -> None:
    now = 0.0
    workspace = Workspace()
    responses = Responses(workspace, base_url="", clock=lambda: now)
    interactions = Interactions(workspace, responses, Triggers(), base_url="")
    button = {"type": "button", "action_id": "beside", "text": {"type": "plain_text", "text": "x"}}
    message = workspace.post(channel="general", user=BOT_USER, text="a", blocks=[{**SECTION, "accessory": button}])
    payload = interactions.block_actions(message, "beside", user=YOU)
    assert cast(list[Payload], payload["actions"])[0]["block_id"] == "b0"
    app = web.Application()
    app.router.add_routes(responses.routes())
    async with TestClient(TestServer(app)) as client:
        now = 1_799.0
        async with client.post(str(payload["response_url"]), json={"text": "x"}) as response:
            assert response.status == 200
        now = 1_800.0
        async with client.post(str(payload["response_url"]), json={"text": "x"}) as response:
            assert (await response.json())["error"] == "expired_url"
