"""What each Slack event means."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Surface, UserId
from bot.listeners.envelopes import team_of
from bot.listeners.routing import Edited, Heard, Ignored, Me, Removed, meaning, question_of
from bot.slack.payloads import Payload, child, text_of

ME = Me(user=UserId("UBOT"), bot="BBOT")
RECORDED = Path(__file__).parents[2].parent / "shared" / "slack"
Event = dict[str, Any]


def body(event: Event, **envelope: object) -> Payload:
    return {"team_id": "T1", "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}], "event": event, **envelope}


def said(text: str = "hello", **more: object) -> Event:
    return {"type": "message", "channel": "C1", "user": "U1", "ts": "2.0", "text": text, **more}


@pytest.mark.parametrize(
    ("event", "surface"),
    [
        (said("<@UBOT> hi"), Surface.MENTION),
        ({**said("<@UBOT> hi"), "type": "app_mention"}, Surface.MENTION),
        (said("<@UBOT|footnote> hi", subtype="file_share", files=[{"id": "F1"}]), Surface.MENTION),
        (said("<@UBOT> hi", subtype="thread_broadcast", thread_ts="1.0"), Surface.MENTION),
        (said("hi", channel_type="im"), Surface.DIRECT),
        (said("<@UBOT> summarise it", channel_type="im"), Surface.DIRECT),
        (said("", channel_type="im", subtype="file_share", files=[{"id": "F1"}]), Surface.DIRECT),
        (said("hi", channel_type="im", thread_ts="1.0"), Surface.DIRECT),
        (said("and then?", thread_ts="1.0"), Surface.THREAD),
        (said("and then?", thread_ts="1.0", channel_type="mpim"), Surface.THREAD),
        (said("<@UBOT> <@U2> look", thread_ts="1.0"), Surface.MENTION),
        (said("right?", thread_ts="1.0", attachments=[{"is_share": True, "text": "<@U2> hi"}]), Surface.THREAD),
        # not for us
        (said("hi"), None),
        (said("hi", channel_type="mpim"), None),
        (said("hi", thread_ts="2.0"), None),
        (said("<@U2> look", thread_ts="1.0"), None),
        (said("<!subteam^S1|@finance> look", thread_ts="1.0"), None),
        (said("<!here> lunch?", thread_ts="1.0"), None),
        (said("fyi", attachments=[{"is_share": True, "text": "<@UBOT> hi"}]), None),
        (said("<@UBOT> hi", bot_id="BOTHER"), None),
        (said("hi", user="UBOT", channel_type="im"), None),
        (said("hi", user="U9", bot_id="BBOT", thread_ts="1.0"), None),
        (said("hi", user="USLACKBOT", channel_type="im"), None),
        (said("<@UBOT> hi", subtype="bot_message"), None),
    ],
)
def test_who_is_addressed_decides(event: Event, surface: Surface | None) -> None:
    heard = meaning(body(event), ME)
    assert isinstance(heard, Heard)
    assert heard.surface == surface
    assert bool(heard.reason) == (surface is None)


def test_a_mention_is_one_question_by_whichever_event_it_comes() -> None:
    as_message = meaning(body(said("<@UBOT> hi")), ME)
    as_mention = meaning(body({**said("<@UBOT> hi"), "type": "app_mention"}), ME)
    assert isinstance(as_message, Heard)
    assert isinstance(as_mention, Heard)
    asked = [question_of(heard.thread, heard.message, Surface.MENTION, ME) for heard in (as_message, as_mention)]
    assert asked[0] == asked[1]
    assert asked[0].id == "T1:C1:2.0"


def test_the_workspace_is_where_footnote_is_installed_and_not_where_the_sender_is() -> None:
    assert team_of(body(said(), team_id="TEXTERNAL")) == "T1"
    assert team_of({"team_id": "T2", "event": {}}) == "T2"
    assert team_of({"team_id": None, "enterprise_id": "E1"}) == "E1"
    assert team_of({}) is None


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "message"},
        {"type": "message", "channel": "C1"},
        {"type": "message", "channel": "", "ts": ""},
        {"type": "message", "channel": 7, "ts": 2.0, "text": None},
        said(user=None),
        said(subtype="channel_join"),
        said(subtype="ekm_access_denied"),
        {"type": "message", "channel": "C1", "subtype": "message_changed"},
        {"type": "message", "channel": "C1", "subtype": "message_changed", "message": "odd"},
        {"type": "message", "channel": "C1", "subtype": "message_deleted"},
    ],
)
def test_what_is_incomplete_or_slacks_own_doing_is_ignored_with_a_reason(event: Event) -> None:
    ignored = meaning(body(event), ME)
    assert isinstance(ignored, Ignored)
    assert ignored.reason


def test_an_edit_and_a_deletion_concern_the_thread_of_the_message() -> None:
    changed = {"ts": "2.0", "thread_ts": "1.0", "user": "U1", "text": "better", "latest_reply": "3.0"}
    edited = meaning(body({"type": "message", "subtype": "message_changed", "channel": "C1", "message": changed}), ME)
    assert isinstance(edited, Edited)
    assert (edited.thread.ts, edited.message.text, edited.latest_reply) == ("1.0", "better", "3.0")
    previous = {"ts": "2.0", "thread_ts": "1.0"}
    event = {"type": "message", "subtype": "message_deleted", "channel": "C1", "deleted_ts": "2.0", "previous_message": previous}
    removed = meaning(body(event), ME)
    assert isinstance(removed, Removed)
    assert (removed.thread.ts, removed.ts) == ("1.0", "2.0")


def test_a_deleted_root_with_replies_is_removed() -> None:
    tombstone = {"ts": "1.0", "thread_ts": "1.0", "subtype": "tombstone", "user": "USLACKBOT"}
    removed = meaning(body({"type": "message", "subtype": "message_changed", "channel": "C1", "message": tombstone}), ME)
    assert isinstance(removed, Removed)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.sampled_from(
    ["type", "channel", "user", "ts", "text", "thread_ts", "subtype", "files", "bot_id", "message", "channel_type", "blocks"]
)


@given(st.dictionaries(fields, json_values | st.sampled_from(["message", "im", "message_changed", "C1", "1.0"])))
def test_no_event_whatsoever_is_an_error(event: Event) -> None:
    assert meaning(body(event), ME)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded payloads are not beside this checkout")
def test_every_recorded_delivery_has_a_meaning() -> None:
    seen = 0
    for path in RECORDED.glob("*Payload.json"):
        assert meaning(cast("Payload", json.loads(path.read_text())), ME)
    for path in RECORDED.glob("recorded-*.json"):
        recorded = cast("Payload", json.loads(path.read_text()))
        me = Me(user=UserId(text_of(recorded, "botUserId")), bot=None)
        for name in recorded:
            if "event" in child(recorded, name):
                assert isinstance(meaning(child(recorded, name), me), Heard)
                seen += 1
    assert seen >= 5
