"""The client against llmock, which plays the faults of providers and grades how a client behaved."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest
from llmock.pytest_plugin import LLMock

from bot.language import ContextTooLong
from bot.model.client import ModelClient
from bot.model.events import Restarted, TextDelta
from bot.model.exchange import open_http
from bot.model.wire import UserMessage
from bot.telemetry import Telemetry
from tests.model.conftest import Cooldown, Refusals, settings_for

ANSWER = "The total on the receipt was five euros and ten cents."


@pytest.fixture
async def client(llmock: LLMock) -> AsyncGenerator[ModelClient]:
    """With real waits, which llmock measures: so its dice are loaded to keep them short."""
    deadlines: dict[str, Any] = {"model_first_token_seconds": 1.0, "model_idle_seconds": 1.0, "model_total_seconds": 20.0}
    settings = settings_for(llmock.base_url(), **deadlines)
    llmock.reply(ANSWER, times=None)
    async with open_http(settings) as http:
        yield ModelClient(http, settings, Refusals(), Cooldown(), Telemetry(), random=lambda: 0.2)


async def ask(client: ModelClient) -> str:
    text = ""
    async with aclosing(client.complete([UserMessage(content="What was the total?")], request_id="q")) as events:
        async for event in events:
            if isinstance(event, Restarted):
                text = ""
            elif isinstance(event, TextDelta):
                text += event.text
    return text


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 529])
async def test_server_errors(llmock: LLMock, client: ModelClient, status: int) -> None:
    llmock.fail(status, times=2, retry_after=0.1)
    assert await ask(client) == ANSWER
    llmock.assert_resilient(strict=True)


async def test_rate_limits(llmock: LLMock, client: ModelClient) -> None:
    llmock.rate_limit(times=2, retry_after=0.3)
    assert await ask(client) == ANSWER
    llmock.assert_resilient(strict=True)


async def test_disconnect(llmock: LLMock, client: ModelClient) -> None:
    llmock.disconnect(after_chunks=3)
    assert await ask(client) == ANSWER
    llmock.assert_resilient(strict=True)


async def test_truncated_stream(llmock: LLMock, client: ModelClient) -> None:
    llmock.truncate(after_chunks=3)
    assert await ask(client) == ANSWER
    llmock.assert_resilient(strict=True)


async def test_malformed_chunk(llmock: LLMock, client: ModelClient) -> None:
    llmock.corrupt(after_chunks=3)
    assert await ask(client) == ANSWER
    llmock.assert_resilient()


async def test_stall(llmock: LLMock, client: ModelClient) -> None:
    llmock.stall(after_chunks=3, seconds=5.0)
    assert await ask(client) == ANSWER
    llmock.assert_resilient(strict=True)


async def test_slow_first_token(llmock: LLMock, client: ModelClient) -> None:
    llmock.slow_first_token(4.0)
    assert await ask(client) == ANSWER
    llmock.assert_resilient(strict=True)


async def test_context_overflow(llmock: LLMock, client: ModelClient) -> None:
    llmock.context_overflow()
    with pytest.raises(ContextTooLong):
        await ask(client)
    llmock.assert_resilient(strict=True)


async def test_context_overflow_with_its_limit(llmock: LLMock, client: ModelClient) -> None:
    llmock.limits(context_window=3)
    with pytest.raises(ContextTooLong):
        await ask(client)
    llmock.assert_resilient(strict=True)
