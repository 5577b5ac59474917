"""Where files lie while they are read: a folder of this process's own in `DATA_DIR`, which is gone with it, or soon after it.

The process holds a lock on its folder. The kernel gives the lock back even after kill -9, so that the next process to start
knows which folders nobody will remove any more.
"""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from bot.language import SettingsError

FOLDER = "files"


@contextmanager
def downloads(data_dir: Path) -> Generator[Path]:
    """A private folder, removed at the end with all that is in it. Raises `SettingsError` when `data_dir` can't be used."""
    try:
        parent = data_dir.resolve() / FOLDER
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder, hold = _claimed(parent)
    except OSError as error:
        raise SettingsError(f"DATA_DIR: can't keep files there ({error.strerror}); name a folder that I may write to") from None
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)
        os.close(hold)


def _claimed(parent: Path) -> tuple[Path, int]:
    """A new folder and the lock on it; what killed processes have left is removed first."""
    with (parent / "lock").open("ab") as turn:
        # Nobody looks for orphans between a folder's making and its lock.
        fcntl.flock(turn, fcntl.LOCK_EX)
        for other in parent.iterdir():
            if other.is_dir() and (orphan := _locked(other)) is not None:
                rmtree(other, ignore_errors=True)
                os.close(orphan)
        folder = Path(mkdtemp(dir=parent))
        hold = _locked(folder)
        assert hold is not None, "a new folder is nobody's"
        return folder, hold


def _locked(folder: Path) -> int | None:
    """A lock on the folder; None when another process has it."""
    hold = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(hold)
        return None
    return hold
