"""What no server here can be made to say: old versions, clusters, silent headers. And clocks to the second."""

from pathlib import Path

import pytest

from bot.memory.condition import Condition
from bot.model.catalog import Entry
from bot.operations.doctor import api, slack, store, words
from bot.operations.doctor.finding import Level
from bot.settings import Settings

ELSEWHERE = Settings(redis_url="redis://host")
WELL = {
    "redis_version": "7.4.1",
    "role": "master",
    "cluster_enabled": 0,
    "aof_enabled": 1,
    "aof_last_write_status": "ok",
    "maxmemory": 0,
    "maxmemory_policy": "noeviction",
    "used_memory": 1_000_000,
    "maxclients": 10_000,
    "connected_clients": 1,
}


@pytest.mark.parametrize(
    ("change", "what", "level", "mend"),
    [
        ({}, "Redis", "ok", ""),
        ({"redis_version": "6.0.16"}, "Redis", "ok", ""),
        ({"redis_version": "5.0.7"}, "Redis", "fail", "Redis 6.0 or newer"),
        ({"redis_version": "unstable"}, "Redis", "ok", ""),
        ({"cluster_enabled": 1}, "Redis", "fail", "redis+cluster://"),
        ({"role": "slave"}, "Redis", "fail", "of the primary"),
        ({"aof_last_write_status": "err"}, "durability", "fail", "free space"),
        ({"aof_enabled": 0}, "durability", "warn", "appendonly yes"),
        ({"maxmemory_policy": "volatile-ttl"}, "eviction", "warn", "noeviction"),
        ({"maxmemory": 1_050_000}, "Redis memory", "warn", "maxmemory"),
        ({"maxclients": 64}, "connections", "fail", "maxclients"),
    ],
)
def test_a_server_is_judged_by_what_it_says(change: dict[str, object], what: str, level: Level, mend: str) -> None:
    findings = {finding.what: finding for finding in store.judged(Condition.of({**WELL, **change}), settings=ELSEWHERE)}
    assert findings[what].level == level
    assert mend in findings[what].mend


@pytest.mark.parametrize(("syncs", "level"), [("always", "ok"), ("everysec", "ok"), (None, "ok"), ("no", "warn")])
def test_a_file_that_is_written_late_is_told(syncs: str | None, level: Level) -> None:
    findings = {finding.what: finding.level for finding in store.judged(Condition.of(WELL, syncs=syncs), settings=ELSEWHERE)}
    assert findings["durability"] == level


def test_a_cluster_is_well_where_one_is_meant() -> None:
    meant = Settings(redis_url="redis+cluster://host")
    findings = list(store.judged(Condition.of({**WELL, "cluster_enabled": 1}), settings=meant))
    assert {finding.level for finding in findings} == {"ok"}


def test_of_what_a_managed_server_does_not_tell_nothing_is_said() -> None:
    findings = list(store.judged(Condition.of({"redis_version": "7.2.0"}), settings=ELSEWHERE))
    assert [(finding.what, finding.level) for finding in findings] == [("Redis", "ok")]


@pytest.mark.parametrize(("seconds", "level"), [(0.0002, "ok"), (0.049, "ok"), (0.05, "warn"), (2.0, "warn")])
def test_a_slow_way_to_the_server_is_told(seconds: float, level: Level) -> None:
    assert store.latency(seconds).level == level


@pytest.mark.parametrize(
    ("ahead", "http", "level"),
    [
        (0.4, False, "ok"),
        (-30, False, "ok"),
        (31, False, "warn"),
        (-31, True, "warn"),
        (299, True, "warn"),
        (300, True, "fail"),
        (-3_600, True, "fail"),
        (-3_600, False, "warn"),
    ],
)
def test_clocks_apart_are_told_by_what_comes_of_it(ahead: float, http: bool, level: Level) -> None:
    token = None if http else "xapp-1"
    found = slack.clock(ahead, Settings.model_validate({"slack_app_token": token}))
    assert found.level == level
    assert level == "ok" or ("ahead of" if ahead > 0 else "behind") in found.finding


@pytest.mark.parametrize(
    ("granted", "wanted", "expected"),
    [
        (None, {"chat:write"}, [("scopes", "warn")]),
        ({"chat:write"}, set[str](), [("scopes", "warn")]),
        ({"chat:write", "assistant:write", "extra"}, {"chat:write", "assistant:write"}, [("scopes", "ok"), ("agent view", "ok")]),
        ({"chat:write"}, {"chat:write", "assistant:write"}, [("scopes", "ok"), ("agent view", "warn")]),
        (set[str](), {"chat:write"}, [("scopes", "fail"), ("agent view", "warn")]),
    ],
)
def test_scopes_are_compared_where_both_sides_are_known(
    granted: set[str] | None, wanted: set[str], expected: list[tuple[str, Level]]
) -> None:
    found = slack.scopes(None if granted is None else frozenset(granted), wanted=frozenset(wanted))
    assert [(finding.what, finding.level) for finding in found] == expected


@pytest.mark.parametrize("text", ["", "oauth_config: no", "oauth_config: {scopes: {bot: chat}}", "a: [", "\x00"])
def test_a_manifest_that_is_none_asks_for_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.yml").write_text(text)
    assert slack.manifest_scopes(tmp_path / "manifest.yml") == frozenset()
    assert slack.manifest_scopes(tmp_path / "nothing.yml") == frozenset()


def test_of_every_scope_of_the_manifest_it_is_known_what_it_is_for() -> None:
    assert slack.manifest_scopes(slack.MANIFEST) - {slack.AGENT_SCOPE} == words.SCOPE_MEANINGS.keys()


def test_the_manifest_beside_the_bot_is_the_one_that_is_read() -> None:
    assert {"files:read", slack.AGENT_SCOPE} <= slack.manifest_scopes(slack.MANIFEST)


@pytest.mark.parametrize(("dollars", "level"), [(100, "ok"), (1, "ok"), (0.99, "warn"), (0, "fail"), (-1, "fail")])
def test_what_is_left_on_the_account_is_judged(dollars: float, level: Level) -> None:
    assert api.balance(dollars).level == level


@pytest.mark.parametrize(
    ("images", "takes", "level", "said"),
    [
        ("auto", True, "ok", "takes them"),
        ("auto", False, "ok", "takes none"),
        ("auto", None, "ok", "may take them or not"),
        ("always", True, "ok", "takes them"),
        ("always", False, "warn", "takes none"),
        ("never", True, "ok", "never sent"),
    ],
)
def test_images_are_sent_where_the_model_takes_them(images: str, takes: bool | None, level: Level, said: str) -> None:
    found = api.images(Settings.model_validate({"model_images": images}), "vendor/model", takes=takes)
    assert found.level == level
    assert said in found.finding


def test_of_models_nobody_lists_the_fallbacks_are_told_too() -> None:
    settings = Settings.model_validate({"model": "a/one", "model_fallbacks": "b/two,c/three"})
    findings = list(api.models(settings, [Entry(id="vendor/other"), Entry(id="c/threw")]))
    assert [(finding.what, finding.level) for finding in findings] == [
        ("model", "fail"),
        ("fallback", "warn"),
        ("fallback", "warn"),
    ]
    assert [finding.mend for finding in findings[1:]] == ["MODEL_FALLBACKS=c/three", "MODEL_FALLBACKS=b/two,c/threw"]
