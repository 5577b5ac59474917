import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec

import pytest

from tests.faults.memory import megabytes_of, slope


async def test_the_memory_of_a_process_and_its_children_is_told() -> None:
    child = await create_subprocess_exec(sys.executable, "-c", "input()", stdin=PIPE)
    own, *children = await megabytes_of(os.getpid())
    assert own > 10
    assert any(size > 1 for size in children)
    await child.communicate(b"\n")


async def test_a_process_that_is_gone_holds_nothing() -> None:
    child = await create_subprocess_exec(sys.executable, "-c", "")
    await child.wait()
    assert await megabytes_of(child.pid) == [0.0]


@pytest.mark.parametrize(
    ("samples", "expected"),
    [([], 0.0), ([(1.0, 5.0)], 0.0), ([(1.0, 5.0), (1.0, 6.0)], 0.0), ([(0.0, 10.0), (1.0, 12.0), (2.0, 14.0)], 2.0)],
)
def test_the_slope_of_a_line(samples: list[tuple[float, float]], expected: float) -> None:
    assert slope(samples) == pytest.approx(expected)
