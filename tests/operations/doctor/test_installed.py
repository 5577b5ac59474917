"""Many workspaces: where an installation is finished, and whether Slack still accepts each one's token."""

import pytest
from slack_sdk.oauth.installation_store.models.bot import Bot

from bot.memory.installations import KeptInstallations
from bot.memory.vault import Vault, load_vault
from bot.operations.doctor import installed
from bot.operations.doctor.finding import Level
from bot.settings import load_settings
from tests.operations.doctor.conftest import Stage

MANY = {"slack_bot_token": None, "slack_app_token": None, "slack_client_id": "12.34"} | dict.fromkeys(
    ("slack_client_secret", "slack_signing_secret"), "0" * 32
)
REDIRECT = "/slack/oauth_redirect"


@pytest.mark.parametrize(
    ("urls", "level"),
    [
        ([], "warn"),
        ([f"https://bot.example{REDIRECT}"], "ok"),
        (["https://old.example/other", f"https://bot.example{REDIRECT}"], "ok"),
        ([f"http://127.0.0.1:3000{REDIRECT}"], "ok"),
        ([f"http://bot.example{REDIRECT}"], "fail"),
        (["https://bot.example/slack/events"], "fail"),
        ([f"https://bot.example{REDIRECT}?a=b"], "fail"),
    ],
)
def test_slack_sends_people_back_to_where_an_installation_is_finished(urls: list[str], level: Level) -> None:
    (found,) = installed.redirects(urls)
    assert found.level == level
    assert level == "ok" or REDIRECT in found.mend


async def install(stage: Stage, team: str, token: str, *, vault: Vault | None = None) -> None:
    bot = Bot(bot_token=token, bot_id="B1", bot_user_id="U1", team_id=team, team_name=f"Team {team}", installed_at=0.0)
    await KeptInstallations(stage.redis, vault or load_vault(load_settings(stage.given))).async_save_bot(bot)


async def test_each_workspaces_token_is_asked_about(stage: Stage) -> None:
    good = stage.playground.bot_environment()["SLACK_BOT_TOKEN"]
    await install(stage, "T1", good)
    await install(stage, "T2", "xoxb-withdrawn")
    await install(stage, "T3", good, vault=Vault([("other", b"k" * 32)]))
    stage.set(**MANY)
    found = {finding.finding: finding for finding in await stage.look("Redis") if finding.what.startswith("workspace")}
    assert {finding.level for finding in found.values()} == {"ok", "fail"}
    assert "3 have installed it; of 1 Slack accepts the token" in found
    (refused,) = [text for text in found if "Team T2" in text]
    assert "invalid_auth" in refused
    assert found[refused].mend == "an admin of that workspace installs it again"
    assert any("of T3 nothing can be opened" in text for text in found)


async def test_scopes_that_a_workspace_has_not_granted_are_named(stage: Stage) -> None:
    await install(stage, "T1", stage.playground.bot_environment()["SLACK_BOT_TOKEN"])
    stage.slack.scopes.discard("files:read")
    stage.set(**MANY)
    (lacking,) = [finding for finding in await stage.look("Redis") if finding.what == "workspace"]
    assert (lacking.level, lacking.finding) == ("warn", "Team T1 has not granted: files:read")


async def test_where_slack_is_out_of_reach_no_token_is_called_wrong(stage: Stage) -> None:
    await install(stage, "T1", "xoxb-whatever")
    stage.set(**MANY, slack_api_url="http://127.0.0.1:9/api/")
    (unknown,) = [finding for finding in await stage.look("Redis") if finding.what == "workspace"]
    assert unknown.level == "warn"


async def test_of_one_workspace_none_is_asked_about(stage: Stage) -> None:
    await install(stage, "T1", "xoxb-withdrawn")
    assert not [finding for finding in await stage.look("Redis") if finding.what.startswith(("workspace", "redirect"))]
