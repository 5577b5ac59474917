"""What can't be played over a real socket: the passing of time, time-outs of the HTTP library itself, the client's options."""

import asyncio

import pytest
from httpx import AsyncClient, ConnectTimeout, MockTransport, Request, Response

from bot.language import ModelUnavailable, phrases
from bot.model.client import ModelClient
from bot.model.exchange import AFTER_FINISH_SECONDS, Patience, open_http
from bot.model.failures import Failed
from bot.model.wire import UserMessage
from bot.telemetry import Telemetry
from tests.model.conftest import Cooldown, Refusals, Waits, settings_for


async def test_a_connection_that_does_not_come_about_is_a_slow_model() -> None:
    def never(request: Request) -> Response:
        raise ConnectTimeout("", request=request)

    settings = settings_for("https://api.example.com/v1")
    async with AsyncClient(transport=MockTransport(never)) as http:
        client = ModelClient(http, settings, Refusals(), Cooldown(), Telemetry(), sleep=Waits())
        with pytest.raises(ModelUnavailable) as caught:
            _ = [event async for event in client.complete([UserMessage(content="Hello")], request_id="q")]
    assert caught.value.sentence == phrases.MODEL_TOO_SLOW
    assert "ConnectTimeout" in caught.value.detail


@pytest.mark.parametrize(
    ("url", "trusts"), [("https://api.example.com/v1", True), ("http://127.0.0.1:1/v1", False), ("http://localhost/v1", False)]
)
async def test_proxies_are_for_the_way_out_only_and_redirects_for_nobody(url: str, trusts: bool) -> None:
    async with open_http(settings_for(url, model_concurrency=3)) as http:
        assert http.trust_env is trusts
        assert not http.follow_redirects


class Clock:
    """Stands still unless told."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def wait(patience: Patience, clock: Clock, *, seconds: float) -> None:
    """A wait that takes so long; one that should time out never ends."""
    async with patience.waiting():
        clock.now += seconds
        await asyncio.sleep(0)


async def test_only_waiting_counts_not_what_the_consumer_does_meanwhile() -> None:
    clock = Clock()
    patience = Patience(first=1.0, idle=2.0, deadline=100.0, clock=clock)
    await wait(patience, clock, seconds=0.6)
    clock.now += 50.0
    await wait(patience, clock, seconds=0.6)
    with pytest.raises(Failed, match="no first token in time"):
        await wait(patience, clock, seconds=0.0)


async def test_progress_begins_the_wait_anew_but_never_moves_the_deadline() -> None:
    clock = Clock()
    patience = Patience(first=1.0, idle=2.0, deadline=4.0, clock=clock)
    await wait(patience, clock, seconds=5.0)
    patience.progress(finished=False)
    with pytest.raises(Failed, match="total time is over"):
        await wait(patience, clock, seconds=0.0)


async def test_once_the_answer_is_finished_there_is_little_patience_left() -> None:
    clock = Clock()
    patience = Patience(first=60.0, idle=60.0, deadline=100.0, clock=clock)
    patience.progress(finished=True)
    await wait(patience, clock, seconds=AFTER_FINISH_SECONDS)
    with pytest.raises(Failed, match="no next token in time"):
        await wait(patience, clock, seconds=0.0)
