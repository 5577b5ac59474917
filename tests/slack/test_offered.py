"""Answers with buttons, and answers to taps, as they stand in Slack: streamed, grown, sent to one person alone."""

import json
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Answer, FollowUp, FootnoteError, Links, Offer, Question, QuestionId, Receipt, Ts, phrases
from bot.slack.attempt import Attempt
from bot.slack.blocks import without_receipt
from bot.slack.offers import tapped
from bot.slack.pacing import Pace
from bot.slack.payloads import children, text_of
from bot.slack.private import PrivateReply
from bot.slack.refusals import Feature, Refusals
from bot.slack.reply import SlackReply
from tests.slack.conftest import TEAM, Live, Replies, at_once
from tests.slack.fake import FakeSlack
from tests.slack.test_private import ASKED_AT, KeptOutbox, command

OFFERS = frozenset({Offer.SOURCES, Offer.SHORTER, Offer.CSV, Offer.FEEDBACK})
LONG = "\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(40))


@pytest.fixture(params=["streamed", "grown"])
def refusals(request: pytest.FixtureRequest) -> Refusals:
    """A workspace with streams, and one without."""
    refusals = Refusals()
    if request.param == "grown":
        refusals.remember(TEAM, Feature.STREAM)
    return refusals


@pytest.fixture
def reply(replies: Replies) -> SlackReply:
    return replies()


def kinds(message: dict[str, Any]) -> list[str]:
    return [text_of(block, "type") for block in children(message, "blocks")]


def actions(message: dict[str, Any]) -> str:
    """The action ids of what can be pressed under a message."""
    found = str(message.get("blocks") or "")
    return " ".join(offer for offer in ("offer:sources", "offer:shorter", "offer:csv", "feedback") if f"'{offer}'" in found)


async def begun(slack: FakeSlack, reply: SlackReply, text: str = "One.") -> None:
    await reply.show(text, links=Links())
    await slack.until(lambda: len(slack.ours) > 0)


async def test_the_buttons_stand_under_the_last_message_alone(slack: FakeSlack, reply: SlackReply) -> None:
    await begun(slack, reply, LONG)
    await reply.finish(Answer(text=LONG, offers=OFFERS))
    assert len(slack.ours) > 1
    assert [actions(message) for message in slack.ours[:-1]] == [""] * (len(slack.ours) - 1)
    assert actions(slack.ours[-1]) == "offer:sources offer:shorter offer:csv feedback"
    assert kinds(slack.ours[-1])[-3:] == ["context", "actions", "context_actions"]


async def test_an_answer_that_offers_nothing_has_no_buttons(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.finish(Answer(text="Five."))
    assert kinds(slack.ours[0])[-1] == "context"


async def test_a_stopped_answer_may_offer_the_rest(slack: FakeSlack, reply: SlackReply) -> None:
    await begun(slack, reply)
    await reply.stopped(Receipt(), frozenset({Offer.REST}))
    assert without_receipt(slack.ours[0]["text"]).endswith(phrases.STOPPED)
    assert "offer:rest" in str(slack.ours[0]["blocks"])


@pytest.mark.parametrize("is_begun", [True, False])
async def test_where_slack_takes_no_thumbs_they_are_plain_buttons_and_it_is_not_asked_again(
    slack: FakeSlack, attempt: Attempt, live: Live, refusals: Refusals, is_begun: bool
) -> None:
    reply = SlackReply(attempt, pace=Pace(live, minimum=0.0))
    if is_begun:
        await begun(slack, reply)
    for method in ("chat.stopStream", "chat.update" if is_begun else "chat.postMessage"):
        slack.fails(method, "refuse", code="invalid_blocks")
    await reply.finish(Answer(text="One. Two.", offers=OFFERS))
    assert kinds(slack.ours[0])[-3:] == ["context", "actions", "actions"]
    assert "feedback:good" in str(slack.ours[0]["blocks"])
    assert refusals.stands(TEAM, Feature.THUMBS)
    other = attempt.question.model_copy(update={"id": QuestionId(f"{attempt.question.id}:2")})
    await SlackReply(replace(attempt, question=other), pace=Pace(live, minimum=0.0)).finish(
        Answer(text="Once more.", offers=OFFERS)
    )
    assert "context_actions" not in str(slack.calls[-1:])
    assert kinds(slack.ours[-1])[-2:] == ["actions", "actions"]


async def test_where_slack_takes_no_blocks_at_all_thumbs_are_not_to_blame(
    slack: FakeSlack, reply: SlackReply, refusals: Refusals
) -> None:
    for _ in range(3):
        slack.fails("chat.postMessage", "refuse", code="invalid_blocks")
    await reply.finish(Answer(text="Five.", offers=OFFERS))
    assert without_receipt(slack.ours[0]["text"]) == "Five."
    assert kinds(slack.ours[0]) == []
    assert not refusals.stands(TEAM, Feature.THUMBS)


@pytest.fixture
def tap(question: Question, slack: FakeSlack) -> Question:
    """A tap under the answer to the question."""
    under = slack.says("U0BOT", "The first answer.", thread=question.thread.ts, metadata=None)
    follow_up = FollowUp(offer=Offer.SHORTER, of=question.id, under=Ts(under), at=Ts(under))
    return question.model_copy(update={"id": QuestionId(f"{question.id}:{under}"), "follow_up": follow_up})


async def test_an_answer_to_a_tap_begins_with_what_was_tapped(
    slack: FakeSlack, attempt: Attempt, live: Live, tap: Question
) -> None:
    reply = SlackReply(replace(attempt, question=tap), pace=Pace(live, minimum=0.0), heading=tapped(tap, "Anna"))
    await reply.show("One.", links=Links())
    await slack.until(lambda: "One." in slack.ours[-1]["text"])
    assert "Shorter, for Anna:" in slack.ours[-1]["text"]
    await reply.finish(Answer(text="One. Two."))
    first, second = slack.ours
    assert first["text"] == "The first answer."
    assert without_receipt(second["text"]).replace("\n", " ").split() == ["_Shorter,", "for", "Anna:_", "One.", "Two."]


async def test_what_was_tapped_stands_above_a_failure_and_above_no_words_at_all(
    slack: FakeSlack, attempt: Attempt, live: Live, tap: Question
) -> None:
    def reply(name: str) -> SlackReply:
        other = tap.model_copy(update={"id": QuestionId(f"{tap.id}:{name}")})
        return SlackReply(replace(attempt, question=other), pace=Pace(live, minimum=0.0), heading=tapped(tap, "Anna"))

    await reply("1").fail(FootnoteError("Sorry."))
    assert slack.ours[-1]["text"] == "_Shorter, for Anna:_\n\nSorry."
    await reply("2").finish(Answer(text=" "))
    assert without_receipt(slack.ours[-1]["text"]) == phrases.NO_ANSWER


async def test_a_second_attempt_at_a_tap_takes_nothing_over_that_stood_before_it(
    slack: FakeSlack, attempt: Attempt, live: Live, tap: Question
) -> None:
    slack.says("U0BOT", "Of the second attempt.", thread=tap.thread.ts, streaming_state="in_progress")
    again = replace(attempt, question=tap, number=2)
    await SlackReply(again, pace=Pace(live, minimum=0.0)).finish(Answer(text="Short."))
    assert [without_receipt(message["text"]) for message in slack.ours] == ["The first answer.", "Short."]


async def test_a_private_answer_has_its_buttons_beside_the_one_that_shares_and_shares_none(
    client: AsyncWebClient, slack: FakeSlack
) -> None:
    outbox = KeptOutbox()

    async def held() -> None:
        return

    def reply(question: Question, heading: str = "") -> PrivateReply:
        return PrivateReply(
            client, question, outbox=outbox, check_lease=held, heading=heading, clock=lambda: float(ASKED_AT), sleep=at_once
        )

    question = command("")
    await reply(question).finish(Answer(text="Five.", offers=OFFERS))
    [message] = slack.called("chat.postMessage")
    shown = str(message["blocks"])
    assert all(action in shown for action in ("share_answer", "offer:sources", "offer:shorter", "feedback"))
    assert "offer:csv" not in shown
    [body] = outbox.answers[question.id][1]
    assert "offer" not in str(json.loads(body)["blocks"])

    tap = question.model_copy(
        update={
            "id": QuestionId(f"{question.id}:2"),
            "follow_up": FollowUp(offer=Offer.TRANSLATED, of=question.id, words="German"),
        }
    )
    await reply(tap, heading=tapped(tap, "Anna")).finish(Answer(text="Fünf."))
    assert "_In German:_\n\nFünf." in slack.called("chat.postMessage")[-1]["text"]
    assert phrases.FOR_ASKER.format(asker="Anna") not in str(slack.calls)
