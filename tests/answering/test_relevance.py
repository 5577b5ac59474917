"""Which pages come first for a question; never fewer, never twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.relevance import ranked
from bot.language import Anchor, AnchorKind, Page


def _pages(*texts: str) -> list[Page]:
    return [Page(anchor=Anchor(kind=AnchorKind.PAGE, first=n, last=n), markdown=text) for n, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("texts", "question", "first"),
    [
        (("about ducks", "the invoice of March", "about geese"), "Which invoices came in March?", 1),
        (("| 2 | Acme | 10 |", "| 52 | Zenith | 20 |", "| 102 | Acme | 30 |"), "how much did Zenith pay", 1),
        (("region north", "region north", "region north, code QX-17"), "what is QX-17 in region north?", 2),
        (("2026-01-30", "2026-01-31"), "what happened on 2026-01-31", 1),
        (("東京の売上", "大阪の売上"), "大阪はいくら", 1),
        (("größe", "STRASSE"), "straße", 1),
        (("many words " * 50 + "total", "total"), "total", 1),
    ],
)
def test_the_page_that_shares_the_rarest_words_comes_first(texts: tuple[str, ...], question: str, first: int) -> None:
    assert ranked(_pages(*texts), question)[0] == first


@pytest.mark.parametrize("question", ["", "what is the", "zebra", "?!", "summarise this please"])
def test_reading_order_stays_where_nothing_matches(question: str) -> None:
    assert ranked(_pages("one", "two", "three"), question) == [0, 1, 2]


def test_pages_that_fit_alike_stay_in_reading_order() -> None:
    assert ranked(_pages("geese", "ducks here", "ducks there"), "ducks") == [1, 2, 0]


def test_an_anchor_is_part_of_its_page() -> None:
    pages = [Page(anchor=Anchor(kind=AnchorKind.CELLS, label=f"{name}!A1:B2"), markdown="1") for name in ("Costs", "Revenue")]
    assert ranked(pages, "what does the sheet Revenue say?") == [1, 0]


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=80))
def test_every_page_comes_exactly_once(texts: list[str], question: str) -> None:
    assert sorted(ranked(_pages(*texts), question)) == list(range(len(texts)))
