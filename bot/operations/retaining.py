"""Follows what a workspace wants kept for how long, in processes that are asked nothing for a while."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from bot.language import OutOfReach, TeamId
from bot.memory.preferences import Preferences
from bot.operations.process import beside

Renew = Callable[[TeamId], Awaitable[None]]
"""Seals what a room keeps of a workspace with the first key."""

LOOK_SECONDS = 30.0
"""A shorter retention holds in every process this soon."""


RENEW_SECONDS = 15 * 60.0
"""After a start, until what is kept for good is sealed with the first key: while processes are started again one after the
other, those that come last do not know it yet, and would take what they can't read for never set."""


@asynccontextmanager
async def retaining(preferences: Preferences, team: TeamId, *, renewed: Sequence[Renew]) -> AsyncGenerator[None]:
    """While the block runs, what the workspace has set is known here; after a while, that and what else is `renewed` is sealed
    anew where the key changed.
    """
    # Before anything is kept; where Redis is away nothing can be.
    with suppress(OutOfReach):
        await preferences.workspace(team)
    async with beside(_follow(preferences, team, [preferences.renew, *renewed])):
        yield


async def _follow(preferences: Preferences, team: TeamId, renewed: Sequence[Renew]) -> None:
    is_renewed, waited = False, 0.0
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
        with suppress(OutOfReach):
            await preferences.workspace(team)
            if not is_renewed and waited >= RENEW_SECONDS:
                for renew in renewed:
                    await renew(team)
                is_renewed = True
