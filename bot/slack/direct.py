"""Direct messages with Footnote: where they are, and which files somebody has shared there lately."""

from collections.abc import Callable
from time import monotonic

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, FileRef, SlackRefused, UserId, phrases
from bot.slack.client import repeatable
from bot.slack.kept import Kept
from bot.slack.messages import parse_message
from bot.slack.payloads import child, children, text_of

KEPT_SECONDS = 24 * 3600.0
"""A person's direct messages with an app stay the same conversation."""

KEPT_CHANNELS = 10_000
NEWEST_MESSAGES = 100
"""Among which files are looked for: Slack's usual page (docs.slack.dev/reference/methods/conversations.history)."""

MOST_FILES = 10
"""As many as a form has boxes for (docs.slack.dev/reference/block-kit/block-elements/checkboxes-element)."""

_GONE = frozenset({"tombstone", "hidden_by_limit"})


class DirectMessages:
    """Both methods raise `SlackRefused` and `SlackUnavailable`; `clock` gives seconds."""

    def __init__(self, client: AsyncWebClient, *, clock: Callable[[], float] = monotonic) -> None:
        self._client = client
        self._channels = Kept(self._open, most=KEPT_CHANNELS, clock=clock)

    async def channel_of(self, user: UserId) -> ChannelId:
        """That person's direct messages with Footnote, which are opened where there are none yet."""
        return await self._channels.get(user)

    async def files_of(self, user: UserId) -> tuple[FileRef, ...]:
        """The files that this person has shared there lately, the newest first."""
        channel = await self.channel_of(user)
        page = await repeatable(lambda: self._client.conversations_history(channel=channel, limit=NEWEST_MESSAGES))
        theirs = (message for message in map(parse_message, children(page, "messages")) if message and message.user == user)
        found = {file.id: file for message in theirs for file in message.files if file.mode not in _GONE}
        return tuple(found.values())[:MOST_FILES]

    async def _open(self, user: UserId) -> tuple[ChannelId, float]:
        answer = await repeatable(lambda: self._client.conversations_open(users=user))
        channel = text_of(child(answer, "channel"), "id")
        if not channel:
            raise SlackRefused(phrases.SLACK_REFUSED, code="no_channel")
        return ChannelId(channel), KEPT_SECONDS
