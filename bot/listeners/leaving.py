"""Footnote is uninstalled from a workspace: all that is kept of that is removed. Slack tells it with two events, in any order.

An organisation may also take single workspaces out of its installation: then Slack tells which.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from slack_bolt.async_app import AsyncApp

from bot.language import TeamId
from bot.listeners.envelopes import enterprise_of, installed_in, moment_of, organisation_in
from bot.memory.departures import Departures
from bot.slack.payloads import Payload, child, strings, text_of
from bot.telemetry import log


class Organisations(Protocol):
    """What organisations have installed for their workspaces. Every method raises `StoreUnavailable`."""

    async def departing(self, enterprise: str, *, named: Collection[TeamId], at: float | None) -> Sequence[TeamId] | None:
        """The workspaces that go with its departure `at` a moment, those `named` among them. None: it has returned since."""
        ...

    async def drop_organisation(self, enterprise: str, *, at: float | None) -> None:
        """Drops what it had installed by then."""
        ...

    async def served_by(self, enterprise: str, teams: Collection[TeamId]) -> Sequence[TeamId]:
        """Those of the workspaces that have nothing but what it has installed; where it is not named, what any has."""
        ...

    async def take_out(self, team: TeamId) -> None:
        """It serves that workspace no more."""
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
        at = moment_of(body)
        if (teams := teams_taken_out(body)) is not None:
            await self._take_out(enterprise_of(body) or text_of(child(body, "event"), "enterprise_id"), teams, at)
            return True
        if not tells_of_departure(body):
            return False
        place, organisation = installed_in(body), organisation_in(body)
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

    async def _take_out(self, organisation: str, teams: Collection[TeamId], at: float | None) -> None:
        for team in await self._organisations.served_by(organisation, teams) if self._organisations else teams:
            if await self._begin(team, at) and self._organisations:
                await self._organisations.take_out(team)

    async def _begin(self, team: TeamId, at: float | None) -> bool:
        noted = await self._departures.note(team, at=at)
        if noted:
            log.info("workspace left", team=team)
        return noted


def tells_of_departure(body: Payload) -> bool:
    """Whether the app was uninstalled, or the bot's token revoked. Those of people are none of ours: with these nothing ends."""
    event = child(body, "event")
    kind = text_of(event, "type")
    return kind == "app_uninstalled" or (kind == "tokens_revoked" and bool(child(event, "tokens").get("bot")))


def teams_taken_out(body: Payload) -> list[TeamId] | None:
    """The workspaces that an organisation's installation may serve no more (docs.slack.dev/reference/events/team_access_revoked).

    None where a delivery tells of something else. Slack's example has the event inside another one that names the organisation,
    which may be a slip: both are understood.
    """
    event = child(body, "event")
    event = child(event, "event") or event
    return [TeamId(team) for team in strings(event, "team_ids")] if text_of(event, "type") == "team_access_revoked" else None


def register(app: AsyncApp, leaving: Leaving) -> None:
    """Joins all (docs.slack.dev/reference/events/app_uninstalled, tokens_revoked). Bolt lets them pass without a token."""

    async def told(body: Payload) -> None:
        await leaving.hear(body)

    app.event("app_uninstalled")(told)
    app.event("tokens_revoked")(told)
    app.event("team_access_revoked")(told)
