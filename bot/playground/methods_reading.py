"""The Web API methods that read conversations, page by page."""

import base64
import binascii
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from bot.playground.arguments import Arguments
from bot.playground.entities import Message, Payload, SlackError
from bot.playground.methods import Method, entered, need, visible
from bot.playground.pace import TIER_3, TIER_4
from bot.playground.payloads import channel_object, message_object
from bot.playground.workspace import Workspace

# docs.slack.dev/reference/methods/conversations.replies, conversations.history, conversations.members
REPLIES_LIMIT = 1_000
HISTORY_LIMIT, HISTORY_DEFAULT = 999, 100
MEMBERS_LIMIT, MEMBERS_DEFAULT = 1_000, 100

_Item = TypeVar("_Item")


class ConversationMethods:
    """`conversations.*`."""

    def __init__(self, workspace: Workspace, *, base_url: str) -> None:
        self._workspace = workspace
        self._base_url = base_url

    def methods(self) -> dict[str, Method]:
        """By name. What scope they need depends on the kind of the channel."""
        return {
            "conversations.replies": Method(answer=self._replies, tier=TIER_3),
            "conversations.history": Method(answer=self._history, tier=TIER_3),
            "conversations.info": Method(answer=self._info, tier=TIER_3),
            "conversations.members": Method(answer=self._members, tier=TIER_4),
            "conversations.open": Method(answer=self._open, tier=TIER_3, scope="im:write"),
        }

    def _replies(self, arguments: Arguments) -> Payload:
        channel_id, ts = arguments.required("channel", "ts")
        channel = entered(self._workspace, channel_id)
        need(self._workspace, channel, "history")
        asked = channel.messages.get(ts)
        if asked is None or asked.ephemeral_to is not None:
            raise SlackError("thread_not_found")
        parent = channel.messages.get(asked.thread_ts or asked.ts)
        replies = [
            reply for reply in self._workspace.replies(channel.id, asked.thread_ts or asked.ts) if _within(reply, arguments)
        ]
        # The parent comes first whatever the bounds are.
        return self._page([parent, *replies] if parent else replies, arguments, default=REPLIES_LIMIT, maximum=REPLIES_LIMIT)

    def _history(self, arguments: Arguments) -> Payload:
        (channel_id,) = arguments.required("channel")
        channel = entered(self._workspace, channel_id)
        need(self._workspace, channel, "history")
        shown = [
            message
            for message in reversed(channel.messages.values())
            if message.ephemeral_to is None and (message.thread_ts is None or message.broadcast) and _within(message, arguments)
        ]
        return self._page(shown, arguments, default=HISTORY_DEFAULT, maximum=HISTORY_LIMIT)

    def _page(self, messages: Sequence[Message], arguments: Arguments, *, default: int, maximum: int) -> Payload:
        shown, following = _cut(messages, arguments, key=lambda message: message.ts, default=default, maximum=maximum)
        metadata = arguments.flag("include_all_metadata")
        return {
            "messages": [message_object(self._workspace, m, base_url=self._base_url, metadata=metadata) for m in shown],
            "has_more": bool(following),
            "response_metadata": {"next_cursor": following},
        }

    def _info(self, arguments: Arguments) -> Payload:
        (channel_id,) = arguments.required("channel")
        channel = visible(self._workspace, channel_id)
        need(self._workspace, channel, "read")
        return {"channel": channel_object(channel)}

    def _members(self, arguments: Arguments) -> Payload:
        (channel_id,) = arguments.required("channel")
        # Of a public channel also where the bot is no member: the method knows no `not_in_channel`.
        channel = visible(self._workspace, channel_id)
        need(self._workspace, channel, "read")
        shown, following = _cut(sorted(channel.members), arguments, key=str, default=MEMBERS_DEFAULT, maximum=MEMBERS_LIMIT)
        return {"members": list(shown), "response_metadata": {"next_cursor": following}}

    def _open(self, arguments: Arguments) -> Payload:
        if arguments.has("channel"):
            channel = self._workspace.channel(arguments.text("channel"))
        else:
            (users,) = arguments.required("users")
            if "," in users:
                raise SlackError("users_list_not_supplied")
            channel = self._workspace.open_im(users)
        return {"channel": channel_object(channel) if arguments.flag("return_im") else {"id": channel.id}, "no_op": False}


def _within(message: Message, arguments: Arguments) -> bool:
    """Whether the message lies between `oldest` and `latest`, bounds included only where `inclusive` says so."""
    at = Decimal(message.ts)
    oldest = _moment(arguments.text("oldest", "0"), error="invalid_ts_oldest")
    latest = _moment(arguments.text("latest", "Infinity"), error="invalid_ts_latest")
    return oldest <= at <= latest if arguments.flag("inclusive") else oldest < at < latest


def _moment(text: str, *, error: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise SlackError(error) from None


def _cut(
    items: Sequence[_Item], arguments: Arguments, *, key: Callable[[_Item], str], default: int, maximum: int
) -> tuple[Sequence[_Item], str]:
    """The page that `cursor` and `limit` ask for, and the next page's cursor, empty on the last."""
    start = 0
    if arguments.has("cursor"):
        try:
            wanted = base64.b64decode(arguments.text("cursor"), validate=True).decode().removeprefix("next:")
        except (binascii.Error, UnicodeDecodeError):
            raise SlackError("invalid_cursor") from None
        start = next((index for index, item in enumerate(items) if key(item) == wanted), -1)
        if start < 0:
            raise SlackError("invalid_cursor")
    end = start + arguments.number("limit", default=default, maximum=maximum)
    following = base64.b64encode(f"next:{key(items[end])}".encode()).decode() if end < len(items) else ""
    return items[start:end], following
