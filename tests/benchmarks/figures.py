"""The statistics of the benchmarks: median and percentile of measured seconds. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Self


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that at least `share` (above 0, at most 1) of them do not exceed: the nearest rank.

    It is always a value that was measured. Raises `ValueError` without values, or for a share outside its range.
    """
    if not values:
        raise ValueError("no values")
    if not 0 < share <= 1:
        raise ValueError("share must be above 0 and at most 1")
    return sorted(values)[math.ceil(share * len(values)) - 1]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a series of measurements comes to, in the unit of the series."""

    count: int
    p50: float
    p99: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """The figures of at least one value. With fewer than a hundred, p99 is the largest."""
        p99 = percentile(values, 0.99)
        return cls(count=len(values), p50=median(values), p99=p99)


@dataclass(frozen=True)
class Sent:
    """One question: its number, and when its event was sent (`inf` for never) and acknowledged, in seconds of one clock."""

    number: int
    sent_at: float
    acked_at: float | None
    """None for never."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What became of questions that were asked one after the other in threads."""

    asked: int = 0
    answered: int = 0
    duplicated: int = 0
    """Answers beyond the first to one question."""
    out_of_order: int = 0
    """Questions answered after one of their thread that was sent when they were acknowledged already."""
    overtaken: int = 0
    """Questions answered after one of their thread that was asked later, while both were on their way to the bot."""

    @classmethod
    def of(cls, asked: Sequence[Sent], answers: Sequence[int]) -> Self:
        """That of one thread: its questions as they were asked, and the numbers of the answers to them as they came."""
        sent = {question.number: question for question in asked}
        firsts = list(dict.fromkeys(number for number in answers if number in sent))
        late = wrong = 0
        for turn, number in enumerate(firsts):
            question = sent[number]
            before = [sent[other] for other in firsts[:turn] if sent[other].sent_at > question.sent_at]
            late += bool(before)
            wrong += any(question.acked_at is not None and question.acked_at < other.sent_at for other in before)
        return cls(
            asked=len(asked),
            answered=len(firsts),
            duplicated=sum(number in firsts for number in answers) - len(firsts),
            out_of_order=wrong,
            overtaken=late - wrong,
        )

    def __add__(self, other: "Order") -> "Order":
        return Order(
            asked=self.asked + other.asked,
            answered=self.answered + other.answered,
            duplicated=self.duplicated + other.duplicated,
            out_of_order=self.out_of_order + other.out_of_order,
            overtaken=self.overtaken + other.overtaken,
        )
