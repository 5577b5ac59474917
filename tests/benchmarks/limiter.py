"""How much the limits cost: all scopes checked and charged in one round trip, beside the cheapest command there is, a bare INCR.

`python -m tests.benchmarks.limiter` measures this part alone and prints it.
"""

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from redis.asyncio import Redis

from bot.language import ChannelId, QuestionId, TeamId, UserId
from bot.memory.limit_values import NAMES, LimitValues
from bot.memory.limits import Charge, Limits
from bot.memory.server import open_redis
from bot.settings import MOST_REQUESTS, MOST_TOKENS, load_settings

AT_ONCE = 50
ROUND = 4_000
"""Operations of one kind in one round."""
ROUNDS = 7

PEOPLE, CHANNELS = 200, 20


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Operations a second, one value for each round; rounds of both kinds took turns."""

    incr: list[float]
    admit: list[float]

    @property
    def ratio(self) -> float:
        """The limits' rate beside that of INCR: the median over the rounds."""
        return median(admit / incr for admit, incr in zip(self.admit, self.incr, strict=True))


async def measure() -> Rates:
    """Measures on an embedded Valkey of its own, through the client that the bot uses."""
    with tempfile.TemporaryDirectory(prefix="footnote-bench-") as folder:
        async with open_redis(load_settings({"redis_url": None, "data_dir": Path(folder)})) as redis:
            return await _rounds(redis)


async def _rounds(redis: Redis) -> Rates:
    # Every limit is there and none is ever reached: each question is checked and charged everywhere, which takes longest.
    never = dict.fromkeys(NAMES, MOST_REQUESTS) | {name: MOST_TOKENS for name in NAMES if name.endswith("_tokens_per_day")}
    limits = Limits(redis, LimitValues(**never))
    charges = [
        Charge(
            question_id=QuestionId(f"T0BENCH:C{number % CHANNELS}:1767224888.{number:06}"),
            team=TeamId("T0BENCH"),
            channel=ChannelId(f"C{number % CHANNELS}"),
            user=UserId(f"U{number % PEOPLE}"),
            guest=False,
        )
        for number in range(ROUND)
    ]

    async def incr(_number: int) -> None:
        await redis.incr("bench")

    rates = Rates(incr=[], admit=[])
    for turn in range(-1, ROUNDS):
        fresh = [replace(charge, question_id=QuestionId(f"{charge.question_id}:{turn}")) for charge in charges]

        async def admit(number: int, *, fresh: list[Charge] = fresh) -> None:
            refused = await limits.admit(fresh[number], tokens=1_500)
            assert refused is None

        found = await _rate(incr), await _rate(admit)
        if turn >= 0:  # the first turn warms up
            rates.incr.append(found[0])
            rates.admit.append(found[1])
    return rates


async def _rate(operation: Callable[[int], Awaitable[None]]) -> float:
    """How many of the operations are done in a second, `AT_ONCE` at a time."""
    numbers = iter(range(ROUND))

    async def caller() -> None:
        for number in numbers:
            await operation(number)

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(AT_ONCE)))
    return ROUND / (time.perf_counter() - began)


if __name__ == "__main__":
    from tests.benchmarks import report

    print(report.limits(asyncio.run(measure())))
