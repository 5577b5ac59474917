"""Bolt, set up for a promise that it does not make by itself: Slack is acknowledged only after a listener has returned."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import StoreUnavailable, TeamId, UserId
from bot.language.speech import ENGLISH, speaking
from bot.listeners.shape import is_shaped
from bot.slack.payloads import Payload, child, text_of
from bot.telemetry import OTHER, Telemetry, log
from bot.telemetry.tracing import arriving

_FROM_A_STRANGER = frozenset({401})
"""Bolt's answer to a signature that is wrong: what else such a request says is nobody's word."""
_STATUSES = frozenset({200, 404, 500, 503}) | _FROM_A_STRANGER


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the bot token is, as `auth.test` says (docs.slack.dev/reference/methods/auth.test)."""

    team: TeamId
    workspace: str
    url: str
    """The workspace's own address, with which the links to its messages begin: `https://acme.slack.com/`."""
    user: UserId
    bot: str
    token: SecretStr

    @classmethod
    def from_auth_test(cls, answer: Payload, *, token: str) -> "Identity":
        """Reads Slack's answer."""
        return cls(
            team=TeamId(text_of(answer, "team_id")),
            workspace=text_of(answer, "team"),
            url=text_of(answer, "url"),
            user=UserId(text_of(answer, "user_id")),
            bot=text_of(answer, "bot_id"),
            token=SecretStr(token),
        )


async def measured(
    req: AsyncBoltRequest, dispatch: Callable[[AsyncBoltRequest], Awaitable[BoltResponse]], telemetry: Telemetry
) -> BoltResponse:
    """Counts and times what Slack delivers, at the first place of ours that it passes."""
    begun = perf_counter()
    with arriving():
        response = await dispatch(req)
    status = response.status if response.status in _STATUSES else 0
    telemetry.count("deliveries", str(status) if status else OTHER)
    if status == 200:
        telemetry.observe("acknowledge_seconds", perf_counter() - begun)
    if status not in _FROM_A_STRANGER and "x-slack-retry-num" in req.headers:
        telemetry.count("redeliveries")
    return response


class _Bolt(AsyncApp):
    """Sees to what Bolt would raise on, and measures; without `telemetry` that is done before it."""

    def __init__(self, telemetry: Telemetry | None, **options: Any) -> None:  # noqa: ANN401 - Bolt's own
        super().__init__(**options)
        self._telemetry = telemetry

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        return await measured(req, self._dispatch, self._telemetry) if self._telemetry else await self._dispatch(req)

    async def _dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        # Whose language is spoken in it, a middleware finds out; a connection's next delivery may be another person's.
        with speaking(ENGLISH):
            return await super().async_dispatch(req) if is_shaped(req.body) else _malformed(req)


def _malformed(req: AsyncBoltRequest) -> BoltResponse:
    """The sender's fault. In Socket Mode that is Slack, which would only send it again."""
    return BoltResponse(status=200 if req.mode == "socket_mode" else 400, body="not a Slack payload")


def make_bolt(identity: Identity, *, signing_secret: SecretStr | None, telemetry: Telemetry | None = None) -> AsyncApp:
    """An app for one workspace.

    Listeners run before the response (`process_before_response`), so that what they raise becomes a status that makes
    Slack deliver again. Own messages come through: they belong to a thread's context. `authorize` is given so that no
    `SLACK_CLIENT_ID` in the environment silently turns on OAuth.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_user_id=identity.user,
            bot_id=identity.bot,
            bot_token=identity.token.get_secret_value(),
        )

    # Bolt warns of each token in the environment that it does not use; ours comes through `authorize`.
    quiet = logging.getLogger("slack_bolt")
    quiet.setLevel(logging.ERROR)
    app = _Bolt(
        telemetry,
        logger=quiet,
        client=AsyncWebClient(),
        signing_secret=signing_secret.get_secret_value() if signing_secret else "",
        request_verification_enabled=signing_secret is not None,
        authorize=authorize,
        process_before_response=True,
        ignoring_self_events_enabled=False,
    )

    async def refuse(error: Exception) -> BoltResponse:
        """503 while Redis is down; in Socket Mode any status but 200 means that nothing is acknowledged."""
        if isinstance(error, StoreUnavailable):
            log.warning("not acknowledged: the store is unavailable", detail=error.detail)
            return BoltResponse(status=503)
        log.error("not acknowledged", error=type(error).__name__, exc_info=error)
        return BoltResponse(status=500)

    async def shaped(body: Payload, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:  # noqa: A002 - Bolt's name
        """An event without a type is acknowledged here: Bolt's matchers would raise on it, and Slack send it again."""
        if "event" in body and not text_of(child(body, "event"), "type"):
            log.info("event ignored", reason="no type")
            return BoltResponse(status=200)
        return await next()

    app.error(refuse)
    app.middleware(shaped)
    return app
