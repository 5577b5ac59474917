"""What the notes of a running bot say of the app's subscriptions, and what they do not."""

from collections.abc import Mapping

import pytest

from bot.memory.deliveries import KINDS, Arrivals
from bot.operations.doctor.arrived import arrivals
from bot.operations.doctor.finding import Finding, Level
from bot.settings import Settings

NOW = 10_000_000.0
SOCKET = Settings.model_validate({"slack_app_token": "xapp-1"})
HTTP = Settings.model_validate({"slack_app_token": None})


def found(last: Mapping[str, float] | None, *, since: float = 86_400, settings: Settings = SOCKET) -> list[Finding]:
    """The findings where the last of each kind came so many seconds ago."""
    noted = None if last is None else Arrivals(since=NOW - since, last={kind: NOW - ago for kind, ago in last.items()})
    return list(arrivals(noted, now=NOW, settings=settings))


@pytest.mark.parametrize(
    ("last", "since", "level", "said"),
    [
        (None, 0, "ok", "no bot has run"),
        ({}, 0, "ok", "just now"),
        ({}, 3_599, "ok", "59 minutes ago"),
        ({}, 3_600, "warn", "either nobody has used the app, or Slack does not reach it"),
        ({}, 3 * 86_400, "warn", "3 days ago"),
        ({"app_mention": 5, "message.channels": 5}, 0, "ok", "within an hour: app_mention, message.channels; within a day: none"),
        ({"app_mention": 90_000, "message.mpim": 7_200}, 0, "ok", "within a day: message.mpim; earlier: app_mention"),
        ({"slash command": -5}, 0, "ok", "within an hour: slash command"),
    ],
)
def test_what_came_is_told_by_when_it_came(last: Mapping[str, float] | None, since: float, level: Level, said: str) -> None:
    first = found(last, since=since)[0]
    assert (first.what, first.level) == ("events", level)
    assert said in first.finding


def test_a_mention_that_came_without_its_message_is_told() -> None:
    warned = [finding for finding in found({"app_mention": 5, "message.im": 5}) if finding.level == "warn"]
    assert len(warned) == 1
    assert warned[0].mend.startswith("message.channels and message.groups in settings.event_subscriptions.bot_events")


@pytest.mark.parametrize("kind", ["message.channels", "message.groups", "message.mpim"])
def test_a_mention_whose_message_came_is_well(kind: str) -> None:
    assert {finding.level for finding in found({"app_mention": 5, kind: 5})} == {"ok"}


def never(last: Mapping[str, float], settings: Settings = SOCKET) -> dict[str, str]:
    """What is said to have never come, with its mend."""
    return {finding.finding: finding.mend for finding in found(last, settings=settings) if finding.what == "never came"}


def test_where_every_kind_came_none_is_missed() -> None:
    assert never(dict.fromkeys(KINDS, 5.0)) == {}


@pytest.mark.parametrize(
    ("kind", "mend"),
    [
        ("channel_left", "if somebody did: settings.event_subscriptions.bot_events"),
        ("message.im", "messages_tab_enabled: true"),
        ("slash command", "features.slash_commands"),
        ("button or form", "settings.interactivity.is_enabled: true"),
        ("shortcut", "features.shortcuts"),
    ],
)
def test_a_kind_that_never_came_is_named_with_what_it_may_mean(kind: str, mend: str) -> None:
    ((said, mended),) = never(dict.fromkeys(KINDS - {kind}, 5.0)).items()
    assert f": {kind}. It may be that nobody did" in said
    assert mend in mended


def test_over_http_addresses_may_be_what_is_missing() -> None:
    last = dict.fromkeys(KINDS - {"slash command"}, 5.0)
    assert "with your address in each url" in "".join(never(last, HTTP).values())
    assert "with your address" not in "".join(never(last, SOCKET).values())
    assert "with your address" in found({}, since=7_200, settings=HTTP)[0].mend
