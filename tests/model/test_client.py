"""The client against a real server on loopback, one quirk of the API at a time."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.language import (
    ContentRefused,
    ContextTooLong,
    KeyRefused,
    ModelBusy,
    ModelError,
    ModelUnavailable,
    OutOfCredits,
    SettingsError,
    Usage,
    phrases,
)
from bot.model.client import LONGEST_WAIT, TRIES, ModelClient
from bot.model.events import Finished, Restarted, TextDelta
from bot.model.images import LEFT_OUT
from bot.model.wire import ImagePart, Message, SystemMessage, TextPart, UserMessage
from bot.telemetry import Telemetry, begin_course
from tests.model.api import DONE, LAST, USAGE, Api, Handler, body, chunk, event, refuses, says, sse
from tests.model.conftest import KEY, Build, Refusals, Waits

ASKED: tuple[Message, ...] = (SystemMessage(content="/no_think"), UserMessage(content="What was the total?"))
PICTURE = ImagePart.of(b"\x89PNG", mimetype="image/png")
PICTURED: tuple[Message, ...] = (UserMessage(content=(TextPart(text="What is this?"), PICTURE, PICTURE, PICTURE)),)


@dataclass
class Told:
    """What a completion came to, as a Reply would show it."""

    text: str = ""
    restarts: int = 0
    finished: Finished | None = None
    deltas: list[str] = field(default_factory=list[str])

    @property
    def end(self) -> Finished:
        assert self.finished
        return self.finished


async def ask(client: ModelClient, messages: Sequence[Message] = ASKED, **more: Any) -> Told:
    told = Told()
    async with aclosing(client.complete(messages, request_id="T1:C1:17.5", **more)) as events:
        async for happened in events:
            assert told.finished is None, "nothing follows the end"
            match happened:
                case TextDelta(text):
                    assert text
                    told.text += text
                    told.deltas.append(text)
                case Restarted():
                    told.text, told.restarts = "", told.restarts + 1
                case Finished():
                    told.finished = happened
    return told


async def test_text_arrives_in_pieces_and_ends_with_the_usage(api: Api, build: Build) -> None:
    api.answers(says("The ", "total", " was 5.", headers={"x-inference-id": "inf-1"}))
    told = await ask(build())
    assert told.text == "The total was 5."
    assert len(told.deltas) == 3
    assert told.end == Finished(
        finish_reason="stop",
        model="first-model",
        request_id="T1:C1:17.5",
        inference_id="inf-1",
        usage=Usage(prompt_tokens=14, completion_tokens=3),
    )
    assert not told.end.truncated


async def test_the_request_is_what_the_settings_ask_for(api: Api, build: Build) -> None:
    api.answers(says("Yes."))
    client = build(model_seed=7, model_stop=("END",), model_parameters={"top_k": 40, "temperature": 0.5})
    await ask(client, max_tokens=64)
    assert api.bodies == [
        {
            "model": "first-model",
            "messages": [{"role": "system", "content": "/no_think"}, {"role": "user", "content": "What was the total?"}],
            "max_tokens": 64,
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": 0.5,
            "stop": ["END"],
            "seed": 7,
            "top_k": 40.0,
        }
    ]
    assert api.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert api.headers[0]["X-Client-Request-Id"] == "T1:C1:17.5"


async def test_the_request_id_is_sent_in_the_alphabet_that_the_api_keeps(api: Api, build: Build) -> None:
    api.answers(says("Yes."))
    client = build()
    for given in ("sch ma/1\r\nX-Evil: 1", "", "x" * 500):
        async with aclosing(client.complete(ASKED, request_id=given)) as events:
            assert [happened async for happened in events]
    sent = [headers["X-Client-Request-Id"] for headers in api.headers]
    assert sent == ["sch-ma-1--X-Evil:-1", "-", "x" * 128]
    assert not any("X-Evil" in headers for headers in api.headers)


@pytest.mark.parametrize(
    ("stream", "text"),
    [
        pytest.param(says("\n\n", "Hello", "!\n"), "Hello!", id="newlines around the answer"),
        pytest.param(sse(chunk("Hi"), chunk(finish="stop")), "Hi", id="no [DONE]"),
        pytest.param(sse(chunk("Hi"), DONE), "Hi", id="[DONE] without a finish reason"),
        pytest.param(sse(chunk("Hi"), chunk(finish="stop").rstrip("\n")), "Hi", id="no empty line at the end"),
        pytest.param(
            sse(": OPENROUTER PROCESSING\n\n", chunk("Hi"), ": keep-alive\n\n", chunk(finish="stop"), DONE), "Hi", id="comments"
        ),
        pytest.param(sse("event: ping\ndata:\n\n", chunk("Hi"), chunk(finish="stop"), DONE), "Hi", id="empty data"),
        pytest.param(sse(chunk("Hi"), chunk(finish="stop"), chunk(finish="stop"), LAST, DONE), "Hi", id="two finishes"),
        pytest.param(sse(chunk("Hi", finish="stop", usage=USAGE), DONE), "Hi", id="usage in the finish"),
        pytest.param(
            sse(chunk("Hi", usage=None), event({"choices": [{"index": 0}]}), event({"choices": None}), chunk(finish="stop")),
            "Hi",
            id="no delta, no choices, no usage",
        ),
        pytest.param(sse(chunk(None), chunk(""), chunk("Hi"), chunk(finish="stop")), "Hi", id="null content"),
        pytest.param(
            sse(chunk([{"type": "text", "text": "Hi"}, {"type": "thinking", "text": "no"}]), chunk(finish="stop")),
            "Hi",
            id="content as a list of parts",
        ),
        pytest.param(says("<th", "ink>sec", "ret</thi", "nk>\n\nHi"), "Hi", id="reasoning split over chunks"),
        pytest.param(says("a < b, <", "thin"), "a < b, <thin", id="what only looks like a tag"),
        pytest.param(sse(chunk("Hi"), chunk(finish="stop"), cut=True), "Hi", id="dropped after the finish"),
        pytest.param(sse(chunk("Hi", meta="odd"), chunk(finish="stop", meta=None), DONE), "Hi", id="odd meta"),
        pytest.param(sse("data: {}\r\n\r\n", chunk("Hi").replace("\n", "\r\n"), chunk(finish="stop")), "Hi", id="CRLF"),
        pytest.param(sse(chunk("Hi"), chunk(finish="stop"), status=201), "Hi", id="201 Created"),
        pytest.param(
            body({"choices": [{"message": {"content": "\n\nHi\n", "reasoning": "hm"}, "finish_reason": "stop"}], "meta": None}),
            "Hi",
            id="JSON instead of a stream",
        ),
        pytest.param(
            body({"choices": [{"message": {"content": [{"text": "Hi"}]}}], "usage": {"prompt_tokens": "3"}}, status=201),
            "Hi",
            id="JSON without a finish reason",
        ),
    ],
)
async def test_every_shape_of_a_good_answer_is_read(api: Api, build: Build, stream: Handler, text: str) -> None:
    api.answers(stream)
    told = await ask(build())
    assert (told.text, told.restarts, len(api.bodies)) == (text, 0, 1)
    assert told.end.finish_reason == "stop"


async def test_reasoning_fields_are_never_shown(api: Api, build: Build) -> None:
    thinking = event({"choices": [{"delta": {"reasoning": "secret", "reasoning_content": "secret", "content": None}}]})
    api.answers(sse(thinking, thinking, chunk("Hi"), chunk(finish="stop")))
    assert (await ask(build())).text == "Hi"


async def test_what_came_before_an_orphan_close_is_taken_back(api: Api, build: Build) -> None:
    api.answers(says("Let me see. ", "It is 5.", "</th", "ink>\n\nFive.", " Sure."))
    told = await ask(build())
    assert (told.text, told.restarts, len(api.bodies)) == ("Five. Sure.", 1, 1)


async def test_an_answer_cut_at_max_tokens_says_so(api: Api, build: Build) -> None:
    api.answers(says("The total", finish="length"))
    told = await ask(build())
    assert told.end.truncated
    assert told.text == "The total"


async def test_not_streaming_is_a_parameter(api: Api, build: Build) -> None:
    api.answers(body({"choices": [{"message": {"content": "Hi"}, "finish_reason": "stop"}]}))
    told = await ask(build(model_parameters={"stream": False}, model_first_token_seconds=0.001))
    assert told.text == "Hi"
    assert api.bodies[0]["stream"] is False
    assert "stream_options" not in api.bodies[0]


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(refuses(429, "rate limit"), id="429"),
        pytest.param(refuses(500, "Something wrong…"), id="500"),
        pytest.param(body("<html>Bad gateway</html>", status=502, kind="text/html"), id="502 of a proxy"),
        pytest.param(refuses(504, "Generation timeout"), id="504"),
        pytest.param(refuses(408), id="408"),
        pytest.param(refuses(418, headers={"x-should-retry": "true"}), id="the API says: again"),
        pytest.param(body("<html>", kind="text/html"), id="HTML with 200"),
        pytest.param(body("{", kind="application/json"), id="half JSON"),
        pytest.param(body({"error": {"message": "overloaded", "code": 503}}), id="an error in a JSON 200"),
        pytest.param(sse(), id="empty stream"),
        pytest.param(sse(chunk("")), id="ended without a finish reason"),
        pytest.param(sse("data: {malformed\n\n"), id="malformed chunk"),
        pytest.param(sse(event({"error": {"message": "boom", "code": 502}, "choices": []})), id="error in the stream"),
        pytest.param(sse(event({"choices": [{"error": {"message": "boom"}, "finish_reason": "error"}]})), id="error in a choice"),
        pytest.param(sse(event({"object": "error", "message": "boom", "code": 500})), id="vLLM's error"),
        pytest.param(sse(event({"error": "boom"})), id="an error that is a string"),
        pytest.param(sse(chunk("", finish="error"), DONE), id="finish reason error"),
        pytest.param(sse(chunk(finish="tool_calls"), DONE), id="unknown finish reason"),
        pytest.param(sse(cut=True), id="dropped at once"),
        pytest.param(says("  \n"), id="only white space"),
        pytest.param(says("<think>and no end"), id="reasoning without an end"),
        pytest.param(sse(event({"choices": [{"delta": {"reasoning": "hm"}, "finish_reason": "stop"}]})), id="only reasoning"),
    ],
)
async def test_what_passes_is_tried_again(api: Api, build: Build, waits: Waits, bad: Handler) -> None:
    api.answers(bad, bad, says("Hi"))
    told = await ask(build())
    assert (told.text, told.restarts, told.end.model) == ("Hi", 0, "first-model")
    assert waits.seconds == [0.5, 1.0], "each wait is drawn from a larger range; the dice show their maximum"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "2"}, 2.0),
        ({"Retry-After": "7", "retry-after-ms": "1500"}, 1.5),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:03 GMT", "Date": "Wed, 21 Oct 2026 07:28:00 GMT"}, 3.0),
    ],
)
async def test_the_wait_is_never_shorter_than_the_api_asks(
    api: Api, build: Build, waits: Waits, headers: dict[str, str], seconds: float
) -> None:
    api.answers(refuses(429, headers=headers), says("Hi"))
    assert (await ask(build())).text == "Hi"
    assert waits.seconds == [pytest.approx(seconds + 0.5)]


async def test_a_long_wait_is_handed_to_whoever_asked(api: Api, build: Build, waits: Waits) -> None:
    api.answers(refuses(429, headers={"Retry-After": "61"}))
    with pytest.raises(ModelBusy) as caught:
        await ask(build())
    assert caught.value.retry_after == 61
    assert "61 seconds" in caught.value.sentence
    assert (waits.seconds, len(api.bodies)) == ([], 1)
    assert LONGEST_WAIT < 61


async def test_a_rate_limit_is_not_taken_to_the_next_model(api: Api, build: Build) -> None:
    api.answers(refuses(429))
    with pytest.raises(ModelBusy) as caught:
        await ask(build())
    assert caught.value.sentence == phrases.MODEL_BUSY
    assert api.models == ["first-model"] * TRIES


@pytest.mark.parametrize(
    ("status", "message", "error"),
    [
        (401, "Invalid API key", KeyRefused),
        (403, "You've run out of credits. Please top up.", OutOfCredits),
        (402, "Payment required", OutOfCredits),
        (429, "insufficient_quota: check your plan", OutOfCredits),
        (429, "Free-tier hourly limit; choose a subscription", ModelBusy),
        (400, "context_length_exceeded: maximum context length is 128000 tokens", ContextTooLong),
        (413, "payload too large", ContextTooLong),
        (400, "Rejected by content_filter", ContentRefused),
        (403, "Input was flagged by moderation", ContentRefused),
        (400, "Body validation error! temperature: too big", ModelError),
        (301, "", ModelError),
    ],
)
async def test_what_no_try_can_mend_is_told_at_once(
    api: Api, build: Build, status: int, message: str, error: type[ModelError]
) -> None:
    api.answers(refuses(status, message))
    with pytest.raises(error) as caught:
        await ask(build())
    assert type(caught.value) is error
    assert len(api.bodies) == 1
    assert str(status) in caught.value.detail
    assert "first-model" in caught.value.detail
    assert not message or message not in caught.value.detail
    assert KEY not in f"{caught.value.detail} {caught.value.sentence}"


async def test_a_context_overflow_tells_the_limit(api: Api, build: Build) -> None:
    api.answers(refuses(400, "This model's maximum context length is 131,072 tokens. However, you requested 140000 tokens"))
    with pytest.raises(ContextTooLong) as caught:
        await ask(build())
    assert caught.value.limit == 131_072


@pytest.mark.parametrize(
    "stream", [sse(chunk("Well"), chunk(finish="content_filter")), sse(event({"choices": [{"delta": {"refusal": "No."}}]}), DONE)]
)
async def test_a_refusal_of_the_model_is_no_failure_to_work_around(api: Api, build: Build, stream: Handler) -> None:
    api.answers(stream)
    with pytest.raises(ContentRefused):
        await ask(build())
    assert len(api.bodies) == 1


async def test_without_a_key_nothing_is_sent(api: Api, build: Build) -> None:
    with pytest.raises(KeyRefused) as caught:
        await ask(build(aimlapi_api_key=None))
    assert caught.value.sentence == phrases.NO_KEY
    assert not api.headers


async def test_wrong_parameters_are_refused_at_start(build: Build) -> None:
    with pytest.raises(SettingsError, match=r"^MODEL_PARAMETERS: n: "):
        build(model_parameters={"n": 2})


@pytest.mark.parametrize(
    "gone",
    [
        refuses(404, "Not found"),
        refuses(400, "The model first-model is no longer available"),
        refuses(400, "Body validation error! Invalid enum value. Expected 'a' | 'b', received 'first-model'"),
        refuses(500, "The model is under maintenance"),
        refuses(503, headers={"x-should-retry": "false"}),
    ],
)
async def test_a_model_that_is_gone_gives_way_to_its_fallback(api: Api, build: Build, waits: Waits, gone: Handler) -> None:
    api.answers(gone, says("Hi"))
    client = build()
    told = await ask(client)
    assert (told.text, told.end.model, waits.seconds) == ("Hi", "second-model", [])
    await ask(client)
    assert api.models == ["first-model", "second-model", "second-model"], "and is not asked first again for a while"


async def test_a_model_that_is_down_gives_way_to_its_fallback(api: Api, build: Build) -> None:
    api.answers(*[refuses(503)] * TRIES, says("Hi"))
    assert (await ask(build())).end.model == "second-model"


async def test_when_every_model_is_down_the_sentence_says_so(api: Api, build: Build, telemetry: Telemetry) -> None:
    api.answers(refuses(503))
    with pytest.raises(ModelUnavailable) as caught:
        await ask(build())
    assert caught.value.sentence == phrases.MODEL_UNAVAILABLE
    assert api.models == ["first-model"] * TRIES + ["second-model"] * TRIES
    assert telemetry.counts["model_failures", "ModelUnavailable"] == 2 * TRIES
    assert telemetry.counts["model_calls", "first-model", "503"] == TRIES


async def test_an_answer_is_counted_with_its_tokens_and_noted_of_the_question(
    api: Api, build: Build, telemetry: Telemetry
) -> None:
    api.answers(says("Hi"))
    this = begin_course(waited=0.0)
    usage = (await ask(build())).end.usage
    assert usage
    assert telemetry.counts["model_calls", "first-model", "ok"] == telemetry.counts["model_answers", "first-model"] == 1
    assert telemetry.counts["tokens", "prompt"] == this.line()["prompt_tokens"] == usage.prompt_tokens
    assert telemetry.counts["tokens", "completion"] == this.line()["completion_tokens"] == usage.completion_tokens
    assert this.line()["model"] == "first-model"


async def test_no_answer_says_more_than_a_missing_fallback(api: Api, build: Build) -> None:
    api.answers(*[says("")] * TRIES, refuses(404))
    with pytest.raises(ModelError) as caught:
        await ask(build())
    assert type(caught.value) is ModelError
    assert caught.value.sentence == phrases.NO_ANSWER


async def test_an_unreachable_api_is_one_honest_sentence(build: Build) -> None:
    with pytest.raises(ModelUnavailable) as caught:
        await ask(build(url="http://127.0.0.1:9/v1"))
    assert "ConnectError" in caught.value.detail


async def test_thinking_that_took_all_tokens_gets_more_room(api: Api, build: Build) -> None:
    starved = sse(event({"choices": [{"delta": {"reasoning": "hm"}, "finish_reason": "length"}]}))
    api.answers(starved, starved, says("Hi"))
    assert (await ask(build(), max_tokens=100)).text == "Hi"
    assert [sent["max_tokens"] for sent in api.bodies] == [100, 200, 400]


async def test_a_loop_is_broken_by_some_randomness(api: Api, build: Build) -> None:
    api.answers(says(*["The total is given on the last page of this report. "] * 40), says("Five."))
    told = await ask(build())
    assert (told.text, told.restarts) == ("Five.", 1)
    assert (api.bodies[1]["temperature"], api.bodies[1]["frequency_penalty"]) == (0.3, 0.3)


async def test_a_stream_that_breaks_is_begun_again_once(api: Api, build: Build) -> None:
    api.answers(sse(chunk("The "), chunk("to"), cut=True), says("The total was 5."))
    told = await ask(build())
    assert (told.text, told.restarts) == ("The total was 5.", 1)


async def test_a_second_break_after_text_is_the_end(api: Api, build: Build) -> None:
    api.answers(sse(chunk("The "), chunk("to"), cut=True))
    with pytest.raises(ModelUnavailable):
        await ask(build())
    assert len(api.bodies) == 2


async def test_a_fallback_may_be_the_one_restart(api: Api, build: Build) -> None:
    api.answers(sse(chunk("The "), event({"error": {"message": "model not found", "code": 404}})), says("Hi"))
    told = await ask(build())
    assert (told.text, told.restarts, told.end.model) == ("Hi", 1, "second-model")


async def test_the_first_token_has_a_deadline_that_comments_do_not_move(api: Api, build: Build) -> None:
    comments = [item for _ in range(200) for item in (": wait\n\n", chunk(""), 0.01)]
    api.answers(sse(*comments), says("Hi"))
    assert (await ask(build(model_first_token_seconds=0.3))).text == "Hi"
    assert len(api.bodies) >= 2


async def test_a_stall_has_a_deadline_that_comments_do_not_move(api: Api, build: Build) -> None:
    comments = [item for _ in range(200) for item in (": wait\n\n", 0.01)]
    api.answers(sse(chunk("The "), *comments), says("Hi"))
    told = await ask(build(model_idle_seconds=0.3))
    assert (told.text, told.restarts) == ("Hi", 1)


async def test_the_whole_answer_has_a_deadline_however_lively_it_is(api: Api, build: Build) -> None:
    api.answers(sse(*[item for _ in range(200) for item in (chunk("so "), 0.01)]))
    with pytest.raises(ModelUnavailable) as caught:
        await ask(build(model_total_seconds=0.5))
    assert caught.value.sentence == phrases.MODEL_TOO_SLOW
    assert len(api.bodies) == 1


async def test_a_finished_answer_does_not_wait_for_the_connection_to_end(
    api: Api, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.model.exchange.AFTER_FINISH_SECONDS", 0.05)
    api.answers(sse(chunk("Hi"), chunk(finish="stop"), 30.0))
    told = await ask(build())
    assert told.text == "Hi"
    assert told.end.usage is None


async def test_stopping_hangs_up_at_once(api: Api, build: Build) -> None:
    api.answers(sse(chunk("The "), 30.0))
    client = build(model_concurrency=1)
    async with aclosing(client.complete(ASKED, request_id="q")) as events:
        assert await anext(events) == TextDelta("The")
    async with asyncio.timeout(5):
        await api.hung_up.wait()
    api.answers(says("Hi"))
    assert (await ask(client)).text == "Hi", "and the slot is free again"


async def test_no_more_calls_at_a_time_than_the_setting_says(api: Api, build: Build) -> None:
    running, most = 0, 0
    good = says("Hi")

    async def counted(request: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return await good(request)

    api.answers(counted)
    client = build(model_concurrency=2)
    told = await asyncio.gather(*(ask(client) for _ in range(8)))
    assert [each.text for each in told] == ["Hi"] * 8
    assert most == 2


async def test_waiting_for_a_slot_ends_with_the_deadline(api: Api, build: Build) -> None:
    api.answers(sse(chunk("The "), 30.0))
    client = build(model_concurrency=1, model_total_seconds=0.3)
    async with aclosing(client.complete(ASKED, request_id="q")) as events:
        await anext(events)
        with pytest.raises(ModelBusy):
            await ask(client)


@pytest.mark.parametrize(
    "refusal",
    [
        refuses(400, "Body validation error! messages.0.content.1.type: Expected 'text', received 'image_url'"),
        refuses(404, "No endpoints found that support image input"),
        refuses(422, "first-model is not a multimodal model"),
        refuses(400, "Bad request"),
    ],
)
async def test_refused_images_are_left_out_and_remembered(
    api: Api, build: Build, refusals: Refusals, waits: Waits, refusal: Handler
) -> None:
    api.answers(refusal, says("A cat."))
    told = await ask(build(), PICTURED)
    assert (told.text, told.end.images_dropped, told.end.model) == ("A cat.", 3, "first-model")
    assert api.bodies[1]["messages"][0]["content"] == [
        {"type": "text", "text": "What is this?"},
        *[{"type": "text", "text": LEFT_OUT.text}] * 3,
    ]
    assert refusals.models == {"first-model"}
    assert waits.seconds == []


async def test_a_refusal_that_was_not_about_images_is_not_remembered(api: Api, build: Build, refusals: Refusals) -> None:
    api.answers(refuses(400, "Bad request"))
    with pytest.raises(ModelError):
        await ask(build(), PICTURED)
    assert len(api.bodies) == 2
    assert not refusals.models


async def test_a_model_known_to_refuse_images_is_sent_none(api: Api, build: Build, refusals: Refusals) -> None:
    refusals.models.add("first-model")
    api.answers(says("A cat."))
    told = await ask(build(), PICTURED)
    assert (told.end.images_dropped, len(api.bodies)) == (3, 1)
    await ask(build(model_images="always"), PICTURED)
    assert "image_url" in str(api.bodies[1])


async def test_images_may_be_switched_off(api: Api, build: Build) -> None:
    api.answers(says("A cat."))
    told = await ask(build(model_images="never"), PICTURED)
    assert told.end.images_dropped == 3
    assert "image_url" not in str(api.bodies)


@pytest.mark.parametrize(
    ("refusal", "kept"),
    [
        (refuses(400, "At most 2 image(s) may be provided in one request."), 2),
        (refuses(413, "payload_too_large"), 1),
        (refuses(400, "Too much: at most 9 images, please"), 0),
    ],
)
async def test_as_many_images_as_the_model_takes_are_kept(
    api: Api, build: Build, refusals: Refusals, refusal: Handler, kept: int
) -> None:
    api.answers(refusal, says("A cat."))
    told = await ask(build(), PICTURED)
    assert told.end.images_dropped == 3 - kept
    assert str(api.bodies[1]).count("'image_url':") == kept
    assert bool(refusals.models) == (kept == 0)


async def test_a_fallback_that_reads_images_is_sent_them(api: Api, build: Build, refusals: Refusals) -> None:
    refusals.models.add("first-model")
    api.answers(refuses(404), says("A cat."))
    assert (await ask(build(), PICTURED)).end.images_dropped == 0


async def test_a_request_that_is_too_large_is_not_sent(api: Api, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.model.exchange.MAX_BODY_BYTES", 2_000)
    large = ImagePart.of(b"x" * 1_000, mimetype="image/jpeg")
    api.answers(says("A cat."))
    told = await ask(build(), (UserMessage(content=(TextPart(text="What?"), large, large)),))
    assert (told.end.images_dropped, len(api.bodies)) == (1, 1)
    with pytest.raises(ContextTooLong):
        await ask(build(), (UserMessage(content="x" * 2_000),))
    assert len(api.bodies) == 1


async def test_an_answer_without_end_is_cut_off(api: Api, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.model.exchange.MAX_BODY_BYTES", 4_096)
    api.answers(sse("data: " + "x" * 100_000), says("Hi"))
    assert (await ask(build())).text == "Hi"


async def test_a_refusal_whose_body_never_comes_is_judged_by_its_status(api: Api, build: Build) -> None:
    api.answers(sse(30.0, status=401))
    with pytest.raises(KeyRefused):
        await ask(build(model_first_token_seconds=0.3))


async def test_the_log_holds_ids_but_no_text_and_no_key(api: Api, build: Build, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    api.answers(refuses(503, f"upstream quoted sentinel-question and {KEY}"), says("sentinel-answer"))
    await ask(build(), (UserMessage(content="sentinel-question"),))
    lines = caplog.text
    assert "sentinel" not in lines
    assert KEY not in lines
