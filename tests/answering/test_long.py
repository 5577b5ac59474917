"""Long material through the whole desk: what is sent of it, what is said of it, and what can be tapped below."""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from aiohttp import web

from bot.answering.material import ONE_PASS_TOKENS
from bot.answering.sought import sought
from bot.answering.writing import MOST_REPAIRED
from bot.language import (
    Anchor,
    AnchorKind,
    Answer,
    Citation,
    Document,
    FollowUp,
    FootnoteError,
    Link,
    Offer,
    Page,
    PartialTable,
    Question,
    QuestionId,
    Ts,
    Turn,
    marks,
    phrases,
)
from bot.model.tokens import estimate
from tests.answering.conftest import (
    QUESTION,
    Books,
    Kept,
    MakeDesk,
    Memory,
    Notes,
    OneLineReader,
    Shown,
    Thread,
    file,
    told,
    turn,
)
from tests.model.api import DONE, Api, chunk, event, refuses, says, sse
from tests.model.conftest import MODELS

LOREM = "The committee met and spoke about many things without coming to an end of them. "
FACT = "The late fee is 4,711 EUR."
ASKED = turn("What is the late fee?", file("F1", "q3.txt", permalink="https://acme.slack.com/files/U1/F1"))
SUMMARY = turn("", file("F1", "q3.txt"))


def long(pages: int, *, at: int | None = None, fact: str = FACT) -> str:
    """A text of so many pages, each of some 400 tokens, that holds the fact on one of them."""
    return "\f".join(f"Page {n} begins. {LOREM * 18} {fact if n == at else ''}" for n in range(1, pages + 1))


def wordy(seed: str) -> str:
    """Many words that do not repeat themselves."""
    return " ".join(sha256(f"{seed}{n}".encode()).hexdigest()[: 3 + n % 5] for n in range(60))


def sent(body: dict[str, Any]) -> str:
    return "\n".join(str(message["content"]) for message in body["messages"])


def is_map(body: dict[str, Any]) -> bool:
    return "List the facts" in sent(body)


def pages_sent(bodies: Sequence[dict[str, Any]]) -> set[int]:
    """The pages whose text was in these requests; a fact of a page is not its text."""
    return {int(number) for body in bodies for number in re.findall(rf"\| Page (\d+) begins\. {LOREM[:20]}", sent(body))}


def answering(final: str | Callable[[str], str], *, facts: Callable[[str], str] | None = None, costs: float = 1.0) -> Any:
    """An API that notes down the first sentence of each page of a part, and says `final` where an answer is wanted.

    It counts `costs` times as many tokens as we estimate.
    """

    def noted(text: str) -> str:
        found = re.findall(r"\[(p\. \d+)\]\n\| (Page \d+ begins)", text)
        return "\n".join(f"- {words} [{anchor}]" for anchor, words in found) or "NOTHING"

    async def handler(request: web.Request) -> web.StreamResponse:
        text = sent(await request.json())
        if "List the facts" in text or "lists of facts" in text:
            said = (facts or noted)(text)
        else:
            said = final if isinstance(final, str) else final(text)
        usage = {"prompt_tokens": int(costs * estimate(text)), "completion_tokens": estimate(said), "total_tokens": 0}
        pieces = map(chunk, re.findall(r"\S+\s*", said))
        return await sse(*pieces, chunk(finish="stop"), event({"choices": [], "usage": usage}), DONE)(request)

    return handler


def tapped(offer: Offer, words: str = "") -> Question:
    follow_up = FollowUp(offer=offer, of=QUESTION.id, words=words)
    return QUESTION.model_copy(update={"id": QuestionId("T0WORKSPACE:C1:tap"), "follow_up": follow_up})


# What is checked


async def test_what_the_page_says_is_shown_with_a_link_to_the_file(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("The late fee is 4,711 EUR [p. 1]. ", "Done."))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert reply.answer.text == "The late fee is 4,711 EUR [p. 1]. Done."
    [citation] = reply.answer.citations
    assert (citation.anchor, citation.source, citation.quote) == ("p. 1", "q3.txt", FACT)
    assert reply.answer.links.footnotes == {"p. 1": Link(url="https://acme.slack.com/files/U1/F1", label="p. 1")}
    assert len(api.bodies) == 1


async def test_what_the_page_does_not_say_is_mended_once_or_marked(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("The late fee is 4,171 EUR [p. 1]. ", "Pay it."), says("1. The late fee is 4,711 EUR [p. 1]."))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert marks.UNVERIFIED in reply.texts[0]
    assert reply.answer.text == "The late fee is 4,711 EUR [p. 1]. Pay it."
    assert "4,171 EUR" in sent(api.bodies[1])
    assert "not confirmed" not in str(reply.answer.receipt)


@pytest.mark.parametrize("repair", ["1. The late fee is 4,117 EUR [p. 1].", "I am sorry.", ""])
async def test_a_repair_that_can_not_be_confirmed_changes_nothing(api: Api, desk: MakeDesk, reply: Shown, repair: str) -> None:
    api.answers(says("The late fee is 4,171 EUR [p. 1]."), says(repair or " "))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert marks.UNVERIFIED in reply.answer.text
    assert "4,171" in reply.answer.text
    assert "1 claim not confirmed" in str(reply.answer.receipt)


async def test_an_answer_that_is_wrong_throughout_is_not_repaired(api: Api, desk: MakeDesk, reply: Shown) -> None:
    wrong = [f"The fee {n} is {n}7,5{n:02} EUR [p. 1]. " for n in range(11, 12 + MOST_REPAIRED)]
    api.answers(says(*wrong))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert len(api.bodies) == 1
    assert reply.answer.text.count(marks.UNVERIFIED) == len(wrong)


async def test_an_address_that_stands_nowhere_is_taken_out(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("See https://evil.example/x for the late fee of 4,711 EUR [p. 1]."), says("1. No."))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert "evil.example" not in reply.answer.text


async def test_messages_of_the_thread_are_cited_and_linked(api: Api, desk: MakeDesk, reply: Shown) -> None:
    link = Link(url="https://acme.slack.com/archives/C1/p1", label="12 Mar 14:02")
    earlier = replace(turn("We agreed on 4,711 EUR for the late fee."), link=link)
    api.answers(says("You agreed on 4,711 EUR [m1]."))
    await desk().answer(QUESTION, Thread(earlier, turn("the late fee?")), reply)
    assert "[m1] Ada: We agreed" in sent(api.bodies[0])
    assert reply.answer.links.footnotes == {"m1": link}


async def test_a_mended_sentence_stands_in_its_own_place(api: Api, desk: MakeDesk, reply: Shown) -> None:
    answer = "Mind the list below - 4,171 EUR is the late fee [p. 1].\n\n- 4,171 EUR is the late fee [p. 1].\n"
    api.answers(says(answer), says("2. 4,711 EUR is the late fee [p. 1]."))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    first, second = reply.answer.text.split("\n\n")
    assert first == f"Mind the list below - 4,171 EUR is the late fee [p. 1]. {marks.UNVERIFIED}"
    assert second == "- 4,711 EUR is the late fee [p. 1]."


@pytest.mark.parametrize("repair", ["The late fee is 4,711 EUR [p. 1].", "| Late fee | 4,711 EUR [p. 1] | due |"])
async def test_a_row_of_a_table_is_mended_by_a_row_like_it_alone(api: Api, desk: MakeDesk, reply: Shown, repair: str) -> None:
    row = "| Late fee | 4,171 EUR [p. 1] |\n"
    api.answers(says(f"| What | Sum |\n|---|---|\n{row}"), says(f"1. {repair}"))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert reply.answer.text.endswith(f"| Late fee | 4,171 EUR [p. 1] {marks.UNVERIFIED} |")


async def test_what_another_model_has_mended_names_it(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("The late fee is 4,171 EUR [p. 1]."), refuses(404, "gone"), says("1. The late fee is 4,711 EUR [p. 1]."))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": FACT}), reply)
    assert reply.answer.text == "The late fee is 4,711 EUR [p. 1]."
    assert reply.answer.receipt.notes[0] == phrases.ANSWERED_BY.format(model=MODELS[1])


async def test_an_earlier_answer_bears_nothing_out(api: Api, desk: MakeDesk, reply: Shown) -> None:
    link = Link(url="https://acme.slack.com/archives/C1/p1", label="12 Mar 14:02")
    earlier = replace(turn("The late fee is 9,999 EUR.", ours=True), link=link)
    api.answers(says("The late fee is 9,999 EUR [m1]."), says(" "))
    await desk().answer(QUESTION, Thread(earlier, ASKED, contents={"F1": FACT}), reply)
    assert marks.UNVERIFIED in reply.answer.text
    assert not reply.answer.citations


# Questions about long files


@pytest.mark.parametrize("place", [1, 60, 119, 120])
async def test_a_question_is_answered_from_the_pages_that_fit_and_costs_little(
    api: Api, desk: MakeDesk, reply: Shown, place: int
) -> None:
    api.answers(answering(f"It is 4,711 EUR [p. {place}]."))
    await desk().answer(QUESTION, Thread(ASKED, contents={"F1": long(120, at=place)}), reply)
    assert len(api.bodies) == 1
    assert place in pages_sent(api.bodies)
    assert estimate(sent(api.bodies[0])) <= 15_000
    assert reply.answer.text == f"It is 4,711 EUR [p. {place}]."
    assert "of 120 pages" in told(reply.answer.receipt)


@pytest.mark.parametrize("first", ["NOT FOUND: Davon steht hier nichts.", "The document does not mention this."])
async def test_what_the_shown_pages_do_not_hold_is_looked_for_in_all_others(
    api: Api, desk: MakeDesk, reply: Shown, first: str
) -> None:
    hidden = "Whoever pays after the tenth owes us 4,711 EUR."

    def facts(text: str) -> str:
        return f"- {hidden} [p. 77]" if hidden in text else "NOTHING"

    def final(text: str) -> str:
        return "It is 4,711 EUR [p. 77]." if hidden in text else first

    api.answers(answering(final, facts=facts))
    asked = turn("What about penalties?", file("F1", "q3.txt"))
    await desk().answer(QUESTION, Thread(asked, contents={"F1": long(120, at=77, fact=hidden)}), reply)
    assert pages_sent(api.bodies) == set(range(1, 121))
    assert reply.answer.text == "It is 4,711 EUR [p. 77]."
    assert not any("NOT FOUND" in text or "does not mention" in text for text in reply.texts)
    assert told(reply.answer.receipt) == "q3.txt 120 pages"


async def test_what_stands_nowhere_is_said_to_after_everything_was_read(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(answering("NOT FOUND: Davon steht hier nichts.", facts=lambda _: "NOTHING"))
    asked = turn("Wie hoch ist der Zuschlag?", file("F1", "q3.txt"))
    await desk().answer(QUESTION, Thread(asked, contents={"F1": long(120)}), reply)
    assert reply.answer.text == "Davon steht hier nichts."
    assert pages_sent(api.bodies) == set(range(1, 121))
    assert told(reply.answer.receipt) == "q3.txt 120 pages"


# Long tables


LEDGER = file("F1", "ledger.csv", timestamp=1)
CELLS = "| row | customer | amount |\n| --- | --- | --- |\n"


def ledger(*searched_for: str) -> Document:
    """A table of 9,050 rows, of which the first 2,000 and the last 50 are there, and the one that was sought."""

    def part(first: int, last: int, *, is_found: bool = False) -> Page:
        held = "".join(f"| {n} | Customer {n} | {n},5 |\n" for n in range(first, last + 1))
        anchor = Anchor(kind=AnchorKind.ROWS, first=first, last=last)
        return Page(anchor=anchor, markdown=f"{CELLS}{held}", is_found=is_found)

    about = Page(anchor=Anchor(kind=AnchorKind.ROWS, first=1, last=1), markdown="Table: rows up to 9,050, sum 40,000,000")
    found = [part(7000, 7000, is_found=True)] if searched_for else []
    pages = (about, *(part(n, n + 49) for n in range(2, 2002, 50)), *found, part(9001, 9050))
    return Document(name="", kind="csv", pages=pages, total_pages=182, partial_table=PartialTable(rows=9050, sought=searched_for))


def rows_sent(bodies: Sequence[dict[str, Any]]) -> set[int]:
    return {int(row) for body in bodies for row in re.findall(r"\| (\d+) \| Customer", sent(body))}


async def test_what_was_found_in_a_long_table_is_shown_with_what_the_table_is(
    api: Api, desk: MakeDesk, reply: Shown, shelf: Memory
) -> None:
    asked = "Which amount has Customer 7000?"
    await shelf.put(QUESTION.thread, LEDGER, ledger(*sought(asked)), content="ledger", only_here=True)
    api.answers(answering("It is 7000,5 [rows 7000]."))
    await desk().answer(QUESTION, Thread(turn(asked, LEDGER)), reply)
    assert len(api.bodies) == 1
    assert rows_sent(api.bodies) >= {2, 51, 7000, 9001, 9050}
    assert "sum 40,000,000" in sent(api.bodies[0])
    assert estimate(sent(api.bodies[0])) <= 15_000
    assert marks.UNVERIFIED not in reply.answer.text
    assert "of 9,050 rows, chosen from what was read" in told(reply.answer.receipt)


async def test_what_no_row_was_found_for_is_not_looked_for_row_by_row(
    api: Api, desk: MakeDesk, reply: Shown, shelf: Memory
) -> None:
    await shelf.put(QUESTION.thread, LEDGER, ledger("zenith"), content="ledger", only_here=True)
    api.answers(answering("NOT FOUND: It names no Zenith."))
    await desk().answer(QUESTION, Thread(turn("Zenith?", LEDGER)), reply)
    assert reply.answer.text == "It names no Zenith."
    assert len(api.bodies) == 1


async def test_a_summary_of_a_long_table_is_one_call_that_holds_what_the_table_is(
    api: Api, desk: MakeDesk, reply: Shown, shelf: Memory
) -> None:
    await shelf.put(QUESTION.thread, LEDGER, ledger(), content="ledger")
    api.answers(answering("It sums up to 40,000,000 [rows 1]."))
    await desk().answer(QUESTION, Thread(turn("", LEDGER)), reply)
    assert len(api.bodies) == 1
    assert not is_map(api.bodies[0])
    assert rows_sent(api.bodies) == {*range(2, 52), *range(9001, 9051)}
    assert told(reply.answer.receipt) == "ledger.csv 101 of 9,050 rows, chosen from what was read"
    assert Offer.REST not in reply.answer.offers


async def test_beside_a_long_report_a_long_table_is_read_by_what_it_is(
    api: Api, desk: MakeDesk, reply: Shown, shelf: Memory
) -> None:
    await shelf.put(QUESTION.thread, LEDGER, ledger(), content="ledger")
    api.answers(answering("Page 1 begins [F2.txt, p. 1]."))
    await desk().answer(QUESTION, Thread(turn("", LEDGER, file("F2")), contents={"F2": long(120)}), reply)
    maps = [body for body in api.bodies if is_map(body)]
    assert pages_sent(maps) == set(range(1, 121))
    assert rows_sent(maps) == {*range(2, 52), *range(9001, 9051)}


@pytest.mark.parametrize(
    ("offer", "expected"),
    [(Offer.TABLE, ["late", "fee"]), (Offer.AGAIN, ["late", "fee"]), (Offer.SHORTER, []), (Offer.TRANSLATED, [])],
)
async def test_what_is_tapped_is_searched_for_in_the_askers_words_and_another_form_not_at_all(
    api: Api, desk: MakeDesk, reply: Shown, reader: OneLineReader, kept: Kept, offer: Offer, expected: list[str]
) -> None:
    kept.put(QUESTION, Answer(text="Zenith pays 4,711 EUR [p. 1]."))
    api.answers(says("4,711 EUR [p. 1]."))
    await desk().answer(tapped(offer, "German"), Thread(ASKED, contents={"F1": FACT}), reply)
    assert reader.sought == expected


# Summaries


async def test_a_summary_of_a_long_file_has_read_every_page_and_says_which_part_it_reads(
    api: Api, desk: MakeDesk, reply: Shown
) -> None:
    api.answers(answering("Page 1 begins [p. 1]. Page 120 begins [p. 120]."))
    await desk().answer(QUESTION, Thread(SUMMARY, contents={"F1": long(120)}), reply)
    assert pages_sent([body for body in api.bodies if is_map(body)]) == set(range(1, 121))
    assert reply.parts
    assert reply.parts[0][:2] == ("q3.txt", 1)
    assert told(reply.answer.receipt) == "q3.txt 120 pages"
    assert marks.UNVERIFIED not in reply.answer.text
    assert reply.answer.offers >= {Offer.SHORTER, Offer.TRANSLATED, Offer.SOURCES, Offer.FEEDBACK}
    assert Offer.REST not in reply.answer.offers


@pytest.mark.parametrize("costs", [0.7, 1.0, 1.4])
async def test_a_second_summary_reads_nothing_again_whatever_tokens_turn_out_to_cost(
    api: Api, desk: MakeDesk, costs: float
) -> None:
    api.answers(answering("Page 1 begins [p. 1].", costs=costs))
    room, thread = desk(), Thread(SUMMARY, contents={"F1": long(120)})
    await room.answer(QUESTION, thread, Shown())
    before = len(api.bodies)
    again = QUESTION.model_copy(update={"id": QuestionId("T0WORKSPACE:C1:9.0")})
    await room.answer(again, thread, Shown())
    assert not any(is_map(body) for body in api.bodies[before:])
    assert len(api.bodies) == before + 1


async def test_the_prompts_of_a_summary_cost_little_more_than_the_file(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(answering("Page 1 begins [p. 1]."))
    text = long(100)
    await desk().answer(QUESTION, Thread(SUMMARY, contents={"F1": text}), reply)
    assert sum(estimate(sent(body)) for body in api.bodies) <= 1.35 * estimate(text)


async def test_what_a_budget_leaves_unread_is_named_and_read_when_asked_for(
    api: Api, desk: MakeDesk, reply: Shown, kept: Kept
) -> None:
    api.answers(answering("Page 1 begins [p. 1]."))
    thread = Thread(SUMMARY, contents={"F1": long(120)})
    room = desk(question_tokens=35_000)
    await room.answer(QUESTION, thread, reply)
    first = pages_sent(api.bodies)
    assert first < set(range(1, 121))
    assert f"q3.txt {len(first)} of 120 pages" in str(reply.answer.receipt)
    assert f"p. {max(first) + 1}-120 not read: {phrases.OUT_OF_BUDGET}" in str(reply.answer.receipt)
    assert Offer.REST in reply.answer.offers
    before = len(api.bodies)
    further = Shown()
    await room.answer(tapped(Offer.REST), thread, further)
    assert not first & pages_sent(api.bodies[before:])
    assert len(pages_sent(api.bodies)) > len(first)


async def test_who_read_the_parts_is_named_where_it_is_not_the_first_choice(api: Api, desk: MakeDesk, reply: Shown) -> None:
    usual = answering("Page 1 begins [p. 1].")

    async def handler(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return await (refuses(404, "gone") if is_map(body) and body["model"] == MODELS[0] else usual)(request)

    api.answers(handler)
    room, thread = desk(), Thread(SUMMARY, contents={"F1": long(120)})
    await room.answer(QUESTION, thread, reply)
    assert phrases.READ_BY.format(model=MODELS[1]) in reply.answer.receipt.notes
    # What it noted down is its own at the next question too.
    again = Shown()
    api.answers(usual)
    await room.answer(QUESTION.model_copy(update={"id": QuestionId("T0WORKSPACE:C1:9.0")}), thread, again)
    assert phrases.READ_BY.format(model=MODELS[1]) in again.answer.receipt.notes


async def test_why_a_reading_ended_early_is_said_though_every_page_was_read(api: Api, desk: MakeDesk, reply: Shown) -> None:
    usual = answering(
        "Page 1 begins [p. 1].",
        facts=lambda text: (
            "\n".join(
                f"- {words} {wordy(words)} [{anchor}]"
                for anchor, words in re.findall(r"\[(p\. \d+)\]\n\| (Page \d+ begins)", text)
            )
            or "NOTHING"
        ),
    )

    async def handler(request: web.Request) -> web.StreamResponse:
        is_merge = "You are given facts" in sent(await request.json())
        return await (refuses(402, "credits") if is_merge else usual)(request)

    api.answers(handler)
    await desk().answer(QUESTION, Thread(SUMMARY, contents={"F1": long(120)}), reply)
    assert phrases.READING_STOPPED.format(reason=phrases.CREDITS_ENDED) in reply.answer.receipt.notes
    assert "q3.txt 120 pages" in told(reply.answer.receipt)


async def test_a_long_reading_that_is_stopped_can_be_gone_on_with(
    api: Api, desk: MakeDesk, reply: Shown, kept: Kept, notes: Notes
) -> None:
    stuck = asyncio.Event()

    def final(text: str) -> str:
        return "Page 1 begins [p. 1]."

    async def handler(request: web.Request) -> web.StreamResponse:
        if len(api.bodies) > 2:
            stuck.set()
            await asyncio.sleep(60)
        return await answering(final)(request)

    api.answers(handler)
    room, thread = desk(at_once=1), Thread(SUMMARY, contents={"F1": long(120)})
    answering_it = asyncio.create_task(room.answer(QUESTION, thread, reply))
    await stuck.wait()
    answering_it.cancel()
    await asyncio.wait({answering_it})
    assert await room.abandon(QUESTION) == {Offer.REST}
    assert not await room.abandon(QUESTION)
    before, noted = len(api.bodies), len(notes.kept)
    api.answers(answering(final))
    further = Shown()
    await room.answer(tapped(Offer.REST), thread, further)
    assert noted == 2
    assert pages_sent(api.bodies[before:]) == set(range(1, 121)) - pages_sent(api.bodies[:2])
    assert told(further.answer.receipt) == "q3.txt 120 pages"


async def test_a_short_question_that_is_stopped_offers_nothing(desk: MakeDesk) -> None:
    assert not await desk().abandon(QUESTION)


async def test_a_long_thread_is_summarised_to_its_last_message(api: Api, desk: MakeDesk, reply: Shown) -> None:
    def message(number: int) -> Turn:
        link = Link(url=f"https://acme.slack.com/p{number}", label="12 Mar 14:02")
        return replace(turn(f"Message {number} says. {LOREM * 2}"), ts=Ts(f"{number}.0"), link=link)

    def facts(text: str) -> str:
        return "\n".join(
            f"- {words} [{anchor}]" for anchor, words in re.findall(r"\[(m\d+)\]\n\| .*?(Message \d+ says)", text)[:5]
        )

    api.answers(answering("Message 1 says [m1].", facts=facts))
    await desk().answer(QUESTION, Thread(*map(message, range(1, 1_001)), turn("@Footnote")), reply)
    seen = {int(number) for body in api.bodies if is_map(body) for number in re.findall(r"Message (\d+) says", sent(body))}
    assert seen == set(range(1, 1_001))
    assert told(reply.answer.receipt) == f"{phrases.THIS_THREAD} 1,000 messages"
    assert reply.answer.links.footnotes["m1"].url == "https://acme.slack.com/p1"


# What is tapped


@pytest.fixture
def thread(kept: Kept) -> Thread:
    """A thread with an answer that can be tapped."""
    answer = Answer(text="The late fee is 4,711 EUR [p. 1].", citations=(Citation(anchor="p. 1", source="q3.txt"),))
    kept.put(QUESTION, answer)
    return Thread(turn("summarise it", file("F1", "q3.txt")), contents={"F1": f"{FACT} It is due on 10 March."})


@pytest.mark.parametrize(("offer", "words"), [(Offer.SHORTER, ""), (Offer.TRANSLATED, "German")])
async def test_another_form_of_an_answer_is_made_of_it_alone_and_checked_against_the_file(
    api: Api, desk: MakeDesk, reply: Shown, thread: Thread, offer: Offer, words: str
) -> None:
    api.answers(says("Gebühr: 4,711 EUR [p. 1]."))
    await desk().answer(tapped(offer, words), thread, reply)
    prompt = sent(api.bodies[0])
    assert "The late fee is 4,711 EUR [p. 1]." in prompt
    assert "10 March" not in prompt
    assert words in prompt
    assert reply.answer.text == "Gebühr: 4,711 EUR [p. 1]."
    assert reply.answer.receipt.notes[0] == phrases.FROM_MY_ANSWER


@pytest.mark.parametrize("offer", [Offer.LONGER, Offer.ACTIONS, Offer.TABLE, Offer.AGAIN])
async def test_others_are_made_of_the_material(api: Api, desk: MakeDesk, reply: Shown, thread: Thread, offer: Offer) -> None:
    api.answers(says("It is due on 10 March [p. 1]."))
    await desk().answer(tapped(offer), thread, reply)
    assert "10 March" in sent(api.bodies[0])
    assert ("The late fee is 4,711 EUR [p. 1]." in sent(api.bodies[0])) is (offer is not Offer.AGAIN)
    assert told(reply.answer.receipt) == "q3.txt 1 page"


@pytest.mark.parametrize("offer", [Offer.SHORTER, Offer.TRANSLATED, Offer.LONGER, Offer.ACTIONS, Offer.TABLE])
async def test_the_earlier_answer_confirms_none_of_its_own_mistakes(
    api: Api, desk: MakeDesk, reply: Shown, thread: Thread, kept: Kept, offer: Offer
) -> None:
    kept.put(QUESTION, Answer(text=f"The late fee is 9,999 EUR [p. 1]. {marks.UNVERIFIED}"))
    api.answers(says("The late fee is 9,999 EUR [p. 1]."), says(" "))
    await desk().answer(tapped(offer, "German"), thread, reply)
    assert reply.answer.text == f"The late fee is 9,999 EUR [p. 1]. {marks.UNVERIFIED}"
    assert "1 claim not confirmed" in str(reply.answer.receipt)


async def test_words_of_an_earlier_answer_ask_for_no_comparison(api: Api, desk: MakeDesk, reply: Shown, kept: Kept) -> None:
    kept.put(QUESTION, Answer(text="Compared to last year the fee rose [a.txt, p. 1]."))
    shared = turn("", file("F1", "a.txt"), file("F2", "b.txt"))
    api.answers(says("The late fee is 4,711 EUR [a.txt, p. 1]."))
    contents: dict[str, str | FootnoteError] = {"F1": FACT, "F2": "All else stays."}
    await desk().answer(tapped(Offer.LONGER), Thread(shared, contents=contents), reply)
    assert "All else stays." in sent(api.bodies[0])
    assert "removed [" not in sent(api.bodies[0])


async def test_an_answer_that_is_no_longer_kept_is_said_to_be_gone(api: Api, desk: MakeDesk, reply: Shown) -> None:
    await desk().answer(tapped(Offer.SHORTER), Thread(SUMMARY, contents={"F1": FACT}), reply)
    assert [error.sentence for error in reply.errors] == [phrases.ANSWER_NOT_KEPT]
    assert not api.bodies


async def test_a_further_question_needs_no_kept_answer(api: Api, desk: MakeDesk, reply: Shown) -> None:
    api.answers(says("4,711 EUR [p. 1]."))
    await desk().answer(tapped(Offer.ASK), Thread(ASKED, contents={"F1": FACT}), reply)
    assert reply.answer.text == "4,711 EUR [p. 1]."


async def test_where_answers_are_not_kept_nothing_is_offered(api: Api, desk: MakeDesk, reply: Shown, kept: Kept) -> None:
    kept.keeps = False
    api.answers(says("4,711 EUR [p. 1]."))
    await desk().answer(QUESTION, Thread(SUMMARY, contents={"F1": FACT}), reply)
    assert not reply.answer.offers


# Two versions


async def test_two_versions_are_compared_by_code_and_both_places_stand_behind_a_change(
    api: Api, desk: MakeDesk, reply: Shown
) -> None:
    asked = turn("What changed?", file("F1", "v1.txt"), file("F2", "v2.txt"))
    api.answers(says("The late fee rose from 4,711 EUR to 5,000 EUR [v1.txt, p. 1] [v2.txt, p. 1]."))
    contents: dict[str, str | FootnoteError] = {
        "F1": f"Title. {FACT} All else stays.",
        "F2": "Title. The late fee is 5,000 EUR. All else stays.",
    }
    await desk().answer(QUESTION, Thread(asked, contents=contents), reply)
    prompt = sent(api.bodies[0])
    assert "- changed [v1.txt, p. 1] [v2.txt, p. 1]: The late fee is 4,711 EUR. → The late fee is 5,000 EUR." in prompt
    assert "All else stays" not in prompt
    assert marks.UNVERIFIED not in reply.answer.text
    assert [citation.anchor for citation in reply.answer.citations] == ["v1.txt, p. 1", "v2.txt, p. 1"]
    assert told(reply.answer.receipt) == "v1.txt 1 page · v2.txt 1 page"


async def test_several_long_files_are_read_part_by_part_and_each_claim_names_its_file(
    api: Api, desk: MakeDesk, reply: Shown, books: Books
) -> None:
    assert estimate(long(70)) > ONE_PASS_TOKENS
    api.answers(answering("Page 1 begins [a.txt, p. 1]. Page 2 begins [b.txt, p. 2]."))
    shared = turn("", file("F1", "a.txt"), file("F2", "b.txt"))
    await desk().answer(QUESTION, Thread(shared, contents={"F1": long(70), "F2": long(70)}), reply)
    assert [citation.anchor for citation in reply.answer.citations] == ["a.txt, p. 1", "b.txt, p. 2"]
    assert told(reply.answer.receipt) == "a.txt 70 pages · b.txt 70 pages"
    assert books.charged
    assert books.charged >= sum(estimate(sent(body)) for body in api.bodies)
    assert json.dumps(api.bodies[-1]).count("[a.txt, p. ") > 5
