"""All the claims: so many of each category, about so many documents, the same at every run."""

from collections.abc import Mapping
from functools import cache
from itertools import cycle
from random import Random

from tests.answering.citations.claims import correct, false_figures, false_places, false_words
from tests.answering.citations.claims.concepts import Paper
from tests.answering.citations.claims.correct import Maker
from tests.answering.citations.claims.documents import material
from tests.answering.citations.claims.english import ENGLISH
from tests.answering.citations.claims.french import FRENCH
from tests.answering.citations.claims.german import GERMAN
from tests.answering.citations.claims.label import Category, Claim
from tests.answering.citations.claims.material import Material
from tests.answering.citations.claims.spanish import SPANISH

SEED = 20260304
LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH)
_MATERIALS = {"en": 21, "de": 8, "fr": 8, "es": 8}
_SHARES = {"en": 55, "de": 15, "fr": 15, "es": 15}
"""Of a hundred claims of each category, by the language of the documents."""
_IN_ANOTHER_LANGUAGE = 0.1
"""Of all claims: asked in German about an English contract, say."""

LOTS: Mapping[Category, tuple[int, Maker]] = {
    Category.VERBATIM: (220, correct.verbatim),
    Category.NUMBER_STYLE: (300, correct.number_style),
    Category.DATE_FORMAT: (220, correct.date_format),
    Category.PERCENT_FORM: (120, correct.percent_form),
    Category.QUOTE_FORM: (200, correct.quote_form),
    Category.ROUNDED: (160, correct.rounded),
    Category.DERIVED: (140, correct.derived),
    Category.ADDRESS: (160, correct.address),
    Category.DIGIT_CHANGED: (180, false_figures.digit_changed),
    Category.DIGITS_SWAPPED: (140, false_figures.digits_swapped),
    Category.WRONG_PAGE: (180, false_places.wrong_page),
    Category.NO_SUCH_PAGE: (80, false_places.no_such_page),
    Category.QUOTE_INVENTED: (80, false_words.quote_invented),
    Category.QUOTE_TURNED: (160, false_words.quote_turned),
    Category.NAME_INVENTED: (60, false_words.name_invented),
    Category.DATE_SHIFTED: (200, false_words.date_shifted),
    Category.URL_FALSE: (120, false_words.url_false),
    Category.EMAIL_FALSE: (60, false_words.email_false),
    Category.ROUNDED_WRONG: (80, false_figures.rounded_wrong),
    Category.DERIVED_WRONG: (60, false_figures.derived_wrong),
    Category.MAGNITUDE: (80, false_figures.magnitude),
    Category.SIGN: (40, false_figures.sign),
}
"""How many claims of each category there are, and what makes them. Half of all are corrupted."""


@cache
def claims() -> tuple[Claim, ...]:
    """Every claim, in the order of the categories."""
    by_language = materials()
    made: list[Claim] = []
    for category, (count, maker) in LOTS.items():
        # Each lot draws for itself, so that a change to one leaves the others as they are.
        made += _lot(Random(f"{SEED} {category}"), count, maker, by_language)
    return tuple(made)


@cache
def materials() -> Mapping[str, tuple[Material, ...]]:
    """The documents of each language, every kind of paper among them; every fourth time two files at once."""
    by_language: dict[str, tuple[Material, ...]] = {}
    for words in LANGUAGES:
        rng, papers = Random(f"{SEED} {words.code}"), cycle(Paper)
        counts = (2 if number % 4 == 3 else 1 for number in range(_MATERIALS[words.code]))
        by_language[words.code] = tuple(material(rng, words, [next(papers) for _ in range(count)]) for count in counts)
    return by_language


def _lot(rng: Random, count: int, maker: Maker, by_language: Mapping[str, tuple[Material, ...]]) -> list[Claim]:
    made: list[Claim] = []
    for code, share in _SHARES.items():
        found: dict[tuple[int, str], Claim] = {}
        while len(found) < count * share // 100:
            about = rng.choice(by_language[code])
            words = rng.choice(LANGUAGES) if rng.random() < _IN_ANOTHER_LANGUAGE else about.words
            if claim := maker(rng, about, words):
                found.setdefault((id(about), claim.sentence), claim)
        made += found.values()
    return made
