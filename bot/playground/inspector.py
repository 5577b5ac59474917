"""The inspector's endpoints: what was seen, gathered from where each part keeps it, as journeys; and the faults' switches.

`page_api.py` serves them, to its own page only.
"""

import time
from collections.abc import Awaitable, Callable, Iterable

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.playground import journey_json, journeys
from bot.playground.bot_log import BotLog
from bot.playground.child import Life
from bot.playground.deliveries import Deliveries
from bot.playground.entities import SlackError
from bot.playground.faults import Faults
from bot.playground.files import Files
from bot.playground.responses import Responses
from bot.playground.stand_in import StandIn
from bot.playground.workspace import Workspace

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ALL = "all"
"""The name by which every switch is meant, to be turned off."""


class _Turned(BaseModel):
    name: str
    on: bool = False


class Inspector:
    """Tells of journeys, and turns faults on and off. `note` says of the model what a person should know.

    `log` and `lives` are the bot's, where the playground has started it.
    """

    def __init__(
        self,
        workspace: Workspace,
        *,
        deliveries: Deliveries,
        responses: Responses,
        files: Files,
        stand_in: StandIn,
        faults: Faults,
        note: str = "",
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._responses = responses
        self._files = files
        self._stand_in = stand_in
        self._faults = faults
        self._note = note
        self._clock = clock
        self._wall = wall
        self.log: BotLog | None = None
        self.lives: Iterable[Life] = ()

    def handlers(self) -> list[tuple[str, str, _Handler]]:
        """By verb and the last part of their path. They raise `SlackError`."""
        return [
            ("GET", "journeys", self._list),
            ("GET", "journey", self._show),
            ("GET", "faults", self._switches),
            ("POST", "faults", self._turn),
        ]

    def seen(self) -> journeys.Seen:
        """All that there is by now."""
        return journeys.Seen(
            deliveries=tuple(self._deliveries.records),
            lines=tuple(self.log or ()),
            calls=tuple(self._workspace.calls),
            responses=tuple(self._responses.sent),
            downloads=tuple(self._files.fetched),
            exchanges=tuple(self._stand_in.exchanges),
            lives=tuple(self.lives),
            now=self._clock(),
            thread_of=self._thread_of,
            shared_in=self._shared_in,
        )

    async def _list(self, _: web.Request) -> web.StreamResponse:
        seen, wall = self.seen(), self._since_epoch()
        found = [journey_json.summary(one, now=seen.now, wall=wall) for one in journeys.asked(seen)]
        return web.json_response({"ok": True, "journeys": found})

    async def _show(self, request: web.Request) -> web.StreamResponse:
        """One journey: by `id`, or by `channel` and `ts` of a message that belongs to its answer."""
        seen, wall = self.seen(), self._since_epoch()
        channel, ts = request.query.get("channel", ""), request.query.get("ts", "")
        question = request.query.get("id") or journeys.question_of(seen, channel, ts, at=_seconds(ts) - wall)
        found = journeys.journey(seen, question) if question else None
        if found is None:
            raise SlackError("no_journey")
        return web.json_response({"ok": True, "journey": journey_json.shown(found, wall=wall, note=self._note)})

    async def _switches(self, _: web.Request) -> web.StreamResponse:
        return web.json_response({"ok": True, "switches": self._faults.shown()})

    async def _turn(self, request: web.Request) -> web.StreamResponse:
        try:
            turned = _Turned.model_validate_json(await request.read())
        except ValidationError:
            raise SlackError("invalid_arguments") from None
        if turned.name == ALL:
            await self._faults.reset()
        else:
            await self._faults.switch(turned.name, on=turned.on)
        return await self._switches(request)

    def _since_epoch(self) -> float:
        """What turns seconds of the clock into those of the epoch."""
        return self._wall() - self._clock()

    def _thread_of(self, channel: str, ts: str) -> str:
        place = self._workspace.channels.get(channel)
        message = place.messages.get(ts) if place else None
        return (message.thread_ts or message.ts) if message and message.ephemeral_to is None else ""

    def _shared_in(self, file_id: str) -> list[tuple[str, str]]:
        return [
            (channel.id, message.thread_ts or message.ts)
            for channel in self._workspace.shared_in(file_id)
            for message in channel.messages.values()
            if file_id in message.files
        ]


def _seconds(ts: str) -> float:
    try:
        return float(ts)
    except ValueError:
        raise SlackError("invalid_arguments") from None
