"""Messages of Footnote's own that answer nobody's message, each posted exactly once, and found again by its mark.

A shared answer, and a question that was asked in a form. Whether they may be posted is not its matter.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import ChannelId, FileRef, QuestionId, SlackRefused, Ts, UserId
from bot.slack.attempt import ReplyLedger
from bot.slack.blocks import Body
from bot.slack.client import OutcomeUnknown, Sleep, repeatable
from bot.slack.messages import ANSWER_EVENT, FINAL
from bot.slack.payloads import Payload, child, children, number, text_of
from bot.slack.posts import LATE_COMMIT_SECONDS, POST_ATTEMPTS
from bot.slack.private import post
from bot.slack.traces import mark, opaque, with_files

SEARCH_MESSAGES = 200
"""The newest of the place among which a post is looked for of which nobody knows whether it happened."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a message is to stand: in a channel, or in a thread of it, in which it is looked for `since` then."""

    channel: ChannelId
    me: UserId
    thread_ts: Ts | None = None
    since: Ts | None = None


class Announcements:
    """Posts them. `ledger` knows which messages hold the parts of what has a name; methods raise as Slack's client does."""

    def __init__(self, client: AsyncWebClient, ledger: ReplyLedger, *, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._ledger = ledger
        self._sleep = sleep

    async def post(self, spot: Spot, name: QuestionId, part: int, body: Body, *, files: Sequence[FileRef] = ()) -> Ts:
        """Posts one part, which is not known to stand there; returns the message that counts. `files` are marked as its own."""
        for _ in range(POST_ATTEMPTS):
            try:
                ts = await post(
                    self._client,
                    spot.channel,
                    body,
                    thread_ts=spot.thread_ts,
                    metadata=with_files(mark(name, part, FINAL), files),
                    sleep=self._sleep,
                )
            except OutcomeUnknown:
                await self._sleep(LATE_COMMIT_SECONDS)
                await self.adopt(spot, name)
                if known := (await self._ledger.parts(name)).get(part):
                    return known
                continue
            counts = await self._ledger.settle(name, part, ts)
            if counts != ts:
                await repeatable(lambda ts=ts: self._client.chat_delete(channel=spot.channel, ts=ts), sleep=self._sleep)
            return counts
        raise OutcomeUnknown(detail="chat.postMessage")

    async def adopt(self, spot: Spot, name: QuestionId) -> None:
        """Writes down what of it already stands there; nothing where Footnote is no member."""
        try:
            page = await repeatable(lambda: self._newest(spot), sleep=self._sleep)
        except SlackRefused:
            return
        for message in children(page, "messages"):
            part = _part(message, spot.me, name)
            if part is not None:
                await self._ledger.settle(name, part, Ts(text_of(message, "ts")))

    async def _newest(self, spot: Spot) -> AsyncSlackResponse:
        if spot.thread_ts is None:
            return await self._client.conversations_history(
                channel=spot.channel, limit=SEARCH_MESSAGES, include_all_metadata=True
            )
        return await self._client.conversations_replies(
            channel=spot.channel, ts=spot.thread_ts, oldest=spot.since, limit=SEARCH_MESSAGES, include_all_metadata=True
        )


def _part(message: Payload, me: UserId, name: QuestionId) -> int | None:
    """Which part of it a message is, if any; another app may have copied the id."""
    metadata = child(message, "metadata")
    content = child(metadata, "event_payload")
    is_ours = text_of(message, "user") == me and text_of(metadata, "event_type") == ANSWER_EVENT
    return number(content, "part") if is_ours and text_of(content, "answer") == opaque(name) else None
