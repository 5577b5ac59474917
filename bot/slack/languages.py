"""In which language Footnote speaks to a person: the one that they chose or else, if it knows that, the one of their Slack."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.language import StoreUnavailable, TeamId, UserId
from bot.language.speech import ENGLISH, Language, language_of
from bot.slack.people import PATIENCE_SECONDS, People

Chosen = Callable[[TeamId, UserId], Awaitable[str]]
"""The language that a person chose, as in a locale, or nothing where they chose none. May raise `StoreUnavailable`."""


async def nothing_chosen(_team: TeamId, _user: UserId) -> str:
    """Where nobody can choose."""
    return ""


class Languages:
    """Knows it of the people of one app's workspaces."""

    def __init__(self, people: People, *, chosen: Chosen = nothing_chosen) -> None:
        self._people = people
        self._chosen = chosen

    async def of(self, team: TeamId, user: UserId, *, within: float = PATIENCE_SECONDS) -> Language:
        """That person's language; English where that can't be known `within` so many seconds. Never raises."""
        try:
            async with asyncio.timeout(within):
                return language_of(await self._wanted(team, user) or (await self._people.person(team, user)).locale)
        except TimeoutError:
            return ENGLISH

    async def _wanted(self, team: TeamId, user: UserId) -> str:
        try:
            return await self._chosen(team, user)
        except StoreUnavailable:
            return ""
