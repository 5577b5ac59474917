"""Whoever a delivery comes from is spoken to in their language while it is dealt with. It answers nothing itself.

That is for what a person did to Footnote: commands, taps, forms, its home. A message may be anybody's, and mostly nothing is said
to it: there, who says something looks up in which language.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.language import TeamId, UserId
from bot.language.speech import Language, go_on_speaking
from bot.listeners.envelopes import team_of
from bot.slack.payloads import Payload, child, text_of

LOOKUP_SECONDS = 0.4
"""Of the three within which Slack wants a command acknowledged and a form opened. Mostly the person is known already."""

_BY = {"app_home_opened": "user", "member_joined_channel": "inviter"}
"""The events that somebody is behind who is spoken to because of them, and where they name that person."""


class Languages(Protocol):
    """Who knows in which language a person is spoken to."""

    async def of(self, team: TeamId, user: UserId, *, within: float = ...) -> Language:
        """The language; English where that can't be known in so many seconds. Never raises."""
        ...


def person_of(body: Payload) -> UserId | None:
    """Who did that to Footnote; None for other events, which it hears of only. Pure."""
    if event := child(body, "event"):
        found = text_of(event, _BY.get(text_of(event, "type"), ""))
    else:
        found = text_of(body, "user_id") or text_of(child(body, "user"), "id")
    return UserId(found) if found else None


def register(app: AsyncApp, languages: Languages) -> None:
    """Joins it before every listener."""

    async def in_their_language(body: Payload, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:  # noqa: A002 - Bolt's name
        team = team_of(body)
        user = person_of(body)
        if team and user:
            # Bolt runs listeners only after all middleware has returned; it ends with the delivery (`bolt.py`).
            go_on_speaking(await languages.of(TeamId(team), user, within=LOOKUP_SECONDS))
        return await next()

    app.middleware(in_their_language)
