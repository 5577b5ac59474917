import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.playground.child import MOST_STARTS, Child


def child(code: str) -> Child:
    return Child([sys.executable, "-c", code], environment={"PATH": os.environ["PATH"]}, wait_seconds=0.0)


async def started(folder: Path, name: str) -> None:
    """Returns once the child has left a file of that name."""
    async with asyncio.timeout(20):
        while not (folder / name).exists():  # noqa: ASYNC110 - a sign from another process
            await asyncio.sleep(0.005)


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_bot_that_keeps_dying_is_given_up(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "starts"
    assert await child(f"open({str(log)!r}, 'a').write('x'); raise SystemExit(7)").run() == 7
    assert log.read_text() == "x" * MOST_STARTS
    assert "The bot ended with status 7" in capfd.readouterr().err


async def test_a_wrong_setting_is_not_tried_again() -> None:
    bot = child("raise SystemExit(2)")
    assert await bot.run() == 2
    assert not bot.running


@pytest.mark.parametrize("stubborn", [False, True])
async def test_the_bot_ends_with_the_playground(tmp_path: Path, stubborn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.playground.child.GRACE_SECONDS", 0.05 if stubborn else 20.0)
    ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)" if stubborn else "pass"
    bot = child(f"import pathlib, signal, time; {ignore}; pathlib.Path({str(tmp_path / 'up')!r}).touch(); time.sleep(60)")
    running = asyncio.create_task(bot.run())
    await started(tmp_path, "up")
    assert bot.running
    assert bot.pid
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not bot.running
    assert not lives(bot.pid)


async def test_what_it_writes_is_heard_line_by_line_to_its_last_word() -> None:
    lines: list[str] = []
    changes: list[bool] = []
    code = "import sys; sys.stderr.write('one\\ntwo\\n' + 'x' * 300_000 + '\\nlast'); raise SystemExit(2)"
    bot = Child(
        [sys.executable, "-c", code],
        environment={"PATH": os.environ["PATH"]},
        on_line=lines.append,
        on_change=lambda: changes.append(bot.running),
    )
    assert await bot.run() == 2
    assert (lines[:2], lines[-1]) == (["one", "two"], "last")
    assert "".join(lines[2:-1]) == "x" * 300_000
    assert changes == [True, False]


async def test_a_bot_counts_as_gone_although_something_that_it_started_lives_on() -> None:
    code = "import subprocess, sys; subprocess.Popen(['sleep', '8']); sys.stderr.write('bye'); raise SystemExit(2)"
    lines: list[str] = []
    bot = Child([sys.executable, "-c", code], environment={"PATH": os.environ["PATH"]}, on_line=lines.append)
    async with asyncio.timeout(20):
        assert await bot.run() == 2


async def test_ends_that_were_asked_for_do_not_count_against_it(tmp_path: Path) -> None:
    bot = child("import time; time.sleep(60)")
    assert not bot.kill()
    running = asyncio.create_task(bot.run())
    for number in range(1, MOST_STARTS + 3):
        async with asyncio.timeout(20):
            while len(bot.lives) < number or not bot.kill():  # noqa: ASYNC110 - a process starts
                await asyncio.sleep(0.005)
            while bot.lives[number - 1].ended_at is None:  # noqa: ASYNC110 - a process ends
                await asyncio.sleep(0.005)
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
