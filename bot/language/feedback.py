"""What somebody thought of an answer."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.language.ids import QuestionId, UserId


class Fault(StrEnum):
    """What was wrong with an answer."""

    WRONG = "wrong"
    UNSOURCED = "unsourced"
    """A footnote leads to what does not say so."""
    INCOMPLETE = "incomplete"
    MISUNDERSTOOD = "misunderstood"
    FORM = "form"
    """Its length, or how it reads."""
    OTHER = "other"


class Feedback(BaseModel):
    """One person's newest word on one answer. It holds nothing of the question, or of the answer."""

    model_config = ConfigDict(frozen=True)

    of: QuestionId
    by: UserId
    at: float
    """Seconds since the epoch."""
    helpful: bool
    fault: Fault | None = None
    words: str = ""
    """As they were typed into the form."""
