from collections.abc import Sequence

import pytest

from tests.benchmarks.limiter import Rates
from tests.benchmarks.load_report import under_load
from tests.benchmarks.long_material import Long
from tests.benchmarks.reading import Beside, Readings
from tests.benchmarks.report import ACKNOWLEDGED, Rest, Row, Run, limits, long_material, page, reading
from tests.benchmarks.test_load_report import a_load

# The rounds' own ratios are 0.9, 0.8 and 0.6.
READINGS = Readings(
    pdf=Beside(ours=[0.02, 0.02], bare=[0.01, 0.01], units=4),
    office=Beside(ours=[0.005], bare=[0.001]),
    html=Beside(ours=[0.02], bare=[0.01]),
    picture=Beside(ours=[0.02], bare=[0.02]),
    isolation=0.001,
    first_page=0.05,
    first_page_megabytes=200.0,
)
RATES = Rates(incr=[10_000.0, 20_000.0, 10_000.0], admit=[9_000.0, 16_000.0, 6_000.0])


LONG = Long(name="a report", parts=34, merges=8, seconds=5.5, critical_path=5.0, prompts=1.42, again=0.1, calls_again=0)


LOAD = a_load()


def run_with(acknowledged: Sequence[float], *, idle: float = 90.0) -> Run:
    row = Row(measure=ACKNOWLEDGED, transport="http", at_once="50", expected=2, values=acknowledged, baseline=[0.01, 0.01])
    rest = Rest(ready=[1.0], bot_idle=idle, bot_after=idle, valkey_idle=7.0, valkey_after=8.0)
    return Run(
        date="",
        machine="",
        load_before=0.0,
        load_after=0.0,
        seconds=1.0,
        off=[row],
        slack=[row],
        rest=rest,
        limits=RATES,
        reading=READINGS,
        long=[LONG],
        load=LOAD,
    )


@pytest.mark.parametrize(
    ("rates", "line"),
    [
        (RATES, "| admission beside INCR | 0.70 | 0.80 | reached |"),
        (Rates(incr=[100.0], admit=[70.0]), "| admission beside INCR | 0.70 | 0.70 | reached |"),
        (Rates(incr=[100.0], admit=[63.0]), "| admission beside INCR | 0.70 | 0.63 | missed by 10 % |"),
    ],
)
def test_the_limits_are_told_beside_a_bare_incr(rates: Rates, line: str) -> None:
    assert line in limits(rates).splitlines()
    assert "| INCR |" in limits(rates)


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (run_with([0.05, 0.099]), "| acknowledgement p99, http, 50 at once | 100 ms | 99 ms | 10 ms | reached |"),
        (run_with([0.05, 0.150]), "| acknowledgement p99, http, 50 at once | 100 ms | 150 ms | 10 ms | missed by 50 % |"),
        (run_with([]), "| acknowledgement p99, http, 50 at once | 100 ms | – | – | not measured |"),
        (run_with([0.05]), "| idle process | 150 MB | 90 MB | – | reached |"),
        (run_with([0.05], idle=165.0), "| idle process | 150 MB | 165 MB | – | missed by 10 % |"),
    ],
)
def test_a_target_is_told_as_reached_missed_or_not_measured(run: Run, line: str) -> None:
    assert line in page(run).splitlines()


@pytest.mark.parametrize(("values", "count"), [([0.05, 0.05], "2"), ([0.05], "1 of 2"), ([], "0 of 2")])
def test_a_row_says_how_many_of_its_values_came_in_time(values: list[float], count: str) -> None:
    rows = [line for line in page(run_with(values)).splitlines() if line.startswith(f"| {ACKNOWLEDGED}")]
    assert all(row.endswith(f"| {count} |") for row in rows)
    assert len(rows) == 2


def test_files_are_told_beside_the_bare_library_with_misses_named() -> None:
    told = reading(READINGS)
    assert "PDF text, beside bare pypdfium2 | 5 × | 2.0 × | reached" in told
    assert "PDF text, a page | 20 ms | 10.0 ms | reached" in told
    assert "HTML, beside bare html-to-markdown | 1.5 × | 2.0 × | missed by 33 %" in told
    assert "first of 10,000 pages, peak memory | 150 MB | 200 MB | missed by 33 %" in told


def test_long_material_is_told_beside_its_critical_path_with_misses_named() -> None:
    told = long_material([LONG])
    assert (
        "| a report | 34 | 8 | 5.5 s | 5.0 s | 1.10 × | reached | 1.42 × | missed by 5 % | 100 ms, 0 calls |" in told.splitlines()
    )
    assert told in page(run_with([0.05]))


def test_the_load_is_part_of_the_page() -> None:
    assert under_load(LOAD) in page(run_with([0.05]))
