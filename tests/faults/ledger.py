"""The verdict on a run, from the history of what Slack was told: what was lost, doubled, out of order or left behind. Pure.

It trusts nothing that the bot says of itself alone: an answer is known by its words as well as by its mark.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

BEGINNING = "Answer Q{number:05} begins."
END = "Answer Q{number:05} ends."
_BEGINS = re.compile(r"Answer Q(\d{5}) begins\.")
_NAMED = re.compile(r"Q(\d{5})")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One question. Times are in seconds of one clock; `mark` is how the bot marks its answer."""

    number: int
    channel: str
    thread: str
    mark: str
    sent_at: float
    acked_at: float | None
    """When Slack was first told that it had arrived; None if it never was."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A message of the bot's as it stood from `at` on. `part` and `mark` are None where it carries no mark."""

    at: float
    channel: str
    thread: str
    ts: str
    text: str
    mark: str | None = None
    part: int | None = None
    state: Literal["growing", "final", "failed"] | None = None
    is_streaming: bool = False
    has_files: bool = False
    is_gone: bool = False
    """It was deleted at that moment."""

    @property
    def is_settled(self) -> bool:
        """Whether it says what it will go on saying."""
        return self.state in ("final", "failed") and not self.is_gone


Place = tuple[str, str]
"""A channel and a ts."""


@dataclass(kw_only=True)
class Verdict:
    """The numbers of the questions for which a promise was broken, by promise, and what is worth knowing besides."""

    asked: int = 0
    lost: list[int] = field(default_factory=list[int])
    """Acknowledged, and neither answered nor told honestly that there is no answer."""
    unheard: list[int] = field(default_factory=list[int])
    """Never acknowledged however often Slack tried, and not answered: only a look into Slack's history could find them."""
    duplicated: list[int] = field(default_factory=list[int])
    out_of_order: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    """The first was acknowledged before the second was sent, in one thread, and answered after it."""
    cut: list[int] = field(default_factory=list[int])
    """Settled without the answer's end."""
    extra_parts: list[int] = field(default_factory=list[int])
    misplaced: list[int] = field(default_factory=list[int])
    """Their words stand in another thread."""
    left: list[Place] = field(default_factory=list[Place])
    """Placeholders, open streams and messages that nobody will ever finish."""
    statuses: list[Place] = field(default_factory=list[Place])
    """Threads over which the bot still seems to be at work."""
    failed: list[int] = field(default_factory=list[int])
    """Told honestly that there is no answer."""
    seen_twice: list[int] = field(default_factory=list[int])
    """Two settled answers stood side by side for a moment, until one was taken away."""
    settled_at: dict[int, float] = field(default_factory=dict[int, float])

    @property
    def is_clean(self) -> bool:
        """Whether every promise was kept. What nobody acknowledged counts as well: it was asked."""
        broken = (self.lost, self.unheard, self.duplicated, self.out_of_order, self.cut, self.extra_parts, self.misplaced)
        return not any((*broken, self.left, self.statuses))

    def summary(self) -> str:
        """One line: the headline, and what else was broken."""
        parts = [f"{len(self.lost)} lost", f"{len(self.duplicated)} duplicated", f"{len(self.out_of_order)} out of order"]
        others = ("unheard", "cut", "extra_parts", "misplaced", "left", "statuses", "failed", "seen_twice")
        counts = {name: len(found) for name in others if (found := getattr(self, name))}
        return ", ".join([*parts, *(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())])


def judge(questions: Sequence[Asked], history: Iterable[Shown], *, working: Iterable[Place] = ()) -> Verdict:
    """What became of the questions. `history` is in order of time; `working` are the threads that still show a status."""
    history = list(history)
    standing = {place: shown for place, shown in _last(history).items() if not shown.is_gone}
    by_mark: dict[str, list[Shown]] = defaultdict(list)
    by_words: dict[int, list[Shown]] = defaultdict(list)
    for shown in standing.values():
        by_mark[shown.mark or ""].append(shown)
        for number in {int(found) for found in _BEGINS.findall(shown.text)}:
            by_words[number].append(shown)
    verdict = Verdict(asked=len(questions), statuses=sorted(working))
    verdict.left = sorted(place for place, shown in standing.items() if not shown.has_files and not shown.is_settled)
    verdict.left += sorted(place for place, shown in standing.items() if shown.is_settled and shown.is_streaming)
    settled = _settled(history)
    for question in questions:
        _judge_one(verdict, question, by_mark[question.mark], by_words[question.number])
        if (moment := settled.get(question.mark)) is not None and question.number not in verdict.lost:
            verdict.settled_at[question.number] = moment
    threads = {question.number: (question.channel, question.thread) for question in questions}
    verdict.misplaced = sorted(_misplaced(standing.values(), threads))
    verdict.out_of_order = list(_out_of_order(questions, by_mark, settled))
    marked: dict[str, list[Shown]] = defaultdict(list)
    for shown in history:
        marked[shown.mark or ""].append(shown)
    verdict.seen_twice = sorted(question.number for question in questions if _seen_twice(marked[question.mark]))
    return verdict


def _judge_one(verdict: Verdict, question: Asked, marked: Sequence[Shown], worded: Sequence[Shown]) -> None:
    answers = [shown for shown in marked if shown.is_settled]
    if not answers:
        (verdict.lost if question.acked_at is not None else verdict.unheard).append(question.number)
        return
    parts = sorted(shown.part or 0 for shown in answers)
    if len(worded) > 1 or len(set(parts)) < len(parts):
        verdict.duplicated.append(question.number)
    if any(shown.state == "failed" for shown in answers):
        verdict.failed.append(question.number)
        if len(answers) > 1:
            verdict.extra_parts.append(question.number)
        return
    end = END.format(number=question.number)
    ending = [shown.part or 0 for shown in answers if end in shown.text]
    if not ending or not worded:
        verdict.cut.append(question.number)
    elif max(parts) > max(ending) or set(parts) != set(range(max(parts) + 1)):
        verdict.extra_parts.append(question.number)


def _last(history: Iterable[Shown]) -> dict[Place, Shown]:
    return {(shown.channel, shown.ts): shown for shown in history}


def _settled(history: Iterable[Shown]) -> dict[str, float]:
    """By mark, when the answer was first settled."""
    found: dict[str, float] = {}
    for shown in history:
        if shown.is_settled and shown.mark:
            found.setdefault(shown.mark, shown.at)
    return found


def _misplaced(standing: Iterable[Shown], threads: Mapping[int, Place]) -> set[int]:
    return {
        number
        for shown in standing
        for number in map(int, _NAMED.findall(shown.text))
        if number in threads and threads[number] != (shown.channel, shown.thread)
    }


def _out_of_order(
    questions: Sequence[Asked], by_mark: Mapping[str, Sequence[Shown]], settled: Mapping[str, float]
) -> Iterable[tuple[int, int]]:
    """Pairs that are surely in another order than they were accepted in, by where they stand or by when they were settled."""
    threads: dict[Place, list[Asked]] = defaultdict(list)
    for question in sorted(questions, key=lambda question: question.sent_at):
        threads[question.channel, question.thread].append(question)
    for inside in threads.values():
        for index, later in enumerate(inside):
            for earlier in inside[:index]:
                if earlier.acked_at is None or earlier.acked_at >= later.sent_at:
                    continue
                stands = [min((shown.ts for shown in by_mark[q.mark]), default=None) for q in (earlier, later)]
                moments = [settled.get(q.mark) for q in (earlier, later)]
                if _is_turned(*stands) or _is_turned(*moments):
                    yield earlier.number, later.number


def _is_turned(first: float | str | None, second: float | str | None) -> bool:
    if isinstance(first, str) and isinstance(second, str):
        return first > second
    return isinstance(first, float) and isinstance(second, float) and first > second


def _seen_twice(marked: Iterable[Shown]) -> bool:
    standing: dict[tuple[int | None, str], bool] = {}
    for shown in marked:
        standing[shown.part, shown.ts] = shown.is_settled
        if sum(is_settled for (part, _), is_settled in standing.items() if part == shown.part) > 1:
            return True
    return False
