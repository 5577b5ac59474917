"""Footnote is uninstalled from a workspace: all that is kept of that is removed. Slack tells it with two events, in any order."""

from collections.abc import Collection, Sequence
from typing import Protocol

from slack_bolt.async_app import AsyncApp

from bot.language import TeamId
from bot.listeners.envelopes import installed_in, organisation_in
from bot.memory.departures import Departures
from bot.slack.payloads import Payload, child, text_of
from bot.telemetry import log


class Organisations(Protocol):
    """What organisations have installed for their workspaces. Every method raises `StoreUnavailable`."""

    async def departing(self, enterprise: str, *, named: Collection[TeamId], at: float | None) -> Sequence[TeamId] | None:
        """The workspaces that go with its departure `at` a moment, those `named` among them. None: it has returned since."""
        ...

    async def drop_organisation(self, enterprise: str, *, at: float | None) -> None:
        """Drops what it had installed by then."""
        ...


class Leaving:
    """What is done when Footnote is uninstalled.

    Slack is acknowledged once the departure is noted: to remove everything takes longer than it waits. Without `organisations`
    there are none.
    """

    def __init__(self, departures: Departures, *, organisations: Organisations | None = None) -> None:
        self._departures = departures
        self._organisations = organisations

    async def hear(self, body: Payload) -> bool:
        """Whether a delivery tells of a departure, which then has begun. Raises `StoreUnavailable`.

        News from before the installation that holds now end nothing.
        """
        if not tells_of_departure(body):
            return False
        place, organisation, at = installed_in(body), organisation_in(body), _moment(body)
        if organisation and self._organisations:
            await self._end(self._organisations, organisation, {place.team} - {organisation} if place else set(), at)
        elif place:
            await self._begin(place.team, at)
        return bool(organisation or place)

    async def _end(self, organisations: Organisations, organisation: str, named: Collection[TeamId], at: float | None) -> None:
        """All workspaces are noted before anything is dropped that tells which they are: where this fails, Slack tells again."""
        teams = await organisations.departing(organisation, named=named, at=at)
        if teams is None:
            return
        for team in teams:
            await self._begin(team, at)
        await organisations.drop_organisation(organisation, at=at)

    async def _begin(self, team: TeamId, at: float | None) -> None:
        if await self._departures.note(team, at=at):
            log.info("workspace left", team=team)


def tells_of_departure(body: Payload) -> bool:
    """Whether the app was uninstalled, or the bot's token revoked. Those of people are none of ours: with these nothing ends."""
    event = child(body, "event")
    kind = text_of(event, "type")
    return kind == "app_uninstalled" or (kind == "tokens_revoked" and bool(child(event, "tokens").get("bot")))


def _moment(body: Payload) -> float | None:
    """When it happened, in seconds of the epoch (docs.slack.dev/apis/events-api)."""
    at = body.get("event_time")
    return float(at) if isinstance(at, int) else None


def register(app: AsyncApp, leaving: Leaving) -> None:
    """Joins both (docs.slack.dev/reference/events/app_uninstalled, tokens_revoked). Bolt lets them pass without a token."""

    async def told(body: Payload) -> None:
        await leaving.hear(body)

    app.event("app_uninstalled")(told)
    app.event("tokens_revoked")(told)
