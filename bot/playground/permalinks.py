"""Addresses of single messages: how Slack writes them, and the redirect that opens one on the page."""

import re

from aiohttp import web

from bot.playground.entities import Message

_PLACE = re.compile(r"[A-Z0-9]+")
_MESSAGE = re.compile(r"p(\d+)(\d{6})")
_TS = re.compile(r"\d+\.\d{6}")


def permalink(message: Message, *, base_url: str) -> str:
    """The address, in the shape of `chat.getPermalink` (docs.slack.dev/reference/methods/chat.getPermalink)."""
    address = f"{base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{address}?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else address


def routes() -> list[web.RouteDef]:
    """Where such addresses lead. The page opens the place, if you may see it."""
    return [web.get("/archives/{channel}/{message}", _open)]


async def _open(request: web.Request) -> web.Response:
    channel, thread = request.match_info["channel"], request.query.get("thread_ts", "")
    found = _MESSAGE.fullmatch(request.match_info["message"])
    if not _PLACE.fullmatch(channel) or found is None or (thread and not _TS.fullmatch(thread)):
        raise web.HTTPNotFound
    # What stands after the `#` reaches the page without another request.
    raise web.HTTPFound(f"/#{channel}/{thread}/{found[1]}.{found[2]}")
