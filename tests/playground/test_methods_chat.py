import pytest

from bot.playground import Playground
from bot.playground.entities import BOT, BOT_USER, DM, YOU
from tests.playground.conftest import Slack


async def test_a_posted_message_is_in_the_thread_and_comes_back_whole(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    metadata = {"event_type": "footnote_answer", "event_payload": {"part": 1}}
    posted = await slack.ok("chat.postMessage", channel="general", thread_ts=ts, text="a < b", metadata=metadata)
    assert posted["message"]["text"] == "a &lt; b"
    assert posted["message"]["thread_ts"] == ts
    assert (posted["message"]["bot_id"], posted["message"]["metadata"]) == (BOT, metadata)
    assert [message.user for message in playground.thread("general", ts)] == [YOU, BOT_USER]


async def test_a_persons_id_opens_their_dm(playground: Playground, slack: Slack) -> None:
    assert (await slack.ok("chat.postMessage", channel=YOU, text="hi"))["channel"] == DM
    assert [message.text for message in playground.workspace.channel(DM).messages.values()] == ["hi"]


async def test_a_reply_to_a_reply_joins_its_thread_and_one_to_a_lost_parent_leaves_it(
    playground: Playground, slack: Slack
) -> None:
    parent = await playground.say("parent")
    reply = await playground.say("reply", thread_ts=parent)
    joined = await slack.ok("chat.postMessage", channel="general", thread_ts=reply, text="x")
    assert joined["message"]["thread_ts"] == parent
    lone = await playground.say("soon gone")
    playground.workspace.delete(channel="general", ts=lone)
    left = await slack.ok("chat.postMessage", channel="general", thread_ts=lone, text="x")
    assert "thread_ts" not in left["message"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "general"}, "no_text"),
        ({"channel": "general", "text": "  "}, "no_text"),
        ({"channel": "general", "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": "general", "markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"channel": "general", "markdown_text": "x", "text": "y"}, "markdown_text_conflict"),
        ({"channel": "general", "blocks": "{"}, "invalid_blocks_format"),
        ({"channel": "general", "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
        ({"channel": "general", "text": "x", "metadata": []}, "invalid_metadata_format"),
        ({"channel": "general", "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
    ],
)
async def test_a_message_that_slack_refuses_is_refused(slack: Slack, arguments: dict[str, object], error: str) -> None:
    assert await slack.error("chat.postMessage", **arguments) == error


async def test_channels_without_the_bot_are_closed_to_it(playground: Playground, slack: Slack) -> None:
    public = playground.workspace.add_channel("other", members=[YOU])
    private = playground.workspace.add_channel("secret", members=[YOU], is_private=True)
    assert await slack.error("chat.postMessage", channel=public.id, text="x") == "not_in_channel"
    assert await slack.error("chat.postMessage", channel=private.id, text="x") == "channel_not_found"


async def test_an_update_replaces_text_drops_blocks_and_keeps_metadata(playground: Playground, slack: Slack) -> None:
    metadata = {"event_type": "footnote_answer", "event_payload": {"part": 1}}
    blocks = [{"type": "divider"}]
    ts = (await slack.ok("chat.postMessage", channel="general", text="a", blocks=blocks, metadata=metadata))["ts"]
    channel = playground.workspace.channel("general").id
    kept = await slack.ok("chat.update", channel=channel, ts=ts, blocks=blocks)
    assert kept["message"]["blocks"] == blocks
    assert "edited" not in kept["message"]
    changed = await slack.ok("chat.update", channel=channel, ts=ts, text="b")
    assert (changed["text"], changed["message"]["metadata"]) == ("b", metadata)
    assert "blocks" not in changed["message"]
    assert changed["message"]["edited"]["user"] == BOT_USER


async def test_an_update_that_slack_refuses_is_refused(playground: Playground, slack: Slack) -> None:
    channel = playground.workspace.channel("general").id
    mine = (await slack.ok("chat.postMessage", channel=channel, text="a"))["ts"]
    yours = await playground.say("b")
    assert await slack.error("chat.update", channel=channel, ts=yours, text="x") == "cant_update_message"
    assert await slack.error("chat.update", channel=channel, ts="1.000000", text="x") == "message_not_found"
    assert await slack.error("chat.update", channel=channel, ts=mine, text="x" * 4_001) == "msg_too_long"
    assert await slack.error("chat.update", channel=channel, ts=mine) == "no_text"


async def test_a_deleted_message_is_gone_and_a_parent_leaves_a_tombstone(playground: Playground, slack: Slack) -> None:
    channel = playground.workspace.channel("general").id
    parent = (await slack.ok("chat.postMessage", channel=channel, text="a"))["ts"]
    reply = (await slack.ok("chat.postMessage", channel=channel, text="b", thread_ts=parent))["ts"]
    await slack.ok("chat.delete", channel=channel, ts=parent)
    found = await slack.ok("conversations.replies", channel=channel, ts=parent)
    assert [message.get("subtype") for message in found["messages"]] == ["tombstone", None]
    assert await slack.error("chat.update", channel=channel, ts=parent, text="x") == "message_not_found"
    await slack.ok("chat.delete", channel=channel, ts=reply)
    assert len((await slack.ok("conversations.replies", channel=channel, ts=parent))["messages"]) == 1
    yours = await playground.say("b")
    assert await slack.error("chat.delete", channel=channel, ts=yours) == "cant_delete_message"


async def test_an_ephemeral_message_is_shown_to_one_person_and_kept_from_the_thread(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    await slack.ok("chat.postEphemeral", channel="general", user=YOU, text="psst", thread_ts=ts)
    assert len(playground.thread("general", ts)) == 1
    assert len((await slack.ok("conversations.history", channel="general"))["messages"]) == 1
    assert await slack.error("chat.postEphemeral", channel="general", user="U0NOBODY", text="x") == "user_not_in_channel"


async def test_a_status_shows_until_the_bot_posts_in_the_thread(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    channel = playground.workspace.channel("general").id
    await slack.ok("assistant.threads.setStatus", channel_id=channel, thread_ts=ts, status="is reading…")
    assert playground.workspace.statuses == {(channel, ts): "is reading…"}
    await slack.ok("chat.postMessage", channel=channel, thread_ts=ts, text="answer")
    assert playground.workspace.statuses == {}
    await slack.ok("assistant.threads.setStatus", channel_id=channel, thread_ts=ts, status="is thinking…")
    await slack.ok("assistant.threads.setStatus", channel_id=channel, thread_ts=ts, status="")
    assert playground.workspace.statuses == {}


async def test_a_status_that_slack_refuses_is_refused(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    channel = playground.workspace.channel("general").id
    method = "assistant.threads.setStatus"
    assert await slack.error(method, channel_id=channel, thread_ts="1.000000", status="x") == "invalid_thread_ts"
    assert await slack.error(method, channel_id=channel, thread_ts=ts) == "invalid_arguments"
    loading = ["a"] * 11
    assert (
        await slack.error(method, channel_id=channel, thread_ts=ts, status="x", loading_messages=loading) == "invalid_arguments"
    )


async def test_a_reaction_is_added_once_and_removed_once(playground: Playground, slack: Slack) -> None:
    ts = await playground.say("question")
    reaction = {"channel": playground.workspace.channel("general").id, "timestamp": ts, "name": "eyes"}
    await slack.ok("reactions.add", **reaction)
    assert await slack.error("reactions.add", **reaction) == "already_reacted"
    playground.workspace.react(channel=reaction["channel"], ts=ts, name="eyes", user=YOU)
    found = await slack.ok("conversations.replies", channel=reaction["channel"], ts=ts)
    assert found["messages"][0]["reactions"] == [{"name": "eyes", "users": [BOT_USER, YOU], "count": 2}]
    await slack.ok("reactions.remove", **reaction)
    assert await slack.error("reactions.remove", **reaction) == "no_reaction"
    assert [reaction.users for reaction in playground.thread("general", ts)[0].reactions] == [(YOU,)]
    assert await slack.error("reactions.add", **{**reaction, "name": "not an emoji"}) == "invalid_name"
    # The app is told of no change of the message.
    assert len(playground.deliveries.records) == 1
    assert await slack.error("reactions.add", **{**reaction, "timestamp": "1.000000"}) == "message_not_found"


async def test_markdown_is_kept_as_it_is_and_read_back_as_a_block(playground: Playground, slack: Slack) -> None:
    ts = (await slack.ok("chat.postMessage", channel="general", markdown_text="**a** < b"))["ts"]
    assert playground.thread("general", ts)[0].text == "**a** < b"
    found = await slack.ok("conversations.replies", channel=playground.workspace.channel("general").id, ts=ts)
    assert found["messages"][0]["text"] == "**a** &lt; b"
    assert found["messages"][0]["blocks"] == [{"type": "markdown", "text": "**a** < b"}]


async def test_a_message_and_a_reply_have_an_address(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("question", at=1_700_000_000.000_019)
    reply = await playground.say("answer", thread_ts=parent, at=1_700_000_060)
    general = playground.workspace.channel("general").id
    found = await slack.ok("chat.getPermalink", channel=general, message_ts=parent)
    site = (await slack.ok("auth.test"))["url"]
    assert (found["channel"], found["permalink"]) == (general, f"{site}archives/{general}/p1700000000000019")
    assert playground.permalink("general", parent) == found["permalink"]
    found = await slack.ok("chat.getPermalink", channel=general, message_ts=reply)
    assert found["permalink"] == f"{site}archives/{general}/p1700000060000000?thread_ts={parent}&cid={general}"


async def test_what_is_hidden_from_the_app_has_no_address(playground: Playground, slack: Slack) -> None:
    secret = playground.workspace.add_channel("secret", members=[YOU], is_private=True)
    hidden = await playground.say("x", channel=secret.id)
    psst = (await slack.ok("chat.postEphemeral", channel="general", user=YOU, text="psst"))["message_ts"]
    assert await slack.error("chat.getPermalink", channel=secret.id, message_ts=hidden) == "channel_not_found"
    assert await slack.error("chat.getPermalink", channel="general", message_ts="1.000000") == "message_not_found"
    assert await slack.error("chat.getPermalink", channel="general", message_ts=psst) == "message_not_found"
    elsewhere = await playground.say("x", channel="design")
    assert (await slack.ok("chat.getPermalink", channel="design", message_ts=elsewhere))["permalink"]
