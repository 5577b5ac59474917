"""Several workspaces of one app behind one address, as Slack has them: each is a playground of its own, with its own page."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Self

from aiohttp import web

from bot.playground.arguments import read_call
from bot.playground.authorisations import Authorisations
from bot.playground.consent import PATH as CONSENT_PATH
from bot.playground.consent import ConsentPage
from bot.playground.doors import HOST, free_port, listen, refusal_of
from bot.playground.entities import TEAM, Payload, SlackError
from bot.playground.server import LARGEST_BODY, Playground
from bot.playground.transports import ACK_SECONDS

SECOND_TEAM = "T0PLAY00002"
TEAMS = {TEAM: "Playground", SECOND_TEAM: "Sandpit"}
"""By id, the names of the workspaces that there are by default."""
ENTERPRISE: Payload = {"id": "E0PLAY00001", "name": "Playgrounds"}


class ManyWorkspaces:
    """Use it with `async with`. `teams` are names by id; the app is in none of them until it is installed there.

    Ids of channels, people and messages are alike in all of them. Calls are led to the workspace whose token they carry; those
    of an organisation's installation to the one that they name by `team_id`, and else to the first. With `has_enterprise` the
    workspaces belong to an organisation, which can install the app for all of them.
    """

    def __init__(
        self,
        teams: Mapping[str, str] = TEAMS,
        *,
        rotates: bool = False,
        has_enterprise: bool = False,
        bot_port: int | None = None,
        chunk_seconds: float = 0.02,
        ack_seconds: float = ACK_SECONDS,
        retry_factor: float = 1.0,
    ) -> None:
        self._listener = listen(0)
        self.port = int(self._listener.getsockname()[1])
        self.url = f"http://{HOST}:{self.port}"
        self.bot_port = bot_port if bot_port is not None else free_port()
        self._signing_secret = secrets.token_hex(16)
        self._client_secret = secrets.token_hex(16)
        self.workspaces = {
            team: Playground(
                team=team,
                team_name=name,
                transport="http",
                bot_port=self.bot_port,
                signing_secret=self._signing_secret,
                chunk_seconds=chunk_seconds,
                ack_seconds=ack_seconds,
                retry_factor=retry_factor,
            )
            for team, name in teams.items()
        }
        enterprise = ENTERPRISE if has_enterprise else None
        self.authorisations = Authorisations(
            self.workspaces,
            client_id="1000000000001.1000000000002",
            client_secret=self._client_secret,
            enterprise=enterprise,
            rotates=rotates,
        )
        for playground in self.workspaces.values():
            playground.deliveries.has_app = False
            playground.web_api.add(self.authorisations.methods())
        places = {**teams, **({str(enterprise["id"]): str(enterprise["name"])} if enterprise else {})}
        redirect_url = f"http://{HOST}:{self.bot_port}/slack/oauth_redirect"
        self._consent = ConsentPage(self.authorisations, places=places, redirect_url=redirect_url)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        for playground in self.workspaces.values():
            await self._stack.enter_async_context(playground)
        app = web.Application(middlewares=[self._guard], client_max_size=LARGEST_BODY)
        app.router.add_routes(
            [*self._consent.routes(), *(web.route(verb, "/api/{method}", self._lead) for verb in ("GET", "POST"))]
        )
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, self._listener).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def first(self) -> Playground:
        """The first workspace; its stand-in is the model that answers everywhere."""
        return next(iter(self.workspaces.values()))

    @property
    def consent_url(self) -> str:
        """Where somebody agrees to the app."""
        return f"{self.url}{CONSENT_PATH}"

    def bot_environment(self) -> dict[str, str]:
        """The settings that send the bot here, as `Playground.bot_environment`."""
        return {
            **self.first.bot_environment(),
            "SLACK_BOT_TOKEN": "",
            "SLACK_CLIENT_ID": self.authorisations.client_id,
            "SLACK_CLIENT_SECRET": self._client_secret,
            "SLACK_API_URL": f"{self.url}/api/",
            "SLACK_FILE_HOSTS": ",".join(f"{HOST}:{playground.port}" for playground in self.workspaces.values()),
        }

    async def _lead(self, request: web.Request) -> web.StreamResponse:
        try:
            arguments, token = await read_call(request)
        except SlackError as error:
            return web.json_response({"ok": False, "error": error.code})
        team = self.authorisations.team_of(arguments, token)
        return await (self.workspaces[team] if team else self.first).web_api.serve(request, arguments, token)

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        return refusal_of(request, ports=(self.port,)) or await handler(request)
