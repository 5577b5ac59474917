"""Worker processes: what one file does to its worker, no other file feels."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from bot.documents import sandbox as room
from bot.documents.job import MEMBER_BYTES
from bot.documents.sandbox import Sandbox, WorkerLost
from bot.language import FileUnreadable, PasswordNeeded
from tests.documents.files import job

HOSTILE = "tests.documents.hostile:"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox(processes=1)
    yield sandbox
    await sandbox.aclose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_text("Grüße", "utf-8")
    return path


async def _reads(sandbox: Sandbox, file: Path) -> bool:
    document = await sandbox.run(HOSTILE + "read", job(file))
    return document.pages[0].markdown == "Grüße"


@pytest.mark.parametrize("extractor", ["abort", "babble", "flood"])
async def test_a_worker_that_dies_or_lies_is_replaced(sandbox: Sandbox, file: Path, extractor: str) -> None:
    assert await _reads(sandbox, file)
    with pytest.raises(WorkerLost):
        await sandbox.run(HOSTILE + extractor, job(file))
    assert await _reads(sandbox, file)


async def test_a_worker_that_hangs_is_killed_when_its_time_is_up(sandbox: Sandbox, file: Path) -> None:
    with pytest.raises(TimeoutError):
        await sandbox.run(HOSTILE + "hang", job(file, seconds=0.3))
    assert await _reads(sandbox, file)


async def test_cancelling_a_read_kills_its_worker_and_frees_its_place(sandbox: Sandbox, file: Path) -> None:
    assert await _reads(sandbox, file)
    task = asyncio.create_task(sandbox.run(HOSTILE + "hang", job(file)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await _reads(sandbox, file)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on address space")
async def test_a_worker_that_wants_too_much_memory_says_so_and_lives(sandbox: Sandbox, file: Path) -> None:
    with pytest.raises(FileUnreadable, match="MemoryError"):
        await sandbox.run(HOSTILE + "bloat", job(file))
    assert await _reads(sandbox, file)


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit on address space")
async def test_a_worker_has_as_much_memory_as_is_set(file: Path) -> None:
    sandbox = Sandbox(processes=1, memory=300 * 1024**2)
    assert (await sandbox.run(HOSTILE + "memory", job(file))).kind == str(300 * 1024**2)
    await sandbox.aclose()


@pytest.mark.parametrize("extractor", ["read", "refuse", "hang", "abort"])
async def test_the_time_at_work_is_told_however_it_ended(sandbox: Sandbox, file: Path, extractor: str) -> None:
    spent: list[float] = []
    with suppress(FileUnreadable, TimeoutError, WorkerLost):
        await sandbox.run(HOSTILE + extractor, job(file, seconds=0.5), spend=spent.append)
    (seconds,) = spent
    assert seconds > 0


async def test_waiting_for_a_worker_costs_nothing(sandbox: Sandbox, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(room, "monotonic", lambda: next(ticks))
    spent: list[float] = []
    waiting = asyncio.create_task(sandbox.run(HOSTILE + "hang", job(file, seconds=0.4)))
    await asyncio.sleep(0.01)
    await sandbox.run(HOSTILE + "read", job(file), spend=spent.append)
    with pytest.raises(TimeoutError):
        await waiting
    assert spent == [1]


async def test_a_worker_writes_no_file_larger_than_a_member(sandbox: Sandbox, file: Path) -> None:
    with pytest.raises(FileUnreadable, match="OSError"):
        await sandbox.run(HOSTILE + "fill_disk", job(file))
    assert (file.parent / "filled").stat().st_size <= MEMBER_BYTES


async def test_an_extractor_that_fails_is_named_by_its_error_and_not_by_its_words(sandbox: Sandbox, file: Path) -> None:
    with pytest.raises(FileUnreadable) as raised:
        await sandbox.run(HOSTILE + "fail", job(file))
    assert raised.value.detail == "ValueError"
    assert "words" not in raised.value.sentence


async def test_a_reason_crosses_the_processes_unchanged(sandbox: Sandbox, file: Path) -> None:
    with pytest.raises(FileUnreadable) as raised:
        await sandbox.run(HOSTILE + "refuse", job(file))
    assert (raised.value.sentence, raised.value.detail) == ("a reason", "a detail")
    with pytest.raises(PasswordNeeded):
        await sandbox.run(HOSTILE + "ask_password", job(file))


async def test_native_code_that_prints_does_not_disturb_the_reply(sandbox: Sandbox, file: Path) -> None:
    assert (await sandbox.run(HOSTILE + "print_to_all", job(file))).pages[0].markdown == "Grüße"


async def test_a_worker_sees_none_of_our_secrets(sandbox: Sandbox, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-not-a-token")
    seen = (await sandbox.run(HOSTILE + "environment", job(file))).kind
    assert "PATH" in seen
    assert "SLACK_BOT_TOKEN" not in seen


async def test_a_worker_leaves_no_core_dump(sandbox: Sandbox, file: Path) -> None:
    assert (await sandbox.run(HOSTILE + "dump_core", job(file))).kind == "0"


async def test_workers_are_kept_for_the_next_file(sandbox: Sandbox, file: Path) -> None:
    first, second = [await sandbox.run(HOSTILE + "process_id", job(file)) for _ in range(2)]
    assert first.kind == second.kind


async def test_a_worker_is_replaced_after_its_share_of_files(
    sandbox: Sandbox, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "FILES_PER_WORKER", 2)
    ids = [(await sandbox.run(HOSTILE + "process_id", job(file))).kind for _ in range(3)]
    assert ids[0] == ids[1] != ids[2]


async def test_an_idle_worker_is_ended(sandbox: Sandbox, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "IDLE_SECONDS", 0.0)
    first = await sandbox.run(HOSTILE + "process_id", job(file))
    await asyncio.sleep(0.01)
    second = await sandbox.run(HOSTILE + "process_id", job(file))
    assert first.kind != second.kind


async def test_no_more_workers_run_than_allowed(file: Path) -> None:
    sandbox = Sandbox(processes=2)
    documents = await asyncio.gather(*(sandbox.run(HOSTILE + "process_id", job(file)) for _ in range(6)))
    assert len({document.kind for document in documents}) <= 2
    await sandbox.aclose()


async def test_a_closed_sandbox_has_no_processes_and_can_be_used_again(sandbox: Sandbox, file: Path) -> None:
    first = await sandbox.run(HOSTILE + "process_id", job(file))
    await sandbox.aclose()
    second = await sandbox.run(HOSTILE + "process_id", job(file))
    assert first.kind != second.kind
