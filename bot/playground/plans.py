"""What of Slack an app may use on which plan, and how Slack refuses the rest."""

from dataclasses import dataclass
from typing import Literal, Self

Plan = Literal["paid", "free"]

STREAMING = ("chat.startStream", "chat.appendStream", "chat.stopStream")
SESSIONS = ("agents.sessions.setStatus", "agents.sessions.rename")
VIEW = ("assistant.threads.setSuggestedPrompts", "assistant.threads.setTitle")
"""What of the app's own view there is on paid plans only."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What there is of what some plans don't have."""

    streaming: bool
    sessions: bool
    view: bool
    refusal: str
    """The error of a call to what there is not."""

    @classmethod
    def of(cls, plan: Plan, *, streaming: bool | None = None, sessions: bool | None = None) -> Self:
        """That of a plan, unless `streaming` or `sessions` say otherwise."""
        is_paid = plan == "paid"
        return cls(
            streaming=is_paid if streaming is None else streaming,
            sessions=is_paid if sessions is None else sessions,
            view=is_paid,
            refusal="unknown_method" if is_paid else "feature_not_enabled",
        )

    def refusals(self) -> dict[str, str]:
        """The errors by method."""
        parts = ((self.streaming, STREAMING), (self.sessions, SESSIONS), (self.view, VIEW))
        return {method: self.refusal for is_there, methods in parts if not is_there for method in methods}
