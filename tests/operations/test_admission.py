"""Who is answered where: the rules by themselves, then on a real store and a small Slack, with what the asker is told."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.language import (
    ChannelId,
    ChannelSettings,
    FollowUp,
    Length,
    Message,
    NotAdmitted,
    Offer,
    Outside,
    PersonSettings,
    Question,
    QuestionId,
    Recap,
    StoreUnavailable,
    Surface,
    Terms,
    ThreadRef,
    Ts,
    UserId,
    WorkspaceSettings,
    phrases,
)
from bot.memory.limits import Limits
from bot.memory.preferences import Preferences
from bot.memory.retention import Retention
from bot.operations.admission import Admission, refusal, refusal_in
from bot.slack.access import Access, Place
from bot.slack.client import SlackUnavailable, make_client
from bot.slack.people import People, Person
from tests.memory.build import TEAM, a_lost_redis, a_vault
from tests.memory.test_limits import NONE
from tests.slack.channels import SlackOfChannels, served
from tests.slack.fake import TOKEN

ANN, GUS, EVE = UserId("U1"), UserId("UGUEST"), UserId("UEVE")
HERE, SHARED, DIRECT, GROUP = ChannelId("C1"), ChannelId("CSHARED"), ChannelId("D1"), ChannelId("G1")
MEMBER = Person(name="ann", is_guest=False)
GUEST = Person(name="gus")
OUTSIDER = Person(name="eve", is_guest=False, is_external=True)
USUAL = WorkspaceSettings()


def place(channel: ChannelId = HERE, *, shared: bool = False, is_channel: bool = True) -> Place:
    return Place(channel=channel, name="x", is_private=False, is_shared=shared, has_bot=True, is_channel=is_channel)


@pytest.mark.parametrize(
    ("person", "settings", "said"),
    [
        (MEMBER, USUAL, ""),
        (GUEST, USUAL, ""),
        (OUTSIDER, USUAL, "NOT_FOR_OUTSIDERS"),
        (OUTSIDER, WorkspaceSettings(outside=Outside.MEMBERS), "NOT_FOR_OUTSIDERS"),
        (OUTSIDER, WorkspaceSettings(outside=Outside.EVERYBODY), ""),
        (GUEST, WorkspaceSettings(guests=False), "NOT_FOR_GUESTS"),
        (MEMBER, WorkspaceSettings(guests=False), ""),
        (MEMBER, WorkspaceSettings(people_denied=(ANN,)), "NOT_FOR_YOU"),
        (MEMBER, WorkspaceSettings(people_denied=(EVE,)), ""),
        (MEMBER, WorkspaceSettings(people_allowed=(EVE,)), "NOT_FOR_YOU"),
        (MEMBER, WorkspaceSettings(people_allowed=(ANN,)), ""),
        (MEMBER, WorkspaceSettings(people_allowed=(ANN,), people_denied=(ANN,)), "NOT_FOR_YOU"),
    ],
)
def test_who_is_answered(person: Person, settings: WorkspaceSettings, said: str) -> None:
    assert refusal(ANN, person, settings) == (getattr(phrases, said) if said else "")


@pytest.mark.parametrize(
    ("where", "settings", "workspace", "said"),
    [
        (place(), ChannelSettings(), USUAL, ""),
        (place(), ChannelSettings(is_on=False), USUAL, "NOT_HERE"),
        (place(), ChannelSettings(), WorkspaceSettings(channels_denied=(HERE,)), "NOT_HERE"),
        (place(), ChannelSettings(), WorkspaceSettings(channels_allowed=(SHARED,)), "NOT_HERE"),
        (place(), ChannelSettings(), WorkspaceSettings(channels_allowed=(HERE,)), ""),
        (place(), ChannelSettings(is_on=False), WorkspaceSettings(channels_allowed=(HERE,)), "NOT_HERE"),
        (place(shared=True), ChannelSettings(), USUAL, "NOT_IN_SHARED_CHANNELS"),
        (place(shared=True), ChannelSettings(), WorkspaceSettings(outside=Outside.MEMBERS), ""),
        (place(DIRECT, is_channel=False), ChannelSettings(), WorkspaceSettings(channels_allowed=(SHARED,)), ""),
        (place(GROUP, is_channel=False), ChannelSettings(), WorkspaceSettings(channels_allowed=(SHARED,)), ""),
        (place(GROUP, is_channel=False, shared=True), ChannelSettings(), USUAL, "NOT_IN_SHARED_CHANNELS"),
        (None, ChannelSettings(), USUAL, ""),
        (None, ChannelSettings(is_on=False), USUAL, "NOT_HERE"),
    ],
)
def test_where_is_answered(where: Place | None, settings: ChannelSettings, workspace: WorkspaceSettings, said: str) -> None:
    channel = where.channel if where else HERE
    assert refusal_in(channel, where, settings, workspace) == (getattr(phrases, said) if said else "")


class Stage:
    """The rules on a real store, beside a small Slack."""

    def __init__(self, redis: Redis, slack: SlackOfChannels, session: aiohttp.ClientSession) -> None:
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session)
        people = People(client)
        self.slack = slack
        self.preferences = Preferences(redis, a_vault(), Retention(600))
        self.rules = Admission(self.preferences, people, Access(client, people), Limits(redis, NONE))

    async def refused(self, question: Question) -> NotAdmitted:
        with pytest.raises(NotAdmitted) as caught:
            await self.rules.terms(question)
        return caught.value


@pytest.fixture
async def stage(redis: Redis) -> AsyncGenerator[Stage]:
    slack = SlackOfChannels()
    slack.person(ANN, "ann")
    slack.person(GUS, "gus", is_restricted=True)
    slack.person(EVE, "eve", team_id="T2")
    slack.channel(HERE, "general")
    slack.channel("C2", "finance")
    slack.channel(SHARED, "partners", is_ext_shared=True, is_shared=True)
    async with served(slack), aiohttp.ClientSession() as session:
        yield Stage(redis, slack, session)


def asked(
    name: str = "q1", *, by: UserId = ANN, channel: ChannelId = HERE, surface: Surface = Surface.MENTION, recap: str = ""
) -> Question:
    return Question(
        id=QuestionId(name),
        thread=ThreadRef(team=TEAM, channel=channel, ts=Ts("1.0")),
        message=Message(ts=Ts("1.0"), user=by, text="total?"),
        asker=by,
        surface=surface,
        me=UserId("UBOT"),
        recap=Recap(channel=ChannelId(recap)) if recap else None,
    )


async def test_the_terms_are_those_of_person_channel_and_workspace(stage: Stage) -> None:
    assert await stage.rules.terms(asked()) == Terms()
    await stage.preferences.set_person(TEAM, ANN, PersonSettings(language="de", length=Length.LONG))
    await stage.preferences.set_channel(TEAM, HERE, ChannelSettings(instructions=" Be formal. "), form="V1:a")
    await stage.preferences.set_workspace(TEAM, WorkspaceSettings(shows_cost=True), form="V2:a")
    expected = Terms(instructions="Be formal.", language="de", length=Length.LONG, shows_cost=True)
    assert await stage.rules.terms(asked()) == expected
    assert await stage.rules.terms(asked(by=GUS, channel=ChannelId("C2"))) == Terms(shows_cost=True)


async def test_in_a_shared_channel_nobody_is_answered_and_who_asks_is_told_once(stage: Stage) -> None:
    first, second = [await stage.refused(asked(name, channel=SHARED)) for name in ("q1", "q2")]
    assert (first.sentence, first.is_known) == (phrases.NOT_IN_SHARED_CHANNELS, False)
    assert second.is_known
    assert not (await stage.refused(asked("q3", by=EVE, channel=SHARED))).is_known


async def test_somebody_of_another_organisation_is_answered_nowhere(stage: Stage) -> None:
    assert (await stage.refused(asked(by=EVE))).sentence == phrases.NOT_FOR_OUTSIDERS
    await stage.preferences.set_workspace(TEAM, WorkspaceSettings(outside=Outside.EVERYBODY), form="V1:a")
    assert await stage.rules.terms(asked(by=EVE, channel=SHARED)) == Terms()


async def test_a_reply_without_a_mention_is_passed_over_in_silence(stage: Stage) -> None:
    refused = await stage.refused(asked(channel=SHARED, surface=Surface.THREAD))
    assert refused.is_known
    tap = FollowUp(offer=Offer.SHORTER, of=QuestionId("q0"))
    tapped = asked(channel=SHARED, surface=Surface.THREAD).model_copy(update={"follow_up": tap})
    assert not (await stage.refused(tapped)).is_known


async def test_a_channel_that_is_off_is_not_recapped_from_elsewhere_either(stage: Stage) -> None:
    await stage.preferences.set_workspace(TEAM, WorkspaceSettings(channels_denied=(ChannelId("C2"),)), form="V1:a")
    assert (await stage.refused(asked(recap="C2"))).sentence == phrases.NOT_OF_THAT_CHANNEL
    assert await stage.rules.terms(asked(recap=HERE)) == Terms()


async def test_what_cannot_be_looked_up_now_is_tried_again(stage: Stage) -> None:
    for _ in range(3):
        stage.slack.fails("conversations.info", "ratelimited", retry_after="60")
    with pytest.raises(SlackUnavailable):
        await stage.rules.terms(asked())


async def test_a_lost_store_is_told(stage: Stage) -> None:
    lost = Preferences(a_lost_redis(), a_vault(), Retention(600))
    client = make_client(token=TOKEN, api_url=f"{stage.slack.url}/api/", session=aiohttp.ClientSession())
    people = People(client)
    try:
        with pytest.raises(StoreUnavailable):
            await Admission(lost, people, Access(client, people), Limits(a_lost_redis(), NONE)).terms(asked())
    finally:
        assert client.session
        await client.session.close()
