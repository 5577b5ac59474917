"""How long material takes to be read, beside its critical path: the real client, over sockets to an API of one fixed latency.

`python -m tests.benchmarks.long_material` measures this part alone and prints it.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, cast

from aiohttp import web

from bot.answering.digest.calling import whole
from bot.answering.digest.digest import Digest
from bot.answering.digest.needs import Completion
from bot.answering.digest.result import Digested
from bot.language import Document
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.model.tokens import estimate
from bot.model.wire import Message
from bot.telemetry import Telemetry
from tests.answering.digest.build import AMPLE, FILE, SEED, THREAD, Shelf, a_report, a_talk, chunks, listed, quietly
from tests.model.api import body, serving
from tests.model.conftest import MODELS, Cooldown, Refusals, settings_for

LATENCY = 1.0
"""Seconds that every call takes, whatever it is about: less than a real one, so that our own share shows."""
AT_ONCE = 4
PAGES = (100, 500)
MESSAGES = 2_000


@dataclass(frozen=True, kw_only=True)
class Long:
    """One document read, and read again."""

    name: str
    parts: int
    merges: int
    seconds: float
    critical_path: float
    """Seconds: all parts and then all merges, as many at once as there may be."""
    prompts: float
    """Tokens of all prompts beside those of the document itself."""
    again: float
    """Seconds of the second reading."""
    calls_again: int

    @property
    def ratio(self) -> float:
        """The time beside the critical path."""
        return self.seconds / self.critical_path


class _Api:
    """Answers each call after `LATENCY`, out of what it is sent: twenty facts of a part, and half of the facts of a merge."""

    def __init__(self) -> None:
        self.merges = 0
        self.prompts: list[str] = []

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = cast("dict[str, Any]", await request.json())
        self.prompts.append("\n".join(str(message["content"]) for message in asked["messages"]))
        facts = listed(self.prompts[-1]).splitlines()
        is_merge = "List the facts above again" in self.prompts[-1]
        self.merges += is_merge
        content = "\n".join(facts[:: 2 if is_merge else max(len(facts) // 20, 1)])
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}
        await asyncio.sleep(LATENCY)
        return await body({"id": "gen-1", "choices": [choice], "usage": None})(request)


async def measure() -> list[Long]:
    """Measures one document after the other."""
    documents = [*(a_report(pages, name=f"report of {pages} pages") for pages in PAGES), a_talk(MESSAGES)]
    return [await _read(document) for document in documents]


async def _read(document: Document) -> Long:
    parts = chunks(document, file=FILE)
    shelf, api = Shelf(), _Api()
    async with serving() as server:
        server.answers(api.handle)
        settings = settings_for(server.url, model_concurrency=AT_ONCE)
        async with open_http(settings) as http:
            client = ModelClient(http, settings, Refusals(), Cooldown(), Telemetry())

            async def complete(messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
                return await whole(client, messages, request_id=request_id, max_tokens=max_tokens)

            async def reading() -> tuple[Digested, float]:
                digest = Digest(complete=complete, digests=shelf, model=MODELS[0], at_once=AT_ONCE, telemetry=Telemetry())
                began = time.perf_counter()
                found = await digest.run(parts, about="", thread=THREAD, seed=SEED, budget=AMPLE, progress=quietly)
                return found, time.perf_counter() - began

            first, seconds = await reading()
            merges, prompts = api.merges, sum(map(estimate, api.prompts))
            second, again = await reading()
    assert first.is_complete
    own = estimate("\n".join(page.markdown for page in document.pages))
    return Long(
        name=document.name,
        parts=len(parts),
        merges=merges,
        seconds=seconds,
        critical_path=(ceil(len(parts) / AT_ONCE) + ceil(merges / AT_ONCE)) * LATENCY,
        prompts=prompts / own,
        again=again,
        calls_again=second.calls,
    )


if __name__ == "__main__":
    from tests.benchmarks import report

    print(report.long_material(asyncio.run(measure())))
