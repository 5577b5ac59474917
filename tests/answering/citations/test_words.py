"""The words that carry a text's content."""

import pytest

from bot.answering.citations.words import content_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The invoices of the contract were paid", ["invoic", "contract", "paid"]),
        ("Die Verträge und der Vertrag", ["verträg", "vertrag"]),
        ("3 million euros in March, 5 %", []),
        ("東京の売上", ["東京", "京の", "の売", "売上"]),
        ("STRASSE Straße", ["strass", "strass"]),
        ("it is so", []),
    ],
)
def test_common_words_and_those_of_figures_do_not_count(text: str, expected: list[str]) -> None:
    assert list(content_words(text)) == expected
