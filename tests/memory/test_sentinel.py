"""A primary, a replica and a Sentinel on this machine: when the primary goes, the inbox goes on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from redis.exceptions import RedisError

from bot.language import SettingsError, StoreUnavailable
from bot.memory.inbox import Claim, Inbox
from bot.memory.server import open_redis
from bot.playground.doors import free_port
from bot.settings import Settings
from tests.memory.build import a_question, a_thread, a_vault
from tests.memory.test_heeding import cancelled_at_each_step
from tests.memory.valkey import Valkey, a_valkey, until

SERVICE = "footnote"


@dataclass(frozen=True)
class Watched:
    primary: Valkey
    replica: Valkey
    sentinel: Valkey
    url: str


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncGenerator[Watched]:
    async with (
        a_valkey(tmp_path, *["--appendonly", "yes", "--repl-diskless-sync-delay", "0"]) as primary,
        a_valkey(tmp_path, "--replicaof", "127.0.0.1", str(primary.port)) as replica,
        a_valkey(tmp_path, str(configured(tmp_path, primary.port)), "--sentinel") as sentinel,
        sentinel.client() as client,
        replica.client() as follower,
    ):

        async def is_complete() -> bool:
            is_known = cast("list[object]", await client.execute_command("SENTINEL", "REPLICAS", SERVICE)) != []
            return is_known and (await follower.info("replication"))["master_link_status"] == "up"

        await until(is_complete)
        # Another Sentinel, which nobody runs, comes first: it is passed over.
        hosts = f"127.0.0.1:{free_port()},127.0.0.1:{sentinel.port}"
        yield Watched(primary, replica, sentinel, f"redis+sentinel://{hosts}/{SERVICE}/0?client_name=bot")


def configured(folder: Path, primary: int) -> Path:
    path = folder / "sentinel.conf"
    path.write_text(
        f"sentinel monitor {SERVICE} 127.0.0.1 {primary} 1\n"
        f"sentinel down-after-milliseconds {SERVICE} 300\n"
        f"sentinel failover-timeout {SERVICE} 2000\n"
    )
    return path


async def claimed(inbox: Inbox, owner: str) -> Claim:
    found: list[Claim] = []

    async def is_claimed() -> bool:
        with suppress(StoreUnavailable):
            claim = await inbox.claim(owner, lease=30)
            if isinstance(claim, Claim):
                found.append(claim)
        return bool(found)

    await until(is_claimed)
    return found[0]


async def test_what_was_replicated_when_the_primary_died_is_answered(watched: Watched) -> None:
    async with open_redis(Settings(redis_url=watched.url)) as client:
        inbox = Inbox(client, a_vault())
        await inbox.put(a_question("before"))
        async with watched.primary.client() as primary:
            assert await primary.wait(1, 5_000) == 1
        await watched.primary.kill()
        claim = await claimed(inbox, "a")
        assert claim.question.id == "before"
        assert await inbox.end(claim)
        async with watched.replica.client() as promoted:
            assert (await promoted.info("replication"))["role"] == "master"
        assert not await inbox.put(a_question("before"))
        assert await inbox.put(a_question("after"))


async def test_a_planned_change_of_the_primary_loses_and_repeats_nothing(watched: Watched) -> None:
    async with open_redis(Settings(redis_url=watched.url)) as client:
        inbox = Inbox(client, a_vault())
        names = [f"q{number}" for number in range(40)]

        async def put_all() -> None:
            for number, name in enumerate(names):
                question = a_question(name, thread=a_thread(f"{number % 5}.0"))

                async def is_kept() -> bool:
                    with suppress(StoreUnavailable):
                        await inbox.put(question)  # noqa: B023 - done with before the next one
                        return True
                    return False

                await until(is_kept)

        putting = asyncio.create_task(put_all())
        await hand_over(watched)
        await putting
        answered: list[str] = []
        for number in range(len(names)):
            claim = await claimed(inbox, f"owner-{number}")
            answered.append(claim.question.id)
            assert await inbox.end(claim)
        assert sorted(answered) == sorted(names)


async def hand_over(watched: Watched) -> None:
    """The replica takes over once it has everything (valkey.io/topics/sentinel, coordinated failover)."""
    async with watched.sentinel.client() as sentinel, watched.replica.client() as replica:

        async def is_begun() -> bool:
            with suppress(RedisError):
                await sentinel.execute_command("SENTINEL", "FAILOVER", SERVICE, "COORDINATED")
                return True
            return False

        async def is_over() -> bool:
            return (await replica.info("replication"))["role"] == "master"

        await until(is_begun)
        await until(is_over)


@pytest.mark.parametrize("path", ["", "/", f"/{SERVICE}/one"])
async def test_an_address_without_a_service_is_refused_in_one_line(path: str) -> None:
    with pytest.raises(SettingsError, match=r"^REDIS_URL: .*redis\+sentinel://"):
        async with open_redis(Settings(redis_url=f"redis+sentinel://:hunter2@127.0.0.1{path}")):
            pass


async def test_who_is_told_to_stop_while_a_command_is_sent_does(watched: Watched) -> None:
    async with open_redis(Settings(redis_url=watched.url)) as redis:
        await cancelled_at_each_step(redis)
