"""Joins the parts to a running bot: workspaces, receivers, the worker; until it is told to stop."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager, nullcontext

from aiohttp import web

from bot.house import House, open_house
from bot.listeners import door
from bot.listeners.errands import Errands
from bot.listeners.front import Front
from bot.listeners.installing import Installing
from bot.listeners.leaving import Leaving
from bot.listeners.socket import Socket
from bot.memory.install_states import InstallStates
from bot.memory.installations import KeptInstallations
from bot.memory.server import answers
from bot.operations import health, metrics
from bot.operations.opening import identify, say_started
from bot.operations.process import beside, freeze_what_was_built, listening, step_aside, stop_on_signals, traced
from bot.operations.rotation import BotTokens
from bot.reception import IsConnected, Reception
from bot.settings import Settings
from bot.worker import Worker
from bot.workspace import Workspace, open_workspace
from bot.workspaces import Answering, Installed, Receiving, TheOne, Workspaces

MANY = "every one that installs Footnote"
"""What the line at the start says of workspaces that are not known yet."""


async def serve(settings: Settings) -> None:
    """Receives from Slack and, unless `WORKER_CONCURRENCY` is 0, answers; until SIGTERM or Ctrl-C."""
    async with traced(settings), open_house(settings) as house, AsyncExitStack() as receivers:
        stopping = stop_on_signals()
        errands = Errands()
        receivers.push_async_callback(errands.aclose)
        reception = Reception(settings, errands, stopping)
        if settings.many_workspaces:
            receiving = _receive_for_many(house, reception, stopping)
        else:
            receiving = _receive_for_one(house, reception, stopping)
        workspaces = await receivers.enter_async_context(receiving)
        freeze_what_was_built()
        if settings.worker_concurrency:
            await _worker(house, workspaces).run(stopping)
        else:
            await stopping.wait()


async def work(settings: Settings) -> None:
    """Answers only, next to receivers elsewhere; until SIGTERM or Ctrl-C."""
    step_aside()
    async with traced(settings), open_house(settings) as house, AsyncExitStack() as stack:
        stopping = stop_on_signals()
        workspaces: Workspaces
        if settings.many_workspaces:
            workspaces = await stack.enter_async_context(_many(house, _installations(house)))
            name = MANY
        else:
            workspaces = TheOne(await stack.enter_async_context(_the_one(house)))
            name = workspaces.workspace.identity.workspace
        await stack.enter_async_context(listening(settings.port, _health(house, stopping, _always)))
        await stack.enter_async_context(_measured(house))
        freeze_what_was_built()
        say_started(settings, name, "worker only")
        await _worker(house, workspaces).run(stopping)


@asynccontextmanager
async def _receive_for_one(house: House, reception: Reception, stopping: asyncio.Event) -> AsyncGenerator[Workspaces]:
    """Over either transport, with the tokens of the settings."""
    settings = house.settings
    async with AsyncExitStack() as stack:
        workspace = await stack.enter_async_context(_the_one(house))
        bolt = await stack.enter_async_context(reception.receiving(workspace))
        socket = None
        if settings.slack_app_token:
            socket = Socket(bolt, settings.slack_app_token, workspace.slack, on_gap=workspace.mark_gap)
        is_connected = socket.is_connected if socket else _always
        doors = [] if socket else door.routes(bolt)
        await stack.enter_async_context(listening(settings.port, [*doors, *_health(house, stopping, is_connected)]))
        await stack.enter_async_context(_measured(house))
        if socket:
            await stack.enter_async_context(socket.connected())
        reception.begin(is_connected)
        say_started(settings, workspace.identity.workspace, settings.transport)
        yield TheOne(workspace)


@asynccontextmanager
async def _receive_for_many(house: House, reception: Reception, stopping: asyncio.Event) -> AsyncGenerator[Workspaces]:
    """Over HTTP, for every workspace that has installed Footnote."""
    settings = house.settings
    assert settings.slack_signing_secret
    assert settings.slack_client_id
    assert settings.slack_client_secret
    installations = _installations(house)
    installing = Installing(
        house.slack(None),
        installations=installations,
        states=InstallStates(house.redis, house.vault),
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret,
        api_url=settings.slack_api_url,
        redirect_uri=settings.slack_redirect_uri,
    )
    async with _many(house, installations, receiving=reception.receiving) as workspaces:
        front = Front(
            workspaces.bolt,
            signing_secret=settings.slack_signing_secret,
            leaving=Leaving(house.departures, organisations=installations),
            note_organisation=installations.note,
            telemetry=house.telemetry,
        )
        routes = [*door.routes(front), *installing.routes(), *_health(house, stopping, _always)]
        async with listening(settings.port, routes), _measured(house):
            reception.begin(_always)
            say_started(settings, MANY, settings.transport)
            yield workspaces


@asynccontextmanager
async def _the_one(house: House) -> AsyncGenerator[Workspace]:
    """The workspace of `SLACK_BOT_TOKEN`. Raises `SettingsError` when Slack refuses that."""
    assert house.settings.slack_bot_token
    slack = house.slack(house.settings.slack_bot_token.get_secret_value())
    asked_at = await house.departures.moment()
    async with open_workspace(house, slack, await identify(slack), asked_at=asked_at) as workspace:
        yield workspace


@asynccontextmanager
async def _many(
    house: House, installations: KeptInstallations, *, receiving: Receiving | None = None
) -> AsyncGenerator[Installed]:
    """Every workspace that has installed Footnote; each is opened in the background."""
    settings = house.settings
    assert settings.slack_client_id
    assert settings.slack_client_secret
    tokens = BotTokens(
        installations, house.slack(None), client_id=settings.slack_client_id, client_secret=settings.slack_client_secret
    )
    opened = Installed(
        house,
        installations,
        client=lambda team: house.slack(tokens.of(team), team=team),
        receiving=receiving,
        closed=tokens.forget,
    )
    async with aclosing(tokens), opened as workspaces, beside(workspaces.run()):
        yield workspaces


def _installations(house: House) -> KeptInstallations:
    return KeptInstallations(house.redis, house.vault, returned=house.departures.returned)


def _worker(house: House, workspaces: Workspaces) -> Worker:
    answering = Answering(workspaces)
    return Worker(
        house.inbox,
        handle=answering.handle,
        give_up=answering.give_up,
        concurrency=house.settings.worker_concurrency,
        telemetry=house.telemetry,
    )


def _measured(house: House) -> AbstractAsyncContextManager[None]:
    """`/metrics`, apart from `PORT`: in HTTP mode that is open to everybody, and how busy a bot is nobody else's business."""
    settings = house.settings
    if not settings.metrics_port:
        return nullcontext()
    routes = metrics.routes(house.telemetry, house.inbox.depth)
    return listening(settings.metrics_port, routes, host=settings.metrics_host, setting="METRICS_PORT")


def _health(house: House, stopping: asyncio.Event, is_connected: IsConnected) -> list[web.RouteDef]:
    async def ready() -> bool:
        return not stopping.is_set() and await is_connected() and await answers(house.redis)

    return health.routes(ready)


async def _always() -> bool:
    """Whoever listens for Slack, or only answers, has no connection to lose."""
    return True
