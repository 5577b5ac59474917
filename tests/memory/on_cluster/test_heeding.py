from redis.asyncio import Redis

from tests.memory.test_heeding import cancelled_at_each_step


async def test_who_is_told_to_stop_while_a_command_is_sent_does(redis: Redis) -> None:
    await cancelled_at_each_step(redis)
