"""People of other organisations who press buttons, which they see in shared channels (docs.slack.dev/apis/slack-connect).

What they write is judged at the desk; what they press does not come there where it calls no model, so it is judged here.
"""

import asyncio
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp, AsyncRespond
from slack_bolt.response import BoltResponse

from bot.language import Outside, TeamId, UserId, phrases
from bot.listeners.errands import Errands
from bot.memory.preferences import Preferences
from bot.slack.blocks import outgoing
from bot.slack.payloads import Payload, child, text_of
from bot.slack.people import People
from bot.telemetry import log

PRESSED = frozenset({"block_actions", "view_submission", "message_action", "shortcut"})
"""Payloads of people's deeds that are no events and no commands; commands are for the workspace's own people alone."""

LOOKUP_SECONDS = 1.0
"""Of the three within which Slack wants to be acknowledged."""


def register(app: AsyncApp, team: TeamId, *, people: People, preferences: Preferences, errands: Errands) -> None:
    """Joins the check before all listeners. `team` is the workspace in which Footnote is installed."""

    async def guarded(body: Payload, next: Callable[[], Awaitable[BoltResponse]], respond: AsyncRespond) -> BoltResponse:  # noqa: A002 - Bolt's name
        if text_of(body, "type") not in PRESSED or not await is_stranger(body, people, team=team):
            return await next()
        if (await preferences.workspace(team)).outside is Outside.EVERYBODY:
            return await next()
        log.info("press refused", reason="another organisation")
        if text_of(body, "response_url"):
            errands.send(_tell(respond))
        return BoltResponse(status=200)

    app.middleware(guarded)


async def is_stranger(body: Payload, people: People, *, team: TeamId) -> bool:
    """Who has another home is looked up: within one Enterprise organisation it counts as this one. In doubt they are."""
    user = child(body, "user")
    if text_of(user, "team_id") in {"", team}:
        return False
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            person = await people.person(team, UserId(text_of(user, "id")))
    except TimeoutError:
        return True
    return person.is_external or not person.name


async def _tell(respond: AsyncRespond) -> None:
    await respond(text=outgoing(phrases.NOT_FOR_OUTSIDERS), response_type="ephemeral", replace_original=False)
