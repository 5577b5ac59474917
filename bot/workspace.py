"""The parts of one workspace, each with that workspace's own client of Slack; leads its claimed questions through them.

Nothing here knows of another workspace: a room has no client but its own workspace's.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Self

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.desk import Desk
from bot.house import House
from bot.language import FootnoteError, LeaseLost, Question, SlackRefused, Surface, TeamId, UserId, phrases
from bot.language.speech import Language, speaking
from bot.listeners.bolt import Identity
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.channels import KeptChannels
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.forgetting import Forgetting
from bot.memory.inbox import Claim, Inbox
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
from bot.operations.recapping import Recapping
from bot.operations.retaining import Renew, retaining
from bot.parts import make_desk
from bot.slack.access import Access
from bot.slack.attempt import Attempt, CheckLease
from bot.slack.direct import DirectMessages
from bot.slack.elsewhere import Elsewhere
from bot.slack.files import SlackFiles
from bot.slack.given import GivenFiles
from bot.slack.history import History
from bot.slack.languages import Languages
from bot.slack.notes import Notes
from bot.slack.offers import tapped
from bot.slack.openings import Openings
from bot.slack.pacing import Pace
from bot.slack.people import People
from bot.slack.places import Places
from bot.slack.pointed import PointedThreads
from bot.slack.posts import FILE_PART
from bot.slack.private import PrivateReply
from bot.slack.refusals import Refusals
from bot.slack.reply import SlackReply
from bot.slack.sharing import Sharing
from bot.slack.source import SlackSource
from bot.slack.step import StepReply, Steps
from bot.slack.threads import SlackThreads
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import course
from bot.worker import Interrupted, Interruption


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

    async def handle(self, claim: Claim, interruption: Interruption) -> None:
        """One claimed question, to its answer; or to where a person interrupted it."""
        with speaking(await self._language(claim.question)):
            await self._answer(claim, interruption)

    async def _answer(self, claim: Claim, interruption: Interruption) -> None:
        question = claim.question
        if question.is_scheduled:
            await self._recapping().handle(self._attempt(claim, self._lease(claim, interruption)), interruption)
            return
        if question.opening:
            await self._open(claim)
            return
        threads = self.pointed if question.pointed else self.threads
        files = GivenFiles(question, question.step, self.slack, self.files, self.access) if question.step else self.files
        source = SlackSource(question, threads, files, self.elsewhere)
        async with aclosing(self._reply(claim, interruption, heading=await self._heading(question))) as reply:
            if isinstance(reply, PrivateReply | StepReply) and await reply.resume():
                return  # An earlier attempt has finished it, and was cut off while it was sent.
            try:
                async with interruption.watched():
                    await self.desk.answer(question, source, reply)
            except Interrupted:
                offers = await self.desk.abandon(question)
                course().outcome = interruption.heeded or ""
                if interruption.heeded == "edited":
                    raise
                if interruption.heeded == "deleted":
                    # It was kept when the deletion came, or just now, to be gone on with.
                    await self.kept_answers.drop_message(question.thread, question.message.ts)
                    await reply.take_back()
                    await self.answers.withdraw(question.thread, question.id, question.me)
                else:
                    await source.remember(await reply.stopped(offers=offers))

    async def _open(self, claim: Claim) -> None:
        """What was asked in a form is posted, and is from then on a question like any other; a second time it is known."""
        reply = self._reply(claim, Interruption(), heading="")
        try:
            opened = await self.openings.open(claim.question, check_lease=self._lease(claim), is_first=claim.claims == 1)
        except SlackRefused as error:
            await reply.fail(FootnoteError(phrases.NOT_POSTED, detail=error.code))
            return
        is_direct = opened.surface is Surface.DIRECT
        await self.asked.note(opened.thread, at=opened.message.ts, by=opened.asker, is_direct=is_direct, unless_muted=False)
        await self.house.inbox.put(opened)
        course().outcome = "posted"

    async def give_up(self, claim: Claim, error: FootnoteError | None) -> None:
        """One claimed question, to an honest sentence: the error's or, where it tells nothing, that nothing helped."""
        if claim.is_lost:
            # Kept without the words, it does not say whose answer is looked for in the thread.
            claim = replace(claim, question=claim.question.model_copy(update={"me": self.identity.user}))
        with speaking(await self._language(claim.question)):
            if claim.question.is_scheduled:
                await self._recapping().give_up(claim.question, error or FootnoteError(phrases.GAVE_UP))
                return
            async with aclosing(self._reply(claim, Interruption(), heading=await self._heading(claim.question))) as reply:
                await reply.fail(error or FootnoteError(phrases.QUESTION_LOST if claim.is_lost else phrases.GAVE_UP))

    async def _language(self, question: Question) -> Language:
        """Whoever asked is spoken to in their language, whatever others in the thread speak."""
        return await self.languages.of(question.thread.team, question.asker)

    async def _heading(self, question: Question) -> str:
        """What an answer begins with that was asked for with a tap."""
        return tapped(question, await self.people.name(question.thread.team, question.asker)) if question.follow_up else ""

    def _reply(self, claim: Claim, interruption: Interruption, *, heading: str) -> SlackReply | PrivateReply | StepReply:
        check_lease = self._lease(claim, interruption)
        if claim.question.step:
            return StepReply(self.steps, claim.question, claim.question.step, outbox=self.outbox, check_lease=check_lease)
        if claim.question.is_private or claim.question.opening:
            return PrivateReply(self.slack, claim.question, outbox=self.outbox, check_lease=check_lease, heading=heading)
        return SlackReply(self._attempt(claim, check_lease), pace=self.pace, heading=heading)

    def _recapping(self) -> Recapping:
        return Recapping(
            schedules=self.schedules,
            slots=self.slots,
            desk=self.desk,
            source=lambda question: SlackSource(question, self.threads, self.files, self.elsewhere),
            answers=self.kept_answers,
            access=self.access,
            people=self.people,
            notes=self.notes,
        )

    def _lease(self, claim: Claim, interruption: Interruption | None = None) -> CheckLease:
        async def check_lease() -> None:
            hold = await self.house.inbox.holds(claim)
            if not hold.mine:
                raise LeaseLost
            if hold.flag and interruption:
                interruption.interrupt(hold.flag)

        return check_lease

    def _attempt(self, claim: Claim, check_lease: CheckLease) -> Attempt:
        return Attempt(
            client=self.slack,
            question=claim.question,
            ledger=self.replies,
            titles=self.titles,
            refusals=self.slack_refusals,
            check_lease=check_lease,
            look_later=self.house.last_looks.take,
            number=claim.claims,
        )


@asynccontextmanager
async def open_workspace(
    house: House, slack: AsyncWebClient, identity: Identity, *, renewed: Sequence[Renew] = ()
) -> AsyncGenerator[Workspace]:
    """Builds its rooms; while the block runs, what it has set is followed and its scheduled recaps are looked after.

    Slack knows its token: whatever is still told of a departure is older than that. Raises `StoreUnavailable`.
    """
    await house.departures.returned(identity.team)
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
