"""Slots in the inbox: one for each schedule, put by any number of processes, due when it should be, and taken back."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, Question, Schedule, Surface, Ts, UserId
from bot.memory.inbox import Claim, Idle, Inbox
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots, slot_id
from bot.memory.vault import Vault
from tests.language.test_schedule import DAY, HOUR, NOON, SLOT, a_schedule
from tests.memory.build import TEAM, a_lost_redis, a_question, a_vault
from tests.memory.test_inbox import take

ME = UserId("UBOT")
LEASE = 30.0


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def inbox(redis: Redis, vault: Vault) -> Inbox:
    return Inbox(redis, vault)


@pytest.fixture
def schedules(redis: Redis, vault: Vault) -> Schedules:
    return Schedules(redis, vault)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = NOON

    async def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slots(schedules: Schedules, inbox: Inbox, clock: Clock) -> Slots:
    return Slots(schedules, inbox, me=ME, clock=clock)


async def keep(schedules: Schedules, schedule: Schedule) -> Schedule:
    await schedules.change(schedule.team, schedule.channel, lambda _: schedule)
    return schedule


async def questions(inbox: Inbox) -> list[Question]:
    """Takes all that is due."""
    found: list[Question] = []
    while isinstance(claim := await inbox.claim(uuid4().hex, lease=LEASE), Claim):
        found.append(claim.question)
    return found


async def test_a_slot_is_a_question_that_footnote_asks_itself_at_that_moment(slots: Slots, inbox: Inbox) -> None:
    await slots.put(a_schedule(handled=NOON - DAY))
    (question,) = await questions(inbox)
    assert question.id == f"T1:C1:schedule:r1:{SLOT}"
    assert question.surface is Surface.SCHEDULE
    assert question.message.ts == question.thread.ts == Ts(f"{SLOT}.000000")
    assert question.asker == question.me == ME
    assert question.recap
    assert (question.recap.channel, question.recap.revision) == ("C1", "r1")


async def test_a_slot_waits_for_its_time_and_holds_up_no_conversation(slots: Slots, inbox: Inbox, clock: Clock) -> None:
    clock.now = SLOT - 100.0
    await slots.put(a_schedule(handled=NOON - DAY))
    await inbox.put(a_question())
    first = await take(inbox)
    assert first.question.id == "q1"
    await inbox.end(first)
    idle = await inbox.claim("b", lease=LEASE)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert 95 < idle.seconds <= 100


async def test_however_many_look_however_often_a_slot_is_put_once(
    slots: Slots, schedules: Schedules, inbox: Inbox, clock: Clock
) -> None:
    for channel in ("C1", "C2", "C3"):
        await keep(schedules, a_schedule(channel=ChannelId(channel), handled=NOON - DAY))
    others = [Slots(schedules, inbox, me=ME, clock=clock) for _ in range(3)]
    await asyncio.gather(*(each.look(TEAM) for each in (slots, *others)))
    await slots.look(TEAM)
    assert sorted(question.thread.channel for question in await questions(inbox)) == ["C1", "C2", "C3"]
    await slots.look(TEAM)
    assert await questions(inbox) == []


async def test_after_days_without_anybody_one_slot_is_due_and_not_all_that_were_missed(
    slots: Slots, schedules: Schedules, inbox: Inbox
) -> None:
    await keep(schedules, a_schedule(handled=NOON - 10 * DAY))
    await slots.look(TEAM)
    (question,) = await questions(inbox)
    assert question.id == slot_id(a_schedule(), SLOT)


async def test_the_next_slot_follows_once_one_is_over(slots: Slots, inbox: Inbox, clock: Clock) -> None:
    schedule = a_schedule(handled=NOON - DAY)
    await slots.put(schedule)
    await inbox.end(await take(inbox))
    await slots.put(schedule)
    await slots.put(schedule.ended("r1", SLOT, recapped=True))
    assert await questions(inbox) == []
    idle = await inbox.claim("b", lease=LEASE)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert 20 * HOUR - 5 < idle.seconds <= 20 * HOUR


async def test_a_paused_schedule_has_no_slot(slots: Slots, inbox: Inbox) -> None:
    await slots.put(a_schedule(handled=NOON - DAY, paused=True))
    assert await inbox.claim("a", lease=LEASE) == Idle(None)


async def test_a_slot_that_is_taken_back_never_comes_and_one_of_the_next_revision_does(slots: Slots, inbox: Inbox) -> None:
    schedule = a_schedule(handled=NOON - DAY)
    await slots.put(schedule)
    await slots.drop(schedule)
    await slots.put(schedule)
    assert await questions(inbox) == []
    await slots.put(schedule.model_copy(update={"revision": "r2"}))
    assert [question.recap and question.recap.revision for question in await questions(inbox)] == ["r2"]


async def test_whoever_makes_a_recap_is_told_that_its_slot_was_taken_back(slots: Slots, inbox: Inbox) -> None:
    schedule = a_schedule(handled=NOON - DAY)
    await slots.put(schedule)
    claim = await take(inbox)
    await slots.drop(schedule)
    assert (await inbox.holds(claim)).flag == "stopped"


async def test_forgetting_a_person_or_stopping_a_channel_leaves_slots_alone(slots: Slots, inbox: Inbox) -> None:
    schedule = a_schedule(handled=NOON - DAY)
    await slots.put(schedule)
    await inbox.forget_person(TEAM, UserId("U1"))
    await inbox.stop(a_question().thread, at=None, whole_channel=True)
    assert len(await questions(inbox)) == 1


async def breaks() -> float:
    raise ValueError


async def test_each_process_looks_at_once_and_goes_on_whatever_goes_wrong(
    slots: Slots, schedules: Schedules, inbox: Inbox
) -> None:
    await keep(schedules, a_schedule(handled=NOON - DAY))
    lost = Schedules(a_lost_redis(), a_vault())
    wrong = [Slots(lost, inbox, me=ME), Slots(schedules, inbox, me=ME, clock=breaks)]
    running = [asyncio.create_task(each.run(TEAM)) for each in (*wrong, slots)]
    claim = None
    async with asyncio.timeout(10):
        while not isinstance(claim, Claim):
            claim = await inbox.claim("a", lease=LEASE)
            await inbox.wait(0.01)
    assert not any(task.done() for task in running)
    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
