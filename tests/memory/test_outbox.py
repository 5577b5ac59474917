"""The outbox: the first finished answer counts, it is sealed, and goes with its asker's word."""

from dataclasses import dataclass

import pytest
from redis.asyncio import Redis

from bot.language import QuestionId, StoreUnavailable, Surface, TeamId, UserId
from bot.memory import keys
from bot.memory.outbox import KEPT_SECONDS, Outbox
from tests.memory.build import TEAM, a_lost_redis, a_thread, a_vault
from tests.memory.test_forgetting import ANN, BEA, asked

QUESTION = asked(a_thread(), ANN, "what was decided?", surface=Surface.COMMAND)
NEXT = asked(a_thread(), ANN, "and then?", ts="301.0", surface=Surface.COMMAND)


@dataclass
class Ids:
    """Where the outbox keeps what."""

    answer: str = keys.private_answer(QUESTION.id)
    index: str = keys.private_answers(TEAM, ANN)


@pytest.fixture
def outbox(redis: Redis) -> Outbox:
    return Outbox(redis, a_vault())


async def test_the_first_finished_answer_counts(outbox: Outbox) -> None:
    assert await outbox.kept(QUESTION.id) is None
    assert list(await outbox.keep(QUESTION, ["a", "b"])) == ["a", "b"]
    assert list(await outbox.keep(QUESTION, ["another"])) == ["a", "b"]
    kept = await outbox.kept(QUESTION.id)
    assert kept is not None
    assert list(kept[1]) == ["a", "b"]
    assert kept[0].message.text == "what was decided?"


async def test_the_commands_address_is_not_kept_and_nothing_stands_in_the_clear(outbox: Outbox, redis: Redis) -> None:
    await outbox.keep(QUESTION, ["the answer"])
    kept = await outbox.kept(QUESTION.id)
    assert kept is not None
    assert kept[0].response_url == ""
    raw = await redis.dump(Ids().answer)
    assert raw is not None
    for secret in (b"the answer", b"decided", b"hooks.slack.com"):
        assert secret not in raw


async def test_what_was_sent_is_counted(outbox: Outbox, redis: Redis) -> None:
    assert await outbox.sent(QUESTION.id) == 0
    await outbox.keep(QUESTION, ["a", "b"])
    await outbox.mark_sent(QUESTION.id, 0)
    assert await outbox.sent(QUESTION.id) == 1
    await redis.expire(Ids().answer, 5)
    await outbox.mark_sent(QUESTION.id, 1)
    assert await outbox.sent(QUESTION.id) == 2
    assert await redis.ttl(Ids().answer) > KEPT_SECONDS - 60


async def test_everything_ends_by_itself(outbox: Outbox, redis: Redis) -> None:
    await outbox.keep(QUESTION, ["a"])
    for key in (Ids().answer, Ids().index):
        assert 0 < await redis.ttl(key) <= KEPT_SECONDS


async def test_only_this_persons_answers_are_forgotten_and_those_that_had_ended_do_not_count(
    outbox: Outbox, redis: Redis
) -> None:
    others = asked(a_thread(), BEA, "hers", ts="302.0"), asked(a_thread(team="T2"), ANN, "abroad", ts="303.0")
    for question in (QUESTION, NEXT, *others):
        await outbox.keep(question, ["a"])
    await redis.delete(Ids().answer)  # its time was over
    assert await outbox.forget(TEAM, ANN) == 1
    assert await outbox.forget(TEAM, ANN) == 0
    assert [await outbox.kept(question.id) is None for question in (QUESTION, NEXT, *others)] == [True, True, False, False]
    assert not await redis.exists(Ids().index)


async def test_the_list_of_somebody_who_never_stops_asking_does_not_grow_for_ever(outbox: Outbox, redis: Redis) -> None:
    await outbox.keep(QUESTION, ["a"])
    seconds, _ = await redis.time()
    await redis.zadd(Ids().index, {QUESTION.id: seconds - KEPT_SECONDS - 1})
    await outbox.keep(NEXT, ["b"])
    assert await redis.zrange(Ids().index, 0, -1) == [NEXT.id.encode()]


async def test_what_can_not_be_read_is_as_good_as_gone(outbox: Outbox, redis: Redis) -> None:
    await outbox.keep(QUESTION, ["a"])
    stranger = Outbox(redis, a_vault())
    assert await stranger.kept(QUESTION.id) is None
    assert list(await stranger.keep(QUESTION, ["mine"])) == ["mine"]
    vault = a_vault()
    await redis.hset(Ids().answer, "sealed", vault.seal(Ids().answer, b"{}"))
    assert await Outbox(redis, vault).kept(QUESTION.id) is None


async def test_a_lost_store_is_told() -> None:
    outbox = Outbox(a_lost_redis(), a_vault())
    for call in (
        outbox.keep(QUESTION, ["a"]),
        outbox.kept(QUESTION.id),
        outbox.sent(QuestionId("q")),
        outbox.mark_sent(QuestionId("q"), 0),
        outbox.forget(TeamId("T1"), UserId("U1")),
    ):
        with pytest.raises(StoreUnavailable):
            await call
