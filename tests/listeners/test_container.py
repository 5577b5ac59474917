"""Slack's own view of a conversation: what is suggested there and when, and that nothing is read unasked."""

import itertools
import json
from typing import Any

import pytest

from bot.language import ChannelId, TeamId, ThreadRef, Ts, UserId
from bot.listeners.container import looked_at_in
from bot.slack.payloads import Payload
from tests.listeners.conftest import Door

PROMPTS = "assistant.threads.setSuggestedPrompts"
READING = {"conversations.history", "conversations.replies", "files.info"}
TEAM, ANN = TeamId("T1"), UserId("U1")


def channel(value: object) -> Payload:
    return {"type": "slack#/types/channel_id", "value": value, "team_id": "T1"}


def context(*entities: Payload) -> Payload:
    return {"entities": list(entities)}


@pytest.mark.parametrize(
    ("told", "looked"),
    [
        (context(channel("C1"), channel("C2")), "C1"),
        (context({"type": "slack#/types/message_context", "value": {"channel_id": "C3", "message_ts": "1.0"}}), "C3"),
        (context({"type": "slack#/types/canvas_id", "value": "F1"}, channel("C2")), "C2"),
        (context(channel("D1")), None),
        (context(channel("")), None),
        (context(channel(7)), None),
        (context({"type": "slack#/types/thread_ts", "value": "1.0"}), None),
        ({"entities": "C1"}, None),
        ({}, None),
    ],
)
def test_the_first_channel_of_a_context_is_looked_at(told: Payload, looked: str | None) -> None:
    assert looked_at_in(told) == looked


MOMENTS = itertools.count(100)


async def tell(door: Door, **event: object) -> list[str]:
    """Delivers an event; returns the messages of what is suggested then, nothing where nothing was."""
    before = len(door.rooms.slack.called(PROMPTS))
    body = {
        "type": "event_callback",
        "team_id": "T1",
        "event": {"user": "U1", "channel": "D1", "event_ts": f"{next(MOMENTS)}.000001", **event},
    }
    assert (await door.knock(json.dumps(body))).status == 200
    await door.rooms.errands.aclose()
    calls: list[dict[str, Any]] = door.rooms.slack.called(PROMPTS)[before:]
    return [prompt["message"] for call in calls for prompt in call["prompts"]]


async def opened(door: Door, **event: object) -> list[str]:
    return await tell(door, type="app_home_opened", tab="messages", **event)


async def moved(door: Door, *looked: str) -> list[str]:
    return await tell(door, type="app_context_changed", context=context(*map(channel, looked)))


async def said(door: Door, text: str, ts: str, **event: object) -> list[str]:
    return await tell(door, type="message", channel_type="im", text=text, ts=ts, **event)


PDF = {"id": "F1", "name": "Q3.pdf", "mimetype": "application/pdf"}


async def test_general_ones_at_first_then_those_about_what_was_shared(slack_door: Door) -> None:
    assert await opened(slack_door) == ["help", "usage"]
    assert "Summarise the file Q3.pdf" in await said(slack_door, "", "10.000001", subtype="file_share", files=[PDF])
    assert "Summarise the file Q3.pdf" in await opened(slack_door)
    assert await said(slack_door, "and now?", "11.000001") == []
    # Nothing of the file or of the conversation was read for that.
    assert READING.isdisjoint({name for name, _ in slack_door.rooms.slack.calls})


async def test_a_file_that_is_deleted_is_suggested_no_more(slack_door: Door) -> None:
    await said(slack_door, "look", "10.000001", subtype="file_share", files=[PDF])
    previous = {"type": "message", "user": "U1", "text": "look", "ts": "10.000001", "files": [PDF]}
    gone = {"subtype": "message_deleted", "hidden": True, "deleted_ts": "10.000001", "previous_message": previous, "ts": "12.0"}
    await tell(slack_door, type="message", channel_type="im", **gone)
    assert await opened(slack_door) == ["help", "usage"]


async def test_the_channel_that_one_looks_at_is_offered_for_a_recap_and_not_read(slack_door: Door) -> None:
    assert await moved(slack_door, "C1") == ["recap #general", "help", "usage"]
    assert await moved(slack_door, "C1") == []
    assert await opened(slack_door) == ["recap #general", "help", "usage"]
    assert await moved(slack_door) == ["help", "usage"]
    assert READING.isdisjoint({name for name, _ in slack_door.rooms.slack.calls})


async def test_of_two_moves_the_later_counts_however_late_the_other_comes(slack_door: Door) -> None:
    slack_door.rooms.slack.channel("C2", "finance")
    assert "recap #finance" in await tell(
        slack_door, type="app_context_changed", context=context(channel("C2")), event_ts="900.000002"
    )
    assert await tell(slack_door, type="app_context_changed", context=context(channel("C1")), event_ts="900.000001") == []
    assert "recap #finance" in await opened(slack_door)


@pytest.mark.parametrize("looked", ["CBOARD", "CNOBOT", "CNONE", "D1"])
async def test_a_channel_that_the_asker_or_footnote_may_not_read_is_not_offered(slack_door: Door, looked: str) -> None:
    slack_door.rooms.slack.channel("CNOBOT", "nobot", members=["U1"], bot=False)
    assert all("recap" not in message for message in await moved(slack_door, looked))
    assert await opened(slack_door) == ["help", "usage"]


async def test_the_context_that_comes_with_an_opening_or_a_message_counts_too(slack_door: Door) -> None:
    assert await opened(slack_door, context=context(channel("C1"))) == ["recap #general", "help", "usage"]
    await said(slack_door, "hello there", f"{next(MOMENTS)}.000001", app_context={})
    assert await opened(slack_door) == ["help", "usage"]


@pytest.mark.parametrize(
    ("text", "since"),
    [("recap #general", ""), ("Recap #General since yesterday", "yesterday"), ("recap of #general.", "")],
)
async def test_a_tapped_recap_is_an_order_in_the_direct_message(slack_door: Door, text: str, since: str) -> None:
    await moved(slack_door, "C1")
    await said(slack_door, text, "10.000001")
    (question,) = await slack_door.rooms.questions()
    assert question.recap
    assert (question.recap.channel, question.recap.thread_ts, question.recap.since) == (ChannelId("C1"), None, since)


@pytest.mark.parametrize("text", ["recap #other", "recap general", "what is #general about?"])
async def test_what_was_not_offered_is_no_order(slack_door: Door, text: str) -> None:
    await moved(slack_door, "C1")
    await said(slack_door, text, "10.000001")
    (question,) = await slack_door.rooms.questions()
    assert question.recap is None


@pytest.mark.parametrize("code", ["missing_scope", "unknown_method", "feature_not_enabled"])
async def test_a_workspace_without_suggestions_is_asked_once_and_answers_all_the_same(slack_door: Door, code: str) -> None:
    slack_door.rooms.slack.fails(PROMPTS, "refuse", code=code)
    await opened(slack_door)
    assert await opened(slack_door) == []
    assert await moved(slack_door, "C1") == []
    assert await said(slack_door, "How many?", "10.000001", subtype="file_share", files=[PDF]) == []
    assert len(await slack_door.rooms.questions()) == 1
    assert await slack_door.rooms.whereabouts.looked_at(TEAM, ANN) is None


@pytest.mark.parametrize("event", [{"user": ""}, {"channel": ""}, {"context": "C1"}, {"context": {"entities": [7]}}])
async def test_an_event_that_lacks_something_is_acknowledged(slack_door: Door, event: dict[str, object]) -> None:
    await tell(slack_door, type="app_context_changed", **event)


# Sessions


def in_thread(kind: str, **event: object) -> dict[str, object]:
    return {"type": kind, "channel": "D1", "thread_ts": "10.000001", **event}


THREAD = ThreadRef(team=TEAM, channel=ChannelId("D1"), ts=Ts("10.000001"))


async def test_a_name_that_a_person_gave_is_remembered(slack_door: Door) -> None:
    await tell(slack_door, **in_thread("agent_session_title_changed", title="My own", previous_title="Ours"))
    assert await slack_door.rooms.titles.has_one(THREAD)
    await tell(slack_door, **in_thread("agent_session_title_changed", thread_ts=""))


async def test_a_stop_where_nothing_is_done_any_more_ends_the_session(slack_door: Door) -> None:
    slack_door.rooms.slack.sessions[THREAD.ts] = "processing"
    await tell(slack_door, **in_thread("agent_session_stopped"))
    assert slack_door.rooms.slack.sessions == {THREAD.ts: "active"}


async def test_a_stop_while_something_is_answered_leaves_the_session_to_who_answers(slack_door: Door) -> None:
    await said(slack_door, "How many?", "10.000001")
    await slack_door.rooms.claim()
    slack_door.rooms.slack.sessions[THREAD.ts] = "processing"
    await tell(slack_door, **in_thread("agent_session_stopped"))
    assert slack_door.rooms.slack.sessions == {THREAD.ts: "processing"}
