"""Deliveries over HTTP, as Slack and as others would send them."""

import json
import time
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.listeners import door
from bot.listeners.door import MOST_BODY_BYTES
from tests.listeners.conftest import Door, open_door


def delivery(**event: object) -> str:
    body: dict[str, Any] = {
        "type": "event_callback",
        "team_id": "T1",
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "event": event,
    }
    return json.dumps(body)


MENTION = delivery(type="message", channel="C1", user="U1", ts="2.0", text="<@UBOT> total?")


async def test_a_mention_is_stored_and_then_acknowledged(slack_door: Door) -> None:
    response = await slack_door.knock(MENTION)
    assert response.status == 200
    assert [question.id for question in await slack_door.rooms.questions()] == ["T1:C1:2.0"]


async def test_while_the_store_is_down_slack_is_not_acknowledged() -> None:
    async with open_door(Redis(unix_socket_path="/nowhere/redis.sock")) as slack_door:
        assert (await slack_door.knock(MENTION)).status == 503


async def test_the_url_is_verified(slack_door: Door) -> None:
    response = await slack_door.knock(json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"}))
    assert response.status == 200
    assert "abc" in await response.text()


@pytest.mark.parametrize("kind", ["team_join", "app_home_opened", "file_shared", "an_event_of_the_future"])
async def test_events_that_nobody_handles_are_acknowledged(slack_door: Door, kind: str) -> None:
    assert (await slack_door.knock(delivery(type=kind, user="U1"))).status == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("not json", 400),
        ("[1, 2]", 400),
        ("null", 400),
        ("[" * 100_000, 400),
        (b"\xff\xfe", 400),
        ("{}", 404),
        (b" " * (MOST_BODY_BYTES + 1), 413),
    ],
)
async def test_what_is_not_slacks_gets_a_4xx(slack_door: Door, body: str | bytes, status: int) -> None:
    response = await slack_door.knock(body)
    assert response.status == status
    assert not await slack_door.rooms.questions()


async def test_a_form_whose_payload_is_broken_gets_a_4xx(slack_door: Door) -> None:
    form = "application/x-www-form-urlencoded"
    assert (await slack_door.knock("payload=%7Bbroken", content_type=form)).status == 400
    assert (await slack_door.knock("a=1&" * 1000, content_type=form)).status == 400


@pytest.mark.parametrize(
    "body", ["{x", "payload=", "payload={}&payload=x", "payload={}&payload=[1]", 'payload={"authorizations":{"a":1}}']
)
async def test_a_form_that_bolt_reads_otherwise_gets_a_4xx(slack_door: Door, body: str) -> None:
    assert (await slack_door.knock(body, content_type="application/x-www-form-urlencoded")).status == 400


async def test_of_a_header_sent_twice_the_one_that_was_checked_counts(slack_door: Door) -> None:
    assert (await slack_door.knock(MENTION, extra=[("X-Slack-Request-Timestamp", "soon")])).status == 200


async def test_a_signature_that_is_no_ascii_is_refused(slack_door: Door) -> None:
    assert (await slack_door.knock(MENTION, secret=None, extra=[("X-Slack-Signature", "v0=é")])).status == 401


async def test_a_body_that_never_ends_is_not_waited_for(slack_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BODY_SECONDS", 0.01)
    assert (await slack_door.dribble()).status == 408


@pytest.mark.parametrize("content_type", ["a/b" + ";" * 8000, "a/b; " + "(" * 2000, "", "Application/JSON; charset=utf-8"])
async def test_the_content_type_can_not_hurt(slack_door: Door, content_type: str) -> None:
    assert (await slack_door.knock(MENTION, content_type=content_type)).status == 200
    assert (await slack_door.knock(MENTION, content_type=content_type, secret="another")).status == 401


@pytest.mark.parametrize("at", ["", "soon", "1e9", "-5", "१२३४५६७८९०", "9" * 40, "1.5"])
async def test_a_timestamp_that_is_no_integer_is_refused(slack_door: Door, at: str) -> None:
    if not at.isascii():
        at = at.encode("utf-8").decode("latin-1")
    assert (await slack_door.knock(MENTION, at=at)).status == 401


@pytest.mark.parametrize("minutes", [-6, 6])
async def test_a_signature_is_good_for_five_minutes(slack_door: Door, minutes: int) -> None:
    assert (await slack_door.knock(MENTION, at=str(int(time.time()) + minutes * 60))).status == 401
    assert (await slack_door.knock(MENTION, at=str(int(time.time()) - 4 * 60))).status == 200


async def test_a_foreign_signature_is_refused(slack_door: Door) -> None:
    assert (await slack_door.knock(MENTION, secret="another")).status == 401
    assert not await slack_door.rooms.questions()


async def test_a_follow_up_needs_no_mention_where_footnote_took_part(slack_door: Door) -> None:
    follow_up = delivery(type="message", channel="C1", user="U1", ts="3.0", thread_ts="2.0", text="and the tax?")
    await slack_door.knock(follow_up)
    assert not await slack_door.rooms.questions()
    await slack_door.knock(MENTION)
    await slack_door.knock(follow_up)
    assert [question.message.ts for question in await slack_door.rooms.questions()] == ["2.0", "3.0"]


async def test_deliveries_are_counted_by_their_answer_and_the_acknowledged_are_timed(slack_door: Door) -> None:
    again = [("X-Slack-Retry-Num", "1"), ("X-Slack-Retry-Reason", "http_timeout")]
    await slack_door.knock(MENTION)
    await slack_door.knock(MENTION, extra=again)
    await slack_door.knock(MENTION, secret="somebody else's", extra=again)
    counts = slack_door.telemetry.counts
    assert (counts["deliveries", "200"], counts["deliveries", "401"], counts["redeliveries", ""]) == (2, 1, 1)
    assert (counts["questions", "new"], counts["questions", "duplicate"]) == (1, 1)
    assert slack_door.telemetry.seconds["acknowledge_seconds"].count == 2


async def test_a_delivery_that_is_refused_for_now_is_counted_and_not_timed() -> None:
    async with open_door(Redis(unix_socket_path="/nowhere/redis.sock")) as slack_door:
        await slack_door.knock(MENTION)
        assert slack_door.telemetry.counts["deliveries", "503"] == 1
        assert "acknowledge_seconds" not in slack_door.telemetry.seconds
