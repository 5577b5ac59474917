"""Shortcuts as Slack's payloads over HTTP, with the rooms below on a real Redis: what each asks, and what is odd."""

import json
from typing import Any

import pytest

from bot.language import Opening, Question, Shortcut, StoreUnavailable, Surface, TeamId, Ts, UserId, marks, phrases
from bot.language.speech import language
from bot.listeners.asking import ASK_SHORTCUT
from bot.listeners.pointing import press_of
from bot.slack.shortcut_forms import (
    ASK_ANYTHING_FORM,
    FILES,
    MESSAGE_FORM,
    PLACE,
    QUESTION,
    PressedOn,
    ask_anything_form,
    message_form,
)
from tests.listeners.conftest import Door
from tests.listeners.test_offers import send

ROOT, REPLY = "1700000000.000100", "1700000007.000100"
FILE = {"id": "F1", "name": "q3.pdf", "mimetype": "application/pdf", "url_private": "https://files.slack.com/F1"}


def used(
    door: Door, callback: str, *, text: str = "We ship on *Monday*.", user: str = "U1", channel: str = "C1", **more: Any
) -> dict[str, Any]:
    """A shortcut that somebody chose in the menu of a reply."""
    message = {"type": "message", "user": "UBOB", "ts": REPLY, "thread_ts": ROOT, "text": text, **more.pop("message", {})}
    return {
        "type": "message_action",
        "callback_id": callback,
        "trigger_id": "13.37.abc",
        "action_ts": "1700000009.000200",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": user, "name": "ann", "team_id": "T1"},
        "channel": {"id": channel, "name": "general"},
        "message_ts": REPLY,
        "message": message,
        "response_url": f"{door.rooms.slack.url}/respond/7",
        **more,
    }


def everywhere(**more: Any) -> dict[str, Any]:
    return {
        "type": "shortcut",
        "callback_id": ASK_SHORTCUT,
        "trigger_id": "13.38.abc",
        "action_ts": "1700000009.000200",
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": "U1", "username": "ann", "team_id": "T1"},
        **more,
    }


async def said(door: Door) -> list[str]:
    """What was said at addresses, once all errands are done."""
    await door.rooms.errands.aclose()
    return [body["text"] for _, body in door.rooms.slack.responses]


# A shortcut as a question


@pytest.mark.parametrize("shortcut", [Shortcut.SUMMARY, Shortcut.ACTIONS, Shortcut.EXPLANATION])
async def test_a_shortcut_is_a_private_question_about_the_message_as_slack_sent_it(slack_door: Door, shortcut: Shortcut) -> None:
    body = used(slack_door, shortcut, message={"files": [FILE]})
    for _ in range(2):
        await send(slack_door, body)
    (question,) = await slack_door.rooms.questions()
    assert question.id == "T1:C1:13.37.abc"
    assert (question.thread.channel, question.thread.ts) == ("C1", ROOT)
    assert (question.asker, question.surface, question.is_private) == ("U1", Surface.COMMAND, True)
    assert question.message.ts == "1700000009.000200"
    assert question.message.text == phrases.SHORTCUT_ASKS[shortcut]
    assert question.pointed
    assert (question.pointed.shortcut, question.pointed.message.ts) == (shortcut, REPLY)
    assert question.pointed.message.text == "We ship on *Monday*."
    assert [file.label for file in question.pointed.message.files] == ["q3.pdf"]
    assert question.response_url.endswith("/respond/7")
    assert await said(slack_door) == [phrases.ON_IT]
    assert slack_door.telemetry.counts["shortcuts", shortcut] == 2
    assert await slack_door.rooms.context.with_words_of(TeamId("T1"), UserId("U1")) == [question.thread]


async def test_what_one_person_alone_is_shown_waits_for_nobody_in_that_thread(slack_door: Door) -> None:
    await send(slack_door, used(slack_door, Shortcut.SUMMARY))
    claim = await slack_door.rooms.claim()
    assert claim.thread == f"schedule:{claim.question.id}"


async def test_passwords_in_a_message_are_not_kept(slack_door: Door) -> None:
    await send(slack_door, used(slack_door, Shortcut.SUMMARY, text="password: sesame"))
    (question,) = await slack_door.rooms.questions()
    assert "sesame" not in question.model_dump_json()


@pytest.mark.parametrize(
    ("shortcut", "message", "sentence"),
    [
        (Shortcut.EXPLANATION, {}, phrases.NO_FILE_TO_EXPLAIN),
        (Shortcut.TRANSLATION, {"text": ""}, phrases.SHORTCUT_EMPTY),
        (Shortcut.TRANSLATION, {"subtype": "tombstone"}, phrases.SHORTCUT_EMPTY),
    ],
)
async def test_what_can_not_be_done_is_said_at_once(
    slack_door: Door, shortcut: Shortcut, message: dict[str, Any], sentence: str
) -> None:
    await send(slack_door, used(slack_door, shortcut, message=message))
    assert await said(slack_door) == [sentence]
    assert not await slack_door.rooms.questions()


@pytest.mark.parametrize(
    ("about", "is_refused"),
    [
        ({"team_id": "T9"}, True),
        ({"team_id": "T9", "enterprise_user": {"teams": ["T1", "T9"]}}, False),
        ({"team_id": "T1", "is_restricted": True}, False),
    ],
    ids=["elsewhere", "same organisation", "guest"],
)
async def test_people_of_other_organisations_are_refused_with_a_sentence(
    slack_door: Door, about: dict[str, Any], is_refused: bool
) -> None:
    slack_door.rooms.slack.opens_windows = True
    slack_door.rooms.slack.person("UKIM", "kim", **about)
    who = {"id": "UKIM", "team_id": about["team_id"]}
    await send(slack_door, used(slack_door, Shortcut.SUMMARY) | {"user": who})
    await send(slack_door, everywhere(user=who))
    assert await said(slack_door) == [phrases.NOT_FOR_OUTSIDERS if is_refused else phrases.ON_IT]
    assert len(await slack_door.rooms.questions()) == (not is_refused)
    assert bool(slack_door.rooms.slack.called("views.open")) is not is_refused


async def test_somebody_of_whom_nothing_can_be_learned_is_refused(slack_door: Door) -> None:
    await send(slack_door, used(slack_door, Shortcut.SUMMARY, user="UX") | {"user": {"id": "UX", "team_id": "T9"}})
    assert await said(slack_door) == [phrases.NOT_FOR_OUTSIDERS]


@pytest.mark.parametrize(
    "hole",
    [{"channel": {}}, {"user": {}}, {"trigger_id": ""}, {"message": {}, "message_ts": ""}, {"message": None, "message_ts": 7}],
)
async def test_a_payload_with_holes_is_acknowledged_and_asks_nothing(slack_door: Door, hole: dict[str, Any]) -> None:
    await send(slack_door, {**used(slack_door, Shortcut.SUMMARY), **hole})
    assert not await slack_door.rooms.questions()
    assert await said(slack_door) == []


def test_a_message_outside_of_threads_is_the_root_of_its_own(slack_door: Door) -> None:
    body = used(slack_door, Shortcut.SUMMARY)
    messages: list[dict[str, Any]] = [{"ts": REPLY, "text": "hi"}, {}]
    for message in messages:
        told = {**body, "message": message}
        press = press_of({**told, "action_ts": ""}, Shortcut.SUMMARY, team=TeamId("T1"), now=1_800_000_000.5)
        assert press
        assert (press.thread.ts, press.message.ts, press.at) == (REPLY, REPLY, "1800000000.500000")


async def test_where_nothing_can_be_stored_that_is_said(slack_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: object, **__: object) -> bool:
        raise StoreUnavailable(phrases.STORE_UNAVAILABLE)

    monkeypatch.setattr(slack_door.rooms.inbox, "put", away)
    monkeypatch.setattr(slack_door.rooms.pressed, "keep", away)
    await send(slack_door, used(slack_door, Shortcut.SUMMARY))
    await send(slack_door, used(slack_door, Shortcut.TRANSLATION))
    assert await said(slack_door) == [phrases.TRY_COMMAND_AGAIN] * 2
    assert (await send(slack_door, translation(choice="German")))["errors"] == {"typed": phrases.TRY_COMMAND_AGAIN}
    assert (await send(slack_door, asked("what?")))["errors"] == {QUESTION: phrases.TRY_COMMAND_AGAIN}


# A translation


def translation(*, words: str = "", choice: str = "", view: str = "V1", press: str = "13.37.abc", **more: Any) -> dict[str, Any]:
    about = PressedOn(channel="C1", root=ROOT, ts=REPLY, press=press, address=more.pop("address", ""))
    values = {
        "typed": {"typed": {"type": "plain_text_input", "value": words or None}},
        "chosen": {"chosen": {"type": "static_select", "selected_option": {"value": choice} if choice else None}},
    }
    filled = {**message_form(about), "id": view, "hash": "1.abc", "state": {"values": values}}
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "view": filled, **more}


async def test_the_form_of_a_translation_has_the_persons_own_language_chosen(slack_door: Door) -> None:
    slack = slack_door.rooms.slack
    slack.opens_windows = True
    slack.person("U1", "ann", locale="de-DE")
    await send(slack_door, used(slack_door, Shortcut.TRANSLATION))
    (call,) = slack.called("views.open")
    assert call["view"]["callback_id"] == MESSAGE_FORM
    assert call["view"]["blocks"][0]["element"]["initial_option"]["value"] == "German"
    assert (await said(slack_door), await slack_door.rooms.questions()) == ([], [])
    metadata = call["view"]["private_metadata"]
    assert "Monday" not in metadata
    sent = translation(choice="German", address=json.loads(metadata)["address"])
    for _ in range(2):
        assert await send(slack_door, sent) == {}
    (question,) = await slack_door.rooms.questions()
    assert question.id == "T1:C1:V1:1.abc"
    assert question.pointed
    assert (question.pointed.language, question.pointed.message.text) == ("German", "We ship on *Monday*.")
    assert question.thread.ts == ROOT
    assert await said(slack_door) == [language("de").texts["ON_IT"]]


async def test_what_is_typed_counts_and_no_language_is_said_beside_the_field(slack_door: Door) -> None:
    await send(slack_door, translation(choice="German", words=" simple\n English "))
    (question,) = await slack_door.rooms.questions()
    assert question.pointed
    # The message was not kept: it is read again, by its ts.
    assert (question.pointed.language, question.pointed.message.text) == ("simple English", "")
    assert question.pointed.message.ts == REPLY
    answer = await send(slack_door, translation())
    assert answer == {"response_action": "errors", "errors": {"typed": phrases.LANGUAGE_MISSING}}


async def test_a_message_is_kept_for_who_pressed_alone(slack_door: Door) -> None:
    slack_door.rooms.slack.opens_windows = True
    await send(slack_door, used(slack_door, Shortcut.TRANSLATION))
    await send(slack_door, translation(choice="German") | {"user": {"id": "UBOB", "team_id": "T1"}})
    (question,) = await slack_door.rooms.questions()
    assert question.pointed
    assert (question.asker, question.pointed.message.text) == ("UBOB", "")


async def test_a_press_that_came_too_late_is_told_to_press_again(slack_door: Door) -> None:
    # The small Slack knows no windows, and refuses.
    await send(slack_door, used(slack_door, Shortcut.TRANSLATION))
    await send(slack_door, everywhere())
    assert await said(slack_door) == [phrases.SHORTCUT_AGAIN]
    (told,) = slack_door.rooms.slack.said("U1")
    assert told["text"] == phrases.SHORTCUT_AGAIN


@pytest.mark.parametrize(
    "body",
    [
        {**translation(choice="German"), "user": {}},
        {
            **translation(choice="German"),
            "view": {"type": "modal", "callback_id": MESSAGE_FORM, "private_metadata": "{", "id": "V1", "hash": "1"},
        },
        {
            **translation(choice="German"),
            "view": {"type": "modal", "callback_id": MESSAGE_FORM, "private_metadata": "{}", "id": "V1"},
        },
    ],
)
async def test_a_form_that_is_not_ours_asks_nothing(slack_door: Door, body: dict[str, Any]) -> None:
    assert await send(slack_door, {"type": "view_submission", **body}) == {}
    assert not await slack_door.rooms.questions()


# Asking from anywhere


def asked(words: str, *, files: tuple[str, ...] = (), place: str = "", view: str = "V1", **more: Any) -> dict[str, Any]:
    values = {
        QUESTION: {QUESTION: {"type": "plain_text_input", "value": words}},
        FILES: {FILES: {"type": "checkboxes", "selected_options": [{"value": file} for file in files]}},
        PLACE: {PLACE: {"type": "conversations_select", "selected_conversation": place or None}},
    }
    filled = {**ask_anything_form([]), "id": view, "hash": "1.abc", "state": {"values": values}}
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "view": filled, **more}


async def one(door: Door) -> Question:
    (question,) = await door.rooms.questions()
    return question


async def test_the_form_offers_the_files_of_the_persons_direct_messages_and_chooses_none(slack_door: Door) -> None:
    slack = slack_door.rooms.slack
    slack.opens_windows = True
    slack.says("U1", "here", channel="D1", files=[FILE])
    slack.says("UBOB", "mine", channel="D1", files=[{**FILE, "id": "F2"}])
    slack.says("U1", "gone", channel="D1", files=[{"id": "F3", "mode": "tombstone"}])
    slack.says("U1", "elsewhere", channel="C1", files=[{**FILE, "id": "F4"}])
    await send(slack_door, everywhere())
    (call,) = slack.called("views.open")
    blocks = {block["block_id"]: block for block in call["view"]["blocks"]}
    assert call["view"]["callback_id"] == ASK_ANYTHING_FORM
    assert [(option["text"]["text"], option["value"]) for option in blocks[FILES]["element"]["options"]] == [("q3.pdf", "F1")]
    assert "initial_options" not in blocks[FILES]["element"]
    assert blocks[PLACE]["optional"]


async def test_where_the_files_can_not_be_learned_the_form_opens_without(slack_door: Door) -> None:
    slack_door.rooms.slack.opens_windows = True
    slack_door.rooms.slack.fails("conversations.open", "refuse", code="missing_scope")
    await send(slack_door, everywhere())
    (call,) = slack_door.rooms.slack.called("views.open")
    assert FILES not in str(call["view"]["blocks"])


async def test_without_a_place_it_is_asked_in_direct_messages(slack_door: Door) -> None:
    sent = asked("what is R&D's <total>? password: sesame", files=("F1",))
    for _ in range(2):
        assert await send(slack_door, sent) == {}
    question = await one(slack_door)
    assert question.id == "T1:U1:V1:1.abc"
    assert (question.surface, question.opening) == (
        Surface.DIRECT,
        Opening(files=question.opening.files if question.opening else ()),
    )
    assert question.opening
    assert question.opening.files == ("F1",)
    assert question.message.text == f"what is R&amp;D's &lt;total&gt;? password: {marks.PASSWORD_REMOVED}"


async def test_in_a_channel_of_both_it_is_asked_there(slack_door: Door) -> None:
    assert await send(slack_door, asked("total?", place="C1")) == {}
    question = await one(slack_door)
    assert (question.id, question.surface, question.thread.channel) == ("T1:C1:V1:1.abc", Surface.MENTION, "C1")
    assert question.thread.ts == Ts("V1:1.abc")


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("CDESIGN", phrases.ASK_FORM_NOT_A_MEMBER.format(place="#design")),
        ("CFINANCE", phrases.ASK_FORM_NOT_YOURS.format(place="#finance")),
        ("CBOARD", phrases.ASK_FORM_NOT_YOURS.format(place="#board")),
        ("CNOWHERE", phrases.ASK_FORM_NO_PLACE),
    ],
)
async def test_a_place_where_not_both_are_is_said_beside_the_field(slack_door: Door, place: str, sentence: str) -> None:
    slack_door.rooms.slack.channel("CDESIGN", "design", members=["U1"], bot=False)
    slack_door.rooms.slack.channel("CFINANCE", "finance", members=["UBOB"])
    answer = await send(slack_door, asked("total?", place=place))
    assert answer == {"response_action": "errors", "errors": {PLACE: sentence}}
    assert not await slack_door.rooms.questions()


async def test_where_slack_tells_nothing_of_a_place_that_is_said(slack_door: Door) -> None:
    slack_door.rooms.slack.fails("conversations.info", "ratelimited", retry_after="60")
    answer = await send(slack_door, asked("total?", place="C1"))
    assert answer["errors"] == {PLACE: phrases.ASK_FORM_UNAVAILABLE}


async def test_an_empty_question_is_said_beside_the_field(slack_door: Door) -> None:
    answer = await send(slack_door, asked("  "))
    assert answer == {"response_action": "errors", "errors": {QUESTION: phrases.QUESTION_MISSING}}


@pytest.mark.parametrize("hole", [{"user": {}}, {"view": {"type": "modal", "callback_id": ASK_ANYTHING_FORM}}])
async def test_a_question_without_a_name_is_not_asked(slack_door: Door, hole: dict[str, Any]) -> None:
    assert await send(slack_door, {**asked("total?"), **hole}) == {}
    assert not await slack_door.rooms.questions()
