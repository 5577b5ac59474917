"""Socket Mode: the connection that brings the same deliveries as the HTTP door, without a public address."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import OutOfReach
from bot.settings import LOOPBACK
from bot.telemetry import log


class Socket:
    """One connection, renewed by the SDK whenever Slack closes it; `on_gap` is called at each hello.

    Between two connections events can be missed, so whatever was kept of threads has to be read again.
    """

    def __init__(self, app: AsyncApp, token: SecretStr, client: AsyncWebClient, *, on_gap: Callable[[], Awaitable[None]]) -> None:
        self._handler = AsyncSocketModeHandler(app, token.get_secret_value(), web_client=client)
        self._on_gap = on_gap
        if urlsplit(client.base_url).hostname in LOOPBACK:
            self._handler.client.proxy = None  # a proxy of the environment leads away from this machine
        self._handler.client.message_listeners.append(self._hello)

    @asynccontextmanager
    async def connected(self) -> AsyncGenerator[None]:
        """Connects, and disconnects at the end."""
        await self._handler.connect_async()
        try:
            yield
        finally:
            await self._handler.close_async()

    async def is_connected(self) -> bool:
        """Whether Slack can reach us now."""
        return await self._handler.client.is_connected()

    async def _hello(self, _client: object, message: Mapping[str, object], _raw: str | None) -> None:
        if message.get("type") != "hello":
            return
        try:
            await self._on_gap()
        except OutOfReach as error:
            log.warning("gap not marked", detail=error.detail)
