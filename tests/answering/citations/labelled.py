"""The labelled set put before the check: how many claims of each category it judges rightly. `python -m` prints the table.

A corrupted claim is caught when it is marked, mended to the page that holds it, or rid of what is false in it. Precision and
recall are those of catching: a claim that holds and is not let through as it stands counts against precision.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from bot.answering.citations.check import Checked, check
from bot.answering.citations.evidence import Evidence, Passage
from tests.answering.citations.claims.collection import claims
from tests.answering.citations.claims.label import Category, Claim, Kind
from tests.answering.citations.claims.material import Material

EXAMPLES = 3
"""Of wrong judgements, shown for each category."""


@dataclass(frozen=True)
class Judged:
    """A claim and what the check made of it."""

    claim: Claim
    checked: Checked

    @property
    def rightly(self) -> bool:
        """Whether it is what the label asks for."""
        return self.claim.is_met_by(self.checked.verdict.name, self.checked.text)


@dataclass(frozen=True)
class Score:
    """How a lot of claims was judged."""

    judged: Sequence[Judged]

    @property
    def right(self) -> int:
        """How many rightly."""
        return sum(one.rightly for one in self.judged)

    @property
    def share(self) -> float:
        """The same of all, from 0 to 1."""
        return self.right / len(self.judged)

    @property
    def recall(self) -> float:
        """Of the corrupted claims, those that were caught."""
        corrupted = [one for one in self.judged if one.claim.corrupted]
        return sum(one.rightly for one in corrupted) / len(corrupted)

    @property
    def precision(self) -> float:
        """Of the claims that were caught, the corrupted."""
        caught = sum(one.rightly for one in self.judged if one.claim.corrupted)
        alarms = sum(not one.rightly for one in self.judged if not one.claim.corrupted)
        return caught / (caught + alarms) if caught + alarms else 0.0


@cache
def results() -> tuple[Judged, ...]:
    """Every claim of the set, checked."""
    return tuple(Judged(claim, check(claim.sentence, evidence(claim.material))) for claim in claims())


@cache
def evidence(material: Material) -> Evidence:
    """What the model was sent of such documents."""
    passages = [Passage(anchor=page.anchor, text=page.text, source=page.file) for page in material.pages]
    return Evidence(passages, said=(material.question,))


def score(only: Callable[[Claim], bool]) -> Score:
    """How the claims of which this is true were judged."""
    return Score([one for one in results() if only(one.claim)])


def table() -> str:
    """The figures by category, by what claims stand or fall with, and by language; below them what went wrong."""
    categories = [
        (str(category), score(lambda claim, category=category: claim.category is category).judged) for category in Category
    ]
    languages = sorted({one.claim.language for one in results()})
    by_language = [(code, score(lambda claim, code=code: claim.language == code).judged) for code in languages]
    lines = [f"{'':<28} claims  right   share"]
    for name, judged in (*categories, *by_language, ("together", results())):
        one = Score(judged)
        lines.append(f"{name:<28} {len(one.judged):>6} {one.right:>6} {one.share:>7.1%}")
    lines.append(f"\n{'':<28} claims  precision  recall")
    for kind in (*Kind, None):
        one = score(lambda claim, kind=kind: kind in {None, claim.kind})
        lines.append(f"{kind or 'together':<28} {len(one.judged):>6} {one.precision:>10.1%} {one.recall:>7.1%}")
    return "\n".join([*lines, *_mistakes(categories)])


def _mistakes(categories: Iterable[tuple[str, Sequence[Judged]]]) -> list[str]:
    """Some claims of each category that were judged wrongly, with the verdict and what it should have been."""
    lines: list[str] = []
    for name, judged in categories:
        wrong = [one for one in judged if not one.rightly]
        if wrong:
            lines.append(f"\n{name}: {len(wrong)} judged wrongly")
        for one in wrong[:EXAMPLES]:
            lines.append(f"  {one.claim.sentence}")
            wanted = " or ".join(sorted(one.claim.verdicts)) or f"without {one.claim.gone[0]}"
            lines.append(f"    {one.checked.verdict.name}, should be {wanted}; {'; '.join(one.checked.doubts)}")
    return lines


if __name__ == "__main__":
    print(table())
