"""Channels that end, are left and are moved, as Slack's payloads over HTTP, with the rooms below on a real Redis."""

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, ChannelSettings, Message, TeamId, ThreadRef, Ts, UserId
from tests.language.test_schedule import a_schedule
from tests.listeners.conftest import Door, open_door
from tests.listeners.test_door import delivery
from tests.memory.build import a_document, a_file, a_thread

HERE, NEW, TEAM = ChannelId("C1"), ChannelId("C9"), TeamId("T1")
OTHER = ThreadRef(team=TEAM, channel=ChannelId("C12"), ts=Ts("100.000001"))
ENDS = ["channel_archive", "channel_deleted", "channel_left", "group_archive", "group_deleted", "group_left"]
FORGETS = [event for event in ENDS if not event.endswith("archive")]


async def fill(door: Door) -> None:
    """In two channels: a thread with a file, a schedule with its slot, and settings."""
    rooms = door.rooms
    for thread in (a_thread(), OTHER):
        assert await rooms.context.read(thread) is None
        assert await rooms.context.keep(thread, [Message(ts=thread.ts, user=UserId("U1"), text="words")])
        await rooms.pages.put(thread, a_file(f"F{thread.channel}"), a_document("42"), content=thread.channel)
        schedule = a_schedule(channel=thread.channel)
        await rooms.schedules.change(TEAM, thread.channel, lambda _, schedule=schedule: schedule)
        await rooms.slots.put(schedule)
        await rooms.preferences.set_channel(TEAM, thread.channel, ChannelSettings(is_on=False), form=thread.channel)


async def kept(door: Door, thread: ThreadRef) -> list[bool]:
    """Whether messages, files, a schedule and settings are kept of a channel."""
    rooms = door.rooms
    return [
        await rooms.context.drop(thread) > 0,
        await rooms.pages.held(thread, a_file(f"F{thread.channel}").id) is not None,
        await rooms.schedules.of(TEAM, thread.channel) is not None,
        await rooms.preferences.channel(TEAM, thread.channel) != ChannelSettings(),
    ]


@pytest.mark.parametrize("event", ENDS)
async def test_what_goes_with_a_channel(slack_door: Door, event: str) -> None:
    await fill(slack_door)
    for _ in range(2):
        assert (await slack_door.knock(delivery(type=event, channel=HERE, event_ts="3.0"))).status == 200
    content, settings = event not in FORGETS, not event.endswith("deleted")
    assert await kept(slack_door, a_thread()) == [content, content, False, settings]
    assert await kept(slack_door, OTHER) == [True, True, True, True]
    assert (await slack_door.rooms.inbox.depth()).threads == 1


async def test_a_channel_with_another_id_is_recapped_on_under_that_once(slack_door: Door) -> None:
    await fill(slack_door)
    before = await slack_door.rooms.schedules.of(TEAM, HERE)
    assert before
    for _ in range(2):
        moved = delivery(type="channel_id_changed", old_channel_id=HERE, new_channel_id=NEW, event_ts="3.0")
        assert (await slack_door.knock(moved)).status == 200
    assert await kept(slack_door, a_thread()) == [False, False, False, False]
    assert await slack_door.rooms.schedules.of(TEAM, NEW) == before.model_copy(update={"channel": NEW})
    assert await slack_door.rooms.preferences.channel(TEAM, NEW) == ChannelSettings(is_on=False)
    assert (await slack_door.rooms.inbox.depth()).threads == 2


@pytest.mark.parametrize(
    "event",
    [
        {"type": "channel_left"},
        {"type": "channel_deleted", "channel": ""},
        {"type": "channel_id_changed", "old_channel_id": HERE},
        {"type": "channel_id_changed", "old_channel_id": HERE, "new_channel_id": HERE},
    ],
)
async def test_what_names_no_channel_changes_nothing(slack_door: Door, event: dict[str, object]) -> None:
    await fill(slack_door)
    assert (await slack_door.knock(delivery(**event))).status == 200
    assert await kept(slack_door, a_thread()) == [True, True, True, True]


@pytest.mark.parametrize("event", ENDS)
async def test_while_the_store_is_down_the_end_of_a_channel_is_not_acknowledged(event: str) -> None:
    async with open_door(Redis(unix_socket_path="/nowhere/redis.sock")) as lost:
        assert (await lost.knock(delivery(type=event, channel="C1"))).status == 503
