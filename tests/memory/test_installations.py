"""Installations: what Slack's SDK expects of a store, what the bot asks of it, and what nobody can read or undo."""

import asyncio
import secrets
from typing import cast

import pytest
from redis.asyncio import Redis
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.language import StoreUnavailable, TeamId
from bot.memory import keys
from bot.memory.installations import InstalledBot, KeptInstallations
from bot.memory.vault import Vault
from tests.memory.build import a_lost_redis, a_vault

ACME, OTHER, ORG = TeamId("T1"), TeamId("T2"), "E1"
TOKEN, REFRESH = "xoxe.xoxb-1-secret", "xoxe-1-secret"
ENDS = 2_000_000_000


def an_installation(team: str | None = ACME, *, enterprise: str | None = None, user: str = "U1", at: float = 1.0) -> Installation:
    return Installation(
        app_id="A1",
        enterprise_id=enterprise,
        team_id=team,
        team_name="Acme" if team else None,
        bot_token=TOKEN,
        bot_id="B1",
        bot_user_id="U9",
        bot_scopes="chat:write,commands",
        bot_refresh_token=REFRESH,
        bot_token_expires_at=ENDS,
        user_id=user,
        is_enterprise_install=team is None,
        installed_at=at,
        custom_values={"note": "kept"},
    )


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
def kept(redis: Redis, vault: Vault) -> KeptInstallations:
    return KeptInstallations(redis, vault)


async def served(kept: KeptInstallations, team: TeamId = ACME) -> InstalledBot:
    found = await kept.of(team)
    assert found
    return found


# What Slack's SDK expects


async def test_what_was_saved_is_found_with_all_that_it_says(kept: KeptInstallations) -> None:
    saved = an_installation()
    await kept.async_save(saved)
    bot = await kept.async_find_bot(enterprise_id=None, team_id=ACME)
    found = await kept.async_find_installation(enterprise_id=None, team_id=ACME, user_id="U1")
    assert bot
    assert found
    assert bot.to_dict() == saved.to_bot().to_dict()
    assert found.to_dict() == saved.to_dict()


@pytest.mark.parametrize(("enterprise", "team", "is_org"), [(None, "T2", False), ("E1", None, True), (None, None, False)])
async def test_nobody_finds_what_another_installed(
    kept: KeptInstallations, enterprise: str | None, team: str | None, is_org: bool
) -> None:
    await kept.async_save(an_installation())
    for find in (kept.async_find_bot, kept.async_find_installation):
        assert await find(enterprise_id=enterprise, team_id=team, is_enterprise_install=is_org) is None


async def test_an_organisations_installation_is_found_whatever_workspace_is_named(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation(None, enterprise=ORG))
    for team in (None, ACME):
        assert await kept.async_find_bot(enterprise_id=ORG, team_id=team, is_enterprise_install=True)
    assert await kept.async_find_bot(enterprise_id=ORG, team_id=ACME) is None


async def test_a_workspace_is_found_also_once_it_has_joined_an_organisation(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation())
    assert await kept.async_find_bot(enterprise_id=ORG, team_id=ACME)


async def test_without_a_person_the_newest_installation_counts_and_its_tokens_are_those_that_hold_now(
    kept: KeptInstallations,
) -> None:
    await kept.async_save(an_installation(user="U1", at=2.0))
    await kept.async_save(an_installation(user="U2", at=1.0))
    renewed = an_installation().to_bot()
    renewed.bot_token, renewed.bot_refresh_token = "xoxe.xoxb-1-new", "xoxe-1-new"
    await kept.async_save_bot(renewed)
    found = await kept.async_find_installation(enterprise_id=None, team_id=ACME)
    assert found
    assert (found.user_id, found.bot_token, found.bot_refresh_token) == ("U1", "xoxe.xoxb-1-new", "xoxe-1-new")
    assert await kept.async_find_installation(enterprise_id=None, team_id=ACME, user_id="U3") is None


async def test_a_person_a_bot_and_all_of_a_workspace_are_deleted_each_alone(kept: KeptInstallations) -> None:
    for user in ("U1", "U2", "U3"):
        await kept.async_save(an_installation(user=user))
    await kept.async_save(an_installation(OTHER))
    await kept.async_delete_installation(enterprise_id=None, team_id=ACME, user_id="U1")
    assert await kept.async_find_installation(enterprise_id=None, team_id=ACME, user_id="U1") is None
    assert await kept.async_find_installation(enterprise_id=None, team_id=ACME, user_id="U2")
    await kept.async_delete_installation(enterprise_id=None, team_id=ACME)
    assert await kept.async_find_installation(enterprise_id=None, team_id=ACME) is None
    assert await kept.async_find_bot(enterprise_id=None, team_id=ACME)
    await kept.async_save(an_installation())
    await kept.async_delete_bot(enterprise_id=None, team_id=ACME)
    assert await kept.async_find_bot(enterprise_id=None, team_id=ACME) is None
    left = await kept.async_find_installation(enterprise_id=None, team_id=ACME)
    assert left
    assert left.bot_token is None
    await kept.async_delete_all(enterprise_id=None, team_id=ACME)
    assert await kept.async_find_installation(enterprise_id=None, team_id=ACME) is None
    assert await kept.async_find_bot(enterprise_id=None, team_id=OTHER)


async def test_who_installs_without_a_bot_leaves_the_bot_as_it_is(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation())
    await kept.async_save(Installation(team_id=ACME, user_id="U2", user_token="xoxp-1"))
    assert (await served(kept)).bot_token.get_secret_value() == TOKEN


# What the bot asks


async def test_the_bots_record_says_who_it_is_there_and_shows_no_token(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation())
    found = await served(kept)
    assert (found.team_id, found.team_name, found.bot_id, found.bot_user_id) == (ACME, "Acme", "B1", "U9")
    assert (found.bot_token_expires_at, found.place) == (ENDS, ACME)
    assert "secret" not in repr(found) + found.model_dump_json()
    assert isinstance(found.as_bot(), Bot)
    assert await kept.of(OTHER) is None


async def test_a_workspaces_own_installation_goes_before_its_organisations(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation(None, enterprise=ORG))
    assert await kept.of(ACME) is None
    assert await kept.note(ACME, ORG)
    assert (await served(kept)).place == ORG
    await kept.async_save(an_installation(ACME, enterprise=ORG))
    assert (await served(kept)).place == ACME
    await kept.async_delete_bot(enterprise_id=ORG, team_id=ACME)
    assert (await served(kept)).place == ORG


async def test_a_delivery_that_comes_after_an_organisation_has_left_notes_nothing(kept: KeptInstallations) -> None:
    assert not await kept.note(ACME, ORG)
    assert await kept.teams() == []


async def test_all_workspaces_are_known_however_they_are_served(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation(OTHER))
    await kept.async_save(an_installation(None, enterprise=ORG))
    await kept.note(ACME, ORG)
    await kept.note(ACME, ORG)
    assert await kept.teams() == [ACME, OTHER]


async def test_a_workspace_that_changes_its_organisation_goes_with_the_new_one(kept: KeptInstallations) -> None:
    for enterprise in (ORG, "E2"):
        await kept.async_save(an_installation(None, enterprise=enterprise))
        await kept.note(ACME, enterprise)
    assert await kept.departing(ORG) == []
    await kept.drop_organisation(ORG)
    assert (await served(kept)).place == "E2"


async def test_a_dropped_workspace_leaves_nothing_behind_and_its_neighbours_everything(
    kept: KeptInstallations, redis: Redis
) -> None:
    await kept.async_save(an_installation(OTHER))
    before = set(await redis.keys())
    await kept.async_save(an_installation(ACME))
    await kept.async_delete_all(enterprise_id=None, team_id=ACME)
    assert await kept.of(ACME) is None
    assert await kept.teams() == [OTHER]
    assert set(await redis.keys()) == before


async def test_a_dropped_organisation_takes_the_workspaces_with_it_that_have_nothing_of_their_own(
    kept: KeptInstallations, redis: Redis
) -> None:
    third = TeamId("T3")
    for team in (ACME, third):
        await kept.async_save(an_installation(None, enterprise=ORG))
        await kept.note(team, ORG)
    await kept.async_save(an_installation(third, enterprise=ORG))
    assert await kept.departing(ORG, named=[ACME, third]) == [ACME]
    await kept.drop_organisation(ORG)
    assert await kept.teams() == [third]
    assert (await served(kept, third)).place == third
    assert set(await redis.keys()) == {keys.WORKSPACES.encode(), keys.installation(third).encode()}
    await kept.async_delete_all(enterprise_id=None, team_id=third)
    assert await redis.keys() == []


async def test_what_an_organisation_installs_while_its_last_installation_is_dropped_stays(redis: Redis, vault: Vault) -> None:
    # Somebody refreshes the token, then somebody installs it anew, each between the look at what is there and its end.
    meanwhile = [an_installation(None, enterprise=ORG, at=at) for at in (99.0, 200.0)]

    class Interrupted(KeptInstallations):
        async def _ends(self, key: str, sealed: bytes | None) -> bool:
            await KeptInstallations(redis, vault).async_save_bot(meanwhile.pop(0).to_bot())
            return await super()._ends(key, sealed)

    kept = Interrupted(redis, vault)
    await kept.async_save(an_installation(None, enterprise=ORG, at=98.0))
    await kept.note(ACME, ORG)
    await kept.drop_organisation(ORG, at=100.0)
    assert not meanwhile
    found = await kept.at(ORG)
    assert found
    assert found.installed_at == 200.0
    # It is noted again, and as one that has returned, with its next delivery.
    assert await kept.of(ACME) is None
    assert await kept.note(ACME, ORG)


async def test_a_workspace_that_leaves_its_organisations_installation_is_served_again_when_it_is_heard_from(
    kept: KeptInstallations,
) -> None:
    await kept.async_save(an_installation(None, enterprise=ORG))
    await kept.note(ACME, ORG)
    await kept.async_delete_all(enterprise_id=None, team_id=ACME)
    assert (await kept.of(ACME), await kept.teams()) == (None, [])
    assert await kept.note(ACME, ORG)
    assert (await served(kept)).place == ORG


# Refreshed tokens


async def test_refreshed_tokens_take_the_place_of_those_that_were_read(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation())
    before = await served(kept)
    after = before.with_tokens("xoxe.xoxb-1-new", refresh_token="xoxe-1-new", expires_at=ENDS + 1)
    assert await kept.replace(before, after)
    assert await served(kept) == after
    assert not await kept.replace(before, before)
    assert await served(kept) == after


async def test_tokens_that_were_refreshed_meanwhile_bring_back_nothing_that_was_dropped(kept: KeptInstallations) -> None:
    await kept.async_save(an_installation())
    before = await served(kept)
    await kept.async_delete_all(enterprise_id=None, team_id=ACME)
    assert not await kept.replace(before, before.with_tokens("new", refresh_token="new", expires_at=ENDS))
    assert await kept.of(ACME) is None


async def test_one_of_many_refreshes_and_only_the_holder_lets_others(kept: KeptInstallations, redis: Redis) -> None:
    holders = [f"process {number}" for number in range(8)]
    began = await asyncio.gather(*(kept.begin_refresh(ACME, holder, seconds=8) for holder in holders))
    assert began.count(True) == 1
    assert 0 < await redis.ttl(keys.refreshing(ACME)) <= 8
    winner = holders[began.index(True)]
    await kept.end_refresh(ACME, "somebody whose time is over")
    assert not await kept.begin_refresh(ACME, "another", seconds=8)
    assert await kept.begin_refresh(OTHER, "another", seconds=8)
    await kept.end_refresh(ACME, winner)
    assert await kept.begin_refresh(ACME, "another", seconds=8)


# What is kept, and how


async def test_no_token_and_no_name_can_be_read_in_redis_and_no_record_opens_in_anothers_place(
    kept: KeptInstallations, redis: Redis
) -> None:
    await kept.async_save(an_installation(enterprise=ORG))
    await kept.async_save(an_installation(None, enterprise=ORG))
    await kept.note(ACME, ORG)
    for key in cast("list[bytes]", await redis.keys()):
        if await redis.type(key) == b"hash":
            values = cast("dict[bytes, bytes]", await redis.hgetall(key.decode())).values()
            assert all(word not in value for value in values for word in (b"secret", b"Acme", b"chat:write"))
    assert ORG.encode() not in cast("bytes", await redis.get(keys.organisation_of(ACME)))
    stolen = cast("bytes", await redis.hget(keys.installation(ACME), "bot"))
    await redis.hset(keys.installation(OTHER), "bot", stolen)
    await redis.hset(keys.installation(ACME), "U5", stolen)
    assert await kept.of(OTHER) is None
    assert await kept.async_find_installation(enterprise_id=None, team_id=ACME, user_id="U5") is None


async def test_what_was_sealed_with_an_unknown_key_is_as_good_as_not_there(kept: KeptInstallations, redis: Redis) -> None:
    await kept.async_save(an_installation(None, enterprise=ORG))
    await kept.note(ACME, ORG)
    await kept.async_save(an_installation())
    others = KeptInstallations(redis, a_vault("k2"))
    assert await others.of(ACME) is None
    assert await others.async_find_installation(enterprise_id=None, team_id=ACME) is None
    await others.async_save(an_installation())
    assert await others.of(ACME)


async def test_what_is_renewed_opens_without_the_older_key(redis: Redis) -> None:
    old, new = ("old", secrets.token_bytes(32)), ("new", secrets.token_bytes(32))
    kept = KeptInstallations(redis, Vault([old]))
    await kept.async_save(an_installation())
    await kept.async_save(an_installation(None, enterprise=ORG))
    await kept.note(ACME, ORG)
    await KeptInstallations(redis, Vault([new, old])).renew(ACME)
    renewed = KeptInstallations(redis, Vault([new]))
    assert (await served(renewed)).place == ACME
    assert await renewed.async_find_installation(enterprise_id=None, team_id=ACME, user_id="U1")
    await renewed.async_delete_bot(enterprise_id=None, team_id=ACME)
    assert (await served(renewed)).place == ORG


def test_a_workspaces_installation_lies_in_its_own_slot() -> None:
    for key in (keys.installation(ACME), keys.organisation_of(ACME), keys.refreshing(ACME)):
        assert "{T1}" in key
    assert "{E1}" in keys.installation(ORG)
    assert "{E1}" in keys.teams_in(ORG)


async def test_a_lost_store_is_told() -> None:
    kept = KeptInstallations(a_lost_redis(), a_vault())
    for call in (
        kept.of(ACME),
        kept.teams(),
        kept.note(ACME, ORG),
        kept.async_delete_all(enterprise_id=None, team_id=ACME),
        kept.drop_organisation(ORG),
        kept.async_save(an_installation()),
        kept.async_find_installation(enterprise_id=None, team_id=ACME),
        kept.begin_refresh(ACME, "a", seconds=1),
        kept.renew(ACME),
    ):
        with pytest.raises(StoreUnavailable):
            await call
