"""What every Web API method is made of, and the methods about tokens and people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.playground.arguments import Arguments
from bot.playground.entities import APP, BOT, BOT_USER, Channel, Payload, SlackError
from bot.playground.pace import TIER_2, TIER_4, UNLIMITED, Tier
from bot.playground.payloads import user_object
from bot.playground.workspace import Workspace


class MissingScope(SlackError):
    """The app lacks a scope that the call needs."""

    def __init__(self, needed: str) -> None:
        super().__init__("missing_scope")
        self.needed = needed


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method: what it does, whose token it wants, the one scope it needs, its pace."""

    answer: Callable[[Arguments], Payload]
    tier: Tier = UNLIMITED
    scope: str | None = None
    caller: Literal["bot", "app", "anyone"] = "bot"


def need(workspace: Workspace, channel: Channel, what: Literal["history", "read"]) -> None:
    """Raises `missing_scope` unless the app has the scope that reading this kind of channel takes."""
    kind = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}[channel.kind]
    if f"{kind}:{what}" not in workspace.scopes:
        raise MissingScope(f"{kind}:{what}")


def entered(workspace: Workspace, channel_id: str) -> Channel:
    """The channel, if the bot is a member. Raises `not_in_channel`; what is private and foreign is not to be found."""
    channel = visible(workspace, channel_id)
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def visible(workspace: Workspace, channel_id: str) -> Channel:
    """The channel, if it is public or the bot is a member. Raises `channel_not_found`."""
    channel = workspace.channel(channel_id)
    if not channel.is_public and BOT_USER not in channel.members:
        raise SlackError("channel_not_found")
    return channel


def writable(workspace: Workspace, channel_id: str) -> Channel:
    """The channel, if the bot can write there. Raises as `entered` does, or `is_archived`."""
    channel = entered(workspace, channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


class PeopleMethods:
    """`auth.test`, `apps.connections.open`, `users.info`, `bots.info`, `usergroups.list`, `api.test`."""

    def __init__(self, workspace: Workspace, *, base_url: str, open_socket: Callable[[], str]) -> None:
        self._workspace = workspace
        self._base_url = base_url
        self._open_socket = open_socket

    def methods(self) -> dict[str, Method]:
        """By name."""
        return {
            "api.test": Method(answer=lambda arguments: {"args": arguments.values}, caller="anyone"),
            "auth.test": Method(answer=self._auth_test),
            "apps.connections.open": Method(
                answer=lambda _: {"url": self._open_socket()}, scope="connections:write", caller="app"
            ),
            "users.info": Method(answer=self._users_info, tier=TIER_4, scope="users:read"),
            "bots.info": Method(answer=self._bots_info, tier=TIER_4, scope="users:read"),
            "usergroups.list": Method(answer=lambda _: {"usergroups": []}, tier=TIER_2, scope="usergroups:read"),
        }

    def _auth_test(self, _: Arguments) -> Payload:
        return {
            "url": f"{self._base_url}/",
            "team": self._workspace.team_name,
            "user": self._workspace.users[BOT_USER].name.lower(),
            "team_id": self._workspace.team,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "is_enterprise_install": False,
        }

    def _users_info(self, arguments: Arguments) -> Payload:
        (user,) = arguments.required("user")
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        person = self._workspace.users[user]
        # docs.slack.dev/reference/methods/users.info
        locale = {"locale": person.locale} if arguments.flag("include_locale") else {}
        return {"user": {**user_object(person, team=self._workspace.team), **locale}}

    def _bots_info(self, arguments: Arguments) -> Payload:
        (bot,) = arguments.required("bot")
        for user in self._workspace.users.values():
            if user.bot_id == bot:
                about = {"id": bot, "deleted": False, "name": user.name, "updated": 0, "app_id": APP, "user_id": user.id}
                return {"bot": {**about, "icons": {}}}
        raise SlackError("bot_not_found")
