"""Footnote is uninstalled from a workspace: all that is kept of that is removed. Slack tells it with two events, in any order."""

from collections.abc import Awaitable, Callable, Sequence

from slack_bolt.async_app import AsyncApp

from bot.language import TeamId
from bot.listeners.envelopes import installed_in
from bot.listeners.errands import Errands
from bot.memory.departures import Departures
from bot.slack.payloads import Payload, child, text_of
from bot.telemetry import log

DropOrganisation = Callable[[str], Awaitable[Sequence[TeamId]]]
"""Drops what an organisation has installed. Returns its workspaces that are served no more."""


class Leaving:
    """What is done when Footnote is uninstalled.

    Slack is acknowledged once the departure is noted: to remove everything may take longer than it waits.
    """

    def __init__(self, departures: Departures, errands: Errands, *, drop_organisation: DropOrganisation | None = None) -> None:
        self._departures = departures
        self._errands = errands
        self._drop_organisation = drop_organisation

    async def hear(self, body: Payload) -> bool:
        """Whether a delivery tells of a departure, which then has begun. Raises `StoreUnavailable`."""
        place = installed_in(body) if tells_of_departure(body) else None
        if place is None:
            return False
        at = body.get("event_time")
        # News from before the installation that holds now is noted by nobody, and ends nothing.
        if await self._begin(place.team, float(at) if isinstance(at, int) else None):
            others = await self._drop_organisation(place.organisation) if place.organisation and self._drop_organisation else ()
            for team in others:
                await self._begin(team, None)
        return True

    async def _begin(self, team: TeamId, at: float | None) -> bool:
        if not await self._departures.note(team, at=at):
            return False
        log.info("workspace left", team=team)
        self._errands.send(self._departures.remove(team))
        return True


def tells_of_departure(body: Payload) -> bool:
    """Whether the app was uninstalled, or the bot's token revoked. Those of people are none of ours: with these nothing ends."""
    event = child(body, "event")
    kind = text_of(event, "type")
    return kind == "app_uninstalled" or (kind == "tokens_revoked" and bool(child(event, "tokens").get("bot")))


def register(app: AsyncApp, leaving: Leaving) -> None:
    """Joins both (docs.slack.dev/reference/events/app_uninstalled, tokens_revoked). Bolt lets them pass without a token."""

    async def told(body: Payload) -> None:
        await leaving.hear(body)

    app.event("app_uninstalled")(told)
    app.event("tokens_revoked")(told)
