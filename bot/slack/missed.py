"""What was said while nobody received: messages of threads and channels since a moment, in the form in which events bring them.

What they mean, whether they were heard after all, and when a place that Slack asks to wait for is read on, is not its matter.
"""

from collections.abc import Awaitable, Callable

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
"""Of one place: a thousand messages within an hour at most are looked at."""


class Reading:
    """One place, read page by page: a call that fails loses none of the pages before it, and is the next one again.

    Some apps are granted one page a minute: a place that began anew each time would never be read to its end.
    """

    def __init__(
        self,
        page: Callable[[str | None], Awaitable[AsyncSlackResponse]],
        *,
        channel: ChannelId,
        root: Ts | None,
        since: Ts,
        is_direct: bool,
    ) -> None:
        self.channel = channel
        self.root = root
        """Of the thread that is read; None where it is the channel itself."""
        self.is_direct = is_direct
        self.is_done = False
        self._page = page
        self._since = since
        self._found: dict[str, Payload] = {}
        self._pages = 0
        self._cursor: str | None = None

    async def read_on(self) -> None:
        """Reads the next page. Raises `SlackUnavailable` without any wait; a place that Slack refuses has nothing more."""
        try:
            page = await repeatable(lambda: self._page(self._cursor), patience=0.0)
        except SlackRefused as error:
            log.info("not looked for missed messages", code=error.code)
            self.is_done = True
            return
        # Slack gives a thread's root with every page, however old it is.
        self._found.update((text_of(message, "ts"), message) for message in children(page, "messages"))
        self._pages += 1
        self._cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
        self.is_done = self._cursor is None or self._pages == MOST_PAGES

    @property
    def events(self) -> tuple[Payload, ...]:
        """What was read, each message as the `event` of a `message` delivery, in order."""
        kind = "im" if self.is_direct else "channel"
        since = moment(self._since)
        return tuple(
            {"type": "message", **message, "channel": self.channel, "channel_type": kind}
            for ts, message in sorted(self._found.items(), key=lambda found: moment(Ts(found[0])))
            if moment(Ts(ts)) > since
        )


class Missed:
    """Places that Footnote is in, to be read from a moment on."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    def in_channel(self, channel: ChannelId, *, since: Ts, is_direct: bool) -> Reading:
        """Messages that stand in the channel itself."""
        return Reading(
            lambda cursor: self._client.conversations_history(channel=channel, oldest=since, limit=PAGE_MESSAGES, cursor=cursor),
            channel=channel,
            root=None,
            since=since,
            is_direct=is_direct,
        )

    def in_thread(self, thread: ThreadRef, *, since: Ts, is_direct: bool) -> Reading:
        """Messages of a thread; its root, which stands in the channel, is one of them if it is as new."""
        return Reading(
            lambda cursor: self._client.conversations_replies(
                channel=thread.channel, ts=thread.ts, oldest=since, limit=PAGE_MESSAGES, cursor=cursor
            ),
            channel=thread.channel,
            root=thread.ts,
            since=since,
            is_direct=is_direct,
        )


def has_replies(event: Payload) -> bool:
    """Whether a message of a channel has a thread below it."""
    return bool(number(event, "reply_count"))
