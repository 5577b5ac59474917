import asyncio
import socket

import pytest

from bot.playground import Playground
from bot.playground.server import HOST
from bot.playground.timers import STATUS_SECONDS
from tests.playground.conftest import Slack


@pytest.mark.parametrize(
    ("transport", "given", "emptied"),
    [("socket", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"), ("http", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN")],
)
async def test_the_bot_is_told_one_transport_and_every_slack_setting(transport: str, given: str, emptied: str) -> None:
    async with Playground(transport="http" if transport == "http" else "socket") as playground:
        environment = playground.bot_environment()
    assert environment[given]
    assert environment[emptied] == environment["SLACK_CLIENT_ID"] == environment["SLACK_CLIENT_SECRET"] == ""
    assert environment["SLACK_API_URL"] == f"{playground.url}/api/"
    assert environment["SLACK_FILE_HOSTS"] == f"{HOST}:{playground.port}"
    assert environment["AIMLAPI_BASE_URL"] == f"{playground.url}/v1"
    assert environment["PORT"] == str(playground.bot_port)


async def test_a_real_api_is_called_through_the_playground_with_its_own_key() -> None:
    async with Playground(model_url="https://api.example.com/v1", model_key="key", model_name="some/model") as playground:
        environment = playground.bot_environment()
    assert (environment["AIMLAPI_BASE_URL"], environment["AIMLAPI_API_KEY"]) == (f"{playground.url}/v1", "key")
    assert playground.model_name == "some/model"


async def test_it_listens_on_this_machine_only_and_a_taken_port_is_an_error(playground: Playground) -> None:
    with pytest.raises(OSError, match="in use"):
        Playground(port=playground.port)
    with socket.socket() as probe, pytest.raises(OSError, match=r"refused|unreachable|assign"):
        probe.connect(("127.0.0.2", playground.port))


async def test_tokens_differ_from_one_playground_to_the_next(playground: Playground) -> None:
    async with Playground() as other:
        assert other.bot_environment()["SLACK_BOT_TOKEN"] != playground.bot_environment()["SLACK_BOT_TOKEN"]
        assert other.page.token != playground.page.token


async def test_waiting_ends_as_soon_as_it_is_so(playground: Playground) -> None:
    waiting = asyncio.create_task(playground.until(lambda: playground.workspace.channel("general").messages))
    await asyncio.sleep(0)
    ts = await playground.say("hello")
    assert list(await waiting) == [ts]


async def test_waiting_in_vain_says_for_what(playground: Playground) -> None:
    def pigs_fly() -> bool:
        return False

    with pytest.raises(TimeoutError, match="pigs_fly"):
        await playground.until(pigs_fly, seconds=0.01)


async def test_a_status_that_nobody_clears_is_cleared_in_the_end(
    playground: Playground, slack: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.playground.timers.STATUS_SECONDS", STATUS_SECONDS / 100_000)
    ts = await playground.say("hello")
    for status in ("is reading…", "is thinking…"):
        await slack.ok("assistant.threads.setStatus", channel_id="general", thread_ts=ts, status=status)
    await playground.until(lambda: not playground.workspace.statuses, seconds=5)


async def test_people_write_in_channels_and_in_their_own_dms(playground: Playground) -> None:
    yours = await playground.say("hi", channel="dm")
    assert [message.text for message in playground.thread("dm", yours)] == ["hi"]
    theirs = await playground.say(f"{playground.mention} hi", channel="dm", user="U0PLAYALEX1")
    assert playground.thread("dm", theirs) == []
    assert theirs > yours


async def test_the_bot_counts_as_running_while_it_is_connected_and_alive(playground: Playground) -> None:
    alive = True
    playground.watch(lambda: alive)
    assert not playground._is_bot_running()
    async with Playground(transport="http") as over_http:
        assert over_http._is_bot_running()
        over_http.watch(lambda: False)
        assert not over_http._is_bot_running()
