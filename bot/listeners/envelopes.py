"""Which installation a delivery is meant for, as its envelope says. Pure; what a message, a form or a button says is not asked.

An organisation may have installed Footnote for all its workspaces: then Slack names the workspace in one place or another
(docs.slack.dev/apis/events-api, docs.slack.dev/enterprise/organization-ready-apps).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.language import TeamId
from bot.slack.payloads import NOTHING, Payload, child, children, number, text_of


@dataclass(frozen=True, kw_only=True)
class InstalledIn:
    """A workspace that hears through an installation of its own, or of its `organisation` where that is set."""

    team: TeamId
    organisation: str = ""


def installed_in(body: Payload) -> InstalledIn | None:
    """Where the installation is that a delivery is meant for; None where no workspace is named."""
    team = next((named for named in _teams(body) if named), "")
    return InstalledIn(team=TeamId(team), organisation=_organisation(body)) if team else None


def organisation_in(body: Payload) -> str:
    """The organisation for all of whose workspaces Footnote is installed, also where it is named alone; or nothing."""
    place = installed_in(body)
    # Slack may name it in its workspace's place.
    if place is None or place.team.startswith("E"):
        return place.team if place else enterprise_of(body)
    return place.organisation


def enterprise_of(body: Payload) -> str:
    """The organisation that is named, whether it or a workspace of it has installed Footnote; or nothing."""
    named = (text_of(source, "enterprise_id") for source in (_authorization(body), body))
    return next(filter(None, named), "") or text_of(child(body, "enterprise"), "id")


def team_of(body: Payload) -> TeamId | None:
    """The workspace in which Footnote is installed, or its organisation where none is named."""
    if place := installed_in(body):
        return place.team
    enterprise = text_of(_authorization(body), "enterprise_id") or text_of(body, "enterprise_id")
    return TeamId(enterprise) if enterprise else None


def moment_of(body: Payload) -> float | None:
    """When an event happened, in seconds of the epoch (docs.slack.dev/apis/events-api); nothing else that is delivered tells."""
    at = number(body, "event_time")
    return None if at is None else float(at)


def _teams(body: Payload) -> Iterator[str]:
    """The best first: what follows may be an external person's own workspace (Slack Connect), or where a view was opened."""
    yield text_of(_authorization(body), "team_id")
    yield text_of(body, "context_team_id")
    yield text_of(child(body, "view"), "app_installed_team_id")
    yield text_of(body, "team_id")
    yield text_of(child(body, "team"), "id")
    if _is_for_organisation(body):
        yield text_of(child(body, "user"), "team_id")


def _organisation(body: Payload) -> str:
    return enterprise_of(body) if _is_for_organisation(body) else ""


def _is_for_organisation(body: Payload) -> bool:
    """A form's field is a string."""
    return any(source.get("is_enterprise_install") in (True, "true") for source in (_authorization(body), body))


def _authorization(body: Payload) -> Payload:
    """The one authorization that an envelope lists (docs.slack.dev/apis/events-api), or nothing."""
    return next(iter(children(body, "authorizations")), NOTHING)
