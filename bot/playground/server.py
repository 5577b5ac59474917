"""Assembles the playground: one server on 127.0.0.1 with Slack, the stand-in model and the page."""

import asyncio
import secrets
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal, Self

from aiohttp import web

from bot.playground import permalinks
from bot.playground.commands import COMMANDS, Command, Commands
from bot.playground.deliveries import Deliveries
from bot.playground.doors import HOST, free_port, listen, refusal_of
from bot.playground.driving import Driving
from bot.playground.entities import TEAM, Change
from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.homes import Homes
from bot.playground.inspector import Inspector
from bot.playground.interactions import Interactions
from bot.playground.methods import Method, PeopleMethods
from bot.playground.methods_chat import ChatMethods
from bot.playground.methods_container import ContainerMethods
from bot.playground.methods_files import FileMethods
from bot.playground.methods_functions import FunctionMethods
from bot.playground.methods_reading import ConversationMethods
from bot.playground.methods_sessions import SessionMethods
from bot.playground.methods_stream import StreamMethods
from bot.playground.methods_views import ViewMethods
from bot.playground.modals import Modals
from bot.playground.page_actions import PageActions
from bot.playground.page_api import PageApi
from bot.playground.pass_through import PassThrough
from bot.playground.people import People
from bot.playground.plans import Offer, Plan
from bot.playground.responses import Responses
from bot.playground.shortcuts import Shortcuts
from bot.playground.stand_in import StandIn
from bot.playground.streams import STREAM_SECONDS, Streams
from bot.playground.timers import Timers
from bot.playground.tokens import Tokens
from bot.playground.transports import ACK_SECONDS, HttpTransport, SocketTransport
from bot.playground.triggers import Triggers
from bot.playground.views import Views
from bot.playground.web_api import WebApi
from bot.playground.workflows import Workflows
from bot.playground.workspace import Workspace

PASSED_ON = "The real API answers. The bot calls it through the playground, which wrote down what went by."
LARGEST_BODY = 32 * 1024 * 1024
"""Bytes of a request that is read whole: messages lists with images are the largest. Uploads are read in pieces."""

Transport = Literal["socket", "http"]
Limits = Literal["off", "slack"]


class Playground(Driving):
    """A whole workspace on this machine; use it with `async with`.

    `bot_port` is where the bot listens (by default a free port, told to it by `bot_environment`). With `model_url` what the
    bot asks the stand-in is passed on to that API. `retry_factor` scales the delays before Slack's retries.

    Streaming and sessions come with the paid plan, unless `streaming` or `sessions` say otherwise; what is off is refused with
    `feature_not_enabled` on the free plan and `unknown_method` else. `stream_seconds` is how long Slack lets a stream live.
    By `clock`, in seconds, triggers and response addresses expire. What is delivered is signed with `signing_secret`, by default
    one of its own.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        transport: Transport = "socket",
        limits: Limits = "off",
        plan: Plan = "paid",
        streaming: bool | None = None,
        sessions: bool | None = None,
        stream_seconds: float = STREAM_SECONDS,
        bot_port: int | None = None,
        chunk_seconds: float = 0.02,
        model_url: str | None = None,
        model_key: str = "",
        model_name: str = "stand-in",
        ack_seconds: float = ACK_SECONDS,
        retry_factor: float = 1.0,
        commands: Iterable[Command] = COMMANDS,
        clock: Callable[[], float] = time.monotonic,
        team: str = TEAM,
        team_name: str = "Playground",
        signing_secret: str = "",
    ) -> None:
        self._listener = listen(port)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://{HOST}:{self.port}"
        self.bot_port = bot_port if bot_port is not None else free_port()
        self._transport = transport
        self._model_key = model_key or "stand-in"
        self._stack = AsyncExitStack()
        self._watched: Callable[[], bool] | None = None
        self.also_at: set[int] = set()
        """Further ports of this machine at which a proxy of a test's passes on what comes here."""
        self.model_name = model_name
        secret = secrets.token_hex(16)
        self._signing_secret = signing_secret or secret
        self.tokens = Tokens(bot=f"xoxb-playground-{secret}", app=f"xapp-1-playground-{secret}")

        self._folder = Path(tempfile.mkdtemp(prefix="footnote-playground-"))
        self.workspace = Workspace(team=team, team_name=team_name)
        self.files = Files(self.workspace, folder=self._folder, tokens=self.tokens)
        self.stand_in = StandIn(chunk_seconds=chunk_seconds, signal=self.workspace.signal)
        self.socket = SocketTransport(signal=self.workspace.signal, ack_seconds=ack_seconds)
        self.http = HttpTransport(
            f"http://{HOST}:{self.bot_port}/slack/events", secret=self._signing_secret, ack_seconds=ack_seconds
        )
        carrier = self.socket if transport == "socket" else self.http
        self.deliveries = Deliveries(self.workspace, carrier, base_url=self.url, retry_factor=retry_factor)
        self.streams = Streams(self.workspace, seconds=stream_seconds)
        self._timers = Timers(self.workspace, self.streams)
        self.responses = Responses(self.workspace, base_url=self.url, clock=clock)
        self._triggers = Triggers(clock=clock)
        self._sessions = SessionMethods(self.workspace)
        self._views = Views(self.workspace, self._triggers)
        self._modals = Modals(self.workspace, self._views, self._triggers, self.deliveries)
        self._homes = Homes(self.workspace, self._triggers, self.deliveries)
        self.workflows = Workflows(self.workspace, self.deliveries)

        offer = Offer.of(plan, streaming=streaming, sessions=sessions)
        self.web_api = WebApi(self.workspace, self._methods(), tokens=self.tokens, limits=limits, refusals=offer.refusals())
        self._people = self._make_people(offer)
        self._commands = Commands(self.workspace, self.deliveries, self.responses, self._triggers, known=commands)
        self._shortcuts = Shortcuts(self.workspace, self.deliveries, self.responses, self._triggers, base_url=self.url)

        self.faults = Faults(web_api=self.web_api, stand_in=self.stand_in, deliveries=self.deliveries)
        self._api = PassThrough(model_url) if model_url else None
        self.stand_in.beyond = self._api.forward if self._api else None
        self.inspector = Inspector(
            self.workspace,
            deliveries=self.deliveries,
            responses=self.responses,
            files=self.files,
            stand_in=self.stand_in,
            faults=self.faults,
            note=PASSED_ON if self._api else "",
        )
        running = self._is_bot_running
        self.page = PageApi(self.workspace, self.files, self._actions(), self.inspector, model=model_name, bot_running=running)

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._guard], client_max_size=LARGEST_BODY)
        for part in (self.web_api, self.files, self.responses, self.stand_in, self.socket, self.page):
            app.router.add_routes(part.routes())
        app.router.add_routes([*permalinks.routes(), *(self._api or self.stand_in.account).routes()])
        # Handlers that were told to stall are cancelled when their caller leaves, and do not hold up the end.
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, self._listener).start()
        await self._stack.enter_async_context(self.http)
        if self._api:
            await self._stack.enter_async_context(self._api)
        self._stack.push_async_callback(self.faults.reset)
        telling = asyncio.create_task(self._tell_of_bot())
        self._stack.callback(telling.cancel)
        self._stack.push_async_callback(self.deliveries.aclose)
        self._stack.push_async_callback(self.page.aclose)
        self._stack.push_async_callback(self.socket.disconnect)
        self._stack.callback(self.workspace.subscribe(self.deliveries.on_change))
        self._stack.callback(self.workspace.subscribe(self._timers.on_change))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._timers.cancel()
        await self._stack.aclose()

    def bot_environment(self) -> dict[str, str]:
        """The settings that send the bot here. Every Slack setting is named, so that no value of the caller's gets through."""
        is_socket = self._transport == "socket"
        return {
            "SLACK_BOT_TOKEN": self.tokens.bot,
            "SLACK_APP_TOKEN": self.tokens.app if is_socket else "",
            "SLACK_SIGNING_SECRET": "" if is_socket else self._signing_secret,
            "SLACK_CLIENT_ID": "",
            "SLACK_CLIENT_SECRET": "",
            "SLACK_REDIRECT_URI": "",
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_FILE_HOSTS": f"{HOST}:{self.port}",
            "AIMLAPI_BASE_URL": f"{self.url}/v1",
            "AIMLAPI_API_KEY": self._model_key,
            "PORT": str(self.bot_port),
            "NO_PROXY": f"{HOST},localhost",
            "no_proxy": f"{HOST},localhost",
        }

    def watch(self, running: Callable[[], bool]) -> None:
        """Has the page told that the bot is down while `running` is false."""
        self._watched = running

    # Inside

    def _methods(self) -> dict[str, Method]:
        """Those of the Web API."""
        return {
            **PeopleMethods(self.workspace, base_url=self.url, open_socket=self._open_socket).methods(),
            **ChatMethods(self.workspace, self.streams, base_url=self.url).methods(),
            **StreamMethods(self.workspace, self.streams, self._sessions, base_url=self.url).methods(),
            **self._sessions.methods(),
            **ContainerMethods(self.workspace).methods(),
            **FunctionMethods(self.workflows).methods(),
            **ConversationMethods(self.workspace, base_url=self.url).methods(),
            **FileMethods(self.workspace, self.files, base_url=self.url).methods(),
            **ViewMethods(self._views, self._homes, self.files).methods(),
        }

    def _make_people(self, offer: Offer) -> People:
        return People(
            self.workspace,
            self.streams,
            self.deliveries,
            Interactions(self.workspace, self.responses, self._triggers, base_url=self.url),
            self._sessions,
            may_stop=offer.sessions,
            has_view=offer.view,
        )

    def _actions(self) -> PageActions:
        """What can be done on the page."""
        return PageActions(
            self.workspace,
            self._people,
            self._commands,
            self._shortcuts,
            self._views,
            self._modals,
            self._homes,
            self.workflows,
        )

    def _open_socket(self) -> str:
        return f"ws://{HOST}:{self.port}{self.socket.open()}"

    def _is_bot_running(self) -> bool:
        is_there = self._watched is None or self._watched()
        return is_there and (self._transport == "http" or self.socket.connections > 0)

    async def _tell_of_bot(self) -> None:
        """Has the page hear whenever the bot comes or goes."""
        was_running = self._is_bot_running()
        while True:
            await self.workspace.signal.wait()
            if self._is_bot_running() != was_running:
                was_running = not was_running
                self.workspace.tell(Change(kind="bot"))

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        return refusal_of(request, ports=(self.port, *self.also_at)) or await handler(request)
