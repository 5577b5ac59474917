"""What a workspace's plan or installation refuses, remembered for a while, so as not to ask with every answer. No I/O."""

from collections.abc import Callable
from enum import StrEnum
from time import monotonic

from bot.language import TeamId

REFUSAL_KEPT_SECONDS = 3600.0
"""A workspace whose plan or installation lacks something rarely gains it within the hour."""

_ONLY_HERE = frozenset(
    {
        "channel_not_found",
        "channel_type_not_supported",
        "invalid_thread_ts",
        "is_archived",
        "message_not_found",
        "messages_tab_disabled",
        "msg_too_long",
        "no_text",
        "not_in_channel",
        "team_not_found",
        "thread_not_found",
        "too_many_reactions",
        "user_not_found",
        "user_not_in_channel",
    }
)
"""Codes that speak of one conversation or one person (of another workspace, perhaps), and say nothing of the others."""


class Feature(StrEnum):
    """What not every workspace grants."""

    SESSION = "session"
    STATUS = "status"
    REACTION = "reaction"
    STREAM = "stream"
    CARD = "card"
    THUMBS = "thumbs"
    """Slack's own buttons for feedback."""
    TITLE = "title"
    PROMPTS = "prompts"


class Refusals:
    """What each workspace refuses now, shared by all replies of a process; `clock` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._until: dict[tuple[TeamId, Feature], float] = {}

    def stands(self, team: TeamId, feature: Feature) -> bool:
        """Whether that workspace refused the feature a short while ago."""
        return self._until.get((team, feature), 0.0) > self._clock()

    def remember(self, team: TeamId, feature: Feature, *, seconds: float = REFUSAL_KEPT_SECONDS) -> None:
        """Does without the feature for so many seconds."""
        self._until[team, feature] = self._clock() + seconds

    def refused(self, team: TeamId, feature: Feature, code: str) -> None:
        """Slack has just refused the feature with that code."""
        if code not in _ONLY_HERE and not code.startswith("restricted_action"):
            self.remember(team, feature)
