"""Redis goes and comes back: killed, or silent as behind a broken network. On servers of these tests' own."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.language import StoreUnavailable
from bot.memory.inbox import Claim, Inbox
from bot.memory.server import MAX_CONNECTIONS, READY_SECONDS, answers, open_redis
from bot.settings import Settings
from tests.memory.build import a_question, a_vault
from tests.memory.valkey import PATIENCE, Valkey, a_valkey

RED_SECONDS = 5.0
"""Within this time `/readyz` must be red; the answer of one that asks for it may take no longer."""


@pytest.fixture
async def valkey(tmp_path: Path) -> AsyncGenerator[Valkey]:
    async with a_valkey(tmp_path) as started:
        yield started


@pytest.fixture
async def client(valkey: Valkey) -> AsyncGenerator[Redis]:
    """As the bot opens it."""
    async with open_redis(Settings(redis_url=valkey.url)) as opened:
        yield opened
        valkey.thaw()


async def test_it_is_told_at_once_whether_redis_answers(valkey: Valkey, client: Redis) -> None:
    assert READY_SECONDS < RED_SECONDS
    assert await answers(client)
    async with asyncio.timeout(RED_SECONDS):
        await valkey.kill()
        assert not await answers(client)
    await valkey.start()
    assert await answers(client)


async def test_a_silent_redis_does_not_answer_and_the_next_question_is_not_held_up_by_the_last(
    valkey: Valkey, client: Redis
) -> None:
    valkey.freeze()
    async with asyncio.timeout(RED_SECONDS):
        assert not any(await asyncio.gather(*(answers(client) for _ in range(3))))
    valkey.thaw()
    assert await answers(client)


async def test_a_redis_that_has_every_connection_waiting_for_it_does_not_answer(valkey: Valkey, client: Redis) -> None:
    valkey.freeze()
    stuck = [asyncio.ensure_future(client.get("a")) for _ in range(2 * MAX_CONNECTIONS)]
    async with asyncio.timeout(RED_SECONDS):
        assert not await answers(client)
    valkey.thaw()
    await asyncio.gather(*stuck)
    assert await answers(client)


async def test_what_is_put_while_redis_is_away_is_refused_and_what_was_put_before_is_there_afterwards(
    valkey: Valkey, client: Redis
) -> None:
    inbox = Inbox(client, a_vault())
    await inbox.put(a_question("before"))
    await valkey.kill()
    with pytest.raises(StoreUnavailable):
        await inbox.put(a_question("meanwhile"))
    await valkey.start()
    claim = await inbox.claim("a", lease=30)
    assert isinstance(claim, Claim)
    assert claim.question.id == "before"
    assert await inbox.put(a_question("meanwhile"))  # Slack delivers it again.


async def test_what_a_silent_redis_was_given_is_kept_once_however_often_it_is_given(valkey: Valkey, client: Redis) -> None:
    inbox = Inbox(client, a_vault())
    valkey.freeze()
    puts = [asyncio.create_task(inbox.put(a_question())) for _ in range(3)]
    claims = [asyncio.create_task(inbox.claim("a", lease=30)) for _ in range(3)]
    await asyncio.wait(puts, timeout=0.05)
    valkey.thaw()
    assert sum(await asyncio.gather(*puts)) == 1
    await asyncio.gather(*claims)
    first, again = await inbox.claim("a", lease=30), await inbox.claim("a", lease=30)
    assert isinstance(first, Claim)
    assert (first, first.claims) == (again, 1)


@pytest.mark.parametrize("way", ["tcp", "socket"])
async def test_a_server_without_connections_left_is_unavailable_and_not_asked_for_ever(way: str, tmp_path: Path) -> None:
    path = tmp_path / "few.sock"
    async with a_valkey(tmp_path, "--maxclients", "5", "--unixsocket", str(path)) as few:
        url = few.url if way == "tcp" else f"unix://{path}"
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(StoreUnavailable):
                async with open_redis(Settings(redis_url=url)):
                    pass


async def test_a_connection_that_was_closed_while_it_was_idle_costs_nothing(valkey: Valkey, client: Redis) -> None:
    await valkey.kill()
    await valkey.start()
    await asyncio.gather(*(client.ping() for _ in range(MAX_CONNECTIONS)))
