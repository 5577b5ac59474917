"""The start-up check against the API's list of models."""

import pytest

from bot.model.catalog import Entry, NoCatalog, check, fetch
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


async def fetched(api: Api, *models: object) -> tuple[Entry, ...]:
    api.answers(body({"object": "list", "data": models}))
    settings = settings_for(api.url)
    async with open_http(settings) as http:
        return await fetch(http, settings, with_modalities=True)


@pytest.mark.parametrize(
    ("model", "context", "takes_images"),
    [
        ({"id": "m", "info": {"contextLength": 32_000}, "modalities": {"input": ["text", "image"]}}, 32_000, True),
        ({"id": "m", "info": {"contextLength": "32000"}, "modalities": {"input": ["text"]}}, 32_000, False),
        ({"id": "m", "info": {"name": "M"}, "modalities": None}, None, None),
        ({"id": "m", "info": [], "modalities": {"input": "image"}}, None, None),
        ({"id": "m"}, None, None),
    ],
)
async def test_what_the_list_tells_of_a_model_is_read_and_the_rest_is_unknown(
    api: Api, model: object, context: int | None, takes_images: bool | None
) -> None:
    (entry,) = await fetched(api, model)
    assert (entry.names, entry.context, entry.takes_images) == (("m",), context, takes_images)


@pytest.mark.parametrize(("answer", "detail"), [(body("", status=500), "status 500"), (body("<html>"), "ValidationError")])
async def test_something_that_answers_without_a_list_is_told_from_nothing_there(api: Api, answer: Handler, detail: str) -> None:
    api.answers(answer)
    async with open_http(settings_for(api.url)) as http:
        with pytest.raises(NoCatalog) as raised:
            await fetch(http, settings_for(api.url))
        assert (raised.value.detail, raised.value.is_reached) == (detail, True)
        with pytest.raises(NoCatalog) as raised:
            await fetch(http, settings_for("http://127.0.0.1:9/v1"))
        assert not raised.value.is_reached
