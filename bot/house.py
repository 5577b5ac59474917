"""Opens what the process has once, whichever workspaces it serves: the store, the model, the reader of files, connections."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import httpx
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from bot.documents.reader import Reader
from bot.language import TeamId
from bot.memory.cooldown import SharedCooldown
from bot.memory.departures import Departures
from bot.memory.inbox import Inbox
from bot.memory.limit_values import LimitValues
from bot.memory.limits import Limits
from bot.memory.refusals import ImageRefusals
from bot.memory.server import open_redis
from bot.memory.vault import Vault, load_vault
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.operations.downloads import downloads
from bot.operations.opening import advise
from bot.operations.process import beside
from bot.parts import open_reader
from bot.settings import Settings
from bot.slack.client import TokenSource, make_client
from bot.slack.last_looks import LastLooks
from bot.telemetry import Telemetry


@dataclass(frozen=True, kw_only=True)
class House:
    """The parts that live as long as the process."""

    settings: Settings
    telemetry: Telemetry
    redis: Redis
    vault: Vault
    inbox: Inbox
    limits: Limits
    departures: Departures
    model: ModelClient
    reader: Reader
    folder: Path
    """Where files are kept while they are read."""
    files_http: httpx.AsyncClient
    session: aiohttp.ClientSession
    last_looks: LastLooks
    examination: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while the doctor looks, whichever workspace's admin has asked: it is the machine that bears it."""

    @property
    def admins(self) -> tuple[str, ...]:
        """Who may do what a workspace's admins may, by the operator's word. Ids tell people apart within one workspace only."""
        return () if self.settings.many_workspaces else self.settings.admins

    def slack(self, token: str | TokenSource | None, *, team: TeamId | None = None) -> AsyncWebClient:
        """A client of Slack's Web API that speaks for one workspace; without a token, for none.

        Where an organisation has installed the app its token is good for many workspaces: `team` says which one is meant.
        """
        settings = self.settings
        return make_client(token=token, api_url=settings.slack_api_url, session=self.session, telemetry=self.telemetry, team=team)


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncGenerator[House]:
    """Opens everything that a receiver or a worker needs, and closes it in reverse."""
    async with AsyncExitStack() as stack:
        redis = await stack.enter_async_context(open_redis(settings))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        http = await stack.enter_async_context(open_http(settings))
        # A file comes as it is, from where it is said to be.
        files_http = await stack.enter_async_context(
            httpx.AsyncClient(follow_redirects=False, headers={"Accept-Encoding": "identity"})
        )
        folder = stack.enter_context(downloads(settings.data_dir))
        last_looks = LastLooks()
        stack.push_async_callback(last_looks.aclose)
        telemetry, vault = Telemetry(), load_vault(settings)
        cooldown = SharedCooldown(redis, base_url=settings.aimlapi_base_url)
        inbox = Inbox(redis, vault)
        departures = Departures(redis, inbox)
        await advise(redis, http, settings)
        await stack.enter_async_context(beside(departures.run()))
        yield House(
            settings=settings,
            telemetry=telemetry,
            redis=redis,
            vault=vault,
            inbox=inbox,
            limits=Limits(redis, LimitValues.of(settings)),
            departures=departures,
            model=ModelClient(http, settings, ImageRefusals(redis), cooldown, telemetry),
            reader=await stack.enter_async_context(open_reader(settings)),
            folder=folder,
            files_http=files_http,
            session=session,
            last_looks=last_looks,
        )
