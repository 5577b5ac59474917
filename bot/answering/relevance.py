"""Which pages of a document a question is most likely about, by the words that they share. Pure, and no more than a hint.

It knows no meanings: a page that answers in other words is found by nobody here. Whoever uses the order keeps reading order
where nothing matches.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import cast
from unicodedata import normalize

from bot.language import Page
from bot.model.template import neutralise

SATURATION = 1.5
"""How soon further occurrences of a word on a page count less: BM25's k1, at its usual value."""
LENGTH_WEIGHT = 0.5
"""How much long stretches are held back: BM25's b. Most are of one length, so less than the usual 0.75."""
SHORTEST_STEM = 4
"""Endings are taken off words only down to so many letters."""
STRETCH = 40
"""Words, of which half are those of the stretch before, too: some two sentences."""
MOST_WORDS = 50
"""A question is known by so many of its words."""

_OTHER = ""
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

    Words count the more the fewer stretches of text hold them (BM25), and a page for what stands together in its best stretch:
    an answer is a sentence or two, however long its page. Where no page shares a word it is simply reading order.
    """
    wanted = list(dict.fromkeys(stems(question)))[:MOST_WORDS]
    sought = frozenset(wanted)
    stretches: list[list[str]] = []
    of_page: list[int] = []
    for place, page in enumerate(pages):
        # Words that nobody asks for count for a stretch's length only: one stands for them all.
        words = [word if word in sought else _OTHER for word in stems(f"{page.anchor} {page.markdown}")]
        for start in range(0, max(len(words) - STRETCH // 2, 1), STRETCH // 2):
            stretches.append(words[start : start + STRETCH])
            of_page.append(place)
    best = [0.0] * len(pages)
    for place, score in zip(of_page, _scores(stretches, wanted), strict=True):
        best[place] = max(best[place], score)
    return sorted(range(len(pages)), key=lambda place: -best[place])


def _scores(held: Sequence[Sequence[str]], wanted: Sequence[str]) -> Sequence[float]:
    if not sum(map(len, held)) or not wanted:
        return [0.0] * len(held)
    import bm25s  # noqa: PLC0415 - numpy, 20 MB, that only those need whose files are long

    index = bm25s.BM25(method="lucene", k1=SATURATION, b=LENGTH_WEIGHT)
    index.index(held, show_progress=False)
    return cast("Sequence[float]", index.get_scores(list(wanted)).tolist())


def stems(text: str) -> Iterator[str]:
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


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """A word without its ending, crudely: `invoices` and `invoice` meet."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
