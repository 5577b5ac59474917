"""Files of a thread → read files, with the reason for each that is not."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from bot.answering.reading import ReadFile, Reading, shared_files
from bot.language import (
    CLIP,
    TRANSCRIPT,
    Anchor,
    AnchorKind,
    Document,
    FileId,
    FileRef,
    FileUnreadable,
    Locked,
    Page,
    PartialTable,
    PasswordNeeded,
    Question,
    StoreUnavailable,
    Surface,
    Unread,
    phrases,
)
from bot.telemetry import Telemetry
from tests.answering.conftest import QUESTION, UNREADABLE, MakeReading, Memory, OneLineReader, Thread, file, turn
from tests.answering.test_tables import rows

ELSEWHERE = QUESTION.model_copy(update={"thread": QUESTION.thread.model_copy(update={"channel": "C2"})})


async def test_every_file_is_read_oldest_first(reading: MakeReading) -> None:
    turns = [turn("", file("F1"), file("F2")), turn("", file("F3"))]
    thread = Thread(contents={"F1": "one", "F2": "two", "F3": "three"})
    read = await reading().read(QUESTION, turns, thread)
    assert [one.name for one in read] == ["F1.txt", "F2.txt", "F3.txt"]
    assert [one.document.pages[0].markdown for one in read if one.document] == ["one", "two", "three"]
    assert not [one.reason for one in read if one.reason]


async def test_the_same_file_shared_twice_is_read_once(reading: MakeReading) -> None:
    thread = Thread(contents={"F1": "one", "F2": "two"})
    read = await reading().read(QUESTION, [turn("", file("F1")), turn("", file("F2")), turn("", file("F1"))], thread)
    assert sorted(thread.fetched) == ["F1", "F2"]
    assert [one.name for one in read] == ["F2.txt", "F1.txt"]


async def test_files_beyond_the_limit_are_named_and_the_newest_are_read(reading: MakeReading) -> None:
    thread = Thread(contents={"F2": "two", "F3": "three"})
    read = await reading(most=2).read(QUESTION, [turn("", *(file(f"F{number}") for number in (1, 2, 3)))], thread)
    assert [(one.name, one.reason) for one in read] == [
        ("F1.txt", phrases.TOO_MANY_FILES.format(most=2)),
        ("F2.txt", None),
        ("F3.txt", None),
    ]
    assert sorted(thread.fetched) == ["F2", "F3"]


async def test_a_file_that_fails_gives_its_reason_and_holds_no_other_up(reading: MakeReading, telemetry: Telemetry) -> None:
    thread = Thread(contents={"F1": FileUnreadable(phrases.FILE_GONE), "F2": "two", "F3": str(UNREADABLE)})
    read = await reading().read(QUESTION, [turn("", file("F1"), file("F2"), file("F3"))], thread)
    assert [one.reason for one in read] == [phrases.FILE_GONE, None, UNREADABLE.sentence]
    assert telemetry.counts["files", "not read"] == 2
    assert telemetry.counts["files", "text"] == 1


async def test_a_file_that_failed_is_tried_again_for_the_next_question(reading: MakeReading, shelf: Memory) -> None:
    thread = Thread(contents={"F1": FileUnreadable(phrases.FILE_NOT_DELIVERED)})
    await reading().read(QUESTION, [turn("", file("F1"))], thread)
    assert not shelf.contents
    thread.contents["F1"] = "one"
    (read,) = await reading().read(QUESTION, [turn("", file("F1"))], thread)
    assert read.document
    assert thread.fetched == ["F1", "F1"]


@pytest.mark.parametrize("content", ["one", str(UNREADABLE)])
async def test_a_stub_has_the_name_that_is_known_once_it_was_asked_for(reading: MakeReading, content: str) -> None:
    thread = Thread(contents={"F1": content})
    thread.completed["F1"] = file("F1", "plan.key")
    stub = file("F1").model_copy(update={"name": None, "mode": "file_access"})
    (read,) = await reading().read(QUESTION, [turn("", stub)], thread)
    assert read.name == "plan.key"


async def test_a_shelf_out_of_reach_is_no_fault_of_the_file(reading: MakeReading, shelf: Memory) -> None:
    shelf.error = StoreUnavailable(phrases.STORE_UNAVAILABLE)
    with pytest.raises(StoreUnavailable):
        await reading().read(QUESTION, [turn("", file("F1"))], Thread(contents={"F1": "one"}))


async def test_nothing_of_a_file_is_left_on_the_disk(reading: MakeReading, tmp_path: Path) -> None:
    thread = Thread(contents={"F1": "one", "F2": str(UNREADABLE), "F3": FileUnreadable(phrases.FILE_GONE)})
    await reading().read(QUESTION, [turn("", file("F1"), file("F2"), file("F3"))], thread)
    assert not os.listdir(tmp_path)  # noqa: PTH208 - an empty folder, no waiting


async def test_what_a_file_carries_follows_it_and_counts_with_it(reading: MakeReading, shelf: Memory) -> None:
    inner = Document(name="/b.zip", kind="archive", children=(Unread(name="/b.zip/c.key", reason="unsupported"),))
    await shelf.put(QUESTION.thread, file("F1", "a.zip"), Document(name="", kind="archive", children=(inner,)), content="zip")
    turns = [turn("", file("F1", "a.zip"), file("F2"))]
    read = await reading(most=2).read(QUESTION, turns, Thread(contents={"F2": "two"}))
    assert [(one.name, one.reason) for one in read] == [
        ("a.zip", None),
        ("a.zip/b.zip", None),
        ("a.zip/b.zip/c.key", "unsupported"),
        ("F2.txt", None),
    ]


# Tables of which not all rows are shown


class Searcher:
    """Reads a table of which it shows two rows, and one for what is sought; what is `whole` it shows all of."""

    def __init__(self) -> None:
        self.sought: list[tuple[str, ...]] = []

    async def sort(self, path: Path, *, name: str, mimetype: str | None = None) -> str:
        return "csv"

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        self.sought.append(tuple(sought))
        if path.read_text() == "whole":  # noqa: ASYNC240 - a few bytes
            return Document(name=name, kind="csv", pages=(rows(1, 3),), total_pages=1)
        found = [rows(100 * len(words), 100 * len(words), is_found=True) for words in sought]
        return Document(
            name=name,
            kind="csv",
            pages=(rows(1, 2), *found, rows(9000, 9000)),
            total_pages=9,
            partial_table=PartialTable(rows=9000, columns=("Amount",), sought=tuple(sought)),
        )


@pytest.fixture
def searcher() -> Searcher:
    return Searcher()


@pytest.fixture
def searching(searcher: Searcher, shelf: Memory, telemetry: Telemetry, tmp_path: Path) -> Reading:
    return Reading(searcher, shelf, most=10, folder=tmp_path, telemetry=telemetry)


def _anchors(read: Sequence[ReadFile]) -> list[str]:
    (file,) = read
    return [str(page.anchor) for page in file.document.pages] if file.document else []


async def test_a_follow_up_that_names_something_has_the_table_searched_for_it(
    searching: Reading, searcher: Searcher, shelf: Memory
) -> None:
    turns, thread = [turn("", file("F1"))], Thread(contents={"F1": "long"})
    first = await searching.read(QUESTION, turns, thread, sought=("acme",))
    assert _anchors(first) == ["rows 1-2", "rows 400", "rows 9000"]
    second = await searching.read(QUESTION, turns, thread, sought=("zenith",))
    assert _anchors(second) == ["rows 1-2", "rows 400", "rows 600", "rows 9000"]
    assert searcher.sought == [("acme",), ("zenith",)]
    assert thread.fetched == ["F1", "F1"]
    assert not shelf.contents
    (kept,) = shelf.own.values()
    assert second[0].document
    assert kept == second[0].document.model_copy(update={"name": ""})


@pytest.mark.parametrize("sought", [(), ("acme",), ("amount",)])
async def test_a_follow_up_that_names_nothing_new_uses_what_is_kept(
    searching: Reading, searcher: Searcher, sought: tuple[str, ...]
) -> None:
    turns, thread = [turn("", file("F1"))], Thread(contents={"F1": "long"})
    first = await searching.read(QUESTION, turns, thread, sought=("acme",))
    assert await searching.read(QUESTION, turns, thread, sought=sought) == first
    assert thread.fetched == ["F1"]


async def test_a_file_that_was_read_whole_is_neither_fetched_nor_read_again(searching: Reading, searcher: Searcher) -> None:
    turns, thread = [turn("", file("F1"))], Thread(contents={"F1": "whole"})
    first = await searching.read(QUESTION, turns, thread, sought=("acme",))
    assert await searching.read(QUESTION, turns, thread, sought=("zenith", "row 7000")) == first
    assert (thread.fetched, searcher.sought) == (["F1"], [("acme",)])


async def test_what_is_kept_serves_where_the_file_can_not_be_had_again(searching: Reading, shelf: Memory) -> None:
    turns, thread = [turn("", file("F1"))], Thread(contents={"F1": "long"})
    first = await searching.read(QUESTION, turns, thread, sought=("acme",))
    before = dict(shelf.own)
    thread.contents["F1"] = FileUnreadable(phrases.FILE_GONE)
    (again,) = await searching.read(QUESTION, turns, thread, sought=("zenith",))
    assert _anchors([again]) == _anchors(first)
    assert again.document
    assert again.document.warnings == (phrases.NOT_SEARCHED.format(reason=phrases.FILE_GONE),)
    assert shelf.own == before


async def test_what_was_sought_and_found_for_one_thread_reaches_no_other_and_no_other_file(
    searching: Reading, searcher: Searcher, shelf: Memory
) -> None:
    thread = Thread(contents={"F1": "long", "F2": "long"})
    await searching.read(QUESTION, [turn("", file("F1", "a.csv"))], thread, sought=("acme",))
    for question, same in ((ELSEWHERE, file("F1", "a.csv")), (ELSEWHERE, file("F2", "b.csv")), (QUESTION, file("F2", "b.csv"))):
        other = await searching.read(question, [turn("", same)], thread)
        assert _anchors(other) == ["rows 1-2", "rows 9000"]
        assert "acme" not in str(other)
    assert _anchors(await searching.read(QUESTION, [turn("", file("F1", "a.csv"))], thread)) == [
        "rows 1-2",
        "rows 400",
        "rows 9000",
    ]
    # What nobody sought anything in was read once for all of them.
    assert searcher.sought == [("acme",), ()]
    assert "acme" not in str(shelf.contents)


async def test_a_table_that_is_kept_for_all_is_searched_for_the_thread_that_asks(searching: Reading, searcher: Searcher) -> None:
    turns, thread = [turn("", file("F1"))], Thread(contents={"F1": "long"})
    plain = await searching.read(QUESTION, turns, thread)
    assert _anchors(await searching.read(QUESTION, turns, thread, sought=("acme",))) == ["rows 1-2", "rows 400", "rows 9000"]
    assert await searching.read(ELSEWHERE, turns, thread) == plain
    assert searcher.sought == [(), ("acme",)]


def test_files_come_in_the_order_in_which_they_were_last_shared() -> None:
    turns = [turn("", file("F1"), file("F2")), turn("none"), turn("", file("F1", "renamed.txt"))]
    assert [one.label for one in shared_files(turns)] == ["F2.txt", "renamed.txt"]


# What is read once


def words(read: Sequence[ReadFile]) -> list[str]:
    """The first words of every document."""
    return [one.document.pages[0].markdown for one in read if one.document]


@pytest.mark.parametrize("question", [QUESTION, ELSEWHERE])
async def test_a_second_question_about_a_file_costs_no_download_and_no_reading_in_whichever_thread(
    reading: MakeReading, reader: OneLineReader, shelf: Memory, question: Question
) -> None:
    thread = Thread(contents={"F1": "one"})
    first = await reading().read(QUESTION, [turn("", file("F1"))], thread)
    assert await reading().read(question, [turn("", file("F1"))], thread) == first
    assert (thread.fetched, reader.read_so_far) == (["F1"], 1)
    assert shelf.threads == {QUESTION.thread.key, question.thread.key}


async def test_equal_bytes_are_read_once_under_whichever_id_and_name(reading: MakeReading, reader: OneLineReader) -> None:
    thread = Thread(contents={"F1": "one", "F2": "one"})
    await reading().read(QUESTION, [turn("", file("F1", "secret plan.txt"))], thread)
    (other,) = await reading().read(ELSEWHERE, [turn("", file("F2", "notes.txt"))], thread)
    assert (thread.fetched, reader.read_so_far) == (["F1", "F2"], 1)
    assert "secret" not in str(other)
    assert (other.name, words([other])) == ("notes.txt", ["one"])
    await reading().read(ELSEWHERE, [turn("", file("F2", "notes.txt"))], thread)
    assert thread.fetched == ["F1", "F2"]


async def test_what_is_kept_holds_no_name_and_the_digest_of_the_bytes(reading: MakeReading, shelf: Memory) -> None:
    (read,) = await reading().read(QUESTION, [turn("", file("F1"))], Thread(contents={"F1": "one"}))
    (kept,) = shelf.contents.values()
    assert read.document
    assert kept == read.document.model_copy(update={"name": ""})
    assert kept.digest == sha256(b"one").hexdigest()


async def test_equal_bytes_of_another_sort_are_read_for_themselves(reading: MakeReading, reader: OneLineReader) -> None:
    thread = Thread(contents={"F1": "a;b", "F2": "a;b"})
    await reading().read(QUESTION, [turn("", file("F1", "a.csv"), file("F2", "a.txt"))], thread)
    assert reader.read_so_far == 2


async def test_a_changed_file_is_read_again(reading: MakeReading, reader: OneLineReader) -> None:
    thread = Thread(contents={"F1": "before"})
    turns = [turn("", file("F1", timestamp=100))]
    await reading().read(QUESTION, turns, thread)
    thread.contents["F1"] = "after"
    thread.completed["F1"] = file("F1", timestamp=100, updated=200)
    for _ in range(2):
        assert words(await reading().read(QUESTION, turns, thread)) == ["after"]
    assert (thread.fetched, reader.read_so_far) == (["F1", "F1"], 2)


async def test_where_slack_tells_no_versions_a_file_is_fetched_each_time_and_read_once(
    reading: MakeReading, reader: OneLineReader
) -> None:
    thread = Thread(contents={"F1": "a canvas"})
    for _ in range(2):
        assert words(await reading().read(QUESTION, [turn("", file("F1", filetype="quip"))], thread)) == ["a canvas"]
    assert (thread.fetched, reader.read_so_far) == (["F1", "F1"], 1)


async def test_a_file_that_is_deleted_is_not_read_from_the_shelf(reading: MakeReading) -> None:
    thread = Thread(contents={"F1": "one"})
    await reading().read(QUESTION, [turn("", file("F1"))], thread)
    thread.completed["F1"] = FileUnreadable(phrases.FILE_DELETED)
    (read,) = await reading().read(QUESTION, [turn("", file("F1"))], thread)
    assert read.reason == phrases.FILE_DELETED


# Clips


VTT = "https://files.slack.com/files-tmb/T1-F1-0/file.vtt"
BEGINNING = {"status": "complete", "preview": {"content": "What day", "has_more": True}}


class Transcripts(OneLineReader):
    """A reader of transcripts; what holds no cue is text."""

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        read = await super().read(path, name=name, mimetype=mimetype, password=password, sought=sought)
        cue = Anchor(kind=AnchorKind.TIME, first=724, last=730, label="12:04")
        pages = tuple(page.model_copy(update={"anchor": cue}) for page in read.pages)
        return read.model_copy(update={"kind": TRANSCRIPT, "pages": pages}) if "cue" in pages[0].markdown else read


@pytest.fixture
def clips(shelf: Memory, telemetry: Telemetry, tmp_path: Path) -> Reading:
    return Reading(Transcripts(), shelf, most=10, folder=tmp_path, telemetry=telemetry)


def clip(id_: str = "F1", **more: object) -> FileRef:
    return file(id_, "clip.mp4", mimetype="video/mp4", **more)


@pytest.mark.parametrize(
    ("known", "warnings"),
    [
        (clip(vtt=VTT), (phrases.MADE_BY_SLACK,)),
        (clip(transcription=BEGINNING), (phrases.MADE_BY_SLACK, phrases.ONLY_ITS_BEGINNING)),
    ],
)
async def test_a_clip_is_read_by_its_transcript_under_its_own_name(
    clips: Reading, known: FileRef, warnings: tuple[str, ...]
) -> None:
    thread = Thread(contents={"F1": "a cue"})
    for _ in range(2):
        (read,) = await clips.read(QUESTION, [turn("", known)], thread)
        assert read.document
        assert (read.name, read.document.kind, read.document.warnings) == ("clip.mp4", CLIP, warnings)
        assert [str(page.anchor) for page in read.document.pages] == ["12:04"]
    assert thread.fetched == ["F1"]


async def test_what_came_instead_of_the_whole_transcript_is_told_and_tried_again_the_next_time(clips: Reading) -> None:
    known = clip(vtt=VTT, transcription=BEGINNING)
    thread = Thread(contents={"F1": "a cue"})
    thread.arrived["F1"] = clip(transcription=BEGINNING)
    (read,) = await clips.read(QUESTION, [turn("", known)], thread)
    assert read.document
    assert phrases.ONLY_ITS_BEGINNING in read.document.warnings
    thread.arrived.clear()
    thread.contents["F1"] = "a cue, and another"
    assert words(await clips.read(QUESTION, [turn("", known)], thread)) == ["a cue, and another"]


async def test_a_transcript_without_words_says_so(clips: Reading) -> None:
    (read,) = await clips.read(QUESTION, [turn("", clip(vtt=VTT))], Thread(contents={"F1": "WEBVTT"}))
    assert (read.name, read.reason) == ("clip.mp4", phrases.NO_WORDS_HEARD)


async def test_the_transcript_of_a_clip_shared_as_a_file_is_one(clips: Reading) -> None:
    thread = Thread(contents={"F1": "a cue", "F2": "a cue"})
    read = await clips.read(QUESTION, [turn("", clip(vtt=VTT), file("F2", "talk.mp4"))], thread)
    assert [(one.document.kind, one.document.warnings) for one in read if one.document] == [
        (CLIP, (phrases.MADE_BY_SLACK,)),
        (TRANSCRIPT, ()),
    ]


# Passwords


class Lock:
    """A reader of files that open with `sesame` only."""

    async def sort(self, path: Path, *, name: str, mimetype: str | None = None) -> str:
        return "locked"

    async def read(
        self, path: Path, *, name: str, mimetype: str | None = None, password: str | None = None, sought: Sequence[str] = ()
    ) -> Document:
        if password != "sesame":
            raise PasswordNeeded(phrases.PASSWORD_PROTECTED)
        return Document(
            name=name, kind="text", pages=(Page(anchor=Anchor(kind=AnchorKind.PAGE), markdown="gold"),), total_pages=1
        )


async def test_a_locked_file_says_so_and_opens_with_its_password_only(
    shelf: Memory, telemetry: Telemetry, tmp_path: Path
) -> None:
    reading = Reading(Lock(), shelf, most=10, folder=tmp_path, telemetry=telemetry)
    thread = Thread(turn("what is in it?", file("F1", "q3.txt")), contents={"F1": "x"})
    (locked,) = await reading.read(QUESTION, thread.said, thread)
    assert (locked.reason, locked.locked) == (
        phrases.PASSWORD_PROTECTED,
        Locked(file=FileId("F1"), name="q3.txt", asked=QUESTION.message.ts),
    )
    wrong = QUESTION.model_copy(update={"passwords": {FileId("F1"): "hunter2"}})
    (still,) = await reading.read(wrong, thread.said, thread)
    assert still.reason == phrases.WRONG_PASSWORD
    assert still.locked
    right = QUESTION.model_copy(update={"passwords": {FileId("F1"): "sesame"}})
    (opened,) = await reading.read(right, thread.said, thread)
    assert opened.document
    assert opened.document.pages[0].markdown == "gold"
    assert opened.locked is None
    private = QUESTION.model_copy(update={"surface": Surface.COMMAND})
    (unseen,) = await reading.read(private, thread.said, thread)
    assert (unseen.reason, unseen.locked) == (phrases.PASSWORD_PROTECTED, None)


async def test_what_a_password_opened_is_for_its_question_alone(shelf: Memory, telemetry: Telemetry, tmp_path: Path) -> None:
    reading = Reading(Lock(), shelf, most=10, folder=tmp_path, telemetry=telemetry)
    thread = Thread(contents={"F1": "x", "F2": "x"})
    right = QUESTION.model_copy(update={"passwords": {FileId("F1"): "sesame"}})
    (opened,) = await reading.read(right, [turn("", file("F1"))], thread)
    assert opened.document
    assert opened.document.digest == ""
    assert not shelf.contents
    for question, same in ((QUESTION, file("F1")), (ELSEWHERE, file("F1")), (ELSEWHERE, file("F2"))):
        (locked,) = await reading.read(question, [turn("", same)], thread)
        assert locked.reason == phrases.PASSWORD_PROTECTED
