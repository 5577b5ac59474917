"""Which pages a sentence rests on: those it cites where they bear it out, else the one other page that does. Pure.

It decides about pages only; what becomes of the sentence is said in `check.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from bot.answering.citations.anchors import MOST_PAGES_OF_A_SPAN, Place, Target
from bot.answering.citations.claims import Claim
from bot.answering.citations.evidence import Evidence
from bot.answering.citations.finding import NOWHERE, Form, find
from bot.answering.citations.scales import scales_in
from bot.answering.citations.sentence import Sentence

FEWEST_SHARED = 2
"""Content words that a page has to share with a sentence around its figure, to be cited for it in code."""
SHARE_IF_WEAK = 0.6
"""Of the sentence's words, where the figure is one that stands on many pages: a small number."""
STRONG_SHARE = 0.6
"""Of the weight of a sentence's words, on the one page that is cited for a sentence without figures."""
CLEARLY_LESS = 0.7
"""Of that share the next best page may have at most so much."""
CLOSE = 0.75
"""A page cited in code holds at least so much of a sentence's words as the page that holds most: it is of the same company."""
_FEWEST_WORDS = 4
"""Content words of such a sentence."""


@dataclass(slots=True)
class Cited:
    """One anchor of the sentence: what it shows, the page's place, and where on its pages the claims stand."""

    shown: str
    place: Place
    found: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    """By page, places in its text."""


class Citing:
    """Looks up what one sentence needs."""

    def __init__(self, sentence: Sentence, evidence: Evidence) -> None:
        self._sentence = sentence
        self._evidence = evidence
        self._form = Form(in_scale=sentence.is_row or bool(scales_in(sentence.read)), in_row=sentence.is_row)

    def is_on(self, claim: Claim, page: int) -> int:
        """The place of a claim on a page."""
        return find(claim, self._evidence.page(page), self._form)

    def was_said(self, claim: Claim) -> bool:
        """Whether people said it themselves, or a file is called so."""
        return find(claim, self._evidence.said, self._form) != NOWHERE

    def chosen(self, target: Target, claims: Sequence[Claim]) -> list[Place]:
        """Of the places that an anchor may mean those that bear most out; none where nothing speaks for any."""
        if len(target.options) == 1:
            return [target.options[0]]
        merits = [(self._merit(place, claims), place) for place in self._likeliest(target.options, claims)]
        best = max((merit for merit, _ in merits), default=(0, 0.0))
        return [place for merit, place in merits if merit == best][:1] if best > (0, 0.0) else []

    def cited(self, targets: Sequence[Target], claims: Sequence[Claim]) -> list[Cited]:
        """What the anchors of one bracket point to, each place once."""
        found: dict[str, Cited] = {}
        for target in targets[: 2 * MOST_PAGES_OF_A_SPAN]:
            for place in self.chosen(target, claims):
                found.setdefault(target.shown(place), Cited(target.shown(place), place))
        return list(found.values())

    def where(self, claims: Sequence[Claim], *, without: Sequence[Place] = (), at_least: float = 0.0) -> Place | None:
        """The only place, but for some, on which all these claims and words of the sentence meet."""
        words = self._sentence.words
        # In a script, a language or a sentence without words of content the figures alone have to do.
        is_strong = any(claim.is_strong for claim in claims) or len(claims) > 1
        wanted = min(max(FEWEST_SHARED, 0 if is_strong else ceil(SHARE_IF_WEAK * len(words))), len(words))
        if not wanted and not is_strong:
            return None
        best = max((score for score, _ in self._evidence.ranked(words)), default=0.0)
        at_least = max(at_least, CLOSE * best)
        places: dict[str, Place] = {}
        for page in self._evidence.holding(claims, words, self._form):
            place = self._evidence.place(page)
            if place in without or self._evidence.words_on(page, words) < at_least:
                continue
            if self._shared(page, claims) >= wanted:
                places[place.anchor] = place
        return next(iter(places.values())) if len(places) == 1 else None

    def by_words(self) -> Place | None:
        """The only place that shares most of the words of a sentence without figures."""
        words = self._sentence.words
        if len(words) < _FEWEST_WORDS:
            return None
        whole = self._evidence.weight(words)
        best: dict[str, tuple[float, int]] = {}
        for score, page in self._evidence.ranked(words):
            best.setdefault(self._evidence.place(page).anchor, (score, page))
        ranked = sorted(best.values(), key=lambda one: -one[0])[:2]
        if not ranked or ranked[0][0] < STRONG_SHARE * whole:
            return None
        if len(ranked) > 1 and ranked[1][0] > CLEARLY_LESS * ranked[0][0]:
            return None
        return self._evidence.place(ranked[0][1])

    def is_anywhere(self, claim: Claim) -> bool:
        """Whether it stands on any page at all."""
        return bool(self._evidence.holding([claim], self._sentence.words, self._form))

    def words_on(self, places: Sequence[Place]) -> float:
        """How much of the sentence's words the best of some places holds."""
        pages = [page for place in places for page in place.pages]
        return max((self._evidence.words_on(page, self._sentence.words) for page in pages), default=0.0)

    def _likeliest(self, options: Sequence[Place], claims: Sequence[Claim]) -> list[Place]:
        """Of many places those that are worth reading."""
        if len(options) <= 2 * MOST_PAGES_OF_A_SPAN:
            return list(options)
        among = 0
        for place in options:
            for page in place.pages:
                among |= 1 << page
        held = among
        for claim in claims:
            held = (held & self._evidence.candidates(claim)) or held
        ranked = self._evidence.ranked(self._sentence.words, held)[: 2 * MOST_PAGES_OF_A_SPAN]
        return list(dict.fromkeys(self._evidence.place(page) for _, page in ranked))

    def _merit(self, place: Place, claims: Sequence[Claim]) -> tuple[int, float]:
        held = sum(any(self.is_on(claim, page) != NOWHERE for page in place.pages) for claim in claims)
        return held, self.words_on([place])

    def _shared(self, page: int, claims: Sequence[Claim]) -> int:
        """Content words of the sentence that stand around these claims on a page."""
        near = frozenset[str]().union(
            *(self._evidence.page(page).words_near(place) for claim in claims if (place := self.is_on(claim, page)) != NOWHERE)
        )
        return sum(word in near for word in self._sentence.words)
