"""Traces of questions by OpenTelemetry: spans hold ids, counts and durations, as the log does, and no word of anybody's.

It is off, and costs nothing, unless the extra is there and `OTEL_EXPORTER_OTLP_ENDPOINT` is set. Nobody else knows the library.
Which span is a question's is a context variable: parts of it are noted where they arise, whichever rooms lie between.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, Protocol, cast

from bot.telemetry.redaction import hashed

SERVICE = "footnote"
CLOSE_SECONDS = 3.0
"""What waits to be sent when the process ends may take so long: a platform leaves 30 s for everything."""
NANOSECONDS = 1_000_000_000

Kind = Literal["internal", "server", "client", "producer", "consumer"]
Value = str | int | float | bool
Attributes = Mapping[str, Value | tuple[str, ...] | None]
"""What is None is left out."""


class _LibrarySpan(Protocol):
    def set_attribute(self, key: str, value: object) -> None: ...
    def set_status(self, status: object) -> None: ...
    def end(self) -> None: ...


class _LibraryTracer(Protocol):
    def start_span(self, name: str, **options: object) -> _LibrarySpan: ...


class Exporter(Protocol):
    """What takes finished spans (`opentelemetry.sdk.trace.export.SpanExporter`)."""

    def shutdown(self) -> None:
        """Nothing more comes."""
        ...


class Span:
    """One part of a question's way. This one is of no trace: what is noted in it is lost."""

    @property
    def name(self) -> str:
        """The name by which another process may go on with its trace (`traceparent`, w3.org/TR/trace-context); none here."""
        return ""

    def note(self, attributes: Attributes) -> None:
        """Notes more of it."""

    def fail(self, kind: str) -> None:
        """It did not succeed, for a reason in a word of a closed set."""

    def end(self) -> None:
        """It is over; a second time counts no more."""


NO_SPAN = Span()


class _Noted(Span):
    def __init__(self, span: _LibrarySpan, library: "_Library") -> None:
        self._span = span
        self._library = library
        self._is_over = False

    @property
    def name(self) -> str:
        return self._library.name_of(self._span)

    def note(self, attributes: Attributes) -> None:
        for key, value in attributes.items():
            if value is not None:
                self._span.set_attribute(key, value)

    def fail(self, kind: str) -> None:
        self._span.set_attribute("error.type", kind)
        self._span.set_status(self._library.failure())

    def end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._span.end()


class _Library:
    """OpenTelemetry, loaded. What it lacks types for where it is not installed is named here."""

    def __init__(self, exporter: Callable[[], Exporter], *, version: str, id_key: bytes | None) -> None:
        self.id_key = id_key
        api, sdk = import_module("opentelemetry.trace"), import_module("opentelemetry.sdk.trace")
        export, resources = import_module("opentelemetry.sdk.trace.export"), import_module("opentelemetry.sdk.resources")
        propagation = import_module("opentelemetry.trace.propagation.tracecontext")
        self._api: Any = api
        self._propagator: Any = propagation.TraceContextTextMapPropagator()
        self._nowhere: Any = import_module("opentelemetry.context").Context()
        # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES count before these.
        resource = resources.Resource.create({"service.name": SERVICE, "service.version": version})
        named = resources.OTELResourceDetector().detect()
        self._provider: Any = sdk.TracerProvider(resource=resource.merge(named), shutdown_on_exit=False)
        self._provider.add_span_processor(export.BatchSpanProcessor(exporter()))
        self._tracer = cast(_LibraryTracer, self._provider.get_tracer(SERVICE, version))

    def start(self, name: str, *, kind: Kind, parent: str, at: float | None, attributes: Attributes) -> Span:
        context = self._propagator.extract({"traceparent": parent}, context=self._nowhere)
        begun = self._tracer.start_span(
            name,
            context=context,
            kind=self._api.SpanKind[kind.upper()],
            attributes={key: value for key, value in attributes.items() if value is not None},
            start_time=time.time_ns() if at is None else round(at * NANOSECONDS),
        )
        return _Noted(begun, self)

    def name_of(self, span: _LibrarySpan) -> str:
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier, context=self._api.set_span_in_context(span, self._nowhere))
        return carrier.get("traceparent", "")

    def failure(self) -> object:
        return self._api.Status(self._api.StatusCode.ERROR)

    def close(self) -> None:
        self._provider.shutdown()


_library: ContextVar[_Library | None] = ContextVar("library", default=None)
_question: ContextVar[Span] = ContextVar("question", default=NO_SPAN)
_arrived: ContextVar[float | None] = ContextVar("arrived", default=None)


def is_installed() -> bool:
    """Whether the extra is there."""
    try:
        return all(find_spec(name) for name in ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"))
    except ModuleNotFoundError:
        return False


def otlp(endpoint: str) -> Exporter:
    """What sends spans over OTLP/HTTP to a collector at that address; headers, for one, come from the environment (`OTEL_…`)."""
    library = import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    return cast(Exporter, library.OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces"))


@asynccontextmanager
async def tracing(exporter: Callable[[], Exporter] | None, *, version: str, id_key: bytes | None = None) -> AsyncGenerator[None]:
    """Spans of what runs in this block, and of the tasks that it starts, go to the exporter; without one there are none.

    With `id_key` questions are named by the same hashes as in the log.
    """
    if exporter is None:
        yield
        return
    library = _Library(exporter, version=version, id_key=id_key)
    token = _library.set(library)
    try:
        yield
    finally:
        _library.reset(token)
        # It blocks, and its own patience may be longer; its threads end with the process.
        await asyncio.wait({asyncio.ensure_future(asyncio.to_thread(library.close))}, timeout=CLOSE_SECONDS)


@contextmanager
def arriving() -> Generator[None]:
    """Something is being received; what becomes a question in this block began to arrive now."""
    token = _arrived.set(time.time() if _library.get() else None)
    try:
        yield
    finally:
        _arrived.reset(token)


def receive() -> Span:
    """The span of what arrives being stored; the question's other spans follow it. To be ended once it is a new question."""
    library, at = _library.get(), _arrived.get()
    return library.start("receive", kind="producer", parent="", at=at, attributes={}) if library and at else NO_SPAN


def begin_question(question_id: str, *, parent: str, waited: float, is_first: bool) -> None:
    """What the task that calls this, and whatever tasks it starts, do from now on is one attempt at a question.

    It waited for so many seconds, and `parent` is the name of the span that received it.
    """
    library = _library.get()
    if library is None:
        return
    if is_first and parent:
        library.start("queue", kind="internal", parent=parent, at=time.time() - waited, attributes={}).end()
    shown = hashed(question_id, library.id_key) if library.id_key else question_id
    attributes = {"footnote.question": shown}
    _question.set(library.start("answer", kind="consumer", parent=parent, at=None, attributes=attributes))


def end_question(attributes: Attributes, *, failed: str = "") -> None:
    """The attempt is over."""
    span = _question.get()
    span.note(attributes)
    if failed:
        span.fail(failed)
    span.end()


def part(name: str, *, kind: Kind = "internal", attributes: Attributes | None = None) -> Span:
    """A part of the attempt that is being made, to be ended by whoever began it; outside of one there is none."""
    library, question = _library.get(), _question.get()
    if library is None or not question.name:
        return NO_SPAN
    return library.start(name, kind=kind, parent=question.name, at=None, attributes=attributes or {})
