"""Whose workspace, channel and answer a payload is about: what Slack has vouched for counts, not what stands further inside."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import Shortcut, TeamId, UserId
from bot.listeners.asking import question_of as asked_in_a_form
from bot.listeners.buttons import pressed_for
from bot.listeners.pointing import press_of
from bot.listeners.pointing import sent_of as translation_of
from bot.listeners.routing import Heard, Me, meaning, team_of
from bot.listeners.steps import step_of
from bot.listeners.taps import sent_of, tap_of
from bot.slack.blocks import STOP_ANSWER
from bot.slack.notes import ANSWER_AGAIN
from bot.slack.offer_forms import ASK_FORM, LANGUAGE_FORM, About, ask_form, language_form
from bot.slack.private import SHARE_ANSWER
from bot.slack.shortcut_forms import MESSAGE_FORM, PressedOn, ask_anything_form, message_form
from tests.listeners.conftest import Door
from tests.listeners.test_door import delivery
from tests.listeners.test_offers import ASKED, a_question, keep, press, send
from tests.listeners.test_shortcuts import REPLY, used

ME = Me(user=UserId("UBOT"), bot="BBOT")
STRANGERS = ("T2", "T999", "E1", "", None, 7, {"id": "T2"}, ["T2"])
NAMES = ("team", "team_id", "user_team", "source_team", "context_team_id", "enterprise_id", "view", "message", "channel_team")


def inside(team: object) -> dict[str, object]:
    """Every field in which an event may name a workspace, with this one in it."""
    return {name: team for name in NAMES if name not in {"view", "message"}} | {
        "view": {"team_id": team, "app_installed_team_id": team},
        "user_profile": {"team": team},
        "files": [{"id": "F1", "user_team": team}],
    }


@pytest.mark.parametrize("stranger", STRANGERS, ids=str)
@pytest.mark.parametrize("kind", ["message", "app_mention"])
def test_a_message_is_of_the_workspace_that_slack_has_authorised(kind: str, stranger: object) -> None:
    event = {**inside(stranger), "type": kind, "channel": "C1", "user": "U1", "ts": "2.0", "text": "<@UBOT> hi"}
    body = {"team_id": stranger, "context_team_id": stranger, "authorizations": [{"team_id": "T1"}], "event": event}
    heard = meaning(body, ME)
    assert isinstance(heard, Heard)
    assert heard.thread.team == "T1"


@given(
    st.recursive(
        st.none() | st.sampled_from(["T2", "E2", "T1"]) | st.integers(),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
        max_leaves=12,
    ),
    st.dictionaries(st.sampled_from([name for name in NAMES if name != "enterprise_id"]), st.just("T2")),
)
def test_nothing_further_inside_changes_the_workspace(event: object, around: dict[str, str]) -> None:
    assert team_of({**around, "event": event, "authorizations": [{"team_id": "T1", "enterprise_id": "E1"}]}) == "T1"


async def test_a_delivery_that_names_another_workspace_inside_is_stored_for_its_own(slack_door: Door) -> None:
    event = {**inside("T2"), "type": "message", "channel": "C1", "user": "U1", "ts": "2.0", "text": "<@UBOT> total?"}
    assert (await slack_door.knock(delivery(**event))).status == 200
    (question,) = await slack_door.rooms.questions()
    assert (question.id, question.thread.team) == ("T1:C1:2.0", "T1")
    assert not await slack_door.rooms.redis.keys("*T2*")


FOREIGN = ("T2:C1:1700000000.000100", "T1:C2:1700000000.000100", "T1:C11:1.0", "T11:C1:1.0", "C1:T1:1.0", "T1:", "", "*")
"""Answers of another workspace or channel, and what only looks like one of this."""


@pytest.mark.parametrize("value", FOREIGN)
def test_a_button_stands_for_no_answer_of_another_place(value: str) -> None:
    body = press("shorter", of=value)
    assert pressed_for(body) is None
    assert tap_of(body) is None
    for action in (f"shorter {value}", f"feedback {value}", f"good {value}"):
        option = {"type": "overflow", "action_id": "offer", "selected_option": {"value": action}, "action_ts": "9.1"}
        assert tap_of(press("") | {"actions": [option]}) is None


@pytest.mark.parametrize("action", [STOP_ANSWER, ANSWER_AGAIN, SHARE_ANSWER])
@pytest.mark.parametrize("value", FOREIGN[:2])
async def test_a_button_with_anothers_answer_in_it_does_nothing(slack_door: Door, action: str, value: str) -> None:
    await keep(slack_door)
    element = {"type": "button", "action_id": action, "value": value, "action_ts": "9.1"}
    await send(slack_door, press("") | {"actions": [element], "response_url": f"{slack_door.rooms.slack.url}/respond/1"})
    await slack_door.rooms.errands.aclose()
    assert await slack_door.rooms.questions() == []
    assert not slack_door.rooms.slack.called("chat.postMessage")


@pytest.mark.parametrize("form", [language_form, ask_form])
@pytest.mark.parametrize("of", [value for value in FOREIGN if not value.startswith("T1:")])
def test_a_form_about_another_workspaces_answer_is_none(form: Any, of: str) -> None:
    about = About(offer=tap_offer(), of=ASKED, channel="C1", thread_ts="1.0", under="2.0")
    view = {**form(about), "id": "V1", "hash": "h"}
    metadata = json.loads(view["private_metadata"]) | {"of": of}
    body = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}
    assert sent_of({**body, "view": {**view, "private_metadata": json.dumps(metadata)}}) is None


def tap_offer() -> Any:
    tap = tap_of(press("translated"))
    assert tap
    return tap.offer


@pytest.mark.parametrize("callback", [LANGUAGE_FORM, ASK_FORM])
@pytest.mark.parametrize("metadata", ["", "{", "[]", "null", '"T1"', '{"of":7}', '{"of":"T1:C1:1.0","offer":"destroy"}'])
async def test_a_form_whose_luggage_is_odd_asks_nothing(slack_door: Door, callback: str, metadata: str) -> None:
    view: dict[str, Any] = {
        "type": "modal",
        "id": "V1",
        "hash": "h",
        "callback_id": callback,
        "private_metadata": metadata,
        "state": {"values": {}},
    }
    await send(slack_door, {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "view": view})
    assert await slack_door.rooms.questions() == []


async def test_an_answer_of_another_channel_is_nobodys_by_a_form_either(slack_door: Door) -> None:
    """The luggage names the channel in which the form was opened: an answer that stands elsewhere is not given out there."""
    await keep(slack_door, a_question())
    about = About(offer=tap_offer(), of=ASKED, channel="C2", thread_ts="1.0", under="2.0")
    view = {**language_form(about), "id": "V1", "hash": "h"}
    values = {"typed": {"typed": {"type": "plain_text_input", "value": "French"}}}
    body = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U2", "team_id": "T1"}}
    await send(slack_door, {**body, "view": {**view, "state": {"values": values}}})
    assert await slack_door.rooms.questions() == []


async def test_who_sends_a_form_that_another_has_opened_is_not_given_what_they_pressed_on(slack_door: Door) -> None:
    await send(slack_door, used(slack_door, Shortcut.TRANSLATION, text="the zebrafish plan", user="U1"))
    about = PressedOn(channel="C1", root="1.0", ts=REPLY, press="13.37.abc", address="")
    view = {**message_form(about, language="French"), "id": "V1", "hash": "h"}
    values = {"typed": {"typed": {"type": "plain_text_input", "value": "French"}}}
    body = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U2", "team_id": "T1"}}
    assert view["callback_id"] == MESSAGE_FORM
    await send(slack_door, {**body, "view": {**view, "state": {"values": values}}})
    assert "zebrafish" not in repr(await slack_door.rooms.questions())


@pytest.mark.parametrize("stranger", ["T2", "E1"])
def test_shortcuts_forms_and_steps_are_of_the_workspace_in_which_footnote_is_installed(stranger: str) -> None:
    body: dict[str, Any] = {
        **inside(stranger),
        "team": {"id": stranger},
        "user": {"id": "U1", "team_id": stranger},
        "channel": {"id": "C1"},
        "message": {"ts": "2.0", "text": "x", "team": stranger},
        "trigger_id": "1.2.abc",
        "authorizations": [{"team_id": "T1"}],
    }
    pressed = press_of(body, Shortcut.SUMMARY, team=TeamId("T1"), now=1.0)
    assert pressed
    view: dict[str, Any] = {**ask_anything_form(()), "id": "V1", "hash": "h", "team_id": stranger, "state": {"values": {}}}
    asked = asked_in_a_form({**body, "view": view}, UserId("UBOT"), team=TeamId("T1"), now=1.0)
    assert asked
    about = PressedOn(channel="C1", root="1.0", ts="2.0", press="x")
    sent = translation_of({**body, "view": view}, about, None, team=TeamId("T1"), now=1.0)
    assert sent
    event = {"function_execution_id": "Fx1", "function": {"callback_id": "ask"}, "inputs": {"question": "x"}, "team_id": stranger}
    step = step_of({**body, "event": event}, UserId("UBOT"), now=1.0)
    assert {pressed.thread.team, asked.thread.team, sent.thread.team} == {"T1"}
    assert getattr(step, "thread", asked.thread).team == "T1"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.org/respond/1",
        "https://hooks.slack.com.evil.org/x",
        "https://hooks.slack.com@evil.org/x",
        "https://hooks.slack.com:444/x",
        "http://hooks.slack.com/x",
        "//hooks.slack.com/x",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:6379/",
        "https://[::1]/x",
        "hooks.slack.com/x",
        "",
    ],
)
async def test_an_address_that_is_not_slacks_is_told_nothing(slack_door: Door, address: str) -> None:
    body = used(slack_door, Shortcut.EXPLANATION) | {"response_url": address}  # Without a file: it would be told so.
    await send(slack_door, body)
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.slack.tries == 0
