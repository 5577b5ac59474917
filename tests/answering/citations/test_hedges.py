"""How a figure is softened."""

import pytest

from bot.answering.citations.hedges import Hedge, hedge_of


@pytest.mark.parametrize(
    ("text", "hedge"),
    [
        ("about 12", Hedge.ABOUT),
        ("rund 12", Hedge.ABOUT),
        ("~12", Hedge.ABOUT),
        ("~ **12", Hedge.ABOUT),
        ("ca. 12", Hedge.ABOUT),
        ("environ 12", Hedge.ABOUT),
        ("cerca de 12", Hedge.ABOUT),
        ("ongeveer 12", Hedge.ABOUT),
        ("约 12", Hedge.ABOUT),
        ("more than 12", Hedge.OVER),
        ("über 12", Hedge.OVER),
        ("> 12", Hedge.OVER),
        ("plus de 12", Hedge.OVER),
        ("nearly 12", Hedge.UNDER),
        ("fast 12", Hedge.UNDER),
        ("up to 12", Hedge.UNDER),
        ("≤12", Hedge.UNDER),
        ("the 12", Hedge.NONE),
        ("roundabout 12", Hedge.NONE),
        ("about us: 12", Hedge.NONE),
    ],
)
def test_the_words_before_a_figure_soften_it(text: str, hedge: Hedge) -> None:
    start = text.index("12")
    assert hedge_of(text, start, start + 2) == hedge


@pytest.mark.parametrize(("text", "hedge"), [("12 or so", Hedge.ABOUT), ("12+ people", Hedge.OVER), ("12+13", Hedge.NONE)])
def test_so_do_some_behind_it(text: str, hedge: Hedge) -> None:
    assert hedge_of(text, 0, 2) == hedge
