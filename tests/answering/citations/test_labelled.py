"""Of thousands of labelled claims the check catches what is false and lets through what holds."""

from collections.abc import Callable

import pytest

from tests.answering.citations.claims.label import Category, Claim, Kind
from tests.answering.citations.labelled import results, score, table

# The claims are made once, in one process.
pytestmark = pytest.mark.xdist_group("labelled_claims")

TOGETHER = 0.99
EACH = 0.97
"""Of precision and recall, and of the claims of one category judged rightly."""

ANOTHER_FORM = 0.99
"""Of claims that hold and are written otherwise than their page has it, those let through."""


def at_least(only: Callable[[Claim], bool]) -> float:
    """Precision or recall, whichever is lower."""
    of_them = score(only)
    return min(of_them.precision, of_them.recall)


def test_what_is_caught_is_false_and_what_is_false_is_caught() -> None:
    reached = at_least(lambda _: True)
    assert reached >= TOGETHER, table()


@pytest.mark.parametrize("kind", Kind)
def test_so_it_is_with_figures_dates_quotes_and_addresses_each(kind: Kind) -> None:
    reached = at_least(lambda claim: claim.kind is kind)
    assert reached >= EACH, table()


@pytest.mark.parametrize("category", Category)
def test_every_category_is_judged_rightly(category: Category) -> None:
    share = score(lambda claim: claim.category is category).share
    assert share >= EACH, table()


def test_what_holds_in_another_form_is_let_through() -> None:
    share = score(lambda claim: claim.category.is_of_form).share
    assert share >= ANOTHER_FORM, table()


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
def test_no_language_is_worse_off(language: str) -> None:
    reached = at_least(lambda claim: claim.language == language)
    assert reached >= EACH, table()


@pytest.mark.parametrize(("verdict", "mark"), [("UNVERIFIED", "[unverified]"), ("COMPUTED", "[computed]")])
def test_whoever_reads_it_sees_the_doubt(verdict: str, mark: str) -> None:
    texts = [one.checked.text for one in results() if one.checked.verdict.name == verdict]
    assert texts
    assert [text for text in texts if mark not in text] == []
