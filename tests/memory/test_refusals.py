from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.refusals import KEPT_SECONDS, ImageRefusals


async def test_a_refusal_is_remembered_for_that_model_and_for_a_day(redis: Redis) -> None:
    refusals = ImageRefusals(redis)
    assert not await refusals.refused("some/model")
    await refusals.remember("some/model")
    assert await refusals.refused("some/model")
    assert not await refusals.refused("some/other")
    assert 0 < await redis.ttl(keys.image_refusal("some/model")) <= KEPT_SECONDS
