"""How Slack's Web API is called: which calls may be repeated, and what a refusal means for people. It knows no method."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import FootnoteError, OutOfReach, SlackRefused, TeamId, phrases
from bot.settings import LOOPBACK
from bot.slack.payloads import Payload, as_payload
from bot.telemetry import OTHER, Telemetry
from bot.telemetry.tracing import part

CALL_SECONDS = 15.0
"""One HTTP exchange. Slack answers in well under a second; the SDK's own timeout does not bind a shared session."""

PATIENCE_SECONDS = 20.0
"""The longest `Retry-After` that is waited out in place; beyond it the question is better put back for others to go first."""

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5

NO_JSON = "not JSON"
"""The detail of an error where something answered that is none of Slack's answers."""

Request = Callable[[], Awaitable[AsyncSlackResponse]]
Sleep = Callable[[float], Awaitable[None]]


class TokenSource(Protocol):
    """Gives the bot token that holds now."""

    async def __call__(self, *, refused: str = "") -> str:
        """The token; `refused` is one that Slack has just refused, in place of which another is wanted, if there is one."""
        ...


_NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
_NO_PERMISSION = frozenset({"missing_scope", "no_permission", "not_allowed_token_type", "access_denied"})
_TOKEN_REFUSED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})
_TOKEN_OVER = frozenset({"invalid_auth", "account_inactive", "token_revoked", "token_expired"})
"""What Slack says of a token in place of which another may hold by now."""
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
_OUT_OF_ORDER = frozenset({"internal_error", "fatal_error", "service_unavailable"})
_COUNTED = (
    _NOT_A_MEMBER
    | _NO_PERMISSION
    | _TOKEN_REFUSED
    | _OUT_OF_ORDER
    | {"already_reacted", "no_reaction", "message_not_found", "thread_not_found", "user_not_found", "file_not_found"}
    | {"cant_update_message", "edit_window_closed", "message_not_in_streaming_state", "streaming_state_conflict"}
    | {"stopped_by_user", "invalid_blocks", "invalid_arguments", "msg_too_long", "restricted_action", "unknown_method"}
)
"""Slack's codes that are counted each for itself: what else it may say one day is counted together."""


class SlackUnavailable(OutOfReach):
    """Slack can't be reached, or asks to wait longer than is waited here: `retry_after` seconds, where it told."""

    def __init__(self, *, detail: str, retry_after: float | None = None) -> None:
        super().__init__(phrases.SLACK_UNAVAILABLE, detail=detail, retry_after=retry_after)


class OutcomeUnknown(SlackUnavailable):
    """A write was sent, and no answer came: it may or may not have happened. Look before doing it again."""


class NotSlack(SlackUnavailable):
    """Something other than Slack refused the call (a proxy, a gateway that knows no such method): it was not done."""


class _Client(AsyncWebClient):
    """Bounds, counts and times every call, whoever makes it, and asks for the token before each."""

    def __init__(
        self,
        telemetry: Telemetry,
        *,
        token: str | TokenSource | None,
        api_url: str,
        session: aiohttp.ClientSession,
        team: TeamId | None,
    ) -> None:
        fixed = token if isinstance(token, str) else None
        super().__init__(token=fixed, base_url=api_url, session=session, team_id=team, retry_handlers=[])
        self._telemetry = telemetry
        self.source = None if isinstance(token, str) else token

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's own
        if self.source is None or options.get("auth") or _brings_a_token(options):
            return await self._call(api_method, **options)
        token = await self.source()
        try:
            return await self._call(api_method, **options, headers=_bearer(token))
        except SlackApiError as error:
            if _code_of(error) not in _TOKEN_OVER:
                raise
            # Slack has done nothing: even a write may be sent again. Another process may have refreshed the token meanwhile.
            other = await self.source(refused=token)
            if other == token:
                raise
        return await self._call(api_method, **options, headers=_bearer(other))

    async def _call(self, api_method: str, **options: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's own
        code = "cut off"  # By whoever waited for it, or by Stop.
        span = part(f"slack {api_method}", kind="client", attributes={"footnote.slack.method": api_method})
        try:
            with self._telemetry.timed("slack_call_seconds", spent_on="slack"):
                async with asyncio.timeout(CALL_SECONDS):
                    response = await super().api_call(api_method, **options)
            code = "ok"
        except Exception as error:
            code = _counted_as(error)
            if isinstance(error, SlackApiError) and code == "429":
                self._telemetry.observe("slack_wait_asked_seconds", _wait_asked(cast("object", error.response)))
            raise
        finally:
            self._telemetry.count("slack_calls", api_method, code)
            if code != "ok":
                span.fail(code)
            span.end()
        return response


def make_client(
    *,
    token: str | TokenSource | None,
    api_url: str,
    session: aiohttp.ClientSession,
    telemetry: Telemetry | None = None,
    team: TeamId | None = None,
) -> AsyncWebClient:
    """A Web API client that never repeats a call by itself; but for one that Slack did not do because its token was over, where
    `token` is asked for anew before each call and gives another. With `team` each call names that workspace: the token of an
    organisation's installation may be good for several (docs.slack.dev/apis/web-api, `team_id`); others don't mind.

    The SDK's default handler repeats a call whose connection broke, also `chat.postMessage`, which may have been done.
    """
    client = _Client(telemetry or Telemetry(), token=token, api_url=api_url, session=session, team=team)
    if urlsplit(api_url).hostname in LOOPBACK:
        client.proxy = None  # The SDK takes a proxy from the environment, and sends even loopback calls through it.
    return client


async def token_of(client: AsyncWebClient) -> str:
    """The token with which that client would call now; empty where it has none. Raises what its source does."""
    source = client.source if isinstance(client, _Client) else None
    return await source() if source else client.token or ""


async def repeatable(request: Request, *, patience: float = PATIENCE_SECONDS, sleep: Sleep = asyncio.sleep) -> Payload:
    """Makes a call that may be done twice (a read, an update, a deletion) until Slack answers it.

    Waits out 429s whose `Retry-After` is at most `patience` seconds. Raises `SlackRefused` and `SlackUnavailable`.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _exchange(request)
        except SlackUnavailable as error:
            pause = error.retry_after if error.retry_after is not None else FIRST_PAUSE_SECONDS * attempt
            if attempt == ATTEMPTS or pause > patience:
                raise
            await sleep(pause)
    raise AssertionError("unreachable")


async def once(request: Request, *, patience: float = PATIENCE_SECONDS, sleep: Sleep = asyncio.sleep) -> Payload:
    """Makes a call that must not be done twice. A 429 was not done, and is waited out up to `patience` seconds.

    Raises `SlackRefused`, `SlackUnavailable` (not done), and `OutcomeUnknown` after a timeout, a reset or a 5xx.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _exchange(request)
        except OutcomeUnknown:
            raise
        except SlackUnavailable as error:
            if attempt == ATTEMPTS or error.retry_after is None or error.retry_after > patience:
                raise
            await sleep(error.retry_after)
    raise AssertionError("unreachable")


async def _exchange(request: Request) -> Payload:
    try:
        response = await request()
    except SlackApiError as error:
        # The error's own text holds the whole response; none of it but Slack's code may go further.
        raise _translated(cast("object", error.response)) from None
    except aiohttp.ClientConnectorError as error:
        raise SlackUnavailable(detail=type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise OutcomeUnknown(detail=type(error).__name__) from None
    except AttributeError:  # How the SDK fails on a 200 whose body is plain text.
        raise OutcomeUnknown(detail=NO_JSON) from None
    return as_payload(cast("object", response.data))


def _translated(response: object) -> FootnoteError:
    if not isinstance(response, AsyncSlackResponse):
        return OutcomeUnknown(detail=NO_JSON)
    body = as_payload(cast("object", response.data))
    code = str(body.get("error") or "")
    if response.status_code == 429 or code in _RATE_LIMITED:
        return SlackUnavailable(detail="ratelimited", retry_after=_retry_after(cast("object", response.headers)))
    if 400 <= response.status_code < 500 and not code:
        return NotSlack(detail=f"status {response.status_code}")
    if response.status_code >= 500 or not code or code in _OUT_OF_ORDER:
        return OutcomeUnknown(detail=f"status {response.status_code} {code}".strip())
    return refusal(code)


def _brings_a_token(options: Mapping[str, object]) -> bool:
    """Whether the call is made with a token of its own, as a workflow's step has one."""
    return any(bool(as_payload(options.get(place)).get("token")) for place in ("params", "json", "data"))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _code_of(error: SlackApiError) -> str:
    response = cast("object", error.response)
    return str(as_payload(cast("object", response.data)).get("error") or "") if isinstance(response, AsyncSlackResponse) else ""


def _counted_as(error: Exception) -> str:
    """What became of a call, in a word of a closed set."""
    if isinstance(error, SlackApiError):
        response = cast("object", error.response)
        if not isinstance(response, AsyncSlackResponse):
            return NO_JSON
        code = str(as_payload(cast("object", response.data)).get("error") or "")
        if response.status_code == 429 or code in _RATE_LIMITED:
            return "429"
        if response.status_code >= 500 or not code:
            return f"{response.status_code // 100}xx"
        return code if code in _COUNTED else OTHER
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "unreachable"
    return NO_JSON if isinstance(error, AttributeError) else "broken"


def _wait_asked(response: object) -> float:
    return _retry_after(cast("object", response.headers)) if isinstance(response, AsyncSlackResponse) else 0.0


def _retry_after(headers: object) -> float:
    values = {str(name).lower(): str(value) for name, value in as_payload(headers).items()}
    try:
        return max(0.0, float(values.get("retry-after", "")))
    except ValueError:
        return 1.0


def refusal(code: str) -> SlackRefused:
    """Slack's error code as an error with a sentence for people."""
    if code in _NOT_A_MEMBER:
        sentence = phrases.THREAD_UNREADABLE
    elif code in _NO_PERMISSION:
        sentence = phrases.SLACK_LACKS_PERMISSION
    elif code in _TOKEN_REFUSED:
        sentence = phrases.SLACK_TOKEN_REFUSED
    else:
        sentence = phrases.SLACK_REFUSED
    return SlackRefused(sentence, code=code)
