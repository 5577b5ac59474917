"""The limits by name: their values in the settings, and names and values as people write them. Pure."""

import re
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Self, cast

from bot.language import FootnoteError, phrases
from bot.language.wording import number
from bot.settings import MOST_REQUESTS, MOST_TOKENS, Settings

NONE = "none"
"""How people write that there is no limit."""

_NUMBER = re.compile(r"[0-9]{1,3}(?:[,._][0-9]{3})+|[0-9]+")


@dataclass(frozen=True, kw_only=True)
class LimitValues:
    """One value for each limit: requests, or tokens of a day in UTC; 0 is no limit."""

    user_per_minute: int
    user_per_hour: int
    user_tokens_per_day: int
    guest_per_minute: int
    guest_per_hour: int
    guest_tokens_per_day: int
    channel_per_minute: int
    channel_per_hour: int
    workspace_per_minute: int
    workspace_per_hour: int
    workspace_tokens_per_day: int
    overall_per_minute: int
    overall_per_hour: int

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings `LIMIT_…` say."""
        return cls(**{name: cast("int", getattr(settings, f"limit_{name}")) for name in NAMES})


NAMES = tuple(field.name for field in fields(LimitValues))
"""Every limit, in the order in which they are shown."""


CHANNEL_NAMES = tuple(name for name in NAMES if name.startswith("channel_"))
"""Those on channels, which can be set for one of them."""


class WrongLimit(FootnoteError):
    """No limit has this name, or none can have this value; the sentence names the mend."""


def is_overall(name: str) -> bool:
    """Whether this limit is about all workspaces together, so that no single one may change it."""
    return name.startswith("overall_")


def spelled(name: str) -> str:
    """A limit's name as people read and write it: `user-per-minute`."""
    return name.replace("_", "-")


def shown(value: int) -> str:
    """A limit's value as people read it: `1,000,000`, or `none`."""
    return number(value) if value else NONE


def limit_named(text: str) -> str:
    """The limit that is meant by `user-per-minute` or `USER_PER_MINUTE`. Raises `WrongLimit` with the nearest name."""
    name = text.strip().lower().replace("-", "_").removeprefix("limit_")
    if name in NAMES:
        return name
    near = get_close_matches(name, NAMES, n=1)
    if near:
        raise WrongLimit(phrases.UNKNOWN_LIMIT_NEAR.format(near=spelled(near[0])))
    raise WrongLimit(phrases.UNKNOWN_LIMIT.format(known=", ".join(map(spelled, NAMES))))


def value_of(name: str, text: str) -> int:
    """The value that is meant by `20`, `1,000,000` or `none` for this limit. Raises `WrongLimit`."""
    text = text.strip().lower()
    if text in {NONE, "off", "unlimited"}:
        return 0
    most = MOST_TOKENS if name.endswith("_tokens_per_day") else MOST_REQUESTS
    digits = re.sub(r"[,._]", "", text)
    if _NUMBER.fullmatch(text) and len(digits) <= len(str(MOST_TOKENS)) and int(digits) <= most:
        return int(digits)
    raise WrongLimit(phrases.NOT_A_LIMIT.format(name=spelled(name), most=number(most)))
