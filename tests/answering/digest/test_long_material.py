"""Long material through the real client, over sockets to an API that answers out of what it is sent, and a real memory."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any, cast

import pytest
from aiohttp import web
from redis.asyncio import Redis

from bot.answering.digest.calling import whole
from bot.answering.digest.chunks import Chunk
from bot.answering.digest.digest import TARGET_TOKENS, Digest
from bot.answering.digest.needs import Completion
from bot.answering.digest.places import figures
from bot.answering.digest.result import Digested
from bot.language import Document, FileId
from bot.memory.digests import KeptDigests
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.model.tokens import estimate
from bot.model.wire import Message
from bot.playground.extract import answer
from bot.telemetry import Telemetry
from tests.answering.digest.build import (
    AMPLE,
    FILE,
    SEED,
    THREAD,
    a_document,
    a_report,
    a_talk,
    as_sent,
    chunks,
    filler,
    one_page_each,
    planted,
    quietly,
)
from tests.answering.digest.malformed import FACTS, MALFORMED, PAGES, Malformed
from tests.memory.build import a_vault
from tests.model.api import Api, Handler, chunk, says, serving, sse
from tests.model.conftest import MODELS, Cooldown, Refusals, Waits, settings_for

AT_ONCE = 4
PROMPT_SHARE = 1.35
"""What all prompts of a hundred pages may cost beside the pages themselves."""

Body = dict[str, Any]


def is_merge(body: Body) -> bool:
    return "List the facts above again" in asked(body)


def asked(body: Body) -> str:
    """The last message of a request, as text."""
    content = body["messages"][-1]["content"]
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in cast("list[Body]", content))


async def extractive(request: web.Request) -> web.StreamResponse:
    """Answers as the playground's stand-in does: sentences of the material, with their anchors."""
    body = cast("Body", await request.json())
    text = answer([(message["role"], message["content"]) for message in body["messages"]])
    words = text.split(" ")
    limit = body["max_tokens"]
    return await says(" ".join(words[:limit]), finish="length" if len(words) > limit else "stop")(request)


@pytest.fixture
async def api() -> AsyncGenerator[Api]:
    async with serving() as running:
        running.answers(extractive)
        yield running


@pytest.fixture
def shelf(redis: Redis) -> KeptDigests:
    return KeptDigests(redis, a_vault(), ttl=600)


Read = Callable[..., "asyncio.Task[Digested]"]


@pytest.fixture
async def read(api: Api, shelf: KeptDigests) -> AsyncGenerator[Read]:
    """Begins to read, as the desk would."""
    async with AsyncExitStack() as stack:
        settings = settings_for(api.url, model_concurrency=AT_ONCE)
        http = open_http(settings)
        stack.push_async_callback(http.aclose)
        client = ModelClient(http, settings, Refusals(), Cooldown(), Telemetry(), random=lambda: 1.0, sleep=Waits())

        async def complete(messages: Sequence[Message], *, request_id: str, max_tokens: int) -> Completion:
            return await whole(client, messages, request_id=request_id, max_tokens=max_tokens)

        def begin(parts: Sequence[Chunk], target: int = TARGET_TOKENS) -> "asyncio.Task[Digested]":
            digest = Digest(
                complete=complete, digests=shelf, model=MODELS[0], at_once=AT_ONCE, telemetry=Telemetry(), target=target
            )
            reading = digest.run(parts, about="", thread=THREAD, seed=SEED, budget=AMPLE, progress=quietly)
            return asyncio.create_task(reading)

        yield begin


def text_of(digested: Digested) -> str:
    return "\n".join(page.markdown for one in digested.documents for page in one.document.pages)


MATERIAL = [
    (a_report(10), FILE),
    (a_report(100), FILE),
    (a_report(500), FILE),
    (a_talk(200), None),
    (a_talk(2_000), None),
]


@pytest.mark.parametrize(
    ("document", "file"), MATERIAL, ids=lambda one: f"{len(one.pages)}" if isinstance(one, Document) else None
)
async def test_every_page_is_sent_once_and_every_fact_that_is_chosen_is_cited(
    api: Api, read: Read, document: Document, file: FileId | None
) -> None:
    digested = await read(chunks(document, file=file))
    maps = [asked(body) for body in api.bodies if not is_merge(body)]
    sent = "\n".join(maps)
    assert all(sent.count(f"{as_sent(page)}\n") == 1 for page in document.pages)
    assert digested.documents[0].read == document.pages
    assert digested.is_complete
    assert len(api.bodies) == digested.calls
    anchors = {str(page.anchor) for page in document.pages}
    assert {str(page.anchor) for page in digested.documents[0].document.pages} <= anchors
    if len(document.pages) > 200:
        # The stand-in lists twenty facts of a part: of shorter material there are more than that in one.
        found = text_of(digested)
        assert all(planted(number).rstrip(".") in found for number in range(50))


async def test_a_hundred_pages_cost_hardly_more_than_themselves(api: Api, read: Read) -> None:
    report = a_report(100)
    digested = await read(chunks(report))
    own = estimate("\n".join(page.markdown for page in report.pages))
    prompts = sum(estimate("\n".join(message["content"] for message in body["messages"])) for body in api.bodies)
    answering = estimate(text_of(digested)) + 500
    print(f"prompts of 100 pages: {(prompts + answering) / own:.2f} times their own tokens")
    assert prompts + answering <= PROMPT_SHARE * own


async def test_a_second_summary_pays_for_nothing(api: Api, read: Read) -> None:
    parts = chunks(a_report(500))
    first = await read(parts)
    asked_before = len(api.bodies)
    second = await read(parts)
    assert len(api.bodies) == asked_before
    assert second.documents == first.documents
    assert second.kept == len(parts)


@pytest.mark.parametrize("after", [1, 10, 30])
async def test_a_reading_that_is_killed_half_way_repeats_at_most_what_was_in_flight(api: Api, read: Read, after: int) -> None:
    held, reached = asyncio.Event(), asyncio.Event()

    async def until_held(request: web.Request) -> web.StreamResponse:
        if len(api.bodies) > after:
            reached.set()
            await held.wait()
        return await extractive(request)

    api.answers(until_held)
    parts = chunks(a_report(500))
    reading = read(parts)
    await reached.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await api.hung_up.wait()
    begun_maps = sum(not is_merge(body) for body in api.bodies)
    assert len(api.bodies) <= after + AT_ONCE
    api.answers(extractive)
    digested = await read(parts)
    assert digested.is_complete
    maps = [body for body in api.bodies if not is_merge(body)]
    assert len(maps) - len(parts) <= AT_ONCE
    assert digested.kept >= begun_maps - AT_ONCE


async def test_what_a_restarted_answer_began_with_is_no_part_of_it(api: Api, read: Read) -> None:
    api.answers(sse(chunk("- Wrong [p. 1]"), cut=True), says("- Right [p. 2]"))
    assert "Wrong" not in text_of(await read(chunks(THREE_PAGES)))


THREE_PAGES = a_document(*PAGES)


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda one: one.name)
async def test_a_malformed_list_of_a_part_is_understood(api: Api, read: Read, malformed: Malformed) -> None:
    api.answers(says(malformed.text, finish="length" if malformed.truncated else "stop"))
    digested = await read(chunks(THREE_PAGES))
    assert len(api.bodies) == 1
    found = {str(page.anchor): page.markdown for page in digested.documents[0].document.pages}
    assert list(found) == [anchor for _, anchor in FACTS]
    assert all(figures(figure) <= figures(found[anchor]) for figure, anchor in FACTS)


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda one: one.name)
async def test_a_malformed_merge_is_understood_unless_it_was_cut_off(api: Api, read: Read, malformed: Malformed) -> None:
    async def respond(request: web.Request) -> web.StreamResponse:
        if is_merge(cast("Body", await request.json())):
            return await says(malformed.text, finish="length" if malformed.truncated else "stop")(request)
        return await extractive(request)

    api.answers(respond)
    # The three facts, and some words between them.
    words = (
        "Much was said after that about the roads.",
        "There was some cake for all of them.",
        "Then all of them went home early.",
    )
    parts = one_page_each(a_document(*PAGES, *words))
    digested = await read(parts, target=100)
    merge, *_ = [body for body in api.bodies if is_merge(body)]
    assert "[p. 2]\n| The total was 45.20 EUR." in asked(merge)
    found = {str(page.anchor): page.markdown for page in digested.documents[0].document.pages}
    if malformed.truncated:
        assert digested.left_out > 0
    else:
        assert digested.left_out == 0
        assert list(found) == [anchor for _, anchor in FACTS]
        assert all(figures(figure) <= figures(found[anchor]) for figure, anchor in FACTS)


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda one: one.name)
async def test_a_malformed_merge_of_much_more_than_it_says_is_not_used(api: Api, read: Read, malformed: Malformed) -> None:
    padding = filler(400, seed=1).replace(".\n", " ").lower()
    parts = one_page_each(a_document(*(f"{text} Part {number}." for number in range(10) for text in PAGES)))

    def handler(body: Body) -> Handler:
        if is_merge(body):
            return says(malformed.text, finish="length" if malformed.truncated else "stop")
        # All three facts, beginning with the page's own.
        told = sorted(PAGES, key=lambda text: text not in asked(body))
        return says("\n".join(f"- {text[:-1]} and {padding} [p. 99]" for text in told))

    async def respond(request: web.Request) -> web.StreamResponse:
        return await handler(cast("Body", await request.json()))(request)

    api.answers(respond)
    digested = await read(parts)
    assert any(is_merge(body) for body in api.bodies)
    found = text_of(digested)
    assert all(figures(figure) <= figures(found) for figure, _ in FACTS)
    assert digested.is_complete
