"""Settings through the real door: opened for who may change or read them, saved once, and by nobody who has lost the right."""

import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from bot.language import ChannelId, ChannelSettings, Outside, TeamId, UserId, WorkspaceSettings, phrases
from bot.listeners.home_view import ACCESS, CHANNEL, KEEPING
from bot.listeners.settings_views import OfChannel, access_form, channel_form, keeping_form
from bot.playground.view_state import Given
from bot.slack.payloads import Payload
from bot.slack.recap_form import OPEN_RECAP_FORM
from tests.listeners.conftest import FORM, Door
from tests.listeners.test_home import published, used
from tests.listeners.test_settings_views import submitted

TEAM, ANN, BOB, HERE = TeamId("T1"), UserId("U1"), UserId("UBOB"), ChannelId("C1")
EVERYWHERE = {"channel_per_minute": 30, "channel_per_hour": 300}


@pytest.fixture(autouse=True)
def windows(slack_door: Door) -> None:
    slack_door.rooms.slack.opens_windows = True


async def typed(door: Door, *, user: str = BOB, channel: str = HERE) -> str:
    """Types `/footnote settings`; returns what is said, which is nothing where a window opens."""
    fields = {
        "team_id": "T1",
        "channel_id": channel,
        "user_id": user,
        "command": "/footnote",
        "text": "settings",
        "response_url": f"{door.rooms.slack.url}/respond/1",
        "trigger_id": "13.37.abc",
    }
    response = await door.knock(urlencode(fields), content_type=FORM)
    assert response.status == 200
    return await response.text()


def opened(door: Door) -> list[dict[str, Any]]:
    return [call["view"] for call in door.rooms.slack.called("views.open")]


async def sent(
    door: Door, form: Payload, values: Mapping[str, Given] | None = None, *, user: str = BOB, hash_: str = "1.a"
) -> dict[str, Any]:
    """Submits a window; returns what is wrong with it by field."""
    view = {**submitted(form, values), "hash": hash_}
    payload = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": user, "team_id": "T1"}, "view": view}
    response = await door.knock(urlencode({"payload": json.dumps(payload)}), content_type=FORM)
    assert response.status == 200
    answer = await response.text()
    return cast("dict[str, Any]", json.loads(answer))["errors"] if answer else {}


def a_channel() -> Payload:
    unset = OfChannel(settings=ChannelSettings(), limits={})
    return channel_form(HERE, unset, EVERYWHERE, may_change=True)


async def test_everybody_gets_from_there_to_the_scheduled_recap(slack_door: Door) -> None:
    slack_door.rooms.slack.channel(HERE, "here", members=[ANN, BOB])
    for user in (ANN, BOB):
        assert await typed(slack_door, user=user) == ""
    for window in opened(slack_door):
        accessory = window["blocks"][-1]["accessory"]
        assert (accessory["action_id"], accessory["value"]) == (OPEN_RECAP_FORM, HERE)


async def test_where_slack_tells_nothing_of_the_channel_its_settings_open_all_the_same(slack_door: Door) -> None:
    slack_door.rooms.slack.channels.clear()
    assert await typed(slack_door) == ""
    (window,) = opened(slack_door)
    assert "accessory" not in window["blocks"][-1]


async def test_an_admin_changes_a_channel_and_others_read_it(slack_door: Door) -> None:
    assert await typed(slack_door) == ""
    assert await typed(slack_door, user=ANN) == ""
    to_change, to_read = opened(slack_door)
    assert "submit" in to_change
    assert "submit" not in to_read
    assert await sent(slack_door, a_channel(), {"instructions": "Be brief.", "channel_per_hour": "7"}) == {}
    assert await slack_door.rooms.preferences.channel(TEAM, HERE) == ChannelSettings(instructions="Be brief.")
    assert await slack_door.rooms.limits.in_channel(TEAM, HERE) == {"channel_per_hour": 7}
    assert await typed(slack_door, user=ANN) == ""
    assert "Be brief." in str(opened(slack_door)[-1])


async def test_a_direct_message_has_no_settings(slack_door: Door) -> None:
    assert phrases.SETTINGS_IN_CHANNELS_ONLY in json.loads(await typed(slack_door, channel="D1"))["text"]
    assert opened(slack_door) == []


@pytest.mark.parametrize("code", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_window_that_slack_no_longer_opens_is_said_to_be_typed_again(slack_door: Door, code: str) -> None:
    slack_door.rooms.slack.fails("views.open", "refuse", code=code)
    assert "Please type it again." in json.loads(await typed(slack_door))["text"]


async def test_a_window_submitted_twice_is_saved_once_without_an_error(slack_door: Door) -> None:
    values: dict[str, Given] = {"instructions": "First."}
    assert await sent(slack_door, a_channel(), values) == {}
    assert await sent(slack_door, a_channel(), {"instructions": "Second.", "channel_per_hour": "7"}, hash_="2.b") == {}
    assert await sent(slack_door, a_channel(), values) == {}
    assert (await slack_door.rooms.preferences.channel(TEAM, HERE)).instructions == "Second."
    assert await slack_door.rooms.limits.in_channel(TEAM, HERE) == {"channel_per_hour": 7}


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (a_channel(), "answers"),
        (access_form(WorkspaceSettings()), "channels_allowed"),
        (keeping_form(WorkspaceSettings(), most=86_400), "cost"),
    ],
)
async def test_who_has_just_lost_the_right_saves_nothing_and_is_told(slack_door: Door, form: Payload, field: str) -> None:
    slack_door.rooms.slack.person(BOB, "bob")
    assert await sent(slack_door, form) == {field: phrases.RIGHTS_LOST}
    assert await slack_door.rooms.redis.keys("*settings*") == []


async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(slack_door: Door) -> None:
    errors = await sent(slack_door, a_channel(), {"channel_per_hour": "a few", "instructions": "Be brief."})
    assert set(errors) == {"channel_per_hour"}
    assert await slack_door.rooms.preferences.channel(TEAM, HERE) == ChannelSettings()


async def test_the_buttons_of_the_home_tab_open_windows_for_admins_alone(slack_door: Door) -> None:
    for action in (ACCESS, KEEPING):
        assert (await slack_door.knock(used(action, user=BOB), content_type=FORM)).status == 200
        assert (await slack_door.knock(used(action, user=ANN), content_type=FORM)).status == 200
    assert [view["callback_id"] for view in opened(slack_door)] == ["access_settings", "keeping_settings"]
    assert phrases.RIGHTS_LOST in str(await published(slack_door))


async def test_a_channel_chosen_in_the_home_tab_opens_its_window(slack_door: Door) -> None:
    chosen = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": BOB, "team_id": "T1"},
        "container": {"type": "view", "view_id": "V1"},
        "trigger_id": "13.37.abc",
        "actions": [{"action_id": CHANNEL, "block_id": "b1", "action_ts": "2.0", "selected_conversation": "C1"}],
    }
    assert (await slack_door.knock(urlencode({"payload": json.dumps(chosen)}), content_type=FORM)).status == 200
    (view,) = opened(slack_door)
    assert json.loads(view["private_metadata"]) == {"channel": "C1"}


async def test_parts_of_the_workspaces_settings_are_saved_apart(slack_door: Door) -> None:
    form = access_form(WorkspaceSettings())
    assert await sent(slack_door, form, {"people_denied": ["U7"], "outside": "members", "guests": "no"}) == {}
    assert (
        await sent(slack_door, keeping_form(WorkspaceSettings(), most=86_400), {"retention": "3600", "cost": "yes"}, hash_="2")
        == {}
    )
    assert await slack_door.rooms.preferences.workspace(TEAM) == WorkspaceSettings(
        people_denied=(UserId("U7"),), outside=Outside.MEMBERS, guests=False, retention=3_600, shows_cost=True
    )
    assert int(slack_door.rooms.retention) == 3_600


async def test_instructions_are_told_to_whoever_asks(slack_door: Door) -> None:
    said = await slack_door.command("/footnote", "instructions")
    assert said["text"].startswith("I have no instructions of this channel's own")
    await slack_door.rooms.preferences.set_channel(TEAM, HERE, ChannelSettings(instructions="Be brief.\n<!channel>"), form="V:1")
    said = await slack_door.command("/footnote", "instructions")
    assert "Be brief." in said["text"]
    assert "<!channel>" not in said["text"]
    slack_door.rooms.slack.person("UEVE", "eve", team_id="T2")
    assert (await slack_door.command("/footnote", "instructions", user_id="UEVE"))["text"] == phrases.INSTRUCTIONS_NOT_OUTSIDE
