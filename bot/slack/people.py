"""Names for Slack's ids: people, apps, channels and user groups. It always answers: a plain word where Slack does not tell."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from time import monotonic

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused, TeamId, phrases
from bot.slack.client import SlackUnavailable, repeatable
from bot.slack.payloads import Payload, child, children, text_of

KEPT_SECONDS = 3600.0
"""People rename themselves rarely; an old name for an hour misleads nobody."""

FAILURE_KEPT_SECONDS = 60.0
KEPT_NAMES = 10_000
LONGEST_NAME = 80
"""Characters; Slack's own limit for display names (docs.slack.dev/reference/methods/users.profile.set)."""

LOOKUPS_AT_ONCE = 8
PATIENCE_SECONDS = 2.0
"""An answer does not wait longer than this for a name when Slack asks to slow down."""


class People:
    """Display names of one app's workspaces, kept in this process; `clock` gives seconds."""

    def __init__(self, client: AsyncWebClient, *, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._clock = clock
        self._kept: OrderedDict[tuple[TeamId, str], tuple[float, str]] = OrderedDict()
        self._running: dict[tuple[TeamId, str], asyncio.Task[str]] = {}
        self._places = asyncio.Semaphore(LOOKUPS_AT_ONCE)

    async def names(self, team: TeamId, ids: Iterable[str]) -> dict[str, str]:
        """A name for each id, looked up side by side."""
        wanted = sorted(set(ids))
        found = await asyncio.gather(*(self.name(team, identity) for identity in wanted))
        return dict(zip(wanted, found, strict=True))

    async def name(self, team: TeamId, identity: str) -> str:
        """The name of one user, app (`B…`), channel or user group, without `@` or `#`."""
        key = (team, identity)
        kept = self._kept.get(key)
        if kept and kept[0] > self._clock():
            self._kept.move_to_end(key)
            return kept[1]
        running = self._running.get(key)
        if running is None:
            running = asyncio.create_task(self._find(key))
            self._running[key] = running
        # Whoever asked first may be cancelled; the others still wait for the same answer.
        return await asyncio.shield(running)

    async def _find(self, key: tuple[TeamId, str]) -> str:
        try:
            async with self._places:
                found = _tidy(await self._ask(*key))
        except (SlackRefused, SlackUnavailable):
            found = ""
        finally:
            del self._running[key]
        name = found or _fallback(key[1])
        self._kept[key] = (self._clock() + (KEPT_SECONDS if found else FAILURE_KEPT_SECONDS), name)
        while len(self._kept) > KEPT_NAMES:
            self._kept.popitem(last=False)
        return name

    async def _ask(self, team: TeamId, identity: str) -> str:
        match identity[:1]:
            case "U" | "W":
                answer = await repeatable(lambda: self._client.users_info(user=identity), patience=PATIENCE_SECONDS)
                return _person(child(answer, "user"))
            case "B":
                answer = await repeatable(lambda: self._client.bots_info(bot=identity), patience=PATIENCE_SECONDS)
                return text_of(child(answer, "bot"), "name")
            case "C" | "G" | "D":
                answer = await repeatable(lambda: self._client.conversations_info(channel=identity), patience=PATIENCE_SECONDS)
                return text_of(child(answer, "channel"), "name")
            case "S":
                answer = await repeatable(lambda: self._client.usergroups_list(team_id=team), patience=PATIENCE_SECONDS)
                groups = children(answer, "usergroups")
                return next((text_of(group, "handle") for group in groups if text_of(group, "id") == identity), "")
            case _:
                return ""


def _person(user: Payload) -> str:
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
