"""The meter on real limits: who asks is looked up, a refusal is put into words, and said again only after a while."""

from collections.abc import AsyncGenerator
from dataclasses import replace

import aiohttp
import pytest
from redis.asyncio import Redis

from bot.language import (
    ChannelId,
    Message,
    OverLimit,
    Question,
    QuestionId,
    StoreUnavailable,
    Surface,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.memory.limits import Limits
from bot.operations.metering import TOLD_SECONDS, Metering
from bot.slack.client import make_client
from bot.slack.people import People
from tests.memory.build import TEAM, a_lost_redis
from tests.memory.test_limits import NONE, used
from tests.slack.channels import SlackOfChannels, served
from tests.slack.fake import TOKEN

ANN, GUS, EVE = UserId("U1"), UserId("UGUEST"), UserId("UEVE")
LIMITS = replace(NONE, user_per_minute=2, guest_per_minute=1, user_tokens_per_day=1000)


def asked(name: str = "q1", *, by: UserId = ANN) -> Question:
    return Question(
        id=QuestionId(name),
        thread=ThreadRef(team=TEAM, channel=ChannelId("C1"), ts=Ts("1.0")),
        message=Message(ts=Ts("1.0"), user=by, text="total?"),
        asker=by,
        surface=Surface.MENTION,
        me=UserId("UBOT"),
    )


@pytest.fixture
async def people() -> AsyncGenerator[People]:
    slack = SlackOfChannels()
    slack.person(ANN, "ann")
    slack.person(GUS, "gus", is_restricted=True)
    slack.person(EVE, "eve", team_id="T2")
    async with served(slack), aiohttp.ClientSession() as session:
        yield People(make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session))


@pytest.fixture
def limits(redis: Redis) -> Limits:
    return Limits(redis, LIMITS)


@pytest.fixture
def meter(limits: Limits, people: People) -> Metering:
    return Metering(limits, people)


async def refused(meter: Metering, question: Question, *, tokens: int = 0) -> OverLimit:
    with pytest.raises(OverLimit) as caught:
        await meter.admit(question, tokens=tokens)
    return caught.value


async def test_who_is_over_a_limit_is_told_which_and_when_it_resets_once_a_minute(meter: Metering, redis: Redis) -> None:
    for name in ("q1", "q2"):
        await meter.admit(asked(name), tokens=0)
    first, second = await refused(meter, asked("q3")), await refused(meter, asked("q4"))
    assert f"{phrases.LIMIT_NAMES['user_per_minute']} (2)" in first.sentence
    assert "seconds" in first.sentence
    assert (first.detail, first.is_known, second.is_known) == ("user_per_minute", False, True)
    ttls = [await redis.ttl(key) for key in await redis.keys("*told*")]
    assert len(ttls) == 1
    assert 0 < ttls[0] <= TOLD_SECONDS


@pytest.mark.parametrize("stranger", [GUS, EVE, UserId("UNOBODY")])
async def test_guests_and_people_of_other_organisations_have_less(meter: Metering, stranger: UserId) -> None:
    await meter.admit(asked("q1", by=stranger), tokens=0)
    assert (await refused(meter, asked("q2", by=stranger))).detail == "guest_per_minute"


async def test_a_question_is_charged_once_and_settled_with_what_it_used(meter: Metering, limits: Limits) -> None:
    for _ in range(3):
        await meter.admit(asked(), tokens=100)
    await meter.reserve(asked(), tokens=400)
    assert used(await limits.usage(TEAM, ANN, guest=False))["user_tokens_per_day"] == 400
    for tokens in (250, 0):
        await meter.settle(asked(), tokens=tokens)
    assert used(await limits.usage(TEAM, ANN, guest=False)) | {"user_per_minute": 1, "user_tokens_per_day": 250} == used(
        await limits.usage(TEAM, ANN, guest=False)
    )


async def test_a_call_that_the_day_does_not_cover_is_refused(meter: Metering) -> None:
    await meter.admit(asked(), tokens=900)
    with pytest.raises(OverLimit) as caught:
        await meter.reserve(asked(), tokens=1001)
    assert caught.value.detail == "user_tokens_per_day"
    what = phrases.LIMIT_NAMES["user_tokens_per_day"]
    assert caught.value.sentence == phrases.TOO_LARGE_FOR_LIMIT.format(what=what, value="1,000")


async def test_a_lost_store_is_told(people: People) -> None:
    meter = Metering(Limits(a_lost_redis(), LIMITS), people)
    with pytest.raises(StoreUnavailable):
        await meter.admit(asked(), tokens=0)


async def test_an_edited_question_is_paid_for_again_and_another_try_of_it_is_not(meter: Metering, limits: Limits) -> None:
    edited = asked().model_copy(update={"edition": Ts("5.0")})
    for question in (asked(), asked(), edited, edited):
        await meter.admit(question, tokens=10)
    assert used(await limits.usage(TEAM, ANN, guest=False))["user_per_minute"] == 2


async def test_each_channels_scheduled_recap_has_what_a_person_has_and_takes_it_from_nobody(
    meter: Metering, limits: Limits
) -> None:
    def scheduled(name: str, channel: str) -> Question:
        thread = ThreadRef(team=TEAM, channel=ChannelId(channel), ts=Ts("1.0"))
        nobody = {"asker": UserId("UBOT"), "surface": Surface.SCHEDULE, "thread": thread}
        return asked(name).model_copy(update=nobody)

    for name, channel in (("q1", "C1"), ("q2", "C1"), ("q3", "C2")):
        await meter.admit(scheduled(name, channel), tokens=0)
    first, second = await refused(meter, scheduled("q4", "C1")), await refused(meter, scheduled("q5", "C1"))
    assert (first.detail, first.is_known, second.is_known) == ("user_per_minute", False, True)
    for someone in ("UBOT", ANN):
        assert used(await limits.usage(TEAM, UserId(someone), guest=False))["user_per_minute"] == 0
