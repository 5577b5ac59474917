"""Buttons, menus and thumbs: which a message has, and what Slack sends to the app when one is used.

Shapes as in docs.slack.dev/reference/interaction-payloads/block_actions-payload.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from bot.playground.entities import APP, Message, Payload, SlackError
from bot.playground.payloads import message_object
from bot.playground.responses import Responses
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace

HOLDERS = frozenset({"actions", "context_actions"})
"""The blocks that hold controls."""

CONTROLS = frozenset({"button", "overflow", "static_select", "feedback_buttons"})


@dataclass(frozen=True, kw_only=True)
class Control:
    """Something in a message that can be pressed, or chosen from."""

    block_id: str
    element: Payload

    @property
    def options(self) -> list[Payload]:
        """What can be chosen: of a menu its options, of the thumbs the two."""
        if self.element.get("type") == "feedback_buttons":
            return [_object(self.element.get(name)) for name in ("positive_button", "negative_button")]
        groups = [self.element, *_objects(self.element.get("option_groups"))]
        return [option for group in groups for option in _objects(group.get("options"))]

    def used(self, value: str) -> Payload:
        """What Slack tells of a press, or of choosing the option of that value. Raises `no_such_option`, no word of Slack's."""
        kept = ("type", "action_id", "text", "value", "style", "url")
        action: Payload = {name: self.element[name] for name in kept if name in self.element}
        if self.element.get("type") == "button":
            return action
        option = next((option for option in self.options if option.get("value") == value), None)
        if option is None:
            raise SlackError("no_such_option")
        if self.element.get("type") == "feedback_buttons":
            return {**action, "text": option.get("text"), "value": value}
        return {**action, "selected_option": option}


class Interactions:
    """Makes `block_actions` payloads."""

    def __init__(self, workspace: Workspace, responses: Responses, triggers: Triggers, *, base_url: str) -> None:
        self._workspace = workspace
        self._responses = responses
        self._triggers = triggers
        self._base_url = base_url

    def block_actions(self, message: Message, action_id: str, *, user: str, value: str = "") -> Payload:
        """The payload for a press of that button, or for the choice of `value` from that menu or of the thumbs.

        Raises `no_such_button` and `no_such_option`, which are no words of Slack's.
        """
        control = next((found for found in controls_of(message) if found.element.get("action_id") == action_id), None)
        if control is None:
            raise SlackError("no_such_button")
        action = control.used(value)
        channel = self._workspace.channel(message.channel)
        container: Payload = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        person = self._workspace.users[user]
        name = person.name.lower()
        payload: Payload = {
            "type": "block_actions",
            "user": {"id": user, "username": name, "name": name, "team_id": person.team},
            "api_app_id": APP,
            "token": "playground",
            "container": container,
            "trigger_id": self._triggers.issue(user),
            "team": {"id": self._workspace.team, "domain": self._workspace.team_domain},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel.id, "name": channel.typed_name},
            "state": {"values": {}},
            "response_url": self._responses.open("actions", channel=channel.id, user=user, original=message),
            "actions": [{**action, "block_id": control.block_id, "action_ts": self._workspace.next_ts()}],
        }
        if message.ephemeral_to is None:
            # Slack keeps no ephemeral messages, and so sends none.
            payload["message"] = message_object(self._workspace, message, base_url=self._base_url, metadata=True)
        return payload


def controls_of(message: Message) -> Iterator[Control]:
    """The controls in a message, from the top: those of blocks that hold actions, and the ones beside a section."""
    for index, block in enumerate(message.blocks):
        # Slack makes an id where the app gave none.
        block_id = str(block.get("block_id") or f"b{index}")
        within = block.get("elements") if block.get("type") in HOLDERS else [block.get("accessory")]
        for element in _objects(within):
            if element.get("type") in CONTROLS:
                yield Control(block_id=block_id, element=element)


def _objects(value: object) -> list[Payload]:
    return [_object(item) for item in cast("list[object]", value)] if isinstance(value, list) else []


def _object(value: object) -> Payload:
    return cast("Payload", value) if isinstance(value, dict) else {}
