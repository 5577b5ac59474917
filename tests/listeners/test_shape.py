"""Payloads on which Bolt itself would raise are told from those that it takes."""

import json
from urllib.parse import urlencode

import pytest

from bot.listeners.shape import is_shaped
from bot.slack.payloads import Payload, payload_in
from bot.telemetry import OTHER
from tests.listeners import test_passwords
from tests.listeners.conftest import FORM, Door
from tests.listeners.deliveries import commands, events, interactions


@pytest.mark.parametrize("body", [*events(), *interactions(), *commands(), {}, {"type": "url_verification"}])
def test_what_slack_sends_is_shaped(body: Payload) -> None:
    assert is_shaped(body)


@pytest.mark.parametrize(
    "body",
    [
        '{"type": ["event_callback"]}',
        '{"type": "event_callback", "event": "event_callback"}',
        '{"type": "event_callback", "event": null}',
        '{"type": "event_callback", "event": {"type": "message", "message": "words"}}',
        '{"type": "event_callback", "event": {"type": "message", "previous_message": [1]}}',
        '{"type": "event_callback", "event": {"type": "function_executed", "function": "F1"}}',
        '{"type": "event_callback", "event": {"type": "function_executed", "function": {"callback_id": []}}}',
        '{"type": "block_actions", "actions": []}',
        '{"type": "block_actions", "actions": {"0": "press"}}',
        '{"type": "block_actions", "actions": [{"value": "x"}]}',
        '{"type": "block_actions", "actions": [{"action_id": []}]}',
        '{"type": "block_actions", "actions": [true]}',
        '{"type": "view_submission", "view": null}',
        '{"type": "view_submission", "view": {"callback_id": {}}}',
        '{"type": "view_submission", "view": {"callback_id": "a"}}',
        '{"type": "shortcut", "callback_id": []}',
        '{"command": 7}',
    ],
)
def test_what_bolt_would_raise_on_is_not(body: str) -> None:
    assert not is_shaped(payload_in(body))


async def test_over_http_it_is_the_senders_fault(slack_door: Door) -> None:
    assert (await slack_door.knock('{"type": "event_callback", "event": "message"}')).status == 400
    assert (await slack_door.knock("payload=%7B%22type%22:%22view_closed%22,%22view%22:1%7D", content_type=FORM)).status == 400
    assert slack_door.telemetry.counts["deliveries", OTHER] == 2


async def test_a_press_that_opens_nothing_and_names_no_address_is_acknowledged(slack_door: Door) -> None:
    assert "response_url" not in (body := dict(test_passwords.press()))
    assert (await slack_door.knock(urlencode({"payload": json.dumps(body)}), content_type=FORM)).status == 200
