"""compose.yaml is what an engine takes, opens nothing, and keeps what must be kept. No engine runs it here.

tests/schemas/ holds the JSON schemas of the Compose Specification and of GitHub's workflows (SchemaStore), both Apache-2.0, as
check-jsonschema 0.39.0 ships them.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import jsonschema
import pytest
import yaml

from bot.memory.condition import SAFE_POLICY, examine
from bot.settings import Settings
from bot.worker import DRAIN_SECONDS
from tests.memory.valkey import Valkey
from tests.test_dockerfile import the_last

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "tests/schemas"
FILES = ("compose.yaml", "compose.http.yaml")
OURS = ("receiver", "worker")

Service = dict[str, Any]


def parsed(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load((ROOT / name).read_text(encoding="utf-8")))


@cache
def schema(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((SCHEMAS / name).read_bytes()))


def services(name: str = "compose.yaml") -> dict[str, Service]:
    return parsed(name)["services"]


def seconds(span: str) -> int:
    match = re.fullmatch(r"(\d+)s", span)
    assert match, span
    return int(match[1])


@pytest.mark.parametrize("name", FILES)
def test_it_keeps_to_the_specification(name: str) -> None:
    jsonschema.validate(parsed(name), schema("compose-spec.json"))


def test_the_schema_tells_right_from_wrong() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"services": {"a": {"ports": "3000"}}}, schema("compose-spec.json"))


def test_receivers_and_workers_are_apart_and_two_of_each() -> None:
    assert set(services()) == {*OURS, "valkey"}
    receiver, worker = services()["receiver"], services()["worker"]
    assert (receiver["environment"]["WORKER_CONCURRENCY"], receiver.get("command")) == ("0", None)
    assert worker["command"] == [*json.loads(the_last("CMD")), "worker"]
    assert [one["deploy"]["replicas"] for one in (receiver, worker)] == [2, 2]
    assert receiver["image"] == worker["image"]
    assert receiver["build"] == worker["build"] == "."


@pytest.mark.parametrize("name", [*OURS, "valkey"])
def test_no_container_may_more_than_it_needs(name: str) -> None:
    service = services()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.keys() & {"privileged", "cap_add", "devices", "pid", "ipc", "network_mode", "userns_mode", "extra_hosts"}
    user = service.get("user") or the_last("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert not [volume for volume in service.get("volumes", []) if volume.startswith((".", "/", "~"))]


@pytest.mark.parametrize("name", [*OURS, "valkey"])
def test_each_is_looked_after_and_given_time_to_end(name: str) -> None:
    service = services()[name]
    assert service["restart"] == "unless-stopped"
    assert seconds(service["stop_grace_period"]) >= DRAIN_SECONDS + 7
    # The bot's own is in its image.
    assert "healthcheck" in service if name == "valkey" else the_last("HEALTHCHECK")


@pytest.mark.parametrize("name", OURS)
def test_the_bot_starts_once_valkey_is_healthy_and_writes_nowhere_else(name: str) -> None:
    service = services()[name]
    assert service["depends_on"] == {"valkey": {"condition": "service_healthy"}}
    assert service["init"] is True
    assert service["tmpfs"] == "/tmp"
    assert service["environment"]["DATA_DIR"] == the_last("VOLUME")
    assert "volumes" not in service, "what is being read is each container's own"


def test_nothing_is_published_but_the_receivers_over_http_and_to_this_machine_alone() -> None:
    assert not any("ports" in service for service in services().values())
    over_http = services("compose.http.yaml")
    assert list(over_http) == ["receiver"]
    (port,) = over_http["receiver"]["ports"]
    host, outside, inside = port.split(":")
    first, last = map(int, outside.split("-"))
    assert host == "127.0.0.1"
    assert last - first + 1 == services()["receiver"]["deploy"]["replicas"]
    assert inside == the_last("EXPOSE") == services()["receiver"]["environment"]["PORT"]


def test_valkey_is_reached_by_the_bot_alone() -> None:
    whole = parsed("compose.yaml")
    assert whole["networks"]["valkey"] == {"internal": True}
    assert services()["valkey"]["networks"] == ["valkey"]
    for name in OURS:
        assert set(services()[name]["networks"]) == set(whole["networks"])
        address = urlsplit(str(services()[name]["environment"]["REDIS_URL"]))
        assert (address.scheme, address.hostname) == ("redis", "valkey")


def test_secrets_come_from_the_env_file_and_one_key_is_for_all() -> None:
    for name in OURS:
        assert services()[name]["env_file"] == ".env"
        environment: dict[str, str] = services()[name]["environment"]
        assert {setting.lower() for setting in environment} <= Settings.model_fields.keys()
        assert environment["CONTEXT_KEYS"].startswith("${CONTEXT_KEYS:?")
    for file in FILES:
        assert not re.search(r"xox[bp]-|xapp-|sk-\w", (ROOT / file).read_text(encoding="utf-8"), re.IGNORECASE)


async def test_a_valkey_started_like_this_loses_nothing(tmp_path: Path) -> None:
    program, *options = services()["valkey"]["command"]
    assert program == "valkey-server"
    server = Valkey(tmp_path, *options)
    await server.start()
    try:
        async with server.client() as redis:
            condition = await examine(redis)
    finally:
        await server.kill()
    assert condition
    assert (condition.appends, condition.syncs, condition.eviction) == (True, "everysec", SAFE_POLICY)
    (volume,) = services()["valkey"]["volumes"]
    assert volume == "valkey:/data"
    assert "valkey" in parsed("compose.yaml")["volumes"]
