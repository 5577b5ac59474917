"""The pages that people read are true of the repository: every link, heading, file, command, target and setting is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot import __version__
from bot.__main__ import cli
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / ".github").rglob("*.md")])
SETTINGS = frozenset(name.upper() for name in Settings.model_fields)

HYPOTHETICAL = frozenset({"fr.py", "pt_br.py"})
"""Files that a page tells to make."""
PLACES = ("", "bot", "docs", "tests", "bot/language/catalogue")
"""Where a file may be that a page names."""
FILE = re.compile(r"`((?:[\w.-]+/)*[\w.-]+\.(?:py|md|ya?ml|txt|in|toml|html|js|css|json))`")
SETTING = re.compile(r"`(?:[\w-]+ )*([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`\n]*)?`")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(params=PAGES, ids=named)
def page(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings as GitHub makes them: of two alike the second has a number."""
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    made: set[str] = set()
    for title in re.findall(r"^#+ (.+)$", prose, flags=re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", title).lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{plain}-{number}" if number else plain) in made:
            number += 1
        made.add(anchor)
    return made


def links(text: str) -> Iterator[str]:
    """The targets within the repository, of links and of pictures."""
    found = re.findall(r"\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"|^\[[^\]]+\]: (\S+)", text, flags=re.MULTILINE)
    return (target for group in found for target in group if target and not re.match(r"[a-z]+:", target))


def targets() -> set[str]:
    declared = re.search(r"^\.PHONY: (.+)$", MAKEFILE, flags=re.MULTILINE)
    assert declared
    return set(declared[1].split())


def test_its_links_within_the_repository_lead_somewhere(page: Path, text: str) -> None:
    for target in links(text):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert file.is_relative_to(ROOT), target
        assert not anchor or anchor in anchors(file), target


def test_the_commands_it_shows_exist(text: str) -> None:
    assert set(re.findall(r"python -m bot (\w+)", text)) <= set(getattr(get_command(cli), "commands", {}))
    shown = set(re.findall(r"`make (\w+)|^\s*make (\w+)", text, flags=re.MULTILINE))
    assert {first or second for first, second in shown} <= targets()


def test_the_modules_that_it_tells_to_run_exist(text: str) -> None:
    for module in re.findall(r"python -m ((?:tests|bot)\.[\w.]+\w)", text):
        path = ROOT / module.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), module


def test_the_files_it_names_exist(text: str) -> None:
    for path in FILE.findall(text):
        there = any((ROOT / place / path).exists() for place in PLACES)
        # In a sentence about a room, its files are named without it.
        beside = "/" not in path and any(found for place in ("bot", "tests") for found in (ROOT / place).rglob(path))
        assert there or beside or path in HYPOTHETICAL, path
    for folder in re.findall(r"`((?:bot|tests|docs)/[\w./-]+)`", text):
        assert (ROOT / folder).exists(), folder


def test_the_settings_it_names_exist(text: str) -> None:
    # Those of OpenTelemetry's own library are read by itself.
    assert {name for name in SETTING.findall(text) if not name.startswith("OTEL_")} <= SETTINGS


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {ROOT / "README.md"}
    ways = [ROOT / "README.md"]
    while ways:
        page = ways.pop()
        for target in links(page.read_text(encoding="utf-8")):
            file = (page.parent / target.partition("#")[0]).resolve()
            if file.suffix == ".md" and file not in reached:
                reached.add(file)
                ways.append(file)
    assert [named(page) for page in PAGES if page not in reached and page.parent != ROOT / ".github"] == []


def test_every_target_of_the_makefile_is_explained() -> None:
    explained = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md"))
    for target in targets():
        assert f'"make {target}' in MAKEFILE or target == "help", target
        assert f"make {target}" in explained, target


def test_the_changelog_knows_the_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changelog
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\]", changelog, flags=re.MULTILINE)
    assert __version__ in (*released[:1], *re.findall(r"will be (\d+\.\d+\.\d+)\.", changelog))


@pytest.mark.parametrize(
    ("title", "anchor"),
    [("## In a container", "in-a-container"), ("## `make fuzz`, daily", "make-fuzz-daily"), ("# A [link](b.md)", "a-link")],
)
def test_headings_are_found_as_github_names_them(tmp_path: Path, title: str, anchor: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"{title}\n\n```\n# no heading\n```\n\n{title}\n", encoding="utf-8")
    assert anchors(page) == {anchor, f"{anchor}-1"}
