"""`/footnote doctor`: whether this person may have it, that it is under way, and what was found. It examines nothing itself."""

import asyncio
from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import TeamId, UserId, phrases
from bot.listeners.errands import Errands
from bot.listeners.rights import Rights
from bot.slack.blocks import Body, outgoing
from bot.slack.response_urls import ResponseUrls


class Examining:
    """Has one examination at a time made by all that share `one_at_a_time`.

    `examine` gives what it finds, as Markdown, and may take minutes.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        examine: Callable[[], Awaitable[str]],
        rights: Rights,
        errands: Errands,
        one_at_a_time: asyncio.Lock,
    ) -> None:
        self._addresses = ResponseUrls(client)
        self._examine = examine
        self._rights = rights
        self._errands = errands
        self._under_way = one_at_a_time

    async def begin(self, team: TeamId, user: UserId, *, address: str) -> str:
        """What the acknowledgement says; what is found follows at the command's own address."""
        if not await self._rights.may_rule(team, user):
            return phrases.DOCTOR_FOR_ADMINS
        if not address:
            return phrases.TRY_COMMAND_AGAIN
        if self._under_way.locked():
            return phrases.DOCTOR_BUSY
        await self._under_way.acquire()
        self._errands.send(self._tell(address))
        return phrases.DOCTOR_LOOKS

    async def _tell(self, address: str) -> None:
        try:
            found = await self._examine()
        finally:
            self._under_way.release()
        await self._addresses.say(address, Body(outgoing(found)))
