"""What the settings say by themselves: the way to Slack, what is kept and with which key, the limits. Nothing is asked."""

import re
from collections.abc import AsyncGenerator, Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.language import SettingsError
from bot.memory.limit_values import shown
from bot.memory.vault import load_vault
from bot.operations.doctor import words
from bot.operations.doctor.check import Case, wrong_setting
from bot.operations.doctor.finding import Finding, fail, ok, warn
from bot.settings import LOOPBACK, Settings
from bot.telemetry.tracing import is_installed

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
"""The form of all signing secrets, as Slack's pages show them; a client secret has the same."""
CLIENT_ID = re.compile(r"\d+\.\d+")
"""docs.slack.dev/authentication/installing-with-oauth."""

FILE_HOSTS = {"slack.com": "files.slack.com", "slack-gov.com": "files.slack-gov.com"}
"""Where the Web API is → where its files are."""


async def examine(case: Case) -> AsyncGenerator[Finding, None]:
    """The findings about settings alone."""
    for part in (transport, file_host, kept_context, keys, limits, traces):
        for finding in part(case.settings):
            yield finding


def transport(settings: Settings) -> Iterator[Finding]:
    """How Slack reaches the bot, or what is missing for that."""
    secret = settings.slack_signing_secret
    if settings.many_workspaces:
        yield ok("transport", words.MANY)
        yield from _credentials(settings)
        return
    if not (settings.slack_bot_token or settings.slack_app_token or secret):
        yield fail("transport", words.NO_SLACK)
        return
    if settings.slack_app_token:
        yield ok("transport", words.SOCKET_MODE_WINS if secret else words.TRANSPORT, transport=settings.transport)
    elif secret:
        yield ok("transport", words.TRANSPORT, transport=settings.transport)
        yield _signing_secret(secret)
    else:
        yield fail("transport", words.NO_WAY_TO_HEAR)
    if not settings.slack_bot_token:
        yield fail("bot token", words.NO_BOT_TOKEN)


def _credentials(settings: Settings) -> Iterator[Finding]:
    """What the app has for all workspaces together."""
    client, secret, signing = settings.slack_client_id, settings.slack_client_secret, settings.slack_signing_secret
    assert client
    assert secret
    assert signing
    yield ok("client id", words.CLIENT_ID) if CLIENT_ID.fullmatch(client) else fail("client id", words.NOT_A_CLIENT_ID)
    is_one = SIGNING_SECRET.fullmatch(secret.get_secret_value())
    yield ok("client secret", words.CLIENT_ID) if is_one else fail("client secret", words.NOT_A_CLIENT_SECRET)
    yield _signing_secret(signing)


def _signing_secret(secret: SecretStr) -> Finding:
    is_one = SIGNING_SECRET.fullmatch(secret.get_secret_value())
    return ok("signing secret", words.SIGNING_SECRET) if is_one else fail("signing secret", words.NOT_A_SIGNING_SECRET)


def file_host(settings: Settings) -> Iterator[Finding]:
    """Whether files are asked for where Slack keeps them; nothing where nobody knows that place."""
    api = urlsplit(settings.slack_api_url)
    host = api.netloc if api.hostname in LOOPBACK else FILE_HOSTS.get(api.hostname or "")
    if host:
        is_there = host in settings.slack_file_hosts
        yield ok("file host", words.FILE_HOST, host=host) if is_there else fail("file host", words.NO_FILE_HOST, host=host)


def kept_context(settings: Settings) -> Iterator[Finding]:
    """For how long context is kept."""
    if settings.context_ttl:
        yield ok("kept context", words.KEPT, hours=f"{settings.context_ttl / 3600:.3g}")
    else:
        yield warn("kept context", words.NOTHING_KEPT)


def keys(settings: Settings) -> Iterator[Finding]:
    """With which key it is sealed."""
    if settings.context_keys:
        try:
            load_vault(settings)
        except SettingsError as error:
            yield wrong_setting("keys", error)
        else:
            yield ok("keys", words.KEYS_SET)
    elif settings.redis_url:
        yield warn("keys", words.KEYS_NOT_SHARED)
    else:
        yield ok("keys", words.KEY_IN_FOLDER)


def limits(settings: Settings) -> Iterator[Finding]:
    """What people may use, as it is set; what an admin has changed since is not looked at."""
    person, workspace = settings.limit_user_tokens_per_day, settings.limit_workspace_tokens_per_day
    too_low = [
        (name, limit)
        for name, limit in (("LIMIT_USER_TOKENS_PER_DAY", person), ("LIMIT_WORKSPACE_TOKENS_PER_DAY", workspace))
        if 0 < limit < settings.model_context_tokens
    ]
    for name, limit in too_low:
        yield warn("limits", words.LIMIT_BELOW_CONTEXT, name=name, limit=limit, context=settings.model_context_tokens)
    if not workspace:
        yield warn("limits", words.NO_TOKEN_LIMIT)
    elif not too_low:
        questions = settings.limit_user_per_minute
        yield ok("limits", words.LIMITS, questions=shown(questions), tokens=shown(person), workspace=shown(workspace))


def traces(settings: Settings) -> Iterator[Finding]:
    """Whether questions are traced, where that is set."""
    if settings.otel_exporter_otlp_endpoint:
        yield ok("traces", words.TRACES) if is_installed() else warn("traces", words.NO_TRACES)
