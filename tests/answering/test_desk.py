"""One question, one answer: the whole flow against a real API on loopback."""

import asyncio
import json
import re
from dataclasses import replace
from threading import get_ident
from typing import Any

import pytest
from aiohttp import web

from bot.answering.calls import request_id
from bot.answering.compose import Composed, compose
from bot.answering.material import everything
from bot.answering.study import Gathered
from bot.answering.task import Task
from bot.language import (
    MESSAGES,
    Anchor,
    AnchorKind,
    ChannelId,
    Document,
    Length,
    Link,
    Message,
    NotAdmitted,
    Offer,
    Page,
    Pointed,
    Postponed,
    Question,
    QuestionId,
    Recap,
    Shortcut,
    SlackRefused,
    StoreUnavailable,
    Surface,
    Terms,
    Ts,
    Turn,
    Unread,
    UserId,
    phrases,
)
from bot.telemetry import Telemetry, begin_course
from tests.answering.conftest import (
    PICTURE,
    QUESTION,
    UNREADABLE,
    Books,
    Kept,
    MakeDesk,
    Memory,
    OneLineReader,
    Rules,
    Shown,
    Thread,
    file,
    told,
    turn,
)
from tests.logs import logged
from tests.model.api import Api, chunk, event, refuses, says, sse
from tests.model.conftest import KEY, MODELS

ASKED = turn("@Footnote total?")


async def test_the_text_grows_by_whole_sentences_and_ends_with_all_of_it(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("One ", "sentence. ", "And", " a second. ", "No", " end"))
    thread = Thread(ASKED)
    await desk().answer(QUESTION, thread, reply)
    assert [text.strip() for text in reply.texts] == ["One sentence.", "One sentence. And a second."]
    assert reply.answer.text == "One sentence. And a second. No end"
    assert reply.answer.model == MODELS[0]
    assert (reply.answer.usage.prompt_tokens, reply.answer.usage.completion_tokens) == (14, 3)


async def test_the_answer_is_remembered_once_it_was_said(api: Api, desk: MakeDesk, reply: Shown, telemetry: Telemetry) -> None:
    api.answers(says("Forty-two."))
    thread = Thread(ASKED)
    await desk().answer(QUESTION, thread, reply)
    assert [(said.ts, said.user, said.text) for said in thread.remembered] == [(Ts("3.0"), UserId("UBOT"), "Forty-two.")]
    assert telemetry.counts["answers", "answered"] == 1


async def test_an_answer_is_kept_with_what_it_offers_before_it_is_shown(
    api: Api, desk: MakeDesk, reply: Shown, kept: Kept
) -> None:
    api.answers(says("It was 42 [p. 1]."))
    await desk().answer(QUESTION, Thread(turn("@Footnote total?", file("F1")), contents={"F1": "It was 42."}), reply)
    assert reply.answer.offers == {Offer.SOURCES, Offer.FEEDBACK}
    held = kept.answers[QUESTION.id]
    assert (held.text, held.offers) == (reply.answer.text, reply.answer.offers)
    assert [(citation.anchor, citation.source, citation.quote, citation.file) for citation in held.citations] == [
        ("p. 1", "F1.txt", "It was 42.", "F1")
    ]


@pytest.mark.parametrize("error", [None, StoreUnavailable(phrases.STORE_UNAVAILABLE)])
async def test_an_answer_that_is_not_kept_offers_nothing(
    api: Api, desk: MakeDesk, reply: Shown, kept: Kept, error: StoreUnavailable | None
) -> None:
    kept.keeps, kept.error = False, error
    api.answers(says("Forty-two."))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert (reply.answer.text, reply.answer.offers) == ("Forty-two.", frozenset())


async def test_help_offers_nothing(desk: MakeDesk, reply: Shown, kept: Kept) -> None:
    await desk().answer(QUESTION, Thread(turn("@Footnote help")), reply)
    assert reply.answer.offers == frozenset()
    assert kept.answers == {}


@pytest.mark.parametrize(
    ("said", "sought"), [("@Footnote what did Zenith pay in row 70,000?", ["zenith", "pay", "row 70000"]), ("@Footnote", [])]
)
async def test_files_are_searched_for_what_people_name_in_their_own_words(
    api: Api, desk: MakeDesk, reply: Shown, reader: OneLineReader, said: str, sought: list[str]
) -> None:
    api.answers(says("4 euros."))
    await desk().answer(QUESTION, Thread(turn(said, file("F1")), contents={"F1": "x"}), reply)
    assert reader.sought == sought


async def test_each_step_has_its_status(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("Forty-two."))
    await desk().answer(QUESTION, Thread(turn("total?", file("F1", "q3.txt")), contents={"F1": "x"}), reply)
    assert reply.statuses == [phrases.READING_THREAD, "is reading q3.txt…", phrases.THINKING]


async def test_a_fresh_start_of_the_model_replaces_what_was_shown(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(sse(chunk("A wrong start. "), chunk("Then noth"), cut=True), says("The right ", "answer. ", "All of it."))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert [text.strip() for text in reply.texts] == ["A wrong start.", "", "The right answer."]
    assert reply.answer.text == "The right answer. All of it."


async def test_when_the_model_fails_its_sentence_is_all_that_is_said(
    api: Api, desk: MakeDesk, reply: Shown, telemetry: Telemetry
) -> None:
    api.answers(refuses(402, "insufficient credits"))
    this = begin_course(waited=0.0)
    thread = Thread(ASKED)
    await desk().answer(QUESTION, thread, reply)
    assert [error.sentence for error in reply.errors] == [phrases.OUT_OF_CREDITS]
    assert not reply.texts
    assert not reply.answers
    assert not thread.remembered
    assert telemetry.counts["answers", "OutOfCredits"] == 1
    assert this.outcome == "failed"


async def test_without_a_key_nothing_is_called_and_the_reason_is_said(api: Api, desk: MakeDesk, reply: Shown) -> None:
    await desk(aimlapi_api_key=None).answer(QUESTION, Thread(ASKED), reply)
    assert [error.sentence for error in reply.errors] == [phrases.NO_KEY]
    assert not api.bodies


async def test_an_unreadable_thread_is_said_in_the_thread(desk: MakeDesk, reply: Shown) -> None:
    thread = Thread(ASKED)
    thread.error = SlackRefused(phrases.THREAD_UNREADABLE, code="not_in_channel")
    await desk().answer(QUESTION, thread, reply)
    assert [error.sentence for error in reply.errors] == [phrases.THREAD_UNREADABLE]


@pytest.mark.parametrize("where", ["thread", "shelf"])
async def test_what_is_out_of_reach_is_raised_and_nobody_is_told(desk: MakeDesk, reply: Shown, shelf: Memory, where: str) -> None:
    thread = Thread(turn("total?", file("F1")), contents={"F1": "x"})
    error = StoreUnavailable(phrases.STORE_UNAVAILABLE)
    if where == "thread":
        thread.error = error
    else:
        shelf.error = error
    with pytest.raises(StoreUnavailable):
        await desk().answer(QUESTION, thread, reply)
    assert not reply.errors
    assert not reply.answers


async def test_an_answer_that_can_not_be_remembered_is_not_given_again(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("Forty-two."))
    thread = Thread(ASKED)
    thread.forgets = True
    await desk().answer(QUESTION, thread, reply)
    assert reply.answer.text == "Forty-two."


@pytest.mark.parametrize("turns", [[turn("@Footnote help")], [turn("@Footnote")], [turn("We sold 5."), turn("Help!")]])
async def test_help_needs_no_model(api: Api, desk: MakeDesk, reply: Shown, turns: list[Turn]) -> None:
    await desk().answer(QUESTION, Thread(*turns), reply)
    assert reply.answer.text == phrases.HELP
    assert not reply.answer.receipt
    assert not api.bodies


async def test_the_model_is_sent_the_thread_and_the_files_and_the_answer_may_show_their_links(
    api: Api, desk: MakeDesk, reply: Shown
) -> None:
    api.answers(says("See the plan. ", "Done."))
    thread = Thread(
        turn("We plan at https://plan.example/a."),
        turn("Costs?", file("F1", "q3.txt")),
        contents={"F1": "Costs: 17, see https://costs.example/b"},
    )
    await desk().answer(QUESTION, thread, reply)
    sent = json.dumps(api.bodies[0]["messages"])
    assert "Ada: We plan at https://plan.example/a." in sent
    assert "| Costs: 17" in sent
    assert reply.links.bare == reply.answer.links.bare == {"https://plan.example/a", "https://costs.example/b"}


async def test_a_file_that_can_not_be_read_is_named_beside_those_that_are(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("It is 42 [p. 1]."))
    shared = turn("total?", file("F1", "q3.txt"), file("F2", "plan.key"))
    await desk().answer(QUESTION, Thread(shared, contents={"F1": "total 42", "F2": UNREADABLE}), reply)
    assert told(reply.answer.receipt) == "q3.txt 1 page · plan.key not read: unsupported format (Keynote)"


async def test_images_that_the_model_was_not_shown_are_named(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("I see nothing."))
    thread = Thread(turn("what is this?", file("F1", "photo.jpg")), contents={"F1": PICTURE})
    await desk(model_images="never").answer(QUESTION, thread, reply)
    assert told(reply.answer.receipt) == f"photo.jpg not read: {phrases.NO_IMAGES}"


async def test_images_beyond_the_models_own_limit_are_counted(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(refuses(400, "at most 1 image is allowed"), says("One photo."))
    shared = turn("what is this?", file("F1", "a.jpg"), file("F2", "b.jpg"))
    await desk().answer(QUESTION, Thread(shared, contents={"F1": PICTURE, "F2": PICTURE}), reply)
    assert phrases.IMAGES_DROPPED.format(count="1 image") in reply.answer.receipt.notes


async def test_a_fallback_that_answered_is_named(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(refuses(404, "model not found"), says("Forty-two."))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert api.models == list(MODELS)
    assert reply.answer.receipt.notes[0] == phrases.ANSWERED_BY.format(model=MODELS[1])


async def test_an_answer_cut_at_its_longest_says_so(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("One. ", "Two. ", "And thr", finish="length"))
    await desk().answer(QUESTION, Thread(ASKED, notes=["using q3.pdf, shared just now"]), reply)
    assert reply.answer.text == "One. Two. And thr"
    assert reply.answer.receipt.notes[:2] == ("using q3.pdf, shared just now", phrases.ANSWER_CUT)


async def test_a_second_question_in_the_thread_fetches_nothing(api: Api, desk: MakeDesk) -> None:
    api.answers(says("It is 42 [p. 1]."))
    thread = Thread(turn("total?", file("F1", "q3.txt")), contents={"F1": "total 42"})
    one = desk()
    await one.answer(QUESTION, thread, Shown())
    second = Shown()
    again = QUESTION.model_copy(update={"id": QuestionId("T0WORKSPACE:C1:4.0")})
    await one.answer(again, thread, second)
    assert thread.fetched == ["F1"]
    assert told(second.answer.receipt) == "q3.txt 1 page"
    assert "| total 42" in json.dumps(api.bodies[1])


async def test_the_request_id_is_the_same_at_each_try_and_tells_nothing_of_the_workspace(
    api: Api, desk: MakeDesk, reply: Shown
) -> None:
    api.answers(refuses(503), says("Forty-two."))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    sent = {headers["X-Client-Request-Id"] for headers in api.headers}
    assert sent == {request_id(QUESTION)} == {reply.answer.request_id}
    assert "T0WORKSPACE" not in sent.pop()
    assert request_id(QUESTION) != request_id(QUESTION.model_copy(update={"id": QuestionId("T0WORKSPACE:C1:9.0")}))


async def test_a_model_that_asks_to_wait_for_long_is_asked_again_later(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(refuses(429, headers={"Retry-After": "61"}))
    with pytest.raises(Postponed) as caught:
        await desk().answer(QUESTION, Thread(ASKED), reply)
    assert caught.value.retry_after == 61
    assert "61 seconds" in caught.value.sentence
    assert reply.statuses[-1] == phrases.WAITING_FOR_MODEL
    assert not reply.errors
    assert not reply.answers


@pytest.mark.parametrize("status", [200, 400, 401, 402, 429, 503])
async def test_no_message_no_file_no_answer_and_no_key_reaches_the_log(
    api: Api, desk: MakeDesk, reply: Shown, status: int
) -> None:
    words = ("peacock", "walrus", "marmot", "ocelot")
    # APIs quote what they refuse.
    api.answers(says("The marmot. ", "Indeed.") if status == 200 else refuses(status, "rejected: peacock walrus"))
    thread = Thread(
        turn("Look for the peacock", file("F1", "ocelot.txt"), file("F2", "ocelot.key")),
        contents={"F1": "the walrus", "F2": UNREADABLE},
    )
    with logged() as lines:
        await desk().answer(QUESTION, thread, reply)
    assert bool(reply.answers) == (status == 200)
    assert request_id(QUESTION) in lines.text
    assert not [word for word in (*words, KEY) if word in lines.text]


async def test_the_log_tells_what_was_read_and_what_the_checks_came_to(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("Revenue was 42 million euros [Q3.txt]. ", "It rains."))
    thread = Thread(turn("total?", file("F1", "Q3.txt")), contents={"F1": "Revenue was 42 million euros."})
    with logged() as lines:
        await desk().answer(QUESTION, thread, reply)
    told = {line["event"]: line for line in map(json.loads, lines)}
    assert (told["file read"]["file"], told["file read"]["pages"], told["file read"]["question"]) == ("F1", 1, QUESTION.id)
    assert {name: told["checked"][name] for name in told["checked"].keys() - {"event", "level", "timestamp"}} == {
        "question": QUESTION.id,
        "supported": 1,
        "plain": 1,
    }
    assert "million" not in lines.text
    assert "Revenue" not in lines.text


async def test_a_list_too_long_for_the_model_is_shortened_and_tried_once_more(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(refuses(400, "This model's maximum context length is 6000 tokens"), says("Forty-two."))
    long = [turn(f"message {number} " + "words " * 100) for number in range(80)]
    await desk().answer(QUESTION, Thread(*long, ASKED), reply)
    assert reply.answer.text == "Forty-two."
    assert len(json.dumps(api.bodies[1])) < len(json.dumps(api.bodies[0]))
    assert "left out" in str(reply.answer.receipt)


async def test_a_list_that_stays_too_long_is_said(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(refuses(400, "context_length_exceeded"))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert [error.sentence for error in reply.errors] == [phrases.CONTEXT_TOO_LONG]
    assert len(api.bodies) == 2


async def test_the_list_is_composed_beside_the_event_loop(desk: MakeDesk, reply: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def noted(**inputs: Any) -> Composed:
        threads.append(get_ident())
        return compose(**inputs)

    monkeypatch.setattr("bot.answering.desk.compose", noted)
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert threads
    assert get_ident() not in threads


async def test_estimates_follow_what_the_api_counts(api: Api, desk: MakeDesk) -> None:
    usage = {"prompt_tokens": 40_000, "completion_tokens": 3, "total_tokens": 40_003}
    api.answers(sse(chunk("Forty-two.", finish="stop"), event({"choices": [], "usage": usage})))
    one = desk()
    gathered = Gathered(task=Task(asker="Ada", text="total?"), turns=(ASKED,), files=(), bare=frozenset(), terms=Terms())
    material = everything((), [ASKED])
    before = one.compose(QUESTION, gathered, material).estimated_tokens
    await one.answer(QUESTION, Thread(turn("words " * 10_000), ASKED), Shown())
    assert one.compose(QUESTION, gathered, material).estimated_tokens > before


# Whether it is answered, and how


async def test_a_question_that_is_not_admitted_calls_nobody_and_is_told_to_its_asker(
    api: Api, desk: MakeDesk, rules: Rules, books: Books, reply: Shown
) -> None:
    rules.refusal = NotAdmitted("Not here.", detail="not admitted")
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert [refused.sentence for refused in reply.refusals] == ["Not here."]
    assert api.bodies == []
    assert reply.answers == reply.errors == reply.statuses == []
    assert "admit" not in [entry for entry, _ in books.entries]


async def test_the_terms_reach_the_model(api: Api, desk: MakeDesk, rules: Rules, reply: Shown) -> None:
    rules.set = Terms(instructions="Be formal.", length=Length.SHORT, language="de")
    api.answers(says("Forty-two."))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    sent = str(api.bodies[0])
    assert "| Be formal." in sent
    assert "at most three sentences" in sent
    assert "Answer in Deutsch" in sent


@pytest.mark.parametrize(("operator", "workspace", "told"), [(False, True, True), (True, False, False), (True, None, True)])
async def test_a_workspace_decides_whether_the_cost_is_told(
    api: Api, desk: MakeDesk, rules: Rules, reply: Shown, operator: bool, workspace: bool | None, told: bool
) -> None:
    rules.set = Terms(shows_cost=workspace)
    usage = {"prompt_tokens": 40, "completion_tokens": 3, "total_tokens": 43}
    meta = {"meta": {"usage": {"credits_used": 25_000, "usd_spent": 0.0125}}}
    api.answers(sse(chunk("Forty-two.", finish="stop"), event({"choices": [], "usage": usage, **meta})))
    await desk(shows_cost=operator).answer(QUESTION, Thread(ASKED), reply)
    assert ("$" in str(reply.answer.receipt)) is told


# What it costs


async def test_a_question_is_admitted_before_anything_is_read_and_charged_what_it_used(
    api: Api, desk: MakeDesk, reply: Shown, books: Books
) -> None:
    api.answers(says("Forty-two."))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert [entry for entry, _ in books.entries] == ["admit", "reserve", "pay", "settle"]
    assert books.charged == 14 + 3
    assert dict(books.entries)["reserve"] > 14 + 3


@pytest.mark.parametrize("entry", ["admit", "reserve"])
async def test_over_a_limit_the_asker_alone_is_told_and_no_call_is_made(
    desk: MakeDesk, api: Api, reply: Shown, books: Books, telemetry: Telemetry, entry: str
) -> None:
    books.refuses = entry
    this = begin_course(waited=0.0)
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert [str(refusal) for refusal in reply.refusals] == ["user_tokens_per_day"]
    assert not reply.answers
    assert not reply.errors
    assert not api.models
    assert telemetry.counts["limits_hit", "user_tokens_per_day"] == 1
    assert this.outcome == "over limit"


async def test_over_a_limit_not_even_the_thread_is_read(desk: MakeDesk, reply: Shown, books: Books) -> None:
    books.refuses = "admit"
    thread = Thread(ASKED)
    thread.error = SlackRefused("Not read.", code="not_in_channel")
    await desk().answer(QUESTION, thread, reply)
    assert reply.refusals
    assert not reply.statuses


async def test_an_answer_that_cost_nothing_is_charged_nothing(desk: MakeDesk, reply: Shown, books: Books) -> None:
    await desk().answer(QUESTION, Thread(turn("help")), reply)
    assert books.charged == 0


async def test_a_call_that_failed_without_a_word_is_charged_nothing(desk: MakeDesk, api: Api, reply: Shown, books: Books) -> None:
    api.answers(refuses(400))
    await desk().answer(QUESTION, Thread(ASKED), reply)
    assert reply.errors
    assert books.charged == 0


async def test_a_call_that_is_stopped_before_its_first_word_is_charged_what_it_was_sent(
    desk: MakeDesk, api: Api, reply: Shown, books: Books
) -> None:
    called = asyncio.Event()

    async def silent(request: web.Request) -> web.StreamResponse:
        called.set()
        return await sse(60.0)(request)

    api.answers(silent)
    room = desk()
    answering = asyncio.create_task(room.answer(QUESTION, Thread(ASKED), reply))
    await called.wait()
    answering.cancel()
    await asyncio.wait({answering})
    sent = await room.gather(QUESTION, Thread(ASKED), reply)
    assert sent
    assert books.charged == room.compose(QUESTION, sent, everything((), sent.turns)).estimated_tokens


async def test_what_is_set_aside_for_an_abandoned_question_is_given_back(desk: MakeDesk, books: Books) -> None:
    await desk().abandon(QUESTION)
    assert books.charged == 0


async def test_a_call_that_is_stopped_before_it_is_made_is_charged_nothing(
    desk: MakeDesk, reply: Shown, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stuck(*_: object, **__: object) -> None:
        reserving.set()
        await asyncio.sleep(60)

    reserving = asyncio.Event()
    monkeypatch.setattr(books, "reserve", stuck)
    answering = asyncio.create_task(desk().answer(QUESTION, Thread(ASKED), reply))
    await reserving.wait()
    answering.cancel()
    await asyncio.wait({answering})
    assert not books.charged


# What was said elsewhere


def said(*texts: str) -> Document:
    pages = tuple(
        Page(
            anchor=Anchor(kind=AnchorKind.MESSAGE, first=number, last=number),
            markdown=text,
            link=Link(url=f"https://acme.slack.com/archives/C2/p{number}", label=f"12 Mar 14:0{number}"),
        )
        for number, text in enumerate(texts, start=1)
    )
    return Document(name="#finance since 12 Mar", kind=MESSAGES, pages=pages, total_pages=len(pages))


async def test_a_recap_is_of_what_was_said_there_with_links_behind_its_anchors(desk: MakeDesk, api: Api, reply: Shown) -> None:
    api.answers(says("Friday [m2]."))
    thread = Thread(turn(""))
    thread.elsewhere = [said("Ada: shall we?", "Bo: yes, on Friday")]
    recap = QUESTION.model_copy(update={"recap": Recap(channel=ChannelId("C2"))})
    await desk().answer(recap, thread, reply)
    sent = str(api.bodies[-1])
    assert "[m2]" in sent
    assert "| Bo: yes, on Friday" in sent
    assert "Decisions" in sent
    assert told(reply.answer.receipt) == "#finance since 12 Mar 2 messages"
    assert reply.answer.links.footnotes["m2"].label == "12 Mar 14:02"


async def test_what_may_not_be_read_stands_in_the_receipt(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("Forty-two."))
    thread = Thread(ASKED)
    thread.elsewhere = [Unread(name="linked message", reason="not for here")]
    await desk().answer(QUESTION, thread, reply)
    assert "linked message not read: not for here" in str(reply.answer.receipt)


# Shortcuts on a message


def used(shortcut: Shortcut, language: str = "") -> Question:
    pointed = Pointed(shortcut=shortcut, message=Message(ts=Ts("1.0")), language=language)
    return QUESTION.model_copy(update={"pointed": pointed, "surface": Surface.COMMAND})


def sent(api: Api) -> str:
    """All that the model was sent last."""
    return json.dumps(api.bodies[-1]["messages"], ensure_ascii=False)


async def test_a_message_is_translated_as_it_stands_and_nothing_is_said_to_be_unconfirmed(
    api: Api, desk: MakeDesk, reply: Shown
) -> None:
    api.answers(says("Wij hebben op 3 mei 5 verkocht."))
    await desk().answer(used(Shortcut.TRANSLATION, "Dutch"), Thread(turn("We sold 4 on 3 May."), turn("Translate.")), reply)
    assert reply.answer.text == "Wij hebben op 3 mei 5 verkocht."
    assert told(reply.answer.receipt) == ""
    assert reply.answer.offers == {Offer.FEEDBACK}
    assert "Translate the message above into this language: Dutch" in sent(api)
    assert "Ada: We sold 4 on 3 May." in sent(api)


async def test_a_file_is_translated_from_its_beginning_as_far_as_an_answer_goes(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("Eerste pagina [p. 1]."))
    pages = [f"Page number {number} says " + "a few words " * 100 for number in range(1, 30)]
    thread = Thread(turn("", file("F1")), turn("Translate."), contents={"F1": "\f".join(pages)})
    await desk(model_max_tokens=1_000).answer(used(Shortcut.TRANSLATION, "Dutch"), thread, reply)
    assert "Page number 1 says" in sent(api)
    assert "Page number 29 says" not in sent(api)
    assert len(api.bodies) == 1
    assert re.match(r"F1.txt \d of 29 pages", told(reply.answer.receipt))


@pytest.mark.parametrize("shortcut", [Shortcut.EXPLANATION, Shortcut.TRANSLATION])
async def test_where_no_file_can_be_read_the_reason_is_all_that_is_said_and_no_model_is_asked(
    api: Api, desk: MakeDesk, reply: Shown, shortcut: Shortcut
) -> None:
    thread = Thread(turn("", file("F1", "plan.key")), turn("Explain."), contents={"F1": UNREADABLE})
    await desk().answer(used(shortcut, "Dutch"), thread, reply)
    (error,) = reply.errors
    assert error.sentence == phrases.NO_FILE_READ.format(files="plan.key (unsupported format (Keynote))")
    assert not api.bodies


async def test_a_summary_of_a_thread_rests_on_its_messages_and_files(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("Sold: 5 [m1]. In the file: 42 [p. 1]."))
    link = Link(url="https://acme.slack.com/archives/C1/p1", label="12 Mar")
    said = replace(turn("we sold 5", file("F1")), link=link)
    await desk().answer(used(Shortcut.SUMMARY), Thread(said, turn("Summarise."), contents={"F1": "It was 42."}), reply)
    assert reply.answer.links.footnotes["m1"].url == link.url
    assert told(reply.answer.receipt) == "this thread 1 message · F1.txt 1 page"
    assert Offer.ACTIONS in reply.answer.offers
