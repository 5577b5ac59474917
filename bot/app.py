"""Builds every part once and joins them: the only file that knows all the others."""

import asyncio
import gc
import signal
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import aiohttp
import httpx
from aiohttp import web
from redis.asyncio import Redis
from redis.exceptions import RedisError
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import __version__
from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.reading import Reading, Shelf
from bot.documents.reader import Reader
from bot.language import Document, FootnoteError, LeaseLost, SettingsError, SlackRefused
from bot.listeners import buttons, door, messages, others, sessions, welcomes
from bot.listeners.bolt import Identity, make_bolt
from bot.listeners.errands import Errands
from bot.listeners.socket import Socket
from bot.memory.documents import KeptDocuments
from bot.memory.inbox import Claim, Inbox
from bot.memory.live import LiveAnswers
from bot.memory.participation import Participation
from bot.memory.refusals import ImageRefusals
from bot.memory.replies import KeptReplies
from bot.memory.server import durability_warnings, open_redis
from bot.memory.threads import KeptThreads
from bot.memory.vault import load_vault
from bot.model import catalog, images
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.operations import health
from bot.operations.terminal import NoRefusals, NoShelf, TerminalReply, TerminalSource
from bot.settings import Settings
from bot.slack.client import Request, make_client, repeatable
from bot.slack.files import SlackFiles
from bot.slack.notes import Notes
from bot.slack.pacing import Pace
from bot.slack.people import People
from bot.slack.posts import FILE_PART
from bot.slack.refusals import Refusals
from bot.slack.reply import SlackReply
from bot.slack.threads import SlackSource, SlackThreads
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import Telemetry, log
from bot.worker import Interrupted, Interruption, Worker

CLOSE_SECONDS = 5.0
"""How long requests under way hold up the end: with the worker's drain it fits into the 30 s that platforms leave."""


async def serve(settings: Settings) -> None:
    """Receives from Slack and, unless `WORKER_CONCURRENCY` is 0, answers; until SIGTERM or Ctrl-C."""
    async with _house(settings) as house, AsyncExitStack() as receivers:
        stopping = _stop_on_signals()
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
        await receivers.enter_async_context(_listening(settings.port, routes))
        if socket:
            await receivers.enter_async_context(socket.connected())
        _freeze_what_was_built()
        _say_started(settings, house, settings.transport)
        if settings.worker_concurrency:
            await _worker(settings, house).run(stopping)
        else:
            await stopping.wait()


def _register(bolt: AsyncApp, house: "_House", errands: Errands) -> None:
    """Every listener; the one for all other events last."""
    heard = messages.Messages(
        inbox=house.inbox,
        context=house.context,
        pages=house.pages,
        participation=house.participation,
        notes=house.notes,
        answers=house.answers,
        errands=errands,
        telemetry=house.telemetry,
    )
    messages.register(bolt, heard)
    buttons.register(bolt, house.inbox, errands)
    sessions.register(bolt, house.inbox)
    welcomes.register(bolt, house.participation, house.notes, errands)
    others.register(bolt, house.telemetry)


async def work(settings: Settings) -> None:
    """Answers only, next to receivers elsewhere; until SIGTERM or Ctrl-C."""
    async with _house(settings) as house:
        stopping = _stop_on_signals()
        async with _listening(settings.port, _health(house, stopping, None)):
            _freeze_what_was_built()
            _say_started(settings, house, "worker only")
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
        composed = desk.compose(source.question, gathered).messages if gathered else ()
    return [message.model_dump(mode="json", exclude_none=True) for message in composed]


async def extract_file(path: Path, *, password: str | None) -> Document:
    """What would be read of a file. Raises `FileUnreadable`."""
    # Under a plain name: a path on disk need not be valid text, and what goes to the reading process must be.
    with TemporaryDirectory(prefix="footnote-") as folder:
        plain = Path(folder) / "file"
        plain.symlink_to(path.absolute())  # noqa: ASYNC240 - a path, no file is touched
        async with _reader() as reader:
            return await reader.read(plain, name=path.name, password=password)


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
        source, reply = SlackSource(question, self.threads, self.files), self._reply(claim, interruption)
        try:
            async with interruption.watched():
                await self.desk.answer(question, source, reply)
        except Interrupted:
            if interruption.heeded == "edited":
                raise
            if interruption.heeded == "deleted":
                await reply.take_back()
                await self.answers.withdraw(question.thread, question.id, question.me)
            else:
                await source.remember(await reply.stopped())

    async def give_up(self, claim: Claim, error: FootnoteError) -> None:
        """One claimed question, to an honest sentence."""
        await self._reply(claim, Interruption()).fail(error)

    def _reply(self, claim: Claim, interruption: Interruption) -> SlackReply:
        async def check_lease() -> None:
            hold = await self.inbox.holds(claim)
            if not hold.mine:
                raise LeaseLost
            if hold.flag:
                interruption.interrupt(hold.flag)

        return SlackReply(
            self.slack,
            claim.question,
            ledger=self.replies,
            pace=self.pace,
            refusals=self.slack_refusals,
            check_lease=check_lease,
            attempt=claim.claims,
        )


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
        downloads = await stack.enter_async_context(
            httpx.AsyncClient(follow_redirects=False, headers={"Accept-Encoding": "identity"})
        )
        reader = await stack.enter_async_context(_reader())
        slack = make_client(token=token, api_url=settings.slack_api_url, session=session)
        telemetry = Telemetry()
        context = KeptThreads(redis, vault, ttl=settings.context_ttl)
        pages = KeptDocuments(redis, vault, ttl=settings.context_ttl)
        replies = KeptReplies(redis)
        await _advise(redis, http, settings)
        yield _House(
            identity=await _identity(slack),
            telemetry=telemetry,
            redis=redis,
            slack=slack,
            inbox=Inbox(redis, vault),
            context=context,
            pages=pages,
            participation=Participation(redis),
            replies=replies,
            notes=Notes(slack),
            answers=Withdrawal(slack, replies, file_part=FILE_PART),
            threads=SlackThreads(slack, People(slack), context),
            files=SlackFiles(slack, downloads, hosts=settings.slack_file_hosts, max_bytes=settings.file_max_bytes),
            pace=Pace(LiveAnswers(redis), minimum=settings.slack_update_seconds),
            slack_refusals=Refusals(),
            desk=_desk(
                settings,
                http=http,
                reader=reader,
                shelf=pages,
                refusals=ImageRefusals(redis),
                telemetry=telemetry,
            ),
        )


@asynccontextmanager
async def _terminal_desk(settings: Settings) -> AsyncGenerator[Desk]:
    """A desk without Slack and without Redis."""
    async with open_http(settings) as http, _reader() as reader:
        yield _desk(settings, http=http, reader=reader, shelf=NoShelf(), refusals=NoRefusals(), telemetry=Telemetry())


def _desk(
    settings: Settings,
    *,
    http: httpx.AsyncClient,
    reader: Reader,
    shelf: Shelf,
    refusals: images.ImageRefusals,
    telemetry: Telemetry,
) -> Desk:
    return Desk(
        reading=Reading(reader, shelf, most=settings.files_per_question, telemetry=telemetry),
        model=ModelClient(http, settings, refusals, telemetry),
        first_choice=settings.model,
        budget=Budget(context=settings.model_context_tokens, answer=settings.model_max_tokens),
        telemetry=telemetry,
    )


@asynccontextmanager
async def _reader() -> AsyncGenerator[Reader]:
    reader = Reader()
    try:
        yield reader
    finally:
        await reader.aclose()


async def _identity(slack: AsyncWebClient) -> Identity:
    """Who the bot token is. Raises `SettingsError` when Slack refuses it, `OutOfReach` when it can't be asked."""
    try:
        return Identity.from_auth_test(await repeatable(cast(Request, slack.auth_test)), token=slack.token or "")
    except SlackRefused as error:
        raise SettingsError(f"SLACK_BOT_TOKEN: Slack does not accept it ({error.code})") from None


async def _advise(redis: Redis, http: httpx.AsyncClient, settings: Settings) -> None:
    """What an operator should know at once; none of it stops the start."""
    for warning in await durability_warnings(redis):
        log.warning(warning)
    if settings.redis_url and not settings.context_keys:
        log.warning(
            "CONTEXT_KEYS is not set: every process on this Redis needs the key file of this DATA_DIR, or answers nothing"
        )
    for listing in await catalog.check(http, settings):
        if listing.served is False:
            log.warning("the API does not list this model", model=listing.model)


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
        try:
            await house.redis.ping()
        except RedisError:
            return False
        return True

    return health.routes(ready)


@asynccontextmanager
async def _listening(port: int, routes: list[web.RouteDef]) -> AsyncGenerator[None]:
    """An HTTP server on all addresses: Slack or a platform's health check comes from outside."""
    site = web.Application(client_max_size=door.MOST_BODY_BYTES)
    site.add_routes(routes)
    # Slack compresses nothing: what unfolds in memory comes from somebody else.
    runner = web.AppRunner(site, access_log=None, auto_decompress=False, shutdown_timeout=CLOSE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, port=port).start()
    except OSError as error:
        await runner.cleanup()
        raise SettingsError(f"PORT: {port} can't be listened on ({error.strerror})") from None
    try:
        yield
    finally:
        await runner.cleanup()


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


def _freeze_what_was_built() -> None:
    # It stays; without this the first full collection stops the first deliveries for some 60 ms.
    gc.collect()
    gc.freeze()


def _say_started(settings: Settings, house: _House, transport: str) -> None:
    log.info(
        "Footnote started",
        version=__version__,
        workspace=house.identity.workspace,
        transport=transport,
        model=settings.model,
        redis="REDIS_URL" if settings.redis_url else f"embedded in {settings.data_dir}",
    )
