"""Where many workspaces are served: where Slack sends people back to, and whether each workspace's token is still good."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import aiohttp
from redis.asyncio import Redis

from bot.language import SlackRefused, TeamId
from bot.memory.installations import InstalledBot, KeptInstallations
from bot.memory.vault import load_vault
from bot.operations.doctor import words
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.settings import LOOPBACK, Settings
from bot.slack import tokens
from bot.slack.client import SlackUnavailable, make_client

REDIRECT_PATH = "/slack/oauth_redirect"
"""Bolt's own."""

AT_ONCE = 8
MOST_WORKSPACES = 200
"""Asked about within the time of one check; of more it is told that they were not."""


def redirects(urls: Sequence[str]) -> Iterator[Finding]:
    """Whether the manifest's `redirect_urls` lead to where an installation is finished."""
    if not urls:
        yield warn("redirect address", words.NO_REDIRECT, path=REDIRECT_PATH)
        return
    right = [url for url in urls if _is_redirect(url)]
    if right:
        yield ok("redirect address", words.REDIRECT, url=right[0])
    else:
        yield fail("redirect address", words.WRONG_REDIRECT, url=urls[0], path=REDIRECT_PATH)


def _is_redirect(url: str) -> bool:
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return is_safe and parts.path == REDIRECT_PATH and not parts.query and not parts.fragment


async def workspaces(redis: Redis, settings: Settings, *, wanted: frozenset[str]) -> AsyncGenerator[Finding, None]:
    """Asks Slack about each; `wanted` are the manifest's scopes. Raises `StoreUnavailable` and `SettingsError`."""
    kept = KeptInstallations(redis, load_vault(settings))
    teams = await kept.teams()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        slots = asyncio.Semaphore(AT_ONCE)

        async def looked_at(team: TeamId) -> Finding | None:
            async with slots:
                return await _workspace(team, await kept.of(team), settings, session, wanted=wanted)

        found = await asyncio.gather(*(looked_at(team) for team in teams[:MOST_WORKSPACES]))
    wrong = [finding for finding in found if finding]
    for finding in wrong:
        yield finding
    yield ok("workspaces", words.WORKSPACES, count=len(teams), well=len(found) - len(wrong))
    if len(teams) > MOST_WORKSPACES:
        yield warn("workspaces", words.MORE_WORKSPACES, asked=MOST_WORKSPACES)


async def _workspace(
    team: TeamId, bot: InstalledBot | None, settings: Settings, session: aiohttp.ClientSession, *, wanted: frozenset[str]
) -> Finding | None:
    """What is wrong with one, if anything."""
    if bot is None:
        return fail("workspace", words.NO_INSTALLATION, team=team)
    name = bot.team_name or bot.enterprise_name or team
    client = make_client(token=bot.bot_token.get_secret_value(), api_url=settings.slack_api_url, session=session)
    try:
        told = await tokens.of_bot(client)
    except SlackRefused as error:
        return fail("workspace", words.INSTALLATION_REFUSED, name=name, code=error.code)
    except SlackUnavailable as error:
        return warn("workspace", words.INSTALLATION_UNKNOWN, name=name, detail=error.detail)
    missing = wanted - told.scopes if told.scopes is not None else ()
    return warn("workspace", words.INSTALLATION_LACKS, name=name, scopes=", ".join(sorted(missing))) if missing else None
