import asyncio
import json
from typing import Any, cast

import aiohttp
import httpx
import pytest
from httpx_sse import aconnect_sse

from bot.playground import Playground
from bot.playground.account import MODELS

IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
QUESTION: dict[str, Any] = {"model": MODELS[0], "messages": [{"role": "user", "content": "Hello"}]}


async def streamed(api: httpx.AsyncClient, **changes: object) -> list[dict[str, Any]]:
    body = {**QUESTION, "stream": True, **changes}
    async with aconnect_sse(api, "POST", "/chat/completions", json=body) as source:
        return [cast(dict[str, Any], event.json()) async for event in source.aiter_sse()]


def text_of(chunks: list[dict[str, Any]]) -> str:
    return "".join(chunk["choices"][0]["delta"]["content"] for chunk in chunks)


async def test_a_whole_answer_has_the_apis_shape(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.say_next("Forty-two.")
    response = await api.post("/chat/completions", json=QUESTION, headers={"X-Client-Request-Id": "abc"})
    body = response.json()
    assert body["choices"][0]["message"]["content"] == "Forty-two."
    assert body["choices"][0]["finish_reason"] == "stop"
    assert body["usage"]["total_tokens"] == body["usage"]["prompt_tokens"] + body["usage"]["completion_tokens"]
    assert body["meta"]["usage"].keys() == {"credits_used", "usd_spent"}
    assert body["model"] == MODELS[0]
    assert response.headers["x-client-request-id"] == "abc"
    assert response.headers["x-inference-id"]
    assert response.headers["x-aimlapi-credits-used"]


async def test_a_stream_grows_by_words_and_ends_with_usage(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.say_next("One two\n\nthree.")
    chunks = await streamed(api)
    assert [chunk["choices"][0]["delta"]["content"] for chunk in chunks] == ["One", " two", "\n\nthree.", ""]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None, None, None, "stop"]
    assert chunks[-1]["usage"]["completion_tokens"] == 3
    assert chunks[-1]["meta"]["usage"]["usd_spent"] > 0
    (exchange,) = playground.stand_in.exchanges
    assert [word for _, word in exchange.chunks] == ["One", " two", "\n\nthree."]
    assert exchange.done_at


async def test_answers_come_from_what_was_sent_and_are_the_same_each_time(api: httpx.AsyncClient) -> None:
    document = '<document id="1" name="a.txt" nonce="n">\n[lines 1-2]\n| The fee is 12 EUR.\n</document nonce="n">'
    parts = [{"type": "text", "text": f"{document}\n\nTask from You: What is the fee?"}, IMAGE]
    messages = [{"role": "system", "content": "rules"}, {"role": "user", "content": parts}]
    first = text_of(await streamed(api, messages=messages))
    assert first == "The fee is 12 EUR. [lines 1-2]\n\n(stand-in, no model)"
    assert text_of(await streamed(api, messages=messages)) == first


async def test_an_answer_is_cut_at_max_tokens(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.say_next("one two three")
    chunks = await streamed(api, max_tokens=2)
    assert (text_of(chunks), chunks[-1]["choices"][0]["finish_reason"]) == ("one two", "length")


@pytest.mark.parametrize(
    "changes",
    [
        {"model": ""},
        {"messages": []},
        {"messages": [{"role": "robot", "content": "x"}]},
        {"messages": [{"role": "user", "content": [{"type": "poem"}]}]},
        {"messages": [{"role": "user"}]},
        {"max_tokens": 0},
        {"temperature": 3},
    ],
)
async def test_a_wrong_body_is_refused_in_the_apis_words(api: httpx.AsyncClient, changes: dict[str, object]) -> None:
    response = await api.post("/chat/completions", json={**QUESTION, **changes})
    assert response.status_code == 400
    assert response.json().keys() == {"message", "path", "requestId", "statusCode", "timestamp"}
    assert response.json()["message"].startswith("Body validation error!")


async def test_a_call_without_a_key_is_refused(playground: Playground, api: httpx.AsyncClient) -> None:
    response = await api.post("/chat/completions", json=QUESTION, headers={"Authorization": ""})
    assert response.status_code == 401
    assert playground.stand_in.requests == []


async def test_failures_come_as_often_as_told_and_then_it_answers(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.fail_next(429, headers={"Retry-After": "1"}, times=2)
    playground.stand_in.fail_next(503, body="<html>busy</html>")
    playground.stand_in.fail_next(200, body={"error": {"message": "upstream", "code": 502}})
    responses = [await api.post("/chat/completions", json=QUESTION) for _ in range(5)]
    assert [response.status_code for response in responses] == [429, 429, 503, 200, 200]
    assert responses[0].headers["Retry-After"] == "1"
    assert responses[0].json()["statusCode"] == 429
    assert responses[2].text == "<html>busy</html>"
    assert responses[3].json()["error"]["code"] == 502
    assert len(playground.stand_in.requests) == 5


async def test_images_are_refused_when_told_so(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.refuse_images = True
    response = await api.post("/chat/completions", json={**QUESTION, "messages": [{"role": "user", "content": [IMAGE]}]})
    assert response.status_code == 400
    assert (await api.post("/chat/completions", json=QUESTION)).status_code == 200


async def test_an_image_alone_is_not_seen(api: httpx.AsyncClient) -> None:
    assert "can't see it" in text_of(await streamed(api, messages=[{"role": "user", "content": [IMAGE]}]))


async def test_a_stream_is_cut_when_told_so(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.say_next("one two three")
    playground.stand_in.disconnect_after(1)
    with pytest.raises(httpx.TransportError):
        await streamed(api)
    assert [word for _, word in playground.stand_in.exchanges[0].chunks] == ["one"]


@pytest.mark.parametrize("stream", [True, False])
async def test_it_stalls_when_told_so(playground: Playground, stream: bool) -> None:
    playground.stand_in.stall_next()
    async with aiohttp.ClientSession(playground.url, headers={"Authorization": "Bearer any"}) as session:
        with pytest.raises(TimeoutError):
            async with (
                asyncio.timeout(0.05),
                session.post("/v1/chat/completions", json={**QUESTION, "stream": stream}) as response,
            ):
                await response.read()


async def test_words_come_one_by_one_in_the_pace_set() -> None:
    async with Playground(chunk_seconds=0.001) as playground, httpx.AsyncClient(base_url=f"{playground.url}/v1") as api:
        api.headers["Authorization"] = "Bearer any"
        playground.stand_in.say_next("one two three")
        await streamed(api)
        times = [at for at, _ in playground.stand_in.exchanges[0].chunks]
        assert times == sorted(times)
        assert len(set(times)) == 3


async def test_the_models_are_listed(api: httpx.AsyncClient) -> None:
    listed = json.loads((await api.get("/models")).text)["data"]
    assert [model["id"] for model in listed] == list(MODELS)


async def test_a_speaker_says_the_answers_and_a_listener_hears_the_requests(
    playground: Playground, api: httpx.AsyncClient
) -> None:
    keys: list[str] = []
    playground.stand_in.speaker = lambda said: f"You said: {said[-1][1]}"
    playground.stand_in.listener = lambda exchange: keys.append(exchange.headers["Authorization"])
    assert text_of(await streamed(api)) == "You said: Hello"
    assert keys == ["Bearer any"]


async def test_a_share_of_the_requests_fails(playground: Playground, api: httpx.AsyncClient) -> None:
    playground.stand_in.mishaps.add(1.0, lambda: playground.stand_in.fail_next(500))
    assert (await api.post("/chat/completions", json=QUESTION)).status_code == 500
    playground.stand_in.mishaps.clear()
    assert (await api.post("/chat/completions", json=QUESTION)).status_code == 200
