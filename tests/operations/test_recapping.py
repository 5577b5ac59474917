"""Scheduled recaps with a real inbox, desk and Slack's protocol: made once whoever is killed when, or left out with a word."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.answering.compose import Budget
from bot.answering.desk import Desk
from bot.answering.digest.needs import ReadingBudget
from bot.answering.reading import Reading
from bot.language import ChannelId, FootnoteError, LeaseLost, Schedule, ThreadRef, Ts, UserId, phrases
from bot.memory.answers import KeptAnswers
from bot.memory.digests import KeptDigests
from bot.memory.documents import KeptDocuments
from bot.memory.inbox import Claim, Inbox
from bot.memory.limits import Limits
from bot.memory.replies import KeptReplies
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.memory.threads import KeptThreads
from bot.memory.vault import Vault
from bot.model.client import ModelClient
from bot.model.exchange import open_http
from bot.operations.metering import Metering
from bot.operations.recapping import Recapping
from bot.slack.access import Access
from bot.slack.attempt import Attempt
from bot.slack.client import make_client
from bot.slack.elsewhere import Elsewhere
from bot.slack.files import SlackFiles
from bot.slack.history import History
from bot.slack.notes import Notes
from bot.slack.people import People
from bot.slack.places import Places
from bot.slack.refusals import Refusals
from bot.slack.source import SlackSource
from bot.slack.threads import SlackThreads
from bot.telemetry import Telemetry, begin_course, course
from bot.worker import Interruption, Worker
from tests.answering.conftest import OneLineReader, Rules
from tests.language.test_schedule import DAY, HOUR, a_schedule
from tests.memory.build import TEAM, a_vault
from tests.memory.test_limits import NONE
from tests.model.api import Api, refuses, says, serving
from tests.model.conftest import MODELS, Cooldown, Waits, settings_for
from tests.model.conftest import Refusals as ImageRefusals
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import Titles, at_once
from tests.slack.fake import BOT, TOKEN

HERE, ADA, ME = ChannelId("C1"), UserId("UADA"), UserId(BOT)
HOME = "https://acme.slack.com/"
LEASE = 60.0
PATIENCE = 20.0


class Bot:
    """One process' parts on a Redis and a Slack that others share."""

    def __init__(
        self,
        stack: AsyncExitStack,
        redis: Redis,
        vault: Vault,
        slack: SlackOfChannels,
        session: aiohttp.ClientSession,
        api: Api,
        folder: Path,
        limits: Limits,
    ) -> None:
        self.slack = slack
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)
        self._client = client
        self.inbox = Inbox(redis, vault)
        self.schedules = Schedules(redis, vault)
        self.slots = Slots(self.schedules, self.inbox, me=ME)
        self.answers = KeptAnswers(redis, vault, ttl=600)
        self.ledger = KeptReplies(redis)
        people = People(client)
        access, history = Access(client, people), History(client, sleep=at_once)
        self.access = access
        places = Places(people, access, history, workspace_url=HOME)
        elsewhere = Elsewhere(places, history, workspace_url=HOME)
        threads = SlackThreads(client, people, KeptThreads(redis, vault, ttl=600), workspace_url=HOME)
        settings, telemetry = settings_for(api.url), Telemetry()
        http = open_http(settings)
        stack.push_async_callback(http.aclose)
        files = SlackFiles(client, http, hosts=(), max_bytes=1)
        shelf = KeptDocuments(redis, vault, ttl=600)
        desk = Desk(
            reading=Reading(OneLineReader(), shelf, most=10, folder=folder, telemetry=telemetry),
            model=ModelClient(http, settings, ImageRefusals(), Cooldown(), telemetry, random=lambda: 1.0, sleep=Waits()),
            meter=Metering(limits, people),
            rules=Rules(),
            answers=self.answers,
            digests=KeptDigests(redis, vault, ttl=600),
            reading_budget=ReadingBudget(tokens=600_000, seconds=600.0),
            at_once=4,
            shows_cost=False,
            first_choice=MODELS[0],
            budget=Budget(context=settings.model_context_tokens, answer=settings.model_max_tokens),
            telemetry=telemetry,
        )
        self.recapping = Recapping(
            schedules=self.schedules,
            slots=self.slots,
            desk=desk,
            source=lambda question: SlackSource(question, threads, files, elsewhere),
            answers=self.answers,
            access=access,
            people=people,
            notes=Notes(client),
        )

    async def handle(self, claim: Claim, interruption: Interruption) -> None:
        """As the worker and the house do."""
        begin_course(waited=claim.waited)

        async def check_lease() -> None:
            hold = await self.inbox.holds(claim)
            if not hold.mine:
                raise LeaseLost
            if hold.flag:
                interruption.interrupt(hold.flag)

        attempt = Attempt(
            client=self._client,
            question=claim.question,
            ledger=self.ledger,
            titles=Titles(),
            refusals=Refusals(),
            check_lease=check_lease,
            number=claim.claims,
            sleep=at_once,
        )
        await self.recapping.handle(attempt, interruption)

    async def give_up(self, claim: Claim, error: FootnoteError) -> None:
        await self.recapping.give_up(claim.question, error)

    async def given_up(self, claim: Claim, error: FootnoteError | None) -> None:
        await self.give_up(claim, error or FootnoteError(phrases.GAVE_UP))

    async def take(self, *, lease: float = LEASE) -> Claim:
        """The slot that is due, by an owner of its own: to one that asks again within its lease the same is given uncounted."""
        owner = uuid4().hex
        while not isinstance(claim := await self.inbox.claim(owner, lease=lease), Claim):
            assert claim.seconds is not None
            await self.inbox.wait(claim.seconds)
        return claim

    async def make(self) -> None:
        """Makes the recap that is due, to its end."""
        claim = await self.take()
        await self.handle(claim, Interruption())
        assert await self.inbox.end(claim)

    @asynccontextmanager
    async def working(self) -> AsyncGenerator[None]:
        """As a worker, for as long as the block lasts."""
        stopping = asyncio.Event()
        worker = Worker(
            self.inbox, handle=self.handle, give_up=self.given_up, concurrency=4, telemetry=Telemetry(), retries=(0.01,)
        )
        task = asyncio.create_task(worker.run(stopping))
        try:
            yield
        finally:
            stopping.set()
            await task


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    fake = SlackOfChannels()
    fake.person(ADA, "Ada")
    fake.person(BOT, "Footnote")
    fake.channel(HERE, "finance", members=[ADA])
    async with served(fake):
        yield fake


@pytest.fixture
async def api() -> AsyncGenerator[Api]:
    async with serving() as running:
        running.answers(says("We ship on Monday. [m1]"))
        yield running


Start = Callable[..., Bot]


@pytest.fixture
async def start(redis: Redis, slack: SlackOfChannels, api: Api, tmp_path: Path) -> AsyncGenerator[Start]:
    """Starts as many as are wanted."""
    vault = a_vault()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())

        def started(**limits: int) -> Bot:
            return Bot(stack, redis, vault, slack, session, api, tmp_path, Limits(redis, replace(NONE, **limits)))

        yield started


async def due(bot: Bot, *, ago: float = 60.0, **fields: Any) -> Schedule:
    """A schedule of which a slot was due so many seconds ago, and a channel in which something was said before and after it."""
    now = await bot.schedules.now()
    at = (now - ago) // 60 * 60
    bot.slack.clock = int(at) - 2 * HOUR
    bot.slack.says(ADA, "We decided to ship on Monday.", channel=HERE)
    bot.slack.clock = int(now)
    bot.slack.says(ADA, "This came later.", channel=HERE)
    slot_time = f"{int(at) % DAY // HOUR:02d}:{int(at) % HOUR // 60:02d}"
    schedule = a_schedule(at=slot_time, zone="UTC", setter=ADA, handled=at - HOUR, **fields)
    await bot.schedules.change(TEAM, HERE, lambda _: schedule)
    await bot.slots.look(TEAM)
    return schedule


def roots(slack: SlackOfChannels) -> list[dict[str, Any]]:
    return [message for message in slack.said(HERE) if message["thread_ts"] == message["ts"]]


def told(slack: SlackOfChannels) -> list[str]:
    """What the setter was told in direct messages."""
    return [message["text"] for message in slack.said(ADA)]


async def now_kept(bot: Bot) -> Schedule:
    schedule = await bot.schedules.of(TEAM, HERE)
    assert schedule
    return schedule


async def test_a_recap_tells_what_was_said_up_to_its_slot_in_the_channel_itself(
    start: Start, slack: SlackOfChannels, api: Api
) -> None:
    bot = start()
    before = await due(bot)
    await bot.make()
    (recap,) = roots(slack)
    assert recap["text"].startswith("Daily recap, set by @Ada; change it with `/footnote recaps`.\n\nWe ship on Monday.")
    assert f"<{HOME}archives/C1/p" in recap["text"]
    assert "#finance since" in recap["text"]
    (asked,) = api.bodies
    assert "We decided to ship on Monday." in str(asked)
    assert "This came later." not in str(asked)
    after = await now_kept(bot)
    assert after.covered == after.handled == before.next_slot(await bot.schedules.now())
    assert (await bot.inbox.depth()).threads == 1  # the next slot


async def test_the_next_recap_goes_on_where_the_last_one_ended(start: Start, slack: SlackOfChannels, api: Api) -> None:
    bot = start()
    await due(bot, ago=600.0, covered=1)
    await bot.make()
    assert "This came later." not in str(api.bodies[-1])
    schedule = await now_kept(bot)
    assert schedule.covered
    assert schedule.begins(schedule.slot_after(schedule.covered)) == schedule.covered


async def test_two_processes_make_one_recap(start: Start, slack: SlackOfChannels) -> None:
    first, second = start(), start()
    await due(first)
    await second.slots.look(TEAM)
    async with first.working(), second.working(), asyncio.timeout(PATIENCE):
        while (await now_kept(first)).covered is None:
            await asyncio.gather(first.slots.look(TEAM), second.slots.look(TEAM))
    assert len(roots(slack)) == 1


async def test_a_worker_killed_between_the_post_and_the_end_leaves_one_recap(start: Start, slack: SlackOfChannels) -> None:
    bot = start()
    await due(bot)
    unheard = bot.ledger.settle

    async def dies(*_: object) -> Ts:
        raise ConnectionError("the worker dies here")

    bot.ledger.settle = dies  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(ConnectionError):
        await bot.handle(await bot.take(lease=0.05), Interruption())
    bot.ledger.settle = unheard
    assert len(roots(slack)) == 1
    await bot.make()
    assert len(roots(slack)) == 1


async def test_a_worker_killed_after_all_but_the_end_makes_no_second_recap(
    start: Start, slack: SlackOfChannels, api: Api
) -> None:
    bot = start()
    await due(bot)
    await bot.handle(await bot.take(lease=0.05), Interruption())
    await bot.make()
    assert len(roots(slack)) == 1
    assert len(api.bodies) == 1
    assert course().outcome == "not wanted"


async def test_where_nothing_was_said_nothing_is_posted_and_no_model_called(
    start: Start, slack: SlackOfChannels, api: Api
) -> None:
    bot = start()
    schedule = await due(bot)
    for ts in list(slack.messages):
        del slack.messages[ts]
    await bot.make()
    assert (slack.ours, api.bodies, course().outcome) == ([], [], "nothing said")
    assert (await now_kept(bot)).covered == schedule.next_slot(await bot.schedules.now())


async def test_what_footnote_itself_has_said_is_nothing_to_recap(start: Start, slack: SlackOfChannels, api: Api) -> None:
    bot = start()
    await due(bot)
    for message in slack.messages.values():
        message["user"] = BOT
    await bot.make()
    assert (roots(slack)[2:], api.bodies) == ([], [])


@pytest.mark.parametrize("change", [{"revision": "r2"}, {"paused": True}, None])
async def test_a_slot_of_a_schedule_that_was_changed_or_switched_off_makes_none(
    start: Start, slack: SlackOfChannels, api: Api, change: dict[str, object] | None
) -> None:
    bot = start()
    schedule = await due(bot)
    changed = schedule.model_copy(update=change) if change else None
    await bot.schedules.change(TEAM, HERE, lambda _: changed)
    await bot.make()
    assert (slack.ours, api.bodies, course().outcome) == ([], [], "not wanted")


async def test_a_slot_that_waited_too_long_makes_none(start: Start, slack: SlackOfChannels, api: Api) -> None:
    bot = start()
    await due(bot, ago=11 * HOUR)
    claim = await bot.take()
    bot.recapping._schedules.now = later(bot, 2 * HOUR)  # pyright: ignore[reportAttributeAccessIssue]
    await bot.handle(claim, Interruption())
    assert (slack.ours, api.bodies, course().outcome) == ([], [], "not wanted")


def later(bot: Bot, seconds: float) -> Callable[[], Awaitable[float]]:
    now = bot.schedules.now

    async def then() -> float:
        return await now() + seconds

    return then


async def test_switched_off_while_it_is_made_it_is_not_shown(start: Start, slack: SlackOfChannels) -> None:
    bot = start()
    schedule = await due(bot)
    claim = await bot.take()
    await bot.slots.drop(schedule)
    await bot.handle(claim, Interruption())
    assert slack.ours == []
    assert course().outcome == "stopped"
    assert await bot.inbox.end(claim, seen="stopped")


async def test_over_a_limit_it_is_left_out_its_setter_told_once_and_the_next_one_covers_it(
    start: Start, slack: SlackOfChannels, api: Api
) -> None:
    bot = start(workspace_tokens_per_day=1)
    before = await due(bot)
    await bot.handle(await bot.take(lease=0.05), Interruption())
    await bot.make()
    (sentence,) = told(slack)
    assert sentence.startswith("The scheduled recap of #finance was left out.")
    assert phrases.LIMIT_NAMES["workspace_tokens_per_day"] in sentence
    assert (slack.said(HERE), api.bodies) == ([], [])
    after = await now_kept(bot)
    assert (after.covered, after.handled) == (None, before.next_slot(await bot.schedules.now()))
    assert (await bot.inbox.depth()).threads == 1


async def test_when_the_model_fails_the_setter_is_told_and_not_the_channel(
    start: Start, slack: SlackOfChannels, api: Api
) -> None:
    bot = start()
    await due(bot)
    api.answers(refuses(402))
    await bot.make()
    assert slack.said(HERE) == []
    assert [phrases.OUT_OF_CREDITS in sentence for sentence in told(slack)] == [True]


async def test_one_that_is_given_up_is_told_to_its_setter_and_the_next_one_is_put(start: Start, slack: SlackOfChannels) -> None:
    bot = start()
    await due(bot)
    claim = await bot.take()
    await bot.give_up(claim, FootnoteError(phrases.GAVE_UP))
    await bot.give_up(claim, FootnoteError(phrases.GAVE_UP))
    assert [phrases.GAVE_UP in sentence for sentence in told(slack)] == [True]
    assert await bot.inbox.end(claim, dead="failures")
    assert (await bot.inbox.depth()).threads == 1


async def test_of_whom_nothing_is_kept_no_name_stands_in_the_recap_and_nobody_is_told(
    start: Start, slack: SlackOfChannels
) -> None:
    bot = start()
    await due(bot)
    await bot.schedules.forget_person(TEAM, ADA)
    claim = await bot.take()
    await bot.handle(claim, Interruption())
    assert roots(slack)[0]["text"].startswith("Daily recap; change it with")
    slack.channel(HERE, "finance", members=[ADA], bot=False)
    await due(start())
    await bot.schedules.forget_person(TEAM, ADA)
    await start().handle(claim, Interruption())
    assert (await now_kept(bot)).paused
    assert told(slack) == []


@pytest.mark.parametrize("how", ["left", "gone", "archived"])
async def test_where_footnote_can_not_speak_it_pauses_and_says_so_once(
    start: Start, slack: SlackOfChannels, api: Api, how: str
) -> None:
    bot = start()
    await due(bot)
    match how:
        case "left":
            slack.channel(HERE, "finance", members=[ADA], bot=False)
        case "gone":
            del slack.channels[HERE]
        case _:
            slack.channels[HERE]["is_archived"] = True
    await bot.handle(await bot.take(lease=0.05), Interruption())
    await bot.make()
    assert told(slack) == [phrases.RECAPS_STOPPED.format(place="#finance")]
    assert (slack.said(HERE), api.bodies) == ([], [])
    assert (await now_kept(bot)).paused
    await bot.slots.look(TEAM)
    assert (await bot.inbox.depth()).threads == 0


async def test_a_channel_that_it_was_taken_out_of_a_moment_ago_pauses_it_as_well(
    start: Start, slack: SlackOfChannels, api: Api
) -> None:
    bot = start()
    await due(bot)
    assert await bot.access.place(TEAM, HERE)
    slack.channel(HERE, "finance", members=[ADA], bot=False)
    await bot.make()
    assert (await now_kept(bot)).paused
    assert (told(slack), api.bodies) == ([phrases.RECAPS_STOPPED.format(place="#finance")], [])


async def test_a_channel_that_closes_while_the_recap_is_made_pauses_it_too(start: Start, slack: SlackOfChannels) -> None:
    bot = start()
    await due(bot)
    slack.fails("chat.postMessage", "refuse", code="is_archived")
    await bot.make()
    assert (await now_kept(bot)).paused
    assert told(slack) == [phrases.RECAPS_STOPPED.format(place="#finance")]


async def test_afterwards_it_is_an_answer_of_the_thread_that_it_begins(start: Start, slack: SlackOfChannels) -> None:
    bot = start()
    await due(bot)
    claim = await bot.take()
    await bot.handle(claim, Interruption())
    (recap,) = roots(slack)
    kept = await bot.answers.kept(claim.question.id)
    assert kept
    assert kept.question.thread == ThreadRef(team=TEAM, channel=HERE, ts=Ts(recap["ts"]))
    assert not kept.question.is_scheduled
    assert claim.question.id in str(recap["blocks"])
    assert await bot.answers.forget(kept.question.thread) == 1
