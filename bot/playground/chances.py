"""What goes wrong by chance: whoever draws meets each mishap in its share of the draws. It knows nothing of what goes wrong."""

import random
from typing import Generic, TypeVar

_Mishap = TypeVar("_Mishap")


class Chances(Generic[_Mishap]):
    """Mishaps and the shares of draws, from 0 to 1, that meet them. The same seed gives the same draws."""

    def __init__(self, seed: int | str = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - dice, no secret
        self._shares: list[tuple[float, _Mishap]] = []

    def add(self, share: float, mishap: _Mishap) -> None:
        """From now on that share of the draws meets this one. Raises `ValueError` where the shares would pass 1."""
        if not 0 <= share <= 1 - sum(taken for taken, _ in self._shares):
            raise ValueError("the shares of all mishaps together are at most 1")
        self._shares.append((share, mishap))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._shares.clear()

    def draw(self) -> _Mishap | None:
        """One draw; None where nothing goes wrong."""
        left = self._random.random() if self._shares else 1.0
        for share, mishap in self._shares:
            if left < share:
                return mishap
            left -= share
        return None
