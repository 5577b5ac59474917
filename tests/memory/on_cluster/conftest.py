"""The tests of this folder are those of the rooms, on a cluster of three servers: each key must be in its script's slot."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from redis.asyncio import Redis, RedisCluster

from bot.memory.server import open_redis
from bot.playground.doors import free_port
from bot.settings import Settings
from tests.memory.valkey import Valkey, a_valkey, until

SLOTS = 16384
NODES = 3


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address of a cluster that lives as long as this test process."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        servers = runner.run(_started(stack, tmp_path_factory.mktemp("cluster")))
        yield f"redis+cluster://127.0.0.1:{servers[0].port},127.0.0.1:{servers[1].port}"
        runner.run(stack.aclose())


@pytest.fixture
async def redis(cluster: str, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Redis]:
    """A client on that cluster, as the bot opens it, with nothing in it."""
    async with open_redis(Settings(redis_url=cluster)) as client:
        await client.flushall()
        # What a test looks for may be on any of the servers.
        monkeypatch.setattr(client, "keys", partial(client.keys, target_nodes=RedisCluster.PRIMARIES))
        yield client


async def _started(stack: AsyncExitStack, folder: Path) -> list[Valkey]:
    options, buses = ("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"), [free_port() for _ in range(NODES)]
    servers = [await stack.enter_async_context(a_valkey(folder, *options, "--cluster-port", str(bus))) for bus in buses]
    clients = [await stack.enter_async_context(server.client()) for server in servers]
    for server, bus in zip(servers[1:], buses[1:], strict=True):
        await clients[0].execute_command("CLUSTER", "MEET", "127.0.0.1", server.port, bus)
    for number, client in enumerate(clients):
        first_slot, last_slot = SLOTS * number // NODES, SLOTS * (number + 1) // NODES - 1
        await client.execute_command("CLUSTER", "ADDSLOTSRANGE", first_slot, last_slot)

    async def is_whole() -> bool:
        states = [cast("dict[str, str]", await client.execute_command("CLUSTER INFO")) for client in clients]
        return all(state["cluster_state"] == "ok" and state["cluster_known_nodes"] == str(NODES) for state in states)

    await until(is_whole)
    return servers
