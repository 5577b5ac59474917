"""Slack's own view of a conversation with Footnote (`agent_view`): what is suggested there, and what a person looks at beside it.

All of it is an extra: where the plan, a scope or the declaration lacks it, it is silently absent.
"""

from collections.abc import Collection
from dataclasses import replace

from slack_bolt.async_app import AsyncApp

from bot.language import ChannelId, FileId, FileRef, Surface, TeamId, UserId
from bot.listeners.envelopes import team_of
from bot.listeners.errands import Errands
from bot.listeners.orders import named_recap, order_of
from bot.listeners.routing import Heard
from bot.memory.whereabouts import LookedAt, Whereabouts
from bot.slack.access import Access
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.suggestions import Suggestions, suggestions_for

_CHANNEL = "slack#/types/channel_id"
_MESSAGE = "slack#/types/message_context"
_DIRECT = "D"


class Container:
    """What follows from what people do there."""

    def __init__(self, *, whereabouts: Whereabouts, access: Access, suggestions: Suggestions, errands: Errands) -> None:
        self._whereabouts = whereabouts
        self._access = access
        self._suggestions = suggestions
        self._errands = errands

    def opened(self, body: Payload) -> None:
        """Somebody has opened the conversation, perhaps beside a channel."""
        event, team = child(body, "event"), team_of(body)
        user, channel = text_of(event, "user"), text_of(event, "channel")
        if team and user and channel:
            self._errands.send(self._opened(team, UserId(user), ChannelId(channel), event))

    def moved(self, body: Payload) -> None:
        """Somebody looks at something else beside it."""
        event, team = child(body, "event"), team_of(body)
        user, channel = text_of(event, "user"), text_of(event, "channel")
        if team and user and channel:
            self._errands.send(self._moved(team, UserId(user), ChannelId(channel), event))

    def heard(self, heard: Heard, event: Payload) -> None:
        """Somebody has written there: what they shared can be asked about from now on."""
        user, place = heard.message.user, heard.thread
        tells = "app_context" in event
        if heard.surface is Surface.DIRECT and user and (heard.message.files or tells):
            self._errands.send(self._heard(place.team, user, place.channel, heard.message.files, event))

    async def unshared(self, team: TeamId, user: UserId | None, files: Collection[FileId]) -> None:
        """Files are gone from a person's message. Raises `StoreUnavailable`."""
        if user:
            await self._whereabouts.unshare(team, user, files)

    async def understood(self, heard: Heard) -> Heard:
        """A recap of a channel by its bare name, as it was suggested to this person, as the order that it is.

        Slack makes a link only of a name that somebody types. Raises `StoreUnavailable`.
        """
        user = heard.message.user
        if heard.surface is not Surface.DIRECT or heard.order or heard.wish or heard.message.files or not user:
            return heard
        recap = named_recap(heard.message.text)
        looked = await self._whereabouts.looked_at(heard.thread.team, user) if recap else None
        if recap is None or looked is None or looked.name.casefold() != recap.channel.casefold():
            return heard
        return replace(heard, order=order_of(f"recap <#{looked.channel}> {recap.since}", UserId("")))

    async def _opened(self, team: TeamId, user: UserId, channel: ChannelId, event: Payload) -> None:
        if not self._suggestions.are_known(team):
            return
        if "context" in event:
            await self._look(team, user, looked_at_in(child(event, "context")), at=text_of(event, "event_ts"))
        await self._suggest(team, user, channel)

    async def _moved(self, team: TeamId, user: UserId, channel: ChannelId, event: Payload) -> None:
        if not self._suggestions.are_known(team):
            return
        before = await self._whereabouts.looked_at(team, user)
        await self._look(team, user, looked_at_in(child(event, "context")), at=text_of(event, "event_ts"))
        if await self._whereabouts.looked_at(team, user) != before:
            await self._suggest(team, user, channel)

    async def _heard(self, team: TeamId, user: UserId, channel: ChannelId, files: tuple[FileRef, ...], event: Payload) -> None:
        if not self._suggestions.are_known(team):
            return
        if "app_context" in event:
            await self._look(team, user, looked_at_in(child(event, "app_context")), at=text_of(event, "ts"))
        if files:
            await self._whereabouts.share(team, user, files)
            await self._suggest(team, user, channel)

    async def _look(self, team: TeamId, user: UserId, channel: ChannelId | None, *, at: str) -> None:
        """Keeps the channel, with its name where it may be suggested: the person may read it, and so can Footnote."""
        looked = None
        if channel:
            place = await self._access.may_read(team, user, channel)
            is_readable = place is not None and place.has_bot and place.is_channel
            looked = LookedAt(channel=channel, name=place.name if place and is_readable else "")
        await self._whereabouts.look(team, user, looked, at=at)

    async def _suggest(self, team: TeamId, user: UserId, channel: ChannelId) -> None:
        looked = await self._whereabouts.looked_at(team, user)
        shared = await self._whereabouts.shared(team, user)
        await self._suggestions.show(team, channel, suggestions_for(shared, channel=looked.name if looked else ""))


def looked_at_in(context: Payload) -> ChannelId | None:
    """The channel of a context, whose entities come in the order of their weight; None where it names none. Pure.

    docs.slack.dev/reference/events/app_context_changed; of a message its channel counts, of a direct message nothing.
    """
    for entity in children(context, "entities"):
        kind = text_of(entity, "type")
        named = text_of(entity, "value") if kind == _CHANNEL else text_of(child(entity, "value"), "channel_id")
        if kind in {_CHANNEL, _MESSAGE} and named and not named.startswith(_DIRECT):
            return ChannelId(named)
    return None


def register(app: AsyncApp, container: Container) -> None:
    """Joins the event that is this view's alone; openings come by `welcomes.py`, messages by `messages.py`."""

    async def moved(body: Payload) -> None:
        container.moved(body)

    app.event("app_context_changed")(moved)
