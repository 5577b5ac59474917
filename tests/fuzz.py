"""Runs the tests that take any input for as long as one likes: `python -m tests.fuzz --minutes 5 door files` (all by default).

They are those of the ordinary run, with other examples each time, and far more of them. Prints how many examples each target saw
and what came of them; the exit status is 1 if any of them failed.
"""

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[1]

TARGETS = {
    "door": ["tests/listeners/test_any_delivery.py::test_no_request_is_more_than_the_senders_fault"],
    "payloads": ["tests/listeners/test_any_delivery.py::test_no_payload_is_an_error", "tests/listeners/test_routing.py"],
    "markup": ["tests/slack/test_markup.py", "tests/slack/test_blocks.py", "tests/slack/test_splitting.py"],
    "safety": ["tests/slack/test_safety.py"],
    "answers": ["tests/slack/test_any_pieces.py"],
    "stream": ["tests/model/test_any_stream.py", "tests/model/test_stream.py", "tests/model/test_response.py"],
    "files": ["tests/documents/test_any_damage.py"],
}
"""Which tests make up a target. Of each file those count that hypothesis gives examples to."""

ROUND_EXAMPLES = {"files": 400, "answers": 200, "door": 1_000, "payloads": 1_000}
"""Examples of each test in one round. A round is played to its end, so it must not be long, and not so short that starting it
takes most of it.
"""
USUAL_EXAMPLES = 600

# As hypothesis prints its statistics.
_COUNTS = re.compile(r"- (?P<passed>\d+) passing, \d+ failing, and (?P<invalid>\d+) invalid test cases")
_EVENT = re.compile(r"\* (?P<share>[\d.]+)%, (?P<event>.+)")


@dataclass
class Seen:
    """What came of one target."""

    seconds: float = 0.0
    passed: int = 0
    invalid: int = 0
    failures: list[str] = field(default_factory=list[str])
    ends: Counter[str] = field(default_factory=Counter[str])
    """How examples ended, where a test tells; about so many."""


def played(tests: Sequence[str], *, minutes: float, examples: int) -> Seen:
    """Plays these tests in rounds until the time is over, or one fails."""
    seen = Seen()
    began = monotonic()
    while (seen.seconds < minutes * 60) and not seen.failures:
        _one_round(tests, seen, examples)
        seen.seconds = monotonic() - began
    return seen


def _one_round(tests: Sequence[str], seen: Seen, examples: int) -> None:
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--timeout=0", "-p", "no:cacheprovider"]
    command += ["--hypothesis-show-statistics", "-m", "hypothesis", *tests]
    environment = os.environ | {"FOOTNOTE_FUZZ_EXAMPLES": str(examples)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        seen.failures.append(done.stdout[-8_000:] + done.stderr[-2_000:])
    cases = 0
    for line in done.stdout.splitlines():
        if counts := _COUNTS.search(line):
            seen.passed += int(counts["passed"])
            seen.invalid += int(counts["invalid"])
            cases = int(counts["passed"]) + int(counts["invalid"])
        elif (event := _EVENT.search(line)) and not event["event"].startswith(("Retried draw", "Draw for")):
            seen.ends[event["event"]] += round(float(event["share"]) * cases / 100)


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--minutes", type=float, default=5.0, help="for each target")
    asked = parser.parse_args()
    chosen: list[str] = asked.targets or list(TARGETS)
    if unknown := set(chosen) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    failed = 0
    for target in chosen:
        seen = played(TARGETS[target], minutes=asked.minutes, examples=ROUND_EXAMPLES.get(target, USUAL_EXAMPLES))
        print(f"{target}: {seen.passed:,} examples in {seen.seconds:.0f} s, {len(seen.failures)} failed", flush=True)
        for event, count in seen.ends.most_common(40):
            print(f"  {count:>8,}  {event}")
        for failure in seen.failures:
            print(failure)
        failed += len(seen.failures)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
