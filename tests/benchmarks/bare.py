"""The baseline: a bot of bare library calls that stores, reads, checks and paces nothing.

It acknowledges at once, sets a status, streams from the model, and posts the first sentence as soon as a word follows it.
"""

import asyncio
import json
import os
import signal
from typing import cast

import httpx
from aiohttp import web
from pydantic import BaseModel, ConfigDict
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

READY = b"ready\n"
"""Printed once events can come."""


class _Event(BaseModel):
    type: str
    channel: str
    ts: str = ""
    text: str = ""


class _Body(BaseModel):
    event: _Event


class _Posted(BaseModel):
    ts: str


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta


class _Chunk(BaseModel):
    choices: list[_Choice]


class _Environment(BaseModel):
    """What the playground tells a bot."""

    model_config = ConfigDict(extra="ignore")

    SLACK_API_URL: str
    SLACK_BOT_TOKEN: str
    SLACK_APP_TOKEN: str
    AIMLAPI_BASE_URL: str
    AIMLAPI_API_KEY: str
    PORT: int


class Bare:
    """Answers mentions."""

    def __init__(self, slack: AsyncWebClient, model: httpx.AsyncClient) -> None:
        self._slack = slack
        self._model = model
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, body: object) -> None:
        """Starts on the answer, if the body is a mention. Returns at once."""
        event = _Body.model_validate(body).event
        if event.type == "app_mention":
            task = asyncio.create_task(self._answer(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, event: _Event) -> None:
        await self._slack.assistant_threads_setStatus(channel_id=event.channel, thread_ts=event.ts, status="is thinking…")
        asked = {"model": "bare", "stream": True, "messages": [{"role": "user", "content": event.text}]}
        text, posted = "", ""
        async with self._model.stream("POST", "chat/completions", json=asked) as response:
            async for line in response.aiter_lines():
                if not line.startswith("data: "):
                    continue
                text += _Chunk.model_validate_json(line.removeprefix("data: ")).choices[0].delta.content or ""
                if not posted and ". " in text:
                    answer = await self._slack.chat_postMessage(channel=event.channel, thread_ts=event.ts, text=text)
                    posted = _Posted.model_validate(cast(object, answer.data)).ts
        await self._slack.chat_update(channel=event.channel, ts=posted, text=text)


async def _serve_http(bare: Bare, port: int) -> web.AppRunner:
    async def receive(request: web.Request) -> web.Response:
        bare.hear(json.loads(await request.read()))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/slack/events", receive)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner


async def _serve_socket(bare: Bare, slack: AsyncWebClient, app_token: str) -> SocketModeClient:
    async def receive(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        bare.hear(cast(object, request.payload))

    socket = SocketModeClient(app_token, web_client=slack)
    socket.proxy = None
    socket.socket_mode_request_listeners.append(receive)
    await socket.connect()
    return socket


async def main() -> None:
    """Serves until SIGTERM."""
    told = _Environment.model_validate(dict(os.environ))
    slack = AsyncWebClient(token=told.SLACK_BOT_TOKEN, base_url=told.SLACK_API_URL, retry_handlers=[])
    slack.proxy = None
    stopping = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    headers = {"Authorization": f"Bearer {told.AIMLAPI_API_KEY}"}
    no_limits = httpx.Limits(max_connections=None)
    api = httpx.AsyncClient(base_url=told.AIMLAPI_BASE_URL, headers=headers, trust_env=False, timeout=60, limits=no_limits)
    async with api as model:
        bare = Bare(slack, model)
        if told.SLACK_APP_TOKEN:
            socket = await _serve_socket(bare, slack, told.SLACK_APP_TOKEN)
            print(READY.decode(), end="", flush=True)
            await stopping.wait()
            await socket.close()
        else:
            runner = await _serve_http(bare, told.PORT)
            print(READY.decode(), end="", flush=True)
            await stopping.wait()
            await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
