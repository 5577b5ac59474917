"""What a place is called, however a model spells it, and where a fact without one belongs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.digest.places import Place, Places, Spot, figures

PAGES = {
    "p. 3": "The company sold 4,200 bicycles in Norway.",
    "p. 4": "Total: 45.20 EUR, due on 3 May 2024.",
    "p. 5": "Ada approved the budget of 17,000 EUR; Ben disagreed with the whole plan.",
    "p. 6": "Nothing of note happened in 2024.",
}


def places(*anchors: str) -> Places:
    return Places([Spot(Place(0, anchor), "Q3.pdf", PAGES.get(anchor, "")) for anchor in anchors])


def several(**anchors: tuple[str, ...]) -> Places:
    spots = [
        Spot(Place(source, anchor), f"{name}.pdf", "") for source, (name, found) in enumerate(anchors.items()) for anchor in found
    ]
    return Places(spots, several=True)


@pytest.mark.parametrize(
    ("anchors", "written", "meant"),
    [
        (("p. 3", "p. 4", "p. 5"), "p. 3", "p. 3"),
        (("p. 3", "p. 4", "p. 5"), "P.3", "p. 3"),
        (("p. 3", "p. 4", "p. 5"), "page 3", "p. 3"),
        (("p. 3", "p. 4", "p. 5"), "Seite 4", "p. 4"),
        (("p. 3", "p. 4", "p. 5"), "Q3.pdf, p. 3", "p. 3"),
        (("p. 3", "p. 4", "p. 5"), "q3.pdf p 3", "p. 3"),
        (("p. 3", "p. 4", "p. 5"), "pp. 3-4", "p. 3|p. 4"),
        (("p. 3", "p. 4", "p. 5"), "p. 3–p. 5", "p. 3|p. 4|p. 5"),
        (("p. 3", "p. 4", "p. 5"), "p. 3, 5", "p. 3|p. 5"),
        (("p. 3", "p. 4", "p. 5"), "p. 3; p. 4 and p. 5", "p. 3|p. 4|p. 5"),
        (("p. 3", "p. 4", "p. 5"), "p. 2-3", "p. 3"),
        (("p. 3", "p. 4", "p. 5"), "p. 99", ""),
        (("p. 3", "p. 4", "p. 5"), "3", ""),
        (("p. 3", "p. 4", "p. 5"), "see note", ""),
        (("p. 3", "p. 4", "p. 5"), "other.pdf, p. 3", ""),
        (tuple(f"p. {n}" for n in range(1, 20)), "p. 1-19", ""),
        (("slide 4", "slide 5"), "page 4", "slide 4"),
        (("m12", "m13"), "M12", "m12"),
        (("m12", "m13"), "message 13", "m13"),
        (("m12", "m13"), "m12-m13", "m12|m13"),
        (("rows 1-301", "rows 2-51", "rows 52-101"), "rows 2-51", "rows 2-51"),
        (("rows 1-301", "rows 2-51", "rows 52-101"), "row 57", "rows 52-101"),
        (("rows 1-301", "rows 2-51", "rows 52-101"), "rows 40–60", "rows 2-51|rows 52-101"),
        (("lines 1-80", "lines 81-160"), "line 90", "lines 81-160"),
        (("Sales!A1:D24", "Sales!A2:D24", "Costs!A1:B9"), "Sales!B7", "Sales!A2:D24"),
        (("Sales!A1:D24", "Costs!A1:B9"), "'Costs'!$A$3:$B$4", "Costs!A1:B9"),
        (("§ Terms", "§ Annex (2)"), "Terms", "§ Terms"),
        (("§ Terms", "§ Annex (2)"), "§ annex (2)", "§ Annex (2)"),
        (("§ Prices, terms and dates",), "§ Prices, terms and dates", "§ Prices, terms and dates"),
        (("0:00", "12:04", "1:02:03"), "12:04", "12:04"),
        (("0:00", "12:04", "1:02:03"), "12:50", "12:04"),
        (("0:00", "12:04", "1:02:03"), "12:10 - 12:20", "12:04"),
        (("cell 1", "cell 2"), "cell 2", "cell 2"),
        (("image",), "image 1", "image"),
        (("whole",), "whole", "whole"),
        (("Sales!A1:D24", "Sales!A25:D48"), "row 30", "Sales!A25:D48"),
        (("rows 2-51",), "line 7", "rows 2-51"),
        (("0:00", "12:04"), "p. 5", ""),
        (("m12", "m13"), "p. 12", ""),
        (("p. 12",), "m12", ""),
    ],
)
def test_a_place_is_found_by_what_it_is_called(anchors: tuple[str, ...], written: str, meant: str) -> None:
    assert "|".join(place.anchor for place in places(*anchors).find(written)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a.pdf, p. 1", [(0, "p. 1")]),
        ("b.pdf, p. 1", [(1, "p. 1")]),
        ("B.pdf p. 1-2", [(1, "p. 1"), (1, "p. 2")]),
        ("p. 1", []),
        ("p. 7", [(0, "p. 7")]),
        ("c.pdf, p. 1", []),
    ],
)
def test_of_several_documents_the_one_that_is_named_is_meant(written: str, meant: list[tuple[int, str]]) -> None:
    found = several(a=("p. 1", "p. 7"), b=("p. 1", "p. 2"))
    assert [tuple(place) for place in found.find(written)] == meant
    assert found.name(Place(1, "p. 2")) == "b.pdf, p. 2"


def test_a_bare_number_is_a_place_only_where_that_is_the_form_of_all() -> None:
    assert places("p. 3", "p. 4").find("3", bare=True) == (Place(0, "p. 3"),)
    assert places("p. 3", "p. 4").find("9", bare=True) == ()
    assert places("0:00", "12:04").find("9", bare=True) == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [("p. 99", True), ("Q3.pdf, p. 99", True), ("m4", True), ("12:04", True), ("sic", False), ("1", False), ("USD", False)],
)
def test_a_place_of_another_document_is_known_for_one(written: str, expected: bool) -> None:
    assert places("p. 3").looks_like_one(written) is expected


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("4200 Fahrräder wurden verkauft", "p. 3"),
        ("The total is 45,20 EUR", "p. 4"),
        ("A budget of EUR 17.000 was approved", "p. 5"),
        ("Ben disagreed with the plan", "p. 5"),
        ("In 2024 nothing happened", "p. 6"),
        ("The cat sat on the mat", None),
        ("It cost 99,999 EUR", None),
    ],
)
def test_a_fact_without_a_place_belongs_where_its_figures_stand_else_most_of_its_words(fact: str, expected: str | None) -> None:
    likeliest = places(*PAGES).likeliest(fact)
    assert (likeliest and likeliest.anchor) == expected


def test_where_there_is_one_place_everything_is_from_there() -> None:
    assert places("p. 3").likeliest("The cat sat on the mat") == Place(0, "p. 3")
    assert places("p. 3", "p. 4").likeliest("The cat sat on the mat", at_all_costs=True) is not None
    assert Places([]).likeliest("x") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4,200 and 4.200 and 4200", {"4200"}),
        ("45.20 EUR on 2024-05-03", {"4520", "20240503"}),
        ("p. 3 of 7", set[str]()),
        ("12'000, 1/24.", {"12000", "124"}),
    ],
)
def test_figures_are_compared_by_their_digits(text: str, expected: set[str]) -> None:
    assert figures(text) == expected


@given(st.text(), st.booleans())
def test_whatever_stands_in_brackets_names_known_places_or_none(written: str, bare: bool) -> None:
    for known in (places(*PAGES), places("Sales!A1:D24", "12:04", "§ Terms"), several(a=("p. 1",), b=("p. 1",))):
        assert set(known.find(written, bare=bare)) <= set(known.all)
        known.looks_like_one(written)
