"""The doctor against Slack, Redis and the API over real sockets, each spoilt in one way: the right line to mend is named."""

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import time

import pytest

from bot.documents import ocr
from bot.memory import embedded
from bot.memory.deliveries import Deliveries
from bot.memory.refusals import ImageRefusals
from bot.operations.doctor import store
from bot.operations.doctor.finding import Finding, Level
from bot.playground.account import MODELS, Model
from bot.playground.web_api import Fault
from tests.operations.doctor.conftest import Stage

Spoil = Callable[[Stage], Awaitable[None] | None]
Row = tuple[Spoil, str, Level, str]
"""What is spoilt, then the name of the finding, its level, and a part of its mend."""


def found_in(findings: list[Finding], what: str) -> tuple[Level, str]:
    """The level and mend of the first finding of that name which is not well, or else of the first."""
    named = sorted((finding for finding in findings if finding.what == what), key=lambda finding: finding.level == "ok")
    assert named, [finding.what for finding in findings]
    return named[0].level, named[0].mend


async def spoilt(stage: Stage, spoil: Spoil, check: str) -> list[Finding]:
    waiting = spoil(stage)
    if waiting:
        await waiting
    return await stage.look(check)


async def test_where_all_is_well_nothing_is_to_mend(stage: Stage) -> None:
    findings = await stage.look()
    wrong = [finding for finding in findings if finding.level != "ok" and finding.what != "OCR"]
    assert wrong == []
    assert {finding.what for finding in findings} >= {"transport", "bot token", "scopes", "app token", "clock", "durability"}
    assert {finding.what for finding in findings} >= {
        "API key",
        "balance",
        "model",
        "fallback",
        "images",
        "worker",
        "readers",
        "OCR",
    }


# Slack


def fault(method: str, fault: Fault) -> Spoil:
    return lambda stage: stage.playground.web_api.fail_next(method, fault, times=9)


def granted(stage: Stage, *, without: str) -> None:
    stage.slack.scopes.discard(without)


def later(stage: Stage, *, seconds: float, http: bool) -> None:
    now = stage.now
    stage.now = lambda: now() + seconds
    if http:
        stage.use_http()


WRONG_IN_SLACK: list[Row] = [
    (lambda stage: stage.set(slack_bot_token="xoxb-wrong"), "bot token", "fail", "SLACK_BOT_TOKEN=xoxb-…, from"),
    (fault("auth.test", Fault(error="account_inactive")), "bot token", "fail", "install the app again"),
    (fault("auth.test", Fault(error="token_expired")), "bot token", "fail", "token_rotation_enabled: false"),
    (lambda stage: granted(stage, without="files:read"), "scopes", "fail", "app_manifest.yml"),
    (lambda stage: granted(stage, without="assistant:write"), "agent view", "warn", "features.agent_view"),
    (lambda stage: stage.set(slack_app_token="xapp-wrong"), "app token", "fail", "SLACK_APP_TOKEN=xapp-…, from"),
    (lambda stage: stage.slack.app_scopes.clear(), "app token", "fail", "a new one with connections:write"),
    (fault("apps.connections.open", Fault(error="access_denied")), "app token", "fail", "socket_mode_enabled: true"),
    (lambda stage: stage.set(slack_api_url="http://127.0.0.1:9/api/"), "Slack", "fail", "let this machine reach 127.0.0.1"),
    (
        lambda stage: stage.set(slack_api_url=f"{stage.playground.url}/x/"),
        "Slack",
        "fail",
        "SLACK_API_URL=https://slack.com/api/",
    ),
    (fault("auth.test", Fault(status=502)), "Slack", "fail", "let this machine reach 127.0.0.1"),
    (fault("auth.test", Fault(disconnect=True)), "Slack", "fail", "let this machine reach 127.0.0.1"),
    (lambda stage: later(stage, seconds=90, http=False), "clock", "warn", "timedatectl"),
    (lambda stage: later(stage, seconds=-900, http=False), "clock", "warn", "timedatectl"),
    (lambda stage: later(stage, seconds=-900, http=True), "clock", "fail", "timedatectl"),
]


@pytest.mark.parametrize(("spoil", "what", "level", "mend"), WRONG_IN_SLACK)
async def test_what_is_wrong_with_slack_is_named_with_its_mend(
    stage: Stage, spoil: Spoil, what: str, level: Level, mend: str
) -> None:
    found, shown = found_in(await spoilt(stage, spoil, "Slack"), what)
    assert found == level
    assert mend in shown


async def test_missing_scopes_are_named_with_what_they_are_for_and_no_others(stage: Stage) -> None:
    stage.slack.scopes -= {"files:read", "users:read"}
    missing = [finding for finding in await stage.look("Slack") if finding.what == "scopes"]
    assert [finding.finding for finding in missing] == [
        "files:read is missing: no file can be read",
        "users:read is missing: people have ids in place of names, and guests and admins are not known",
    ]
    assert all("reinstall the app" in finding.mend for finding in missing)


async def test_a_file_host_that_is_not_slacks_is_named(stage: Stage) -> None:
    assert found_in(await stage.look("settings"), "file host")[0] == "ok"
    stage.set(slack_file_hosts="files.example.com")
    level, mend = found_in(await stage.look("settings"), "file host")
    assert level == "fail"
    assert mend == f"SLACK_FILE_HOSTS=127.0.0.1:{stage.playground.port}"


async def test_a_refused_bot_token_does_not_hide_what_the_app_token_is(stage: Stage) -> None:
    stage.set(slack_bot_token="xoxb-wrong")
    findings = await stage.look("Slack")
    assert [(finding.what, finding.level) for finding in findings] == [("bot token", "fail"), ("app token", "ok")]


async def test_without_tokens_slack_is_not_asked(stage: Stage) -> None:
    stage.set(slack_bot_token=None, slack_app_token=None)
    assert await stage.look("Slack") == []
    assert stage.slack.calls == []


async def test_no_connection_of_the_running_bot_is_used_up(stage: Stage) -> None:
    assert found_in(await stage.look("Slack"), "app token")[0] == "ok"
    assert stage.playground.socket.connections == 0


# Redis


async def make_replica(stage: Stage) -> None:
    await stage.redis.replicaof("127.0.0.1", "9")
    stage.undo(lambda: stage.redis.replicaof("NO", "ONE"))


async def forbid_info(stage: Stage) -> None:
    await stage.redis.acl_setuser("plain", enabled=True, passwords=["+hunter2"], keys=["*"], commands=["+@all", "-info"])
    stage.undo(lambda: stage.redis.acl_deluser("plain"))
    as_user(stage, "plain:hunter2")


def as_user(stage: Stage, credentials: str) -> None:
    stage.set(redis_url=str(stage.given["redis_url"]).replace("unix://", f"unix://{credentials}@"))


async def fill_memory(stage: Stage) -> None:
    used = (await stage.redis.info("memory"))["used_memory"]
    await stage.configure("maxmemory", str(used + 100_000), back="0")


WRONG_IN_REDIS: list[Row] = [
    (lambda stage: stage.set(redis_url="redis://:hunter2@127.0.0.1:9/0"), "Redis", "fail", "REDIS_URL=redis://host"),
    (lambda stage: stage.set(redis_url="localhost:6379"), "Redis", "fail", "REDIS_URL=…"),
    (lambda stage: as_user(stage, "nobody:hunter2"), "Redis", "fail", "REDIS_URL=rediss://user:password"),
    (lambda stage: stage.configure("appendonly", "no", back="yes"), "durability", "warn", "appendonly yes"),
    (
        lambda stage: stage.configure("maxmemory-policy", "allkeys-lru", back="noeviction"),
        "eviction",
        "warn",
        "maxmemory-policy noeviction",
    ),
    (lambda stage: stage.configure("maxclients", "20", back="10000"), "connections", "fail", "maxclients, larger by 64"),
    (make_replica, "Redis", "fail", "of the primary"),
    (forbid_info, "Redis", "warn", "allow INFO"),
    (fill_memory, "Redis memory", "warn", "maxmemory"),
]


@pytest.mark.parametrize(("spoil", "what", "level", "mend"), WRONG_IN_REDIS)
async def test_what_is_wrong_with_redis_is_named_with_its_mend(
    stage: Stage, spoil: Spoil, what: str, level: Level, mend: str
) -> None:
    found, shown = found_in(await spoilt(stage, spoil, "Redis"), what)
    assert found == level
    assert mend in shown


async def test_what_the_running_bot_has_noted_is_told(stage: Stage) -> None:
    assert found_in(await stage.look("Redis"), "events") == ("ok", "")
    hours_ago = time() - 3 * 3600
    await Deliveries(stage.redis, clock=lambda: hours_ago).begin()
    level, mend = found_in(await stage.look("Redis"), "events")
    assert level == "warn"
    assert "paste app_manifest.yml" in mend
    await Deliveries(stage.redis).note("app_mention")
    assert "message.channels" in found_in(await stage.look("Redis"), "events")[1]
    await Deliveries(stage.redis).note("message.channels")
    assert found_in(await stage.look("Redis"), "events") == ("ok", "")


async def test_a_model_that_refused_images_lately_is_named(stage: Stage) -> None:
    assert "images" not in {finding.what for finding in await stage.look("Redis")}
    await ImageRefusals(stage.redis).remember(MODELS[0])
    level, mend = found_in(await stage.look("Redis"), "images")
    assert level == "warn"
    assert "MODEL_IMAGES=never" in mend


async def test_looking_at_an_embedded_server_leaves_nothing_where_nothing_was(stage: Stage, tmp_path: Path) -> None:
    stage.set(redis_url=None, data_dir=tmp_path / "data")
    assert {finding.level for finding in await stage.look("Redis")} == {"ok"}
    assert not (tmp_path / "data").exists()


async def test_an_embedded_server_that_does_not_start_is_named_with_its_log(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "START_SECONDS", 1.0)
    data = tmp_path / "valkey" / "appendonlydir"
    data.mkdir(parents=True)
    (data / "appendonly.aof.manifest").write_text("nonsense")
    stage.set(redis_url=None)
    level, mend = found_in(await stage.look("Redis"), "Redis")
    assert level == "fail"
    assert str(tmp_path / "valkey" / "valkey.log") in mend


async def test_where_no_server_can_be_started_another_is_asked_for(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "server").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "server").chmod(0o700)
    monkeypatch.setattr(embedded, "get_binary_path", lambda: tmp_path / "server")
    stage.set(redis_url=None, data_dir=tmp_path / "data")
    level, mend = found_in(await stage.look("Redis"), "Redis")
    assert level == "fail"
    assert mend.startswith("REDIS_URL=redis://")


def nobodys(folder: Path) -> bool:
    return False


async def test_nothing_is_made_in_a_folder_of_somebody_else(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_is_ours", nobodys)
    stage.set(redis_url=None)
    assert found_in(await stage.look("Redis"), "Redis") == ("ok", "")
    assert not any(tmp_path.iterdir())  # noqa: ASYNC240


# The API


def list_of(*models: Model) -> Spoil:
    def spoil(stage: Stage) -> None:
        stage.account.models = models

    return spoil


FIRST, SECOND, THIRD = (Model(id=model) for model in MODELS)


def never_again(stage: Stage) -> None:
    stage.account.key = "another key"


def set_balance(stage: Stage, balance: float) -> None:
    stage.account.balance = balance


def always_images(stage: Stage) -> None:
    stage.account.models = [Model(id=FIRST.id, inputs=("text",))]
    stage.set(model_images="always", model_fallbacks=())


WRONG_IN_API: list[Row] = [
    (lambda stage: stage.set(aimlapi_api_key=None), "API key", "fail", "AIMLAPI_API_KEY=…"),
    (never_again, "API key", "fail", "AIMLAPI_API_KEY=…"),
    (lambda stage: set_balance(stage, 0.5), "balance", "warn", "top up"),
    (lambda stage: set_balance(stage, -0.01), "balance", "fail", "top up"),
    (lambda stage: stage.set(aimlapi_base_url="http://127.0.0.1:9/v1"), "API", "fail", "AIMLAPI_BASE_URL=https://"),
    (lambda stage: stage.set(aimlapi_base_url=f"{stage.playground.url}/x/v1"), "API", "warn", "AIMLAPI_BASE_URL=https://"),
    (list_of(SECOND, THIRD), "model", "warn", f"MODEL={SECOND.id}"),
    (list_of(FIRST, THIRD), "fallback", "warn", f"MODEL_FALLBACKS={THIRD.id}"),
    (list_of(Model(id="vendor/other")), "model", "fail", "MODEL=<one of http://127.0.0.1"),
    (lambda stage: stage.set(model=FIRST.id.replace("12b", "12")), "model", "warn", f"MODEL={FIRST.id}"),
    (list_of(Model(id=FIRST.id, context=32_000), SECOND, THIRD), "context", "warn", "MODEL_CONTEXT_TOKENS=32000"),
    (always_images, "images", "warn", "MODEL_IMAGES=auto"),
]


@pytest.mark.parametrize(("spoil", "what", "level", "mend"), WRONG_IN_API)
async def test_what_is_wrong_with_the_api_is_named_with_its_mend(
    stage: Stage, spoil: Spoil, what: str, level: Level, mend: str
) -> None:
    found, shown = found_in(await spoilt(stage, spoil, "API"), what)
    assert found == level
    assert mend in shown


async def test_a_model_is_known_by_its_alias(stage: Stage) -> None:
    stage.account.models = [Model(id="vendor/new-name", aliases=(FIRST.id,)), SECOND, THIRD]
    assert found_in(await stage.look("API"), "model") == ("ok", "")


async def test_no_model_is_called_unless_that_is_asked_for(stage: Stage) -> None:
    await stage.look("API", "image")
    assert stage.playground.stand_in.requests == []
    assert found_in(await stage.look("image", ask=True), "image")[0] == "ok"
    (request,) = stage.playground.stand_in.requests
    assert request["model"] == MODELS[0]


async def test_a_model_that_refuses_an_image_is_named(stage: Stage) -> None:
    stage.playground.stand_in.refuse_images = True
    level, mend = found_in(await stage.look("image", ask=True), "image")
    assert level == "warn"
    assert "MODEL_IMAGES=never" in mend
    assert not await ImageRefusals(stage.redis).refused(MODELS[0])


async def test_a_model_that_gives_no_answer_is_told_with_another_one(stage: Stage) -> None:
    stage.set(aimlapi_base_url="http://127.0.0.1:9/v1", model_total_seconds=1)
    level, mend = found_in(await stage.look("image", ask=True), "image")
    assert level == "fail"
    assert f"MODEL={MODELS[1]}" in mend


async def test_a_service_that_tells_no_balance_is_no_reason_to_worry(stage: Stage) -> None:
    stage.set(aimlapi_base_url=f"{stage.playground.url}/v1/")
    assert found_in(await stage.look("API"), "balance")[0] == "ok"
    stage.set(aimlapi_base_url=f"{stage.playground.url}")
    findings = await stage.look("API")
    assert found_in(findings, "API key")[0] == "ok"
    assert "balance" not in {finding.what for finding in findings}


# Reading


def shadow(library: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has the library stand before the installed one, and fail when it is loaded."""
    (folder / f"{library}.py").write_text("raise ImportError('libGL.so.1')")
    monkeypatch.syspath_prepend(folder)


async def test_a_library_that_does_not_load_is_named_with_the_files_that_need_it(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    shadow("pi_heif", tmp_path, monkeypatch)
    shadow("office_oxide", tmp_path, monkeypatch)
    missing = [finding for finding in await stage.look("reading") if finding.what == "readers"]
    assert {finding.level for finding in missing} == {"fail"}
    assert any("not read here: docx, pptx" in finding.finding for finding in missing)
    assert any("not read here: heic (pi_heif: ImportError)" in finding.finding for finding in missing)
    assert all("requirements.txt" in finding.mend for finding in missing)


async def test_without_ocr_the_way_to_it_is_named(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)
    level, mend = found_in(await stage.look("reading"), "OCR")
    assert level == "warn"
    assert "make run OCR=1" in mend


async def test_ocr_that_is_installed_and_does_not_work_is_told(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    shadow("rapidocr", tmp_path, monkeypatch)
    level, mend = found_in(await stage.look("reading"), "OCR")
    assert level == "fail"
    assert "requirements-ocr.txt" in mend


@pytest.mark.skipif(not ocr.is_installed(), reason="the OCR extra is not installed here: make test OCR=1")
async def test_ocr_that_works_is_told(stage: Stage) -> None:
    assert found_in(await stage.look("reading"), "OCR")[0] == "ok"


async def test_where_no_worker_starts_this_alone_is_told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    (finding,) = await stage.look("reading")
    assert (finding.what, finding.level) == ("worker", "fail")
    assert "FILE_MEMORY_BYTES=2684354560" in finding.mend
