import secrets
import zlib

import pytest
from redis.asyncio import Redis

from bot.language import Anchor, AnchorKind, Document, FileId, Page, PartialTable, Picture
from bot.memory import documents as room
from bot.memory import keys
from bot.memory.documents import KeptDocuments
from bot.memory.vault import Vault
from tests.memory.build import a_thread, a_vault

TTL = 600
THREAD = a_thread()
FILE = FileId("F1")
DOCUMENT = Document(
    name="Q3.pdf",
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
    partial_table=PartialTable(rows=90_000, columns=("Customer",), sought=("zenith",)),
)


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def documents(redis: Redis, vault: Vault) -> KeptDocuments:
    return KeptDocuments(redis, vault, ttl=TTL)


async def test_a_document_comes_back_as_it_was_read(documents: KeptDocuments) -> None:
    assert await documents.get(THREAD, FILE) is None
    await documents.put(THREAD, FILE, DOCUMENT)
    assert await documents.get(THREAD, FILE) == DOCUMENT


async def test_a_document_is_kept_for_its_thread_alone(documents: KeptDocuments) -> None:
    await documents.put(THREAD, FILE, DOCUMENT)
    for thread in (a_thread(channel="C2"), a_thread(team="T2"), a_thread("200.000001")):
        assert await documents.get(thread, FILE) is None
    assert await documents.get(THREAD, FileId("F2")) is None


async def test_a_document_is_kept_sealed_compressed_and_for_a_time(documents: KeptDocuments, redis: Redis) -> None:
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown="revenue " * 10_000)
    await documents.put(THREAD, FILE, Document(name="a", kind="text", pages=(page,)))
    key = keys.document(THREAD, FILE)
    stored = await redis.get(key)
    assert isinstance(stored, bytes)
    assert len(stored) < 10_000
    assert b"revenue" not in stored
    assert 0 < await redis.ttl(key) <= TTL


async def test_a_document_dropped_while_it_is_being_read_is_not_kept(documents: KeptDocuments, redis: Redis) -> None:
    await documents.drop(THREAD, [FILE])
    await documents.put(THREAD, FILE, DOCUMENT)
    assert await documents.get(THREAD, FILE) is None
    assert 0 < await redis.ttl(keys.document(THREAD, FILE)) <= room.READING_SECONDS


@pytest.mark.parametrize("limit", ["MAX_JSON_BYTES", "MAX_SEALED_BYTES"])
async def test_a_document_past_a_limit_is_not_kept(limit: str, documents: KeptDocuments, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, limit, 1_000)
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown=secrets.token_hex(2_000))
    await documents.put(THREAD, FILE, Document(name="a", kind="text", pages=(page,)))
    assert await documents.get(THREAD, FILE) is None


async def test_a_document_that_can_not_be_read_any_more_is_a_miss(documents: KeptDocuments, redis: Redis, vault: Vault) -> None:
    key = keys.document(THREAD, FILE)
    await KeptDocuments(redis, a_vault("lost"), ttl=TTL).put(THREAD, FILE, DOCUMENT)
    assert await documents.get(THREAD, FILE) is None
    for content in (b"not compressed", zlib.compress(b'{"older": true}')):
        await redis.set(key, vault.seal(key, content))
        assert await documents.get(THREAD, FILE) is None


async def test_with_a_ttl_of_0_nothing_is_kept(redis: Redis, vault: Vault) -> None:
    documents = KeptDocuments(redis, vault, ttl=0)
    await documents.put(THREAD, FILE, DOCUMENT)
    assert await documents.get(THREAD, FILE) is None
    assert await redis.keys("*") == []
