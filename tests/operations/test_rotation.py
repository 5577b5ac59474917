"""Bot tokens that end: refreshed in time, once, whoever needs them, and kept before anybody uses them. Slack is a playground."""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import aiohttp
import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation

from bot.language import SlackRefused, StoreUnavailable, TeamId
from bot.memory import keys
from bot.memory.installations import InstalledBot, KeptInstallations
from bot.memory.vault import Vault
from bot.operations.rotation import EARLY_SECONDS, LOCK_SECONDS, BotTokens
from bot.playground.authorisations import Consent
from bot.playground.entities import SCOPES, TEAM, Call
from bot.playground.many import ManyWorkspaces
from bot.playground.web_api import Fault
from bot.slack.client import SlackUnavailable, make_client
from bot.slack.payloads import as_payload, text_of
from tests.memory.build import a_lost_redis
from tests.operations.refreshing import AT_ONCE

ACME = TeamId(TEAM)
NOW = 1_800_000_000.0
LATER = NOW + 10 * 3600
GENERAL = "C0PLAYGEN01"


class Clock:
    """The time, as a test sets it. Who sleeps lets others go on; the time moves on by that only where `moves`."""

    def __init__(self) -> None:
        self.now = NOW
        self.moves = False
        self.slept = 0.0
        self.is_waited_by = asyncio.Event()

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.now += seconds if self.moves else 0
        self.is_waited_by.set()
        await asyncio.sleep(0)


@dataclass
class Stage:
    """A workspace that has installed the app, and what several processes share."""

    slack: ManyWorkspaces
    redis: Redis
    session: aiohttp.ClientSession
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.kept = KeptInstallations(self.redis, Vault([("k1", self.key)]))
        self.environment = self.slack.bot_environment()

    def process(self, kept: KeptInstallations | None = None) -> BotTokens:
        """What one process of the bot asks for tokens."""
        client = make_client(token=None, api_url=self.environment["SLACK_API_URL"], session=self.session)
        secret, client_id = SecretStr(self.environment["SLACK_CLIENT_SECRET"]), self.environment["SLACK_CLIENT_ID"]
        return BotTokens(
            kept or self.kept, client, client_id=client_id, client_secret=secret, clock=self.clock, sleep=self.clock.sleep
        )

    async def install(self, *, ends_at: float | None = LATER) -> str:
        """The token of a new installation, which ends at that time."""
        code = self.slack.authorisations.agree(Consent(place=ACME, scopes=tuple(SCOPES), redirect_uri=""))
        client = make_client(token=None, api_url=self.environment["SLACK_API_URL"], session=self.session)
        client_id, secret = self.environment["SLACK_CLIENT_ID"], self.environment["SLACK_CLIENT_SECRET"]
        answer = await client.oauth_v2_access(client_id=client_id, client_secret=secret, code=code)
        token, refresh_token = (
            text_of(as_payload(cast("object", answer.data)), name) for name in ("access_token", "refresh_token")
        )
        await self.kept.async_save(
            Installation(
                team_id=ACME,
                user_id="U1",
                bot_token=token,
                bot_id="B1",
                bot_user_id="U9",
                bot_refresh_token=refresh_token,
                bot_token_expires_at=None if ends_at is None else int(ends_at),
            )
        )
        self.slack.first.workspace.calls.clear()
        return token

    async def record(self) -> InstalledBot:
        found = await self.kept.of(ACME)
        assert found
        return found

    @property
    def refreshes(self) -> list[Call]:
        return self.slack.first.calls("oauth.v2.access")

    def fail(self, fault: Fault, *, times: int = 1) -> None:
        self.slack.first.web_api.fail_next("oauth.v2.access", fault, times=times)


@pytest.fixture
async def stage(redis: Redis) -> AsyncIterator[Stage]:
    async with ManyWorkspaces({TEAM: "Playground"}, rotates=True) as slack, aiohttp.ClientSession() as session:
        yield Stage(slack, redis, session)


async def test_a_token_that_holds_for_longer_is_used_as_it_is(stage: Stage) -> None:
    token = await stage.install()
    assert [await stage.process().token(ACME) for _ in range(3)] == [token] * 3
    assert stage.refreshes == []


async def test_a_token_that_never_ends_is_never_refreshed(stage: Stage) -> None:
    token = await stage.install(ends_at=None)
    assert await stage.process().token(ACME) == token
    assert stage.refreshes == []


@pytest.mark.parametrize("left", [EARLY_SECONDS - 1, 0, -3600])
async def test_many_who_need_a_token_near_its_end_refresh_it_once(stage: Stage, left: int) -> None:
    token = await stage.install(ends_at=NOW + left)
    one, other = stage.process(), stage.process()
    found = set(await asyncio.gather(*(process.token(ACME) for process in (one, other) for _ in range(10))))
    assert len(stage.refreshes) == 1
    record = await stage.record()
    renewed = record.bot_token.get_secret_value()
    assert renewed != token
    # Who comes while another refreshes goes on with a token that still holds, and waits for the new one where it is over.
    assert found <= ({token, renewed} if left > 0 else {renewed})
    assert record.bot_token_expires_at == NOW + 43_200
    assert {await process.token(ACME) for process in (one, other, stage.process())} == {renewed}
    assert len(stage.refreshes) == 1


async def test_processes_of_their_own_refresh_a_token_once(stage: Stage, redis_socket: Path) -> None:
    await stage.install(ends_at=time.time() - 1)
    environment = {**os.environ, **stage.environment, "SOCKET": str(redis_socket), "VAULT_KEY": stage.key.hex(), "TEAM": ACME}
    begun = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.operations.refreshing", env=environment, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    printed = [(await process.communicate())[0].decode().split() for process in begun]
    assert [len(tokens) for tokens in printed] == [AT_ONCE, AT_ONCE]
    assert len(stage.refreshes) == 1
    assert {token for tokens in printed for token in tokens} == {(await stage.record()).bot_token.get_secret_value()}


async def test_what_a_refresh_brought_is_good_for_the_next_one(stage: Stage) -> None:
    await stage.install(ends_at=NOW)
    process, seen = stage.process(), set[str]()
    for _ in range(3):
        seen.add(await process.token(ACME))
        stage.clock.now += 43_200
    assert len(seen) == len(stage.refreshes) == 3


async def test_a_process_that_died_with_the_refresh_delays_it_for_seconds(stage: Stage) -> None:
    token = await stage.install(ends_at=NOW - 1)
    assert await stage.kept.begin_refresh(ACME, "the dead one", seconds=LOCK_SECONDS)
    assert 0 < await stage.redis.ttl(keys.refreshing(ACME)) <= LOCK_SECONDS
    asked = asyncio.create_task(stage.process().token(ACME))
    await stage.clock.is_waited_by.wait()
    assert stage.refreshes == []
    await stage.redis.delete(keys.refreshing(ACME))  # As after those seconds.
    assert await asked != token
    assert len(stage.refreshes) == 1


async def test_nobody_waits_for_ever_for_one_that_does_not_end(stage: Stage) -> None:
    await stage.install(ends_at=NOW - 1)
    await stage.kept.begin_refresh(ACME, "another", seconds=3600)
    stage.clock.moves = True
    with pytest.raises(SlackUnavailable):
        await stage.process().token(ACME)
    assert LOCK_SECONDS < stage.clock.slept < 2 * LOCK_SECONDS


async def test_who_has_a_token_that_still_holds_waits_for_nobody(stage: Stage) -> None:
    token = await stage.install(ends_at=NOW + 60)
    await stage.kept.begin_refresh(ACME, "another", seconds=3600)
    assert await stage.process().token(ACME) == token
    assert stage.clock.slept == 0


# Lost answers, and a Slack that is down


async def test_a_refresh_that_did_not_arrive_is_sent_again(stage: Stage) -> None:
    token = await stage.install(ends_at=NOW - 1)
    stage.fail(Fault(disconnect=True))
    assert await stage.process().token(ACME) != token
    assert len(stage.refreshes) == 2


async def test_after_a_lost_answer_the_token_serves_to_its_end_and_then_the_app_has_to_be_installed_anew(stage: Stage) -> None:
    token = await stage.install(ends_at=NOW + 60)
    stage.fail(Fault(disconnect=True, committed=True))
    process = stage.process()
    assert await process.token(ACME) == token
    assert len(stage.refreshes) == 2
    assert [await one.token(ACME) for one in (process, stage.process())] == [token, token]
    stage.clock.now += 120
    for one in (process, stage.process()):
        with pytest.raises(SlackRefused) as caught:
            await one.token(ACME)
        assert caught.value.code == "token_expired"
    assert len(stage.refreshes) == 2  # What is spent is not asked for again.
    anew = await stage.install()
    assert await stage.process().token(ACME) == anew


async def test_whoever_gives_up_waiting_for_a_refresh_costs_nobody_what_it_brings(stage: Stage) -> None:
    token = await stage.install(ends_at=NOW + 60)
    stage.slack.first.web_api.latency = 0.2
    process = stage.process()
    asked = asyncio.create_task(process.token(ACME))
    await stage.slack.first.until(lambda: stage.refreshes)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await process.aclose()
    renewed = await stage.record()
    assert renewed.bot_token.get_secret_value() != token
    assert renewed.bot_refresh_token
    assert await process.token(ACME) == renewed.bot_token.get_secret_value()
    assert len(stage.refreshes) == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(error="internal_error", status=500),
        Fault(error="ratelimited", status=429, headers=(("Retry-After", "30"),)),
        Fault(error="bad_client_secret"),
    ],
)
async def test_a_slack_that_refreshes_nothing_now_does_no_harm_before_the_end(stage: Stage, fault: Fault) -> None:
    token = await stage.install(ends_at=NOW + 60)
    stage.fail(fault, times=10)
    process = stage.process()
    assert await process.token(ACME) == token
    asked = len(stage.refreshes)
    assert await process.token(ACME) == token
    assert len(stage.refreshes) == asked  # Not at once again.
    stage.clock.now += 120
    await stage.redis.delete(keys.refreshing(ACME))
    with pytest.raises(SlackUnavailable):
        await process.token(ACME)
    stage.slack.first.web_api.fail_no_more()
    await stage.redis.delete(keys.refreshing(ACME))
    assert await process.token(ACME) != token


async def test_a_refresh_under_way_brings_back_no_workspace_that_leaves_meanwhile(stage: Stage) -> None:
    await stage.install(ends_at=NOW - 1)
    stage.slack.first.web_api.latency = 0.2
    asked = asyncio.create_task(stage.process().token(ACME))
    await stage.slack.first.until(lambda: stage.refreshes)
    await stage.kept.async_delete_all(enterprise_id=None, team_id=ACME)
    with pytest.raises(SlackRefused):
        await asked
    assert await stage.kept.of(ACME) is None


async def test_an_app_that_is_installed_anew_during_a_refresh_keeps_the_new_tokens(stage: Stage) -> None:
    await stage.install(ends_at=NOW - 1)
    stage.slack.first.web_api.latency = 0.2
    asked = asyncio.create_task(stage.process().token(ACME))
    await stage.slack.first.until(lambda: stage.refreshes)
    anew = (await stage.record()).with_tokens("xoxb-anew", refresh_token="xoxe-anew", expires_at=int(LATER))
    await stage.kept.async_save_bot(anew.as_bot())
    assert await asked == "xoxb-anew"
    assert (await stage.record()).bot_token.get_secret_value() == "xoxb-anew"


# Without a store, and without an app


async def test_a_workspace_that_has_not_installed_the_app_has_no_token(stage: Stage) -> None:
    with pytest.raises(SlackRefused) as caught:
        await stage.process().token(ACME)
    assert caught.value.code == "account_inactive"


async def test_a_known_token_is_used_while_redis_is_away(stage: Stage) -> None:
    class Leaving(KeptInstallations):
        async def of(self, team: TeamId) -> InstalledBot | None:
            return await (away if gone else stage.kept).of(team)

    gone, away = False, KeptInstallations(a_lost_redis(), Vault([("k1", stage.key)]))
    token = await stage.install()
    process = stage.process(Leaving(a_lost_redis(), Vault([("k1", stage.key)])))
    assert await process.token(ACME) == token
    gone = True
    stage.clock.now += 3600
    assert await process.token(ACME) == token
    with pytest.raises(StoreUnavailable):
        await stage.process(away).token(ACME)


async def test_a_token_that_was_looked_up_is_not_looked_up_for_every_call(stage: Stage) -> None:
    token = await stage.install()
    process = stage.process()
    assert await process.token(ACME) == token
    await stage.kept.async_delete_all(enterprise_id=None, team_id=ACME)
    assert await process.token(ACME) == token
    process.forget(ACME)
    with pytest.raises(SlackRefused):
        await process.token(ACME)


# As clients use it


async def test_a_call_that_slack_refused_for_its_token_is_made_once_more_with_a_fresh_one(stage: Stage) -> None:
    await stage.install()
    process = stage.process()
    client = make_client(token=process.of(ACME), api_url=stage.environment["SLACK_API_URL"], session=stage.session)
    stage.slack.first.tokens.expire()  # Before its time: by our clock it holds.
    await client.chat_postMessage(channel=GENERAL, text="once")
    assert [message.text for message in stage.slack.first.workspace.channel("general").messages.values()] == ["once"]
    assert len(stage.refreshes) == 1


async def test_a_token_that_another_process_has_replaced_is_looked_up(stage: Stage) -> None:
    await stage.install()
    stale = stage.process()
    client = make_client(token=stale.of(ACME), api_url=stage.environment["SLACK_API_URL"], session=stage.session)
    await client.auth_test()
    stage.slack.first.tokens.refuse("token_revoked")
    await stage.install()
    assert (await client.auth_test())["team_id"] == ACME
    assert stage.refreshes == []


async def test_a_token_for_which_there_is_no_other_is_refused_as_slack_does(stage: Stage) -> None:
    token = await stage.install(ends_at=None)
    await stage.kept.replace(await stage.record(), (await stage.record()).with_tokens(token, refresh_token=None, expires_at=None))
    stage.slack.first.tokens.refuse("token_revoked")
    client = make_client(token=stage.process().of(ACME), api_url=stage.environment["SLACK_API_URL"], session=stage.session)
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test()
    assert len(stage.slack.first.calls("auth.test")) == 1
