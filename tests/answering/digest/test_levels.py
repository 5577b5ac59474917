"""Which lists are merged: groups of neighbours, none too large, and the same ones whatever was known first."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.digest.asking import MERGE_TOKENS
from bot.answering.digest.facts import Fact
from bot.answering.digest.levels import MOST_MERGED, Facts, Group, Levels

TARGET = 12_000


def cost(facts: Sequence[Fact]) -> int:
    """The text of a fact is its cost."""
    return sum(int(fact.text) for fact in facts)


def facts(*tokens: int) -> Facts:
    return tuple(Fact(str(one)) for one in tokens)


def levels(*lists: int) -> Levels:
    """Levels of which all lists are known, each one fact of that cost, none for 0."""
    made = Levels(len(lists), target=TARGET, cost=cost)
    for number, tokens in enumerate(lists):
        made.know(number, facts(tokens) if tokens else ())
    return made


def merged(made: Levels, *, to: int) -> list[tuple[int, int]]:
    """Merges all groups of this level, each to one fact of so many tokens; which they were."""
    groups: list[tuple[int, int]] = []
    while group := made.next():
        group.is_begun = True
        group.merged = facts(to)
        groups.append((group.start, group.stop))
    return groups


def test_what_fits_is_not_merged() -> None:
    made = levels(*[1_000] * 12)
    assert not made.wants_merging
    assert made.next() is None
    assert not made.climb()
    assert cost([fact for one in made.final() for fact in one]) == TARGET


@pytest.mark.parametrize(
    ("lists", "groups"),
    [
        (15, [2, 2, 2, 2, 2, 2, 3]),
        (16, [2] * 8),
        (34, [4, 4, 4, 5, 4, 4, 4, 5]),
        (60, [6] * 10),
    ],
)
def test_groups_are_of_neighbours_and_so_many_that_what_they_become_fills_the_target(lists: int, groups: list[int]) -> None:
    made = levels(*[1_000] * lists)
    found = merged(made, to=MERGE_TOKENS)
    assert [stop - start for start, stop in found] == groups
    assert [place for start, stop in found for place in range(start, stop)] == list(range(lists))


def test_it_goes_on_level_by_level_until_all_fits() -> None:
    made = levels(*[1_000] * 100)
    sizes = [len(merged(made, to=MERGE_TOKENS))]
    while made.climb():
        sizes.append(len(merged(made, to=MERGE_TOKENS)))
    assert sizes == [17, 8]
    assert cost([fact for one in made.final() for fact in one]) == TARGET


@given(st.lists(st.integers(0, 3_000), max_size=120), st.integers(1, MERGE_TOKENS))
def test_merging_ends_with_every_list_in_it_and_no_group_too_large(lists: list[int], to: int) -> None:
    made = levels(*lists)
    known = sum(lists)
    while True:
        for start, stop in merged(made, to=to):
            assert 2 <= stop - start <= MOST_MERGED
        if not made.climb():
            break
        assert made.known < known
        known = made.known
    assert cost([fact for one in made.final() for fact in one]) <= TARGET or made.wants_merging


@given(st.permutations(range(30)))
def test_what_is_merged_does_not_depend_on_what_is_known_first(order: list[int]) -> None:
    lists = [300 + 40 * number for number in range(30)]
    made = Levels(30, target=TARGET, cost=cost)
    found: set[tuple[int, int]] = set()
    for number in order:
        made.know(number, facts(lists[number]))
        found |= set(merged(made, to=MERGE_TOKENS))
    assert found == set(merged(levels(*lists), to=MERGE_TOKENS))


def test_a_group_is_merged_as_soon_as_it_is_known_once_so_much_is_to_be_expected() -> None:
    made = Levels(16, target=TARGET, cost=cost)
    made.know(0, facts(1_000))
    assert made.next() is None
    made.know(1, facts(1_000))
    group = made.next()
    assert group
    assert (group.start, group.stop) == (0, 2)
    quiet = Levels(16, target=TARGET, cost=cost)
    for number in range(15):
        quiet.know(number, facts(500))
    assert quiet.next() is None


def test_a_group_that_is_small_already_needs_no_merge() -> None:
    made = levels(*[100, 100, *[1_500] * 10])
    assert merged(made, to=1_000) == [(2, 4), (4, 6), (6, 8), (8, 10), (10, 12)]
    assert made.final()[0] == facts(100, 100)
    assert merged(levels(*[1_000] * 13), to=1_000) == [(10, 13)]


def test_lists_without_a_fact_take_no_part() -> None:
    made = levels(3_000, 0, 9_000, 9_000, 0, 0)
    (group,) = [one for one in [made.next()] if one]
    assert (group.start, group.stop) == (2, 4)
    assert made.lists(group) == [facts(9_000), facts(9_000)]
    assert made.cost(group) == 18_000


def test_a_group_that_is_too_much_for_one_answer_is_split_down_to_two_lists() -> None:
    made = levels(*[4_000] * 40)
    group = made.next()
    assert group
    assert group.stop - group.start == 5
    assert made.split(group)
    assert merged(made, to=100)[:2] == [(0, 2), (2, 5)]
    assert not made.split(Group(0, 2))


def test_merging_that_gains_nothing_is_given_up() -> None:
    made = levels(*[1_000] * 20)
    while group := made.next():
        group.merged = made.facts(group)
    assert not made.climb()
    assert cost([fact for one in made.final() for fact in one]) == 20_000


def test_there_is_nothing_to_merge_in_nothing() -> None:
    made = levels()
    assert made.next() is None
    assert made.final() == []
