"""One attempt to answer one question: what each part of its reply is given. It does nothing itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Question, QuestionId, ThreadRef, Ts
from bot.slack.client import Sleep
from bot.slack.refusals import Refusals

CheckLease = Callable[[], Awaitable[None]]
"""Awaited before every write. Raises `LeaseLost` when the question is no longer this worker's."""


Look = Callable[[], Awaitable[None]]
LookLater = Callable[[Look], None]
"""Has a look taken once whatever Slack was still going to do is done (`last_looks.py`)."""


def nobody_looks(_look: Look) -> None:
    """Where what comes late is nobody's matter."""


class ReplyLedger(Protocol):
    """Which Slack message holds which part of an answer, known to all workers."""

    async def settle(self, question_id: QuestionId, part: int, ts: Ts) -> Ts: ...
    async def parts(self, question_id: QuestionId) -> Mapping[int, Ts]: ...
    async def replace(self, question_id: QuestionId, part: int, ts: Ts) -> None: ...


class Titles(Protocol):
    """Which threads have a title in Slack's lists, ours or a person's own."""

    async def has_one(self, thread: ThreadRef) -> bool: ...
    async def settle(self, thread: ThreadRef) -> None: ...


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """The question, and what it takes to show its answer."""

    client: AsyncWebClient
    question: Question
    ledger: ReplyLedger
    titles: Titles
    refusals: Refusals
    check_lease: CheckLease
    number: int = 1
    """How often the question was claimed, with this time."""
    look_later: LookLater = nobody_looks
    sleep: Sleep = asyncio.sleep
    """Takes seconds."""
    pause: Sleep = asyncio.sleep
    """The same, from one time that a status is shown to the next."""
    clock: Callable[[], float] = monotonic
    """Gives seconds."""

    @property
    def is_first(self) -> bool:
        """Nothing was shown before, by anybody."""
        return self.number == 1
