"""What a question names, found in cells as people see them and as they are stored."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.sheets.search import LONGEST_TERM, MOST_PLACES, MOST_TERMS, Place, Search


def _finds(sought: str, text: str) -> bool:
    return bool(Search.of([sought]).masks([text])[0])


@pytest.mark.parametrize(
    ("sought", "text", "found"),
    [
        ("zenith", "Zenith GmbH", True),
        ("zenith", "ZENITHS", True),
        ("zenith", "Zenithal things", True),
        ("zenith", "Zenithology", False),
        ("zenith", "azenith", False),
        ("acm", "acme", False),
        ("straße", "STRASSE 5", True),
        ("inv-0031337", "see INV-0031337.", True),
        ("inv-0031337", "INV-00313370", False),
        ("q3", "Q3", True),
        ("q3", "Q31", False),
        ("net total", "Net   Total", True),
        ("net total", "net of total", False),
        ("大阪", "大阪市", True),
        ("007", "007", True),
        ("007", "7", False),
        ("3.4.5", "v 3.4.5", True),
        ("0", "10", False),
    ],
)
def test_words_are_found_whatever_their_case_and_ending(sought: str, text: str, found: bool) -> None:
    assert _finds(sought, text) is found


@pytest.mark.parametrize(
    ("sought", "text", "found"),
    [
        ("1,234.50", "1234.5", True),
        ("1,234.50", "$1,234.50", True),
        ("1,234.50", "1.234,50 €", True),
        ("1,234.50", "1 234,5", True),
        ("1,234.50", "-1234.500", True),
        ("1,234.50", "1234.4987", True),
        ("1,234.50", "1234.5049", True),
        ("1,234.50", "1234.505", False),
        ("1,234.50", "1234.4949", False),
        ("1,234.50", "11234.50", False),
        ("1,234.50", "1234.51", False),
        ("1.234,50", "1234.5", True),
        ("1234,5", "1234.5", True),
        ("0.5", ".5", True),
        ("0.10", "0.10000000000000001", True),
        ("1.00", "0.9999", True),
        ("70,000", "70000", True),
        ("70,000", "70", False),
        ("1.234", "1,234", True),
        ("31337", "INV-0031337", True),
        ("31337", "31337.0", True),
        ("31337", "31337.5", False),
        ("31337", "5.31337", False),
        ("31337", "313370", False),
        ("31337", "1,31337", False),
        ("25%", "25 %", True),
        ("25%", "0.25", True),
        ("25%", "25", False),
        ("2.5%", "0.025", True),
        ("0.00", "12", False),
    ],
)
def test_numbers_are_found_by_what_they_mean(sought: str, text: str, found: bool) -> None:
    assert _finds(sought, text) is found


@pytest.mark.parametrize(
    "text", ["2026-01-31", "2026-01-31 12:00", "31.01.2026", "31.1.2026", "1/31/2026", "31 Jan 2026", "20260131"]
)
@pytest.mark.parametrize("sought", ["2026-01-31", "31.1.2026", "1/31/2026", "31/01/2026"])
def test_dates_are_found_in_their_common_forms(sought: str, text: str) -> None:
    assert _finds(sought, text)
    assert not _finds(sought, text.replace("31", "30"))


@pytest.mark.parametrize(("from_1904", "stored"), [(False, "46053"), (False, "46053.5"), (True, "44591")])
def test_a_date_is_found_as_a_workbook_stores_it(from_1904: bool, stored: str) -> None:
    search = Search.of(["2026-01-31"])
    assert search.stored(from_1904=from_1904).masks([stored, "46052", "2026-01-31T00:00:00"]) == [1, 0, 1]
    assert search.masks([stored]) == [0]


def test_each_term_has_its_bit() -> None:
    search = Search.of(["acme", "97", "north"])
    assert search.masks(["Acme\n97\nNorth", "north", "", "97"]) == [0b111, 0b100, 0, 0b10]


@pytest.mark.parametrize(
    ("sought", "places", "terms"),
    [
        ("row 70000", (Place(70_000, 70_000),), []),
        ("rows 500-520", (Place(500, 520),), []),
        ("rows 520-500", (Place(500, 520),), []),
        ("b70000", (Place(70_000, 70_000),), ["b70000"]),
        ("$A$7:F40", (Place(7, 40),), ["$a$7:f40"]),
        ("Sheet2!B70000", (Place(70_000, 70_000, "Sheet2"),), []),
        ("'It''s so'!B7:C9", (Place(7, 9, "It's so"),), []),
        ("inv1234", (), ["inv1234"]),
        ("rows", (), ["rows"]),
        (" ", (), []),
    ],
)
def test_rows_and_cells_are_named_by_their_places(sought: str, places: tuple[Place, ...], terms: list[str]) -> None:
    search = Search.of([sought])
    assert (search.places, [term.words for term in search.terms]) == (places, terms)


def test_a_place_in_another_sheet_names_no_row_of_this_one() -> None:
    search = Search.of(["Sheet2!B70000", "row 5"])
    assert search.within("sheet2").names(70_000)
    assert not search.within("Sheet1").names(70_000)
    assert search.within(None).names(5)
    assert search.names(1, 5)
    assert not search.names(6, 69_999)


def test_a_search_for_nothing_is_none() -> None:
    assert not Search.of([])
    assert not Search.of(["Sheet2!B7"]).within("Sheet1")


def test_no_more_is_sought_than_there_are_bits_for() -> None:
    search = Search.of([*(f"word{n}" for n in range(90)), *(f"row {n}" for n in range(1, 90)), "x" * 500])
    assert (len(search.terms), len(search.places)) == (MOST_TERMS, MOST_PLACES)
    assert len(Search.of(["x" * 500]).terms[0].words) == LONGEST_TERM


@given(st.decimals(min_value="0.01", max_value="9999999", places=2), st.sampled_from(["{:f}", "{:,.2f}", "€ {:.2f}", "{:.4f}"]))
def test_a_number_is_found_however_it_is_written(number: Decimal, form: str) -> None:
    assert _finds(f"{number:,.2f}", form.format(number))
    assert _finds(f"{number:.2f}", form.format(number))
    assert not _finds(f"{number:.2f}", form.format(number + Decimal("0.01")))


@given(st.lists(st.text(max_size=30), max_size=8), st.lists(st.text(max_size=30), max_size=8))
def test_whatever_is_sought_texts_are_judged_alike_alone_and_together(sought: list[str], texts: list[str]) -> None:
    search = Search.of(sought)
    assert search.masks(texts) == [search.masks([text])[0] for text in texts]


@given(st.text(alphabet="0123456789.,/-% 'abz", max_size=14), st.text(alphabet="0123456789.,/-% 'abz", max_size=30))
def test_where_a_term_is_found_one_of_its_needles_is(sought: str, text: str) -> None:
    for term in Search.of([sought]).terms:
        assert not term.pattern.search(text) or any(needle in text for needle in term.needles)
