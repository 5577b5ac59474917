"""Markdown tables, and the words in which figures and verdicts stand in them. Pure."""

from collections.abc import Iterable, Sequence

from tests.benchmarks.figures import Figures

MILLISECONDS = 1000


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The table as Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def p50_and_p99(values: Sequence[float]) -> tuple[str, str]:
    """Both of a series of seconds, in milliseconds."""
    if not values:
        return "–", "–"
    figures = Figures.of(values)
    return f"{figures.p50 * MILLISECONDS:.1f}", f"{figures.p99 * MILLISECONDS:.1f}"


def within(measured: float, most: float) -> str:
    """The verdict where the target itself is good enough."""
    return "reached" if measured <= most else _missed(measured, most)


def reached(measured: float, target: float) -> str:
    """The verdict where it has to be below the target."""
    return "reached" if measured < target else _missed(measured, target)


def _missed(measured: float, target: float) -> str:
    return f"missed by {100 * (measured / target - 1):.0f} %"
