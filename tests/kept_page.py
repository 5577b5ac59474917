"""Writes the tables of what is kept into docs/privacy.md and docs/operations.md, from what the code itself says.

`python -m tests.kept_page` writes them, between the two marks in each page. What is not in Redis is told here.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from bot.memory.kept import ALL, lasting
from bot.slack.people import KEPT_SECONDS

DOCS = Path(__file__).parents[1] / "docs"
BEGIN = "<!-- Made by `make kept` from bot/memory/kept.py; do not edit between these two marks. -->"
END = "<!-- kept: end -->"

ELSEWHERE = (
    (
        "the image of a cited page, while somebody looks at the sources of an answer",
        "Slack, as a file of the bot's in no conversation",
        "as Slack keeps files",
        "when the window is closed; if Slack does not tell of that, it stays until somebody deletes it",
    ),
    ("display names", "memory of the process", "plain", f"{lasting(KEPT_SECONDS)} later, or when the process ends"),
    (
        "a file while it is read, and what it carries inside",
        "`DATA_DIR/files`",
        "plain",
        "at once, when it was read. What a killed process leaves, the next one to start removes",
    ),
    ("log lines", "standard error", "ids, counts, durations", "as the operator decides"),
)
"""What is not in Redis: what, where, how, and when it is gone."""


def privacy() -> str:
    """The table for people who want to know what is kept of them."""
    rows = [(kept.what, "Redis", kept.how, kept.gone) for kept in ALL]
    return _table(("what", "where", "how", "gone"), [*rows, *ELSEWHERE])


def operations() -> str:
    """The table for whoever looks into Redis."""
    rows = [(", ".join(f"`{key}`" for key in kept.keys), kept.what, kept.how, kept.gone) for kept in ALL]
    return _table(("key", "what", "how", "gone"), rows)


PAGES = {"privacy.md": privacy, "operations.md": operations}


def written(page: str, table: str) -> str:
    """The page with this table between its marks."""
    before, _, rest = page.partition(f"{BEGIN}\n")
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError("the page has lost one of its marks")
    return f"{before}{BEGIN}\n\n{table}\n{end}{after}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    for name, table in PAGES.items():
        path = DOCS / name
        path.write_text(written(path.read_text(encoding="utf-8"), table()), encoding="utf-8")
