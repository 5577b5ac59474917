"""Words about a moment, as people type them behind `since`: `yesterday`, `7d`, `2026-11-01`, `12 March`, `gestern`. Pure."""

import re
from datetime import datetime, timedelta

USUAL_SPAN = timedelta(hours=24)
"""What a recap covers when nobody says since when."""

# The interface's own languages. All of them would take dateparser's guesses for dates in words that are none.
LANGUAGES = ["en", "de"]

MOST_CHARACTERS = 60

_MY_LAST_MESSAGE = re.compile(
    r"(?:(?:my|the) )?last (?:message|post)(?: (?:of mine|by me))?(?: here| in here)?|i last wrote(?: here)?"
    r"|(?:meiner |der )?letzten (?:nachricht|meldung)(?: von mir)?(?: hier| dort)?"
)
_OPENING = re.compile(r"^(?:(?:since|from|seit|for|of)\b\s*)?(?:the (?:last|past)\s+(?=\d|few\b))?", re.IGNORECASE)
_DAYS = re.compile(r"\d{1,3}")
_HAS_HOURS = re.compile(r"\d\s*(?:h|m|std|min|hours?|minutes?|stunden?|minuten?)\b|:|noon|morning|now\b", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?(?=$|\s|\d{4})")


def words_of(text: str) -> str:
    """What is left of `since …` when only the moment counts, on one line."""
    return _OPENING.sub("", " ".join(text.split()), count=1).strip(" .,!?")


def means_my_last_message(words: str) -> bool:
    """Whether the words stand for the asker's own last message there."""
    return _MY_LAST_MESSAGE.fullmatch(words.lower()) is not None


def moment_of(words: str, *, now: datetime) -> datetime | None:
    """The moment that the words name, in the time zone of `now`; None where they name none. It may lie in the future.

    A whole day begins at its midnight; `24h` is counted back from now.
    """
    if not words:
        return now - USUAL_SPAN
    if len(words) > MOST_CHARACTERS:
        return None
    import dateparser  # noqa: PLC0415 - 20 MB that only those need who ask since when

    words = f"{words} days" if _DAYS.fullmatch(words) else words
    found = dateparser.parse(
        _DAY_FIRST.sub(r"\2/\1/", words).rstrip("/"),
        languages=LANGUAGES,
        settings={
            "RELATIVE_BASE": now.replace(tzinfo=None),
            "PREFER_DATES_FROM": "past",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "DATE_ORDER": "MDY",
        },
    )
    if found is None:
        return None
    is_day = found.time() == now.time().replace(fold=0) and not _HAS_HOURS.search(words)
    return (found.replace(hour=0, minute=0, second=0, microsecond=0) if is_day else found).replace(tzinfo=now.tzinfo)
