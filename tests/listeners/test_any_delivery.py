"""Whatever arrives at the door, from whomever: never an error of ours, and nothing of it without a good signature."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.listeners.door import PATH
from bot.slack.payloads import as_payload
from tests.damage import JSON, bounded, wounded
from tests.listeners.conftest import FORM, SECRET, Door
from tests.listeners.deliveries import commands, events, interactions
from tests.logs import Lines, logged

SOUND = (
    [{"event": one} for one in events()] + [{"payload": one} for one in interactions()] + [{"form": one} for one in commands()]
)

OURS = (
    "AttributeError",
    "KeyError",
    "TypeError",
    "ValueError",
    "IndexError",
    "AssertionError",
    "UnicodeEncodeError",
    "DataError",
)
"""Errors that a log may not name: each would be a bug, also where nobody waits for what failed."""


@pytest.fixture
def log() -> Generator[Lines]:
    with logged(level="INFO") as lines:
        yield lines


def as_sent(delivery: dict[str, object]) -> tuple[str, str]:
    """The body and its type."""
    if "event" in delivery:
        return json.dumps(delivery["event"]), "application/json"
    if "payload" in delivery:
        return urlencode({"payload": json.dumps(delivery["payload"])}), FORM
    fields = as_payload(delivery.get("form"))
    return urlencode({name: str(value) for name, value in fields.items()}, errors="surrogatepass"), FORM


@bounded(200)
@given(wounded(SOUND))
async def test_no_payload_is_an_error(slack_door: Door, log: Lines, delivery: dict[str, object]) -> None:
    body, content_type = as_sent(delivery)
    response = await slack_door.knock(body, content_type=content_type)
    assert response.status in {200, 400, 404}, log.text
    await slack_door.rooms.errands.aclose()
    assert not any(f'"{error}"' in log.text for error in OURS), log.text


@pytest.mark.parametrize("delivery", SOUND, ids=lambda delivery: next(iter(delivery)))
async def test_every_sound_one_is_taken(slack_door: Door, delivery: dict[str, object]) -> None:
    body, content_type = as_sent(delivery)
    response = await slack_door.knock(body, content_type=content_type)
    assert response.status == 200


@dataclass(frozen=True)
class Sent:
    """One request as it goes over the socket, but for its signature."""

    head: bytes
    """The request's line and headers, without those that sign it and without the last line end."""
    body: bytes
    length: int | None
    """What is announced; None for the true one."""
    signature: str
    at: str


_NAMES = [
    "Content-Type",
    "X-Slack-Request-Timestamp",
    "X-Slack-Signature",
    "X-Slack-Retry-Num",
    "Transfer-Encoding",
    "Expect",
    "Host",
]
_VALUES = [b"application/json", FORM.encode(), b"chunked", b"100-continue", b"v0=", b"0", b"1e9", b"\xff", b"a;" * 400]
_HEADERS = st.lists(
    st.tuples(st.sampled_from(_NAMES).map(str.encode) | st.binary(max_size=8), st.sampled_from(_VALUES) | st.binary(max_size=20)),
    max_size=4,
)
_BODIES = (
    st.binary(max_size=200)
    | JSON.map(lambda value: json.dumps(value).encode())
    | wounded(SOUND).map(lambda delivery: as_sent(delivery)[0].encode())
    | JSON.map(lambda value: urlencode({"payload": json.dumps(value)}).encode())
)
_LINES = st.just(f"POST {PATH} HTTP/1.1".encode()) | st.sampled_from(
    [b"GET / HTTP/1.1", f"POST {PATH}?a=%ff HTTP/1.1".encode(), b"POST /slack/events HTTP/9.9", b"\x16\x03\x01", b""]
)


@st.composite
def requests(draw: st.DrawFn) -> Sent:
    """A request that is sound in most of its parts."""
    head = b"\r\n".join([draw(_LINES), b"Host: h", *(name + b": " + value for name, value in draw(_HEADERS))])
    length = draw(st.none() | st.none() | st.none() | st.integers(0, 300))
    signature = draw(st.sampled_from(["good", "another's", "none", "cut", "odd"]))
    at = draw(st.just("now") | st.just("now") | st.sampled_from(["0", "soon", "-1", "9" * 30, "१", ""]))
    return Sent(head=head, body=draw(_BODIES), length=length, signature=signature, at=at)


def over_the_wire(sent: Sent) -> bytes:
    """The bytes of the request, signed as it says."""
    at = str(int(time.time())) if sent.at == "now" else sent.at
    key = SECRET if sent.signature != "another's" else "another's"
    sign = "v0=" + hmac.new(key.encode(), b"v0:" + at.encode() + b":" + sent.body, hashlib.sha256).hexdigest()
    sign = {"cut": sign[:-1], "odd": "v0=é"}.get(sent.signature, sign)
    lines = [sent.head, b"X-Slack-Request-Timestamp: " + at.encode()]
    lines += [b"X-Slack-Signature: " + sign.encode()] if sent.signature != "none" else []
    length = len(sent.body) if sent.length is None else sent.length
    lines += [b"Content-Length: " + str(length).encode(), b"Connection: close"]
    return b"\r\n".join([*lines, b"", b""]) + sent.body


@pytest.fixture
def quick_door(slack_door: Door, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A door that waits for no body that was announced and does not come."""
    monkeypatch.setattr("bot.listeners.door.BODY_SECONDS", 0.02)
    return slack_door


@bounded(150)
@given(requests())
async def test_no_request_is_more_than_the_senders_fault(quick_door: Door, log: Lines, sent: Sent) -> None:
    status = await answered(quick_door, over_the_wire(sent))
    assert status is None or status < 500, log.text
    if sent.signature != "good" or sent.at != "now":
        assert status is None or status >= 400
        assert not await quick_door.rooms.questions()


async def answered(door: Door, request: bytes) -> int | None:
    """The status of the answer; None where the connection ended without one."""
    address = urlsplit(door.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        writer.write(request)
        writer.write_eof()
        while line := await asyncio.wait_for(reader.readline(), 10):
            if line.startswith(b"HTTP/") and not line.startswith(b"HTTP/1.1 100"):
                return int(line.split()[1])
    except ConnectionError:
        pass
    finally:
        writer.close()
    return None
