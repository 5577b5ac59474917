"""The cooldown that all workers share: who begins it, who waits for it, and that nothing hangs on it."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing

import pytest
from aiohttp import web
from redis.asyncio import Redis

from bot.language import ModelBusy, OutOfCredits, StoreUnavailable
from bot.memory.cooldown import SharedCooldown
from bot.model.client import FIRST_BACKOFF, LONGEST_WAIT, ModelClient
from bot.model.events import TextDelta
from bot.model.exchange import open_http
from bot.model.wire import UserMessage
from bot.telemetry import Telemetry
from tests.model.api import Api, Handler, body, event, refuses, says, sse
from tests.model.conftest import Build, Cooldown, Refusals, Waits, settings_for

RATE_LIMIT_INSIDE = {"error": {"message": "rate limit", "code": 429}}


async def ask(client: ModelClient) -> str:
    text = ""
    async with aclosing(client.complete([UserMessage(content="Hello")], request_id="q")) as events:
        async for happened in events:
            if isinstance(happened, TextDelta):
                text += happened.text
    return text


@pytest.mark.parametrize(
    ("headers", "begun"),
    [({"Retry-After": "3"}, [3.0]), ({"retry-after-ms": "1500"}, [1.5]), ({}, [FIRST_BACKOFF]), ({"Retry-After": "0"}, [0.0])],
)
async def test_what_the_api_asks_of_one_call_all_are_told(
    api: Api, build: Build, cooldown: Cooldown, headers: dict[str, str], begun: Sequence[float]
) -> None:
    api.answers(refuses(429, headers=headers), says("Hi"))
    assert await ask(build()) == "Hi"
    assert cooldown.begun == begun


async def test_without_a_wish_the_cooldown_grows_like_the_backoff(api: Api, build: Build, cooldown: Cooldown) -> None:
    api.answers(refuses(429))
    with pytest.raises(ModelBusy):
        await ask(build())
    assert cooldown.begun == [FIRST_BACKOFF, 2 * FIRST_BACKOFF, 4 * FIRST_BACKOFF]


async def test_even_a_wait_too_long_for_this_question_is_told(api: Api, build: Build, cooldown: Cooldown) -> None:
    api.answers(refuses(429, "Free-tier hourly limit; choose a subscription", headers={"Retry-After": "1800"}))
    with pytest.raises(ModelBusy):
        await ask(build())
    assert cooldown.begun == [1800.0]


@pytest.mark.parametrize("answer", [body(RATE_LIMIT_INSIDE), sse(event(RATE_LIMIT_INSIDE))])
async def test_a_rate_limit_inside_a_200_counts_too(api: Api, build: Build, cooldown: Cooldown, answer: Handler) -> None:
    api.answers(answer, says("Hi"))
    assert await ask(build()) == "Hi"
    assert cooldown.begun == [FIRST_BACKOFF]


@pytest.mark.parametrize(("status", "message"), [(503, "overloaded"), (429, "insufficient_quota: check your plan")])
async def test_other_refusals_are_nobody_elses_business(
    api: Api, build: Build, cooldown: Cooldown, status: int, message: str
) -> None:
    api.answers(refuses(status, message, headers={"Retry-After": "2"}), says("Hi"))
    if status == 429:
        with pytest.raises(OutOfCredits):
            await ask(build())
    else:
        assert await ask(build()) == "Hi"
    assert cooldown.begun == []


async def test_a_cooldown_is_waited_out_before_the_call_and_is_no_try(
    api: Api, build: Build, cooldown: Cooldown, waits: Waits
) -> None:
    cooldown.left = [5.0, 4.0, 3.0, 2.0, 0.0]
    api.answers(says("Hi"))
    assert await ask(build()) == "Hi"
    assert waits.seconds == [pytest.approx(left + FIRST_BACKOFF) for left in (5.0, 4.0, 3.0, 2.0)]
    assert (len(api.bodies), cooldown.begun) == (1, [])


@pytest.mark.parametrize(("left", "total"), [(LONGEST_WAIT + 1, 180.0), (2.0, 1.0)])
async def test_a_cooldown_too_long_to_wait_is_told_at_once(
    api: Api, build: Build, cooldown: Cooldown, waits: Waits, left: float, total: float
) -> None:
    cooldown.left = [left]
    api.answers(says("Hi"))
    with pytest.raises(ModelBusy) as caught:
        await ask(build(model_total_seconds=total))
    assert caught.value.retry_after == left
    assert f"{left:.0f} seconds" in caught.value.sentence
    assert (waits.seconds, api.bodies) == ([], [])


class Lost(Cooldown):
    """A cooldown whose store is away."""

    async def remaining(self) -> float:
        raise StoreUnavailable("", detail="Redis: ConnectionError")

    async def begin(self, seconds: float) -> None:
        raise StoreUnavailable("", detail="Redis: ConnectionError")


async def test_without_the_store_questions_are_answered_all_the_same(api: Api, waits: Waits) -> None:
    api.answers(refuses(429, headers={"Retry-After": "1"}), says("Hi"))
    settings = settings_for(api.url)
    async with open_http(settings) as http:
        client = ModelClient(http, settings, Refusals(), Lost(), Telemetry(), random=lambda: 1.0, sleep=waits)
        assert await ask(client) == "Hi"
    assert waits.seconds == [1.5]


async def test_of_many_workers_one_refusal_keeps_all_from_calling(api: Api, redis: Redis) -> None:
    """Two workers on one Redis, with real waits: after the refusal nobody calls before the API said."""
    refused_at: list[float] = []
    called_at: list[float] = []
    clock = asyncio.get_running_loop().time

    async def handler(request: web.Request) -> web.StreamResponse:
        called_at.append(clock())
        if not refused_at:
            refused_at.append(clock())
            return await refuses(429, headers={"retry-after-ms": "200"})(request)
        return await says("Hi")(request)

    api.answers(handler)
    settings = settings_for(api.url, model_concurrency=1)
    async with open_http(settings) as here, open_http(settings) as there:
        one, other = (
            ModelClient(
                http,
                settings,
                Refusals(),
                SharedCooldown(redis, base_url=settings.aimlapi_base_url),
                Telemetry(),
                random=lambda: 0.01,
            )
            for http in (here, there)
        )
        first = asyncio.create_task(ask(one))
        while not await redis.dbsize():  # noqa: ASYNC110 - until the refusal has come round
            await asyncio.sleep(0.001)
        rest = await asyncio.gather(*(ask(client) for client in (one, other, one, other)))
        assert [await first, *rest] == ["Hi"] * 5
    assert len(called_at) == 6
    assert all(at - refused_at[0] >= 0.2 for at in called_at[1:])
