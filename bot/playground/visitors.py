"""Who sits at the page: each of its tabs stands for one person of the workspace, whom the tab's address names."""

from typing import Literal

from aiohttp import web

from bot.playground.entities import BOT_USER, SLACKBOT, YOU, SlackError, User
from bot.playground.workspace import Workspace

NAMED = "as"
"""What the address, and every call of the page, names the person by: `?as=alex`. Without it you are yourself."""

Role = Literal["admin", "guest", "outside", ""]


def visitor(request: web.Request, workspace: Workspace) -> str:
    """The id of the person whom the request names, by id or by name. Raises `user_not_found`."""
    named = request.query.get(NAMED, "").casefold()
    if not named:
        return YOU
    for person in people(workspace):
        if named in (person.id.casefold(), person.name.casefold()):
            return person.id
    raise SlackError("user_not_found")


def people(workspace: Workspace) -> list[User]:
    """Everybody whom one can be."""
    return [user for user in workspace.users.values() if user.bot_id is None and user.id != SLACKBOT and not user.deleted]


def is_member(workspace: Workspace, user: str) -> bool:
    """Whether the app is installed where that person is at home: others have no commands, no shortcuts and no DM with it
    (docs.slack.dev/apis/slack-connect).
    """
    return workspace.users[user].team == workspace.users[BOT_USER].team


def role(workspace: Workspace, person: User) -> Role:
    """What sets a person apart from a full member."""
    if not is_member(workspace, person.id):
        return "outside"
    if person.is_guest:
        return "guest"
    return "admin" if person.is_admin or person.is_owner else ""
