"""A person's newest questions, as the kept answers know them."""

from redis.asyncio import Redis

from bot.language import Answer, FollowUp, Offer, Question, QuestionId, Surface, Ts, UserId
from bot.memory.answers import KeptAnswers
from bot.memory.recent import Recent
from tests.memory.build import TEAM, a_question, a_thread, a_vault

ANN, BEA = UserId("U1"), UserId("U2")


def asked(number: int, *, by: UserId = ANN, **changes: object) -> Question:
    thread = a_thread(f"{number}.000001")
    question = a_question(f"T1:C1:{number}.000001", thread=thread, text=f"question {number}")
    message = question.message.model_copy(update={"ts": thread.ts, "user": by})
    return question.model_copy(update={"message": message, "asker": by, **changes})


async def test_the_newest_come_first_and_only_so_many(redis: Redis) -> None:
    answers = KeptAnswers(redis, a_vault(), ttl=600)
    for number in range(100, 115):
        await answers.keep(asked(number), Answer(text="answered"))
        # Lists hold whole seconds; equal ones stand in the order of their names.
    found = await Recent(redis, answers).of(TEAM, ANN, most=10)
    assert [one.words for one in found] == [f"question {number}" for number in range(114, 104, -1)]
    assert (found[0].channel, found[0].ts, found[0].thread_ts) == ("C1", "114.000001", "114.000001")


async def test_private_ones_and_those_of_others_are_no_places_to_go_to(redis: Redis) -> None:
    answers = KeptAnswers(redis, a_vault(), ttl=600)
    await answers.keep(asked(100), Answer(text="answered"))
    await answers.keep(asked(101, surface=Surface.COMMAND), Answer(text="answered"))
    tapped = asked(100, id=QuestionId("T1:C1:tap"), asker=BEA, follow_up=FollowUp(offer=Offer.SHORTER, of=QuestionId("x")))
    await answers.keep(tapped, Answer(text="answered"))
    again = asked(100, id=QuestionId("T1:C1:again"), follow_up=FollowUp(offer=Offer.LONGER, of=QuestionId("x"), at=Ts("1.0")))
    await answers.keep(again, Answer(text="answered"))
    recent = Recent(redis, answers)
    assert [one.words for one in await recent.of(TEAM, ANN, most=10)] == ["question 100"]
    assert [one.words for one in await recent.of(TEAM, BEA, most=10)] == ["question 100"]
    assert await recent.of(TEAM, UserId("UNOBODY"), most=10) == []


async def test_they_go_with_the_answers(redis: Redis) -> None:
    answers = KeptAnswers(redis, a_vault(), ttl=600)
    await answers.keep(asked(100), Answer(text="answered"))
    await answers.forget_person(TEAM, ANN)
    assert await Recent(redis, answers).of(TEAM, ANN, most=10) == []
