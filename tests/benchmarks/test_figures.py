import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.figures import Figures, percentile

SERIES = st.lists(st.floats(min_value=0, max_value=1e6), min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.5, 5.0),
        ([5.0], 0.99, 5.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([4.0, 3.0, 2.0, 1.0], 0.5, 2.0),
        ([4.0, 3.0, 2.0, 1.0], 1.0, 4.0),
        ([float(number) for number in range(1, 101)], 0.99, 99.0),
        ([float(number) for number in range(1, 102)], 0.99, 100.0),
    ],
)
def test_a_percentile_is_the_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0.0), ([1.0], 1.01)])
def test_a_percentile_of_nothing_or_outside_its_range_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match=r"no values|share"):
        percentile(values, share)


def test_figures_hold_count_median_and_the_slowest_hundredth() -> None:
    assert Figures.of([4.0, 1.0, 3.0, 2.0]) == Figures(count=4, p50=2.5, p99=4.0)


@given(SERIES, st.floats(min_value=0.001, max_value=1.0))
def test_a_percentile_was_measured_and_so_many_values_do_not_exceed_it(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


@given(SERIES)
def test_the_median_is_never_above_the_99th_percentile(values: list[float]) -> None:
    figures = Figures.of(values)
    assert min(values) <= figures.p50 <= figures.p99 <= max(values)
