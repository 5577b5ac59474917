"""The addresses at which the app may respond to what people press and type: what they accept, for how long, and what came in."""

import math
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from bot.playground.arguments import Arguments, read_call
from bot.playground.content import content_of, metadata_of
from bot.playground.entities import BOT_USER, Message, Payload, SlackError
from bot.playground.web_api import Fault
from bot.playground.workspace import Workspace

MOST_RESPONSES = 5
RESPONSE_SECONDS = 1_800.0
"""A response address works five times within thirty minutes (docs.slack.dev/interactivity/handling-user-interaction)."""

KEPT_RESPONSES = 20_000


@dataclass(frozen=True, kw_only=True)
class Response:
    """What the app sent to one of these addresses, and the HTTP status that it got; 0 where the connection was cut."""

    url: str
    args: Payload
    status: int
    at: float
    """In seconds of the clock."""


@dataclass(kw_only=True)
class _Address:
    channel: str
    user: str
    original: Message | None
    given: float
    left: int = MOST_RESPONSES


class Responses:
    """Gives out the addresses and serves them. They work wherever the person is, also where the bot is no member.

    `clock` is in seconds.
    """

    def __init__(self, workspace: Workspace, *, base_url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspace = workspace
        self._base_url = base_url
        self._clock = clock
        self._addresses: dict[str, _Address] = {}
        self._faults: deque[Fault] = deque()
        self.sent: list[Response] = []
        """Everything that the app sent, in order."""

    def routes(self) -> list[web.RouteDef]:
        """Where apps respond."""
        return [web.post("/{kind:actions|commands|app}/{key}", self._serve)]

    def open(
        self, kind: Literal["actions", "commands", "app"], *, channel: str, user: str, original: Message | None = None
    ) -> str:
        """A new address. `original` is the message whose button was pressed.

        A command or a shortcut (`app`) has none, so that there is nothing to replace or to delete, its acknowledgement and former
        responses included (observed: github.com/slackapi/bolt-python/issues/1268, github.com/slackapi/bolt-js/issues/2287).
        """
        key = secrets.token_urlsafe(16)
        self._addresses[key] = _Address(channel=channel, user=user, original=original, given=self._clock())
        return f"{self._base_url}/{kind}/{key}"

    def expire(self) -> None:
        """Ends all addresses given out so far."""
        for address in self._addresses.values():
            address.given = -math.inf

    def fail_next(self, fault: Fault, *, times: int = 1) -> None:
        """The next `times` responses fail like this."""
        self._faults.extend([fault] * times)

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            arguments, _ = await read_call(request)
        except SlackError as error:
            return _refused(error)
        fault = self._faults.popleft() if self._faults else None
        if fault is None:
            answer = self._respond(request.match_info["key"], arguments)
        else:
            if fault.committed:
                self._respond(request.match_info["key"], arguments)
            answer = _failed(request, fault)
        status = 0 if fault is not None and fault.disconnect else answer.status
        url = f"{self._base_url}{request.path}"
        self.sent.append(Response(url=url, args=arguments.values, status=status, at=self._clock()))
        del self.sent[:-KEPT_RESPONSES]
        self._workspace.signal.fire()
        return answer

    def _respond(self, key: str, arguments: Arguments) -> web.Response:
        address = self._addresses.get(key)
        try:
            if address is None or address.given + RESPONSE_SECONDS <= self._clock():
                raise SlackError("expired_url")
            if not address.left:
                raise SlackError("used_url")
            self._act(address, arguments)
        except SlackError as error:
            return _refused(error)
        address.left -= 1
        return web.Response(text="ok")

    def _act(self, address: _Address, arguments: Arguments) -> None:
        original = address.original
        if arguments.flag("delete_original"):
            if original is not None:
                self._workspace.delete(channel=original.channel, ts=original.ts)
            return
        # Only the methods of the Web API know `markdown_text`.
        known = Arguments({name: value for name, value in arguments.values.items() if name != "markdown_text"})
        content, metadata = content_of(known), metadata_of(known)
        if original is not None and arguments.flag("replace_original"):
            self._workspace.edit(
                channel=original.channel, ts=original.ts, text=content.text, blocks=content.blocks, metadata=metadata
            )
            return
        self._workspace.post(
            channel=address.channel,
            user=BOT_USER,
            text=content.text or "",
            thread_ts=arguments.text("thread_ts") or (original.thread_ts if original else None),
            blocks=content.blocks or (),
            metadata=metadata,
            ephemeral_to=None if arguments.text("response_type") == "in_channel" else address.user,
        )


def _refused(error: SlackError) -> web.Response:
    status = 404 if error.code in ("expired_url", "used_url") else 400
    return web.json_response({"ok": False, "error": error.code}, status=status)


def _failed(request: web.Request, fault: Fault) -> web.Response:
    if fault.disconnect and request.transport is not None:
        request.transport.abort()
    return web.Response(status=fault.status, headers=dict(fault.headers), text=fault.error or "internal_error")
