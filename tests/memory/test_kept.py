"""The table of what is kept says of every key what it is, and of none that does not exist."""

import inspect
from collections.abc import Callable
from typing import get_type_hints

import pytest
from redis.asyncio import Redis

from bot.language import TeamId, ThreadRef
from bot.memory import kept, keys
from bot.memory.departures import Departures
from tests.memory.build import a_thread, a_vault
from tests.memory.everything import Everything, snapshot

NO_KEYS = {"names", "parts", "kind", "place", "thread_at", "threads_of", "reader", "scheduled", "kept_pages"}
"""Functions of `keys` that give names in keys, or what keys begin with."""

BEGINNINGS = {"INBOX", "INBOX_CLAIMS", "LIMITS_COUNTS", "FEEDBACK"}
NO_VALUES = {"INBOX_FLAGS"}
"""A channel of pub/sub: nothing stays in it."""

FUNCTIONS = {
    name: made
    for name, made in inspect.getmembers(keys, inspect.isfunction)
    if made.__module__ == keys.__name__ and not name.startswith("_") and name not in NO_KEYS
}
CONSTANTS = {
    name: value
    for name, value in vars(keys).items()
    if name.isupper() and isinstance(value, str) and name not in BEGINNINGS | NO_VALUES
}


def sample(made: Callable[..., str]) -> str:
    """What a function makes of ids that look like Slack's."""
    hints = get_type_hints(made)
    given = {"team": "T1", "question_id": "T1:C1:1.0", "thread": "T1:C1:1.0"}
    names = inspect.signature(made).parameters
    return made(**{name: a_thread() if hints[name] is ThreadRef else given.get(name, "X1") for name in names})


def entries(key: str) -> list[kept.Kept]:
    return [entry for entry in kept.ALL if entry.holds(key)]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_key_that_the_project_makes_is_told_of(name: str) -> None:
    assert entries(sample(FUNCTIONS[name])), f"say in bot/memory/kept.py what keys.{name} is, and fill it in everything.py"


@pytest.mark.parametrize("name", CONSTANTS)
def test_every_key_that_is_the_same_for_all_is_told_of(name: str) -> None:
    assert entries(CONSTANTS[name])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_name_of_a_key_tells_whose_it_is(name: str) -> None:
    key = sample(FUNCTIONS[name])
    takes = inspect.signature(FUNCTIONS[name]).parameters.keys()
    is_of_a_workspace = bool(takes & {"team", "thread", "question_id"})
    assert keys.names(key, TeamId("T1")) == is_of_a_workspace
    assert not keys.names(key, TeamId("T12"))
    assert keys.kind(key) in kept.KINDS


async def test_every_key_in_redis_is_told_of_once_and_every_one_that_is_told_of_is_there(redis: Redis) -> None:
    everything = Everything(redis, a_vault())
    await everything.fill(TeamId("T1"), "words")
    await everything.fill_what_is_everybodys()
    departures = Departures(redis, everything.inbox)
    await departures.returned(TeamId("T2"))
    await departures.note(TeamId("T3"))
    there = list(await snapshot(redis))
    assert {key: len(entries(key)) for key in there} == dict.fromkeys(there, 1)
    told = {name: kept.Kept(keys=(name,), what="", how="", gone="") for entry in kept.ALL for name in entry.keys}
    missing = {name for name, entry in told.items() if not any(entry.holds(key) for key in there)}
    assert missing == set()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (90, "90 seconds"),
        (600, "10 minutes"),
        (3600, "1 hour"),
        (25 * 3600, "25 hours"),
        (86_400, "24 hours"),
        (90 * 86_400, "90 days"),
    ],
)
def test_a_time_is_said_as_people_say_it(seconds: float, words: str) -> None:
    assert kept.lasting(seconds) == words
