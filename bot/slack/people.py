"""Who Slack's ids are: names of people, apps, channels and user groups, and what a person is in the workspace.

It always answers: with a plain word in place of a name that Slack does not tell, or does not tell everybody, and with a person
who may nothing.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo
from time import monotonic
from zoneinfo import ZoneInfo

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused, TeamId, phrases
from bot.slack.client import SlackUnavailable, repeatable
from bot.slack.kept import Kept
from bot.slack.payloads import Payload, child, children, number, text_of

KEPT_SECONDS = 3600.0
"""People rename themselves rarely; an old name for an hour misleads nobody. Rights are asked for `fresh`."""

FAILURE_KEPT_SECONDS = 60.0
KEPT_NAMES = 10_000
LONGEST_NAME = 80
"""Characters; Slack's own limit for display names (docs.slack.dev/reference/methods/users.profile.set)."""

LOOKUPS_AT_ONCE = 8
PATIENCE_SECONDS = 2.0
"""An answer does not wait longer than this for a name when Slack asks to slow down."""

_PERSON = ("U", "W")
_MOST_OFFSET = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Person:
    """One user as seen from a workspace. Of whom nothing is known is a guest: less exposure, and no rights."""

    name: str
    is_guest: bool = True
    is_external: bool = False
    """Of another organisation, here through Slack Connect."""
    is_admin: bool = False
    """An admin or owner of this workspace; never a guest, somebody external or a deactivated account."""
    is_deleted: bool = False
    tz: str | None = None
    """The name of the time zone in the tz database, as Slack gives it."""
    utc_offset: int = 0
    """Seconds; what is left of the time zone where its name is unknown here."""
    locale: str = ""
    """The language in which this person uses Slack: `de-DE`; empty where Slack does not tell."""

    @property
    def zone(self) -> tzinfo:
        """The time zone to tell this person times in: UTC where Slack names none."""
        try:
            return ZoneInfo(self.tz or "")
        except (KeyError, ValueError, OSError):  # Unknown here, or no name at all (a path, a folder).
            known = self.utc_offset and abs(self.utc_offset) < _MOST_OFFSET
            return timezone(timedelta(seconds=self.utc_offset)) if known else UTC


class People:
    """The people, apps, channels and groups of one app's workspaces, kept in this process; `clock` gives seconds."""

    def __init__(self, client: AsyncWebClient, *, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._persons = Kept(self._find_person, most=KEPT_NAMES, clock=clock)
        self._names = Kept(self._find_name, most=KEPT_NAMES, clock=clock)
        self._places = asyncio.Semaphore(LOOKUPS_AT_ONCE)

    async def names(self, team: TeamId, ids: Iterable[str]) -> dict[str, str]:
        """A name for each id, looked up side by side."""
        wanted = sorted(set(ids))
        found = await asyncio.gather(*(self.name(team, identity) for identity in wanted))
        return dict(zip(wanted, found, strict=True))

    async def name(self, team: TeamId, identity: str) -> str:
        """The name of one user, app (`B…`), channel or user group, without `@` or `#`."""
        if identity.startswith(_PERSON):
            return (await self.person(team, identity)).name
        return await self._names.get((team, identity))

    async def person(self, team: TeamId, user: str, *, fresh: bool = False) -> Person:
        """What a user is in that workspace; with `fresh`, as Slack says now: rights must not be an hour old."""
        key = (team, user)
        return await (self._persons.anew(key) if fresh else self._persons.get(key))

    async def _find_person(self, key: tuple[TeamId, str]) -> tuple[Person, float]:
        team, user = key
        try:
            async with self._places:
                answer = await repeatable(
                    lambda: self._client.users_info(user=user, include_locale=True), patience=PATIENCE_SECONDS
                )
        except (SlackRefused, SlackUnavailable):
            return Person(name=phrases.SOMEONE), FAILURE_KEPT_SECONDS
        person = _person(child(answer, "user"), team)
        return person, KEPT_SECONDS if person.name != phrases.SOMEONE else FAILURE_KEPT_SECONDS

    async def _find_name(self, key: tuple[TeamId, str]) -> tuple[str, float]:
        try:
            async with self._places:
                found = _tidy(await self._ask(*key))
        except (SlackRefused, SlackUnavailable):
            found = ""
        return found or _fallback(key[1]), KEPT_SECONDS if found else FAILURE_KEPT_SECONDS

    async def _ask(self, team: TeamId, identity: str) -> str:
        match identity[:1]:
            case "B":
                answer = await repeatable(lambda: self._client.bots_info(bot=identity), patience=PATIENCE_SECONDS)
                return text_of(child(answer, "bot"), "name")
            case "C" | "G" | "D":
                answer = await repeatable(lambda: self._client.conversations_info(channel=identity), patience=PATIENCE_SECONDS)
                channel = child(answer, "channel")
                # Slack shows a private one's name to its members only; who reads this answer nobody knows here.
                return text_of(channel, "name") if channel.get("is_private") is False else ""
            case "S":
                answer = await repeatable(lambda: self._client.usergroups_list(team_id=team), patience=PATIENCE_SECONDS)
                groups = children(answer, "usergroups")
                return next((text_of(group, "handle") for group in groups if text_of(group, "id") == identity), "")
            case _:
                return ""


def _person(user: Payload, team: TeamId) -> Person:
    """A user object (docs.slack.dev/reference/objects/user-object) as seen from that workspace."""
    is_guest = user.get("is_restricted") is not False or user.get("is_ultra_restricted") is not False
    is_external, is_deleted = _is_external(user, team), user.get("deleted") is True
    may_rule = not (is_guest or is_external or is_deleted)
    return Person(
        name=_tidy(_name(user)) or phrases.SOMEONE,
        is_guest=is_guest,
        is_external=is_external,
        is_admin=may_rule and any(user.get(rank) is True for rank in ("is_admin", "is_owner", "is_primary_owner")),
        is_deleted=is_deleted,
        tz=text_of(user, "tz") or None,
        utc_offset=number(user, "tz_offset") or 0,
        locale=text_of(user, "locale"),
    )


def _is_external(user: Payload, team: TeamId) -> bool:
    """Slack has no flag for it: a home in another workspace, unless both belong to one Enterprise organisation."""
    shared = child(user, "enterprise_user").get("teams")
    at_home = text_of(user, "team_id") == team or (isinstance(shared, list) and team in shared)
    return not at_home or user.get("is_stranger") is True


def _name(user: Payload) -> str:
    profile = child(user, "profile")
    names = (text_of(profile, "display_name"), text_of(profile, "real_name"), text_of(user, "real_name"), text_of(user, "name"))
    return next(filter(None, names), "")


def _tidy(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def _fallback(identity: str) -> str:
    match identity[:1]:
        case "C" | "G" | "D":
            return phrases.SOME_CHANNEL
        case "S":
            return phrases.SOME_GROUP
        case "B":
            return phrases.SOME_BOT
        case _:
            return phrases.SOMEONE
