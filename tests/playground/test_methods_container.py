import pytest

from bot.playground import Playground
from bot.playground.entities import DM, YOU
from tests.playground.conftest import Slack

PROMPTS, TITLE = "assistant.threads.setSuggestedPrompts", "assistant.threads.setTitle"
ONE = {"title": "Help", "message": "help"}


async def test_prompts_stand_in_a_direct_message_until_others_take_their_place(playground: Playground, slack: Slack) -> None:
    await slack.ok(PROMPTS, channel_id=DM, title="Ask:", prompts=[ONE, {"title": "b", "message": "B"}])
    assert playground.workspace.prompts[DM].prompts == (("Help", "help"), ("b", "B"))
    await slack.ok(PROMPTS, channel_id=DM, prompts=[ONE])
    assert playground.workspace.prompts[DM].prompts == (("Help", "help"),)


async def test_prompts_for_a_thread_are_taken_and_not_shown(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question", channel="dm")
    await slack.ok(PROMPTS, channel_id=DM, thread_ts=ts, prompts=[ONE])
    assert playground.workspace.prompts == {}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"prompts": []}, "invalid_arguments"),
        ({"prompts": [ONE] * 5}, "invalid_arguments"),
        ({"prompts": [{"title": "a"}]}, "invalid_arguments"),
        ({"prompts": [{"title": "", "message": "b"}]}, "invalid_arguments"),
        ({"prompts": "help"}, "invalid_arguments"),
        ({"channel_id": ""}, "invalid_arguments"),
        ({"channel_id": "general"}, "channel_not_found"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
    ],
)
async def test_what_slack_refuses_is_refused(slack: Slack, wrong: dict[str, object], error: str) -> None:
    assert await slack.error(PROMPTS, **{"channel_id": DM, "prompts": [ONE], **wrong}) == error


async def test_a_conversation_is_named(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question", channel="dm")
    await slack.ok(TITLE, channel_id=DM, thread_ts=ts, title="Revenue")
    assert playground.workspace.titles == {(DM, ts): "Revenue"}
    assert await slack.error(TITLE, channel_id=DM, thread_ts="1.000000", title="x") == "invalid_thread_ts"
    assert await slack.error(TITLE, channel_id=DM, thread_ts=ts, title="x" * 201) == "invalid_arguments"


async def test_both_want_their_scope(playground: Playground, slack: Slack) -> None:
    playground.workspace.scopes.discard("assistant:write")
    ts = await playground.say("question", channel="dm")
    assert (await slack.refused(PROMPTS, channel_id=DM, prompts=[ONE]))["needed"] == "assistant:write"
    assert await slack.error(TITLE, channel_id=DM, thread_ts=ts, title="x") == "missing_scope"


async def test_a_free_plan_has_no_such_view() -> None:
    async with Playground(plan="free") as playground:
        slack = Slack(playground)
        assert await slack.error(PROMPTS, channel_id=DM, prompts=[ONE]) == "feature_not_enabled"
        assert await playground.look("general") is None
        home = await playground.open_home()
        assert "context" not in home.event


async def test_what_somebody_looks_at_is_told_when_it_changes_and_comes_with_their_messages(playground: Playground) -> None:
    general = playground.workspace.channel("general").id
    context = {"entities": [{"type": "slack#/types/channel_id", "value": general, "team_id": "T0PLAY00001"}]}
    told = await playground.look("general")
    assert told
    assert {name: told.event[name] for name in ("type", "channel", "user", "context")} == {
        "type": "app_context_changed",
        "channel": DM,
        "user": YOU,
        "context": context,
    }
    assert await playground.look("general") is None
    await playground.say("hello", channel="dm")
    await playground.say("hello", channel="general")
    direct, public = (record.event for record in playground.deliveries.records[-2:])
    assert direct["app_context"] == context
    assert "app_context" not in public
    nothing = await playground.look("")
    assert nothing
    assert nothing.event["context"] == {}


async def test_a_person_renames_a_session_and_the_app_is_told(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question", channel="dm")
    assert await slack.error("agents.sessions.rename", channel_id=DM, thread_ts=ts, title="x") == "session_not_found"
    await slack.ok("agents.sessions.setStatus", channel_id=DM, thread_ts=ts, status="active", title="Ours")
    await slack.ok("agents.sessions.rename", channel_id=DM, thread_ts=ts, title="Ours too")
    told = await playground.rename("dm", ts, "My own")
    assert {name: told.event[name] for name in ("type", "thread_ts", "title", "previous_title", "user")} == {
        "type": "agent_session_title_changed",
        "thread_ts": ts,
        "title": "My own",
        "previous_title": "Ours too",
        "user": YOU,
    }
    await slack.ok("agents.sessions.setStatus", channel_id=DM, thread_ts=ts, status="processing", title="Ours again")
    assert playground.workspace.titles == {(DM, ts): "My own"}
