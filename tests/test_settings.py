"""Settings: what is accepted, what is refused with one line that names the setting, and what is never printed."""

from pathlib import Path
from typing import Any

import pytest

from bot.language import SettingsError
from bot.settings import DEFAULT_FALLBACKS, DEFAULT_MODEL, Settings, load_settings

SECRET = "hunter2-hunter2"

MANY = {"slack_client_id": "1.2", "slack_client_secret": SECRET, "slack_signing_secret": SECRET}
"""What many workspaces need."""


@pytest.fixture(autouse=True)
def _nothing_of_the_caller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def refused(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return caught.value.sentence


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.model == DEFAULT_MODEL
    assert settings.models == (DEFAULT_MODEL, *DEFAULT_FALLBACKS.split(","))
    assert settings.slack_file_hosts == ("files.slack.com",)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.aimlapi_base_url == "https://api.aimlapi.com/v1"
    assert (settings.port, settings.data_dir, settings.log_level) == (3000, Path(".data"), "INFO")
    assert not settings.has_slack


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "begin with xoxb-"),
        ("SLACK_BOT_TOKEN", "xapp-1", "begin with xoxb-"),
        ("SLACK_APP_TOKEN", "xoxb-1", "begin with xapp-"),
        ("SLACK_API_URL", "http://slack.com/api/", "begin with https://"),
        ("SLACK_API_URL", "http://127.0.0.1.example/api/", "begin with https://"),
        ("SLACK_REDIRECT_URI", "http://bot.example/slack/oauth_redirect", "begin with https://"),
        ("SLACK_UPDATE_SECONDS", "-1", "greater than or equal to 0"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", "begin with http://"),
        ("AIMLAPI_BASE_URL", "api.aimlapi.com/v1", "begin with https://"),
        ("AIMLAPI_BASE_URL", "ftp://localhost/v1", "begin with https://"),
        ("MODEL_IMAGES", "sometimes", "'auto', 'always' or 'never'"),
        ("MODEL_CONCURRENCY", "0", "greater than or equal to 1"),
        ("MODEL_CONTEXT_TOKENS", "many", "valid integer"),
        ("MODEL_TEMPERATURE", "2.1", "less than or equal to 2"),
        ("MODEL_MAX_TOKENS", "0", "greater than or equal to 1"),
        ("MODEL_TOP_P", "0", "greater than or equal to 0.01"),
        ("MODEL_SEED", "0", "greater than or equal to 1"),
        ("MODEL_FREQUENCY_PENALTY", "3", "less than or equal to 2"),
        ("MODEL_PRESENCE_PENALTY", "-3", "greater than or equal to -2"),
        ("MODEL_PARAMETERS", "top_k=40", "must be a JSON object"),
        ("MODEL_PARAMETERS", "[40]", "valid dictionary"),
        ("MODEL_FIRST_TOKEN_SECONDS", "0", "greater than 0"),
        ("MODEL_IDLE_SECONDS", "soon", "valid number"),
        ("MODEL_TOTAL_SECONDS", "-5", "greater than 0"),
        ("CONTEXT_TTL", "a day", "valid integer"),
        ("FILE_MAX_BYTES", "64 MB", "valid integer"),
        ("FILES_PER_QUESTION", "0", "greater than or equal to 1"),
        ("PORT", "65536", "less than or equal to 65535"),
        ("METRICS_PORT", "-1", "greater than or equal to 0"),
        ("WORKER_CONCURRENCY", "-1", "greater than or equal to 0"),
        ("LOG_LEVEL", "chatty", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("LOG_FORMAT", "xml", "'auto', 'json' or 'text'"),
        ("LOG_IDS", "secret", "'plain' or 'hashed'"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str) -> None:
    sentence = refused(monkeypatch, **{name: value})
    assert sentence.startswith(f"{name}: ")
    assert expected in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "MODEL_PARAMETERS", "PORT"])
def test_a_refused_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert SECRET not in refused(monkeypatch, **{name: SECRET})


def test_metrics_are_not_where_slack_delivers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().metrics_port == 0
    assert refused(monkeypatch, METRICS_PORT="3000").startswith("METRICS_PORT must not be PORT")
    monkeypatch.setenv("PORT", "0")
    monkeypatch.setenv("METRICS_PORT", "0")
    assert load_settings().metrics_port == 0


def test_ids_are_hashed_with_a_key_of_the_bot_token_that_does_not_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().log_id_key is None
    monkeypatch.setenv("LOG_IDS", "hashed")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    one, same = load_settings().log_id_key, load_settings().log_id_key
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-2")
    assert one
    assert one == same != load_settings().log_id_key
    assert b"xoxb" not in one


def test_ids_of_many_workspaces_are_hashed_with_a_key_of_the_client_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_IDS", "hashed")
    one, same = load_settings(MANY).log_id_key, load_settings(MANY).log_id_key
    assert one
    assert one == same != load_settings(MANY | {"slack_client_secret": "other"}).log_id_key


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"slack_client_id": ""}, "SLACK_CLIENT_SECRET needs SLACK_CLIENT_ID"),
        ({"slack_client_secret": ""}, "SLACK_CLIENT_ID needs SLACK_CLIENT_SECRET"),
        ({"slack_signing_secret": ""}, "SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET"),
        ({"slack_bot_token": "xoxb-1"}, "SLACK_CLIENT_ID is for many workspaces, SLACK_BOT_TOKEN for one"),
        ({"slack_app_token": "xapp-1"}, "SLACK_CLIENT_ID is for many workspaces, which Slack installs over HTTP only"),
        ({"redis_url": "redis://localhost"}, "SLACK_CLIENT_ID with REDIS_URL needs CONTEXT_KEYS"),
    ],
)
def test_what_contradicts_many_workspaces_is_one_line(changed: dict[str, Any], expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(MANY | changed)
    assert caught.value.sentence.startswith(expected)
    assert "\n" not in caught.value.sentence
    assert SECRET not in caught.value.sentence


@pytest.mark.parametrize("kept", [{}, {"redis_url": "redis://localhost", "context_keys": SECRET}, {"context_keys": SECRET}])
def test_many_workspaces_are_served_over_http_with_whatever_store(kept: dict[str, Any]) -> None:
    settings = load_settings(MANY | kept)
    assert (settings.many_workspaces, settings.has_slack, settings.transport) == (True, True, "HTTP")


def test_a_receiver_without_workers_needs_a_shared_redis(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = refused(monkeypatch, WORKER_CONCURRENCY="0")
    assert sentence.startswith("WORKER_CONCURRENCY=0 needs REDIS_URL")
    monkeypatch.setenv("REDIS_URL", "redis://localhost")
    assert load_settings().worker_concurrency == 0


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SLACK_FILE_HOSTS", "files.slack.com, 127.0.0.1:8080 ,", ("files.slack.com", "127.0.0.1:8080")),
        ("SLACK_FILE_HOSTS", "", ()),
        ("MODEL_FALLBACKS", "a/b,c/d", ("a/b", "c/d")),
        ("MODEL_FALLBACKS", "", ()),
        ("MODEL_FALLBACKS", " , ", ()),
        ("MODEL_STOP", "END", ("END",)),
        ("MODEL_PARAMETERS", '{"top_k": 40, "stream": false}', {"top_k": 40, "stream": False}),
        ("LOG_LEVEL", "debug", "DEBUG"),
        ("SLACK_API_URL", "http://127.0.0.1:3001/api/", "http://127.0.0.1:3001/api/"),
        ("AIMLAPI_BASE_URL", "http://localhost:3001/v1", "http://localhost:3001/v1"),
        ("AIMLAPI_BASE_URL", "http://[::1]:3001/v1", "http://[::1]:3001/v1"),
        ("MODEL_TEMPERATURE", "0", 0.0),
        ("CONTEXT_TTL", "0", 0),
        ("PORT", "0", 0),
    ],
)
def test_right_settings_are_read(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: object) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(load_settings(), name.lower()) == expected


LISTS = {"slack_file_hosts", "model_fallbacks", "model_stop"}


@pytest.mark.parametrize("name", sorted(Settings.model_fields.keys() - LISTS))
@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_setting_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name.upper(), value)
    assert getattr(load_settings(), name) == Settings.model_fields[name].get_default(call_default_factory=True)


@pytest.mark.parametrize(
    ("given", "has_slack", "transport"),
    [
        ({}, False, "HTTP"),
        ({"slack_bot_token": "xoxb-1"}, False, "HTTP"),
        ({"slack_app_token": "xapp-1"}, False, "Socket Mode"),
        ({"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1"}, True, "Socket Mode"),
        ({"slack_bot_token": "xoxe.xoxb-1", "slack_signing_secret": "s"}, True, "HTTP"),
        ({"slack_bot_token": "xoxb-1", "slack_signing_secret": "s", "slack_app_token": "xapp-1"}, True, "Socket Mode"),
        ({"slack_bot_token": "xoxb-1", "slack_signing_secret": "s", "slack_app_token": ""}, True, "HTTP"),
    ],
)
def test_the_tokens_decide_the_transport(given: dict[str, Any], has_slack: bool, transport: str) -> None:
    settings = load_settings(given)
    assert (settings.has_slack, settings.transport) == (has_slack, transport)
    assert not settings.many_workspaces


def test_a_model_that_is_its_own_fallback_is_tried_once() -> None:
    assert load_settings({"model": "a", "model_fallbacks": "b,a,b,c"}).models == ("a", "b", "c")


def test_the_environment_wins_over_the_file_and_what_is_given_over_both(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("MODEL=from-file\nPORT=4000\nMODEL_SEED=3\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "5000")
    monkeypatch.setenv("MODEL_SEED", "4")
    settings = load_settings({"model_seed": "5"})
    assert (settings.model, settings.port, settings.model_seed) == ("from-file", 5000, 5)


def test_an_empty_value_in_the_environment_hides_the_files() -> None:
    Path(".env").write_text("SLACK_APP_TOKEN=xapp-real\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SLACK_APP_TOKEN", "")
        assert load_settings().slack_app_token is None
    assert load_settings().slack_app_token


def test_a_file_with_a_byte_order_mark_loses_no_line() -> None:
    Path(".env").write_bytes(b"\xef\xbb\xbfMODEL=first-line\r\nPORT=4000\r\n")
    assert (load_settings().model, load_settings().port) == ("first-line", 4000)


def test_a_file_that_is_no_utf_8_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_bytes("MODEL=größe".encode("utf-16"))
    assert refused(monkeypatch).startswith(".env: must be a text file in UTF-8")


def test_nothing_secret_stands_in_what_is_printed_of_the_settings() -> None:
    others = {"aimlapi_api_key": SECRET, "context_keys": SECRET, "redis_url": f"redis://:{SECRET}@localhost"}
    one = {"slack_bot_token": f"xoxb-{SECRET}", "slack_app_token": f"xapp-{SECRET}", "slack_signing_secret": SECRET}
    for secrets in (one, MANY):
        settings = load_settings(secrets | others)
        assert settings.redis_url == others["redis_url"]
        assert SECRET not in repr(settings) + str(settings)


def test_every_setting_is_explained_in_the_example() -> None:
    example = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    missing = [name for name in Settings.model_fields if f"{name.upper()}=" not in example]
    assert not missing


def test_the_example_itself_is_accepted_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    example = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in example.splitlines()]
    names = tuple(f"{name.upper()}=" for name in Settings.model_fields)
    Path(".env").write_text("\n".join(line for line in lines if line.startswith(names)), encoding="utf-8")
    assert load_settings() == Settings(_env_file=None)  # pyright: ignore[reportCallIssue] - pydantic-settings takes it
