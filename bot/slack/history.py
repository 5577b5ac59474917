"""What was said in a channel or a thread, read page by page within bounds. Who may hear it is `access.py`'s matter.

Slack pages: docs.slack.dev/reference/methods/conversations.history, …/conversations.replies.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import ChannelId, Message, SlackRefused, Ts, UserId, phrases
from bot.slack.client import SlackUnavailable, Sleep, repeatable
from bot.slack.messages import parse_message
from bot.slack.payloads import Payload, child, children, number, text_of
from bot.slack.times import moment

NEWEST_MESSAGES = 5_000
"""Of more, the newest are read: more than any model takes in."""

PAGE_MESSAGES = 200
"""Slack's recommendation for a page."""

MOST_PAGES = 100
MOST_THREADS = 40
"""Each costs a call of the 50 that Slack grants a minute (Tier 3, docs.slack.dev/apis/web-api/rate-limits)."""

THREADS_AT_ONCE = 3
MOST_REPLIES = 200
"""Of a thread within a channel; of more, the newest."""

LONGEST_THREAD = 4_000
"""Slack gives replies oldest first, so the newest are had only by reading all."""

# Everything else is Slack's own bookkeeping: joins, topics, pins, reminders (docs.slack.dev/reference/events/message).
_SPOKEN = frozenset({"", "file_share", "thread_broadcast", "me_message", "bot_message"})
_GONE = frozenset({"thread_not_found", "message_not_found"})

Call = Callable[[str | None], Awaitable[AsyncSlackResponse]]
"""Asks for the page behind a cursor."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One message, and where it stands."""

    message: Message
    root: Ts | None = None
    """The thread that it is a reply in."""
    below: bool = False
    """It answers the message above it that is no reply."""


@dataclass(frozen=True)
class Heard:
    """What was said, in the order in which it reads: each thread's replies below its root. The notes say what was left out."""

    said: tuple[Said, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pages:
    messages: tuple[Payload, ...]
    is_cut: bool
    """There are more than were read."""


class History:
    """Reads conversations that Footnote is in. Every method raises `SlackRefused` and `SlackUnavailable`."""

    def __init__(self, client: AsyncWebClient, *, sleep: Sleep = asyncio.sleep) -> None:
        self._client = client
        self._sleep = sleep

    async def since(self, channel: ChannelId, *, oldest: Ts, latest: Ts, me: UserId) -> Heard:
        """What was said between two moments, both left out, with the replies of the threads that were begun then.

        Slack does not tell of new replies to older messages, unless they were also sent to the channel. What `me` said is
        left out.
        """
        pages = await self._history(channel, oldest=oldest, latest=latest)
        top = _by_time(pages.messages)
        roots = sorted(filter(_has_replies, top), key=lambda root: moment(Ts(text_of(root, "latest_reply"))), reverse=True)
        read = await self._threads(channel, roots[:MOST_THREADS], latest)
        threads = {root: thread for root, thread in read.items() if thread is not None}
        nested = {text_of(reply, "ts") for thread in threads.values() for reply in thread.messages}
        said: list[Said] = []
        for payload in top:
            ts, message = Ts(text_of(payload, "ts")), _spoken(payload, me)
            if message and ts not in nested:
                said.append(Said(message=message, root=_root(payload)))
            if ts in threads:
                replies = (_spoken(reply, me) for reply in threads[ts].messages)
                said += [Said(message=reply, root=ts, below=message is not None) for reply in replies if reply]
        left_out = len(roots) - len(threads)
        shortened = sum(thread.is_cut for thread in threads.values())
        notes = [phrases.CHANNEL_SHORTENED.format(count=len(top))] if pages.is_cut else []
        notes += [phrases.THREADS_LEFT_OUT.format(count=left_out)] if left_out else []
        notes += [phrases.THREADS_SHORTENED.format(count=shortened)] if shortened else []
        return Heard(tuple(said), tuple(notes))

    async def thread(self, channel: ChannelId, ts: Ts, *, latest: Ts, me: UserId) -> Heard:
        """A thread, by its root or any message of it, up to a moment: the root and the newest replies.

        Nothing where it was deleted. What `me` said is left out.
        """
        try:
            pages = await self._replies(channel, ts)
            # A reply's ts may bring that reply alone.
            root = next((root for payload in pages.messages if (root := _root(payload))), None) or ts
            if all(text_of(payload, "ts") != root for payload in pages.messages):
                pages = await self._replies(channel, root)
        except SlackRefused as error:
            if error.code in _GONE:
                return Heard()
            raise
        before = [payload for payload in _by_time(pages.messages) if moment(Ts(text_of(payload, "ts"))) < moment(latest)]
        newest = before if len(before) <= NEWEST_MESSAGES else [before[0], *before[1 - NEWEST_MESSAGES :]]
        is_cut = pages.is_cut or len(newest) < len(before)
        return Heard(
            tuple(Said(message=said, root=_root(payload)) for payload in newest if (said := _spoken(payload, me))),
            (phrases.THREAD_SHORTENED.format(count=len(newest)),) if is_cut else (),
        )

    async def last_message_of(self, channel: ChannelId, user: UserId, *, before: Ts) -> Ts | None:
        """When that user last wrote in the channel (not in its threads), among its newest messages; None if not there."""

        def is_theirs(payload: Payload) -> bool:
            return text_of(payload, "user") == user and _spoken(payload, me=None) is not None

        pages = await self._history(channel, oldest=Ts("0"), latest=before, until=is_theirs)
        theirs = [Ts(text_of(payload, "ts")) for payload in pages.messages if is_theirs(payload)]
        return max(theirs, key=moment, default=None)

    async def _history(
        self, channel: ChannelId, *, oldest: Ts, latest: Ts, until: Callable[[Payload], bool] | None = None
    ) -> _Pages:
        # Without `latest`, Slack begins at the oldest (github.com/slackhq/slack-api-docs/issues/4).
        return await self._read(
            lambda cursor: self._client.conversations_history(
                channel=channel, oldest=oldest, latest=latest, limit=PAGE_MESSAGES, cursor=cursor, include_all_metadata=True
            ),
            most=NEWEST_MESSAGES,
            until=until,
        )

    async def _threads(self, channel: ChannelId, roots: Iterable[Payload], latest: Ts) -> dict[Ts, _Pages | None]:
        """The replies below each root, a few threads at a time; None for one that was not to be had."""
        places = asyncio.Semaphore(THREADS_AT_ONCE)

        async def read(root: Ts) -> _Pages | None:
            async with places:
                return await self._replies_below(channel, root, latest)

        tasks = {root: asyncio.create_task(read(root)) for root in (Ts(text_of(payload, "ts")) for payload in roots)}
        try:
            return dict(zip(tasks, await asyncio.gather(*tasks.values()), strict=True))
        finally:
            for task in tasks.values():
                task.cancel()

    async def _replies_below(self, channel: ChannelId, root: Ts, latest: Ts) -> _Pages | None:
        try:
            pages = await self._replies(channel, root)
        except SlackRefused as error:
            if error.code in _GONE:
                return _Pages((), is_cut=False)
            raise
        except SlackUnavailable as error:
            if error.retry_after is None:
                raise
            return None  # A recap without it, which says so, is better than none.
        replies = [
            payload for payload in _by_time(pages.messages) if moment(root) < moment(Ts(text_of(payload, "ts"))) < moment(latest)
        ]
        return _Pages(tuple(replies[-MOST_REPLIES:]), is_cut=pages.is_cut or len(replies) > MOST_REPLIES)

    async def _replies(self, channel: ChannelId, ts: Ts) -> _Pages:
        return await self._read(
            lambda cursor: self._client.conversations_replies(
                channel=channel, ts=ts, limit=PAGE_MESSAGES, cursor=cursor, include_all_metadata=True
            ),
            most=LONGEST_THREAD,
        )

    async def _read(self, call: Call, *, most: int, until: Callable[[Payload], bool] | None = None) -> _Pages:
        """Messages page by page, `most` of them at most, or until one of a page is the one that was looked for.

        Where Slack asks to wait long before a further page (some apps get one a minute), what was read is what there is.
        """
        found: dict[str, Payload] = {}
        cursor: str | None = None
        for _ in range(MOST_PAGES):
            try:
                page = await repeatable(lambda cursor=cursor: call(cursor), sleep=self._sleep)
            except SlackUnavailable as error:
                if error.retry_after is None or not found:
                    raise
                break
            messages = children(page, "messages")
            found.update((text_of(message, "ts"), message) for message in messages)
            cursor = text_of(child(page, "response_metadata"), "next_cursor") or None
            if cursor is None or len(found) >= most or (until and any(map(until, messages))):
                break
        return _Pages(tuple(found.values())[:most], is_cut=cursor is not None or len(found) > most)


def _spoken(payload: Payload, me: UserId | None) -> Message | None:
    """The message if somebody said it, with words or files, and Footnote did not."""
    message = parse_message(payload) if text_of(payload, "subtype") in _SPOKEN else None
    return message if message and (message.text or message.files) and (me is None or message.user != me) else None


def _root(payload: Payload) -> Ts | None:
    """The thread in which a reply stands; None for what stands in the channel itself."""
    root = text_of(payload, "thread_ts")
    return Ts(root) if root and root != text_of(payload, "ts") else None


def _has_replies(payload: Payload) -> bool:
    return bool(number(payload, "reply_count")) and _root(payload) is None


def _by_time(payloads: Iterable[Payload]) -> list[Payload]:
    return sorted(payloads, key=lambda payload: moment(Ts(text_of(payload, "ts"))))
