"""A tab of the page stands for one person: it sees what that person sees, and does what it does in their name."""

from collections.abc import AsyncIterator
from typing import Any, cast

import aiohttp
import pytest

from bot.playground import Playground
from bot.playground.entities import ALEX, DM, OUTSIDER, SAM, SLACKBOT, YOU
from tests.playground.conftest import Slack

ENDPOINTS = ("state", "live", "messages", "files", "edit", "command", "tab", "use", "submit", "close", "run")


class Tab:
    """Calls what the page calls, as the person whom its address names."""

    def __init__(self, session: aiohttp.ClientSession, name: str) -> None:
        self._session = session
        self.named = {"as": name} if name else {}

    async def state(self) -> dict[str, Any]:
        async with self._session.get("/playground/state", params=self.named) as response:
            return cast("dict[str, Any]", await response.json())

    async def does(self, deed: str, **body: object) -> dict[str, Any]:
        async with self._session.post(f"/playground/{deed}", params=self.named, json=body) as response:
            return cast("dict[str, Any]", await response.json())


@pytest.fixture
async def session(playground: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(playground.url, headers={"X-Playground-Token": playground.page.token}) as session:
        yield session


@pytest.mark.parametrize(
    ("named", "me", "role", "channels", "has_dm"),
    [
        ("", YOU, "admin", ["general", "finance", "design", "partners", "leadership"], True),
        ("jo", YOU, "admin", ["general", "finance", "design", "partners", "leadership"], True),
        ("Alex", ALEX, "", ["general", "finance", "design", "partners", "leadership"], True),
        (SAM, SAM, "", ["general", "finance", "design"], True),
        ("robin", "U0PLAYROB01", "guest", ["general"], True),
        ("kim", OUTSIDER, "outside", ["partners"], False),
    ],
)
async def test_a_tab_shows_what_its_person_sees(
    session: aiohttp.ClientSession, named: str, me: str, role: str, channels: list[str], has_dm: bool
) -> None:
    found = await Tab(session, named).state()
    assert found["me"] == me
    assert [user["role"] for user in found["users"] if user["id"] == me] == [role]
    assert [channel["name"] for channel in found["channels"] if not channel["is_im"]] == channels
    assert [channel["is_im"] for channel in found["channels"] if channel["is_im"]] == [True] * has_dm
    # To another organisation the app offers nothing of its own.
    assert bool(found["commands"]) == bool(found["shortcuts"]) == bool(found["steps"]) == has_dm
    assert found["people"][0] == YOU
    assert SLACKBOT not in found["people"]


@pytest.mark.parametrize("named", ["nobody", "footnote", "slackbot"])
async def test_nobody_else_can_be_one(session: aiohttp.ClientSession, named: str) -> None:
    async with session.get("/", params={"as": named}, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/")
    for path in ENDPOINTS:
        method = "GET" if path in ("state", "live") else "POST"
        body = {"channel": DM, "view": "V1", "step": "ask_footnote"} if method == "POST" else None
        async with session.request(method, f"/playground/{path}", params={"as": named}, json=body) as response:
            assert (await response.json())["error"] == "user_not_found", path


async def test_what_is_private_to_one_person_stays_with_them(
    playground: Playground, slack: Slack, session: aiohttp.ClientSession
) -> None:
    sam, you = Tab(session, "sam"), Tab(session, "")
    theirs = playground.workspace.open_im(SAM).id
    general = playground.workspace.channel("general").id
    await slack.ok("chat.postEphemeral", channel="general", user=SAM, text="for Sam")
    ts = await playground.say("hello", channel="dm", user=SAM)
    await slack.ok("assistant.threads.setStatus", channel_id=theirs, thread_ts=ts, status="is reading…")
    blocks = [{"type": "divider", "block_id": "line"}]
    await slack.ok("views.publish", user_id=SAM, view={"type": "home", "blocks": blocks})
    for tab, texts, status, home in ((sam, ["for Sam"], {f"{theirs}:{ts}": "is reading…"}, blocks), (you, [], {}, None)):
        found = await tab.state()
        assert [message["text"] for message in found["messages"][general]] == texts
        assert found["status"] == status
        assert (found["home"] and found["home"]["blocks"]) == home
        assert (theirs in found["messages"]) == (tab is sam)


async def test_each_feed_tells_its_person_alone(playground: Playground, slack: Slack, session: aiohttp.ClientSession) -> None:
    token = playground.page.token
    async with (
        session.ws_connect(f"/playground/live?token={token}&as=sam") as sam,
        session.ws_connect(f"/playground/live?token={token}") as you,
    ):
        for user, text in ((SAM, "for Sam"), (YOU, "for you")):
            await slack.ok("chat.postEphemeral", channel="general", user=user, text=text)
        ts = await playground.say("hello", user=SAM)
        playground.workspace.react(channel="general", ts=ts, name="eyes", user=SAM)
        for feed, text, yours in ((sam, "for Sam", True), (you, "for you", False)):
            private, said, reacted = [cast("dict[str, Any]", await feed.receive_json(timeout=5)) for _ in range(3)]
            assert (private["message"]["text"], said["message"]["text"]) == (text, "hello")
            assert reacted["message"]["reactions"] == [{"name": "eyes", "count": 1, "yours": yours}]


async def test_who_is_brought_into_a_channel_sees_it_at_once(playground: Playground, session: aiohttp.ClientSession) -> None:
    partners = playground.workspace.channel("partners").id
    await playground.say("before", channel="partners")
    async with session.ws_connect(f"/playground/live?token={playground.page.token}&as=sam") as sam:
        await Tab(session, "").does("command", channel=partners, text="/invite @Sam")
        joined = cast("dict[str, Any]", await sam.receive_json(timeout=5))
    assert (joined["type"], joined["channel"], joined["added"]["name"]) == ("joined", partners, "partners")
    assert [message["text"] for message in joined["messages"]] == ["before"]


async def test_what_a_tab_does_is_done_in_its_persons_name(
    playground: Playground, slack: Slack, session: aiohttp.ClientSession
) -> None:
    sam = Tab(session, "sam")
    general, theirs = playground.workspace.channel("general").id, playground.workspace.open_im(SAM).id
    said = await sam.does("messages", channel=general, text="hello")
    assert playground.thread("general", said["ts"])[0].user == SAM
    assert (await sam.does("edit", channel=general, ts=said["ts"], text="hello!"))["ok"]
    mine = await playground.say("mine")
    assert (await sam.does("delete", channel=general, ts=mine))["error"] == "cant_delete_message"
    assert (await sam.does("messages", channel=DM, text="into your DM"))["error"] == "channel_not_found"

    for deed, about in (
        ("command", {"channel": general, "text": "/ask why?"}),
        ("shortcut", {"channel": general, "action_id": "ask_footnote"}),
        ("shortcut", {"channel": general, "ts": mine, "action_id": "translate"}),
        ("home", {"channel": theirs, "value": general}),
        ("tab", {"channel": theirs}),
    ):
        before = len(playground.deliveries.records)
        await sam.does(deed, **about)
        body = playground.deliveries.records[before].body
        assert SAM in str(body), deed
        assert YOU not in str({**body, "authorizations": None, "message": None}), deed


async def test_each_person_has_a_modal_of_their_own(playground: Playground, slack: Slack, session: aiohttp.ClientSession) -> None:
    sam, you = Tab(session, "sam"), Tab(session, "")
    await playground.command("/ask", channel="general", user=SAM)
    trigger = str(playground.deliveries.records[-1].body["trigger_id"])
    modal = {"type": "modal", "title": {"type": "plain_text", "text": "A form"}, "blocks": [{"type": "divider"}]}
    view = (await slack.ok("views.open", trigger_id=trigger, view=modal))["view"]["id"]
    assert (await sam.state())["view"]["id"] == view
    assert (await you.state())["view"] is None
    assert (await you.does("close", view=view))["error"] == "not_found"
    assert (await sam.does("close", view=view))["ok"]
    assert (await sam.state())["view"] is None


async def test_somebody_of_another_organisation_has_no_home_tab(playground: Playground, session: aiohttp.ClientSession) -> None:
    partners = playground.workspace.channel("partners").id
    assert (await Tab(session, "kim").does("tab", channel=partners))["ok"]
    assert playground.deliveries.records == []
