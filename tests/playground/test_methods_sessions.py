import pytest

from bot.playground import Playground
from bot.playground.entities import TEAM, YOU, Session
from tests.playground.conftest import Slack

METHOD = "agents.sessions.setStatus"


async def test_a_session_keeps_the_title_that_it_was_created_with(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    channel = playground.workspace.channel("general").id
    place = {"channel_id": channel, "thread_ts": ts}
    created = await slack.ok(METHOD, **place, status="processing", title="Revenue", initiator_user_id=YOU)
    assert (created["status"], created["title"]) == ("processing", "Revenue")
    await slack.ok(METHOD, **place, status="active", title="Another")
    assert playground.workspace.sessions == {(channel, ts): Session(status="active", title="Revenue", initiator=YOU)}


async def test_what_slack_refuses_is_refused(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    reply = await playground.say("reply", thread_ts=ts)
    place = {"channel_id": playground.workspace.channel("general").id, "thread_ts": ts, "status": "processing"}
    for wrong, error in (
        ({"status": "asleep"}, "invalid_arguments"),
        ({"status": ""}, "invalid_arguments"),
        ({"thread_ts": ""}, "invalid_arguments"),
        ({"thread_ts": "1.000000"}, "invalid_thread_ts"),
        ({"thread_ts": reply}, "invalid_thread_ts"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"title": "x" * 201}, "invalid_arguments"),
        ({"initiator_user_id": "U0NOBODY"}, "user_not_in_channel"),
    ):
        assert await slack.error(METHOD, **{**place, **wrong}) == error


async def test_the_end_of_a_stream_may_end_the_processing(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("question")
    channel = playground.workspace.channel("general").id
    await slack.ok(METHOD, channel_id=channel, thread_ts=parent, status="processing")
    to = {"recipient_user_id": YOU, "recipient_team_id": TEAM}
    ts = (await slack.ok("chat.startStream", channel=channel, thread_ts=parent, markdown_text="a", **to))["ts"]
    await slack.ok("chat.stopStream", channel=channel, ts=ts, session_status="suspended")
    assert playground.workspace.sessions[channel, parent].status == "suspended"


@pytest.mark.parametrize("options", [{"sessions": False}, {"plan": "free"}])
async def test_sessions_can_be_switched_off(options: dict[str, object]) -> None:
    async with Playground(**options) as playground:  # pyright: ignore[reportArgumentType] - two ways of one table
        ts = await playground.say("question")
        error = await Slack(playground).error(METHOD, channel_id="general", thread_ts=ts, status="processing")
        assert error in ("unknown_method", "feature_not_enabled")
