import asyncio
import json
from contextlib import suppress
from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import QUESTION_VERSION, Question, QuestionId, StoreUnavailable, Surface, ThreadRef, Ts
from bot.memory import keys
from bot.memory.inbox import ELSEWHERE_SECONDS, MOST_ELSEWHERE, NEWER_SECONDS, WAIT_SECONDS, Claim, Hold, Idle, Inbox
from bot.memory.scripts import DEAD_KEPT, DEDUPE_SECONDS, Scripts
from bot.memory.vault import Vault
from tests.memory.build import a_lost_redis, a_message, a_question, a_thread, a_vault

LEASE = 30.0
SHORT = 0.02
LATER, LATEST = Ts("200.000001"), Ts("300.000001")  # edits of the question


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def inbox(redis: Redis, vault: Vault) -> Inbox:
    return Inbox(redis, vault)


async def take(inbox: Inbox, owner: str = "a", *, lease: float = LEASE) -> Claim:
    """A claim, as soon as something is due."""
    while isinstance(claim := await inbox.claim(owner, lease=lease), Idle):
        assert claim.seconds is not None, "the inbox is empty"
        await inbox.wait(claim.seconds)
    return claim


async def test_a_question_put_twice_is_handed_out_once(inbox: Inbox) -> None:
    assert await inbox.put(a_question())
    assert not await inbox.put(a_question())
    claim = await take(inbox)
    assert claim.question == a_question()
    assert (claim.failures, claim.crashes, claim.claims, claim.flag) == (0, 0, 1, None)
    assert await inbox.end(claim)
    assert await inbox.claim("b", lease=LEASE) == Idle(None)


async def test_a_redelivery_after_the_answer_is_still_a_duplicate_and_forgotten_after_a_day(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    assert not await inbox.put(a_question())
    assert 0 < await redis.ttl(keys.question(QuestionId("q1"))) <= DEDUPE_SECONDS


async def test_what_a_thread_or_a_person_asked_is_known_for_as_long_as_an_edit_may_follow(inbox: Inbox, redis: Redis) -> None:
    now, kept = (await redis.time())[0] * 1000, 2 * DEDUPE_SECONDS * 1000
    indices = [f"{{q}}:asked-in:{a_thread().key}", "{q}:asked-by:T1:U1"]
    for index in indices:
        await redis.zadd(index, {"lapsed": now - kept - 60_000, "known": now - kept + 60_000})
    await inbox.put(a_question())
    for index in indices:
        assert await redis.zrange(index, 0, -1) == [b"known", b"q1"]
        assert kept - 60_000 < await redis.pttl(index) <= kept


async def test_a_question_is_due_by_the_clock_of_redis_to_the_millisecond(inbox: Inbox, redis: Redis) -> None:
    before = await redis.time()
    await inbox.put(a_question())
    after = await redis.time()
    due = await redis.zscore(keys.INBOX_DUE, a_thread().key)
    assert due is not None
    assert before[0] * 1000 + before[1] // 1000 <= due <= after[0] * 1000 + after[1] // 1000


async def test_questions_of_a_thread_come_one_at_a_time_in_order_while_other_threads_go_on(inbox: Inbox) -> None:
    other = a_thread("200.000001")
    for name, thread in (("q1", a_thread()), ("q2", a_thread()), ("q3", other)):
        await inbox.put(a_question(name, thread=thread))
    first, second = await take(inbox, "a"), await take(inbox, "b")
    assert {first.question.id, second.question.id} == {"q1", "q3"}
    assert isinstance(await inbox.claim("c", lease=LEASE), Idle)
    await inbox.end(first if first.question.id == "q1" else second)
    assert (await take(inbox, "c")).question.id == "q2"


async def test_a_busy_thread_does_not_starve_the_others(inbox: Inbox) -> None:
    for name in ("q1", "q2", "q3"):
        await inbox.put(a_question(name, thread=a_thread("900.000001")))
    first = await take(inbox)
    await asyncio.sleep(0.002)
    await inbox.put(a_question("other", thread=a_thread("100.000001")))
    await asyncio.sleep(0.002)
    await inbox.end(first)
    assert (await take(inbox, "b")).question.id == "other"


async def test_a_claim_whose_reply_was_lost_is_repeated_and_not_counted(inbox: Inbox) -> None:
    await inbox.put(a_question())
    assert await take(inbox, "a") == await take(inbox, "a")


async def test_a_repeated_claim_may_be_repeated_for_as_long_as_its_lease(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question())
    await take(inbox, "a", lease=5)
    await take(inbox, "a", lease=LEASE)
    assert await redis.ttl("{q}:claim:a") > 5


async def test_eight_crashes_in_a_row_are_counted_apart_from_failures(inbox: Inbox) -> None:
    await inbox.put(a_question())
    for crashes in range(8):
        claim = await take(inbox, f"owner-{crashes}", lease=SHORT)
        assert (claim.crashes, claim.failures, claim.claims) == (crashes, 0, crashes + 1)
    claim = await take(inbox, "survivor")
    assert await inbox.later(claim, delay=0, failed=True)
    claim = await take(inbox)
    assert (claim.crashes, claim.failures) == (8, 1)


async def test_a_claim_tells_whether_it_follows_a_crash_and_how_long_the_question_has_waited(inbox: Inbox) -> None:
    await inbox.put(a_question())
    claims = [await take(inbox, "a", lease=SHORT), await take(inbox, "b")]
    await inbox.later(claims[-1], delay=0, failed=False)
    claims.append(await take(inbox, "c"))
    assert [claim.crashed for claim in claims] == [False, True, False]
    assert [claim.crashes for claim in claims] == [0, 1, 1]
    assert SHORT <= claims[1].waited <= claims[2].waited


async def test_a_question_stored_by_an_older_version_has_not_waited_as_far_as_is_known(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question())
    await redis.hdel(keys.question(QuestionId("q1")), "ready")
    assert (await take(inbox)).waited == 0.0


async def test_an_answer_asked_for_again_waits_from_then_on(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    await redis.hset(keys.question(QuestionId("q1")), "ready", "1")
    await inbox.amend(a_question(text="edited"), edition=LATER)
    assert await inbox.reopen(QuestionId("q1"))
    assert (await take(inbox)).waited < LEASE


async def test_a_question_given_back_at_a_stop_is_due_at_once_and_its_attempt_does_not_count(inbox: Inbox) -> None:
    await inbox.put(a_question())
    assert await inbox.later(await take(inbox, "a"), delay=0, failed=False)
    claim = await inbox.claim("b", lease=LEASE)
    assert isinstance(claim, Claim)
    assert (claim.failures, claim.crashes, claim.claims) == (0, 0, 2)


async def test_a_channel_in_which_much_is_asked_does_not_keep_others_waiting(inbox: Inbox) -> None:
    for number in range(100, 150):
        await inbox.put(a_question(f"busy{number}", thread=a_thread(f"{number}.000001")))
    for name in ("calm1", "calm2"):
        await inbox.put(a_question(name, thread=a_thread(f"{len(name)}{name[-1]}.000001", channel="C2")))
    await inbox.put(a_question("other", thread=a_thread(team="T2")))
    taken = [(await take(inbox, f"w{number}")).question.id for number in range(6)]
    assert taken == ["busy100", "calm1", "other", "busy101", "calm2", "busy102"]


async def test_a_question_given_back_for_a_while_waits_and_keeps_its_turn(inbox: Inbox) -> None:
    await inbox.put(a_question("q1"))
    await inbox.put(a_question("q2"))
    await inbox.later(await take(inbox), delay=60, failed=True)
    idle = await inbox.claim("b", lease=LEASE)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert 59 < idle.seconds <= 60


async def test_a_worker_that_lost_its_lease_can_neither_renew_nor_return_nor_end_nor_write(inbox: Inbox) -> None:
    await inbox.put(a_question())
    lost = await take(inbox, "a", lease=SHORT)
    held = await take(inbox, "b")
    assert await inbox.holds(lost) == Hold(mine=False)
    assert not await inbox.holds(lost)
    assert not await inbox.beat(lost, lease=LEASE)
    assert not await inbox.later(lost, delay=0, failed=True)
    assert not await inbox.end(lost)
    assert await inbox.holds(held)
    assert await inbox.end(held)
    assert not await inbox.holds(held)


async def test_beats_keep_the_lease(inbox: Inbox) -> None:
    await inbox.put(a_question())
    claim = await take(inbox, "a", lease=SHORT)
    assert await inbox.beat(claim, lease=LEASE)
    await asyncio.sleep(SHORT)
    assert isinstance(await inbox.claim("b", lease=LEASE), Idle)
    assert await inbox.holds(claim)


async def test_an_ending_may_be_repeated(inbox: Inbox) -> None:
    await inbox.put(a_question())
    claim = await take(inbox)
    assert await inbox.end(claim)
    assert await inbox.end(claim)
    assert not await inbox.end(claim, dead="failures")


async def test_an_ending_wakes_for_the_threads_next_question_and_takes_an_empty_thread_off_the_list(
    inbox: Inbox, redis: Redis
) -> None:
    await inbox.put(a_question("q1"))
    await inbox.put(a_question("q2"))
    first = await take(inbox)
    await redis.delete(keys.INBOX_WAKE)
    await inbox.end(first)
    assert await redis.exists(keys.INBOX_WAKE)
    await inbox.end(await take(inbox, "b"))
    assert (await inbox.depth()).threads == 0


async def test_a_question_given_up_is_not_handed_out_any_more(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox), dead="failures")
    assert not await inbox.put(a_question())
    assert await inbox.claim("b", lease=LEASE) == Idle(None)
    assert (await inbox.depth()).dead == 1


async def test_of_the_questions_given_up_the_last_thousand_are_listed(inbox: Inbox, redis: Redis) -> None:
    await redis.rpush(keys.INBOX_DEAD, *(f"old-{number}" for number in range(DEAD_KEPT)))
    await inbox.put(a_question())
    await inbox.end(await take(inbox), dead="failures")
    assert await redis.lrange(keys.INBOX_DEAD, 0, 0) == [b"old-1"]
    assert await redis.lrange(keys.INBOX_DEAD, -1, -1) == [b"q1"]


async def test_content_in_redis_is_sealed(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question(text="the merger"))
    for value in (await redis.hgetall(keys.question(QuestionId("q1")))).values():
        assert b"merger" not in (value if isinstance(value, bytes) else value.encode())


async def test_an_answered_question_leaves_nothing_but_ids(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    await inbox.claim("b", lease=LEASE)
    left = {keys.question(QuestionId("q1")), f"{{q}}:asked-in:{a_thread().key}", "{q}:asked-by:T1:U1"}
    assert {key.decode() for key in cast("list[bytes]", await redis.keys("*"))} == left
    assert await redis.hget(keys.question(QuestionId("q1")), "payload") is None


async def test_a_scheduled_question_waits_for_its_time_and_holds_up_no_conversation(inbox: Inbox) -> None:
    await inbox.put(a_question("scheduled"), due_in=0.05)
    await inbox.put(a_question("now"))
    assert (await take(inbox, "a")).question.id == "now"
    idle = await inbox.claim("b", lease=LEASE)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert idle.seconds <= 0.05
    assert (await take(inbox, "b")).question.id == "scheduled"


async def test_a_question_scheduled_for_the_past_is_due_now(inbox: Inbox) -> None:
    await inbox.put(a_question(), due_in=-5)
    assert isinstance(await inbox.claim("a", lease=LEASE), Claim)


async def test_an_edited_question_is_answered_as_edited_until_somebody_has_begun(inbox: Inbox) -> None:
    edited = a_question(text="How much?")
    assert await inbox.amend(edited, edition=LATER) == "unknown"
    await inbox.put(a_question())
    assert await inbox.amend(edited, edition=LATER) == "amended"
    claim = await take(inbox)
    assert claim.question == edited
    await inbox.end(claim)
    assert await inbox.amend(a_question(), edition=LATEST) == "done"


async def test_an_edit_that_comes_late_or_again_changes_nothing(inbox: Inbox) -> None:
    await inbox.put(a_question())
    assert await inbox.amend(edit(a_question(), "second"), edition=LATEST) == "amended"
    assert await inbox.amend(edit(a_question(), "first"), edition=LATER) == "stale"
    claim = await take(inbox)
    assert claim.question.message.text == "second"
    assert await inbox.amend(edit(a_question(), "second"), edition=LATEST) == "running"
    assert await inbox.holds(claim)
    await inbox.end(claim)
    assert await inbox.amend(edit(a_question(), "second"), edition=LATEST) == "stale"
    assert not await inbox.reopen(QuestionId("q1"))


async def test_a_question_that_comes_with_its_edit_is_not_answered_twice(inbox: Inbox) -> None:
    await inbox.put(a_question(), edition=LATER)
    claim = await take(inbox)
    assert await inbox.amend(a_question(), edition=LATER) == "running"
    assert await inbox.holds(claim)


async def test_a_question_stopped_between_two_attempts_and_then_edited_is_answered_as_edited(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.later(await take(inbox), delay=60, failed=True)
    await inbox.cancel(QuestionId("q1"))
    edited = edit(a_question(), "and the tax?")
    assert await inbox.amend(edited, edition=LATER) == "amended"
    claim = await take(inbox)
    assert (claim.question, claim.flag) == (edited, None)


async def test_an_edit_that_is_delivered_again_after_a_stop_does_not_undo_the_stop(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.later(await take(inbox), delay=60, failed=True)
    edited = edit(a_question(), "and the tax?")
    for _ in range(2):
        assert await inbox.amend(edited, edition=LATER) == "amended"
        await inbox.cancel(QuestionId("q1"))
    assert await inbox.amend(edited, edition=LATER) == "amended"
    assert (await take(inbox)).flag == "stopped"


async def test_a_deleted_question_stays_deleted_whatever_comes_after(inbox: Inbox) -> None:
    await inbox.put(a_question("q1"))
    claim = await take(inbox)
    await inbox.cancel(QuestionId("q1"), "deleted")
    await inbox.cancel(QuestionId("q1"), "stopped")
    assert await inbox.amend(a_question("q1"), edition=LATER) == "stale"
    assert await inbox.holds(claim) == Hold(mine=True, flag="deleted")


async def test_a_deleted_question_is_not_answered_again_as_it_was_edited_before(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    assert await inbox.amend(edit(a_question(), "and the tax?"), edition=LATER) == "done"
    assert await inbox.cancel(QuestionId("q1"), "deleted") == "done"
    assert not await inbox.reopen(QuestionId("q1"))


async def test_a_question_that_comes_after_its_own_deletion_is_not_kept(inbox: Inbox, redis: Redis) -> None:
    assert await inbox.cancel(QuestionId("q1"), "deleted") == "unknown"
    assert not await inbox.put(a_question("q1"))
    assert await inbox.claim("a", lease=LEASE) == Idle(None)
    assert DEDUPE_SECONDS - 60 < await redis.ttl(keys.question(QuestionId("q1"))) <= DEDUPE_SECONDS


async def test_an_answered_question_stays_known_as_long_as_before_when_it_is_deleted(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question("q1"))
    await inbox.end(await take(inbox))
    await redis.expire(keys.question(QuestionId("q1")), 100)
    assert await inbox.cancel(QuestionId("q1"), "deleted") == "done"
    assert await redis.ttl(keys.question(QuestionId("q1"))) <= 100


async def test_a_question_cancelled_before_anybody_began_is_never_answered_and_stays_known(inbox: Inbox) -> None:
    await inbox.put(a_question("q1"))
    await inbox.put(a_question("q2"))
    assert await inbox.cancel(QuestionId("q1")) == "dropped"
    assert (await take(inbox)).question.id == "q2"
    assert not await inbox.put(a_question("q1"))
    assert await inbox.cancel(QuestionId("q1")) == "done"
    assert await inbox.cancel(QuestionId("never seen")) == "unknown"


async def test_the_last_question_of_a_thread_dropped_leaves_nothing_due(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.cancel(QuestionId("q1"))
    assert await inbox.claim("a", lease=LEASE) == Idle(None)


async def test_a_running_question_cancelled_is_flagged_and_may_still_be_ended(inbox: Inbox) -> None:
    await inbox.put(a_question())
    claim = await take(inbox)
    assert await inbox.cancel(QuestionId("q1")) == "flagged"
    hold = await inbox.holds(claim)
    assert hold == Hold(mine=True, flag="stopped")
    assert not hold
    assert await inbox.end(claim)


async def test_a_begun_question_cancelled_while_it_waits_is_handed_out_at_once_to_be_tidied_up(
    inbox: Inbox, redis: Redis
) -> None:
    await inbox.put(a_question())
    await inbox.later(await take(inbox), delay=60, failed=True)
    await redis.delete(keys.INBOX_WAKE)
    assert await inbox.cancel(QuestionId("q1")) == "flagged"
    assert await redis.exists(keys.INBOX_WAKE)
    claim = await inbox.claim("b", lease=LEASE)
    assert isinstance(claim, Claim)
    assert claim.flag == "stopped"


async def test_a_question_edited_while_it_is_answered_goes_back_to_be_answered_as_edited(inbox: Inbox) -> None:
    await inbox.put(a_question())
    claim = await take(inbox)
    edited = edit(a_question(), "and the tax?")
    assert await inbox.amend(edited, edition=LATER) == "running"
    assert await inbox.holds(claim) == Hold(mine=True, flag="edited")
    assert await inbox.end(claim)
    again = await inbox.claim("b", lease=LEASE)
    assert isinstance(again, Claim)  # at once, not when the lease is over
    assert again.question == edited
    assert (again.flag, again.claims, again.crashes) == (None, 2, 0)
    assert await inbox.holds(again)


async def test_an_answered_question_is_reopened_as_it_was_edited_and_only_once(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    assert not await inbox.reopen(QuestionId("q1"))
    edited = edit(a_question(), "and the tax?")
    assert await inbox.amend(edited, edition=LATER) == "done"
    assert await inbox.reopen(QuestionId("q1"))
    assert not await inbox.reopen(QuestionId("q1"))
    again = await take(inbox)
    assert again.question == edited
    assert again.claims == 2
    await inbox.end(again)
    assert not await inbox.put(a_question())


async def test_a_stop_ends_what_was_asked_in_its_thread_until_then(inbox: Inbox) -> None:
    for name, thread, asked_at in [("q1", "1.0", "1.0"), ("q2", "1.0", "2.0"), ("q3", "1.0", "4.0"), ("q4", "9.0", "1.0")]:
        asked = a_question(name, thread=a_thread(thread))
        await inbox.put(asked.model_copy(update={"message": a_message(asked_at)}))
    running = await take(inbox)
    for _ in range(2):  # Slack may deliver it again.
        await inbox.stop(a_thread("1.0"), at=Ts("3.0"))
    assert (await inbox.holds(running)).flag == "stopped"
    await inbox.end(running)
    assert {(await take(inbox, "b")).question.id, (await take(inbox, "c")).question.id} == {"q3", "q4"}


async def test_a_stop_of_a_whole_channel_leaves_the_other_channels_alone(inbox: Inbox) -> None:
    for name, channel in [("q1", "D1"), ("q2", "D1"), ("q3", "D11"), ("q4", "D2")]:
        await inbox.put(a_question(name, thread=a_thread(f"10{name[1]}.1", channel=channel)))
    assert await inbox.stop(a_thread("900.1", channel="D1"), at=Ts("900.1"), whole_channel=True) == 2
    assert {(await take(inbox, "b")).question.id, (await take(inbox, "c")).question.id} == {"q3", "q4"}


def edit(question: Question, text: str) -> Question:
    return question.model_copy(update={"message": question.message.model_copy(update={"text": text})})


@pytest.mark.parametrize("wish", ["cancelled", "edited"])
async def test_a_wish_reaches_whoever_listens(inbox: Inbox, wish: str) -> None:
    await inbox.put(a_question())
    await take(inbox)
    flags = inbox.flags()
    listening = asyncio.ensure_future(anext(flags))
    edition = 200
    while not listening.done():  # until the subscription stands
        edition += 1
        if wish == "cancelled":
            await inbox.cancel(QuestionId("q1"))
        else:
            await inbox.amend(a_question(), edition=Ts(f"{edition}.0"))
        await asyncio.sleep(0.002)
    assert await listening == "q1"
    await flags.aclose()  # pyright: ignore[reportAttributeAccessIssue] - an async generator behind its interface


async def test_waiting_ends_with_a_wake_and_a_cancelled_wait_loses_no_question(inbox: Inbox) -> None:
    waiting = asyncio.ensure_future(inbox.wait(None))
    await asyncio.sleep(0.005)
    await inbox.put(a_question("q1"))
    async with asyncio.timeout(WAIT_SECONDS * 0.9):
        await waiting
    waiting = asyncio.ensure_future(inbox.wait(60))
    await asyncio.sleep(0.005)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting
    assert isinstance(await inbox.claim("a", lease=LEASE), Claim)


async def test_waiting_no_time_returns_at_once(inbox: Inbox) -> None:
    async with asyncio.timeout(WAIT_SECONDS * 0.9):
        await inbox.wait(0)


async def test_an_empty_claim_leaves_no_wakes_behind(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    await inbox.claim("b", lease=LEASE)
    assert await redis.exists(keys.INBOX_WAKE) == 0


async def test_a_question_of_a_newer_version_is_given_back_and_the_next_thread_served(
    inbox: Inbox, redis: Redis, vault: Vault
) -> None:
    newer = json.dumps({"version": QUESTION_VERSION + 1, "id": "newer", "meaning": "unknown"}).encode()
    payload = vault.seal(keys.question(QuestionId("newer")), newer)
    await Scripts(redis).put(question="newer", thread="T1:C1:1.0", payload=payload, edition="1", delay=0)
    await inbox.put(a_question())
    assert (await take(inbox, "a")).question.id == "q1"
    idle = await inbox.claim("b", lease=LEASE)
    assert isinstance(idle, Idle)
    assert await redis.hmget(keys.question(QuestionId("newer")), ["state", "payload"]) == [b"queued", payload]
    due = await redis.zscore(keys.INBOX_DUE, "T1:C1:1.0")
    assert due is not None
    assert 0 < due / 1000 - (await redis.time())[0] <= NEWER_SECONDS + 1


@pytest.mark.parametrize("content", [b"not JSON", b"{}", b'{"version": 1}', b"[]"])
async def test_a_question_that_makes_no_sense_is_given_up_and_the_next_served(
    content: bytes, inbox: Inbox, redis: Redis, vault: Vault
) -> None:
    payload = vault.seal(keys.question(QuestionId("broken")), content)
    await Scripts(redis).put(question="broken", thread=a_thread().key, payload=payload, edition="1", delay=0)
    await inbox.put(a_question())
    assert (await take(inbox)).question.id == "q1"
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == [b"broken"]


async def test_a_question_sealed_for_another_is_given_up(inbox: Inbox, redis: Redis, vault: Vault) -> None:
    swapped = vault.seal(keys.question(QuestionId("q1")), a_question("q1").model_dump_json().encode())
    await Scripts(redis).put(question="swapped", thread=a_thread().key, payload=swapped, edition="1", delay=0)
    assert await inbox.claim("a", lease=LEASE) == Idle(None)
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == [b"swapped"]


async def test_a_question_whose_key_is_not_known_here_is_left_to_whoever_knows_it(inbox: Inbox, redis: Redis) -> None:
    elsewhere = Inbox(redis, a_vault("newer"))
    await elsewhere.put(a_question("q1"))
    await inbox.put(a_question("q2", thread=a_thread("200.000001")))
    assert (await take(inbox)).question.id == "q2"
    idle = await inbox.claim("b", lease=LEASE)
    assert isinstance(idle, Idle)
    assert idle.seconds is not None
    assert 0 < idle.seconds <= ELSEWHERE_SECONDS
    await redis.zadd(keys.INBOX_DUE, {a_thread().key: 0})
    await redis.zadd(f"{keys.INBOX_DUE}:T1:C1", {a_thread().key: 0})
    await redis.zadd(keys.INBOX_LINES, {f"{keys.INBOX_DUE}:T1:C1": 0})
    found = await take(elsewhere)
    assert (found.question, found.failures, found.is_lost) == (a_question("q1"), 0, False)


@pytest.mark.parametrize(
    ("own", "thread", "surface", "message"),
    [
        ("300.5", a_thread(), Surface.MENTION, "300.5"),
        ("300.5", a_thread(channel="D1"), Surface.MENTION, "300.5"),
        ("13.37.abc", a_thread(), Surface.COMMAND, "100.000001"),
        ("V1:hash", a_thread("V1:hash"), Surface.COMMAND, "V1:hash"),
    ],
)
async def test_of_a_question_whose_key_is_lost_it_is_known_whom_to_tell(
    redis: Redis, inbox: Inbox, own: str, thread: ThreadRef, surface: Surface, message: str
) -> None:
    name = QuestionId(f"{thread.team}:{thread.channel}:{own}")
    await Inbox(redis, a_vault("lost")).put(a_question(name, thread=thread))
    await redis.hset(keys.question(name), "claims", str(MOST_ELSEWHERE))
    claim = await take(inbox)
    assert claim.is_lost
    assert (claim.question.id, claim.question.thread, claim.question.asker) == (name, thread, "U1")
    assert (claim.question.surface, claim.question.message.ts, claim.question.message.text) == (surface, message, "")
    assert await inbox.end(claim, dead="unreadable")
    assert await inbox.claim("b", lease=LEASE) == Idle(None)


async def test_a_slot_whose_key_is_lost_ends_for_nobody_has_asked(redis: Redis, inbox: Inbox) -> None:
    slot = QuestionId("T1:C1:schedule:r1:100")
    await Inbox(redis, a_vault("lost")).put(a_question(slot), due_in=0)
    await redis.hset(keys.question(slot), "claims", str(MOST_ELSEWHERE))
    assert await inbox.claim("a", lease=LEASE) == Idle(None)
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == [slot.encode()]


async def test_what_is_kept_of_an_edit_after_the_answer_is_forgotten_with_its_thread(inbox: Inbox) -> None:
    await inbox.put(a_question())
    await inbox.end(await take(inbox))
    assert await inbox.amend(a_question(text="And of the merger?"), edition=LATER) == "done"
    assert await inbox.forget_thread(a_thread()) == 1
    assert await inbox.forget_thread(a_thread()) == 0
    assert not await inbox.reopen(QuestionId("q1"))


async def test_a_channel_whose_line_was_deleted_by_hand_holds_up_nobody(inbox: Inbox, redis: Redis) -> None:
    gone, other = a_thread(channel="C1"), a_thread(channel="C2")
    await inbox.put(a_question("q1", thread=gone))
    await inbox.put(a_question("q2", thread=other))
    await redis.delete("{q}:due:T1:C1")
    async with asyncio.timeout(5):
        assert (await take(inbox)).question.id == "q2"
    # It is looked at no more, until something is asked there.
    assert await redis.zscore("{q}:lines", "{q}:due:T1:C1") is None


async def test_a_question_deleted_by_hand_holds_up_nobody(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question("q1"))
    await inbox.put(a_question("q2"))
    await redis.delete(keys.question(QuestionId("q1")))
    claim = await take(inbox)
    assert claim.question.id == "q2"
    await inbox.end(claim)
    await inbox.put(a_question("q3"))
    await redis.delete(keys.question(QuestionId("q3")))
    assert await inbox.claim("b", lease=LEASE) == Idle(None)
    assert await redis.exists(keys.INBOX_DUE) == 0


async def test_depth_counts_threads_and_how_late_the_latest_is(inbox: Inbox) -> None:
    empty = await inbox.depth()
    assert (empty.threads, empty.waiting, empty.late, empty.dead) == (0, 0, 0.0, 0)
    for ts in ("1.0", "2.0", "3.0"):
        await inbox.put(a_question(ts, thread=a_thread(ts)))
    await take(inbox)
    await asyncio.sleep(0.003)
    depth = await inbox.depth()
    assert (depth.threads, depth.waiting) == (3, 2)
    assert depth.late > 0


async def test_scripts_are_loaded_again_after_redis_forgot_them(inbox: Inbox, redis: Redis) -> None:
    await inbox.put(a_question("q1"))
    await redis.script_flush()
    assert await inbox.put(a_question("q2"))


def questions() -> list[Question]:
    return [a_question(f"q{number}", thread=a_thread(f"{number % 3}.0")) for number in range(30)]


async def test_many_workers_at_once_answer_each_question_once_and_in_order(inbox: Inbox) -> None:
    for question in questions():
        await inbox.put(question)
    answered: list[Question] = []

    async def worker(name: str) -> None:
        turn = 0
        while True:
            turn += 1
            claim = await inbox.claim(f"{name}-{turn}", lease=LEASE)
            if isinstance(claim, Idle):
                if claim.seconds is None:
                    return
                await inbox.wait(0.005)
                continue
            answered.append(claim.question)
            await inbox.end(claim)

    await asyncio.gather(*(worker(name) for name in "abcdef"))
    for ts in ("0.0", "1.0", "2.0"):
        assert [q for q in answered if q.thread.ts == ts] == [q for q in questions() if q.thread.ts == ts]
    assert len(answered) == 30


async def test_without_redis_every_call_says_that_the_store_is_unavailable(vault: Vault, inbox: Inbox) -> None:
    await inbox.put(a_question())
    claim = await take(inbox)
    lost = Inbox(a_lost_redis(), vault)
    for call in (
        lost.put(a_question(text="the merger")),
        lost.claim("a", lease=LEASE),
        lost.beat(claim, lease=LEASE),
        lost.later(claim, delay=0, failed=False),
        lost.end(claim),
        lost.holds(claim),
        lost.amend(a_question(), edition=LATER),
        lost.stop(a_thread(), at=None),
        lost.cancel(QuestionId("q1")),
        lost.wait(1),
        anext(lost.flags()),
        lost.depth(),
    ):
        with pytest.raises(StoreUnavailable) as raised:
            await call
        assert raised.value.detail == "Redis: ConnectionError"


async def test_whether_a_thread_has_questions_is_known_until_the_last_has_ended(inbox: Inbox) -> None:
    assert not await inbox.has_questions(a_thread())
    await inbox.put(a_question())
    assert await inbox.has_questions(a_thread())
    assert not await inbox.has_questions(a_thread(channel="C2"))
    claim = await inbox.claim("w", lease=60)
    assert isinstance(claim, Claim)
    assert await inbox.has_questions(a_thread())
    await inbox.end(claim)
    assert not await inbox.has_questions(a_thread())
