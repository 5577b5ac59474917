"""Slack's rate limits: how many calls of a method fit into a window, and how long a caller has to wait. No I/O."""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Tier:
    """At most `calls` in `seconds`, counted per method, and per channel where `per_channel`."""

    calls: int
    seconds: float = 60.0
    per_channel: bool = False


# docs.slack.dev/apis/web-api/rate-limits
TIER_2 = Tier(20)
TIER_3 = Tier(50)
TIER_4 = Tier(100)
POSTING = Tier(1, seconds=1.0, per_channel=True)
UNLIMITED = Tier(1_000_000, seconds=1.0)


class Pace:
    """Counts calls in a sliding window. `clock` is in seconds and only ever goes forward."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._taken: dict[tuple[str, str], deque[float]] = {}

    def take(self, method: str, tier: Tier, channel: str) -> int:
        """Counts this call and returns 0, or returns the seconds after which it may come again, without counting it."""
        now = self._clock()
        taken = self._taken.setdefault((method, channel if tier.per_channel else ""), deque())
        while taken and taken[0] <= now - tier.seconds:
            taken.popleft()
        if len(taken) >= tier.calls:
            return max(1, math.ceil(taken[0] + tier.seconds - now))
        taken.append(now)
        return 0
