from collections import Counter

import pytest

from bot.playground.chances import Chances


def test_each_mishap_has_its_share_of_the_draws() -> None:
    chances: Chances[str] = Chances(seed=1)
    chances.add(0.3, "late")
    chances.add(0.03, "cut")
    drawn = Counter(chances.draw() for _ in range(10_000))
    assert drawn["late"] == pytest.approx(3_000, abs=150)
    assert drawn["cut"] == pytest.approx(300, abs=60)


def test_the_same_seed_draws_the_same() -> None:
    first, second = Chances[int](seed=7), Chances[int](seed=7)
    for chances in (first, second):
        chances.add(0.5, 1)
    assert [first.draw() for _ in range(50)] == [second.draw() for _ in range(50)]


def test_nothing_goes_wrong_before_it_is_told_to_and_after_it_was_told_not_to() -> None:
    chances: Chances[int] = Chances()
    assert chances.draw() is None
    chances.add(1.0, 1)
    assert chances.draw() == 1
    chances.clear()
    assert chances.draw() is None


@pytest.mark.parametrize("share", [-0.1, 0.6])
def test_shares_never_pass_the_whole(share: float) -> None:
    chances: Chances[int] = Chances()
    chances.add(0.5, 1)
    with pytest.raises(ValueError, match="at most 1"):
        chances.add(share, 2)
