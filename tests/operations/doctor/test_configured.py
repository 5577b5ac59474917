"""What settings say by themselves."""

import pytest

from bot.operations.doctor import configured
from bot.operations.doctor.finding import Finding, Level
from bot.settings import Settings, load_settings

BARE = dict.fromkeys(
    ("slack_bot_token", "slack_app_token", "slack_signing_secret", "context_keys", "redis_url"),
)
SECRET = "0123456789abcdef" * 2


def settings(**given: object) -> Settings:
    return load_settings({**BARE, **given})


def summary(findings: list[Finding]) -> list[tuple[str, Level]]:
    return [(finding.what, finding.level) for finding in findings]


@pytest.mark.parametrize(
    ("given", "expected", "mend"),
    [
        ({}, [("transport", "fail")], "python -m bot playground"),
        ({"slack_bot_token": "xoxb-1"}, [("transport", "fail")], "SLACK_APP_TOKEN=xapp-"),
        ({"slack_app_token": "xapp-1"}, [("transport", "ok"), ("bot token", "fail")], "SLACK_BOT_TOKEN=xoxb-"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, [("transport", "ok")], ""),
        (
            {"slack_bot_token": "xoxb-1", "slack_signing_secret": SECRET},
            [("transport", "ok"), ("signing secret", "ok")],
            "",
        ),
        (
            {"slack_bot_token": "xoxb-1", "slack_signing_secret": "xapp-by-mistake"},
            [("transport", "ok"), ("signing secret", "fail")],
            "SLACK_SIGNING_SECRET=",
        ),
        ({"slack_signing_secret": SECRET}, [("transport", "ok"), ("signing secret", "ok"), ("bot token", "fail")], "SLACK_BOT_"),
    ],
)
def test_the_way_to_slack_is_told_or_what_it_lacks(
    given: dict[str, object], expected: list[tuple[str, Level]], mend: str
) -> None:
    findings = list(configured.transport(settings(**given)))
    assert summary(findings) == expected
    assert mend in "".join(finding.mend for finding in findings)
    assert "by-mistake" not in repr(findings)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, {}),
        ({"slack_client_id": "A0123"}, {"client id": "SLACK_CLIENT_ID=…"}),
        ({"slack_client_secret": "no-secret"}, {"client secret": "SLACK_CLIENT_SECRET=…"}),
        ({"slack_signing_secret": "xapp-by-mistake"}, {"signing secret": "SLACK_SIGNING_SECRET=…"}),
    ],
)
def test_what_many_workspaces_need_is_looked_at(given: dict[str, object], wrong: dict[str, str]) -> None:
    many = {"slack_client_id": "12.34", "slack_client_secret": SECRET, "slack_signing_secret": SECRET}
    findings = list(configured.transport(settings(**many | given)))
    assert {finding.what for finding in findings} == {"transport", "client id", "client secret", "signing secret"}
    failed = {finding.what: finding.mend for finding in findings if finding.level != "ok"}
    assert failed.keys() == wrong.keys()
    assert all(failed[what].startswith(mend) for what, mend in wrong.items())
    assert "no-secret" not in repr(findings)


@pytest.mark.parametrize(
    ("api", "hosts", "levels"),
    [
        ("https://slack.com/api/", "files.slack.com", ["ok"]),
        ("https://slack.com/api/", "files.slack.com,files.example.com", ["ok"]),
        ("https://slack.com/api/", "slack.com", ["fail"]),
        ("https://slack.com/api/", "", ["fail"]),
        ("https://slack-gov.com/api/", "files.slack.com", ["fail"]),
        ("https://slack-gov.com/api/", "files.slack-gov.com", ["ok"]),
        ("https://gateway.example.com/api/", "files.example.com", []),
    ],
)
def test_where_slack_keeps_its_files_they_are_asked_for(api: str, hosts: str, levels: list[Level]) -> None:
    found = configured.file_host(settings(slack_api_url=api, slack_file_hosts=hosts))
    assert [finding.level for finding in found] == levels


def test_of_two_ways_to_slack_the_one_that_is_used_is_told() -> None:
    (found,) = configured.transport(settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1", slack_signing_secret=SECRET))
    assert found.finding == "Socket Mode; SLACK_SIGNING_SECRET is not used"


@pytest.mark.parametrize(
    ("ttl", "level", "finding"),
    [(86_400, "ok", "for 24 hours"), (5_400, "ok", "for 1.5 hours"), (0, "warn", "CONTEXT_TTL=0: each question reads")],
)
def test_what_is_kept_is_told_and_what_it_costs_to_keep_nothing(ttl: int, level: Level, finding: str) -> None:
    (found,) = configured.kept_context(settings(context_ttl=ttl))
    assert found.level == level
    assert finding in found.finding


@pytest.mark.parametrize(
    ("given", "level", "mend"),
    [
        ({}, "ok", ""),
        ({"redis_url": "redis://host"}, "warn", "CONTEXT_KEYS=k1:"),
        ({"redis_url": "redis://host", "context_keys": "k1:" + "A" * 43 + "="}, "ok", ""),
        ({"context_keys": "k1:secret"}, "fail", "CONTEXT_KEYS=…"),
    ],
)
def test_keys_are_to_be_shared_by_all_hosts(given: dict[str, object], level: Level, mend: str) -> None:
    (found,) = configured.keys(settings(**given))
    assert found.level == level
    assert mend in found.mend
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("given", "expected", "mend"),
    [
        ({}, [("limits", "ok")], ""),
        ({"limit_workspace_tokens_per_day": 0}, [("limits", "warn")], "LIMIT_WORKSPACE_TOKENS_PER_DAY=20000000"),
        ({"limit_user_tokens_per_day": 50_000}, [("limits", "warn")], "LIMIT_USER_TOKENS_PER_DAY=128000 or more"),
        ({"limit_user_tokens_per_day": 0}, [("limits", "ok")], ""),
        (
            {"limit_user_tokens_per_day": 50_000, "limit_workspace_tokens_per_day": 0},
            [("limits", "warn"), ("limits", "warn")],
            "LIMIT_WORKSPACE",
        ),
    ],
)
def test_limits_that_bound_nothing_or_everything_are_told(
    given: dict[str, object], expected: list[tuple[str, Level]], mend: str
) -> None:
    findings = list(configured.limits(settings(**given)))
    assert summary(findings) == expected
    assert mend in "".join(finding.mend for finding in findings)


@pytest.mark.parametrize(
    ("endpoint", "installed", "levels"), [(None, False, []), ("http://c:4318", True, ["ok"]), ("http://c:4318", False, ["warn"])]
)
def test_traces_that_can_not_be_sent_are_told(
    endpoint: str | None, installed: bool, levels: list[Level], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(configured, "is_installed", lambda: installed)
    found = list(configured.traces(settings(otel_exporter_otlp_endpoint=endpoint)))
    assert [finding.level for finding in found] == levels
    assert all("make run OTEL=1" in finding.mend for finding in found if finding.level == "warn")
