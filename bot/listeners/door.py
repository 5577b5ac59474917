"""The HTTP door: what arrives at `/slack/events` is checked for shape before Bolt checks its signature.

Anything malformed is the sender's fault and gets a 4xx: Slack's library would raise on it, and answer 500.
"""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.settings import MEBIBYTE

# Slack's largest payloads (views) are 250 KB; a body is read into memory before its signature can be checked.
MOST_BODY_BYTES = MEBIBYTE
PATH = "/slack/events"


def routes(app: AsyncApp) -> list[web.RouteDef]:
    """The one route for events, commands and interactivity (Bolt's default path)."""

    async def receive(request: web.Request) -> web.Response:
        refusal = _refused_headers(request.headers, request.content_length)
        if refusal:
            return refusal
        raw = await request.content.read(MOST_BODY_BYTES + 1)
        while len(raw) <= MOST_BODY_BYTES and not request.content.at_eof():
            raw += await request.content.read(MOST_BODY_BYTES + 1 - len(raw))
        if len(raw) > MOST_BODY_BYTES:
            return web.Response(status=413, text="too large")
        body = _readable(raw, request.headers.get("Content-Type", ""))
        if body is None:
            return web.Response(status=400, text="not a Slack payload")
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        bolt_request = AsyncBoltRequest(body=body, query=request.query_string, headers=headers)
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return [web.post(PATH, receive)]


def _refused_headers(headers: Mapping[str, str], length: int | None) -> web.Response | None:
    if length is not None and length > MOST_BODY_BYTES:
        return web.Response(status=413, text="too large")
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("99999999999")):
        return web.Response(status=401, text="no valid timestamp")
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
