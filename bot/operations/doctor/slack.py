"""What Slack says of the app: whether it accepts both tokens, what they may do, and how far the clocks are apart.

What the app is subscribed to Slack tells nobody who has only the app's own tokens; what has come is in `arrived.py`.
"""

from collections.abc import AsyncGenerator, Iterator
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import aiohttp
import yaml
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused
from bot.operations.doctor import words
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.settings import Settings
from bot.slack import tokens
from bot.slack.client import NO_JSON, NotSlack, SlackUnavailable, make_client
from bot.slack.payloads import Payload, as_payload, child, text_of

MANIFEST = Path(__file__).parents[3] / "app_manifest.yml"

AGENT_SCOPE = "assistant:write"
"""Comes with `features.agent_view`, and with nothing else."""

CLOCK_SECONDS = 30.0
"""How far clocks may be apart before people notice: machines that keep time are within a second."""
REFUSED_SECONDS = 300.0
"""Older requests are refused as replayed (docs.slack.dev/authentication/verifying-requests-from-slack)."""

BOT_REFUSALS = {
    "account_inactive": words.BOT_TOKEN_REVOKED,
    "token_revoked": words.BOT_TOKEN_REVOKED,
    "token_expired": words.BOT_TOKEN_EXPIRED,
}
"""Slack's error for the bot's token → what to say; any other means that the token is wrong."""
APP_REFUSALS = {
    "missing_scope": words.APP_TOKEN_LACKS_SCOPE,
    "invalid_auth": words.APP_TOKEN_REFUSED,
    "not_authed": words.APP_TOKEN_REFUSED,
    "not_allowed_token_type": words.APP_TOKEN_REFUSED,
    "account_inactive": words.APP_TOKEN_REFUSED,
    "token_revoked": words.APP_TOKEN_REFUSED,
}
"""The same for the app-level token; any other means that the token is good and Socket Mode is not."""


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """The findings about both tokens, as far as there are any."""
    settings = case.settings
    bot, app = settings.slack_bot_token, settings.slack_app_token
    async with aiohttp.ClientSession() as session:
        connected = partial(make_client, api_url=settings.slack_api_url, session=session)
        try:
            if bot:
                async for finding in _bot_token(case, connected(token=bot.get_secret_value())):
                    yield finding
            if app:
                yield await _app_token(connected(token=None), app.get_secret_value())
        except SlackUnavailable as error:
            url = settings.slack_api_url
            is_other = isinstance(error, NotSlack) or error.detail == NO_JSON
            saying = words.NOT_SLACK if is_other else words.SLACK_UNREACHABLE
            yield fail("Slack", saying, url=url, host=urlsplit(url).hostname, detail=error.detail)


async def _bot_token(case: Case, client: AsyncWebClient) -> AsyncGenerator[Finding, None]:
    before = case.now()
    try:
        told = await tokens.of_bot(client)
    except SlackRefused as error:
        yield fail("bot token", BOT_REFUSALS.get(error.code, words.BOT_TOKEN_REFUSED), code=error.code)
        return
    after = case.now()
    yield ok("bot token", words.BOT_TOKEN, workspace=text_of(told.body, "team"), user=text_of(told.body, "user"))
    for finding in scopes(told.scopes, wanted=manifest_scopes(MANIFEST)):
        yield finding
    if told.date:
        # The header was written about half-way through the exchange, and half-way through the second that it names.
        yield clock((before + after) / 2 - told.date.timestamp() - 0.5, case.settings)


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    try:
        await tokens.of_app(client, app_token=token)
    except SlackRefused as error:
        return fail("app token", APP_REFUSALS.get(error.code, words.NO_CONNECTION), code=error.code)
    return ok("app token", words.APP_TOKEN)


def scopes(granted: frozenset[str] | None, *, wanted: frozenset[str]) -> Iterator[Finding]:
    """What the bot's token may do, against what the manifest asks for; without a manifest, nothing is `wanted`."""
    if not wanted:
        yield warn("scopes", words.NO_MANIFEST)
        return
    if granted is None:
        yield warn("scopes", words.SCOPES_UNKNOWN)
        return
    missing = sorted(wanted - granted - {AGENT_SCOPE})
    for scope in missing:
        yield fail("scopes", words.SCOPE_MISSING, scope=scope, meaning=words.SCOPE_MEANINGS.get(scope, words.SCOPE_OF_MANIFEST))
    if not missing:
        yield ok("scopes", words.SCOPES, count=len(wanted & granted))
    yield ok("agent view", words.AGENT) if AGENT_SCOPE in granted else warn("agent view", words.NO_AGENT)


def clock(ahead: float, settings: Settings) -> Finding:
    """How far this machine's clock is ahead of Slack's, in seconds."""
    apart = round(abs(ahead))
    if apart <= CLOCK_SECONDS:
        return ok("clock", words.CLOCK, seconds=max(apart, 1))
    direction = "ahead of" if ahead > 0 else "behind"
    if apart >= REFUSED_SECONDS and settings.transport == "HTTP":
        return fail("clock", words.CLOCK_FAR_OFF, seconds=apart, direction=direction)
    return warn("clock", words.CLOCK_OFF, seconds=apart, direction=direction)


def manifest_scopes(manifest: Path) -> frozenset[str]:
    """The bot's scopes by `app_manifest.yml`; none where there is no such file."""
    return frozenset(_texts(child(_oauth(manifest), "scopes").get("bot")))


def redirect_urls(manifest: Path) -> list[str]:
    """Where Slack may send people back to after an installation, by the same file."""
    return _texts(_oauth(manifest).get("redirect_urls"))


def _oauth(manifest: Path) -> Payload:
    try:
        found = as_payload(cast(object, yaml.safe_load(manifest.read_text(encoding="utf-8"))))
    except (OSError, UnicodeError, yaml.YAMLError):
        return {}
    return child(found, "oauth_config")


def _texts(listed: object) -> list[str]:
    return [str(item) for item in cast("list[object]", listed)] if isinstance(listed, list) else []
