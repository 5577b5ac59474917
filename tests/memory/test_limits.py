"""The limits as the rest of the project sees them, on a real server, with many callers at once."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import UnixDomainSocketConnection

from bot.language import ChannelId, QuestionId, StoreUnavailable, TeamId, UserId
from bot.memory import keys
from bot.memory.limit_values import NAMES, LimitValues, WrongLimit
from bot.memory.limits import Charge, EffectiveLimit, Limits, Refused, Source, UsedLimit
from tests.memory.build import a_lost_redis
from tests.memory.test_limit_scripts import read_counts

TEAM, OTHER = TeamId("T1"), TeamId("T2")
ADA, BOB = UserId("U1"), UserId("U2")
NONE = LimitValues(**dict.fromkeys(NAMES, 0))
DEFAULTS = LimitValues(
    user_per_minute=10,
    user_per_hour=100,
    user_tokens_per_day=1_000_000,
    guest_per_minute=3,
    guest_per_hour=30,
    guest_tokens_per_day=100_000,
    channel_per_minute=30,
    channel_per_hour=300,
    workspace_per_minute=120,
    workspace_per_hour=2_000,
    workspace_tokens_per_day=20_000_000,
    overall_per_minute=300,
    overall_per_hour=6_000,
)
CALLERS = 500


def a_charge(name: str = "q1", *, team: TeamId = TEAM, channel: str = "C1", user: UserId = ADA, guest: bool = False) -> Charge:
    return Charge(question_id=QuestionId(name), team=team, channel=ChannelId(channel), user=user, guest=guest)


def used(rows: list[UsedLimit]) -> dict[str, int]:
    return {row.name: row.used for row in rows}


async def admit_many(limits: Limits, count: int, *, tokens: int = 0) -> list[Refused | None]:
    return [await limits.admit(a_charge(f"q{number}"), tokens=tokens) for number in range(count)]


async def test_a_question_is_charged_once_however_often_it_is_tried(redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_per_hour=1, user_tokens_per_day=100))
    assert [await limits.admit(a_charge(), tokens=60) for _ in range(3)] == [None] * 3
    await limits.settle(QuestionId("q1"), 80)
    assert await limits.admit(a_charge(), tokens=60) is None
    assert await limits.reserve(QuestionId("q1"), 10_000) is None
    await limits.settle(QuestionId("q1"), 99)
    counts = used(await limits.usage(TEAM, ADA, guest=False))
    assert (counts["user_per_hour"], counts["user_tokens_per_day"], counts["workspace_tokens_per_day"]) == (1, 80, 80)
    refused = await limits.admit(a_charge("q2"), tokens=0)
    assert refused is not None
    assert (refused.limit, refused.value, refused.is_too_large) == ("user_per_hour", 1, False)
    assert 3590 < refused.resets_in <= 3600


@pytest.mark.parametrize(
    ("limits", "same", "free"),
    [
        (replace(NONE, user_per_minute=1), a_charge("q2", channel="C2"), a_charge("q3", user=BOB)),
        (replace(NONE, user_per_hour=1), a_charge("q2", channel="C2"), a_charge("q3", team=OTHER)),
        (replace(NONE, channel_per_minute=1), a_charge("q2", user=BOB), a_charge("q3", channel="C2")),
        (replace(NONE, channel_per_hour=1), a_charge("q2", user=BOB), a_charge("q3", team=OTHER)),
        (replace(NONE, workspace_per_minute=1), a_charge("q2", user=BOB, channel="C2"), a_charge("q3", team=OTHER)),
        (replace(NONE, workspace_per_hour=1), a_charge("q2", user=BOB, channel="C2"), a_charge("q3", team=OTHER)),
        (replace(NONE, overall_per_minute=1), a_charge("q2", user=BOB, channel="C2", team=OTHER), None),
        (replace(NONE, overall_per_hour=1), a_charge("q2", user=BOB, channel="C2", team=OTHER), None),
        (replace(NONE, user_tokens_per_day=10), a_charge("q2", channel="C2"), a_charge("q3", user=BOB)),
        (replace(NONE, workspace_tokens_per_day=10), a_charge("q2", user=BOB), a_charge("q3", team=OTHER)),
    ],
)
async def test_each_limit_holds_for_its_scope_and_no_further(
    redis: Redis, limits: LimitValues, same: Charge, free: Charge | None
) -> None:
    (name,) = (name for name, value in asdict(limits).items() if value)
    room = Limits(redis, limits)
    assert await room.admit(a_charge(), tokens=10) is None
    refused = await room.admit(same, tokens=10)
    assert refused is not None
    assert refused.limit == name
    if free:
        assert await room.admit(free, tokens=10) is None


async def test_guests_have_limits_of_their_own(redis: Redis) -> None:
    limits = Limits(redis, replace(DEFAULTS, guest_per_minute=1, guest_tokens_per_day=50))
    guest = a_charge(guest=True)
    refused = await limits.admit(guest, tokens=51)
    assert refused is not None
    assert (refused.limit, refused.is_too_large) == ("guest_tokens_per_day", True)
    assert await limits.admit(guest, tokens=50) is None
    assert await limits.admit(replace(guest, question_id=QuestionId("q2"), user=BOB, guest=False), tokens=51) is None
    refused = await limits.admit(replace(guest, question_id=QuestionId("q3")), tokens=0)
    assert refused is not None
    assert refused.limit == "guest_per_minute"
    assert "user_per_minute" not in used(await limits.usage(TEAM, ADA, guest=True))


async def test_a_limit_of_nothing_is_none(redis: Redis) -> None:
    limits = Limits(redis, NONE)
    assert await admit_many(limits, 50, tokens=10**9) == [None] * 50
    counts = used(await limits.usage(TEAM, ADA, guest=False))
    assert counts["user_per_minute"] == 0
    assert counts["user_tokens_per_day"] == 50 * 10**9


@pytest.mark.parametrize("limit", ["user_per_minute", "user_per_hour", "user_tokens_per_day"])
async def test_a_limit_of_one_is_one(redis: Redis, limit: str) -> None:
    limits = Limits(redis, replace(NONE, **{limit: 1}))
    first, second = await admit_many(limits, 2, tokens=1)
    assert first is None
    assert second is not None
    assert second.limit == limit


async def test_calls_of_one_question_add_up_and_what_a_crash_leaves_is_what_they_used(redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_tokens_per_day=1_000))
    question = QuestionId("q1")
    await limits.admit(a_charge(), tokens=100)
    assert await limits.reserve(question, 400) is None
    await limits.settle(question, 300, last=False)
    assert used(await limits.usage(TEAM, ADA, guest=False))["user_tokens_per_day"] == 400
    assert await limits.reserve(question, 800) is None
    refused = await limits.reserve(question, 1_001)
    assert refused is not None
    assert refused.is_too_large
    await limits.settle(question, 650, last=False)
    # As if it crashed now, and its time had passed.
    await redis.zadd(keys.LIMITS_RESERVED, {question: 1})
    assert used(await limits.usage(TEAM, ADA, guest=False))["user_tokens_per_day"] == 650


async def test_what_was_counted_as_used_is_not_counted_again(redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_tokens_per_day=1_000))
    await limits.admit(a_charge(), tokens=100)
    for tokens in (80, 80, 60):
        await limits.settle(QuestionId("q1"), tokens, last=tokens == 60)
    assert used(await limits.usage(TEAM, ADA, guest=False))["user_tokens_per_day"] == 80


async def test_usage_tells_when_nothing_of_a_limit_is_used_any_more(redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_per_minute=2, user_per_hour=2))
    await limits.admit(a_charge(), tokens=0)
    resets = {row.name: row.resets_in for row in await limits.usage(TEAM, ADA, guest=False)}
    assert 20 < resets["user_per_minute"] <= 30
    assert 1_790 < resets["user_per_hour"] <= 1_800


async def test_what_was_used_counts_even_beyond_the_limit(redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_tokens_per_day=1_000))
    await limits.admit(a_charge(), tokens=900)
    await limits.settle(QuestionId("q1"), 1_500)
    (row,) = [row for row in await limits.usage(TEAM, ADA, guest=False) if row.name == "user_tokens_per_day"]
    assert (row.limit, row.used) == (1_000, 1_500)
    assert 0 < row.resets_in <= 24 * 3600
    refused = await limits.admit(a_charge("q2"), tokens=0)
    assert refused is not None
    assert not refused.is_too_large


async def test_usage_shows_the_persons_own_limits_first_and_the_channels_only_where_there_is_one(redis: Redis) -> None:
    limits = Limits(redis, DEFAULTS)
    await admit_many(limits, 3, tokens=20)
    rows = await limits.usage(TEAM, ADA, guest=False, channel=ChannelId("C1"))
    assert [(row.name, row.limit, row.used) for row in rows] == [
        ("user_per_minute", 10, 3),
        ("user_per_hour", 100, 3),
        ("user_tokens_per_day", 1_000_000, 60),
        ("channel_per_minute", 30, 3),
        ("channel_per_hour", 300, 3),
        ("workspace_per_minute", 120, 3),
        ("workspace_per_hour", 2_000, 3),
        ("workspace_tokens_per_day", 20_000_000, 60),
        ("overall_per_minute", 300, 3),
        ("overall_per_hour", 6_000, 3),
    ]
    assert 0 < rows[0].resets_in <= 18
    untouched = await limits.usage(OTHER, BOB, guest=False)
    assert [(row.used, row.resets_in) for row in untouched if not row.name.startswith("overall")] == [(0, 0)] * 6


class TestOverrides:
    async def test_a_workspaces_own_wins_over_everywhere_and_that_over_the_setting(self, redis: Redis) -> None:
        limits = Limits(redis, DEFAULTS)

        async def effective(team: TeamId | None) -> EffectiveLimit:
            return (await limits.effective(team))[0]

        def row(value: int, source: Source) -> EffectiveLimit:
            return EffectiveLimit(name="user_per_minute", value=value, default=10, source=source)

        assert await effective(TEAM) == row(10, "setting")
        assert await limits.set("user-per-minute", "20", team=None) == 20
        assert await limits.set("USER_PER_MINUTE", 5, team=TEAM) == 5
        assert [await effective(team) for team in (TEAM, OTHER, None)] == [
            row(5, "workspace"),
            row(20, "everywhere"),
            row(20, "everywhere"),
        ]
        await limits.reset("user-per-minute", team=TEAM)
        assert await effective(TEAM) == row(20, "everywhere")
        await limits.set("user-per-hour", 1, team=None)
        await limits.reset(None, team=None)
        assert {limit.source for limit in await limits.effective(TEAM)} == {"setting"}
        assert [limit.name for limit in await limits.effective(None)] == list(NAMES)

    async def test_they_hold_from_the_next_question_on_in_every_process(self, redis: Redis) -> None:
        admin, worker = Limits(redis, DEFAULTS), Limits(redis, DEFAULTS)
        await admin.set("user_per_minute", 2, team=TEAM)
        answers = await admit_many(worker, 3)
        assert [answer and answer.value for answer in answers] == [None, None, 2]
        await admin.set("user_per_minute", 3, team=TEAM)
        assert await worker.admit(a_charge("q2"), tokens=0) is None
        await admin.set("user_per_minute", "none", team=TEAM)
        assert await admit_many(worker, 20) == [None] * 20

    async def test_what_admins_see_is_what_questions_meet(self, redis: Redis) -> None:
        limits = Limits(redis, DEFAULTS)
        await limits.set("workspace-per-hour", 77, team=None)
        await limits.set("workspace-per-minute", 0, team=TEAM)
        await limits.set("channel-per-hour", 8, team=None)
        await limits.set("channel-per-hour", 9, team=TEAM)
        await limits.set("user-tokens-per-day", 5, team=TEAM)
        for team in (TEAM, OTHER):
            seen = {limit.name: limit.value for limit in await limits.effective(team)}
            met = {row.name: row.limit for row in await limits.usage(team, ADA, guest=False, channel=ChannelId("C1"))}
            assert met.items() <= seen.items()

    async def test_a_channels_own_wins_over_all_of_them_and_holds_there_alone(self, redis: Redis) -> None:
        limits, here, there = Limits(redis, DEFAULTS), ChannelId("C1"), ChannelId("C2")
        await limits.set("channel-per-hour", 9, team=TEAM)
        await limits.set_in_channel(TEAM, here, {"channel_per_hour": 2, "channel_per_minute": None})

        async def met(team: TeamId, channel: ChannelId) -> int:
            rows = await limits.usage(team, ADA, guest=False, channel=channel)
            return next(row.limit for row in rows if row.name == "channel_per_hour")

        assert [await met(TEAM, here), await met(TEAM, there), await met(OTHER, here)] == [2, 9, DEFAULTS.channel_per_hour]
        assert await limits.in_channel(TEAM, here) == {"channel_per_hour": 2}
        answers = await admit_many(limits, 3)
        assert [answer and (answer.limit, answer.value) for answer in answers] == [None, None, ("channel_per_hour", 2)]
        await limits.set_in_channel(TEAM, here, {"channel_per_hour": None})
        assert await limits.in_channel(TEAM, here) == {}
        assert await met(TEAM, here) == 9

    async def test_only_limits_on_channels_can_be_set_for_one(self, redis: Redis) -> None:
        with pytest.raises(WrongLimit):
            await Limits(redis, DEFAULTS).set_in_channel(TEAM, ChannelId("C1"), {"user_per_hour": 1})
        assert await redis.dbsize() == 0

    async def test_one_workspace_can_not_change_the_limits_of_all(self, redis: Redis) -> None:
        limits = Limits(redis, DEFAULTS)
        with pytest.raises(WrongLimit):
            await limits.set("overall-per-hour", 0, team=TEAM)
        assert await limits.set("overall-per-hour", 1, team=None) == 1
        answers = await admit_many(limits, 2)
        assert answers[1] is not None
        assert answers[1].limit == "overall_per_hour"

    @pytest.mark.parametrize(("name", "value"), [("user-per-day", 1), ("user-per-hour", "many"), ("user-per-hour", -1)])
    async def test_what_makes_no_sense_changes_nothing(self, redis: Redis, name: str, value: int | str) -> None:
        limits = Limits(redis, DEFAULTS)
        with pytest.raises(WrongLimit):
            await limits.set(name, value, team=TEAM)
        assert await redis.dbsize() == 0
        with pytest.raises(WrongLimit):
            await limits.reset("user-per-day", team=TEAM)


async def test_a_person_who_is_forgiven_starts_anew_and_nobody_else_does(redis: Redis) -> None:
    limits = Limits(redis, replace(NONE, user_per_hour=2, user_tokens_per_day=100, workspace_per_hour=10))
    await limits.admit(a_charge("done"), tokens=60)
    await limits.settle(QuestionId("done"), 60)
    await limits.admit(a_charge("running"), tokens=30)
    await limits.admit(a_charge("bob", user=BOB), tokens=10)
    await limits.forgive(TEAM, ADA)
    counts = used(await limits.usage(TEAM, ADA, guest=False))
    assert (counts["user_per_hour"], counts["user_tokens_per_day"], counts["workspace_per_hour"]) == (0, 30, 3)
    assert used(await limits.usage(TEAM, BOB, guest=False))["user_tokens_per_day"] == 10
    await limits.settle(QuestionId("running"), 50)
    assert used(await limits.usage(TEAM, ADA, guest=False))["user_tokens_per_day"] == 50
    assert await limits.admit(a_charge("running"), tokens=30) is None


async def test_a_refusal_is_told_once_in_a_while(redis: Redis) -> None:
    limits = Limits(redis, DEFAULTS)
    assert await limits.may_tell(TEAM, ADA, "user_per_minute", 60)
    assert not await limits.may_tell(TEAM, ADA, "user_per_minute", 60)
    assert await limits.may_tell(TEAM, ADA, "user_per_hour", 60)
    assert await limits.may_tell(TEAM, BOB, "user_per_minute", 60)
    assert await limits.may_tell(OTHER, ADA, "user_per_minute", 60)


async def test_whatever_is_counted_expires_and_shares_one_slot(redis: Redis) -> None:
    limits = Limits(redis, DEFAULTS)
    await limits.admit(a_charge("a"), tokens=10)
    await limits.admit(a_charge("b"), tokens=10)
    await limits.reserve(QuestionId("b"), 20)
    await limits.settle(QuestionId("a"), 5)
    await limits.forgive(TEAM, ADA)
    await limits.admit(a_charge("c"), tokens=10)
    await limits.may_tell(TEAM, ADA, "user_per_minute", 60)
    kept = [name.decode() for name in cast("list[bytes]", await redis.keys())]
    assert len(kept) == 1 + 3 + 1 + 1
    for name in kept:
        assert name.startswith("{limits}:")
        assert 0 < await redis.ttl(name) <= 48 * 3600


class TestManyAtOnce:
    """Real callers on real connections; the limits are far below what leaks while the test runs."""

    @asynccontextmanager
    async def crowd(self, socket: Path, values: LimitValues) -> AsyncGenerator[tuple[Limits, Limits]]:
        """The limits as two processes know them."""
        pool = BlockingConnectionPool(
            connection_class=UnixDomainSocketConnection, path=str(socket), max_connections=50, timeout=30
        )
        yield Limits(Redis.from_pool(pool), values), Limits(Redis.from_pool(pool), values)
        await pool.disconnect()

    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    async def test_never_more_are_admitted_than_any_limit_allows_and_never_one_in_part(
        self, redis: Redis, redis_socket: Path, data: st.DataObject
    ) -> None:
        await redis.flushall()
        small = st.sampled_from([0, 1, 7, 40, 120])
        values = replace(
            NONE,
            user_per_hour=data.draw(small),
            channel_per_hour=data.draw(small),
            workspace_per_hour=data.draw(small),
            overall_per_hour=data.draw(small),
            user_tokens_per_day=data.draw(st.sampled_from([0, 250, 4_000])),
            workspace_tokens_per_day=data.draw(st.sampled_from([0, 990, 9_000])),
        )
        users, channels, teams, repeats = (data.draw(st.integers(1, most)) for most in (4, 3, 2, 3))
        tokens = 10
        charges = [
            a_charge(
                f"q{number // repeats}",
                team=TeamId(f"T{number // repeats % teams}"),
                channel=f"C{number // repeats % channels}",
                user=UserId(f"U{number // repeats % users}"),
            )
            for number in range(CALLERS)
        ]
        async with self.crowd(redis_socket, values) as rooms:
            answers = await asyncio.gather(*(rooms[n % 2].admit(charge, tokens=tokens) for n, charge in enumerate(charges)))
        admitted = {charge.question_id: charge for charge, answer in zip(charges, answers, strict=True) if answer is None}

        today = (await redis.time())[0] // 86_400

        def count(scope: Callable[[Charge], str]) -> dict[str, int]:
            counts: dict[str, int] = {}
            for charge in admitted.values():
                counts[scope(charge)] = counts.get(scope(charge), 0) + 1
            return counts

        def user_of(charge: Charge) -> str:
            return f"user:{charge.team}:{charge.user}"

        def channel_of(charge: Charge) -> str:
            return f"channel:{charge.team}:{charge.channel}"

        def workspace_of(charge: Charge) -> str:
            return f"workspace:{charge.team}"

        def overall(_: Charge) -> str:
            return "overall"

        for scope, limit in (
            (user_of, values.user_per_hour),
            (channel_of, values.channel_per_hour),
            (workspace_of, values.workspace_per_hour),
            (overall, values.overall_per_hour),
        ):
            counts = count(scope)
            assert not limit or all(number <= limit for number in counts.values())
            for key, number in counts.items():
                level = (await read_counts(redis, key, today) or [0, 0])[1]
                if limit:
                    # A few hundredths may have leaked away meanwhile.
                    assert -(level // -1_000_000) == number
        for scope, limit in ((user_of, values.user_tokens_per_day), (workspace_of, values.workspace_tokens_per_day)):
            for key, number in count(scope).items():
                assert not limit or number * tokens <= limit
                assert (await read_counts(redis, key, today) or ())[3:] == (0, number * tokens)
        charged = cast("list[bytes]", await redis.keys("{limits}:charge:*"))
        assert {name.decode().removeprefix("{limits}:charge:") for name in charged} == set(admitted)
        assert await redis.zcard(keys.LIMITS_RESERVED) == len(admitted)
        # Whoever was refused was refused for a limit that is there, and had nothing charged anywhere.
        assert {answer.limit for answer in answers if answer} <= {name for name, value in asdict(values).items() if value}
        assert all(answer is None for charge, answer in zip(charges, answers, strict=True) if charge.question_id in admitted)

    async def test_of_five_hundred_twenty_are_admitted_when_twenty_may(self, redis: Redis, redis_socket: Path) -> None:
        values = replace(DEFAULTS, user_per_minute=0, channel_per_minute=0, user_per_hour=20)
        async with self.crowd(redis_socket, values) as rooms:
            answers = await asyncio.gather(*(rooms[n % 2].admit(a_charge(f"q{n}"), tokens=1) for n in range(CALLERS)))
        assert sum(answer is None for answer in answers) == 20
        assert used(await Limits(redis, DEFAULTS).usage(TEAM, ADA, guest=False))["user_tokens_per_day"] == 20

    async def test_settled_and_reserved_at_once_the_books_balance(self, redis: Redis, redis_socket: Path) -> None:
        questions = [QuestionId(f"q{number}") for number in range(50)]
        async with self.crowd(redis_socket, NONE) as (here, there):
            await admit_many(here, 50, tokens=10)
            await asyncio.gather(
                *(here.reserve(question, 25) for question in questions),
                *(here.settle(question, 17) for question in questions),
                *(there.settle(question, 17) for question in questions),
            )
        assert used(await Limits(redis, NONE).usage(TEAM, ADA, guest=False))["user_tokens_per_day"] == 50 * 17


CALLS: list[Callable[[Limits], Awaitable[object]]] = [
    lambda limits: limits.admit(a_charge(), tokens=1),
    lambda limits: limits.reserve(QuestionId("q1"), 1),
    lambda limits: limits.settle(QuestionId("q1"), 1),
    lambda limits: limits.set("user-per-minute", 1, team=None),
    lambda limits: limits.reset(None, team=None),
    lambda limits: limits.reset("user-per-minute", team=TEAM),
    lambda limits: limits.effective(TEAM),
    lambda limits: limits.usage(TEAM, ADA, guest=False),
    lambda limits: limits.forgive(TEAM, ADA),
    lambda limits: limits.may_tell(TEAM, ADA, "user_per_minute", 60),
]


@pytest.mark.parametrize("call", CALLS)
async def test_without_redis_it_says_so(call: Callable[[Limits], Awaitable[object]]) -> None:
    redis = a_lost_redis()
    with pytest.raises(StoreUnavailable):
        await call(Limits(redis, DEFAULTS))
    await redis.aclose()
