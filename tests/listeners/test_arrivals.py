"""Which kinds of things Slack delivers is noted, by their names in the manifest, and nothing else of them."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from redis.asyncio import Redis

from bot.listeners.arrivals import AGAIN_SECONDS, Noting, kind_of
from bot.memory import keys
from bot.memory.deliveries import COMMAND, FORM, KINDS, SHORTCUT, Deliveries
from tests.listeners.conftest import FORM as FORM_TYPE
from tests.listeners.conftest import Door
from tests.memory.build import a_lost_redis


def event(**fields: str) -> dict[str, Any]:
    return {"type": "event_callback", "event": fields}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (event(type="app_mention"), "app_mention"),
        (event(type="message", channel_type="channel"), "message.channels"),
        (event(type="message", channel_type="group", subtype="message_changed"), "message.groups"),
        (event(type="message", channel_type="im"), "message.im"),
        (event(type="message", channel_type="mpim"), "message.mpim"),
        (event(type="function_executed"), "function_executed"),
        ({"command": "/ask", "text": "what?"}, COMMAND),
        ({"type": "block_actions"}, FORM),
        ({"type": "view_submission"}, FORM),
        ({"type": "view_closed"}, FORM),
        ({"type": "shortcut"}, SHORTCUT),
        ({"type": "message_action"}, SHORTCUT),
    ],
)
def test_a_delivery_has_the_name_that_the_manifest_gives_it(body: dict[str, Any], kind: str) -> None:
    assert kind_of(body) == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    "body",
    [{}, event(type="message"), event(type="message", channel_type="somebody's word"), event(type="new"), {"type": "new"}],
)
def test_what_the_manifest_does_not_have_is_of_no_kind(body: dict[str, Any]) -> None:
    assert kind_of(body) not in KINDS


async def test_a_kind_that_comes_all_the_time_is_noted_now_and_then(redis: Redis) -> None:
    now = 0.0
    noting = Noting(Deliveries(redis), clock=lambda: now)
    assert [noting.is_due("app_mention"), noting.is_due("app_mention"), noting.is_due(COMMAND)] == [True, False, True]
    now = AGAIN_SECONDS
    assert noting.is_due("app_mention")


async def test_what_could_not_be_noted_is_noted_the_next_time() -> None:
    noting = Noting(Deliveries(a_lost_redis()))
    await noting.begin()
    assert noting.is_due(COMMAND)
    await noting.note(COMMAND)
    assert noting.is_due(COMMAND)


async def test_what_slack_delivers_is_noted_without_any_id_or_word(slack_door: Door, redis: Redis) -> None:
    await slack_door.command("/footnote", "help")
    pressed = {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "nobodys", "type": "button"}]}
    await slack_door.knock(urlencode({"payload": json.dumps(pressed)}), content_type=FORM_TYPE)
    await slack_door.rooms.errands.aclose()
    noted = await Deliveries(redis).arrivals()
    assert noted
    assert set(noted.last) == {COMMAND, FORM}
    kept = repr(await redis.hgetall(keys.DELIVERIES))
    assert "U1" not in kept
    assert "help" not in kept
