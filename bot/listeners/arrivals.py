"""Notes which kinds of things Slack delivers, so that the doctor can tell what never came. It looks at no content and no id."""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.language import StoreUnavailable
from bot.listeners.errands import Errands
from bot.memory.deliveries import COMMAND, FORM, KINDS, SHORTCUT, Deliveries
from bot.slack.payloads import Payload, child, text_of

AGAIN_SECONDS = 60.0
"""A kind that comes all the time is noted once a minute by each process."""

CHANNEL_TYPES: Mapping[str, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""`channel_type` of a message event → what the manifest calls its subscription (docs.slack.dev/reference/events/message)."""

_INTERACTIONS: Mapping[str, str] = {
    "block_actions": FORM,
    "view_submission": FORM,
    "view_closed": FORM,
    "message_action": SHORTCUT,
    "shortcut": SHORTCUT,
}


def kind_of(body: Payload) -> str:
    """What was delivered, as the manifest has it; what it does not have is noted by nobody."""
    event = child(body, "event")
    if event:
        name = text_of(event, "type")
        return f"{name}.{CHANNEL_TYPES.get(text_of(event, 'channel_type'), '')}" if name == "message" else name
    return COMMAND if "command" in body else _INTERACTIONS.get(text_of(body, "type"), "")


class Noting:
    """Notes each kind now and then."""

    def __init__(self, deliveries: Deliveries, *, clock: Callable[[], float] = monotonic) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._noted: dict[str, float] = {}

    def is_due(self, kind: str) -> bool:
        """Whether it is to be noted again; from then on it counts as noted."""
        now = self._clock()
        if now - self._noted.get(kind, now - AGAIN_SECONDS) < AGAIN_SECONDS:
            return False
        self._noted[kind] = now
        return True

    async def begin(self) -> None:
        """From now on something can come."""
        try:
            await self._deliveries.begin()
        except StoreUnavailable:
            return  # the first delivery begins it as well

    async def note(self, kind: str) -> None:
        """One came."""
        try:
            await self._deliveries.note(kind)
        except StoreUnavailable:
            self._noted.pop(kind, None)


def register(app: AsyncApp, deliveries: Deliveries, errands: Errands) -> None:
    """Must come before all other listeners, so that what they do not take is noted as well. Nobody waits for it."""
    noting = Noting(deliveries)
    errands.send(noting.begin())

    async def note(body: Payload, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:  # noqa: A002 - Bolt's name
        kind = kind_of(body)
        if kind in KINDS and noting.is_due(kind):
            errands.send(noting.note(kind))
        return await next()

    app.middleware(note)
