import secrets
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import Anchor, AnchorKind, Document, FileId, Page, StoreUnavailable, TeamId
from bot.memory import digests as room
from bot.memory import keys
from bot.memory.digests import TALK_SECONDS, KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.page_scripts import READING_SECONDS
from bot.memory.vault import Vault
from tests.memory.build import TEAM, a_file, a_lost_redis, a_thread, a_vault

TTL = 6 * 3600
THREAD, ELSEWHERE, ABROAD = a_thread(), a_thread("200.000001", channel="C2"), a_thread(team="T2")
FILE, OTHER = FileId("F1"), FileId("F2")
OF_FILE: frozenset[FileId | None] = frozenset({FILE})
OF_OTHER: frozenset[FileId | None] = frozenset({OTHER})
OF_BOTH: frozenset[FileId | None] = frozenset({FILE, OTHER})
OF_TALK: frozenset[FileId | None] = frozenset({None})
OF_TALK_AND_FILE: frozenset[FileId | None] = frozenset({None, FILE})


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def digests(redis: Redis, vault: Vault) -> KeptDigests:
    return KeptDigests(redis, vault, ttl=TTL)


@pytest.mark.parametrize("origins", [OF_FILE, OF_BOTH, OF_TALK, OF_TALK_AND_FILE])
async def test_a_result_comes_back_under_its_key_in_its_thread(digests: KeptDigests, origins: frozenset[FileId | None]) -> None:
    assert await digests.get(THREAD, origins, "k") is None
    await digests.put(THREAD, origins, "k", "- Sold 4,200 [p. 1] …")
    assert await digests.get(THREAD, origins, "k") == "- Sold 4,200 [p. 1] …"
    assert await digests.get(THREAD, origins, "another") is None
    assert await digests.get(THREAD, OF_OTHER, "k") is None
    for thread in (ELSEWHERE, ABROAD, a_thread("200.000001")):
        assert await digests.get(thread, origins, "k") is None


@pytest.mark.parametrize(
    ("origins", "key", "seconds"),
    [(OF_FILE, keys.digests(THREAD), TTL), (OF_TALK, keys.talk_digests(THREAD), TALK_SECONDS)],
)
async def test_it_is_kept_sealed_and_for_a_time_that_later_ones_do_not_prolong(
    redis: Redis, digests: KeptDigests, origins: frozenset[FileId | None], key: str, seconds: int
) -> None:
    await digests.put(THREAD, origins, "k", "the secret")
    (value,) = cast("list[bytes]", await redis.hvals(key))
    assert b"secret" not in value
    assert 0 < await redis.ttl(key) <= seconds
    await redis.expire(key, 100)
    await digests.put(THREAD, origins, "k2", "later")
    assert 0 < await redis.ttl(key) <= 100


async def test_talk_is_kept_no_longer_than_anything(redis: Redis, vault: Vault) -> None:
    await KeptDigests(redis, vault, ttl=60).put(THREAD, OF_TALK, "k", "x")
    assert 0 < await redis.ttl(keys.talk_digests(THREAD)) <= 60


async def test_a_result_does_not_open_under_another_name(redis: Redis, digests: KeptDigests) -> None:
    await digests.put(THREAD, OF_FILE, "k", "x")
    sealed = cast("bytes", await redis.hget(keys.digests(THREAD), "F1:k"))
    await redis.hset(keys.digests(THREAD), mapping={"F1:k2": sealed})
    assert await digests.get(THREAD, OF_FILE, "k2") is None


async def test_a_dropped_file_takes_everything_of_it_along_and_nothing_else(digests: KeptDigests) -> None:
    for origins in (OF_FILE, OF_OTHER, OF_BOTH, OF_TALK, OF_TALK_AND_FILE):
        await digests.put(THREAD, origins, "k", "x")
    await digests.put(ELSEWHERE, OF_FILE, "k", "x")
    await digests.drop(THREAD, [FILE])
    left = [
        origins for origins in (OF_FILE, OF_OTHER, OF_BOTH, OF_TALK, OF_TALK_AND_FILE) if await digests.get(THREAD, origins, "k")
    ]
    assert left == [OF_OTHER, OF_TALK]
    assert await digests.get(ELSEWHERE, OF_FILE, "k") == "x"
    await digests.drop(THREAD, [None])
    assert await digests.get(THREAD, OF_TALK, "k") is None
    assert await digests.get(THREAD, OF_OTHER, "k") == "x"
    await digests.drop(THREAD, [])


async def test_a_file_whose_id_begins_like_another_one_stays(digests: KeptDigests) -> None:
    await digests.put(THREAD, frozenset({FileId("F11")}), "F1:k", "x")
    await digests.drop(THREAD, [FILE])
    assert await digests.get(THREAD, frozenset({FileId("F11")}), "F1:k") == "x"


async def test_what_is_read_of_a_file_while_it_is_dropped_is_not_kept(redis: Redis, vault: Vault, digests: KeptDigests) -> None:
    pages = KeptDocuments(redis, vault, ttl=TTL)
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown="words")
    document = Document(name="a", kind="text", pages=(page,))
    await pages.put(THREAD, a_file(FILE), document, content="words")
    await digests.put(THREAD, OF_FILE, "before", "x")
    assert await digests.get(THREAD, OF_FILE, "before") == "x"
    await pages.drop(THREAD, [FILE])
    await digests.drop(THREAD, [FILE])
    for origins in (OF_FILE, OF_BOTH, OF_TALK_AND_FILE):
        await digests.put(THREAD, origins, "after", "x")
        assert await digests.get(THREAD, origins, "after") is None
    await digests.put(THREAD, OF_OTHER, "after", "x")
    assert await digests.get(THREAD, OF_OTHER, "after") == "x"


async def test_a_forgotten_thread_keeps_nothing_of_what_is_being_read_in_it(redis: Redis, digests: KeptDigests) -> None:
    for origins in (OF_FILE, OF_TALK):
        await digests.put(THREAD, origins, "k", "x")
        await digests.put(ELSEWHERE, origins, "k", "x")
    await digests.forget(THREAD)
    for origins in (OF_FILE, OF_TALK):
        assert await digests.get(THREAD, origins, "k") is None
        await digests.put(THREAD, origins, "late", "x")
        assert await digests.get(THREAD, origins, "late") is None
        assert await digests.get(ELSEWHERE, origins, "k") == "x"
    assert 0 < await redis.ttl(keys.gone(THREAD)) <= READING_SECONDS


async def test_talk_is_forgotten_in_a_whole_workspace_and_files_are_not(digests: KeptDigests) -> None:
    for thread in (THREAD, ELSEWHERE, ABROAD):
        for origins in (OF_FILE, OF_TALK):
            await digests.put(thread, origins, "k", "x")
    await digests.forget_talk(TEAM)
    for thread in (THREAD, ELSEWHERE):
        assert await digests.get(thread, OF_TALK, "k") is None
        assert await digests.get(thread, OF_FILE, "k") == "x"
        await digests.put(thread, OF_TALK, "late", "x")
        assert await digests.get(thread, OF_TALK, "late") is None
    assert await digests.get(ABROAD, OF_TALK, "k") == "x"
    await digests.forget_talk(TeamId("T9"))


async def test_the_threads_of_a_file_are_known_by_what_was_noted_down_of_it(
    redis: Redis, vault: Vault, digests: KeptDigests
) -> None:
    await digests.put(THREAD, OF_BOTH, "k", "x")
    found = await KeptDocuments(redis, vault, ttl=TTL).threads_with(TEAM, OTHER)
    assert [thread.key for thread in found] == [THREAD.key]


async def test_what_is_too_large_to_be_a_result_is_not_kept(digests: KeptDigests) -> None:
    await digests.put(THREAD, OF_FILE, "k", "x" * (room.MAX_BYTES + 1))
    assert await digests.get(THREAD, OF_FILE, "k") is None


async def test_what_can_not_be_opened_any_more_is_a_miss(redis: Redis, digests: KeptDigests) -> None:
    await KeptDigests(redis, Vault([("lost", secrets.token_bytes(32))]), ttl=TTL).put(THREAD, OF_FILE, "k", "x")
    assert await digests.get(THREAD, OF_FILE, "k") is None


async def test_with_a_ttl_of_0_nothing_is_kept(redis: Redis, vault: Vault) -> None:
    digests = KeptDigests(redis, vault, ttl=0)
    await digests.put(THREAD, OF_FILE, "k", "x")
    assert await digests.get(THREAD, OF_FILE, "k") is None
    await digests.drop(THREAD, [FILE])
    await digests.forget(THREAD)
    await digests.forget_talk(TEAM)
    assert await redis.keys("*") == []


async def test_a_lost_store_is_told(vault: Vault) -> None:
    digests = KeptDigests(a_lost_redis(), vault, ttl=TTL)
    for call in (
        digests.get(THREAD, OF_FILE, "k"),
        digests.put(THREAD, OF_FILE, "k", "x"),
        digests.drop(THREAD, [FILE]),
        digests.forget(THREAD),
        digests.forget_talk(TEAM),
    ):
        with pytest.raises(StoreUnavailable):
            await call
