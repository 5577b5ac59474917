"""What was given up: looked at, put back, dropped, and gone in time or when it is forgotten."""

from collections.abc import Awaitable, Callable

import pytest
from redis.asyncio import Redis

from bot.language import QuestionId, TeamId, Ts, UserId
from bot.memory import keys
from bot.memory.dead_letters import DeadLetters
from bot.memory.inbox import MOST_ELSEWHERE, Claim, Inbox
from bot.memory.scripts import DEAD_KEPT, DEDUPE_SECONDS, LETTER_SECONDS
from tests.memory.build import a_question, a_thread, a_vault

Q1, Q2 = QuestionId("q1"), QuestionId("q2")
LEASE = 30.0


@pytest.fixture
def inbox(redis: Redis) -> Inbox:
    return Inbox(redis, a_vault())


@pytest.fixture
def letters(redis: Redis) -> DeadLetters:
    return DeadLetters(redis)


async def take(inbox: Inbox) -> Claim:
    claim = await inbox.claim("a", lease=LEASE)
    assert isinstance(claim, Claim)
    return claim


async def give_up(inbox: Inbox, name: str = "q1", *, why: str = "failures: ConnectionError", text: str = "the merger") -> None:
    await inbox.put(a_question(name, text=text))
    claim = await take(inbox)
    await inbox.later(claim, delay=0, failed=True)
    await inbox.end(await take(inbox), dead=why)


async def known(letters: DeadLetters) -> list[QuestionId]:
    return [letter.question for letter in await letters.all()]


async def test_it_is_told_when_and_why_each_was_given_up(inbox: Inbox, letters: DeadLetters, redis: Redis) -> None:
    assert await letters.all() == ()
    await give_up(inbox)
    await give_up(inbox, "q2", why="crashes")
    first, second = await letters.all()
    assert (first.question, first.why, first.failures, first.crashes) == ("q1", "failures: ConnectionError", 1, 0)
    assert (second.question, second.why) == ("q2", "crashes")
    assert abs(first.died - (await redis.time())[0]) < 60


async def test_what_was_asked_stays_sealed_for_seven_days(inbox: Inbox, redis: Redis) -> None:
    await give_up(inbox)
    kept = await redis.hgetall(keys.question(Q1))
    assert kept
    assert not any(b"merger" in (value if isinstance(value, bytes) else value.encode()) for value in kept.values())
    assert LETTER_SECONDS - 60 < await redis.ttl(keys.question(Q1)) <= LETTER_SECONDS == 7 * 24 * 3600


async def test_one_that_is_put_back_is_answered_like_a_new_one(inbox: Inbox, letters: DeadLetters, redis: Redis) -> None:
    await give_up(inbox)
    await redis.delete(keys.INBOX_WAKE)
    assert await letters.retry(Q1)
    assert await redis.exists(keys.INBOX_WAKE), "an idle worker begins at once"
    assert not await letters.retry(Q1)
    assert await redis.ttl(keys.question(Q1)) == -1
    claim = await take(inbox)
    assert claim.question == a_question("q1", text="the merger")
    assert (claim.failures, claim.crashes) == (0, 0)
    assert claim.claims > 1, "the sentence that said that there is no answer is to be found and replaced"
    assert await inbox.end(claim)
    assert await known(letters) == []


async def test_one_that_is_put_back_waits_behind_what_is_being_answered_in_its_thread(inbox: Inbox, letters: DeadLetters) -> None:
    await give_up(inbox)
    await inbox.put(a_question("q2"))
    running = await take(inbox)
    assert await letters.retry(Q1)
    assert await inbox.end(running)
    assert (await take(inbox)).question.id == Q1


async def test_one_that_was_edited_since_is_put_back_as_edited(inbox: Inbox, letters: DeadLetters) -> None:
    await give_up(inbox)
    assert await inbox.amend(a_question("q1", text="the sale"), edition=Ts("300.000001")) == "done"
    assert await letters.retry(Q1)
    assert (await take(inbox)).question.message.text == "the sale"


async def test_one_that_was_dropped_can_not_be_put_back_and_is_not_asked_again(
    inbox: Inbox, letters: DeadLetters, redis: Redis
) -> None:
    await give_up(inbox)
    assert await letters.drop(Q1)
    assert not await letters.drop(Q1)
    assert not await letters.retry(Q1)
    assert await redis.hget(keys.question(Q1), "letter") is None
    assert 0 < await redis.ttl(keys.question(Q1)) <= DEDUPE_SECONDS
    assert not await inbox.put(a_question("q1"))


@pytest.mark.parametrize("name", ["q1", "never asked"])
async def test_what_was_not_given_up_can_be_neither_put_back_nor_dropped(inbox: Inbox, letters: DeadLetters, name: str) -> None:
    await inbox.put(a_question())
    assert not await letters.retry(QuestionId(name))
    assert not await letters.drop(QuestionId(name))
    assert (await take(inbox)).question.id == "q1"


async def the_thread(inbox: Inbox) -> None:
    assert await inbox.forget_thread(a_thread()) == 1


async def the_person(inbox: Inbox) -> None:
    assert await inbox.forget_person(TeamId("T1"), UserId("U1")) == 1


async def the_message(inbox: Inbox) -> None:
    await inbox.cancel(Q1, "deleted")


@pytest.mark.parametrize("forget", [the_thread, the_person, the_message])
async def test_what_is_forgotten_or_deleted_can_not_be_put_back(
    inbox: Inbox, letters: DeadLetters, redis: Redis, forget: Callable[[Inbox], Awaitable[None]]
) -> None:
    await give_up(inbox)
    # Days later, the index of what can be forgotten has lapsed.
    await redis.delete(f"{{q}}:asked-in:{a_thread().key}", "{q}:asked-by:T1:U1")
    await forget(inbox)
    assert await known(letters) == []
    assert not await letters.retry(Q1)
    assert await redis.hget(keys.question(Q1), "letter") is None


async def test_others_stay_when_one_thread_or_person_is_forgotten(inbox: Inbox, letters: DeadLetters) -> None:
    await give_up(inbox)
    assert await inbox.forget_thread(a_thread("200.000001")) == 0
    assert await inbox.forget_person(TeamId("T1"), UserId("U2")) == 0
    assert await known(letters) == [Q1]


async def test_of_a_deleted_question_nothing_is_kept(inbox: Inbox, letters: DeadLetters, redis: Redis) -> None:
    await inbox.put(a_question())
    claim = await take(inbox)
    await inbox.cancel(Q1, "deleted")
    await inbox.end(claim, dead="failures")
    assert await known(letters) == []
    assert await redis.hget(keys.question(Q1), "letter") is None


async def test_of_too_many_the_oldest_go(inbox: Inbox, letters: DeadLetters, redis: Redis) -> None:
    await give_up(inbox)
    await redis.rpush(keys.INBOX_DEAD, *(f"x{number}" for number in range(DEAD_KEPT - 1)))
    assert Q1 in await known(letters)
    await give_up(inbox, "q2")
    assert await known(letters) == [Q2]
    assert await redis.llen(keys.INBOX_DEAD) == DEAD_KEPT
    assert await redis.hget(keys.question(Q1), "letter") is None


async def test_one_whose_key_was_lost_is_readable_once_the_key_is_back(redis: Redis, letters: DeadLetters) -> None:
    old = Inbox(redis, a_vault("old"))
    await old.put(a_question())
    await redis.hset(keys.question(Q1), "claims", str(MOST_ELSEWHERE))
    new = Inbox(redis, a_vault("new"))
    assert await new.end(await take(new), dead="unreadable")
    (letter,) = await letters.all()
    assert letter.why == "unreadable"
    assert await letters.retry(Q1)
    assert (await take(old)).question == a_question()


async def test_all_that_a_thread_has_is_forgotten_and_no_place_stays_in_the_list(
    inbox: Inbox, letters: DeadLetters, redis: Redis
) -> None:
    for name in ("q1", "q2", "q3"):
        await give_up(inbox, name)
    for name in ("q4", "q5"):
        await inbox.put(a_question(name))
    # Its words went in some other way: nothing stands behind its place any more.
    await redis.hdel(keys.question(QuestionId("q3")), "letter")
    assert await inbox.forget_thread(a_thread()) == 4
    assert await known(letters) == []
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == []
    assert await inbox.forget_thread(a_thread()) == 0


async def test_those_given_up_stay_when_the_index_of_another_thread_is_forgotten(
    inbox: Inbox, letters: DeadLetters, redis: Redis
) -> None:
    # Letters stay longer than the index does.
    for name in ("q1", "q2"):
        await give_up(inbox, name)
    await redis.delete(keys.asked_in(a_thread()), keys.asked_by(TeamId("T1"), UserId("U1")))
    assert await inbox.forget_thread(a_thread("200.000001")) == 0
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == [b"q1", b"q2"]
    # Where nothing stands behind a place it goes, whatever is forgotten.
    await redis.hdel(keys.question(Q2), "letter")
    assert await inbox.forget_thread(a_thread("200.000001")) == 0
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == [b"q1"]
    assert await inbox.forget_thread(a_thread()) == 1
    assert await redis.lrange(keys.INBOX_DEAD, 0, -1) == []
