"""Slack's Web API at `/api/<method>`: token, scope, pace and faults; what each method does is in `methods_*.py`."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from bot.playground.arguments import Arguments, read_call
from bot.playground.chances import Chances
from bot.playground.entities import Call, Payload, SlackError
from bot.playground.methods import Method, MissingScope
from bot.playground.pace import Pace
from bot.playground.tokens import Tokens
from bot.playground.workspace import Workspace

RUN_TOKEN = "xwfp-"  # noqa: S105 - what the tokens of runs of workflows' steps begin with
LONGEST_KEPT_ANSWER = 4_000
"""Characters of an answer that stay in the ledger."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one call: an `error` of Slack's, an HTTP `status`, or the connection cut (`disconnect`).

    With `committed` the call does its work before it fails, as when an answer is lost on the way. What comes back comes after
    `seconds`: for a caller who does not wait as long, the call hangs.
    """

    error: str | None = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    disconnect: bool = False
    committed: bool = False
    seconds: float = 0.0


class WebApi:
    """Serves the methods it is given to whoever brings the right token; `refusals` are the errors of methods that are off."""

    def __init__(
        self,
        workspace: Workspace,
        methods: dict[str, Method],
        *,
        tokens: Tokens,
        limits: Literal["off", "slack"] = "off",
        refusals: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workspace = workspace
        self._methods = methods
        self._tokens = tokens
        self._limits = limits
        self._clock = clock
        self._pace = Pace(clock)
        self.refusals = dict(refusals or {})
        """By method, the error with which all its calls are refused."""
        self.refused_blocks: set[str] = set()
        """The types of blocks that are refused in every message, as in a workspace that does not have them yet."""
        self.latency = 0.0
        """Seconds that a call takes. It is carried out half-way, also when its caller has left by then."""
        self.failed: list[tuple[Call, Fault]] = []
        """The calls that failed as they were told to."""
        self._faults: dict[str, deque[Fault]] = {}
        self._chances: dict[str, Chances[Fault]] = {}
        self._late: set[asyncio.Task[web.Response]] = set()

    def routes(self) -> list[web.RouteDef]:
        """Every method answers GET and POST alike."""
        return [web.route(verb, "/api/{method}", self._serve) for verb in ("GET", "POST")]

    @property
    def methods(self) -> frozenset[str]:
        """The names of the methods that are served."""
        return frozenset(self._methods)

    def fail_next(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """The next `times` calls of that method fail like this."""
        self._faults.setdefault(method, deque()).extend([fault] * times)

    def fail_often(self, methods: Iterable[str], share: float, fault: Fault, *, seed: int = 0) -> None:
        """From now on that share of the calls of each of those methods fails like this."""
        for method in methods:
            self._chances.setdefault(method, Chances(f"{seed} {method}")).add(share, fault)

    def fail_no_more(self) -> None:
        """No call fails any more, neither next nor often."""
        self._faults.clear()
        self._chances.clear()

    def add(self, methods: Mapping[str, Method]) -> None:
        """Serves these methods too."""
        self._methods |= methods

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        try:
            arguments, token = await read_call(request)
        except SlackError as error:
            return _answer({"ok": False, "error": error.code})
        return await self.serve(request, arguments, token)

    async def serve(self, request: web.Request, arguments: Arguments, token: str) -> web.StreamResponse:
        """One call whose body is read, which can be done once."""
        name = request.match_info["method"]
        call = Call(name, arguments.values, token, self._clock())
        self._workspace.record(call)
        answer = await self._answered(request, call, arguments)
        call.ended_at = self._clock()
        is_cut = request.transport is None or request.transport.is_closing()
        call.status, call.answer = (0, "") if is_cut else (answer.status, (answer.text or "")[:LONGEST_KEPT_ANSWER])
        self._workspace.signal.fire()
        return answer

    async def _answered(self, request: web.Request, call: Call, arguments: Arguments) -> web.Response:
        name, token = call.method, call.token
        fault = self._fault(name)
        if fault is None:
            return await self._carry_out(name, arguments, token)
        self.failed.append((call, fault))
        if fault.committed:
            await self._carry_out(name, arguments, token)
        await asyncio.sleep(fault.seconds)
        if fault.disconnect:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        body: Payload = {"ok": False, "error": fault.error or "internal_error"}
        return _answer(body, status=fault.status, headers=dict(fault.headers))

    def _fault(self, name: str) -> Fault | None:
        if queue := self._faults.get(name):
            return queue.popleft()
        return self._chances[name].draw() if name in self._chances else None

    async def _carry_out(self, name: str, arguments: Arguments, token: str) -> web.Response:
        if not self.latency:
            return self._call(name, arguments, token)

        async def call() -> web.Response:
            await asyncio.sleep(self.latency / 2)
            answer = self._call(name, arguments, token)
            await asyncio.sleep(self.latency / 2)
            return answer

        task = asyncio.create_task(call())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return await asyncio.shield(task)

    def _call(self, name: str, arguments: Arguments, token: str) -> web.Response:
        method = self._methods.get(name)
        if method is None:
            self._workspace.miss(name)
            return _answer({"ok": False, "error": "unknown_method", "req_method": name})
        granted = self._workspace.app_scopes if method.caller == "app" else self._workspace.scopes
        scopes = ",".join(sorted(granted))
        try:
            self._authorise(method, token)
            wait = self._pace.take(name, method.tier, arguments.text("channel")) if self._limits == "slack" else 0
            if wait:
                return _answer({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)})
            if name in self.refusals:
                raise SlackError(self.refusals[name])
            self._check_blocks(arguments)
            if method.scope and method.scope not in granted:
                raise MissingScope(method.scope)
            body: Payload = {"ok": True, **method.answer(arguments)}
        except MissingScope as error:
            body = {"ok": False, "error": error.code, "needed": error.needed, "provided": scopes}
        except SlackError as error:
            body = {"ok": False, "error": error.code, **error.more}
        return _answer(body, headers={"X-OAuth-Scopes": scopes, "X-Accepted-OAuth-Scopes": method.scope or ""})

    def _check_blocks(self, arguments: Arguments) -> None:
        sent = arguments.objects("blocks", error="invalid_blocks_format") if self.refused_blocks else None
        if any(block.get("type") in self.refused_blocks for block in sent or ()):
            raise SlackError("invalid_blocks")

    def _authorise(self, method: Method, token: str) -> None:
        if method.caller == "anyone":
            return
        if not token:
            raise SlackError("not_authed")
        if token in self._workspace.run_tokens and method.caller == "bot":
            return
        if token.startswith(RUN_TOKEN):
            raise SlackError("token_expired")
        self._tokens.check(token, wanted=method.caller)


def _answer(body: Payload, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response(body, status=status, headers=headers)
