"""Which pages hold a word, a figure, an address; found by an index, not by reading them all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.citations.addresses import addresses
from bot.answering.citations.claims import claims
from bot.answering.citations.evidence import Evidence, Passage, bits, words_of
from bot.answering.citations.finding import NOWHERE, PROSE, find
from bot.answering.citations.folding import fold

PAGES = (
    "Revenue of Acme was $1.2M on 4 March 2026 at 14:30.",
    "Invoice INV-2024-001, FY2024, third quarter, twelve people, 1 234 567.",
    'Globex: "we are committed", see https://example.org/a?b=1 or info@example.org.',
    "Nothing of note. 04.05.26, 99 %, +49 (30) 9988-7766.",
)
EVIDENCE = Evidence(
    [Passage(anchor=f"p. {n}", text=text, source="R.pdf") for n, text in enumerate(PAGES, start=1)], said=["mail x@y.org, 77"]
)


@pytest.mark.parametrize(
    ("said", "pages"),
    [
        ("1,200,000 dollars", [0]),
        ("4.3.2026", [0]),
        ("2:30 pm", [0]),
        ("March 2026", [0]),
        ("roughly 1,230,000", [1]),
        ("INV 2024 001 is INV-2024-001", [1]),
        ("FY24", [1]),
        ("Q3", [1]),
        ("12", [1]),
        ("1,234,567", [1]),
        ("1.2 million", [0, 1]),
        ('"We are committed"', [2]),
        ("https://www.example.org/a?b=1", [2]),
        ("info@example.org", [2]),
        ("4 May 2026", [3]),
        ("99 %", [3]),
        ("5,555", []),
        ("+49 30 99887766", [3]),
        ('"we are lost"', []),
        ("x@y.org", []),
        ("4.3. of it", [0]),
    ],
)
def test_pages_are_found_for_what_stands_on_them(said: str, pages: list[int]) -> None:
    claim = claims(fold(said))[-1]
    assert EVIDENCE.holding([claim], [], PROSE) == pages


@given(st.sampled_from(PAGES), st.data())
def test_the_index_leaves_out_no_page_that_bears_a_claim_out(text: str, data: st.DataObject) -> None:
    found = claims(fold(text))
    claim = data.draw(st.sampled_from(found)) if found else None
    for number in range(len(PAGES)):
        if claim and find(claim, EVIDENCE.page(number)) != NOWHERE:
            assert EVIDENCE.candidates(claim) >> number & 1


def test_pages_are_ranked_by_rare_words() -> None:
    assert [page for _, page in EVIDENCE.ranked(words_of("the revenue of Acme"))] == [0]
    assert [page for _, page in EVIDENCE.ranked(words_of("Globex"), among=0b1100)] == [2, 3]
    assert EVIDENCE.words_on(0, ("acme", "globex")) > 0
    assert EVIDENCE.weight(("nowhere",)) > EVIDENCE.weight(("acme",))


def test_what_was_read_and_said_has_addresses() -> None:
    text = "x@y.org and example.org or z@example.org or https://example.org"
    known = [EVIDENCE.has_address(address) for address in addresses(text)]
    assert known == [True, True, False, False]


def test_totals_count_what_was_sent() -> None:
    assert EVIDENCE.totals == {1, 2, 3, 4}


def test_nothing_at_all_is_no_evidence() -> None:
    assert Evidence([], said=["", " "]).is_empty
    assert not Evidence([], said=["5"]).is_empty
    assert list(bits(0b1010)) == [1, 3]
