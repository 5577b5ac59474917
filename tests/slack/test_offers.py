"""The buttons under an answer: which stand where, within Slack's limits, and what the answer to a tap begins with."""

from itertools import chain, combinations

import pytest

from bot.language import (
    ChannelId,
    FollowUp,
    Message,
    Offer,
    Question,
    QuestionId,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.language.speech import Language, language, languages, speaking
from bot.playground.blocks import check_blocks
from bot.slack.blocks import Body
from bot.slack.forms import forms
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.offers import MENU, OFFER, ROW, offer_blocks, tapped, with_plain_thumbs, without_heading
from bot.slack.payloads import Payload, child, children, text_of

ID = QuestionId("T1:C1:1767224888.280449")
SUMMARY = frozenset(
    {Offer.SHORTER, Offer.LONGER, Offer.ACTIONS, Offer.TABLE, Offer.TRANSLATED, Offer.ASK, Offer.AGAIN, Offer.FEEDBACK}
)

IN_SHORT = ["Shorter", "Action items", "Ask…", "[Longer, Table, Translate…, Regenerate]", "feedback_buttons"]


def labels(blocks: tuple[Payload, ...]) -> list[str]:
    """What can be pressed, from the left; the options of a menu in brackets, and thumbs by their kind."""
    found: list[str] = []
    for element in chain.from_iterable(children(block, "elements") for block in blocks):
        options = [text_of(child(option, "text"), "text") for option in children(element, "options")]
        found.append(
            f"[{', '.join(options)}]" if options else text_of(child(element, "text"), "text") or text_of(element, "type")
        )
    return found


@pytest.mark.parametrize(
    ("offers", "expected"),
    [
        (set[Offer](), []),
        ({Offer.FEEDBACK}, ["feedback_buttons"]),
        ({Offer.SOURCES, Offer.FEEDBACK}, ["Sources", "feedback_buttons"]),
        ({Offer.REST}, ["Read the rest"]),
        ({Offer.AGAIN, Offer.ASK, Offer.SOURCES}, ["Sources", "Ask…", "Regenerate"]),
        ({Offer.LONGER, *ROW[1:]}, ["Sources", "Shorter", "Action items", "Ask…", "CSV", "XLSX", "Longer"]),
        (SUMMARY, IN_SHORT),
        (
            SUMMARY | {Offer.SOURCES, Offer.REST},
            ["Read the rest", "Sources", *IN_SHORT],
        ),
    ],
)
def test_what_is_wanted_most_stands_in_the_row_and_the_rest_in_its_menu(offers: set[Offer], expected: list[str]) -> None:
    assert labels(offer_blocks(ID, offers)) == expected


def test_every_offer_has_one_place_a_word_and_one_that_is_read_out() -> None:
    assert sorted((*ROW, *MENU, Offer.FEEDBACK)) == sorted(Offer)
    assert phrases.OFFERS.keys() == phrases.OFFERS_SPOKEN.keys() == {*ROW, *MENU}
    buttons = [element for block in offer_blocks(ID, set(ROW)) for element in children(block, "elements")]
    assert all(text_of(button, "accessibility_label") for button in buttons)


def test_any_offers_keep_slacks_limits_also_under_the_longest_name() -> None:
    longest = QuestionId(f"T{'0' * 10}:C{'0' * 10}:{'1' * 13}.{'2' * 13}.{'a' * 32}")
    some = [frozenset(chosen) for size in (0, 1, 2, 5, 6, 12) for chosen in combinations(Offer, size)]
    for offers in some:
        for plain in (False, True):
            blocks = offer_blocks(longest, offers, plain=plain)
            check_blocks([dict(block) for block in blocks])
            assert len(blocks) <= 2


def test_a_button_names_its_question_and_a_menu_each_of_its_options() -> None:
    row, _ = offer_blocks(ID, SUMMARY | {Offer.REST})
    rest, *_, menu = children(row, "elements")
    assert (rest["action_id"], rest["value"], rest["style"]) == ("offer:rest", ID, "primary")
    assert menu["action_id"] == OFFER
    assert next(text_of(option, "value") for option in children(menu, "options")) == f"longer {ID}"


def test_thumbs_that_slack_does_not_take_become_plain_buttons_of_the_same_meaning() -> None:
    own = offer_blocks(ID, {Offer.FEEDBACK})
    plain = offer_blocks(ID, {Offer.FEEDBACK}, plain=True)
    assert plain == with_plain_thumbs(own)
    assert labels(plain) == ["👍 Helpful", "👎 Not helpful"]
    up, down = children(plain[0], "elements")
    assert (up["action_id"], up["value"]) == ("feedback:good", f"good {ID}")
    assert (down["action_id"], down["value"]) == ("feedback:bad", f"bad {ID}")
    assert [
        text_of(child(children(own[0], "elements")[0], half), "value") for half in ("positive_button", "negative_button")
    ] == [
        up["value"],
        down["value"],
    ]


def test_the_forms_of_a_message_give_up_thumbs_then_looks_then_all_buttons() -> None:
    answer: Payload = {"type": "markdown", "text": "**Five.**"}
    body = Body("*Five.*", blocks=(answer, *offer_blocks(ID, {Offer.SOURCES, Offer.FEEDBACK})))
    kinds = [[str(block["type"]) for block in form.blocks] for form in forms(body)]
    assert kinds == [
        ["markdown", "actions", "context_actions"],
        ["markdown", "actions", "actions"],
        ["section", "actions", "actions"],
        [],
    ]
    for form in forms(body):
        check_blocks([dict(block) for block in form.blocks])
    assert [len(form.blocks) for form in forms(Body("*Five.*"))] == [0]
    assert [len(form.blocks) for form in forms(Body("*Five.*", blocks=(answer,)))] == [1, 0]


def a_tap(offer: Offer | None, *, words: str = "", text: str = "total?", surface: Surface = Surface.MENTION) -> Question:
    return Question(
        id=QuestionId("T1:C1:5.0:6.0"),
        thread=ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("1.0")),
        message=Message(ts=Ts("2.0"), user=UserId("U1"), text=text),
        asker=UserId("U2"),
        surface=surface,
        me=UserId("UBOT"),
        follow_up=FollowUp(offer=offer, of=ID, words=words) if offer else None,
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (a_tap(None), ""),
        (a_tap(Offer.SHORTER), "_Shorter, for Anna:_\n\n"),
        (a_tap(Offer.TRANSLATED, words="German"), "_In German, for Anna:_\n\n"),
        (a_tap(Offer.AGAIN), "_Answered afresh, for Anna:_\n\n"),
        (a_tap(Offer.REST), "_With the rest read, for Anna:_\n\n"),
        (a_tap(Offer.ASK, text="and\nthe tax?"), "_A further question, for Anna:_\n> and the tax?\n\n"),
        (a_tap(Offer.SHORTER, surface=Surface.COMMAND), "_Shorter:_\n\n"),
    ],
)
def test_the_answer_to_a_tap_says_what_was_tapped_and_by_whom_and_is_read_without_it(question: Question, expected: str) -> None:
    assert tapped(question, "Anna") == expected
    asked = "> and the tax?\n\n" if expected.count("\n") > 2 else ""
    for shown in (expected, to_mrkdwn(expected) + "\n\n"):
        assert without_heading(f"{shown}_Five._").split() == f"{asked}_Five._".split()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (a_tap(Offer.SHORTER), "_Kürzer, für Anna:_\n\n"),
        (a_tap(Offer.TRANSLATED, words="French"), "_Übersetzt: Französisch, für Anna:_\n\n"),
        (a_tap(Offer.TRANSLATED, words="Plattdeutsch"), "_Übersetzt: Plattdeutsch, für Anna:_\n\n"),
        (a_tap(Offer.ASK, text="die Steuer?"), "_Eine weitere Frage, für Anna:_\n> die Steuer?\n\n"),
    ],
)
def test_it_says_so_in_the_askers_language_and_is_read_without_it_in_any_other(question: Question, expected: str) -> None:
    with speaking(language("de")):
        assert tapped(question, "Anna") == expected
    rest = "> die Steuer?\n\n" if expected.count("\n") > 2 else ""
    for one in languages():
        with speaking(one):
            assert without_heading(f"{to_mrkdwn(expected)}\n\n_Fünf._").split() == f"{rest}_Fünf._".split()


@pytest.mark.parametrize("one", languages(), ids=lambda one: one.code)
def test_buttons_keep_to_slacks_limits_in_every_language(one: Language) -> None:
    with speaking(one):
        for plain in (False, True):
            check_blocks([dict(block) for block in offer_blocks(ID, frozenset(Offer), plain=plain)])


@pytest.mark.parametrize("text", ["_Note:_ five", "Shorter, for Anna: five", "So\n_Shorter, for Anna:_ five", "_Shorter_: five"])
def test_what_only_looks_like_such_a_line_stays(text: str) -> None:
    assert without_heading(text) == text


@pytest.mark.parametrize("nasty", ["<!channel> *x*", "[a](https://evil.org)", "_`x`_ @here <@U9>", "a|b\n# c"])
def test_neither_a_name_nor_typed_words_can_do_anything_but_be_read(nasty: str) -> None:
    headings = [
        tapped(a_tap(Offer.TRANSLATED, words=nasty), "Anna"),
        tapped(a_tap(Offer.SHORTER), nasty),
        tapped(a_tap(Offer.ASK, text=f"# {nasty}"), nasty),
    ]
    for heading in headings:
        shown = to_mrkdwn(heading)
        assert "evil.org" not in shown
        assert "<" not in shown.replace("&lt;", "")
        assert "@here" not in shown
        assert "*c*" not in shown


def test_a_long_question_is_shown_by_its_beginning() -> None:
    assert len(tapped(a_tap(Offer.ASK, text="word " * 500), "Anna")) < 400
