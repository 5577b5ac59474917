"""Slash commands, orders in mentions and the share button, as deliveries over HTTP."""

import json
import time
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from redis.asyncio import Redis

from bot.language import ChannelId, Message, Question, Recap, Surface, TeamId, ThreadRef, Ts, UserId, marks, phrases
from bot.listeners import commands
from bot.slack.blocks import outgoing
from bot.slack.private import SHARE_ANSWER
from tests.listeners.conftest import FORM, Door, open_door
from tests.listeners.test_door import delivery
from tests.memory.build import a_document, a_file, a_lost_redis

RECORDED = Path(__file__).parents[2].parent / "shared" / "slack" / "recorded-slash-command.json"
MESSAGE = "https://acme.slack.com/archives/C1/p1700000000000100"
ROOT = Ts("1700000000.000100")
KNOWN = "`help`, `recaps`, `usage`, `limits`, `forget`, `instructions`, `settings`, `doctor`"
THREAD = ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("2.0"))


async def one(door: Door) -> Question:
    """The one question that was asked."""
    (question,) = await door.rooms.questions()
    return question


async def test_a_question_is_stored_and_acknowledged_privately(slack_door: Door) -> None:
    assert (await slack_door.command("/ask", " what was decided in <#C2|plans>? "))["text"] == phrases.ON_IT
    question = await one(slack_door)
    assert question.id == "T1:C1:13.37.abc"
    assert question.thread == ThreadRef(team=TeamId("T1"), channel=ChannelId("C1"), ts=Ts("13.37.abc"))
    assert (question.asker, question.me, question.message.user) == ("U1", "UBOT", "U1")
    assert (question.message.text, question.recap) == ("what was decided in <#C2|plans>?", None)
    assert question.surface is Surface.COMMAND
    assert question.is_private
    assert question.response_url == f"{slack_door.rooms.slack.url}/respond/1"
    assert abs(float(question.message.ts) - time.time()) < 60


async def test_a_password_in_a_command_is_not_kept(slack_door: Door) -> None:
    await slack_door.command("/ask", "what does it say? password: hunter2")
    assert (await one(slack_door)).message.text == f"what does it say? password: {marks.PASSWORD_REMOVED}"


async def test_the_same_command_delivered_twice_is_one_question(slack_door: Door) -> None:
    for _ in range(2):
        assert (await slack_door.command("/ask", "total?"))["text"] == phrases.ON_IT
    assert (await one(slack_door)).message.text == "total?"
    await slack_door.command("/ask", "total?")
    assert not await slack_door.rooms.questions()
    await slack_door.command("/ask", "total?", trigger_id="14.38.def")
    assert await one(slack_door)


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("/ask", "", phrases.ASK_WHAT),
        ("/ask", "  \n", phrases.ASK_WHAT),
        ("/ask", "Help", phrases.HELP),
        ("/recap", "help", phrases.HELP),
        ("/recap", "https://example.org/x", phrases.LINK_ELSEWHERE),
        ("/recap", "<https://example.org/x|a page>", phrases.LINK_ELSEWHERE),
        ("/recap", "since the cows come home", phrases.NOT_A_MOMENT),
        ("/recap", "#no-such-channel", phrases.NOT_YOURS_TO_READ),
        ("/footnote", "", phrases.HELP),
        ("/footnote", "help", phrases.HELP),
        (
            "/footnote",
            "useage",
            phrases.UNKNOWN_SUBCOMMAND_NEAR.format(near="usage", known=KNOWN),
        ),
        ("/footnote", "xyzzy", phrases.UNKNOWN_SUBCOMMAND.format(known=KNOWN)),
        ("/footnote", "limits", phrases.ADMINS_ONLY),
        ("/footnote", "doctor", phrases.DOCTOR_FOR_ADMINS),
        ("/footnote", "forget", phrases.FORGET_WHAT),
        ("/footnote", "forget thread", phrases.FORGET_WHAT),
        ("/footnote", "forget me", "I keep nothing of you."),
    ],
)
async def test_what_needs_no_model_is_said_at_once_and_asks_nothing(slack_door: Door, command: str, text: str, said: str) -> None:
    assert (await slack_door.command(command, text))["text"] == outgoing(said)
    assert not await slack_door.rooms.questions()


async def test_usage_and_limits_are_said_at_once(slack_door: Door) -> None:
    assert "questions in a minute: 0 of 10" in (await slack_door.command("/footnote", "usage"))["text"]
    assert "user-per-minute" in (await slack_door.command("/footnote", "limits", user_id="UBOB"))["text"]


@pytest.mark.parametrize(
    ("text", "recap"),
    [
        ("", Recap(channel=ChannelId("C1"))),
        ("since 7d", Recap(channel=ChannelId("C1"), since="7d")),
        ("since tomorrow", Recap(channel=ChannelId("C1"), since="tomorrow")),
        ("since my last message here", Recap(channel=ChannelId("C1"), since="my last message here")),
        ("<#CBOARD|board> since yesterday", Recap(channel=ChannelId("CBOARD"), since="yesterday")),
        (f"<{MESSAGE}>", Recap(channel=ChannelId("C1"), thread_ts=ROOT)),
    ],
)
async def test_a_recap_is_a_question_about_a_place(slack_door: Door, text: str, recap: Recap) -> None:
    assert (await slack_door.command("/recap", text))["text"] == phrases.ON_IT
    question = await one(slack_door)
    assert (question.recap, question.surface, question.message.text) == (recap, Surface.COMMAND, text)


@pytest.mark.parametrize("missing", ["trigger_id", "channel_id", "user_id", "team_id"])
async def test_a_command_that_lacks_what_names_it_is_told_and_not_stored(slack_door: Door, missing: str) -> None:
    for command, text in (("/ask", "total?"), ("/recap", "")):
        assert (await slack_door.command(command, text, **{missing: ""}))["text"] == phrases.TRY_COMMAND_AGAIN
    for words in ("usage", "forget me", "limits"):
        assert (await slack_door.command("/footnote", words, **{missing: ""}))["text"]
    assert not await slack_door.rooms.questions()


async def test_while_the_store_is_down_the_acknowledgement_says_so() -> None:
    async with open_door(a_lost_redis()) as slack_door:
        for command, text in (("/ask", "total?"), ("/recap", ""), ("/footnote", "usage"), ("/footnote", "forget me")):
            assert (await slack_door.command(command, text))["text"] == phrases.TRY_COMMAND_AGAIN
        assert (await slack_door.command("/footnote", "help"))["text"] == outgoing(phrases.HELP)


async def test_while_the_store_hangs_the_acknowledgement_says_so_in_time(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "ACK_SECONDS", 0.05)
    async with open_door(redis) as slack_door:
        await redis.client_pause(300)
        assert (await slack_door.command("/ask", "total?"))["text"] == phrases.TRY_COMMAND_AGAIN


async def test_while_slack_does_not_answer_the_acknowledgement_says_so(slack_door: Door) -> None:
    for _ in range(10):
        slack_door.rooms.slack.fails("conversations.info", "ratelimited", retry_after="300")
    said = (await slack_door.command("/footnote", f"forget <{MESSAGE}>"))["text"]
    assert said == phrases.SLACK_UNAVAILABLE


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded payloads are not beside this checkout")
async def test_a_recorded_command_is_taken_as_slack_sends_it(slack_door: Door) -> None:
    recorded = cast("dict[str, dict[str, str]]", json.loads(RECORDED.read_text()))
    empty, with_words = recorded["slashCommand"], recorded["slashCommandWithArgs"]
    for payload, said in (({**empty, "command": "/ask"}, phrases.ASK_WHAT), ({**with_words, "command": "/ask"}, phrases.ON_IT)):
        response = await slack_door.knock(urlencode(payload), content_type=FORM)
        assert (response.status, (await response.json())["text"]) == (200, outgoing(said))
    question = await one(slack_door)
    assert question.message.text == with_words["text"]
    assert question.id == f"{with_words['team_id']}:{with_words['channel_id']}:{with_words['trigger_id']}"
    assert question.response_url == with_words["response_url"]


async def test_a_command_that_slack_did_not_sign_is_not_taken(slack_door: Door) -> None:
    body = urlencode({"team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/ask", "text": "x", "trigger_id": "1"})
    for secret in (None, "another"):
        assert (await slack_door.knock(body, secret=secret, content_type=FORM)).status == 401
    assert not await slack_door.rooms.questions()


def mention(text: str, *, ts: str = "3.0", **more: object) -> list[str]:
    """A mention as the two events by which it comes."""
    event = {"channel": "C1", "user": "U1", "ts": ts, "text": f"<@UBOT> {text}", "thread_ts": "2.0", **more}
    return [delivery(type=kind, **event) for kind in ("message", "app_mention")]


async def keep(door: Door) -> None:
    rooms = door.rooms
    assert await rooms.context.read(THREAD) is None
    await rooms.context.keep(THREAD, [Message(ts=Ts("2.0"), user=UserId("U1"), text="the root")])
    await rooms.pages.put(THREAD, a_file(), a_document("42"), content="42")


@pytest.mark.parametrize(
    ("text", "user", "said"),
    [
        ("usage", "U1", phrases.YOUR_USAGE),
        ("limits", "U1", phrases.ADMINS_ONLY),
        ("limits", "UBOB", "| user-per-minute | 10 |"),
        ("limits set user-per-minute 20", "UADMIN", "| user-per-minute | 20 |"),
        ("forget", "U1", "Forgotten of that thread: 2 messages and 1 file."),
        ("forget me", "U1", "Forgotten of you: 2 messages and 1 file."),
        ("forget <https://acme.slack.com/archives/CBOARD/p1700000000000100>", "U1", phrases.NOT_YOURS_TO_READ),
        ("forget <https://example.org/x>", "U1", phrases.FORGET_WHAT),
    ],
)
async def test_an_order_is_done_once_by_both_events_and_told_to_its_giver_alone(
    slack_door: Door, text: str, user: str, said: str
) -> None:
    await keep(slack_door)
    for event in mention(text, user=user):
        await slack_door.knock(event)
    (told,) = await slack_door.rooms.told()
    assert told.startswith(f"to {user}: ")
    assert said in told
    assert not await slack_door.rooms.questions()


async def test_after_forget_a_reply_needs_a_mention_again(slack_door: Door) -> None:
    rooms = slack_door.rooms
    reply = {"type": "message", "channel": "C1", "user": "U1", "thread_ts": "2.0"}
    await slack_door.knock(delivery(type="message", channel="C1", user="U1", ts="2.0", text="<@UBOT> total?"))
    claim = await rooms.claim()
    for event in mention("forget"):
        await slack_door.knock(event)
    await rooms.told()
    assert (await rooms.inbox.holds(claim)).flag == "stopped"
    await rooms.inbox.end(claim)
    await slack_door.knock(delivery(**reply, ts="4.0", text="and the tax?"))
    assert not await rooms.questions()


async def test_forget_me_also_forgets_a_file_read_for_a_question_that_began_its_thread(slack_door: Door) -> None:
    rooms = slack_door.rooms
    await slack_door.knock(delivery(type="message", channel="C1", user="U1", ts="2.0", text="<@UBOT> total?"))
    await rooms.questions()
    await rooms.pages.put(THREAD, a_file(), a_document("42"), content="42")
    assert "1 file" in (await slack_door.command("/footnote", "forget me"))["text"]
    assert await rooms.pages.get(THREAD, a_file()) is None


async def test_forget_outside_of_a_thread_asks_what(slack_door: Door) -> None:
    await slack_door.knock(delivery(type="message", channel="D1", channel_type="im", user="U1", ts="5.0", text="forget"))
    assert await slack_door.rooms.told() == [f"to U1: {phrases.FORGET_WHAT}"]


async def test_while_slack_does_not_answer_an_order_says_so(slack_door: Door) -> None:
    for _ in range(10):
        slack_door.rooms.slack.fails("conversations.info", "ratelimited", retry_after="300")
    await slack_door.knock(mention(f"forget <{MESSAGE}>")[0])
    assert await slack_door.rooms.told() == [f"to U1: {phrases.SLACK_UNAVAILABLE}"]


@pytest.mark.parametrize(
    ("text", "fields", "recap"),
    [
        ("recap", {}, Recap(channel=ChannelId("C1"), thread_ts=Ts("2.0"))),
        ("recap", {"thread_ts": None}, Recap(channel=ChannelId("C1"))),
        ("recap since 7d", {"thread_ts": None}, Recap(channel=ChannelId("C1"), since="7d")),
        ("Recap <#CBOARD|board>", {}, Recap(channel=ChannelId("CBOARD"))),
        (f"recap <{MESSAGE}>", {}, Recap(channel=ChannelId("C1"), thread_ts=ROOT)),
    ],
)
async def test_a_recap_by_mention_is_one_question(slack_door: Door, text: str, fields: dict[str, Any], recap: Recap) -> None:
    for event in mention(text, **fields):
        await slack_door.knock(event)
    question = await one(slack_door)
    assert (question.recap, question.surface) == (recap, Surface.MENTION)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("limits of liability?", {}),
        ("recap the main arguments of the PDF", {}),
        ("forget about it, what is the total?", {}),
        ("recap", {"files": [{"id": "F1", "name": "q3.pdf"}], "subtype": "file_share"}),
        ("usage", {"files": [{"id": "F1", "name": "usage.xlsx"}], "subtype": "file_share"}),
    ],
)
async def test_a_question_that_begins_like_an_order_is_asked(slack_door: Door, text: str, fields: dict[str, Any]) -> None:
    for event in mention(text, **fields):
        await slack_door.knock(event)
    assert (await one(slack_door)).recap is None
    assert not await slack_door.rooms.told()


async def test_in_a_followed_thread_a_word_without_a_mention_is_a_question(slack_door: Door) -> None:
    await slack_door.knock(delivery(type="message", channel="C1", user="U1", ts="2.0", text="<@UBOT> total?"))
    await slack_door.rooms.questions()
    await slack_door.knock(delivery(type="message", channel="C1", user="U1", ts="3.0", thread_ts="2.0", text="forget me"))
    assert (await one(slack_door)).message.text == "forget me"


def edit(text: str, *, at: str = "3.5", before: str = "total?") -> str:
    message = {"ts": "3.0", "thread_ts": "2.0", "user": "U1", "text": f"<@UBOT> {text}", "edited": {"user": "U1", "ts": at}}
    previous = {"ts": "3.0", "thread_ts": "2.0", "user": "U1", "text": f"<@UBOT> {before}"}
    return delivery(type="message", subtype="message_changed", channel="C1", message=message, previous_message=previous)


async def test_a_question_edited_into_an_order_is_not_answered_and_the_order_not_done(slack_door: Door) -> None:
    await slack_door.knock(mention("total?")[0])
    await slack_door.knock(edit("forget me"))
    assert not await slack_door.rooms.questions()
    assert not await slack_door.rooms.told()


async def test_a_question_edited_into_a_recap_is_a_recap(slack_door: Door) -> None:
    await slack_door.knock(mention("total?")[0])
    await slack_door.knock(edit("recap"))
    assert (await one(slack_door)).recap == Recap(channel=ChannelId("C1"), thread_ts=Ts("2.0"))


async def test_an_order_edited_into_a_question_is_asked(slack_door: Door) -> None:
    await slack_door.knock(mention("limits")[0])
    await slack_door.knock(edit("limits of liability?", before="limits"))
    assert (await one(slack_door)).message.text == "<@UBOT> limits of liability?"
    assert len(await slack_door.rooms.told()) == 1


async def test_an_order_edited_into_another_is_done_as_it_was_given(slack_door: Door) -> None:
    await slack_door.knock(mention("usage")[0])
    await slack_door.knock(edit("forget me", before="usage"))
    assert len(await slack_door.rooms.told()) == 1


async def answered(door: Door) -> Question:
    """A private answer that can be shared."""
    await door.command("/ask", "total?")
    question = await one(door)
    await door.rooms.outbox.keep(question, [json.dumps({"text": "It is 42.", "blocks": []})])
    return question


async def press(door: Door, value: str, *, user: str = "U1", channel: str = "C1") -> None:
    body = {
        "type": "block_actions",
        "team": {"id": "T1"},
        "user": {"id": user},
        "channel": {"id": channel},
        "response_url": f"{door.rooms.slack.url}/respond/2",
        "actions": [{"type": "button", "action_id": SHARE_ANSWER, "value": value, "action_ts": "9.0"}],
    }
    response = await door.knock(urlencode({"payload": json.dumps(body)}), content_type=FORM)
    assert response.status == 200
    await door.rooms.errands.aclose()


@pytest.mark.parametrize("channel", ["C1", "C2", "D1"])
async def test_the_asker_shares_an_answer_once_in_the_channel_where_it_was_asked(slack_door: Door, channel: str) -> None:
    question = await answered(slack_door)
    for _ in range(2):
        await press(slack_door, question.id, channel=channel)
    (said,) = slack_door.rooms.slack.ours
    assert said["channel"] == "C1"
    assert "It is 42." in said["text"]
    assert not slack_door.rooms.slack.responses


@pytest.mark.parametrize("user", ["UBOB", "UADMIN", ""])
async def test_nobody_else_shares_it_and_they_are_told_no_more_than_that_there_is_none(slack_door: Door, user: str) -> None:
    question = await answered(slack_door)
    await press(slack_door, question.id, user=user)
    await press(slack_door, "T1:C1:no-such-question", user=user)
    assert not slack_door.rooms.slack.ours
    assert {body["text"] for _, body in slack_door.rooms.slack.responses} == {phrases.NOTHING_TO_SHARE}


async def test_an_answer_of_another_workspace_is_not_shared(slack_door: Door) -> None:
    question = await answered(slack_door)
    await press(slack_door, question.id.replace("T1:", "T2:", 1))
    assert not slack_door.rooms.slack.ours
    assert not slack_door.rooms.slack.responses


async def test_a_forgotten_answer_can_not_be_shared_any_more(slack_door: Door) -> None:
    question = await answered(slack_door)
    assert "1 private answer" in (await slack_door.command("/footnote", "forget me"))["text"]
    await press(slack_door, question.id)
    assert not slack_door.rooms.slack.ours
