"""Which calls are repeated, what an answer of Slack's means, and that nothing of a payload reaches an error."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FootnoteError, SlackRefused, TeamId, phrases
from bot.slack.client import OutcomeUnknown, SlackUnavailable, make_client, once, repeatable, token_of
from bot.telemetry import Telemetry
from tests.slack.fake import TOKEN, FakeSlack, FaultKind


class Sleeps:
    """A sleep that takes no time and remembers how long it should have taken, in seconds."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


async def test_the_client_repeats_nothing_by_itself(client: AsyncWebClient) -> None:
    assert client.retry_handlers == []


async def test_a_loopback_client_uses_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:1")
    async with aiohttp.ClientSession() as session:
        assert make_client(token=TOKEN, api_url="http://127.0.0.1:1/api/", session=session).proxy is None
        assert make_client(token=TOKEN, api_url="https://slack.com/api/", session=session).proxy is not None


@pytest.mark.parametrize("kind", ["server_error", "reset", "not_json", "plain"])
async def test_a_read_is_repeated_after_any_failure(slack: FakeSlack, client: AsyncWebClient, kind: FaultKind) -> None:
    slack.users["U1"] = {"id": "U1"}
    slack.fails("users.info", kind)
    answer = await repeatable(lambda: client.users_info(user="U1"), sleep=Sleeps())
    assert answer["user"] == {"id": "U1"}
    assert len(slack.called("users.info")) == 2


@pytest.mark.parametrize("kind", ["server_error", "reset", "not_json", "plain"])
async def test_a_write_without_an_answer_is_not_repeated(slack: FakeSlack, client: AsyncWebClient, kind: FaultKind) -> None:
    slack.fails("chat.postMessage", kind)
    with pytest.raises(OutcomeUnknown) as caught:
        await once(lambda: client.chat_postMessage(channel="C1", text="x"), sleep=Sleeps())
    assert len(slack.called("chat.postMessage")) == 1
    _says_no_secret(caught.value)


async def test_a_write_that_slack_postponed_is_repeated_after_the_time_it_asked_for(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    slack.fails("chat.postMessage", "ratelimited", retry_after="7")
    sleep = Sleeps()
    await once(lambda: client.chat_postMessage(channel="C1", text="x"), sleep=sleep)
    assert sleep.taken == [7.0]
    assert len(slack.ours) == 1


@pytest.mark.parametrize("way", [once, repeatable])
async def test_a_wait_longer_than_patience_is_left_to_the_caller(slack: FakeSlack, client: AsyncWebClient, way: object) -> None:
    slack.fails("chat.postMessage", "ratelimited", retry_after="60")
    call = once if way is once else repeatable
    with pytest.raises(SlackUnavailable) as caught:
        await call(lambda: client.chat_postMessage(channel="C1", text="x"), sleep=Sleeps())
    assert caught.value.retry_after == 60.0


async def test_a_wait_that_can_not_be_read_is_one_second(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.fails("users.info", "ratelimited", retry_after="soon")
    slack.users["U1"] = {"id": "U1"}
    sleep = Sleeps()
    await repeatable(lambda: client.users_info(user="U1"), sleep=sleep)
    assert sleep.taken == [1.0]


async def test_a_slack_that_stays_away_is_given_up(slack: FakeSlack, client: AsyncWebClient) -> None:
    for _ in range(3):
        slack.fails("users.info", "server_error")
    with pytest.raises(SlackUnavailable) as caught:
        await repeatable(lambda: client.users_info(user="U1"), sleep=Sleeps())
    assert caught.value.sentence == phrases.SLACK_UNAVAILABLE


async def test_a_slack_that_can_not_be_reached_was_sent_nothing(client: AsyncWebClient) -> None:
    client.base_url = "http://127.0.0.1:9/api/"
    with pytest.raises(SlackUnavailable) as caught:
        await once(lambda: client.chat_postMessage(channel="C1", text="x"), sleep=Sleeps())
    assert not isinstance(caught.value, OutcomeUnknown)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("not_in_channel", phrases.THREAD_UNREADABLE),
        ("channel_not_found", phrases.THREAD_UNREADABLE),
        ("missing_scope", phrases.SLACK_LACKS_PERMISSION),
        ("token_revoked", phrases.SLACK_TOKEN_REFUSED),
        ("something_new", phrases.SLACK_REFUSED),
    ],
)
async def test_a_refusal_is_an_honest_sentence(slack: FakeSlack, client: AsyncWebClient, code: str, sentence: str) -> None:
    slack.fails("users.info", "refuse", code=code)
    with pytest.raises(SlackRefused) as caught:
        await repeatable(lambda: client.users_info(user="U1"), sleep=Sleeps())
    assert (caught.value.code, caught.value.sentence) == (code, sentence)
    _says_no_secret(caught.value)


def _says_no_secret(error: FootnoteError) -> None:
    said = f"{error!r} {error} {error.detail} {error.sentence} {error.__cause__!r}"
    assert "secret" not in said
    assert TOKEN not in said


@pytest.mark.parametrize(
    ("kind", "fields", "code"),
    [
        ("server_error", {}, "5xx"),
        ("plain", {}, "not JSON"),
        ("ratelimited", {"retry_after": "7"}, "429"),
    ],
)
async def test_every_call_is_counted_by_what_became_of_it(
    slack: FakeSlack, kind: FaultKind, fields: dict[str, str], code: str
) -> None:
    slack.users["U1"] = {"id": "U1"}
    slack.fails("users.info", kind, **fields)
    telemetry = Telemetry()
    async with aiohttp.ClientSession() as session:
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session, telemetry=telemetry)
        await repeatable(lambda: client.users_info(user="U1"), sleep=Sleeps())
    assert dict(telemetry.counts) == {("slack_calls", "users.info", code): 1, ("slack_calls", "users.info", "ok"): 1}
    assert telemetry.seconds["slack_call_seconds"].count == 2
    waits = telemetry.seconds.get("slack_wait_asked_seconds")
    assert (waits.total if waits else None) == (7.0 if code == "429" else None)


@pytest.mark.parametrize(("code", "counted"), [("is_archived", "is_archived"), ("hwaet_we_gardena", "other")])
async def test_only_codes_that_are_known_are_counted_by_name(slack: FakeSlack, code: str, counted: str) -> None:
    slack.fails("users.info", "refuse", code=code)
    telemetry = Telemetry()
    async with aiohttp.ClientSession() as session:
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session, telemetry=telemetry)
        with pytest.raises(SlackRefused):
            await repeatable(lambda: client.users_info(user="U1"), sleep=Sleeps())
    assert dict(telemetry.counts) == {("slack_calls", "users.info", counted): 1}


async def test_a_write_that_was_cut_off_is_counted_as_broken(slack: FakeSlack) -> None:
    slack.fails("chat.postMessage", "reset")
    telemetry = Telemetry()
    async with aiohttp.ClientSession() as session:
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session, telemetry=telemetry)
        with pytest.raises(OutcomeUnknown):
            await once(lambda: client.chat_postMessage(channel="C1", text="x"))
    assert dict(telemetry.counts) == {("slack_calls", "chat.postMessage", "broken"): 1}


async def test_a_slack_that_is_not_there_or_says_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry = Telemetry()
    monkeypatch.setattr("bot.slack.client.CALL_SECONDS", 0.05)

    async def mute(_request: web.Request) -> web.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    silent = web.Application()
    silent.add_routes([web.get("/api/users.info", mute)])
    async with TestServer(silent) as server, aiohttp.ClientSession() as session:
        client = make_client(token=TOKEN, api_url=str(server.make_url("/api/")), session=session, telemetry=telemetry)
        with pytest.raises(OutcomeUnknown):
            await once(lambda: client.users_info(user="U1"))
        nobody = make_client(token=TOKEN, api_url="http://127.0.0.1:1/api/", session=session, telemetry=telemetry)
        with pytest.raises(SlackUnavailable):
            await once(lambda: nobody.users_info(user="U1"))
    assert {key[2] for key in telemetry.counts} == {"timeout", "unreachable"}


class Tokens:
    """Gives these tokens, one after another where one is refused, and remembers what was refused."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)
        self.refused: list[str] = []

    async def __call__(self, *, refused: str = "") -> str:
        if refused:
            self.refused.append(refused)
            del self._tokens[: len(self._tokens) > 1]
        return self._tokens[0]


async def test_a_client_asks_for_its_token_before_each_call(slack: FakeSlack) -> None:
    tokens = Tokens("xoxb-over", TOKEN)
    async with aiohttp.ClientSession() as session:
        client = make_client(token=tokens, api_url=f"{slack.url}/api/", session=session)
        assert await token_of(client) == "xoxb-over"
        slack.users["U1"] = {"id": "U1"}
        assert (await repeatable(lambda: client.users_info(user="U1")))["ok"]
        assert tokens.refused == ["xoxb-over"]
        assert (await repeatable(lambda: client.users_info(user="U1")))["ok"]
        assert await token_of(client) == TOKEN
    assert (client.token, tokens.refused) == (None, ["xoxb-over"])


async def test_a_refused_token_without_another_is_refused_once(slack: FakeSlack) -> None:
    async with aiohttp.ClientSession() as session:
        client = make_client(token=Tokens("xoxb-over"), api_url=f"{slack.url}/api/", session=session)
        with pytest.raises(SlackRefused) as caught:
            await repeatable(lambda: client.users_info(user="U1"))
    assert caught.value.code == "invalid_auth"


async def test_a_call_with_a_token_of_its_own_is_left_alone(slack: FakeSlack) -> None:
    tokens = Tokens("xoxb-over")
    async with aiohttp.ClientSession() as session:
        client = make_client(token=tokens, api_url=f"{slack.url}/api/", session=session)
        slack.users["U1"] = {"id": "U1"}
        assert (await repeatable(lambda: client.users_info(user="U1", token=TOKEN)))["ok"]
    assert tokens.refused == []


async def test_a_fixed_token_is_what_the_client_calls_with(client: AsyncWebClient) -> None:
    assert await token_of(client) == client.token == TOKEN


async def test_a_client_of_one_of_an_organisations_workspaces_names_it_in_every_call(slack: FakeSlack) -> None:
    slack.users["U1"] = {"id": "U1"}
    async with aiohttp.ClientSession() as session:
        client = make_client(token=TOKEN, api_url=f"{slack.url}/api/", session=session, team=TeamId("T1"))
        await client.users_info(user="U1")
        await client.chat_postMessage(channel="C1", text="x")
    assert [arguments["team_id"] for _, arguments in slack.calls] == ["T1", "T1"]
