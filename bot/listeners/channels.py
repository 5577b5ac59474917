"""Channels that end, that Footnote is taken out of, or that get another id: what is kept of them goes, or goes along."""

from slack_bolt.async_app import AsyncApp

from bot.language import ChannelId, TeamId
from bot.listeners.recaps import Recaps
from bot.listeners.routing import team_of
from bot.memory.channels import KeptChannels
from bot.slack.payloads import Payload, child, text_of
from bot.telemetry import log


class Channels:
    """What each event means; whatever is to be gone is gone when Slack is acknowledged."""

    def __init__(self, kept: KeptChannels, recaps: Recaps) -> None:
        self._kept = kept
        self._recaps = recaps

    async def archived(self, body: Payload) -> None:
        """Nothing was deleted, and whoever could read it still can: only its recaps end, since nothing is said there any more."""
        if (place := _place(body)) is not None:
            await self._recaps.end(*place)

    async def left(self, body: Payload) -> None:
        """Footnote has no right to it any more."""
        if (place := _place(body)) is not None:
            await self._recaps.end(*place)
            await self._kept.forget(*place)
            log.info("channel forgotten", channel=place[1], reason="left")

    async def deleted(self, body: Payload) -> None:
        """It is gone from Slack."""
        if (place := _place(body)) is not None:
            await self._recaps.end(*place)
            await self._kept.forget_deleted(*place)
            log.info("channel forgotten", channel=place[1], reason="deleted")

    async def moved(self, body: Payload) -> None:
        """It is shared with another organisation from now on, and known by another id
        (docs.slack.dev/reference/events/channel_id_changed).
        """
        event = child(body, "event")
        team, old, new = team_of(body), text_of(event, "old_channel_id"), text_of(event, "new_channel_id")
        if team and old and new and old != new:
            await self._recaps.move(team, ChannelId(old), ChannelId(new))
            await self._kept.move(team, ChannelId(old), ChannelId(new))
            log.info("channel moved", channel=new)


def _place(body: Payload) -> tuple[TeamId, ChannelId] | None:
    team, channel = team_of(body), text_of(child(body, "event"), "channel")
    return (team, ChannelId(channel)) if team and channel else None


def register(app: AsyncApp, channels: Channels) -> None:
    """Joins the events of public channels and of private ones; what is `left`, Footnote itself has left
    (docs.slack.dev/reference/events).
    """

    async def archived(body: Payload) -> None:
        await channels.archived(body)

    async def left(body: Payload) -> None:
        await channels.left(body)

    async def deleted(body: Payload) -> None:
        await channels.deleted(body)

    async def moved(body: Payload) -> None:
        await channels.moved(body)

    app.event("channel_archive")(archived)
    app.event("group_archive")(archived)
    app.event("channel_left")(left)
    app.event("group_left")(left)
    app.event("channel_deleted")(deleted)
    app.event("group_deleted")(deleted)
    app.event("channel_id_changed")(moved)
