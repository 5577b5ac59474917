"""What a question names that a table can be searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.sought import MOST_PLACES, MOST_TERMS, sought, terms


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("", ()),
        ("Thanks, please make it a table.", ()),
        ("Show me the first rows of the table", ()),
        ("What did Zenith GmbH pay?", ("zenith", "gmbh", "pay")),
        ("how many invoices are open?", ("invoic", "open")),
        ("Which invoice is INV-0031337?", ("inv-0031337", "invoic")),
        ("Who paid 1,234.50 and who 25 %?", ("1,234.50", "25%", "paid")),
        ("Who paid 1 234,50 €?", ("1234,50", "paid")),
        ("the 3 largest of 2026", ("2026",)),
        ("orders on January 31, 2026", ("2026-01-31", "order")),
        ("orders of the 3rd of March 2026", ("2026-03-03", "order")),
        ("Bestellungen am 3. März 2026", ("2026-03-03", "bestellung")),
        ("commandes du 3 août 2026", ("2026-08-03", "command")),
        ("what was paid on 31.01.2026?", ("31.01.2026", "paid")),
        ('find "Net  Total" in Berlin', ("net total", "net", "total", "berli")),
        ("大阪の売上はいくらですか", ("大阪", "売上")),
        ("what is in row 70,000?", ("row 70000",)),
        ("rows 500-520 and lines 7 to 9", ("rows 500-520", "rows 7-9")),
        ("Zeilen 5, 600 und 70 bis 72", ("row 5", "row 600", "rows 70-72")),
        ("what is in B70000?", ("b70000",)),
        ("compare Sheet2!$B$70000 with 'Q3 plan'!A1:B2", ("Sheet2!B70000", "'Q3 plan'!A1:B2")),
        ("north-east or Ada's", ("ada", "north", "east")),
    ],
)
def test_what_a_question_names_is_sought(question: str, found: tuple[str, ...]) -> None:
    assert sought(question) == found


def test_numbers_and_names_come_before_other_words_and_there_is_an_end() -> None:
    question = " ".join(["ordinary"] + [f"word{'abcdefghijklmnopqrst'[n]}" for n in range(20)] + ["4711", "of", "Zenith"])
    assert sought(question)[:2] == ("4711", "zenith")
    assert len(sought(question)) == MOST_TERMS


def test_the_words_of_a_column_are_known_in_the_form_in_which_they_are_sought() -> None:
    assert set(sought("the amounts by customer")) <= terms("Amount Customers")


@given(st.text(max_size=200))
def test_any_question_gives_few_short_texts_each_once(question: str) -> None:
    found = sought(question)
    assert len(found) == len(set(found)) <= MOST_TERMS + MOST_PLACES
    assert all(words.strip() == words and words for words in found)
    assert sought(question) == found
