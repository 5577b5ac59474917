"""The folder for files while they are read: private, gone with its process, even with one that was killed."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.language import SettingsError
from bot.operations.downloads import FOLDER, downloads

PROGRAM = """
import os, signal, sys
from pathlib import Path
from bot.operations.downloads import downloads
with downloads(Path(sys.argv[1])) as folder:
    (folder / "file").write_text("words")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def _folders(data_dir: Path) -> list[Path]:
    return [path for path in (data_dir / FOLDER).iterdir() if path.is_dir()]


def test_the_folder_is_private_and_gone_at_the_end(tmp_path: Path) -> None:
    with downloads(tmp_path / "data") as folder:
        (folder / "file").write_text("words")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700
    assert not _folders(tmp_path / "data")


def test_processes_leave_each_others_folders_alone(tmp_path: Path) -> None:
    with downloads(tmp_path) as first, downloads(tmp_path) as second:
        assert first != second
        assert first.is_dir()


def test_what_a_killed_process_has_left_is_removed_at_the_next_start(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], check=False)
    assert len(_folders(tmp_path)) == 1
    with downloads(tmp_path) as folder:
        assert _folders(tmp_path) == [folder]


def test_a_folder_that_can_not_be_used_is_a_wrong_setting(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SettingsError, match="DATA_DIR"), downloads(tmp_path / "data"):
        pass
