"""Which members of two sequences stand in both, in the order of both; the rest was removed or added. Pure.

It takes hardly longer than reading them, however long they are and however often the same stands in them again: what stands in
each of them once holds them together, and what lies between is looked at closely where it is short.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

SHORT = 10_000
"""Two stretches are short when their lengths come to no more than this, multiplied: each member may be compared with each."""

DEEPEST = 6
"""How often what lies between is divided again."""

TOGETHER = (1, 2, 4, 8)
"""So many neighbours are looked for: the fewest of which any stand but once."""

Stretch = tuple[int, int, int, int]
"""Where one begins and ends in the first sequence, and in the second."""


def differing(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """The stretches in which they differ, in order; one of the two may be empty."""
    i = j = 0
    for a, b in [*_matches(old, new, (0, len(old), 0, len(new)), 0), (len(old), len(new))]:
        if a > i or b > j:
            yield i, a, j, b
        i, j = a + 1, b + 1


def _matches(old: Sequence[str], new: Sequence[str], within: Stretch, depth: int) -> Iterator[tuple[int, int]]:
    start, stop, begin, end = within
    while start < stop and begin < end and old[start] == new[begin]:
        yield start, begin
        start, begin = start + 1, begin + 1
    tail = 0
    while start < stop - tail and begin < end - tail and old[stop - tail - 1] == new[end - tail - 1]:
        tail += 1
    yield from _inner(old, new, (start, stop - tail, begin, end - tail), depth)
    yield from zip(range(stop - tail, stop), range(end - tail, end), strict=True)


def _inner(old: Sequence[str], new: Sequence[str], within: Stretch, depth: int) -> Iterator[tuple[int, int]]:
    """The same, of stretches that neither begin nor end alike."""
    start, stop, begin, end = within
    if (stop - start) * (end - begin) <= SHORT:
        for a, b, size in SequenceMatcher(None, old[start:stop], new[begin:end], autojunk=False).get_matching_blocks():
            yield from ((start + a + n, begin + b + n) for n in range(size))
        return
    if depth == DEEPEST:
        return
    held = _anchors(old[start:stop], new[begin:end])
    i, j = start, begin
    for a, b in [*((start + a, begin + b) for a, b in held), (stop, end)]:
        yield from _matches(old, new, (i, a, j, b), depth + 1)
        if a < stop:
            yield a, b
        i, j = a + 1, b + 1


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """What stands once in each, alone or with what follows it; where nothing does, the first of its kind with the first, the
    second with the second.
    """
    for size in TOGETHER:
        before, after = _together(old, size), _together(new, size)
        places = {key: place for key, place in after.items() if place >= 0}
        if held := [(place, places[key]) for key, place in before.items() if place >= 0 and key in places]:
            return _rising(held)
    numbered = {key: place for place, key in enumerate(_numbered(new))}
    return _rising([(place, numbered[key]) for place, key in enumerate(_numbered(old)) if key in numbered])


def _together(keys: Sequence[str], size: int) -> dict[tuple[str, ...], int]:
    """So many neighbours each → where they stand; -1 where they stand more than once."""
    found: dict[tuple[str, ...], int] = {}
    for place in range(len(keys) - size + 1):
        key = tuple(keys[place : place + size])
        found[key] = -1 if key in found else place
    return found


def _numbered(keys: Sequence[str]) -> Iterator[tuple[str, int]]:
    seen = Counter[str]()
    for key in keys:
        yield key, seen[key]
        seen[key] += 1


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most of these pairs, ordered by their first numbers, whose second numbers rise as well."""
    lowest: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(lowest, place)
        before.append(last[length - 1] if length else -1)
        lowest[length : length + 1] = [place]
        last[length : length + 1] = [number]
    found: list[tuple[int, int]] = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]
