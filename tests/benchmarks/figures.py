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
