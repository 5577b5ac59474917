"""Reading channels and threads: what counts as said, in which order, and what is left out is told."""

from collections.abc import AsyncGenerator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, Message, SlackRefused, Ts, UserId, phrases
from bot.slack import history as room
from bot.slack.client import SlackUnavailable
from bot.slack.history import Heard, History
from tests.slack.channels import SlackOfChannels, served
from tests.slack.conftest import at_once
from tests.slack.fake import BOT

C1 = ChannelId("C1")
ME = UserId(BOT)
START, LATER = Ts("0"), Ts("1999999999.000000")


@pytest.fixture
async def slack() -> AsyncGenerator[SlackOfChannels]:
    async with served(SlackOfChannels()) as fake:
        yield fake


@pytest.fixture
def history(client: AsyncWebClient) -> History:
    return History(client, sleep=at_once)


async def since(history: History, oldest: str = START, latest: str = LATER) -> Heard:
    return await history.since(C1, oldest=Ts(oldest), latest=Ts(latest), me=ME)


def words(heard: Heard) -> list[str]:
    return [("  " if said.below else "") + said.message.text for said in heard.said]


async def test_a_channel_reads_in_order_with_replies_below_their_root(slack: SlackOfChannels, history: History) -> None:
    one = slack.says("U1", "one")
    two = slack.says("U2", "two")
    slack.says("U1", "to two", thread=two)
    slack.says("U1", "to one", thread=one)
    slack.says("U3", "three")
    slack.says("U3", "to one again", thread=one)
    slack.says("U3", "elsewhere", channel="C2")
    heard = await since(history)
    assert words(heard) == ["one", "  to one", "  to one again", "two", "  to two", "three"]
    assert [said.root for said in heard.said] == [None, one, one, None, two, None]
    assert heard.notes == ()


async def test_only_what_was_said_between_the_moments_is_read(slack: SlackOfChannels, history: History) -> None:
    first = slack.says("U1", "before")
    root = slack.says("U1", "root")
    slack.says("U1", "reply", thread=root)
    last = slack.says("U1", "the question")
    slack.says("U1", "too late", thread=root)
    slack.says("U1", "later")
    assert words(await since(history, first, last)) == ["root", "  reply"]


async def test_an_empty_channel_is_silent(history: History) -> None:
    assert await since(history) == Heard()


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "channel_join"},
        {"subtype": "channel_topic"},
        {"subtype": "pinned_item"},
        {"subtype": "tombstone", "hidden": True},
        {"subtype": "something_new"},
        {"hidden": True},
        {"user": BOT},
        {"user": BOT, "streaming_state": "in_progress"},
        {"text": ""},
    ],
)
async def test_what_nobody_said_is_left_out(slack: SlackOfChannels, history: History, fields: dict[str, object]) -> None:
    root = slack.says("U1", "noise")
    slack.messages[root] |= fields
    slack.says("U2", "to the noise", thread=root)
    heard = await since(history)
    assert words(heard) == ["to the noise"]
    assert heard.said[0].root == root


@pytest.mark.parametrize("subtype", ["file_share", "me_message", "bot_message"])
async def test_files_deeds_and_apps_count(slack: SlackOfChannels, history: History, subtype: str) -> None:
    slack.says("U1", "", subtype=subtype, files=[{"id": "F1", "name": "q3.pdf"}])
    (said,) = (await since(history)).said
    assert [file.label for file in said.message.files] == ["q3.pdf"]


async def test_a_reply_sent_to_the_channel_too_is_told_once(slack: SlackOfChannels, history: History) -> None:
    root = slack.says("U1", "root")
    slack.says("U2", "both", thread=root, subtype="thread_broadcast")
    assert words(await since(history)) == ["root", "  both"]
    only = await since(history, root)
    assert words(only) == ["both"]
    assert only.said[0].root == root


async def test_an_edited_message_reads_as_it_is_now(slack: SlackOfChannels, history: History) -> None:
    ts = slack.says("U1", "first")
    slack.messages[ts] |= {"text": "second", "edited": {"user": "U1", "ts": "1"}}
    assert words(await since(history)) == ["second"]


async def test_of_a_long_channel_the_newest_are_read(
    slack: SlackOfChannels, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "NEWEST_MESSAGES", 6)
    slack.page_size = 4
    for number in range(10):
        slack.says("U1", str(number))
    heard = await since(history)
    assert words(heard) == ["4", "5", "6", "7", "8", "9"]
    assert heard.notes == (phrases.CHANNEL_SHORTENED.format(count=6),)


async def test_a_channel_of_exactly_so_many_is_whole(
    slack: SlackOfChannels, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "NEWEST_MESSAGES", 4)
    slack.page_size = 2
    for number in range(4):
        slack.says("U1", str(number))
    assert (await since(history)).notes == ()


async def test_of_many_threads_those_with_the_newest_replies_are_read(
    slack: SlackOfChannels, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_THREADS", 2)
    roots = [slack.says("U1", f"root {number}") for number in range(4)]
    for number in (3, 1, 0, 2):
        slack.says("U2", f"reply {number}", thread=roots[number])
    heard = await since(history)
    assert words(heard) == ["root 0", "  reply 0", "root 1", "root 2", "  reply 2", "root 3"]
    assert heard.notes == (phrases.THREADS_LEFT_OUT.format(count=2),)


async def test_of_a_long_thread_in_a_channel_the_newest_replies_are_read(
    slack: SlackOfChannels, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_REPLIES", 2)
    slack.page_size = 3
    root = slack.says("U1", "root")
    for number in range(7):
        slack.says("U2", str(number), thread=root)
    heard = await since(history)
    assert words(heard) == ["root", "  5", "  6"]
    assert heard.notes == (phrases.THREADS_SHORTENED.format(count=1),)


async def test_a_thread_deleted_meanwhile_costs_nothing(slack: SlackOfChannels, history: History) -> None:
    root = slack.says("U1", "root")
    slack.says("U2", "reply", thread=root)
    slack.fails("conversations.replies", "refuse", code="thread_not_found")
    heard = await since(history)
    assert (words(heard), heard.notes) == (["root"], ())


async def test_a_thread_that_slack_holds_back_is_told(slack: SlackOfChannels, history: History) -> None:
    root = slack.says("U1", "root")
    slack.says("U2", "reply", thread=root)
    slack.fails("conversations.replies", "ratelimited", retry_after="60")
    heard = await since(history)
    assert (words(heard), heard.notes) == (["root"], (phrases.THREADS_LEFT_OUT.format(count=1),))


async def test_where_slack_gives_one_page_a_minute_that_page_is_read(slack: SlackOfChannels, history: History) -> None:
    slack.page_size = 2
    slack.pages_a_minute = 1
    for number in range(5):
        slack.says("U1", str(number))
    heard = await since(history)
    assert (words(heard), heard.notes) == (["3", "4"], (phrases.CHANNEL_SHORTENED.format(count=2),))


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_what_slack_refuses_or_does_not_answer_is_raised(slack: SlackOfChannels, history: History, method: str) -> None:
    root = slack.says("U1", "root")
    slack.says("U2", "reply", thread=root)
    slack.fails(method, "refuse", code="missing_scope")
    with pytest.raises(SlackRefused):
        await since(history)
    for _ in range(3):
        slack.fails(method, "server_error")
    with pytest.raises(SlackUnavailable):
        await since(history)


async def test_a_channel_that_can_not_be_read_at_all_for_now_is_tried_again(slack: SlackOfChannels, history: History) -> None:
    slack.fails("conversations.history", "ratelimited", retry_after="60")
    with pytest.raises(SlackUnavailable):
        await since(history)


# Threads.


async def thread(history: History, ts: str, latest: str = LATER) -> list[Message]:
    return [said.message for said in (await history.thread(C1, Ts(ts), latest=Ts(latest), me=ME)).said]


async def test_a_thread_is_read_by_its_root_or_any_reply(slack: SlackOfChannels, history: History) -> None:
    root = slack.says("U1", "root")
    first = slack.says("U2", "first", thread=root)
    slack.says(BOT, "what I said", thread=root)
    last = slack.says("U1", "last", thread=root)
    for ts in (root, first, last):
        assert [message.text for message in await thread(history, ts)] == ["root", "first", "last"]
    assert [message.text for message in await thread(history, root, last)] == ["root", "first"]
    assert [said.root for said in (await history.thread(C1, Ts(root), latest=LATER, me=ME)).said] == [None, root, root]


async def test_a_message_alone_is_a_thread_of_one(slack: SlackOfChannels, history: History) -> None:
    ts = slack.says("U1", "alone")
    slack.says("U1", "another")
    assert [message.text for message in await thread(history, ts)] == ["alone"]


async def test_a_deleted_thread_is_silent(slack: SlackOfChannels, history: History) -> None:
    assert await thread(history, "1767224888.280449") == []
    ts = slack.says("U1", "deleted", subtype="tombstone", hidden=True)
    assert await thread(history, ts) == []


async def test_of_a_long_thread_the_root_and_the_newest_are_read(
    slack: SlackOfChannels, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "NEWEST_MESSAGES", 3)
    slack.page_size = 2
    root = slack.says("U1", "root")
    for number in range(6):
        slack.says("U2", str(number), thread=root)
    heard = await history.thread(C1, Ts(root), latest=LATER, me=ME)
    assert words(heard) == ["root", "4", "5"]
    assert heard.notes == (phrases.THREAD_SHORTENED.format(count=3),)


async def test_a_refused_thread_is_raised(slack: SlackOfChannels, history: History) -> None:
    slack.fails("conversations.replies", "refuse", code="not_in_channel")
    with pytest.raises(SlackRefused):
        await thread(history, "1767224888.280449")


# The asker's own last message.


async def test_the_last_message_of_a_person_is_found_without_reading_on(slack: SlackOfChannels, history: History) -> None:
    slack.page_size = 2
    slack.says("U1", "long ago")
    mine = slack.says("U1", "mine")
    slack.says("U1", "joined", subtype="channel_join")
    for _ in range(3):
        slack.says("U2", "theirs")
    asked = slack.says("U1", "recap since my last message")
    slack.says("U2", "theirs")
    assert await history.last_message_of(C1, UserId("U1"), before=Ts(asked)) == mine
    assert len(slack.called("conversations.history")) == 3


async def test_who_never_wrote_has_no_last_message(slack: SlackOfChannels, history: History) -> None:
    slack.says("U2", "theirs")
    assert await history.last_message_of(C1, UserId("U1"), before=LATER) is None
