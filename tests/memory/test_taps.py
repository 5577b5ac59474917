"""Two quick taps are one, by whichever process the second is heard."""

import pytest
from redis.asyncio import Redis

from bot.language import Offer, QuestionId, StoreUnavailable, UserId
from bot.memory import keys
from bot.memory.taps import TAP_SECONDS, Taps
from tests.memory.build import a_lost_redis

ID, ANN, BEA = QuestionId("T1:C1:1.0"), UserId("U1"), UserId("U2")


async def test_the_same_tap_by_the_same_person_counts_once_for_a_moment(redis: Redis) -> None:
    taps = Taps(redis)
    assert await taps.first(ID, Offer.SHORTER, ANN)
    assert not await Taps(redis).first(ID, Offer.SHORTER, ANN)
    assert await taps.first(ID, Offer.LONGER, ANN)
    assert await taps.first(ID, Offer.SHORTER, BEA)
    assert await taps.first(QuestionId("T1:C1:2.0"), Offer.SHORTER, ANN)
    assert 0 < await redis.ttl(keys.tap(ID, Offer.SHORTER, ANN)) <= TAP_SECONDS


async def test_a_tap_of_which_nothing_came_may_be_repeated_at_once(redis: Redis) -> None:
    taps = Taps(redis)
    assert await taps.first(ID, Offer.CSV, ANN)
    await taps.undo(ID, Offer.CSV, ANN)
    assert await taps.first(ID, Offer.CSV, ANN)


async def test_a_lost_store_is_told() -> None:
    with pytest.raises(StoreUnavailable):
        await Taps(a_lost_redis()).first(ID, Offer.CSV, ANN)
