"""`/healthz` and `/readyz`, without detail: the first says the process lives, the second that it can do its work."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Ready = Callable[[], Awaitable[bool]]


def routes(ready: Ready) -> list[web.RouteDef]:
    """Both routes; `ready` tells whether Redis answers and Slack can reach us."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_request: web.Request) -> web.Response:
        return web.Response(text="ready") if await ready() else web.Response(status=503, text="not ready")

    return [web.get("/healthz", healthz), web.get("/readyz", readyz)]
