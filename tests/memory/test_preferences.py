"""What people, channels and workspaces set: each setting by itself, sealed, saved once, and forgotten with its person."""

from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import (
    ChannelId,
    ChannelSettings,
    Length,
    Outside,
    PersonSettings,
    StoreUnavailable,
    TeamId,
    UserId,
    WorkspaceSettings,
)
from bot.memory import keys
from bot.memory.preferences import Preferences
from bot.memory.retention import Retention
from bot.memory.vault import Vault
from tests.memory.build import TEAM, a_lost_redis, a_vault

ANN, BEA = UserId("U1"), UserId("U2")
HERE, THERE = ChannelId("C1"), ChannelId("C2")
OTHER = TeamId("T2")
FORMAL = ChannelSettings(instructions="Answer formally.")


@pytest.fixture
def retention() -> Retention:
    return Retention(600)


@pytest.fixture
def preferences(redis: Redis, retention: Retention) -> Preferences:
    return Preferences(redis, a_vault(), retention)


async def test_who_has_set_nothing_has_the_defaults(preferences: Preferences) -> None:
    assert await preferences.person(TEAM, ANN) == PersonSettings()
    assert await preferences.channel(TEAM, HERE) == ChannelSettings()
    assert await preferences.channels(TEAM) == {}
    assert await preferences.workspace(TEAM) == WorkspaceSettings()


async def test_a_person_sets_one_thing_after_the_other(preferences: Preferences) -> None:
    await preferences.set_person(TEAM, ANN, PersonSettings(length=Length.SHORT))
    await preferences.set_person(TEAM, ANN, PersonSettings(language="de"))
    assert await preferences.person(TEAM, ANN) == PersonSettings(language="de", length=Length.SHORT)
    assert await preferences.person(TEAM, BEA) == await preferences.person(OTHER, ANN) == PersonSettings()


async def test_parts_of_a_workspaces_settings_are_saved_apart(preferences: Preferences, retention: Retention) -> None:
    assert await preferences.set_workspace(TEAM, WorkspaceSettings(outside=Outside.EVERYBODY, guests=False), form="V1:a")
    assert await preferences.set_workspace(TEAM, WorkspaceSettings(retention=60, shows_cost=True), form="V2:a")
    expected = WorkspaceSettings(outside=Outside.EVERYBODY, guests=False, retention=60, shows_cost=True)
    assert await preferences.workspace(TEAM) == expected
    assert int(retention) == 60
    assert await preferences.workspace(OTHER) == WorkspaceSettings()


async def test_a_channels_settings_are_listed_where_they_differ_from_the_default(preferences: Preferences) -> None:
    await preferences.set_channel(TEAM, HERE, FORMAL, form="V1:a")
    await preferences.set_channel(TEAM, THERE, ChannelSettings(is_on=False), form="V1:b")
    assert await preferences.channel(TEAM, HERE) == FORMAL
    assert await preferences.channels(TEAM) == {HERE: FORMAL, THERE: ChannelSettings(is_on=False)}
    await preferences.set_channel(TEAM, HERE, ChannelSettings(), form="V1:c")
    assert list(await preferences.channels(TEAM)) == [THERE]


async def test_a_form_that_comes_twice_is_saved_once(preferences: Preferences) -> None:
    assert not await preferences.is_saved(TEAM, "V1:a")
    assert await preferences.set_channel(TEAM, HERE, FORMAL, form="V1:a")
    assert await preferences.is_saved(TEAM, "V1:a")
    assert await preferences.set_channel(TEAM, HERE, ChannelSettings(), form="V2:b")
    assert not await preferences.set_channel(TEAM, HERE, FORMAL, form="V1:a")
    assert await preferences.channel(TEAM, HERE) == ChannelSettings()
    assert await preferences.set_workspace(TEAM, WorkspaceSettings(guests=False), form="V3:c")
    assert not await preferences.set_workspace(TEAM, WorkspaceSettings(guests=True), form="V3:c")
    assert not (await preferences.workspace(TEAM)).guests


async def test_what_is_set_is_sealed_for_its_place(preferences: Preferences, redis: Redis) -> None:
    await preferences.set_channel(TEAM, HERE, FORMAL, form="V1:a")
    key = keys.channel_settings(TEAM)
    sealed = cast("dict[bytes, bytes]", await redis.hgetall(key))[HERE.encode()]
    assert b"formally" not in sealed
    await redis.hset(key, THERE, sealed)
    assert await preferences.channel(TEAM, THERE) == ChannelSettings()
    await preferences.set_person(TEAM, ANN, PersonSettings(language="de"))
    own = cast("dict[bytes, bytes]", await redis.hgetall(keys.person_settings(TEAM, ANN)))[b"language"]
    await redis.hset(keys.person_settings(TEAM, BEA), "language", own)
    assert await preferences.person(TEAM, BEA) == PersonSettings()


async def test_where_the_key_is_lost_the_defaults_hold(preferences: Preferences, redis: Redis) -> None:
    await preferences.set_person(TEAM, ANN, PersonSettings(length=Length.LONG))
    await preferences.set_workspace(TEAM, WorkspaceSettings(guests=False), form="V1:a")
    await preferences.set_channel(TEAM, HERE, FORMAL, form="V1:b")
    stranger = Preferences(redis, a_vault("k2"), Retention(600))
    assert await stranger.person(TEAM, ANN) == PersonSettings()
    assert await stranger.workspace(TEAM) == WorkspaceSettings()
    assert await stranger.channels(TEAM) == {}


async def test_settings_outlive_the_key_that_sealed_them(redis: Redis) -> None:
    old, new = ("old", bytes(32)), ("new", bytes(range(32)))
    before = Preferences(redis, Vault([old]), Retention(600))
    await before.set_workspace(TEAM, WorkspaceSettings(people_denied=(ANN,)), form="V1:a")
    await before.set_channel(TEAM, HERE, FORMAL, form="V1:b")
    await Preferences(redis, Vault([new, old]), Retention(600)).renew(TEAM)
    after = Preferences(redis, Vault([new]), Retention(600))
    await after.renew(TEAM)
    assert (await after.workspace(TEAM)).people_denied == (ANN,)
    assert await after.channel(TEAM, HERE) == FORMAL


async def test_one_setting_of_another_version_does_not_undo_the_others(redis: Redis) -> None:
    vault = a_vault()
    preferences = Preferences(redis, vault, Retention(600))
    await preferences.set_person(TEAM, ANN, PersonSettings(length=Length.LONG))
    key = keys.person_settings(TEAM, ANN)
    await redis.hset(key, "language", vault.seal(f"{key}#language", b'"tlh"'))
    await redis.hset(key, "colour", vault.seal(f"{key}#colour", b'"red"'))
    assert await preferences.person(TEAM, ANN) == PersonSettings(length=Length.LONG)


async def test_a_person_is_forgotten_with_what_they_set(preferences: Preferences) -> None:
    for user in (ANN, BEA):
        await preferences.set_person(TEAM, user, PersonSettings(language="de", length=Length.SHORT))
    assert await preferences.forget_person(TEAM, ANN) == 2
    assert await preferences.forget_person(TEAM, ANN) == 0
    assert await preferences.person(TEAM, ANN) == PersonSettings()
    assert (await preferences.person(TEAM, BEA)).language == "de"


async def test_a_lost_store_is_told() -> None:
    lost = Preferences(a_lost_redis(), a_vault(), Retention(600))
    calls = (
        lost.person(TEAM, ANN),
        lost.channel(TEAM, HERE),
        lost.channels(TEAM),
        lost.workspace(TEAM),
        lost.set_person(TEAM, ANN, PersonSettings(language="de")),
        lost.set_channel(TEAM, HERE, FORMAL, form="V1:a"),
        lost.set_workspace(TEAM, WorkspaceSettings(guests=False), form="V1:a"),
        lost.is_saved(TEAM, "V1:a"),
        lost.renew(TEAM),
        lost.forget_person(TEAM, ANN),
    )
    for call in calls:
        with pytest.raises(StoreUnavailable):
            await call
