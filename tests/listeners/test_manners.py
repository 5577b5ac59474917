"""Stop, edits, deletions, mute and first meetings, as deliveries over HTTP with the rooms below on a real Redis."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.language import (
    ChannelId,
    FileId,
    FootnoteError,
    Message,
    QuestionId,
    SlackRefused,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.memory.inbox import Hold, Idle
from bot.slack.blocks import STOP_ANSWER
from bot.slack.client import OutcomeUnknown
from bot.slack.notes import ANSWER_AGAIN
from tests.listeners.conftest import Door, Rooms
from tests.listeners.test_door import delivery
from tests.memory.build import a_document, a_file

THREAD = ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("2.0"))
QUESTION = QuestionId("T1:C1:2.0")
ASKED = {"type": "message", "channel": "C1", "user": "U1", "ts": "2.0", "text": "<@UBOT> total?"}


def reply(text: str, ts: str = "3.0", **more: object) -> str:
    return delivery(type="message", channel="C1", user="U1", ts=ts, thread_ts="2.0", text=text, **more)


def edit(text: str, /, at: str = "2.5", **before: object) -> str:
    message = {"ts": "2.0", "user": "U1", "text": text, "edited": {"user": "U1", "ts": at}}
    previous = {"ts": "2.0", "user": "U1", "text": "<@UBOT> total?", **before}
    return delivery(type="message", subtype="message_changed", channel="C1", message=message, previous_message=previous)


def file_deletion() -> str:
    message, previous = ({"ts": "2.0", "user": "U1", "files": [{"id": "F1", "mode": mode}]} for mode in ("tombstone", "hosted"))
    return delivery(type="message", subtype="message_changed", channel="C1", message=message, previous_message=previous)


def direct(text: str, ts: str, **more: object) -> str:
    return delivery(type="message", channel="D1", channel_type="im", user="U1", ts=ts, text=text, **more)


async def keep_a_document(rooms: Rooms) -> None:
    await rooms.pages.put(THREAD, a_file(), a_document("42"), content="42")


def deletion(**before: object) -> str:
    previous = {"ts": "2.0", "user": "U1", **before}
    return delivery(type="message", subtype="message_deleted", channel="C1", deleted_ts="2.0", previous_message=previous)


async def press(slack_door: Door, action: str, value: str, *, channel: str = "C1") -> int:
    body: dict[str, Any] = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": channel},
        "response_url": "http://127.0.0.1:9/response",
        "actions": [{"type": "button", "action_id": action, "value": value, "action_ts": "9.0"}],
    }
    form = urlencode({"payload": json.dumps(body)})
    return (await slack_door.knock(form, content_type="application/x-www-form-urlencoded")).status


@pytest.mark.parametrize("words", ["stop", "Stop!", "<@UBOT> stop"])
async def test_the_word_stop_in_the_thread_ends_the_answer_and_is_no_question(slack_door: Door, words: str) -> None:
    await slack_door.knock(delivery(**ASKED))
    claim = await slack_door.rooms.claim()
    await slack_door.knock(reply(words))
    assert await slack_door.rooms.inbox.holds(claim) == Hold(mine=True, flag="stopped")
    await slack_door.rooms.inbox.end(claim)
    assert not await slack_door.rooms.questions()


async def test_slacks_stop_and_our_own_button_end_the_answer(slack_door: Door) -> None:
    for press_it in (True, False):
        ts = f"{2 + press_it}.0"
        await slack_door.knock(delivery(**{**ASKED, "ts": ts}))
        claim = await slack_door.rooms.claim()
        if press_it:
            assert await press(slack_door, STOP_ANSWER, claim.question.id) == 200
        else:
            await slack_door.knock(delivery(type="agent_session_stopped", channel="C1", user="U1", thread_ts=ts))
        assert (await slack_door.rooms.inbox.holds(claim)).flag == "stopped"
        await slack_door.rooms.inbox.end(claim)


async def test_a_stop_ends_a_question_that_nobody_has_begun_and_says_so(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.knock(reply("stop"))
    await slack_door.knock(reply("stop", ts="3.5"))
    assert not await slack_door.rooms.questions()
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.notes.said == [f"to U1: {phrases.STOPPED}"]


@pytest.mark.parametrize(
    "stop",
    [
        delivery(type="app_mention", channel="C1", user="U1", ts="3.0", thread_ts="2.0", text="<@UBOT> stop"),
        delivery(type="agent_session_stopped", channel="C1", user="U1", thread_ts="2.0", event_ts="3.0"),
    ],
)
async def test_a_stop_that_is_delivered_again_spares_what_was_asked_since(slack_door: Door, stop: str) -> None:
    await slack_door.knock(delivery(**ASKED))
    claim = await slack_door.rooms.claim()
    await slack_door.knock(stop)
    assert (await slack_door.rooms.inbox.holds(claim)).flag == "stopped"
    await slack_door.rooms.inbox.end(claim)
    await slack_door.knock(reply("and the tax?", ts="4.0"))
    claim = await slack_door.rooms.claim()
    await slack_door.knock(stop)
    assert await slack_door.rooms.inbox.holds(claim)


async def test_in_a_direct_message_stop_on_its_own_ends_what_is_being_answered_there(slack_door: Door) -> None:
    await slack_door.knock(direct("total?", "2.0"))
    claim = await slack_door.rooms.claim()
    await slack_door.knock(direct("stop", "3.0"))
    assert (await slack_door.rooms.inbox.holds(claim)).flag == "stopped"


async def test_a_button_of_another_channel_stops_nothing(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    claim = await slack_door.rooms.claim()
    assert await press(slack_door, STOP_ANSWER, claim.question.id, channel="C2") == 200
    assert await press(slack_door, STOP_ANSWER, "") == 200
    assert await slack_door.rooms.inbox.holds(claim)


async def test_a_waiting_question_is_answered_as_edited(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.knock(edit("<@UBOT> subtotal?"))
    assert [question.message.text for question in await slack_door.rooms.questions()] == ["<@UBOT> subtotal?"]


async def test_an_edited_direct_message_is_still_one(slack_door: Door) -> None:
    await slack_door.knock(direct("sumarise it", "2.0"))
    changed = {"ts": "2.0", "user": "U1", "text": "summarise it", "edited": {"user": "U1", "ts": "2.5"}}
    event = {"type": "message", "subtype": "message_changed", "channel": "D1", "channel_type": "im"}
    await slack_door.knock(delivery(**event, message=changed))
    (question,) = await slack_door.rooms.questions()
    assert (question.message.text, question.surface) == ("summarise it", "direct")


@pytest.mark.parametrize("words", ["total?", "<@U2> total?", "<@UBOT> stop"])
async def test_a_question_edited_to_be_none_or_for_somebody_else_is_not_answered(slack_door: Door, words: str) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.knock(edit(words))
    assert not await slack_door.rooms.questions()
    await slack_door.knock(edit("<@UBOT> total, please?", at="2.6"))
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.notes.said == [f"again? {QUESTION}"]


async def test_of_two_edits_the_later_counts_in_whichever_order_they_come(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.knock(edit("<@UBOT> second", at="2.7"))
    await slack_door.knock(edit("<@UBOT> first", at="2.6"))
    assert [question.message.text for question in await slack_door.rooms.questions()] == ["<@UBOT> second"]


async def test_an_edit_that_overtakes_its_message_is_what_is_answered(slack_door: Door) -> None:
    await slack_door.knock(edit("<@UBOT> subtotal?"))
    await slack_door.knock(delivery(**ASKED))
    assert [question.message.text for question in await slack_door.rooms.questions()] == ["<@UBOT> subtotal?"]


async def test_an_edit_of_an_old_message_that_was_never_asked_is_no_question(slack_door: Door) -> None:
    await slack_door.knock(edit("<@UBOT> subtotal?", at="2000.0"))
    assert not await slack_door.rooms.questions()


async def test_a_mention_that_an_edit_added_is_answered_once_and_not_offered_again(slack_door: Door) -> None:
    rooms = slack_door.rooms
    edited = {"text": "<@UBOT> subtotal?", "edited": {"user": "U1", "ts": "2.5"}}
    await slack_door.knock(delivery(**{**ASKED, **edited, "type": "app_mention"}))
    claim = await rooms.claim()
    await slack_door.knock(edit("<@UBOT> subtotal?", text="subtotal?"))
    assert await rooms.inbox.holds(claim)
    await rooms.inbox.end(claim)
    await slack_door.knock(edit("<@UBOT> subtotal?", text="subtotal?"))
    await rooms.errands.aclose()
    assert not rooms.notes.said


async def test_an_answered_question_that_is_edited_is_offered_to_be_answered_again(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    assert len(await slack_door.rooms.questions()) == 1
    await slack_door.knock(edit("<@UBOT> subtotal?"))
    assert not await slack_door.rooms.questions()
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.notes.said == [f"again? {QUESTION}"]
    assert await press(slack_door, ANSWER_AGAIN, QUESTION) == 200
    assert await press(slack_door, ANSWER_AGAIN, QUESTION) == 200
    (again,) = await slack_door.rooms.questions()
    assert (again.id, again.message.text) == (QUESTION, "<@UBOT> subtotal?")
    await slack_door.knock(edit("<@UBOT> subtotal?"))
    await slack_door.rooms.errands.aclose()
    assert len(slack_door.rooms.notes.said) == 1


@pytest.mark.parametrize(
    "change",
    [
        edit("<@UBOT> total?"),  # a link was unfurled, a reply counted
        file_deletion(),
        delivery(type="message", subtype="message_changed", channel="C1", message={"ts": "2.0", "user": "UBOT", "text": "x"}),
        delivery(type="message", subtype="message_changed", channel="C1", message={"ts": "2.0", "bot_id": "B2", "text": "x"}),
    ],
)
async def test_changes_that_no_person_made_offer_nothing(slack_door: Door, change: str) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.rooms.questions()
    await slack_door.knock(change)
    await slack_door.rooms.errands.aclose()
    assert not slack_door.rooms.notes.said


async def test_a_deleted_question_is_not_answered(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.knock(deletion())
    assert not await slack_door.rooms.questions()


async def test_a_question_that_comes_after_its_deletion_is_not_answered(slack_door: Door) -> None:
    await slack_door.knock(deletion())
    await slack_door.knock(delivery(**ASKED))
    assert not await slack_door.rooms.questions()


async def test_an_offer_to_answer_again_ends_with_the_question(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    await slack_door.rooms.questions()
    await slack_door.knock(edit("<@UBOT> subtotal?"))
    await slack_door.knock(deletion())
    assert await press(slack_door, ANSWER_AGAIN, QUESTION) == 200
    assert not await slack_door.rooms.questions()


async def test_a_question_deleted_while_it_is_answered_is_flagged(slack_door: Door) -> None:
    await slack_door.knock(delivery(**ASKED))
    claim = await slack_door.rooms.claim()
    await slack_door.knock(deletion())
    assert (await slack_door.rooms.inbox.holds(claim)).flag == "deleted"


async def test_kept_context_and_kept_pages_follow_edits_and_deletions(slack_door: Door) -> None:
    rooms = slack_door.rooms
    await keep_a_document(rooms)
    assert await rooms.context.read(THREAD) is None
    await rooms.context.keep(THREAD, [Message(ts=Ts("2.0"), user=UserId("U1"), text="<@UBOT> total?")])
    await slack_door.knock(edit("<@UBOT> subtotal?", files=[{"id": "F1"}]))
    kept = await rooms.context.read(THREAD)
    assert kept is not None
    assert [message.text for message in kept] == ["<@UBOT> subtotal?"]
    assert await rooms.pages.get(THREAD, a_file()) is None
    await slack_door.knock(deletion())
    assert await rooms.context.read(THREAD) == ()


async def test_a_message_that_comes_late_does_not_undo_its_edit(slack_door: Door) -> None:
    rooms = slack_door.rooms
    assert await rooms.context.read(THREAD) is None
    await rooms.context.keep(THREAD, [Message(ts=Ts("2.0"), user=UserId("U1"), text="<@UBOT> total?")])
    await slack_door.knock(edit("<@UBOT> subtotal?"))
    await slack_door.knock(delivery(**ASKED))
    assert [message.text for message in await rooms.context.read(THREAD) or ()] == ["<@UBOT> subtotal?"]


async def test_the_kept_pages_of_a_file_go_with_the_file(slack_door: Door) -> None:
    await keep_a_document(slack_door.rooms)
    await slack_door.knock(file_deletion())
    assert await slack_door.rooms.pages.get(THREAD, a_file()) is None


OF_FILE: frozenset[FileId | None] = frozenset({FileId("F1")})
OF_TALK: frozenset[FileId | None] = frozenset({None})


@pytest.mark.parametrize(
    ("event", "left"),
    [
        (edit("<@UBOT> subtotal?"), {OF_FILE}),
        (edit("<@UBOT> total?"), {OF_FILE, OF_TALK}),
        (edit("<@UBOT> total?", files=[{"id": "F1"}]), set[frozenset[FileId | None]]()),
        (deletion(), {OF_FILE}),
        (deletion(files=[{"id": "F1"}]), set[frozenset[FileId | None]]()),
    ],
)
async def test_what_was_noted_down_goes_with_the_message_that_changes(
    slack_door: Door, event: str, left: set[frozenset[FileId | None]]
) -> None:
    digests = slack_door.rooms.digests
    for origins in (OF_FILE, OF_TALK):
        await digests.put(THREAD, origins, "key", "facts")
    await slack_door.knock(event)
    assert {origins for origins in (OF_FILE, OF_TALK) if await digests.get(THREAD, origins, "key")} == left


async def test_mute_is_confirmed_once_by_whichever_events_it_comes(slack_door: Door) -> None:
    for kind in ("message", "app_mention"):
        await slack_door.knock(delivery(type=kind, channel="C1", user="U1", ts="3.0", thread_ts="2.0", text="<@UBOT> mute"))
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.notes.said == [f"to U1: {phrases.MUTED}"]


async def test_a_muted_direct_message_thread_still_answers_a_mention(slack_door: Door) -> None:
    await slack_door.knock(direct("total?", "2.0"))
    await slack_door.rooms.questions()
    await slack_door.knock(direct("mute", "3.0", thread_ts="2.0"))
    await slack_door.knock(direct("the tax?", "4.0", thread_ts="2.0"))
    await slack_door.knock(direct("<@UBOT> the tax?", "5.0", thread_ts="2.0"))
    assert [question.message.ts for question in await slack_door.rooms.questions()] == ["5.0"]


async def test_a_muted_thread_is_left_alone_until_it_is_unmuted_or_mentions_footnote(slack_door: Door) -> None:
    rooms = slack_door.rooms
    await slack_door.knock(delivery(**ASKED))
    await rooms.questions()
    await slack_door.knock(reply("mute", ts="3.0"))
    await slack_door.knock(reply("and the tax?", ts="4.0"))
    assert not await rooms.questions()
    await slack_door.knock(reply("<@UBOT> and the tax?", ts="5.0"))
    assert [question.message.ts for question in await rooms.questions()] == ["5.0"]
    await slack_door.knock(reply("unmute", ts="6.0"))
    await slack_door.knock(reply("and the tip?", ts="7.0"))
    assert [question.message.ts for question in await rooms.questions()] == ["7.0"]
    await rooms.errands.aclose()
    assert rooms.notes.said == [f"to U1: {phrases.MUTED}", f"to U1: {phrases.UNMUTED}"]


async def test_a_first_meeting_is_a_welcome_and_only_the_first(slack_door: Door) -> None:
    for _ in range(2):
        await slack_door.knock(delivery(type="app_home_opened", tab="messages", user="U1", channel="D1"))
        await slack_door.knock(delivery(type="app_home_opened", tab="home", user="U2", channel="D2"))
        await slack_door.knock(delivery(type="member_joined_channel", user="UBOT", channel="C7"))
        await slack_door.knock(delivery(type="member_joined_channel", user="U5", channel="C8"))
    await slack_door.rooms.errands.aclose()
    assert slack_door.rooms.notes.said == ["welcome in D1", "welcome in C7"]


@pytest.mark.parametrize(
    ("error", "again"),
    [(SlackRefused(phrases.SLACK_REFUSED, code="ratelimited"), True), (OutcomeUnknown(detail="it may stand there"), False)],
)
async def test_a_welcome_that_slack_refused_is_made_at_the_next_opening(
    slack_door: Door, error: FootnoteError, again: bool
) -> None:
    notes = slack_door.rooms.notes
    opened = delivery(type="app_home_opened", tab="messages", user="U1", channel="D1")
    notes.refusal = error
    await slack_door.knock(opened)
    await slack_door.rooms.errands.aclose()
    notes.refusal = None
    await slack_door.knock(opened)
    await slack_door.rooms.errands.aclose()
    assert notes.said == (["welcome in D1"] if again else [])


async def test_nothing_is_left_in_the_inbox_of_a_thread_that_was_only_stopped(slack_door: Door) -> None:
    await slack_door.knock(reply("stop"))
    assert isinstance(await slack_door.rooms.inbox.claim("a", lease=1), Idle)
