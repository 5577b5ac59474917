"""A Bolt app as the bot sets it up, behind its real HTTP door, with a recorder in place of the rooms below."""

import hashlib
import hmac
import time
from collections.abc import AsyncGenerator

import pytest
from aiohttp import ClientResponse, ClientSession, web
from pydantic import SecretStr

from bot.language import Message, Question, StoreUnavailable, TeamId, ThreadRef, Ts, UserId
from bot.listeners import door, messages, others
from bot.listeners.bolt import Identity, make_bolt
from bot.telemetry import Telemetry

SECRET = "not-a-real-secret"  # the signing secret of these tests
IDENTITY = Identity(team=TeamId("T1"), workspace="Test", user=UserId("UBOT"), bot="BBOT", token=SecretStr("xoxb-test"))


class Rooms:
    """What the listeners asked of the rooms below."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.heard: list[Message] = []
        self.removed: list[Ts] = []
        self.took: set[str] = set()
        self.down = False

    async def put(self, question: Question) -> bool:
        if self.down:
            raise StoreUnavailable("Redis can't be reached.")
        self.questions.append(question)
        return True

    async def append(self, thread: ThreadRef, message: Message) -> None:
        self.heard.append(message)

    async def remove(self, thread: ThreadRef, ts: Ts) -> None:
        self.removed.append(ts)

    async def note_latest(self, thread: ThreadRef, ts: Ts) -> None:
        pass

    async def take_part(self, thread: ThreadRef) -> None:
        self.took.add(thread.key)

    async def took_part(self, thread: ThreadRef) -> bool:
        return thread.key in self.took


class Door:
    """The HTTP door, and the rooms behind it."""

    def __init__(self, session: ClientSession, url: str, rooms: Rooms, telemetry: Telemetry) -> None:
        self._session = session
        self._url = url
        self.rooms = rooms
        self.telemetry = telemetry

    async def knock(
        self, body: str | bytes, *, at: str | None = None, secret: str = SECRET, content_type: str = "application/json"
    ) -> ClientResponse:
        """Posts a signed body as Slack does."""
        raw = body.encode() if isinstance(body, str) else body
        timestamp = at if at is not None else str(int(time.time()))
        signed = b"v0:" + timestamp.encode() + b":" + raw
        headers = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest(),
        }
        return await self._session.post(self._url, data=raw, headers=headers)


@pytest.fixture
async def slack_door() -> AsyncGenerator[Door]:
    """A listening door."""
    rooms, telemetry = Rooms(), Telemetry()
    bolt = make_bolt(IDENTITY, signing_secret=SecretStr(SECRET))
    messages.register(bolt, messages.Messages(inbox=rooms, context=rooms, participation=rooms, telemetry=telemetry))
    others.register(bolt, telemetry)
    app = web.Application(client_max_size=door.MOST_BODY_BYTES)
    app.add_routes(door.routes(bolt))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with ClientSession() as session:
        yield Door(session, f"http://{host}:{port}{door.PATH}", rooms, telemetry)
    await runner.cleanup()
