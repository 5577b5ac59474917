"""Finds the workspace that a delivery or a question belongs to: the one of the settings' token, or each that is installed."""

import asyncio
import time
from collections.abc import Callable, Collection
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass
from typing import Protocol, Self

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.handling import Handling
from bot.house import House
from bot.language import FootnoteError, OutOfReach, StoreUnavailable, TeamId
from bot.memory.inbox import Claim
from bot.operations.opening import introduce
from bot.telemetry import course, log
from bot.worker import Interruption
from bot.workspace import Workspace, open_workspace

LOOK_SECONDS = 5.0
"""How soon each process notices that another one has installed Footnote somewhere, or that it was removed."""

OPENED_AT_ONCE = 8
"""How many workspaces a look opens side by side: one whose Slack is silent holds up no others."""

REFUSED_SECONDS = 300.0
"""What could not be opened is left alone for so long, unless something comes for it: each try is a call to Slack."""

Receiving = Callable[[Workspace], AbstractAsyncContextManager[AsyncApp]]
"""Joins the listeners of a workspace, in processes that receive."""


class Installations(Protocol):
    """Where Footnote is installed."""

    async def teams(self) -> Collection[TeamId]:
        """Every workspace that is known. Raises `StoreUnavailable`."""
        ...

    async def of(self, team: TeamId) -> object | None:
        """What serves it, its own installation or its organisation's; None where it has none. Raises `StoreUnavailable`."""
        ...

    async def renew(self, team: TeamId) -> None:
        """Seals what serves it with the newest key. Raises `StoreUnavailable`."""
        ...


class Workspaces(Protocol):
    """Who knows them."""

    async def of(self, team: TeamId) -> Workspace | None:
        """The workspace, or None where Footnote is not installed in it."""
        ...


@dataclass(frozen=True)
class TheOne:
    """The workspace of `SLACK_BOT_TOKEN`: whatever comes is for it."""

    workspace: Workspace

    async def of(self, team: TeamId) -> Workspace | None:
        """The workspace."""
        del team  # Slack may name the organisation in its place.
        return self.workspace


@dataclass(frozen=True, kw_only=True)
class _Opened:
    workspace: Workspace
    bolt: AsyncApp | None
    stack: AsyncExitStack


class Installed:
    """Every workspace in which Footnote is installed, each opened once in this process; use it with `async with`.

    `client` gives the client that speaks for a workspace; with `receiving` listeners are joined to each. `closed` is told of each
    that was removed. `clock` gives seconds.
    """

    def __init__(
        self,
        house: House,
        installations: Installations,
        *,
        client: Callable[[TeamId], AsyncWebClient],
        receiving: Receiving | None = None,
        closed: Callable[[TeamId], None] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._house = house
        self._installations = installations
        self._client = client
        self._receiving = receiving
        self._closed = closed
        self._clock = clock
        self._opened: dict[TeamId, asyncio.Task[_Opened | None]] = {}
        self._left_alone: dict[TeamId, float] = {}
        """Until when those that could not be opened are left alone."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for opening in self._opened.values():
            opening.cancel()
        await asyncio.gather(*(self._close(team) for team in list(self._opened)))

    async def of(self, team: TeamId) -> Workspace | None:
        """The workspace. Raises `SlackRefused` where its token is no good, `SlackUnavailable` and `StoreUnavailable`."""
        opened = await self._open(team)
        return opened and opened.workspace

    async def bolt(self, team: TeamId) -> AsyncApp | None:
        """The app that its deliveries go to. Raises as `of` does."""
        opened = await self._open(team)
        return opened and opened.bolt

    async def run(self) -> None:
        """Opens each workspace before anybody asks, for what was missed and what is scheduled; until it is cancelled."""
        while True:
            try:
                await self.look()
            except OutOfReach as error:
                log.warning("installations not looked at", error=type(error).__name__, detail=error.detail)
            except Exception as error:  # noqa: BLE001 - it would end without a word, and no workspace be opened any more
                log.error("installations not looked at", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Opens what was installed since the last look and closes what was removed. Raises `StoreUnavailable`."""
        installed = set(await self._installations.teams())
        for team in (self._opened.keys() | self._left_alone.keys()) - installed:
            await self._close(team)
            self._left_alone.pop(team, None)
            if self._closed:
                self._closed(team)
        new = [team for team in installed - self._opened.keys() if self._clock() >= self._left_alone.get(team, 0.0)]
        room = asyncio.Semaphore(OPENED_AT_ONCE)
        await asyncio.gather(*(self._open_ahead(team, room) for team in new))

    async def _open_ahead(self, team: TeamId, room: asyncio.Semaphore) -> None:
        """One that can't be opened is left alone for a while, whatever it has: others are not to suffer from it."""
        async with room:
            try:
                await self._open(team)
                self._left_alone.pop(team, None)
            except Exception as error:  # noqa: BLE001 - see above
                if not isinstance(error, StoreUnavailable):
                    self._left_alone[team] = self._clock() + REFUSED_SECONDS
                detail = error.detail if isinstance(error, FootnoteError) else ""
                log.warning("workspace not opened", team=team, error=type(error).__name__, detail=detail)

    async def _open(self, team: TeamId) -> _Opened | None:
        """Whoever comes while it is being opened waits for that."""
        task = self._opened.get(team)
        if task is None:
            task = self._opened[team] = asyncio.create_task(self._enter(team))
        try:
            opened = await asyncio.shield(task)
        except BaseException:
            self._forget(team, task)
            raise
        if opened is None:
            self._forget(team, task)
        return opened

    def _forget(self, team: TeamId, task: asyncio.Task[_Opened | None]) -> None:
        """What did not open is tried anew next time; who only waited for it, and was cancelled, changes nothing."""
        if task.done() and self._opened.get(team) is task:
            del self._opened[team]

    async def _enter(self, team: TeamId) -> _Opened | None:
        if await self._installations.of(team) is None:
            return None
        client = self._client(team)
        async with AsyncExitStack() as stack:
            asked_at = await self._house.departures.moment()
            identity = await introduce(client, team)
            opening = open_workspace(self._house, client, identity, asked_at=asked_at, renewed=[self._installations.renew])
            workspace = await stack.enter_async_context(opening)
            bolt = await stack.enter_async_context(self._receiving(workspace)) if self._receiving else None
            log.info("workspace opened", team=team)
            return _Opened(workspace=workspace, bolt=bolt, stack=stack.pop_all())

    async def _close(self, team: TeamId) -> None:
        task = self._opened.pop(team, None)
        if task is None:
            return  # Whoever waited for it has just heard that it is none.
        await asyncio.wait({task})
        if not task.cancelled() and not task.exception() and (opened := task.result()):
            await opened.stack.aclose()
            log.info("workspace closed", team=team)


class Answering:
    """Leads each claimed question to its workspace. One whose workspace has left is answered to nobody."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def handle(self, claim: Claim, interruption: Interruption) -> None:
        """One claimed question, to its answer."""
        if workspace := await self._of(claim):
            await Handling(workspace).handle(claim, interruption)

    async def give_up(self, claim: Claim, error: FootnoteError | None) -> None:
        """One claimed question, to an honest sentence."""
        if workspace := await self._of(claim):
            await Handling(workspace).give_up(claim, error)

    async def _of(self, claim: Claim) -> Workspace | None:
        workspace = await self._workspaces.of(claim.question.thread.team)
        if workspace is None:
            course().outcome = "not installed"
            log.info("question of a workspace that has left", question=claim.question.id)
        return workspace
