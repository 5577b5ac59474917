"""The tokens with which the app may call one workspace: the two that it was set up with, and those that installations brought."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.playground.entities import SlackError


@dataclass(kw_only=True)
class _Issued:
    ends_at: float | None
    refused_with: str = ""


class Tokens:
    """`bot` and `app` always hold. By `clock`, in seconds, others end."""

    def __init__(self, *, bot: str, app: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.bot = bot
        self.app = app
        self._clock = clock
        self._issued: dict[str, _Issued] = {}

    def issue(self, *, seconds: int | None = None) -> str:
        """A further bot token; with `seconds` it ends, and has the form of those that do."""
        token = f"{'xoxb' if seconds is None else 'xoxe.xoxb-1'}-playground-{secrets.token_hex(16)}"
        self.admit(token, seconds=seconds)
        return token

    def admit(self, token: str, *, seconds: int | None = None) -> None:
        """A bot token that was issued for several workspaces holds here too."""
        self._issued[token] = _Issued(ends_at=None if seconds is None else self._clock() + seconds)

    def expire(self) -> None:
        """Ends all tokens that end, as after twelve hours."""
        for issued in self._issued.values():
            if issued.ends_at is not None:
                issued.ends_at = self._clock()

    def refuse(self, code: str, *, token: str | None = None) -> None:
        """From now on that token, or all that were issued, are refused with that word of Slack's."""
        for issued in self._issued.values() if token is None else [self._issued[token]]:
            issued.refused_with = issued.refused_with or code

    def knows(self, token: str) -> bool:
        """Whether the token is, or was, one of this workspace."""
        return token in self._issued or token in (self.bot, self.app)

    def is_the_bots(self, token: str) -> bool:
        """Whether the bot may do with it what it may do."""
        try:
            self.check(token, wanted="bot")
        except SlackError:
            return False
        return True

    def check(self, token: str, *, wanted: Literal["bot", "app", "anyone"]) -> None:
        """Raises `invalid_auth`, `token_expired`, what it is refused with, or `not_allowed_token_type`."""
        if not self.knows(token):
            raise SlackError("invalid_auth")
        issued = self._issued.get(token)
        if issued and issued.refused_with:
            raise SlackError(issued.refused_with)
        if issued and issued.ends_at is not None and self._clock() >= issued.ends_at:
            raise SlackError("token_expired")
        if (token == self.app) != (wanted == "app"):
            raise SlackError("not_allowed_token_type")
