"""What is being read, while there are no words: in a card where Slack has them, else in one line."""

from dataclasses import replace

import pytest

from bot.language import Answer, Links, phrases
from bot.slack.attempt import Attempt
from bot.slack.cards import Card
from bot.slack.pacing import Pace
from bot.slack.posts import Posts
from bot.slack.reply import SlackReply
from bot.slack.stream import Stream, StreamEnded
from bot.slack.streamed import STREAM_SECONDS, Streamed
from tests.slack.conftest import Live, Replies, at_once
from tests.slack.fake import FakeSlack

NO_LINKS = Links()


def cards(slack: FakeSlack) -> list[tuple[str, str, str]]:
    """Title, details and state of each card that was sent, in order."""
    calls = [arguments for method, arguments in slack.calls if method in {"chat.startStream", "chat.appendStream"}]
    chunks = [chunk for call in calls for chunk in call.get("chunks", []) if chunk["type"] == "task_update"]
    return [(chunk["title"], chunk["details"], chunk["status"]) for chunk in chunks]


async def test_each_part_changes_the_card_and_the_answer_follows_in_the_same_message(slack: FakeSlack, replies: Replies) -> None:
    reply = replies()
    await reply.progress("Q3.pdf", 1, 9)
    await slack.until(lambda: len(cards(slack)) == 1)
    await reply.progress("Q3.pdf", 2, 9)
    await slack.until(lambda: len(cards(slack)) == 2)
    await reply.show("Sales rose.", links=NO_LINKS)
    await slack.until(lambda: bool(slack.ours) and slack.ours[0]["text"] == "Sales rose.")
    await reply.finish(Answer(text="Sales rose. Costs too."))
    assert cards(slack) == [
        ("Reading Q3.pdf", "part 1 of 9", "in_progress"),
        ("Reading Q3.pdf", "part 2 of 9", "in_progress"),
        ("Reading Q3.pdf", "part 2 of 9", "complete"),
    ]
    [message] = slack.ours
    assert message["text"] == "Sales rose. Costs too."
    assert not slack.called("chat.postMessage")


async def test_the_card_of_a_file_is_done_when_the_next_one_begins(slack: FakeSlack, attempt: Attempt) -> None:
    streamed = Streamed(Posts(attempt), lambda: Stream(attempt), sleep=at_once)
    await streamed.report(Card.of_part("a.pdf", 2, 2))
    await streamed.report(Card.of_part("b.pdf", 1, 3))
    assert [(title, status) for title, _, status in cards(slack)] == [
        ("Reading a.pdf", "in_progress"),
        ("Reading a.pdf", "complete"),
        ("Reading b.pdf", "in_progress"),
    ]


async def test_where_slack_has_no_cards_it_is_said_in_one_line_and_the_answer_is_streamed_all_the_same(
    slack: FakeSlack, replies: Replies
) -> None:
    slack.fails("chat.startStream", "refuse", code="invalid_chunks")
    reply = replies()
    await reply.progress("Q3.pdf", 1, 9)
    await slack.until(lambda: phrases.READING_PART.format(name="Q3.pdf", part=1, parts=9) in str(slack.calls))
    await reply.progress("Q3.pdf", 2, 9)
    assert phrases.READING_PART.format(name="Q3.pdf", part=2, parts=9) in str(slack.calls)
    await reply.finish(Answer(text="Sales rose."))
    assert [message["text"].partition("\n")[0] for message in slack.ours] == ["Sales rose."]
    assert not cards(slack)[1:]


async def test_a_card_says_a_files_name_without_ping_or_link(slack: FakeSlack, attempt: Attempt) -> None:
    streamed = Streamed(Posts(attempt), lambda: Stream(attempt), sleep=at_once)
    await streamed.report(Card.of_part("<!channel> https://evil.example/x", 1, 2))
    [(title, _, _)] = cards(slack)
    assert "<!channel>" not in title
    assert "https://evil.example" not in title


async def test_words_are_never_followed_by_a_card(slack: FakeSlack, attempt: Attempt) -> None:
    streamed = Streamed(Posts(attempt), lambda: Stream(attempt), sleep=at_once)
    await streamed.write("Sales rose. ")
    await streamed.report(Card.of_part("a.pdf", 2, 2))
    assert not cards(slack)


async def test_a_card_that_stands_too_long_is_given_up_before_slack_ends_its_message(attempt: Attempt) -> None:
    now = 0.0
    streamed = Streamed(Posts(attempt), lambda: Stream(attempt), clock=lambda: now, sleep=at_once)
    await streamed.report(Card.of_part("a.pdf", 1, 99))
    now = STREAM_SECONDS + 1
    with pytest.raises(StreamEnded):
        await streamed.report(Card.of_part("a.pdf", 2, 99))


async def test_a_reading_that_outlasts_its_stream_ends_in_the_same_message(
    slack: FakeSlack, attempt: Attempt, live: Live
) -> None:
    reply = SlackReply(replace(attempt, sleep=at_once), pace=Pace(live))
    await reply.progress("a.pdf", 1, 99)
    await slack.until(lambda: len(cards(slack)) == 1)
    slack.fails("chat.appendStream", "refuse", code="message_not_in_streaming_state")
    await reply.progress("a.pdf", 2, 99)
    await slack.until(lambda: len(cards(slack)) == 2)
    await reply.progress("a.pdf", 3, 99)
    await reply.finish(Answer(text="Sales rose."))
    assert len(slack.ours) == 1
    assert slack.ours[0]["text"].startswith("Sales rose.")
    assert not slack.streaming
