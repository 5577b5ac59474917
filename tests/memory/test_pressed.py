"""What a shortcut was used on, kept while its form is open: for who pressed, sealed, and gone with them."""

import pytest
from redis.asyncio import Redis

from bot.language import Message, StoreUnavailable, Ts
from bot.memory import keys
from bot.memory.pressed import KEPT_SECONDS, PressedMessages
from tests.memory.build import TEAM, a_lost_redis, a_vault
from tests.memory.test_forgetting import ANN, BEA

MESSAGE = Message(ts=Ts("1.0"), text="We ship on Monday.")


@pytest.fixture
def pressed(redis: Redis) -> PressedMessages:
    return PressedMessages(redis, a_vault())


async def test_a_message_is_kept_for_its_press_and_for_who_pressed(pressed: PressedMessages, redis: Redis) -> None:
    await pressed.keep(TEAM, ANN, "1.2.abc", MESSAGE)
    assert await pressed.kept(TEAM, ANN, "1.2.abc") == MESSAGE
    assert await pressed.kept(TEAM, ANN, "1.2.def") is None
    assert await pressed.kept(TEAM, BEA, "1.2.abc") is None
    assert KEPT_SECONDS - 60 < await redis.ttl(keys.pressed(TEAM, ANN)) <= KEPT_SECONDS


async def test_nothing_stands_in_the_clear(pressed: PressedMessages, redis: Redis) -> None:
    await pressed.keep(TEAM, ANN, "1.2.abc", MESSAGE)
    raw = await redis.dump(keys.pressed(TEAM, ANN))
    assert raw is not None
    assert b"Monday" not in raw


async def test_it_can_be_forgotten(pressed: PressedMessages) -> None:
    await pressed.keep(TEAM, ANN, "1.2.abc", MESSAGE)
    await pressed.keep(TEAM, BEA, "1.2.abc", MESSAGE)
    await pressed.forget(TEAM, ANN)
    assert await pressed.kept(TEAM, ANN, "1.2.abc") is None
    assert await pressed.kept(TEAM, BEA, "1.2.abc") == MESSAGE


async def test_what_another_version_wrote_is_as_good_as_nothing(pressed: PressedMessages, redis: Redis) -> None:
    key = keys.pressed(TEAM, ANN)
    await redis.hset(key, "1.2.abc", a_vault().seal(key, b'{"another": "shape"}'))
    assert await pressed.kept(TEAM, ANN, "1.2.abc") is None


async def test_a_lost_store_is_told() -> None:
    pressed = PressedMessages(a_lost_redis(), a_vault())
    for call in (
        pressed.keep(TEAM, ANN, "1", MESSAGE),
        pressed.kept(TEAM, ANN, "1"),
        pressed.forget(TEAM, ANN),
    ):
        with pytest.raises(StoreUnavailable):
            await call
