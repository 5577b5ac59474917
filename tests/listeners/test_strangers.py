"""People of other organisations who press a button in a shared channel are told that it is not for them, and nothing happens."""

import json
from urllib.parse import urlencode

import pytest

from bot.language import Outside, TeamId, WorkspaceSettings, phrases
from tests.listeners.conftest import FORM, Door

TEAM = TeamId("T1")


def press(door: Door, *, user: str, home: str, kind: str = "block_actions") -> str:
    payload = {
        "type": kind,
        "team": {"id": "T1"},
        "user": {"id": user, "team_id": home},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "2.0", "channel_id": "C1"},
        "message": {"ts": "2.0", "thread_ts": "1.0"},
        "trigger_id": "13.37.abc",
        "response_url": f"{door.rooms.slack.url}/respond/1",
        "actions": [{"action_id": "home_access", "block_id": "b", "action_ts": "3.0", "type": "button"}],
    }
    return urlencode({"payload": json.dumps(payload)})


async def said(door: Door) -> list[str]:
    await door.rooms.errands.aclose()
    return [body["text"] for _, body in door.rooms.slack.responses]


@pytest.fixture
def door(slack_door: Door) -> Door:
    slack = slack_door.rooms.slack
    slack.opens_windows = True
    slack.person("UEVE", "eve", team_id="T2", is_admin=True)
    slack.person("UGRID", "gil", team_id="T3", is_admin=True, enterprise_user={"teams": ["T1", "T3"]})
    return slack_door


@pytest.mark.parametrize(("user", "home", "heeded"), [("UBOB", "T1", True), ("UGRID", "T3", True), ("UEVE", "T2", False)])
async def test_who_is_at_home_here_is_heeded(door: Door, user: str, home: str, heeded: bool) -> None:
    assert (await door.knock(press(door, user=user, home=home), content_type=FORM)).status == 200
    assert bool(door.rooms.slack.called("views.open")) is heeded
    assert await said(door) == ([] if heeded else [phrases.NOT_FOR_OUTSIDERS])


async def test_of_whom_nothing_is_known_is_a_stranger(door: Door) -> None:
    assert (await door.knock(press(door, user="UWHO", home="T9"), content_type=FORM)).status == 200
    assert await said(door) == [phrases.NOT_FOR_OUTSIDERS]


async def test_where_everybody_is_answered_everybody_may_press(door: Door) -> None:
    await door.rooms.preferences.set_workspace(TEAM, WorkspaceSettings(outside=Outside.EVERYBODY), form="V1:a")
    await door.knock(press(door, user="UEVE", home="T2"), content_type=FORM)
    assert phrases.NOT_FOR_OUTSIDERS not in await said(door)


async def test_what_strangers_submit_is_not_saved(door: Door) -> None:
    body = press(door, user="UEVE", home="T2", kind="view_submission")
    assert (await door.knock(body, content_type=FORM)).status == 200
    assert await door.rooms.redis.keys("*settings*") == []
