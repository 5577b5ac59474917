"""What an admin sees of the findings in Slack: what is to be mended first, and no value of a setting."""

from pathlib import Path

from bot.language import phrases
from bot.operations.doctor.finding import Finding, Saying, fail, ok, warn
from bot.operations.doctor.in_slack import MOST_FINDINGS, as_markdown, named
from bot.settings import Settings, load_settings
from bot.slack.blocks import outgoing

SETTINGS = load_settings(
    {
        "slack_bot_token": "xoxb-the-token",
        "redis_url": "redis://user:hunter2@redis.internal:6379/0",
        "aimlapi_base_url": "https://gateway.internal/v1",
        "data_dir": Path("/srv/footnote/data"),
        "model": "vendor/secret-model",
        "port": 3456,
    }
)
WELL = ok("clock", Saying("within 1 s of Slack's"))
WARNED = warn(
    "eviction",
    Saying("may throw away questions"),
)
FAILED = fail("Redis", Saying("no connection to {url}", "REDIS_URL=redis://host:6379/0, of a server that runs"), url="REDIS_URL")


def shown(findings: list[Finding], settings: Settings = SETTINGS) -> str:
    """As it arrives in Slack."""
    return outgoing(as_markdown(findings, settings))


def test_where_all_is_well_that_is_all() -> None:
    assert as_markdown([WELL, WELL], SETTINGS) == phrases.DOCTOR_WELL.format(well=2)


def test_what_fails_comes_first_with_its_mend_and_what_is_well_is_counted() -> None:
    lines = shown([WELL, WARNED, FAILED]).splitlines()
    assert lines[0] == phrases.DOCTOR_FOUND.format(failed=1, warned=1, well=1)
    assert "Redis" in lines[1]
    assert lines[1].endswith("Mend: `REDIS_URL=redis://host:6379/0, of a server that runs`")
    assert "eviction" in lines[2]
    assert len(lines) == 3


def test_a_setting_is_called_by_its_name_and_not_by_its_value() -> None:
    text = (
        "xoxb-the-token at redis://user:hunter2@redis.internal:6379/0, https://gateway.internal/v1, "
        "/srv/footnote/data/valkey/valkey.log, vendor/secret-model and 3456"
    )
    assert named(text, SETTINGS) == "SLACK_BOT_TOKEN at REDIS_URL, AIMLAPI_BASE_URL, DATA_DIR/valkey/valkey.log, MODEL and 3456"


def test_a_relative_folder_is_not_shown_as_the_absolute_one_that_it_is() -> None:
    settings = load_settings({"data_dir": Path(".data")})
    assert named(f"{Path('.data').absolute()} can't be written", settings) == "DATA_DIR can't be written"


def test_what_stands_in_a_finding_is_no_markup_in_slack() -> None:
    value = "<!channel> *bold* `code` [words](https://evil.example) <@U1>"
    text = shown([fail("model", Saying("{value}", "MODEL=<one of {value}>"), value=value)])
    assert "<!channel>" not in text
    assert "<@U1>" not in text
    assert "<https" not in text


def test_many_findings_fit_one_message() -> None:
    findings = [warn("limits", Saying(f"number {number} " + "x" * 150, "NAME=" + "y" * 60)) for number in range(40)]
    text = shown(findings)
    assert phrases.DOCTOR_MORE.format(count=40 - MOST_FINDINGS) in text.replace("\\", "")
    assert len(text) < 4_000
