"""Installing the app in a browser, from its page through Slack's and back; and each way in which it can go wrong. No bot runs."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from time import monotonic
from typing import cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import yaml
from aiohttp import web
from pydantic import SecretStr
from redis.asyncio import Redis
from yarl import URL

from bot.language import TeamId
from bot.language.catalogue import de, en
from bot.listeners import install_page, installing
from bot.listeners.installing import INSTALL_PATH, REDIRECT_PATH, SCOPES, Installing
from bot.memory.install_states import InstallStates
from bot.memory.installations import KeptInstallations
from bot.memory.vault import Vault
from bot.playground.doors import HOST
from bot.playground.entities import SCOPES as PLAYGROUND_SCOPES
from bot.playground.entities import TEAM
from bot.playground.many import ENTERPRISE, SECOND_TEAM, ManyWorkspaces
from bot.playground.web_api import Fault
from bot.slack.client import make_client
from tests.installer import Browser, browsing
from tests.memory.build import a_lost_redis, a_vault

MANIFEST = Path(__file__).parents[2] / "app_manifest.yml"
HOSTILE = 'Acme <script>alert("1")</script> & Söhne'


@asynccontextmanager
async def serving(
    slack: ManyWorkspaces,
    redis: Redis,
    vault: Vault,
    *,
    names_address: bool = False,
    clock: Callable[[], float] = monotonic,
) -> AsyncGenerator[None]:
    environment = slack.bot_environment()
    async with aiohttp.ClientSession() as session:
        routes = Installing(
            make_client(token=None, api_url=environment["SLACK_API_URL"], session=session),
            installations=KeptInstallations(redis, vault),
            states=InstallStates(redis, vault),
            client_id=environment["SLACK_CLIENT_ID"],
            client_secret=SecretStr(environment["SLACK_CLIENT_SECRET"]),
            api_url=environment["SLACK_API_URL"],
            redirect_uri=f"http://{HOST}:{slack.bot_port}{REDIRECT_PATH}" if names_address else None,
            clock=clock,
        ).routes()
        app = web.Application()
        app.router.add_routes(routes)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, HOST, slack.bot_port).start()
        yield
        await runner.cleanup()


@pytest.fixture
async def slack() -> AsyncIterator[ManyWorkspaces]:
    async with ManyWorkspaces({TEAM: "Playground", SECOND_TEAM: HOSTILE}, has_enterprise=True, rotates=True) as slack:
        yield slack


@pytest.fixture
def vault() -> Vault:
    return a_vault()


@pytest.fixture
async def browser(slack: ManyWorkspaces, redis: Redis, vault: Vault) -> AsyncIterator[Browser]:
    async with serving(slack, redis, vault), browsing(slack) as browser:
        yield browser


@pytest.fixture
def kept(redis: Redis, vault: Vault) -> KeptInstallations:
    return KeptInstallations(redis, vault)


def test_the_app_asks_for_the_scopes_of_its_manifest() -> None:
    manifest = cast("dict[str, dict[str, dict[str, list[str]]]]", yaml.safe_load(MANIFEST.read_text()))
    assert sorted(SCOPES) == sorted(manifest["oauth_config"]["scopes"]["bot"])
    assert set(SCOPES) == PLAYGROUND_SCOPES


@pytest.mark.parametrize("words", [en.INSTALL_RIGHTS, de.INSTALL_RIGHTS])
def test_every_right_is_told_in_words(words: dict[str, str]) -> None:
    assert words.keys() == install_page.RIGHTS.keys()


# The page


async def test_the_page_says_what_the_app_may_do_before_anything_begins(browser: Browser, redis: Redis) -> None:
    async with browser.session.get(f"{browser.bot}{INSTALL_PATH}") as response:
        page = unescape(await response.text())
        policy = response.headers["Content-Security-Policy"]
    assert (response.status, response.content_type) == (200, "text/html")
    assert all(words in page for words in (en.INSTALL_HEADING, en.INSTALL_ADD, *en.INSTALL_RIGHTS.values()))
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert await redis.keys() == []


@pytest.mark.parametrize(
    ("preferred", "heading", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", de.INSTALL_HEADING, "de"),
        ("fr, de;q=0.5", en.INSTALL_HEADING, "en"),
        ('"><script>', en.INSTALL_HEADING, "en"),
    ],
)
async def test_the_page_speaks_the_browsers_language(browser: Browser, preferred: str, heading: str, language: str) -> None:
    async with browser.session.get(f"{browser.bot}{INSTALL_PATH}", headers={"Accept-Language": preferred}) as response:
        page = await response.text()
    assert heading in unescape(page)
    assert f'<html lang="{language}">' in page
    assert "<script" not in page


# The way through Slack


async def test_who_agrees_has_installed_the_app(browser: Browser, kept: KeptInstallations) -> None:
    address = await browser.begin()
    asked = parse_qs(urlsplit(address).query)
    assert address.startswith(browser.slack.consent_url)
    assert set(asked["scope"][0].split(",")) == set(SCOPES)
    assert "redirect_uri" not in asked
    status, page = await browser.get(await browser.agree(address))
    assert (status, "Footnote is in Playground" in page) == (200, True)
    found = await kept.of(TeamId(TEAM))
    assert found
    assert (found.team_id, found.team_name, found.bot_user_id, found.bot_id) == (TEAM, "Playground", "U0PLAYBOT01", "B0PLAYBOT01")
    assert found.bot_refresh_token
    assert found.bot_token.get_secret_value() not in page
    assert await kept.of(TeamId(SECOND_TEAM)) is None
    installed_by = await kept.async_find_installation(enterprise_id=None, team_id=TEAM)
    assert installed_by
    assert (installed_by.user_id, installed_by.user_token) == ("U0PLAYYOU01", None)


async def test_what_slack_calls_a_workspace_can_not_break_the_page(browser: Browser) -> None:
    status, page = await browser.install(SECOND_TEAM)
    assert (status, HOSTILE in unescape(page), "<script" in page) == (200, True, False)


async def test_an_organisation_installs_it_for_all_its_workspaces(browser: Browser, kept: KeptInstallations) -> None:
    status, page = await browser.install(str(ENTERPRISE["id"]))
    assert (status, f"Footnote is in {ENTERPRISE['name']}" in page) == (200, True)
    assert await kept.note(TeamId(TEAM), str(ENTERPRISE["id"]))
    found = await kept.of(TeamId(TEAM))
    assert found
    assert (found.is_enterprise_install, found.team_id) == (True, None)


async def test_an_address_that_is_set_is_named_to_slack_both_times(slack: ManyWorkspaces, redis: Redis, vault: Vault) -> None:
    async with serving(slack, redis, vault, names_address=True), browsing(slack) as browser:
        address = await browser.begin()
        assert parse_qs(urlsplit(address).query)["redirect_uri"] == [f"{browser.bot}{REDIRECT_PATH}"]
        status, _ = await browser.get(await browser.agree(address))
    assert status == 200


# The ways in which it can go wrong


async def failed(browser: Browser, address: str, sentence: str, kept: KeptInstallations, *, status: int) -> None:
    """That way back is told why nothing was installed, without a word of Slack's or of the address bar."""
    found, page = await browser.get(address)
    assert (found, sentence in unescape(page), en.INSTALL_AGAIN in page) == (status, True, True)
    query = parse_qs(urlsplit(address).query)
    assert not any(value in page for values in query.values() for value in values if len(value) > 8)
    assert await kept.teams() == []


async def test_who_does_not_agree_is_told_that_nothing_was_changed(browser: Browser, kept: KeptInstallations) -> None:
    back = await browser.agree(await browser.begin(), answer="cancel")
    await failed(browser, back, en.INSTALL_DENIED, kept, status=200)


async def test_a_way_back_that_was_used_is_used_up(browser: Browser, kept: KeptInstallations) -> None:
    back = await browser.agree(await browser.begin())
    assert (await browser.get(back))[0] == 200
    await kept.async_delete_all(enterprise_id=None, team_id=TEAM)
    # The cookie went with the first time; even with it the state is used up.
    await failed(browser, back, en.INSTALL_OTHER_BROWSER, kept, status=400)
    state = parse_qs(urlsplit(back).query)["state"][0]
    browser.session.cookie_jar.update_cookies({"slack-app-oauth-state": state}, response_url=URL(browser.bot))
    await failed(browser, back, en.INSTALL_STATE_OVER, kept, status=401)


async def test_somebody_elses_way_back_installs_nothing(browser: Browser, kept: KeptInstallations, slack: ManyWorkspaces) -> None:
    theirs = await browser.agree(await browser.begin())
    async with browsing(slack) as other:
        await failed(other, theirs, en.INSTALL_OTHER_BROWSER, kept, status=400)
        await other.begin()  # Having a cookie of one's own does not help.
        await failed(other, theirs, en.INSTALL_OTHER_BROWSER, kept, status=400)


@pytest.mark.parametrize(
    "query", ["", "code=abcdefghijkl", "code=abcdefghijkl&state=made-up-by-somebody", "state=made-up-by-somebody"]
)
async def test_a_way_back_that_nobody_began_installs_nothing(browser: Browser, kept: KeptInstallations, query: str) -> None:
    await browser.begin()
    await failed(browser, f"{browser.bot}{REDIRECT_PATH}?{query}", en.INSTALL_OTHER_BROWSER, kept, status=400)


async def test_a_made_up_code_and_one_that_was_exchanged_are_not_accepted(
    browser: Browser, kept: KeptInstallations, slack: ManyWorkspaces
) -> None:
    spent = parse_qs(urlsplit(await browser.agree(await browser.begin())).query)["code"][0]
    environment = slack.bot_environment()
    client_id, secret = environment["SLACK_CLIENT_ID"], environment["SLACK_CLIENT_SECRET"]
    thief = make_client(token=None, api_url=environment["SLACK_API_URL"], session=browser.session)
    assert (await thief.oauth_v2_access(client_id=client_id, client_secret=secret, code=spent))["ok"]
    for code in (spent, "made-up-by-somebody", ""):
        state = parse_qs(urlsplit(await browser.begin()).query)["state"][0]
        address = f"{browser.bot}{REDIRECT_PATH}?state={state}" + (f"&code={code}" if code else "")
        await failed(browser, address, en.INSTALL_NOT_ACCEPTED, kept, status=401)


async def test_what_the_address_bar_calls_an_error_is_not_repeated(browser: Browser, kept: KeptInstallations) -> None:
    address = f"{browser.bot}{REDIRECT_PATH}?error=%3Cscript%3Ealert(1)%3C/script%3E"
    await failed(browser, address, en.INSTALL_NOT_ACCEPTED, kept, status=200)


async def test_a_slack_that_is_away_is_told_and_one_can_begin_again(browser: Browser, kept: KeptInstallations) -> None:
    browser.slack.first.web_api.fail_next("oauth.v2.access", Fault(disconnect=True))
    back = await browser.agree(await browser.begin())
    await failed(browser, back, en.INSTALL_LATER, kept, status=503)
    assert (await browser.install())[0] == 200


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_who_begins_without_end_fills_nothing(
    slack: ManyWorkspaces, redis: Redis, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "STATES_A_MINUTE", 3)
    clock = Clock()
    async with serving(slack, redis, vault, clock=clock), browsing(slack) as browser:
        for _ in range(3):
            await browser.begin()
        async with browser.session.post(f"{browser.bot}{INSTALL_PATH}", allow_redirects=False) as response:
            assert (response.status, en.INSTALL_LATER in unescape(await response.text())) == (503, True)
        assert len(await redis.keys()) == 3
        clock.now += 60
        await browser.begin()


async def test_who_brings_invented_codes_takes_little_of_what_tokens_are_refreshed_with(
    slack: ManyWorkspaces, redis: Redis, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "EXCHANGES_A_MINUTE", 2)
    clock = Clock()
    async with serving(slack, redis, vault, clock=clock), browsing(slack) as browser:
        statuses: list[int] = []
        for _ in range(4):
            state = parse_qs(urlsplit(await browser.begin()).query)["state"][0]
            statuses.append((await browser.get(f"{browser.bot}{REDIRECT_PATH}?code=invented&state={state}"))[0])
        assert statuses[2:] == [503, 503]
        assert 503 not in statuses[:2]
        assert len([call for call in slack.first.workspace.calls if call.method == "oauth.v2.access"]) <= 2
        clock.now += 60
        status, _ = await browser.install()
        assert status == 200


async def test_a_slack_that_does_not_know_the_token_it_gave_is_told(browser: Browser, kept: KeptInstallations) -> None:
    browser.slack.first.web_api.fail_next("auth.test", Fault(error="fatal_error", status=500))
    await failed(browser, await browser.agree(await browser.begin()), en.INSTALL_NOT_ACCEPTED, kept, status=401)


async def test_a_lost_store_is_told_on_the_page(slack: ManyWorkspaces, vault: Vault) -> None:
    async with serving(slack, a_lost_redis(), vault), browsing(slack) as browser:
        async with browser.session.post(f"{browser.bot}{INSTALL_PATH}", allow_redirects=False) as response:
            page = await response.text()
        assert (response.status, en.INSTALL_LATER in unescape(page)) == (503, True)


async def test_no_answer_of_it_is_kept_by_browsers_or_told_on(browser: Browser) -> None:
    for address in (INSTALL_PATH, REDIRECT_PATH):
        async with browser.session.get(f"{browser.bot}{address}") as response:
            headers = response.headers
        assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


async def test_the_log_names_neither_codes_nor_tokens_nor_what_somebody_made_up(
    browser: Browser, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await browser.get(f"{browser.bot}{REDIRECT_PATH}?error=made-up-by-somebody")
    state = parse_qs(urlsplit(await browser.begin()).query)["state"][0]
    await browser.get(f"{browser.bot}{REDIRECT_PATH}?state={state}&code=made-up-by-somebody")
    await browser.install()
    said = caplog.text + "".join(capsys.readouterr())
    assert not any(word in said for word in ("made-up", "xoxe", "xoxb", state))
