"""Taps under answers, as Slack's payloads over HTTP, with the rooms below on a real Redis: what each asks, and what is odd."""

import json
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from bot.language import (
    Answer,
    ChannelId,
    Citation,
    FileId,
    KeptAnswer,
    Link,
    Message,
    Offer,
    Outside,
    Question,
    QuestionId,
    Recap,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    WorkspaceSettings,
    marks,
    phrases,
)
from bot.listeners.taps import question_of, sent_of, tap_of
from bot.memory import keys
from bot.slack.offer_forms import ASK_FORM, LANGUAGE_FORM, About, ask_form, language_form
from bot.slack.payloads import NOTHING, Payload
from bot.slack.sources import SOURCES
from tests.listeners.conftest import FORM, IDENTITY, Door
from tests.listeners.test_door import delivery

THREAD = ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("1700000000.000100"))
ASKED = QuestionId("T1:C1:1700000000.000100")
UNDER = "1700000005.000100"
PLACE = Citation(anchor="m1", source="#general", quote="We ship.", link=Link(url="https://acme.slack.com/p1", label="Ann"))
PAGE = Citation(anchor="p. 1", source="a.pdf", quote="It was 42.", file=FileId("F1"))
TABLE = "| a |\n|---|\n| 1 |"


def a_question(*, by: str = "U1", private: bool = False, **more: Any) -> Question:
    return Question(
        id=QuestionId("T1:C1:13.37.abc") if private else ASKED,
        thread=THREAD,
        message=Message(ts=THREAD.ts, user=UserId(by), text="<@UBOT> total?"),
        asker=UserId(by),
        surface=Surface.COMMAND if private else Surface.MENTION,
        me=UserId("UBOT"),
        **more,
    )


def press(offer: str, *, of: str = ASKED, user: str = "U1", channel: str = "C1", at: str = "9.1", **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": user, "team_id": "T1"},
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": UNDER, "channel_id": channel, "is_ephemeral": False},
        "message": {"ts": UNDER, "thread_ts": THREAD.ts},
        "trigger_id": "1.2.abc",
        "response_url": "https://hooks.slack.com/actions/secret",
        "actions": [{"type": "button", "action_id": f"offer:{offer}", "value": of, "action_ts": at}],
        **more,
    }


def chosen(offer: str, **more: Any) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": offer}, "value": f"{offer} {ASKED}"}
    return press("", **more) | {
        "actions": [{"type": "overflow", "action_id": "offer", "selected_option": option, "action_ts": "9.1"}]
    }


def unseen(body: dict[str, Any], address: str) -> dict[str, Any]:
    """The same press under a message that one person alone sees."""
    container = {**body["container"], "is_ephemeral": True}
    return {**{name: value for name, value in body.items() if name != "message"}, "container": container, "response_url": address}


def submission(
    offer: Offer, *, words: str = "", choice: str = "", of: str = ASKED, view: str = "V1", **more: Any
) -> dict[str, Any]:
    about = About(offer=offer, of=QuestionId(of), channel="C1", thread_ts=THREAD.ts, under=UNDER)
    form = ask_form(about) if offer is Offer.ASK else language_form(about)
    values: dict[str, Any] = {"typed": {"typed": {"type": "plain_text_input", "value": words or None}}}
    if offer is not Offer.ASK:
        option = {"value": choice} if choice else None
        values["chosen"] = {"chosen": {"type": "static_select", "selected_option": option}}
    filled = {**form, "id": view, "hash": "1.abc", "state": {"values": values}}
    return {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}, "view": filled}


async def send(door: Door, body: Payload) -> dict[str, Any]:
    """Delivers an interaction; returns what came with the acknowledgement."""
    response = await door.knock(urlencode({"payload": json.dumps(body)}), content_type=FORM)
    assert response.status == 200
    text = await response.text()
    return cast("dict[str, Any]", json.loads(text)) if text else {}


async def keep(door: Door, question: Question | None = None, *citations: Citation, text: str = "**42**") -> None:
    assert await door.rooms.answers.keep(question or a_question(), Answer(text=text, citations=citations))


# A tap as a question


@pytest.mark.parametrize("body", [press("shorter"), chosen("shorter")], ids=["button", "menu"])
async def test_a_tap_is_a_question_in_the_thread_about_what_was_asked_there(slack_door: Door, body: dict[str, Any]) -> None:
    await keep(slack_door, a_question(by="UBOB", recap=Recap(channel=ChannelId("C1"))))
    await send(slack_door, body)
    (question,) = await slack_door.rooms.questions()
    assert question.id == f"T1:C1:{UNDER}:9.1"
    assert (question.thread, question.message.text, question.message.user) == (THREAD, "<@UBOT> total?", "UBOB")
    assert (question.asker, question.surface, question.me) == ("U1", Surface.MENTION, "UBOT")
    assert question.recap == Recap(channel=ChannelId("C1"))
    assert question.follow_up
    assert (question.follow_up.offer, question.follow_up.of, question.follow_up.words) == (Offer.SHORTER, ASKED, "")
    assert question.asked_after == UNDER
    assert question.asked_at > UNDER
    assert question.response_url == ""
    assert await slack_door.rooms.context.with_words_of(THREAD.team, UserId("U1")) == [THREAD]


@pytest.mark.parametrize("offer", [Offer.SHORTER, Offer.LONGER, Offer.ACTIONS, Offer.TABLE, Offer.AGAIN, Offer.REST])
async def test_each_of_these_offers_asks_at_once(slack_door: Door, offer: Offer) -> None:
    await keep(slack_door)
    await send(slack_door, press(offer))
    (question,) = await slack_door.rooms.questions()
    assert question.follow_up
    assert question.follow_up.offer is offer
    assert slack_door.telemetry.counts["taps", offer] == 1


async def test_pressed_twice_in_a_row_it_is_asked_once_and_later_once_more(slack_door: Door) -> None:
    await keep(slack_door)
    for at in ("9.1", "9.2"):
        await send(slack_door, press("shorter", at=at))
    assert len(await slack_door.rooms.questions()) == 1
    await slack_door.rooms.redis.delete(keys.tap(ASKED, "shorter", UserId("U1")))
    await send(slack_door, press("shorter", at="30.1"))
    await send(slack_door, press("shorter", user="UBOB", at="30.2"))
    await send(slack_door, press("longer", at="30.3"))
    assert len(await slack_door.rooms.questions()) == 3


async def test_a_press_that_is_delivered_again_is_the_same_question(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("shorter"))
    await slack_door.rooms.redis.delete(keys.tap(ASKED, "shorter", UserId("U1")))
    await send(slack_door, press("shorter"))
    assert len(await slack_door.rooms.questions()) == 1


async def test_somebody_of_another_organisation_asks_under_their_own_name_where_they_may(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("shorter", user="UKIM") | {"user": {"id": "UKIM", "team_id": "T9"}})
    assert not await slack_door.rooms.questions()
    everybody = WorkspaceSettings(outside=Outside.EVERYBODY)
    await slack_door.rooms.preferences.set_workspace(TeamId("T1"), everybody, form="V1:a")
    await send(slack_door, press("shorter", user="UKIM") | {"user": {"id": "UKIM", "team_id": "T9"}})
    (question,) = await slack_door.rooms.questions()
    assert (question.asker, question.thread.team) == ("UKIM", "T1")


async def test_an_old_stop_does_not_end_what_was_tapped_since(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("shorter"))
    stop = delivery(type="message", channel="C1", user="U1", ts="1700000001.000100", thread_ts=THREAD.ts, text="<@UBOT> stop")
    await slack_door.knock(stop)
    assert len(await slack_door.rooms.questions()) == 1


# Taps that come to nothing


async def test_where_the_answer_is_no_longer_kept_the_way_out_is_said(slack_door: Door) -> None:
    for offer in ("shorter", "sources", "csv", "ask"):
        await send(slack_door, press(offer))
    assert await slack_door.rooms.told() == [f"to U1: {phrases.NO_LONGER_KEPT}"] * 4
    assert not await slack_door.rooms.questions()


@pytest.mark.parametrize(
    "body",
    [
        press("shorter", of="T1:C2:1.0"),
        press("shorter", of="T2:C1:1.0"),
        press("shorter", channel="C2"),
        press("shorter", of=""),
        press("dance"),
        press("shorter", actions=[{"action_id": "offer:shorter", "action_ts": "9.1"}]),
        press("shorter", user=""),
        press("shorter", at=""),
        press("shorter", team={}),
    ],
)
async def test_a_payload_of_another_channel_or_with_holes_does_nothing(slack_door: Door, body: dict[str, Any]) -> None:
    await keep(slack_door)
    await send(slack_door, body)
    assert await slack_door.rooms.told() == []
    assert not await slack_door.rooms.questions()


async def test_a_private_answer_is_its_askers_alone(slack_door: Door) -> None:
    private = a_question(private=True)
    await keep(slack_door, private)
    address = f"{slack_door.rooms.slack.url}/respond/9"
    await send(slack_door, unseen(press("shorter", of=private.id), address))
    (question,) = await slack_door.rooms.questions()
    assert (question.is_private, question.response_url, question.asker) == (True, address, "U1")
    await send(slack_door, unseen(press("shorter", of=private.id, user="UBOB"), address))
    await send(slack_door, press("shorter", of=private.id, user="UBOB"))
    assert not await slack_door.rooms.questions()
    assert await slack_door.rooms.told() == [f"to UBOB: {phrases.NOT_YOUR_ANSWER}"]
    assert [body["text"] for _, body in slack_door.rooms.slack.responses] == [phrases.NOT_YOUR_ANSWER]


async def test_the_part_of_a_private_answer_in_direct_messages_has_working_buttons_too(slack_door: Door) -> None:
    private = a_question(private=True)
    await keep(slack_door, private)
    await send(slack_door, press("shorter", of=private.id, channel="D1"))
    (question,) = await slack_door.rooms.questions()
    assert (question.thread, question.response_url) == (THREAD, "")


async def test_in_direct_messages_the_answer_of_a_channel_is_nobodys(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("shorter", channel="D1"))
    assert not await slack_door.rooms.questions()
    assert await slack_door.rooms.told() == [f"to U1: {phrases.NOT_YOUR_ANSWER}"]


# Forms


@pytest.mark.parametrize(("offer", "form"), [("translated", LANGUAGE_FORM), ("ask", ASK_FORM)])
async def test_a_form_is_opened_within_its_trigger(slack_door: Door, offer: str, form: str) -> None:
    await keep(slack_door)
    await send(slack_door, press(offer))
    (call,) = slack_door.rooms.slack.called("views.open")
    view = call["view"]
    assert (call["trigger_id"], view["callback_id"]) == ("1.2.abc", form)
    assert json.loads(view["private_metadata"])["of"] == ASKED
    # The small Slack knows no windows, and refuses.
    assert await slack_door.rooms.told() == [f"to U1: {phrases.PRESS_AGAIN}"]
    assert not await slack_door.rooms.questions()


async def test_a_language_can_be_chosen_or_typed_and_what_is_typed_counts(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, submission(Offer.TRANSLATED, choice="German", view="V1"))
    await send(slack_door, submission(Offer.TRANSLATED, choice="German", words=" simple\n English ", view="V2"))
    first, second = await slack_door.rooms.questions()
    assert first.id == "T1:C1:V1:1.abc"
    assert [question.follow_up and question.follow_up.words for question in (first, second)] == ["German", "simple English"]
    assert first.message.text == "<@UBOT> total?"


async def test_no_language_is_said_beside_the_field(slack_door: Door) -> None:
    await keep(slack_door)
    answer = await send(slack_door, submission(Offer.TRANSLATED))
    assert answer == {"response_action": "errors", "errors": {"typed": phrases.LANGUAGE_MISSING}}
    answer = await send(slack_door, submission(Offer.ASK, words="  "))
    assert answer["errors"] == {"typed": phrases.QUESTION_MISSING}
    assert not await slack_door.rooms.questions()


async def test_a_further_question_is_asked_in_the_persons_own_words_after_all_that_stands_there(slack_door: Door) -> None:
    await keep(slack_door, a_question(by="UBOB", recap=Recap(channel=ChannelId("C1"))))
    sent = submission(Offer.ASK, words="and the tax? password: sesame")
    assert await send(slack_door, sent) == {}
    assert await send(slack_door, sent) == {}
    (question,) = await slack_door.rooms.questions()
    assert (question.message.user, question.asker, question.recap) == ("U1", "U1", None)
    assert question.message.text == f"and the tax? password: {marks.PASSWORD_REMOVED}"
    assert question.message.ts > UNDER
    assert question.follow_up
    assert (question.follow_up.offer, question.follow_up.words) == (Offer.ASK, "")


async def test_an_answer_that_went_while_the_form_was_open_is_said_in_the_form(slack_door: Door) -> None:
    answer = await send(slack_door, submission(Offer.ASK, words="and?"))
    assert answer["errors"] == {"typed": phrases.NO_LONGER_KEPT}


@pytest.mark.parametrize(
    "body",
    [
        submission(Offer.ASK, words="x", of="T2:C1:1.0"),
        {**submission(Offer.ASK, words="x"), "user": NOTHING},
        {**submission(Offer.ASK, words="x"), "team": NOTHING},
        {**submission(Offer.ASK), "view": {"type": "modal", "callback_id": ASK_FORM, "private_metadata": "{", "id": "V1"}},
        {**submission(Offer.ASK), "view": {"type": "modal", "callback_id": ASK_FORM, "private_metadata": '{"offer": "dance"}'}},
    ],
)
async def test_a_form_that_is_not_ours_asks_nothing(slack_door: Door, body: dict[str, Any]) -> None:
    await keep(slack_door)
    assert await send(slack_door, body) == {}
    assert not await slack_door.rooms.questions()


def test_a_clock_behind_slacks_puts_a_further_question_below_the_answer_all_the_same() -> None:
    tap = sent_of(submission(Offer.ASK, words="x"))
    assert tap
    kept = KeptAnswer(question=a_question(), text="42")
    assert question_of(tap, kept, IDENTITY.user, words="x", now=1.0).message.ts == "1700000005.000101"
    assert question_of(tap, kept, IDENTITY.user, words="x", now=1_800_000_000.5).message.ts == "1800000000.500000"


def test_a_tap_on_a_recap_asks_in_the_thread_that_it_begins_also_before_that_is_noted() -> None:
    slot = a_question().model_copy(update={"surface": Surface.SCHEDULE, "thread": THREAD.model_copy(update={"ts": "1.0"})})
    tap = tap_of(press("shorter"))
    assert tap
    asked = question_of(tap, KeptAnswer(question=slot, text="42"), IDENTITY.user, now=1.0)
    assert (asked.thread, asked.surface, asked.is_scheduled) == (tap.thread, Surface.THREAD, False)


def test_the_thread_of_a_tap_is_found_in_whatever_slack_tells_of_the_message() -> None:
    body = press("shorter")
    threads = [
        tap.thread_ts
        for told in (
            body,
            {**body, "message": {"ts": UNDER}},
            {**body, "message": {}, "container": {**body["container"], "thread_ts": "7.0"}},
        )
        if (tap := tap_of(told))
    ]
    assert threads == [THREAD.ts, UNDER, "7.0"]


# What calls no model


async def test_sources_are_opened_and_where_slack_opens_nothing_the_way_out_is_said(slack_door: Door) -> None:
    await keep(slack_door, None, PLACE)
    await send(slack_door, press("sources"))
    (call,) = slack_door.rooms.slack.called("views.open")
    view = call["view"]
    assert view["callback_id"] == SOURCES
    assert "We ship." in str(view["blocks"])
    assert await slack_door.rooms.told() == [f"to U1: {phrases.PRESS_AGAIN}"]


@pytest.mark.parametrize(
    ("user", "asker", "sees"), [("UROB", "U1", False), ("UROB", "UROB", True), ("UKIM", "U1", False), ("UBOB", "U1", True)]
)
async def test_who_may_have_come_later_is_shown_no_passage_of_another_place(
    slack_door: Door, user: str, asker: str, sees: bool
) -> None:
    slack_door.rooms.slack.person("UROB", "rob", is_restricted=True)
    slack_door.rooms.slack.person("UKIM", "kim", team_id="T9")
    await keep(slack_door, a_question(by=asker), PLACE)
    await send(slack_door, press("sources", user=user))
    (call,) = slack_door.rooms.slack.called("views.open")
    assert ("We ship." in str(call["view"])) is sees


async def test_passages_of_the_threads_own_files_are_shown_to_whom_slack_tells_nothing_of(slack_door: Door) -> None:
    await keep(slack_door, None, PAGE)
    await send(slack_door, press("sources", user="UROB"))
    (call,) = slack_door.rooms.slack.called("views.open")
    assert "It was 42." in str(call["view"])


async def test_tables_are_shared_once_whoever_presses_how_often(slack_door: Door) -> None:
    await keep(slack_door, text=TABLE)
    slack_door.rooms.slack.says("U1", "total?", channel="C1")
    for user in ("U1", "U1", "UBOB"):
        await send(slack_door, press("csv", user=user))
    assert await slack_door.rooms.told() == []
    assert list(slack_door.rooms.slack.uploads.values()) == ["\ufeffa\r\n1\r\n".encode()]
    await slack_door.rooms.redis.delete(keys.tap(ASKED, "csv", UserId("")))
    await send(slack_door, press("csv"))
    assert await slack_door.rooms.told() == [f"to U1: {phrases.TABLES_ATTACHED}"]
    assert len(slack_door.rooms.slack.uploads) == 1


async def test_tables_that_slack_refuses_are_told_and_can_be_asked_for_again(slack_door: Door) -> None:
    await keep(slack_door, text=TABLE)
    slack_door.rooms.slack.fails("files.getUploadURLExternal", "refuse", code="missing_scope")
    await send(slack_door, press("xlsx"))
    assert await slack_door.rooms.told() == [f"to U1: {phrases.SLACK_LACKS_PERMISSION}"]
    await send(slack_door, press("xlsx", at="9.2"))
    await slack_door.rooms.errands.aclose()
    assert len(slack_door.rooms.slack.uploads) == 1


async def test_an_answer_without_a_table_says_so(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("csv"))
    assert await slack_door.rooms.told() == [f"to U1: {phrases.NO_TABLES}"]


async def test_a_closed_window_takes_what_was_uploaded_for_it_along(slack_door: Door) -> None:
    slack_door.rooms.slack.files["FPICTURE01"] = {"id": "FPICTURE01"}
    view = {"type": "modal", "callback_id": SOURCES, "private_metadata": '{"files": ["FPICTURE01"]}', "id": "V1"}
    closed = {"type": "view_closed", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": view, "is_cleared": False}
    await send(slack_door, closed)
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.slack.files == {}


# What is kept follows what was said


async def test_a_deleted_question_takes_its_kept_answer_along_and_an_edit_changes_it(slack_door: Door) -> None:
    await keep(slack_door)
    edited = {"ts": THREAD.ts, "user": "U1", "text": "<@UBOT> subtotal?", "edited": {"user": "U1", "ts": "1700000002.0"}}
    previous = {"ts": THREAD.ts, "user": "U1", "text": "<@UBOT> total?"}
    await slack_door.knock(
        delivery(type="message", subtype="message_changed", channel="C1", message=edited, previous_message=previous)
    )
    kept = await slack_door.rooms.answers.kept(ASKED)
    assert kept
    assert kept.question.message.text == "<@UBOT> subtotal?"
    await slack_door.knock(
        delivery(type="message", subtype="message_deleted", channel="C1", deleted_ts=THREAD.ts, previous_message=previous)
    )
    assert await slack_door.rooms.answers.kept(ASKED) is None


async def test_a_deleted_question_takes_along_what_was_tapped_below_its_answer(slack_door: Door) -> None:
    slack, rooms = slack_door.rooms.slack, slack_door.rooms
    root = slack.says("U1", "<@UBOT> total?", channel="C1")
    thread = THREAD.model_copy(update={"ts": Ts(root)})
    message = Message(ts=Ts(root), user=UserId("U1"), text="<@UBOT> total?")
    first = a_question().model_copy(update={"id": QuestionId(f"T1:C1:{root}"), "thread": thread, "message": message})
    tap = first.model_copy(update={"id": QuestionId(f"T1:C1:{UNDER}:9.1")})
    for question in (first, tap):
        await rooms.inbox.put(question)
        await rooms.inbox.end(await rooms.claim())
        await keep(slack_door, question)
        await rooms.replies.settle(question.id, 0, Ts(slack.says("UBOT", "42", thread=root, channel="C1")))
    previous = {"ts": root, "user": "U1", "text": "<@UBOT> total?"}
    await slack_door.knock(
        delivery(type="message", subtype="message_deleted", channel="C1", deleted_ts=root, previous_message=previous)
    )
    await rooms.errands.aclose()
    assert not [message for message in slack.messages.values() if message["user"] == "UBOT"]


async def test_what_was_tapped_and_still_waits_is_dropped_with_the_question_it_is_about(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("shorter"))
    previous = {"ts": THREAD.ts, "user": "U1", "text": "<@UBOT> total?"}
    await slack_door.knock(
        delivery(type="message", subtype="message_deleted", channel="C1", deleted_ts=THREAD.ts, previous_message=previous)
    )
    assert not await slack_door.rooms.questions()


async def test_what_was_tapped_and_is_being_answered_is_taken_back_with_the_question_it_is_about(slack_door: Door) -> None:
    await keep(slack_door)
    await send(slack_door, press("shorter"))
    claim = await slack_door.rooms.claim()
    previous = {"ts": THREAD.ts, "user": "U1", "text": "<@UBOT> total?"}
    await slack_door.knock(
        delivery(type="message", subtype="message_deleted", channel="C1", deleted_ts=THREAD.ts, previous_message=previous)
    )
    assert (await slack_door.rooms.inbox.holds(claim)).flag == "deleted"


async def test_a_tap_that_could_not_be_stored_counts_when_it_is_repeated(
    slack_door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(slack_door)

    async def lost(*_: object, **__: object) -> bool:
        raise StoreUnavailable(phrases.STORE_UNAVAILABLE)

    with monkeypatch.context() as broken:
        broken.setattr(slack_door.rooms.inbox, "put", lost)
        await send(slack_door, press("shorter"))
    await send(slack_door, press("shorter", at="9.2"))
    assert len(await slack_door.rooms.questions()) == 1


async def test_a_deleted_file_takes_the_answers_along_that_quote_it(slack_door: Door) -> None:
    await keep(slack_door, None, PAGE)
    message, previous = (
        {"ts": "1700000001.0", "thread_ts": THREAD.ts, "user": "U1", "files": [{"id": "F1", "mode": mode}]}
        for mode in ("tombstone", "hosted")
    )
    await slack_door.knock(
        delivery(type="message", subtype="message_changed", channel="C1", message=message, previous_message=previous)
    )
    assert await slack_door.rooms.answers.kept(ASKED) is None
