"""The red team's table in docs/security.md, counted from the cases themselves. `python -m tests.red_team.page` writes it anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end import test_red_team as end_to_end
from tests.red_team import test_small_ways as small_ways
from tests.red_team import test_words as words
from tests.red_team.layers import Case, Layer
from tests.red_team.plants import plants
from tests.red_team.sayings import links, oddities, pings, samples
from tests.red_team.stage import FORMS

PAGE = Path(__file__).parents[2] / "docs" / "security.md"
BEGIN, END = "<!-- red team: begin -->", "<!-- red team: end -->"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One kind of attack: of how many cases which layers stop how many. What no layer stops fails its test."""

    what: str
    test: str
    stopped: dict[Layer, int]

    @property
    def cases(self) -> int:
        """All of them."""
        return sum(self.stopped.values())

    def __str__(self) -> str:
        layers = "; ".join(f"{layer} ({count:,})" if len(self.stopped) > 1 else layer for layer, count in self.stopped.items())
        return f"| {self.what} | {self.cases:,} | {layers} | 0 | `{self.test}` |"


def rows() -> Sequence[Row]:
    """The table's rows."""
    files = plants()
    hidden = sum(plant.hidden for plant in files)
    some = samples()
    begins = [place for place in words.PLACES if not place.own]
    told = 2 * len(end_to_end.SAYINGS) + sum(not plant.hidden for plant in end_to_end.FILES) + 2
    unseen = sum(plant.hidden for plant in end_to_end.FILES)
    return (
        _row("Links that a model is made to write: every form times every address", "test_sayings.py", links()),
        _row("Pings: every mention at every place, and spelled in disguise", "test_sayings.py", pings()),
        _row(
            "What fits in no table: nested labels, halves that an anchor joins, unlisted endings, smuggled letters",
            "test_sayings.py",
            oddities(),
        ),
        _row("Some of each again, cut behind every letter of a stream", "test_sayings.py", some),
        _row(f"The same on the {len(FORMS)} ways on which answers leave", "test_surfaces.py", some, times=len(FORMS)),
        _row(
            f"The same on {len(small_ways.WAYS)} small ways: titles, cards, receipts, suggestions, windows, names of files",
            "test_small_ways.py",
            some,
            times=len(small_ways.WAYS),
        ),
        _row("Formulas in tables that are exported as CSV and Excel", "test_small_ways.py", small_ways.formulas()),
        Row(
            what="Orders planted in files of every kind, seen and hidden, also inside archives and mails",
            test="test_plants.py",
            stopped={Layer.SAFETY: len(files) - hidden, Layer.READER: hidden},
        ),
        _row(
            f"Markers of chat templates, plain and in disguise, at {len(words.PLACES)} places of a prompt",
            "test_words.py",
            words.MARKED,
            times=len(words.PLACES),
        ),
        _row(
            f"Forged tasks, turns, fences and anchors behind every kind of line end, at {len(begins)} places",
            "test_words.py",
            words.FORGERIES,
            times=len(begins),
        ),
        Row(
            what="Through the whole bot, with a model that obeys: what it says, files, names, what others wrote",
            test="end_to_end/test_red_team.py",
            stopped={Layer.SAFETY: told, Layer.READER: unseen},
        ),
    )


def table() -> str:
    """All rows, and their sum."""
    made = rows()
    total = f"| **together** | **{sum(row.cases for row in made):,}** | | **0** | |"
    return "\n".join(["| what is tried | cases | stopped by | through | test |", "|---|--:|---|--:|---|", *map(str, made), total])


def rewritten(page: str) -> str:
    """The page with the table as it is now."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _row(what: str, test: str, cases: Iterable[Case], *, times: int = 1) -> Row:
    stopped: dict[Layer, int] = {}
    for case in cases:
        stopped[case.stopped_by] = stopped.get(case.stopped_by, 0) + times
    return Row(what=what, test=test, stopped=stopped)


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text("utf-8")), "utf-8")
