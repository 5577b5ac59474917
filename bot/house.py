"""Builds every part that lives as long as the process, once, and leads a claimed question through them."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace

import aiohttp
import httpx
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.desk import Desk
from bot.language import FootnoteError, LeaseLost, Question, SlackRefused, Surface, TeamId, UserId, phrases
from bot.language.speech import Language, speaking
from bot.listeners.bolt import Identity
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.channels import KeptChannels
from bot.memory.cooldown import SharedCooldown
from bot.memory.departures import Departures
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.forgetting import Forgetting
from bot.memory.inbox import Claim, Inbox
from bot.memory.limit_values import LimitValues
from bot.memory.limits import Limits
from bot.memory.live import LiveAnswers
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.preferences import Preferences
from bot.memory.presence import Presence
from bot.memory.pressed import PressedMessages
from bot.memory.recent import Recent
from bot.memory.refusals import ImageRefusals
from bot.memory.replies import KeptReplies
from bot.memory.retention import Retention
from bot.memory.schedules import Schedules
from bot.memory.server import open_redis
from bot.memory.slots import Slots
from bot.memory.threads import KeptThreads
from bot.memory.titles import Titles
from bot.memory.vault import load_vault
from bot.memory.whereabouts import Whereabouts
from bot.model.exchange import open_http
from bot.operations.admission import Admission
from bot.operations.downloads import downloads
from bot.operations.metering import Metering
from bot.operations.opening import advise, identify
from bot.operations.recapping import Recapping
from bot.operations.retaining import retaining
from bot.parts import make_desk, open_reader
from bot.settings import Settings
from bot.slack.access import Access
from bot.slack.attempt import Attempt, CheckLease
from bot.slack.client import make_client
from bot.slack.direct import DirectMessages
from bot.slack.elsewhere import Elsewhere
from bot.slack.files import SlackFiles
from bot.slack.given import GivenFiles
from bot.slack.history import History
from bot.slack.languages import Languages
from bot.slack.last_looks import LastLooks
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
from bot.telemetry import Telemetry, course
from bot.worker import Interrupted, Interruption


@dataclass(frozen=True, kw_only=True)
class House:
    """The parts that live as long as the process."""

    identity: Identity
    telemetry: Telemetry
    redis: Redis
    slack: AsyncWebClient
    inbox: Inbox
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
    departures: Departures
    limits: Limits
    admins: tuple[str, ...]
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
    last_looks: LastLooks
    desk: Desk
    schedules: Schedules
    slots: Slots

    async def mark_gap(self) -> None:
        """Events may have been missed until now."""
        if not self.departures.has_left(self.identity.team):
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
        await self.inbox.put(opened)
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
            hold = await self.inbox.holds(claim)
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
            look_later=self.last_looks.take,
            number=claim.claims,
        )


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncGenerator[House]:
    """Opens everything that a receiver or a worker needs, and closes it in reverse."""
    assert settings.slack_bot_token
    token = settings.slack_bot_token.get_secret_value()
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(open_redis(settings))
        vault = load_vault(settings)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        http = await stack.enter_async_context(open_http(settings))
        files_http = await stack.enter_async_context(
            httpx.AsyncClient(follow_redirects=False, headers={"Accept-Encoding": "identity"})
        )
        folder = stack.enter_context(downloads(settings.data_dir))
        last_looks = LastLooks()
        stack.push_async_callback(last_looks.aclose)
        reader = await stack.enter_async_context(open_reader(settings))
        telemetry = Telemetry()
        slack = make_client(token=token, api_url=settings.slack_api_url, session=session, telemetry=telemetry)
        retention = Retention(settings.context_ttl)
        preferences = Preferences(redis, vault, retention)
        context = KeptThreads(redis, vault, ttl=retention)
        pages = KeptDocuments(redis, vault, ttl=retention, edition=lambda: reader.edition)
        digests = KeptDigests(redis, vault, ttl=retention)
        replies = KeptReplies(redis)
        inbox = Inbox(redis, vault)
        outbox = Outbox(redis, vault)
        participation = Participation(redis)
        answers = KeptAnswers(redis, vault, ttl=retention)
        feedback = KeptFeedback(redis, vault)
        whereabouts = Whereabouts(redis, vault, ttl=retention)
        limits = Limits(redis, LimitValues.of(settings))
        pressed = PressedMessages(redis, vault)
        schedules = Schedules(redis, vault)
        people = People(slack)

        async def chosen(team: TeamId, user: UserId) -> str:
            return (await preferences.person(team, user)).language

        access = Access(slack, people)
        direct = DirectMessages(slack)
        history = History(slack)
        await advise(redis, http, settings)
        identity = await identify(slack)
        departures = Departures(redis, inbox)
        # Slack knows the token: whatever is still told of a departure is older than that.
        await departures.returned(identity.team)
        await stack.enter_async_context(retaining(preferences, schedules, identity.team))
        places = Places(people, access, history, workspace_url=identity.url)
        threads = SlackThreads(slack, people, context, workspace_url=identity.url)
        forgetting = Forgetting(
            context=context,
            pages=pages,
            digests=digests,
            inbox=inbox,
            outbox=outbox,
            pressed=pressed,
            answers=answers,
            feedback=feedback,
            participation=participation,
            preferences=preferences,
            schedules=schedules,
            whereabouts=whereabouts,
        )
        yield House(
            identity=identity,
            telemetry=telemetry,
            redis=redis,
            slack=slack,
            inbox=inbox,
            context=context,
            pages=pages,
            participation=participation,
            presence=Presence(redis),
            asked=Asked(redis, ttl=retention),
            replies=replies,
            outbox=outbox,
            kept_answers=answers,
            feedback=feedback,
            preferences=preferences,
            recent=Recent(redis, answers),
            retention=retention,
            pressed=pressed,
            titles=Titles(redis),
            whereabouts=whereabouts,
            forgetting=forgetting,
            channels=KeptChannels(redis, forgetting=forgetting, preferences=preferences, limits=limits, whereabouts=whereabouts),
            departures=departures,
            schedules=schedules,
            slots=Slots(schedules, inbox, me=identity.user),
            limits=limits,
            admins=settings.admins,
            people=people,
            languages=Languages(people, chosen=chosen),
            access=access,
            elsewhere=Elsewhere(places, history, workspace_url=identity.url),
            sharing=Sharing(slack, people, outbox, replies),
            notes=Notes(slack),
            steps=Steps(slack),
            answers=Withdrawal(slack, replies, file_part=FILE_PART),
            threads=threads,
            pointed=PointedThreads(slack, threads, access),
            direct=direct,
            openings=Openings(slack, people, direct, replies),
            files=SlackFiles(slack, files_http, hosts=settings.slack_file_hosts, max_bytes=settings.file_max_bytes),
            pace=Pace(LiveAnswers(redis), minimum=settings.slack_update_seconds),
            slack_refusals=Refusals(),
            last_looks=last_looks,
            desk=make_desk(
                settings,
                http=http,
                reader=reader,
                folder=folder,
                shelf=pages,
                rules=Admission(preferences, people, access, limits),
                meter=Metering(limits, people),
                answers=answers,
                digests=digests,
                refusals=ImageRefusals(redis),
                cooldown=SharedCooldown(redis, base_url=settings.aimlapi_base_url),
                telemetry=telemetry,
            ),
        )
