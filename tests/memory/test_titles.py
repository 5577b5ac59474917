from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.titles import KEPT_SECONDS, Titles
from tests.memory.build import a_thread


async def test_a_thread_that_has_a_title_is_known_for_90_days_and_no_other(redis: Redis) -> None:
    titles = Titles(redis)
    assert not await titles.has_one(a_thread())
    await titles.settle(a_thread())
    assert await titles.has_one(a_thread())
    assert not await titles.has_one(a_thread(channel="C2"))
    assert 0 < await redis.ttl(keys.titled(a_thread())) <= KEPT_SECONDS == 90 * 86_400
