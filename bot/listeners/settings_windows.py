"""The windows of settings: opened by `/footnote settings` and from the Home tab, saved by whoever then has the right to."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, SlackRefused, StoreUnavailable, TeamId, UserId, WorkspaceSettings, phrases
from bot.listeners.errands import Errands
from bot.listeners.home import Homes, who
from bot.listeners.home_view import ACCESS, CHANNEL, KEEPING
from bot.listeners.rights import Rights
from bot.listeners.settings_views import (
    ACCESS_FORM,
    CHANNEL_FORM,
    KEEPING_FORM,
    OfChannel,
    Wrong,
    access_filled_in,
    access_form,
    channel_filled_in,
    channel_form,
    channel_of,
    first_field,
    is_channel,
    keeping_filled_in,
    keeping_form,
)
from bot.memory.limit_values import CHANNEL_NAMES
from bot.memory.limits import Limits
from bot.memory.preferences import Preferences
from bot.memory.retention import Retention
from bot.slack.client import SlackUnavailable, once
from bot.slack.payloads import NOTHING, Payload, child, children, text_of
from bot.telemetry import log

LOOKUP_SECONDS = 1.0
"""Of the three within which a window can be opened, and a form has to be acknowledged."""


RecapSection = Callable[[TeamId, ChannelId], Awaitable[Sequence[Payload]]]
"""The section of a channel's window about its scheduled recap, or nothing."""


class SettingsWindows:
    """Opens and saves them. Rights are asked anew each time: a window may stand open while they are taken away."""

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        preferences: Preferences,
        limits: Limits,
        rights: Rights,
        retention: Retention,
        recap: RecapSection,
    ) -> None:
        self._client = client
        self._preferences = preferences
        self._limits = limits
        self._rights = rights
        self._retention = retention
        self._recap = recap

    async def open_channel(self, team: TeamId, user: UserId, channel: ChannelId, *, trigger_id: str) -> str:
        """Opens a channel's settings, to read for who may not change them. Returns what is to be said where it could not be.

        Raises `StoreUnavailable`.
        """
        if not is_channel(channel):
            return phrases.SETTINGS_IN_CHANNELS_ONLY
        may_change, settings, own, everywhere, recap = await asyncio.gather(
            self._may_rule(team, user),
            self._preferences.channel(team, channel),
            self._limits.in_channel(team, channel),
            self._limits.effective(team),
            self._recap(team, channel),
        )
        held = {limit.name: limit.value for limit in everywhere if limit.name in CHANNEL_NAMES}
        form = channel_form(channel, OfChannel(settings=settings, limits=own), held, recap=recap, may_change=may_change)
        return await self._open(form, trigger_id)

    async def open_access(self, team: TeamId, user: UserId, *, trigger_id: str) -> str:
        """Opens who is answered and where, for admins. Otherwise as `open_channel`."""
        if not await self._may_rule(team, user):
            return phrases.RIGHTS_LOST
        return await self._open(access_form(await self._preferences.workspace(team)), trigger_id)

    async def open_keeping(self, team: TeamId, user: UserId, *, trigger_id: str) -> str:
        """Opens for how long context is kept and what receipts tell, for admins. Otherwise as `open_channel`."""
        if not await self._may_rule(team, user):
            return phrases.RIGHTS_LOST
        form = keeping_form(await self._preferences.workspace(team), most=self._retention.most)
        return await self._open(form, trigger_id)

    async def save(self, team: TeamId, user: UserId, view: Payload) -> Mapping[str, str]:
        """Saves what was filled in, once however often it is submitted. Returns what is wrong by field, or nothing."""
        first = first_field(view)
        if not await self._may_rule(team, user):
            log.info("settings not saved", reason="no admin any more")
            return {first: phrases.RIGHTS_LOST}
        form = f"{text_of(view, 'id')}:{text_of(view, 'hash')}"
        try:
            match text_of(view, "callback_id"):
                case name if name == CHANNEL_FORM:
                    return await self._save_channel(team, view, form)
                case name if name == ACCESS_FORM:
                    return await self._save_workspace(team, access_filled_in(view), form)
                case _:
                    return await self._save_workspace(team, keeping_filled_in(view, most=self._retention.most), form)
        except StoreUnavailable:
            return {first: phrases.NOT_SAVED}

    async def _save_channel(self, team: TeamId, view: Payload, form: str) -> Mapping[str, str]:
        channel, filled_in = channel_of(view), channel_filled_in(view)
        if channel is None:
            return {first_field(view): phrases.NOT_SAVED}
        if isinstance(filled_in, Wrong):
            return filled_in.errors
        if await self._preferences.is_saved(team, form):
            return {}
        # Before what marks the form as saved: where this fails, it can be submitted again.
        await self._limits.set_in_channel(team, channel, filled_in.limits)
        await self._preferences.set_channel(team, channel, filled_in.settings, form=form)
        log.info("settings saved", of="channel")
        return {}

    async def _save_workspace(self, team: TeamId, filled_in: WorkspaceSettings | Wrong, form: str) -> Mapping[str, str]:
        if isinstance(filled_in, Wrong):
            return filled_in.errors
        await self._preferences.set_workspace(team, filled_in, form=form)
        log.info("settings saved", of="workspace")
        return {}

    async def _may_rule(self, team: TeamId, user: UserId) -> bool:
        """In doubt, and where Slack takes too long to tell, not."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return await self._rights.may_rule(team, user)
        except TimeoutError:
            return False

    async def _open(self, form: Payload, trigger_id: str) -> str:
        try:
            # Within three seconds of what was typed or pressed (docs.slack.dev/interactivity/handling-user-interaction).
            await once(lambda: self._client.views_open(trigger_id=trigger_id, view=dict(form)), patience=0)
        except (SlackRefused, SlackUnavailable) as error:
            log.warning("settings not opened", detail=error.detail)
            return phrases.SETTINGS_NOT_OPENED
        return ""


def register(app: AsyncApp, windows: SettingsWindows, homes: Homes, errands: Errands) -> None:
    """Joins the buttons of the Home tab, and the forms."""

    def pressed(open_window: Callable[[TeamId, UserId, Payload], Awaitable[str]]) -> Callable[..., Awaitable[None]]:
        async def handle(ack: AsyncAck, body: Payload) -> None:
            team, user = who(body)
            if team and user and (complaint := await open_window(team, user, body)):
                errands.send(homes.publish(team, user, complaint))
            await ack()

        return handle

    async def channel(team: TeamId, user: UserId, body: Payload) -> str:
        chosen = text_of(next(iter(children(body, "actions")), NOTHING), "selected_conversation")
        return await windows.open_channel(team, user, ChannelId(chosen), trigger_id=text_of(body, "trigger_id")) if chosen else ""

    async def access(team: TeamId, user: UserId, body: Payload) -> str:
        return await windows.open_access(team, user, trigger_id=text_of(body, "trigger_id"))

    async def keeping(team: TeamId, user: UserId, body: Payload) -> str:
        return await windows.open_keeping(team, user, trigger_id=text_of(body, "trigger_id"))

    async def submitted(ack: AsyncAck, body: Payload) -> None:
        team, user = who(body)
        if team and user:
            if errors := await windows.save(team, user, child(body, "view")):
                await ack(response_action="errors", errors=dict(errors))
                return
            errands.send(homes.publish(team, user))
        await ack()

    app.action(CHANNEL)(pressed(channel))
    app.action(ACCESS)(pressed(access))
    app.action(KEEPING)(pressed(keeping))
    for form in (CHANNEL_FORM, ACCESS_FORM, KEEPING_FORM):
        app.view(form)(submitted)
