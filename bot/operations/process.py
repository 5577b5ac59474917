"""What every process of ours needs of the machine: a port, signals, a garbage collector at rest."""

import asyncio
import gc
import os
import signal
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial

from aiohttp import web

from bot import __version__
from bot.language import SettingsError
from bot.listeners import door
from bot.settings import Settings
from bot.telemetry import log
from bot.telemetry.tracing import is_installed, otlp, tracing

CLOSE_SECONDS = 2.0
"""How long requests under way hold up the end: with the worker's drain that makes 25 of the 30 s that platforms leave."""

AGAIN_SECONDS = 1.0
"""After so long somebody who was told to end is told again."""

STEP = 10
"""Half of what the least urgent process has."""


@asynccontextmanager
async def listening(
    port: int, routes: list[web.RouteDef], *, host: str | None = None, setting: str = "PORT"
) -> AsyncGenerator[None]:
    """An HTTP server on all addresses, or on one: Slack or a platform's health check comes from outside.

    Raises `SettingsError`, which names the `setting`.
    """
    site = web.Application(client_max_size=door.MOST_BODY_BYTES)
    site.add_routes(routes)
    # Slack compresses nothing: what unfolds in memory comes from somebody else.
    runner = web.AppRunner(site, access_log=None, auto_decompress=False, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise SettingsError(f"{setting}: {port} can't be listened on ({error.strerror})") from None
    try:
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def beside(running: Coroutine[object, object, None]) -> AsyncGenerator[None]:
    """Runs it for as long as the block lasts."""
    task = asyncio.create_task(running)
    try:
        yield
    finally:
        while not task.done():
            # Once more if it must be: Python 3.11's `wait_for` may swallow a cancellation, whichever library calls it.
            task.cancel()
            await asyncio.wait({task}, timeout=AGAIN_SECONDS)


@asynccontextmanager
async def traced(settings: Settings) -> AsyncGenerator[None]:
    """Questions are traced as far as that is set, and possible here."""
    endpoint = settings.otel_exporter_otlp_endpoint
    if endpoint and not is_installed():
        log.warning("no traces: OTEL_EXPORTER_OTLP_ENDPOINT is set, and the extra is not installed (make run OTEL=1)")
        endpoint = None
    exporter = partial(otlp, endpoint) if endpoint else None
    async with tracing(exporter, version=__version__, id_key=settings.log_id_key):
        yield


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and Ctrl-C set."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def step_aside() -> None:
    """Lets receivers on the same machine go first: an acknowledgement has three seconds, an answer has minutes."""
    with suppress(OSError):  # Where the system does not allow it, all are served alike.
        os.nice(STEP)


def freeze_what_was_built() -> None:
    """Nothing built so far is looked at by the garbage collector again.

    It stays; without this the first full collection stops the first deliveries for some 60 ms.
    """
    gc.collect()
    gc.freeze()
