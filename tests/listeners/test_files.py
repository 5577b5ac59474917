"""Files that are deleted by themselves, as deliveries over HTTP with the rooms below on a real Redis."""

import pytest

from bot.language import ChannelId, TeamId, ThreadRef, Ts
from tests.listeners.conftest import Door
from tests.listeners.test_door import delivery
from tests.memory.build import a_document, a_file

HERE, THERE, ABROAD = (
    ThreadRef(team=TeamId(team), channel=ChannelId(channel), ts=Ts("2.0"))
    for team, channel in (("T1", "C1"), ("T1", "C2"), ("T2", "C1"))
)


async def test_a_file_deleted_by_itself_is_forgotten_in_every_thread_of_its_workspace(slack_door: Door) -> None:
    pages = slack_door.rooms.pages
    for thread in (HERE, THERE, ABROAD):
        await pages.put(thread, a_file(), a_document("42"), content="42")
    await pages.put(HERE, a_file("F2"), a_document("43"), content="43")
    assert (await slack_door.knock(delivery(type="file_deleted", file_id="F1", channel_ids=["C1"], event_ts="3.0"))).status == 200
    assert [await pages.get(thread, a_file()) for thread in (HERE, THERE)] == [None, None]
    assert await pages.get(ABROAD, a_file())
    assert await pages.get(HERE, a_file("F2"))


@pytest.mark.parametrize("event", [{}, {"file_id": ""}, {"file_id": 7}, {"file_id": "FUNKNOWN"}])
async def test_a_deletion_of_nothing_known_is_acknowledged(slack_door: Door, event: dict[str, object]) -> None:
    assert (await slack_door.knock(delivery(type="file_deleted", **event))).status == 200
