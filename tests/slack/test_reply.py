"""An answer that grows in messages: what people see, and that they see it once, whatever Slack and the worker go through."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.language import (
    Answer,
    FootnoteError,
    LeaseLost,
    Links,
    OverLimit,
    Question,
    Receipt,
    ReceiptLine,
    SlackRefused,
    Ts,
    phrases,
)
from bot.slack.attempt import Attempt, Look
from bot.slack.blocks import without_receipt
from bot.slack.client import SlackUnavailable
from bot.slack.messages import ANSWER_EVENT, parse_message
from bot.slack.pacing import Pace
from bot.slack.posts import FILE_PART
from bot.slack.refusals import Feature, Refusals
from bot.slack.reply import SlackReply
from bot.slack.traces import opaque
from tests.slack.conftest import TEAM, Lease, Ledger, Live, Passing, Replies
from tests.slack.fake import BOT, FakeSlack, FaultKind

RECEIPT = Receipt(lines=(ReceiptLine(name="Q3.pdf", outcome="48 of 212 pages"),), notes=("answered by x",))
LONG = "\n\n".join(f"Paragraph {number}. " + "word " * 60 for number in range(40))
VERY_LONG = LONG * 4


@pytest.fixture
def refusals() -> Refusals:
    """A workspace without streams."""
    refusals = Refusals()
    refusals.remember(TEAM, Feature.STREAM)
    return refusals


@pytest.fixture
def reply(replies: Replies) -> SlackReply:
    return replies()


async def written(slack: FakeSlack, count: int = 1) -> None:
    """Waits until that many of our messages stand in the thread."""
    await slack.until(lambda: len(slack.ours) >= count)


async def reads(slack: FakeSlack, text: str) -> None:
    """Waits until our first message says that."""
    await slack.until(lambda: bool(slack.ours) and slack.ours[0]["text"] == text)


def texts(slack: FakeSlack) -> list[str]:
    """What our messages say, receipts aside."""
    return [without_receipt(message["text"]) for message in slack.ours]


# What people see


async def test_an_answer_stands_in_the_thread_with_its_receipt(slack: FakeSlack, reply: SlackReply, question: Question) -> None:
    said = await reply.finish(Answer(text="**Five** [p. 1].", receipt=RECEIPT))
    [message] = slack.ours
    assert message["thread_ts"] == question.thread.ts
    assert message["text"] == f"*Five* [p. 1].\n\n_{phrases.AI_CAN_BE_WRONG} Read: Q3.pdf 48 of 212 pages · answered by x_"
    shown, context = message["blocks"]
    assert shown == {"type": "markdown", "text": "**Five** [p. 1]."}
    assert context["elements"][0]["text"] == f"{phrases.AI_CAN_BE_WRONG} Read: Q3.pdf 48 of 212 pages · answered by x"
    assert [(each.ts, each.user, each.text) for each in said] == [(message["ts"], BOT, message["text"])]


async def test_nothing_sent_unfurls_or_pings(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.status("is reading <!channel>.pdf…")
    await reply.show("@here <!channel> https://evil.org", links=Links())
    await written(slack)
    await reply.finish(
        Answer(text="@here [x](https://evil.org/q)", receipt=Receipt(lines=(ReceiptLine(name="<!here>", outcome="read"),)))
    )
    await reply.fail(FootnoteError("<!everyone> failed"))
    for method, arguments in slack.calls:
        assert "evil.org" not in str(arguments)
        for ping in ("<!", "@here", "@channel", "@everyone"):
            assert ping not in str(arguments), method
    for arguments in slack.called("chat.postMessage"):
        assert (arguments["unfurl_links"], arguments["unfurl_media"]) == (False, False)
    for arguments in slack.called("chat.postMessage") + slack.called("chat.update"):
        assert (arguments["parse"], arguments["link_names"]) == ("none", False)


async def test_the_message_grows_and_ends_as_the_final_text(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=Links())
    await reads(slack, "One.")
    assert parse_message(slack.ours[0]) is None
    await reply.show("One. Two.", links=Links())
    await reads(slack, "One. Two.")
    await reply.finish(Answer(text="One. Two. Three."))
    assert texts(slack) == ["One. Two. Three."]
    assert parse_message(slack.ours[0])
    assert len(slack.called("chat.postMessage")) == 1


async def test_links_of_the_source_stay(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.finish(Answer(text="See https://x.org/a.", links=Links(bare=frozenset({"https://x.org/a"}))))
    assert texts(slack) == ["See <https://x.org/a>."]


async def test_an_answer_without_words_says_so(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.finish(Answer(text="  "))
    assert texts(slack) == [phrases.NO_ANSWER]


async def test_only_the_newest_text_is_written_when_slack_is_slower_than_the_model(slack: FakeSlack, reply: SlackReply) -> None:
    for end in range(1, 50):
        await reply.show("word " * end, links=Links())
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]
    assert len(slack.calls) < 6


async def test_updates_keep_the_pace_of_the_workspace(slack: FakeSlack, attempt: Attempt, live: Live) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)

    await live.enter(TEAM, "another")
    reply = SlackReply(
        replace(attempt, sleep=sleep),
        pace=Pace(live),
    )
    await reply.show("One.", links=Links())
    await written(slack)
    assert opaque(attempt.question.id) in live.answers
    await reply.finish(Answer(text="done"))
    assert slept == [pytest.approx(2.4)]
    assert live.answers == {"another"}


async def test_an_update_that_slack_postpones_is_dropped_but_the_final_text_is_not(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.", links=Links())
    await reads(slack, "One.")
    slack.fails("chat.update", "ratelimited", retry_after="3")
    await reply.show("One. Two.", links=Links())
    await reads(slack, "One. Two.")
    slack.fails("chat.update", "ratelimited", retry_after="3")
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]


async def put_off(slack: FakeSlack, attempt: Attempt, live: Live, passing: Passing, *, seconds: float) -> SlackReply:
    """A reply whose growing text Slack has just asked to wait with."""
    rests = asyncio.Event()

    async def sleep(wanted: float) -> None:
        if wanted == seconds:
            rests.set()
            await asyncio.Event().wait()  # The answer is whole first, which cuts this short.
        await passing.sleep(wanted)

    reply = SlackReply(replace(attempt, sleep=sleep), pace=Pace(live, minimum=0.0))
    await reply.show("One.", links=Links())
    await reads(slack, "One.")
    slack.fails("chat.update", "ratelimited", retry_after=str(seconds))
    await reply.show("One. Two.", links=Links())
    await rests.wait()
    return reply


async def test_the_final_text_waits_as_long_as_slack_asked_the_growing_one_to(
    slack: FakeSlack, attempt: Attempt, live: Live, passing: Passing
) -> None:
    reply = await put_off(slack, attempt, live, passing, seconds=19.0)
    passing.now += 2.0
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]
    assert passing.slept == [0.0, 17.0]


async def test_where_that_is_long_the_answer_is_put_back_for_the_rest_of_it(
    slack: FakeSlack, attempt: Attempt, live: Live, passing: Passing
) -> None:
    reply = await put_off(slack, attempt, live, passing, seconds=60.0)
    passing.now += 15.0
    with pytest.raises(SlackUnavailable) as refused:
        await reply.finish(Answer(text="done"))
    assert refused.value.retry_after == 45.0
    assert len(slack.called("chat.update")) == 1


async def test_a_long_answer_is_several_messages_with_the_receipt_under_the_last(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show(LONG[:5_000], links=Links())
    await written(slack, 2)
    await reply.finish(Answer(text=LONG, receipt=RECEIPT))
    assert 2 < len(slack.ours) <= 5
    assert all(len(text) <= 4_000 for text in texts(slack))
    assert " ".join(texts(slack)).split()[: len(LONG.split())] == LONG.split()
    receipts = ["context" in [block["type"] for block in message["blocks"]] for message in slack.ours]
    assert receipts == [False] * (len(slack.ours) - 1) + [True]
    assert [message["metadata"]["event_payload"]["part"] for message in slack.ours] == list(range(len(slack.ours)))
    assert slack.called("files.getUploadURLExternal") == []


async def test_an_answer_that_became_shorter_leaves_no_message_behind(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show(LONG, links=Links())
    await written(slack, 3)
    said = await reply.finish(Answer(text="short"))
    assert texts(slack) == ["short"]
    assert len(said) == 1


async def test_an_answer_too_long_for_messages_is_a_file(slack: FakeSlack, reply: SlackReply, question: Question) -> None:
    await reply.show(VERY_LONG, links=Links())
    await reply.finish(Answer(text=VERY_LONG, receipt=RECEIPT))
    [content] = slack.uploads.values()
    assert content.decode() == VERY_LONG.strip() or content.decode() == VERY_LONG
    [shared] = slack.called("files.completeUploadExternal")
    assert shared["thread_ts"] == question.thread.ts
    beginning = next(text for text in texts(slack) if text)
    assert beginning.startswith("Paragraph 0.")
    assert phrases.WHOLE_ANSWER_ATTACHED in beginning
    assert len(beginning) <= 4_000


async def test_without_the_right_to_attach_a_file_all_of_it_is_messages(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("files.getUploadURLExternal", "refuse", code="missing_scope")
    await reply.finish(Answer(text=VERY_LONG))
    assert len(slack.ours) > 5
    assert " ".join(texts(slack)).split() == VERY_LONG.split()


async def test_a_long_receipt_is_whole_in_the_blocks_and_short_in_the_text(slack: FakeSlack, reply: SlackReply) -> None:
    lines = tuple(ReceiptLine(name=f"a_rather_long_file_name_{number}.pdf", outcome="1 of 1 pages") for number in range(80))
    await reply.finish(Answer(text="Five.", receipt=Receipt(lines=lines)))
    [message] = slack.ours
    assert len(message["text"]) < 400
    shown = " ".join(element["text"] for element in message["blocks"][-1]["elements"])
    for line in lines:
        assert line.name in shown


async def test_a_failure_is_one_sentence_in_place_of_what_had_grown(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show(LONG, links=Links())
    await written(slack, 3)
    await reply.fail(FootnoteError(phrases.OUT_OF_CREDITS))
    assert texts(slack) == [phrases.OUT_OF_CREDITS]
    assert parse_message(slack.ours[0]) is None


# Stop


async def test_an_answer_has_a_stop_button_only_while_it_grows(slack: FakeSlack, reply: SlackReply, question: Question) -> None:
    await reply.show(LONG[:5_000], links=Links())
    await written(slack, 2)
    [button] = slack.ours[1]["blocks"][-1]["elements"]
    assert (button["action_id"], button["value"]) == ("stop_answer", question.id)
    assert not slack.ours[0].get("blocks")
    await reply.finish(Answer(text=LONG[:5_000]))
    assert "stop_answer" not in str(slack.ours)


async def test_a_stopped_answer_stays_and_says_so(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.show("One.\n```\ncode", links=Links())
    await written(slack)
    said = await reply.stopped(RECEIPT)
    assert texts(slack) == [f"One.\n```\ncode\n```\n\n{phrases.STOPPED}"]
    assert "Q3.pdf" in said[0].text
    assert parse_message(slack.ours[0])


async def test_an_answer_that_is_stopped_before_it_began_says_only_that(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.stopped()
    assert texts(slack) == [phrases.STOPPED]


async def test_an_answer_that_has_landed_is_not_stopped_any_more(slack: FakeSlack, reply: SlackReply) -> None:
    landed = await reply.finish(Answer(text="done", receipt=RECEIPT))
    assert await reply.stopped() == landed
    assert texts(slack) == ["done"]


async def test_what_was_shown_can_be_taken_back(slack: FakeSlack, replies: Replies) -> None:
    await replies().show(LONG[:5_000], links=Links())
    await written(slack, 2)
    await replies(attempt=2).take_back()
    assert slack.ours == []


# Exactly once


@pytest.mark.parametrize("kind", ["server_error", "reset", "not_json"])
@pytest.mark.parametrize("committed", [True, False])
async def test_a_post_whose_outcome_is_unknown_is_one_message(
    slack: FakeSlack, reply: SlackReply, kind: FaultKind, committed: bool
) -> None:
    slack.fails("chat.postMessage", kind, committed=committed)
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]


async def test_a_post_that_slack_carries_out_long_after_it_was_given_up_is_taken_away_by_the_last_look(
    slack: FakeSlack, attempt: Attempt, live: Live
) -> None:
    looks: list[Look] = []
    reply = SlackReply(replace(attempt, look_later=looks.append), pace=Pace(live, minimum=0.0))
    slack.fails("chat.postMessage", "reset", committed=False)
    await reply.finish(Answer(text="done", receipt=RECEIPT))
    [standing] = slack.ours
    slack.messages["1767225999.000100"] = {**standing, "ts": "1767225999.000100"}
    for look in looks:
        await look()
    assert slack.ours == [standing]


async def test_an_answer_whose_calls_were_all_answered_needs_no_last_look(attempt: Attempt, live: Live) -> None:
    looks: list[Look] = []
    await SlackReply(replace(attempt, look_later=looks.append), pace=Pace(live, minimum=0.0)).finish(Answer(text="done"))
    assert looks == []


async def test_a_growing_message_whose_post_was_committed_unheard_goes_on_growing(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("chat.postMessage", "reset", committed=True)
    await reply.show("One.", links=Links())
    await reads(slack, "One.")
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]
    assert len(slack.called("chat.postMessage")) == 1


async def test_a_worker_that_dies_between_posting_and_writing_it_down_leaves_one_message(
    slack: FakeSlack, replies: Replies, ledger: Ledger
) -> None:
    ledger.fails = True
    with pytest.raises(ConnectionError):
        await replies().finish(Answer(text="first"))
    ledger.fails = False
    await replies(attempt=2).finish(Answer(text="second"))
    assert texts(slack) == ["second"]
    assert len(slack.called("chat.postMessage")) == 1


async def test_a_worker_that_dies_while_the_message_grows_is_succeeded_in_the_same_message(
    slack: FakeSlack, replies: Replies
) -> None:
    first = replies()
    await first.show(LONG, links=Links())
    await written(slack, 3)
    await replies(attempt=2).finish(Answer(text="second", receipt=RECEIPT))
    assert len(texts(slack)) == 1
    assert texts(slack)[0].startswith("second")


async def test_an_answer_that_had_its_receipt_loses_it_when_it_grows_again(slack: FakeSlack, replies: Replies) -> None:
    await replies().finish(Answer(text="first", receipt=RECEIPT))
    again = replies(attempt=2)
    await again.show("second", links=Links())
    await reads(slack, "second")
    assert "Q3.pdf" not in str(slack.ours[0]["blocks"])
    await again.finish(Answer(text="second"))


async def test_of_two_messages_for_one_part_one_stays(
    slack: FakeSlack, replies: Replies, question: Question, ledger: Ledger
) -> None:
    payload = {"answer": opaque(question.id), "part": 0, "state": "growing"}
    metadata = {"event_type": ANSWER_EVENT, "event_payload": payload}
    for text in ("one", "two", "three"):
        slack.says(BOT, text, thread=question.thread.ts, metadata=metadata)
    ledger.kept[question.id, 0] = Ts(slack.ours[1]["ts"])
    await replies(attempt=2).finish(Answer(text="done"))
    assert texts(slack) == ["done"]
    assert slack.ours[0]["ts"] == ledger.kept[question.id, 0]


async def test_a_post_of_an_earlier_attempt_that_lands_late_is_taken_away(
    slack: FakeSlack, replies: Replies, question: Question
) -> None:
    second = replies(attempt=2)
    await second.show("so far", links=Links())
    await reads(slack, "so far")
    slack.says(BOT, "late", thread=question.thread.ts, metadata=slack.ours[0]["metadata"])
    await second.finish(Answer(text="done"))
    assert texts(slack) == ["done"]


async def test_an_answer_that_has_landed_does_not_fail_when_the_store_goes_away(
    slack: FakeSlack, replies: Replies, lease: Lease
) -> None:
    await replies().finish(Answer(text="first"))
    second = replies(attempt=2)
    await second.status("is thinking…")
    lease.unknown_after_update(slack)
    said = await second.finish(Answer(text="second"))
    assert texts(slack) == ["second"] == [without_receipt(message.text) for message in said]


async def test_what_others_post_with_our_id_is_left_alone(slack: FakeSlack, replies: Replies, question: Question) -> None:
    payload = {"answer": opaque(question.id), "part": 0, "state": "growing"}
    copied = slack.says(
        "U2", "copied", thread=question.thread.ts, metadata={"event_type": ANSWER_EVENT, "event_payload": payload}
    )
    slack.page_size = 1
    await replies(attempt=2).finish(Answer(text="done"))
    assert slack.messages[copied]["text"] == "copied"
    assert texts(slack) == ["done"]


async def test_a_loser_deletes_its_message_and_goes_on_in_the_winners(
    slack: FakeSlack, reply: SlackReply, question: Question, ledger: Ledger
) -> None:
    winner = slack.says(BOT, "the other worker's", thread=question.thread.ts)
    ledger.kept[question.id, 0] = Ts(winner)
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]
    assert slack.ours[0]["ts"] == winner


async def test_a_worker_without_its_lease_shows_nothing(slack: FakeSlack, reply: SlackReply, lease: Lease) -> None:
    lease.lost = True
    with pytest.raises(LeaseLost):
        await reply.status("is thinking…")
    with pytest.raises(LeaseLost):
        await reply.finish(Answer(text="done"))
    with pytest.raises(LeaseLost):
        await reply.fail(FootnoteError("sorry"))
    assert slack.calls == []


async def test_a_lease_lost_while_growing_is_heard_at_the_next_text(slack: FakeSlack, reply: SlackReply, lease: Lease) -> None:
    lease.lost = True
    await reply.show("One.", links=Links())
    await asyncio.sleep(0.001)
    with pytest.raises(LeaseLost):
        await reply.show("One. Two.", links=Links())


async def test_a_worker_that_lost_its_lease_with_a_post_in_flight_cleans_up(
    slack: FakeSlack, reply: SlackReply, question: Question, ledger: Ledger, lease: Lease
) -> None:
    winner = slack.says(BOT, "the new owner's", thread=question.thread.ts)
    ledger.kept[question.id, 0] = Ts(winner)
    slack.fails("chat.postMessage", "reset", committed=True)

    async def lost_meanwhile(_seconds: float) -> None:
        lease.lost = True

    reply._posts._sleep = lost_meanwhile  # the moment between sending and searching
    with pytest.raises(LeaseLost):
        await reply.finish(Answer(text="done"))
    assert texts(slack) == ["the new owner's"]


async def test_a_message_that_somebody_deleted_is_posted_anew_once(
    slack: FakeSlack, reply: SlackReply, question: Question, ledger: Ledger
) -> None:
    await reply.show("One.", links=Links())
    await written(slack)
    slack.messages.pop(slack.ours[0]["ts"])
    await reply.finish(Answer(text="done"))
    assert texts(slack) == ["done"]
    assert ledger.kept[question.id, 0] == slack.ours[0]["ts"]
    slack.messages.pop(slack.ours[0]["ts"])
    with pytest.raises(SlackRefused):
        await reply.fail(FootnoteError("sorry"))


async def test_a_reply_whose_search_is_refused_trusts_the_ledger(slack: FakeSlack, replies: Replies) -> None:
    await replies().finish(Answer(text="first"))
    slack.fails("conversations.replies", "refuse", code="missing_scope")
    await replies(attempt=2).finish(Answer(text="second"))
    assert texts(slack) == ["second"]


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update"])
async def test_refused_blocks_leave_the_text(slack: FakeSlack, reply: SlackReply, method: str) -> None:
    if method == "chat.update":
        await reply.show("One.", links=Links())
        await reads(slack, "One.")
    slack.fails(method, "refuse", code="invalid_blocks")
    await reply.finish(Answer(text="done", receipt=RECEIPT))
    assert slack.ours[0]["text"].startswith("done\n\n_")
    assert "Q3.pdf 48 of 212 pages" in slack.ours[0]["text"]
    assert not slack.ours[0].get("blocks")


async def test_a_text_that_slack_finds_too_long_is_cut_smaller(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("chat.postMessage", "refuse", code="msg_too_long")
    await reply.finish(Answer(text=LONG[:3_000]))
    assert len(slack.ours) >= 2
    assert " ".join(texts(slack)).split() == LONG[:3_000].split()


async def test_a_thread_that_refuses_us_is_heard(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("chat.postMessage", "refuse", code="not_in_channel")
    with pytest.raises(SlackRefused):
        await reply.finish(Answer(text="done"))


async def test_a_slack_that_never_says_what_became_of_a_post_is_left_for_later(slack: FakeSlack, reply: SlackReply) -> None:
    for _ in range(3):
        slack.fails("chat.postMessage", "server_error")
    with pytest.raises(SlackUnavailable):
        await reply.finish(Answer(text="done"))


async def test_the_metadata_tells_other_apps_nothing(slack: FakeSlack, reply: SlackReply, question: Question) -> None:
    await reply.finish(Answer(text="done"))
    metadata: dict[str, Any] = slack.ours[0]["metadata"]
    assert metadata["event_type"] == ANSWER_EVENT
    for part in question.id.split(":"):
        assert part not in str(metadata)


# The attached file, exactly once


def shares(slack: FakeSlack) -> list[str]:
    return [file["id"] for message in slack.ours for file in message.get("files", [])]


async def test_a_second_attempt_attaches_no_second_file(slack: FakeSlack, replies: Replies) -> None:
    await replies().finish(Answer(text=VERY_LONG))
    await replies(attempt=2).finish(Answer(text=VERY_LONG))
    assert len(shares(slack)) == 1
    assert len([text for text in texts(slack) if text]) == 1


async def test_a_file_written_down_but_never_shared_is_attached_again(
    slack: FakeSlack, replies: Replies, question: Question, ledger: Ledger
) -> None:
    slack.files["F0"] = {"id": "F0", "channels": []}
    ledger.kept[question.id, FILE_PART] = Ts("F0")
    await replies(attempt=2).finish(Answer(text=VERY_LONG))
    assert shares(slack) == ["F1"]


async def test_a_file_that_slack_forgot_is_attached_again(
    slack: FakeSlack, replies: Replies, question: Question, ledger: Ledger
) -> None:
    ledger.kept[question.id, FILE_PART] = Ts("F9")
    await replies(attempt=2).finish(Answer(text=VERY_LONG))
    assert shares(slack) == ["F0"]


async def test_a_share_whose_outcome_is_unknown_is_looked_up(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("files.completeUploadExternal", "reset", committed=True)
    await reply.finish(Answer(text=VERY_LONG))
    assert len(shares(slack)) == 1


async def test_a_share_that_did_not_happen_is_left_for_the_next_attempt(slack: FakeSlack, replies: Replies) -> None:
    slack.fails("files.completeUploadExternal", "server_error")
    with pytest.raises(SlackUnavailable):
        await replies().finish(Answer(text=VERY_LONG))
    await replies(attempt=2).finish(Answer(text=VERY_LONG))
    assert len(shares(slack)) == 1


async def test_an_upload_that_fails_is_left_for_the_next_attempt(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("upload", "server_error")
    with pytest.raises(SlackUnavailable):
        await reply.finish(Answer(text=VERY_LONG))
    assert shares(slack) == []


# A thread that is gone


async def test_a_deleted_question_is_not_answered_to_the_whole_channel(
    slack: FakeSlack, reply: SlackReply, question: Question
) -> None:
    slack.messages.pop(question.message.ts)
    for text in ("One.", "One. Two."):
        await reply.show(text, links=Links())
        await slack.until(lambda: bool(slack.called("chat.delete")))
    assert await reply.finish(Answer(text="One. Two. Three.", receipt=RECEIPT)) == ()
    await reply.fail(FootnoteError("sorry"))
    assert slack.ours == []
    assert len(slack.called("chat.postMessage")) == 1
    assert not slack.working


async def test_a_thread_that_slack_says_is_gone_ends_the_answer(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("chat.postMessage", "refuse", code="thread_not_found")
    assert await reply.finish(Answer(text="One.")) == ()
    assert slack.ours == []


async def test_a_stop_that_comes_with_the_landing_leaves_no_status_on(slack: FakeSlack, reply: SlackReply) -> None:
    await reply.status("is thinking…")
    slack.fails("assistant.threads.setStatus", "ratelimited", retry_after="5")
    slack.fails("agents.sessions.setStatus", "ratelimited", retry_after="5")
    finishing = asyncio.create_task(reply.finish(Answer(text="One.")))
    await slack.until(lambda: len(slack.called("assistant.threads.setStatus")) == 2)
    finishing.cancel()
    await asyncio.wait({finishing})
    [said] = await reply.stopped()
    assert said.text.startswith("One.")
    assert not slack.working


@pytest.mark.parametrize("is_known", [False, True])
async def test_over_a_limit_the_asker_alone_is_told_once_and_what_was_shown_goes(
    slack: FakeSlack, reply: SlackReply, question: Question, is_known: bool
) -> None:
    await reply.show("It is growing.", links=Links())
    await written(slack)
    await reply.refuse(OverLimit("The limit is reached.", is_known=is_known))
    assert not slack.ours
    assert not slack.working
    told = [(call["user"], call["text"]) for call in slack.called("chat.postEphemeral")]
    assert told == ([] if is_known else [(question.asker, "The limit is reached.")])


async def test_a_refusal_that_can_not_be_told_is_no_error(slack: FakeSlack, reply: SlackReply) -> None:
    slack.fails("chat.postEphemeral", "refuse", code="user_not_in_channel")
    await reply.refuse(OverLimit("The limit is reached."))
    assert not slack.ours


async def test_a_refusal_to_answer_again_leaves_the_earlier_answer(slack: FakeSlack, replies: Replies) -> None:
    await replies().finish(Answer(text=LONG))
    before = texts(slack)
    await replies(attempt=2).refuse(OverLimit("The limit is reached."))
    assert texts(slack) == before
    assert [call["text"] for call in slack.called("chat.postEphemeral")] == ["The limit is reached."]


async def test_a_refusal_takes_away_what_an_edit_has_cut_off(slack: FakeSlack, replies: Replies) -> None:
    first = replies()
    await first.show("It is growing.", links=Links())
    await written(slack)
    await first.aclose()
    await replies(attempt=2).refuse(OverLimit("The limit is reached."))
    assert not slack.ours
