"""Buttons: which a message has, and what Slack sends to the app when one is pressed.

Shapes as in docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from bot.playground.entities import APP, TEAM, Message, Payload, SlackError
from bot.playground.payloads import message_object
from bot.playground.responses import Responses
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button as it stands in a message."""

    block_id: str
    element: Payload


class Interactions:
    """Makes `block_actions` payloads."""

    def __init__(self, workspace: Workspace, responses: Responses, triggers: Triggers, *, base_url: str) -> None:
        self._workspace = workspace
        self._responses = responses
        self._triggers = triggers
        self._base_url = base_url

    def block_actions(self, message: Message, action_id: str, *, user: str) -> Payload:
        """The payload for a press of that button. Raises `no_such_button`, which is no word of Slack's."""
        button = next((b for b in buttons_of(message) if b.element.get("action_id") == action_id), None)
        if button is None:
            raise SlackError("no_such_button")
        channel = self._workspace.channel(message.channel)
        container: Payload = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        kept = ("type", "action_id", "text", "value", "style", "url")
        action: Payload = {name: button.element[name] for name in kept if name in button.element}
        person = self._workspace.users[user]
        name = person.name.lower()
        payload: Payload = {
            "type": "block_actions",
            "user": {"id": user, "username": name, "name": name, "team_id": person.team},
            "api_app_id": APP,
            "token": "playground",
            "container": container,
            "trigger_id": self._triggers.issue(user),
            "team": {"id": TEAM, "domain": self._workspace.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel.id, "name": channel.typed_name},
            "state": {"values": {}},
            "response_url": self._responses.open("actions", channel=channel.id, user=user, original=message),
            "actions": [{**action, "block_id": button.block_id, "action_ts": self._workspace.next_ts()}],
        }
        if message.ephemeral_to is None:
            # Slack keeps no ephemeral messages, and so sends none.
            payload["message"] = message_object(self._workspace, message, base_url=self._base_url, metadata=True)
        return payload


def buttons_of(message: Message) -> Iterator[Button]:
    """The buttons in a message, from the top: those of `actions` blocks, and the ones beside a section."""
    for index, block in enumerate(message.blocks):
        # Slack makes an id where the app gave none.
        block_id = str(block.get("block_id") or f"b{index}")
        within = block.get("elements") if block.get("type") == "actions" else [block.get("accessory")]
        for element in cast("list[object]", within if isinstance(within, list) else []):
            if isinstance(element, dict) and cast("Payload", element).get("type") == "button":
                yield Button(block_id=block_id, element=cast("Payload", element))
