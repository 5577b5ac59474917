"""What was said while nobody received: messages of threads and channels since a moment, in the form in which events bring them.

What they mean, and whether they were heard after all, is not its matter.
"""

from collections.abc import Awaitable, Callable, Iterable

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import ChannelId, SlackRefused, ThreadRef, Ts
from bot.slack.client import repeatable
from bot.slack.payloads import Payload, child, children, number, text_of
from bot.slack.times import moment
from bot.telemetry import log

PAGE_MESSAGES = 200
"""Slack's recommendation for a page (docs.slack.dev/reference/methods/conversations.history)."""

MOST_PAGES = 5
"""Of one place: a thousand messages within an hour at most are looked at, the oldest first."""


class Missed:
    """Reads places that Footnote is in. Both methods raise `SlackUnavailable`; a place that Slack refuses has nothing."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def in_channel(self, channel: ChannelId, *, since: Ts, is_direct: bool) -> tuple[Payload, ...]:
        """Messages that stand in the channel itself, each as the `event` of a `message` delivery, in order."""
        said = await _read(
            lambda cursor: self._client.conversations_history(channel=channel, oldest=since, limit=PAGE_MESSAGES, cursor=cursor)
        )
        return _events(said, channel, since=since, is_direct=is_direct)

    async def in_thread(self, thread: ThreadRef, *, since: Ts, is_direct: bool) -> tuple[Payload, ...]:
        """The same for the replies of a thread."""
        said = await _read(
            lambda cursor: self._client.conversations_replies(
                channel=thread.channel, ts=thread.ts, oldest=since, limit=PAGE_MESSAGES, cursor=cursor
            )
        )
        # Slack gives the root with every page, however old it is.
        replies = (message for message in said if text_of(message, "ts") != thread.ts)
        return _events(replies, thread.channel, since=since, is_direct=is_direct)


def has_replies(event: Payload) -> bool:
    """Whether a message of a channel has a thread below it."""
    return bool(number(event, "reply_count"))


async def _read(call: Callable[[str | None], Awaitable[AsyncSlackResponse]]) -> list[Payload]:
    found: list[Payload] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        try:
            page = await repeatable(lambda cursor=cursor: call(cursor))
        except SlackRefused as error:
            log.info("not looked for missed messages", code=error.code)
            break
        found += children(page, "messages")
        cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
        if cursor is None:
            break
    return found


def _events(messages: Iterable[Payload], channel: ChannelId, *, since: Ts, is_direct: bool) -> tuple[Payload, ...]:
    kind = "im" if is_direct else "channel"
    events = [
        {"type": "message", **message, "channel": channel, "channel_type": kind}
        for message in messages
        if moment(Ts(text_of(message, "ts"))) > moment(since)
    ]
    return tuple(sorted(events, key=lambda event: moment(Ts(text_of(event, "ts")))))
