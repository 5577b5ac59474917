"""An answer that is streamed: what people see, how it falls back when Slack refuses, and that it is there exactly once."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Answer, FootnoteError, LeaseLost, Links, Question, Receipt, ReceiptLine, TeamId, Ts, phrases
from bot.slack.attempt import Attempt
from bot.slack.blocks import without_receipt
from bot.slack.messages import ANSWER_EVENT, parse_message
from bot.slack.pacing import Pace
from bot.slack.posts import Posts
from bot.slack.refusals import Feature, Refusals
from bot.slack.reply import SlackReply
from bot.slack.rollover import STREAM_CHARACTERS
from bot.slack.stream import Stream
from bot.slack.streamed import STREAM_SECONDS, Streamed
from bot.slack.traces import opaque
from tests.slack.conftest import TEAM, Ask, Lease, Ledger, Live, Pauses, Replies, at_once
from tests.slack.fake import BOT, FakeSlack, FaultKind

RECEIPT = Receipt(lines=(ReceiptLine(name="Q3.pdf", outcome="48 of 212 pages"),))
SENTENCE = "The total was five, as the third page says. "
NO_LINKS = Links()


@pytest.fixture
def reply(replies: Replies) -> SlackReply:
    return replies()


async def says(slack: FakeSlack, *texts: str) -> None:
    """Waits until our messages say that."""
    await slack.until(lambda: [message["text"] for message in slack.ours] == list(texts))


def texts(slack: FakeSlack) -> list[str]:
    return [without_receipt(message["text"]) for message in slack.ours]


async def eventually(holds: Callable[[], bool]) -> None:
    """Waits until that holds, which no call to Slack tells."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - nothing is there to be told by
            await asyncio.sleep(0.001)


def letters(text: str) -> str:
    return "".join(text.split())


async def grown(slack: FakeSlack, reply: SlackReply, text: str) -> None:
    """Shows a text in steps of about a thousand characters, and waits until all of it stands."""
    for end in range(1_000, len(text) + 1_000, 1_000):
        await reply.show(text[:end], links=NO_LINKS)
        shown = text[:end].strip()
        await slack.until(lambda shown=shown: letters("".join(texts(slack))) == letters(shown))


# What people see


async def test_sentences_go_out_as_they_come_and_end_with_the_receipt(
    slack: FakeSlack, reply: SlackReply, question: Question
) -> None:
    await reply.show("**One** <!here>.", links=NO_LINKS)
    await says(slack, "**One** @\u2060here.")
    [start] = slack.called("chat.startStream")
    assert (start["thread_ts"], start["recipient_user_id"], start["recipient_team_id"]) == (question.thread.ts, "U1", TEAM)
    assert parse_message(slack.ours[0]) is None
    await reply.show("**One** <!here>. Two.", links=NO_LINKS)
    await says(slack, "**One** @\u2060here. Two.")
    said = await reply.finish(Answer(text="**One** <!here>. Two. Three.", receipt=RECEIPT))
    [message] = slack.ours
    assert message["text"] == "**One** @\u2060here. Two. Three."
    assert message["streaming_state"] == "completed"
    assert "Q3.pdf 48 of 212 pages" in str(message["blocks"])
    assert message["metadata"]["event_payload"] == {"answer": opaque(question.id), "part": 0, "state": "final"}
    assert [(each.ts, each.user, each.text) for each in said] == [(message["ts"], BOT, "*One* @\u2060here. Two. Three.")]
    methods = {method for method, _ in slack.calls if method.startswith("chat.")}
    assert methods == {"chat.startStream", "chat.appendStream", "chat.stopStream"}
    assert "chunks" not in str(slack.calls)


async def test_an_answer_that_comes_at_once_is_one_post(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.finish(Answer(text="done"))
    assert [method for method, _ in slack.calls if method.startswith("chat.")] == ["chat.postMessage"]


async def test_appends_keep_the_pace_of_the_workspace(slack: FakeSlack, attempt: Attempt, live: Live) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    for other in ("a", "b"):
        await live.enter(TEAM, other)
    reply = SlackReply(
        replace(attempt, sleep=sleep),
        pace=Pace(live),
    )
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    await reply.finish(Answer(text="One."))
    assert slept == [pytest.approx(1.8)]


async def test_a_long_answer_goes_on_in_further_messages(slack: FakeSlack, reply: SlackReply) -> None:
    text = SENTENCE * 500
    await grown(slack, reply, text)
    said = await reply.finish(Answer(text=text, receipt=RECEIPT))
    assert len(slack.ours) == len(said) == 3
    assert " ".join(texts(slack)).split() == text.split()
    assert all(len(each) <= STREAM_CHARACTERS for each in texts(slack))
    assert [message["metadata"]["event_payload"]["part"] for message in slack.ours] == [0, 1, 2]
    assert [bool(message.get("blocks")) for message in slack.ours] == [False, False, True]
    assert not slack.streaming
    assert not slack.called("chat.update")


async def test_a_message_that_was_open_for_four_minutes_is_succeeded_by_another(slack: FakeSlack, attempt: Attempt) -> None:
    now = 0.0
    streamed = Streamed(Posts(attempt), lambda: Stream(attempt), clock=lambda: now, sleep=at_once)
    await streamed.write("One. Two.")
    now = STREAM_SECONDS + 1
    await streamed.write("One. Two.")
    assert len(slack.streaming) == 1
    await streamed.write("One. Two. Three.")
    await streamed.land("One. Two. Three. Four.", Receipt())
    assert texts(slack) == ["One. Two.", "Three. Four."]
    assert not slack.streaming


async def test_an_answer_that_turns_out_otherwise_is_replaced_at_once(slack: FakeSlack, reply: SlackReply) -> None:
    await grown(slack, reply, SENTENCE * 300)
    assert len(slack.ours) == 2
    await reply.show("Instead.", links=NO_LINKS)
    await says(slack, "Instead.")
    await reply.finish(Answer(text="Instead. And more.", receipt=RECEIPT))
    assert texts(slack) == ["Instead. And more."]
    assert "Q3.pdf" in slack.ours[0]["text"]
    assert len(slack.called("chat.startStream")) == 2


async def test_a_final_text_that_differs_replaces_what_was_streamed(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One. Two.", links=NO_LINKS)
    await says(slack, "One. Two.")
    said = await reply.finish(Answer(text="One. Two [unverified].", receipt=RECEIPT))
    assert texts(slack) == ["One. Two [unverified]."]
    assert [without_receipt(message.text) for message in said] == texts(slack)
    assert len(slack.called("chat.update")) == 1


async def test_a_failure_stands_in_place_of_what_was_streamed(slack: FakeSlack, reply: SlackReply) -> None:
    await grown(slack, reply, SENTENCE * 300)
    await reply.fail(FootnoteError(phrases.OUT_OF_CREDITS))
    assert texts(slack) == [phrases.OUT_OF_CREDITS]
    assert not slack.streaming


async def test_what_was_streamed_can_be_taken_back(slack: FakeSlack, reply: SlackReply) -> None:
    await grown(slack, reply, SENTENCE * 300)
    await reply.take_back()
    assert slack.ours == []


# Stop


async def test_a_stopped_answer_stays_and_says_so(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.\n```\ncode", links=NO_LINKS)
    await slack.until(lambda: bool(slack.ours))
    await reply.stopped(RECEIPT)
    assert texts(slack) == [f"One.\n```\ncode\n```\n\n{phrases.STOPPED}"]
    assert "Q3.pdf" in str(slack.ours[0]["blocks"])
    assert not slack.streaming


async def test_slacks_own_stop_button_ends_it_whatever_the_model_goes_on_to_say(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.ours[0]["streaming_state"] = "stopped"
    await reply.show("One. Two.", links=NO_LINKS)
    await slack.until(lambda: len(slack.called("chat.appendStream")) == 1)
    await asyncio.sleep(0.005)
    await reply.show("One. Two. Three.", links=NO_LINKS)
    await reply.finish(Answer(text="One. Two. Three. Four.", receipt=RECEIPT))
    [text] = texts(slack)
    assert text.endswith(phrases.STOPPED)
    assert "Four" not in text
    assert "Q3.pdf" in slack.ours[0]["text"]


# Refused


@pytest.mark.parametrize("code", ["not_allowed", "missing_scope", "unknown_method", "missing_recipient_user_id", "paid_only"])
async def test_a_workspace_that_refuses_streams_gets_a_growing_message_and_is_not_asked_again(
    slack: FakeSlack, replies: Replies, refusals: Refusals, code: str
) -> None:
    slack.fails("chat.startStream", "refuse", code=code)
    reply = replies()
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    await reply.show("One. Two.", links=NO_LINKS)
    await reply.finish(Answer(text="One. Two. Three."))
    assert texts(slack) == ["One. Two. Three."]
    assert refusals.stands(TEAM, Feature.STREAM)
    assert not refusals.stands(TeamId("T2"), Feature.STREAM)
    await replies().show("Again.", links=NO_LINKS)
    await slack.until(lambda: len(slack.called("chat.postMessage")) == 2 or "Again." in texts(slack))
    assert len(slack.called("chat.startStream")) == 1


async def test_an_archived_channel_is_not_held_against_the_workspace(
    slack: FakeSlack, reply: SlackReply, refusals: Refusals
) -> None:
    slack.fails("chat.startStream", "refuse", code="is_archived")
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    assert not refusals.stands(TEAM, Feature.STREAM)


async def test_a_busy_workspace_is_spared_for_as_long_as_it_asks(slack: FakeSlack, attempt: Attempt) -> None:
    now = 0.0
    refusals = Refusals(clock=lambda: now)
    slack.fails("chat.startStream", "ratelimited", retry_after="7")
    reply = SlackReply(replace(attempt, refusals=refusals), pace=Pace(Live(), minimum=0))
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    assert slack.called("chat.postMessage")
    assert refusals.stands(TEAM, Feature.STREAM)
    now = 8.0
    assert not refusals.stands(TEAM, Feature.STREAM)


@pytest.mark.parametrize("kind", ["not_slack", "server_error", "reset", "not_json"])
@pytest.mark.parametrize("committed", [True, False])
async def test_a_start_that_nobody_answered_for_is_one_message(
    slack: FakeSlack, reply: SlackReply, refusals: Refusals, kind: FaultKind, committed: bool
) -> None:
    slack.fails("chat.startStream", kind, committed=committed and kind != "not_slack")
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    await reply.show("One. Two.", links=NO_LINKS)
    await reply.finish(Answer(text="One. Two. Three.", receipt=RECEIPT))
    assert texts(slack) == ["One. Two. Three."]
    assert not slack.streaming
    assert len(slack.called("chat.startStream")) == 1
    assert refusals.stands(TEAM, Feature.STREAM)


async def test_a_start_that_lands_late_is_taken_away(slack: FakeSlack, reply: SlackReply, question: Question) -> None:
    slack.fails("chat.startStream", "reset")
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.says(BOT, "One.", thread=question.thread.ts, streaming_state="in_progress")
    await reply.finish(Answer(text="One. Two."))
    assert texts(slack) == ["One. Two."]


# Ended


@pytest.mark.parametrize(
    "fault",
    [
        ("refuse", "msg_too_long"),
        ("refuse", "message_not_in_streaming_state"),
        ("reset", ""),
        ("server_error", ""),
        ("not_slack", ""),
    ],
)
@pytest.mark.parametrize("committed", [True, False])
@pytest.mark.parametrize("method", ["chat.appendStream", "chat.stopStream"])
async def test_a_stream_that_ends_goes_on_in_the_same_message(
    slack: FakeSlack, reply: SlackReply, fault: tuple[FaultKind, str], committed: bool, method: str
) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.fails(method, fault[0], code=fault[1], committed=committed)
    await reply.show("One. Two.", links=NO_LINKS)
    await slack.until(lambda: "Two." in slack.ours[0]["text"])
    await reply.finish(Answer(text="One. Two. Three.", receipt=RECEIPT))
    assert texts(slack) == ["One. Two. Three."]
    assert "Q3.pdf" in str(slack.ours[0])
    assert not slack.streaming
    assert len(slack.called("chat.startStream")) == 1


async def test_a_stream_that_expired_goes_on_in_the_same_message(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.expire()
    await reply.show("One. Two.", links=NO_LINKS)
    await says(slack, "One. Two.")
    await reply.finish(Answer(text="One. Two. Three."))
    assert texts(slack) == ["One. Two. Three."]


async def test_an_append_that_slack_postpones_is_made_good(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.fails("chat.appendStream", "ratelimited", retry_after="3")
    await reply.show("One. Two.", links=NO_LINKS)
    await says(slack, "One. Two.")
    slack.fails("chat.stopStream", "ratelimited", retry_after="40")
    await reply.finish(Answer(text="One. Two. Three."))
    assert texts(slack) == ["One. Two. Three."]
    assert not slack.called("chat.update")


async def test_refused_blocks_lose_no_receipt(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.fails("chat.stopStream", "refuse", code="invalid_blocks")
    await reply.finish(Answer(text="One.", receipt=RECEIPT))
    assert texts(slack) == ["One."]
    assert "Q3.pdf" in slack.ours[0]["text"]


async def test_a_streamed_message_that_somebody_deleted_is_posted_anew(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    slack.messages.pop(slack.ours[0]["ts"])
    await reply.finish(Answer(text="One. Two."))
    assert texts(slack) == ["One. Two."]


# Exactly once


async def test_the_message_is_written_down_the_moment_it_opens(
    slack: FakeSlack, reply: SlackReply, question: Question, ledger: Ledger
) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    await eventually(lambda: bool(ledger.kept))
    assert ledger.kept == {(question.id, 0): slack.ours[0]["ts"]}


async def test_a_worker_that_dies_while_it_streams_is_succeeded_in_the_same_messages(slack: FakeSlack, replies: Replies) -> None:
    first = replies()
    await grown(slack, first, SENTENCE * 300)
    standing = [message["ts"] for message in slack.ours]
    second = replies(attempt=2)
    await second.show("Again.", links=NO_LINKS)
    await says(slack, "Again.")
    await second.finish(Answer(text="Again. And more.", receipt=RECEIPT))
    assert texts(slack) == ["Again. And more."]
    assert slack.ours[0]["ts"] == standing[0]
    assert len(slack.called("chat.startStream")) == 2


async def test_a_worker_that_dies_between_opening_and_writing_it_down_leaves_one_message(
    slack: FakeSlack, replies: Replies, ledger: Ledger
) -> None:
    ledger.fails = True
    first = replies()
    await first.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    await eventually(lambda: first._writer is not None and first._writer.done())
    with pytest.raises(ConnectionError):
        await first.show("One. Two.", links=NO_LINKS)
    ledger.fails = False
    await replies(attempt=2).finish(Answer(text="Two."))
    assert texts(slack) == ["Two."]
    assert not slack.streaming


async def test_what_is_not_this_answer_is_left_alone(slack: FakeSlack, replies: Replies, question: Question, ask: Ask) -> None:
    thread = question.thread.ts
    other: dict[str, Any] = {"event_type": ANSWER_EVENT, "event_payload": {"answer": "another", "part": 0, "state": "final"}}
    slack.says(BOT, "another answer", thread=thread, metadata=other)
    slack.says(BOT, "", thread=thread, files=[{"id": "F1"}])
    slack.says("U2", "a person's", thread=thread)
    await replies(attempt=2).finish(Answer(text="done"))
    assert texts(slack) == ["another answer", "", "done"]


async def test_a_loser_deletes_its_stream_and_goes_on_in_the_winners_message(
    slack: FakeSlack, reply: SlackReply, question: Question, ledger: Ledger
) -> None:
    winner = slack.says(BOT, "the other worker's", thread=question.thread.ts)
    ledger.kept[question.id, 0] = Ts(winner)
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    await reply.finish(Answer(text="One. Two."))
    assert [message["ts"] for message in slack.ours] == [winner]


async def test_a_worker_that_lost_its_lease_writes_nothing_more(slack: FakeSlack, reply: SlackReply, lease: Lease) -> None:
    await reply.show("One.", links=NO_LINKS)
    await says(slack, "One.")
    lease.lost = True
    calls = len(slack.calls)
    await reply.show("One. Two.", links=NO_LINKS)
    with pytest.raises(LeaseLost):
        await reply.finish(Answer(text="One. Two."))
    with pytest.raises(LeaseLost):
        await reply.stopped()
    with pytest.raises(LeaseLost):
        await reply.fail(FootnoteError("sorry"))
    assert len(slack.calls) == calls


@pytest.mark.parametrize(("standing", "left"), [("One.", []), ("Another question's.", ["Another question's."])])
async def test_a_frozen_worker_clears_away_only_its_own_stream(
    slack: FakeSlack, reply: SlackReply, question: Question, ledger: Ledger, lease: Lease, standing: str, left: list[str]
) -> None:
    winner = slack.says(BOT, "the new owner's", thread=question.thread.ts)
    ledger.kept[question.id, 0] = Ts(winner)
    slack.fails("chat.startStream", "reset")
    slack.says(BOT, standing, thread=question.thread.ts, streaming_state="in_progress")

    async def lost_meanwhile(_seconds: float) -> None:
        lease.lost = True

    assert reply._streamed
    reply._streamed._sleep = lost_meanwhile  # the moment between sending and searching
    await reply.show("One.", links=NO_LINKS)
    await slack.until(lambda: bool(slack.called("chat.startStream")))
    await asyncio.sleep(0.01)
    with pytest.raises(LeaseLost):
        await reply.finish(Answer(text="One. Two."))
    assert texts(slack) == ["the new owner's", *left]


async def test_a_start_that_is_cut_off_is_looked_for(slack: FakeSlack, client: AsyncWebClient, reply: SlackReply) -> None:
    await reply.show("One.", links=NO_LINKS)
    await slack.until(lambda: bool(slack.called("chat.startStream")))
    assert reply._writer
    reply._writer.cancel()
    await asyncio.sleep(0.02)
    await reply.finish(Answer(text="One. Two."))
    assert texts(slack) == ["One. Two."]


# Taken back, and let go of


async def test_what_was_not_the_answer_is_taken_back_at_once(slack: FakeSlack, reply: SlackReply) -> None:
    await grown(slack, reply, SENTENCE * 300)
    await reply.show("", links=Links())
    await says(slack, f"_{phrases.THINKING}_")
    await reply.finish(Answer(text="Instead.", receipt=RECEIPT))
    assert texts(slack) == ["Instead."]


async def test_what_was_not_the_answer_is_no_part_of_a_stopped_one(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("Let me think.", links=Links())
    await says(slack, "Let me think.")
    await reply.show("", links=Links())
    await reply.stopped(RECEIPT)
    assert texts(slack) == [phrases.STOPPED]


async def test_nothing_shown_needs_no_taking_back(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("", links=Links())
    await reply.finish(Answer(text="One."))
    assert [method for method, _ in slack.calls if method.startswith("chat.")] == ["chat.postMessage"]


async def test_a_stream_that_may_not_be_stopped_yet_is_waited_for(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=Links())
    await says(slack, "One.")
    for _ in range(2):
        slack.fails("chat.stopStream", "ratelimited", retry_after="30")
    await reply.show("Instead.", links=Links())
    await says(slack, "Instead.")
    await reply.finish(Answer(text="Instead. And more."))
    assert texts(slack) == ["Instead. And more."]


async def test_an_asker_of_another_workspace_is_not_held_against_this_one(
    slack: FakeSlack, reply: SlackReply, refusals: Refusals
) -> None:
    slack.fails("chat.startStream", "refuse", code="team_not_found")
    await reply.show("One.", links=Links())
    await says(slack, "One.")
    assert not refusals.stands(TEAM, Feature.STREAM)


async def test_a_reply_that_was_let_go_of_writes_nothing_more(slack: FakeSlack, attempt: Attempt, pauses: Pauses) -> None:
    between_writes = Pauses()
    reply = SlackReply(replace(attempt, sleep=between_writes.sleep, pause=pauses.sleep), pace=Pace(Live()))
    await reply.status("is thinking…")
    await reply.show("One.", links=Links())
    await pauses.begun()
    await between_writes.begun()
    await reply.show("One. Two.", links=Links())
    await reply.aclose()
    await at_once(0)
    assert (between_writes.under_way, pauses.under_way) == (0, 0)
    assert [message["text"] for message in slack.streaming] == ["One."]
