"""The findings as the `doctor` command shows them: JSON for programs, a line each for pipes, columns for a terminal. Pure."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap

from bot.operations.doctor.finding import Finding, Level

MEND = "Mend: "
LEVEL_WIDTH = 4
GAP = "  "

COLOURS: dict[Level, str] = {"ok": "\033[32m", "warn": "\033[33m", "fail": "\033[31m"}
_DIM, _PLAIN = "\033[2m", "\033[0m"


def as_json(findings: Sequence[Finding]) -> str:
    """The list of findings; `mend` is empty where there is nothing to mend."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2)


def as_lines(findings: Sequence[Finding]) -> str:
    """One line for each finding, as it can be searched and cut."""
    return "\n".join(_line(finding) for finding in findings)


def as_columns(findings: Sequence[Finding], *, width: int, coloured: bool) -> str:
    """Aligned within so many columns, mends below their findings, and the sum at the end."""
    names = max((len(finding.what) for finding in findings), default=0)
    return "\n".join(
        [*(line for finding in findings for line in _rows(finding, names, width, coloured=coloured)), "", total(findings)]
    )


def total(findings: Sequence[Finding]) -> str:
    """How many findings of each kind there are, in words."""
    count = Counter(finding.level for finding in findings)
    parts = [f"{count['fail']} failed"] if count["fail"] else []
    if count["warn"]:
        parts.append(f"{count['warn']} {'warning' if count['warn'] == 1 else 'warnings'}")
    return ", ".join([*parts, f"{count['ok']} ok"])


def _line(finding: Finding) -> str:
    mend = f". {MEND}{finding.mend}" if finding.mend else ""
    return f"{finding.level:<{LEVEL_WIDTH}}{GAP}{finding.what}: {finding.finding}{mend}"


def _rows(finding: Finding, names: int, width: int, *, coloured: bool) -> Iterator[str]:
    margin = " " * (LEVEL_WIDTH + len(GAP) + names + len(GAP))
    room = max(width - len(margin), 40)
    first, *rest = wrap(finding.finding, room, break_on_hyphens=False) or [""]
    level = f"{finding.level:<{LEVEL_WIDTH}}"
    if coloured:
        level = f"{COLOURS[finding.level]}{level}{_PLAIN}"
    yield f"{level}{GAP}{finding.what:<{names}}{GAP}{first}"
    yield from (margin + line for line in rest)
    for line in wrap(MEND + finding.mend, room, break_on_hyphens=False, break_long_words=False) if finding.mend else ():
        yield margin + (f"{_DIM}{line}{_PLAIN}" if coloured else line)
