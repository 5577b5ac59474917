"""In which language a person is spoken to: looked up once, never a reason to fail or to wait."""

import asyncio

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import StoreUnavailable, TeamId, UserId
from bot.slack.languages import Languages
from bot.slack.people import People
from tests.slack.channels import FULL_MEMBER
from tests.slack.conftest import TEAM
from tests.slack.fake import FakeSlack

LENA = UserId("ULENA")


@pytest.fixture
def people(client: AsyncWebClient, slack: FakeSlack) -> People:
    slack.users[LENA] = {"id": LENA, "name": "lena", "locale": "de-DE", **FULL_MEMBER}
    slack.users["UANN"] = {"id": "UANN", "name": "ann", "locale": "en-GB", **FULL_MEMBER}
    slack.users["UYUKI"] = {"id": "UYUKI", "name": "yuki", "locale": "ja-JP", **FULL_MEMBER}
    slack.users["UOLD"] = {"id": "UOLD", "name": "old", **FULL_MEMBER}
    return People(client)


@pytest.mark.parametrize(("user", "code"), [(LENA, "de"), ("UANN", "en"), ("UYUKI", "en"), ("UOLD", "en"), ("UNOBODY", "en")])
async def test_a_person_is_spoken_to_in_the_language_of_their_slack(people: People, user: str, code: str) -> None:
    assert (await Languages(people).of(TEAM, UserId(user))).code == code


async def test_slack_is_asked_for_the_locale_and_only_once(people: People, slack: FakeSlack) -> None:
    languages = Languages(people)
    for _ in range(3):
        await languages.of(TEAM, LENA)
    asked = slack.called("users.info")
    assert len(asked) == 1
    assert str(asked[0]["include_locale"]).lower() in {"1", "true"}


@pytest.mark.parametrize(("chosen", "code"), [("en", "en"), ("de", "de"), ("", "de")])
async def test_what_a_person_chose_comes_before_their_slack(people: People, chosen: str, code: str) -> None:
    async def choice(team: TeamId, user: UserId) -> str:
        assert (team, user) == (TEAM, LENA)
        return chosen

    assert (await Languages(people, chosen=choice).of(TEAM, LENA)).code == code


async def test_where_choices_cant_be_read_the_language_is_that_of_slack(people: People) -> None:
    async def choice(_team: TeamId, _user: UserId) -> str:
        raise StoreUnavailable("away")

    assert (await Languages(people, chosen=choice).of(TEAM, LENA)).code == "de"


async def test_nobody_waits_for_a_language(people: People) -> None:
    async def choice(_team: TeamId, _user: UserId) -> str:
        await asyncio.Event().wait()
        return "de"

    assert (await Languages(people, chosen=choice).of(TEAM, LENA, within=0.01)).code == "en"
