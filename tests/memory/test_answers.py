"""Answers kept for their buttons: what is kept and what never is, for how long, and how it is found to be forgotten."""

from typing import cast

import pytest
from redis.asyncio import Redis

from bot.language import (
    Answer,
    Citation,
    FileId,
    FollowUp,
    Links,
    Message,
    Offer,
    Pointed,
    Question,
    QuestionId,
    Shortcut,
    StoreUnavailable,
    Ts,
    UserId,
)
from bot.memory import keys
from bot.memory.answers import KeptAnswers
from tests.memory.build import TEAM, a_lost_redis, a_question, a_thread, a_vault

HERE, THERE = a_thread(), a_thread("200.000001", channel="C2")
ANN, BEA = UserId("U1"), UserId("U2")
FILE, OTHER = FileId("F1"), FileId("F2")


def asked(ts: str = "300.0", *, by: UserId = ANN, **fields: object) -> Question:
    question = a_question(f"{TEAM}:C1:{ts}", thread=HERE)
    message = Message(ts=Ts(ts), user=by, text="how many?")
    return question.model_copy(update={"message": message, "asker": by, **fields})


def answered(*files: FileId) -> Answer:
    citations = tuple(Citation(anchor="p. 1", source="a.pdf", quote="It was 42.", file=file) for file in files)
    links = Links(bare=frozenset({"https://a.example"}))
    return Answer(text="**42** [p. 1]", links=links, citations=citations, offers=frozenset({Offer.SOURCES}))


@pytest.fixture
def answers(redis: Redis) -> KeptAnswers:
    return KeptAnswers(redis, a_vault(), ttl=60)


async def test_an_answer_comes_back_as_it_was_given_without_what_is_secret(answers: KeptAnswers, redis: Redis) -> None:
    question = asked(passwords={FILE: "sesame"}, response_url="https://hooks.slack.com/commands/secret")
    assert await answers.keep(question, answered(FILE), opaque="what the desk wants")
    kept = await answers.kept(question.id)
    assert kept
    assert kept.question == question.model_copy(update={"passwords": {}, "response_url": ""})
    assert (kept.text, kept.links, kept.opaque) == ("**42** [p. 1]", {"https://a.example"}, "what the desk wants")
    assert (kept.citations, kept.offers) == (answered(FILE).citations, {Offer.SOURCES})
    assert 0 < await redis.ttl(keys.kept_answer(question.id)) <= 60
    stored = cast("bytes", await redis.get(keys.kept_answer(question.id)))
    assert b"42" not in stored


async def test_the_newest_answer_to_a_question_counts(answers: KeptAnswers) -> None:
    await answers.keep(asked(), answered(FILE))
    await answers.keep(asked(), Answer(text="43"))
    kept = await answers.kept(asked().id)
    assert kept
    assert kept.text == "43"
    assert await answers.forget_file(TEAM, FILE, [HERE]) == 0


async def test_what_was_never_kept_or_belongs_elsewhere_is_not_there(answers: KeptAnswers, redis: Redis) -> None:
    assert await answers.kept(QuestionId("T1:C1:9.9")) is None
    await answers.keep(asked(), answered())
    copied = cast("bytes", await redis.get(keys.kept_answer(asked().id)))
    await redis.set(keys.kept_answer(QuestionId("T1:C1:9.9")), copied)
    assert await answers.kept(QuestionId("T1:C1:9.9")) is None
    await redis.set(keys.kept_answer(asked().id), b"v1|nobody|x")
    assert await answers.kept(asked().id) is None


async def test_where_nothing_is_kept_nothing_is_kept(redis: Redis) -> None:
    answers = KeptAnswers(redis, a_vault(), ttl=0)
    assert not await answers.keep(asked(), answered(FILE))
    assert await answers.kept(asked().id) is None
    assert await answers.forget(HERE) == 0
    assert cast("list[bytes]", await redis.keys("*")) == []


async def test_in_a_thread_that_was_just_forgotten_nothing_is_kept(answers: KeptAnswers, redis: Redis) -> None:
    await redis.set(keys.gone(HERE), 1)
    assert not await answers.keep(asked(), answered())
    assert await answers.kept(asked().id) is None


async def test_a_thread_a_person_and_a_file_are_forgotten_each_for_itself(answers: KeptAnswers) -> None:
    tapped = FollowUp(offer=Offer.SHORTER, of=asked().id)
    await answers.keep(asked("1.0"), answered(FILE))
    await answers.keep(asked("2.0", by=BEA), answered(FILE, OTHER))
    await answers.keep(asked("3.0", by=BEA, asker=ANN, follow_up=tapped), answered())
    await answers.keep(asked("4.0", by=BEA, thread=THERE), answered(FILE))

    async def left() -> list[str]:
        ids = [QuestionId(f"T1:C1:{number}.0") for number in range(1, 5)]
        return [question_id[-3:] for question_id in ids if await answers.kept(question_id)]

    assert {thread.key for thread in await answers.threads_citing(TEAM, FILE)} == {HERE.key, THERE.key}
    assert await answers.forget_file(TEAM, FILE, [THERE]) == 1
    assert await left() == ["1.0", "2.0", "3.0"]
    # What Bea wrote is also in what Ann tapped below it.
    assert await answers.forget_person(TEAM, BEA) == 2
    assert await left() == ["1.0"]
    assert await answers.forget(THERE) == 0
    assert await answers.forget(HERE) == 1
    assert await left() == []
    assert await answers.forget(HERE) == 0


async def test_a_message_that_was_edited_or_deleted_is_so_in_every_answer_to_it(answers: KeptAnswers, redis: Redis) -> None:
    tap = asked().model_copy(update={"id": QuestionId("T1:C1:5.0:6.0"), "follow_up": FollowUp(offer=Offer.AGAIN, of=asked().id)})
    for question in (asked(), tap, asked("301.0")):
        await answers.keep(question, answered())
    await answers.replace_message(HERE, Message(ts=Ts("300.0"), user=ANN, text="how many now?"))
    texts = [kept.question.message.text for kept in [await answers.kept(id_) for id_ in (asked().id, tap.id)] if kept]
    assert texts == ["how many now?"] * 2
    assert 0 < await redis.ttl(keys.kept_answer(tap.id)) <= 60
    assert sorted(await answers.drop_message(HERE, Ts("300.0"))) == [asked().id, tap.id]
    assert await answers.kept(tap.id) is None
    assert await answers.kept(asked("301.0").id)


async def test_what_is_kept_of_a_message_that_a_shortcut_was_used_on_goes_with_it(answers: KeptAnswers) -> None:
    pointed = Pointed(shortcut=Shortcut.TRANSLATION, message=Message(ts=Ts("290.0"), text="Wir liefern."))
    await answers.keep(asked(pointed=pointed), answered())
    await answers.replace_message(HERE, Message(ts=Ts("290.0"), text="edited"))
    kept = await answers.kept(asked().id)
    assert kept
    assert kept.question.message.text == "how many?"
    assert await answers.drop_message(HERE, Ts("290.0")) == [asked().id]
    assert await answers.kept(asked().id) is None


async def test_a_lost_store_is_told() -> None:
    answers = KeptAnswers(a_lost_redis(), a_vault(), ttl=60)
    for call in (answers.keep(asked(), answered()), answers.kept(asked().id), answers.forget(HERE)):
        with pytest.raises(StoreUnavailable):
            await call
