"""The front of many workspaces: what is not Slack's goes no further, and each delivery goes to its own workspace alone."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.language import SlackRefused, StoreUnavailable, TeamId, UserId
from bot.listeners.bolt import Identity, make_bolt
from bot.listeners.front import Front
from bot.listeners.leaving import Leaving
from bot.memory.departures import Departures
from bot.memory.inbox import Inbox
from bot.memory.installations import KeptInstallations
from bot.slack.payloads import Payload, text_of
from bot.telemetry import Telemetry
from tests.memory.build import a_vault
from tests.memory.test_installations import ORG, an_installation

SECRET = "front-secret"
Body = dict[str, Any]


class BreakingOff(Departures):
    """Loses its store when it comes to note one workspace."""

    broken_at = ""

    async def note(self, team: TeamId, *, at: float | None = None) -> bool:
        if team == self.broken_at:
            raise StoreUnavailable("down", detail="ConnectionError")
        return await super().note(team, at=at)


class Town:
    """Two workspaces, what each heard, and what was looked up."""

    def __init__(self, redis: Redis) -> None:
        inbox = Inbox(redis, a_vault())
        self.departures = BreakingOff(redis, inbox)
        self.telemetry = Telemetry()
        self.heard: list[tuple[str, str]] = []
        self.looked_up: list[str] = []
        self.noted: list[tuple[str, str]] = []
        self.opening_seconds = 0.0
        self.installations = KeptInstallations(redis, a_vault(), returned=self.departures.returned)
        self.failing: Exception | None = None
        self._apps = {team: self._app(team) for team in ("T1", "T12")}
        self.front = Front(
            self._app_of,
            signing_secret=SecretStr(SECRET),
            leaving=Leaving(self.departures, organisations=self.installations),
            note_organisation=self._note,
            telemetry=self.telemetry,
        )

    async def deliver(
        self, body: Body, *, secret: str = SECRET, at: float | None = None, form: bool = False, retry: int = 0
    ) -> int:
        raw = urlencode(body) if form else json.dumps(body)
        timestamp = str(int(time.time() if at is None else at))
        signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=raw) or ""
        kind = "application/x-www-form-urlencoded" if form else "application/json"
        headers = {"content-type": [kind], "x-slack-request-timestamp": [timestamp], "x-slack-signature": [signature]}
        if retry:
            headers["x-slack-retry-num"] = [str(retry)]
        response = await self.front.async_dispatch(AsyncBoltRequest(body=raw, headers=dict(headers)))
        assert response.status != 200 or SECRET not in response.body
        return response.status

    def _app(self, team: str) -> AsyncApp:
        identity = Identity(
            team=TeamId(team), workspace=team, url="", user=UserId("UBOT"), bot="BBOT", token=SecretStr(f"xoxb-{team}")
        )
        bolt = make_bolt(identity, signing_secret=None)

        async def heard(event: Payload) -> None:
            self.heard.append((team, text_of(event, "text")))

        bolt.event("message")(heard)
        return bolt

    async def _app_of(self, team: TeamId) -> AsyncApp | None:
        self.looked_up.append(team)
        await asyncio.sleep(self.opening_seconds)
        if self.failing:
            raise self.failing
        return self._apps.get(team)

    async def _note(self, team: TeamId, organisation: str, /, *, at: float | None) -> None:
        self.noted.append((team, organisation))
        await self.installations.note(team, organisation, at=at)


@pytest.fixture
def town(redis: Redis) -> Town:
    return Town(redis)


def said(team: str, text: str = "hello", **envelope: Any) -> Body:
    event = {"type": "message", "channel": "C1", "ts": "1.0", "user": "U1", "text": text, "team": "T12"}
    return {"type": "event_callback", "team_id": team, "event": event, **envelope}


async def test_each_delivery_goes_to_its_own_workspace_and_no_other(town: Town) -> None:
    assert await town.deliver(said("T1", "one")) == 200
    assert await town.deliver(said("T12", "two")) == 200
    assert await town.deliver(said("T12", "three", authorizations=[{"team_id": "T1"}])) == 200
    assert town.heard == [("T1", "one"), ("T12", "two"), ("T1", "three")]
    assert town.noted == []


async def test_each_delivery_is_counted_once_and_timed_from_its_beginning(town: Town) -> None:
    town.opening_seconds = 0.05
    assert await town.deliver(said("T1")) == 200
    assert await town.deliver(said("T3"), retry=2) == 200  # It goes no further than the front.
    assert await town.deliver(said("T1"), secret="another-secret", retry=1) == 401
    counts, took = town.telemetry.counts, town.telemetry.seconds["acknowledge_seconds"]
    assert {labels: count for labels, count in counts.items() if labels[0] == "deliveries"} == {
        ("deliveries", "200"): 2,
        ("deliveries", "401"): 1,
    }
    assert counts["redeliveries", ""] == 1
    assert took.count == 2
    assert took.total >= 0.1


@pytest.mark.parametrize(("secret", "late"), [("another-secret", 0), (SECRET, 600)])
async def test_nothing_is_looked_up_for_what_is_not_slacks(town: Town, secret: str, late: int) -> None:
    assert await town.deliver(said("T1"), secret=secret, at=time.time() - late) == 401
    assert (town.heard, town.looked_up) == ([], [])


async def test_what_has_no_workspace_is_acknowledged(town: Town) -> None:
    assert await town.deliver({"type": "event_callback", "event": {}}) == 200
    assert await town.deliver({"ssl_check": "1"}, form=True) == 200
    assert town.looked_up == []
    assert await town.deliver(said("TGONE")) == 200
    assert (town.heard, town.looked_up) == ([], ["TGONE"])


async def test_slack_is_told_the_word_by_which_it_knows_the_address(town: Town) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "w0rd"})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    request = AsyncBoltRequest(
        body=body,
        headers={"content-type": "application/json", "x-slack-request-timestamp": stamp, "x-slack-signature": signature},
    )
    response = await town.front.async_dispatch(request)
    assert (response.status, response.body) == (200, "w0rd")


async def test_where_an_organisation_has_installed_it_the_workspace_is_noted_before_it_is_looked_up(town: Town) -> None:
    organisation = {"enterprise_id": "E1", "team_id": "T1", "is_enterprise_install": True}
    assert await town.deliver(said("T1", authorizations=[organisation])) == 200
    assert (town.noted, town.heard) == ([("T1", "E1")], [("T1", "hello")])


async def test_slack_delivers_again_what_could_not_be_looked_up(town: Town) -> None:
    town.failing = StoreUnavailable("down", detail="ConnectionError")
    assert await town.deliver(said("T1")) == 503
    # A token that is refused today is refused in five minutes.
    town.failing = SlackRefused("refused", code="account_inactive")
    assert await town.deliver(said("T1")) == 200
    assert town.heard == []


async def test_a_workspaces_listeners_hear_what_came_for_it_as_if_it_were_the_only_one(town: Town) -> None:
    for _ in range(2):
        assert await town.deliver(said("T1")) == 200
    assert await town.deliver({**said("T1"), "event": {"channel": "C1"}}) == 200
    assert town.heard == [("T1", "hello")] * 2


async def test_whoever_has_left_is_let_go_without_asking_who_they_are(town: Town) -> None:
    town.failing = SlackRefused("refused", code="account_inactive")
    gone = {"type": "event_callback", "team_id": "T1", "event": {"type": "app_uninstalled"}, "event_time": int(time.time())}
    assert await town.deliver(gone) == 200
    assert town.looked_up == []
    assert (town.departures.has_left(TeamId("T1")), town.departures.has_left(TeamId("T12"))) == (True, False)


def now() -> int:
    """By the clock, as Redis goes by its own."""
    return int(time.time())


UNINSTALLED = {"type": "app_uninstalled"}
REVOKED = {"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}}


async def test_an_organisation_that_leaves_takes_its_workspaces_along(town: Town) -> None:
    await installed(town, at=float(now()))
    for event in (REVOKED, UNINSTALLED):
        assert await town.deliver(left(event, at=now() + 100)) == 200
    assert has_left(town) == [True, True, False]
    assert [await town.installations.of(team) is not None for team in TEAMS] == [False, False, True]
    assert town.looked_up == []


@pytest.mark.parametrize(
    "envelope",
    [
        {"authorizations": [], "team_id": None, "enterprise_id": ORG},
        {"authorizations": [], "team_id": ORG},
        {"authorizations": [{"enterprise_id": ORG, "team_id": None, "is_enterprise_install": True}], "team_id": None},
    ],
)
async def test_an_organisation_that_leaves_is_heard_also_where_no_workspace_is_named(town: Town, envelope: Body) -> None:
    await installed(town, at=float(now()))
    assert await town.deliver({**left(UNINSTALLED, at=now() + 100), **envelope}) == 200
    assert has_left(town) == [True, True, False]
    assert await town.installations.at(ORG) is None


async def test_what_breaks_off_midway_is_made_up_for_when_slack_tells_again(town: Town) -> None:
    await installed(town, at=float(now()))
    town.departures.broken_at = "T12"
    assert await town.deliver(left(UNINSTALLED, at=now() + 100)) == 503
    await town.departures.again()
    assert has_left(town) == [True, False, False]
    town.departures.broken_at = ""
    assert await town.deliver(left(UNINSTALLED, at=now() + 100)) == 200
    assert has_left(town) == [True, True, False]
    assert [await town.installations.of(team) is not None for team in TEAMS] == [False, False, True]


async def test_news_that_come_after_an_organisation_has_installed_it_again_end_nothing(town: Town) -> None:
    await installed(town, at=float(now()))
    assert await town.deliver(left(UNINSTALLED, at=now() + 100)) == 200
    await town.installations.async_save(an_installation(None, enterprise=ORG, at=now() + 140.0))
    # Nobody has heard of the workspace that it names, since.
    assert await town.deliver(left(REVOKED, at=now() + 100)) == 200
    assert await town.installations.at(ORG)
    for team in TEAMS[:2]:
        assert await town.installations.note(team, ORG)
    assert await town.deliver(left(REVOKED, at=now() + 100)) == 200
    assert has_left(town) == [False] * 3
    assert all([await town.installations.of(team) for team in TEAMS])


async def test_where_it_is_installed_again_before_any_news_all_stay(town: Town) -> None:
    await installed(town, at=float(now()))
    await town.installations.async_save(an_installation(None, enterprise=ORG, at=now() + 140.0))
    for event in (REVOKED, UNINSTALLED):
        assert await town.deliver(left(event, at=now() + 100)) == 200
    assert has_left(town) == [False] * 3
    assert all([await town.installations.of(team) for team in TEAMS])


TAKEN_OUT = {"type": "team_access_revoked", "team_ids": ["T1", "T3", "TUNKNOWN"]}


@pytest.mark.parametrize(
    "envelope",
    [
        {},
        {"authorizations": [{"enterprise_id": ORG, "team_id": "T12", "is_enterprise_install": False}], "team_id": "T12"},
        {"authorizations": [], "team_id": None, "enterprise_id": ORG},
        {"authorizations": [], "team_id": "T12"},
        # As Slack's example has it.
        {"event": {"team_id": None, "enterprise_id": ORG, "event": TAKEN_OUT}, "authorizations": []},
    ],
)
async def test_a_workspace_that_is_taken_out_of_an_organisations_installation_leaves_alone(town: Town, envelope: Body) -> None:
    await installed(town, at=float(now()))
    for _ in range(2):
        assert await town.deliver({**left(TAKEN_OUT, at=now() + 100), **envelope}) == 200
    assert has_left(town) == [True, False, False]
    # The third has its own.
    assert [await town.installations.of(team) is not None for team in TEAMS] == [False, True, True]
    await town.departures.again()
    assert await town.installations.at(ORG)
    assert await town.installations.teams() == [TEAMS[1], TEAMS[2]]
    assert town.looked_up == []
    # Let in again, it is served again as soon as it is heard from.
    assert await town.installations.note(TEAMS[0], ORG)
    assert has_left(town) == [False, False, False]


@pytest.mark.parametrize("teams", [None, [], "T1", [1, {}], {"T1": "T1"}])
async def test_where_no_workspace_is_told_none_leaves(town: Town, teams: object) -> None:
    await installed(town, at=float(now()))
    assert await town.deliver(left({"type": "team_access_revoked", "team_ids": teams}, at=now() + 100)) == 200
    assert has_left(town) == [False, False, False]


async def test_a_workspace_of_another_organisation_is_taken_out_by_none_but_its_own(town: Town) -> None:
    await installed(town, at=float(now()))
    other = {"enterprise_id": "E2", "team_id": "T1", "is_enterprise_install": True}
    assert await town.deliver({**left(TAKEN_OUT, at=now() + 100), "authorizations": [other]}) == 200
    assert has_left(town) == [False, False, False]
    assert await town.installations.of(TEAMS[0])


async def test_news_that_a_workspace_was_taken_out_count_for_nothing_once_it_has_returned(town: Town) -> None:
    await installed(town, at=float(now()))
    assert await town.deliver(left(TAKEN_OUT, at=now() - 100)) == 200
    assert has_left(town) == [False, False, False]
    assert await town.installations.of(TEAMS[0])


@pytest.mark.parametrize(("seconds", "serves"), [(-5, False), (5, True)])
async def test_a_delivery_from_before_a_workspace_was_taken_out_does_not_bring_it_back(
    town: Town, seconds: int, serves: bool
) -> None:
    await installed(town, at=float(now()))
    assert await town.deliver(left(TAKEN_OUT, at=now() + 100)) == 200
    assert has_left(town)[0]
    assert await town.installations.of(TEAMS[0]) is None
    await town.deliver(left(said("T1")["event"], at=now() + seconds), retry=1)
    assert has_left(town)[0] != serves
    assert (await town.installations.of(TEAMS[0]) is not None) == serves


TEAMS = [TeamId("T1"), TeamId("T12"), TeamId("T3")]


async def installed(town: Town, *, at: float) -> None:
    """An organisation has installed it, which serves two workspaces; the third has its own besides."""
    await town.installations.async_save(an_installation(None, enterprise=ORG, at=at))
    for team in TEAMS:
        assert await town.installations.note(team, ORG)
    await town.installations.async_save(an_installation(TEAMS[2], enterprise=ORG, at=at))


def left(event: Body, *, at: int) -> Body:
    """The organisation has removed it; a workspace of it is named."""
    organisation = {"enterprise_id": ORG, "team_id": "T1", "is_enterprise_install": True}
    return {"type": "event_callback", "team_id": "T1", "event": event, "event_time": at, "authorizations": [organisation]}


def has_left(town: Town) -> list[bool]:
    return [town.departures.has_left(team) for team in TEAMS]
