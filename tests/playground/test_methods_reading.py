import pytest

from bot.playground import Playground
from bot.playground.entities import ALEX, BOT_USER, DM, GUEST, LENA, SAM, YOU
from tests.playground.conftest import Slack


async def test_a_thread_is_read_page_by_page_parent_first(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("0")
    for number in range(1, 6):
        await playground.say(str(number), thread_ts=parent)
    texts: list[str] = []
    cursor, pages = "", 0
    while pages == 0 or cursor:
        page = await slack.ok("conversations.replies", channel="general", ts=parent, limit=2, cursor=cursor)
        texts += [message["text"] for message in page["messages"]]
        cursor, pages = page["response_metadata"]["next_cursor"], pages + 1
        assert page["has_more"] == bool(cursor)
    assert (texts, pages) == (list("012345"), 3)


async def test_the_parent_tells_of_its_replies_and_the_replies_of_their_parent(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("parent")
    reply = await playground.say("reply", thread_ts=parent, user="U0PLAYALEX1")
    # Any message of the thread may be named.
    for ts in (parent, reply):
        first, second = (await slack.ok("conversations.replies", channel="general", ts=ts))["messages"]
        assert (first["reply_count"], first["latest_reply"], first["thread_ts"]) == (1, reply, parent)
        assert (second["thread_ts"], second["parent_user_id"]) == (parent, YOU)
        assert second["blocks"][0]["type"] == "rich_text"


async def test_bounds_leave_out_replies_but_never_the_parent(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("0")
    first = await playground.say("1", thread_ts=parent)
    second = await playground.say("2", thread_ts=parent)

    async def texts(**bounds: object) -> list[str]:
        page = await slack.ok("conversations.replies", channel="general", ts=parent, **bounds)
        return [message["text"] for message in page["messages"]]

    assert await texts(oldest=first) == ["0", "2"]
    assert await texts(oldest=first, inclusive=True) == ["0", "1", "2"]
    assert await texts(latest=second) == ["0", "1"]
    assert await texts(latest=second, inclusive="true") == ["0", "1", "2"]


async def test_metadata_comes_only_when_asked_for(slack: Slack) -> None:
    metadata = {"event_type": "footnote_answer", "event_payload": {"part": 1}}
    ts = (await slack.ok("chat.postMessage", channel="general", text="a", metadata=metadata))["ts"]
    plain = await slack.ok("conversations.replies", channel="general", ts=ts)
    assert "metadata" not in plain["messages"][0]
    whole = await slack.ok("conversations.replies", channel="general", ts=ts, include_all_metadata=True)
    assert whole["messages"][0]["metadata"] == metadata


async def test_history_is_newest_first_and_without_replies(playground: Playground, slack: Slack) -> None:
    parent = await playground.say("first")
    await playground.say("reply", thread_ts=parent)
    await slack.ok("chat.postMessage", channel="general", thread_ts=parent, text="broadcast", reply_broadcast=True)
    await playground.say("second")
    page = await slack.ok("conversations.history", channel="general", limit=2)
    assert [message["text"] for message in page["messages"]] == ["second", "broadcast"]
    assert page["messages"][1]["subtype"] == "thread_broadcast"
    rest = await slack.ok("conversations.history", channel="general", cursor=page["response_metadata"]["next_cursor"])
    assert [message["text"] for message in rest["messages"]] == ["first"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"ts": "1.000000"}, "thread_not_found"),
        ({"channel": "C0NOWHERE"}, "channel_not_found"),
        ({"limit": 0}, "invalid_limit"),
        ({"limit": "many"}, "invalid_limit"),
        ({"cursor": "!"}, "invalid_cursor"),
        ({"cursor": "bmV4dDox"}, "invalid_cursor"),
    ],
)
async def test_reading_that_slack_refuses_is_refused(
    playground: Playground, slack: Slack, arguments: dict[str, object], error: str
) -> None:
    ts = await playground.say("parent")
    await playground.say("reply", thread_ts=ts)
    assert await slack.error("conversations.replies", **{"channel": "general", "ts": ts, **arguments}) == error


@pytest.mark.parametrize(("bound", "error"), [("oldest", "invalid_ts_oldest"), ("latest", "invalid_ts_latest")])
async def test_a_bound_that_is_no_timestamp_is_refused(playground: Playground, slack: Slack, bound: str, error: str) -> None:
    await playground.say("x")
    assert await slack.error("conversations.history", channel="general", **{bound: "yesterday"}) == error


async def test_reading_needs_membership_and_the_scope_of_that_kind_of_channel(playground: Playground, slack: Slack) -> None:
    foreign = playground.workspace.add_channel("other", members=[YOU])
    assert await slack.error("conversations.history", channel=foreign.id) == "not_in_channel"
    playground.workspace.scopes.discard("im:history")
    refused = await slack.refused("conversations.history", channel=DM)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "im:history")
    await slack.ok("conversations.history", channel="general")


async def test_channels_are_described_and_their_members_listed(playground: Playground, slack: Slack) -> None:
    general = (await slack.ok("conversations.info", channel="general"))["channel"]
    assert (general["name"], general["is_member"], general["is_im"]) == ("general", True, False)
    direct = (await slack.ok("conversations.info", channel=DM))["channel"]
    assert (direct["is_im"], direct["user"]) == (True, YOU)
    secret = playground.workspace.add_channel("secret", members=[YOU], is_private=True)
    assert await slack.error("conversations.info", channel=secret.id) == "channel_not_found"
    assert await slack.error("conversations.members", channel=secret.id) == "channel_not_found"
    page = await slack.ok("conversations.members", channel="general", limit=3)
    rest = await slack.ok("conversations.members", channel="general", cursor=page["response_metadata"]["next_cursor"])
    assert sorted(page["members"] + rest["members"]) == sorted([YOU, ALEX, SAM, LENA, GUEST, BOT_USER])


async def test_a_public_channel_without_the_bot_is_known_but_not_read(slack: Slack) -> None:
    design = (await slack.ok("conversations.info", channel="C0PLAYDES01"))["channel"]
    assert (design["name"], design["is_member"], design["is_private"]) == ("design", False, False)
    assert sorted((await slack.ok("conversations.members", channel="C0PLAYDES01"))["members"]) == sorted([YOU, ALEX, SAM])
    assert await slack.error("conversations.history", channel="C0PLAYDES01") == "not_in_channel"
    assert await slack.error("conversations.replies", channel="C0PLAYDES01", ts="1.000000") == "not_in_channel"


async def test_every_kind_of_conversation_is_described_as_what_it_is(playground: Playground, slack: Slack) -> None:
    group = playground.workspace.add_channel("mpdm-you--alex--footnote-1", members=[YOU, ALEX, BOT_USER], is_mpim=True)
    playground.workspace.channel("finance").is_archived = True

    async def told(channel: str) -> list[str]:
        found = (await slack.ok("conversations.info", channel=channel))["channel"]
        names = ("is_private", "is_im", "is_mpim", "is_ext_shared", "is_archived")
        return [name for name in names if found.get(name)]

    assert await told("general") == []
    assert await told("leadership") == ["is_private"]
    assert await told("partners") == ["is_ext_shared"]
    assert await told("finance") == ["is_archived"]
    assert await told(DM) == ["is_im"]
    assert await told(group.id) == ["is_private", "is_mpim"]
    assert await slack.error("chat.postMessage", channel="finance", text="x") == "is_archived"


@pytest.mark.parametrize(
    ("channel", "scope"),
    [("general", "channels:read"), ("leadership", "groups:read"), (DM, "im:read"), ("a group", "mpim:read")],
)
async def test_telling_of_a_conversation_and_its_members_takes_the_scope_of_its_kind(
    playground: Playground, slack: Slack, channel: str, scope: str
) -> None:
    playground.workspace.add_channel("a group", members=[YOU, ALEX, BOT_USER], is_mpim=True)
    playground.workspace.scopes.discard(scope)
    for method in ("conversations.info", "conversations.members"):
        refused = await slack.refused(method, channel=channel)
        assert (refused["error"], refused["needed"]) == ("missing_scope", scope)


async def test_what_was_written_long_ago_stands_in_its_place_and_is_no_news(playground: Playground, slack: Slack) -> None:
    now = await playground.say("now")
    texts = ["third", "first", "second"]
    third, first, second = [
        await playground.say(text, at=1_700_000_000.0 + at) for text, at in zip(texts, (2, 0, 0), strict=True)
    ]
    assert (first, second) == ("1700000000.000000", "1700000000.000001")
    await playground.say("late reply", thread_ts=first, at=1_700_000_500.5)
    await playground.say("early reply", thread_ts=first, at=1_700_000_100.25)
    assert [message.text for message in playground.thread("general", first)] == ["first", "early reply", "late reply"]
    page = await slack.ok("conversations.history", channel="general")
    assert [message["ts"] for message in page["messages"]] == [now, third, second, first]
    bounds = {"oldest": "1700000000", "latest": third}
    inside = await slack.ok("conversations.history", channel="general", **bounds)
    assert [message["ts"] for message in inside["messages"]] == [second]
    both = await slack.ok("conversations.history", channel="general", **bounds, inclusive=True, limit=2)
    assert [message["ts"] for message in both["messages"]] == [third, second]
    cursor = both["response_metadata"]["next_cursor"]
    rest = await slack.ok("conversations.history", channel="general", **bounds, inclusive=True, limit=2, cursor=cursor)
    assert [message["ts"] for message in rest["messages"]] == [first]
    assert [record.event["text"] for record in playground.deliveries.records] == ["now"]


async def test_a_dm_is_opened_with_a_person(slack: Slack, playground: Playground) -> None:
    playground.workspace.scopes.discard("im:write")
    assert await slack.error("conversations.open", users=YOU) == "missing_scope"
    playground.workspace.scopes.add("im:write")
    assert (await slack.ok("conversations.open", users=YOU))["channel"] == {"id": DM}
    opened = (await slack.ok("conversations.open", users="U0PLAYALEX1", return_im=True))["channel"]
    assert opened["user"] == "U0PLAYALEX1"
    assert (await slack.ok("conversations.open", channel=opened["id"]))["channel"] == {"id": opened["id"]}
    assert await slack.error("conversations.open", users="U0NOBODY") == "user_not_found"
    assert await slack.error("conversations.open", users=f"{YOU},U0PLAYALEX1") == "users_list_not_supplied"
