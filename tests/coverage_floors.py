"""Holds line coverage to its floors. Run by `make test` on the report that pytest wrote: `coverage_floors.py .coverage.json`."""

import sys
from pathlib import Path

from pydantic import BaseModel

ROOT = Path(__file__).parents[1]

OVERALL = 85.0
PURE = 95.0
"""Per cent of lines, for modules without I/O: a table of cases reaches every line of them."""

PURE_MODULES = (
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "bot/answering/citations").glob("*.py"))),
    "bot/answering/alignment.py",
    "bot/answering/comparison.py",
    "bot/answering/compose.py",
    "bot/answering/conversation.py",
    "bot/answering/digest/asking.py",
    "bot/answering/digest/chunks.py",
    "bot/answering/digest/citing.py",
    "bot/answering/digest/facts.py",
    "bot/answering/digest/levels.py",
    "bot/answering/digest/loose.py",
    "bot/answering/digest/outline.py",
    "bot/answering/digest/places.py",
    "bot/answering/digest/result.py",
    "bot/answering/fence.py",
    "bot/answering/links.py",
    "bot/answering/material.py",
    "bot/answering/offers.py",
    "bot/answering/receipt.py",
    "bot/answering/relevance.py",
    "bot/answering/sentences.py",
    "bot/answering/task.py",
    "bot/documents/sheets/columns.py",
    "bot/documents/headings.py",
    "bot/documents/indent.py",
    "bot/documents/sheets/number_formats.py",
    "bot/documents/sniff.py",
    "bot/listeners/orders.py",
    "bot/listeners/routing.py",
    "bot/listeners/taps.py",
    "bot/listeners/views.py",
    "bot/memory/keys.py",
    "bot/memory/limit_values.py",
    "bot/memory/vault.py",
    "bot/model/response.py",
    "bot/model/stream.py",
    "bot/model/template.py",
    "bot/model/tokens.py",
    "bot/model/wire.py",
    "bot/operations/doctor/configured.py",
    "bot/operations/doctor/finding.py",
    "bot/operations/doctor/page.py",
    "bot/operations/report.py",
    "bot/playground/journey_json.py",
    "bot/playground/journey_rows.py",
    "bot/playground/journeys.py",
    "bot/playground/sent_list.py",
    "bot/slack/blocks.py",
    "bot/slack/code.py",
    "bot/slack/exports.py",
    "bot/slack/figures.py",
    "bot/slack/footnotes.py",
    "bot/slack/forms.py",
    "bot/slack/markdown.py",
    "bot/slack/markup.py",
    "bot/slack/messages.py",
    "bot/slack/mrkdwn.py",
    "bot/slack/offer_forms.py",
    "bot/slack/offers.py",
    "bot/slack/passwords.py",
    "bot/slack/permalinks.py",
    "bot/slack/richtext.py",
    "bot/slack/rollover.py",
    "bot/slack/safety.py",
    "bot/slack/since.py",
    "bot/slack/sources.py",
    "bot/slack/splitting.py",
    "bot/slack/tables.py",
    *(path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "bot/language").glob("*.py"))),
)


class Summary(BaseModel):
    """Lines of one file, or of all."""

    covered_lines: int
    num_statements: int

    @property
    def percent(self) -> float:
        """Covered lines of a hundred; a file without statements is covered."""
        return 100.0 * self.covered_lines / self.num_statements if self.num_statements else 100.0


class File(BaseModel):
    """One file of the report."""

    summary: Summary
    missing_lines: list[int] = []


class Report(BaseModel):
    """What is read of coverage.py's JSON report (coverage.readthedocs.io, `coverage json`)."""

    files: dict[str, File]
    totals: Summary


def problems(report: Report) -> list[str]:
    """One line for each floor that is not reached, and for each listed module that the report does not know."""
    found: list[str] = []
    if report.totals.percent < OVERALL:
        found.append(f"overall: {report.totals.percent:.1f} %, the floor is {OVERALL:.0f} %")
    for module in PURE_MODULES:
        file = report.files.get(module)
        if file is None:
            found.append(f"{module}: not in the report; if it was renamed, mend the list in {Path(__file__).name}")
        elif file.summary.percent < PURE:
            lines = ", ".join(map(str, file.missing_lines))
            found.append(f"{module}: {file.summary.percent:.1f} %, the floor is {PURE:.0f} %; not run: {lines}")
    return found


def table(report: Report) -> str:
    """The overall figure, the pure modules' together, and the lowest three of them."""
    pure = {module: report.files[module].summary for module in PURE_MODULES if module in report.files}
    together = Summary(
        covered_lines=sum(one.covered_lines for one in pure.values()),
        num_statements=sum(one.num_statements for one in pure.values()),
    )
    lowest = sorted(pure.items(), key=lambda item: item[1].percent)[:3]
    rows = [
        ("line coverage", report.totals.percent, f"floor {OVERALL:.0f} %"),
        (f"{len(pure)} pure modules", together.percent, f"floor {PURE:.0f} % each"),
        *((f"  {module}", summary.percent, "") for module, summary in lowest),
    ]
    return "\n".join(f"{name:<34} {percent:5.1f} %  {note}".rstrip() for name, percent, note in rows)


def main(path: Path) -> int:
    """Prints the table and what falls short; the exit status is 1 when anything does."""
    report = Report.model_validate_json(path.read_bytes())
    print(table(report))
    short = problems(report)
    for line in short:
        print(f"Too low: {line}", file=sys.stderr)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
