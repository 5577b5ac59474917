"""Whether who pressed something belongs to the workspace: in a shared channel, people of other organisations may press it too."""

import asyncio

from bot.language import TeamId, UserId
from bot.slack.payloads import Payload, child, text_of
from bot.slack.people import People

LOOKUP_SECONDS = 1.0
"""Of the three within which Slack wants to be acknowledged."""


async def is_stranger(body: Payload, people: People, *, team: TeamId) -> bool:
    """Whether the person's home is elsewhere, as the payload tells, and not in the same organisation, as far as Slack tells."""
    user = child(body, "user")
    if text_of(user, "team_id") in {team, ""}:
        return False
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            person = await people.person(team, UserId(text_of(user, "id")))
    except TimeoutError:
        return True
    return person.is_external or person.is_guest  # A guest is also of whom nothing is known.
