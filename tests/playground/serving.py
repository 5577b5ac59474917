"""An app of Bolt's that the playground delivers to, in either way in which Slack can."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Literal

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.playground import Playground

TRANSPORTS: tuple[Literal["socket", "http"], ...] = ("socket", "http")


@asynccontextmanager
async def serving(app: AsyncApp, playground: Playground, transport: Literal["socket", "http"]) -> AsyncGenerator[None]:
    """Deliveries reach the app while the block runs."""
    if transport == "socket":
        handler = AsyncSocketModeHandler(app, playground.bot_environment()["SLACK_APP_TOKEN"])
        await handler.connect_async()
        yield
        await handler.close_async()
        return
    runner = web.AppRunner(app.web_app("/slack/events"))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", playground.bot_port).start()
    yield
    await runner.cleanup()
