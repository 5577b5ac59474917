"""A command's or a button's own address for what is said in reply to it: five messages within half an hour.

docs.slack.dev/interactivity/handling-user-interaction. Such an address is a secret: it stands in no log and no error.
"""

import asyncio
import json
import re
from typing import cast
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import SlackRefused, Ts, phrases
from bot.settings import LOOPBACK
from bot.slack.blocks import Body
from bot.slack.client import CALL_SECONDS, OutcomeUnknown, SlackUnavailable
from bot.slack.forms import BLOCKS_REFUSED, forms
from bot.slack.payloads import as_payload, text_of

MOST_USES = 5
LIFE_SECONDS = 30 * 60

HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})

_CODE = re.compile(r"[a-z_]{3,60}")
_MOST_BODY = 1_000
"""Bytes of Slack's answer that are looked at: `ok`, or an error's code, bare or in JSON."""


class AddressRefused(SlackRefused):
    """The address takes nothing (any more): expired, used up, or none of Slack's. Say it elsewhere."""

    def __init__(self, code: str) -> None:
        super().__init__(phrases.SLACK_REFUSED, code=code)


class ResponseUrls:
    """Says things at such addresses, with the client's own session."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def say(self, url: str, body: Body, *, in_channel: bool = False, thread_ts: Ts | None = None) -> None:
        """Says it to the person alone, or to everybody in the channel or that thread of it.

        Raises `AddressRefused`; `SlackUnavailable` where it was not said; `OutcomeUnknown` where nobody knows.
        """
        if not self._is_slacks(url):
            raise AddressRefused("not_a_slack_address")
        refusal = ""
        for form in forms(body):
            refusal = await self._post(url, form, in_channel=in_channel, thread_ts=thread_ts)
            if refusal not in BLOCKS_REFUSED:
                break
        if refusal:
            raise AddressRefused(refusal)

    def _is_slacks(self, url: str) -> bool:
        """Slack's own hosts over https; or this machine, where the Web API is on this machine as well (the playground)."""
        try:
            parts, api = urlsplit(url), urlsplit(self._client.base_url)
            at_api = (parts.scheme, parts.hostname, parts.port) == (api.scheme, api.hostname, api.port)
        except ValueError:
            return False
        on_this_machine = at_api and parts.hostname in LOOPBACK and parts.username is None
        return on_this_machine or (parts.scheme == "https" and parts.netloc.lower() in HOSTS)

    async def _post(self, url: str, body: Body, *, in_channel: bool, thread_ts: Ts | None) -> str:
        """Slack's word for its refusal; empty where it was said."""
        session = self._client.session
        if session is None:
            raise SlackUnavailable(detail="no session to respond with")
        message = {
            "response_type": "in_channel" if in_channel else "ephemeral",
            "replace_original": False,
            "text": body.text,
            "blocks": [dict(block) for block in body.blocks],
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
            "link_names": False,
        }
        if not body.blocks:
            del message["blocks"]
        if thread_ts:
            message["thread_ts"] = thread_ts
        try:
            async with (
                asyncio.timeout(CALL_SECONDS),
                session.post(url, json=message, proxy=self._client.proxy, allow_redirects=False) as response,
            ):
                return _refusal(response, await response.content.read(_MOST_BODY))
        except aiohttp.ClientConnectorError as error:
            raise SlackUnavailable(detail=type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise OutcomeUnknown(detail=type(error).__name__) from None


def _refusal(response: aiohttp.ClientResponse, content: bytes) -> str:
    code, says_no = _answer(content)
    if code in BLOCKS_REFUSED:
        return code
    if response.status == 429:
        raise SlackUnavailable(detail="ratelimited", retry_after=_seconds(response.headers.get("Retry-After", "")))
    if response.status >= 500:
        raise OutcomeUnknown(detail=f"status {response.status}")
    if response.status >= 300 or says_no:
        return code or f"status_{response.status}"
    return ""


def _answer(content: bytes) -> tuple[str, bool]:
    """An error's code, where Slack gives one, and whether it says no outright; it answers in plain words or in JSON."""
    try:
        answer = as_payload(cast("object", json.loads(content)))
    except ValueError:
        code, says_no = content.decode(errors="replace").strip(), False
    else:
        code, says_no = text_of(answer, "error"), answer.get("ok") is False
    return (code if _CODE.fullmatch(code) else ""), says_no


def _seconds(retry_after: str) -> float:
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        return 1.0
