"""What docs/security.md says of the red team is what there is."""

import re
from pathlib import Path

from tests.red_team.page import PAGE, rewritten, rows

TESTS = Path(__file__).parents[1]


def test_the_table_counts_the_cases_that_there_are() -> None:
    page = PAGE.read_text("utf-8")
    assert rewritten(page) == page, "make it anew: python -m tests.red_team.page"


def test_the_red_team_is_large() -> None:
    assert sum(row.cases for row in rows()) >= 300


def test_every_test_that_the_page_names_is_there() -> None:
    page = PAGE.read_text("utf-8")
    files = set(re.findall(r"`((?:\w+/)*test_\w+\.py)`", page))
    names = set(re.findall(r"`(test_\w+)`", page))
    assert files
    assert names
    assert not [file for file in files if not (TESTS / file).exists() and not (TESTS / "red_team" / file).exists()]
    written = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))
    assert not [name for name in names if f"def {name}(" not in written]
