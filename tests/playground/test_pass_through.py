"""The way to the real API; another playground's stand-in is the real API here."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.playground import Playground
from bot.playground.entities import Payload

BODY: Payload = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}
HEADERS = {"Authorization": "Bearer sk-real", "X-Client-Request-Id": "footnote-1"}


@pytest.fixture
async def real() -> AsyncIterator[Playground]:
    async with Playground(chunk_seconds=0.0) as real:
        real.stand_in.account.key = "sk-real"
        yield real


@pytest.fixture
async def between(real: Playground) -> AsyncIterator[Playground]:
    async with Playground(model_url=f"{real.url}/v1", model_key="sk-real", model_name="some/model") as between:
        yield between


@pytest.fixture
async def api(between: Playground) -> AsyncIterator[httpx.AsyncClient]:
    url = between.bot_environment()["AIMLAPI_BASE_URL"]
    async with httpx.AsyncClient(base_url=url, headers=HEADERS, timeout=5, trust_env=False) as client:
        yield client


@pytest.mark.parametrize("stream", [True, False])
async def test_a_request_arrives_as_it_was_sent_and_the_answer_is_written_down(
    real: Playground, between: Playground, api: httpx.AsyncClient, stream: bool
) -> None:
    real.stand_in.say_next("Forty two, says the model.")
    answer = await api.post("/chat/completions", json={**BODY, "stream": stream})
    assert answer.status_code == 200
    assert "Forty" in answer.text
    (arrived,), (seen,) = real.stand_in.exchanges, between.stand_in.exchanges
    assert arrived.body == seen.body == {**BODY, "stream": stream}
    assert {name.lower(): value for name, value in arrived.headers.items()}["x-client-request-id"] == "footnote-1"
    assert "".join(piece for _, piece in seen.chunks) == "Forty two, says the model."
    assert (seen.finish, seen.status, seen.prompt_tokens) == ("stop", 200, arrived.prompt_tokens)
    assert seen.done_at is not None
    assert seen.failed_at is None


async def test_a_refusal_comes_through(between: Playground, api: httpx.AsyncClient) -> None:
    answer = await api.post("/chat/completions", json=BODY, headers={"Authorization": "Bearer wrong"})
    assert answer.status_code == 401
    assert "x-inference-id" in answer.headers
    (seen,) = between.stand_in.exchanges
    assert (seen.status, seen.done_at) == (401, None)


async def test_the_list_of_models_and_the_balance_come_from_there(real: Playground, api: httpx.AsyncClient) -> None:
    real.stand_in.account.balance = 7.5
    assert (await api.get("/models?include=modalities")).json()["data"][0]["modalities"]
    assert (await api.get("/models")).json()["data"][0].keys().isdisjoint({"modalities"})
    assert (await api.get(str(api.base_url).replace("/v1/", "/v2/billing"))).json()["current_balance"] == 7.5


async def test_what_breaks_off_there_breaks_off_here(real: Playground, between: Playground, api: httpx.AsyncClient) -> None:
    real.stand_in.say_next("one two three four five six")
    real.stand_in.disconnect_after(3)
    with pytest.raises(httpx.RemoteProtocolError):
        await api.post("/chat/completions", json={**BODY, "stream": True})
    (seen,) = between.stand_in.exchanges
    assert (len(seen.chunks), seen.done_at) == (3, None)
    assert seen.failed_at is not None


async def test_faults_befall_the_real_api_as_well(real: Playground, between: Playground, api: httpx.AsyncClient) -> None:
    await between.faults.switch("api_500", on=True)
    assert (await api.post("/chat/completions", json=BODY)).status_code == 500
    assert real.stand_in.exchanges == []
    await between.faults.reset()
    await between.faults.switch("cut_stream", on=True)
    real.stand_in.say_next(" ".join(["word"] * 60))
    with pytest.raises(httpx.RemoteProtocolError):
        await api.post("/chat/completions", json={**BODY, "stream": True})


async def test_an_api_out_of_reach_is_a_bad_gateway() -> None:
    async with Playground() as gone:
        url = f"{gone.url}/v1"
    async with Playground(model_url=url, model_key="sk") as between, httpx.AsyncClient(trust_env=False) as client:
        base = between.bot_environment()["AIMLAPI_BASE_URL"]
        assert (await client.post(f"{base}/chat/completions", json=BODY, headers=HEADERS)).status_code == 502
        assert (await client.get(f"{base}/models")).status_code == 502
