"""A person's newest questions that were answered where others see it: their words and their places.

It keeps nothing itself: it looks through the answers that are kept for their buttons, and with these they go.
"""

from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from bot.language import ChannelId, QuestionId, TeamId, Ts, UserId
from bot.memory import keys
from bot.memory.answers import KeptAnswers
from bot.memory.server import store_errors

LOOKED_THROUGH = 30
"""Answers of which the newest are taken: some are private, and several may be about one message."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question that was answered."""

    channel: ChannelId
    ts: Ts
    thread_ts: Ts
    words: str
    """What was asked; empty where files came without words."""


class Recent:
    """The newest questions. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, answers: KeptAnswers) -> None:
        self._redis = redis
        self._answers = answers

    async def of(self, team: TeamId, user: UserId, *, most: int) -> list[Asked]:
        """At most so many of what this person asked, the newest first."""
        with store_errors():
            ids = cast("list[bytes]", await self._redis.zrevrange(keys.answers_for(team, user), 0, LOOKED_THROUGH - 1))
        found: dict[tuple[ChannelId, Ts], Asked] = {}
        for question_id in ids:
            kept = await self._answers.kept(QuestionId(question_id.decode()))
            if kept is None or kept.question.is_private or kept.question.asker != user:
                continue
            question = kept.question
            asked = Asked(
                channel=question.thread.channel,
                ts=question.message.ts,
                thread_ts=question.thread.ts,
                words=question.message.text,
            )
            found.setdefault((asked.channel, asked.ts), asked)
            if len(found) == most:
                break
        return list(found.values())
