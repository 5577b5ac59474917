"""The labels tell the truth: what is called right stands on its page, what is called false stands nowhere."""

import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from tests.answering.citations.claims.collection import LOTS, claims, materials
from tests.answering.citations.claims.concepts import Unit
from tests.answering.citations.claims.documents import PAGES
from tests.answering.citations.claims.fair import may_hold, stands, text_of, without_anchors
from tests.answering.citations.claims.label import Category, Claim, Kind
from tests.answering.citations.claims.material import Material, Page
from tests.answering.citations.claims.notation import Figure, Value
from tests.answering.citations.claims.reader import clean, could_hold, days, derivable, numbers, says, squeezed, stated

ROOT = Path(__file__).parents[4]

# Made once, in whichever process the claims are checked as well.
pytestmark = pytest.mark.xdist_group("labelled_claims")

LEAST_CLAIMS = 2_400
LEAST_SHARE = 0.1
"""Of each language, in every category."""

FORMS = (
    Category.VERBATIM,
    Category.NUMBER_STYLE,
    Category.DATE_FORMAT,
    Category.PERCENT_FORM,
    Category.QUOTE_FORM,
    Category.ADDRESS,
)
MISPLACED = (Category.WRONG_PAGE, Category.NO_SUCH_PAGE)
FALSE_EVERYWHERE = (
    Category.QUOTE_INVENTED,
    Category.QUOTE_TURNED,
    Category.NAME_INVENTED,
    Category.URL_FALSE,
    Category.EMAIL_FALSE,
)
FALSE_FIGURES = (
    Category.DIGIT_CHANGED,
    Category.DIGITS_SWAPPED,
    Category.ROUNDED_WRONG,
    Category.DERIVED_WRONG,
    Category.MAGNITUDE,
)


def digest(of: Sequence[Claim]) -> str:
    return hashlib.sha256("\n".join(claim.sentence for claim in of).encode()).hexdigest()


def of(*categories: Category) -> list[Claim]:
    return [claim for claim in claims() if claim.category in categories]


def stated_by(claim: Claim) -> list[tuple[Value, str]]:
    return list(zip(claim.states, claim.spoken, strict=True))


def size(value: Value) -> Value:
    return Figure(abs(value.amount), value.unit, value.mark) if isinstance(value, Figure) else value


def all_materials() -> list[Material]:
    return [material for of_language in materials().values() for material in of_language]


class TestTheSet:
    def test_half_of_it_is_corrupted(self) -> None:
        assert len(claims()) >= LEAST_CLAIMS
        assert sum(claim.corrupted for claim in claims()) * 2 == len(claims())

    def test_every_category_is_there_in_full(self) -> None:
        assert Counter(claim.category for claim in claims()) == {category: count for category, (count, _) in LOTS.items()}
        assert set(LOTS) == set(Category)

    @pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
    def test_every_language_has_its_share(self, language: str) -> None:
        for category in Category:
            lot = of(category)
            assert sum(claim.language == language for claim in lot) >= LEAST_SHARE * len(lot), category
            assert sum(claim.material.words.code == language for claim in lot) >= LEAST_SHARE * len(lot), category

    @pytest.mark.parametrize("kind", Kind)
    def test_every_kind_has_claims_that_hold_and_claims_that_do_not(self, kind: Kind) -> None:
        found = Counter(claim.corrupted for claim in claims() if claim.kind is kind)
        assert min(found[False], found[True]) >= 50

    def test_no_sentence_comes_twice_about_the_same_documents(self) -> None:
        assert len({(id(claim.material), claim.sentence) for claim in claims()}) == len(claims())

    def test_another_process_makes_the_same(self) -> None:
        program = f"from {__name__} import claims, digest; print(digest(claims()))"
        made = subprocess.run(
            [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT, env={"PYTHONHASHSEED": "7"}
        )
        assert made.stdout.strip() == digest(claims())


class TestDocuments:
    def test_they_have_six_to_twenty_pages(self) -> None:
        counts = [len(material.pages) for material in all_materials()]
        assert PAGES[0] <= min(counts)
        assert max(counts) <= PAGES[1]

    def test_every_fact_stands_on_its_page(self) -> None:
        for material in all_materials():
            for fact in material.facts:
                page = material.pages[fact.page]
                assert says(fact.thing, page.text)
                for value, text in zip(fact.values, fact.texts, strict=True):
                    assert says(text, page.text)
                    assert stands(value, text, page)

    def test_every_quote_stands_on_its_page_alone(self) -> None:
        for material in all_materials():
            for quote in material.quotes:
                assert [place for place, page in enumerate(material.pages) if says(quote.text, page.text)] == [quote.page]

    def test_their_pages_share_many_numbers(self) -> None:
        for material in all_materials():
            shared = [len(numbers(one.text) & numbers(two.text)) for one, two in combinations(material.pages, 2)]
            assert min(shared) >= 3

    def test_figures_that_differ_by_two_digits_stand_on_two_pages(self) -> None:
        twins = [pair for material in all_materials() for pair in material.twins]
        assert len(twins) >= 50
        for one, two in twins:
            assert one.page != two.page
            assert one.values != two.values
            figures = [value for fact in (one, two) for value in fact.values if isinstance(value, Figure)]
            assert len({"".join(sorted(str(figure.amount))) for figure in figures}) == 1

    @pytest.mark.parametrize("artefact", ["\u00ad", "ﬁ", "-\n", "\u00a0", "\u202f", "\u2009", "０", "| --- |", "**", "\u2212"])
    def test_they_are_set_as_files_are(self, artefact: str) -> None:
        assert sum(artefact in page.text for material in all_materials() for page in material.pages) >= 5


class TestWhatHolds:
    def test_its_words_are_in_the_sentence(self) -> None:
        for claim in claims():
            sentence = claim.sentence.replace("**", "").casefold()
            assert all(spoken.casefold() in sentence for spoken in claim.spoken), claim.sentence

    @pytest.mark.parametrize("category", FORMS)
    def test_a_page_that_is_cited_states_it(self, category: Category) -> None:
        for claim in of(category):
            for value, spoken in stated_by(claim):
                assert any(stands(value, spoken, page) for page in claim.cited), claim.sentence

    @pytest.mark.parametrize("category", [*FORMS, Category.ROUNDED, Category.DERIVED])
    def test_the_sentence_means_what_the_label_says(self, category: Category) -> None:
        for claim in of(category):
            for value, spoken in stated_by(claim):
                match size(value):
                    case Figure(amount=amount):
                        assert amount in stated(spoken), claim.sentence
                    case str() as text:
                        assert squeezed(text) in squeezed(spoken), claim.sentence
                    case day:
                        assert day in days(spoken), claim.sentence

    @pytest.mark.parametrize("category", [Category.NUMBER_STYLE, Category.DATE_FORMAT, Category.PERCENT_FORM])
    def test_another_form_is_another(self, category: Category) -> None:
        for claim in of(category):
            facts = [fact for fact in claim.material.facts if fact.values == claim.states]
            assert any(fact.texts != claim.spoken for fact in facts), claim.sentence

    def test_what_is_rounded_is_near_and_not_the_same(self) -> None:
        for claim in of(Category.ROUNDED):
            (page,) = claim.cited
            assert could_hold(claim.spoken[0], page.text), claim.sentence

    def test_what_is_derived_follows_from_the_pages(self) -> None:
        for claim in of(Category.DERIVED):
            assert derivable(claim.spoken[0], text_of(claim.cited)), claim.sentence

    def test_the_anchors_are_those_of_the_pages(self) -> None:
        for claim in claims():
            anchors = set(claim.sentence.replace("[", "]").split("]")[1::2])
            for page in claim.cited:
                assert any(f"{page.number}" in anchor and len(anchor) < 60 for anchor in anchors), claim.sentence


class TestWhatIsFalse:
    @pytest.mark.parametrize("category", FALSE_FIGURES)
    def test_no_page_cited_can_be_read_so(self, category: Category) -> None:
        for claim in of(category):
            (false,), (spoken,) = claim.states, claim.spoken
            for page in claim.cited:
                found = says(spoken, page.text) if isinstance(false, str) else could_hold(spoken, page.text)
                assert not found, claim.sentence

    @pytest.mark.parametrize("category", FALSE_FIGURES)
    def test_it_differs_from_what_the_page_has(self, category: Category) -> None:
        for claim in of(category):
            (false,), (true,) = claim.states, claim.truth
            assert false != true
            if category is not Category.DERIVED_WRONG:
                told = [fact for fact in claim.material.facts if true in fact.values]
                assert any(claim.material.pages[fact.page] in claim.cited for fact in told), claim.sentence

    def test_what_is_worked_out_wrongly_follows_from_nothing(self) -> None:
        for claim in of(Category.DERIVED_WRONG):
            assert not derivable(claim.spoken[0], text_of(claim.cited)), claim.sentence

    def test_a_wrong_sign_is_the_opposite_of_the_only_one_there_is(self) -> None:
        for claim in of(Category.SIGN):
            (false,), (true,), (page,) = claim.states, claim.truth, claim.cited
            assert isinstance(false, Figure)
            assert isinstance(true, Figure)
            assert false.amount == -true.amount
            sign, digits = ("+", "-")[true.amount < 0], f"{abs(true.amount)}"
            assert f"{sign}{digits}" in clean(page.text).replace(",", "."), claim.sentence

    @pytest.mark.parametrize("category", FALSE_EVERYWHERE)
    def test_words_and_addresses_are_on_no_page(self, category: Category) -> None:
        for claim in of(category):
            (spoken,) = claim.spoken
            assert not any(spoken.casefold() in clean(page.text).casefold() for page in claim.material.pages), claim.sentence
            assert claim.kind in {Kind.URL} or not any(says(spoken, page.text) for page in claim.material.pages), claim.sentence

    def test_a_shifted_day_is_on_no_page_cited_in_either_reading(self) -> None:
        for claim in of(Category.DATE_SHIFTED):
            (false,), (true,), (page,) = claim.states, claim.truth, claim.cited
            assert isinstance(false, date)
            assert isinstance(true, date)
            assert not days(claim.spoken[0]) & days(page.text), claim.sentence
            assert true in days(page.text)

    def test_a_false_url_must_go(self) -> None:
        for claim in of(Category.URL_FALSE):
            assert claim.verdicts == frozenset()
            assert all(gone in claim.sentence for gone in claim.gone)


class TestWhatIsMisplaced:
    def holding(self, claim: Claim) -> list[Page]:
        return [page for page in claim.material.pages if all(stands(*one, page) for one in stated_by(claim))]

    @pytest.mark.parametrize("category", MISPLACED)
    def test_it_stands_on_one_page_which_is_another(self, category: Category) -> None:
        for claim in of(category):
            assert self.holding(claim) == [claim.right], claim.sentence
            assert claim.right not in claim.cited
            assert not any(may_hold(value, spoken, page) for page in claim.cited for value, spoken in stated_by(claim))

    def test_a_page_that_there_is_not_has_no_anchor(self) -> None:
        for claim in of(Category.NO_SUCH_PAGE):
            assert claim.cited == ()
            assert claim.written in claim.sentence
            assert claim.written not in {f"[{page.anchor}]" for page in claim.material.pages}

    @pytest.mark.parametrize("category", MISPLACED)
    def test_it_counts_as_caught_when_marked_or_mended_to_the_right_page_alone(self, category: Category) -> None:
        claim = of(category)[0]
        assert claim.right
        mended = claim.sentence.replace(claim.written, f"[{claim.right.anchor}]")
        assert claim.is_met_by("UNVERIFIED", f"{claim.sentence} [unverified]")
        assert claim.is_met_by("MENDED", mended)
        assert not claim.is_met_by("MENDED", claim.sentence)
        assert not claim.is_met_by("SUPPORTED", mended)


def test_a_corrupted_claim_is_met_by_no_verdict_that_lets_it_through() -> None:
    for claim in claims():
        if claim.corrupted:
            assert not claim.is_met_by("SUPPORTED", claim.sentence)
            assert not claim.is_met_by("COMPUTED", claim.sentence)
        else:
            assert claim.is_met_by("SUPPORTED", claim.sentence)
            assert not claim.is_met_by("UNVERIFIED", claim.sentence)
            assert not claim.is_met_by("MENDED", claim.sentence)


def test_no_figure_that_is_worked_out_is_asked_for_as_it_stands() -> None:
    for claim in of(Category.DERIVED):
        assert claim.is_met_by("COMPUTED", claim.sentence)
    assert not of(Category.NUMBER_STYLE)[0].is_met_by("COMPUTED", of(Category.NUMBER_STYLE)[0].sentence)


def test_sentences_hold_no_years_that_could_be_thousands() -> None:
    for claim in claims():
        flat = clean(without_anchors(claim.sentence))
        assert not any(f" {year} {digits}" in flat for year in (2023, 2024, 2025, 2026) for digits in map(str, range(10))), flat


def test_units_are_of_every_sort() -> None:
    found = {fact.unit for material in all_materials() for fact in material.facts}
    assert found == set(Unit)
