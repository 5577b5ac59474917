"""A stand-in for the chat-completions API: the same wire shapes, answers made of what it is sent, faults on demand.

It holds no model and calls nothing. Shapes as the API documents and samples them: usage and cost in the last chunk, comment
lines in between, no `[DONE]`.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.playground.account import Account, refusal
from bot.playground.chances import Chances
from bot.playground.entities import Payload
from bot.playground.extract import answer
from bot.playground.workspace import Signal

CREDITS_PER_DOLLAR = 2_000_000
DOLLARS_PER_TOKEN = 0.0000002
KEPT_EXCHANGES = 1_000

CHARACTERS_PER_TOKEN, TOKENS_OF_MESSAGE, TOKENS_PER_IMAGE = 4, 4, 1_024
"""What a prompt is billed as: the usual rule of thumb, its frame, and four tiles of a picture at the default model's 256 each."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow")
    type: Literal["text", "image_url", "file", "input_audio", "video_url"]
    text: str = ""


class _Message(BaseModel):
    model_config = ConfigDict(extra="allow")
    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[_Part]

    @property
    def text(self) -> str:
        return self.content if isinstance(self.content, str) else "\n".join(part.text for part in self.content if part.text)

    @property
    def images(self) -> int:
        return 0 if isinstance(self.content, str) else sum(part.type == "image_url" for part in self.content)

    @property
    def tokens(self) -> int:
        return TOKENS_OF_MESSAGE + len(self.text) // CHARACTERS_PER_TOKEN + self.images * TOKENS_PER_IMAGE


class _Request(BaseModel):
    model_config = ConfigDict(extra="allow")
    model: str = Field(min_length=1)
    messages: list[_Message] = Field(min_length=1)
    stream: bool = False
    max_tokens: int | None = Field(None, ge=1)
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, ge=0.01, le=1)


@dataclass(kw_only=True)
class Exchange:
    """One request for a completion and what was sent back. Times are in seconds of `time.monotonic`."""

    body: Payload
    headers: dict[str, str]
    at: float
    chunks: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    """Each piece of text, with the moment at which it was sent."""
    done_at: float | None = None
    """When it had been sent to its end."""
    failed_at: float | None = None
    """When it was refused, or broke off."""
    status: int = 0
    """Over HTTP; 0 until there is an answer."""
    finish: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    """As the answer's own `usage` has them."""


Forward = Callable[[web.Request, Exchange, int | None], Awaitable[web.StreamResponse]]
"""Answers a request in the stand-in's place, and writes down what it sends; with a number, it breaks off after so many pieces."""


@dataclass(frozen=True, kw_only=True)
class _Failure:
    status: int
    body: Payload | str
    headers: dict[str, str]


class StandIn:
    """Serves `/v1/chat/completions`, and what its `account` says. `chunk_seconds` is the time between two words of a stream."""

    def __init__(
        self, *, chunk_seconds: float = 0.02, signal: Signal | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.chunk_seconds = chunk_seconds
        self.exchanges: list[Exchange] = []
        self.first_seconds = 0.0
        """How long each answer takes to begin."""
        self.beyond: Forward | None = None
        """What answers in its place, the real API for instance; what goes wrong on demand goes wrong before that."""
        self.billed = 0
        """Tokens of all answers that were sent to their end."""
        self.refuse_images = False
        self.account = Account()
        self.speaker: Callable[[Sequence[tuple[str, str]]], str] | None = None
        """Says the answers where it is set: to the messages, role and text each."""
        self.listener: Callable[[Exchange], None] | None = None
        """Hears of each request before it is answered."""
        self.mishaps: Chances[Callable[[], None]] = Chances("the API")
        """Faults by chance: one of the methods below, `stall_next` for instance, with what it is to be told."""
        self._clock = clock
        self._signal = signal or Signal()
        self._failures: deque[_Failure] = deque()
        self._sayings: deque[str] = deque()
        self._stalls = 0
        self._disconnects: deque[int] = deque()

    def routes(self) -> list[web.RouteDef]:
        """Where completions are asked for; the rest is the account's."""
        return [web.post("/v1/chat/completions", self._complete)]

    @property
    def requests(self) -> list[Payload]:
        """The bodies of the requests so far."""
        return [exchange.body for exchange in self.exchanges]

    # What tests may ask of it

    def say_next(self, text: str) -> None:
        """The next answer is this text; several are said in turn."""
        self._sayings.append(text)

    def fail_next(self, status: int, body: Payload | str = "", headers: dict[str, str] | None = None, times: int = 1) -> None:
        """The next requests get this instead of an answer; without a body, an error in the API's own shape."""
        self._failures.extend([_Failure(status=status, body=body, headers=headers or {})] * times)

    def stall_next(self, times: int = 1) -> None:
        """The next answers open their stream and then never send anything."""
        self._stalls += times

    def disconnect_after(self, chunks: int) -> None:
        """The next stream is cut after so many words."""
        self._disconnects.append(chunks)

    # Serving

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        ids = {"x-inference-id": str(uuid4())}
        if "X-Client-Request-Id" in request.headers:
            ids["X-Client-Request-Id"] = request.headers["X-Client-Request-Id"]
        raw = await request.read()
        if self.beyond is None and not self.account.knows(request):
            return refusal(request, 401, "Invalid or missing API key", ids)
        try:
            asked = _Request.model_validate_json(raw)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            return refusal(request, 400, f"Body validation error! Expected {first['msg']} at {where}", ids)
        exchange = Exchange(body=json.loads(raw), headers=dict(request.headers), at=self._clock())
        self.exchanges.append(exchange)
        del self.exchanges[:-KEPT_EXCHANGES]
        self._signal.fire()
        if self.listener:
            self.listener(exchange)
        try:
            answer = await self._answer_or_fail(request, asked, exchange, ids)
            exchange.status = answer.status
            return answer
        finally:
            if exchange.done_at is None:
                exchange.failed_at = self._clock()
            self._signal.fire()

    async def _answer_or_fail(
        self, request: web.Request, asked: _Request, exchange: Exchange, ids: dict[str, str]
    ) -> web.StreamResponse:
        if mishap := self.mishaps.draw():
            mishap()
        if self._failures:
            return _failed(request, self._failures.popleft(), ids)
        if self.refuse_images and any(message.images for message in asked.messages):
            return refusal(
                request, 400, "Body validation error! Expected 'text', received 'image_url' at messages.content.type", ids
            )
        await asyncio.sleep(self.first_seconds)
        if self.beyond is None:
            return await self._respond(request, asked, exchange, ids)
        await self._stall_if_told()
        return await self.beyond(request, exchange, self._disconnects.popleft() if self._disconnects else None)

    async def _respond(
        self, request: web.Request, asked: _Request, exchange: Exchange, ids: dict[str, str]
    ) -> web.StreamResponse:
        text = self._sayings.popleft() if self._sayings else self._made_of(asked.messages)
        words = _pieces(text)
        kept = words[: asked.max_tokens]
        finish = "stop" if len(kept) == len(words) else "length"
        prompt_tokens = sum(message.tokens for message in asked.messages)
        completion = _Completion(model=asked.model, prompt_tokens=prompt_tokens, completion_tokens=len(kept))
        if not asked.stream:
            await self._stall_if_told()
            exchange.chunks.append((self._clock(), "".join(kept)))
            self._finish(exchange, completion, finish)
            return web.json_response(completion.whole("".join(kept), finish), headers={**ids, **completion.cost_headers()})
        response = web.StreamResponse(headers={**ids, "Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        await response.write(b": OPENROUTER PROCESSING\n\n")
        await self._stall_if_told()
        cut = self._disconnects.popleft() if self._disconnects else None
        for index, word in enumerate(kept):
            if index == cut:
                break
            if self.chunk_seconds:
                await asyncio.sleep(self.chunk_seconds)
            exchange.chunks.append((self._clock(), word))
            await response.write(_event(completion.chunk(word, None)))
        if cut is not None:
            if request.transport is not None:
                request.transport.abort()
            return response
        await response.write(_event(completion.last_chunk(finish)))
        self._finish(exchange, completion, finish)
        self._signal.fire()
        return response

    def _finish(self, exchange: Exchange, completion: "_Completion", finish: str) -> None:
        exchange.done_at, exchange.finish = self._clock(), finish
        exchange.prompt_tokens, exchange.completion_tokens = completion.prompt_tokens, completion.completion_tokens
        self.billed += completion.tokens

    def _made_of(self, messages: Sequence[_Message]) -> str:
        said = [(message.role, message.text) for message in messages]
        return self.speaker(said) if self.speaker else answer(said, has_images=any(message.images for message in messages))

    async def _stall_if_told(self) -> None:
        if self._stalls:
            self._stalls -= 1
            await asyncio.Event().wait()


@dataclass(frozen=True, kw_only=True)
class _Completion:
    """The JSON of one answer, whole or in chunks."""

    model: str
    prompt_tokens: int
    completion_tokens: int
    id: str = field(default_factory=lambda: f"gen-{int(time.time())}-{uuid4().hex[:20]}")

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens

    def _common(self, kind: str) -> Payload:
        return {"id": self.id, "object": kind, "created": int(time.time()), "model": self.model, "provider": "stand-in"}

    def _bill(self) -> Payload:
        usd = self.tokens * DOLLARS_PER_TOKEN
        counts = {"prompt_tokens": self.prompt_tokens, "completion_tokens": self.completion_tokens, "total_tokens": self.tokens}
        spent = {"credits_used": round(usd * CREDITS_PER_DOLLAR), "usd_spent": usd}
        return {"usage": {**counts, "completion_tokens_details": None, "prompt_tokens_details": None}, "meta": {"usage": spent}}

    def cost_headers(self) -> dict[str, str]:
        usd = self.tokens * DOLLARS_PER_TOKEN
        return {"x-aimlapi-credits-used": str(round(usd * CREDITS_PER_DOLLAR)), "x-aimlapi-usd-spent": str(usd)}

    def whole(self, text: str, finish: str) -> Payload:
        message: Payload = {"role": "assistant", "content": text, "refusal": None, "annotations": None, "audio": None}
        choice = {"index": 0, "finish_reason": finish, "native_finish_reason": finish, "message": {**message, "tool_calls": None}}
        return {**self._common("chat.completion"), "choices": [choice], **self._bill()}

    def chunk(self, text: str, finish: str | None) -> Payload:
        delta = {"role": "assistant", "content": text}
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "native_finish_reason": finish}
        return {**self._common("chat.completion.chunk"), "choices": [choice], "usage": None}

    def last_chunk(self, finish: str) -> Payload:
        return {**self.chunk("", finish), **self._bill()}


def _pieces(text: str) -> list[str]:
    """Words with the space before them, so that they join to the same text."""
    starts = [i for i in range(1, len(text)) if text[i].isspace() and not text[i - 1].isspace()]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True) if start < end]


def _event(payload: Payload) -> bytes:
    return f"data: {json.dumps(payload, ensure_ascii=False)}\n\n".encode()


def _failed(request: web.Request, failure: _Failure, headers: dict[str, str]) -> web.Response:
    headers = {**headers, **failure.headers}
    if failure.body == "":
        return refusal(request, failure.status, "Something wrong", headers)
    if isinstance(failure.body, str):
        return web.Response(status=failure.status, text=failure.body, headers=headers)
    return web.json_response(failure.body, status=failure.status, headers=headers)
