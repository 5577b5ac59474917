"""The three stream methods as the app calls them, and what time and people do to a stream."""

from typing import Any, cast

import pytest

from bot.playground import Playground
from bot.playground.entities import BOT_USER, TEAM, YOU, Payload, SlackError
from bot.playground.streams import MOST_STREAMED, Piece, Streams
from bot.playground.workspace import Workspace
from tests.playground.conftest import Slack

TO_YOU = {"recipient_user_id": YOU, "recipient_team_id": TEAM}
METADATA = {"event_type": "footnote_answer", "event_payload": {"part": 1, "state": "final"}}


class Thread:
    """A question in #general, and the stream that answers it."""

    def __init__(self, playground: Playground, slack: Slack, parent: str) -> None:
        self.playground = playground
        self.slack = slack
        self.parent = parent
        self.channel = playground.workspace.channel("general").id

    async def start(self, **arguments: object) -> str:
        started = await self.slack.ok("chat.startStream", channel=self.channel, thread_ts=self.parent, **{**TO_YOU, **arguments})
        return cast(str, started["ts"])

    async def append(self, ts: str, text: str) -> dict[str, Any]:
        return await self.slack.ok("chat.appendStream", channel=self.channel, ts=ts, markdown_text=text)

    async def refused(self, name: str, ts: str, **arguments: object) -> str:
        return await self.slack.error(f"chat.{name}Stream", channel=self.channel, ts=ts, **arguments)

    async def read(self) -> dict[str, Any]:
        found = await self.slack.ok("conversations.replies", channel=self.channel, ts=self.parent, include_all_metadata=True)
        return cast(dict[str, Any], found["messages"][-1])

    @property
    def text(self) -> str:
        return self.playground.thread("general", self.parent)[-1].text


@pytest.fixture
async def thread(playground: Playground, slack: Slack) -> Thread:
    return Thread(playground, slack, await playground.say("question"))


async def test_an_answer_is_streamed_piece_by_piece_and_ends_with_blocks_and_metadata(thread: Thread) -> None:
    ts = await thread.start(metadata=METADATA)
    await thread.append(ts, "# One\n")
    assert (await thread.append(ts, "a < b, <https://a.example|b>"))["ts"] == ts
    during = await thread.read()
    assert (during["streaming_state"], during["subtype"], during["user"]) == ("in_progress", "bot_message", BOT_USER)
    assert "metadata" not in during
    footer: Payload = {"type": "context", "elements": [{"type": "mrkdwn", "text": "Read: a.txt"}]}
    stopped = await thread.slack.ok(
        "chat.stopStream",
        channel=thread.channel,
        ts=ts,
        markdown_text="!",
        blocks=[footer],
        metadata=METADATA,
    )
    assert stopped["message"]["streaming_state"] == "completed"
    assert thread.text == "# One\na < b, <https://a.example|b>!"
    after = await thread.read()
    assert after["text"] == "# One\na &lt; b, <https://a.example|b>!"
    assert (after["metadata"], after["blocks"][-1]) == (METADATA, footer)
    assert "edited" not in after


async def test_the_app_hears_of_the_start_and_of_the_end_only(thread: Thread) -> None:
    ts = await thread.start(markdown_text="a")
    await thread.append(ts, "b")
    await thread.slack.ok("chat.stopStream", channel=thread.channel, ts=ts)
    _, begun, ended = (record.event for record in thread.playground.deliveries.records)
    assert (begun["ts"], begun["streaming_state"], begun["text"]) == (ts, "in_progress", "a")
    assert (ended["subtype"], cast(Payload, ended["message"])["streaming_state"]) == ("message_changed", "completed")


@pytest.mark.parametrize(
    ("missing", "error"),
    [
        ("thread_ts", "invalid_arguments"),
        ("recipient_user_id", "missing_recipient_user_id"),
        ("recipient_team_id", "missing_recipient_team_id"),
    ],
)
async def test_a_stream_in_a_channel_needs_its_thread_and_its_reader(thread: Thread, missing: str, error: str) -> None:
    arguments = {"channel": thread.channel, "thread_ts": thread.parent, **TO_YOU}
    del arguments[missing]
    assert await thread.slack.error("chat.startStream", **arguments) == error


async def test_a_stream_in_a_direct_message_needs_no_reader(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question", channel="dm")
    channel = playground.workspace.open_im(YOU).id
    await slack.ok("chat.startStream", channel=channel, thread_ts=ts)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"recipient_user_id": "U0NOBODY"}, "user_not_found"),
        ({"recipient_team_id": "T0NOTHING"}, "team_not_found"),
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"chunks": [{"type": "markdown_text", "text": "x" * 12_001}]}, "msg_too_long"),
        (
            {"markdown_text": "x", "chunks": [{"type": "plan_update", "title": "x"}]},
            "cannot_provide_both_markdown_text_and_chunks",
        ),
        ({"chunks": [{"type": "nothing"}]}, "invalid_chunks"),
    ],
)
async def test_a_start_that_slack_refuses_is_refused(thread: Thread, arguments: dict[str, object], error: str) -> None:
    whole = {"channel": thread.channel, "thread_ts": thread.parent, **TO_YOU, **arguments}
    assert await thread.slack.error("chat.startStream", **whole) == error
    assert len(thread.playground.thread("general", thread.parent)) == 1


async def test_chunks_add_text_and_blocks_and_do_not_mix_with_plain_text(thread: Thread) -> None:
    divider = {"type": "divider"}
    task = {"type": "task_update", "id": "1", "title": "x", "status": "complete"}
    ts = await thread.start(chunks=[{"type": "markdown_text", "text": "a"}, task, {"type": "blocks", "blocks": [divider]}])
    assert await thread.refused("append", ts, markdown_text="b") == "streaming_mode_mismatch"
    many = [{"type": "blocks", "blocks": [divider] * 50}]
    assert await thread.refused("append", ts, chunks=many) == "msg_blocks_too_many"
    assert (thread.text, (await thread.read())["blocks"][-1]) == ("a", divider)


async def test_a_full_stream_takes_nothing_more_and_can_still_be_stopped(thread: Thread) -> None:
    ts = await thread.start(markdown_text="x" * (MOST_STREAMED - 1))
    assert await thread.refused("append", ts, markdown_text="xx") == "msg_too_long"
    assert await thread.refused("append", ts, markdown_text="x") == "msg_too_long"
    assert await thread.refused("stop", ts, markdown_text="x") == "msg_too_long"
    await thread.slack.ok("chat.stopStream", channel=thread.channel, ts=ts)
    assert len(thread.text) == MOST_STREAMED - 1


async def test_what_can_not_be_appended_to_is_refused(thread: Thread) -> None:
    ts = await thread.start()
    assert await thread.refused("append", ts) == "no_text"
    assert await thread.refused("append", "1.000000", markdown_text="x") == "message_not_found"
    assert await thread.refused("append", thread.parent, markdown_text="x") == "message_not_owned_by_app"
    assert await thread.refused("stop", ts) == "no_text"
    await thread.append(ts, "x")
    blocks = [{"type": "divider"}] * 51
    assert await thread.refused("stop", ts, blocks=blocks) == "invalid_blocks"
    assert await thread.refused("stop", ts, metadata={"event_type": "x"}) == "invalid_metadata_schema"
    assert await thread.refused("stop", ts, session_status="asleep") == "invalid_arguments"
    await thread.slack.ok("chat.stopStream", channel=thread.channel, ts=ts)
    for method in ("append", "stop"):
        assert await thread.refused(method, ts, markdown_text="x") == "message_not_in_streaming_state"


async def test_a_streaming_message_can_not_be_updated_and_a_stopped_one_can(thread: Thread) -> None:
    ts = await thread.start(markdown_text="**a**")
    assert await thread.slack.error("chat.update", channel=thread.channel, ts=ts, text="b") == "streaming_state_conflict"
    await thread.slack.ok("chat.stopStream", channel=thread.channel, ts=ts, metadata=METADATA)
    await thread.slack.ok("chat.update", channel=thread.channel, ts=ts, markdown_text="**b**")
    message = thread.playground.thread("general", thread.parent)[-1]
    assert (message.text, message.markdown, message.streaming, message.metadata) == ("**b**", True, "completed", METADATA)
    await thread.slack.ok("chat.update", channel=thread.channel, ts=ts, text="*c*")
    assert not thread.playground.thread("general", thread.parent)[-1].markdown


async def test_a_stream_ends_by_itself_and_is_mended_by_an_update(slack: Slack) -> None:
    async with Playground(stream_seconds=0.01) as playground:
        thread = Thread(playground, Slack(playground), await playground.say("question"))
        ts = await thread.start(markdown_text="a")
        await playground.until(lambda: playground.thread("general", thread.parent)[-1].streaming == "errored")
        changed = playground.deliveries.records[-1].event
        assert cast(Payload, changed["message"])["streaming_state"] == "errored"
        assert await thread.refused("append", ts, markdown_text="b") == "message_not_in_streaming_state"
        await thread.slack.ok("chat.update", channel=thread.channel, ts=ts, text="whole")
        assert playground.thread("general", thread.parent)[-1].streaming == "completed"


def test_a_stream_lives_as_long_as_slack_lets_it_however_busy_it_is() -> None:
    now = 0.0
    workspace = Workspace()
    streams = Streams(workspace, clock=lambda: now)
    channel = workspace.channel("general")
    parent = workspace.post(channel="general", user=YOU, text="question")
    message = streams.start(channel, thread_ts=parent.ts, piece=Piece())
    gone = streams.start(channel, thread_ts=parent.ts, piece=Piece())
    workspace.delete(channel=channel.id, ts=gone.ts)
    now = 299.9
    streams.append(channel.id, message.ts, Piece(text="a", mode="markdown_text"))
    now = 300.0
    with pytest.raises(SlackError, match="message_not_in_streaming_state"):
        streams.append(channel.id, message.ts, Piece(text="b", mode="markdown_text"))
    assert workspace.message(channel.id, message.ts).streaming == "errored"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"streaming": False}, "unknown_method"),
        ({"plan": "free"}, "feature_not_enabled"),
        ({"plan": "free", "streaming": True}, None),
    ],
)
async def test_streaming_can_be_switched_off(options: dict[str, Any], error: str | None) -> None:
    async with Playground(**options) as playground:
        thread = Thread(playground, Slack(playground), await playground.say("question"))
        if error is None:
            await thread.start()
        else:
            arguments = {"channel": thread.channel, "thread_ts": thread.parent, **TO_YOU}
            assert await thread.slack.error("chat.startStream", **arguments) == error


async def test_twenty_streams_may_start_in_a_minute() -> None:
    async with Playground(limits="slack") as playground:
        thread = Thread(playground, Slack(playground), await playground.say("question"))
        for _ in range(20):
            await thread.start()
        refused = await thread.slack.refused("chat.startStream", channel=thread.channel, thread_ts=thread.parent, **TO_YOU)
        assert refused["error"] == "ratelimited"


async def test_the_sdks_own_helper_streams_here(thread: Thread) -> None:
    stream = await thread.slack.client.chat_stream(
        channel=thread.channel, thread_ts=thread.parent, recipient_team_id=TEAM, recipient_user_id=YOU, buffer_size=1
    )
    await stream.append(markdown_text="one ")
    await stream.append(markdown_text="two")
    await stream.stop(markdown_text=" three")
    assert thread.text == "one two three"


async def test_a_task_is_a_card_that_changes_and_stands_before_the_words(thread: Thread) -> None:
    task: Payload = {
        "type": "task_update",
        "id": "a",
        "title": "Reading a.pdf",
        "status": "in_progress",
        "details": "part 1 of 2",
    }
    ts = await thread.start(chunks=[task])
    text: Payload = {"type": "markdown_text", "text": "Done."}
    await thread.slack.ok("chat.appendStream", channel=thread.channel, ts=ts, chunks=[{**task, "status": "complete"}, text])
    card: Payload = {
        "type": "task_card",
        "task_id": "a",
        "title": "Reading a.pdf",
        "status": "complete",
        "details": "part 1 of 2",
    }
    message = thread.playground.thread("general", thread.parent)[-1]
    assert (message.text, message.blocks) == ("Done.", (card,))


@pytest.mark.parametrize("lacking", [{"id": ""}, {"title": None}, {"status": "nearly"}])
async def test_a_task_that_lacks_something_is_refused(thread: Thread, lacking: Payload) -> None:
    task: Payload = {"type": "task_update", "id": "a", "title": "Reading", "status": "pending", **lacking}
    refused = await thread.slack.error(
        "chat.startStream", channel=thread.channel, thread_ts=thread.parent, chunks=[task], **TO_YOU
    )
    assert refused == "invalid_chunks"
