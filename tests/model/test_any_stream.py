"""Whatever bytes the API sends, in whatever pieces: the answer's text, or a failure that the client knows how to mend."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from time import monotonic

import httpx
from hypothesis import given
from hypothesis import strategies as st

from bot.model.events import Event, Finished, TextDelta
from bot.model.exchange import Exchange
from bot.model.failures import Failed
from bot.model.wire import ChatRequest, UserMessage
from bot.telemetry import Telemetry
from tests.damage import JSON, bounded, cut, damaged
from tests.model.api import DONE, LAST, chunk, event
from tests.model.conftest import KEY, Cooldown, settings_for

SETTINGS = settings_for("https://api.example.com/v1")
REQUEST = ChatRequest(model="a-model", messages=(UserMessage(content="Hello"),), stream=True)


class Pieces(httpx.AsyncByteStream):
    """A body that arrives in these pieces. A socket would join them, or cut them where it likes."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def heard(pieces: Sequence[bytes], *, kind: str = "text/event-stream", status: int = 200) -> list[Event] | str:
    """What the client makes of it: the events, or what was wrong."""

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers={"Content-Type": kind}, stream=Pieces(pieces))

    async def asked() -> list[Event] | str:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer), trust_env=False) as http:
            exchange = Exchange(http, SETTINGS, Cooldown(), Telemetry(), clock=monotonic)
            run = exchange.run(REQUEST, request_id="q", key=KEY, deadline=monotonic() + 60)
            try:
                return [event async for event in run]
            except Failed as failed:
                return str(failed)

    return asyncio.run(asked())


def text_of(events: list[Event] | str) -> str:
    assert isinstance(events, list), events
    assert isinstance(events[-1], Finished)
    return "".join(event.text for event in events if isinstance(event, TextDelta))


_LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])
# What a text may hold that others take for the end of a line.
_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="<")) | st.sampled_from(
    ["a\u2028b", "a\u0085b", "a\x0bb\x0cc", "\n\n", "data: [DONE]", "\x1e", "\ufeff", "😀"]
)
_BESIDE = st.sampled_from(
    [": keep-alive\n\n", "\n", "event: message\n", "id: 7\n", "retry: 10\n", "retry: x\n", "odd\n", "\ufeff"]
)
_ANY_EVENT = st.one_of(
    _TEXT.map(chunk),
    JSON.map(event),
    _BESIDE,
    st.sampled_from([chunk(finish="stop"), chunk(finish="odd"), LAST, DONE, "data:\n\n", "data: {\n\n", "data: [DONE]\r\r"]),
    st.dictionaries(st.sampled_from(["content", "refusal"]), JSON).map(lambda delta: event({"choices": [{"delta": delta}]})),
)
STREAMS = st.lists(_ANY_EVENT, max_size=8).map(lambda events: "".join(events).encode("utf-8", "surrogatepass"))
WOUNDED = STREAMS.flatmap(lambda stream: damaged(stream, [b"data:", b"\n\n", b"\r", b"\xff", b"\0", b"[DONE]"]))
KINDS = st.sampled_from(
    ["text/event-stream", "text/event-stream; charset=latin-1", "application/json", "text/html", "a/b;" * 9, ""]
)


@bounded(150)
@given(STREAMS | WOUNDED | st.binary(), st.data(), KINDS, st.sampled_from([200, 200, 204, 400, 429, 500]))
def test_any_bytes_in_any_pieces_are_an_answer_or_a_known_failure(
    stream: bytes, data: st.DataObject, kind: str, status: int
) -> None:
    whole = heard([stream], kind=kind, status=status)
    assert heard(data.draw(cut(stream)), kind=kind, status=status) == whole


@bounded(150)
@given(st.lists(_TEXT, min_size=1, max_size=6), _LINE_ENDS, st.lists(_BESIDE, max_size=3), st.booleans(), st.data())
def test_no_text_is_lost_between_pieces(
    texts: list[str], line_end: str, beside: list[str], escaped: bool, data: st.DataObject
) -> None:
    choices = [{"choices": [{"index": 0, "delta": {"content": text}}]} for text in ["(", *texts, ")"]]
    events = [f"data: {json.dumps(choice, ensure_ascii=escaped)}\n\n" for choice in choices]
    for at, noise in enumerate(beside):
        if noise != "\ufeff":
            events.insert(at, noise)
    sent = "".join([*events, chunk(finish="stop"), LAST, DONE]).replace("\n", line_end).encode()
    assert text_of(heard(data.draw(cut(sent)))) == "(" + "".join(texts) + ")"
