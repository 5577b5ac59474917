"""The limits' scripts against a model of them, step by step, on a real server. Time passes only when the test says so."""

import asyncio
import json
from collections.abc import Awaitable
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import TypeVar, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from redis.asyncio import Redis

from bot.language import TeamId
from bot.memory import keys
from bot.memory.limit_scripts import RESERVATION_SECONDS, LimitScripts, Refusal, packed
from bot.memory.limit_values import NAMES
from tests.memory.test_limit_scripts import CLOCK, CLOCK_OF_TESTS, DAY, NOON, PERIODS, SECOND, read_counts

T = TypeVar("T")

ONE = 1_000_000

SMALL = {
    **dict.fromkeys(NAMES, 0),
    "user_per_minute": 3,
    "user_per_hour": 5,
    "user_tokens_per_day": 1_000,
    "guest_per_minute": 1,
    "guest_tokens_per_day": 100,
    "channel_per_minute": 4,
    "workspace_per_hour": 7,
    "workspace_tokens_per_day": 1_500,
    "overall_per_hour": 9,
}


@dataclass
class Counts:
    """What the model knows of one scope."""

    minute: int = 0
    hour: int = 0
    at: int = 0
    used: int = 0
    reserved: int = 0
    day: int = 0

    def on(self, day: int) -> "Counts":
        """The counts as they stand on this day."""
        return self if self.day == day else replace(self, day=day, used=0)


@dataclass
class Charged:
    """What the model knows of one admitted question."""

    team: str
    user: str
    kind: str
    reserved: int
    used: int = 0
    settled: bool = False
    until: int = 0


@dataclass
class Model:
    """The limits in plain Python."""

    now: int = NOON
    counts: dict[str, Counts] = field(default_factory=dict[str, Counts])
    charges: dict[str, Charged] = field(default_factory=dict[str, Charged])
    overrides: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])

    @property
    def today(self) -> int:
        return self.now // (DAY * SECOND)

    def limits(self, team: str) -> dict[str, int]:
        return SMALL | self.overrides.get("everywhere", {}) | self.overrides.get(team, {})

    def budgets(self, charge: Charged) -> dict[str, Counts]:
        """The two budgets of a charge as they stand today, by limit."""
        found = {
            f"{charge.kind}_tokens_per_day": self.counts.setdefault(f"user:{charge.team}:{charge.user}", Counts()),
            "workspace_tokens_per_day": self.counts.setdefault(f"workspace:{charge.team}", Counts()),
        }
        for counts in found.values():
            counts.used, counts.day = counts.on(self.today).used, self.today
        return found

    def refund(self) -> None:
        for charge in self.charges.values():
            if charge.reserved and charge.until <= self.now:
                self.book(charge, used=0, reserved=-charge.reserved)

    def book(self, charge: Charged, *, used: int, reserved: int) -> None:
        for counts in self.budgets(charge).values():
            counts.used += used
            counts.reserved += reserved
        charge.used += used
        charge.reserved += reserved

    def refusals(self, charge: Charged, *, more: int, whole: int) -> list[Refusal]:
        limits = self.limits(charge.team)
        wait = DAY - self.now // SECOND % DAY
        return [
            Refusal(name, limits[name], wait, whole > limits[name])
            for name, counts in self.budgets(charge).items()
            if limits[name] and counts.used + counts.reserved + more > limits[name]
        ]

    def level(self, key: str, which: str, limit: int) -> int:
        counts = self.counts.get(key, Counts())
        full = min(counts.minute if which == "minute" else counts.hour, limit * ONE)
        elapsed = min(max(self.now - counts.at, 0), 3600 * SECOND)
        return max(full - elapsed * limit // PERIODS[which], 0)

    def admit(self, name: str, charge: Charged, channel: str) -> Refusal | None:
        self.refund()
        if known := self.charges.get(name):
            known.until = self.now + RESERVATION_SECONDS * SECOND
            return None
        limits = self.limits(charge.team)
        refusals: list[Refusal] = []
        filled: dict[str, tuple[int, int]] = {}
        for scope, key in (
            (charge.kind, f"user:{charge.team}:{charge.user}"),
            ("workspace", f"workspace:{charge.team}"),
            ("overall", "overall"),
            ("channel", f"channel:{charge.team}:{channel}"),
        ):
            after: dict[str, int] = {}
            for which, seconds in PERIODS.items():
                limit = limits[f"{scope}_per_{which}"]
                after[which] = self.level(key, which, limit) + ONE
                if limit and after[which] > limit * ONE:
                    wait = ceil_of((after[which] - limit * ONE) * seconds, limit * SECOND)
                    refusals.append(Refusal(f"{scope}_per_{which}", limit, wait, False))
            filled[key] = after["minute"], after["hour"]
        refusals += self.refusals(charge, more=charge.reserved, whole=charge.reserved)
        if refusals:
            return worst(refusals)
        for key, (minute, hour) in filled.items():
            counts = self.counts.setdefault(key, Counts())
            counts.minute, counts.hour, counts.at, counts.day = minute, hour, self.now, self.today
        tokens, charge.reserved = charge.reserved, 0
        self.charges[name] = charge
        charge.until = self.now + RESERVATION_SECONDS * SECOND
        self.book(charge, used=0, reserved=tokens)
        return None

    def reserve(self, name: str, tokens: int) -> Refusal | None:
        self.refund()
        charge = self.charges.get(name)
        if not charge or charge.settled:
            return None
        more = tokens - charge.used - charge.reserved
        if more > 0:
            if refusals := self.refusals(charge, more=more, whole=tokens):
                return worst(refusals)
            self.book(charge, used=0, reserved=more)
        charge.until = self.now + RESERVATION_SECONDS * SECOND
        return None

    def settle(self, name: str, tokens: int, *, is_last: bool) -> bool:
        self.refund()
        charge = self.charges.get(name)
        if not charge or charge.settled:
            return False
        more = max(tokens - charge.used, 0)
        left = 0 if is_last else max(charge.reserved - more, 0)
        self.book(charge, used=more, reserved=left - charge.reserved)
        charge.settled = is_last
        charge.until = self.now + RESERVATION_SECONDS * SECOND
        return True

    def forgive(self, team: str, user: str) -> None:
        counts = self.counts.setdefault(f"user:{team}:{user}", Counts())
        counts.minute = counts.hour = counts.used = 0


def ceil_of(dividend: int, divisor: int) -> int:
    return -(dividend // -divisor)


def worst(refusals: list[Refusal]) -> Refusal:
    return max(refusals, key=lambda refusal: (refusal.is_hopeless, 0 if refusal.is_hopeless else refusal.wait))


TEAMS, CHANNELS, USERS = st.sampled_from(["T1", "T1", "T2"]), st.sampled_from(["C1", "C2"]), st.sampled_from(["U1", "U2"])
KINDS = st.sampled_from(["user", "user", "guest"])
TOKENS = st.sampled_from([0, 1, 40, 99, 100, 101, 400, 999, 1_000, 1_001])
PICKS = st.integers(0, 4)
"""Which of the newest questions is meant; 0 is one that was never admitted."""

WAITS = st.sampled_from([1, SECOND, 7 * SECOND, 20 * SECOND, 61 * SECOND, 12 * 60 * SECOND, 31 * 60 * SECOND, 13 * 3600 * SECOND])


class Machine(RuleBasedStateMachine):
    socket: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.redis = Redis(unix_socket_path=str(self.socket))
        self.scripts = LimitScripts(self.redis, clock=CLOCK_OF_TESTS)
        self.model = Model()
        self.settings = packed(SMALL)
        self.asked = 0

    def run(self, awaitable: Awaitable[T]) -> T:
        async def wait() -> T:
            return await awaitable

        return self.runner.run(wait())

    def teardown(self) -> None:
        self.run(self.redis.aclose())
        self.runner.close()

    @initialize()
    def begin_empty(self) -> None:
        self.run(self.redis.flushall())
        self.run(self.redis.set(CLOCK, self.model.now))

    @rule(wait=WAITS)
    def time_passes(self, wait: int) -> None:
        self.model.now += wait
        self.run(self.redis.set(CLOCK, self.model.now))

    @rule(team=TEAMS, channel=CHANNELS, user=USERS, kind=KINDS, tokens=TOKENS, again=PICKS)
    def admit(self, team: str, channel: str, user: str, kind: str, tokens: int, again: int) -> None:
        self.asked += 1
        name = self.pick(again) if again else f"q{self.asked}"
        charge = Charged(team=team, user=user, kind=kind, reserved=tokens)
        found = self.run(
            self.scripts.admit(
                settings=self.settings, question=name, team=team, channel=channel, user=user, kind=kind, tokens=tokens
            )
        )
        assert found == self.model.admit(name, charge, channel)

    @rule(pick=PICKS, tokens=TOKENS)
    def reserve(self, pick: int, tokens: int) -> None:
        name = self.pick(pick)
        found = self.run(self.scripts.reserve(settings=self.settings, question=name, tokens=tokens))
        assert found == self.model.reserve(name, tokens)

    @rule(pick=PICKS, tokens=TOKENS, is_last=st.booleans())
    def settle(self, pick: int, tokens: int, is_last: bool) -> None:
        name = self.pick(pick)
        found = self.run(self.scripts.settle(question=name, tokens=tokens, is_last=is_last))
        assert found == self.model.settle(name, tokens, is_last=is_last)

    @rule(team=st.sampled_from(["everywhere", "T1", "T2"]), name=st.sampled_from(NAMES), value=st.sampled_from([0, 1, 2, 6, 300]))
    def override(self, team: str, name: str, value: int) -> None:
        if team != "everywhere" and name.startswith("overall"):
            return
        self.model.overrides.setdefault(team, {})[name] = value
        layer = keys.limit_overrides(None if team == "everywhere" else TeamId(team))
        self.run(self.redis.hset(layer, name, str(value)))

    @rule(team=TEAMS, user=USERS)
    def forgive(self, team: str, user: str) -> None:
        self.run(self.scripts.forgive(team=team, user=user))
        self.model.forgive(team, user)

    @rule(team=TEAMS, user=USERS, kind=KINDS, channel=CHANNELS)
    def usage(self, team: str, user: str, kind: str, channel: str) -> None:
        rows = self.run(self.scripts.usage(settings=self.settings, team=team, channel=channel, user=user, kind=kind))
        self.model.refund()
        limits = self.model.limits(team)
        assert all(row.limit == limits[row.name] for row in rows)
        for name, counts in self.model.budgets(Charged(team=team, user=user, kind=kind, reserved=0)).items():
            (row,) = [row for row in rows if row.name == name]
            assert row.used == counts.used + counts.reserved
        (overall,) = [row for row in rows if row.name == "overall_per_hour"]
        assert overall.used == ceil_of(self.model.level("overall", "hour", limits["overall_per_hour"]), ONE)

    @invariant()
    def redis_holds_what_the_model_holds(self) -> None:
        self.run(self.compare())

    async def compare(self) -> None:
        today = self.model.today
        for key, counts in self.model.counts.items():
            if kept := await read_counts(self.redis, key, today):
                assert kept == astuple(counts.on(today))[:5]
            elif kept := await read_counts(self.redis, key, today - 1):
                assert (*kept[:3], kept[4]) == (counts.minute, counts.hour, counts.at, counts.reserved)
            assert counts.reserved >= 0
        open_charges: dict[str, int] = {}
        for name, charge in self.model.charges.items():
            found = cast("dict[str, object]", json.loads(await self.redis.get(f"{{limits}}:charge:{name}") or "{}"))
            assert found | {"until": charge.until} == asdict(charge)
            if charge.reserved:
                open_charges[name] = charge.until
        holding = cast("list[tuple[bytes, float]]", await self.redis.zrange(keys.LIMITS_RESERVED, 0, -1, withscores=True))
        assert {name.decode(): int(until) for name, until in holding} == open_charges
        # Nothing is ever held that no question holds.
        reserved = sum(counts.reserved for key, counts in self.model.counts.items() if key.startswith("workspace"))
        assert reserved == sum(charge.reserved for charge in self.model.charges.values())

    def pick(self, number: int) -> str:
        names = list(self.model.charges)
        return names[-number] if 0 < number <= len(names) else "never admitted"


def test_the_scripts_do_what_the_model_does(redis_socket: Path) -> None:
    class OnThisServer(Machine):
        socket = redis_socket

    run_state_machine_as_test(
        OnThisServer, settings=settings(max_examples=80, stateful_step_count=40, deadline=None, database=None)
    )
