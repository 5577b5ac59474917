"""Takes an answer back whose question was deleted, unless somebody has written after it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import QuestionId, SlackRefused, ThreadRef, Ts
from bot.slack.client import repeatable
from bot.slack.payloads import children, text_of
from bot.slack.times import moment

NEWEST = 15
"""Enough to see whether anybody wrote after the answer; the most that Slack gives some apps in one call."""

_GONE = frozenset({"message_not_found", "thread_not_found"})


class AnswerParts(Protocol):
    """Which Slack messages hold the answer to a question."""

    async def parts(self, question_id: QuestionId) -> Mapping[int, Ts]: ...


class Withdrawal:
    """Withdraws answers. Raises `SlackRefused` and `SlackUnavailable`.

    From `file_part` on the parts of an answer are files, by their ids.
    """

    def __init__(self, client: AsyncWebClient, answers: AnswerParts, *, file_part: int) -> None:
        self._client = client
        self._answers = answers
        self._file_part = file_part

    async def withdraw(self, thread: ThreadRef, question_id: QuestionId, me: str) -> None:
        """Deletes what was attached to the answer, and its messages, the last one first."""
        held = await self._answers.parts(question_id)
        files = [ts for part, ts in held.items() if part >= self._file_part]
        parts = [ts for part, ts in held.items() if part < self._file_part]
        if not parts or await self._went_on(thread, max(parts, key=moment), me):
            return
        for file in files:
            await self._delete_file(file)
        for ts in sorted(parts, key=moment, reverse=True):
            await self._delete(thread, ts)

    async def _went_on(self, thread: ThreadRef, last: Ts, me: str) -> bool:
        try:
            page = await repeatable(
                lambda: self._client.conversations_replies(channel=thread.channel, ts=thread.ts, oldest=last, limit=NEWEST)
            )
        except SlackRefused as error:
            if error.code in _GONE:
                return False
            raise
        newer = [message for message in children(page, "messages") if moment(Ts(text_of(message, "ts"))) > moment(last)]
        return any(text_of(message, "user") != me for message in newer)

    async def _delete(self, thread: ThreadRef, ts: Ts) -> None:
        try:
            await repeatable(lambda: self._client.chat_delete(channel=thread.channel, ts=ts))
        except SlackRefused as error:
            if error.code not in _GONE:
                raise

    async def _delete_file(self, file: str) -> None:
        with suppress(SlackRefused):  # Gone already, or not allowed: the messages have to go all the same.
            await repeatable(lambda: self._client.files_delete(file=file))
