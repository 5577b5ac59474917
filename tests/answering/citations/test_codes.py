"""Letters and digits that make a name."""

import pytest

from bot.answering.citations.codes import codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Invoice INV-2024-001 is", [("INV-2024-001", "inv 2024 001")]),
        ("in Q3", [("Q3", "q 3")]),
        ("third quarter", [("third quarter", "q 3")]),
        ("3. Quartal, im dritten, drittes Quartal", [("3. Quartal", "q 3"), ("drittes Quartal", "q 3")]),
        ("zweite Quartal", [("zweite Quartal", "q 2")]),
        ("2e trimestre, 2季度", [("2e trimestre", "q 2"), ("2季度", "q 2")]),
        ("3Q24 and 3Q", [("3Q", "q 3"), ("3Q", "q 3")]),
        ("FY2024/25, FY24", [("FY2024/25", "fy 24"), ("FY24", "fy 24")]),
        ("v2.1.3", [("v2.1.3", "2 1 3")]),
        ("2.1.3", [("2.1.3", "2 1 3")]),
        ("host 10.0.0.1", [("10.0.0.1", "10 0 0 1")]),
        ("前年比12.3と型番AB-12x、5個", [("AB-12x", "ab 12 x")]),
        ("GPT-4 and A-12", [("GPT-4", "gpt 4"), ("A-12", "a 12")]),
        ("A4/B5", [("A4", "a 4"), ("B5", "b 5")]),
        ("+49 30 123456", [("+49 30 123456", "4930123456")]),
        ("(818) 708-8131", [("(818) 708-8131", "8187088131")]),
        ("555-123-4567", [("555-123-4567", "5551234567")]),
        ("DE89 3704 0044 0532 0130 00", [("DE89 3704 0044 0532 0130 00", "de89370400440532013000")]),
        ("1234-5678-9012-3456", [("1234-5678-9012-3456", "1234567890123456")]),
        ("mid-2024, 12-month, 10k, 5kg, 3rd, USD5, April-2024, 1.234.567, plain", []),
    ],
)
def test_codes_are_told_from_numbers_with_a_unit(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(text[code.start : code.end], " ".join(code.parts)) for code in codes(text)] == expected


@pytest.mark.parametrize(("text", "is_common"), [("B2B", True), ("CO2", True), ("COVID-19", True), ("INV-2", False)])
def test_words_that_happen_to_hold_a_digit_are_known(text: str, is_common: bool) -> None:
    assert [code.is_common for code in codes(text)] == [is_common]
