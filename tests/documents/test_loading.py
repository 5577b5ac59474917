"""Loading what reads files, without reading any."""

from pathlib import Path

import pytest

from bot.documents import loading
from bot.documents.job import Job
from bot.documents.reader import EXTRACTORS
from bot.documents.sandbox import Sandbox
from bot.language import FileUnreadable


def a_job(module: str) -> Job:
    return Job(path=Path(module), name=module, max_characters=0, seconds=30.0)


def test_every_kind_of_file_is_among_them() -> None:
    kinds = {kind for kinds in loading.modules().values() for kind in kinds}
    assert kinds >= EXTRACTORS.keys()


@pytest.mark.parametrize("module", loading.modules())
def test_each_can_be_loaded_here(module: str) -> None:
    assert loading.extract(a_job(module)).pages == ()


def test_nothing_else_is_loaded() -> None:
    with pytest.raises(ModuleNotFoundError):
        loading.extract(a_job("antigravity"))


async def test_in_a_worker_what_does_not_load_is_told_by_its_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pi_heif.py").write_text("raise OSError('secret words')")
    monkeypatch.syspath_prepend(tmp_path)
    sandbox = Sandbox(processes=1)
    try:
        assert (await sandbox.run(loading.JOB, a_job("msoffcrypto"))).name == "msoffcrypto"
        with pytest.raises(FileUnreadable) as raised:
            await sandbox.run(loading.JOB, a_job("pi_heif"))
    finally:
        await sandbox.aclose()
    assert raised.value.detail == "OSError"
