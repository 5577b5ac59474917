"""Which lists of facts are merged, level by level, until they fit: groups of neighbours, as soon as they are known. Pure.

What is merged follows from the facts alone, never from who was quicker: a second reading finds every merge among what was kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.digest.asking import MERGE_TOKENS
from bot.answering.digest.facts import Fact

MOST_MERGED = 6
"""Lists in one merge: of more, the ones in the middle are overlooked."""
SURELY = 1.1
"""Merging begins before everything is known once so much of the target is to be expected."""
WORTH_IT = 0.95
"""A level that leaves more than this of what there was is the last one."""

Facts = tuple[Fact, ...]


@dataclass(eq=False)
class Group:
    """Neighbouring lists that become one, by their numbers on their level; `merged` once they have."""

    start: int
    stop: int
    merged: Facts | None = None
    is_begun: bool = False


class Levels:
    """The lists of one reading. `cost` says what facts cost in a prompt, `target` what all of them may cost, both in tokens."""

    def __init__(self, lists: int, *, target: int, cost: Callable[[Sequence[Fact]], int]) -> None:
        self._target = target
        self._cost = cost
        self._lists: list[Facts | None] = [None] * lists
        self._costs = [0] * lists
        self._groups = self._grouped(lists)

    def know(self, number: int, facts: Facts) -> None:
        """One list of the first level is there."""
        self._lists[number] = facts
        self._costs[number] = self._cost(facts)

    @property
    def known(self) -> int:
        """What the known lists of this level cost."""
        return sum(self._costs)

    @property
    def wants_merging(self) -> bool:
        """Whether the lists will not fit as they are."""
        count = sum(facts is not None for facts in self._lists)
        if count == len(self._lists):
            return self.known > self._target
        return count > 0 and self.known * len(self._lists) > self._target * SURELY * count

    def next(self) -> Group | None:
        """A group that can be merged now. What is small enough already becomes one list without a call."""
        for group in self._groups if self.wants_merging else ():
            lists = self._lists[group.start : group.stop]
            if group.is_begun or group.merged is not None or None in lists:
                continue
            is_small = sum(self._costs[group.start : group.stop]) <= self._target // len(self._groups)
            if sum(map(bool, lists)) > 1 and not is_small:
                return group
            group.merged = self.facts(group)
        return None

    def lists(self, group: Group) -> list[Facts]:
        """What is to be merged."""
        return [facts for facts in self._lists[group.start : group.stop] if facts]

    def facts(self, group: Group) -> Facts:
        """The same as one list."""
        return tuple(fact for facts in self.lists(group) for fact in facts)

    def cost(self, group: Group) -> int:
        """What they cost in a prompt."""
        return sum(self._costs[group.start : group.stop])

    def split(self, group: Group) -> bool:
        """Makes two groups of one that is too much for one answer. False for two lists: no group is smaller."""
        if group.stop - group.start <= 2:
            return False
        middle = (group.start + group.stop) // 2
        at = self._groups.index(group)
        self._groups[at : at + 1] = [Group(group.start, middle), Group(middle, group.stop)]
        return True

    def climb(self) -> bool:
        """Goes on with the merged lists where they still do not fit. False where there is no more to be done."""
        if not self.wants_merging or any(group.merged is None for group in self._groups) or len(self._groups) == 1:
            return False
        merged = [group.merged or () for group in self._groups]
        costs = [self._cost(facts) for facts in merged]
        if sum(costs) > WORTH_IT * self.known:
            return False
        self._lists, self._costs, self._groups = [*merged], costs, self._grouped(len(merged))
        return self.wants_merging

    def final(self) -> list[Facts]:
        """The lists to write from: merged ones only where all of them together would not fit."""
        if not self.wants_merging:
            return [facts or () for facts in self._lists]
        return [self.facts(group) if group.merged is None else group.merged for group in self._groups]

    def _grouped(self, lists: int) -> list[Group]:
        """So many groups that what they become fills the target, and none is too large.

        They follow from the number of lists alone, so that a merge can begin before the last list is known.
        """
        wanted = max(self._target // MERGE_TOKENS, -(-lists // MOST_MERGED))
        groups = max(min(wanted, lists // 2), 1)
        borders = [number * lists // groups for number in range(groups + 1)]
        return [Group(start, stop) for start, stop in pairwise(borders)]
