"""What this room's tests share: a small Slack on loopback, a client for it, and the stores that other rooms would bring."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    ChannelId,
    LeaseLost,
    Message,
    Question,
    QuestionId,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.slack.attempt import Attempt
from bot.slack.client import make_client
from bot.slack.pacing import Pace
from bot.slack.refusals import Refusals
from bot.slack.reply import SlackReply
from tests.slack.fake import BOT, TOKEN, FakeSlack

TEAM = TeamId("T1")
CHANNEL = ChannelId("C1")

Ask = Callable[..., Question]
Replies = Callable[..., SlackReply]


class Passing:
    """Time that passes only while somebody sleeps, and then takes none but lets others run."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class Pauses:
    """A sleep whose every pause the test ends."""

    def __init__(self) -> None:
        self._under_way: list[asyncio.Future[None]] = []
        self._begun = asyncio.Event()

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    async def sleep(self, _seconds: float) -> None:
        pause = asyncio.get_running_loop().create_future()
        self._under_way.append(pause)
        self._begun.set()
        try:
            await pause
        finally:
            if pause in self._under_way:
                self._under_way.remove(pause)

    async def begun(self) -> None:
        """Waits until somebody sleeps."""
        async with asyncio.timeout(5):
            while not self._under_way:
                self._begun.clear()
                await self._begun.wait()

    def end(self) -> None:
        """Whoever sleeps now wakes."""
        ended, self._under_way = self._under_way, []
        for pause in ended:
            pause.set_result(None)


async def at_once(_seconds: float) -> None:
    """A sleep that takes no time but lets others run."""
    await asyncio.sleep(0)


@pytest.fixture
async def slack() -> AsyncGenerator[FakeSlack]:
    fake = FakeSlack()
    async with TestServer(fake.app()) as server:
        fake.url = str(server.make_url("")).rstrip("/")
        yield fake


@pytest.fixture
async def client(slack: FakeSlack) -> AsyncGenerator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)


@pytest.fixture
def ask(slack: FakeSlack) -> Ask:
    """Asks a question in the fake workspace: `ask(text, thread=None, surface=…, **message fields)`."""

    def asked(text: str = "What was the total?", *, thread: str | None = None, surface: Surface = Surface.MENTION) -> Question:
        ts = Ts(slack.says("U1", text, thread=thread))
        return Question(
            id=QuestionId(f"{TEAM}:{CHANNEL}:{ts}"),
            thread=ThreadRef(team=TEAM, channel=CHANNEL, ts=Ts(thread or ts)),
            message=Message(ts=ts, user=UserId("U1"), text=text),
            asker=UserId("U1"),
            surface=surface,
            me=UserId(BOT),
        )

    return asked


class Ledger:
    """Which message holds which part, as all workers see it."""

    def __init__(self) -> None:
        self.kept: dict[tuple[QuestionId, int], Ts] = {}
        self.fails = False

    async def settle(self, question_id: QuestionId, part: int, ts: Ts) -> Ts:
        if self.fails:
            raise ConnectionError("the worker dies here")
        return self.kept.setdefault((question_id, part), ts)

    async def parts(self, question_id: QuestionId) -> Mapping[int, Ts]:
        return {part: ts for (kept, part), ts in self.kept.items() if kept == question_id}

    async def replace(self, question_id: QuestionId, part: int, ts: Ts) -> None:
        self.kept[question_id, part] = ts


class Live:
    """Answers that grow now."""

    def __init__(self) -> None:
        self.answers: set[str] = set()

    async def enter(self, team: TeamId, answer_id: str) -> None:
        self.answers.add(answer_id)

    async def leave(self, team: TeamId, answer_id: str) -> None:
        self.answers.discard(answer_id)

    async def count(self, team: TeamId) -> int:
        return len(self.answers)


class Context:
    """Kept threads; keeps everything."""

    def __init__(self) -> None:
        self.threads: dict[str, tuple[Message, ...]] = {}

    async def read(self, thread: ThreadRef) -> tuple[Message, ...] | None:
        return self.threads.get(thread.key)

    async def keep(self, thread: ThreadRef, messages: Sequence[Message]) -> bool:
        self.threads[thread.key] = tuple(messages)
        return True

    async def append(self, thread: ThreadRef, message: Message) -> None:
        if thread.key in self.threads:
            self.threads[thread.key] += (message,)


class Titles:
    """The threads that have one."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.is_away = False

    async def has_one(self, thread: ThreadRef) -> bool:
        if self.is_away:
            raise StoreUnavailable("Redis can't be reached.")
        return thread.key in self.known

    async def settle(self, thread: ThreadRef) -> None:
        self.known.add(thread.key)


@pytest.fixture
def titles() -> Titles:
    return Titles()


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


@pytest.fixture
def live() -> Live:
    return Live()


@pytest.fixture
def kept() -> Context:
    return Context()


class Lease:
    """A lease that can be lost."""

    lost = False
    slack: FakeSlack | None = None

    async def __call__(self) -> None:
        if self.lost:
            raise LeaseLost
        if self.slack and self.slack.called("chat.update"):
            raise StoreUnavailable("Redis can't be reached.")

    def unknown_after_update(self, slack: FakeSlack) -> None:
        """The store goes away with the next update."""
        self.slack = slack


@pytest.fixture
def lease() -> Lease:
    return Lease()


@pytest.fixture
def refusals() -> Refusals:
    return Refusals()


@pytest.fixture
def question(ask: Ask) -> Question:
    return ask()


@pytest.fixture
def passing() -> Passing:
    return Passing()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def attempt(
    client: AsyncWebClient,
    question: Question,
    ledger: Ledger,
    titles: Titles,
    lease: Lease,
    refusals: Refusals,
    passing: Passing,
) -> Attempt:
    """The first one; the next is `replace(attempt, number=2)`."""
    return Attempt(
        client=client,
        question=question,
        ledger=ledger,
        titles=titles,
        refusals=refusals,
        check_lease=lease,
        sleep=passing.sleep,
        clock=passing,
    )


@pytest.fixture
def replies(attempt: Attempt, live: Live) -> Replies:
    """Makes the reply of one attempt: `replies(attempt=1, minimum=0)`."""
    first = attempt

    def make(attempt: int = 1, minimum: float = 0.0) -> SlackReply:
        return SlackReply(replace(first, number=attempt), pace=Pace(live, minimum=minimum))

    return make
