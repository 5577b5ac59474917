"""`/healthz` and `/readyz`, without detail: the first says the process lives, the second that it can do its work."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from redis.asyncio import Redis
from redis.exceptions import RedisError

READY_SECONDS = 2.0
"""How long Redis may take to answer: one that is silent would keep whoever asks waiting through all of the client's retries."""

Ready = Callable[[], Awaitable[bool]]


async def answers(redis: Redis, *, seconds: float = READY_SECONDS) -> bool:
    """Whether Redis answers within that time."""
    try:
        async with asyncio.timeout(seconds):
            await redis.ping()
    except (RedisError, TimeoutError):
        return False
    return True


def routes(ready: Ready) -> list[web.RouteDef]:
    """Both routes; `ready` tells whether Redis answers and Slack can reach us."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_request: web.Request) -> web.Response:
        return web.Response(text="ready") if await ready() else web.Response(status=503, text="not ready")

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
