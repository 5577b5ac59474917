"""Thumbs under answers: kept at once, the newest counts, and what was wrong is asked for in a form."""

from typing import Any

import pytest

from bot.language import Fault, Feedback, Offer, marks, phrases
from bot.slack.offer_forms import FEEDBACK_FORM, About, feedback_form
from tests.listeners.conftest import Door
from tests.listeners.test_offers import ASKED, THREAD, UNDER, press, send, unseen
from tests.logs import logged

THANKED = f"to U1: {phrases.THANKS}"


def thumb(verdict: str, *, of: str = ASKED, plain: bool = False, **more: Any) -> dict[str, Any]:
    kind = (
        {"type": "button", "action_id": f"feedback:{verdict}"} if plain else {"type": "feedback_buttons", "action_id": "feedback"}
    )
    return press("", **more) | {"actions": [{**kind, "value": f"{verdict} {of}", "action_ts": "9.1"}]}


def submission(fault: str, words: str = "") -> dict[str, Any]:
    about = About(offer=Offer.FEEDBACK, of=ASKED, channel="C1", thread_ts=THREAD.ts, under=UNDER)
    option = {"value": fault} if fault else None
    values = {"chosen": {"chosen": {"selected_option": option}}, "typed": {"typed": {"value": words or None}}}
    view = {**feedback_form(about), "id": "V1", "hash": "1.abc", "state": {"values": values}}
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": view}


async def all_of(door: Door) -> list[Feedback]:
    return sorted([found async for found in door.rooms.feedback.all()], key=lambda found: found.by)


@pytest.mark.parametrize("plain", [False, True])
async def test_a_thumb_up_is_kept_and_thanked_for(slack_door: Door, plain: bool) -> None:
    await send(slack_door, thumb("good", plain=plain))
    (said,) = await all_of(slack_door)
    assert (said.of, said.by, said.helpful, said.fault, said.words) == (ASKED, "U1", True, None, "")
    assert await slack_door.rooms.told() == [THANKED]
    assert slack_door.telemetry.counts["feedback", "good"] == 1


@pytest.mark.parametrize("plain", [False, True])
async def test_a_thumb_down_counts_also_where_the_form_is_never_sent(slack_door: Door, plain: bool) -> None:
    await send(slack_door, thumb("good"))
    await send(slack_door, thumb("bad", plain=plain))
    (said,) = await all_of(slack_door)
    assert (said.helpful, said.fault) == (False, None)
    (call,) = slack_door.rooms.slack.called("views.open")
    assert call["view"]["callback_id"] == FEEDBACK_FORM
    # The small Slack opens no forms.
    assert await slack_door.rooms.told() == [THANKED, f"to U1: {phrases.PRESS_AGAIN}"]


async def test_what_was_wrong_is_kept_in_place_of_the_bare_thumb_however_often_it_is_sent(slack_door: Door) -> None:
    await send(slack_door, thumb("bad"))
    sent = submission("unsourced", "p. 3 says otherwise, password: sesame")
    assert await send(slack_door, sent) == {}
    assert await send(slack_door, sent) == {}
    (said,) = await all_of(slack_door)
    assert (said.helpful, said.fault) == (False, Fault.UNSOURCED)
    assert said.words == f"p. 3 says otherwise, password: {marks.PASSWORD_REMOVED}"
    assert slack_door.telemetry.counts["feedback_faults", "unsourced"] == 2


async def test_everybody_has_a_word_and_forgetting_takes_it(slack_door: Door) -> None:
    for user in ("U1", "UBOB"):
        await send(slack_door, thumb("good", user=user))
    assert [said.by for said in await all_of(slack_door)] == ["U1", "UBOB"]
    assert "1 rating" in (await slack_door.command("/footnote", "forget me"))["text"]
    assert [said.by for said in await all_of(slack_door)] == ["UBOB"]
    await slack_door.rooms.forgetting.thread(THREAD)
    assert await all_of(slack_door) == []


async def test_under_a_private_answer_thanks_are_said_at_its_address(slack_door: Door) -> None:
    address = f"{slack_door.rooms.slack.url}/respond/9"
    await send(slack_door, unseen(thumb("good", of="T1:C1:13.37.abc"), address))
    assert await slack_door.rooms.told() == []
    assert [body["text"] for _, body in slack_door.rooms.slack.responses] == [phrases.THANKS]


@pytest.mark.parametrize(
    "body", [thumb("good", of="T1:C2:1.0"), thumb("so-so"), thumb("good", of=""), thumb("good", user=""), submission("sideways")]
)
async def test_what_is_not_ours_is_not_kept(slack_door: Door, body: dict[str, Any]) -> None:
    await send(slack_door, body)
    assert await all_of(slack_door) == []
    assert await slack_door.rooms.told() == []


async def test_no_words_are_logged(slack_door: Door) -> None:
    with logged() as lines:
        await send(slack_door, submission("wrong", "a-secret-word"))
    assert "feedback kept" in lines.text
    assert "a-secret-word" not in lines.text
    assert [said.words for said in await all_of(slack_door)] == ["a-secret-word"]
