"""What can be worked out of the facts of a page or two: sums, differences, changes from year to year. It words nothing itself."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.documents import label
from tests.answering.citations.claims.material import Fact, Material, Page
from tests.answering.citations.claims.notation import Figure, plain
from tests.answering.citations.claims.statements import any_fact, partner
from tests.answering.citations.claims.words import Words

_FROM_TWO_PAGES = 0.12
_IN_UNITS = 0.3
"""Of a pair's changes; the others are in per cent."""
_TIE = Decimal("0.005")
"""So close to the middle of two roundings a change is left out."""


@dataclass(frozen=True, kw_only=True)
class Result:
    """A figure, a template with a place for it, what else goes in there, and the pages that it rests on."""

    figure: Figure
    template: str
    fill: dict[str, str]
    pages: tuple[Page, ...]


def worked_out(rng: Random, material: Material, words: Words) -> Result | None:
    """Something that follows from two figures; None where chance has chosen what does not go together."""
    fact = any_fact(rng, material, (Unit.MONEY, Unit.MONEY, Unit.COUNT))
    if fact is None:
        return None
    if len(fact.values) > 1:
        return _change(rng, material, words, fact)
    return _of_two(rng, material, words, fact) if fact.unit is Unit.MONEY else None


def _of_two(rng: Random, material: Material, words: Words, fact: Fact) -> Result | None:
    far = rng.random() < _FROM_TWO_PAGES
    other = partner(rng, material, fact, (fact.unit,), same_page=not far)
    if other is None:
        return None
    one, two = _figure(fact, 0), _figure(other, 0)
    if one.mark != two.mark or one.amount == two.amount:
        return None
    texts = [plain(value, words, form=rng.randrange(3)) for value in (one, two)]
    fill = {"a": label(fact, words), "b": label(other, words), "p": texts[0], "q": texts[1]}
    pages = (material.pages[fact.page], material.pages[other.page]) if far else (material.pages[fact.page],)
    how = words.derived
    amount, templates = one.amount + two.amount, (how.total, how.total_of)
    if rng.random() < 0.5:
        amount, templates = abs(one.amount - two.amount), (how.gap, how.gap_of)
    return Result(figure=Figure(amount, one.unit, one.mark), template=rng.choice(templates), fill=fill, pages=pages)


def _change(rng: Random, material: Material, words: Words, fact: Fact) -> Result | None:
    now, before = _figure(fact, 0), _figure(fact, 1)
    exact = (now.amount - before.amount) / before.amount * 100
    percent = exact.quantize(Decimal("0.1"))
    if abs(percent) < 1 or abs(abs(exact - percent) - Decimal("0.05")) < _TIE:
        return None
    this, last = fact.years
    texts = [plain(value, words, form=rng.randrange(3)) for value in (now, before)]
    how = words.derived
    by = Figure(abs(percent), Unit.PERCENT)
    if rng.random() < _IN_UNITS:
        by = Figure(abs(now.amount - before.amount), now.unit, now.mark)
    return Result(
        figure=by,
        template=rng.choice((how.rose, how.rose_of) if exact > 0 else (how.fell, how.fell_of)),
        fill={"label": label(fact, words), "this": str(this), "last": str(last), "now": texts[0], "y": texts[1]},
        pages=(material.pages[fact.page],),
    )


def _figure(fact: Fact, at: int) -> Figure:
    value = fact.values[at]
    assert isinstance(value, Figure)
    return value
