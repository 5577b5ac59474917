"""Whether a figure is another one, rounded: close enough to be right, too strict for a wrong digit to pass. Pure."""

from decimal import Decimal

from bot.answering.citations.hedges import Hedge
from bot.answering.citations.numerals import Number

_FARTHEST = Decimal("0.125")
"""However it is rounded, a figure is off by no more than this part: 3 million for 3.4, not 1 million for 1.2."""
_FARTHEST_OVER = Decimal("0.25")
"""`Over a million` is said of 1.2 million."""
_NEAR = Decimal("0.005")
"""Of a hedged figure in tens, `about 1,240`, so much is forgiven in either direction."""
_TEN = Decimal(10)
_CLEAR_DIGITS = 3
"""A decimal with so many significant digits is taken for rounded even if nothing says so."""


def reach(claimed: Number, hedge: Hedge) -> tuple[Decimal, Decimal]:
    """Between which values a figure lies of which this one may be rounded."""
    step = claimed.round_step if hedge else claimed.step
    return claimed.value - step, claimed.value + step


def is_rounded_from(claimed: Number, held: Number, *, hedge: Hedge, is_scaled: bool, shares_unit: bool) -> bool:
    """Whether `claimed` is what is left of `held` when that is rounded to as many places.

    Without a hedge, a word of scale, a unit on both or several decimals a whole number is not taken for a rounded one.
    """
    value, step = claimed
    if held.value == value or not held.value:
        return False
    is_clear = step < 1 and claimed.digits >= _CLEAR_DIGITS
    if not (hedge or is_scaled or is_clear or (shares_unit and held.step < 1)):
        return False
    off = abs(held.value - value)
    if hedge:
        return _is_near(claimed, held, off, hedge)
    return held.step < step and off <= step / 2 and off <= _FARTHEST * held.value


def _is_near(claimed: Number, held: Number, off: Decimal, hedge: Hedge) -> bool:
    """What is about right may be off in either direction; what is more than that, or nearly that, in one alone."""
    step = claimed.round_step
    if held.step >= step:
        return False
    if hedge == Hedge.OVER:
        return claimed.value < held.value < claimed.value + step and off <= _FARTHEST_OVER * held.value
    if hedge == Hedge.UNDER and held.value > claimed.value:
        return False
    is_rounded = off <= step / 2 and off <= _FARTHEST * held.value
    return is_rounded or (step == _TEN and off < step and off <= _NEAR * held.value)
