"""What stands in Slack's headers beside an answer, and in none of them where Slack is silent."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused
from bot.slack import tokens
from bot.slack.client import SlackUnavailable, make_client

MOMENT = "Sat, 29 Nov 2025 15:30:00 GMT"


class Web:
    """Answers every method with this body and these headers, and remembers who called."""

    def __init__(self) -> None:
        self.body: dict[str, object] = {"ok": True, "team": "Acme"}
        self.headers: dict[str, str] = {}
        self.status = 200
        self.bearers: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.bearers.append(request.headers["Authorization"])
        return web.json_response(self.body, status=self.status, headers={"Date": MOMENT, **self.headers})


@pytest.fixture
def api() -> Web:
    return Web()


@pytest.fixture
async def client(api: Web) -> AsyncGenerator[AsyncWebClient]:
    app = web.Application()
    app.router.add_route("*", "/api/{method}", api.answer)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        yield make_client(token="xoxb-1", api_url=str(server.make_url("/api/")), session=session)


@pytest.mark.parametrize(
    ("header", "scopes"),
    [
        ("chat:write,files:read", {"chat:write", "files:read"}),
        (" chat:write , files:read,", {"chat:write", "files:read"}),
        ("", set[str]()),
        (None, None),
    ],
)
async def test_the_scopes_of_the_bots_token_are_those_of_the_header(
    api: Web, client: AsyncWebClient, header: str | None, scopes: set[str] | None
) -> None:
    api.headers = {} if header is None else {"X-OAuth-Scopes": header}
    told = await tokens.of_bot(client)
    assert told.scopes == scopes
    assert told.body["team"] == "Acme"
    assert api.bearers == ["Bearer xoxb-1"]


@pytest.mark.parametrize(("header", "date"), [(MOMENT, datetime(2025, 11, 29, 15, 30, tzinfo=UTC)), ("soon", None), ("", None)])
async def test_slacks_time_is_that_of_the_header(api: Web, client: AsyncWebClient, header: str, date: datetime | None) -> None:
    api.headers = {"Date": header}
    assert (await tokens.of_bot(client)).date == date


async def test_the_app_level_token_asks_by_itself(api: Web, client: AsyncWebClient) -> None:
    await tokens.of_app(client, app_token="xapp-1")
    assert api.bearers == ["Bearer xapp-1"]


async def test_a_refusal_is_told_by_its_code(api: Web, client: AsyncWebClient) -> None:
    api.body = {"ok": False, "error": "missing_scope", "needed": "connections:write"}
    with pytest.raises(SlackRefused) as refused:
        await tokens.of_app(client, app_token="xapp-1")
    assert refused.value.code == "missing_scope"


async def test_nothing_is_waited_for_or_asked_twice(api: Web, client: AsyncWebClient) -> None:
    api.status, api.headers = 429, {"Retry-After": "30"}
    api.body = {"ok": False, "error": "ratelimited"}
    with pytest.raises(SlackUnavailable):
        await tokens.of_bot(client)
    assert len(api.bearers) == 1
