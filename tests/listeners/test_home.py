"""The Home tab through the real door: published when it is opened, changed by what is chosen in it, forgotten on request."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import Length, PersonSettings, TeamId, UserId, phrases
from bot.language.speech import language
from bot.listeners.home_view import FORGET, LANGUAGE, LENGTH
from bot.slack.client import repeatable
from bot.slack.payloads import Payload
from tests.listeners.conftest import ADMIN_BY_SETTING, FORM, Door

TEAM, ANN, BOB, ADA = TeamId("T1"), UserId("U1"), UserId("UBOB"), UserId(ADMIN_BY_SETTING)


def opened(user: str = ANN, tab: str = "home") -> str:
    event = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": tab, "event_ts": "1.0"}
    return json.dumps({"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event_time": 1, "event": event})


def used(action_id: str, value: str = "", *, user: str = ANN) -> str:
    chosen: Payload = {"selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": value}} if value else {}
    payload = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": user, "team_id": "T1"},
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "home"},
        "trigger_id": "13.37.abc",
        "actions": [{"action_id": action_id, "block_id": "b1", "action_ts": "2.0", **chosen}],
    }
    return urlencode({"payload": json.dumps(payload)})


async def published(door: Door) -> list[dict[str, Any]]:
    """What was shown so far, once all errands are done."""
    await door.rooms.errands.aclose()
    return door.rooms.slack.called("views.publish")


async def test_who_opens_the_tab_is_shown_it(slack_door: Door) -> None:
    assert (await slack_door.knock(opened())).status == 200
    (shown,) = await published(slack_door)
    assert shown["user_id"] == ANN
    assert shown["view"]["type"] == "home"
    assert phrases.HOME_ADMIN not in str(shown)
    assert await slack_door.rooms.told() == []


async def test_the_other_tab_is_welcomed_as_before(slack_door: Door) -> None:
    assert (await slack_door.knock(opened(tab="messages"))).status == 200
    assert await published(slack_door) == []
    assert await slack_door.rooms.told() == ["welcome in D1"]


@pytest.mark.parametrize("admin", [BOB, ADA])
async def test_admins_see_what_is_set_for_all_until_they_are_none(slack_door: Door, admin: str) -> None:
    await slack_door.knock(opened(admin))
    assert phrases.HOME_ADMIN in str(await published(slack_door))
    slack_door.rooms.slack.person(BOB, "bob")
    await slack_door.knock(opened(BOB))
    assert phrases.HOME_ADMIN not in str((await published(slack_door))[-1])


async def test_what_is_chosen_is_kept_and_shown(slack_door: Door) -> None:
    for action, value in ((LANGUAGE, "de"), (LENGTH, "short"), (LENGTH, "enormous"), (LANGUAGE, "tlh")):
        assert (await slack_door.knock(used(action, value), content_type=FORM)).status == 200
    kept = await slack_door.rooms.preferences.person(TEAM, ANN)
    assert kept == PersonSettings(language="de", length=Length.SHORT)
    assert "Deutsch" in str((await published(slack_door))[-1])
    await slack_door.knock(used(LANGUAGE, "as-slack"), content_type=FORM)
    assert (await slack_door.rooms.preferences.person(TEAM, ANN)).language == ""


async def test_the_tab_speaks_the_language_that_was_chosen_at_once(slack_door: Door) -> None:
    german = language("de").texts["HOME_YOURS"]
    for value, heading in (("de", german), ("as-slack", phrases.HOME_YOURS), ("de", german)):
        await slack_door.knock(used(LANGUAGE, value), content_type=FORM)
        assert str(heading) in str((await published(slack_door))[-1])
    # Forgotten with everything else is the language, too.
    await slack_door.knock(used(FORGET), content_type=FORM)
    shown = str((await published(slack_door))[-1])
    assert "Forgotten of you: 1 setting." in shown
    assert phrases.HOME_YOURS in shown


async def test_of_two_choices_the_later_is_shown_last_however_slowly_slack_takes_the_first(
    slack_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    delays = iter((0.3, 0.0, 0.0))

    async def slowly(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> Payload:
        await asyncio.sleep(next(delays))
        return await repeatable(call)

    monkeypatch.setattr("bot.listeners.home.repeatable", slowly)
    for action, value in ((LENGTH, "short"), (LANGUAGE, "de")):
        await slack_door.knock(used(action, value), content_type=FORM)
    await slack_door.knock(opened())
    shown = await published(slack_door)
    assert len(shown) == 3
    assert all(str(language("de").texts["HOME_YOURS"]) in str(each) for each in shown[1:])


async def test_everything_about_a_person_is_forgotten_and_they_are_told(slack_door: Door) -> None:
    await slack_door.rooms.preferences.set_person(TEAM, ANN, PersonSettings(length=Length.LONG))
    assert (await slack_door.knock(used(FORGET), content_type=FORM)).status == 200
    (shown,) = await published(slack_door)
    assert "Forgotten of you: 1 setting." in str(shown)
    assert await slack_door.rooms.preferences.person(TEAM, ANN) == PersonSettings()


async def test_a_choice_that_cannot_be_kept_is_not_acknowledged(slack_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def lost(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(slack_door.rooms.redis.connection_pool, "get_connection", lost)
    assert (await slack_door.knock(used(LENGTH, "short"), content_type=FORM)).status in {500, 503}
