"""Opens Redis: the one that `REDIS_URL` names, or the embedded Valkey of `DATA_DIR`. It knows no key and no value."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import UnixDomainSocketConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import RedisClusterException, RedisError

from bot.language import SettingsError, StoreUnavailable, phrases
from bot.memory.addresses import POOL_SECONDS, TIMES, client_of
from bot.memory.heeding import heeding
from bot.settings import Settings
from bot.telemetry import log

MAX_CONNECTIONS = 64
"""Per process. Commands take well under a millisecond, so waiting for a connection is cheaper than opening hundreds."""

READY_SECONDS = 2.0
"""Whoever watches over the bot gives up on an answer after a few seconds, and an answer that late is as bad as none."""

WATCH_SECONDS = 1.0
"""How often the embedded server is looked after."""

FAILURES = (RedisError, RedisClusterException)
"""Whatever the library raises; the second has no part in the first."""

SCANNED_AT_ONCE = 1000
"""Keys that one SCAN looks at: well under a millisecond of the server's time, however many keys there are."""

RETRIES = 3
FIRST_RETRY_SECONDS = 0.05
LAST_RETRY_SECONDS = 0.5


@asynccontextmanager
async def open_redis(settings: Settings) -> AsyncGenerator[Redis]:
    """A client on the configured Redis, closed at the end; the embedded server is stopped with its last user.

    Raises `SettingsError` naming `REDIS_URL` or `DATA_DIR`, and `StoreUnavailable` when Redis does not answer.
    """
    if settings.redis_url:
        async with _at(settings.redis_url, connections=MAX_CONNECTIONS, retry=_retry()) as redis:
            await _connect(redis)
            yield redis
        return
    try:
        # Not at the top: the file needs what only Linux and macOS have, and with REDIS_URL the bot runs elsewhere too.
        from bot.memory.embedded import EmbeddedValkey  # noqa: PLC0415
    except ImportError:
        raise SettingsError("REDIS_URL: must name a Redis or Valkey server; none can be embedded on this platform") from None
    server = await asyncio.to_thread(EmbeddedValkey.open, settings.data_dir)
    watch = asyncio.create_task(_watch(server.keep_alive))
    redis = Redis.from_pool(_pool_of_socket(str(server.socket_path)))
    try:
        await _connect(redis)
        yield redis
    finally:
        await redis.aclose()
        watch.cancel()
        await asyncio.to_thread(server.close)


@asynccontextmanager
async def open_probe(settings: Settings) -> AsyncGenerator[Redis]:
    """The same for whoever only looks: one connection to `REDIS_URL`, tried once, so that what is wrong shows as it is."""
    if not settings.redis_url:
        async with open_redis(settings) as redis:
            yield redis
        return
    async with _at(settings.redis_url, connections=1, retry=Retry(NoBackoff(), 0)) as redis:
        with store_errors():
            await redis.ping()
        yield redis


async def answers(redis: Redis) -> bool:
    """Whether Redis answers now: within `READY_SECONDS`, waiting for a free connection included."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            await redis.ping()
    except (*FAILURES, TimeoutError):
        return False
    return True


async def _watch(keep_alive: Callable[[], None]) -> None:
    """Nobody else would start a killed server of ours again, and the bot would answer nothing until its own restart."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await asyncio.to_thread(keep_alive)
        except (StoreUnavailable, OSError) as error:
            log.error("the embedded Valkey is down", error=type(error).__name__)


@asynccontextmanager
async def _at(url: str, *, connections: int, retry: Retry) -> AsyncGenerator[Redis]:
    async with AsyncExitStack() as stack:
        try:
            # No health checks: the library's never come to an end where a server with too many clients closes a connection at
            # once. Against routers that drop what is idle it sets TCP's keepalive, and a dead connection costs one retry.
            redis = await stack.enter_async_context(client_of(url, connections=connections, retry=retry))
        except ValueError:
            # The library's own words may quote the address, which may hold a password.
            raise SettingsError(
                "REDIS_URL: must look like redis://host:6379/0, rediss://…, unix://…, "
                "redis+sentinel://host:26379,host:26379/service or redis+cluster://host:6379"
            ) from None
        yield redis


async def _connect(redis: Redis) -> None:
    """Opens all connections now: else a first burst of events opens them while Slack waits."""
    with store_errors():
        # One alone first: where it fails, the others would be left to fail one after the other, each with a traceback.
        await redis.ping()
        await asyncio.gather(*(redis.ping() for _ in range(MAX_CONNECTIONS)))


def _retry() -> Retry:
    # Quick at first: a command that fails while a question waits is best repeated at once. Every script of the inbox
    # may be repeated, so a command that was carried out although its reply was lost does no harm.
    return Retry(ExponentialBackoff(base=FIRST_RETRY_SECONDS, cap=LAST_RETRY_SECONDS), RETRIES)


def _pool_of_socket(path: str) -> BlockingConnectionPool:
    return BlockingConnectionPool(
        connection_class=heeding(UnixDomainSocketConnection),
        path=path,
        max_connections=MAX_CONNECTIONS,
        timeout=POOL_SECONDS,
        retry=_retry(),
        **TIMES,
    )


@contextmanager
def store_errors() -> Generator[None]:
    """Turns whatever Redis raises into `StoreUnavailable`. Its words are left out: they may quote an address or a value."""
    try:
        yield
    except FAILURES as error:
        # What a server refuses in the handshake the library wraps as one more broken connection.
        cause = error.__cause__ if isinstance(error.__cause__, RedisError) else error
        raise StoreUnavailable(phrases.STORE_UNAVAILABLE, detail=f"Redis: {type(cause).__name__}") from None
