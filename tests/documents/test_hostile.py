"""Files made to harm: each ends as a document or as a reason, within its limits, and the reading process stays small."""

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple, cast

import pytest

from bot.language import phrases
from tests.documents.hostile_files import MUTATIONS, SECRET, mutated, write_all

MOST_GROWTH = 50 * 1024**2
RUN_SECONDS = 540
"""No measure of speed: only so that a hanging run ends."""


class Run(NamedTuple):
    """What became of every file."""

    ends: dict[Path, dict[str, str]]
    grown: int

    def of(self, name: str) -> dict[str, str]:
        """The end of the first file of this name, which is the crafted one."""
        return next(end for path, end in self.ends.items() if path.name == name)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All files, read once, two at a time, in a process of their own."""
    folder = tmp_path_factory.mktemp("hostile") / "files"
    paths = write_all(folder)
    command = [sys.executable, "-m", "tests.documents.hostile_run", *map(str, paths)]
    root = Path(__file__).parents[2]
    told = subprocess.run(command, capture_output=True, check=True, text=True, cwd=root, timeout=RUN_SECONDS).stdout
    lines = [cast(dict[str, str], json.loads(line)) for line in told.splitlines()]
    ends = {Path(line["path"]): line for line in lines if "path" in line}
    return Run({path: ends[path] for path in paths if path in ends}, int(lines[-1]["grown"]))


@pytest.mark.timeout(600)
def test_every_file_ends_as_a_document_or_a_reason(run: Run) -> None:
    assert len(run.ends) > MUTATIONS
    for path, end in run.ends.items():
        assert end.get("text") or end.get("reason"), path.name


def test_the_reading_process_stays_small(run: Run) -> None:
    assert run.grown < MOST_GROWTH


def test_what_is_logged_of_a_refusal_is_no_word_of_the_file(run: Run) -> None:
    for path, end in run.ends.items():
        assert re.fullmatch(r"[\w :.-]{0,80}", end.get("detail", "")), path.name


def test_nothing_of_another_file_is_read(run: Run) -> None:
    for path, end in run.ends.items():
        assert SECRET not in str(end), path.name


def test_entities_are_not_expanded(run: Run) -> None:
    for path, end in run.ends.items():
        assert "hahahahaha" not in end.get("text", ""), path.name


def test_no_file_takes_the_machine_for_its_fault(run: Run) -> None:
    """A worker that can't be started, or a bug of ours, is not what these files are for."""
    details = Counter(end.get("detail", "") for end in run.ends.values())
    ours = {"NameError", "AttributeError", "ImportError", "ModuleNotFoundError", "AssertionError", "UnboundLocalError"}
    assert not ours & set(details)
    assert all(end.get("reason") != phrases.NOT_READ_NOW for end in run.ends.values())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("50000-squared.png", phrases.TOO_MANY_PIXELS),
        ("encrypted.pdf", phrases.PASSWORD_PROTECTED),
        ("encrypted.zip", phrases.PASSWORD_PROTECTED),
        ("bomb.docx", phrases.UNPACKS_TOO_LARGE),
        ("two-gigabytes.docx", phrases.UNPACKS_TOO_LARGE),
        ("bomb.gz", phrases.UNPACKS_TOO_LARGE),
        ("laughs.epub", phrases.DAMAGED.format(format="EPUB")),
    ],
)
def test_what_can_be_told_before_reading_is_refused_with_its_reason(run: Run, name: str, reason: str) -> None:
    assert run.of(name).get("reason") == reason


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("nested.html", "deep"),
        ("attributes.html", "wide"),
        ("nested.json", "["),
        ("headings.md", "§ a (2)"),
        ("cues.vtt", "0:00"),
        ("entries.zip", "entries.zip/"),
        ("nested.zip", phrases.TOO_DEEP),
        ("sparse.xlsx", "first"),
    ],
)
def test_what_is_only_odd_is_read(run: Run, name: str, part: str) -> None:
    assert part in run.of(name).get("text", "")


def test_the_mutations_are_the_same_at_every_run() -> None:
    assert list(mutated(20)) == list(mutated(20))
