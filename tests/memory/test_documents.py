import asyncio
import secrets
import zlib
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import Anchor, AnchorKind, Document, FileId, FileRef, Page, PartialTable, Picture, ThreadRef
from bot.memory import documents as room
from bot.memory import keys
from bot.memory.documents import KeptDocuments
from bot.memory.page_scripts import READING_SECONDS
from bot.memory.vault import Vault
from tests.memory.build import TEAM, a_document, a_file, a_thread, a_vault

TTL = 600
HERE, THERE, ABROAD = a_thread(), a_thread("200.000001", channel="C2"), a_thread(team="T2")
FILE, COPY, OTHER = a_file("F1"), a_file("F2"), a_file("F3")
CONTENT = "0a text"
DOCUMENT = Document(
    name="",
    kind="pdf",
    pages=(
        Page(anchor=Anchor(kind=AnchorKind.PAGE, first=1, last=1), markdown="# Q3 revenue", warnings=("a scan",)),
        Page(
            anchor=Anchor(kind=AnchorKind.IMAGE),
            picture=Picture(mimetype="image/png", data=b"\x89\x00\xff", width=1, height=2),
        ),
        Page(anchor=Anchor(kind=AnchorKind.ROWS, first=70_000, last=70_000), markdown="| 70000 | Zenith |", is_found=True),
    ),
    total_pages=2,
    digest="0a",
    partial_table=PartialTable(rows=90_000, columns=("Customer",), sought=("zenith",)),
)


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def documents(redis: Redis, vault: Vault) -> KeptDocuments:
    return KeptDocuments(redis, vault, ttl=TTL)


async def stored(redis: Redis) -> set[str]:
    """The kinds of keys that there are, marks of what was forgotten aside."""
    found = (key.decode() for key in cast("list[bytes]", await redis.keys("*")))
    return {key.split(":")[2] for key in found} - {"gone"}


async def contents(redis: Redis) -> list[bytes]:
    return cast("list[bytes]", await redis.keys("pages:*:content:*"))


async def test_a_document_comes_back_as_it_was_read(documents: KeptDocuments) -> None:
    assert await documents.get(HERE, FILE) is None
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await documents.get(HERE, FILE) == DOCUMENT


@pytest.mark.parametrize(
    ("thread", "file", "content"),
    [(THERE, FILE, ""), (HERE, COPY, CONTENT), (THERE, COPY, CONTENT), (THERE, a_file(updated=2), CONTENT)],
)
async def test_a_content_is_kept_once_for_all_threads_and_files_of_a_workspace(
    documents: KeptDocuments, redis: Redis, thread: ThreadRef, file: FileRef, content: str
) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await documents.get(thread, file, content=content) == DOCUMENT
    assert await documents.get(thread, file) == DOCUMENT
    assert len(await contents(redis)) == 1


async def test_nothing_crosses_a_workspace(documents: KeptDocuments) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await documents.get(ABROAD, FILE) is None
    assert await documents.get(ABROAD, FILE, content=CONTENT) is None


@pytest.mark.parametrize(("file", "content"), [(COPY, ""), (a_file(updated=2), ""), (FILE, "0b text"), (FILE, "0a csv")])
async def test_another_file_version_or_content_is_not_found(documents: KeptDocuments, file: FileRef, content: str) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await documents.get(HERE, file, content=content) is None


async def test_what_was_read_in_another_way_is_not_found(redis: Redis, vault: Vault) -> None:
    before, after = (
        KeptDocuments(redis, vault, ttl=TTL, edition=edition) for edition in (lambda: "no-pictures", lambda: "pictures")
    )
    await before.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await after.get(HERE, FILE) is None
    assert await after.get(HERE, FILE, content=CONTENT) is None


async def test_a_file_without_versions_is_found_by_its_content_alone(documents: KeptDocuments) -> None:
    canvas = FileRef.model_validate({"id": "F1", "mode": "quip"})
    await documents.put(HERE, canvas, DOCUMENT, content=CONTENT)
    assert await documents.get(HERE, canvas) is None
    assert await documents.get(HERE, canvas, content=CONTENT) == DOCUMENT
    assert await documents.forget(HERE) == 1
    assert await documents.get(THERE, canvas, content=CONTENT) is None


async def test_what_a_file_held_before_it_changed_is_let_go_in_every_thread(documents: KeptDocuments, redis: Redis) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content="before")
    assert await documents.get(THERE, FILE) == DOCUMENT
    await documents.put(THERE, a_file(updated=2), DOCUMENT, content="after")
    assert await documents.get(HERE, FILE) is None
    assert len(await contents(redis)) == 1
    assert await documents.get(HERE, a_file(updated=2)) == DOCUMENT


async def test_what_a_file_held_before_it_changed_stays_where_a_copy_has_it(documents: KeptDocuments) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content="before")
    await documents.put(THERE, COPY, DOCUMENT, content="before")
    await documents.put(HERE, a_file(updated=2), DOCUMENT, content="after")
    assert await documents.get(HERE, FILE) is None
    assert await documents.get(THERE, COPY) == DOCUMENT


async def test_a_change_that_left_the_bytes_as_they_were_lets_nothing_go(documents: KeptDocuments) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await documents.get(THERE, a_file(updated=2), content=CONTENT) == DOCUMENT
    assert await documents.forget(THERE) == 1
    assert await documents.get(HERE, a_file(updated=2)) == DOCUMENT


async def test_a_document_is_kept_sealed_compressed_and_for_a_time(documents: KeptDocuments, redis: Redis) -> None:
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown="revenue " * 10_000)
    await documents.put(HERE, FILE, Document(name="", kind="text", pages=(page,)), content=CONTENT)
    (key,) = await contents(redis)
    assert b"0a" not in key.split(b":")
    pages = cast("bytes", await redis.hget(key.decode(), "pages"))
    assert len(pages) < 10_000
    assert b"revenue" not in pages


async def test_everything_lapses_and_what_leads_to_a_content_not_before_it(
    documents: KeptDocuments, redis: Redis, vault: Vault
) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    # With a shorter CONTEXT_TTL than when it was kept.
    await KeptDocuments(redis, vault, ttl=10).get(THERE, COPY, content=CONTENT)
    left = {key: await redis.pttl(key) for key in cast("list[bytes]", await redis.keys("*"))}
    (content,) = await contents(redis)
    assert len(left) == 7
    assert left[content] > (TTL - 60) * 1_000
    assert all(left[content] - 1_000 <= milliseconds <= TTL * 1_000 for milliseconds in left.values())


async def test_what_leads_to_a_content_still_does_when_another_that_lapses_sooner_comes_to_it(
    documents: KeptDocuments, redis: Redis, vault: Vault
) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    await KeptDocuments(redis, vault, ttl=10).put(HERE, COPY, DOCUMENT, content="0b text")
    (index,) = cast("list[bytes]", await redis.keys("pages:*:files:*"))
    assert await redis.ttl(index) > TTL - 60


async def test_being_used_makes_no_document_live_longer(documents: KeptDocuments, redis: Redis) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    (content,) = await contents(redis)
    await redis.expire(content, 100)
    await documents.get(THERE, FILE)
    await documents.put(THERE, COPY, DOCUMENT, content=CONTENT)
    assert await redis.ttl(content) <= 100


# What belongs to a thread alone


FOUND = DOCUMENT.model_copy(update={"pages": DOCUMENT.pages[::-1]})


async def test_what_is_for_one_file_in_one_thread_is_given_to_no_other(documents: KeptDocuments) -> None:
    await documents.put(HERE, FILE, FOUND, content=CONTENT, only_here=True)
    assert await documents.get(HERE, FILE) == await documents.get(HERE, FILE, content=CONTENT) == FOUND
    assert await documents.held(HERE, FILE.id) == FOUND
    for thread, file in ((THERE, FILE), (HERE, COPY), (THERE, COPY)):
        assert await documents.get(thread, file) is None
        assert await documents.get(thread, file, content=CONTENT) is None
        assert await documents.held(thread, file.id) is None


@pytest.mark.parametrize("first", ["own", "shared"])
async def test_it_stands_beside_what_is_for_all_and_comes_before_that_in_its_thread(
    documents: KeptDocuments, redis: Redis, first: str
) -> None:
    for is_own in (True, False) if first == "own" else (False, True):
        await documents.put(HERE, FILE, FOUND if is_own else DOCUMENT, content=CONTENT, only_here=is_own)
    assert await documents.get(HERE, FILE) == await documents.held(HERE, FILE.id) == FOUND
    assert await documents.get(THERE, FILE) == await documents.held(THERE, FILE.id) == DOCUMENT
    assert await documents.get(HERE, COPY, content=CONTENT) == DOCUMENT
    assert len(await contents(redis)) == 1


async def test_a_later_search_takes_the_place_of_an_earlier_one(documents: KeptDocuments) -> None:
    for document in (FOUND, DOCUMENT):
        await documents.put(HERE, FILE, document, content=CONTENT, only_here=True)
    assert await documents.get(HERE, FILE) == DOCUMENT


async def test_it_can_not_be_opened_in_another_place(documents: KeptDocuments, redis: Redis) -> None:
    await documents.put(HERE, FILE, FOUND, content=CONTENT, only_here=True)
    (key,) = [key.decode() for key in await contents(redis)]
    sealed = cast("bytes", await redis.hget(key, keys.reader(HERE, FILE.id)))
    assert b"Zenith" not in sealed
    for elsewhere, thread in (("pages", THERE), (keys.reader(THERE, FILE.id), THERE)):
        await redis.hset(key, elsewhere, sealed)
        assert await documents.get(thread, FILE) is None


@pytest.mark.parametrize("how", ["drop", "forget", "delete"])
async def test_it_goes_with_its_file_and_its_thread_and_those_of_others_stay(
    documents: KeptDocuments, redis: Redis, how: str
) -> None:
    await documents.put(HERE, FILE, FOUND, content=CONTENT, only_here=True)
    await documents.put(THERE, COPY, FOUND, content=CONTENT, only_here=True)
    assert await forgotten(documents, how) == 1
    assert await documents.held(HERE, FILE.id) is None
    assert await documents.get(THERE, COPY) == FOUND
    assert await documents.drop(THERE, [COPY.id]) == 1
    assert await stored(redis) == set()


async def test_a_search_makes_nothing_live_longer(documents: KeptDocuments, redis: Redis) -> None:
    await documents.put(HERE, FILE, FOUND, content=CONTENT, only_here=True)
    (content,) = await contents(redis)
    assert 0 < await redis.ttl(content) <= TTL
    await redis.expire(content, 100)
    await documents.put(THERE, FILE, DOCUMENT, content=CONTENT)
    await documents.put(THERE, FILE, FOUND, content=CONTENT, only_here=True)
    assert await redis.ttl(content) <= 100


# Forgetting


async def test_a_content_lives_as_long_as_one_file_in_one_thread_has_it(documents: KeptDocuments, redis: Redis) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    await documents.get(THERE, FILE)
    await documents.get(THERE, COPY, content=CONTENT)
    assert await documents.drop(HERE, [FILE.id]) == 1
    assert await documents.drop(THERE, [FILE.id, OTHER.id]) == 1
    assert len(await contents(redis)) == 1
    assert await documents.forget(THERE) == 1
    assert await stored(redis) == set()


async def test_a_forgotten_thread_loses_all_its_files_and_no_others(documents: KeptDocuments, redis: Redis) -> None:
    for file in (FILE, OTHER):
        await documents.put(HERE, file, DOCUMENT, content=f"of {file.id}")
    await documents.put(THERE, OTHER, DOCUMENT, content=f"of {OTHER.id}")
    assert await documents.forget(HERE) == 2
    assert await documents.forget(HERE) == 0
    assert await documents.threads_with(TEAM, FILE.id) == []
    assert await documents.threads_with(TEAM, OTHER.id) == [THERE]
    assert await documents.get(THERE, OTHER) == DOCUMENT
    assert len(await contents(redis)) == 1


async def test_a_file_deleted_in_slack_is_gone_in_every_thread_and_its_copies_stay(
    documents: KeptDocuments, redis: Redis
) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    await documents.get(THERE, FILE)
    await documents.get(THERE, COPY, content=CONTENT)
    assert await documents.delete(TEAM, FILE.id) == 1
    assert await documents.delete(TEAM, FILE.id) == 0
    assert await documents.threads_with(TEAM, FILE.id) == []
    assert await documents.get(THERE, COPY) == DOCUMENT
    assert await documents.delete(TEAM, COPY.id) == 1
    assert await stored(redis) == set()


@pytest.mark.parametrize("how", ["drop", "forget", "delete"])
async def test_what_is_forgotten_while_it_is_being_read_is_not_kept(documents: KeptDocuments, redis: Redis, how: str) -> None:
    await forgotten(documents, how)
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await stored(redis) == set()
    for key in cast("list[bytes]", await redis.keys("*")):
        assert 0 < await redis.ttl(key) <= READING_SECONDS
    if how != "delete":
        await documents.put(THERE, FILE, DOCUMENT, content=CONTENT)
        assert await documents.get(HERE, FILE, content=CONTENT) is None
        assert await documents.get(THERE, FILE) == DOCUMENT
        assert await documents.threads_with(TEAM, FILE.id) == [THERE]


async def forgotten(documents: KeptDocuments, how: str) -> int:
    match how:
        case "drop":
            return await documents.drop(HERE, [FILE.id])
        case "forget":
            return await documents.forget(HERE)
        case _:
            return await documents.delete(TEAM, FILE.id)


async def test_no_order_of_keeping_finding_and_forgetting_leaves_a_content_that_nothing_leads_to(
    documents: KeptDocuments, redis: Redis
) -> None:
    threads = [a_thread(f"{number}.000001") for number in range(6)]

    async def one(number: int) -> None:
        thread, file = threads[number % 6], a_file(f"F{number % 4}")
        content = f"content {number % 3}"
        if await documents.get(thread, file, content=content) is None:
            await documents.put(thread, file, DOCUMENT, content=content)
        if number % 5 == 0:
            await documents.drop(thread, [file.id])
        if number % 11 == 0:
            await documents.delete(TEAM, file.id)

    await asyncio.gather(*(one(number) for number in range(60)))
    await asyncio.gather(*(documents.forget(thread) for thread in threads))
    assert await stored(redis) == set()


# What is not kept


@pytest.mark.parametrize("limit", ["MAX_JSON_BYTES", "MAX_SEALED_BYTES"])
async def test_a_document_past_a_limit_is_not_kept(limit: str, documents: KeptDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, limit, 1_000)
    await documents.put(HERE, FILE, a_document(secrets.token_hex(2_000)), content=CONTENT)
    assert await documents.get(HERE, FILE) is None


async def test_a_document_that_can_not_be_read_any_more_is_a_miss_and_makes_room(
    documents: KeptDocuments, redis: Redis, vault: Vault
) -> None:
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    (key,) = [key.decode() for key in await contents(redis)]
    foreign = a_vault("lost").seal(key, b"anything")
    for sealed in (foreign, vault.seal(key, b"not compressed"), vault.seal(key, zlib.compress(b'{"older": true}'))):
        await redis.hset(key, "pages", sealed)
        assert await documents.get(HERE, FILE) is None
        await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
        assert await documents.get(HERE, FILE) == DOCUMENT


async def test_with_a_ttl_of_0_nothing_is_kept(redis: Redis, vault: Vault) -> None:
    documents = KeptDocuments(redis, vault, ttl=0)
    await documents.put(HERE, FILE, DOCUMENT, content=CONTENT)
    assert await documents.get(HERE, FILE) is None
    assert await documents.drop(HERE, [FileId("F1")]) == await documents.delete(TEAM, FileId("F1")) == 0
    assert await redis.keys("*") == []
