import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from yarl import URL

from bot.playground import Playground
from bot.playground.entities import BOT_USER, DM, YOU
from bot.playground.page_api import PLACEHOLDER
from tests.playground.conftest import Slack
from tests.playground.forms import field, modal, text_input
from tests.playground.serving import serving

ACTIONS = (
    "edit",
    "delete",
    "react",
    "stop",
    "click",
    "command",
    "shortcut",
    "home",
    "tab",
    "use",
    "rename",
    "run",
    "submit",
    "close",
)


@pytest.fixture
async def page(playground: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(playground.url, headers={"X-Playground-Token": playground.page.token}) as session:
        yield session


async def state(page: aiohttp.ClientSession) -> dict[str, Any]:
    async with page.get("/playground/state") as response:
        return cast(dict[str, Any], await response.json())


async def send(page: aiohttp.ClientSession, **body: object) -> dict[str, Any]:
    async with page.post("/playground/messages", json=body) as response:
        return cast(dict[str, Any], await response.json())


async def test_the_page_comes_with_its_token_and_its_files(playground: Playground, page: aiohttp.ClientSession) -> None:
    async with page.get("/") as response:
        html = await response.text()
    assert playground.page.token in html
    assert PLACEHOLDER not in html
    async with page.get("/static/app.js") as response:
        assert response.status == 200
        assert "javascript" in response.content_type
    for name in ("nothing.js", "..%2Fserver.py", "%2e%2e%2fserver.py"):
        async with page.get(f"/static/{name}") as response:
            assert response.status == 404


@pytest.mark.parametrize("path", ["state", "messages", "files", "files/F1", "live", *ACTIONS])
@pytest.mark.parametrize("token", [None, "wrong", "ünequal"])
async def test_without_the_pages_token_nothing_is_served(playground: Playground, path: str, token: str | None) -> None:
    method = "POST" if path in ("messages", "files", *ACTIONS) else "GET"
    query = {"token": token} if token else {}
    async with (
        aiohttp.ClientSession(playground.url) as session,
        session.request(method, f"/playground/{path}", params=query) as response,
    ):
        assert response.status == 403


@pytest.mark.parametrize(
    ("accepted", "locale"),
    [("de-DE,de;q=0.9,en;q=0.8", "de-DE"), ("de;q=0.9", "de"), ("*", "en-US"), ("", "en-US"), ("a b, de", "en-US")],
)
async def test_you_use_slack_in_the_language_of_your_browser(
    playground: Playground, page: aiohttp.ClientSession, accepted: str, locale: str
) -> None:
    async with page.get("/", headers={"Accept-Language": accepted}):
        assert playground.workspace.users[YOU].locale == locale


@pytest.mark.parametrize("path", ["/", "/playground/state", "/api/api.test", "/v1/models"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1:1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
async def test_a_foreign_host_or_origin_is_refused_everywhere(
    page: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with page.get(path, headers=headers) as response:
        assert response.status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_the_own_host_and_origin_are_welcome(playground: Playground, page: aiohttp.ClientSession, host: str) -> None:
    own = f"{host}:{playground.port}"
    async with page.get("/playground/state", headers={"Host": own, "Origin": f"http://{own}"}) as response:
        assert response.status == 200


async def test_the_state_holds_what_the_page_draws(playground: Playground, slack: Slack, page: aiohttp.ClientSession) -> None:
    ts = await playground.say("question", files=[("a.txt", b"abc")])
    metadata = {"event_type": "footnote_answer", "event_payload": {"part": 2}}
    blocks = [{"type": "divider"}]
    await slack.ok("chat.postMessage", channel="general", thread_ts=ts, text="answer", blocks=blocks, metadata=metadata)
    await slack.ok("chat.postEphemeral", channel="general", user=YOU, text="for you")
    await slack.ok("chat.postEphemeral", channel="general", user="U0PLAYSAM01", text="for Sam")
    await slack.ok("assistant.threads.setStatus", channel_id="general", thread_ts=ts, status="is reading…")
    playground.workspace.add_channel("not yours", members=[BOT_USER])
    found = await state(page)
    assert (found["me"], found["bot"], found["model"], found["bot_running"]) == (YOU, BOT_USER, "stand-in", False)
    shown = [channel for channel in found["channels"] if not channel["is_im"]]
    assert [channel["name"] for channel in shown] == ["general", "finance", "design", "partners", "leadership"]
    assert [channel["name"] for channel in shown if channel["is_private"]] == ["leadership"]
    assert [channel["name"] for channel in shown if not channel["has_bot"]] == ["design"]
    assert [command["name"] for command in found["commands"]] == ["/ask", "/recap", "/footnote", "/invite"]
    assert [channel["id"] for channel in found["channels"] if channel["is_im"]] == [DM]
    general = found["channels"][0]["id"]
    question, answer, psst = found["messages"][general]
    assert question["files"][0]["url"] == f"/playground/files/{question['files'][0]['id']}"
    assert (answer["thread_ts"], answer["metadata_part"], answer["blocks"], answer["edited"]) == (ts, 2, blocks, False)
    assert (psst["text"], psst["ephemeral"]) == ("for you", True)
    assert found["status"] == {f"{general}:{ts}": "is reading…"}


async def test_you_write_and_share_files_through_the_page(playground: Playground, page: aiohttp.ClientSession) -> None:
    form = aiohttp.FormData(quote_fields=False)  # as browsers write it
    form.add_field("file", b"\x00" * 100_000, filename="résumé%0A%22📈%22.pdf", content_type="application/pdf")
    async with page.post("/playground/files", data=form) as response:
        uploaded = await response.json()
    assert (uploaded["name"], uploaded["size"]) == ('résumé\n"📈".pdf', 100_000)
    sent = await send(page, channel=DM, text="", file_ids=[uploaded["id"]])
    reply = await send(page, channel=DM, text="and?", thread_ts=sent["ts"])
    assert [message.ts for message in playground.thread("dm", sent["ts"])] == [sent["ts"], reply["ts"]]
    assert playground.deliveries.records[0].event["subtype"] == "file_share"
    async with page.get(f"/playground/files/{uploaded['id']}") as response:
        assert len(await response.read()) == 100_000
        assert response.headers["Content-Disposition"] == "attachment"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    async with page.get("/playground/files/F0NOTHING") as response:
        assert response.status == 404


async def test_a_transcript_sent_beside_a_clip_becomes_part_of_it(playground: Playground, page: aiohttp.ClientSession) -> None:
    ids: list[str] = []
    for name, kind in (("clip.webm", "video/webm"), ("clip.vtt", "text/vtt")):
        form = aiohttp.FormData()
        form.add_field("file", b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n", filename=name, content_type=kind)
        async with page.post("/playground/files", data=form) as response:
            ids.append((await response.json())["id"])
    sent = await send(page, channel=DM, text="", file_ids=ids)
    (message,) = playground.thread("dm", sent["ts"])
    (shared,) = message.files
    transcript = playground.workspace.files[shared].transcript
    assert transcript
    assert transcript.preview == "hello"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"channel": DM, "text": "  "}, "no_text"),
        ({"channel": DM, "text": "x" * 40_001}, "msg_too_long"),
        ({"channel": DM, "text": "x", "file_ids": ["F0NOTHING"]}, "file_not_found"),
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"text": "x"}, "invalid_arguments"),
    ],
)
async def test_what_can_not_be_sent_is_refused(page: aiohttp.ClientSession, body: dict[str, object], error: str) -> None:
    assert await send(page, **body) == {"ok": False, "error": error}


async def test_channels_that_you_are_not_in_are_closed_to_the_page(playground: Playground, page: aiohttp.ClientSession) -> None:
    other = playground.workspace.add_channel("not yours", members=[BOT_USER])
    assert (await send(page, channel=other.id, text="x"))["error"] == "channel_not_found"


async def test_an_upload_without_a_file_is_refused(page: aiohttp.ClientSession) -> None:
    async with page.post("/playground/files", data=b"abc") as response:
        assert response.status == 400
    form = aiohttp.FormData({"other": "x"}, default_to_multipart=True)
    async with page.post("/playground/files", data=form) as response:
        assert response.status == 400


async def test_the_live_feed_tells_of_every_change(playground: Playground, slack: Slack, page: aiohttp.ClientSession) -> None:
    general = playground.workspace.channel("general").id
    foreign = playground.workspace.add_channel("not yours", members=[BOT_USER])
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        await playground.say("not for you", channel=foreign.id, user=BOT_USER)
        ts = await playground.say("hello", files=[("a.txt", b"abc")])
        await slack.ok("assistant.threads.setStatus", channel_id=general, thread_ts=ts, status="is reading…")
        answer = (await slack.ok("chat.postMessage", channel=general, thread_ts=ts, text="a"))["ts"]
        await slack.ok("chat.update", channel=general, ts=answer, text="ab")
        await slack.ok("chat.postEphemeral", channel=general, user="U0PLAYSAM01", text="for Sam")
        await slack.ok("chat.delete", channel=general, ts=answer)
        events = [cast(dict[str, Any], await feed.receive_json(timeout=5)) for _ in range(7)]
    assert [event["type"] for event in events] == ["file", "message", "status", "status", "message", "changed", "deleted"]
    _, said, reading, cleared, _, grown, gone = events
    assert (said["channel"], said["message"]["text"]) == (general, "hello")
    assert (reading["thread_ts"], reading["status"], cleared["status"]) == (ts, "is reading…", "")
    assert grown["message"]["text"] == "ab"
    assert (gone["ts"], gone["thread_ts"]) == (answer, ts)


async def test_the_feed_ends_with_the_playground() -> None:
    async with aiohttp.ClientSession() as session:
        async with Playground() as playground:
            feed = await session.ws_connect(f"{playground.url}/playground/live?token={playground.page.token}")
        assert (await feed.receive(timeout=5)).type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)


async def test_a_page_that_does_not_keep_up_is_cut_off(
    playground: Playground, page: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.page_api.MOST_WAITING", 2)
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        for text in "abcd":
            # Without a turn of the loop in between, nothing is sent.
            playground.workspace.post(channel="general", user=YOU, text=text)
        while (await feed.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
            pass
        assert feed.closed


async def test_the_feed_tells_of_streams_sessions_and_reactions(
    playground: Playground, slack: Slack, page: aiohttp.ClientSession
) -> None:
    ts = await playground.say("question", channel="dm")
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        await slack.ok("agents.sessions.setStatus", channel_id=DM, thread_ts=ts, status="processing")
        await slack.ok("reactions.add", channel=DM, timestamp=ts, name="eyes")
        answer = (await slack.ok("chat.startStream", channel=DM, thread_ts=ts, markdown_text="**a"))["ts"]
        await slack.ok("chat.appendStream", channel=DM, ts=answer, markdown_text="b**")
        events = [cast(dict[str, Any], await feed.receive_json(timeout=5)) for _ in range(4)]
    session, reaction, begun, grown = events
    assert (session["type"], session["thread_ts"], session["status"]) == ("session", ts, "processing")
    assert (reaction["type"], reaction["message"]["reactions"]) == ("changed", [{"name": "eyes", "count": 1, "yours": False}])
    assert (begun["type"], begun["message"]["streaming"], begun["message"]["markdown"]) == ("message", "in_progress", True)
    assert (grown["type"], grown["message"]["text"]) == ("changed", "**ab**")
    found = await state(page)
    assert (found["sessions"], found["may_stop"]) == ({f"{DM}:{ts}": "processing"}, True)


async def act(page: aiohttp.ClientSession, name: str, **body: object) -> str | None:
    async with page.post(f"/playground/{name}", json={"channel": DM, **body}) as response:
        return cast(dict[str, Any], await response.json()).get("error")


async def test_you_edit_delete_and_stop_through_the_page(
    playground: Playground, slack: Slack, page: aiohttp.ClientSession
) -> None:
    ts = await playground.say("one", channel="dm")
    assert await act(page, "edit", ts=ts, text="two") is None
    assert playground.thread("dm", ts)[0].text == "two"
    assert await act(page, "edit", ts=ts, text="x" * 40_001) == "msg_too_long"
    assert await act(page, "stop", ts=ts) == "nothing_to_stop"
    await slack.ok("agents.sessions.setStatus", channel_id=DM, thread_ts=ts, status="processing")
    assert await act(page, "stop", ts=ts) is None
    assert playground.deliveries.records[-1].event["type"] == "agent_session_stopped"
    assert await act(page, "delete", ts=ts) is None
    assert playground.thread("dm", ts) == []
    assert await act(page, "delete", ts=ts) == "message_not_found"


async def test_you_react_and_take_it_back_through_the_page(
    playground: Playground, slack: Slack, page: aiohttp.ClientSession
) -> None:
    ts = await playground.say("one", channel="dm")
    for users in ((YOU,), ()):
        assert await act(page, "react", ts=ts, value="+1") is None
        assert sum((reaction.users for reaction in playground.thread("dm", ts)[0].reactions), ()) == users
    assert await act(page, "react", ts=ts, value="no such name") == "invalid_name"
    await slack.ok("chat.postEphemeral", channel=DM, user=YOU, text="for you")
    (private,) = playground.ephemeral("dm")
    assert await act(page, "react", ts=private.ts, value="+1") == "message_not_found"


async def test_the_page_tells_and_hears_what_stands_around_a_conversation(
    playground: Playground, slack: Slack, page: aiohttp.ClientSession
) -> None:
    general = playground.workspace.channel("general").id
    assert await act(page, "home", value=general) is None
    assert await act(page, "home", value="") is None
    opened, moved = (record.event for record in playground.deliveries.records)
    assert (opened["type"], moved["type"], moved["context"]) == ("app_home_opened", "app_context_changed", {})
    ts = await playground.say("question", channel="dm")
    assert await act(page, "rename", ts=ts, text="My own") == "session_not_found"
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        await slack.ok("agents.sessions.setStatus", channel_id=DM, thread_ts=ts, status="active", title="Ours")
        prompt = {"title": "Help", "message": "help"}
        await slack.ok("assistant.threads.setSuggestedPrompts", channel_id=DM, title="Ask:", prompts=[prompt])
        assert await act(page, "rename", ts=ts, text="My own") is None
        events = [cast(dict[str, Any], await feed.receive_json(timeout=5)) for _ in range(5)]
    assert [(event["type"], event.get("status")) for event in events] == [
        ("session", "active"),
        ("title", "Ours"),
        ("prompts", None),
        ("session", "active"),
        ("title", "My own"),
    ]
    found = await state(page)
    assert (found["titles"], found["looking"], found["has_view"]) == ({f"{DM}:{ts}": "My own"}, "", True)
    assert found["prompts"][DM] == {"title": "Ask:", "prompts": [["Help", "help"]]}


async def test_a_step_is_run_from_the_page_and_its_end_is_told(
    playground: Playground, slack: Slack, page: aiohttp.ClientSession
) -> None:
    async with page.post(
        "/playground/run", json={"step": "summarize_file", "inputs": {"file": "F1", "language": ""}}
    ) as response:
        run = cast(dict[str, Any], await response.json())["run"]
    inputs = playground.deliveries.records[-1].event["inputs"]
    assert inputs == {
        "file": [{"type": "rich_text_section", "elements": [{"type": "rich_text", "elements": [{"type": "text", "text": "F1"}]}]}]
    }
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        await slack.ok("functions.completeError", function_execution_id=run, error="No such file.")
        told = cast(dict[str, Any], await feed.receive_json(timeout=5))
    assert (told["type"], told["runs"][0]["state"], told["runs"][0]["error"]) == ("run", "failed", "No such file.")
    found = await state(page)
    assert (found["runs"], [step["title"] for step in found["steps"]]) == (told["runs"], ["Summarize a file", "Ask"])
    async with page.post("/playground/run", json={"step": "nothing"}) as response:
        assert cast(dict[str, Any], await response.json())["error"] == "not_found"


async def test_unknown_methods_are_told_to_the_page(playground: Playground, slack: Slack, page: aiohttp.ClientSession) -> None:
    assert (await state(page))["unknown"] == []
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        await slack.error("chat.dance")
        told = cast(dict[str, Any], await feed.receive_json(timeout=5))
    (danced,) = told["unknown"]
    assert (told["type"], danced["name"], danced["times"]) == ("unknown", "chat.dance", 1)
    assert (await state(page))["unknown"] == [danced]


async def test_you_can_not_touch_what_others_wrote_or_where_you_are_not(
    playground: Playground, page: aiohttp.ClientSession
) -> None:
    theirs = await playground.say("one", user="U0PLAYSAM01")
    general = playground.workspace.channel("general").id
    assert await act(page, "edit", channel=general, ts=theirs, text="x") == "cant_update_message"
    assert await act(page, "delete", channel=general, ts=theirs) == "cant_delete_message"
    other = playground.workspace.add_channel("not yours", members=[BOT_USER])
    assert await act(page, "stop", channel=other.id) == "channel_not_found"
    assert await act(page, "edit", channel=None) == "invalid_arguments"


async def test_a_press_that_nobody_acknowledges_is_said_to_be_so(slack: Slack, page: aiohttp.ClientSession) -> None:
    button = {"type": "button", "action_id": "again", "text": {"type": "plain_text", "text": "Again"}}
    posted = await slack.ok("chat.postMessage", channel=DM, text="a", blocks=[{"type": "actions", "elements": [button]}])
    assert await act(page, "click", ts=posted["ts"], action_id="again") == "not_acknowledged"


async def test_what_one_did_is_done_though_ones_tab_closes_meanwhile() -> None:
    async with Playground(ack_seconds=5) as playground:
        told, heard = asyncio.Event(), asyncio.Event()
        slack = Slack(playground)
        app = AsyncApp(client=slack.client)

        async def submitted(ack: AsyncAck) -> None:
            told.set()
            await heard.wait()
            await ack()

        async def opened(ack: AsyncAck, body: dict[str, Any]) -> None:
            await slack.client.views_open(trigger_id=body["trigger_id"], view=modal(field("name", text_input())))
            await ack()

        app.command("/ask")(opened)
        app.view("form")(submitted)
        async with serving(app, playground, "socket"):
            await playground.command("/ask", channel="general")
            (view,) = playground.views()
            filled = {"view": view.id, "values": {"name": {"x": "Word"}}}
            headers = {"X-Playground-Token": playground.page.token}
            async with aiohttp.ClientSession(playground.url, headers=headers) as tab:
                sending = asyncio.create_task(tab.post("/playground/submit", json=filled).__aenter__())
                await told.wait()
                sending.cancel()
            await asyncio.sleep(0.05)
            assert playground.views() == [view]
            heard.set()
            await playground.until(lambda: not playground.views())


async def test_opening_the_dm_is_told_once(playground: Playground, page: aiohttp.ClientSession) -> None:
    for _ in range(2):
        assert await act(page, "home") is None
    assert await act(page, "home", channel=playground.workspace.channel("general").id) is None
    (opened,) = playground.deliveries.records
    assert (opened.event["type"], opened.event["tab"], opened.event["channel"]) == ("app_home_opened", "messages", DM)


async def test_who_was_in_the_home_tab_before_opens_the_conversation_all_the_same(
    playground: Playground, page: aiohttp.ClientSession
) -> None:
    assert await act(page, "tab") is None
    assert await act(page, "home") is None
    assert [record.event["tab"] for record in playground.deliveries.records] == ["home", "messages"]


async def test_you_run_commands_through_the_page(playground: Playground, page: aiohttp.ClientSession) -> None:
    design = playground.workspace.channel("design").id
    async with page.ws_connect(f"/playground/live?token={playground.page.token}") as feed:
        assert await act(page, "command", channel=design, text="/invite @Footnote") is None
        joined, told = [cast(dict[str, Any], await feed.receive_json(timeout=5)) for _ in range(2)]
        old = await playground.say("old", channel="design", at=1_700_000_000)
        seeded = cast(dict[str, Any], await feed.receive_json(timeout=5))
    assert (joined["type"], joined["channel"], joined["user"]) == ("joined", design, BOT_USER)
    assert (told["message"]["text"], told["message"]["ephemeral"]) == ("You have added Footnote to this channel.", True)
    assert (seeded["type"], seeded["message"]["ts"]) == ("message", old)
    assert await act(page, "command", text="/ask a\nb") is None
    assert playground.deliveries.records[-1].body["text"] == "a\nb"
    assert await act(page, "command", text="/recap", ts="1.000000") is None
    assert await act(page, "command", text=" ") is None
    assert await act(page, "command", text="/ask " + "x" * 40_000) == "msg_too_long"
    assert playground.ephemeral("dm")[0].text == '/ask failed with the error "operation_timeout"'


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/archives/C0PLAYGEN01/p1700000000000019", "/#C0PLAYGEN01//1700000000.000019"),
        (
            "/archives/C0PLAYGEN01/p1700000060000000?thread_ts=1700000000.000019&cid=C0PLAYGEN01",
            "/#C0PLAYGEN01/1700000000.000019/1700000060.000000",
        ),
        ("/archives/C0PLAYGEN01/1700000000000019", None),
        ("/archives/nowhere/p1700000000000019", None),
        ("/archives/C0PLAYGEN01/p1700000000000019?thread_ts=%0d%0ax", None),
    ],
)
async def test_the_address_of_a_message_opens_its_place_on_the_page(
    page: aiohttp.ClientSession, path: str, place: str | None
) -> None:
    async with page.get(URL(path, encoded=True), allow_redirects=False) as response:
        assert (response.status, response.headers.get("Location")) == ((302, place) if place else (404, None))
