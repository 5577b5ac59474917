"""Files of a thread → read files, with the reason for each that is not."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.reading import ReadFile, Reading, shared_files
from bot.language import (
    Anchor,
    AnchorKind,
    Document,
    FileId,
    FileUnreadable,
    Locked,
    Page,
    PartialTable,
    PasswordNeeded,
    StoreUnavailable,
    Unread,
    phrases,
)
from bot.telemetry import Telemetry
from tests.answering.conftest import QUESTION, UNREADABLE, MakeReading, Memory, Thread, file, turn
from tests.answering.test_tables import rows


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
    assert not shelf.documents
    thread.contents["F1"] = "one"
    (read,) = await reading().read(QUESTION, [turn("", file("F1"))], thread)
    assert read.document
    assert thread.fetched == ["F1", "F1"]


@pytest.mark.parametrize("content", ["one", str(UNREADABLE)])
async def test_a_stub_has_the_name_that_is_known_once_it_was_asked_for(reading: MakeReading, content: str) -> None:
    thread = Thread(contents={"F1": content})
    thread.names["F1"] = "plan.key"
    stub = file("F1").model_copy(update={"name": None, "mode": "file_access"})
    (read,) = await reading().read(QUESTION, [turn("", stub)], thread)
    assert read.name == "plan.key"


async def test_documents_are_kept_for_their_own_thread_only(reading: MakeReading, shelf: Memory) -> None:
    thread = Thread(contents={"F1": "one"})
    await reading().read(QUESTION, [turn("", file("F1"))], thread)
    assert list(shelf.documents) == [(QUESTION.thread.key, "F1")]
    elsewhere = QUESTION.model_copy(update={"thread": QUESTION.thread.model_copy(update={"channel": "C2"})})
    await reading().read(elsewhere, [turn("", file("F1"))], thread)
    assert thread.fetched == ["F1", "F1"]


async def test_a_shelf_out_of_reach_is_no_fault_of_the_file(reading: MakeReading, shelf: Memory) -> None:
    shelf.error = StoreUnavailable(phrases.STORE_UNAVAILABLE)
    with pytest.raises(StoreUnavailable):
        await reading().read(QUESTION, [turn("", file("F1"))], Thread(contents={"F1": "one"}))


async def test_nothing_of_a_file_is_left_on_the_disk(reading: MakeReading, tmp_path: Path) -> None:
    thread = Thread(contents={"F1": "one", "F2": str(UNREADABLE), "F3": FileUnreadable(phrases.FILE_GONE)})
    await reading().read(QUESTION, [turn("", file("F1"), file("F2"), file("F3"))], thread)
    assert not os.listdir(tmp_path)  # noqa: PTH208 - an empty folder, no waiting


async def test_what_a_file_carries_follows_it_and_counts_with_it(reading: MakeReading, shelf: Memory) -> None:
    inner = Document(name="a.zip/b.zip", kind="archive", children=(Unread(name="a.zip/b.zip/c.key", reason="unsupported"),))
    shelf.documents[QUESTION.thread.key, "F1"] = Document(name="a.zip", kind="archive", children=(inner,))
    read = await reading(most=2).read(QUESTION, [turn("", file("F1"), file("F2"))], Thread(contents={"F2": "two"}))
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
    assert shelf.documents[QUESTION.thread.key, "F1"] == second[0].document


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
    thread.contents["F1"] = FileUnreadable(phrases.FILE_GONE)
    (again,) = await searching.read(QUESTION, turns, thread, sought=("zenith",))
    assert _anchors([again]) == _anchors(first)
    assert again.document
    assert again.document.warnings == (phrases.NOT_SEARCHED.format(reason=phrases.FILE_GONE),)
    assert shelf.documents[QUESTION.thread.key, "F1"] == first[0].document


def test_files_come_in_the_order_in_which_they_were_last_shared() -> None:
    turns = [turn("", file("F1"), file("F2")), turn("none"), turn("", file("F1", "renamed.txt"))]
    assert [one.label for one in shared_files(turns)] == ["F2.txt", "renamed.txt"]


# Passwords


class Lock:
    """A reader of files that open with `sesame` only."""

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
