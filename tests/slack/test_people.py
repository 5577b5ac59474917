"""Names: looked up once, kept for a while, and never a reason to fail."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import TeamId, phrases
from bot.slack import people as room
from bot.slack.people import FAILURE_KEPT_SECONDS, KEPT_SECONDS, People
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
    slack.others = {"B1": {"name": "Alerts"}, "C1": {"name": "general"}, "S1": {"id": "S1", "handle": "ops"}}
    assert await people.names(TEAM, ["B1", "C1", "S1"]) == {"B1": "Alerts", "C1": "general", "S1": "ops"}


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


async def test_only_so_many_names_are_kept(slack: FakeSlack, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "KEPT_NAMES", 2)
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
