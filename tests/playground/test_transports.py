"""Both transports against the other side's own code: slack_bolt over Socket Mode, and signatures as the SDK checks them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.playground import Playground
from bot.playground.entities import Payload
from tests.playground.conftest import Slack


@pytest.fixture
async def link(playground: Playground, slack: Slack) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A bare Socket Mode connection that acknowledges nothing by itself."""
    async with aiohttp.ClientSession() as session:
        yield await connect(slack, session)


async def open_url(slack: Slack) -> str:
    response = await slack.client.apps_connections_open(app_token=slack.app_token)
    return cast(dict[str, str], response.data)["url"]


async def connect(slack: Slack, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    socket = await session.ws_connect(await open_url(slack))
    hello = await socket.receive_json(timeout=5)
    assert hello["type"] == "hello"
    return socket


async def test_bolt_receives_and_acknowledges_over_socket_mode(playground: Playground, slack: Slack) -> None:
    heard: list[str] = []
    app = AsyncApp(client=slack.client)

    async def hear(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    app.event("message")(hear)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()
    await playground.say("hello")
    await playground.until(lambda: playground.deliveries.records[0].acked_at)
    assert heard == ["hello"]
    # After a disconnect the SDK opens a new connection by itself.
    await playground.socket.disconnect()
    await playground.until(lambda: playground.socket.connections)
    await playground.say("again")
    await playground.until(lambda: playground.deliveries.records[1].acked_at)
    assert heard == ["hello", "again"]
    await handler.close_async()


async def test_an_unacknowledged_envelope_comes_again_with_a_new_id(
    playground: Playground, link: aiohttp.ClientWebSocketResponse
) -> None:
    await playground.say("hello")
    first = await link.receive_json(timeout=5)
    second = await link.receive_json(timeout=5)
    assert (first["type"], first["retry_attempt"]) == ("events_api", 0)
    assert (second["retry_attempt"], second["retry_reason"]) == (1, "timeout")
    assert first["envelope_id"] != second["envelope_id"]
    assert first["payload"]["event_id"] == second["payload"]["event_id"]
    await link.send_str("no json")
    await link.send_json({"envelope_id": "unknown"})
    await link.send_json({"envelope_id": second["envelope_id"]})
    await playground.deliveries.settled()
    assert playground.deliveries.records[0].acked_at
    assert len(playground.socket.acks) == 2


async def test_what_was_under_way_on_a_lost_connection_goes_to_another(
    playground: Playground, slack: Slack, link: aiohttp.ClientWebSocketResponse
) -> None:
    await playground.say("hello")
    await link.receive_json(timeout=5)
    async with aiohttp.ClientSession() as session:
        other = await connect(slack, session)
        await link.close()
        again = await other.receive_json(timeout=5)
        await other.send_json({"envelope_id": again["envelope_id"]})
        await playground.deliveries.settled()
    assert [outcome.acked for outcome in playground.deliveries.records[0].outcomes] == [False, True]


async def test_connections_take_turns_and_there_are_at_most_ten(playground: Playground, slack: Slack) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await connect(slack, session) for _ in range(10)]
        eleventh = await session.ws_connect(await open_url(slack))
        assert (await eleventh.receive_json(timeout=5))["reason"] == "too_many_websockets"
        for text in ("one", "two"):
            await playground.say(text)
        heard = await asyncio.gather(*(socket.receive_json(timeout=5) for socket in sockets[:2]))
        assert {envelope["payload"]["event"]["text"] for envelope in heard} == {"one", "two"}


async def test_a_ticket_opens_one_connection(playground: Playground, slack: Slack) -> None:
    url = await open_url(slack)
    async with aiohttp.ClientSession() as session:
        await session.ws_connect(url)
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await session.ws_connect(url)
        assert caught.value.status == 404


async def test_without_a_connection_an_event_is_given_up_in_the_end() -> None:
    async with Playground(ack_seconds=0.01, retry_factor=0.0) as playground:
        await playground.say("hello")
        await playground.deliveries.settled()
        assert [outcome.reason for outcome in playground.deliveries.records[0].outcomes] == ["timeout"] * 4


class Receiver:
    """The bot's HTTP side: keeps requests, answers as told."""

    def __init__(self, answer: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self._answer = answer

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        return await self._answer(request)


async def heard_by(receiver: Receiver, *, ack_seconds: float = 5.0) -> Playground:
    """A playground that has said one thing, delivered over HTTP to the receiver."""
    app = web.Application()
    app.router.add_post("/slack/events", receiver.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.01, handler_cancellation=True)
    await runner.setup()
    try:
        async with Playground(transport="http", ack_seconds=ack_seconds, retry_factor=0.0) as playground:
            await web.TCPSite(runner, "127.0.0.1", playground.bot_port).start()
            await playground.say("hello")
            await playground.deliveries.settled()
            return playground
    finally:
        await runner.cleanup()


async def test_http_events_are_signed_as_the_sdk_checks_it() -> None:
    async def accept(_: web.Request) -> web.StreamResponse:
        return web.Response()

    receiver = Receiver(accept)
    playground = await heard_by(receiver)
    ((headers, body),) = receiver.requests
    secret = playground.bot_environment()["SLACK_SIGNING_SECRET"]
    assert SignatureVerifier(secret).is_valid_request(body, headers)
    assert not SignatureVerifier("other").is_valid_request(body, headers)
    assert "x-slack-retry-num" not in headers
    assert playground.deliveries.records[0].outcomes[0].status == 200


async def test_http_retries_say_which_and_why() -> None:
    answers = iter([500, 404, 200])

    async def refuse_twice(_: web.Request) -> web.StreamResponse:
        return web.Response(status=next(answers))

    receiver = Receiver(refuse_twice)
    await heard_by(receiver)
    retries = [(headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers, _ in receiver.requests]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_a_receiver_can_decline_retries() -> None:
    async def decline(_: web.Request) -> web.StreamResponse:
        return web.Response(status=500, headers={"x-slack-no-retry": "1"})

    receiver = Receiver(decline)
    await heard_by(receiver)
    assert len(receiver.requests) == 1


async def test_too_slow_an_answer_and_too_many_redirects_are_failures() -> None:
    async def stall(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    slow = await heard_by(Receiver(stall), ack_seconds=0.02)
    assert {outcome.reason for outcome in slow.deliveries.records[0].outcomes} == {"http_timeout"}

    async def redirect(_: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": "/slack/events"})

    lost = await heard_by(Receiver(redirect))
    assert {outcome.reason for outcome in lost.deliveries.records[0].outcomes} == {"too_many_redirects"}


async def test_a_bot_that_is_down_is_a_failed_connection() -> None:
    async with Playground(transport="http", retry_factor=0.0) as playground:
        await playground.say("hello")
        await playground.deliveries.settled()
        assert {outcome.reason for outcome in playground.deliveries.records[0].outcomes} == {"connection_failed"}


PRESS: Payload = {"type": "block_actions", "actions": [{"action_id": "again", "block_id": "b", "type": "button"}], "é": "&="}


async def test_a_press_travels_as_an_interaction_and_not_a_second_time(
    playground: Playground, link: aiohttp.ClientWebSocketResponse
) -> None:
    pressed = asyncio.create_task(playground.deliveries.interact(PRESS))
    envelope = await link.receive_json(timeout=5)
    assert (envelope["type"], envelope["payload"], envelope["accepts_response_payload"]) == ("interactive", PRESS, True)
    assert "retry_attempt" not in envelope
    delivery = await pressed
    assert [outcome.acked for outcome in delivery.outcomes] == [False]


async def test_bolt_hears_a_press_over_http_as_a_signed_form() -> None:
    async with Playground(transport="http") as playground:
        slack = Slack(playground)
        heard: list[str] = []
        app = AsyncApp(client=slack.client, signing_secret=playground.bot_environment()["SLACK_SIGNING_SECRET"])

        async def again(ack: Callable[[], Awaitable[object]], action: dict[str, Any]) -> None:
            await ack()
            heard.append(action["value"])

        app.action("again")(again)
        runner = web.AppRunner(app.web_app("/slack/events"))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", playground.bot_port).start()
        button = {
            "type": "button",
            "action_id": "again",
            "text": {"type": "plain_text", "text": "Again"},
            "value": "1 + 1 = 2 & é",
        }
        blocks = [{"type": "actions", "elements": [button]}]
        ts = (await slack.ok("chat.postMessage", channel="general", text="a", blocks=blocks))["ts"]
        pressed = await playground.click("general", ts, "again")
        assert pressed.acked_at
        assert heard == ["1 + 1 = 2 & é"]
        await runner.cleanup()
