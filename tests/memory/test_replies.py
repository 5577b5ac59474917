import asyncio

from redis.asyncio import Redis

from bot.language import QuestionId, Ts
from bot.memory import keys
from bot.memory.replies import KEPT_SECONDS, KeptReplies

QUESTION = QuestionId("T1:C1:1.0")


async def test_of_two_messages_posted_for_one_part_the_first_counts(redis: Redis) -> None:
    replies = KeptReplies(redis)
    assert await replies.settle(QUESTION, 0, Ts("2.0")) == "2.0"
    assert await replies.settle(QUESTION, 0, Ts("3.0")) == "2.0"
    assert await replies.settle(QUESTION, 1, Ts("4.0")) == "4.0"
    assert await replies.parts(QUESTION) == {0: "2.0", 1: "4.0"}
    assert await replies.parts(QuestionId("another")) == {}


async def test_of_many_at_once_all_hear_of_the_same_winner(redis: Redis) -> None:
    replies = KeptReplies(redis)
    heard = await asyncio.gather(*(replies.settle(QUESTION, 0, Ts(f"{number}.0")) for number in range(10)))
    assert len(set(heard)) == 1


async def test_a_message_can_be_replaced(redis: Redis) -> None:
    replies = KeptReplies(redis)
    await replies.settle(QUESTION, 0, Ts("2.0"))
    await replies.replace(QUESTION, 0, Ts("5.0"))
    assert await replies.parts(QUESTION) == {0: "5.0"}


async def test_they_are_kept_as_long_as_the_inbox_remembers_the_question(redis: Redis) -> None:
    replies = KeptReplies(redis)
    await replies.settle(QUESTION, 0, Ts("2.0"))
    assert 0 < await redis.ttl(keys.replies(QUESTION)) <= KEPT_SECONDS
    await redis.persist(keys.replies(QUESTION))
    await replies.replace(QUESTION, 0, Ts("3.0"))
    assert 0 < await redis.ttl(keys.replies(QUESTION)) <= KEPT_SECONDS
