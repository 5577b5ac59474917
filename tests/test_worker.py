"""The worker against the real inbox: order, retries, lost leases, the end of the process."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from redis.asyncio import Redis

from bot.language import (
    ChannelId,
    FootnoteError,
    LeaseLost,
    Message,
    Question,
    QuestionId,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.memory import keys
from bot.memory.inbox import Claim, Flag, Idle, Inbox
from bot.memory.vault import Vault
from bot.telemetry import Telemetry
from bot.worker import Interrupted, Interruption, Worker

Handle = Callable[[Claim], Awaitable[None]]
PATIENCE = 10.0
LONG = 60.0
"""Longer than any test waits."""


def question(ts: str, *, thread: str = "1.0") -> Question:
    ref = ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts(thread))
    return Question(
        id=QuestionId(f"T1:C1:{ts}"),
        thread=ref,
        message=Message(ts=Ts(ts), user=UserId("U1"), text="total?"),
        asker=UserId("U1"),
        surface=Surface.MENTION,
        me=UserId("UBOT"),
    )


class Desk:
    """Answers by noting the question; `behaviour` decides what else happens."""

    def __init__(self, behaviour: Handle | None = None) -> None:
        self.behaviour = behaviour
        self.answered: list[str] = []
        self.given_up: list[str] = []
        self.interrupted: list[str] = []
        self.changed = asyncio.Condition()

    async def handle(self, claim: Claim, interruption: Interruption) -> None:
        try:
            async with interruption.watched():
                if self.behaviour:
                    await self.behaviour(claim)
        except Interrupted:
            await self._note(self.interrupted, claim)
            if interruption.heeded == "edited":
                raise
            return
        await self._note(self.answered, claim)

    async def give_up(self, claim: Claim, error: FootnoteError) -> None:
        await self._note(self.given_up, claim)

    async def _note(self, where: list[str], claim: Claim) -> None:
        async with self.changed:
            where.append(claim.question.message.ts)
            self.changed.notify_all()

    async def until(self, predicate: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(predicate)


@pytest.fixture
def inbox(redis: Redis) -> Inbox:
    return Inbox(redis, Vault([("k", bytes(32))]))


@asynccontextmanager
async def working(
    inbox: Inbox, desk: Desk, *, concurrency: int = 4, lease: float = 5.0, beat: float = 1.0, drain: float = 2.0
) -> AsyncGenerator[Worker]:
    stopping = asyncio.Event()
    worker = Worker(
        inbox,
        handle=desk.handle,
        give_up=desk.give_up,
        concurrency=concurrency,
        telemetry=Telemetry(),
        lease=lease,
        beat=beat,
        drain=drain,
        retries=(0.01, 0.01),
    )
    task = asyncio.create_task(worker.run(stopping))
    try:
        yield worker
    finally:
        stopping.set()
        await asyncio.wait_for(task, PATIENCE)


async def drained(inbox: Inbox) -> bool:
    return isinstance(await inbox.claim("a test", lease=0.01), Idle)


async def test_questions_of_one_thread_are_answered_in_order_and_ended(inbox: Inbox) -> None:
    desk = Desk()
    for ts in ("1.0", "2.0", "3.0"):
        await inbox.put(question(ts))
    async with working(inbox, desk):
        await desk.until(lambda: len(desk.answered) == 3)
    assert desk.answered == ["1.0", "2.0", "3.0"]
    assert await drained(inbox)
    assert not await inbox.put(question("2.0"))


async def test_threads_run_side_by_side_but_no_more_than_there_are_slots(inbox: Inbox) -> None:
    running: set[str] = set()
    most = 0
    together = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        nonlocal most
        running.add(claim.thread)
        most = max(most, len(running))
        if len(running) == 2:
            together.set()
        await asyncio.wait_for(together.wait(), PATIENCE)
        running.discard(claim.thread)

    desk = Desk(behaviour)
    for number in range(6):
        await inbox.put(question(f"{number}.0", thread=f"{number}.0"))
    async with working(inbox, desk, concurrency=2):
        await desk.until(lambda: len(desk.answered) == 6)
    assert most == 2


async def test_a_failure_is_tried_again_and_then_answered(inbox: Inbox) -> None:
    async def behaviour(claim: Claim) -> None:
        if claim.failures < 2:
            raise ConnectionError("Slack went away")

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk):
        await desk.until(lambda: desk.answered == ["1.0"])
    assert not desk.given_up


async def test_what_always_fails_is_given_up_and_the_person_hears_of_it(inbox: Inbox) -> None:
    async def behaviour(claim: Claim) -> None:
        if claim.question.message.ts == "1.0":
            raise ConnectionError("Slack went away")

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    await inbox.put(question("2.0"))
    async with working(inbox, desk):
        await desk.until(lambda: desk.answered == ["2.0"])
    assert desk.given_up == ["1.0"]
    assert await drained(inbox)


async def test_of_a_deleted_question_that_can_not_be_tidied_up_nothing_is_said(inbox: Inbox) -> None:
    class Unreachable(Desk):
        async def handle(self, claim: Claim, interruption: Interruption) -> None:
            await self._note(self.interrupted, claim)
            raise ConnectionError("Slack went away")

    desk = Unreachable()
    await inbox.put(question("1.0"))
    claim = await inbox.claim("a worker that gives it back", lease=5)
    assert isinstance(claim, Claim)
    await inbox.later(claim, delay=0, failed=False)
    await inbox.cancel(QuestionId("T1:C1:1.0"), "deleted")
    async with working(inbox, desk):
        await desk.until(lambda: len(desk.interrupted) == 3)
    assert not desk.given_up
    assert (await inbox.depth()).dead == 1


async def test_a_question_that_keeps_killing_workers_is_given_up(inbox: Inbox) -> None:
    await inbox.put(question("1.0"))
    for number in range(12):
        assert isinstance(await inbox.claim(f"dead worker {number}", lease=0.001), Claim)
        await asyncio.sleep(0.003)
    desk = Desk()
    async with working(inbox, desk):
        await desk.until(lambda: desk.given_up == ["1.0"])
    assert not desk.answered


async def test_a_worker_that_lost_its_lease_leaves_the_question_to_the_other(inbox: Inbox, redis: Redis) -> None:
    async def behaviour(claim: Claim) -> None:
        if claim.claims == 1:
            raise LeaseLost

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk, lease=0.05):
        await desk.until(lambda: desk.answered == ["1.0"])
    assert await drained(inbox)


async def test_a_long_answer_keeps_its_lease(inbox: Inbox) -> None:
    claims: list[int] = []

    async def behaviour(claim: Claim) -> None:
        claims.append(claim.claims)
        await asyncio.sleep(0.4)

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk, lease=0.2, beat=0.05):
        await desk.until(lambda: desk.answered == ["1.0"])
    assert claims == [1]


async def crashed(inbox: Inbox, *, times: int) -> None:
    """The only question of the inbox is taken so often by workers that are never heard of again."""
    for number in range(times):
        async with asyncio.timeout(PATIENCE):
            while not isinstance(taken := await inbox.claim(f"crashed {number}", lease=0.001), Claim):  # noqa: ASYNC110 - Redis tells nobody
                await asyncio.sleep(taken.seconds or 0.001)
    await asyncio.sleep(0.002)


async def test_a_question_that_crashed_ten_workers_is_given_up(inbox: Inbox) -> None:
    await inbox.put(question("1.0"))
    await crashed(inbox, times=10)
    desk = Desk()
    async with working(inbox, desk):
        await desk.until(lambda: desk.given_up == ["1.0"])
    assert desk.answered == []
    assert (await inbox.depth()).dead == 1


async def test_a_question_that_crashed_three_workers_has_no_new_neighbours(inbox: Inbox) -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        if claim.question.message.ts == "1.0":
            begun.set()
            await released.wait()

    await inbox.put(question("1.0"))
    await crashed(inbox, times=3)
    desk = Desk(behaviour)
    async with working(inbox, desk):
        await asyncio.wait_for(begun.wait(), PATIENCE)
        await inbox.put(question("2.0", thread="2.0"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(desk.until(lambda: bool(desk.answered)), 0.2)
        released.set()
        await desk.until(lambda: desk.answered == ["1.0", "2.0"])


async def test_a_question_that_crashed_two_workers_has_neighbours_as_usual(inbox: Inbox) -> None:
    released = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        if claim.question.message.ts == "1.0":
            await released.wait()

    await inbox.put(question("1.0"))
    await crashed(inbox, times=2)
    desk = Desk(behaviour)
    async with working(inbox, desk):
        await inbox.put(question("2.0", thread="2.0"))
        await desk.until(lambda: desk.answered == ["2.0"])
        released.set()


async def test_at_the_end_unfinished_questions_are_given_back_at_once(inbox: Inbox) -> None:
    begun = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        begun.set()
        await asyncio.Event().wait()

    await inbox.put(question("1.0"))
    async with working(inbox, Desk(behaviour), lease=60, drain=0.05):
        await asyncio.wait_for(begun.wait(), PATIENCE)
    again = await inbox.claim("the next worker", lease=1)
    assert isinstance(again, Claim)
    assert (again.failures, again.crashes) == (0, 0)


async def test_at_the_end_a_worker_without_a_free_slot_does_not_wait_for_one(inbox: Inbox) -> None:
    begun = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        begun.set()
        await asyncio.Event().wait()

    await inbox.put(question("1.0"))
    async with working(inbox, Desk(behaviour), concurrency=1, lease=60, drain=0.05):
        await asyncio.wait_for(begun.wait(), PATIENCE)
        await asyncio.sleep(0.01)  # by now it waits for a slot
    assert isinstance(await inbox.claim("the next worker", lease=1), Claim)


async def test_an_answer_that_lands_as_it_is_cancelled_is_not_given_again(inbox: Inbox) -> None:
    begun = asyncio.Event()
    desk = Desk()

    async def behaviour(claim: Claim) -> None:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    desk.behaviour = behaviour
    await inbox.put(question("1.0"))
    async with working(inbox, desk, lease=60, drain=0.05):
        await asyncio.wait_for(begun.wait(), PATIENCE)
    assert desk.answered == ["1.0"]
    assert await drained(inbox)


async def test_at_the_end_what_is_nearly_done_is_finished(inbox: Inbox) -> None:
    begun = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        begun.set()
        await asyncio.sleep(0.05)

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk):
        await asyncio.wait_for(begun.wait(), PATIENCE)
    assert desk.answered == ["1.0"]
    assert await drained(inbox)


async def listened_to(redis: Redis) -> None:
    """Waits until the worker listens for flags: one that is published before is seen at the next beat only."""
    async with asyncio.timeout(PATIENCE):
        while not dict(await redis.pubsub_numsub(keys.INBOX_FLAGS)).get(keys.INBOX_FLAGS.encode()):  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(0.005)


@pytest.mark.parametrize(
    ("flag", "heard", "beat"),
    [
        pytest.param("stopped", True, LONG, id="stopped"),
        pytest.param("deleted", True, LONG, id="deleted"),
        pytest.param("stopped", False, 0.02, id="seen at the next beat"),
    ],
)
async def test_a_question_that_is_stopped_ends_at_once_without_an_answer(
    inbox: Inbox, redis: Redis, flag: Flag, heard: bool, beat: float
) -> None:
    begun = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        begun.set()
        await asyncio.Event().wait()

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk, lease=2 * LONG, beat=beat):
        await asyncio.wait_for(begun.wait(), PATIENCE)
        if heard:
            await listened_to(redis)
            assert await inbox.cancel(QuestionId("T1:C1:1.0"), flag) == "flagged"
        else:
            await redis.hset("{q}:question:T1:C1:1.0", "flag", flag)
        await desk.until(lambda: desk.interrupted == ["1.0"])
    assert not desk.answered
    assert await drained(inbox)


async def test_a_question_edited_while_it_is_answered_is_answered_as_edited(inbox: Inbox) -> None:
    begun = asyncio.Event()
    texts: list[str] = []

    async def behaviour(claim: Claim) -> None:
        texts.append(claim.question.message.text)
        if len(texts) == 1:
            begun.set()
            await asyncio.Event().wait()

    desk = Desk(behaviour)
    asked = question("1.0")
    await inbox.put(asked)
    async with working(inbox, desk, beat=0.2):
        await asyncio.wait_for(begun.wait(), PATIENCE)
        edited = asked.model_copy(update={"message": asked.message.model_copy(update={"text": "subtotal?"})})
        assert await inbox.amend(edited, edition=Ts("2.0")) == "running"
        await desk.until(lambda: desk.answered == ["1.0"])
    assert texts == ["total?", "subtotal?"]
    assert desk.interrupted == ["1.0"]


async def test_a_question_stopped_between_two_attempts_is_only_tidied_up(inbox: Inbox) -> None:
    await inbox.put(question("1.0"))
    claim = await inbox.claim("a worker that gives it back", lease=5)
    assert isinstance(claim, Claim)
    await inbox.later(claim, delay=0, failed=False)
    assert await inbox.cancel(QuestionId("T1:C1:1.0")) == "flagged"
    desk = Desk()
    async with working(inbox, desk):
        await desk.until(lambda: desk.interrupted == ["1.0"])
    assert not desk.answered
    assert await drained(inbox)


@pytest.mark.parametrize("flag", ["edited", "deleted"])
async def test_a_wish_that_comes_as_the_last_words_are_written_is_heeded_afterwards(inbox: Inbox, flag: Flag) -> None:
    asked = question("1.0")

    async def behaviour(claim: Claim) -> None:
        if claim.claims == 1:
            # As if it came behind the last check: nobody is told, Redis alone knows.
            await inbox.amend(asked, edition=Ts("2.0")) if flag == "edited" else await inbox.cancel(asked.id, "deleted")

    desk = Desk(behaviour)
    await inbox.put(asked)
    async with working(inbox, desk, beat=0.2):
        await desk.until(lambda: len(desk.answered) + len(desk.interrupted) == 2)
    assert await drained(inbox)
