"""Outcomes as a table, for the terminal and for docs/reliability.md, where each row is kept until it is played again. Pure."""

import re
from collections.abc import Iterable, Sequence

from tests.faults.matrix import ROWS, SOAK, Row
from tests.faults.stage import Outcome

BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
HEAD = ("| | fault | passed when also | questions | result | figures | |", "|---|---|---|---|---|---|---|")
_BETWEEN = re.compile(f"{re.escape(BEGIN)}\n(.*?){re.escape(END)}", re.DOTALL)
_NAME = re.compile(r"^\| (F\d+[^|]*?) \|", re.MULTILINE)


def line(outcome: Outcome) -> str:
    """One row of the table."""
    row = _row(outcome.row)
    plan = outcome.plan
    asked = f"{outcome.verdict.asked}; lease {plan.lease:g} s; limits={plan.limits}" if outcome.verdict.asked else ""
    result = outcome.verdict.summary() if outcome.verdict.asked else ""
    figures = [*(f"{name} {value}" for name, value in outcome.figures.items()), outcome.note]
    passed = "passed" if outcome.passed else "not passed" if outcome.verdict.asked else "not played"
    cells = (outcome.row, row.fault, row.passes, asked, result, "; ".join(filter(None, figures)), passed)
    return f"| {' | '.join(cells)} |"


def table(outcomes: Iterable[Outcome]) -> str:
    """The table of these outcomes alone."""
    return "\n".join([*HEAD, *map(line, outcomes)])


def updated(page: str, outcomes: Sequence[Outcome], *, about: str) -> str:
    """The page with the rows of these outcomes in place of those that it had. Raises `ValueError` for one without the markers.

    `about` says when and on what they were played; it stands in each row's figures.
    """
    found = _BETWEEN.search(page)
    if found is None:
        raise ValueError("the page has no place for the table")
    lines = {name[1]: whole for whole in found[1].splitlines() if (name := _NAME.match(whole))}
    for outcome in outcomes:
        lines[outcome.row] = (
            line(outcome).replace(" | passed |", f"; {about} | passed |").replace(" | not passed |", f"; {about} | not passed |")
        )
    order = [row.name for row in (*ROWS, SOAK)]
    rows = [lines[name] for name in sorted(lines, key=order.index)]
    return page[: found.start()] + "\n".join([BEGIN, *HEAD, *rows, END]) + page[found.end() :]


def _row(name: str) -> Row:
    known = {row.name: row for row in (*ROWS, SOAK)}
    return known.get(name) or Row(name=name, fault="together", passes="", questions=0, play=None)
