"""The limits' scripts, case by case, on a real server. Time passes only when the test says so."""

import asyncio
import struct
from pathlib import Path
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.limit_scripts import REFUNDS_AT_ONCE, RESERVATION_SECONDS, Count, LimitScripts, Refusal, packed
from bot.settings import MOST_REQUESTS, MOST_TOKENS

SECOND, DAY = 1_000_000, 86_400
PERIODS = {"minute": 60, "hour": 3600}

CLOCK = "{limits}:clock"
CLOCK_OF_TESTS = f"local now = tonumber(redis.call('GET', '{CLOCK}'))"
NOON = 20_000 * DAY * SECOND + DAY * SECOND // 2


def none_but(**limits: int) -> bytes:
    return packed(limits)


async def read_counts(redis: Redis, scope: str, day: int = 20_000) -> tuple[int, int, int, int, int] | None:
    """What is kept of a scope: both levels and when they were so, the tokens used on that day, and those reserved."""
    kept = cast("bytes | None", await redis.hget(f"{{limits}}:counts:{day}", scope))
    return None if kept is None else struct.unpack("<5q", kept)


class Stage:
    """The scripts with a clock of their own."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.scripts = LimitScripts(redis, clock=CLOCK_OF_TESTS)
        self.now = NOON
        self.asked = 0

    async def at(self, now: int) -> None:
        self.now = now
        await self.redis.set(CLOCK, now)

    async def ask(self, limits: bytes, *, question: str = "", tokens: int = 0) -> Refusal | None:
        self.asked += 1
        return await self.scripts.admit(
            settings=limits,
            question=question or f"q{self.asked}",
            team="T1",
            channel="C1",
            user="U1",
            kind="user",
            tokens=tokens,
        )

    async def used(self, limits: bytes, name: str) -> Count:
        rows = await self.scripts.usage(settings=limits, team="T1", channel="C1", user="U1", kind="user")
        (row,) = [row for row in rows if row.name == name]
        return row


async def a_stage(redis: Redis) -> Stage:
    stage = Stage(redis)
    await stage.at(NOON)
    return stage


async def on_the_server(socket: Path) -> Stage:
    redis = Redis(unix_socket_path=str(socket))
    await redis.flushall()
    return await a_stage(redis)


class TestPace:
    @settings(max_examples=40, deadline=None)
    @given(
        limit=st.one_of(st.integers(1, 40), st.sampled_from([MOST_REQUESTS, 999_983])),
        name=st.sampled_from(["user_per_minute", "channel_per_hour", "workspace_per_hour", "overall_per_minute"]),
        gaps=st.lists(st.one_of(st.integers(0, 60 * SECOND), st.integers(0, 3 * SECOND), st.just(0)), max_size=60),
    )
    def test_in_no_span_of_time_is_more_admitted_than_a_full_bucket_and_what_leaks_in_it(
        self, redis_socket: Path, limit: int, name: str, gaps: list[int]
    ) -> None:
        async def run() -> None:
            stage = await on_the_server(redis_socket)
            limits = none_but(**{name: limit})
            period = PERIODS[name.rpartition("_")[2]] * SECOND
            admitted: list[int] = []
            for gap in gaps:
                await stage.at(stage.now + gap)
                refusal = await stage.ask(limits)
                if refusal is None:
                    admitted.append(stage.now)
                else:
                    assert refusal[:2] == (name, limit)
            for first, begun in enumerate(admitted):
                for last, ended in enumerate(admitted[first:]):
                    assert last + 1 <= limit + (ended - begun) * limit / period
            await stage.redis.aclose()

        asyncio.run(run())

    @settings(max_examples=40, deadline=None)
    @given(
        limit=st.integers(1, 20),
        name=st.sampled_from(["user_per_minute", "user_per_hour"]),
        gaps=st.lists(st.integers(0, 50 * SECOND), min_size=20, max_size=20),
    )
    def test_a_refused_question_is_admitted_when_it_was_told_and_not_much_earlier(
        self, redis_socket: Path, limit: int, name: str, gaps: list[int]
    ) -> None:
        async def run() -> None:
            stage = await on_the_server(redis_socket)
            limits = none_but(**{name: limit})
            for gap in gaps:
                await stage.at(stage.now + gap)
                refusal = await stage.ask(limits)
                if refusal:
                    assert refusal.wait >= 1
                    begun = stage.now
                    if refusal.wait >= 2:
                        await stage.at(begun + (refusal.wait - 2) * SECOND)
                        assert await stage.ask(limits) is not None
                    await stage.at(begun + refusal.wait * SECOND)
                    assert await stage.ask(limits) is None
            await stage.redis.aclose()

        asyncio.run(run())

    async def test_the_first_of_a_full_bucket_are_admitted_at_once_and_the_others_evenly(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        limits = none_but(user_per_minute=3)
        assert [await stage.ask(limits) for _ in range(4)] == [None, None, None, Refusal("user_per_minute", 3, 20, False)]
        await stage.at(NOON + 20 * SECOND)
        assert await stage.ask(limits) is None
        assert await stage.ask(limits) == Refusal("user_per_minute", 3, 20, False)
        assert await stage.used(limits, "user_per_minute") == Count("user_per_minute", 3, 3, 60)
        await stage.at(NOON + 3600 * SECOND)
        assert await stage.used(limits, "user_per_minute") == Count("user_per_minute", 3, 0, 0)

    async def test_of_several_limits_the_one_that_resets_last_is_named(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        limits = none_but(user_per_minute=1, channel_per_hour=1, workspace_tokens_per_day=10)
        assert await stage.ask(limits, tokens=10) is None
        assert await stage.ask(limits) == Refusal("channel_per_hour", 1, 3600, False)
        assert await stage.ask(limits, tokens=1) == Refusal("workspace_tokens_per_day", 10, DAY // 2, False)

    async def test_a_raised_limit_helps_at_once_and_a_lowered_one_never_shuts_out_for_longer_than_it_takes(
        self, redis: Redis
    ) -> None:
        stage = await a_stage(redis)
        many, few, more = (none_but(user_per_hour=limit) for limit in (100, 10, 101))
        for _ in range(100):
            assert await stage.ask(many) is None
        assert await stage.ask(more) is None
        assert await stage.ask(few) == Refusal("user_per_hour", 10, 360, False)
        await stage.at(NOON + 360 * SECOND)
        assert await stage.ask(few) is None

    async def test_a_clock_that_was_put_back_leaks_nothing_and_one_put_forward_not_more_than_all(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        limits = none_but(user_per_hour=2)
        assert [await stage.ask(limits), await stage.ask(limits)] == [None, None]
        await stage.at(NOON - 5 * SECOND)
        assert await stage.ask(limits) == Refusal("user_per_hour", 2, 1800, False)
        await stage.at(NOON + 1000 * DAY * SECOND)
        assert [await stage.ask(limits) is None for _ in range(3)] == [True, True, False]


class TestTokens:
    LIMITS = none_but(user_tokens_per_day=1_000)

    async def counted(self, redis: Redis, day: int = 20_000) -> tuple[int, int]:
        """Used and reserved, the same in both budgets."""
        person, workspace = [await read_counts(redis, scope, day) for scope in ("user:T1:U1", "workspace:T1")]
        assert person
        assert workspace
        assert person[3:] == workspace[3:]
        return person[3], person[4]

    async def test_what_nobody_settles_is_given_back(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        assert await stage.ask(self.LIMITS, tokens=900) is None
        assert await stage.ask(self.LIMITS, tokens=200) == Refusal("user_tokens_per_day", 1_000, DAY // 2, False)
        await stage.at(NOON + RESERVATION_SECONDS * SECOND)
        assert await stage.ask(self.LIMITS, tokens=200) is None
        assert await self.counted(redis) == (0, 200)

    async def test_however_much_was_forgotten_the_scripts_give_it_all_back_in_time(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        unlimited = none_but()
        for _ in range(2 * REFUNDS_AT_ONCE + 1):
            await stage.ask(unlimited, tokens=1)
        await stage.at(NOON + RESERVATION_SECONDS * SECOND)
        left = [(await stage.used(unlimited, "workspace_tokens_per_day")).used for _ in range(3)]
        assert left == [REFUNDS_AT_ONCE + 1, 1, 0]
        assert await redis.exists(keys.LIMITS_RESERVED) == 0

    async def test_an_answer_that_took_longer_than_its_reservation_is_charged_what_it_used(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        await stage.ask(self.LIMITS, question="slow", tokens=900)
        await stage.at(NOON + 2 * RESERVATION_SECONDS * SECOND)
        assert await stage.scripts.settle(question="slow", tokens=700, is_last=True)
        assert not await stage.scripts.settle(question="slow", tokens=999, is_last=True)
        assert await self.counted(redis) == (700, 0)

    async def test_a_reservation_given_back_can_be_taken_again_if_there_is_room(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        await stage.ask(self.LIMITS, question="crashed", tokens=500)
        await stage.at(NOON + RESERVATION_SECONDS * SECOND)
        assert await stage.ask(self.LIMITS, tokens=800) is None
        assert await stage.ask(self.LIMITS, question="crashed", tokens=500) is None
        assert await self.counted(redis) == (0, 800)
        again = await stage.scripts.reserve(settings=self.LIMITS, question="crashed", tokens=500)
        assert again == Refusal("user_tokens_per_day", 1_000, DAY // 2 - RESERVATION_SECONDS, False)
        assert await stage.scripts.reserve(settings=self.LIMITS, question="crashed", tokens=200) is None
        assert await self.counted(redis) == (0, 1_000)

    async def test_at_midnight_what_was_used_is_forgotten_and_what_is_reserved_counts_on(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        midnight = 20_001 * DAY * SECOND
        await stage.at(midnight - SECOND)
        await stage.ask(self.LIMITS, question="done", tokens=300)
        await stage.scripts.settle(question="done", tokens=300, is_last=True)
        await stage.ask(self.LIMITS, question="late", tokens=600)
        assert await stage.ask(self.LIMITS, tokens=101) == Refusal("user_tokens_per_day", 1_000, 1, False)
        await stage.at(midnight)
        assert await stage.ask(self.LIMITS, tokens=401) == Refusal("user_tokens_per_day", 1_000, DAY, False)
        assert await stage.ask(self.LIMITS, tokens=400) is None
        await stage.scripts.settle(question="late", tokens=50, is_last=True)
        assert await self.counted(redis, 20_001) == (50, 400)

    async def test_a_reservation_refused_leaves_everything_as_it_was(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        await stage.ask(self.LIMITS, question="one", tokens=600)
        await stage.ask(self.LIMITS, question="two", tokens=100)
        refused = await stage.scripts.reserve(settings=self.LIMITS, question="two", tokens=401)
        assert refused == Refusal("user_tokens_per_day", 1_000, DAY // 2, False)
        assert await self.counted(redis) == (0, 700)
        lower = none_but(user_tokens_per_day=10)
        assert await stage.scripts.reserve(settings=lower, question="two", tokens=100) is None

    async def test_a_question_larger_than_the_day_is_told_apart(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        limits = none_but(user_tokens_per_day=1_000, workspace_tokens_per_day=100, user_per_minute=1)
        assert await stage.ask(limits, tokens=101) == Refusal("workspace_tokens_per_day", 100, DAY // 2, True)
        assert await stage.ask(limits, question="grows", tokens=100) is None
        grown = await stage.scripts.reserve(settings=limits, question="grows", tokens=1_001)
        assert grown == Refusal("user_tokens_per_day", 1_000, DAY // 2, True)

    async def test_the_largest_numbers_are_counted_exactly(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        limits = none_but(user_tokens_per_day=MOST_TOKENS)
        assert await stage.ask(limits, tokens=MOST_TOKENS - 1) is None
        assert await stage.ask(limits, tokens=1) is None
        assert await stage.ask(limits, tokens=1) == Refusal("user_tokens_per_day", MOST_TOKENS, DAY // 2, False)
        await stage.scripts.settle(question="q1", tokens=MOST_TOKENS, is_last=True)
        assert await self.counted(redis) == (MOST_TOKENS, 1)

    async def test_counts_that_expired_owe_nothing(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        await stage.ask(self.LIMITS, question="old", tokens=600)
        await redis.unlink("{limits}:counts:20000")
        await stage.scripts.settle(question="old", tokens=50, is_last=True)
        assert await self.counted(redis) == (50, 0)

    async def test_a_question_whose_charge_expired_is_let_go(self, redis: Redis) -> None:
        stage = await a_stage(redis)
        await stage.ask(self.LIMITS, question="old", tokens=600)
        await redis.unlink("{limits}:charge:old")
        assert not await stage.scripts.settle(question="old", tokens=50, is_last=True)
        assert await stage.scripts.reserve(settings=self.LIMITS, question="old", tokens=9_999) is None
        await stage.at(NOON + RESERVATION_SECONDS * SECOND)
        await stage.used(self.LIMITS, "user_tokens_per_day")
        assert await redis.exists(keys.LIMITS_RESERVED) == 0
