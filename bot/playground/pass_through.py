"""The way to the real API: passes each request on as it came and writes down what comes back. It holds no key of its own."""

import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self, cast

import aiohttp
from aiohttp import web

from bot.playground.entities import Payload
from bot.playground.stand_in import Exchange

HOP_HEADERS = frozenset(
    {"connection", "content-encoding", "content-length", "host", "keep-alive", "transfer-encoding", "upgrade", "accept-encoding"}
)
"""What belongs to one connection, in lower case (RFC 9110, section 7.6.1), and what another length or coding would make wrong."""

LONGEST_LINE = 1024 * 1024
"""Bytes of a line of a stream that is looked into; a longer one is passed on all the same."""


class PassThrough:
    """Sends on what is meant for the API at `url`, which ends in `/v1`. Use it with `async with`. `clock` is in seconds."""

    def __init__(self, url: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url.rstrip("/")
        self._clock = clock
        self._stack = AsyncExitStack()
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        # The proxies of the environment, as the bot honours them where it calls the API itself; no limit but its own.
        session = aiohttp.ClientSession(
            trust_env=True, auto_decompress=False, timeout=aiohttp.ClientTimeout(total=None), skip_auto_headers=("User-Agent",)
        )
        self._session = await self._stack.enter_async_context(session)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def routes(self) -> list[web.RouteDef]:
        """What the bot asks the API besides completions."""
        return [web.get("/v1/models", self._pass), web.get("/v2/billing", self._pass)]

    async def forward(self, request: web.Request, exchange: Exchange, cut_after: int | None) -> web.StreamResponse:
        """Answers a request for a completion; a `stand_in.Forward`."""
        reader = _Reader(exchange, self._clock)
        try:
            async with self._opened(request, await request.read()) as answer:
                exchange.status = answer.status
                response = web.StreamResponse(status=answer.status, headers=_kept(answer.headers))
                await response.prepare(request)
                async for piece in answer.content.iter_any():
                    reader.read(piece)
                    if cut_after is not None and len(exchange.chunks) >= cut_after:
                        _cut(request)
                        return response
                    await response.write(piece)
                reader.end(is_good=answer.ok)
                return response
        except aiohttp.ClientError:
            if exchange.status:
                _cut(request)
            return web.Response(status=502, text="the API can't be reached")

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        try:
            async with self._opened(request, None) as answer:
                return web.Response(status=answer.status, headers=_kept(answer.headers), body=await answer.read())
        except aiohttp.ClientError:
            return web.Response(status=502, text="the API can't be reached")

    @asynccontextmanager
    async def _opened(self, request: web.Request, raw: bytes | None) -> AsyncGenerator[aiohttp.ClientResponse]:
        assert self._session is not None
        address = f"{self._url.removesuffix('/v1')}{request.rel_url}"
        headers = {**_kept(request.headers), "Accept-Encoding": "identity"}
        async with self._session.request(request.method, address, data=raw, headers=headers, allow_redirects=False) as answer:
            yield answer


class _Reader:
    """Reads along in an answer: server-sent events, or one JSON object."""

    def __init__(self, exchange: Exchange, clock: Callable[[], float]) -> None:
        self._exchange = exchange
        self._clock = clock
        self._rest = b""

    def read(self, piece: bytes) -> None:
        """Takes what came."""
        *lines, rest = (self._rest + piece).split(b"\n")
        self._rest = rest[:LONGEST_LINE]
        for line in lines:
            self._take(line.removeprefix(b"data:"))

    def end(self, *, is_good: bool) -> None:
        """Nothing more comes."""
        self._take(self._rest.removeprefix(b"data:"))
        if is_good:
            self._exchange.done_at = self._clock()

    def _take(self, line: bytes) -> None:
        try:
            found = json.loads(line)
        except ValueError:
            return
        said = cast("Payload", found) if isinstance(found, dict) else {}
        choice = _first(said.get("choices"))
        words = _object(choice.get("delta")).get("content") or _object(choice.get("message")).get("content")
        if isinstance(words, str) and words:
            self._exchange.chunks.append((self._clock(), words))
        self._exchange.finish = str(choice.get("finish_reason") or self._exchange.finish)
        usage = _object(said.get("usage"))
        prompt, completion = usage.get("prompt_tokens"), usage.get("completion_tokens")
        if isinstance(prompt, int) and isinstance(completion, int):
            self._exchange.prompt_tokens, self._exchange.completion_tokens = prompt, completion


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in HOP_HEADERS}


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _first(value: object) -> Payload:
    return _object(cast("list[object]", value)[0]) if isinstance(value, list) and value else {}


def _object(value: object) -> Payload:
    return cast("Payload", value) if isinstance(value, dict) else {}
