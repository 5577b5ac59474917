"""Several workspaces of one app: installed by OAuth with Slack's own SDK, called and delivered to apart, and left again."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth import AuthorizeUrlGenerator
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.doors import HOST
from bot.playground.entities import APP, BOT_USER, SCOPES, TEAM
from bot.playground.many import ENTERPRISE, SECOND_TEAM, ManyWorkspaces
from bot.slack.payloads import as_payload, child, text_of

GENERAL = "C0PLAYGEN01"
ORG = str(ENTERPRISE["id"])


@dataclass
class App:
    """An app that installs itself with Slack's SDK, and notes what is delivered."""

    slack: ManyWorkspaces
    browser: aiohttp.ClientSession
    delivered: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __post_init__(self) -> None:
        environment = self.slack.bot_environment()
        self.client_id, self.secret = environment["SLACK_CLIENT_ID"], environment["SLACK_CLIENT_SECRET"]
        self.api = AsyncWebClient(base_url=environment["SLACK_API_URL"])
        self.verifier = SignatureVerifier(environment["SLACK_SIGNING_SECRET"])

    def authorize_url(self, **changed: str) -> str:
        named = {"client_id": self.client_id, "scopes": ",".join(sorted(SCOPES)), **changed}
        generator = AuthorizeUrlGenerator(
            client_id=named["client_id"],
            scopes=named["scopes"].split(","),
            redirect_uri=named.get("redirect_uri"),
            authorization_url=self.slack.consent_url,
        )
        return generator.generate("some-state")

    async def answer(self, place: str, answer: str = "allow", **given: str) -> dict[str, str]:
        """Somebody answers on the page; what came back with them to the app."""
        form = {"client_id": self.client_id, "scope": ",".join(SCOPES), "state": "some-state", "place": place, **given}
        async with self.browser.post(self.slack.consent_url, data={**form, "answer": answer}, allow_redirects=False) as response:
            assert response.status == 302
            back = urlsplit(response.headers["Location"])
        assert back.path == "/slack/oauth_redirect"
        return {name: value for name, (value,) in parse_qs(back.query).items()}

    async def exchange(self, **arguments: str) -> dict[str, Any]:
        """`oauth.v2.access`, as the SDK calls it."""
        given = {"client_id": self.client_id, "client_secret": self.secret, **arguments}
        return cast("dict[str, Any]", (await self.api.oauth_v2_access(**given)).data)

    async def install(self, place: str) -> dict[str, Any]:
        return await self.exchange(code=(await self.answer(place))["code"])

    async def client(self, place: str) -> AsyncWebClient:
        """A client with the token of a new installation there."""
        return AsyncWebClient(token=(await self.install(place))["access_token"], base_url=self.api.base_url)

    async def receive(self, request: web.Request) -> web.Response:
        body = await request.read()
        assert self.verifier.is_valid_request(body, dict(request.headers))
        is_form = request.content_type == "application/x-www-form-urlencoded"
        self.delivered.append(dict(await request.post()) if is_form else await request.json())
        return web.Response()


def code_of(error: SlackApiError) -> str:
    return str(cast("dict[str, Any]", error.response.data)["error"])


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return code_of(caught.value)


async def started(slack: ManyWorkspaces) -> AsyncIterator[App]:
    async with slack, aiohttp.ClientSession() as browser:
        app = App(slack, browser)
        server = web.Application()
        server.router.add_post("/slack/events", app.receive)
        runner = web.AppRunner(server)
        await runner.setup()
        await web.TCPSite(runner, HOST, slack.bot_port).start()
        yield app
        for playground in slack.workspaces.values():
            await playground.deliveries.aclose()
        await runner.cleanup()


@pytest.fixture
async def app() -> AsyncIterator[App]:
    async for one in started(ManyWorkspaces(chunk_seconds=0.0, retry_factor=0.0001)):
        yield one


@pytest.fixture
async def rotating() -> AsyncIterator[App]:
    async for one in started(ManyWorkspaces(rotates=True, chunk_seconds=0.0, retry_factor=0.0001)):
        yield one


@pytest.fixture
async def organised() -> AsyncIterator[App]:
    async for one in started(ManyWorkspaces(has_enterprise=True, chunk_seconds=0.0, retry_factor=0.0001)):
        yield one


async def settled(app: App) -> list[dict[str, Any]]:
    """What was delivered, once nothing is under way."""
    for playground in app.slack.workspaces.values():
        await playground.deliveries.settled()
    return app.delivered


# Installing


async def test_the_page_names_what_the_app_asks_for_and_where_it_can_be_installed(app: App) -> None:
    async with app.browser.get(app.authorize_url()) as response:
        page = await response.text()
    assert response.status == 200
    assert all(f"<li>{scope}</li>" in page for scope in SCOPES)
    assert all(f'value="{team}"' in page and name in page for team, name in ((TEAM, "Playground"), (SECOND_TEAM, "Sandpit")))


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"scopes": "chat:write,admin"}, "invalid_scope"),
        ({"scopes": ""}, "invalid_scope"),
        ({"redirect_uri": "http://elsewhere.example/"}, "bad_redirect_uri"),
    ],
)
async def test_a_wrong_link_is_told_on_the_page(app: App, changed: dict[str, str], word: str) -> None:
    async with app.browser.get(app.authorize_url(**changed)) as response:
        assert (response.status, word in await response.text()) == (400, True)


async def test_what_a_link_brings_can_not_break_the_page(app: App) -> None:
    url = f"{app.slack.consent_url}?client_id={app.client_id}&scope=chat:write&state=%22%3E%3Cscript%3Ex"
    async with app.browser.get(url) as response:
        assert "<script" not in await response.text()


async def test_who_agrees_comes_back_with_a_code_that_is_good_once(app: App) -> None:
    back = await app.answer(TEAM)
    assert back["state"] == "some-state"
    answer = await app.exchange(code=back["code"])
    assert answer["access_token"].startswith("xoxb-")
    assert (answer["team"], answer["enterprise"]) == ({"id": TEAM, "name": "Playground"}, None)
    assert (answer["bot_user_id"], answer["app_id"], answer["token_type"]) == (BOT_USER, APP, "bot")
    assert set(answer["scope"].split(",")) == SCOPES
    assert "refresh_token" not in answer
    assert await refused(app.exchange(code=back["code"])) == "invalid_code"


async def test_who_does_not_agree_comes_back_with_that(app: App) -> None:
    assert await app.answer(TEAM, "cancel") == {"error": "access_denied", "state": "some-state"}


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "guessed"}, "bad_client_secret"),
        ({"redirect_uri": "http://elsewhere.example/"}, "bad_redirect_uri"),
        ({"grant_type": "refresh_token", "refresh_token": "xoxe-1-made-up"}, "invalid_refresh_token"),
    ],
)
async def test_an_exchange_that_is_not_the_apps_is_refused(app: App, wrong: dict[str, str], word: str) -> None:
    code = (await app.answer(TEAM))["code"]
    assert await refused(app.exchange(**{"code": code, **wrong})) == word


async def test_credentials_that_are_none_are_refused_as_such(app: App) -> None:
    headers = {"Authorization": "Basic !"}
    async with app.browser.post(f"{app.slack.url}/api/oauth.v2.access", headers=headers) as response:
        assert await response.json() == {"ok": False, "error": "invalid_client_id"}


# Calls and deliveries


async def test_a_call_reaches_the_workspace_of_its_token_and_no_other(app: App) -> None:
    for team in (TEAM, SECOND_TEAM):
        client = await app.client(team)
        assert (await client.auth_test())["team_id"] == team
        await client.chat_postMessage(channel=GENERAL, text=f"hello {team}")
    for team, playground in app.slack.workspaces.items():
        texts = [message.text for message in playground.workspace.channel("general").messages.values()]
        assert texts == [f"hello {team}"]
        assert len(playground.calls("chat.postMessage")) == 1


@pytest.mark.parametrize(("token", "word"), [(None, "not_authed"), ("xoxb-made-up", "invalid_auth")])
async def test_a_call_without_a_workspaces_token_is_refused(app: App, token: str | None, word: str) -> None:
    await app.install(TEAM)
    assert await refused(AsyncWebClient(token=token, base_url=app.api.base_url).auth_test()) == word


async def test_each_workspace_delivers_under_its_own_id_once_the_app_is_there_and_with_the_one_secret(app: App) -> None:
    sandpit = app.slack.workspaces[SECOND_TEAM]
    await sandpit.say("too early")
    assert await settled(app) == []
    await app.install(SECOND_TEAM)
    await app.slack.first.say("not installed here")
    ts = await sandpit.say("now", files=[("a.txt", b"words")])
    (body,) = await settled(app)
    assert (body["team_id"], body["event"]["team"], body["event"]["ts"]) == (SECOND_TEAM, SECOND_TEAM, ts)
    assert [bot["team_id"] for bot in body["authorizations"]] == [SECOND_TEAM]
    await sandpit.command("/ask", "what?", channel="general")
    assert (app.delivered[-1]["command"], app.delivered[-1]["team_id"]) == ("/ask", SECOND_TEAM)


async def test_a_workspaces_files_open_with_its_own_token_only(app: App) -> None:
    tokens = {team: (await app.install(team))["access_token"] for team in (TEAM, SECOND_TEAM)}
    sandpit = app.slack.workspaces[SECOND_TEAM]
    await sandpit.say("look", files=[("a.txt", b"words")])
    client = AsyncWebClient(token=tokens[SECOND_TEAM], base_url=app.api.base_url)
    (file_id,) = sandpit.workspace.files
    url = text_of(child(as_payload(cast("object", (await client.files_info(file=file_id)).data)), "file"), "url_private")
    assert f"/files-pri/{SECOND_TEAM}-" in url
    for team, expected in ((SECOND_TEAM, "words"), (TEAM, "Sign in")):
        async with app.browser.get(url, headers={"Authorization": f"Bearer {tokens[team]}"}) as response:
            assert expected in await response.text()


# Tokens that end


async def test_a_token_that_ends_is_refreshed_with_slacks_own_rotator_once(rotating: App) -> None:
    answer = await rotating.install(TEAM)
    assert answer["access_token"].startswith("xoxe.xoxb-1-")
    assert (answer["refresh_token"][:7], answer["expires_in"]) == ("xoxe-1-", 43_200)
    client = AsyncWebClient(token=answer["access_token"], base_url=rotating.api.base_url)
    assert (await client.auth_test())["team_id"] == TEAM
    rotating.slack.workspaces[TEAM].tokens.expire()
    assert await refused(client.auth_test()) == "token_expired"
    bot = Bot(
        bot_token=answer["access_token"],
        bot_id="B",
        bot_user_id="U",
        bot_refresh_token=answer["refresh_token"],
        bot_token_expires_at=1,
        installed_at=1.0,
    )
    rotator = AsyncTokenRotator(client_id=rotating.client_id, client_secret=rotating.secret, client=rotating.api)
    renewed = await rotator.perform_bot_token_rotation(bot=bot)
    assert renewed
    client.token = renewed.bot_token
    assert (await client.auth_test())["team_id"] == TEAM
    again = rotating.exchange(grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert await refused(again) == "invalid_refresh_token"
    assert (await rotating.exchange(grant_type="refresh_token", refresh_token=renewed.bot_refresh_token or ""))["ok"]


# Leaving


async def test_an_app_that_is_removed_is_told_and_its_token_is_refused(app: App) -> None:
    client, other = await app.client(TEAM), await app.client(SECOND_TEAM)
    app.slack.authorisations.uninstall(TEAM)
    events = {body["event"]["type"]: body for body in await settled(app)}
    assert events.keys() == {"app_uninstalled", "tokens_revoked"}
    assert all(body["team_id"] == TEAM for body in events.values())
    assert events["tokens_revoked"]["event"]["tokens"] == {"oauth": [], "bot": [BOT_USER]}
    assert await refused(client.auth_test()) == "account_inactive"
    await app.slack.first.say("nobody hears this")
    assert len(await settled(app)) == 2
    assert (await other.auth_test())["team_id"] == SECOND_TEAM
    assert (await (await app.client(TEAM)).auth_test())["team_id"] == TEAM


async def test_an_app_that_revokes_its_last_token_is_removed(app: App) -> None:
    client = await app.client(TEAM)
    assert (await client.auth_revoke(test=True))["revoked"] is False
    assert (await client.auth_revoke())["revoked"] is True
    assert await refused(client.auth_test()) == "token_revoked"
    assert {body["event"]["type"] for body in await settled(app)} == {"app_uninstalled", "tokens_revoked"}


async def test_an_app_removes_itself_with_its_secret_only(rotating: App) -> None:
    answer = await rotating.install(TEAM)
    client = AsyncWebClient(token=answer["access_token"], base_url=rotating.api.base_url)
    assert await refused(client.apps_uninstall(client_id=rotating.client_id, client_secret="guessed")) == "bad_client_secret"
    assert (await client.apps_uninstall(client_id=rotating.client_id, client_secret=rotating.secret))["ok"]
    assert await refused(client.auth_test()) == "account_inactive"
    refresh = rotating.exchange(grant_type="refresh_token", refresh_token=answer["refresh_token"])
    assert await refused(refresh) == "invalid_refresh_token"


# An organisation


async def test_an_organisations_installation_serves_all_its_workspaces(organised: App) -> None:
    answer = await organised.install(ORG)
    assert (answer["team"], answer["enterprise"], answer["is_enterprise_install"]) == (None, ENTERPRISE, True)
    client = AsyncWebClient(token=answer["access_token"], base_url=organised.api.base_url)
    for team, playground in organised.slack.workspaces.items():
        await client.chat_postMessage(channel=GENERAL, text="hello", team_id=team)
        assert len(playground.workspace.channel("general").messages) == 1
    bodies = await settled(organised)
    assert {body["team_id"] for body in bodies} == {TEAM, SECOND_TEAM}
    for body in bodies:
        (bot,) = body["authorizations"]
        assert (body["enterprise_id"], bot["enterprise_id"], bot["is_enterprise_install"]) == (ORG, ORG, True)
    organised.slack.authorisations.uninstall(ORG)
    gone = [body["team_id"] for body in await settled(organised) if body["event"]["type"] == "app_uninstalled"]
    assert sorted(gone) == [TEAM, SECOND_TEAM]


async def test_a_workspace_that_is_taken_out_of_an_organisations_installation_is_closed_and_the_app_told(organised: App) -> None:
    client = await organised.client(ORG)
    organised.slack.authorisations.take_out(SECOND_TEAM)
    (told,) = await settled(organised)
    assert (told["event"]["type"], told["event"]["team_ids"]) == ("team_access_revoked", [SECOND_TEAM])
    assert (told["enterprise_id"], told["authorizations"][0]["is_enterprise_install"]) == (ORG, True)
    assert await refused(client.chat_postMessage(channel=GENERAL, text="hello", team_id=SECOND_TEAM)) == "team_access_not_granted"
    assert (await client.chat_postMessage(channel=GENERAL, text="hello", team_id=TEAM))["ok"]
    await organised.slack.workspaces[SECOND_TEAM].say("nobody hears this")
    assert len(await settled(organised)) == 2
    organised.slack.authorisations.uninstall(ORG)
    gone = [body["team_id"] for body in await settled(organised) if body["event"]["type"] == "app_uninstalled"]
    assert gone == [TEAM]
