"""Which pages of a document a question is most likely about, by the words that they share. Pure, and no more than a hint.

It knows no meanings: a page that answers in other words is found by nobody here. Whoever uses the order keeps reading order
where nothing matches.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log
from unicodedata import normalize

from bot.language import Page
from bot.model.template import neutralise

SATURATION = 1.5
"""How soon further occurrences of a word on a page count less: BM25's k1, at its usual value."""
LENGTH_WEIGHT = 0.5
"""How much long pages are held back: BM25's b. Pages here are of similar length, so less than the usual 0.75."""
SHORTEST_STEM = 4
"""Endings are taken off words only down to so many letters."""
MOST_WORDS = 50
"""A question is known by so many of its words."""

WORD = re.compile(r"[^\W_]+(?:[.,:/'-][^\W_]+)*")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
"""Scripts that set no spaces between words: Japanese, Chinese, Thai."""
_ENDINGS = ("ies", "es", "s", "ed", "ing", "en", "e", "n")
COMMON = frozenset(
    word
    for words in (
        "a an and are at be by did do does for from has have how in is it its me much many my of on or our please that the their",
        "this to was we were what when where which who why will with you your",
        "der die das den dem ein eine und oder ist sind war was wer wie wo wann welche welcher für mit von im in auf zu bitte",
        "le la les un une des et ou est sont que qui quand combien de du dans pour avec quel quelle",
        "el los las una y o es son qué quién cuándo cuánto para con cuál",
    )
    for word in words.split()
)
"""The commonest words of the languages that people ask in; rarer ones sort themselves out, since they are on every page."""


def ranked(pages: Sequence[Page], question: str) -> list[int]:
    """The places of all pages, the most fitting first, those that fit alike in reading order.

    Words count the more the fewer pages hold them (BM25). Where no page shares a word it is simply reading order.
    """
    wanted = list(dict.fromkeys(_terms(question)))[:MOST_WORDS]
    reading_order = list(range(len(pages)))
    if not wanted:
        return reading_order
    sought = frozenset(wanted)
    counts: list[Counter[str]] = []
    lengths: list[int] = []
    for page in pages:
        terms = list(_terms(f"{page.anchor} {page.markdown}"))
        lengths.append(len(terms))
        counts.append(Counter(term for term in terms if term in sought))
    average = sum(lengths) / max(len(lengths), 1) or 1
    weights = {term: _rarity(sum(term in count for count in counts), len(pages)) for term in wanted}
    scores = [
        sum(weights[term] * _saturated(times, length / average) for term, times in count.items())
        for count, length in zip(counts, lengths, strict=True)
    ]
    return sorted(reading_order, key=lambda place: -scores[place])


def _rarity(held_by: int, pages: int) -> float:
    return log(1 + (pages - held_by + 0.5) / (held_by + 0.5))


def _saturated(times: int, length: float) -> float:
    return times * (SATURATION + 1) / (times + SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length))


def _terms(text: str) -> Iterator[str]:
    """The words of a text in the form in which they are compared; a compound (`2026-01-31`) also in its parts."""
    # Neutralised first: of text as it comes, NFKC may take minutes.
    for found in WORD.finditer(normalize("NFKC", neutralise(text)).casefold()):
        word = found[0]
        if UNSPACED.search(word):
            yield from pairs(word)
            continue
        parts = re.split(r"[.,:/'-]", word)
        for part in (word, *parts) if len(parts) > 1 else (word,):
            if part not in COMMON:
                yield stem(part)


def pairs(word: str) -> Iterable[str]:
    """Neighbouring characters, which stand for the words of a script that sets no spaces."""
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


def stem(word: str) -> str:
    """A word without its ending, crudely: `invoices` and `invoice` meet."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
