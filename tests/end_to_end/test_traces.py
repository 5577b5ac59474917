"""The real bot with a collector on this machine: a question's trace arrives there, over OTLP/HTTP, and holds no word of it."""

import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.playground.server import Playground
from bot.telemetry.tracing import is_installed
from tests.end_to_end.bot_process import Bot
from tests.end_to_end.conftest import Scene, Transport

SENTINELS = ("sentinelinmessage", "sentinelinfile", "sentinelinname", "sentinelinanswer")


class Collector:
    """Takes spans as a collector does."""

    def __init__(self) -> None:
        self.raw = b""
        self.spans: list[Any] = []
        site = web.Application()
        site.router.add_post("/v1/traces", self._take)
        self.server = TestServer(site)

    async def _take(self, request: web.Request) -> web.Response:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

        body = await request.read()
        body = gzip.decompress(body) if request.headers.get("Content-Encoding") == "gzip" else body
        self.raw += body
        message: Any = ExportTraceServiceRequest.FromString(body)
        self.spans += [span for part in message.resource_spans for scope in part.scope_spans for span in scope.spans]
        return web.Response(content_type="application/x-protobuf")


@pytest.mark.skipif(not is_installed(), reason="the extra for traces is not installed here: make test OTEL=1")
async def test_a_question_arrives_at_the_collector_as_one_trace_without_a_word_of_it(
    transport: Transport, tmp_path: Path
) -> None:
    collector = Collector()
    async with collector.server, Playground(transport=transport, chunk_seconds=0.0, retry_factor=0.01) as playground:
        endpoint = str(collector.server.make_url("/"))
        scene = Scene(playground, Bot(playground, tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_BSP_SCHEDULE_DELAY="100"))
        await scene.bot.start()
        playground.stand_in.say_next("It says sentinelinanswer.")
        files = [("sentinelinname.txt", b"The file says sentinelinfile.")]
        ts = await playground.say(f"{playground.mention} what of sentinelinmessage?", files=files)
        assert "sentinelinanswer" in await scene.answered("general", ts)
        await scene.bot.stop()  # What waits to be sent is sent first.
    names = Counter(span.name for span in collector.spans)
    assert (names["receive"], names["queue"], names["answer"], names["read"]) == (1, 1, 1, 1)
    assert [name for name in names if name.startswith("chat ")]
    assert [name for name in names if name.startswith("slack ")]
    assert len({span.trace_id for span in collector.spans}) == 1
    by_id = {span.span_id: span.name for span in collector.spans}
    parents = {(span.name.partition(" ")[0], by_id.get(span.parent_span_id, "")) for span in collector.spans}
    assert parents == {
        ("receive", ""),
        ("queue", "receive"),
        ("answer", "receive"),
        ("read", "answer"),
        ("chat", "answer"),
        ("slack", "answer"),
    }
    assert [word for word in (*SENTINELS, scene.bot.environment["SLACK_BOT_TOKEN"]) if word.encode() in collector.raw] == []
