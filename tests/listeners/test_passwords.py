"""The button under a locked file, its form, and the question that comes of it."""

import json
from urllib.parse import urlencode

from bot.language import FileId, QuestionId, Surface, Ts
from bot.listeners.passwords import form_for, question_of
from bot.slack.passwords import PASSWORD_FORM, form
from bot.slack.payloads import Payload
from tests.listeners.conftest import FORM, IDENTITY, Door

ABOUT = {"file": "F1", "name": "contract.docx", "asked": "1.0"}


def press(**more: object) -> Payload:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1"},
        "message": {"ts": "2.0", "thread_ts": "0.5"},
        "actions": [{"action_id": "enter_password:F1", "value": json.dumps(ABOUT)}],
        **more,
    }


def submission(**more: object) -> Payload:
    view = form(file="F1", name="contract.docx", asked="1.0", channel="C1", thread_ts="0.5")
    filled = {**view, "id": "V1", "hash": "1.abc", "state": {"values": {"password": {"typed": {"value": "sesame"}}}}}
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": filled, **more}


def test_a_press_opens_the_form_of_that_file_in_that_thread() -> None:
    view = form_for(press())
    assert view
    assert view["callback_id"] == PASSWORD_FORM
    assert json.loads(str(view["private_metadata"])) == {"file": "F1", "asked": "1.0", "channel": "C1", "thread_ts": "0.5"}


def test_a_press_without_what_names_the_file_opens_nothing() -> None:
    assert form_for(press(actions=[{"value": "x"}])) is None
    assert form_for(press(actions=[])) is None
    assert form_for(press(channel={})) is None


def test_what_was_typed_is_the_question_once_more() -> None:
    question = question_of(submission(), IDENTITY.user)
    assert question
    assert question.id == QuestionId("T1:C1:V1:1.abc")
    assert question.thread.key == "T1:C1:0.5"
    assert question.message.ts == Ts("1.0")
    assert question.surface is Surface.MENTION
    assert question.passwords == {FileId("F1"): "sesame"}
    assert "sesame" not in repr(question)


def test_a_form_that_was_not_filled_in_is_no_question() -> None:
    assert question_of(submission(view={}), IDENTITY.user) is None
    assert question_of(submission(user={}), IDENTITY.user) is None


async def test_a_form_sent_twice_is_one_question_and_is_answered_to_slack_while_the_store_is_up(slack_door: Door) -> None:
    for _ in range(2):
        answer = await slack_door.knock(urlencode({"payload": json.dumps(submission())}), content_type=FORM)
        assert (answer.status, await answer.text()) == (200, "")
    (question,) = await slack_door.rooms.questions()
    assert question.passwords == {FileId("F1"): "sesame"}
