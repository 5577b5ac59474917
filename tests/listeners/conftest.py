"""A Bolt app as the bot sets it up, behind its real HTTP door, and the rooms below on a real Redis."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from aiohttp import ClientResponse, ClientSession, web
from pydantic import SecretStr
from redis.asyncio import Redis
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, Question, TeamId, ThreadRef, UserId
from bot.listeners import buttons, door, messages, others, sessions, welcomes
from bot.listeners.bolt import Identity, make_bolt
from bot.listeners.errands import Errands
from bot.memory.documents import KeptDocuments
from bot.memory.inbox import Claim, Inbox
from bot.memory.participation import Participation
from bot.memory.replies import KeptReplies
from bot.memory.threads import KeptThreads
from bot.memory.vault import Vault
from bot.slack.notes import Notes
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import Telemetry

SECRET = "not-a-real-secret"  # the signing secret of these tests
IDENTITY = Identity(team=TeamId("T1"), workspace="Test", user=UserId("UBOT"), bot="BBOT", token=SecretStr("xoxb-test"))


class RecordedNotes(Notes):
    """Says nothing to anybody, and remembers what it would have said."""

    def __init__(self) -> None:
        super().__init__(AsyncWebClient())
        self.said: list[str] = []

    async def welcome(self, channel: ChannelId) -> None:
        self.said.append(f"welcome in {channel}")

    async def whisper(self, thread: ThreadRef, user: UserId, text: str) -> None:
        self.said.append(f"to {user}: {text}")

    async def offer_again(self, question: Question) -> None:
        self.said.append(f"again? {question.id}")


class Rooms:
    """The rooms below on a real Redis, without Slack."""

    def __init__(self, redis: Redis) -> None:
        vault = Vault([("k", bytes(32))])
        self.redis = redis
        self.inbox = Inbox(redis, vault)
        self.context = KeptThreads(redis, vault, ttl=60)
        self.pages = KeptDocuments(redis, vault, ttl=60)
        self.participation = Participation(redis)
        self.replies = KeptReplies(redis)
        self.notes = RecordedNotes()
        self.errands = Errands()

    async def claim(self) -> Claim:
        """Takes the next question, as a worker would."""
        claim = await self.inbox.claim(uuid4().hex, lease=60)
        assert isinstance(claim, Claim)
        return claim

    async def questions(self) -> list[Question]:
        """Takes all questions that wait, and ends them."""
        taken: list[Question] = []
        while isinstance(claim := await self.inbox.claim(uuid4().hex, lease=60), Claim):
            taken.append(claim.question)
            await self.inbox.end(claim)
        return taken


class Door:
    """The HTTP door, and the rooms behind it."""

    def __init__(self, session: ClientSession, url: str, rooms: Rooms, telemetry: Telemetry) -> None:
        self._session = session
        self._url = url
        self.rooms = rooms
        self.telemetry = telemetry

    async def knock(
        self,
        body: str | bytes,
        *,
        at: str | None = None,
        secret: str | None = SECRET,
        content_type: str = "application/json",
        extra: Sequence[tuple[str, str]] = (),
    ) -> ClientResponse:
        """Posts a signed body as Slack does; `extra` headers come behind the proper ones. Without a secret it is not signed."""
        raw = body.encode() if isinstance(body, str) else body
        timestamp = at if at is not None else str(int(time.time()))
        signed = b"v0:" + timestamp.encode() + b":" + raw
        headers = {"Content-Type": content_type, "X-Slack-Request-Timestamp": timestamp}
        if secret:
            headers["X-Slack-Signature"] = "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        return await self._session.post(self._url, data=raw, headers=[*headers.items(), *extra])

    async def dribble(self) -> ClientResponse:
        """Begins to send a body and never ends."""

        async def endless() -> AsyncGenerator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

        return await self._session.post(self._url, data=endless(), headers={"X-Slack-Request-Timestamp": str(int(time.time()))})


@pytest.fixture
async def slack_door(redis: Redis) -> AsyncGenerator[Door]:
    """A listening door."""
    async with open_door(redis) as opened:
        yield opened


@asynccontextmanager
async def open_door(redis: Redis) -> AsyncGenerator[Door]:
    """A door that listens as long as the block."""
    rooms, telemetry = Rooms(redis), Telemetry()
    bolt = make_bolt(IDENTITY, signing_secret=SecretStr(SECRET))
    heard = messages.Messages(
        inbox=rooms.inbox,
        context=rooms.context,
        pages=rooms.pages,
        participation=rooms.participation,
        notes=rooms.notes,
        answers=Withdrawal(AsyncWebClient(), rooms.replies, file_part=1000),
        errands=rooms.errands,
        telemetry=telemetry,
    )
    messages.register(bolt, heard)
    buttons.register(bolt, rooms.inbox, rooms.errands)
    sessions.register(bolt, rooms.inbox)
    welcomes.register(bolt, rooms.participation, rooms.notes, rooms.errands)
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
    await rooms.errands.aclose()
    await runner.cleanup()
