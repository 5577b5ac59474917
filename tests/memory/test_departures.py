"""A workspace that leaves, proved by reading the whole Redis: nothing of it stays, and nothing of another is touched."""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from bot.language import StoreUnavailable, TeamId, ThreadRef
from bot.memory import departures, keys
from bot.memory.departure_scripts import SWEPT_SECONDS
from bot.memory.departures import Departures
from bot.memory.inbox import Claim, Inbox
from bot.memory.participation import Participation
from bot.operations.process import beside
from tests.memory.build import a_lost_redis, a_vault
from tests.memory.everything import HERE, ROOT, Everything, asked, snapshot
from tests.memory.valkey import until

LEAVES, STAYS = TeamId("T1"), TeamId("T12")
"""The one's id begins the other's; their channels and threads are called alike."""

NOTES = {keys.DEPARTED, keys.DEPARTED_DUE, keys.RETURNED}


@pytest.fixture
def everything(redis: Redis) -> Everything:
    return Everything(redis, a_vault())


@pytest.fixture
def leaving(redis: Redis, everything: Everything) -> Departures:
    return Departures(redis, everything.inbox)


async def of_a_departed(redis: Redis) -> set[str]:
    """Every key of the one that leaves, and every entry that names it in another key."""
    found: set[str] = set()
    for key, value in (await snapshot(redis)).items():
        if key in NOTES:
            continue
        names = [key, *(name.decode(errors="replace") for name in value)]
        found |= {name for name in names if keys.names(name, LEAVES)}
    return found


async def test_nothing_is_left_of_a_workspace_that_leaves_and_the_other_is_as_it_was(
    redis: Redis, everything: Everything, leaving: Departures
) -> None:
    await everything.fill(STAYS, "other words")
    await everything.fill_what_is_everybodys()
    before = await snapshot(redis)
    await everything.fill(LEAVES, "some words")
    assert len(await of_a_departed(redis)) > 80
    assert await left(leaving)
    assert await of_a_departed(redis) == set()
    after = await snapshot(redis)
    for volatile in (*NOTES, keys.INBOX_WAKE):
        before.pop(volatile, None)
        after.pop(volatile, None)
    # What counts for all workspaces together goes on counting.
    for snapped in (before, after):
        for key in [name for name in snapped if name.startswith(keys.LIMITS_COUNTS)]:
            snapped[key].pop(b"overall")
    assert after == before


async def test_what_is_still_written_is_removed_again_until_nobody_is_at_work_any_more(
    redis: Redis, everything: Everything, leaving: Departures
) -> None:
    await left(leaving)
    gone = 0.0
    for seconds in (10, 60, 300, SWEPT_SECONDS):
        await everything.fill(LEAVES, "late words")
        await passed(redis, seconds - gone)
        gone = seconds
        await leaving.again()
        assert await of_a_departed(redis) == set()
    assert await redis.exists(keys.DEPARTED, keys.DEPARTED_DUE) == 0
    await Participation(redis).welcome(LEAVES, "later")
    await passed(redis, SWEPT_SECONDS)
    await leaving.again()
    assert await of_a_departed(redis)


async def test_a_note_lapses_also_where_no_process_runs(redis: Redis, leaving: Departures) -> None:
    await leaving.note(LEAVES)
    for key in (keys.DEPARTED, keys.DEPARTED_DUE):
        assert 0 < await redis.ttl(key) <= 3600
    await leaving.returned(LEAVES)
    assert 0 < await redis.ttl(keys.RETURNED) <= 25 * 3600


async def test_of_two_processes_one_removes(redis: Redis, everything: Everything, leaving: Departures) -> None:
    await left(leaving)
    await passed(redis, 6)
    await Departures(redis, everything.inbox).again()
    await Participation(redis).welcome(LEAVES, "late")
    await leaving.again()
    assert await of_a_departed(redis)


async def test_whoever_removes_first_vanishes_and_another_makes_up_for_it(
    redis: Redis, everything: Everything, leaving: Departures
) -> None:
    await everything.fill(LEAVES, "words")
    # Noted, and then the process is killed.
    await leaving.note(LEAVES)
    await passed(redis, 6)
    other = Departures(redis, everything.inbox)
    assert not other.has_left(LEAVES)
    await other.again()
    assert other.has_left(LEAVES)
    assert await of_a_departed(redis) == set()


async def test_a_workspace_that_returns_keeps_what_is_kept_from_then_on(
    redis: Redis, everything: Everything, leaving: Departures
) -> None:
    await left(leaving)
    await leaving.returned(LEAVES)
    assert not leaving.has_left(LEAVES)
    await everything.fill(LEAVES, "words")
    before = await snapshot(redis)
    await passed(redis, 6)
    await leaving.again()
    await leaving.remove({LEAVES})
    kept = {name for name in before if keys.names(name, LEAVES)}
    assert kept
    assert kept <= (await snapshot(redis)).keys()
    assert await everything.inbox.has_questions(ThreadRef(team=LEAVES, channel=HERE, ts=ROOT))


async def test_a_workspace_that_returns_while_others_are_removed_is_let_alone(redis: Redis, everything: Everything) -> None:
    class Interrupted(Inbox):
        """One returns as the sweep begins."""

        async def cancel_workspaces(self, teams: set[TeamId], *, is_away: Callable[[TeamId], Awaitable[bool]]) -> None:
            assert teams == {LEAVES, STAYS}
            await leaving.returned(STAYS)
            await everything.fill(STAYS, "words")
            await super().cancel_workspaces(teams, is_away=is_away)

    leaving = Departures(redis, Interrupted(redis, everything.vault))
    for team in (LEAVES, STAYS):
        await leaving.note(team)
    await passed(redis, 6)
    await leaving.again()
    assert [leaving.has_left(team) for team in (LEAVES, STAYS)] == [True, False]
    assert await everything.inbox.has_questions(ThreadRef(team=STAYS, channel=HERE, ts=ROOT))


@pytest.mark.parametrize(("seconds", "counts"), [(-60, False), (60, True)])
async def test_news_of_a_departure_that_is_older_than_the_last_installation_is_no_news(
    redis: Redis, leaving: Departures, seconds: int, counts: bool
) -> None:
    await leaving.returned(LEAVES)
    await Participation(redis).welcome(LEAVES, "place")
    now, _ = await redis.time()
    assert await left(leaving, at=float(now + seconds)) == counts
    assert await redis.exists(keys.welcomed(LEAVES, "place")) == (not counts)
    assert leaving.has_left(LEAVES) == counts


async def test_a_departure_within_the_second_of_the_installation_counts(redis: Redis, leaving: Departures) -> None:
    await leaving.returned(LEAVES)
    at = await redis.zscore(keys.RETURNED, LEAVES)
    assert at is not None
    assert await left(leaving, at=float(int(at)))


async def test_who_was_seen_before_it_left_has_left_all_the_same(
    redis: Redis, everything: Everything, leaving: Departures
) -> None:
    await everything.fill(LEAVES, "words")
    # Another process asks Slack, and is told, of a workspace that leaves before the answer is noted.
    seen = await leaving.moment()
    assert await left(leaving)
    assert not await Departures(redis, everything.inbox).returned(LEAVES, at=seen)
    assert not await leaving.returned(LEAVES, at=seen)
    assert leaving.has_left(LEAVES)
    await leaving.again()
    assert await of_a_departed(redis) == set()
    assert await leaving.returned(LEAVES, at=await leaving.moment())
    assert not leaving.has_left(LEAVES)


async def test_who_was_seen_some_time_ago_may_have_left_since(redis: Redis, leaving: Departures) -> None:
    now, _ = await redis.time()
    assert await leaving.returned(LEAVES, at=now - 60.0)
    assert await left(leaving, at=now - 30.0)
    # What was seen first does not count less for being told last.
    assert await leaving.returned(LEAVES)
    assert await leaving.returned(LEAVES, at=now - 60.0)
    assert not await left(leaving, at=now - 30.0)


async def test_a_departure_that_is_told_twice_is_one(redis: Redis, leaving: Departures) -> None:
    assert await left(leaving)
    since = await redis.zscore(keys.DEPARTED, LEAVES)
    assert await left(leaving)
    assert await redis.zscore(keys.DEPARTED, LEAVES) == since


async def test_whoever_answers_is_told_to_stop_and_has_lost_the_question(
    redis: Redis, everything: Everything, leaving: Departures
) -> None:
    question = asked(ThreadRef(team=LEAVES, channel=HERE, ts=ROOT), "1.0", "words")
    await everything.inbox.put(question)
    claim = await everything.inbox.claim("worker", lease=60)
    assert isinstance(claim, Claim)
    async with redis.pubsub() as heard:
        await heard.subscribe(keys.INBOX_FLAGS)
        await left(leaving)
        told: object = None
        while not isinstance(told, bytes):
            message = cast("dict[str, object] | None", await heard.get_message(ignore_subscribe_messages=True, timeout=5))
            told = message and message["data"]
    assert told == question.id.encode()
    assert not (await everything.inbox.holds(claim)).mine
    assert not await everything.inbox.later(claim, delay=0, failed=True)
    assert await of_a_departed(redis) == set()


async def test_all_that_leave_together_go_in_one_walk_over_the_keys(redis: Redis, everything: Everything) -> None:
    leaving = Departures(redis, everything.inbox)
    teams = [TeamId(f"T{number}") for number in range(1, 31)]
    for team in (LEAVES, STAYS):
        await everything.fill(team, "words")
    for team in teams:
        await Participation(redis).welcome(team, "place")
        await leaving.note(team)
    await redis.config_resetstat()
    await leaving.again()
    # This Redis holds less than is looked at in one go.
    assert cast("Any", await redis.info("commandstats"))["cmdstat_scan"]["calls"] == 1
    left = {name for name in await snapshot(redis) if name not in NOTES and any(keys.names(name, team) for team in teams)}
    assert left == set()


async def test_what_was_noted_is_removed_at_once(redis: Redis, leaving: Departures, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departures, "LOOK_SECONDS", 3600)
    async with beside(leaving.run()):
        # The first time it may be its first look.
        for place in ("one", "two"):
            await Participation(redis).welcome(LEAVES, place)
            await leaving.note(LEAVES)

            async def is_gone(place: str = place) -> bool:
                return not await redis.exists(keys.welcomed(LEAVES, place))

            await until(is_gone)


async def test_others_on_the_same_redis_are_left_alone(redis: Redis, leaving: Departures) -> None:
    await redis.set("another-app:T1:token", "theirs")
    await redis.set(b"\xff\xfe:T1:", "no text")
    await left(leaving)
    assert await redis.exists("another-app:T1:token", b"\xff\xfe:T1:") == 2


async def test_a_lost_store_is_told() -> None:
    redis = a_lost_redis()
    leaving = Departures(redis, Inbox(redis, a_vault()))
    for done in (leaving.note(LEAVES), leaving.again(), leaving.returned(LEAVES), leaving.remove({LEAVES})):
        with pytest.raises(StoreUnavailable):
            await done


async def left(leaving: Departures, *, at: float | None = None) -> bool:
    """Noted, and removed for the first time, as `run` does it."""
    noted = await leaving.note(LEAVES, at=at)
    await leaving.again()
    return noted


async def passed(redis: Redis, seconds: float) -> None:
    """So much time goes by: what is noted is so much older."""
    for key in (keys.DEPARTED, keys.DEPARTED_DUE):
        for team, at in cast("list[tuple[bytes, float]]", await redis.zrange(key, 0, -1, withscores=True)):
            await redis.zadd(key, {team: at - seconds})
