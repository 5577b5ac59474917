"""A Bolt app as the bot sets it up, behind its real HTTP door, and the rooms below on a real Redis."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import cast
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from aiohttp import ClientResponse, ClientSession, web
from pydantic import SecretStr
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, FootnoteError, Question, TeamId, ThreadRef, UserId
from bot.language.speech import ENGLISH, spoken
from bot.listeners import (
    addressed,
    arrivals,
    asking,
    buttons,
    channels,
    commands,
    container,
    door,
    files,
    home,
    leaving,
    messages,
    offers,
    others,
    passwords,
    recaps,
    sessions,
    settings_windows,
    shortcuts,
    steps,
    strangers,
    thumbs,
    welcomes,
)
from bot.listeners.bolt import Identity, make_bolt
from bot.listeners.chores import Chores
from bot.listeners.errands import Errands
from bot.listeners.examining import Examining
from bot.listeners.rights import Rights
from bot.listeners.whispers import Whispers
from bot.memory.answers import KeptAnswers
from bot.memory.asked import Asked
from bot.memory.channels import KeptChannels
from bot.memory.deliveries import Deliveries
from bot.memory.departures import Departures
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.feedback import KeptFeedback
from bot.memory.forgetting import Forgetting
from bot.memory.inbox import Claim, Inbox
from bot.memory.limit_values import LimitValues
from bot.memory.limits import Limits
from bot.memory.outbox import Outbox
from bot.memory.participation import Participation
from bot.memory.preferences import Preferences
from bot.memory.pressed import PressedMessages
from bot.memory.recent import Recent
from bot.memory.replies import KeptReplies
from bot.memory.retention import Retention
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.memory.taps import Taps
from bot.memory.threads import KeptThreads
from bot.memory.titles import Titles
from bot.memory.vault import Vault
from bot.memory.whereabouts import Whereabouts
from bot.settings import load_settings
from bot.slack.access import Access
from bot.slack.client import make_client
from bot.slack.direct import DirectMessages
from bot.slack.exporting import Exporting
from bot.slack.languages import Languages
from bot.slack.notes import Notes
from bot.slack.people import People
from bot.slack.posts import FILE_PART
from bot.slack.refusals import Refusals
from bot.slack.sessions import Sessions
from bot.slack.sharing import Sharing
from bot.slack.step import Steps
from bot.slack.suggestions import Suggestions
from bot.slack.windows import SourceWindows
from bot.slack.withdrawal import Withdrawal
from bot.telemetry import Telemetry
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import at_once
from tests.slack.fake import TOKEN

SECRET = "not-a-real-secret"  # the signing secret of these tests
WORKSPACE = "https://acme.slack.com/"
IDENTITY = Identity(
    team=TeamId("T1"), workspace="Test", url=WORKSPACE, user=UserId("UBOT"), bot="BBOT", token=SecretStr("xoxb-test")
)
ADMIN_BY_SETTING = "UADMIN"
FORM = "application/x-www-form-urlencoded"


class RecordedNotes(Notes):
    """Says nothing to anybody, and remembers what it would have said."""

    def __init__(self) -> None:
        super().__init__(AsyncWebClient())
        self.said: list[str] = []
        self.refusal: FootnoteError | None = None

    async def welcome(self, channel: ChannelId) -> None:
        if self.refusal:
            raise self.refusal
        self.said.append(f"welcome in {channel}" + ("" if spoken() is ENGLISH else f" ({spoken().code})"))

    async def whisper(self, where: ThreadRef | ChannelId, user: UserId, text: str) -> None:
        self.said.append(f"to {user}: {text}")

    async def offer_again(self, question: Question) -> None:
        self.said.append(f"again? {question.id}" + ("" if spoken() is ENGLISH else f" ({spoken().code})"))


class Rooms:
    """The rooms below on a real Redis, with a small Slack for what is looked up there."""

    def __init__(self, redis: Redis, slack: SlackOfChannels) -> None:
        vault = Vault([("k", bytes(32))])
        self.redis = redis
        self.slack = slack
        self.outbox = Outbox(redis, vault)
        self.limits = Limits(redis, LimitValues.of(load_settings({"redis_url": None})))
        self.inbox = Inbox(redis, vault)
        self.context = KeptThreads(redis, vault, ttl=60)
        self.pages = KeptDocuments(redis, vault, ttl=60)
        self.digests = KeptDigests(redis, vault, ttl=60)
        self.participation = Participation(redis)
        self.asked = Asked(redis, ttl=60)
        self.replies = KeptReplies(redis)
        self.pressed = PressedMessages(redis, vault)
        self.answers = KeptAnswers(redis, vault, ttl=60)
        self.feedback = KeptFeedback(redis, vault)
        self.retention = Retention(86_400)
        self.preferences = Preferences(redis, vault, self.retention)
        self.recent = Recent(redis, self.answers)
        self.schedules = Schedules(redis, vault)
        self.slots = Slots(self.schedules, self.inbox, me=IDENTITY.user)
        self.titles = Titles(redis)
        self.whereabouts = Whereabouts(redis, vault, ttl=60)
        self.notes = RecordedNotes()
        self.errands = Errands()
        self.examination = asyncio.Lock()
        self.may_examine = asyncio.Event()
        self.may_examine.set()
        self.found: str | Exception = "All is **well**."
        self.forgetting = Forgetting(
            context=self.context,
            pages=self.pages,
            digests=self.digests,
            inbox=self.inbox,
            outbox=self.outbox,
            pressed=self.pressed,
            answers=self.answers,
            feedback=self.feedback,
            participation=self.participation,
            preferences=self.preferences,
            schedules=self.schedules,
            whereabouts=self.whereabouts,
        )
        self.channels = KeptChannels(
            redis,
            forgetting=self.forgetting,
            preferences=self.preferences,
            limits=self.limits,
            whereabouts=self.whereabouts,
        )
        self.departures = Departures(redis, self.inbox)

    async def examine(self) -> str:
        """What the doctor would find, as soon as it may look."""
        await self.may_examine.wait()
        if isinstance(self.found, Exception):
            raise self.found
        return self.found

    async def told(self) -> list[str]:
        """What was whispered, once all errands are done."""
        await self.errands.aclose()
        return self.notes.said

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
        self.session = session
        self.url = url
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
        return await self.session.post(self.url, data=raw, headers=[*headers.items(), *extra])

    async def command(self, command: str, text: str = "", **fields: str) -> dict[str, str]:
        """Sends a command as Slack does; returns the acknowledgement. A field that is empty is left out."""
        payload = {
            "token": "not-looked-at",
            "team_id": "T1",
            "channel_id": "C1",
            "user_id": "U1",
            "command": command,
            "text": text,
            "response_url": f"{self.rooms.slack.url}/respond/1",
            "trigger_id": "13.37.abc",
            **fields,
        }
        kept = {name: value for name, value in payload.items() if value or name == "text"}
        response = await self.knock(urlencode(kept), content_type=FORM)
        assert response.status == 200
        acknowledgement = cast("dict[str, str]", await response.json())
        assert acknowledgement["response_type"] == "ephemeral"
        return acknowledgement

    async def dribble(self) -> ClientResponse:
        """Begins to send a body and never ends."""

        async def endless() -> AsyncGenerator[bytes]:
            yield b"{"
            await asyncio.Event().wait()

        return await self.session.post(self.url, data=endless(), headers={"X-Slack-Request-Timestamp": str(int(time.time()))})


@pytest.fixture
async def slack_door(redis: Redis) -> AsyncGenerator[Door]:
    """A listening door."""
    async with open_door(redis) as opened:
        yield opened


@asynccontextmanager
async def open_door(redis: Redis) -> AsyncGenerator[Door]:
    """A door that listens as long as the block."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(served(a_slack()))
        session = await stack.enter_async_context(ClientSession())
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)
        rooms, telemetry = Rooms(redis, slack), Telemetry()
        app = web.Application(client_max_size=door.MOST_BODY_BYTES)
        app.add_routes(door.routes(joined(rooms, client, telemetry)))
        runner = web.AppRunner(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(rooms.errands.aclose)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield Door(session, f"http://{host}:{port}{door.PATH}", rooms, telemetry)


def a_slack() -> SlackOfChannels:
    """Ann asks, Bob is an admin, Lena speaks German; the board's channel is not Ann's."""
    slack = SlackOfChannels()
    slack.person("U1", "ann")
    slack.person("UBOB", "bob", is_admin=True)
    slack.person("ULENA", "lena", locale="de-DE")
    slack.person(ADMIN_BY_SETTING, "ada")
    slack.channel("C1", "general", members=["U1", "UBOB", "ULENA"])
    slack.channel("CBOARD", "board", members=["UBOB"], is_private=True)
    return slack


def joined(rooms: Rooms, client: AsyncWebClient, telemetry: Telemetry) -> AsyncApp:
    """The listeners, joined as the bot joins them."""
    bolt = make_bolt(IDENTITY, signing_secret=SecretStr(SECRET), telemetry=telemetry)
    people, refusals = People(client), Refusals()
    access = Access(client, people)
    chores = Chores(
        limits=rooms.limits,
        preferences=rooms.preferences,
        forgetting=rooms.forgetting,
        people=people,
        access=access,
        admins=[ADMIN_BY_SETTING],
        workspace_url=WORKSPACE,
    )
    beside = container.Container(
        whereabouts=rooms.whereabouts, access=access, suggestions=Suggestions(client, refusals), errands=rooms.errands
    )
    heard = messages.Messages(
        inbox=rooms.inbox,
        context=rooms.context,
        forgetting=rooms.forgetting,
        participation=rooms.participation,
        asked=rooms.asked,
        notes=rooms.notes,
        answers=Withdrawal(client, rooms.replies, file_part=FILE_PART),
        kept=rooms.answers,
        chores=chores,
        languages=Languages(people),
        container=beside,
        errands=rooms.errands,
        telemetry=telemetry,
    )
    arrivals.register(bolt, Deliveries(rooms.redis), rooms.errands)
    addressed.register(bolt, Languages(people))
    rights = Rights(people, [ADMIN_BY_SETTING])
    scheduled = recaps.Recaps(
        client=client,
        schedules=rooms.schedules,
        slots=rooms.slots,
        access=access,
        people=people,
        notes=rooms.notes,
        errands=rooms.errands,
    )
    windows = settings_windows.SettingsWindows(
        client,
        preferences=rooms.preferences,
        limits=rooms.limits,
        rights=rights,
        retention=rooms.retention,
        recap=scheduled.section,
    )
    homes = home.Homes(
        client,
        preferences=rooms.preferences,
        recent=rooms.recent,
        limits=rooms.limits,
        forgetting=rooms.forgetting,
        people=people,
        rights=rights,
        retention=rooms.retention,
        model="a-model",
        shows_cost=False,
        workspace_url=WORKSPACE,
    )
    examining = Examining(client, examine=rooms.examine, rights=rights, errands=rooms.errands, one_at_a_time=rooms.examination)
    ordered = commands.Commands(
        inbox=rooms.inbox,
        chores=chores,
        settings=windows,
        examining=examining,
        workspace_url=WORKSPACE,
        telemetry=telemetry,
    )
    strangers.register(bolt, IDENTITY.team, people=people, preferences=rooms.preferences, errands=rooms.errands)
    messages.register(bolt, heard, workspace_url=WORKSPACE)
    recaps.register(bolt, scheduled)
    channels.register(bolt, channels.Channels(rooms.channels, scheduled))
    leaving.register(bolt, leaving.Leaving(rooms.departures))
    commands.register(bolt, ordered)
    passwords.register(bolt, rooms.inbox, client)
    whispers = Whispers(client, rooms.notes)
    offered = offers.Offers(
        inbox=rooms.inbox,
        answers=rooms.answers,
        taps=Taps(rooms.redis),
        context=rooms.context,
        people=people,
        windows=SourceWindows(client, rooms.pages, sleep=at_once),
        exporting=Exporting(client, rooms.replies, sleep=at_once),
        whispers=whispers,
        errands=rooms.errands,
        telemetry=telemetry,
    )
    offers.register(bolt, offered)
    pressed = thumbs.Thumbs(feedback=rooms.feedback, whispers=whispers, errands=rooms.errands, telemetry=telemetry)
    thumbs.register(bolt, pressed)
    pointing = shortcuts.Shortcuts(
        team=IDENTITY.team,
        client=client,
        inbox=rooms.inbox,
        context=rooms.context,
        pressed=rooms.pressed,
        people=people,
        errands=rooms.errands,
        telemetry=telemetry,
    )
    shortcuts.register(bolt, pointing)
    asked = asking.Asking(
        team=IDENTITY.team,
        client=client,
        inbox=rooms.inbox,
        direct=DirectMessages(client),
        access=Access(client, people),
        people=people,
        errands=rooms.errands,
        telemetry=telemetry,
    )
    asking.register(bolt, asked)
    buttons.register(bolt, rooms.inbox, Sharing(client, people, rooms.outbox, rooms.replies, sleep=at_once), rooms.errands)
    sessions.register(bolt, rooms.inbox, rooms.titles, Sessions(client, refusals), rooms.errands)
    container.register(bolt, beside)
    steps.register(bolt, rooms.inbox, rooms.context, Steps(client), workspace_url=WORKSPACE, telemetry=telemetry)
    files.register(bolt, rooms.forgetting)
    home.register(bolt, homes, rooms.errands)
    settings_windows.register(bolt, windows, homes, rooms.errands)
    welcomes.register(bolt, rooms.participation, rooms.notes, beside, rooms.errands)
    others.register(bolt, telemetry)
    return bolt
