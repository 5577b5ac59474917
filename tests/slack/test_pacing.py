"""How long an answer waits between updates."""

import pytest

from bot.slack.pacing import Pace, interval
from tests.slack.conftest import TEAM, Live


@pytest.mark.parametrize(
    ("live", "minimum", "seconds"),
    [(0, 1.0, 1.0), (1, 1.0, 1.2), (2, 1.0, 2.4), (50, 1.0, 60.0), (1, 3.0, 3.0), (50, 0.0, 0.0)],
)
def test_live_answers_share_the_methods_rate(live: int, minimum: float, seconds: float) -> None:
    assert interval(live, minimum=minimum) == pytest.approx(seconds)


async def test_an_answer_counts_while_it_grows(live: Live) -> None:
    pace = Pace(live)
    assert await pace.wait_after(TEAM, "a") == pytest.approx(1.2)
    assert await pace.wait_after(TEAM, "b") == pytest.approx(2.4)
    await pace.done(TEAM, "a")
    assert await pace.wait_after(TEAM, "b") == pytest.approx(1.2)


async def test_without_a_minimum_nothing_is_counted(live: Live) -> None:
    pace = Pace(live, minimum=0)
    assert await pace.wait_after(TEAM, "a") == 0
    assert live.answers == set()
    await pace.done(TEAM, "a")
