"""A playground that listens on a port of its own, and a client of Slack's SDK that speaks to it."""

from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import Playground


class Slack:
    """Calls methods by name as the bot does, through Slack's own SDK."""

    def __init__(self, playground: Playground) -> None:
        environment = playground.bot_environment()
        self.token = environment["SLACK_BOT_TOKEN"]
        self.app_token = environment["SLACK_APP_TOKEN"]
        self.url = environment["SLACK_API_URL"]
        self.client = AsyncWebClient(token=self.token, base_url=self.url)

    async def ok(self, method: str, **arguments: object) -> dict[str, Any]:
        """The answer of a call that must succeed."""
        response = await self.client.api_call(method, json=arguments)
        return cast(dict[str, Any], response.data)

    async def refused(self, method: str, **arguments: object) -> dict[str, Any]:
        """The answer of a call that must fail."""
        with pytest.raises(SlackApiError) as caught:
            await self.client.api_call(method, json=arguments)
        return cast(dict[str, Any], caught.value.response.data)

    async def error(self, method: str, **arguments: object) -> str:
        """Slack's word for why a call failed."""
        return str((await self.refused(method, **arguments))["error"])


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground(chunk_seconds=0.0, ack_seconds=0.2, retry_factor=0.0001) as playground:
        yield playground


@pytest.fixture
def slack(playground: Playground) -> Slack:
    return Slack(playground)


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the stand-in API, with some key."""
    url = playground.bot_environment()["AIMLAPI_BASE_URL"]
    async with httpx.AsyncClient(base_url=url, headers={"Authorization": "Bearer any"}, timeout=5, trust_env=False) as client:
        yield client
