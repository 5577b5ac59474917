"""Words that are a wish and no question: stop, mute, unmute. Pure."""

import re
from enum import StrEnum

from bot.language import UserId


class Wish(StrEnum):
    """What a person may ask of Footnote in a thread without asking a question."""

    STOP = "stop"
    MUTE = "mute"
    UNMUTE = "unmute"


_PUNCTUATION = " \t\n.,:;!…*_~`'\"‘’“”"


def wish_of(text: str, me: UserId) -> Wish | None:
    """The wish, when it is all that the message says besides Footnote's own mention."""
    words = re.sub(rf"<@{re.escape(me)}(?:\|[^>]*)?>", " ", text).strip(_PUNCTUATION).lower()
    return next((wish for wish in Wish if wish == words), None)
