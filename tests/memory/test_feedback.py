"""What people think of answers: one word each, sealed, for a while, and gone when they or the thread are forgotten."""

from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import Fault, Feedback, QuestionId, StoreUnavailable, UserId
from bot.memory import keys
from bot.memory.feedback import KEPT_SECONDS, KeptFeedback
from tests.memory.build import TEAM, a_lost_redis, a_thread, a_vault

HERE, THERE = a_thread(), a_thread("200.000001", channel="C2")
ANN, BEA = UserId("U1"), UserId("U2")
ID, OTHER = QuestionId("T1:C1:1.0"), QuestionId("T1:C2:2.0")


def said(by: UserId = ANN, *, of: QuestionId = ID, words: str = "") -> Feedback:
    return Feedback(of=of, by=by, at=1.0, helpful=not words, fault=Fault.WRONG if words else None, words=words)


@pytest.fixture
def feedback(redis: Redis) -> KeptFeedback:
    return KeptFeedback(redis, a_vault())


async def all_of(feedback: KeptFeedback) -> list[Feedback]:
    return sorted([found async for found in feedback.all()], key=lambda found: (found.of, found.by))


async def test_the_newest_word_of_each_person_on_each_answer_is_kept(feedback: KeptFeedback, redis: Redis) -> None:
    await feedback.keep(HERE, said())
    await feedback.keep(HERE, said(words="no"))
    await feedback.keep(HERE, said(BEA))
    await feedback.keep(THERE, said(of=OTHER))
    assert await all_of(feedback) == [said(words="no"), said(BEA), said(of=OTHER)]
    assert KEPT_SECONDS - 60 < await redis.ttl(keys.feedback(ID)) <= KEPT_SECONDS
    assert b"no" not in b"".join(cast("dict[bytes, bytes]", await redis.hgetall(keys.feedback(ID))).values())


async def test_one_persons_word_does_not_open_as_anothers(feedback: KeptFeedback, redis: Redis) -> None:
    await feedback.keep(HERE, said())
    sealed = cast("dict[bytes, bytes]", await redis.hgetall(keys.feedback(ID)))[b"U1"]
    await redis.hset(keys.feedback(ID), "U2", sealed)
    assert await all_of(feedback) == [said()]


async def test_a_person_and_a_thread_are_forgotten_each_for_itself(feedback: KeptFeedback) -> None:
    for by in (ANN, BEA):
        await feedback.keep(HERE, said(by))
        await feedback.keep(THERE, said(by, of=OTHER))
    assert await feedback.forget_person(TEAM, ANN) == 2
    assert await feedback.forget_person(TEAM, ANN) == 0
    assert await all_of(feedback) == [said(BEA), said(BEA, of=OTHER)]
    assert await feedback.forget(HERE) == 1
    assert await all_of(feedback) == [said(BEA, of=OTHER)]
    assert await feedback.forget(HERE) == 0


async def test_a_lost_store_is_told() -> None:
    feedback = KeptFeedback(a_lost_redis(), a_vault())
    for call in (feedback.keep(HERE, said()), feedback.forget(HERE), feedback.forget_person(TEAM, ANN), all_of(feedback)):
        with pytest.raises(StoreUnavailable):
            await call
