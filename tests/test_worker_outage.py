"""The worker while Redis is away for longer than a lease: on servers of these tests' own."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.memory.inbox import Claim, Inbox
from bot.memory.server import open_redis
from bot.memory.vault import Vault
from bot.settings import Settings
from tests.logs import logged
from tests.memory.valkey import Valkey, a_valkey, until
from tests.test_worker import Desk, question, working

LEASE = 0.2


@pytest.fixture
async def valkey(tmp_path: Path) -> AsyncGenerator[Valkey]:
    async with a_valkey(tmp_path) as started:
        yield started


@pytest.fixture
async def client(valkey: Valkey) -> AsyncGenerator[Redis]:
    async with open_redis(Settings(redis_url=valkey.url)) as opened:
        yield opened
        valkey.thaw()


@pytest.fixture
def inbox(client: Redis) -> Inbox:
    return Inbox(client, Vault([("k", bytes(32))]))


async def test_a_worker_goes_on_when_redis_is_back_and_answers_what_waited(valkey: Valkey, inbox: Inbox) -> None:
    desk = Desk()
    with logged() as lines:
        async with working(inbox, desk, lease=LEASE, beat=LEASE / 3):
            await inbox.put(question("1.0"))
            await desk.until(lambda: desk.answered == ["1.0"])
            await valkey.kill()

            async def is_noticed() -> bool:
                return "claim failed" in lines.text

            await until(is_noticed)
            await valkey.start()
            await inbox.put(question("2.0"))
            await desk.until(lambda: desk.answered == ["1.0", "2.0"])


async def test_what_is_answered_while_redis_is_away_is_ended_once_it_is_back(valkey: Valkey, inbox: Inbox) -> None:
    begun, proceed = asyncio.Event(), asyncio.Event()

    async def hold(claim: Claim) -> None:
        begun.set()
        await proceed.wait()

    desk = Desk(hold)
    async with working(inbox, desk, lease=LEASE, beat=60.0, concurrency=1):
        await inbox.put(question("1.0"))
        await begun.wait()
        await valkey.kill()
        proceed.set()
        await desk.until(lambda: desk.answered == ["1.0"])
        await asyncio.sleep(2 * LEASE)  # the lease is over
        await valkey.start()

        async def is_ended() -> bool:
            return not (await inbox.depth()).threads

        await until(is_ended)
    # One slot: nobody else could take it, so its end was the first that Redis heard of.
    assert desk.answered == ["1.0"]


async def test_a_claim_that_a_silent_redis_carried_out_late_is_the_claim_that_is_repeated(
    valkey: Valkey, inbox: Inbox, client: Redis
) -> None:
    desk = Desk()
    await inbox.put(question("1.0"))
    valkey.freeze()
    async with working(inbox, desk, lease=60.0):
        # As when the socket's time is over: the call is given up, and Redis has it all the same.
        await asyncio.sleep(0.05)
        await client.connection_pool.disconnect()
        valkey.thaw()
        await desk.until(lambda: desk.answered == ["1.0"])
