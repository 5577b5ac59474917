"""What of a sentence has to stand on a page, and what does not."""

import pytest

from bot.answering.citations.claims import claims, masked


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Revenue was $1.2M on 4 March.", ["$1.2M", "4 March"]),
        ("1. The first of 5 points", ["5"]),
        ("- 2) **Costs**: 7", ["7"]),
        ("**Step 3:** wait 4 days", ["4"]),
        ("Key point 2: wait", []),
        ("26. 2. 2014 was a day", ["26. 2. 2014"]),
        ("3. April 2026 was too", ["3. April 2026"]),
        ("Namely (1) 5 cars, (2) staff and 3) 7 more", ["5", "7"]),
        ("A loss of (2) or (3) million", ["2", "3"]),
        ("There are three reasons", []),
        ("There are twelve", []),
        ("There are thirteen", ["thirteen"]),
        ("three per cent of five million", ["three per cent", "five million"]),
        ("B2B and CO2", []),
        ("B2B and INV-77", ["INV-77"]),
        ('She said "so be it" and left', ['"so be it"']),
        ("See https://example.org/2026 or a@example.org", ["https://example.org/2026", "a@example.org"]),
        ("Invoice INV-2024-001 of 5.", ["INV-2024-001", "5"]),
        ("Nothing at all", []),
    ],
)
def test_a_sentence_makes_claims(sentence: str, expected: list[str]) -> None:
    assert [claim.text for claim in claims(sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "is_strong"),
    [
        ("1,234 things", True),
        ("12 things", False),
        ("1,200 things", True),
        ("120 things", False),
        ("in 2024", False),
        ("12 % of it", True),
        ("on 4 March 2026", True),
        ("on 4 March", False),
        ("at 14:30", True),
        ("in Q3", False),
        ("INV-77", True),
        ('"so be it"', True),
    ],
)
def test_what_hardly_stands_anywhere_by_chance_is_strong(sentence: str, is_strong: bool) -> None:
    (claim,) = claims(sentence)
    assert claim.is_strong == is_strong


def test_what_may_be_a_date_or_a_number_is_one_claim() -> None:
    date, number = claims("In May 12 people, and 1.2.34")
    assert [len(date.otherwise), len(number.otherwise)] == [1, 1]


def test_masking_keeps_the_length_and_skips_what_overlaps() -> None:
    assert masked("abcdef", [(1, 3), (2, 4), (5, 6)]) == "a\x1f\x1fde\x1f"
    assert masked("abc", []) == "abc"
