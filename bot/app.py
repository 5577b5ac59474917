"""Joins the parts to a running bot: receivers, listeners, the worker; until it is told to stop."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from functools import partial

from aiohttp import web
from slack_bolt.async_app import AsyncApp

from bot.house import House, open_house
from bot.listeners import (
    addressed,
    arrivals,
    asking,
    buttons,
    commands,
    container,
    door,
    files,
    home,
    messages,
    offers,
    others,
    passwords,
    recaps,
    sessions,
    settings_windows,
    shortcuts,
    steps,
    strangers,
    thumbs,
    welcomes,
)
from bot.listeners.bolt import make_bolt
from bot.listeners.catching_up import CatchingUp
from bot.listeners.chores import Chores
from bot.listeners.errands import Errands
from bot.listeners.examining import Examining
from bot.listeners.rights import Rights
from bot.listeners.routing import Me
from bot.listeners.socket import Socket
from bot.listeners.whispers import Whispers
from bot.memory.deliveries import Deliveries
from bot.memory.server import answers
from bot.memory.taps import Taps
from bot.operations import health, metrics
from bot.operations.doctor import examine as doctor
from bot.operations.doctor.check import Case
from bot.operations.doctor.examine import CHECKS, OF_ONE_WORKSPACE
from bot.operations.doctor.in_slack import as_markdown
from bot.operations.opening import say_started
from bot.operations.process import freeze_what_was_built, listening, step_aside, stop_on_signals, traced
from bot.parts import open_reader
from bot.settings import Settings
from bot.slack.exporting import Exporting
from bot.slack.missed import Missed
from bot.slack.sessions import Sessions
from bot.slack.suggestions import Suggestions
from bot.slack.windows import SourceWindows
from bot.worker import Worker


async def serve(settings: Settings) -> None:
    """Receives from Slack and, unless `WORKER_CONCURRENCY` is 0, answers; until SIGTERM or Ctrl-C."""
    async with traced(settings), open_house(settings) as house, AsyncExitStack() as receivers:
        stopping = stop_on_signals()
        bolt = make_bolt(house.identity, signing_secret=settings.slack_signing_secret, telemetry=house.telemetry)
        errands = Errands()
        receivers.push_async_callback(errands.aclose)
        heard = _register(bolt, house, errands, settings)

        await house.mark_gap()
        socket: Socket | None = None
        if settings.slack_app_token:
            socket = Socket(bolt, settings.slack_app_token, house.slack, on_gap=house.mark_gap)
            routes = _health(house, stopping, socket)
        else:
            routes = [*door.routes(bolt), *_health(house, stopping, None)]
        await receivers.enter_async_context(listening(settings.port, routes))
        await receivers.enter_async_context(_measured(settings, house))
        if socket:
            await receivers.enter_async_context(socket.connected())
        await receivers.enter_async_context(_catching_up(house, heard, stopping, socket))
        await receivers.enter_async_context(_beside(house.slots.run(house.identity.team)))
        freeze_what_was_built()
        say_started(settings, house.identity, settings.transport)
        if settings.worker_concurrency:
            await _worker(settings, house).run(stopping)
        else:
            await stopping.wait()


@asynccontextmanager
async def _catching_up(
    house: House, heard: messages.Messages, stopping: asyncio.Event, socket: Socket | None
) -> AsyncGenerator[None]:
    async def can_receive() -> bool:
        return not stopping.is_set() and (socket is None or await socket.is_connected())

    identity = house.identity
    catching_up = CatchingUp(
        team=identity.team,
        me=Me(user=identity.user, bot=identity.bot, workspace_url=identity.url),
        presence=house.presence,
        missed=Missed(house.slack),
        hear=heard.handle,
        can_receive=can_receive,
    )
    async with _beside(catching_up.run()):
        yield


@asynccontextmanager
async def _beside(running: Coroutine[object, object, None]) -> AsyncGenerator[None]:
    """Runs it for as long as the block lasts."""
    task = asyncio.create_task(running)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def _register(bolt: AsyncApp, house: House, errands: Errands, settings: Settings) -> messages.Messages:
    """Every listener; the one for all other events last. Returns that of messages."""
    identity = house.identity
    chores = Chores(
        limits=house.limits,
        preferences=house.preferences,
        forgetting=house.forgetting,
        people=house.people,
        access=house.access,
        admins=house.admins,
        workspace_url=identity.url,
    )
    recapped = _recaps(house, errands)
    windows = settings_windows.SettingsWindows(
        house.slack,
        preferences=house.preferences,
        limits=house.limits,
        rights=Rights(house.people, house.admins),
        retention=house.retention,
        recap=recapped.section,
    )
    examining = Examining(
        house.slack,
        examine=partial(_examined, settings, house),
        rights=Rights(house.people, house.admins),
        errands=errands,
    )
    ordered = commands.Commands(
        inbox=house.inbox,
        chores=chores,
        settings=windows,
        examining=examining,
        workspace_url=identity.url,
        telemetry=house.telemetry,
    )
    beside = container.Container(
        whereabouts=house.whereabouts,
        access=house.access,
        suggestions=Suggestions(house.slack, house.slack_refusals),
        errands=errands,
    )
    heard = messages.Messages(
        inbox=house.inbox,
        context=house.context,
        forgetting=house.forgetting,
        participation=house.participation,
        asked=house.asked,
        notes=house.notes,
        answers=house.answers,
        kept=house.kept_answers,
        chores=chores,
        languages=house.languages,
        container=beside,
        errands=errands,
        telemetry=house.telemetry,
    )
    arrivals.register(bolt, Deliveries(house.redis), errands)
    addressed.register(bolt, house.languages)
    strangers.register(bolt, identity.team, people=house.people, preferences=house.preferences, errands=errands)
    messages.register(bolt, heard, workspace_url=identity.url)
    recaps.register(bolt, recapped)
    commands.register(bolt, ordered)
    buttons.register(bolt, house.inbox, house.sharing, errands)
    passwords.register(bolt, house.inbox, house.slack)
    _register_taps(bolt, house, errands)
    _register_shortcuts(bolt, house, errands)
    sessions.register(bolt, house.inbox, house.titles, Sessions(house.slack, house.slack_refusals), errands)
    container.register(bolt, beside)
    steps.register(bolt, house.inbox, house.context, house.steps, workspace_url=identity.url, telemetry=house.telemetry)
    files.register(bolt, house.forgetting)
    _register_home(bolt, house, errands, settings, windows)
    welcomes.register(bolt, house.participation, house.notes, beside, errands)
    others.register(bolt, house.telemetry)
    return heard


async def _examined(settings: Settings, house: House) -> str:
    """What the doctor finds. Where many workspaces are served, an admin of one is told of that one alone."""
    checks = CHECKS
    if settings.many_workspaces:
        checks = OF_ONE_WORKSPACE
        settings = settings.model_copy(update={"slack_bot_token": house.identity.token})
    async with open_reader(settings) as reader:
        return as_markdown(await doctor.examine(Case(settings=settings, reader=reader), checks=checks), settings)


def _register_home(
    bolt: AsyncApp, house: House, errands: Errands, settings: Settings, windows: settings_windows.SettingsWindows
) -> None:
    """The Home tab, and the windows that it opens."""
    homes = home.Homes(
        house.slack,
        preferences=house.preferences,
        recent=house.recent,
        limits=house.limits,
        forgetting=house.forgetting,
        people=house.people,
        rights=Rights(house.people, house.admins),
        retention=house.retention,
        model=settings.model,
        shows_cost=settings.receipt_cost,
        workspace_url=house.identity.url,
    )
    home.register(bolt, homes, errands)
    settings_windows.register(bolt, windows, homes, errands)


def _recaps(house: House, errands: Errands) -> recaps.Recaps:
    return recaps.Recaps(
        client=house.slack,
        schedules=house.schedules,
        slots=house.slots,
        access=house.access,
        people=house.people,
        notes=house.notes,
        errands=errands,
    )


def _register_taps(bolt: AsyncApp, house: House, errands: Errands) -> None:
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


def _register_shortcuts(bolt: AsyncApp, house: House, errands: Errands) -> None:
    """What stands in the menus of messages, and what is there everywhere in Slack."""
    pointing = shortcuts.Shortcuts(
        team=house.identity.team,
        client=house.slack,
        inbox=house.inbox,
        context=house.context,
        pressed=house.pressed,
        people=house.people,
        errands=errands,
        telemetry=house.telemetry,
    )
    shortcuts.register(bolt, pointing)
    asked = asking.Asking(
        team=house.identity.team,
        client=house.slack,
        inbox=house.inbox,
        direct=house.direct,
        access=house.access,
        people=house.people,
        errands=errands,
        telemetry=house.telemetry,
    )
    asking.register(bolt, asked)


async def work(settings: Settings) -> None:
    """Answers only, next to receivers elsewhere; until SIGTERM or Ctrl-C."""
    step_aside()
    async with traced(settings), open_house(settings) as house:
        stopping = stop_on_signals()
        async with (
            listening(settings.port, _health(house, stopping, None)),
            _measured(settings, house),
            _beside(house.slots.run(house.identity.team)),
        ):
            freeze_what_was_built()
            say_started(settings, house.identity, "worker only")
            await _worker(settings, house).run(stopping)


def _worker(settings: Settings, house: House) -> Worker:
    return Worker(
        house.inbox,
        handle=house.handle,
        give_up=house.give_up,
        concurrency=settings.worker_concurrency,
        telemetry=house.telemetry,
    )


def _measured(settings: Settings, house: House) -> AbstractAsyncContextManager[None]:
    """`/metrics`, apart from `PORT`: in HTTP mode that is open to everybody, and how busy a bot is nobody else's business."""
    if not settings.metrics_port:
        return nullcontext()
    routes = metrics.routes(house.telemetry, house.inbox.depth)
    return listening(settings.metrics_port, routes, host=settings.metrics_host, setting="METRICS_PORT")


def _health(house: House, stopping: asyncio.Event, socket: Socket | None) -> list[web.RouteDef]:
    async def ready() -> bool:
        if stopping.is_set() or (socket and not await socket.is_connected()):
            return False
        return await answers(house.redis)

    return health.routes(ready)
