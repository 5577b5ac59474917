"""From any file to a Document or a reason, through real worker processes."""

import gzip
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.documents import ocr
from bot.documents import reader as room
from bot.documents.reader import EXTRACTORS, Reader
from bot.language import FileUnreadable, PasswordNeeded
from bot.language.speech import language, speaking
from tests.documents import samples
from tests.documents.files import CORPUS, archive, corpus, image, pdf, png_bomb
from tests.documents.members import mail, tarred, zipped

HOSTILE = "tests.documents.hostile:"
NOISE = bytes(range(256)) * 40
BEGINNINGS = (
    pdf("Words")[:400],
    image()[:80],
    b"PK\x03\x04",
    zipped({"a.txt": b"words"}),
    zipped({"a.txt": b"words"})[:-30],
    tarred({"a.txt": b"words"}, mode="w:gz"),
    tarred({"a.txt": b"words"})[:600],
    mail(a_txt=b"words").as_bytes()[:-40],
    b"Content-Type: multipart/mixed; boundary=a\nMIME-Version: 1.0\nSubject:\n\n--a\n",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)

# Worker processes belong to their event loop: one loop for the tests that share a reader keeps them warm.
shared_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    reader = Reader()
    yield reader
    await reader.aclose()


async def _reason(reader: Reader, path: Path, name: str) -> str:
    with pytest.raises(FileUnreadable) as raised:
        await reader.read(path, name=name)
    return raised.value.sentence


def _written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "download"
    path.write_bytes(data)
    return path


@shared_loop
@pytest.mark.parametrize(
    ("data", "name", "kind", "anchor"),
    [
        (b"some words", "a.txt", "text", "lines 1"),
        (b'{"a": [1]}', "a.json", "text", "lines 1"),
        ("Grüße".encode("utf-16"), "a.txt", "text", "lines 1"),
        (b"a,b\n1,2\n", "a.csv", "csv", "rows 1-2"),
        (b"<!doctype html><p>words", "a", "html", "whole"),
        (b"# Terms\n\nwords", "a.md", "markdown", "§ Terms"),
        (samples.VTT.encode(), "a.txt", "transcript", "0:01"),
        (json.dumps(samples.NOTEBOOK).encode(), "a.ipynb", "notebook", "cell 1"),
        (samples.epub({"a.xhtml": "<h1>One</h1><p>words"}), "a.epub", "epub", "§ One"),
        (pdf("Words"), "a.pdf", "pdf", "p. 1"),
        (pdf("Words"), "a.txt", "pdf", "p. 1"),
        (image(), "a.png", "image", "image"),
    ],
)
async def test_every_kind_is_read(reader: Reader, tmp_path: Path, data: bytes, name: str, kind: str, anchor: str) -> None:
    document = await reader.read(_written(tmp_path, data), name=name)
    assert (document.name, document.kind, str(document.pages[0].anchor)) == (name, kind, anchor)
    assert document.seconds >= 0


@shared_loop
@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.pdf", "empty file"),
        (b"\n\n", "a.txt", "empty file"),
        (archive("Index/Document.iwa"), "plan.key", "unsupported format (Keynote)"),
        (archive(), "a.zip", "nothing readable in it"),
        (b"ID3\x03" + NOISE, "a.mp3", "unsupported format (audio)"),
        (NOISE, "garbage.txt", "unsupported format (binary data)"),
        (png_bomb(50_000), "a.png", "too many pixels: please share it smaller"),
        (pdf("Words")[:200], "a.pdf", "damaged PDF: please export and share it again"),
    ],
)
async def test_every_refusal_has_its_reason(reader: Reader, tmp_path: Path, data: bytes, name: str, reason: str) -> None:
    assert (await _reason(reader, _written(tmp_path, data), name)).startswith(reason)


@shared_loop
async def test_a_file_that_is_gone_is_a_reason(reader: Reader, tmp_path: Path) -> None:
    assert await _reason(reader, tmp_path / "gone", "a.txt") == "the file could not be opened"


@shared_loop
async def test_reading_twice_gives_the_same(reader: Reader, tmp_path: Path) -> None:
    path = _written(tmp_path, pdf("One", "Two"))
    first, second = [await reader.read(path, name="a.pdf") for _ in range(2)]
    assert first.pages == second.pages


@shared_loop
async def test_a_name_that_can_not_be_stored_is_mended(reader: Reader, tmp_path: Path) -> None:
    document = await reader.read(_written(tmp_path, b"words"), name="a\ud800\0.txt", password="\ud800")
    assert document.name == "a.txt"
    document.model_dump_json()


@shared_loop
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=600) | st.tuples(st.sampled_from(BEGINNINGS), st.binary()).map(b"".join),
    name=st.sampled_from(["a.txt", "a.pdf", "a.csv", "a.html", "a.png", "a.eml", "a.msg", "a"]),
)
async def test_any_bytes_are_a_document_or_a_reason(reader: Reader, tmp_path: Path, data: bytes, name: str) -> None:
    with suppress(FileUnreadable):
        (await reader.read(_written(tmp_path, data), name=name)).model_dump_json()


@pytest.mark.parametrize(("first", "detail"), [("abort", "exit status -6"), ("hang", "hang")], ids=["aborting", "hanging"])
async def test_a_file_that_kills_every_extractor_is_given_up_and_the_next_is_read(
    tmp_path: Path, first: str, detail: str
) -> None:
    reader = Reader(processes=1, seconds=0.6, extractors={"text": (HOSTILE + first,), "csv": (HOSTILE + "read",)})
    path = _written(tmp_path, b"words")
    with pytest.raises(FileUnreadable) as raised:
        await reader.read(path, name="a.txt")
    assert detail in raised.value.detail
    assert (await reader.read(path, name="a.csv")).pages[0].markdown == "words"
    await reader.aclose()


async def test_the_reason_for_slowness_names_the_whole_time(tmp_path: Path) -> None:
    reader = Reader(seconds=1.0, extractors={"text": (HOSTILE + "hang", HOSTILE + "hang")})
    assert (
        await _reason(reader, _written(tmp_path, b"words"), "a.txt")
        == "took longer than 1 seconds to read: please share a part of it"
    )


@pytest.mark.parametrize("first", ["abort", "hang"])
async def test_the_next_extractor_reads_what_killed_the_one_before(tmp_path: Path, first: str) -> None:
    reader = Reader(seconds=2.0, extractors={"text": (HOSTILE + first, HOSTILE + "read")})
    assert (await reader.read(_written(tmp_path, b"words"), name="a.txt")).pages[0].markdown == "words"
    await reader.aclose()


async def test_a_machine_that_starts_no_process_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))
    assert await _reason(Reader(), _written(tmp_path, b"words"), "a.txt") == "could not be read just now"


async def test_the_time_that_reading_took_is_told(tmp_path: Path) -> None:
    ticks = iter([10.0, 12.5])
    reader = Reader(clock=lambda: next(ticks))
    assert (await reader.read(_written(tmp_path, b"words"), name="a.txt")).seconds == 2.5
    await reader.aclose()


@pytest.mark.parametrize(
    ("data", "first", "second", "same"),
    [
        (pdf("Words"), "a.pdf", "b.txt", True),
        (b"a,b\n1,2\n", "a.csv", "b.csv", True),
        (b"a,b\n1,2\n", "a.csv", "a.txt", False),
        (zipped({"a.txt": b"words"}), "a.zip", "b.zip", True),
        # What is in there is called after the file.
        (gzip.compress(b"a,b", mtime=0), "a.csv.gz", "b.csv.gz", False),
        (gzip.compress(b"a,b", mtime=0), "a", "b", False),
    ],
)
async def test_equal_bytes_of_one_sort_are_read_alike(tmp_path: Path, data: bytes, first: str, second: str, same: bool) -> None:
    reader, path = Reader(), _written(tmp_path, data)
    assert (await reader.sort(path, name=first) == await reader.sort(path, name=second)) is same


async def test_nothing_has_no_sort(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="empty file"):
        await Reader().sort(_written(tmp_path, b""), name="a.txt")


def test_every_setting_and_extra_that_decides_what_is_read_makes_another_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = [Reader(), Reader(seconds=5), Reader(memory=2**30), Reader(max_characters=10), Reader(pictures=False)]
    editions = {reader.edition for reader in readers}
    assert len(editions) == len(readers)
    assert Reader().edition in editions
    with speaking(language("de")):
        assert Reader().edition not in editions
    assert ocr.LIBRARY in room.OPTIONAL
    monkeypatch.setattr(room, "OPTIONAL", ("json",))
    with_it = Reader().edition
    monkeypatch.setattr(room, "OPTIONAL", ("no_such_library",))
    assert Reader().edition != with_it


def test_the_bots_own_process_loads_no_parser() -> None:
    heavy = "{'liteparse', 'PIL', 'pypdfium2', 'html_to_markdown', 'charset_normalizer'}"
    program = f"import sys, bot.documents.reader, bot.operations.report; print(*{heavy} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert loaded.stdout.strip() == ""


def test_every_extractor_of_the_table_is_there() -> None:
    from importlib import import_module

    for extractor in sum(EXTRACTORS.values(), ()):
        module, _, function = extractor.partition(":")
        assert callable(getattr(import_module(module), function))


@shared_loop
async def test_an_encrypted_pdf_asks_for_its_password(reader: Reader) -> None:
    path = corpus("encrypted-abc.pdf")
    with pytest.raises(PasswordNeeded):
        await reader.read(path, name="a.pdf")
    assert (await reader.read(path, name="a.pdf", password="abc")).total_pages == 1


async def _outcome(reader: Reader, path: Path) -> str:
    try:
        document = await reader.read(path, name=path.name)
    except FileUnreadable as error:
        return error.sentence
    return "read" if document.pages else ""


@shared_loop
async def test_every_file_of_the_corpus_is_read_or_refused_with_a_reason(reader: Reader) -> None:
    corpus("test.pdf")
    for path in sorted(CORPUS.iterdir()):
        if path.is_file():
            sentence = await _outcome(reader, path)
            assert sentence.startswith(("read", "unsupported format (", "password-protected"))
