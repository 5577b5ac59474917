"""Trigger ids: the right to show one person one modal, for three seconds after what they did."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.playground.entities import SlackError

TRIGGER_SECONDS = 3.0
"""How long a trigger can be exchanged, once (docs.slack.dev/interactivity/handling-user-interaction)."""

KEPT_TRIGGERS = 20_000


@dataclass(kw_only=True)
class _Trigger:
    user: str
    until: float
    is_exchanged: bool = False


class Triggers:
    """Gives them out with interactions and commands, and takes them back. `clock` is in seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._given: dict[str, _Trigger] = {}

    def issue(self, user: str) -> str:
        """A new one, for what that person has just done."""
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**13)}.{secrets.token_hex(16)}"
        self._given[trigger_id] = _Trigger(user=user, until=self._clock() + TRIGGER_SECONDS)
        if len(self._given) > KEPT_TRIGGERS:
            del self._given[next(iter(self._given))]
        return trigger_id

    def exchange(self, trigger_id: str) -> str:
        """Whose it is. Raises `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.is_exchanged:
            raise SlackError("exchanged_trigger_id")
        if self._clock() >= trigger.until:
            raise SlackError("expired_trigger_id")
        trigger.is_exchanged = True
        return trigger.user

    def expire(self) -> None:
        """Ends all that were given out so far."""
        for trigger in self._given.values():
            trigger.until = self._clock()
