"""Footnote is uninstalled from a workspace: all that is kept of that is removed. Slack tells it with two events, in any order."""

from slack_bolt.async_app import AsyncApp

from bot.listeners.errands import Errands
from bot.listeners.routing import team_of
from bot.memory.departures import Departures
from bot.slack.payloads import Payload, child
from bot.telemetry import log


def register(app: AsyncApp, departures: Departures, errands: Errands) -> None:
    """Joins both (docs.slack.dev/reference/events/app_uninstalled, tokens_revoked). Bolt lets them pass without a token.

    Slack is acknowledged once the departure is noted: to remove everything may take longer than it waits.
    """

    async def uninstalled(body: Payload) -> None:
        await leave(body)

    async def revoked(body: Payload) -> None:
        # The tokens of people are none of ours: with those alone nothing ends.
        if child(child(body, "event"), "tokens").get("bot"):
            await leave(body)

    async def leave(body: Payload) -> None:
        team, at = team_of(body), body.get("event_time")
        if team and await departures.note(team, at=float(at) if isinstance(at, int) else None):
            log.info("workspace left", team=team)
            errands.send(departures.remove(team))

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
