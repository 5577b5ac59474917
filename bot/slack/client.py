"""How Slack's Web API is called: which calls may be repeated, and what a refusal means for people. It knows no method."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.language import FootnoteError, OutOfReach, SlackRefused, phrases
from bot.settings import LOOPBACK
from bot.slack.payloads import Payload, as_payload

CALL_SECONDS = 15.0
"""One HTTP exchange. Slack answers in well under a second; the SDK's own timeout does not bind a shared session."""

PATIENCE_SECONDS = 20.0
"""The longest `Retry-After` that is waited out in place; beyond it the question is better put back for others to go first."""

ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5

Request = Callable[[], Awaitable[AsyncSlackResponse]]
Sleep = Callable[[float], Awaitable[None]]

_NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
_NO_PERMISSION = frozenset({"missing_scope", "no_permission", "not_allowed_token_type", "access_denied"})
_TOKEN_REFUSED = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"})


class SlackUnavailable(OutOfReach):
    """Slack can't be reached, or asks to wait longer than is waited here: `retry_after` seconds, where it told."""

    def __init__(self, *, detail: str, retry_after: float | None = None) -> None:
        super().__init__(phrases.SLACK_UNAVAILABLE, detail=detail)
        self.retry_after = retry_after


class OutcomeUnknown(SlackUnavailable):
    """A write was sent, and no answer came: it may or may not have happened. Look before doing it again."""


class NotSlack(SlackUnavailable):
    """Something other than Slack refused the call (a proxy, a gateway that knows no such method): it was not done."""


def make_client(*, token: str | None, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A Web API client that never repeats a call by itself.

    The SDK's default handler repeats a call whose connection broke, also `chat.postMessage`, which may have been done.
    """
    client = AsyncWebClient(token=token, base_url=api_url, session=session, retry_handlers=[])
    if urlsplit(api_url).hostname in LOOPBACK:
        client.proxy = None  # The SDK takes a proxy from the environment, and sends even loopback calls through it.
    return client


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
        async with asyncio.timeout(CALL_SECONDS):
            response = await request()
    except SlackApiError as error:
        # The error's own text holds the whole response; none of it but Slack's code may go further.
        raise _translated(cast("object", error.response)) from None
    except aiohttp.ClientConnectorError as error:
        raise SlackUnavailable(detail=type(error).__name__) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise OutcomeUnknown(detail=type(error).__name__) from None
    except AttributeError:  # How the SDK fails on a 200 whose body is plain text.
        raise OutcomeUnknown(detail="not JSON") from None
    return as_payload(cast("object", response.data))


def _translated(response: object) -> FootnoteError:
    if not isinstance(response, AsyncSlackResponse):
        return OutcomeUnknown(detail="not JSON")
    body = as_payload(cast("object", response.data))
    code = str(body.get("error") or "")
    if response.status_code == 429 or code in {"ratelimited", "rate_limited"}:
        return SlackUnavailable(detail="ratelimited", retry_after=_retry_after(cast("object", response.headers)))
    if 400 <= response.status_code < 500 and not code:
        return NotSlack(detail=f"status {response.status_code}")
    if response.status_code >= 500 or not code or code in {"internal_error", "fatal_error", "service_unavailable"}:
        return OutcomeUnknown(detail=f"status {response.status_code} {code}".strip())
    return refusal(code)


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
