"""Sentences as a small model writes them: prose, lists, rows of tables, bold print, and anchors neat or sloppy."""

from collections.abc import Sequence
from random import Random

from tests.answering.citations.claims.documents import capital, filling, label
from tests.answering.citations.claims.material import Fact, Material, Page
from tests.answering.citations.claims.words import Words

_SLOPPY = 0.35
"""Of all anchors."""

_MARKS = {
    "en": (("“", "”"), ('"', '"')),
    "de": (("„", "“"), ('"', '"'), ("»", "«")),
    "fr": (("«\u00a0", "\u00a0»"), ("« ", " »"), ("“", "”")),
    "es": (("«", "»"), ("“", "”"), ('"', '"')),
}


def anchor(rng: Random, material: Material, page: Page) -> str:
    """A page's anchor in brackets, as it was given or nearly so."""
    if rng.random() > _SLOPPY:
        return f"[{page.anchor}]"
    return sloppy(rng, page.file, page.number, named=not material.is_one_file)


def sloppy(rng: Random, file: str, number: int, *, named: bool) -> str:
    """An anchor nearly as it was given; with the file's name where that is needed, and at times where it is not."""
    with_file = (f"[{file} p. {number}]", f"[{file}, page {number}]", f"[{file}, p.{number}]")
    return rng.choice(with_file if named else (f"[p.{number}]", f"[page {number}]", f"[P. {number}]", with_file[0]))


def quoted(rng: Random, text: str, words: Words) -> str:
    """Between marks of the language, or plain ones."""
    before, behind = rng.choice(_MARKS[words.code])
    return f"{before}{text}{behind}"


def said(fact: Fact, texts: Sequence[str], words: Words) -> str:
    """The claim's words, with these texts for its values."""
    return words.wordings[fact.concept].claim.format_map({**filling(fact), "x": texts[0], "y": texts[-1]})


def sentence(
    rng: Random, words: Words, fact: Fact, texts: Sequence[str], cited: str, *, section: str = "", labelled: bool = False
) -> str:
    """One fact with these texts for its values, and the anchors behind it. `labelled`: as an entry, not in prose."""
    if labelled or rng.random() < 0.45:
        return _entry(rng, words, fact, texts, cited)
    bold = rng.random() < 0.2
    claim = said(fact, [f"**{text}**" for text in texts] if bold else texts, words)
    if section and rng.random() < 0.15:
        claim = words.by_section.format(section=section, claim=claim)
    return ended(rng, claim, cited)


def ended(rng: Random, claim: str, cited: str) -> str:
    """A claim's words as a sentence or a point of a list, the anchors before or behind the full stop."""
    whole = capital(claim)
    ways = [f"{whole} {cited}.", f"{whole} {cited}.", f"{whole}. {cited}", f"- {whole} {cited}", f"* {whole} {cited}"]
    return rng.choice(ways[:3] if whole.startswith("- ") else ways)


def _entry(rng: Random, words: Words, fact: Fact, texts: Sequence[str], cited: str) -> str:
    name, value = capital(label(fact, words)), texts[0]
    if len(texts) > 1:
        this, last = fact.years
        value = f"{texts[0]} ({this}), {texts[1]} ({last})"
    return rng.choice(
        (
            f"- **{name}:** {value} {cited}",
            f"- {name}: **{value}** {cited}",
            f"* {name}: {value} {cited}",
            f"{rng.randint(1, 3)}. **{name}**: {value} {cited}",
            f"| {name} | {' | '.join(texts)} {cited} |",
            f"| {name} | {' | '.join(texts)} | {cited} |",
            f"{name}: {value} {cited}.",
        )
    )
