"""Follows what a workspace wants kept for how long, in processes that are asked nothing for a while."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from bot.language import OutOfReach, TeamId
from bot.memory.preferences import Preferences

LOOK_SECONDS = 30.0
"""A shorter retention holds in every process this soon."""


@asynccontextmanager
async def retaining(preferences: Preferences, team: TeamId) -> AsyncGenerator[None]:
    """While the block runs, what the workspace has set is known here; first it is sealed anew, where the key was changed."""
    # Before anything is kept; where Redis is away nothing can be.
    with suppress(OutOfReach):
        await preferences.renew(team)
        await preferences.workspace(team)
    task = asyncio.create_task(_follow(preferences, team))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _follow(preferences: Preferences, team: TeamId) -> None:
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(OutOfReach):
            await preferences.workspace(team)
