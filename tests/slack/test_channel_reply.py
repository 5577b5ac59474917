"""A scheduled answer: one message in the channel whatever Slack and the worker go through, what does not fit below it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    Answer,
    FootnoteError,
    LeaseLost,
    Message,
    Offer,
    OverLimit,
    Question,
    QuestionId,
    Receipt,
    ReceiptLine,
    SlackRefused,
    Surface,
    ThreadRef,
    Ts,
    UserId,
)
from bot.slack.attempt import Attempt
from bot.slack.channel_reply import ChannelReply
from bot.slack.client import OutcomeUnknown
from bot.slack.refusals import Refusals
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import CHANNEL, TEAM, Lease, Ledger, Titles, at_once
from tests.slack.fake import BOT

HEADING = "Daily recap, set by @Ada; change it with `/footnote recaps`."
ANSWER = Answer(
    text="We ship on **Monday**.",
    receipt=Receipt(lines=(ReceiptLine(name="#finance", outcome="3 messages"),)),
    offers=frozenset({Offer.SHORTER, Offer.ASK, Offer.FEEDBACK}),
)
LONG = Answer(text="\n\n".join(f"Point {number}. " + "word " * 60 for number in range(40)))

MakeReply = Callable[..., ChannelReply]


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        fake.channel(CHANNEL, "finance", members=["U1"])
        yield fake


@pytest.fixture
def question(slack: SlackOfChannels) -> Question:
    ts = Ts(f"{slack.clock}.000000")
    return Question(
        id=QuestionId(f"{TEAM}:{CHANNEL}:schedule:r1:{slack.clock}"),
        thread=ThreadRef(team=TEAM, channel=CHANNEL, ts=ts),
        message=Message(ts=ts),
        asker=UserId(BOT),
        surface=Surface.SCHEDULE,
        me=UserId(BOT),
    )


@pytest.fixture
def reply(client: AsyncWebClient, question: Question, ledger: Ledger, lease: Lease) -> MakeReply:
    first = Attempt(
        client=client, question=question, ledger=ledger, titles=Titles(), refusals=Refusals(), check_lease=lease, sleep=at_once
    )

    def make(attempt: int = 1) -> ChannelReply:
        return ChannelReply(replace(first, number=attempt), heading=HEADING)

    return make


def roots(slack: SlackOfChannels) -> list[dict[str, Any]]:
    """Our messages in the channel itself."""
    return [message for message in slack.said(CHANNEL) if message["thread_ts"] == message["ts"]]


async def test_it_stands_in_the_channel_with_its_first_line_receipt_and_buttons(slack: SlackOfChannels, reply: MakeReply) -> None:
    made = reply()
    await made.status("is reading…")
    said = await made.finish(ANSWER)
    (message,) = slack.said(CHANNEL)
    assert message["text"].startswith("Daily recap, set by @Ada; change it with `/footnote recaps`.\n\nWe ship on *Monday*.")
    assert "#finance 3 messages" in message["text"]
    assert "offer:shorter" in str(message["blocks"])
    (call,) = slack.called("chat.postMessage")
    assert not call.get("thread_ts")
    assert {call[name] for name in ("unfurl_links", "unfurl_media", "link_names")} <= {False, "0", "false"}
    assert [each.ts for each in said] == [message["ts"]]
    assert {method for method, _ in slack.calls} == {"chat.postMessage"}


async def test_what_does_not_fit_stands_in_its_thread_with_the_buttons_last(slack: SlackOfChannels, reply: MakeReply) -> None:
    await reply().finish(replace(LONG, offers=ANSWER.offers))
    (root,) = roots(slack)
    first, *others = slack.said(CHANNEL)
    assert first == root
    assert others
    assert {message["thread_ts"] for message in others} == {root["ts"]}
    assert "offer:shorter" not in str(root["blocks"])
    assert "offer:shorter" in str(others[-1]["blocks"])


@pytest.mark.parametrize("answer", [ANSWER, LONG])
async def test_a_second_attempt_goes_on_in_the_same_messages(slack: SlackOfChannels, reply: MakeReply, answer: Answer) -> None:
    await reply().finish(answer)
    before = [message["ts"] for message in slack.said(CHANNEL)]
    slack.says("U1", "Thank you!", channel=CHANNEL)
    await reply(2).finish(answer)
    assert [message["ts"] for message in slack.said(CHANNEL)] == before


@pytest.mark.parametrize("answer", [ANSWER, LONG])
async def test_a_post_that_no_ledger_heard_of_is_found_in_the_channel(
    slack: SlackOfChannels, reply: MakeReply, ledger: Ledger, answer: Answer
) -> None:
    ledger.fails = True
    with pytest.raises(ConnectionError):
        await reply().finish(answer)
    ledger.fails = False
    await reply(2).finish(answer)
    await reply(3).finish(answer)
    assert len(roots(slack)) == 1


@pytest.mark.parametrize("committed", [False, True])
async def test_a_post_of_unknown_outcome_is_looked_for(slack: SlackOfChannels, reply: MakeReply, *, committed: bool) -> None:
    slack.fails("chat.postMessage", "reset", committed=committed)
    await reply().finish(LONG)
    assert len(roots(slack)) == 1
    posts = len(slack.called("chat.postMessage"))
    assert posts == len(slack.said(CHANNEL)) + (0 if committed else 1)


async def test_two_workers_at_once_leave_one_message(slack: SlackOfChannels, reply: MakeReply) -> None:
    await asyncio.gather(reply().finish(ANSWER), reply(2).finish(ANSWER))
    assert len(slack.said(CHANNEL)) == 1


async def test_other_messages_of_ours_in_the_channel_stay(slack: SlackOfChannels, reply: MakeReply) -> None:
    await reply().finish(ANSWER)
    welcome = slack.says(BOT, "Hello, I am Footnote.", channel=CHANNEL)
    (root,) = [message for message in roots(slack) if message["ts"] != welcome]
    stream = slack.says(BOT, "An answer grows", channel=CHANNEL, thread=root["ts"], streaming_state="in_progress")
    await reply(2).finish(LONG)
    await reply(3).take_back()
    assert welcome in slack.messages
    assert stream in slack.messages


async def test_a_clock_that_goes_before_slacks_hides_no_message(
    client: AsyncWebClient, slack: SlackOfChannels, question: Question, reply: MakeReply, ledger: Ledger, lease: Lease
) -> None:
    ahead = Ts(f"{slack.clock + 60}.000000")
    late = question.model_copy(update={"message": Message(ts=ahead), "thread": question.thread.model_copy(update={"ts": ahead})})
    attempt = Attempt(
        client=client, question=late, ledger=ledger, titles=Titles(), refusals=Refusals(), check_lease=lease, sleep=at_once
    )
    ledger.fails = True
    with pytest.raises(ConnectionError):
        await ChannelReply(attempt, heading=HEADING).finish(ANSWER)
    ledger.fails = False
    await ChannelReply(replace(attempt, number=2), heading=HEADING).finish(ANSWER)
    assert len(slack.said(CHANNEL)) == 1


@pytest.mark.parametrize("error", [FootnoteError("The model is away."), OverLimit("No more today.")])
async def test_why_there_is_none_is_noted_and_not_said_in_the_channel(
    slack: SlackOfChannels, reply: MakeReply, error: FootnoteError
) -> None:
    made = reply()
    await (made.refuse(error) if isinstance(error, OverLimit) else made.fail(error))
    assert made.unanswered is error
    assert slack.ours == []


async def test_a_recap_that_landed_stays_when_a_later_attempt_fails(slack: SlackOfChannels, reply: MakeReply) -> None:
    await reply().finish(ANSWER)
    again = reply(2)
    await again.fail(FootnoteError("The model is away."))
    assert again.unanswered is None
    assert len(slack.said(CHANNEL)) == 1


async def test_it_is_taken_back_whole(slack: SlackOfChannels, reply: MakeReply) -> None:
    await reply().finish(LONG)
    await reply(2).take_back()
    assert slack.ours == []


async def test_who_lost_the_lease_posts_nothing(slack: SlackOfChannels, reply: MakeReply, lease: Lease) -> None:
    lease.lost = True
    with pytest.raises(LeaseLost):
        await reply().finish(ANSWER)
    assert slack.ours == []


async def test_what_slack_refuses_is_told(slack: SlackOfChannels, reply: MakeReply) -> None:
    slack.fails("chat.postMessage", "refuse", code="is_archived")
    with pytest.raises(SlackRefused, match="is_archived"):
        await reply().finish(ANSWER)


async def test_a_text_that_slack_counts_as_too_long_goes_in_smaller_parts(slack: SlackOfChannels, reply: MakeReply) -> None:
    slack.fails("chat.postMessage", "refuse", code="msg_too_long")
    await reply().finish(LONG)
    assert len(roots(slack)) == 1
    assert max(len(message["text"]) for message in slack.said(CHANNEL)) < 2_500


async def test_a_post_that_never_gets_through_is_told(slack: SlackOfChannels, reply: MakeReply) -> None:
    for _ in range(3):
        slack.fails("chat.postMessage", "server_error")
    with pytest.raises(OutcomeUnknown):
        await reply().finish(ANSWER)
