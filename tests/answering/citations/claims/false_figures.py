"""Claims whose figure went wrong: by a digit, by a power of ten, by rounding or arithmetic, by its sign. One function each."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

from tests.answering.citations.claims.arithmetic import worked_out
from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.fair import is_nowhere
from tests.answering.citations.claims.label import UNVERIFIED, Category, Claim, Kind
from tests.answering.citations.claims.material import Fact, Material
from tests.answering.citations.claims.notation import Figure, Value, plain, roundings, short
from tests.answering.citations.claims.phrasing import anchor, ended
from tests.answering.citations.claims.reader import could_hold, occurrences
from tests.answering.citations.claims.statements import (
    NUMBERS,
    any_fact,
    any_figure,
    hedged,
    otherwise,
    partner,
    stating,
    together,
)
from tests.answering.citations.claims.swaps import changed, changed_code, swapped
from tests.answering.citations.claims.words import Words

_TWO_FACTS = 0.25
_TWINS = 0.35
"""Of the claims whose digits are swapped: the figure that came of it stands on another page, of something else."""
_NOT_WORKED_OUT = frozenset({"margin", "efficiency", "interest", "contribution"})
"""Percentages that are no sum, difference or change, even where two figures of the page would give them by chance."""
_LEAST_CLIPPED = 1_000_000
_LEAST_OFF = Decimal("0.6")
"""Of its last digit: what is nearer is a rounding."""


def digit_changed(rng: Random, material: Material, words: Words) -> Claim | None:
    """One digit is another; at times beside a figure that is right."""
    return _misread(rng, material, words, swap=False)


def digits_swapped(rng: Random, material: Material, words: Words) -> Claim | None:
    """Two neighbouring digits have changed places."""
    if rng.random() < _TWINS and material.twins:
        fact, twin = rng.sample(rng.choice(material.twins), 2)
        wrong = twin.values[0]
        spoken = rng.choice((twin.texts[0], otherwise(rng, wrong, twin.texts[0], words)))
        return _false(stating(rng, material, words, fact, [spoken], Category.DIGITS_SWAPPED), wrong, spoken, fact.values[0])
    return _misread(rng, material, words, swap=True)


def magnitude(rng: Random, material: Material, words: Words) -> Claim | None:
    """Millions for thousands, a digit too many or too few, or the first or the last three of them lost."""
    found = any_figure(rng, material, (Unit.MONEY, Unit.COUNT))
    if found is None:
        return None
    fact, value = found
    by_word = rng.random() < 0.5
    if not by_word and value.amount >= _LEAST_CLIPPED and rng.random() < 0.5:
        amount = _clipped(rng, value.amount)
    else:
        amount = value.amount * Decimal(rng.choice(("1000", "0.001") if by_word else ("10", "0.1")))
    wrong = replace(value, amount=amount)
    shortened = short(wrong, words)
    if (by_word and not shortened) or not _can_be_written(wrong):
        return None
    wrong = replace(wrong, amount=wrong.amount.quantize(Decimal(1) if _is_whole(wrong.amount) else Decimal("0.01")))
    spoken = rng.choice(shortened) if by_word else plain(wrong, words, form=rng.randrange(3))
    return _false(stating(rng, material, words, fact, [spoken], Category.MAGNITUDE), wrong, spoken, value)


def sign(rng: Random, material: Material, words: Words) -> Claim | None:
    """A plus for a minus or the other way round, the sign written on both sides."""
    found = any_figure(rng, material, (Unit.CHANGE,))
    if found is None:
        return None
    fact, value = found
    wrong = replace(value, amount=-value.amount)
    spoken = plain(wrong, words, form=rng.randrange(4))
    claim = stating(rng, material, words, fact, [spoken], Category.SIGN)
    # The same number with any other sign, here or elsewhere, would leave open which is meant.
    if sum(occurrences(abs(value.amount), page.text) for page in material.pages) != 1:
        return None
    return replace(claim, verdicts=UNVERIFIED, states=(wrong,), spoken=(spoken,), truth=(value,))


def rounded_wrong(rng: Random, material: Material, words: Words) -> Claim | None:
    """Rounded to something that the figure is not near, with a word that leaves either side open."""
    found = any_figure(rng, material, (*NUMBERS, Unit.PERCENT))
    if found is None:
        return None
    fact, value = found
    rounds = roundings(value)
    if not rounds:
        return None
    near = rng.choice(rounds)
    unit = Decimal(1).scaleb(int(near.normalize().as_tuple().exponent))
    amount = near + unit * rng.choice((-3, -2, -1, 1, 2, 3))
    if abs(amount - value.amount) < unit * _LEAST_OFF or amount <= 0:
        return None
    wrong = Figure(amount, value.unit, value.mark)
    spoken = hedged(rng, wrong, words, words.about)
    # Nothing in it speaks of arithmetic; with two digits left, some sum on the page would nearly always be near by chance.
    claim = stating(rng, material, words, fact, [spoken], Category.ROUNDED_WRONG)
    return _false(claim, wrong, spoken, value, worked_out=False)


def derived_wrong(rng: Random, material: Material, words: Words) -> Claim | None:
    """A sum, a difference or a change that does not come out so."""
    result = worked_out(rng, material, words)
    if result is None:
        return None
    wrong = replace(result.figure, amount=changed(result.figure.amount, rng))
    spoken = plain(wrong, words, form=rng.randrange(3))
    claim = Claim(
        sentence=ended(
            rng,
            result.template.format_map({**result.fill, "x": spoken}),
            " ".join(anchor(rng, material, page) for page in result.pages),
        ),
        material=material,
        category=Category.DERIVED_WRONG,
        kind=Kind.FIGURE,
        language=words.code,
        cited=result.pages,
        verdicts=UNVERIFIED,
    )
    return _false(claim, wrong, spoken, result.figure)


def _misread(rng: Random, material: Material, words: Words, *, swap: bool) -> Claim | None:
    category = Category.DIGITS_SWAPPED if swap else Category.DIGIT_CHANGED
    fact = any_fact(rng, material, (*NUMBERS, Unit.MONEY, Unit.PERCENT, Unit.CHANGE, Unit.CODE))
    if fact is None:
        return None
    at = rng.randrange(len(fact.values))
    value = fact.values[at]
    wrong = _wrong(rng, value, swap=swap)
    if wrong is None:
        return None
    texts = [
        otherwise(rng, one, text, words) if rng.random() < 0.4 else text
        for one, text in zip(fact.values, fact.texts, strict=True)
    ]
    texts[at] = _spoken(rng, wrong, words)
    other = partner(rng, material, fact, (*NUMBERS, Unit.DATE), same_page=True) if rng.random() < _TWO_FACTS else None
    if other is None:
        claim = stating(rng, material, words, fact, texts, category)
        return _false(claim, wrong, texts[at], value, worked_out=fact.concept not in _NOT_WORKED_OUT)
    parts: list[tuple[Fact, Sequence[str]]] = [(fact, texts), (other, other.texts)]
    if rng.random() < 0.5:
        parts.reverse()
    return _false(replace(together(rng, material, words, parts, category), kind=Kind.FIGURE), wrong, texts[at], value)


def _wrong(rng: Random, value: Value, *, swap: bool) -> Value | None:
    if isinstance(value, str):
        return changed_code(value, rng, swap=swap)
    assert isinstance(value, Figure)
    amount = swapped(value.amount, rng) if swap else changed(value.amount, rng)
    return None if amount is None else replace(value, amount=amount)


def _spoken(rng: Random, value: Value, words: Words) -> str:
    if not isinstance(value, Figure):
        return str(value)
    own = plain(value, words, form=rng.randrange(6))
    return own if rng.random() < 0.5 else otherwise(rng, value, own, words)


def _false(claim: Claim, wrong: Value, spoken: str, truth: Value, *, worked_out: bool = True) -> Claim | None:
    """The claim with its label, if it is false in every reading. `worked_out`: arithmetic is among the readings."""
    if not is_nowhere(wrong, spoken, claim, worked_out=worked_out):
        return None
    # Of a code, the run of digits alone must not be on the page either, nor be a rounding of one: it is a number as well.
    if isinstance(wrong, str) and could_hold(wrong.rpartition("-")[2], claim.cited[0].text):
        return None
    return replace(claim, verdicts=UNVERIFIED, states=(wrong,), spoken=(spoken,), truth=(truth,))


def _clipped(rng: Random, amount: Decimal) -> Decimal:
    """A number of seven digits or more without its first group of digits, or without its last."""
    groups = f"{int(amount):,}".split(",")
    return Decimal("".join(rng.choice((groups[1:], groups[:-1]))))


def _can_be_written(figure: Figure) -> bool:
    """Money has two decimals at most, and what is counted none."""
    return _is_whole(figure.amount if figure.unit is Unit.COUNT else figure.amount * 100)


def _is_whole(amount: Decimal) -> bool:
    return amount == amount.to_integral_value()
