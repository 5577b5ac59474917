"""What is asked before anything is served: who the bot is to Slack, and what its operator should hear of at once."""

from dataclasses import replace
from typing import cast

import httpx
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from bot import __version__
from bot.language import SettingsError, SlackRefused, TeamId
from bot.listeners.bolt import Identity
from bot.memory import condition
from bot.model import catalog
from bot.operations.doctor import machine, store
from bot.operations.doctor.finding import Finding
from bot.settings import Settings
from bot.slack.client import Request, repeatable
from bot.telemetry import log


async def identify(slack: AsyncWebClient) -> Identity:
    """Who the bot token is. Raises `SettingsError` when Slack refuses it, `OutOfReach` when it can't be asked."""
    try:
        return Identity.from_auth_test(await repeatable(cast(Request, slack.auth_test)), token=slack.token or "")
    except SlackRefused as error:
        raise SettingsError(f"SLACK_BOT_TOKEN: Slack does not accept it ({error.code})") from None


async def introduce(slack: AsyncWebClient, team: TeamId) -> Identity:
    """Who Footnote is in one of its workspaces. Raises `SlackRefused` and `SlackUnavailable`.

    With the token of an organisation Slack tells of the organisation: the workspace is the one that was asked for.
    """
    told = Identity.from_auth_test(await repeatable(cast(Request, slack.auth_test)), token=slack.token or "")
    return replace(told, team=team)


async def losses(redis: Redis, settings: Settings) -> list[Finding]:
    """Where questions can be lost, or nothing can be kept at all: the server's state, and the disk of an embedded one."""
    # Our own connections are open already.
    found = [*store.judged(await condition.examine(redis), settings=settings, connections=0), *machine.disk(settings)]
    return [finding for finding in found if finding.level != "ok"]


async def advise(redis: Redis, http: httpx.AsyncClient, settings: Settings) -> None:
    """What an operator should know at once; none of it stops the start."""
    for found in await losses(redis, settings):
        log.warning(f"{found.what}: {found.finding}. Mend: {found.mend}")
    if settings.redis_url and not settings.context_keys:
        log.warning(
            "CONTEXT_KEYS is not set: every process on this Redis needs the key file of this DATA_DIR, or answers nothing"
        )
    for listing in await catalog.check(http, settings):
        if listing.served is False:
            log.warning("the API does not list this model", model=listing.model)


def say_started(settings: Settings, workspace: str, transport: str) -> None:
    """The one line at the start: workspace, transport, model, Redis."""
    log.info(
        "Footnote started",
        version=__version__,
        workspace=workspace,
        transport=transport,
        model=settings.model,
        redis="REDIS_URL" if settings.redis_url else f"embedded in {settings.data_dir}",
    )
