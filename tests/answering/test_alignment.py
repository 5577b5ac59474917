"""Two sequences side by side: what is matched stands in both, in order, and however long they are it takes no time."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import alignment
from bot.answering.alignment import Stretch, differing

KEYS = st.lists(st.sampled_from("abcdefgh"), max_size=40)


def matched(old: str, new: str, stretches: list[Stretch]) -> tuple[str, str]:
    """What is left of both without the stretches in which they differ."""
    for start, stop, begin, end in reversed(stretches):
        old, new = old[:start] + old[stop:], new[:begin] + new[end:]
    return old, new


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("abc", "axc", [(1, 2, 1, 2)]),
        ("abc", "ac", [(1, 2, 1, 1)]),
        ("ac", "abc", [(1, 1, 1, 2)]),
        ("", "ab", [(0, 0, 0, 2)]),
        ("aab", "aaab", [(2, 2, 2, 3)]),
        ("abcd", "xbcy", [(0, 1, 0, 1), (3, 4, 3, 4)]),
    ],
)
def test_what_differs_lies_between_what_is_the_same(old: str, new: str, expected: list[Stretch]) -> None:
    assert list(differing(old, new)) == expected


@given(KEYS, KEYS, st.sampled_from([0, 4, alignment.SHORT]))
def test_what_is_not_said_to_differ_is_the_same_in_both(old: list[str], new: list[str], short: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alignment, "SHORT", short)
        stretches = list(differing(old, new))
    first, second = matched("".join(old), "".join(new), stretches)
    assert first == second
    assert all(stop > start or end > begin for start, stop, begin, end in stretches)


@pytest.mark.parametrize(("kinds", "every", "most"), [(2, 20, 50_000), (100, 20, 10_000), (100, 2, 50_000), (50_000, 2, 25_000)])
def test_long_sequences_with_many_changes_are_compared_at_once(kinds: int, every: int, most: int) -> None:
    # The suite's own time limit is the measure: what is not nearly linear here takes many minutes.
    choose = random.Random(kinds).randrange
    old = [f"{number if kinds == 50_000 else choose(kinds)}" for number in range(50_000)]
    new = [key if number % every else f"{key} changed" for number, key in enumerate(old)]
    assert sum(stop - start for start, stop, _, _ in differing(old, new)) <= most
    assert sum(1 for _ in differing(old, old[25_000:] + old[:25_000])) > 0
