from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.benchmarks.figures import Order
from tests.benchmarks.load import BURST, THREADS, Burst, Idle, Layout, Load, Steady, Streams
from tests.benchmarks.load_report import BURST_LAYOUT, under_load
from tests.benchmarks.queueing import Started

ALL = Order(asked=BURST, answered=BURST)


def a_burst(order: Order = ALL, *, layout: Layout = BURST_LAYOUT, acknowledged: Sequence[float] = (0.1, 0.2)) -> Burst:
    return Burst(layout=layout, order=order, seconds=41.25, sent=2, acknowledged=list(acknowledged))


def a_load(
    *,
    steady: Sequence[float] = (0.01, 0.02),
    burst: Burst | None = None,
    streams: int = THREADS,
    megabytes: float = 150.0,
    started: Sequence[float] = (0.001, 0.002),
    idle: float | None = 0.004,
) -> Load:
    return Load(
        steady=[Steady(transport="http", sent=2, values=list(steady), baseline=[0.001, 0.001])],
        bursts=[burst or a_burst()],
        streams=Streams(open=streams, bot=megabytes, valkey=9.0, bare_open=THREADS, bare=66.0),
        started=Started(inbox=list(started), bare=[0.0005]),
        idle=Idle(bot=idle, valkey=0.002, bare=0.0),
    )


@pytest.mark.parametrize(
    ("load", "line"),
    [
        (a_load(), "| acknowledgement p99, steady, http | 50 ms | 20.0 ms | reached |"),
        (a_load(steady=[0.01, 0.075]), "| acknowledgement p99, steady, http | 50 ms | 75.0 ms | missed by 50 % |"),
        (a_load(steady=[]), "| acknowledgement p99, steady, http | 50 ms | – | not measured |"),
        (a_load(), "| acknowledgement p99, burst | 500 ms | 200.0 ms | reached |"),
        (a_load(burst=a_burst(acknowledged=[1.0])), "| acknowledgement p99, burst | 500 ms | 1000.0 ms | missed by 100 % |"),
        (a_load(), "| of the burst: missing, twice or out of order | 1 | 0 | reached |"),
        (
            a_load(burst=a_burst(Order(asked=BURST, answered=BURST - 3, duplicated=2, out_of_order=1))),
            "| of the burst: missing, twice or out of order | 1 | 6 | missed |",
        ),
        (a_load(), f"| memory, {THREADS} answers at once | 300 MB | 150 MB | reached |"),
        (a_load(megabytes=330.0), f"| memory, {THREADS} answers at once | 300 MB | 330 MB | missed by 10 % |"),
        (a_load(streams=150), f"| memory, {THREADS} answers at once | 300 MB | 150 MB | only 150 were open |"),
        (a_load(), "| stored → started p50 | 10 ms | 1.5 ms | reached |"),
        (a_load(started=[0.015]), "| stored → started p50 | 10 ms | 15.0 ms | missed by 50 % |"),
        (a_load(), "| idle, of one core | 1.0 % | 0.4 % | reached |"),
        (a_load(idle=0.02), "| idle, of one core | 1.0 % | 2.0 % | missed by 100 % |"),
        (a_load(idle=None), "| idle, of one core | 1.0 % | – | not measured |"),
    ],
)
def test_targets_are_told_as_reached_missed_or_not_measured(load: Load, line: str) -> None:
    assert line in under_load(load).splitlines()


def test_bursts_are_told_with_what_is_missing_twice_or_out_of_order() -> None:
    order = Order(asked=2_000, answered=1_999, duplicated=3, out_of_order=4, overtaken=5)
    told = under_load(a_load(burst=a_burst(order, acknowledged=[0.1])))
    assert f"| {BURST_LAYOUT} | 1,999 of 2,000 | 3 | 4 | 5 | 41.2 s | 100.0 | 100.0 | 1 of 2 |" in told.splitlines()


def test_only_one_layout_is_held_to_the_target() -> None:
    slow = a_burst(layout="receiver and two workers", acknowledged=[3.0])
    told = under_load(replace(a_load(), bursts=[slow, a_burst()]))
    assert [line for line in told.splitlines() if "p99, burst" in line] == [
        "| acknowledgement p99, burst | 500 ms | 200.0 ms | reached |"
    ]


def test_what_is_measured_stands_beside_its_baseline() -> None:
    told = under_load(a_load()).splitlines()
    assert "| http | 15.0 | 20.0 | 1.0 | 1.0 | 2 |" in told
    assert "| inbox and worker | 1.5 | 2.0 | 2 |" in told
    assert "| RPUSH and BLPOP | 0.5 | 0.5 | 1 |" in told
    assert "| the bare bot | 200 | 66 MB |" in told
    assert "| its Valkey | 0.2 % |" in told
