"""The start-up check against the API's list of models."""

import pytest

from bot.model.catalog import check
from bot.model.exchange import open_http
from bot.settings import Settings
from tests.model.api import Api, Handler, body
from tests.model.conftest import settings_for


async def served(settings: Settings) -> list[bool | None]:
    async with open_http(settings) as http:
        listings = await check(http, settings)
    assert [listing.model for listing in listings] == ["first-model", "second-model"]
    return [listing.served for listing in listings]


async def test_models_are_found_by_id_and_by_alias(api: Api) -> None:
    models = [{"id": "x"}, {"id": "y", "aliases": ["second-model", 3]}, {"id": None, "aliases": None}]
    api.answers(body({"object": "list", "data": models}))
    assert await served(settings_for(api.url)) == [False, True]
    assert "Authorization" not in api.headers[0]


@pytest.mark.parametrize("answer", [body("", status=500), body("<html>"), body({"data": None}), body([]), body("", status=302)])
async def test_a_list_that_can_not_be_had_is_no_failure(api: Api, answer: Handler) -> None:
    api.answers(answer)
    assert await served(settings_for(api.url)) == [None, None]


async def test_an_unreachable_api_is_no_failure() -> None:
    assert await served(settings_for("http://127.0.0.1:9/v1")) == [None, None]
