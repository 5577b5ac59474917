import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.benchmarks.figures import Figures, Order, Sent, percentile

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


def one_after_the_other(*numbers: int) -> list[Sent]:
    """Each is sent when the one before has been acknowledged."""
    return [Sent(number, float(turn), turn + 0.5) for turn, number in enumerate(numbers)]


def all_at_once(*numbers: int) -> list[Sent]:
    """Each is sent before any is acknowledged."""
    return [Sent(number, turn / 100, 1.0) for turn, number in enumerate(numbers)]


def never_acknowledged(*numbers: int) -> list[Sent]:
    return [Sent(number, float(turn), None) for turn, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("asked", "answers", "expected"),
    [
        ([], [], Order()),
        (one_after_the_other(1, 2, 3), [], Order(asked=3)),
        (one_after_the_other(1, 2, 3), [1, 2, 3], Order(asked=3, answered=3)),
        (one_after_the_other(1, 2, 3), [1, 3], Order(asked=3, answered=2)),
        (one_after_the_other(1, 2, 3), [1, 1, 2, 3, 1], Order(asked=3, answered=3, duplicated=2)),
        (one_after_the_other(1, 2, 3), [2, 1, 3], Order(asked=3, answered=3, out_of_order=1)),
        (one_after_the_other(1, 2, 3), [3, 1, 2], Order(asked=3, answered=3, out_of_order=2)),
        (one_after_the_other(7, 5), [7, 5, 9], Order(asked=2, answered=2)),
        (all_at_once(1, 2, 3), [2, 1, 3], Order(asked=3, answered=3, overtaken=1)),
        ([Sent(1, 0.0, 1.5), Sent(2, 1.0, 1.2), Sent(3, 2.0, 2.1)], [2, 3, 1], Order(asked=3, answered=3, out_of_order=1)),
        (never_acknowledged(1, 2), [2, 1], Order(asked=2, answered=2, overtaken=1)),
    ],
    ids=[
        "nothing",
        "none answered",
        "in order",
        "one missing",
        "twice",
        "swapped",
        "last first",
        "somebody else's",
        "swapped on the way",
        "behind one on the way and one that was sent later",
        "never acknowledged",
    ],
)
def test_what_became_of_a_threads_questions(asked: list[Sent], answers: list[int], expected: Order) -> None:
    assert Order.of(asked, answers) == expected


def test_threads_add_up() -> None:
    one, other = Order(asked=3, answered=2, duplicated=1), Order(asked=2, answered=2, out_of_order=1, overtaken=1)
    assert one + other == Order(asked=5, answered=4, duplicated=1, out_of_order=1, overtaken=1)


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=6))
def test_order_is_lost_only_where_a_later_question_came_first(answers: list[int], again: list[int]) -> None:
    for sent in (one_after_the_other, all_at_once):
        found = Order.of(sent(*range(6)), [*answers, *again])
        assert (found.answered, found.duplicated) == (6, len(again))
        assert (found.out_of_order + found.overtaken == 0) == (answers == sorted(answers))
        assert (found.overtaken if sent is one_after_the_other else found.out_of_order) == 0
