"""Builds every part that lives as long as the process, once, and leads a claimed question through them."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import httpx
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.desk import Desk
from bot.language import FootnoteError, LeaseLost, Question
from bot.listeners.bolt import Identity
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.cooldown import SharedCooldown
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
from bot.memory.presence import Presence
from bot.memory.refusals import ImageRefusals
from bot.memory.replies import KeptReplies
from bot.memory.server import open_redis
from bot.memory.threads import KeptThreads
from bot.memory.titles import Titles
from bot.memory.vault import load_vault
from bot.memory.whereabouts import Whereabouts
from bot.model.exchange import open_http
from bot.operations.downloads import downloads
from bot.operations.metering import Metering
from bot.operations.opening import advise, identify
from bot.parts import make_desk, open_reader
from bot.settings import Settings
from bot.slack.access import Access
from bot.slack.attempt import Attempt
from bot.slack.client import make_client
from bot.slack.elsewhere import Elsewhere
from bot.slack.files import SlackFiles
from bot.slack.given import GivenFiles
from bot.slack.history import History
from bot.slack.notes import Notes
from bot.slack.offers import tapped
from bot.slack.pacing import Pace
from bot.slack.people import People
from bot.slack.places import Places
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
    titles: Titles
    whereabouts: Whereabouts
    forgetting: Forgetting
    limits: Limits
    admins: tuple[str, ...]
    people: People
    access: Access
    elsewhere: Elsewhere
    sharing: Sharing
    notes: Notes
    steps: Steps
    answers: Withdrawal
    threads: SlackThreads
    files: SlackFiles
    pace: Pace
    slack_refusals: Refusals
    desk: Desk

    async def mark_gap(self) -> None:
        """Events may have been missed until now."""
        await self.context.mark_gap(self.identity.team)

    async def handle(self, claim: Claim, interruption: Interruption) -> None:
        """One claimed question, to its answer; or to where a person interrupted it."""
        question = claim.question
        files = GivenFiles(question, question.step, self.slack, self.files, self.access) if question.step else self.files
        source = SlackSource(question, self.threads, files, self.elsewhere)
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

    async def give_up(self, claim: Claim, error: FootnoteError) -> None:
        """One claimed question, to an honest sentence."""
        async with aclosing(self._reply(claim, Interruption(), heading=await self._heading(claim.question))) as reply:
            await reply.fail(error)

    async def _heading(self, question: Question) -> str:
        """What an answer begins with that was asked for with a tap."""
        return tapped(question, await self.people.name(question.thread.team, question.asker)) if question.follow_up else ""

    def _reply(self, claim: Claim, interruption: Interruption, *, heading: str) -> SlackReply | PrivateReply | StepReply:
        async def check_lease() -> None:
            hold = await self.inbox.holds(claim)
            if not hold.mine:
                raise LeaseLost
            if hold.flag:
                interruption.interrupt(hold.flag)

        if claim.question.step:
            return StepReply(self.steps, claim.question, claim.question.step, outbox=self.outbox, check_lease=check_lease)
        if claim.question.is_private:
            return PrivateReply(self.slack, claim.question, outbox=self.outbox, check_lease=check_lease, heading=heading)
        attempt = Attempt(
            client=self.slack,
            question=claim.question,
            ledger=self.replies,
            titles=self.titles,
            refusals=self.slack_refusals,
            check_lease=check_lease,
            number=claim.claims,
        )
        return SlackReply(attempt, pace=self.pace, heading=heading)


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
        reader = await stack.enter_async_context(open_reader(settings))
        telemetry = Telemetry()
        slack = make_client(token=token, api_url=settings.slack_api_url, session=session, telemetry=telemetry)
        context = KeptThreads(redis, vault, ttl=settings.context_ttl)
        pages = KeptDocuments(redis, vault, ttl=settings.context_ttl, edition=reader.edition)
        digests = KeptDigests(redis, vault, ttl=settings.context_ttl)
        replies = KeptReplies(redis)
        inbox = Inbox(redis, vault)
        outbox = Outbox(redis, vault)
        participation = Participation(redis)
        answers = KeptAnswers(redis, vault, ttl=settings.context_ttl)
        feedback = KeptFeedback(redis, vault)
        whereabouts = Whereabouts(redis, vault, ttl=settings.context_ttl)
        limits = Limits(redis, LimitValues.of(settings))
        people = People(slack)
        access = Access(slack, people)
        history = History(slack)
        await advise(redis, http, settings)
        identity = await identify(slack)
        places = Places(people, access, history, workspace_url=identity.url)
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
            asked=Asked(redis, ttl=settings.context_ttl),
            replies=replies,
            outbox=outbox,
            kept_answers=answers,
            feedback=feedback,
            titles=Titles(redis),
            whereabouts=whereabouts,
            forgetting=Forgetting(
                context=context,
                pages=pages,
                digests=digests,
                inbox=inbox,
                outbox=outbox,
                answers=answers,
                feedback=feedback,
                participation=participation,
                whereabouts=whereabouts,
            ),
            limits=limits,
            admins=settings.admins,
            people=people,
            access=access,
            elsewhere=Elsewhere(places, history, people, workspace_url=identity.url),
            sharing=Sharing(slack, people, outbox, replies),
            notes=Notes(slack),
            steps=Steps(slack),
            answers=Withdrawal(slack, replies, file_part=FILE_PART),
            threads=SlackThreads(slack, people, context, workspace_url=identity.url),
            files=SlackFiles(slack, files_http, hosts=settings.slack_file_hosts, max_bytes=settings.file_max_bytes),
            pace=Pace(LiveAnswers(redis), minimum=settings.slack_update_seconds),
            slack_refusals=Refusals(),
            desk=make_desk(
                settings,
                http=http,
                reader=reader,
                folder=folder,
                shelf=pages,
                meter=Metering(limits, people),
                answers=answers,
                digests=digests,
                refusals=ImageRefusals(redis),
                cooldown=SharedCooldown(redis, base_url=settings.aimlapi_base_url),
                telemetry=telemetry,
            ),
        )
