"""Claims put together: a fact stated, two facts in one sentence, a quote, a name. What is true is decided elsewhere."""

import re
from collections.abc import Sequence
from datetime import date
from random import Random

from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.label import SUPPORTED, Category, Claim, Kind
from tests.answering.citations.claims.material import Fact, Material, Page
from tests.answering.citations.claims.notation import Figure, Value, other_days, others, plain, short
from tests.answering.citations.claims.phrasing import anchor, ended, quoted, said, sentence
from tests.answering.citations.claims.words import Words

NUMBERS = (Unit.MONEY, Unit.COUNT, Unit.MEASURE)
_KINDS = {Unit.DATE: Kind.DATE, Unit.NAME: Kind.QUOTE, Unit.EMAIL: Kind.EMAIL, Unit.URL: Kind.URL}
_HEDGED = frozenset({Category.ROUNDED, Category.ROUNDED_WRONG})
_SMALL_WITHIN = frozenset(
    (
        *("The", "A", "For", "At", "In", "Der", "Die", "Das", "Für", "Nach", "Am"),
        *("Le", "La", "Les", "L", "Un", "Une", "Pour", "El", "Los", "Las", "Se", "Para"),
    )
)
"""Words that open claims."""
_SHORTEST_SPAN = 6
"""Words of a quote: fewer could stand anywhere."""


def any_fact(rng: Random, material: Material, units: Sequence[Unit]) -> Fact | None:
    """A fact of one of the units, each as likely as it stands in the list; None where the material has none of that one."""
    unit = rng.choice(units)
    facts = [fact for fact in material.facts if fact.unit is unit]
    return rng.choice(facts) if facts else None


def any_figure(rng: Random, material: Material, units: Sequence[Unit]) -> tuple[Fact, Figure] | None:
    """The same of facts that have one figure."""
    fact = any_fact(rng, material, units)
    if fact is None or len(fact.values) != 1:
        return None
    value = fact.values[0]
    assert isinstance(value, Figure)
    return fact, value


def stating(
    rng: Random,
    material: Material,
    words: Words,
    fact: Fact,
    texts: Sequence[str],
    category: Category,
    *,
    kept: tuple[str, ...] = (),
) -> Claim:
    """That a fact holds, with these texts for its values."""
    page = material.pages[fact.page]
    # A hedge does not go with every article before it; in an entry there is none.
    labelled = category in _HEDGED and words.code in {"es", "fr"}
    cited = anchor(rng, material, page)
    return Claim(
        sentence=sentence(rng, words, fact, texts, cited, section=page.section, labelled=labelled),
        material=material,
        category=category,
        kind=kind_of(fact),
        language=words.code,
        cited=(page,),
        verdicts=SUPPORTED,
        kept=kept,
        states=fact.values,
        spoken=tuple(texts),
    )


def together(
    rng: Random, material: Material, words: Words, parts: Sequence[tuple[Fact, Sequence[str]]], category: Category
) -> Claim:
    """Two facts in one sentence: of one page with one anchor, of two with one behind each."""
    (first, texts), (second, more) = parts
    pages = [material.pages[first.page], material.pages[second.page]]
    one, other = said(first, texts, words), _within(said(second, more, words))
    join = rng.choice(words.joins)
    if first.page == second.page:
        claim = ended(rng, f"{one}{join}{other}", anchor(rng, material, pages.pop()))
    else:
        claim = ended(rng, f"{one} {anchor(rng, material, pages[0])}{join}{other}", anchor(rng, material, pages[1]))
    return Claim(
        sentence=claim,
        material=material,
        category=category,
        kind=kind_of(first),
        language=words.code,
        cited=tuple(pages),
        verdicts=SUPPORTED,
        states=(*first.values, *second.values),
        spoken=(*texts, *more),
    )


def _within(claim: str) -> str:
    """As it goes on within a sentence: names keep their capital letter."""
    first = re.split(r"[ ’]", claim, maxsplit=1)[0]
    return claim[:1].lower() + claim[1:] if first in _SMALL_WITHIN else claim


def partner(rng: Random, material: Material, fact: Fact, units: Sequence[Unit], *, same_page: bool) -> Fact | None:
    """Another fact of one of the units with one value, of the same page or of another."""
    facts = [one for one in material.facts if one.unit in units and one is not fact and len(one.values) == 1]
    facts = [one for one in facts if (one.page == fact.page) is same_page]
    return rng.choice(facts) if facts else None


def quoting(rng: Random, material: Material, words: Words, spoken: str, page: Page, category: Category) -> Claim:
    """That the page says this word by word."""
    claim = rng.choice(words.quoting).format(q=quoted(rng, spoken, words))
    return _of_words(material, words, ended(rng, claim, anchor(rng, material, page)), spoken, page, category)


def naming(rng: Random, material: Material, words: Words, fact: Fact, name: str, category: Category) -> Claim:
    """That somebody of that name is in charge of the fact's thing, the name in quotes."""
    page = material.pages[fact.page]
    claim = rng.choice(words.naming).format(thing=fact.thing, q=quoted(rng, name, words))
    return _of_words(material, words, ended(rng, claim, anchor(rng, material, page)), name, page, category)


def _of_words(material: Material, words: Words, whole: str, spoken: str, page: Page, category: Category) -> Claim:
    return Claim(
        sentence=whole,
        material=material,
        category=category,
        kind=Kind.QUOTE,
        language=words.code,
        cited=(page,),
        verdicts=SUPPORTED,
        states=(spoken,),
        spoken=(spoken,),
    )


def otherwise(rng: Random, value: Value, text: str, words: Words) -> str:
    """The value in any form of the language but that of the text; where a language has no other, as it stands."""
    match value:
        case Figure():
            ways = [way for way in (*others(value, words), plain(value, words, form=rng.randrange(6))) if way != text]
            shortened = [way for way in short(value, words) if way != text]
            return rng.choice(shortened if shortened and rng.random() < 0.4 else ways or [text])
        case date():
            return rng.choice([way for way in other_days(value, words) if way != text])
        case str():
            return text


def hedged(rng: Random, figure: Figure, words: Words, hedges: Sequence[str]) -> str:
    """A round figure with a word before it that says so."""
    shortened = short(figure, words)
    text = rng.choice(shortened) if shortened and rng.random() < 0.7 else plain(figure, words, form=rng.randrange(3))
    return f"{rng.choice(hedges)} {text}"


def span(rng: Random, before: str, behind: str = "") -> str:
    """Six words or more in a row out of `before` and `behind`, with the last of the one and the first of the other among them."""
    if rng.random() < 0.4:
        return before + behind
    first, last = before.split(), behind.split()
    if not last:
        start = rng.randint(0, max(0, len(first) - _SHORTEST_SPAN))
        end = rng.randint(min(len(first), start + _SHORTEST_SPAN), len(first))
        return " ".join(first[start:end]).rstrip(" ,;:")
    start = rng.randint(0, max(0, len(first) - 2))
    least = min(len(last), max(2, _SHORTEST_SPAN - (len(first) - start)))
    return " ".join([*first[start:], *last[: rng.randint(least, len(last))]]).rstrip(" ,;:")


def set_otherwise(rng: Random, text: str) -> str:
    """Its first letter, its full stop and its apostrophes as the sentence around it wants them."""
    first = rng.choice((text[:1], text[:1].lower(), text[:1].upper()))
    whole = first + (text[1:].rstrip(".") if rng.random() < 0.6 else text[1:])
    return whole.replace("’", "'") if rng.random() < 0.5 else whole


def kind_of(fact: Fact) -> Kind:
    """What a claim of the fact stands or falls with."""
    return _KINDS.get(fact.unit, Kind.FIGURE)
