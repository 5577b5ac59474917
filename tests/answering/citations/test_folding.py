"""Two spellings of the same text are one; a place in the comparable form leads back to the original."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.citations.folding import Folded, Squeezed, fold, squeezed

AWKWARD = st.text(alphabet="ab1 .-\n\u00ad\u200bﬁ\u0301\u0308é５−’“\u00a0\r\t漢｜ß", max_size=40)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１２３，４５０．５", "123,450.5"),
        ("٣٤٥", "345"),
        ("−5 – 10", "-5 - 10"),
        ("1\u202f234\u00a0€", "1 234 €"),
        ("1’234", "1'234"),
        ("“so” „so“ ‘so’", '"so" "so" \'so\''),
        ("5％", "5%"),
        ("infor\u00admation\u200b", "information"),
        ("ﬁnal eﬀort", "final effort"),
        ("Ma\u0308rz", "März"),
        ("ＵＳＤ", "USD"),
        ("a\r\nb\u2028c\td", "a\n\nb\nc d"),
        ("1,234¹ m²", "1,234¹ m²"),
        ("plain", "plain"),
    ],
)
def test_every_spelling_has_one_form(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(AWKWARD)
def test_places_lead_back_to_the_original(text: str) -> None:
    folded = Folded(text)
    places = [folded.original(place) for place in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)
    for place, character in enumerate(folded.text):
        if character.isascii() and character.isalpha() and text[places[place]].isascii():
            assert text[places[place]] == character


def test_a_part_keeps_the_marks_of_its_last_letter_and_nothing_hidden_behind_it() -> None:
    text = "a cafe\u0301\u00ad now"
    folded = Folded(text)
    start = folded.text.index("café")
    assert text[slice(*folded.span(start, start + 4))] == "cafe\u0301"


@given(AWKWARD)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("page", "sought", "is_found"),
    [
        ("the infor-\nmation is **lost**, here", "information is lost", True),
        ("| 1 | the rate | card |", "the rate card", True),
        ("a smart idea", "art", False),
        ("smart", "sma", False),
        ("art for art", "art", True),
        ("Größe, STRASSE", "größe straße", True),
        ("合計は四十二です", "四十二", True),
        ("anything", "", False),
        ("artart smart art", "art", True),
    ],
)
def test_quotes_are_found_through_everything_between_words(page: str, sought: str, is_found: bool) -> None:
    assert (Squeezed(page).find(squeezed(sought)) >= 0) == is_found


def test_a_find_leads_back_to_the_word_where_it_begins() -> None:
    page = Squeezed("so it is well-\nknown here")
    assert page.place(page.find("wellknown")) == 9


def test_a_page_full_of_near_finds_is_given_up() -> None:
    assert Squeezed("xartx " * 5_000).find("art") == -1
