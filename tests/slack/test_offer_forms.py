"""The forms that a tap opens: within Slack's limits, and back comes what they are about and what was filled in."""

from collections.abc import Callable

import pytest

from bot.language import Fault, Offer, QuestionId, phrases
from bot.playground.view_json import modal_of
from bot.playground.view_state import Values, state_of
from bot.slack.offer_forms import (
    MOST_LANGUAGE_CHARACTERS,
    About,
    about_of,
    ask_form,
    chosen,
    feedback_form,
    language_form,
    typed,
)
from bot.slack.payloads import Payload

ABOUT = About(
    offer=Offer.ASK, of=QuestionId("T1:C1:1.0"), channel="C1", thread_ts="1.0", under="2.0", address="https://hooks.slack.com/a"
)
FORMS: list[Callable[[About], Payload]] = [language_form, ask_form, feedback_form]


def filled(form: Payload, values: Values) -> Payload:
    """The form as Slack sends it back."""
    return {**form, "state": {"values": state_of(modal_of(dict(form)), values)}}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_one_that_slack_takes_and_carries_along_what_it_is_about(form: Callable[[About], Payload]) -> None:
    assert about_of(filled(form(ABOUT), {})) == ABOUT


def test_what_was_chosen_and_typed_comes_back() -> None:
    language = filled(language_form(ABOUT), {"chosen": {"chosen": "German"}, "typed": {"typed": " simple English "}})
    assert (chosen(language), typed(language)) == ("German", "simple English")
    nothing = filled(language_form(ABOUT), {})
    assert (chosen(nothing), typed(nothing)) == ("", "")
    reason = filled(feedback_form(ABOUT), {"chosen": {"chosen": Fault.UNSOURCED}})
    assert chosen(reason) == Fault.UNSOURCED
    assert typed(filled(ask_form(ABOUT), {"typed": {"typed": "why?"}})) == "why?"


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "{",
        "[]",
        '"x"',
        '{"offer": "dance", "of": "T1:C1:1.0"}',
        '{"offer": "ask"}',
        '{"offer": "ask", "of": "T1:C1:1.0", "channel": 5}',
    ],
)
def test_a_form_that_is_not_ours_is_about_nothing(metadata: str) -> None:
    assert about_of({"private_metadata": metadata}) is None


def test_every_reason_and_language_has_its_words() -> None:
    assert phrases.FAULTS.keys() == set(Fault)
    assert all(len(language) <= MOST_LANGUAGE_CHARACTERS for language in phrases.LANGUAGES)


def test_who_alone_sees_the_answer_is_told_that_the_next_is_for_them_alone_too() -> None:
    assert phrases.ASK_HINT_PRIVATE in str(ask_form(ABOUT))
    public = About(offer=Offer.ASK, of=ABOUT.of, channel="C1", thread_ts="1.0", under="2.0")
    assert phrases.ASK_HINT in str(ask_form(public))
