"""Where deliveries for many workspaces arrive: checks that they are Slack's, and passes each on to its own workspace's listeners.

A delivery's workspace is what Slack says of the installation it is meant for, never what a message or a form says; and nothing is
looked up for whoever can't sign.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from bot.language import FootnoteError, SlackRefused, TeamId
from bot.listeners.bolt import measured
from bot.listeners.envelopes import installed_in, moment_of
from bot.listeners.leaving import Leaving
from bot.slack.payloads import Payload, text_of
from bot.telemetry import Telemetry, log

OpenApp = Callable[[TeamId], Awaitable[AsyncApp | None]]
"""The app of a workspace; None where Footnote is not installed in it."""


class NoteOrganisation(Protocol):
    """Told that a workspace belongs to an organisation in all of which Footnote is installed."""

    async def __call__(self, team: TeamId, enterprise: str, /, *, at: float | None) -> object:
        """It belonged to it at that moment, in seconds of the epoch; None: now."""
        ...


class Front:
    """The one place that every delivery passes."""

    def __init__(
        self,
        app_of: OpenApp,
        *,
        signing_secret: SecretStr,
        leaving: Leaving,
        note_organisation: NoteOrganisation,
        telemetry: Telemetry,
    ) -> None:
        self._app_of = app_of
        self._verifier = SignatureVerifier(signing_secret.get_secret_value())
        self._leaving = leaving
        self._note_organisation = note_organisation
        self._telemetry = telemetry

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Slack's answer: 401 for what is not Slack's, 503 where it is to deliver again."""
        return await measured(req, self._dispatch, self._telemetry)

    async def _dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        if not self._is_signed(req):
            return BoltResponse(status=401)
        body: Payload = req.body or {}
        if text_of(body, "type") == "url_verification":
            return BoltResponse(status=200, body=text_of(body, "challenge"))
        if text_of(body, "ssl_check") == "1":
            return BoltResponse(status=200)
        try:
            # Whoever has left has no token any more with which their listeners could be opened.
            if await self._leaving.hear(body):
                return BoltResponse(status=200)
            place = installed_in(body)
            if place is None:
                log.info("delivery ignored", reason="no workspace")
                return BoltResponse(status=200)
            if place.organisation:
                await self._note_organisation(place.team, place.organisation, at=moment_of(body))
            app = await self._app_of(place.team)
        except SlackRefused as error:
            log.warning("delivery ignored", reason="its workspace's token is refused", detail=error.code)
            return BoltResponse(status=200)
        except FootnoteError as error:
            log.warning("not acknowledged", error=type(error).__name__, detail=error.detail)
            return BoltResponse(status=503)
        if app is None:
            log.info("delivery ignored", reason="not installed in its workspace")
            return BoltResponse(status=200)
        return await app.async_dispatch(req)

    def _is_signed(self, req: AsyncBoltRequest) -> bool:
        timestamp, signature = (
            next(iter(req.headers.get(name, ())), "") for name in ("x-slack-request-timestamp", "x-slack-signature")
        )
        return self._verifier.is_valid(body=req.raw_body, timestamp=timestamp, signature=signature)
