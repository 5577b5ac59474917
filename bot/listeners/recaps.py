"""Scheduled recaps: `/footnote recaps` and the form that it opens.

A form that is sent is acknowledged once the schedule is kept. Who may set one is asked of Slack each time.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, OutOfReach, Schedule, SlackRefused, TeamId, UserId, phrases
from bot.listeners.envelopes import team_of
from bot.listeners.errands import Errands
from bot.listeners.orders import Misunderstood, Verb, subcommand_of
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.slack.access import Access, Place
from bot.slack.blocks import outgoing
from bot.slack.client import SlackUnavailable, once
from bot.slack.notes import Notes
from bot.slack.payloads import NOTHING, Payload, child, children, text_of
from bot.slack.people import People, Person
from bot.slack.recap_form import (
    HOW_OFTEN,
    OPEN_RECAP_FORM,
    RECAP_FORM,
    Wish,
    chosen,
    recap_form,
    recap_section,
    refusal_form,
    refusal_of,
)
from bot.slack.recap_words import slot_words, when
from bot.telemetry import log

LOOKUP_SECONDS = 1.5
"""Of the three within which a form can be opened, and a submission acknowledged."""

REVISION_CHARACTERS = 16


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """What Slack says of a channel, and of whoever wants its recaps."""

    place: Place | None
    person: Person
    is_member: bool

    @property
    def refusal(self) -> str:
        return refusal_of(self.place, self.person, is_member=self.is_member)


class Recaps:
    """What each of these does."""

    def __init__(
        self,
        *,
        client: AsyncWebClient,
        schedules: Schedules,
        slots: Slots,
        access: Access,
        people: People,
        notes: Notes,
        errands: Errands,
    ) -> None:
        self._client = client
        self._schedules = schedules
        self._slots = slots
        self._access = access
        self._people = people
        self._notes = notes
        self._errands = errands

    async def command(self, body: Payload) -> str:
        """`/footnote recaps`: opens the form of the channel; returns why it is not open, which is nothing where it is."""
        team, user, channel = team_of(body), text_of(body, "user_id"), text_of(body, "channel_id")
        trigger = text_of(body, "trigger_id")
        if not (team and user and channel and trigger):
            return phrases.TRY_COMMAND_AGAIN
        if channel.startswith("D"):
            return phrases.RECAPS_CHANNELS_ONLY
        try:
            view = await self.form(team, UserId(user), ChannelId(channel), typed_there=True)
        except (OutOfReach, TimeoutError) as error:
            log.warning("form not opened", error=type(error).__name__)
            return phrases.TRY_COMMAND_AGAIN
        return await self._open(view, trigger, upon=False)

    async def press(self, body: Payload) -> None:
        """The button in another form: lays the form of that channel upon it."""
        action = next(iter(children(body, "actions")), NOTHING)
        team, user = team_of(body), text_of(child(body, "user"), "id")
        channel, trigger = ChannelId(text_of(action, "value")), text_of(body, "trigger_id")
        if not (team and user and channel and trigger):
            return
        try:
            view = await self.form(TeamId(team), UserId(user), channel)
            complaint = await self._open(view, trigger, upon=bool(child(body, "view")))
        except (OutOfReach, TimeoutError):
            complaint = phrases.TRY_COMMAND_AGAIN
        if complaint:
            self._errands.send(self._notes.whisper(channel, UserId(user), complaint))

    async def section(self, team: TeamId, channel: ChannelId) -> Sequence[Payload]:
        """What holds in a channel, with the button that opens its form; nothing where that can't be told in time."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                place, schedule = await self._access.place(team, channel), await self._schedules.of(team, channel)
                return [recap_section(place, schedule, now=await self._schedules.now())] if place else []
        except (OutOfReach, TimeoutError):
            return []

    async def form(self, team: TeamId, user: UserId, channel: ChannelId, *, typed_there: bool = False) -> Payload:
        """The form of a channel for one person, or the reason why they get none. Raises `OutOfReach` and `TimeoutError`.

        Whoever has `typed_there` is a member, or Slack would not let them: to look through the members of a large channel takes
        longer than there is time.
        """
        async with asyncio.timeout(LOOKUP_SECONDS):
            standing = await self._standing(team, user, channel, typed_there=typed_there)
            if standing.place is None or standing.refusal:
                return refusal_form(standing.refusal)
            schedule = await self._schedules.of(team, channel)
            setter = await self._people.name(team, schedule.setter) if schedule and schedule.setter else ""
            now = await self._schedules.now()
        zone = standing.person.tz or ""
        return recap_form(standing.place, schedule, setter=setter, zone=zone, now=now, typed_there=typed_there)

    async def save(self, body: Payload) -> Mapping[str, str]:
        """The form was sent; returns what is wrong with it, by block, which is nothing once the schedule is kept."""
        view = child(body, "view")
        team, user = team_of(body), text_of(child(body, "user"), "id")
        found = chosen(view)
        if found is None or not (team and user):
            return {HOW_OFTEN: phrases.TRY_COMMAND_AGAIN}
        if found.complaints:
            return found.complaints
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                standing = await self._standing(TeamId(team), UserId(user), found.channel, typed_there=found.typed_there)
            if standing.place is None or standing.refusal:
                return {HOW_OFTEN: standing.refusal}
            told = await self._set(standing.place, found.wish, team=TeamId(team), user=UserId(user), name=_name_of(view))
        except (OutOfReach, TimeoutError) as error:
            log.warning("schedule not kept", error=type(error).__name__)
            return {HOW_OFTEN: phrases.TRY_COMMAND_AGAIN}
        if told:
            self._errands.send(self._notes.whisper(found.channel, UserId(user), told))
        return {}

    async def end(self, team: TeamId, channel: ChannelId) -> None:
        """A channel ends, or Footnote was taken out of it."""
        await self._change(team, channel, None)

    async def move(self, team: TeamId, old: ChannelId, new: ChannelId) -> None:
        """A channel has another id now: its schedule goes on under that. It may be repeated."""
        if schedule := await self._schedules.of(team, old):
            await self._change(team, new, schedule.model_copy(update={"channel": new}))
        await self._change(team, old, None)

    async def _set(self, place: Place, wish: Wish | None, *, team: TeamId, user: UserId, name: str) -> str:
        """Keeps what was chosen; returns what is to be told of it, which is nothing the second time."""
        if wish is None:
            ended, _ = await self._change(team, place.channel, None)
            return phrases.RECAPS_ENDED.format(place=place.label) if ended else ""
        now = await self._schedules.now()
        schedule = Schedule(
            team=team,
            channel=place.channel,
            place=place.label,
            rhythm=wish.rhythm,
            weekday=wish.weekday,
            at=wish.at,
            zone=wish.zone,
            setter=user,
            revision=name,
            handled=now,
        )
        before, after = await self._change(team, place.channel, schedule)
        if after is None or before == after:
            return ""
        following = slot_words(after, after.next_slot(now))
        return phrases.RECAPS_SET.format(place=place.label, when=when(after), next=following)

    async def _change(self, team: TeamId, channel: ChannelId, wanted: Schedule | None) -> tuple[Schedule | None, Schedule | None]:
        """Puts a schedule, or none, in the place of the one that was; its slot with it."""

        def instead(before: Schedule | None) -> Schedule | None:
            if wanted is None or before is None:
                return wanted
            if before.revision == wanted.revision:
                return before
            # What was told already is not told again, unless it is long ago.
            return wanted.model_copy(update={"covered": None if before.paused else before.covered})

        before, after = await self._schedules.change(team, channel, instead)
        if before and before != after:
            await self._slots.drop(before)
        if after:
            await self._slots.put(after)
        if before != after:
            log.info("scheduled recap set" if after else "scheduled recap ended", channel=channel)
        return before, after

    async def _standing(self, team: TeamId, user: UserId, channel: ChannelId, *, typed_there: bool) -> _Standing:
        place, person = await asyncio.gather(self._access.place(team, channel), self._people.person(team, user, fresh=True))
        is_member = typed_there or await self._access.is_member(team, user, channel)
        return _Standing(place=place, person=person, is_member=is_member)

    async def _open(self, view: Payload, trigger: str, *, upon: bool) -> str:
        try:
            # Within three seconds of the trigger (docs.slack.dev/interactivity/handling-user-interaction).
            if upon:
                await once(lambda: self._client.views_push(trigger_id=trigger, view=dict(view)), patience=0)
            else:
                await once(lambda: self._client.views_open(trigger_id=trigger, view=dict(view)), patience=0)
        except (SlackRefused, SlackUnavailable) as error:
            log.warning("form not opened", detail=error.detail)
            return phrases.RECAPS_TYPE_AGAIN
        return ""


def _name_of(view: Payload) -> str:
    """The submission's name: the same, however often Slack delivers it."""
    named = f"{text_of(view, 'id')}:{text_of(view, 'hash')}"
    return sha256(named.encode()).hexdigest()[:REVISION_CHARACTERS]


def register(app: AsyncApp, recaps: Recaps) -> None:
    """Joins the command, the button and the form. Must come before all of `/footnote`: Bolt takes the first."""

    async def is_about_recaps(body: Payload) -> bool:
        order = subcommand_of(text_of(body, "text"))
        return not isinstance(order, Misunderstood) and order.verb is Verb.RECAPS

    async def typed(ack: AsyncAck, body: Payload) -> None:
        if complaint := await recaps.command(body):
            await ack(text=outgoing(complaint), response_type="ephemeral")
        else:
            await ack()

    async def pressed(ack: AsyncAck, body: Payload) -> None:
        await recaps.press(body)
        await ack()

    async def sent(ack: AsyncAck, body: Payload) -> None:
        if complaints := await recaps.save(body):
            await ack(response_action="errors", errors=dict(complaints))
        else:
            await ack()

    app.command("/footnote", matchers=[is_about_recaps])(typed)
    app.action(OPEN_RECAP_FORM)(pressed)
    app.view(RECAP_FORM)(sent)
