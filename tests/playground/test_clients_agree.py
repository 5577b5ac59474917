"""Slack's own clients, synchronous and unmodified, find in the playground what they find in Slack: methods and deliveries."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Self, cast

import pytest
from slack_sdk import WebClient, WebhookClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web import SlackResponse

from bot.playground import Playground
from bot.playground.entities import ALEX, BOT, BOT_USER, DM, TEAM, YOU, Payload
from bot.playground.web_api import Fault
from bot.slack.payloads import child, text_of
from tests.playground.conftest import Slack
from tests.playground.forms import field, modal, text_input
from tests.test_manifest import methods_used

PATIENCE_SECONDS = 20
GENERAL = "C0PLAYGEN01"
BUTTON: Payload = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a case may call with: the client, a thread in #general that you began, its reply, what you wrote directly; triggers
    of yours, and runs of a step.
    """

    client: WebClient
    app_token: str
    root: str
    reply: str
    direct: str
    triggers: tuple[str, ...]
    runs: tuple[str, ...]


def got(response: SlackResponse) -> dict[str, Any]:
    """What a method answered."""
    return cast(dict[str, Any], response.data)


def listed(pages: Iterable[SlackResponse], name: str) -> list[Any]:
    """Everything under that name, on all pages: the client follows the cursors by itself."""
    return [item for page in pages for item in got(page)[name]]


def _auth(at: Place) -> None:
    assert got(at.client.auth_test())["user_id"] == BOT_USER


def _api(at: Place) -> None:
    assert got(at.client.api_test(foo="bar"))["args"]["foo"] == "bar"


def _socket(at: Place) -> None:
    assert got(at.client.apps_connections_open(app_token=at.app_token))["url"].startswith("ws://")


def _people(at: Place) -> None:
    assert got(at.client.users_info(user=YOU))["user"]["id"] == YOU
    assert got(at.client.bots_info(bot=BOT))["bot"]["user_id"] == BOT_USER
    assert got(at.client.usergroups_list())["usergroups"] == []


def _messages(at: Place) -> None:
    ts = got(at.client.chat_postMessage(channel=GENERAL, text="a", thread_ts=at.root))["ts"]
    assert got(at.client.chat_update(channel=GENERAL, ts=ts, text="b"))["text"] == "b"
    assert ts.replace(".", "") in got(at.client.chat_getPermalink(channel=GENERAL, message_ts=ts))["permalink"]
    assert got(at.client.chat_delete(channel=GENERAL, ts=ts))["ts"] == ts
    assert got(at.client.chat_postEphemeral(channel=GENERAL, user=YOU, text="c"))["message_ts"]


def _stream(at: Place) -> None:
    to: dict[str, Any] = {"recipient_team_id": TEAM, "recipient_user_id": YOU}
    stream = at.client.chat_stream(channel=GENERAL, thread_ts=at.root, buffer_size=1, **to)
    for word in ("One ", "two ", "three."):
        stream.append(markdown_text=word)
    assert got(stream.stop())["message"]["text"] == "One two three."


def _work(at: Place) -> None:
    at.client.assistant_threads_setStatus(channel_id=GENERAL, thread_ts=at.root, status="is reading…")
    told = at.client.agents_sessions_setStatus(channel_id=GENERAL, thread_ts=at.root, status="processing")
    assert got(told)["status"] == "processing"
    renamed = at.client.agents_sessions_rename(channel_id=GENERAL, thread_ts=at.root, title="Figures")
    assert got(renamed)["title"] == "Figures"


def _container(at: Place) -> None:
    prompts = [{"title": "Summarise", "message": "Summarise the file a.pdf"}]
    at.client.assistant_threads_setSuggestedPrompts(channel_id=DM, prompts=prompts, title="Try:")
    at.client.assistant_threads_setTitle(channel_id=DM, thread_ts=at.direct, title="Figures")


def _steps(at: Place) -> None:
    first, second = at.runs
    at.client.functions_completeSuccess(function_execution_id=first, outputs={"answer": "42", "receipt": "Read: nothing"})
    at.client.functions_completeError(function_execution_id=second, error="I can't answer.")


def _reactions(at: Place) -> None:
    at.client.reactions_add(channel=GENERAL, timestamp=at.root, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        at.client.reactions_add(channel=GENERAL, timestamp=at.root, name="eyes")
    at.client.reactions_remove(channel=GENERAL, timestamp=at.root, name="eyes")


def _conversations(at: Place) -> None:
    replies = listed(at.client.conversations_replies(channel=GENERAL, ts=at.root, limit=1), "messages")
    assert [message["ts"] for message in replies] == [at.root, at.reply]
    assert {YOU, BOT_USER} <= set(listed(at.client.conversations_members(channel=GENERAL, limit=1), "members"))
    history = listed(at.client.conversations_history(channel=GENERAL, limit=1), "messages")
    assert at.root in [message["ts"] for message in history]
    assert got(at.client.conversations_info(channel=GENERAL))["channel"]["name"] == "general"
    assert got(at.client.conversations_open(users=[YOU]))["channel"]["id"] == DM


def _files(at: Place) -> None:
    uploaded = at.client.files_upload_v2(channel=GENERAL, thread_ts=at.root, filename="a.txt", content="Some words.")
    file = got(uploaded)["files"][0]["id"]
    assert got(at.client.files_info(file=file))["file"]["name"] == "a.txt"
    at.client.files_delete(file=file)
    with pytest.raises(SlackApiError, match="file_deleted"):
        at.client.files_info(file=file)


def _views(at: Place) -> None:
    first, second = at.triggers
    form = modal(field("name", text_input()))
    opened = got(at.client.views_open(trigger_id=first, view=form))["view"]["id"]
    assert got(at.client.views_update(view_id=opened, view=form))["view"]["id"] == opened
    assert got(at.client.views_push(trigger_id=second, view=form))["view"]["previous_view_id"] == opened
    home: Payload = {"type": "home", "blocks": [{"type": "divider"}]}
    assert got(at.client.views_publish(user_id=YOU, view=home))["view"]["type"] == "home"


CASES: Mapping[str, Callable[[Place], None]] = {
    "api.test": _api,
    "auth.test": _auth,
    "apps.connections.open": _socket,
    "users.info": _people,
    "bots.info": _people,
    "usergroups.list": _people,
    "chat.postMessage": _messages,
    "chat.update": _messages,
    "chat.delete": _messages,
    "chat.getPermalink": _messages,
    "chat.postEphemeral": _messages,
    "chat.startStream": _stream,
    "chat.appendStream": _stream,
    "chat.stopStream": _stream,
    "assistant.threads.setStatus": _work,
    "agents.sessions.setStatus": _work,
    "agents.sessions.rename": _work,
    "assistant.threads.setSuggestedPrompts": _container,
    "assistant.threads.setTitle": _container,
    "functions.completeSuccess": _steps,
    "functions.completeError": _steps,
    "reactions.add": _reactions,
    "reactions.remove": _reactions,
    "conversations.replies": _conversations,
    "conversations.history": _conversations,
    "conversations.info": _conversations,
    "conversations.members": _conversations,
    "conversations.open": _conversations,
    "files.info": _files,
    "files.delete": _files,
    "files.getUploadURLExternal": _files,
    "files.completeUploadExternal": _files,
    "views.open": _views,
    "views.push": _views,
    "views.update": _views,
    "views.publish": _views,
}
"""By method, who calls it. A case that serves several calls each of them, which the test looks up."""


def test_every_method_that_the_bot_calls_is_served_and_every_one_that_is_served_has_a_case() -> None:
    served = Playground().web_api.methods
    # Installing takes a playground of many workspaces: that is held to the SDK in test_many.py.
    assert methods_used() - {"oauth_v2_access"} <= {method.replace(".", "_") for method in served}
    assert CASES.keys() == served


@pytest.mark.parametrize("case", dict.fromkeys(CASES.values()), ids=lambda case: str(case.__name__).strip("_"))
async def test_the_sdks_own_client_calls_every_method(
    playground: Playground, slack: Slack, case: Callable[[Place], None]
) -> None:
    root = await playground.say("A question.")
    reply = await playground.say("And a reply.", user=ALEX, thread_ts=root)
    direct = await playground.say("Directly.", channel=DM)
    runs = [playground.run_step("ask_footnote", {"question": "What?"})[0].id for _ in range(2)]
    triggers = [str((await playground.command("/ask", channel="general")).body["trigger_id"]) for _ in range(2)]
    client = WebClient(token=slack.token, base_url=slack.url)
    place = Place(
        client=client,
        app_token=slack.app_token,
        root=root,
        reply=reply,
        direct=direct,
        triggers=tuple(triggers),
        runs=tuple(runs),
    )
    await asyncio.to_thread(case, place)
    assert [method for method, caller in CASES.items() if caller is case and not playground.calls(method)] == []


async def test_the_sdks_own_client_waits_when_it_is_told_to_and_reads_what_is_refused(
    playground: Playground, slack: Slack
) -> None:
    client = WebClient(token=slack.token, base_url=slack.url)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    playground.web_api.fail_next("auth.test", Fault(error="ratelimited", status=429, headers=(("Retry-After", "0"),)))
    assert (await asyncio.to_thread(lambda: got(client.auth_test())))["user_id"] == BOT_USER
    assert len(playground.calls("auth.test")) == 2
    playground.workspace.scopes.discard("users:read")
    with pytest.raises(SlackApiError) as caught:
        await asyncio.to_thread(lambda: client.users_info(user=YOU))
    refusal = got(cast(SlackResponse, caught.value.response))
    assert (refusal["error"], refusal["needed"]) == ("missing_scope", "users:read")


class App:
    """An app on the SDK's own Socket Mode client: it acknowledges what comes with `answers` by type, and keeps it."""

    def __init__(self, slack: Slack, answers: Mapping[str, Payload]) -> None:
        self.heard: SimpleQueue[SocketModeRequest] = SimpleQueue()
        self._answers = answers
        self._client = SocketModeClient(app_token=slack.app_token, web_client=WebClient(base_url=slack.url), ping_interval=1)
        self._client.socket_mode_request_listeners.append(self._hear)

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._client.connect)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._client.close)

    def _hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = self._answers.get(text_of(cast(Payload, request.payload), "type") or request.type)
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id, payload=answer))
        self.heard.put(request)

    async def next(self, kind: str) -> Payload:
        """What came in the next delivery of that kind."""
        while True:
            request = await asyncio.to_thread(self.heard.get, timeout=PATIENCE_SECONDS)
            if request.type == kind:
                return cast(Payload, request.payload)


async def respond(url: object, **message: object) -> tuple[int, str]:
    """Status and body with which a response address answers the SDK's own webhook client."""
    answer = await asyncio.to_thread(WebhookClient(str(url)).send_dict, dict(message))
    return answer.status_code, answer.body


def spoken(delivered: Payload) -> str:
    """The text of the message that an event tells of."""
    return text_of(child(delivered, "event"), "text")


ON_IT: Payload = {"text": "On it."}
TAKEN: Payload = {"response_action": "errors", "errors": {"name": "Somebody has it."}}


async def test_the_sdks_own_socket_client_hears_acknowledges_and_comes_back(playground: Playground, slack: Slack) -> None:
    async with App(slack, {"slash_commands": ON_IT, "view_submission": TAKEN}) as app:
        await playground.say("hello")
        assert spoken(await app.next("events_api")) == "hello"
        await playground.until(lambda: playground.deliveries.records[0].acked_at)

        command = await playground.command("/ask", "what?", channel="general")
        assert (await app.next("slash_commands"))["text"] == "what?"
        assert [message.text for message in playground.ephemeral("general")] == ["On it."]

        form = modal(field("name", text_input()))
        await slack.client.views_open(trigger_id=str(command.body["trigger_id"]), view=form)
        (view,) = playground.views()
        await playground.submit(view.id, {"name": {"x": "taken"}})
        assert "'value': 'taken'" in str((await app.next("interactive"))["view"])
        assert playground.views()[0].errors == TAKEN["errors"]

        await playground.socket.disconnect()
        await playground.until(lambda: playground.socket.connections)
        await playground.say("again")
        assert spoken(await app.next("events_api")) == "again"


async def test_the_sdks_own_webhook_client_answers_commands_and_buttons(playground: Playground, slack: Slack) -> None:
    blocks: list[Payload] = [{"type": "actions", "elements": [BUTTON]}]
    posted = await slack.ok("chat.postMessage", channel="general", text="Press me.", blocks=blocks)
    async with App(slack, {}) as app:
        await playground.command("/ask", channel="general")
        private = (await app.next("slash_commands"))["response_url"]
        assert await respond(private, text="For you.") == (200, "ok")
        assert await respond(private, text="For all.", response_type="in_channel") == (200, "ok")
        assert [message.text for message in playground.ephemeral("general")] == ["For you."]

        await playground.click("general", posted["ts"], "go")
        pressed = (await app.next("interactive"))["response_url"]
        assert await respond(pressed, text="Pressed.", replace_original=True) == (200, "ok")
        assert playground.workspace.message(GENERAL, posted["ts"]).text == "Pressed."
        assert await respond(pressed, delete_original=True) == (200, "ok")
        texts = [message.text for message in playground.workspace.channel(GENERAL).messages.values()]
        assert (posted["ts"] in playground.workspace.channel(GENERAL).messages, "For all." in texts) == (False, True)

        playground.expire_responses()
        assert (await respond(private, text="Too late."))[0] == 404
