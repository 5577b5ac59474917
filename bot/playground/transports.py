"""The two ways to the bot: signed HTTP requests to its port, and Socket Mode, in which it holds a WebSocket open to us."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal, Self, cast
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.playground.deliveries import Outcome
from bot.playground.entities import APP, Payload
from bot.playground.workspace import Signal

ACK_SECONDS = 3.0
"""How long Slack waits for an acknowledgement (docs.slack.dev/apis/events-api)."""

MOST_REDIRECTS = 2
MOST_CONNECTIONS = 10
"""Socket Mode connections per app (docs.slack.dev/apis/events-api/using-socket-mode)."""

INTERACTIONS = frozenset({"block_actions", "block_suggestion", "message_action", "shortcut", "view_closed", "view_submission"})
"""Bodies that Slack sends as interactions, not as events (docs.slack.dev/reference/interaction-payloads)."""

Kind = Literal["events_api", "interactive", "slash_commands"]

_ANSWER: TypeAdapter[Payload] = TypeAdapter(dict[str, object])


def sign(body: bytes, *, secret: str, timestamp: int) -> dict[str, str]:
    """The headers with which Slack signs a request (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    digest = hmac.new(secret.encode(), b"v0:%d:%s" % (timestamp, body), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": str(timestamp), "X-Slack-Signature": f"v0={digest}"}


def kind_of(body: Payload) -> Kind:
    """What the body is, by Socket Mode's name for it."""
    if body.get("type") in INTERACTIONS:
        return "interactive"
    return "slash_commands" if "command" in body else "events_api"


class HttpTransport:
    """Posts to the bot's `/slack/events`. Its session is opened by `async with`."""

    def __init__(
        self, url: str, *, secret: str, ack_seconds: float = ACK_SECONDS, clock: Callable[[], float] = time.time
    ) -> None:
        self.url = url
        self._secret = secret
        self._ack_seconds = ack_seconds
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # A limit on connections would queue deliveries of ours that Slack sends side by side.
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, body: Payload, *, attempt: int, reason: str, sent: Callable[[], None]) -> Outcome:
        """One POST; 2xx within the time is the acknowledgement."""
        sent()
        retry = {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": reason} if attempt else {}
        try:
            status, headers, text = await self.post(body, headers=retry)
        except aiohttp.TooManyRedirects:
            return Outcome(acked=False, reason="too_many_redirects")
        except TimeoutError:
            return Outcome(acked=False, reason="http_timeout")
        except aiohttp.ClientError:
            return Outcome(acked=False, reason="connection_failed")
        if 200 <= status < 300:
            return Outcome(acked=True, status=status, answer=_answer(headers.get("content-type", ""), text))
        no_retry = headers.get("x-slack-no-retry") == "1"
        return Outcome(acked=False, reason="http_error", status=status, no_retry=no_retry)

    async def post(self, body: Payload, *, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """Posts a signed body, `url_verification` for instance: the answer's status, headers in lower case, and text.

        Interactions go as a form with one field, commands as a form with all of theirs, events as JSON.
        """
        assert self._session is not None
        content_type = "application/x-www-form-urlencoded"
        match kind_of(body):
            case "interactive":
                data = urlencode({"payload": json.dumps(body)}).encode()
            case "slash_commands":
                data = urlencode(body).encode()
            case "events_api":
                data, content_type = json.dumps(body).encode(), "application/json"
        signed = sign(data, secret=self._secret, timestamp=int(self._clock()))
        async with self._session.post(
            self.url,
            data=data,
            headers={"Content-Type": content_type, **signed, **(headers or {})},
            timeout=aiohttp.ClientTimeout(total=self._ack_seconds),
            max_redirects=MOST_REDIRECTS,
        ) as response:
            found = {name.lower(): value for name, value in response.headers.items()}
            return response.status, found, await response.text()


class SocketTransport:
    """Holds the bot's WebSockets; each body goes to one of them, in turn. `signal` is fired as they come and go."""

    def __init__(self, *, signal: Signal, ack_seconds: float = ACK_SECONDS) -> None:
        self._ack_seconds = ack_seconds
        self._signal = signal
        self._tickets: set[str] = set()
        self._sockets: list[web.WebSocketResponse] = []
        self._acks: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Payload | None]]] = {}
        self.acks: list[Payload] = []
        """Every acknowledgement that arrived, with its payload if it had one."""

    def routes(self) -> list[web.RouteDef]:
        """The WebSocket's address."""
        return [web.get("/link", self._hold)]

    @property
    def connections(self) -> int:
        """How many sockets the bot holds open."""
        return len(self._sockets)

    def open(self) -> str:
        """A new address path for one connection, as `apps.connections.open` gives it out."""
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        return f"/link?ticket={ticket}&app_id={APP}"

    async def send(self, body: Payload, *, attempt: int, reason: str, sent: Callable[[], None]) -> Outcome:
        """One envelope; its id in an answer is the acknowledgement. Without a connection, one is awaited for as long."""
        number, why = (attempt, {"http_timeout": "timeout"}.get(reason, reason)) if attempt else (0, "")
        try:
            async with asyncio.timeout(self._ack_seconds):
                while not self._sockets:
                    await self._signal.wait()
                answer = await self._exchange(body, number, why, sent)
        except TimeoutError:
            return Outcome(acked=False, reason="timeout")
        return Outcome(acked=False, reason="connection_failed") if answer is None else Outcome(acked=True, answer=answer)

    async def _exchange(self, body: Payload, attempt: int, reason: str, sent: Callable[[], None]) -> Payload | None:
        """The payload of the acknowledgement, empty where it has none; None if the connection was lost before."""
        socket = self._sockets.pop(0)
        self._sockets.append(socket)
        envelope_id = str(uuid4())
        acked: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._acks[envelope_id] = (socket, acked)
        sent()
        about: Payload = {"envelope_id": envelope_id, "payload": body}
        kind = kind_of(body)
        about |= {"type": kind, "accepts_response_payload": kind != "events_api"}
        if kind == "events_api":
            about |= {"retry_attempt": attempt, "retry_reason": reason}
        try:
            await socket.send_json(about)
            return await acked
        except ConnectionError:
            return None
        finally:
            del self._acks[envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every connection to go and closes it, as Slack does every few hours."""
        for socket in tuple(self._sockets):
            self._sockets.remove(socket)
            with suppress(ConnectionError):
                await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})
                await socket.close()

    async def _hold(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=404, text="no such ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        if len(self._sockets) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        debug: Payload = {"host": "playground", "build_number": 1, "approximate_connection_time": 18060}
        connections = len(self._sockets) + 1
        await socket.send_json(
            {"type": "hello", "num_connections": connections, "connection_info": {"app_id": APP}, "debug_info": debug}
        )
        self._sockets.append(socket)
        self._signal.fire()
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._acknowledge(message.data)
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
            self._signal.fire()
            for holder, acked in self._acks.values():
                if holder is socket and not acked.done():
                    acked.set_result(None)
        return socket

    def _acknowledge(self, text: str) -> None:
        try:
            answer = _ANSWER.validate_json(text)
        except ValidationError:
            return
        self.acks.append(answer)
        waiting = self._acks.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting[1].done():
            payload = answer.get("payload")
            waiting[1].set_result(cast("Payload", payload) if isinstance(payload, dict) else {})


def _answer(content_type: str, text: str) -> Payload:
    """What an acknowledgement over HTTP says: a message as JSON, or its text."""
    if content_type.startswith("application/json"):
        with suppress(ValidationError):
            return _ANSWER.validate_json(text)
    return {"text": text} if text.strip() else {}
