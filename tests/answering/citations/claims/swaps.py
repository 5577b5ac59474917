"""Digits gone wrong: one that became another, two that changed places. It knows numbers only."""

from decimal import Decimal
from random import Random


def swapped(amount: Decimal, rng: Random) -> Decimal | None:
    """With two different neighbouring digits in each other's place; None where that leaves no number of the same length."""
    digits = str(abs(amount))
    places = [
        at
        for at in range(len(digits) - 1)
        if digits[at : at + 2].isdigit() and digits[at] != digits[at + 1] and not (at == 0 and digits[1] == "0")
    ]
    if not places:
        return None
    at = rng.choice(places)
    return _signed(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :], amount)


def changed(amount: Decimal, rng: Random) -> Decimal:
    """With one digit replaced by another; as long as before."""
    digits = str(abs(amount))
    at = rng.choice([at for at, digit in enumerate(digits) if digit.isdigit()])
    others = [digit for digit in "0123456789" if digit != digits[at] and not (at == 0 and digit == "0")]
    return _signed(digits[:at] + rng.choice(others) + digits[at + 1 :], amount)


def changed_code(code: str, rng: Random, *, swap: bool) -> str | None:
    """A code whose last run of digits went wrong in one of the two ways; None where it can't."""
    head, _, run = code.rpartition("-")
    number = swapped(Decimal(run), rng) if swap else changed(Decimal(run), rng)
    return None if number is None else f"{head}-{number}"


def _signed(digits: str, like: Decimal) -> Decimal:
    return Decimal(digits).copy_sign(like)
