"""Where a figure that stands nowhere may come from: the passages of some pages that fit the sentence best. Pure.

Whether it follows from them is said in `derived.py`.
"""

from collections import Counter
from collections.abc import Sequence

from bot.answering.citations.anchors import Place
from bot.answering.citations.citing import Citing
from bot.answering.citations.cues import operations
from bot.answering.citations.derived import Grounds
from bot.answering.citations.evidence import Evidence
from bot.answering.citations.figures import Figure
from bot.answering.citations.finding import NOWHERE
from bot.answering.citations.sentence import Sentence

MOST_FITTING = 6
"""Passages from which a figure may be worked out, the most fitting ones."""


def grounds_of(
    read: Sentence, citing: Citing, evidence: Evidence, places: Sequence[Place], *, stated: Sequence[Figure]
) -> Grounds:
    """What is at hand on these places' pages. `stated` are the figures of the sentence that do stand there."""
    pages = [page for place in places for page in place.pages]
    spans = [(page, span) for page in pages for span in evidence.page(page).spans]
    # A word that stands in every passage, the company's name, tells none from another.
    held = Counter(word for _, span in spans for word in span.words)
    weights = {word: 1 / held[word] for word in read.words if word in held}
    telling = {page: _telling(read, citing, evidence, page) for page in pages}
    merits = [
        (
            sum(weight for word, weight in weights.items() if word in span.words)
            + sum(span.start <= place < span.end for place in telling[page]),
            page,
            span,
        )
        for page, span in spans
    ]
    ranked = sorted((one for one in merits if one[0]), key=lambda one: -one[0])[:MOST_FITTING]
    fitting = [found for _, page, span in ranked for found in evidence.page(page).figures_in(span)]
    return Grounds(
        sentence=read.read,
        stated=stated,
        fitting=fitting[:MOST_FITTING],
        texts=[evidence.page(page).text for page in pages],
        words=read.words,
        asked=operations(read.read),
        totals=evidence.totals,
    )


def _telling(read: Sentence, citing: Citing, evidence: Evidence, page: int) -> list[int]:
    """Places on a page, as in its original text, of years and of figures that tell a row from others."""
    original = evidence.page(page).folded.original
    told = [claim for claim in read.claims if claim.is_strong or (isinstance(claim.what, Figure) and claim.what.is_year)]
    return [original(place) for claim in told if (place := citing.is_on(claim, page)) != NOWHERE]
