"""Claims that hold: as their page has them, or in another form. One function for each category."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.answering.citations.claims.arithmetic import worked_out
from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.label import COMPUTED, SUPPORTED, Category, Claim, Kind
from tests.answering.citations.claims.material import Fact, Material
from tests.answering.citations.claims.notation import Figure, plain, roundings
from tests.answering.citations.claims.phrasing import anchor, ended
from tests.answering.citations.claims.statements import (
    NUMBERS,
    any_fact,
    any_figure,
    hedged,
    naming,
    otherwise,
    partner,
    quoting,
    set_otherwise,
    span,
    stating,
    together,
)
from tests.answering.citations.claims.words import Words

Maker = Callable[[Random, Material, Words], Claim | None]
"""Makes a claim about the material in the language, or none where chance has chosen badly."""

_TWO_FACTS, _TWO_PAGES = 0.34, 0.1
"""Of all sentences that state things as they stand."""
_LEAST_ROUNDED = 10
"""Smaller figures are not rounded to two digits."""


def verbatim(rng: Random, material: Material, words: Words) -> Claim | None:
    """As the page has it; one sentence of three states two facts, some of them from two pages."""
    fact = any_fact(rng, material, (*NUMBERS, Unit.PERCENT, Unit.CHANGE, Unit.CODE, Unit.DATE, Unit.NAME))
    if fact is None:
        return None
    if fact.unit is Unit.NAME:
        return naming(rng, material, words, fact, fact.texts[0], Category.VERBATIM)
    chance = rng.random()
    if chance > _TWO_FACTS:
        return stating(rng, material, words, fact, fact.texts, Category.VERBATIM)
    other = partner(rng, material, fact, (*NUMBERS, Unit.PERCENT, Unit.DATE), same_page=chance > _TWO_PAGES)
    if other is None:
        return None
    return together(rng, material, words, [(fact, fact.texts), (other, other.texts)], Category.VERBATIM)


def number_style(rng: Random, material: Material, words: Words) -> Claim | None:
    """The same amount, count or measure, written otherwise."""
    fact = any_fact(rng, material, NUMBERS)
    return fact and _set_otherwise(rng, material, words, fact, Category.NUMBER_STYLE)


def percent_form(rng: Random, material: Material, words: Words) -> Claim | None:
    """The same percentage; one with a sign at times in words."""
    found = any_figure(rng, material, (Unit.PERCENT, Unit.CHANGE, Unit.CHANGE))
    if found is None:
        return None
    fact, value = found
    if fact.unit is Unit.PERCENT or rng.random() < 0.5:
        return _set_otherwise(rng, material, words, fact, Category.PERCENT_FORM)
    page = material.pages[fact.page]
    spoken = plain(Figure(abs(value.amount), Unit.PERCENT), words, form=rng.randrange(2))
    claim = words.changed[value.amount > 0].format(thing=fact.thing, x=spoken)
    return Claim(
        sentence=ended(rng, claim, anchor(rng, material, page)),
        material=material,
        category=Category.PERCENT_FORM,
        kind=Kind.FIGURE,
        language=words.code,
        cited=(page,),
        verdicts=SUPPORTED,
        states=(value,),
        spoken=(spoken,),
    )


def date_format(rng: Random, material: Material, words: Words) -> Claim | None:
    """The same day in another form."""
    fact = any_fact(rng, material, (Unit.DATE,))
    return fact and _set_otherwise(rng, material, words, fact, Category.DATE_FORMAT)


def quote_form(rng: Random, material: Material, words: Words) -> Claim | None:
    """A sentence of the page, or some words of it in a row, set as the model sets quotes."""
    quote = rng.choice(material.quotes)
    spoken = set_otherwise(rng, span(rng, quote.text))
    return quoting(rng, material, words, spoken, material.pages[quote.page], Category.QUOTE_FORM)


def rounded(rng: Random, material: Material, words: Words) -> Claim | None:
    """To two or three digits, with a word that says so."""
    found = any_figure(rng, material, (*NUMBERS, Unit.PERCENT))
    if found is None:
        return None
    fact, value = found
    rounds = roundings(value)
    if value.amount < _LEAST_ROUNDED or not rounds:
        return None
    near = Figure(rng.choice(rounds), value.unit, value.mark)
    hedges = (*words.about, *(words.over if value.amount > near.amount else words.under))
    claim = stating(rng, material, words, fact, [hedged(rng, near, words, hedges)], Category.ROUNDED)
    return replace(claim, states=(near,))


def derived(rng: Random, material: Material, words: Words) -> Claim | None:
    """A sum, a difference, or a change in per cent, and a word for it."""
    result = worked_out(rng, material, words)
    if result is None:
        return None
    spoken = plain(result.figure, words, form=rng.randrange(3))
    claim = result.template.format_map({**result.fill, "x": spoken})
    return Claim(
        sentence=ended(rng, claim, " ".join(anchor(rng, material, page) for page in result.pages)),
        material=material,
        category=Category.DERIVED,
        kind=Kind.FIGURE,
        language=words.code,
        cited=result.pages,
        verdicts=COMPUTED,
        states=(result.figure,),
        spoken=(spoken,),
    )


def address(rng: Random, material: Material, words: Words) -> Claim | None:
    """A URL or an e-mail address, with whatever punctuation comes behind it."""
    fact = any_fact(rng, material, (Unit.URL, Unit.EMAIL))
    if fact is None:
        return None
    text = fact.texts[0]
    return stating(rng, material, words, fact, [punctuated(rng, text)], Category.ADDRESS, kept=(text,))


def punctuated(rng: Random, address: str) -> str:
    """An address as sentences have it."""
    return rng.choice((address, address, f"({address})", f"{address},", f"{address};", f"<{address}>"))


def _set_otherwise(rng: Random, material: Material, words: Words, fact: Fact, category: Category) -> Claim | None:
    """The fact with every value in another form; None where there is none."""
    texts = [otherwise(rng, value, text, words) for value, text in zip(fact.values, fact.texts, strict=True)]
    return None if any(text in fact.texts for text in texts) else stating(rng, material, words, fact, texts, category)
