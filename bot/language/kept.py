"""An answer as it is kept for the buttons below it: what was asked and said, and on what it rests."""

from pydantic import BaseModel, ConfigDict

from bot.language.answer import Citation, Offer
from bot.language.question import Question


class KeptAnswer(BaseModel):
    """One answer that was given. It holds neither passwords nor the address at which a command was answered."""

    model_config = ConfigDict(frozen=True)

    question: Question
    text: str
    """The whole answer as Markdown, as it was checked; it is made safe each time it is shown."""
    links: frozenset[str] = frozenset()
    """The addresses that it may show bare."""
    citations: tuple[Citation, ...] = ()
    """In the order in which it cites them."""
    offers: frozenset[Offer] = frozenset()
    opaque: str = ""
    """What whoever answered wants to find again, in a form of its own."""
