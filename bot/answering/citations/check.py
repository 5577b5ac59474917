"""A sentence of an answer against the pages that the model was sent: what they hold stays, what they don't is marked. Pure.

Nothing is asked of a model here, and nothing is rewritten: anchors become canonical, addresses that stand nowhere go, marks are
added. Otherwise the text stays as it is, byte for byte.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answering.citations.anchors import Bracket, Place
from bot.answering.citations.citing import Cited, Citing
from bot.answering.citations.claims import Claim
from bot.answering.citations.derived import is_derived
from bot.answering.citations.evidence import Evidence
from bot.answering.citations.figures import Figure
from bot.answering.citations.finding import NOWHERE
from bot.answering.citations.grounds import grounds_of
from bot.answering.citations.kinds import is_plain, is_unspecific, is_without_words, says_not_found
from bot.answering.citations.sentence import Sentence
from bot.language import Citation, marks


class Verdict(StrEnum):
    """What came of one sentence."""

    SUPPORTED = "supported"
    """All of it stands on the pages that it cites."""
    MENDED = "mended"
    """It stands on another page, which is cited now."""
    ADDED = "added"
    """It cited nothing; code found the one page where it stands."""
    COMPUTED = "computed"
    """A figure in it is worked out from those on its pages."""
    UNSEEN = "unseen"
    """It cites a page of which only the model saw the image."""
    UNVERIFIED = "unverified"
    BARE = "bare"
    """It cites nothing, and no page alone bears it out."""
    PLAIN = "plain"
    """It makes no claim."""


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A sentence as it may be shown, and what was found out about it."""

    text: str
    """Canonical anchors, marks, unknown addresses removed; otherwise the model's, byte for byte."""
    verdict: Verdict
    citations: tuple[Citation, ...] = ()
    """What its anchors point to, in order, each with the passage that supports it best."""
    doubts: tuple[str, ...] = ()
    """The figures, dates, quotes and addresses that were not found, as they stand in the sentence."""


def check(sentence: str, evidence: Evidence, *, before: str = "") -> Checked:
    """Checks one sentence, list item or table row, with its anchors and the space behind it.

    `before` is the sentence before it in its paragraph: "That is 12 more." may be worked out from the figures there.
    """
    if is_without_words(sentence):
        return Checked(text=sentence, verdict=Verdict.PLAIN)
    return _Check(Sentence(sentence, evidence), evidence, before=before).checked()


def plain(sentence: str, evidence: Evidence) -> Checked:
    """A line of which it is known that it claims nothing, such as a table's header: only unknown addresses go."""
    return _Check(Sentence(sentence, evidence), evidence).plain()


class _Check:
    """The steps of checking one sentence."""

    def __init__(self, read: Sentence, evidence: Evidence, *, before: str = "") -> None:
        self._read = read
        self._before = before
        self._evidence = evidence
        self._citing = Citing(read, evidence)
        self._groups: list[tuple[Bracket, list[Cited]]] = []
        self._missing: list[Claim] = []
        self._false_anchors: list[str] = []
        self._is_mended = False
        self._is_computed = False

    def checked(self) -> Checked:
        read = self._read
        for number, bracket in enumerate(read.brackets):
            self._groups.append((bracket, self._citing.cited(bracket.targets, read.of_bracket(number))))
        if self._cited_places():
            return self._with_anchors()
        if is_plain(read.text, read.claims, read.words, is_cited=bool(read.brackets)):
            return self._as_plain()
        return self._without_anchors()

    def plain(self) -> Checked:
        """What is known to claim nothing: anchors become canonical, unknown addresses go."""
        for bracket in self._read.brackets:
            self._groups.append((bracket, self._citing.cited(bracket.targets, [])))
        return self._as_plain()

    def _as_plain(self) -> Checked:
        for bracket, group in self._groups:
            self._read.replace(bracket, [cited.shown for cited in group])
        return self._result(Verdict.UNVERIFIED if self._read.removed else Verdict.PLAIN)

    def _with_anchors(self) -> Checked:
        is_absence = says_not_found(self._read.text)
        for number in range(len(self._groups)):
            claims = self._read.of_bracket(number)
            missing = [claim for claim in claims if not self._stands_on_cited(claim)]
            if is_absence:
                missing = [claim for claim in missing if not is_unspecific(claim)]
            if missing and not self._is_unseen:
                missing = self._mend(number, claims, missing)
            self._missing += missing
        verdict = self._verdict()
        for bracket, group in self._groups:
            self._read.replace(bracket, [cited.shown for cited in group])
        return self._result(verdict)

    def _without_anchors(self) -> Checked:
        read, citing = self._read, self._citing
        if self._evidence.is_empty:
            for bracket in read.brackets:
                read.replace(bracket, [])
            return self._result(Verdict.BARE)
        claims = [claim for claim in read.claims if not citing.was_said(claim)]
        place = citing.where(claims or read.claims) if read.claims else citing.by_words()
        if place:
            return self._added(place, Verdict.MENDED if read.brackets else Verdict.ADDED)
        self._missing = [claim for claim in claims if not citing.is_anywhere(claim)]
        self._false_anchors = [f"[{bracket.inside}]" for bracket in read.brackets if not bracket.targets]
        if self._missing and not read.brackets and (place := self._derived_from()):
            self._is_computed = True
            self._missing = []
            return self._added(place, Verdict.COMPUTED)
        for bracket in read.brackets:
            read.replace(bracket, [])
        if self._missing and all(passage.is_image for passage in self._evidence.passages) and self._evidence.passages:
            self._missing = []
            return self._result(Verdict.UNSEEN)
        return self._result(Verdict.UNVERIFIED if self._missing or self._false_anchors or read.removed else Verdict.BARE)

    def _added(self, place: Place, verdict: Verdict) -> Checked:
        """The sentence with the anchor that code found for it, in the place of a false one or behind its words."""
        cited = Cited(place.anchor, place)
        for claim in self._read.claims:
            self._note(claim, [cited])
        if self._read.removed:
            verdict = Verdict.UNVERIFIED
        if self._read.brackets:
            first, *others = self._read.brackets
            self._read.replace(first, [place.anchor])
            for bracket in others:
                self._read.replace(bracket, [])
            self._groups = [(first, [cited])]
            return self._result(verdict)
        self._groups = []
        return self._result(verdict, added=cited)

    def _verdict(self) -> Verdict:
        if self._is_unseen and self._missing:
            self._missing = []
            if not self._read.removed:
                return Verdict.UNSEEN
        if self._missing or self._read.removed:
            return Verdict.UNVERIFIED
        if self._is_computed:
            return Verdict.COMPUTED
        return Verdict.MENDED if self._is_mended else Verdict.SUPPORTED

    def _result(self, verdict: Verdict, *, added: Cited | None = None) -> Checked:
        doubts = [*(self._read.as_written(claim) for claim in self._missing), *self._read.removed, *self._false_anchors]
        behind = [f"[{added.shown}]"] if added else []
        if self._is_computed:
            behind.append(marks.COMPUTED)
        if verdict == Verdict.UNVERIFIED:
            behind.append(marks.UNVERIFIED)
        cited = [cited for _, group in self._groups for cited in group] + ([added] if added else [])
        return Checked(
            text=self._read.put_together(*behind),
            verdict=verdict,
            citations=tuple(self._citation(one) for one in cited),
            doubts=tuple(dict.fromkeys(doubts)),
        )

    def _citation(self, cited: Cited) -> Citation:
        pages = list(cited.place.pages)
        page = max(pages, key=lambda page: (len(cited.found.get(page, ())), self._evidence.words_on(page, self._read.words)))
        passage = self._evidence.passages[page]
        quote = self._evidence.page(page).best_passage(cited.found.get(page, ()), self._read.words)
        return Citation(
            anchor=cited.shown,
            source=passage.source,
            quote="" if passage.is_image and not cited.found.get(page) else quote,
            link=passage.link,
            file=passage.file,
        )

    def _cited_places(self) -> list[Place]:
        return [cited.place for _, group in self._groups for cited in group]

    @property
    def _is_unseen(self) -> bool:
        return any(self._evidence.passages[page].is_image for place in self._cited_places() for page in place.pages)

    def _stands_on_cited(self, claim: Claim) -> bool:
        is_found = self._note(claim, [cited for _, group in self._groups for cited in group])
        return is_found or self._citing.was_said(claim)

    def _note(self, claim: Claim, among: Sequence[Cited]) -> bool:
        """Writes down where on these places' pages the claim stands."""
        is_found = False
        for cited in among:
            for page in cited.place.pages:
                if (place := self._citing.is_on(claim, page)) != NOWHERE:
                    cited.found.setdefault(page, []).append(place)
                    is_found = True
        return is_found

    def _mend(self, number: int, claims: Sequence[Claim], missing: list[Claim]) -> list[Claim]:
        """Cites the one page that bears the claims out, or takes what is missing for worked out; returns what stays missing."""
        bracket, group = self._groups[number]
        here = [cited.place for cited in group]
        held = self._citing.words_on(here)
        unsaid = [claim for claim in claims if not self._citing.was_said(claim)]
        place = self._citing.where(unsaid, without=self._cited_places(), at_least=held)
        is_better = place is not None and self._citing.words_on([place]) > held
        if not is_better:
            derived = self._derived(missing, self._cited_places())
            self._is_computed = self._is_computed or bool(derived)
            missing = [claim for claim in missing if claim not in derived]
            if not missing:
                return []
        if place is None and any(claim.is_strong for claim in missing):
            # Part of it stands here, part of it on one other page: both are cited.
            place, kept = self._citing.where(missing, without=self._cited_places(), at_least=held), group
        else:
            kept = []
        if place is None:
            return missing
        cited = Cited(place.anchor, place)
        for claim in claims:
            self._note(claim, [cited])
        self._groups[number] = bracket, [*kept, cited]
        self._is_mended = True
        return []

    def _derived_from(self) -> Place | None:
        """The page from whose figures all that is missing can be worked out, for a sentence that cites none."""
        found = [claim for claim in self._read.claims if claim not in self._missing]
        place = self._citing.where(found) if found else self._citing.by_words()
        if place and len(self._derived(self._missing, [place])) == len(self._missing):
            return place
        if not self._before:
            return None
        earlier = Sentence(self._before, self._evidence)
        places = [cited.place for bracket in earlier.brackets for cited in self._citing.cited(bracket.targets, earlier.claims)]
        stated = [
            claim.what
            for claim in earlier.claims
            if isinstance(claim.what, Figure) and any(self._is_at(claim, place) for place in places)
        ]
        is_derived = places and len(self._derived(self._missing, places, stated)) == len(self._missing)
        return places[-1] if is_derived else None

    def _is_at(self, claim: Claim, place: Place) -> bool:
        return any(self._citing.is_on(claim, page) != NOWHERE for page in place.pages)

    def _derived(self, missing: Sequence[Claim], places: Sequence[Place], earlier: Sequence[Figure] = ()) -> list[Claim]:
        """Which of the missing figures are worked out from those on these places' pages, and from those stated earlier."""
        if not any(isinstance(claim.what, Figure) for claim in missing):
            return []
        stated = [claim.what for claim in self._read.claims if isinstance(claim.what, Figure) and claim not in missing]
        grounds = grounds_of(self._read, self._citing, self._evidence, places, stated=[*earlier, *stated])
        return [claim for claim in missing if isinstance(claim.what, Figure) and is_derived(claim.what, grounds, claim.hedge)]
