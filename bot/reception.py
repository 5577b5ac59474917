"""Receives for the workspaces of one process: joins every listener to a workspace's Bolt app, and looks for what it missed."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp

from bot.listeners import (
    addressed,
    arrivals,
    asking,
    buttons,
    channels,
    commands,
    container,
    files,
    home,
    leaving,
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
from bot.listeners.whispers import Whispers
from bot.memory.deliveries import Deliveries
from bot.memory.taps import Taps
from bot.operations.doctor import examine as doctor
from bot.operations.doctor.check import Case
from bot.operations.doctor.examine import CHECKS, OF_ONE_WORKSPACE
from bot.operations.doctor.in_slack import as_markdown
from bot.operations.process import beside
from bot.settings import Settings
from bot.slack.client import token_of
from bot.slack.exporting import Exporting
from bot.slack.missed import Missed
from bot.slack.sessions import Sessions
from bot.slack.suggestions import Suggestions
from bot.slack.windows import SourceWindows
from bot.workspace import Workspace

IsConnected = Callable[[], Awaitable[bool]]


class Reception:
    """What receiving takes in this process, for as long as it is not `stopping`."""

    def __init__(self, settings: Settings, errands: Errands, stopping: asyncio.Event) -> None:
        self._settings = settings
        self._errands = errands
        self._stopping = stopping
        self._has_begun = asyncio.Event()
        self._is_connected: IsConnected | None = None

    def begin(self, is_connected: IsConnected) -> None:
        """From now on Slack reaches this process whenever it is connected."""
        self._is_connected = is_connected
        self._has_begun.set()

    async def _can_receive_for(self, workspace: Workspace) -> bool:
        """Whether Slack reaches this process, for a workspace that has not left; known as soon as it can for the first time."""
        await self._has_begun.wait()
        assert self._is_connected
        has_left = workspace.house.departures.has_left(workspace.identity.team)
        return not (has_left or self._stopping.is_set()) and await self._is_connected()

    @asynccontextmanager
    async def receiving(self, workspace: Workspace) -> AsyncGenerator[AsyncApp]:
        """The workspace's Bolt app. What was missed until now is looked for while the block runs."""
        identity = workspace.identity
        if self._settings.many_workspaces:
            bolt = make_bolt(
                identity, signing_secret=None
            )  # The front, which all share, has checked the signature, and measures.
        else:
            bolt = make_bolt(identity, signing_secret=self._settings.slack_signing_secret, telemetry=workspace.house.telemetry)
        heard = _register(bolt, workspace, self._errands, self._settings)
        await workspace.mark_gap()
        catching_up = CatchingUp(
            team=identity.team,
            me=Me(user=identity.user, bot=identity.bot, workspace_url=identity.url),
            presence=workspace.presence,
            missed=Missed(workspace.slack),
            hear=heard.handle,
            can_receive=lambda: self._can_receive_for(workspace),
        )
        async with beside(catching_up.run()):
            yield bolt


def _register(bolt: AsyncApp, workspace: Workspace, errands: Errands, settings: Settings) -> messages.Messages:
    """Every listener; the one for all other events last. Returns that of messages."""
    house, identity = workspace.house, workspace.identity
    chores = _chores(workspace)
    recapped = _recaps(workspace, errands)
    windows = _settings_windows(workspace, recapped)
    agent_view = container.Container(
        whereabouts=workspace.whereabouts,
        access=workspace.access,
        suggestions=Suggestions(workspace.slack, workspace.slack_refusals),
        errands=errands,
    )
    heard = _messages(workspace, chores, agent_view, errands)
    arrivals.register(bolt, Deliveries(house.redis), errands)
    addressed.register(bolt, workspace.languages)
    strangers.register(bolt, identity.team, people=workspace.people, preferences=workspace.preferences, errands=errands)
    messages.register(bolt, heard, workspace_url=identity.url)
    recaps.register(bolt, recapped)
    channels.register(bolt, channels.Channels(workspace.channels, recapped))
    leaving.register(bolt, leaving.Leaving(house.departures))
    commands.register(bolt, _commands(workspace, chores, windows, errands))
    buttons.register(bolt, house.inbox, workspace.sharing, errands)
    passwords.register(bolt, house.inbox, workspace.slack)
    _register_taps(bolt, workspace, errands)
    _register_shortcuts(bolt, workspace, errands)
    sessions.register(bolt, house.inbox, workspace.titles, Sessions(workspace.slack, workspace.slack_refusals), errands)
    container.register(bolt, agent_view)
    steps.register(bolt, house.inbox, workspace.context, workspace.steps, workspace_url=identity.url, telemetry=house.telemetry)
    files.register(bolt, workspace.forgetting)
    _register_home(bolt, workspace, errands, settings, windows)
    welcomes.register(bolt, workspace.participation, workspace.notes, agent_view, errands)
    others.register(bolt, house.telemetry)
    return heard


def _chores(workspace: Workspace) -> Chores:
    return Chores(
        limits=workspace.house.limits,
        preferences=workspace.preferences,
        forgetting=workspace.forgetting,
        people=workspace.people,
        access=workspace.access,
        admins=workspace.house.admins,
        workspace_url=workspace.identity.url,
    )


def _settings_windows(workspace: Workspace, recapped: recaps.Recaps) -> settings_windows.SettingsWindows:
    return settings_windows.SettingsWindows(
        workspace.slack,
        preferences=workspace.preferences,
        limits=workspace.house.limits,
        rights=Rights(workspace.people, workspace.house.admins),
        retention=workspace.retention,
        recap=recapped.section,
    )


def _commands(
    workspace: Workspace, chores: Chores, windows: settings_windows.SettingsWindows, errands: Errands
) -> commands.Commands:
    examining = Examining(
        workspace.slack,
        examine=partial(_examined, workspace),
        rights=Rights(workspace.people, workspace.house.admins),
        errands=errands,
        one_at_a_time=workspace.house.examination,
    )
    return commands.Commands(
        inbox=workspace.house.inbox,
        chores=chores,
        settings=windows,
        examining=examining,
        workspace_url=workspace.identity.url,
        telemetry=workspace.house.telemetry,
    )


def _messages(workspace: Workspace, chores: Chores, agent_view: container.Container, errands: Errands) -> messages.Messages:
    return messages.Messages(
        inbox=workspace.house.inbox,
        context=workspace.context,
        forgetting=workspace.forgetting,
        participation=workspace.participation,
        asked=workspace.asked,
        notes=workspace.notes,
        answers=workspace.answers,
        kept=workspace.kept_answers,
        chores=chores,
        languages=workspace.languages,
        container=agent_view,
        errands=errands,
        telemetry=workspace.house.telemetry,
    )


async def _examined(workspace: Workspace) -> str:
    """What the doctor finds. Where many workspaces are served, an admin of one is told of that one alone."""
    house, settings, checks = workspace.house, workspace.house.settings, CHECKS
    if settings.many_workspaces:
        checks = OF_ONE_WORKSPACE
        settings = settings.model_copy(update={"slack_bot_token": SecretStr(await token_of(workspace.slack))})
    return as_markdown(await doctor.examine(Case(settings=settings, reader=house.reader), checks=checks), settings)


def _register_home(
    bolt: AsyncApp, workspace: Workspace, errands: Errands, settings: Settings, windows: settings_windows.SettingsWindows
) -> None:
    """The Home tab, and the windows that it opens."""
    homes = home.Homes(
        workspace.slack,
        preferences=workspace.preferences,
        recent=workspace.recent,
        limits=workspace.house.limits,
        forgetting=workspace.forgetting,
        people=workspace.people,
        rights=Rights(workspace.people, workspace.house.admins),
        retention=workspace.retention,
        model=settings.model,
        shows_cost=settings.receipt_cost,
        workspace_url=workspace.identity.url,
    )
    home.register(bolt, homes, errands)
    settings_windows.register(bolt, windows, homes, errands)


def _recaps(workspace: Workspace, errands: Errands) -> recaps.Recaps:
    return recaps.Recaps(
        client=workspace.slack,
        schedules=workspace.schedules,
        slots=workspace.slots,
        access=workspace.access,
        people=workspace.people,
        notes=workspace.notes,
        errands=errands,
    )


def _register_taps(bolt: AsyncApp, workspace: Workspace, errands: Errands) -> None:
    """What stands under answers."""
    whispers = Whispers(workspace.slack, workspace.notes)
    offered = offers.Offers(
        inbox=workspace.house.inbox,
        answers=workspace.kept_answers,
        taps=Taps(workspace.house.redis),
        context=workspace.context,
        people=workspace.people,
        windows=SourceWindows(workspace.slack, workspace.pages),
        exporting=Exporting(workspace.slack, workspace.replies),
        whispers=whispers,
        errands=errands,
        telemetry=workspace.house.telemetry,
    )
    offers.register(bolt, offered)
    pressed = thumbs.Thumbs(feedback=workspace.feedback, whispers=whispers, errands=errands, telemetry=workspace.house.telemetry)
    thumbs.register(bolt, pressed)


def _register_shortcuts(bolt: AsyncApp, workspace: Workspace, errands: Errands) -> None:
    """What stands in the menus of messages, and what is there everywhere in Slack."""
    pointing = shortcuts.Shortcuts(
        team=workspace.identity.team,
        client=workspace.slack,
        inbox=workspace.house.inbox,
        context=workspace.context,
        pressed=workspace.pressed,
        people=workspace.people,
        errands=errands,
        telemetry=workspace.house.telemetry,
    )
    shortcuts.register(bolt, pointing)
    asked = asking.Asking(
        team=workspace.identity.team,
        client=workspace.slack,
        inbox=workspace.house.inbox,
        direct=workspace.direct,
        access=workspace.access,
        people=workspace.people,
        errands=errands,
        telemetry=workspace.house.telemetry,
    )
    asking.register(bolt, asked)
