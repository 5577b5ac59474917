"""Files inside files: read to their depth, within one allowance, and nothing of them left behind."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.documents import reader as room
from bot.documents.job import Job, Member, Opened
from bot.documents.reader import DEEPEST, EXTRACTORS, MEMBERS, Reader
from bot.language import Anchor, AnchorKind, Document, FileUnreadable, Page, PasswordNeeded, Unread, phrases
from bot.language.speech import language, speaking
from tests.documents.files import image, pdf
from tests.documents.members import Contents, locked, mail, tarred, zipped

HOSTILE = "tests.documents.hostile:"
HERE = "tests.documents.test_reader_children:"

# Worker processes belong to their event loop: one loop for the tests that share a reader keeps them warm.
shared_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[Reader]:
    reader = Reader()
    yield reader
    await reader.aclose()


def told(document: Document | Unread) -> dict[str, str]:
    """Every file at any depth by its name: its kind, or why it was not read."""
    if isinstance(document, Unread):
        return {document.name: document.reason}
    found = {document.name: document.kind}
    for child in document.children:
        found |= told(child)
    return found


def entries(folder: Path, pattern: str = "*") -> list[str]:
    return [entry.name for entry in folder.glob(pattern)]


async def _read(reader: Reader, folder: Path, data: bytes, name: str, *, password: str | None = None) -> Document:
    path = folder / "download"
    path.write_bytes(data)
    document = await reader.read(path, name=name, password=password)
    assert entries(folder) == ["download"]
    return document


@shared_loop
async def test_members_of_every_kind_are_read_and_named_by_their_path(reader: Reader, tmp_path: Path) -> None:
    contents = {
        "reports/q3.pdf": pdf("Figures"),
        "photo.png": image(),
        "data.csv": b"a,b\n1,2\n",
        "empty.txt": b"",
        "noise.bin": bytes(range(256)) * 40,
    }
    document = await _read(reader, tmp_path, zipped(contents), "all.zip")
    found = told(document)
    assert found.pop("all.zip/noise.bin").startswith("unsupported format (binary data)")
    assert found == {
        "all.zip": "archive",
        "all.zip/reports/q3.pdf": "pdf",
        "all.zip/photo.png": "image",
        "all.zip/data.csv": "csv",
        "all.zip/empty.txt": phrases.EMPTY_FILE,
    }
    assert type(document) is Document
    first = document.children[0]
    assert isinstance(first, Document)
    assert first.pages[0].markdown == "Figures"


@shared_loop
async def test_a_mail_in_an_archive_in_a_mail_is_read(reader: Reader, tmp_path: Path) -> None:
    inner = mail("inner words", q3_txt=b"words").as_bytes()
    outer = mail("outer words", all_tgz=tarred({"a.eml": inner}, mode="w:gz"))
    assert told(await _read(reader, tmp_path, outer.as_bytes(), "m.eml")) == {
        "m.eml": "email",
        "m.eml/all.tgz": "archive",
        "m.eml/all.tgz/a.eml": "email",
        "m.eml/all.tgz/a.eml/q3.txt": "text",
    }


@shared_loop
async def test_archives_inside_each_other_are_opened_to_their_depth(reader: Reader, tmp_path: Path) -> None:
    data = zipped({"a.txt": b"words"})
    for _ in range(DEEPEST):
        data = zipped({"in.zip": data, "beside.txt": b"words"})
    found = told(await _read(reader, tmp_path, data, "top.zip"))
    deepest = "top.zip" + "/in.zip" * DEEPEST
    assert found[deepest] == phrases.TOO_DEEP
    assert found[deepest.removesuffix("in.zip") + "beside.txt"] == "text"


@shared_loop
async def test_so_many_members_are_read_at_all_depths_together(reader: Reader, tmp_path: Path) -> None:
    inner = zipped({f"{number}.txt": b"words" for number in range(MEMBERS)})
    contents = {"in.zip": inner, **{f"{number}.txt": b"words" for number in range(9)}}
    document = await _read(reader, tmp_path, zipped(contents), "top.zip")
    found = told(document)
    assert len(found) == MEMBERS + 1
    nested = document.children[0]
    assert isinstance(nested, Document)
    assert nested.warnings == (phrases.MORE_MEMBERS.format(count=10),)


@shared_loop
async def test_a_zip_of_ten_thousand_files_is_read_in_part_and_says_so(reader: Reader, tmp_path: Path) -> None:
    document = await _read(reader, tmp_path, zipped({f"{number}.txt": b"words" for number in range(10_000)}), "top.zip")
    assert len(document.children) == MEMBERS
    assert document.warnings == (phrases.MORE_MEMBERS.format(count=10_000 - MEMBERS),)


@shared_loop
async def test_the_disk_is_shared_at_all_depths(reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "UNPACKED_BYTES", 3000)
    inner = zipped({"large.txt": b"x" * 2900})
    found = told(await _read(reader, tmp_path, zipped({"in.zip": inner, "a.txt": b"y" * 1000}), "top.zip"))
    assert found == {
        "top.zip": "archive",
        "top.zip/in.zip": "archive",
        "top.zip/in.zip/large.txt": phrases.UNPACKS_TOO_LARGE,
        "top.zip/a.txt": "text",
    }


@shared_loop
async def test_the_password_opens_members_too_and_its_lack_is_a_reason(reader: Reader, tmp_path: Path) -> None:
    contents = {"locked.zip": locked(zipped({"a.txt": b"words"})), "a.txt": b"words"}
    found = told(await _read(reader, tmp_path, zipped(contents), "top.zip"))
    assert found["top.zip/locked.zip"] == phrases.PASSWORD_PROTECTED
    with pytest.raises(PasswordNeeded):
        await _read(reader, tmp_path, contents["locked.zip"], "locked.zip", password="wrong")


async def test_all_members_share_the_characters(tmp_path: Path) -> None:
    reader = Reader(max_characters=200)
    contents = {"a.txt": b"a" * 100, "b.txt": b"b" * 100, "c.txt": b"c" * 100}
    document = await _read(reader, tmp_path, zipped(contents), "top.zip")
    first, second, third = document.children
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert not first.warnings
    assert sum(len(page.markdown) for page in (*document.pages, *first.pages, *second.pages)) == 200
    assert third == Unread(name="top.zip/c.txt", reason=phrases.NO_SPACE_LEFT)
    await reader.aclose()


async def test_a_member_that_hangs_or_dies_costs_no_other(tmp_path: Path) -> None:
    for deed, reason in (("hang", phrases.TOO_SLOW_TO_READ.format(seconds=1)), ("abort", phrases.CRASHED_READER)):
        extractors = {**EXTRACTORS, "csv": (HOSTILE + deed,)}
        reader = Reader(seconds=2.4, extractors=extractors)
        contents = {"a.csv": b"a,b", "b.txt": b"words"}
        found = told(await _read(reader, tmp_path, zipped(contents), "top.zip"))
        assert (found["top.zip/a.csv"], found["top.zip/b.txt"]) == (reason, "text")
        await reader.aclose()


async def test_members_that_hang_share_one_time(tmp_path: Path) -> None:
    reader = Reader(seconds=1.5, extractors={**EXTRACTORS, "text": (HOSTILE + "hang",)})
    found = told(await _read(reader, tmp_path, zipped({f"{number}.txt": b"words" for number in range(9)}), "top.zip"))
    assert found["top.zip/0.txt"] == "took longer than 1 seconds to read: please share a part of it"
    assert found["top.zip/8.txt"] == phrases.NO_TIME_LEFT
    await reader.aclose()


async def test_stopping_leaves_nothing_of_what_was_unpacked(tmp_path: Path) -> None:
    reader = Reader(extractors={**EXTRACTORS, "text": (HOSTILE + "hang",)})
    path = tmp_path / "download"
    path.write_bytes(zipped({"a.txt": b"words"}))
    task = asyncio.create_task(reader.read(path, name="top.zip"))
    while not entries(tmp_path, "members-*/0"):  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert entries(tmp_path) == ["download"]
    await reader.aclose()


async def test_no_more_files_lie_unpacked_at_a_time_than_there_are_workers(tmp_path: Path) -> None:
    reader = Reader(processes=1)
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, len(entries(tmp_path, "*/members-*")))
            await asyncio.sleep(0.001)

    watching = asyncio.create_task(watch())
    folders = [tmp_path / str(number) for number in range(4)]
    for folder in folders:
        folder.mkdir()
    await asyncio.gather(*(_read(reader, folder, zipped({"a.txt": b"words"}), "top.zip") for folder in folders))
    watching.cancel()
    assert most == 1
    await reader.aclose()


def lie(_job: Job) -> Document:
    """What a worker could send that a file has taken over: members that are links, folders, or nowhere, and too many."""
    assert _job.scratch
    (_job.scratch.folder / "0").symlink_to("/etc/passwd")
    (_job.scratch.folder / "1").mkdir()
    members = [Member(name=f"{number}\0", file=str(number)) for number in range(60)]
    page = Page(anchor=Anchor(kind=AnchorKind.WHOLE), markdown="words")
    return Opened(name="", kind="archive", pages=(page,), members=tuple(members))


async def test_a_worker_that_lies_about_members_gains_nothing(tmp_path: Path) -> None:
    reader = Reader(extractors={**EXTRACTORS, "zip": (HERE + "lie",)})
    document = await _read(reader, tmp_path, zipped({}), "top.zip")
    assert len(document.children) == MEMBERS
    assert {child.reason for child in document.children if isinstance(child, Unread)} == {phrases.CANNOT_OPEN}
    assert document.children[0].name == "top.zip/0"
    await reader.aclose()


@pytest.mark.parametrize("file", ["../1", "a", "", "1\n", "1234567"])
def test_a_members_file_is_a_number(file: str) -> None:
    with pytest.raises(ValueError, match="file"):
        Member(name="a", file=file)


async def test_a_disk_that_takes_no_folder_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_options: object) -> None:
        raise OSError

    monkeypatch.setattr(room, "TemporaryDirectory", fail)
    contents: Contents = {"a.txt": b"words"}
    path = tmp_path / "download"
    path.write_bytes(zipped(contents))
    with pytest.raises(FileUnreadable, match="OSError"):
        await Reader().read(path, name="top.zip")


@shared_loop
async def test_what_is_wrong_with_a_file_is_said_in_the_language_in_force(reader: Reader, tmp_path: Path) -> None:
    data = zipped(
        {"leer.txt": b"", "kaputt.pdf": b"%PDF-1.7 nothing", "schrift.ttf": b"\0\1\0\0\0\x0c\0\x80\0\3\0@" + bytes(200)}
    )
    with speaking(language("de")):
        german = await _read(reader, tmp_path, data, "a.zip")
    english = await _read(reader, tmp_path, data, "a.zip")
    assert [child.reason for child in german.children if isinstance(child, Unread)] == [
        "leere Datei",
        "beschädigt (PDF): bitte noch einmal exportieren und teilen",
        "nicht unterstütztes Format (Schriftart)",
    ]
    assert [child.reason for child in english.children if isinstance(child, Unread)] == [
        "empty file",
        "damaged PDF: please export and share it again",
        "unsupported format (font)",
    ]
    assert [page.markdown for page in german.pages] == [page.markdown for page in english.pages]
    assert [str(page.anchor) for page in german.pages] == [str(page.anchor) for page in english.pages]
