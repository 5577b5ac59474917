"""Follows what a workspace wants kept for how long, in processes that are asked nothing for a while."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from bot.language import OutOfReach, TeamId
from bot.memory.preferences import Preferences
from bot.memory.schedules import Schedules

LOOK_SECONDS = 30.0
"""A shorter retention holds in every process this soon."""


RENEW_SECONDS = 15 * 60.0
"""After a start, until what is kept for good is sealed with the first key: while processes are started again one after the
other, those that come last do not know it yet, and would take what they can't read for never set."""


@asynccontextmanager
async def retaining(preferences: Preferences, schedules: Schedules, team: TeamId) -> AsyncGenerator[None]:
    """While the block runs, what the workspace has set is known here; after a while, it is sealed anew where the key changed."""
    # Before anything is kept; where Redis is away nothing can be.
    with suppress(OutOfReach):
        await preferences.workspace(team)
    task = asyncio.create_task(_follow(preferences, schedules, team))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _follow(preferences: Preferences, schedules: Schedules, team: TeamId) -> None:
    renewed, waited = False, 0.0
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS
        with suppress(OutOfReach):
            await preferences.workspace(team)
            if not renewed and waited >= RENEW_SECONDS:
                await preferences.renew(team)
                await schedules.renew(team)
                renewed = True
