"""A scripted chat-completions API on loopback: each request takes the next answer of the script, the last one for good."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, cast

from aiohttp import web
from aiohttp.test_utils import TestServer

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

USAGE = {"prompt_tokens": 14, "completion_tokens": 3, "total_tokens": 17}


class Api:
    """What the script holds, and what was asked."""

    def __init__(self) -> None:
        self.script: list[Handler] = []
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.hung_up = asyncio.Event()
        self.url = ""

    def answers(self, *handlers: Handler) -> None:
        """Sets the script."""
        self.script = list(handlers)

    @property
    def models(self) -> list[str]:
        """The models that were asked, in order."""
        return [cast(str, body["model"]) for body in self.bodies]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Plays the next answer, and notes when the client hangs up meanwhile."""
        if request.can_read_body:
            self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        handler = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        try:
            return await handler(request)
        except (asyncio.CancelledError, ConnectionResetError):
            self.hung_up.set()
            raise


@asynccontextmanager
async def serving() -> AsyncGenerator[Api]:
    """The API, listening on a free port of 127.0.0.1."""
    api = Api()
    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_route("*", "/v1/{path:.*}", api.handle)
    server = TestServer(app)
    # Handlers learn that the client is gone by being cancelled: that is how test servers run them.
    await server.start_server()
    api.url = str(server.make_url("/v1"))
    try:
        yield api
    finally:
        await server.close()


def chunk(content: object = None, *, finish: str | None = None, **more: Any) -> str:
    """One chunk of a stream, as an event."""
    choice: dict[str, Any] = {"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": finish}
    return event({"id": "gen-1", "object": "chat.completion.chunk", "choices": [choice], **more})


def event(data: object) -> str:
    """Any data as a server-sent event."""
    return f"data: {data if isinstance(data, str) else json.dumps(data)}\n\n"


DONE = event("[DONE]")
LAST = event({"id": "", "choices": [], "usage": USAGE})


def sse(*events: str | float, headers: Mapping[str, str] | None = None, cut: bool = False, status: int = 200) -> Handler:
    """Streams the events; a number waits for so many seconds; `cut` drops the connection at the end."""

    async def handler(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=status, headers={"Content-Type": "text/event-stream", **(headers or {})})
        await response.prepare(request)
        for item in events:
            if isinstance(item, str):
                await response.write(item.encode())
            else:
                await asyncio.sleep(item)
        if cut and request.transport:
            request.transport.abort()
        return response

    return handler


def says(*pieces: str, finish: str = "stop", headers: Mapping[str, str] | None = None) -> Handler:
    """A good stream of these pieces, with usage and `[DONE]`."""
    return sse(*map(chunk, pieces), chunk(finish=finish), LAST, DONE, headers=headers)


def body(data: object, *, status: int = 200, headers: Mapping[str, str] | None = None, kind: str = "application/json") -> Handler:
    """A plain answer: JSON, or the text as it is."""

    async def handler(_request: web.Request) -> web.StreamResponse:
        text = data if isinstance(data, str) else json.dumps(data)
        return web.Response(text=text, status=status, headers={"Content-Type": kind, **(headers or {})})

    return handler


def refuses(status: int, message: str = "", *, headers: Mapping[str, str] | None = None) -> Handler:
    """A refusal in the API's own shape."""
    error = {"message": message, "path": "/v1/chat/completions", "requestId": "r-1", "statusCode": status, "timestamp": "…"}
    return body(error, status=status, headers=headers)
