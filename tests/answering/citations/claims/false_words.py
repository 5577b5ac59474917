"""Claims whose quote, name, day or address is not the page's. One function each."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.correct import punctuated
from tests.answering.citations.claims.documents import slug
from tests.answering.citations.claims.fair import is_nowhere, stands
from tests.answering.citations.claims.label import NONE, UNVERIFIED, Category, Claim, Kind
from tests.answering.citations.claims.material import Material
from tests.answering.citations.claims.notation import Value, other_days
from tests.answering.citations.claims.statements import (
    NUMBERS,
    any_fact,
    naming,
    partner,
    quoting,
    set_otherwise,
    span,
    stating,
    together,
)
from tests.answering.citations.claims.variants import turned
from tests.answering.citations.claims.words import Words

_TWO_FACTS = 0.25
_ALIKE = {"l": "1", "o": "0", "i": "l", "a": "а", "e": "е", "m": "rn", "w": "vv", "c": "с"}  # Some of them Cyrillic.


def quote_invented(rng: Random, material: Material, words: Words) -> Claim | None:
    """A sentence that the document might have, and has not."""
    text = rng.choice(material.words.invented).format(thing=rng.choice(material.facts).thing)
    spoken = set_otherwise(rng, text)
    claim = quoting(rng, material, words, spoken, rng.choice(material.pages), Category.QUOTE_INVENTED)
    return _false(claim, spoken)


def quote_turned(rng: Random, material: Material, words: Words) -> Claim | None:
    """A sentence of the page with a word in it that turns its meaning."""
    quote = rng.choice(material.quotes)
    spoken = set_otherwise(rng, span(rng, *turned(quote.template, rng)))
    claim = quoting(rng, material, words, spoken, material.pages[quote.page], Category.QUOTE_TURNED)
    return _false(claim, spoken, truth=quote.text)


def name_invented(rng: Random, material: Material, words: Words) -> Claim | None:
    """Somebody else in charge of what the page names somebody for."""
    fact = any_fact(rng, material, (Unit.NAME,))
    if fact is None:
        return None
    name = rng.choice(material.words.invented_names)
    return _false(naming(rng, material, words, fact, name, Category.NAME_INVENTED), name, truth=fact.values[0])


def date_shifted(rng: Random, material: Material, words: Words) -> Claim | None:
    """Another day, month or year, in any form; at times beside a figure that is right."""
    fact = any_fact(rng, material, (Unit.DATE,))
    if fact is None:
        return None
    (day,) = fact.values
    assert isinstance(day, date)
    wrong = _shifted(rng, day)
    if wrong is None:
        return None
    spoken = rng.choice(other_days(wrong, words))
    other = partner(rng, material, fact, NUMBERS, same_page=True) if rng.random() < _TWO_FACTS else None
    if other is None:
        claim = stating(rng, material, words, fact, [spoken], Category.DATE_SHIFTED)
    else:
        parts = [(fact, [spoken]), (other, other.texts)]
        rng.shuffle(parts)
        claim = replace(together(rng, material, words, parts, Category.DATE_SHIFTED), kind=Kind.DATE)
    return _false(claim, spoken, states=wrong, truth=day)


def url_false(rng: Random, material: Material, words: Words) -> Claim | None:
    """Another host, another path, or a host that only looks right."""
    fact = any_fact(rng, material, (Unit.URL,))
    if fact is None:
        return None
    true = fact.texts[0]
    wrong = rng.choice((_other_host, _other_path, _look_alike))(rng, true, material)
    bare = wrong.removeprefix("https://")
    if wrong == true or any(bare.casefold() in page.text.casefold() for page in material.pages):
        return None
    claim = stating(rng, material, words, fact, [punctuated(rng, wrong)], Category.URL_FALSE)
    return replace(claim, verdicts=NONE, gone=(bare,), states=(wrong,), spoken=(wrong,), truth=(true,))


def email_false(rng: Random, material: Material, words: Words) -> Claim | None:
    """Another name before the sign, or another host behind it."""
    fact = any_fact(rng, material, (Unit.EMAIL,))
    if fact is None:
        return None
    true = fact.texts[0]
    name, _, host = true.partition("@")
    wrong = rng.choice(
        (
            f"{_mistyped(rng, name)}@{host}",
            f"{slug(rng.choice(material.words.things))}@{host}",
            f"{name}@{_mistyped(rng, host.removesuffix('.example'))}.example",
            f"{name}@{material.domain.removesuffix('.example')}.test",
            f"info.{name}@{host}",
        )
    )
    if any(wrong.casefold() in page.text.casefold() for page in material.pages):
        return None
    claim = stating(rng, material, words, fact, [punctuated(rng, wrong)], Category.EMAIL_FALSE)
    return _false(replace(claim, gone=(wrong,)), wrong, truth=true)


def _false(claim: Claim, spoken: str, *, states: Value | None = None, truth: Value | None = None) -> Claim | None:
    """The claim with its label, if no page could be read so; quotes and addresses are nowhere in the material at all."""
    value = states if states is not None else spoken
    elsewhere = not isinstance(value, date) and any(stands(value, spoken, page) for page in claim.material.pages)
    if elsewhere or not is_nowhere(value, spoken, claim):
        return None
    told = () if truth is None else (truth,)
    return replace(claim, verdicts=UNVERIFIED, states=(value,), spoken=(spoken,), truth=told)


def _shifted(rng: Random, day: date) -> date | None:
    match rng.choice(("day", "day", "month", "year", "turned")):
        case "day":
            return day + timedelta(days=rng.choice((-10, -3, -2, -1, 1, 2, 3, 10)))
        case "month":
            return _day(day.year, (day.month - 1 + rng.choice((-1, 1))) % 12 + 1, day.day)
        case "year":
            return _day(day.year + rng.choice((-1, 1)), day.month, day.day)
        case _:
            return None if day.day == day.month else _day(day.year, day.day, day.month)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _other_host(rng: Random, url: str, material: Material) -> str:
    host = url.split("/")[2]
    other = rng.choice([domain for _, domain in material.words.companies if domain != material.domain])
    return url.replace(host, rng.choice((f"portal.{other}", f"files.{material.domain}", f"{host}.test", f"{host}-login.example")))


def _other_path(rng: Random, url: str, material: Material) -> str:
    base = "/".join(url.split("/")[:3])
    thing = slug(rng.choice(material.words.things))
    return rng.choice(
        (f"{base}/files/{thing}", f"{base}/terms/{thing}", f"{url.partition('?')[0]}/signed", f"{base}/{thing}.pdf")
    )


def _look_alike(rng: Random, url: str, material: Material) -> str:
    """One letter of the domain is another that looks like it, or two have changed places."""
    name = material.domain.removesuffix(".example")
    letter = rng.choice([letter for letter in name if letter in _ALIKE])
    return url.replace(name, rng.choice((name.replace(letter, _ALIKE[letter], 1), _mistyped(rng, name), f"{name}s")), 1)


def _mistyped(rng: Random, name: str) -> str:
    places = [at for at in range(len(name) - 1) if name[at : at + 2].isalpha() and name[at] != name[at + 1]]
    at = rng.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
