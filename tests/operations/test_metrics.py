"""What `/metrics` shows: every name that the code counts, none that nobody declared, and nothing of anybody's."""

import ast
import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot import __version__
from bot.language import StoreUnavailable
from bot.memory.inbox import Depth
from bot.operations import metrics
from bot.telemetry import BOUNDS, Telemetry

ROOT = Path(__file__).parents[2]
DEPTH = Depth(threads=5, waiting=3, late=12.5, dead=2)


async def full() -> Depth:
    return DEPTH


async def lost() -> Depth:
    raise StoreUnavailable("", detail="")


async def silent() -> Depth:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


@asynccontextmanager
async def asked(
    telemetry: Telemetry, depth: Callable[[], Awaitable[Depth]] = full
) -> AsyncGenerator[TestClient[web.Request, web.Application]]:
    app = web.Application()
    app.add_routes(metrics.routes(telemetry, depth))
    async with TestClient(TestServer(app)) as client:
        yield client


async def shown(telemetry: Telemetry, depth: Callable[[], Awaitable[Depth]] = full) -> dict[str, Metric]:
    """The families of one scrape, as Prometheus reads them."""
    async with asked(telemetry, depth) as client, client.get("/metrics") as response:
        assert response.status == 200
        assert response.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        return {family.name: family for family in text_string_to_metric_families(await response.text())}


def value(families: dict[str, Metric], sample: str, **labels: str) -> float:
    (found,) = [
        one.value for family in families.values() for one in family.samples if one.name == sample and one.labels == labels
    ]
    return found


async def test_counts_are_shown_under_their_labels() -> None:
    telemetry = Telemetry()
    telemetry.count("attempts", "answered")
    telemetry.count("attempts", "answered", by=2)
    telemetry.count("attempts", "over limit")
    telemetry.count("slack_calls", "chat.postMessage", "429")
    telemetry.count("redeliveries")
    families = await shown(telemetry)
    assert value(families, "footnote_attempts_total", outcome="answered") == 3
    assert value(families, "footnote_attempts_total", outcome="over limit") == 1
    assert value(families, "footnote_slack_calls_total", method="chat.postMessage", code="429") == 1
    assert value(families, "footnote_redeliveries_total") == 1


async def test_a_counter_without_labels_is_there_before_anything_was_counted() -> None:
    assert value(await shown(Telemetry()), "footnote_leases_lost_total") == 0


async def test_durations_are_shown_as_what_fell_below_each_bound() -> None:
    telemetry = Telemetry()
    for seconds in (0.003, 0.05, 0.06, 700.0):
        telemetry.observe("queue_seconds", seconds)
    families = await shown(telemetry)
    assert value(families, "footnote_queue_seconds_count") == 4
    assert value(families, "footnote_queue_seconds_sum") == pytest.approx(700.113)
    below = {str(bound): value(families, "footnote_queue_seconds_bucket", le=str(bound)) for bound in (*BOUNDS, "+Inf")}
    assert (below["0.005"], below["0.025"], below["0.05"], below["0.1"], below["600.0"], below["+Inf"]) == (1, 1, 2, 3, 3, 4)


async def test_the_inbox_the_build_and_the_process_are_shown() -> None:
    families = await shown(Telemetry())
    inbox = [value(families, f"footnote_inbox_{name}") for name in ("threads", "waiting", "oldest_seconds", "dead_letters")]
    assert inbox == [5, 3, 12.5, 2]
    assert value(families, "footnote_store_up") == 1
    assert value(families, "footnote_build_info", version=__version__) == 1
    assert value(families, "process_resident_memory_bytes") > 0


@pytest.mark.parametrize("depth", [lost, silent])
async def test_without_redis_everything_else_is_shown_and_the_inbox_is_not(
    depth: Callable[[], Awaitable[Depth]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "STORE_SECONDS", 0.01)
    telemetry = Telemetry()
    telemetry.count("redeliveries")
    families = await shown(telemetry, depth)
    assert value(families, "footnote_store_up") == 0
    assert value(families, "footnote_redeliveries_total") == 1
    assert not [name for name in families if name.startswith("footnote_inbox_")]


async def test_only_reading_is_allowed() -> None:
    async with asked(Telemetry()) as client, client.post("/metrics") as response:
        assert response.status == 405


def counted_in_the_code() -> tuple[dict[str, set[int]], set[str]]:
    """The names that `bot/` counts, with how many labels, and those that it times: literals, or they could not be declared."""
    counted: dict[str, set[int]] = {}
    timed: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            whose = ast.unparse(node.func.value)
            if not whose.endswith("telemetry") or node.func.attr not in {"count", "observe", "timed"}:
                continue
            name = node.args[0]
            assert isinstance(name, ast.Constant), f"{path.name}:{node.lineno}"
            assert isinstance(name.value, str), f"{path.name}:{node.lineno}"
            if node.func.attr == "count":
                counted.setdefault(name.value, set()).add(len(node.args) - 1)
            else:
                timed.add(name.value)
    return counted, timed


def test_whatever_the_code_counts_is_declared_and_the_other_way_round() -> None:
    counted, timed = counted_in_the_code()
    assert counted == {name: {len(one.labels)} for name, one in metrics.COUNTERS.items()}
    assert timed == set(metrics.HISTOGRAMS)


def documented() -> dict[str, tuple[str, str, str]]:
    """The table of docs/operations.md: name → kind, labels, meaning."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(footnote_\w+)` \| (\w+) \| ([^|]*) \| ([^|]*) \|$", text, flags=re.MULTILINE)
    return {name: (kind, labels.strip(), meaning.strip()) for name, kind, labels, meaning in rows}


async def test_the_documentation_names_every_metric_with_its_kind_labels_and_meaning() -> None:
    families = {name: one for name, one in (await shown(Telemetry())).items() if name.startswith("footnote_")}
    labels = {name: one.labels for name, one in metrics.COUNTERS.items()} | {"build_info": ("version",)}
    expected: dict[str, tuple[str, str, str]] = {}
    for family in families.values():
        name = f"{family.name}_total" if family.type == "counter" else family.name
        words = ", ".join(f"`{label}`" for label in labels.get(family.name.removeprefix(metrics.PREFIX), ()))
        expected[name] = (family.type, words, family.documentation)
    assert documented() == expected


class Rule(BaseModel):
    """One of Prometheus' alerting rules (prometheus.io/docs/prometheus/latest/configuration/alerting_rules)."""

    model_config = ConfigDict(extra="forbid")

    alert: str
    expr: str
    wait: str = Field(default="0s", alias="for")
    annotations: dict[str, str]


class Group(BaseModel):
    """Rules under one name."""

    model_config = ConfigDict(extra="forbid")

    name: str
    rules: list[Rule]


def test_the_alerts_of_the_documentation_can_be_copied_and_ask_for_metrics_that_are_there() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    copied = re.search(r"^```yaml\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    assert copied
    groups = TypeAdapter(dict[Literal["groups"], list[Group]]).validate_python(yaml.safe_load(copied[1]))["groups"]
    rules = [rule for group in groups for rule in group.rules]
    assert len(rules) >= 3
    named = [set(re.findall(r"footnote_\w+", rule.expr)) for rule in rules]
    assert all(named)
    assert set[str]().union(*named) <= set(documented())
