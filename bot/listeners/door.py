"""The HTTP door: what arrives at `/slack/events` is checked for shape before Bolt checks its signature.

Anything malformed is the sender's fault and gets a 4xx: Slack's library would raise on it, and answer 500.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.settings import MEBIBYTE

# Slack's largest payloads (views) are 250 KB; a body is read into memory before its signature can be checked.
MOST_BODY_BYTES = MEBIBYTE
# Slack itself gives up after three; whoever sends more slowly only holds the connection.
BODY_SECONDS = 5.0
PATH = "/slack/events"


class Dispatching(Protocol):
    """An app of Bolt's, or the front of many."""

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """What Slack is answered."""
        ...


def routes(app: Dispatching) -> list[web.RouteDef]:
    """The one route for events, commands and interactivity (Bolt's default path)."""

    async def receive(request: web.Request) -> web.Response:
        refusal = _refused_headers(request.headers, request.content_length)
        if refusal:
            return refusal
        try:
            raw = await asyncio.wait_for(_read(request), BODY_SECONDS)
        except TimeoutError:
            return web.Response(status=408, text="too slow")
        if len(raw) > MOST_BODY_BYTES:
            return web.Response(status=413, text="too large")
        bolt_request = _parsed(request, raw)
        if bolt_request is None:
            return web.Response(status=400, text="not a Slack payload")
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return [web.post(PATH, receive)]


def _refused_headers(headers: Mapping[str, str], length: int | None) -> web.Response | None:
    if length is not None and length > MOST_BODY_BYTES:
        return web.Response(status=413, text="too large")
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("99999999999")):
        return web.Response(status=401, text="no valid timestamp")
    if not headers.get("X-Slack-Signature", "").isascii():
        return web.Response(status=401, text="no valid signature")
    return None


async def _read(request: web.Request) -> bytes:
    """The body, or one byte more than is allowed."""
    raw = b""
    while len(raw) <= MOST_BODY_BYTES and not request.content.at_eof():
        raw += await request.content.read(MOST_BODY_BYTES + 1 - len(raw))
    return raw


def _parsed(request: web.Request, raw: bytes) -> AsyncBoltRequest | None:
    """The request as Bolt takes it, or None where it can't. Of a header sent twice it gets the one that was checked."""
    body = _readable(raw, request.headers.get("Content-Type", ""))
    if body is None:
        return None
    headers: dict[str, str | Sequence[str]] = {name.lower(): [request.headers[name]] for name in request.headers}
    try:
        return AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
    except Exception:  # noqa: BLE001 - it reads a form in its own way, and trusts the types inside: anything may be raised
        return None


def _readable(raw: bytes, content_type: str) -> str | None:
    """The body as text if it is what Slack sends: a JSON object, or a form that holds a command or a JSON payload."""
    try:
        text = raw.decode("utf-8")
        # Not by aiohttp's own parser: a hostile header keeps it busy for a third of a second, before any signature is checked.
        if content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded":
            fields = parse_qs(text, max_num_fields=100)
            return text if "payload" not in fields or isinstance(json.loads(fields["payload"][0]), dict) else None
        return text if isinstance(json.loads(text), dict) else None
    except (ValueError, RecursionError):
        return None
