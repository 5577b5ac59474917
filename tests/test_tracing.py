"""Traces: one way from the receiver to the worker, and nothing at all where they are off."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from redis.asyncio import Redis

from bot.language import QuestionId
from bot.memory.inbox import Claim, Inbox
from bot.memory.vault import Vault
from bot.model.client import ModelClient
from bot.model.wire import UserMessage
from bot.operations import process
from bot.operations.terminal import NoCooldown, NoRefusals
from bot.playground.server import Playground
from bot.settings import Settings, load_settings
from bot.telemetry import Telemetry
from bot.telemetry.redaction import hashed
from bot.telemetry.tracing import NO_SPAN, arriving, begin_question, end_question, is_installed, part, receive, tracing
from tests.logs import logged
from tests.memory.build import a_question

needs_extra = pytest.mark.skipif(not is_installed(), reason="the extra for traces is not installed here: make test OTEL=1")
SENTINEL = "peacock"


class Spans:
    """What was exported."""

    def __init__(self) -> None:
        from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

        self.exporter: Any = InMemorySpanExporter()

    def __getitem__(self, name: str) -> Any:
        (span,) = [span for span in self.all if span.name == name]
        return span

    @property
    def all(self) -> tuple[Any, ...]:
        return self.exporter.get_finished_spans()

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.all]


async def put(redis: Redis) -> Claim:
    """One question through the inbox; twice, as Slack may deliver it."""
    inbox = Inbox(redis, Vault([("k", bytes(32))]))
    for _ in range(2):
        with arriving():
            await inbox.put(a_question())
    claim = await inbox.claim(uuid4().hex, lease=60)
    assert isinstance(claim, Claim)
    return claim


async def test_where_traces_are_off_nothing_is_noted_and_nothing_is_kept_of_them(redis: Redis) -> None:
    async with tracing(None, version="1"):
        claim = await put(redis)
        begin_question(claim.question.id, parent=claim.question.trace, waited=0.0, is_first=True)
        span = part("read", attributes={"a": 1})
        span.note({"b": 2})
        span.fail("wrong")
        span.end()
        end_question({"c": 3})
        assert span is NO_SPAN is receive()
    assert claim.question == a_question()
    assert claim.question.trace == ""


@needs_extra
async def test_a_question_is_one_trace_from_its_receiver_to_its_worker(redis: Redis) -> None:
    spans = Spans()
    async with tracing(lambda: spans.exporter, version="1"):
        claim = await put(redis)

        async def work() -> None:
            begin_question(claim.question.id, parent=claim.question.trace, waited=2.0, is_first=True)
            reading = part("read")
            reading.note({"footnote.file.pages": 3, "footnote.file.kind": None})
            reading.end()
            await asyncio.create_task(call_slack())
            end_question({"footnote.outcome": "answered"})

        async def call_slack() -> None:
            span = part("slack chat.postMessage", kind="client")
            span.fail("timeout")
            span.end()
            span.end()

        # As in another process: nothing but the question is handed over.
        await asyncio.create_task(work())
        assert part("outside of a question") is NO_SPAN
    received, answer = spans["receive"], spans["answer"]
    assert sorted(spans.names) == ["answer", "queue", "read", "receive", "slack chat.postMessage"]
    assert {span.context.trace_id for span in spans.all} == {received.context.trace_id}
    assert received.parent is None
    assert spans["queue"].parent.span_id == answer.parent.span_id == received.context.span_id
    assert spans["queue"].end_time - spans["queue"].start_time == pytest.approx(2_000_000_000, rel=0.5)
    assert spans["read"].parent.span_id == spans["slack chat.postMessage"].parent.span_id == answer.context.span_id
    assert dict(spans["read"].attributes) == {"footnote.file.pages": 3}
    assert dict(answer.attributes) == {"footnote.question": claim.question.id, "footnote.outcome": "answered"}
    assert spans["slack chat.postMessage"].attributes["error.type"] == "timeout"
    assert spans["slack chat.postMessage"].status.status_code.name == "ERROR"
    assert {span.resource.attributes["service.name"] for span in spans.all} == {"footnote"}
    assert {span.kind.name for span in spans.all} == {"PRODUCER", "CONSUMER", "INTERNAL", "CLIENT"}


@needs_extra
async def test_a_second_attempt_belongs_to_the_same_trace_and_waits_no_second_time(redis: Redis) -> None:
    spans = Spans()
    async with tracing(lambda: spans.exporter, version="1"):
        claim = await put(redis)
        begin_question(claim.question.id, parent=claim.question.trace, waited=9.0, is_first=False)
        end_question({}, failed="SlackUnavailable")
    assert sorted(spans.names) == ["answer", "receive"]
    assert spans["answer"].context.trace_id == spans["receive"].context.trace_id
    assert spans["answer"].attributes["error.type"] == "SlackUnavailable"


@needs_extra
async def test_what_nobody_delivered_begins_a_trace_of_its_own() -> None:
    spans = Spans()
    async with tracing(lambda: spans.exporter, version="1", id_key=b"key"):
        assert receive() is NO_SPAN
        begin_question("T1:C1:1.0", parent="", waited=5.0, is_first=True)
        end_question({})
    assert spans.names == ["answer"]
    assert spans["answer"].parent is None
    assert spans["answer"].attributes["footnote.question"] == hashed("T1:C1:1.0", b"key")


@needs_extra
@pytest.mark.parametrize("parent", ["nonsense", "00-0-0-00", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "\x00"])
async def test_a_name_that_is_none_begins_a_trace_of_its_own(parent: str) -> None:
    spans = Spans()
    async with tracing(lambda: spans.exporter, version="1"):
        begin_question("q", parent=parent, waited=0.0, is_first=False)
        end_question({})
    assert spans["answer"].parent is None


@pytest.fixture
async def api() -> AsyncGenerator[tuple[Playground, Settings]]:
    async with Playground(chunk_seconds=0.0) as playground:
        given = {name.lower(): value for name, value in playground.bot_environment().items()}
        known = {name: value for name, value in given.items() if name in Settings.model_fields}
        yield playground, load_settings({**known, "model_fallbacks": (), "model_top_p": 0.5, "redis_url": None})


async def ask(settings: Settings) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        model = ModelClient(http, settings, NoRefusals(), NoCooldown(), Telemetry(), random=lambda: 0.0)
        async for _ in model.complete([UserMessage(content=f"the {SENTINEL} in the room")], request_id="r"):
            pass


@needs_extra
async def test_a_call_of_the_model_has_what_the_conventions_ask_for_and_no_content(api: tuple[Playground, Settings]) -> None:
    playground, settings = api
    playground.stand_in.say_next(f"Here is the {SENTINEL}.")
    playground.stand_in.fail_next(500, {"error": {"message": SENTINEL}})
    spans = Spans()
    async with tracing(lambda: spans.exporter, version="1"):
        begin_question(QuestionId("q"), parent="", waited=0.0, is_first=True)
        await ask(settings)
        end_question({})
    failed, answered = [span for span in spans.all if span.name == f"chat {settings.model}"]
    assert failed.attributes["error.type"] == "ModelUnavailable"
    noted = dict(answered.attributes)
    assert noted.pop("gen_ai.usage.input_tokens") > 0
    assert noted.pop("gen_ai.usage.output_tokens") > 0
    assert noted.pop("gen_ai.response.id")
    assert noted == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "aimlapi",
        "gen_ai.request.model": settings.model,
        "gen_ai.request.max_tokens": settings.model_max_tokens,
        "gen_ai.request.temperature": settings.model_temperature,
        "gen_ai.request.top_p": 0.5,
        "gen_ai.response.model": settings.model,
        "gen_ai.response.finish_reasons": ("stop",),
        "server.address": "127.0.0.1",
        "server.port": playground.port,
    }
    assert SENTINEL not in "".join(span.to_json() for span in spans.all)


async def test_where_the_extra_is_missing_that_is_said_and_the_bot_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "is_installed", lambda: False)
    with logged() as lines:
        async with process.traced(Settings(otel_exporter_otlp_endpoint="http://127.0.0.1:9")):
            assert part("anything") is NO_SPAN
    assert "make run OTEL=1" in lines.text


@needs_extra
async def test_a_collector_that_is_away_holds_nothing_up(api: tuple[Playground, Settings]) -> None:
    with logged() as lines:
        async with asyncio.timeout(30), process.traced(Settings(otel_exporter_otlp_endpoint="http://127.0.0.1:9")):
            begin_question(QuestionId("q"), parent="", waited=0.0, is_first=True)
            await ask(api[1])
            end_question({})
    assert SENTINEL not in lines.text
