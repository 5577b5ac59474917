"""Builds every part once and joins them: the only file that knows all the others."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import httpx
from aiohttp import web
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.digest.needs import Digests, ReadingBudget
from bot.answering.needs import Answers, Meter
from bot.answering.reading import Reading, Shelf
from bot.documents.reader import Reader
from bot.language import Document, FootnoteError, LeaseLost, Question
from bot.listeners import buttons, commands, door, files, messages, offers, others, passwords, sessions, thumbs, welcomes
from bot.listeners.bolt import Identity, make_bolt
from bot.listeners.chores import Chores
from bot.listeners.errands import Errands
from bot.listeners.socket import Socket
from bot.listeners.whispers import Whispers
from bot.memory.answers import KeptAnswers
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
from bot.memory.refusals import ImageRefusals
from bot.memory.replies import KeptReplies
from bot.memory.server import open_redis
from bot.memory.taps import Taps
from bot.memory.threads import KeptThreads
from bot.memory.vault import load_vault
from bot.model import images
from bot.model.client import ModelClient
from bot.model.exchange import Cooldown, open_http
from bot.operations import health
from bot.operations.doctor import examine as doctor
from bot.operations.doctor.check import Case
from bot.operations.doctor.finding import Finding
from bot.operations.downloads import downloads
from bot.operations.metering import Metering
from bot.operations.opening import advise, identify, say_started
from bot.operations.process import freeze_what_was_built, listening, stop_on_signals
from bot.operations.terminal import (
    NoAnswers,
    NoCooldown,
    NoDigests,
    NoMeter,
    NoRefusals,
    NoShelf,
    TerminalReply,
    TerminalSource,
)
from bot.settings import Settings
from bot.slack.access import Access
from bot.slack.attempt import Attempt
from bot.slack.client import make_client
from bot.slack.elsewhere import Elsewhere
from bot.slack.exporting import Exporting
from bot.slack.files import SlackFiles
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
from bot.slack.threads import SlackThreads
from bot.slack.windows import SourceWindows
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import Telemetry
from bot.worker import Interrupted, Interruption, Worker


async def serve(settings: Settings) -> None:
    """Receives from Slack and, unless `WORKER_CONCURRENCY` is 0, answers; until SIGTERM or Ctrl-C."""
    async with _house(settings) as house, AsyncExitStack() as receivers:
        stopping = stop_on_signals()
        bolt = make_bolt(house.identity, signing_secret=settings.slack_signing_secret)
        errands = Errands()
        receivers.push_async_callback(errands.aclose)
        _register(bolt, house, errands)

        await house.mark_gap()
        socket: Socket | None = None
        if settings.slack_app_token:
            socket = Socket(bolt, settings.slack_app_token, house.slack, on_gap=house.mark_gap)
            routes = _health(house, stopping, socket)
        else:
            routes = [*door.routes(bolt), *_health(house, stopping, None)]
        await receivers.enter_async_context(listening(settings.port, routes))
        if socket:
            await receivers.enter_async_context(socket.connected())
        freeze_what_was_built()
        say_started(settings, house.identity, settings.transport)
        if settings.worker_concurrency:
            await _worker(settings, house).run(stopping)
        else:
            await stopping.wait()


def _register(bolt: AsyncApp, house: "_House", errands: Errands) -> None:
    """Every listener; the one for all other events last."""
    identity = house.identity
    chores = Chores(
        limits=house.limits,
        forgetting=house.forgetting,
        people=house.people,
        access=house.access,
        admins=house.admins,
        workspace_url=identity.url,
    )
    ordered = commands.Commands(inbox=house.inbox, chores=chores, workspace_url=identity.url, telemetry=house.telemetry)
    heard = messages.Messages(
        inbox=house.inbox,
        context=house.context,
        forgetting=house.forgetting,
        participation=house.participation,
        notes=house.notes,
        answers=house.answers,
        kept=house.kept_answers,
        chores=chores,
        errands=errands,
        telemetry=house.telemetry,
    )
    messages.register(bolt, heard, workspace_url=identity.url)
    commands.register(bolt, ordered)
    buttons.register(bolt, house.inbox, house.sharing, errands)
    passwords.register(bolt, house.inbox, house.slack)
    _register_taps(bolt, house, errands)
    sessions.register(bolt, house.inbox)
    files.register(bolt, house.forgetting)
    welcomes.register(bolt, house.participation, house.notes, errands)
    others.register(bolt, house.telemetry)


def _register_taps(bolt: AsyncApp, house: "_House", errands: Errands) -> None:
    """What stands under answers."""
    whispers = Whispers(house.slack, house.notes)
    offered = offers.Offers(
        inbox=house.inbox,
        answers=house.kept_answers,
        taps=Taps(house.redis),
        context=house.context,
        people=house.people,
        windows=SourceWindows(house.slack, house.pages),
        exporting=Exporting(house.slack, house.replies),
        whispers=whispers,
        errands=errands,
        telemetry=house.telemetry,
    )
    offers.register(bolt, offered)
    pressed = thumbs.Thumbs(feedback=house.feedback, whispers=whispers, errands=errands, telemetry=house.telemetry)
    thumbs.register(bolt, pressed)


async def work(settings: Settings) -> None:
    """Answers only, next to receivers elsewhere; until SIGTERM or Ctrl-C."""
    async with _house(settings) as house:
        stopping = stop_on_signals()
        async with listening(settings.port, _health(house, stopping, None)):
            freeze_what_was_built()
            say_started(settings, house.identity, "worker only")
            await _worker(settings, house).run(stopping)


async def ask_in_terminal(settings: Settings, question: str, paths: list[Path]) -> bool:
    """Answers in the terminal; True when it could not."""
    source, reply = TerminalSource(question, paths), TerminalReply()
    async with _terminal_desk(settings) as desk:
        await desk.answer(source.question, source, reply)
    return reply.failed


async def compose_in_terminal(settings: Settings, question: str, paths: list[Path]) -> list[object]:
    """The messages list that `ask` would send, as JSON values. Nothing is called."""
    source, reply = TerminalSource(question, paths), TerminalReply()
    async with _terminal_desk(settings) as desk:
        gathered = await desk.gather(source.question, source, reply)
        material = await desk.study(source.question, gathered, reply).material() if gathered else None
        composed = desk.compose(source.question, gathered, material).messages if gathered and material else ()
    return [message.model_dump(mode="json", exclude_none=True) for message in composed]


async def extract_file(path: Path, *, password: str | None) -> Document:
    """What would be read of a file. Raises `FileUnreadable`."""
    # Under a plain name: a path on disk need not be valid text, and what goes to the reading process must be.
    with TemporaryDirectory(prefix="footnote-") as folder:
        plain = Path(folder) / "file"
        plain.symlink_to(path.absolute())  # noqa: ASYNC240 - a path, no file is touched
        async with _reader() as reader:
            return await reader.read(plain, name=path.name, password=password)


async def examine(settings: Settings) -> list[Finding]:
    """What the doctor finds; it never fails."""
    async with _reader(settings) as reader:
        return await doctor.examine(Case(settings=settings, reader=reader))


@dataclass(frozen=True, kw_only=True)
class _House:
    """The parts that live as long as the process."""

    identity: Identity
    telemetry: Telemetry
    redis: Redis
    slack: AsyncWebClient
    inbox: Inbox
    context: KeptThreads
    pages: KeptDocuments
    participation: Participation
    replies: KeptReplies
    outbox: Outbox
    kept_answers: KeptAnswers
    feedback: KeptFeedback
    forgetting: Forgetting
    limits: Limits
    admins: tuple[str, ...]
    people: People
    access: Access
    elsewhere: Elsewhere
    sharing: Sharing
    notes: Notes
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
        source = SlackSource(question, self.threads, self.files, self.elsewhere)
        async with aclosing(self._reply(claim, interruption, heading=await self._heading(question))) as reply:
            if isinstance(reply, PrivateReply) and await reply.resume():
                return  # An earlier attempt has finished it, and was cut off while it was sent.
            try:
                async with interruption.watched():
                    await self.desk.answer(question, source, reply)
            except Interrupted:
                offers = await self.desk.abandon(question)
                if interruption.heeded == "edited":
                    raise
                if interruption.heeded == "deleted":
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

    def _reply(self, claim: Claim, interruption: Interruption, *, heading: str) -> SlackReply | PrivateReply:
        async def check_lease() -> None:
            hold = await self.inbox.holds(claim)
            if not hold.mine:
                raise LeaseLost
            if hold.flag:
                interruption.interrupt(hold.flag)

        if claim.question.is_private:
            return PrivateReply(self.slack, claim.question, outbox=self.outbox, check_lease=check_lease, heading=heading)
        attempt = Attempt(
            client=self.slack,
            question=claim.question,
            ledger=self.replies,
            refusals=self.slack_refusals,
            check_lease=check_lease,
            number=claim.claims,
        )
        return SlackReply(attempt, pace=self.pace, heading=heading)


@asynccontextmanager
async def _house(settings: Settings) -> AsyncGenerator[_House]:
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
        reader = await stack.enter_async_context(_reader(settings))
        slack = make_client(token=token, api_url=settings.slack_api_url, session=session)
        telemetry = Telemetry()
        context = KeptThreads(redis, vault, ttl=settings.context_ttl)
        pages = KeptDocuments(redis, vault, ttl=settings.context_ttl, edition=reader.edition)
        digests = KeptDigests(redis, vault, ttl=settings.context_ttl)
        replies = KeptReplies(redis)
        inbox = Inbox(redis, vault)
        outbox = Outbox(redis, vault)
        participation = Participation(redis)
        answers = KeptAnswers(redis, vault, ttl=settings.context_ttl)
        feedback = KeptFeedback(redis, vault)
        limits = Limits(redis, LimitValues.of(settings))
        people = People(slack)
        access = Access(slack, people)
        history = History(slack)
        await advise(redis, http, settings)
        identity = await identify(slack)
        places = Places(people, access, history, workspace_url=identity.url)
        yield _House(
            identity=identity,
            telemetry=telemetry,
            redis=redis,
            slack=slack,
            inbox=inbox,
            context=context,
            pages=pages,
            participation=participation,
            replies=replies,
            outbox=outbox,
            kept_answers=answers,
            feedback=feedback,
            forgetting=Forgetting(
                context=context,
                pages=pages,
                digests=digests,
                inbox=inbox,
                outbox=outbox,
                answers=answers,
                feedback=feedback,
                participation=participation,
            ),
            limits=limits,
            admins=settings.admins,
            people=people,
            access=access,
            elsewhere=Elsewhere(places, history, people, workspace_url=identity.url),
            sharing=Sharing(slack, people, outbox, replies),
            notes=Notes(slack),
            answers=Withdrawal(slack, replies, file_part=FILE_PART),
            threads=SlackThreads(slack, people, context, workspace_url=identity.url),
            files=SlackFiles(slack, files_http, hosts=settings.slack_file_hosts, max_bytes=settings.file_max_bytes),
            pace=Pace(LiveAnswers(redis), minimum=settings.slack_update_seconds),
            slack_refusals=Refusals(),
            desk=_desk(
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


@asynccontextmanager
async def _terminal_desk(settings: Settings) -> AsyncGenerator[Desk]:
    """A desk without Slack and without Redis."""
    with TemporaryDirectory(prefix="footnote-") as folder:
        async with open_http(settings) as http, _reader(settings) as reader:
            yield _desk(
                settings,
                http=http,
                reader=reader,
                folder=Path(folder),
                shelf=NoShelf(),
                meter=NoMeter(),
                answers=NoAnswers(),
                digests=NoDigests(),
                refusals=NoRefusals(),
                cooldown=NoCooldown(),
                telemetry=Telemetry(),
            )


def _desk(
    settings: Settings,
    *,
    http: httpx.AsyncClient,
    reader: Reader,
    folder: Path,
    shelf: Shelf,
    meter: Meter,
    answers: Answers,
    digests: Digests,
    refusals: images.ImageRefusals,
    cooldown: Cooldown,
    telemetry: Telemetry,
) -> Desk:
    return Desk(
        reading=Reading(reader, shelf, most=settings.files_per_question, folder=folder, telemetry=telemetry),
        model=ModelClient(http, settings, refusals, cooldown, telemetry),
        meter=meter,
        answers=answers,
        digests=digests,
        first_choice=settings.model,
        budget=Budget(context=settings.model_context_tokens, answer=settings.model_max_tokens),
        reading_budget=ReadingBudget(tokens=settings.question_max_tokens, seconds=settings.question_max_seconds),
        at_once=settings.model_concurrency,
        shows_cost=settings.receipt_cost,
        telemetry=telemetry,
    )


@asynccontextmanager
async def _reader(settings: Settings | None = None) -> AsyncGenerator[Reader]:
    """The reader as it is set, or as it is by default: `extract` asks for no right settings."""
    reader = (
        Reader(
            processes=settings.file_processes,
            seconds=settings.file_read_seconds,
            memory=settings.file_memory_bytes,
            max_characters=settings.file_max_characters,
            pictures=settings.model_images != "never",
        )
        if settings
        else Reader()
    )
    try:
        yield reader
    finally:
        await reader.aclose()


def _worker(settings: Settings, house: _House) -> Worker:
    return Worker(
        house.inbox,
        handle=house.handle,
        give_up=house.give_up,
        concurrency=settings.worker_concurrency,
        telemetry=house.telemetry,
    )


def _health(house: _House, stopping: asyncio.Event, socket: Socket | None) -> list[web.RouteDef]:
    async def ready() -> bool:
        if stopping.is_set() or (socket and not await socket.is_connected()):
            return False
        return await health.answers(house.redis)

    return health.routes(ready)
