"""Footnote is uninstalled, as Slack tells it over HTTP, with the rooms below on a real Redis."""

import json
import time
from collections.abc import Mapping, Sequence
from itertools import permutations

import pytest
from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from tests.listeners.conftest import Door, open_door
from tests.listeners.test_door import delivery

TEAM, OTHER = TeamId("T1"), TeamId("T12")
Event = Mapping[str, object]
GONE: Event = {"type": "app_uninstalled"}
REVOKED: Event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": ["UBOT"]}}


def told(event: Event, *, at: object = None, team: str = TEAM) -> str:
    """As Slack's own example has it: without authorizations, since there are none any more."""
    body = {"type": "event_callback", "team_id": team, "event": event, "event_time": at or int(time.time())}
    return json.dumps(body)


async def welcomed(door: Door) -> list[bool]:
    """Whether something is kept of the one, and of the other."""
    await door.rooms.departures.again()
    return [bool(await door.rooms.redis.exists(keys.welcomed(team, "C1"))) for team in (TEAM, OTHER)]


@pytest.fixture(autouse=True)
async def something(slack_door: Door) -> None:
    for team in (TEAM, OTHER):
        await slack_door.rooms.participation.welcome(team, "C1")


@pytest.mark.parametrize("events", [*permutations([GONE, REVOKED]), (GONE,), (REVOKED,), (GONE, GONE, REVOKED, REVOKED)])
async def test_all_is_removed_whichever_news_comes_and_however_often(slack_door: Door, events: Sequence[Event]) -> None:
    for event in events:
        assert (await slack_door.knock(told(event))).status == 200
    assert await welcomed(slack_door) == [False, True]
    assert slack_door.rooms.departures.has_left(TEAM)
    assert not slack_door.rooms.departures.has_left(OTHER)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}},
        {"type": "tokens_revoked"},
        {"type": "tokens_revoked", "tokens": "all"},
    ],
)
async def test_the_tokens_of_people_are_no_departure(slack_door: Door, event: Event) -> None:
    assert (await slack_door.knock(told(event))).status == 200
    assert await welcomed(slack_door) == [True, True]


async def test_news_from_before_the_installation_that_holds_remove_nothing(slack_door: Door) -> None:
    await slack_door.rooms.departures.returned(TEAM)
    for event in (GONE, REVOKED):
        assert (await slack_door.knock(told(event, at=int(time.time()) - 60))).status == 200
    assert await welcomed(slack_door) == [True, True]


async def test_news_without_a_time_count_from_now(slack_door: Door) -> None:
    assert (await slack_door.knock(delivery(**GONE))).status == 200
    assert await welcomed(slack_door) == [False, True]


async def test_while_the_store_is_down_it_is_not_acknowledged() -> None:
    async with open_door(Redis(unix_socket_path="/nowhere/redis.sock")) as lost:
        assert (await lost.knock(told(GONE))).status == 503
