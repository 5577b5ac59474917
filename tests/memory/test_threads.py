import pytest
from redis.asyncio import Redis

from bot.language import FileId, FileRef, Message, StoreUnavailable, TeamId, Ts
from bot.memory import keys
from bot.memory.threads import READING_SECONDS, KeptThreads
from bot.memory.vault import Vault
from tests.memory.build import TEAM, a_lost_redis, a_message, a_thread, a_vault

TTL = 600
THREAD = a_thread()
FIRST, SECOND, THIRD = (a_message(f"100.00000{number}", f"number {number}") for number in (1, 2, 3))


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def threads(redis: Redis, vault: Vault) -> KeptThreads:
    return KeptThreads(redis, vault, ttl=TTL)


async def kept(threads: KeptThreads, *messages: Message) -> KeptThreads:
    assert await threads.read(THREAD) is None
    assert await threads.keep(THREAD, messages)
    return threads


async def test_a_thread_is_kept_whole_and_in_order(threads: KeptThreads) -> None:
    message = Message(ts=Ts("99.5"), speaker="builds", text="done", files=(FileRef(id=FileId("F1"), name="a.pdf"),))
    await kept(threads, SECOND, message, FIRST)
    assert await threads.read(THREAD) == (message, FIRST, SECOND)


async def test_a_thread_without_messages_is_kept_too(threads: KeptThreads) -> None:
    assert await (await kept(threads)).read(THREAD) == ()


async def test_events_extend_edit_and_shrink_a_kept_thread(threads: KeptThreads) -> None:
    await kept(threads, FIRST, SECOND)
    await threads.append(THREAD, THIRD)
    await threads.append(THREAD, a_message(FIRST.ts, "edited"))
    await threads.remove(THREAD, SECOND.ts)
    assert await threads.read(THREAD) == (a_message(FIRST.ts, "edited"), THIRD)


async def test_an_event_that_comes_late_replaces_nothing_newer(threads: KeptThreads) -> None:
    await kept(threads, FIRST)
    await threads.append(THREAD, a_message(FIRST.ts, "second"), edition=Ts("9.2"))
    await threads.append(THREAD, a_message(FIRST.ts, "first"), edition=Ts("9.1"))
    assert await threads.read(THREAD) == (a_message(FIRST.ts, "second"),)
    await threads.append(THREAD, a_message(FIRST.ts, "as we know it"))
    assert await threads.read(THREAD) == (a_message(FIRST.ts, "as we know it"),)


async def test_a_deleted_message_stays_deleted_even_if_its_event_comes_late(threads: KeptThreads) -> None:
    await kept(threads, FIRST)
    await threads.remove(THREAD, SECOND.ts)
    await threads.append(THREAD, SECOND)
    assert await threads.read(THREAD) == (FIRST,)


async def test_an_event_of_a_thread_that_is_not_kept_keeps_nothing(threads: KeptThreads, redis: Redis) -> None:
    await threads.append(THREAD, FIRST)
    await threads.remove(THREAD, FIRST.ts)
    await threads.note_latest(THREAD, FIRST.ts)
    assert await redis.keys("*") == []


async def test_what_happens_while_slack_is_being_read_is_newer_than_what_slack_returned(threads: KeptThreads) -> None:
    assert await threads.read(THREAD) is None
    await threads.append(THREAD, THIRD)
    await threads.append(THREAD, a_message(FIRST.ts, "edited"))
    await threads.remove(THREAD, SECOND.ts)
    assert await threads.read(THREAD) is None, "half a thread is no thread"
    assert await threads.keep(THREAD, [FIRST, SECOND])
    assert await threads.read(THREAD) == (a_message(FIRST.ts, "edited"), THIRD)


async def test_what_was_read_without_watching_is_not_kept(threads: KeptThreads) -> None:
    assert not await threads.keep(THREAD, [FIRST])
    assert await threads.read(THREAD) is None
    await threads.drop(THREAD)
    assert not await threads.keep(THREAD, [FIRST])


async def test_after_a_gap_every_thread_of_that_workspace_is_read_again(threads: KeptThreads) -> None:
    await kept(threads, FIRST)
    await threads.mark_gap(TeamId("T2"))
    assert await threads.read(THREAD) == (FIRST,)
    await threads.mark_gap(TEAM)
    assert await threads.read(THREAD) is None
    assert await threads.keep(THREAD, [FIRST, SECOND])
    assert await threads.read(THREAD) == (FIRST, SECOND)


async def test_a_gap_while_slack_is_being_read_counts(threads: KeptThreads) -> None:
    assert await threads.read(THREAD) is None
    await threads.mark_gap(TEAM)
    assert not await threads.keep(THREAD, [FIRST])


async def test_a_latest_reply_that_is_missing_drops_the_thread(threads: KeptThreads) -> None:
    await kept(threads, FIRST, SECOND)
    await threads.note_latest(THREAD, SECOND.ts)
    assert await threads.read(THREAD) == (FIRST, SECOND)
    await threads.note_latest(THREAD, THIRD.ts)
    assert await threads.read(THREAD) is None


async def test_a_dropped_thread_is_gone(threads: KeptThreads) -> None:
    await kept(threads, FIRST)
    await threads.drop(THREAD)
    assert await threads.read(THREAD) is None


@pytest.mark.parametrize("other", [a_thread(channel="C2"), a_thread(team="T2"), a_thread("200.000001")])
async def test_threads_with_equal_ids_elsewhere_know_nothing_of_each_other(threads: KeptThreads, other: object) -> None:
    await kept(threads, FIRST)
    assert isinstance(other, type(THREAD))
    assert await threads.read(other) is None


async def test_messages_are_kept_sealed_and_for_a_time(threads: KeptThreads, redis: Redis) -> None:
    key = keys.messages(THREAD)
    assert await threads.read(THREAD) is None
    assert 0 < await redis.ttl(key) <= READING_SECONDS
    await threads.keep(THREAD, [FIRST])
    assert READING_SECONDS < await redis.ttl(key) <= TTL
    await redis.expire(key, 1)
    await threads.append(THREAD, SECOND)
    assert READING_SECONDS < await redis.ttl(key) <= TTL
    stored = await redis.hvals(key)
    assert all(b"number" not in value for value in stored if isinstance(value, bytes))


async def test_a_value_moved_to_another_message_or_thread_is_not_believed(threads: KeptThreads, redis: Redis) -> None:
    await kept(threads, FIRST, SECOND)
    key = keys.messages(THREAD)
    await redis.hset(key, SECOND.ts, await redis.hget(key, FIRST.ts) or b"")
    assert await threads.read(THREAD) is None
    assert await threads.keep(THREAD, [FIRST, SECOND]), "after that it is read from Slack as ever"
    other = a_thread("200.000001")
    await redis.copy(key, keys.messages(other))
    assert await threads.read(other) is None


async def test_a_thread_sealed_with_a_lost_key_or_by_another_version_is_read_again(
    redis: Redis, threads: KeptThreads, vault: Vault
) -> None:
    await kept(KeptThreads(redis, a_vault("lost"), ttl=TTL), FIRST)
    assert await threads.read(THREAD) is None
    await threads.keep(THREAD, [FIRST])
    key = keys.messages(THREAD)
    await redis.hset(key, FIRST.ts, vault.seal(f"{key}#{FIRST.ts}", b'{"text": 1}'))
    assert await threads.read(THREAD) is None


async def test_with_a_ttl_of_0_nothing_is_kept(redis: Redis, vault: Vault) -> None:
    threads = KeptThreads(redis, vault, ttl=0)
    assert await threads.read(THREAD) is None
    assert not await threads.keep(THREAD, [FIRST])
    await threads.append(THREAD, FIRST)
    await threads.remove(THREAD, FIRST.ts)
    await threads.mark_gap(TEAM)
    await threads.note_latest(THREAD, FIRST.ts)
    assert await threads.read(THREAD) is None
    assert await redis.keys("*") == []


async def test_without_redis_the_store_is_unavailable(vault: Vault) -> None:
    threads = KeptThreads(a_lost_redis(), vault, ttl=TTL)
    for call in (
        threads.read(THREAD),
        threads.keep(THREAD, [FIRST]),
        threads.append(THREAD, FIRST),
        threads.remove(THREAD, FIRST.ts),
        threads.drop(THREAD),
        threads.mark_gap(TEAM),
        threads.note_latest(THREAD, FIRST.ts),
    ):
        with pytest.raises(StoreUnavailable):
            await call
