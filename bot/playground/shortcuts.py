"""Shortcuts: which there are, and what Slack sends to the app when one is used, on a message or anywhere.

Shapes as in docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload.
"""

from dataclasses import dataclass
from typing import Literal

from bot.playground.deliveries import Deliveries, Delivery
from bot.playground.entities import Payload, SlackError
from bot.playground.payloads import message_object
from bot.playground.responses import Responses
from bot.playground.triggers import Triggers
from bot.playground.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A shortcut as the app declares it: in the menu of every message, or global."""

    callback_id: str
    name: str
    type: Literal["message", "global"] = "message"


SHORTCUTS = (
    Shortcut(callback_id="summarize_thread", name="Summarize thread"),
    Shortcut(callback_id="explain_file", name="Explain this file"),
    Shortcut(callback_id="action_items", name="Action items"),
    Shortcut(callback_id="translate", name="Translate"),
    Shortcut(callback_id="ask_footnote", name="Ask Footnote", type="global"),
)


class Shortcuts:
    """Sends what people's use of them becomes, once: Slack delivers no shortcut again. Methods raise `SlackError`."""

    def __init__(
        self, workspace: Workspace, deliveries: Deliveries, responses: Responses, triggers: Triggers, *, base_url: str
    ) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._responses = responses
        self._triggers = triggers
        self._base_url = base_url

    async def on_message(self, callback_id: str, *, channel: str, ts: str, user: str) -> Delivery:
        """Somebody chooses one from a message's menu, which needs no membership of the app; returns when it was acknowledged,
        or not. Slack offers none on what one person alone sees.
        """
        place, message = self._workspace.channel(channel), self._workspace.message(channel, ts)
        if user not in place.members and not place.is_public:
            raise SlackError("channel_not_found")
        if message.ephemeral_to is not None:
            raise SlackError("message_not_found")
        body = self._about("message_action", callback_id, user=user)
        shown = message_object(self._workspace, message, base_url=self._base_url, metadata=True)
        body |= {
            "channel": {"id": place.id, "name": place.typed_name},
            "message_ts": message.ts,
            "message": shown,
            "response_url": self._responses.open("app", channel=place.id, user=user),
        }
        return await self._deliveries.interact(body)

    async def anywhere(self, callback_id: str, *, user: str) -> Delivery:
        """Somebody uses a global one, which knows of no channel; returns when it was acknowledged, or not."""
        return await self._deliveries.interact(self._about("shortcut", callback_id, user=user))

    async def send(self, body: Payload) -> Delivery:
        """The very same use once more, with the same `trigger_id`."""
        return await self._deliveries.interact(body)

    def _about(self, kind: Literal["message_action", "shortcut"], callback_id: str, *, user: str) -> Payload:
        person = self._workspace.users[user]
        wanted = "message" if kind == "message_action" else "global"
        if not any((known.callback_id, known.type) == (callback_id, wanted) for known in SHORTCUTS):
            raise SlackError("no_such_shortcut")
        return {
            "type": kind,
            "token": "playground",
            "action_ts": self._workspace.next_ts(),
            "team": {"id": self._workspace.team, "domain": self._workspace.team_domain},
            "user": {"id": user, "username": person.name.lower(), "team_id": person.team, "name": person.name.lower()},
            "is_enterprise_install": False,
            "enterprise": None,
            "callback_id": callback_id,
            "trigger_id": self._triggers.issue(user),
        }
