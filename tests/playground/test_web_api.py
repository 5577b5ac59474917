import json
from collections.abc import AsyncIterator
from dataclasses import replace

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.playground import Playground
from bot.playground.entities import BOT, BOT_USER, GUEST, LENA, OTHER_TEAM, OUTSIDER, SAM, SLACKBOT, TEAM, YOU
from bot.playground.web_api import Fault
from bot.playground.workspace import KEPT_UNKNOWN
from tests.playground.conftest import Slack


@pytest.fixture
async def http(playground: Playground) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(playground.url) as session:
        yield session


async def test_the_token_belongs_to_the_bot(slack: Slack) -> None:
    found = await slack.ok("auth.test")
    assert (found["team_id"], found["user_id"], found["bot_id"]) == (TEAM, BOT_USER, BOT)


@pytest.mark.parametrize("shape", ["query", "form", "json", "token in the form", "multipart"])
async def test_every_way_to_send_arguments_is_understood(slack: Slack, http: aiohttp.ClientSession, shape: str) -> None:
    arguments = {"user": YOU}
    bearer = {"Authorization": f"Bearer {slack.token}"}
    match shape:
        case "query":
            call = http.get("/api/users.info", params=arguments, headers=bearer)
        case "form":
            call = http.post("/api/users.info", data=arguments, headers=bearer)
        case "json":
            call = http.post("/api/users.info", json=arguments, headers=bearer)
        case "multipart":
            with aiohttp.MultipartWriter("form-data") as parts:
                parts.append(YOU).set_content_disposition("form-data", name="user")
            call = http.post("/api/users.info", data=parts, headers=bearer)
        case _:
            call = http.post("/api/users.info", data={**arguments, "token": slack.token})
    async with call as response:
        assert (await response.json())["user"]["name"] == "jo"


async def test_methods_that_there_are_not_are_noted_with_their_times(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    for method in ("chat.dance", "admin.users.list", "chat.dance"):
        assert await slack.error(method) == "unknown_method"
    listed, danced = playground.workspace.unknown.values()
    assert (listed.name, listed.times, danced.name, danced.times) == ("admin.users.list", 1, "chat.dance", 2)
    assert danced.first_at <= listed.first_at == listed.last_at <= danced.last_at
    # Whoever calls, and however much: the list stays short.
    for number in range(KEPT_UNKNOWN):
        async with http.get(f"/api/{'x' * 500}{number}") as response:
            assert (await response.json())["error"] == "unknown_method"
    assert len(playground.workspace.unknown) == 3
    for number in range(KEPT_UNKNOWN):
        await slack.error(f"no.{number}")
    assert len(playground.workspace.unknown) == KEPT_UNKNOWN
    assert "chat.dance" not in playground.workspace.unknown


async def test_methods_that_are_served_are_not_noted(playground: Playground, slack: Slack) -> None:
    await slack.ok("auth.test")
    assert await slack.error("users.info") == "invalid_arguments"
    assert playground.workspace.unknown == {}


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("app", "auth.test", "not_allowed_token_type"),
        ("bot", "chat.dance", "unknown_method"),
    ],
)
async def test_a_call_without_the_right_token_is_refused(
    slack: Slack, http: aiohttp.ClientSession, token: str, method: str, error: str
) -> None:
    sent = {"bot": slack.token, "app": slack.app_token}.get(token, token)
    async with http.post(f"/api/{method}", headers={"Authorization": f"Bearer {sent}"} if sent else {}) as response:
        assert response.status == 200
        assert (await response.json())["error"] == error


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("a", "text/plain", "invalid_form_data"),
    ],
)
async def test_a_body_that_can_not_be_read_is_refused(
    http: aiohttp.ClientSession, body: str, content_type: str, error: str
) -> None:
    async with http.post("/api/auth.test", data=body, headers={"Content-Type": content_type}) as response:
        assert (await response.json())["error"] == error


async def test_api_test_needs_no_token(http: aiohttp.ClientSession) -> None:
    async with http.post("/api/api.test", data={"foo": "bar"}) as response:
        assert await response.json() == {"ok": True, "args": {"foo": "bar"}}


async def test_a_missing_scope_is_named(playground: Playground, slack: Slack) -> None:
    playground.workspace.scopes.discard("users:read")
    refused = await slack.refused("users.info", user=YOU)
    assert (refused["error"], refused["needed"]) == ("missing_scope", "users:read")
    assert "chat:write" in refused["provided"]


async def test_each_token_has_scopes_of_its_own(playground: Playground, slack: Slack) -> None:
    opened = await slack.client.apps_connections_open(app_token=slack.app_token)
    assert opened.headers["X-OAuth-Scopes"] == "connections:write"
    playground.workspace.app_scopes.clear()
    with pytest.raises(SlackApiError) as refused:
        await slack.client.apps_connections_open(app_token=slack.app_token)
    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", "connections:write")
    tested = await slack.client.auth_test()
    assert tested.headers["X-OAuth-Scopes"] == ",".join(sorted(playground.workspace.scopes))


async def test_a_missing_argument_is_named(slack: Slack) -> None:
    refused = await slack.refused("users.info")
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_people_and_bots_are_looked_up(slack: Slack) -> None:
    assert (await slack.ok("users.info", user=YOU))["user"]["profile"]["display_name"] == "Jo"
    assert await slack.error("users.info", user="U0NOBODY") == "user_not_found"
    assert (await slack.ok("bots.info", bot=BOT))["bot"]["user_id"] == BOT_USER
    assert await slack.error("bots.info", bot="B0NOBODY") == "bot_not_found"
    assert (await slack.ok("usergroups.list"))["usergroups"] == []


async def test_a_persons_language_is_told_to_who_asks_for_it(slack: Slack) -> None:
    assert "locale" not in (await slack.ok("users.info", user=LENA))["user"]
    assert (await slack.ok("users.info", user=LENA, include_locale="true"))["user"]["locale"] == "de-DE"
    assert (await slack.ok("users.info", user=YOU, include_locale="1"))["user"]["locale"] == "en-US"


@pytest.mark.parametrize(
    ("user", "told"),
    [
        (YOU, {"team_id": TEAM, "is_admin": True, "is_owner": False, "tz": "Europe/Berlin", "tz_offset": 3_600}),
        (SAM, {"is_admin": False, "is_restricted": False, "is_ultra_restricted": False, "deleted": False}),
        (GUEST, {"is_restricted": True, "is_ultra_restricted": False}),
        (OUTSIDER, {"team_id": OTHER_TEAM, "is_stranger": False}),
        (SLACKBOT, {"is_bot": False}),
    ],
)
async def test_a_persons_standing_is_told(slack: Slack, user: str, told: dict[str, object]) -> None:
    assert (await slack.ok("users.info", user=user))["user"].items() >= told.items()


async def test_of_who_has_left_and_of_owners_and_guests_of_one_channel_slack_tells_what_follows(
    playground: Playground, slack: Slack
) -> None:
    users = playground.workspace.users
    users[SAM] = replace(users[SAM], deleted=True)
    users[YOU] = replace(users[YOU], is_admin=False, is_owner=True)
    users[GUEST] = replace(users[GUEST], is_restricted=False, is_ultra_restricted=True)
    gone = (await slack.ok("users.info", user=SAM))["user"]
    assert gone["deleted"]
    assert not gone.keys() & {"tz", "is_restricted", "is_admin"}
    assert (await slack.ok("users.info", user=YOU))["user"]["is_admin"]
    assert (await slack.ok("users.info", user=GUEST))["user"]["is_restricted"]


async def test_calls_are_kept_in_the_ledger_without_the_token_among_their_arguments(playground: Playground, slack: Slack) -> None:
    await slack.ok("users.info", user=YOU)
    (call,) = playground.calls("users.info")
    assert call.args == {"user": YOU}
    assert call.token == slack.token


async def test_limits_are_slacks_when_switched_on() -> None:
    async with Playground(limits="slack") as playground:
        slack = Slack(playground)
        await slack.ok("chat.postMessage", channel="general", text="one")
        with pytest.raises(SlackApiError) as caught:
            await slack.client.chat_postMessage(channel="general", text="two")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "1"
        assert caught.value.response["error"] == "ratelimited"


async def test_faults_come_in_turn_and_then_are_over(playground: Playground, slack: Slack, http: aiohttp.ClientSession) -> None:
    playground.web_api.fail_next("auth.test", Fault(error="fatal_error"))
    playground.web_api.fail_next("auth.test", Fault(status=503, headers=(("Retry-After", "7"),)))
    assert await slack.error("auth.test") == "fatal_error"
    async with http.post("/api/auth.test", headers={"Authorization": f"Bearer {slack.token}"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (503, "7")
    await slack.ok("auth.test")


async def test_a_fault_after_the_work_was_done_leaves_the_message_there(
    playground: Playground, slack: Slack, http: aiohttp.ClientSession
) -> None:
    playground.web_api.fail_next("chat.postMessage", Fault(disconnect=True, committed=True))
    arguments = json.dumps({"channel": "general", "text": "lost"})
    headers = {"Authorization": f"Bearer {slack.token}", "Content-Type": "application/json"}
    with pytest.raises(aiohttp.ClientError):
        await http.post("/api/chat.postMessage", data=arguments, headers=headers)
    assert [m.text for m in playground.workspace.channel("general").messages.values()] == ["lost"]


async def test_a_share_of_the_calls_fails_until_none_does(playground: Playground, slack: Slack) -> None:
    playground.web_api.fail_often(["chat.postMessage"], 1.0, Fault(status=503, committed=True))
    assert await slack.error("chat.postMessage", channel="general", text="hello") == "internal_error"
    assert [message.text for message in playground.workspace.channel("general").messages.values()] == ["hello"]
    assert [(call.method, fault.status) for call, fault in playground.web_api.failed] == [("chat.postMessage", 503)]
    playground.web_api.fail_no_more()
    await slack.ok("chat.postMessage", channel="general", text="hello")


async def test_a_call_whose_caller_left_is_carried_out_all_the_same(playground: Playground, http: aiohttp.ClientSession) -> None:
    playground.web_api.latency = 0.2
    token = {"Authorization": f"Bearer {playground.bot_environment()['SLACK_BOT_TOKEN']}"}
    with pytest.raises(TimeoutError):
        await http.post(
            "/api/chat.postMessage",
            json={"channel": "general", "text": "hello"},
            headers=token,
            timeout=aiohttp.ClientTimeout(total=0.05),
        )
    await playground.until(lambda: playground.workspace.channel("general").messages)


async def test_a_call_can_hang_although_it_was_carried_out(playground: Playground, http: aiohttp.ClientSession) -> None:
    playground.web_api.fail_next("chat.postMessage", Fault(status=504, committed=True, seconds=60))
    token = {"Authorization": f"Bearer {playground.bot_environment()['SLACK_BOT_TOKEN']}"}
    with pytest.raises(TimeoutError):
        await http.post(
            "/api/chat.postMessage",
            json={"channel": "general", "text": "hello"},
            headers=token,
            timeout=aiohttp.ClientTimeout(total=0.2),
        )
    assert [message.text for message in playground.workspace.channel("general").messages.values()] == ["hello"]
