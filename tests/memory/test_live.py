from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from bot.memory.live import LIVE_SECONDS, LiveAnswers

TEAM, OTHER = TeamId("T1"), TeamId("T2")


async def test_answers_count_per_workspace_once_each_until_they_leave(redis: Redis) -> None:
    here, elsewhere = LiveAnswers(redis), LiveAnswers(redis)
    await here.enter(TEAM, "a")
    await here.enter(TEAM, "a")
    await elsewhere.enter(TEAM, "b")
    await here.enter(OTHER, "c")
    assert (await here.count(TEAM), await here.count(OTHER)) == (2, 1)
    await elsewhere.leave(TEAM, "b")
    await elsewhere.leave(TEAM, "never entered")
    assert await here.count(TEAM) == 1


async def test_an_answer_whose_process_is_gone_counts_no_more(redis: Redis) -> None:
    live = LiveAnswers(redis)
    await live.enter(TEAM, "gone")
    await live.enter(TEAM, "here")
    # As if its time had passed.
    await redis.zincrby(keys.live_answers(TEAM), -LIVE_SECONDS - 1, "gone")
    assert await live.count(TEAM) == 1
    assert 0 < await redis.ttl(keys.live_answers(TEAM)) <= LIVE_SECONDS + 1
