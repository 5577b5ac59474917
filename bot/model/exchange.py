"""One call of the chat-completions API over HTTP: a request out, events in, deadlines kept. It never tries twice."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import Protocol
from urllib.parse import urlsplit

import httpx
from httpx_sse import EventSource

from bot.language import ModelBusy, StoreUnavailable, phrases
from bot.model import failures, images
from bot.model.events import Event, Finished, Restarted, TextDelta
from bot.model.failures import Failed, Mend
from bot.model.response import problem_of
from bot.model.stream import Assembly
from bot.model.wire import ChatRequest
from bot.settings import LOOPBACK, MEBIBYTE, Settings
from bot.telemetry import Telemetry, log

MAX_BODY_BYTES = 8 * MEBIBYTE
"""The largest request sent and the largest answer read; the API documents no limit of its own."""

AFTER_FINISH_SECONDS = 2.0
"""How long the usage may take to follow a finished answer, in seconds: some providers keep the connection open."""

CONNECT_SECONDS = 5.0
WRITE_SECONDS = 10.0

_REQUEST_ID = re.compile(r"[^A-Za-z0-9._:-]")
_MAX_REQUEST_ID = 128
_INFERENCE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")


def open_http(settings: Settings) -> httpx.AsyncClient:
    """The HTTP client for the API, to be closed by whoever opened it. It follows no redirects: they would carry the key on.

    Proxies and certificates of the environment are honoured, but never on the way to this machine itself.
    """
    return httpx.AsyncClient(
        timeout=httpx.Timeout(settings.model_total_seconds, connect=CONNECT_SECONDS, write=WRITE_SECONDS),
        limits=httpx.Limits(max_connections=2 * settings.model_concurrency),
        follow_redirects=False,
        trust_env=urlsplit(settings.aimlapi_base_url).hostname not in LOOPBACK,
    )


def endpoint(settings: Settings, path: str) -> str:
    """The address of one of the API's resources."""
    return f"{settings.aimlapi_base_url.rstrip('/')}/{path}"


def client_request_id(text: str) -> str:
    """The id as `X-Client-Request-Id` takes it: 1 to 128 of `A-Za-z0-9._:-`; others would be dropped silently."""
    return _REQUEST_ID.sub("-", text)[:_MAX_REQUEST_ID] or "-"


class Patience:
    """How much longer one call may be waited for. Only waiting counts, not the time that the consumer takes for a piece."""

    def __init__(self, *, first: float, idle: float, deadline: float, clock: Callable[[], float]) -> None:
        self._idle = idle
        self._deadline = deadline
        self._clock = clock
        self._limit = first
        self._waited = 0.0
        self._waiting_for = "first token"

    def progress(self, *, finished: bool) -> None:
        """Something of the answer came: the wait begins anew. Keep-alive comments are not progress."""
        self._waited = 0.0
        self._limit = AFTER_FINISH_SECONDS if finished else self._idle
        self._waiting_for = "next token"

    @asynccontextmanager
    async def waiting(self) -> AsyncGenerator[None]:
        """Around an await, never around a yield. Raises `Failed` when time runs out or the connection breaks."""
        begun = self._clock()
        overall = self._deadline - begun
        single = self._limit - self._waited
        try:
            async with asyncio.timeout(min(single, overall)):
                yield
        except TimeoutError:
            raise failures.too_slow(f"no {self._waiting_for} in time" if single < overall else "total time is over") from None
        except httpx.TimeoutException as error:
            raise failures.too_slow(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise failures.broken(type(error).__name__) from None
        finally:
            self._waited += self._clock() - begun


class _Bounded(httpx.AsyncByteStream):
    """A body of bounded size that ends with an empty line, without which the last server-sent event would not count."""

    def __init__(self, body: httpx.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in self._body:
            size += len(chunk)
            if size > MAX_BODY_BYTES:
                raise failures.broken("answer larger than 8 MB")
            yield chunk
        yield b"\n\n"

    async def aclose(self) -> None:
        await self._body.aclose()


class Cooldown(Protocol):
    """The time in which nobody calls the API, because it asked one of us to wait: its limits are the account's."""

    async def remaining(self) -> float:
        """Seconds until the API may be called again; 0 when it may be now. Raises `StoreUnavailable`."""
        ...

    async def begin(self, seconds: float) -> None:
        """Nobody should call for so long, unless longer was said before. Raises `StoreUnavailable`."""
        ...


class Exchange:
    """Calls the API once per `run`, at most `MODEL_CONCURRENCY` at a time, and not at all in a cooldown."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: Settings,
        cooldown: Cooldown,
        telemetry: Telemetry,
        *,
        clock: Callable[[], float],
    ) -> None:
        self._http = http
        self._settings = settings
        self._cooldown = cooldown
        self._telemetry = telemetry
        self._clock = clock
        self._slots = asyncio.Semaphore(settings.model_concurrency)
        self._url = endpoint(settings, "chat/completions")

    async def run(self, request: ChatRequest, *, request_id: str, key: str, deadline: float) -> AsyncGenerator[Event, None]:
        """Yields the answer's text, and `Finished` at last. Raises `Failed`. The response is closed when the generator is.

        `deadline` is a time of the clock, in seconds.
        """
        body = request.to_bytes()
        if len(body) > MAX_BODY_BYTES:
            raise failures.too_large("request larger than 8 MB", images=images.count(request.messages))
        headers = {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "Accept": "text/event-stream, application/json",
            # What is not compressed can't unfold beyond the bound on its size.
            "Accept-Encoding": "identity",
            "X-Client-Request-Id": request_id,
        }
        async with AsyncExitStack() as stack:
            await self._take_slot(stack, deadline)
            await self._check_cooldown()
            begun = self._clock()
            patience = self._patience(request, deadline)
            async with patience.waiting():
                opening = self._http.stream("POST", self._url, content=body, headers=headers)
                response = await stack.enter_async_context(opening)
            assert isinstance(response.stream, httpx.AsyncByteStream)
            response.stream = _Bounded(response.stream)
            if not response.is_success:
                raise await self._refusal(response, request, patience)

            assembly = Assembly()
            shown = False
            async with aclosing(self._events(response, assembly, patience)) as events:
                async for event in events:
                    if not shown:
                        self._telemetry.observe("model_first_token_seconds", self._clock() - begun)
                    shown = True
                    yield event
            inference_id = response.headers.get("x-inference-id", "")
            yield Finished(
                finish_reason=assembly.finish_reason,
                model=request.model,
                request_id=request_id,
                inference_id=inference_id if _INFERENCE_ID.fullmatch(inference_id) else "",
                usage=assembly.usage,
            )

    async def _take_slot(self, stack: AsyncExitStack, deadline: float) -> None:
        try:
            async with asyncio.timeout(deadline - self._clock()):
                await self._slots.acquire()
        except TimeoutError:
            raise Failed("no free slot", mend=Mend.GIVE_UP, kind=ModelBusy, sentence=phrases.MODEL_BUSY) from None
        stack.callback(self._slots.release)

    async def _check_cooldown(self) -> None:
        # Only now: whoever waited for the slot may have been told to wait meanwhile.
        try:
            remaining = await self._cooldown.remaining()
        except StoreUnavailable as error:
            log.warning("cooldown unknown", reason=error.detail)
            return
        if remaining > 0:
            raise failures.cooling_down(remaining)

    def _patience(self, request: ChatRequest, deadline: float) -> Patience:
        # An answer that is not streamed comes all at once, at the end: only the total time can bound it.
        streamed = (self._settings.model_first_token_seconds, self._settings.model_idle_seconds)
        first, idle = streamed if request.stream else (self._settings.model_total_seconds,) * 2
        return Patience(first=first, idle=idle, deadline=deadline, clock=self._clock)

    @staticmethod
    async def _refusal(response: httpx.Response, request: ChatRequest, patience: Patience) -> Failed:
        try:
            async with patience.waiting():
                body = await response.aread()
        except Failed:
            # The status alone says most of it.
            body = b""
        return failures.refusal(
            problem_of(body),
            status=response.status_code,
            headers=response.headers,
            images=images.count(request.messages),
            model=request.model,
        )

    @staticmethod
    async def _events(
        response: httpx.Response, assembly: Assembly, patience: Patience
    ) -> AsyncGenerator[TextDelta | Restarted, None]:
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "text/event-stream":
            async with aclosing(EventSource(response).aiter_sse()) as source:
                while not assembly.done:
                    try:
                        async with patience.waiting():
                            received = await anext(source, None)
                    except Failed:
                        # The answer is complete; only its usage or the end of the stream is missing.
                        if assembly.finished:
                            break
                        raise
                    if received is None:
                        break
                    progress, events = assembly.feed(received.data)
                    if progress:
                        patience.progress(finished=assembly.finished)
                    for event in events:
                        yield event
        elif kind.endswith("json"):
            async with patience.waiting():
                body = await response.aread()
            for event in assembly.feed_whole(body):
                yield event
        else:
            raise failures.broken("neither a stream nor JSON")
        for event in assembly.end():
            yield event
