"""`python -m tests.faults` plays the matrix, or `--only` some rows of it, and prints the table; `--keep` writes it to the docs.

`--soak` plays the soak alone. The exit status is 1 if a row that was played is not passed.
"""

import argparse
import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import machine
from tests.faults import report
from tests.faults.matrix import ROWS, play, play_soak
from tests.faults.short import play_short
from tests.faults.stage import Outcome, Plan

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
SOAK_MINUTES = 20.0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="rows, as F1,F2")
    parser.add_argument("--questions", type=int, default=0, help="at most so many in each row")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="questions a second")
    parser.add_argument("--lease", type=float, default=Plan.lease, help="seconds; the bot's own is 30")
    parser.add_argument(
        "--limits", choices=("off", "slack"), default="off", help="whether the playground keeps Slack's rate limits"
    )
    parser.add_argument("--word-seconds", type=float, default=Plan.word_seconds, help="between two words of an answer")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--short", action="store_true", help="the form that runs with the tests")
    parser.add_argument("--soak", action="store_true", help="the soak alone")
    parser.add_argument("--minutes", type=float, default=SOAK_MINUTES, help="of the soak")
    parser.add_argument("--keep", action="store_true", help="write the rows to docs/reliability.md")
    return parser.parse_args()


async def _play(asked: argparse.Namespace) -> list[Outcome]:
    plan = Plan(
        questions=asked.questions,
        rate=asked.rate,
        lease=asked.lease,
        limits=asked.limits,
        word_seconds=asked.word_seconds,
        seed=asked.seed,
    )
    if asked.short:
        return await play_short()
    if asked.soak:
        return [await play_soak(plan, minutes=asked.minutes)]
    only = set(filter(None, str(asked.only).split(",")))
    if unknown := only - {row.name for row in ROWS}:
        sys.exit(f"no such row: {', '.join(sorted(unknown))}")
    outcomes: list[Outcome] = []
    for row in ROWS:
        if only and row.name not in only:
            continue
        began = time.monotonic()
        outcomes.append(await play(row, plan))
        print(f"{time.monotonic() - began:.0f} s  {report.line(outcomes[-1])}", file=sys.stderr, flush=True)
    return outcomes


def main() -> int:
    """The exit status."""
    asked = _arguments()
    before = machine.load()
    outcomes = asyncio.run(_play(asked))
    print(report.table(outcomes))
    if asked.keep and not asked.short:
        about = f"{datetime.now(UTC).date().isoformat()}, {machine.description()}, load {before:.0f} before"
        PAGE.write_text(report.updated(PAGE.read_text(encoding="utf-8"), outcomes, about=about), encoding="utf-8")
    return int(any(not outcome.passed and outcome.verdict.asked for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
