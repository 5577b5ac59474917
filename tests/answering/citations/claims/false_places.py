"""Claims that are true of one page and cite another, or none that there is."""

import re
from dataclasses import replace
from random import Random

from tests.answering.citations.claims.correct import Maker, address, date_format, number_style, quote_form, verbatim
from tests.answering.citations.claims.fair import may_hold, only_page
from tests.answering.citations.claims.label import MENDED, Category, Claim
from tests.answering.citations.claims.material import Material, Page
from tests.answering.citations.claims.phrasing import anchor, sloppy
from tests.answering.citations.claims.words import Words

_ANCHOR = re.compile(r"\[[^\[\]]+\]")
_MAKERS: tuple[Maker, ...] = (verbatim, verbatim, number_style, number_style, date_format, quote_form, address)
_BEYOND = 40
"""A page that there is not comes so many behind the last at most."""


def wrong_page(rng: Random, material: Material, words: Words) -> Claim | None:
    """What it says is on one page, and it cites another."""
    claim = _true(rng, material, words)
    if claim is None:
        return None
    wrong = rng.choice([page for page in material.pages if page not in claim.cited])
    return _moved(claim, Category.WRONG_PAGE, anchor(rng, material, wrong), wrong)


def no_such_page(rng: Random, material: Material, words: Words) -> Claim | None:
    """What it says is on one page, and it cites one behind the last, or one of a file that was not sent."""
    claim = _true(rng, material, words)
    if claim is None:
        return None
    page = rng.choice(material.pages)
    if rng.random() < 0.2:
        written = sloppy(rng, f"Annex {rng.choice('ABCD')}.pdf", page.number, named=True)
        return _moved(claim, Category.NO_SUCH_PAGE, written, page)
    number = material.files[page.file] + rng.randint(1, _BEYOND)
    none = replace(page, number=number, anchor=page.anchor.replace(f"p. {page.number}", f"p. {number}"), text="")
    return _moved(claim, Category.NO_SUCH_PAGE, anchor(rng, material, none), none)


def _true(rng: Random, material: Material, words: Words) -> Claim | None:
    """A claim that holds on one page and on no other."""
    claim = rng.choice(_MAKERS)(rng, material, words)
    if claim is None or len(_ANCHOR.findall(claim.sentence)) != 1:
        return None
    said = zip(claim.states, claim.spoken, strict=True)
    return claim if all((only_page(value, spoken, material),) == claim.cited for value, spoken in said) else None


def _moved(claim: Claim, category: Category, written: str, page: Page) -> Claim | None:
    """The claim with this anchor, which is that of a page that holds nothing of it."""
    (right,) = claim.cited
    if page is right or any(may_hold(value, spoken, page) for value, spoken in zip(claim.states, claim.spoken, strict=True)):
        return None
    return replace(
        claim,
        sentence=_ANCHOR.sub(lambda _: written, claim.sentence),
        category=category,
        cited=(page,) if category is Category.WRONG_PAGE else (),
        verdicts=MENDED,
        right=right,
        written=written,
        kept=(),
    )
