"""Names and people: looked up once, kept for a while, never a reason to fail, and never a right too many."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import TeamId, phrases
from bot.slack import people as room
from bot.slack.people import FAILURE_KEPT_SECONDS, KEPT_SECONDS, People, Person
from tests.slack.channels import FULL_MEMBER
from tests.slack.conftest import TEAM
from tests.slack.fake import FakeSlack


class Clock:
    """Seconds that pass when told."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(client: AsyncWebClient, clock: Clock) -> People:
    return People(client, clock=clock)


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"profile": {"display_name": "ann", "real_name": "Ann B"}, "name": "u"}, "ann"),
        ({"profile": {"display_name": "", "real_name": "Ann B"}, "name": "u"}, "Ann B"),
        ({"real_name": "Ann C", "name": "u"}, "Ann C"),
        ({"name": "u"}, "u"),
        ({"name": " two\nlines "}, "two lines"),
        ({"name": "x" * 200}, "x" * 80),
        ({"other": 1}, "someone"),
    ],
)
async def test_a_person_is_called_as_slack_shows_them(
    slack: FakeSlack, people: People, user: dict[str, object], name: str
) -> None:
    slack.users["U1"] = user
    assert await people.name(TEAM, "U1") == name


async def test_apps_channels_and_groups_have_names(slack: FakeSlack, people: People) -> None:
    general = {"name": "general", "is_private": False}
    slack.others = {"B1": {"name": "Alerts"}, "C1": general, "S1": {"id": "S1", "handle": "ops"}}
    assert await people.names(TEAM, ["B1", "C1", "S1"]) == {"B1": "Alerts", "C1": "general", "S1": "ops"}


@pytest.mark.parametrize("is_private", [True, None])
async def test_a_private_channel_has_no_name(slack: FakeSlack, people: People, is_private: bool | None) -> None:
    slack.others = {"C1": {"name": "layoffs", "is_private": is_private}}
    assert await people.name(TEAM, "C1") == phrases.SOME_CHANNEL


async def test_what_slack_does_not_tell_has_a_plain_word(people: People) -> None:
    names = await people.names(TEAM, ["U1", "W1", "B1", "C1", "G1", "S1", "?", ""])
    assert names == {
        "U1": phrases.SOMEONE,
        "W1": phrases.SOMEONE,
        "B1": phrases.SOME_BOT,
        "C1": phrases.SOME_CHANNEL,
        "G1": phrases.SOME_CHANNEL,
        "S1": phrases.SOME_GROUP,
        "?": phrases.SOMEONE,
        "": phrases.SOMEONE,
    }


async def test_a_name_is_looked_up_once_for_all_who_ask_and_kept_an_hour(slack: FakeSlack, people: People, clock: Clock) -> None:
    slack.users["U1"] = {"name": "ann"}
    assert await asyncio.gather(*(people.name(TEAM, "U1") for _ in range(5))) == ["ann"] * 5
    clock.now = KEPT_SECONDS - 1
    await people.name(TEAM, "U1")
    assert len(slack.called("users.info")) == 1
    clock.now = KEPT_SECONDS + 1
    await people.name(TEAM, "U1")
    assert len(slack.called("users.info")) == 2


async def test_a_failure_is_kept_a_minute(slack: FakeSlack, people: People, clock: Clock) -> None:
    slack.fails("users.info", "ratelimited", retry_after="30")
    assert await people.name(TEAM, "U1") == phrases.SOMEONE
    slack.users["U1"] = {"name": "ann"}
    assert await people.name(TEAM, "U1") == phrases.SOMEONE
    clock.now = FAILURE_KEPT_SECONDS + 1
    assert await people.name(TEAM, "U1") == "ann"


async def test_one_id_in_two_workspaces_is_two_names(slack: FakeSlack, people: People) -> None:
    slack.users["U1"] = {"name": "ann"}
    await people.name(TEAM, "U1")
    slack.users["U1"] = {"name": "bea"}
    assert await people.name(TeamId("T2"), "U1") == "bea"
    assert await people.name(TEAM, "U1") == "ann"


async def test_only_so_many_names_are_kept(slack: FakeSlack, client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT_NAMES", 2)
    people = People(client)
    for name in ("U1", "U2", "U1", "U3", "U1", "U2"):
        slack.users[name] = {"name": name.lower()}
        await people.name(TEAM, name)
    assert [call["user"] for call in slack.called("users.info")] == ["U1", "U2", "U3", "U2"]


async def test_who_asked_first_may_leave(slack: FakeSlack, people: People) -> None:
    slack.users["U1"] = {"name": "ann"}
    first = asyncio.create_task(people.name(TEAM, "U1"))
    second = asyncio.create_task(people.name(TEAM, "U1"))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == "ann"


@pytest.mark.parametrize(
    ("user", "rights"),
    [
        ({}, {"is_guest": False}),
        ({"is_restricted": True}, {}),
        ({"is_ultra_restricted": True, "is_restricted": True}, {}),
        ({"is_restricted": None}, {}),
        ({"is_admin": True}, {"is_guest": False, "is_admin": True}),
        ({"is_owner": True}, {"is_guest": False, "is_admin": True}),
        ({"is_admin": "yes"}, {"is_guest": False}),
        ({"is_admin": True, "is_restricted": True}, {}),
        ({"is_admin": True, "deleted": True}, {"is_guest": False, "is_deleted": True}),
        ({"is_admin": True, "team_id": "T2"}, {"is_guest": False, "is_external": True}),
        ({"is_stranger": True}, {"is_guest": False, "is_external": True}),
        ({"team_id": ""}, {"is_guest": False, "is_external": True}),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T2", "T1"]}}, {"is_guest": False}),
        ({"team_id": "T2", "enterprise_user": {"teams": "T1"}}, {"is_guest": False, "is_external": True}),
        ({"tz": "Europe/Berlin", "tz_offset": 3600}, {"is_guest": False, "tz": "Europe/Berlin", "utc_offset": 3600}),
    ],
)
async def test_what_a_person_is(slack: FakeSlack, people: People, user: dict[str, Any], rights: dict[str, Any]) -> None:
    slack.users["U1"] = {"name": "ann", **FULL_MEMBER, **user}
    assert await people.person(TEAM, "U1") == Person(name="ann", **rights)


async def test_of_whom_slack_tells_nothing_may_nothing(people: People) -> None:
    assert await people.person(TEAM, "U1") == Person(name="", is_guest=True, is_admin=False)
    assert await people.name(TEAM, "U1") == phrases.SOMEONE


async def test_a_name_and_a_person_are_one_look_up(slack: FakeSlack, people: People) -> None:
    slack.users["U1"] = {"name": "ann", **FULL_MEMBER}
    await asyncio.gather(people.name(TEAM, "U1"), people.person(TEAM, "U1"))
    await people.names(TEAM, ["U1"])
    assert len(slack.called("users.info")) == 1


async def test_rights_are_asked_anew_where_that_matters(slack: FakeSlack, people: People) -> None:
    slack.users["U1"] = {"name": "ann", **FULL_MEMBER, "is_admin": True}
    assert (await people.person(TEAM, "U1")).is_admin
    slack.users["U1"]["is_admin"] = False
    assert (await people.person(TEAM, "U1")).is_admin
    assert not (await people.person(TEAM, "U1", fresh=True)).is_admin
    assert not (await people.person(TEAM, "U1")).is_admin


async def test_rights_that_slack_does_not_confirm_are_none(slack: FakeSlack, people: People) -> None:
    slack.users["U1"] = {"name": "ann", **FULL_MEMBER, "is_admin": True}
    assert (await people.person(TEAM, "U1")).is_admin
    slack.fails("users.info", "refuse", code="user_not_found")
    assert not (await people.person(TEAM, "U1", fresh=True)).is_admin


@pytest.mark.parametrize(
    ("tz", "offset", "hours"),
    [
        ("Asia/Kolkata", 0, 5.5),
        ("No/Where", 7200, 2),
        (None, -3600, -1),
        (None, 0, 0),
        ("../../etc/passwd", 0, 0),
        (None, 10**9, 0),
        ("Europe", 0, 0),
    ],
)
def test_times_are_told_in_the_persons_zone(tz: str | None, offset: int, hours: float) -> None:
    zone = Person(name="ann", tz=tz, utc_offset=offset).zone
    assert datetime(2026, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset() == timedelta(hours=hours)
    assert Person(name="ann", tz="Europe/Berlin", utc_offset=0).zone == ZoneInfo("Europe/Berlin")
