"""Workspaces of one process: each is opened once, closed when Footnote leaves it, and found by nobody else's questions."""

import asyncio
import base64
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot import workspaces as workspaces_module
from bot.house import House, open_house
from bot.language import SlackRefused, TeamId
from bot.listeners.bolt import Identity
from bot.operations.opening import introduce
from bot.settings import load_settings
from bot.workspace import Workspace
from bot.workspaces import REFUSED_SECONDS, Installed
from tests.slack.channels import SlackOfChannels, served
from tests.slack.fake import BOT, TOKEN


class SlackThatKnowsUs(SlackOfChannels):
    """It says who a token is, which all workspaces here have alike."""

    def _auth_test(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team_id": "T-of-another", "team": "Acme", "url": self.url, "user_id": BOT, "bot_id": "B0BOT"}


ONE, TWO = TeamId("T1"), TeamId("T12")


@dataclass
class Known:
    """Where Footnote is installed."""

    installed: set[TeamId] = field(default_factory=lambda: {ONE, TWO})

    async def teams(self) -> Collection[TeamId]:
        return set(self.installed)

    async def of(self, team: TeamId) -> object | None:
        return team if team in self.installed else None

    async def renew(self, team: TeamId) -> None:
        assert team in self.installed


class Town:
    """A process with a fake Slack, and what was received in it."""

    def __init__(self, house: House) -> None:
        self.known = Known()
        self.tokens = dict.fromkeys((ONE, TWO), TOKEN)
        self.receiving: list[TeamId] = []
        self.began: list[TeamId] = []
        self.house = house
        self.now = 1000.0
        self.asked: list[TeamId] = []
        self.trouble: dict[TeamId, Callable[[], Awaitable[object]]] = {}
        """What comes first where listeners are joined."""
        self.closed: list[TeamId] = []
        self.workspaces = Installed(
            house,
            self.known,
            client=self.client,
            receiving=self.receive,
            closed=self.closed.append,
            clock=lambda: self.now,
        )

    def client(self, team: TeamId) -> AsyncWebClient:
        self.asked.append(team)
        return self.house.slack(self.tokens[team])

    @asynccontextmanager
    async def receive(self, workspace: Workspace) -> AsyncGenerator[AsyncApp]:
        team = workspace.identity.team
        if trouble := self.trouble.get(team):
            await trouble()
        self.receiving.append(team)
        self.began.append(team)
        yield AsyncApp(signing_secret="", client=self.client(team), token=TOKEN)
        self.receiving.remove(team)


@pytest.fixture
async def town(redis: Redis, redis_socket: Path, tmp_path: Path) -> AsyncGenerator[Town]:
    del redis  # It empties the server.
    async with served(SlackThatKnowsUs()) as slack:
        settings = load_settings(
            {
                "slack_api_url": f"{slack.url}/api/",
                "redis_url": f"unix://{redis_socket}",
                "context_keys": f"k1:{base64.b64encode(bytes(32)).decode()}",
                "data_dir": tmp_path,
                "aimlapi_base_url": slack.url,
                "slack_client_id": "1.2",
                "slack_client_secret": "client-secret",
                "slack_signing_secret": "signing-secret",
            }
        )
        async with open_house(settings) as house:
            yield Town(house)


async def test_a_workspace_is_opened_once_however_many_ask_at_once(town: Town) -> None:
    async with town.workspaces as workspaces:
        found = await asyncio.gather(*(workspaces.of(ONE) for _ in range(5)), workspaces.of(TWO))
        assert len({id(workspace) for workspace in found}) == 2
        assert [workspace and workspace.identity.team for workspace in found] == [ONE] * 5 + [TWO]
        assert sorted(town.began) == [ONE, TWO]
        assert await workspaces.bolt(ONE) is not await workspaces.bolt(TWO)
    assert town.receiving == []


async def test_a_workspace_that_leaves_while_it_is_opened_has_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def introduced(slack: AsyncWebClient, team: TeamId) -> Identity:
        identity = await introduce(slack, team)
        if team == ONE:
            assert await town.house.departures.note(team)
        return identity

    monkeypatch.setattr(workspaces_module, "introduce", introduced)
    async with town.workspaces as workspaces:
        await workspaces.look()
        assert [town.house.departures.has_left(team) for team in (ONE, TWO)] == [True, False]


async def test_where_footnote_is_not_installed_nothing_is_opened(town: Town) -> None:
    async with town.workspaces as workspaces:
        assert await workspaces.of(TeamId("T2")) is None
        assert await workspaces.bolt(TeamId("T2")) is None
        # It may be installed a moment later.
        town.tokens[TeamId("T2")] = TOKEN
        town.known.installed.add(TeamId("T2"))
        assert await workspaces.of(TeamId("T2"))


async def test_a_look_opens_what_was_installed_elsewhere_and_closes_what_was_removed(town: Town) -> None:
    async with town.workspaces as workspaces:
        await workspaces.look()
        assert sorted(town.receiving) == [ONE, TWO]
        first = await workspaces.of(ONE)
        town.known.installed.discard(TWO)
        await workspaces.look()
        assert town.receiving == [ONE]
        assert await workspaces.of(TWO) is None
        assert await workspaces.of(ONE) is first
        assert town.closed == [TWO]


async def test_one_workspace_whose_token_is_refused_keeps_no_other_from_opening(town: Town) -> None:
    town.tokens[ONE] = "xoxb-of-nobody"
    async with town.workspaces as workspaces:
        for _ in range(3):
            await workspaces.look()
        assert town.receiving == [TWO]
        # Slack is asked about it again only after a while, or when something comes for it.
        assert town.asked.count(ONE) == 1
        with pytest.raises(SlackRefused):
            await workspaces.of(ONE)
        town.tokens[ONE] = TOKEN
        town.now += REFUSED_SECONDS
        await workspaces.look()
        assert sorted(town.receiving) == [ONE, TWO]


async def test_one_workspace_that_does_not_come_to_an_end_holds_up_no_other(town: Town) -> None:
    silent = asyncio.Event()
    town.trouble[ONE] = silent.wait
    async with town.workspaces as workspaces:
        looking = asyncio.create_task(workspaces.look())
        async with asyncio.timeout(10):
            while town.receiving != [TWO]:  # noqa: ASYNC110 - a sign from within
                await asyncio.sleep(0.01)
        silent.set()
        await looking
        assert town.receiving == [TWO, ONE]


async def test_whatever_goes_wrong_with_one_workspace_the_others_are_opened(town: Town) -> None:
    async def fall() -> None:
        raise ValueError("what nobody thought of")

    town.trouble[ONE] = fall
    async with town.workspaces as workspaces:
        await workspaces.look()
        assert town.receiving == [TWO]
        del town.trouble[ONE]
        await workspaces.look()
        assert town.receiving == [TWO]
        town.now += REFUSED_SECONDS
        await workspaces.look()
        assert town.receiving == [TWO, ONE]


async def test_nothing_is_remembered_of_one_that_is_removed_before_it_could_be_opened(town: Town) -> None:
    town.tokens[ONE] = "xoxb-of-nobody"
    async with town.workspaces as workspaces:
        await workspaces.look()
        town.known.installed.discard(ONE)
        await workspaces.look()
        assert town.closed == [ONE]
        # Installed anew, it is opened at once.
        town.tokens[ONE] = TOKEN
        town.known.installed.add(ONE)
        await workspaces.look()
        assert sorted(town.receiving) == [ONE, TWO]


async def test_whoever_gives_up_waiting_takes_it_from_nobody_else(town: Town) -> None:
    async with town.workspaces as workspaces:
        impatient = asyncio.create_task(workspaces.of(ONE))
        patient = asyncio.create_task(workspaces.of(ONE))
        await asyncio.sleep(0)
        impatient.cancel()
        assert await patient is await workspaces.of(ONE)
        assert town.began == [ONE]
