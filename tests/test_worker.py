"""The worker against the real inbox: order, retries, lost leases, the end of the process."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.language import (
    ChannelId,
    FootnoteError,
    LeaseLost,
    Message,
    OutOfReach,
    Postponed,
    Question,
    QuestionId,
    SlackRefused,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
)
from bot.memory import keys
from bot.memory.dead_letters import DeadLetters
from bot.memory.inbox import Claim, Flag, Idle, Inbox
from bot.memory.vault import Vault
from bot.slack.client import SlackUnavailable
from bot.telemetry import Telemetry, course
from bot.worker import CRASHES_APART, MOST_SPREAD, PATIENCE_SECONDS, Interrupted, Interruption, Worker
from tests.logs import Lines, logged

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
        self.told: list[str] = []
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

    async def give_up(self, claim: Claim, error: FootnoteError | None) -> None:
        self.told.append(error.sentence if error else "")
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
    inbox: Inbox,
    desk: Desk,
    *,
    concurrency: int = 4,
    lease: float = 5.0,
    beat: float = 1.0,
    drain: float = 2.0,
    give_back: float = 2.0,
    telemetry: Telemetry | None = None,
) -> AsyncGenerator[Worker]:
    stopping = asyncio.Event()
    worker = Worker(
        inbox,
        handle=desk.handle,
        give_up=desk.give_up,
        concurrency=concurrency,
        telemetry=telemetry or Telemetry(),
        lease=lease,
        beat=beat,
        drain=drain,
        give_back=give_back,
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


@pytest.mark.parametrize("error", [Postponed("The model is busy."), SlackUnavailable(detail="ratelimited")])
async def test_whoever_asks_to_wait_is_waited_for_and_nothing_counts_against_the_question(
    inbox: Inbox, error: OutOfReach
) -> None:
    error.retry_after = 0.01
    seen: list[tuple[int, int]] = []

    async def behaviour(claim: Claim) -> None:
        seen.append((claim.failures, claim.crashes))
        if len(seen) < 8:
            raise error

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk):
        await desk.until(lambda: desk.answered == ["1.0"])
    assert seen == [(0, 0)] * 8
    assert not desk.given_up


async def test_meanwhile_its_place_is_anothers(inbox: Inbox) -> None:
    async def behaviour(claim: Claim) -> None:
        if claim.question.message.ts == "1.0":
            raise Postponed("The model is busy.", retry_after=LONG)

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    await inbox.put(question("2.0", thread="2.0"))
    async with working(inbox, desk, concurrency=1):
        await desk.until(lambda: desk.answered == ["2.0"])
    idle = await inbox.claim("a test", lease=1)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert LONG / 2 < idle.seconds <= LONG * MOST_SPREAD


async def test_nobody_is_kept_waiting_for_ever(inbox: Inbox, redis: Redis) -> None:
    async def behaviour(claim: Claim) -> None:
        raise Postponed("The model is busy.", retry_after=60)

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    long_ago = (await redis.time())[0] - PATIENCE_SECONDS + 30
    await redis.hset(keys.question(QuestionId("T1:C1:1.0")), "ready", str(long_ago * 1000))
    async with working(inbox, desk):
        await desk.until(lambda: desk.given_up == ["1.0"])
    assert desk.told == ["The model is busy."]
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


async def test_questions_that_crashed_many_workers_are_answered_one_at_a_time_beside_others(inbox: Inbox) -> None:
    released = asyncio.Event()
    under_way: set[str] = set()

    async def behaviour(claim: Claim) -> None:
        under_way.add(claim.question.message.ts)
        if claim.question.message.ts != "3.0":
            assert len(under_way & {"1.0", "2.0"}) == 1
            await released.wait()
        under_way.discard(claim.question.message.ts)

    for ts in ("1.0", "2.0"):
        await inbox.put(question(ts, thread=ts))
        await crashed(inbox, times=CRASHES_APART)
        async with asyncio.timeout(PATIENCE):
            while not isinstance(claim := await inbox.claim(f"not yet {ts}", lease=LONG), Claim):  # noqa: ASYNC110 - Redis tells nobody
                await asyncio.sleep(0.001)
        await inbox.later(claim, delay=0.2, failed=False)
    desk = Desk(behaviour)
    async with working(inbox, desk):
        await inbox.put(question("3.0", thread="3.0"))
        await desk.until(lambda: desk.answered == ["3.0"])
        released.set()
        await desk.until(lambda: sorted(desk.answered) == ["1.0", "2.0", "3.0"])
    assert not desk.given_up


async def test_a_question_that_was_given_up_elsewhere_and_put_back_is_answered_here_again(inbox: Inbox, redis: Redis) -> None:
    handled: list[int] = []

    async def behaviour(claim: Claim) -> None:
        handled.append(claim.claims)
        if len(handled) > 1:
            return
        async with asyncio.timeout(PATIENCE):
            while not isinstance(taken := await inbox.claim("another worker", lease=LONG), Claim):  # noqa: ASYNC110 - a lease
                await asyncio.sleep(0.01)
        await inbox.end(taken, dead="crashes")

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk, concurrency=1, lease=0.05, beat=LONG):
        await desk.until(lambda: desk.answered == ["1.0"])
        assert await DeadLetters(redis).retry(QuestionId("T1:C1:1.0"))
        await desk.until(lambda: desk.answered == ["1.0", "1.0"])
    assert handled[0] == 1


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


async def test_at_the_end_what_clings_is_left_to_its_lease(inbox: Inbox) -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        begun.set()
        while not released.is_set():
            with suppress(asyncio.CancelledError):
                await released.wait()

    desk = Desk(behaviour)
    await inbox.put(question("1.0"))
    async with working(inbox, desk, lease=60, drain=0.05, give_back=0.05):
        await asyncio.wait_for(begun.wait(), PATIENCE)
    assert isinstance(await inbox.claim("the next worker", lease=1), Idle)
    released.set()
    await desk.until(lambda: desk.answered == ["1.0"])


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


def told(lines: Lines) -> list[tuple[str, str, int, int]]:
    """What the lines about attempts say: event, outcome, attempts and claims."""
    found: list[dict[str, Any]] = [json.loads(line) for line in lines if "outcome" in line]
    return [(line["event"], line["outcome"], line["attempts"], line["claims"]) for line in found]


def attempts(telemetry: Telemetry) -> dict[str, int]:
    return {key[1]: number for key, number in telemetry.counts.items() if key[0] == "attempts"}


async def test_each_attempt_is_counted_by_its_end_and_the_question_has_one_line(inbox: Inbox) -> None:
    async def behaviour(claim: Claim) -> None:
        course().add("pages", 7)
        if claim.claims == 1:
            raise ConnectionError("Slack went away")
        if claim.claims == 2:
            raise LeaseLost
        course().reach("first_text")

    desk, telemetry = Desk(behaviour), Telemetry()
    await inbox.put(question("1.0"))
    with logged() as lines:
        async with working(inbox, desk, lease=0.3, telemetry=telemetry):
            await desk.until(lambda: desk.answered == ["1.0"])
    assert attempts(telemetry) == {"tried again": 1, "lease lost": 1, "answered": 1}
    assert telemetry.counts["leases_lost", ""] == telemetry.counts["claims_after_crash", ""] == 1
    assert told(lines) == [
        ("question left", "tried again", 1, 1),
        ("question left", "lease lost", 2, 2),
        ("question done", "answered", 3, 3),
    ]
    assert [telemetry.seconds[name].count for name in ("queue_seconds", "done_seconds", "first_text_seconds")] == [1, 1, 1]
    assert "status_seconds" not in telemetry.seconds
    done = json.loads(next(line for line in lines if "question done" in line))
    assert (done["question"], done["pages"], done["status_ms"]) == ("T1:C1:1.0", 7, None)


@pytest.mark.parametrize("outcome", ["over limit", "failed", "stopped", "deleted"])
async def test_whoever_answers_knows_better_how_it_ended(inbox: Inbox, outcome: str) -> None:
    async def behaviour(claim: Claim) -> None:
        course().outcome = outcome

    desk, telemetry = Desk(behaviour), Telemetry()
    await inbox.put(question("1.0"))
    with logged() as lines:
        async with working(inbox, desk, telemetry=telemetry):
            await desk.until(lambda: bool(desk.answered))
    assert told(lines) == [("question done", outcome, 1, 1)]
    assert attempts(telemetry) == {outcome: 1}


async def test_what_is_given_up_and_what_is_handed_back_say_so(inbox: Inbox) -> None:
    begun = asyncio.Event()

    async def behaviour(claim: Claim) -> None:
        if claim.question.message.ts == "1.0":
            raise SlackRefused("no", code="is_archived")
        begun.set()
        await asyncio.Event().wait()

    desk, telemetry = Desk(behaviour), Telemetry()
    await inbox.put(question("1.0"))
    await inbox.put(question("2.0"))
    with logged() as lines:
        async with working(inbox, desk, drain=0.01, telemetry=telemetry):
            await desk.until(lambda: bool(desk.given_up))
            await asyncio.wait_for(begun.wait(), PATIENCE)
    assert attempts(telemetry) == {"given up": 1, "handed back": 1}
    assert told(lines) == [("question done", "given up", 1, 1), ("question left", "handed back", 1, 1)]


async def test_a_lease_that_a_beat_finds_lost_is_counted_too(inbox: Inbox, redis: Redis) -> None:
    async def behaviour(claim: Claim) -> None:
        if claim.claims == 1:
            await redis.hset(keys.question(claim.question.id), "owner", "another")
            await asyncio.Event().wait()

    desk, telemetry = Desk(behaviour), Telemetry()
    await inbox.put(question("1.0"))
    async with working(inbox, desk, lease=0.2, beat=0.05, telemetry=telemetry):
        await desk.until(lambda: desk.answered == ["1.0"])
    assert attempts(telemetry) == {"lease lost": 1, "answered": 1}
    assert telemetry.counts["leases_lost", ""] == 1
