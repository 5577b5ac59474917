"""How often a growing answer may be written, so that a whole workspace stays within Slack's rate of one method."""

from typing import Protocol

from bot.language import TeamId

UPDATES_PER_MINUTE = 50
"""`chat.update` is Tier 3, per app and workspace (docs.slack.dev/apis/web-api/rate-limits)."""

APPENDS_PER_MINUTE = 100
"""`chat.appendStream` is Tier 4."""

MINIMUM_SECONDS = 1.0


class LiveAnswers(Protocol):
    """How many answers are growing in a workspace, across processes. An entry ends by itself unless `enter` is repeated."""

    async def enter(self, team: TeamId, answer_id: str) -> None: ...
    async def leave(self, team: TeamId, answer_id: str) -> None: ...
    async def count(self, team: TeamId) -> int: ...


def interval(live: int, *, minimum: float = MINIMUM_SECONDS, per_minute: int = UPDATES_PER_MINUTE) -> float:
    """Seconds between two writes of one answer, while `live` answers share the method's rate. A minimum of 0 paces nothing."""
    return max(minimum, live * 60 / per_minute) if minimum else 0.0


class Pace:
    """The interval that one answer keeps right now. `minimum` is in seconds; 0 is for a Slack without limits (benchmarks)."""

    def __init__(self, live: LiveAnswers, *, minimum: float = MINIMUM_SECONDS) -> None:
        self._live = live
        self._minimum = minimum

    async def wait_after(self, team: TeamId, answer: str, *, per_minute: int = UPDATES_PER_MINUTE) -> float:
        """Counts the answer as live, and returns the seconds to wait before its next write; `per_minute` is the method's rate."""
        if not self._minimum:
            return 0.0
        await self._live.enter(team, answer)
        return interval(await self._live.count(team), minimum=self._minimum, per_minute=per_minute)

    async def done(self, team: TeamId, answer: str) -> None:
        """The answer no longer grows."""
        if self._minimum:
            await self._live.leave(team, answer)
