"""What can be had of an answer with one tap."""

import pytest

from bot.answering.offers import offers_of
from bot.answering.task import Task
from bot.language import Citation, FollowUp, Offer, Question
from tests.answering.conftest import QUESTION

SUMMARY = Task(asker="Ada", text="Summarise it.", is_summary=True)
PLAIN = Task(asker="Ada", text="total?", is_own=True)
CITED = (Citation(anchor="p. 1", source="a.pdf"),)
TABLE = "Here:\n\n| a | b |\n|---|---|\n| 1 | 2 |"
SHAPES = {Offer.SHORTER, Offer.LONGER, Offer.ACTIONS, Offer.TABLE, Offer.TRANSLATED, Offer.ASK, Offer.AGAIN}


@pytest.mark.parametrize(
    ("text", "task", "citations", "is_partial", "expected"),
    [
        ("42.", PLAIN, (), False, {Offer.FEEDBACK}),
        ("42 [p. 1].", PLAIN, CITED, False, {Offer.FEEDBACK, Offer.SOURCES}),
        ("42 [p. 1].", PLAIN, CITED, True, {Offer.FEEDBACK, Offer.SOURCES}),
        (TABLE, PLAIN, (), False, {Offer.FEEDBACK, Offer.CSV, Offer.XLSX}),
        ("a | b", PLAIN, (), False, {Offer.FEEDBACK}),
        ("Sales rose.", SUMMARY, (), False, {Offer.FEEDBACK, *SHAPES}),
        ("Sales rose.", SUMMARY, CITED, True, {Offer.FEEDBACK, *SHAPES, Offer.SOURCES, Offer.REST}),
    ],
)
def test_what_is_offered_fits_the_answer(
    text: str, task: Task, citations: tuple[Citation, ...], is_partial: bool, expected: set[Offer]
) -> None:
    assert offers_of(text, task, citations, is_partial=is_partial, of=QUESTION) == expected


@pytest.mark.parametrize("offer", [Offer.SHORTER, Offer.AGAIN])
def test_the_same_form_is_not_offered_twice_but_another_try_is(offer: Offer) -> None:
    question: Question = QUESTION.model_copy(update={"follow_up": FollowUp(offer=offer, of=QUESTION.id)})
    offers = offers_of("Sales rose.", SUMMARY, (), is_partial=False, of=question)
    assert (offer in offers) is (offer is Offer.AGAIN)
