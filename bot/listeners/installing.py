"""How workspaces install the app: the page that says what it may do, the way to Slack, and the way back with a code.

Bolt's OAuth flow does the steps; here is what it leaves open: our store and client, and a page in words for each way in which it
can end. Which token holds later is the matter of `operations/rotation.py`.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from functools import partial
from logging import Logger, getLogger
from time import monotonic
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import OutOfReach, phrases
from bot.language.speech import language_of, speaking
from bot.listeners import install_page
from bot.memory.install_states import STATE_SECONDS, InstallStates
from bot.memory.installations import KeptInstallations
from bot.slack.client import SlackUnavailable
from bot.telemetry import OTHER, log

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES = tuple(scope for scopes in install_page.RIGHTS.values() for scope in scopes)
"""What the app asks for: the bot scopes of `app_manifest.yml`. No user scopes: it does nothing in anybody's name."""

STATES_A_MINUTE = 300
"""How many installations may begin in one process: each is kept for a few minutes, and anybody may begin one."""

EXCHANGES_A_MINUTE = 30
"""How many codes one process asks Slack about. Anybody may bring one, and the method is also that by which tokens are refreshed:
more than 100 a minute for the whole app (docs.slack.dev/reference/methods/oauth.v2.access, Tier 4)."""

_KNOWN = frozenset({"access_denied", "invalid_browser", "invalid_state", "missing_code", "invalid_code", "storage_error"})
"""The ways in which it can fail that are logged by name; others come from the address bar."""


class _Rate:
    """At most so many in any minute. `clock` is in seconds."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self._lately = deque[float](maxlen=most)
        self._clock = clock

    def take(self) -> None:
        """One more. Raises `SlackUnavailable` where it would be one too many."""
        now, lately = self._clock(), self._lately
        if len(lately) == lately.maxlen and now - lately[0] < 60:
            raise SlackUnavailable(detail="too many installations at once")
        lately.append(now)


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, with what it leaves open seen to: a Slack out of reach raises nothing else, addresses are escaped, and nobody
    can begin, or bring codes, without end.
    """

    def __init__(
        self, *, client: AsyncWebClient, settings: AsyncOAuthSettings, logger: Logger, clock: Callable[[], float]
    ) -> None:
        super().__init__(client=client, settings=settings, logger=logger)
        self._begun = _Rate(STATES_A_MINUTE, clock)
        self._exchanged = _Rate(EXCHANGES_A_MINUTE, clock)

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002 - Bolt passes it
        asked = {"client_id": self.client_id, "scope": ",".join(SCOPES), "user_scope": "", "state": state}
        named = {"redirect_uri": self.settings.redirect_uri} if self.settings.redirect_uri else {}
        return f"{self.settings.authorization_url}?{urlencode(asked | named)}"

    async def issue_new_state(self, request: AsyncBoltRequest) -> str:
        self._begun.take()
        return await super().issue_new_state(request)

    async def run_installation(self, code: str) -> Installation | None:
        self._exchanged.take()
        try:
            return await super().run_installation(code)
        # AttributeError: how the SDK fails on a 200 whose body is plain text.
        except (aiohttp.ClientError, TimeoutError, OSError, AttributeError) as error:
            raise SlackUnavailable(detail=type(error).__name__) from None


class Installing:
    """The routes for who installs the app. `client` calls without a token, at the `api_url` whose host also asks who agrees.

    Without a `redirect_uri` Slack leads back to the first redirect URL of the app's configuration, so that nothing here has to
    know under which address it is reached (docs.slack.dev/authentication/installing-with-oauth).
    """

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        installations: KeptInstallations,
        states: InstallStates,
        client_id: str,
        client_secret: SecretStr,
        api_url: str,
        redirect_uri: str | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        # Bolt would log codes and Slack's answers as they came.
        silent = getLogger("footnote.bolt-oauth")
        silent.disabled = True
        settings = AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret.get_secret_value(),
            scopes=SCOPES,
            user_scopes=(),
            install_path=INSTALL_PATH,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT_PATH,
            authorization_url=urljoin(api_url, "/oauth/v2/authorize"),
            installation_store=installations,
            state_store=states,
            state_expiration_seconds=STATE_SECONDS,
            callback_options=AsyncCallbackOptions(success=self._succeed, failure=self._fail),
            logger=silent,
        )
        settings.redirect_uri = redirect_uri  # It would take the environment's for None.
        self._flow = _Flow(client=client, settings=settings, logger=silent, clock=clock)
        slack = urlsplit(api_url)
        self._headers = {
            # The form leads to Slack, and some browsers hold the policy against where it is led on to.
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{install_page.STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'; "
                f"form-action 'self' {slack.scheme}://{slack.netloc}"
            ),
            "Cache-Control": "no-store",
            # The address of the way back holds a code.
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }

    def routes(self) -> list[web.RouteDef]:
        """The page, its button, and the way back."""
        return [
            web.get(INSTALL_PATH, self._show),
            # What begins an installation is kept: only who presses the button does, no crawler.
            web.post(INSTALL_PATH, partial(self._answer, self._flow.handle_installation)),
            web.get(REDIRECT_PATH, partial(self._answer, self._flow.handle_callback)),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        with _speaking_to(request):
            page = install_page.begin(path=INSTALL_PATH)
        return web.Response(text=page, content_type="text/html", headers=self._headers)

    async def _answer(self, handle: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], request: web.Request) -> web.Response:
        asked = AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))
        with _speaking_to(request):
            try:
                response = await to_aiohttp_response(await handle(asked))
            except OutOfReach as error:
                log.warning("an installation could not go on", detail=error.detail)
                page = install_page.failed(phrases.INSTALL_LATER, path=INSTALL_PATH)
                response = web.Response(status=503, text=page, content_type="text/html")
        response.headers.update(self._headers)
        return response

    async def _succeed(self, args: AsyncSuccessArgs) -> BoltResponse:
        made = args.installation
        log.info("installed", workspace=made.team_id or made.enterprise_id)
        place = made.team_name or made.enterprise_name or "Slack"
        return self._page(install_page.installed(place=place, team=made.team_id, app=made.app_id))

    async def _fail(self, args: AsyncFailureArgs) -> BoltResponse:
        log.info("not installed", reason=args.reason if args.reason in _KNOWN else OTHER)
        return self._page(install_page.failed(_sentence(args.reason), path=INSTALL_PATH), status=args.suggested_status_code)

    def _page(self, page: str, *, status: int = 200) -> BoltResponse:
        over = self._flow.settings.state_utils.build_set_cookie_for_deletion()
        return BoltResponse(status=status, body=page, headers={"Content-Type": "text/html; charset=utf-8", "Set-Cookie": over})


def _sentence(reason: str) -> str:
    match reason:
        case "access_denied":
            return phrases.INSTALL_DENIED
        case "invalid_browser":
            return phrases.INSTALL_OTHER_BROWSER
        case "invalid_state":
            return phrases.INSTALL_STATE_OVER
        case _:
            return phrases.INSTALL_NOT_ACCEPTED


@contextmanager
def _speaking_to(request: web.Request) -> Generator[None]:
    """Speaks the language that the browser prefers."""
    with speaking(language_of(request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0])):
        yield
