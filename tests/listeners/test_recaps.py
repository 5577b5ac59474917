"""Scheduled recaps as Slack's payloads over HTTP, with the rooms below on a real Redis: who sets one, and what ends it."""

import json
from datetime import time
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, Rhythm, Schedule, TeamId, phrases
from bot.memory.inbox import Idle
from bot.slack.recap_form import AT, HOW_OFTEN, OPEN_RECAP_FORM, RECAP_FORM, ZONE
from tests.language.test_schedule import a_schedule
from tests.listeners.conftest import FORM, Door, open_door

HERE, TEAM = ChannelId("C1"), TeamId("T1")


@pytest.fixture(autouse=True)
def people(slack_door: Door) -> None:
    slack = slack_door.rooms.slack
    slack.person("UROB", "rob", is_restricted=True)
    slack.person("UKIM", "kim", team_id="T9")
    slack.person("UOUT", "out")
    slack.members["C1"] += ["UROB", "UKIM"]
    slack.channel("CNOBOT", "nobot", members=["U1"], bot=False)
    opens(slack_door)


def opens(door: Door, **answer: Any) -> None:
    """From now on Slack answers so to what opens a form."""
    given = answer or {"ok": True, "view": {"id": "V1"}}

    def answered(_: object) -> dict[str, Any]:
        return given

    for method in ("_views_open", "_views_push"):
        setattr(door.rooms.slack, method, answered)


async def typed(door: Door, *, user: str = "U1", channel: str = "C1", **more: str) -> str:
    """Types the command; returns what the acknowledgement says."""
    payload = {"team_id": "T1", "channel_id": channel, "user_id": user, "command": "/footnote", "text": "recaps", **more}
    response = await door.knock(urlencode({"trigger_id": "13.37.abc", **payload}), content_type=FORM)
    assert response.status == 200
    said = await response.text()
    return cast("dict[str, str]", json.loads(said))["text"] if said else ""


async def opened(door: Door, *, user: str = "U1", channel: str = "C1") -> dict[str, Any]:
    """The form that the command has opened."""
    assert await typed(door, user=user, channel=channel) == ""
    return cast("dict[str, Any]", door.rooms.slack.called("views.open")[-1]["view"])


async def sent(
    door: Door,
    often: str = "daily",
    *,
    at: str | None = "09:30",
    user: str = "U1",
    channel: str = "C1",
    view: str = "V1",
    typed_there: bool = False,
) -> dict[str, str]:
    """Sends the form; returns what is wrong with it, by block."""
    values = {
        HOW_OFTEN: {HOW_OFTEN: {"type": "static_select", "selected_option": {"value": often}}},
        AT: {AT: {"type": "timepicker", "selected_time": at}},
        ZONE: {ZONE: {"type": "static_select", "selected_option": {"value": "Europe/Berlin"}}},
    }
    body = {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": user, "team_id": "T1"},
        "view": {
            "type": "modal",
            "id": view,
            "hash": "1.abc",
            "callback_id": RECAP_FORM,
            "private_metadata": json.dumps({"channel": channel, "typed_there": typed_there}),
            "state": {"values": values},
        },
    }
    response = await door.knock(urlencode({"payload": json.dumps(body)}), content_type=FORM)
    assert response.status == 200
    answer = await response.text()
    if not answer:
        return {}
    told = cast("dict[str, Any]", json.loads(answer))
    assert told["response_action"] == "errors"
    return cast("dict[str, str]", told["errors"])


async def kept(door: Door, channel: ChannelId = HERE) -> Schedule | None:
    return await door.rooms.schedules.of(TEAM, channel)


async def waiting(door: Door) -> int:
    """Slots in the inbox."""
    return (await door.rooms.inbox.depth()).threads


async def test_the_command_opens_the_form_of_its_channel(slack_door: Door) -> None:
    form = await opened(slack_door)
    assert form["callback_id"] == RECAP_FORM
    assert json.loads(form["private_metadata"]) == {"channel": "C1", "typed_there": True}
    assert not slack_door.rooms.slack.called("conversations.members")
    assert phrases.RECAPS_OFF.format(place="#general") in str(form["blocks"])
    assert "Etc/UTC" in str(form["blocks"])


@pytest.mark.parametrize(
    ("user", "channel", "why"),
    [
        ("UROB", "C1", phrases.RECAPS_FULL_MEMBERS_ONLY),
        ("UKIM", "C1", phrases.RECAPS_FULL_MEMBERS_ONLY),
        ("UNOBODY", "C1", phrases.RECAPS_FULL_MEMBERS_ONLY),
        ("U1", "CNOBOT", phrases.RECAPS_INVITE_ME),
        ("U1", "CHIDDEN", phrases.RECAPS_INVITE_ME),
    ],
)
async def test_who_may_not_set_one_is_shown_why_and_can_not_send_it_either(
    slack_door: Door, user: str, channel: str, why: str
) -> None:
    form = await opened(slack_door, user=user, channel=channel)
    assert why in str(form["blocks"])
    assert "submit" not in form
    assert await sent(slack_door, user=user, channel=channel) == {HOW_OFTEN: why}
    assert await kept(slack_door, ChannelId(channel)) is None
    assert await waiting(slack_door) == 0


async def test_in_direct_messages_the_acknowledgement_says_where_to_go(slack_door: Door) -> None:
    assert await typed(slack_door, channel="D1") == phrases.RECAPS_CHANNELS_ONLY
    assert not slack_door.rooms.slack.called("views.open")


async def test_a_trigger_that_is_over_is_said_in_the_acknowledgement(slack_door: Door) -> None:
    opens(slack_door, ok=False, error="expired_trigger_id")
    assert await typed(slack_door) == phrases.RECAPS_TYPE_AGAIN


async def test_while_slack_or_the_store_is_away_the_acknowledgement_says_so(slack_door: Door) -> None:
    slack_door.rooms.slack.fails("conversations.info", "ratelimited", retry_after="60")
    assert await typed(slack_door) == phrases.TRY_COMMAND_AGAIN
    async with open_door(Redis(unix_socket_path="/nowhere/redis.sock")) as lost:
        assert await typed(lost) == phrases.TRY_COMMAND_AGAIN
        assert await sent(lost) == {HOW_OFTEN: phrases.TRY_COMMAND_AGAIN}


async def test_a_command_without_what_names_it_is_told_to_be_tried_again(slack_door: Door) -> None:
    assert await typed(slack_door, trigger_id="") == phrases.TRY_COMMAND_AGAIN


async def test_what_is_sent_is_kept_its_slot_put_and_who_sent_it_told(slack_door: Door) -> None:
    assert await sent(slack_door, "weekly 2") == {}
    schedule = await kept(slack_door)
    assert schedule
    assert (schedule.rhythm, schedule.weekday, schedule.at, schedule.zone) == (Rhythm.WEEKLY, 2, time(9, 30), "Europe/Berlin")
    assert (schedule.setter, schedule.place, schedule.covered) == ("U1", "#general", None)
    assert await waiting(slack_door) == 1
    idle = await slack_door.rooms.inbox.claim("a", lease=30)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert 0 < idle.seconds <= 7 * 24 * 3600
    (told,) = await slack_door.rooms.told()
    assert told.startswith("to U1: #general is recapped every Wednesday at 09:30 (Europe/Berlin).")
    form = await opened(slack_door, user="UBOB")
    assert phrases.RECAPS_WHO_SET.format(setter="ann") in str(form["blocks"])


async def test_a_form_that_is_sent_twice_is_kept_and_told_once(slack_door: Door) -> None:
    assert await sent(slack_door) == {}
    before = await kept(slack_door)
    assert await sent(slack_door) == {}
    assert await kept(slack_door) == before
    assert await waiting(slack_door) == 1
    assert len(await slack_door.rooms.told()) == 1


async def test_a_change_takes_the_slot_that_was_put_back(slack_door: Door) -> None:
    await sent(slack_door)
    before = await kept(slack_door)
    assert before
    covered = before.model_copy(update={"covered": 7})
    await slack_door.rooms.schedules.change(TEAM, HERE, lambda _: covered)
    await sent(slack_door, "working_days", user="UBOB", view="V2")
    after = await kept(slack_door)
    assert after
    assert after.revision != before.revision
    assert (after.setter, after.rhythm, after.covered) == ("UBOB", Rhythm.WORKING_DAYS, 7)
    assert await waiting(slack_door) == 1


async def test_what_was_paused_begins_anew(slack_door: Door) -> None:
    await slack_door.rooms.schedules.change(TEAM, HERE, lambda _: a_schedule(paused=True, covered=7))
    await sent(slack_door)
    after = await kept(slack_door)
    assert after
    assert (after.paused, after.covered) == (False, None)
    assert await waiting(slack_door) == 1


async def test_it_is_switched_off_with_its_slot(slack_door: Door) -> None:
    await sent(slack_door)
    for _ in range(2):
        assert await sent(slack_door, "never", at=None, view="V2") == {}
    assert await kept(slack_door) is None
    assert await waiting(slack_door) == 0
    assert (await slack_door.rooms.told())[1:] == [f"to U1: {phrases.RECAPS_ENDED.format(place='#general')}"]


async def test_a_missing_time_is_asked_for(slack_door: Door) -> None:
    assert await sent(slack_door, at=None) == {AT: phrases.RECAPS_TIME_MISSING}
    assert await kept(slack_door) is None


async def test_a_form_that_makes_no_sense_is_told_to_be_tried_again(slack_door: Door) -> None:
    assert await sent(slack_door, "sometimes") == {HOW_OFTEN: phrases.TRY_COMMAND_AGAIN}


def pressed(**more: Any) -> str:
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "1.2.abc",
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "modal"},
        "actions": [{"type": "button", "action_id": OPEN_RECAP_FORM, "value": "C1", "action_ts": "9.1"}],
        **more,
    }
    return urlencode({"payload": json.dumps(body)})


async def test_the_button_in_another_form_lays_this_one_upon_it(slack_door: Door) -> None:
    assert (await slack_door.knock(pressed(), content_type=FORM)).status == 200
    (call,) = slack_door.rooms.slack.called("views.push")
    assert call["view"]["callback_id"] == RECAP_FORM
    assert not slack_door.rooms.slack.called("views.open")


async def test_the_button_of_a_channel_that_one_is_not_in_opens_nothing_to_fill_in(slack_door: Door) -> None:
    user = {"id": "UOUT", "team_id": "T1"}
    assert (await slack_door.knock(pressed(user=user), content_type=FORM)).status == 200
    (call,) = slack_door.rooms.slack.called("views.push")
    assert phrases.RECAPS_FULL_MEMBERS_ONLY in str(call["view"]["blocks"])
    assert await sent(slack_door, user="UOUT") == {HOW_OFTEN: phrases.RECAPS_FULL_MEMBERS_ONLY}
    assert await sent(slack_door, user="U1", typed_there=True) == {}


async def test_the_button_elsewhere_opens_it_and_what_fails_is_whispered(slack_door: Door) -> None:
    opens(slack_door, ok=False, error="expired_trigger_id")
    assert (await slack_door.knock(pressed(view={}), content_type=FORM)).status == 200
    assert len(slack_door.rooms.slack.called("views.open")) == 1
    assert await slack_door.rooms.told() == [f"to U1: {phrases.RECAPS_TYPE_AGAIN}"]


async def test_a_press_that_names_no_channel_opens_nothing(slack_door: Door) -> None:
    assert (await slack_door.knock(pressed(trigger_id=""), content_type=FORM)).status == 200
    assert not slack_door.rooms.slack.called("views.push")
