"""For how long context is kept: never longer than the operator allows, and in the rooms from the next thing that is kept."""

import pytest
from redis.asyncio import Redis

from bot.language import Message, Ts, UserId, WorkspaceSettings
from bot.memory import keys
from bot.memory.preferences import Preferences
from bot.memory.retention import Retention
from bot.memory.threads import KeptThreads
from tests.memory.build import TEAM, a_thread, a_vault


@pytest.mark.parametrize(
    ("most", "chosen", "held"), [(600, None, 600), (600, 60, 60), (600, 6_000, 600), (600, 600, 600), (0, 60, 0), (0, None, 0)]
)
def test_a_workspace_may_keep_less_than_the_operator_allows_and_never_more(most: int, chosen: int | None, held: int) -> None:
    retention = Retention(most)
    retention.choose(chosen)
    assert (int(retention), retention.most) == (held, most)


async def test_what_a_workspace_chose_holds_for_what_is_kept_from_then_on(redis: Redis) -> None:
    vault, retention, thread = a_vault(), Retention(600), a_thread()
    threads, preferences = KeptThreads(redis, vault, ttl=retention), Preferences(redis, vault, retention)
    message = Message(ts=Ts("1.0"), user=UserId("U1"), text="kept")
    for number, (chosen, held) in enumerate(((None, 600), (60, 60), (None, 600))):
        assert await preferences.set_workspace(TEAM, WorkspaceSettings(retention=chosen), form=f"V1:{number}")
        await redis.delete(keys.messages(thread))
        await preferences.workspace(TEAM)
        assert await threads.read(thread) is None
        assert await threads.keep(thread, [message])
        assert held - 5 <= await redis.ttl(keys.messages(thread)) <= held
