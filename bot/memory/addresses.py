"""Makes the client that an address asks for: one server, what Sentinels watch over, or a cluster. It connects to nothing yet.

    redis://[user:password@]host[:port][/db]    rediss://… with TLS    unix://[user:password@]/path[?db=0]
    redis+sentinel://[user:password@]host[:26379][,host…]/service[/db]    rediss+sentinel://…
    redis+cluster://[user:password@]host[:6379][,host…]    rediss+cluster://…

User and password are the servers'; the Sentinels' own are given as `?sentinel_username=…&sentinel_password=…`. The spelling is
that of docket and Prefect (docs.prefect.io, prefect_redis.connection). Further options are redis-py's.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TypedDict, cast
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis, RedisCluster
from redis.asyncio.cluster import ClusterNode
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import (
    Sentinel,
    SentinelConnectionPool,
    SentinelManagedConnection,
    SentinelManagedSSLConnection,
)
from redis.backoff import NoBackoff

from bot.memory.heeding import heeding

POOL_SECONDS = 5.0
"""How long a command waits for a free connection before Redis counts as unavailable."""

SOCKET_SECONDS = 5.0
"""Longer than any blocking command of ours: `Inbox.wait` blocks for one second at most."""

CONNECT_SECONDS = 3.0

SENTINEL_SECONDS = 1.0
"""A Sentinel that does not answer is passed over for the next one."""

MORE_CONNECTIONS = 16
"""A cluster's client never waits for a free connection: it opens another, and fails when there are too many."""

SENTINEL_PORT = 26379
CLUSTER_PORT = 6379


class Times(TypedDict):
    """As redis-py takes them."""

    socket_timeout: float
    socket_connect_timeout: float


TIMES = Times(socket_timeout=SOCKET_SECONDS, socket_connect_timeout=CONNECT_SECONDS)


class _SentinelPool(BlockingConnectionPool, SentinelConnectionPool):
    """A pool of connections to the primary, which waits for a free one as the plain pool does."""


def is_of_cluster(url: str) -> bool:
    """Whether this is the address of a cluster."""
    return url.lower().startswith(("redis+cluster://", "rediss+cluster://"))


@asynccontextmanager
async def client_of(url: str, *, connections: int, retry: Retry) -> AsyncGenerator[Redis]:
    """A client with so many connections, in a cluster to each server. Raises `ValueError`, whose words may hold a password."""
    scheme, _, rest = url.partition("://")
    kind = scheme.lower().removeprefix("rediss").removeprefix("redis")
    async with AsyncExitStack() as stack:
        if kind == "+sentinel":
            sentinel, redis = _watched(scheme, rest, connections=connections, retry=retry)
            stack.push_async_callback(sentinel.aclose)
        elif is_of_cluster(url):
            redis = _cluster(scheme, rest, connections=connections, retry=retry)
        else:
            pool = BlockingConnectionPool.from_url(url, max_connections=connections, timeout=POOL_SECONDS, retry=retry, **TIMES)
            pool.connection_class = heeding(pool.connection_class)  # It is the address that says which kind.
            redis = Redis.from_pool(pool)
        stack.push_async_callback(redis.aclose)
        yield redis


def _watched(scheme: str, rest: str, *, connections: int, retry: Retry) -> tuple[Sentinel, Redis]:
    sentinels, path, options = _parts(scheme, rest, port=SENTINEL_PORT)
    service, _, db = path.partition("/")
    if not service or (db and not db.isdecimal()):
        raise ValueError("no service, or no database")
    own = {name.removeprefix("sentinel_"): options.pop(name) for name in list(options) if name.startswith("sentinel_")}
    is_safe = options.pop("connection_class", None) is not None
    safety = {name: value for name, value in options.items() if name.startswith("ssl_")}
    patience = {"socket_timeout": SENTINEL_SECONDS, "socket_connect_timeout": SENTINEL_SECONDS}
    sentinel = Sentinel(sentinels, sentinel_kwargs={**own, **safety, **patience, "ssl": is_safe, "retry": Retry(NoBackoff(), 0)})
    pool = _SentinelPool(
        service_name=service,
        sentinel_manager=sentinel,
        connection_class=heeding(SentinelManagedSSLConnection if is_safe else SentinelManagedConnection),
        max_connections=connections,
        timeout=POOL_SECONDS,
        retry=retry,
        **{**TIMES, **options, "db": int(db or 0)},  # pyright: ignore[reportArgumentType] - redis-py parsed them
    )
    return sentinel, Redis.from_pool(pool)


def _cluster(scheme: str, rest: str, *, connections: int, retry: Retry) -> Redis:
    nodes, path, options = _parts(scheme, rest, port=CLUSTER_PORT)
    if path not in {"", "0"}:
        raise ValueError("a cluster has one database")
    is_safe = options.pop("connection_class", None) is not None
    cluster = RedisCluster(
        startup_nodes=[ClusterNode(host, port) for host, port in nodes],
        max_connections=MORE_CONNECTIONS * connections,
        retry=retry,
        ssl=is_safe,
        **{**TIMES, **options},  # pyright: ignore[reportArgumentType] - redis-py parsed them
    )
    # It makes its nodes' connections by what stands here; there is no other way to choose their kind.
    kind = heeding(cluster.connection_kwargs["connection_class"])
    cluster.connection_kwargs["connection_class"] = kind
    for node in cluster.nodes_manager.startup_nodes.values():
        node.connection_class = kind  # pyright: ignore[reportAttributeAccessIssue] - declared too narrow: safe ones are others
    # It is no `Redis`, but has all of it that the rooms use: their tests run on a cluster too.
    return cast("Redis", cast("object", cluster))


def _parts(scheme: str, rest: str, *, port: int) -> tuple[list[tuple[str, int]], str, dict[str, object]]:
    """The hosts, the path without its slashes at the ends, and the options as redis-py reads them from an address."""
    where, _, query = rest.partition("?")
    authority, _, path = where.partition("/")
    user, at, hosts = authority.rpartition("@")
    tls = "rediss" if scheme.lower().startswith("rediss") else "redis"
    # A name that never resolves: only what stands around it is read.
    options = cast("Mapping[str, object]", parse_url(f"{tls}://{user}{at}host?{query}"))
    found = [_host(text, port=port) for text in hosts.split(",")]
    return found, path.strip("/"), {name: value for name, value in options.items() if name not in {"host", "port", "db"}}


def _host(text: str, *, port: int) -> tuple[str, int]:
    found = urlsplit(f"//{text}")
    if not found.hostname:
        raise ValueError("no host")
    return found.hostname, found.port or port
