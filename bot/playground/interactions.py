"""Buttons: which a message has, what Slack sends to the app when one is pressed, and the address at which it may respond.

Shapes as in docs.slack.dev/reference/interaction-payloads/block_actions-payload and docs.slack.dev/interactivity.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from aiohttp import web

from bot.playground.arguments import Arguments, read_call
from bot.playground.content import content_of
from bot.playground.entities import APP, BOT_USER, TEAM, Message, Payload, SlackError
from bot.playground.payloads import message_object
from bot.playground.workspace import Workspace

MOST_RESPONSES = 5
RESPONSE_SECONDS = 1_800.0
"""A response address works five times within thirty minutes (docs.slack.dev/interactivity/handling-user-interaction)."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button as it stands in a message."""

    block_id: str
    element: Payload


@dataclass(kw_only=True)
class _Response:
    message: Message
    user: str
    given: float
    left: int = MOST_RESPONSES


class Interactions:
    """Makes `block_actions` payloads and serves the addresses that they carry. `clock` is in seconds."""

    def __init__(self, workspace: Workspace, *, base_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._base_url = base_url
        self._clock = clock
        self._responses: dict[str, _Response] = {}

    def routes(self) -> list[web.RouteDef]:
        """Where apps respond."""
        return [web.post("/actions/{key}", self._serve)]

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
        name = self._workspace.users[user].name
        payload: Payload = {
            "type": "block_actions",
            "user": {"id": user, "username": name.lower(), "name": name.lower(), "team_id": TEAM},
            "api_app_id": APP,
            "token": "playground",
            "container": container,
            "trigger_id": f"{self._workspace.now()}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}",
            "team": {"id": TEAM, "domain": self._workspace.team_name.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
            "channel": {"id": channel.id, "name": channel.name or "directmessage"},
            "state": {"values": {}},
            "response_url": self._response_url(message, user),
            "actions": [{**action, "block_id": button.block_id, "action_ts": self._workspace.next_ts()}],
        }
        if message.ephemeral_to is None:
            # Slack keeps no ephemeral messages, and so sends none.
            payload["message"] = message_object(self._workspace, message, base_url=self._base_url, metadata=True)
        return payload

    def _response_url(self, message: Message, user: str) -> str:
        key = secrets.token_urlsafe(16)
        self._responses[key] = _Response(message=message, user=user, given=self._clock())
        return f"{self._base_url}/actions/{key}"

    async def _serve(self, request: web.Request) -> web.Response:
        response = self._responses.get(request.match_info["key"])
        try:
            if response is None or response.given + RESPONSE_SECONDS <= self._clock():
                raise SlackError("expired_url")
            if not response.left:
                raise SlackError("used_url")
            arguments, _ = await read_call(request)
            self._respond(response, arguments)
        except SlackError as error:
            status = 404 if error.code in ("expired_url", "used_url") else 400
            return web.json_response({"ok": False, "error": error.code}, status=status)
        response.left -= 1
        return web.Response(text="ok")

    def _respond(self, response: _Response, arguments: Arguments) -> None:
        message = response.message
        if arguments.flag("delete_original"):
            self._workspace.delete(channel=message.channel, ts=message.ts)
            return
        content = content_of(arguments)
        if arguments.flag("replace_original"):
            self._workspace.edit(channel=message.channel, ts=message.ts, text=content.text, blocks=content.blocks)
            return
        self._workspace.post(
            channel=message.channel,
            user=BOT_USER,
            text=content.text or "",
            thread_ts=arguments.text("thread_ts") or message.thread_ts,
            blocks=content.blocks or (),
            ephemeral_to=None if arguments.text("response_type") == "in_channel" else response.user,
        )


def buttons_of(message: Message) -> Iterator[Button]:
    """The buttons in a message, from the top: those of `actions` blocks, and the ones beside a section."""
    for index, block in enumerate(message.blocks):
        # Slack makes an id where the app gave none.
        block_id = str(block.get("block_id") or f"b{index}")
        within = block.get("elements") if block.get("type") == "actions" else [block.get("accessory")]
        for element in cast("list[object]", within if isinstance(within, list) else []):
            if isinstance(element, dict) and cast("Payload", element).get("type") == "button":
                yield Button(block_id=block_id, element=cast("Payload", element))
