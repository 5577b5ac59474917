"""What the API says of the account behind a key: three answers, and no failure."""

from collections.abc import AsyncGenerator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.model.account import Account, look_up
from bot.model.exchange import open_http
from bot.settings import Settings

KEY = "the-key"


class Billing:
    """Answers `/v2/billing` as it is told."""

    def __init__(self) -> None:
        self.status = 200
        self.text = ""
        self.keys: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.keys.append(request.headers["Authorization"])
        return web.Response(status=self.status, text=self.text, content_type="application/json")


@pytest.fixture
def billing() -> Billing:
    return Billing()


@pytest.fixture
async def url(billing: Billing) -> AsyncGenerator[str]:
    app = web.Application()
    app.router.add_get("/v2/billing", billing.answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/v1"))


async def found(url: str, key: str = KEY) -> Account:
    settings = Settings(aimlapi_base_url=url)
    async with open_http(settings) as http:
        return await look_up(http, settings, key=key)


@pytest.mark.parametrize(
    ("status", "text", "account"),
    [
        (200, '{"current_balance": 123.45, "currency": "USD"}', Account(accepted=True, balance=123.45)),
        (200, '{"current_balance": "7"}', Account(accepted=True, balance=7.0)),
        (200, '{"balance": 551564495}', Account(accepted=True)),
        (200, "<html>", Account(accepted=True)),
        (401, "", Account(accepted=False)),
        (403, "", Account(accepted=None, detail="status 403")),
        (404, "", Account(accepted=None, detail="status 404")),
        (302, "", Account(accepted=None, detail="status 302")),
        (500, "", Account(accepted=None, detail="status 500")),
    ],
)
async def test_each_answer_is_yes_no_or_unknown(billing: Billing, url: str, status: int, text: str, account: Account) -> None:
    billing.status, billing.text = status, text
    assert await found(f"{url}/") == account
    assert billing.keys == [f"Bearer {KEY}"]


async def test_another_service_is_not_given_the_key(billing: Billing, url: str) -> None:
    assert (await found(url.removesuffix("/v1"))).accepted is None
    assert billing.keys == []


async def test_an_unreachable_service_is_no_failure() -> None:
    assert await found("http://127.0.0.1:9/v1") == Account(accepted=None, detail="ConnectError")


async def test_a_key_that_no_header_can_hold_is_no_failure(url: str) -> None:
    assert (await found(url, key="schlüssel…")).accepted is None
