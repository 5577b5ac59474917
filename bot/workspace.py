"""The parts of one workspace, each with that workspace's own client of Slack.

Nothing here knows of another workspace: a room has no client but its own workspace's.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.desk import Desk
from bot.house import House
from bot.language import TeamId, UserId
from bot.listeners.bolt import Identity
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.channels import KeptChannels
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.forgetting import Forgetting
from bot.memory.inbox import Inbox
from bot.memory.live import LiveAnswers
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.preferences import Preferences
from bot.memory.presence import Presence
from bot.memory.pressed import PressedMessages
from bot.memory.recent import Recent
from bot.memory.replies import KeptReplies
from bot.memory.retention import Retention
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.memory.threads import KeptThreads
from bot.memory.titles import Titles
from bot.memory.whereabouts import Whereabouts
from bot.operations.admission import Admission
from bot.operations.metering import Metering
from bot.operations.process import beside
from bot.operations.retaining import Renew, retaining
from bot.parts import make_desk
from bot.slack.access import Access
from bot.slack.direct import DirectMessages
from bot.slack.elsewhere import Elsewhere
from bot.slack.files import SlackFiles
from bot.slack.history import History
from bot.slack.languages import Languages
from bot.slack.notes import Notes
from bot.slack.openings import Openings
from bot.slack.pacing import Pace
from bot.slack.people import People
from bot.slack.places import Places
from bot.slack.pointed import PointedThreads
from bot.slack.posts import FILE_PART
from bot.slack.refusals import Refusals
from bot.slack.sharing import Sharing
from bot.slack.step import Steps
from bot.slack.threads import SlackThreads
from bot.slack.withdrawal import Withdrawal


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """The rooms of one workspace, and who Footnote is in it."""

    identity: Identity
    house: House
    slack: AsyncWebClient
    context: KeptThreads
    pages: KeptDocuments
    participation: Participation
    presence: Presence
    asked: Asked
    replies: KeptReplies
    outbox: Outbox
    kept_answers: KeptAnswers
    feedback: KeptFeedback
    preferences: Preferences
    recent: Recent
    retention: Retention
    pressed: PressedMessages
    titles: Titles
    whereabouts: Whereabouts
    forgetting: Forgetting
    channels: KeptChannels
    people: People
    languages: Languages
    access: Access
    elsewhere: Elsewhere
    sharing: Sharing
    notes: Notes
    steps: Steps
    answers: Withdrawal
    threads: SlackThreads
    pointed: PointedThreads
    direct: DirectMessages
    openings: Openings
    files: SlackFiles
    pace: Pace
    slack_refusals: Refusals
    desk: Desk
    schedules: Schedules
    slots: Slots

    async def mark_gap(self) -> None:
        """Events may have been missed until now."""
        if not self.house.departures.has_left(self.identity.team):
            await self.context.mark_gap(self.identity.team)


@asynccontextmanager
async def open_workspace(
    house: House, slack: AsyncWebClient, identity: Identity, *, asked_at: float, renewed: Sequence[Renew] = ()
) -> AsyncGenerator[Workspace]:
    """Builds its rooms; while the block runs, what it has set is followed and its scheduled recaps are looked after.

    Slack knew its token when it was asked for the identity, `asked_at` the moment that `Departures.moment` gave before: what is
    told of an earlier departure is over, a later one stays. Raises `StoreUnavailable`.
    """
    await house.departures.returned(identity.team, at=asked_at)
    workspace = _built(house, slack, identity)
    async with (
        retaining(workspace.preferences, identity.team, renewed=[workspace.schedules.renew, *renewed]),
        beside(workspace.slots.run(identity.team)),
    ):
        yield workspace


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What is kept of one workspace, for as long as that wants."""

    retention: Retention
    preferences: Preferences
    context: KeptThreads
    pages: KeptDocuments
    digests: KeptDigests
    outbox: Outbox
    participation: Participation
    answers: KeptAnswers
    feedback: KeptFeedback
    whereabouts: Whereabouts
    pressed: PressedMessages
    schedules: Schedules

    @classmethod
    def of(cls, house: House) -> Self:
        """The rooms that keep it."""
        redis, vault, retention = house.redis, house.vault, Retention(house.settings.context_ttl)
        return cls(
            retention=retention,
            preferences=Preferences(redis, vault, retention),
            context=KeptThreads(redis, vault, ttl=retention),
            pages=KeptDocuments(redis, vault, ttl=retention, edition=lambda: house.reader.edition),
            digests=KeptDigests(redis, vault, ttl=retention),
            outbox=Outbox(redis, vault),
            participation=Participation(redis),
            answers=KeptAnswers(redis, vault, ttl=retention),
            feedback=KeptFeedback(redis, vault),
            whereabouts=Whereabouts(redis, vault, ttl=retention),
            pressed=PressedMessages(redis, vault),
            schedules=Schedules(redis, vault),
        )

    def forgetting(self, inbox: Inbox) -> Forgetting:
        """What forgets in all of them."""
        return Forgetting(
            context=self.context,
            pages=self.pages,
            digests=self.digests,
            inbox=inbox,
            outbox=self.outbox,
            pressed=self.pressed,
            answers=self.answers,
            feedback=self.feedback,
            participation=self.participation,
            preferences=self.preferences,
            schedules=self.schedules,
            whereabouts=self.whereabouts,
        )

    async def chosen_language(self, team: TeamId, user: UserId) -> str:
        """The language that somebody has chosen; empty where they have not."""
        return (await self.preferences.person(team, user)).language


def _built(house: House, slack: AsyncWebClient, identity: Identity) -> Workspace:
    settings, redis, kept = house.settings, house.redis, _Kept.of(house)
    replies, forgetting = KeptReplies(redis), kept.forgetting(house.inbox)
    people, history, direct = People(slack), History(slack), DirectMessages(slack)
    access = Access(slack, people)
    threads = SlackThreads(slack, people, kept.context, workspace_url=identity.url)
    places = Places(people, access, history, workspace_url=identity.url)
    return Workspace(
        identity=identity,
        house=house,
        slack=slack,
        context=kept.context,
        pages=kept.pages,
        participation=kept.participation,
        presence=Presence(redis),
        asked=Asked(redis, ttl=kept.retention),
        replies=replies,
        outbox=kept.outbox,
        kept_answers=kept.answers,
        feedback=kept.feedback,
        preferences=kept.preferences,
        recent=Recent(redis, kept.answers),
        retention=kept.retention,
        pressed=kept.pressed,
        titles=Titles(redis),
        whereabouts=kept.whereabouts,
        forgetting=forgetting,
        channels=KeptChannels(
            redis,
            forgetting=forgetting,
            preferences=kept.preferences,
            limits=house.limits,
            whereabouts=kept.whereabouts,
        ),
        schedules=kept.schedules,
        slots=Slots(kept.schedules, house.inbox, me=identity.user),
        people=people,
        languages=Languages(people, chosen=kept.chosen_language),
        access=access,
        elsewhere=Elsewhere(places, history, workspace_url=identity.url),
        sharing=Sharing(slack, people, kept.outbox, replies),
        notes=Notes(slack),
        steps=Steps(slack),
        answers=Withdrawal(slack, replies, file_part=FILE_PART),
        threads=threads,
        pointed=PointedThreads(slack, threads, access),
        direct=direct,
        openings=Openings(slack, people, direct, replies),
        files=SlackFiles(slack, house.files_http, hosts=settings.slack_file_hosts, max_bytes=settings.file_max_bytes),
        pace=Pace(LiveAnswers(redis), minimum=settings.slack_update_seconds),
        slack_refusals=Refusals(),
        desk=_desk(house, kept, people, access),
    )


def _desk(house: House, kept: _Kept, people: People, access: Access) -> Desk:
    return make_desk(
        house.settings,
        model=house.model,
        reader=house.reader,
        folder=house.folder,
        shelf=kept.pages,
        rules=Admission(kept.preferences, people, access, house.limits),
        meter=Metering(house.limits, people),
        answers=kept.answers,
        digests=kept.digests,
        telemetry=house.telemetry,
    )
