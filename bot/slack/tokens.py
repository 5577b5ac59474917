"""What Slack says of the app's two tokens: whose they are, what they may do, and what time it is there. It judges nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import cast

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client import Request, once
from bot.slack.payloads import Payload, as_payload

SCOPES_HEADER = "x-oauth-scopes"
"""Each response names the scopes of the token that asked (docs.slack.dev/authentication/installing-with-oauth)."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """An answer with what stands in its headers: None where they do not tell."""

    body: Payload
    scopes: frozenset[str] | None
    date: datetime | None
    """By Slack's clock, in whole seconds."""


async def of_bot(client: AsyncWebClient) -> Told:
    """`auth.test` with the bot's token. Raises `SlackRefused` and `SlackUnavailable`; it waits for nothing."""
    return await _told(cast(Request, client.auth_test))


async def of_app(client: AsyncWebClient, *, app_token: str) -> Told:
    """`apps.connections.open` with the app-level token; the connection that it offers is not taken up. Raises as `of_bot`."""

    async def request() -> AsyncSlackResponse:
        return await client.apps_connections_open(app_token=app_token)

    return await _told(request)


async def _told(request: Request) -> Told:
    headers: Mapping[str, str] = {}

    async def remembering() -> AsyncSlackResponse:
        nonlocal headers
        response = await request()
        headers = {str(name).lower(): str(value) for name, value in as_payload(cast(object, response.headers)).items()}
        return response

    body = await once(remembering, patience=0.0)
    scopes = headers.get(SCOPES_HEADER)
    return Told(
        body=body,
        scopes=None if scopes is None else frozenset(filter(None, map(str.strip, scopes.split(",")))),
        date=_date(headers.get("date", "")),
    )


def _date(header: str) -> datetime | None:
    try:
        return parsedate_to_datetime(header)
    except ValueError:
        return None
