"""Channels that are deleted, left and moved, proved by reading the whole Redis with the key."""

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, ChannelSettings, QuestionId, StoreUnavailable, TeamId, ThreadRef, Ts, WorkspaceSettings
from bot.memory import keys
from bot.memory.channels import KeptChannels
from bot.memory.forgetting import Forgetting
from tests.memory.build import a_lost_redis, a_vault
from tests.memory.everything import HERE, ROOT, THERE, Everything, snapshot

TEAM, NEW = TeamId("T1"), ChannelId("C9")
SET = frozenset({"channel-settings", "workspace-settings", "person-settings", "schedule", "{limits}"})
"""What is set, and not said, and the schedule, which is for `slots.py`'s neighbours."""


@pytest.fixture
def everything(redis: Redis) -> Everything:
    return Everything(redis, a_vault())


@pytest.fixture
def channels(everything: Everything) -> KeptChannels:
    return joined(everything)


def forgetting_of(rooms: Everything) -> Forgetting:
    return Forgetting(
        context=rooms.context,
        pages=rooms.pages,
        digests=rooms.digests,
        inbox=rooms.inbox,
        outbox=rooms.outbox,
        pressed=rooms.pressed,
        answers=rooms.answers,
        feedback=rooms.feedback,
        participation=rooms.participation,
        preferences=rooms.preferences,
        schedules=rooms.schedules,
        whereabouts=rooms.whereabouts,
    )


def joined(rooms: Everything) -> KeptChannels:
    forgetting = forgetting_of(rooms)
    return KeptChannels(
        rooms.redis, forgetting=forgetting, preferences=rooms.preferences, limits=rooms.limits, whereabouts=rooms.whereabouts
    )


async def sealed(everything: Everything) -> set[str]:
    """The keys, with their fields, whose sealed value opens."""
    found: set[str] = set()
    for key, entries in (await snapshot(everything.redis)).items():
        for field, value in entries.items():
            name = f"{key}#{field.decode(errors='replace')}" if field else key
            if isinstance(value, bytes) and any(everything.vault.open(label, value) is not None for label in (key, name)):
                found.add(name)
    return found


def set_or_personal(name: str) -> bool:
    return keys.kind(name) in SET


async def test_of_a_channel_that_footnote_leaves_no_words_stay_and_what_admins_have_set_does(
    everything: Everything, channels: KeptChannels
) -> None:
    await everything.fill(TEAM, "words")
    before = await sealed(everything)
    of_here = {name for name in before if HERE in name.partition("#")[0].replace("}", ":").split(":") or f" {HERE}:" in name}
    assert len(of_here) > 8
    await channels.forget(TEAM, HERE)
    # Whoever answers it has been told to stop, and ends it.
    under_way = f"{keys.question(QuestionId(f'{TEAM}:{HERE}:1700000003.000100'))}#payload"
    left = await sealed(everything) - {under_way}
    assert {name for name in left & of_here if not set_or_personal(name)} == set()
    assert f"{keys.channel_settings(TEAM)}#{HERE}" in left
    assert await everything.limits.in_channel(TEAM, HERE) == {"channel_per_hour": 5}
    # What the other channel holds is there, but for notes on talk, of which nobody knows whose words they hold.
    of_there = {name for name in before if THERE in name.partition("#")[0].replace("}", ":").split(":")}
    assert {name for name in of_there - left if not name.startswith("talk-digests")} == set()


async def test_of_a_deleted_channel_nothing_stays_that_was_set_for_it(everything: Everything, channels: KeptChannels) -> None:
    await everything.fill(TEAM, "words")
    await channels.forget_deleted(TEAM, HERE)
    assert await everything.preferences.channel(TEAM, HERE) == ChannelSettings()
    assert await everything.preferences.channel(TEAM, THERE) == ChannelSettings(instructions="words")
    assert await everything.limits.in_channel(TEAM, HERE) == {}
    assert await everything.limits.in_channel(TEAM, THERE) == {"channel_per_hour": 5}


async def test_a_list_goes_on_naming_a_deleted_channel(everything: Everything, channels: KeptChannels) -> None:
    # The only one in which Footnote answers: without it, it would answer everywhere.
    only = WorkspaceSettings(channels_allowed=(HERE,))
    await everything.preferences.set_workspace(TEAM, only, form="V1:1")
    await channels.forget_deleted(TEAM, HERE)
    assert await everything.preferences.workspace(TEAM) == only


async def test_a_channel_with_another_id_keeps_what_is_set_for_it_and_the_lists_name_it(
    everything: Everything, channels: KeptChannels
) -> None:
    await everything.fill(TEAM, "words")
    lists = WorkspaceSettings(channels_denied=(HERE, THERE), channels_allowed=(THERE, HERE))
    await everything.preferences.set_workspace(TEAM, lists, form="V9:1")
    for _ in range(2):  # Slack delivers twice
        await channels.move(TEAM, HERE, NEW)
        assert await everything.preferences.channel(TEAM, HERE) == ChannelSettings()
        assert await everything.preferences.channel(TEAM, NEW) == ChannelSettings(instructions="words")
        assert await everything.limits.in_channel(TEAM, NEW) == {"channel_per_hour": 5}
        assert await everything.limits.in_channel(TEAM, HERE) == {}
        moved = await everything.preferences.workspace(TEAM)
        assert (moved.channels_denied, moved.channels_allowed) == ((NEW, THERE), (THERE, NEW))
    assert not await everything.context.drop(ThreadRef(team=TEAM, channel=HERE, ts=ROOT))


async def test_what_was_set_under_the_new_id_already_counts(everything: Everything, channels: KeptChannels) -> None:
    await everything.preferences.set_channel(TEAM, HERE, ChannelSettings(instructions="before"), form="V1:1")
    await everything.preferences.set_channel(TEAM, NEW, ChannelSettings(instructions="since"), form="V1:2")
    await channels.move(TEAM, HERE, NEW)
    assert await everything.preferences.channel(TEAM, NEW) == ChannelSettings(instructions="since")


async def test_what_a_lost_key_has_sealed_waits_for_the_key(redis: Redis) -> None:
    rooms, later = Everything(redis, a_vault("old")), Everything(redis, a_vault("new"))
    await rooms.preferences.set_channel(TEAM, HERE, ChannelSettings(is_on=False), form="V1:1")
    await joined(later).move(TEAM, HERE, NEW)
    assert await redis.hexists(keys.channel_settings(TEAM), HERE)


async def test_a_message_that_is_gone_takes_along_what_quotes_it_and_what_a_shortcut_was_used_on(everything: Everything) -> None:
    await everything.fill(TEAM, "words")
    here, quoted = ThreadRef(team=TEAM, channel=HERE, ts=ROOT), Ts("1700000009.000100")
    answers = [f"answer:{{{TEAM}}}:{channel}:1700000006.000100" for channel in (HERE, THERE)]
    assert set(answers) <= await sealed(everything)
    await forgetting_of(everything).message(here, quoted)
    left = await sealed(everything)
    assert [name in left for name in answers] == [False, True]
    await forgetting_of(everything).message(here, ROOT)
    assert not {name for name in await sealed(everything) if name.startswith("pressed")}


async def test_a_question_on_a_message_is_about_that_message_also_once_it_was_given_up(everything: Everything) -> None:
    await everything.fill(TEAM, "words", channels=(HERE,))
    here = ThreadRef(team=TEAM, channel=HERE, ts=ROOT)
    assert await everything.inbox.about(here, ROOT) == [f"{TEAM}:{HERE}:1700000005.000100"]
    for ts in ("1700000001.000100", "1700000002.000100", "1700000003.000100"):
        assert await everything.inbox.about(here, Ts(ts)) == [f"{TEAM}:{HERE}:{ts}"]
    assert await everything.inbox.about(here, Ts("1700000008.000100")) == []


async def test_a_lost_store_is_told() -> None:
    channels = joined(Everything(a_lost_redis(), a_vault()))
    for done in (channels.forget(TEAM, HERE), channels.forget_deleted(TEAM, HERE), channels.move(TEAM, HERE, NEW)):
        with pytest.raises(StoreUnavailable):
            await done
